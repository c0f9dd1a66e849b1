"""Writing whole files only: beside the target first, then renamed over it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mapper.errors import OutputError

__all__ = ["make_folder", "replacing_folder", "sha256_of", "write_whole"]

_CHUNK: Final = 1 << 20


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


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """A new folder beside the target that takes its place when all went well.

    Yields
    ------
    Path
        Empty folder to fill. After an error it is removed and the target stays as it was.

    Raises
    ------
    OutputError
        If the folder cannot be made, or the target is a file.
    """
    if target.exists() and not target.is_dir():
        raise OutputError(f"cannot write the folder {target}: there is a file of that name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        staging.chmod(0o755)
    except OSError as error:
        raise OutputError(f"cannot write beside {target}: {error.strerror}") from error
    try:
        yield staging
        try:
            _swap(staging, target)
        except OSError as error:
            raise OutputError(f"cannot replace the folder {target}: {error.strerror}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _swap(staging: Path, target: Path) -> None:
    """Put the new folder in the place of the old one, and back again if that fails."""
    if not target.exists():
        staging.replace(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    try:
        target.replace(old)
    except OSError:
        old.rmdir()
        raise
    try:
        staging.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
