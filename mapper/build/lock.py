"""A lock that its holder's death releases, so that two builds of one folder never mix."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapper.core.errors import OutputError
from mapper.core.pathnames import refuse_link

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["LockedError", "exclusive"]

_READ: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NO_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})
_NOTE: Final = 200
"""Bytes that a holder may say of itself."""
_LOCKED: Final = 1
"""Bytes at the beginning that Windows locks: others cannot read them there."""


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
        If the file cannot be made, or the file system has no locks.
    """
    lock = _locked(path, what)
    try:
        yield
    finally:
        with suppress(OSError):  # while it is locked: a later holder's file is never removed
            path.unlink(missing_ok=True)
        lock.release()


def _locked(path: Path, what: str) -> BaseFileLock:
    """The lock of a file, held, that the path names still."""
    from filelock import FileLock, Timeout  # here: only builds need it

    # A lock of the operating system or none: its stand-in would outlive a holder that was killed.
    lock = FileLock(path, thread_local=False, fallback_to_soft=False, on_acquired=_sign)
    while True:
        try:
            refuse_link(path)
            path.parent.stat()  # filelock would make the folder, under whatever name was mistyped
            lock.acquire(blocking=False)
        except Timeout as error:
            holder = _holder(path)
            if holder is None:
                continue  # it went in between, and took its file along
            raise LockedError(
                f"{what} is in the hands of {holder}: wait for it, or choose another folder."
            ) from error
        except OutputError:
            raise  # it is an OSError as well
        except OSError as error:
            verb = "lock" if error.errno in _NO_LOCKS else "write"
            raise OutputError(f"cannot {verb} {path}: {error.strerror or error}.") from error
        return lock


def _sign(handle: int) -> None:
    """Write into the locked file who holds it. Without room on the disk nobody is named."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        note = f"process {os.getpid()} on {socket.gethostname()}\n"
        os.write(handle, b" " * _LOCKED + note.encode())


def _holder(path: Path) -> str | None:
    """Who holds a lock that this process did not get; None if the file is gone."""
    nobody = "another process"
    try:
        handle = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError:
        return nobody
    try:
        os.lseek(handle, _LOCKED, os.SEEK_SET)
        return os.read(handle, _NOTE).decode("utf-8", "replace").strip() or nobody
    except OSError:
        return nobody
    finally:
        os.close(handle)
