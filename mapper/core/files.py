"""Writing whole files only: beside the target first, then renamed over it.

Modes follow the umask; what takes the place of an earlier file or folder keeps the mode of that.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from mapper.core.errors import OutputError
from mapper.core.pathnames import inside

__all__ = [
    "keep_modes",
    "link_or_copy",
    "make_folder",
    "put_back",
    "sha256_of",
    "take_place",
    "write_inside",
    "write_together",
    "write_whole",
]

_CHUNK: Final = 1 << 20
_LINUX: Final = sys.platform == "linux"
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
"""Constants of ``renameat2`` in <fcntl.h> and <linux/fs.h>: relative to here; exchange."""
_CANNOT_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP})


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal text."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, if they do not exist.

    Raises
    ------
    OutputError
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot make the folder {folder}: {_reason(error)}.") from error


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    A link stays a link to the file; what is no regular file (``/dev/null``, a pipe) is written
    to as it stands.

    Raises
    ------
    OutputError
        If the folder does not exist or cannot be written; an earlier file stays as it was.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        place = Path(os.path.realpath(path))
        if place.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if place.exists() and not place.is_file() and not place.is_dir():
            place.write_bytes(raw)
        else:
            _replace(place, raw)
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot write {path}: {_reason(error)}") from error


def write_inside(folder: Path, name: str, data: str | bytes) -> Path:
    """Write a file whole under a name that mapper chose, never through a link.

    Parameters
    ----------
    folder : Path
    name : str
        What :func:`mapper.core.pathnames.inside` accepts; folders in it are made.
    data : str or bytes

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        If the name is refused, or the file cannot be written.
    """
    path = inside(folder, name)
    make_folder(path.parent)
    try:
        _replace(path, data.encode("utf-8") if isinstance(data, str) else data)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {_reason(error)}") from error
    return path


def write_together(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files that are there already: all of them, or none if one cannot be written.

    All are written beside their places first, which is where disks are full and folders closed.
    Then each takes its place in one step; if one does not, those before get back what they were.
    A program that is killed between these steps leaves every file whole, the old or the new one.

    Parameters
    ----------
    contents : sequence of (Path, bytes)
        Each path once; none a link.

    Raises
    ------
    OutputError
        All files are as they were.
    """
    done: list[tuple[Path, Path]] = []
    asides: list[Path] = []
    path = Path()
    try:
        fresh = []
        for path, raw in contents:
            fresh.append((path, new := _beside(path)))
            asides.append(new)
            with new.open("xb") as file:
                _keep_mode(path, new)
                file.write(raw)
        for path, new in fresh:
            asides.append(old := _beside(path))
            link_or_copy(path, old)
            done.append((path, old))
            new.replace(path)
    except BaseException as error:
        for changed, old in reversed(done):
            with suppress(OSError):
                old.replace(changed)
        if isinstance(error, OSError):
            raise OutputError(
                f"cannot write {path}: {_reason(error)}; nothing is changed."
            ) from error
        raise
    finally:
        for aside in asides:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A name that is free, in the same folder."""
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")


def _reason(error: OSError | ValueError) -> str:
    return str((error.strerror if isinstance(error, OSError) else None) or error)


def _replace(path: Path, raw: bytes) -> None:
    """Write beside the path and rename; of a file that is there, the mode and group stay."""
    temporary = _beside(path)
    try:
        with temporary.open("xb") as file:
            _keep_mode(path, temporary)
            file.write(raw)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _keep_mode(earlier: Path, new: Path) -> None:
    """Give a new file or folder the owner and mode of an earlier one of the same kind, if any."""
    try:
        before, now = earlier.lstat(), new.lstat()
    except OSError:
        return
    if stat.S_IFMT(before.st_mode) != stat.S_IFMT(now.st_mode):
        return
    if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        with suppress(OSError):  # only root gives files away; a group must be one's own
            os.chown(new, before.st_uid, before.st_gid, follow_symlinks=False)
    if before.st_mode != now.st_mode and not stat.S_ISLNK(before.st_mode):
        with suppress(OSError):
            new.chmod(stat.S_IMODE(before.st_mode))


def keep_modes(earlier: Path, new: Path) -> None:
    """Give a new tree, and what is in it, the modes that the same paths have in an earlier one."""
    if not earlier.is_dir():
        return
    _keep_mode(earlier, new)
    for path in new.rglob("*"):
        _keep_mode(earlier / path.relative_to(new), path)


def take_place(new: Path, target: Path, aside: Path) -> None:
    """Let a finished folder take the place of another, or of none.

    Where the system can exchange two names at once (Linux), the target is whole at every moment.
    Elsewhere it is moved aside first; :func:`put_back` settles what an end between the two steps
    leaves behind. What the target held lies in ``new`` or in ``aside`` afterwards.

    Parameters
    ----------
    new, target : Path
        Folders of one file system; the target need not exist.
    aside : Path
        A free name beside ``new``.

    Raises
    ------
    OutputError
        If the target cannot be replaced; it stays as it was.
    """
    try:
        if not target.exists():
            new.replace(target)
        elif not _exchange(new, target):
            target.replace(aside)
            try:
                new.replace(target)
            except OSError:
                aside.replace(target)
                raise
    except OSError as error:
        raise OutputError(f"cannot replace the folder {target}: {error.strerror}.") from error


def put_back(target: Path, aside: Path) -> None:
    """Settle a replacement in two steps that was cut off: an absent target comes back.

    Raises
    ------
    OutputError
    """
    try:
        if aside.is_dir() and not target.exists():
            aside.replace(target)
    except OSError as error:
        raise OutputError(f"cannot put back the folder {target}: {error.strerror}.") from error


def link_or_copy(source: Path, copy: Path) -> None:
    """The same file under a new name and of the same mode, as a hard link where there are such."""
    try:
        os.link(source, copy)
    except OSError:
        shutil.copy(source, copy)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names in one step; False where the system or file system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if _LINUX else None
    if rename is None:
        return False
    names = (os.fsencode(first), os.fsencode(second))
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code))
