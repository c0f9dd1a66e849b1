"""Writing whole files only: beside the target first, then renamed over it."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from mapper.errors import OutputError

__all__ = [
    "link_or_copy",
    "make_folder",
    "put_back",
    "sha256_of",
    "take_place",
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
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}.") from error


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
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        _write_into(path, raw)
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


def _write_into(path: Path, raw: bytes) -> None:
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


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
    """The same file under a new name, as a hard link where the file system has them."""
    try:
        os.link(source, copy)
    except OSError:
        shutil.copyfile(source, copy)


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
