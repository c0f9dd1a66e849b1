"""Errors and faults: what went wrong, where, and what to do about it.

Every error that the mapper raises on purpose is a :class:`MapperError`, so that a
script can catch one class. Each kind also inherits the builtin that fits it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

__all__ = [
    "KEPT",
    "SHOWN",
    "CaseError",
    "DataWarning",
    "DateOutsideCaseError",
    "Fault",
    "MapperError",
    "MissingCRSError",
    "MoreFaults",
    "OutputError",
    "TargetNotFoundError",
    "UsageError",
    "bounded",
    "count_of",
    "more_of_a_kind",
    "sort_faults",
]

KEPT: Final = 10_000
"""Faults of one kind and file that are kept; a table of other data than it should be has one
for each cell."""
SHOWN: Final = 200
"""Faults of one kind and file that are printed."""
MORE: Final = "more-faults"
"""Code of the fault that stands for those of a kind that are left out."""

Severity = Literal["error", "doubt", "note"]
_Kind = tuple[str, str, str]
"""File, code and severity."""


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
    severity : {"error", "doubt", "note"}
        An error stops the case from being read; a doubt is usable data that an
        editor should settle (overlapping date windows, a ``lost_by`` against the state).
        A note is no fault: it says how something was read, and counts nowhere.
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


@dataclass(frozen=True, slots=True)
class MoreFaults(Fault):
    """Stands for faults that are left out, as there are too many of their kind.

    Parameters
    ----------
    count : int
        How many.
    of : str
        Their code.
    """

    count: int = 0
    of: str = ""


class CaseError(MapperError, ValueError):
    """A case cannot be read. ``faults`` holds every fault found, in file order.

    The message names the first :data:`SHOWN` of each kind, and how many more there are.
    """

    has_lines = True

    def __init__(self, faults: Iterable[Fault], what: str = "the case") -> None:
        self.faults: Sequence[Fault] = sort_faults(faults)
        count = count_of(self.faults)
        lines = "\n".join(f"  {fault}" for fault in bounded(self.faults, SHOWN))
        super().__init__(f"{what} has {count:,} fault{'s' if count != 1 else ''}:\n{lines}")


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults without repetition, ordered by file, row and column; :data:`KEPT` of a kind."""
    unique = dict.fromkeys(faults)
    return tuple(bounded(sorted(unique, key=_order)))


def _order(fault: Fault) -> tuple[str, int, bool, str, str]:
    rest = isinstance(fault, MoreFaults)  # after the others of its row
    return fault.file, fault.row or 0, rest, fault.column or "", fault.message


def count_of(faults: Iterable[Fault]) -> int:
    """How many faults there are, with those that :class:`MoreFaults` stand for; no notes."""
    found = (fault for fault in faults if fault.severity != "note")
    return sum(fault.count if isinstance(fault, MoreFaults) else 1 for fault in found)


def bounded(faults: Sequence[Fault], most: int = KEPT) -> list[Fault]:
    r"""The first faults of each kind and file, and one more for the rest of the kind.

    >>> bad = [Fault("a.csv", row, "x", "Bad.", "Mend it.", "bad") for row in range(2, 7)]
    >>> print(*bounded(bounded(bad, 3), 2), sep="\n")
    a.csv:2:x: Bad. Mend it.
    a.csv:3:x: Bad. Mend it.
    a.csv:4: 3 more faults of this kind (bad) follow in this file. Mend those named first.
    """
    single = Counter(_kind(fault) for fault in faults if not isinstance(fault, MoreFaults))
    if max(single.values(), default=0) <= most and sum(single.values()) == len(faults):
        return list(faults)
    left = Counter({kind: count - most for kind, count in single.items() if count > most})
    left.update(_rest(faults))
    seen: Counter[_Kind] = Counter()
    kept = []
    for fault in faults:
        kind = _kind(fault)
        if not isinstance(fault, MoreFaults) and seen[kind] < most:
            seen[kind] += 1
            kept.append(fault)
        elif count := left.pop(kind, 0):
            kept.append(more_of_a_kind(fault, count))
    return kept


def _rest(faults: Iterable[Fault]) -> dict[_Kind, int]:
    """How many faults of each kind were left out before."""
    found: Counter[_Kind] = Counter()
    for fault in faults:
        if isinstance(fault, MoreFaults):
            found[_kind(fault)] += fault.count
    return found


def _kind(fault: Fault) -> _Kind:
    code = fault.of if isinstance(fault, MoreFaults) else fault.code
    return fault.file, code, fault.severity


def more_of_a_kind(first: Fault, count: int) -> MoreFaults:
    """What stands for the ``count`` faults of a kind from ``first`` on."""
    file, code, severity = _kind(first)
    what = "fault" if severity == "error" else severity
    follow = f"{what} of this kind ({code}) follows"
    if count > 1:
        follow = f"{what}s of this kind ({code}) follow"
    message = f"{count:,} more {follow} in this file."
    hint = "Mend those named first."
    return MoreFaults(
        file, first.row, None, message, hint, MORE, severity=first.severity, count=count, of=code
    )
