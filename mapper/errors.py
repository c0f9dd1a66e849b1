"""Errors and faults: what went wrong, where, and what to do about it.

Every error that the mapper raises on purpose is a :class:`MapperError`, so that a
script can catch one class. Each kind also inherits the builtin that fits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

__all__ = [
    "CaseError",
    "DataWarning",
    "DateOutsideCaseError",
    "Fault",
    "MapperError",
    "MissingCRSError",
    "OutputError",
    "TargetNotFoundError",
    "UsageError",
]

Severity = Literal["error", "doubt"]


class MapperError(Exception):
    """Base of all errors raised by the mapper."""

    has_lines: ClassVar[bool] = False
    """Whether the message is a list, one line for each thing that is wrong."""


class UsageError(MapperError, ValueError):
    """A call or command cannot mean what it says (wrong option, unknown name)."""


class DateOutsideCaseError(UsageError):
    """A date lies before the first or after the last day of the case."""


class TargetNotFoundError(MapperError, LookupError):
    """No place, area or unit goes by that name; the message offers near spellings."""


class MissingCRSError(MapperError, ValueError):
    """A layer does not say in which coordinate reference system it is."""


class OutputError(MapperError, OSError):
    """A result cannot be written where it was asked for."""


class DataWarning(UserWarning):
    """Usable but suspicious data."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a case, and what to do about it.

    Parameters
    ----------
    file : str
        File name relative to the case or geodata folder.
    row : int or None
        Line of the file (the header is line 1); None where the whole file is meant.
    column : str or None
        Column name, or None.
    message, suggestion : str
        A sentence each.
    code : str
        Short stable word for the kind of fault, such as ``unknown-place``.
    severity : {"error", "doubt"}
        An error stops the case from being read; a doubt is usable data that an
        editor should settle (overlapping date windows, a ``lost_by`` against the state).
    """

    file: str
    row: int | None
    column: str | None
    message: str
    suggestion: str
    code: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f":{self.row}"
        if self.column is not None:
            where += f":{self.column}"
        return f"{where}: {self.message} {self.suggestion}".rstrip()


class CaseError(MapperError, ValueError):
    """A case cannot be read. ``faults`` holds every fault found, in file order."""

    has_lines = True

    def __init__(self, faults: Iterable[Fault], what: str = "the case") -> None:
        self.faults: Sequence[Fault] = sort_faults(faults)
        count = len(self.faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{what} has {count} fault{'s' if count != 1 else ''}:\n{lines}")


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults without repetition, ordered by file, row and column."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda f: (f.file, f.row or 0, f.column or "", f.message)))
