"""What went wrong, in one line: for the person at the terminal, and across processes."""

from __future__ import annotations

import errno
import os
import traceback
from pathlib import Path
from typing import Final

from mapper.core.errors import MapperError
from mapper.core.legible import printable, shortened, without_advice

__all__ = ["is_unexpected", "trace_of", "words_of"]

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def words_of(error: BaseException) -> str:
    """An error as one legible line; errors of mapper itself keep the lines they have."""
    if isinstance(error, MapperError):
        return str(error.args[0]) if error.args else str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; fewer --jobs at a time need less."
    if isinstance(error, OSError) and error.strerror:
        return shortened(printable(_system_words(error)))
    said = without_advice(str(error)) or str(error) or "no more is known"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return shortened(printable(f"{type(error).__name__}: {said}")) + where


def is_unexpected(error: BaseException) -> bool:
    """Whether an error is a fault of mapper: neither its own words nor those of the system."""
    known = isinstance(error, OSError) and error.strerror
    return not (isinstance(error, MapperError | MemoryError) or known)


def trace_of(error: BaseException) -> str:
    """The way to an error through the program, for a report."""
    return "".join(traceback.format_exception(error))


def _system_words(error: OSError) -> str:
    """What the operating system says, of which file, and what helps."""
    name = error.filename
    file = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else ""
    words = f"cannot use {file}: {error.strerror}." if file else f"{error.strerror}."
    if error.errno in _FULL:
        words += " Make room on the disk; TMPDIR names another folder for temporary files."
    return words
