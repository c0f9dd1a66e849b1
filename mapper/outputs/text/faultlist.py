"""What ``mapper check`` found, as lines and as the object of ``docs/check-json.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from mapper.core.errors import SHOWN, Fault, bounded, count_of
from mapper.core.legible import printable

__all__ = ["SCHEMA_VERSION", "counted_faults", "fault_lines", "fault_report", "without_notes"]

SCHEMA_VERSION: Final = 1
"""Version of the JSON that ``mapper check --json`` prints; see ``docs/check-json.md``."""


def fault_lines(faults: Sequence[Fault]) -> str:
    """A line for each fault; of each kind and file the first, and how many more there are."""
    return "\n".join(printable(f"{f.severity}: {f}") for f in bounded(faults, SHOWN))


def without_notes(found: Iterable[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Faults, and the notes that stand among them, which are none."""
    faults: list[Fault] = []
    notes: list[Fault] = []
    for one in found:
        (notes if one.severity == "note" else faults).append(one)
    return faults, notes


def counted_faults(faults: Sequence[Fault]) -> tuple[int, int]:
    """How many errors and how many doubts there are, with those that are left out.

    >>> counted_faults([Fault("a.csv", 2, None, "Bad.", "Mend it.", "bad", "doubt")])
    (0, 1)
    """
    errors = count_of(f for f in faults if f.severity == "error")
    return errors, count_of(faults) - errors


def fault_report(case: str, faults: Sequence[Fault], notes: Sequence[Fault]) -> dict[str, Any]:
    """All that was found, as plain values.

    Parameters
    ----------
    case : str
        Name of the case.
    faults, notes : sequence of Fault
        From :func:`without_notes`.
    """
    errors, doubts = counted_faults(faults)
    return {
        "schema": SCHEMA_VERSION,
        "case": case,
        "counts": {"errors": errors, "doubts": doubts},
        "faults": list(map(_plain, faults)),
        "notes": list(map(_plain, notes)),
    }


def _plain(fault: Fault) -> dict[str, Any]:
    return {k: printable(v) if isinstance(v, str) else v for k, v in asdict(fault).items()}
