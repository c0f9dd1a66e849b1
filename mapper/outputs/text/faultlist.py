"""What ``mapper check`` found, as lines and as the object of ``docs/check-json.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from mapper.core.errors import SHOWN, Fault, bounded, count_of
from mapper.core.legible import printable

__all__ = ["SCHEMA_VERSION", "counted_faults", "fault_lines", "fault_report"]

SCHEMA_VERSION: Final = 1
"""Version of the JSON that ``mapper check --json`` prints; see ``docs/check-json.md``."""


def fault_lines(faults: Sequence[Fault]) -> str:
    """A line for each fault; of each kind and file the first, and how many more there are."""
    return "\n".join(printable(f"{f.severity}: {f}") for f in bounded(faults, SHOWN))


def counted_faults(faults: Sequence[Fault]) -> tuple[int, int]:
    """How many errors and how many doubts there are, with those that are left out.

    >>> counted_faults([Fault("a.csv", 2, None, "Bad.", "Mend it.", "bad", "doubt")])
    (0, 1)
    """
    errors = count_of(f for f in faults if f.severity == "error")
    return errors, count_of(faults) - errors


def fault_report(case: str, faults: Sequence[Fault], notes: Sequence[str]) -> dict[str, Any]:
    """All that was found, as plain values.

    Parameters
    ----------
    case : str
        Name of the case.
    faults : sequence of Fault
    notes : sequence of str
        What else is to be said: sentences that are neither error nor doubt.
    """
    errors, doubts = counted_faults(faults)
    return {
        "schema": SCHEMA_VERSION,
        "case": case,
        "counts": {"errors": errors, "doubts": doubts},
        "faults": [
            {k: printable(v) if isinstance(v, str) else v for k, v in asdict(fault).items()}
            for fault in faults
        ],
        "notes": list(notes),
    }
