"""A lock that its holder's death releases, so that two builds of one folder never mix."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from mapper.core.errors import OutputError
from mapper.core.pathnames import refuse_link

__all__ = ["LockedError", "exclusive"]

_BUSY: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FAR: Final = 1 << 20
"""Byte that Windows locks; others could not read a locked one."""


class LockedError(OutputError):
    """Somebody else is at work on the same folder."""


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file while the block runs; the operating system frees it if the process dies.

    Parameters
    ----------
    path : Path
        The lock file: made, locked, and removed again.
    what : str
        What is locked, for the message: ``the build of output/mali``.

    Raises
    ------
    LockedError
        If another process, or another thread of this one, holds it.
    OutputError
        If the file cannot be made.
    """
    handle = _locked(path, what)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        with suppress(OSError):  # while it is locked: a later holder's file is never removed
            path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path, what: str) -> int:
    """An open, locked file that the path names still."""
    while True:
        try:
            refuse_link(path)
            handle = os.open(path, _OPEN, 0o666)
        except OutputError:
            raise
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror}.") from error
        try:
            _lock(handle)
        except OSError as error:
            owner = os.read(handle, 200).decode("utf-8", "replace").strip() or "another process"
            os.close(handle)
            if error.errno not in _BUSY:
                raise OutputError(f"cannot lock {path}: {error.strerror}.") from error
            raise LockedError(
                f"{what} is in the hands of {owner}: wait for it, or choose another folder."
            ) from error
        if _names(path, handle):
            return handle
        os.close(handle)  # its holder removed it in between


def _names(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
