"""The files that a case is read from: inside its folders only, and known by what they held.

A case may come from a stranger, as a folder with links in it. What a link leads to is read only
if it lies in the folders of the case as well. Of every file that is read, the SHA-256 of just the
bytes that were read is kept: what lies there later may be something else.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from mapper.core.errors import OutputError

__all__ = ["Inputs", "OutsideError", "TooLargeError"]

_CHUNK: Final = 1 << 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe is opened without waiting for somebody who writes into it, to see that it is one."""


class OutsideError(OSError):
    """A link leads out of the folders of the case."""


class TooLargeError(OSError):
    """A file is larger than its limit."""


class Inputs:
    """The files of a case.

    Parameters
    ----------
    *folders : Path
        The folders of the case: nothing outside of them is read.

    Attributes
    ----------
    digests : dict
        SHA-256 of each file that was read whole, by its path as it was asked for.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = tuple(folder.resolve() for folder in folders)
        self.digests: dict[Path, str] = {}

    def read(self, path: Path, most: int | None = None) -> bytes:
        """The bytes of a file.

        Raises
        ------
        OSError
            If there is none, or it cannot be read: a folder, pipe or device is not.
        OutsideError
            If it is a link that leads out of the folders of the case.
        TooLargeError
            If it has more than ``most`` bytes.
        """
        with self._opened(path, most) as file:
            raw = file.read()
        self.digests[path] = hashlib.sha256(raw).hexdigest()
        return raw

    def copy(self, path: Path, target: Path, most: int | None = None) -> None:
        """Copy a file into a private folder, where nobody changes it while it is read.

        Raises
        ------
        OSError, OutsideError, TooLargeError
            As for :meth:`read`.
        OutputError
            If the copy cannot be written.
        """
        digest = hashlib.sha256()
        with self._opened(path, most) as file:
            try:
                with target.open("wb") as copy:
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
                        copy.write(chunk)
            except OSError as error:
                raise OutputError(
                    f"cannot write a temporary file into {target.parent.parent}: "
                    f"{error.strerror}; make room there, or name another folder in TMPDIR."
                ) from error
        self.digests[path] = digest.hexdigest()

    @contextmanager
    def _opened(self, path: Path, most: int | None) -> Iterator[BinaryIO]:
        try:
            true = path.resolve()
        except RuntimeError as error:  # a circle of links, in Python 3.11 and 3.12
            raise OSError(errno.ELOOP, "it is a circle of links", str(path)) from error
        if not any(true.is_relative_to(folder) for folder in self.folders):
            what = "it is a link that leads out of the folders of the case"
            raise OutsideError(errno.EXDEV, what, str(path))
        handle = os.open(true, _FLAGS)
        try:
            told = os.fstat(handle)
            if not stat.S_ISREG(told.st_mode):
                kind = "folder" if stat.S_ISDIR(told.st_mode) else "pipe or device"
                raise OSError(errno.EINVAL, f"it is a {kind}, not a file", str(path))
            if most is not None and told.st_size > most:
                raise TooLargeError(errno.EFBIG, f"it has {told.st_size:,} bytes", str(path))
            with os.fdopen(handle, "rb", closefd=False) as file:
                yield file
        finally:
            os.close(handle)

    def changed(self) -> tuple[Path, ...]:
        """Files that hold something else now than what was read."""
        return tuple(path for path, digest in sorted(self.digests.items()) if _now(path) != digest)


def _now(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
