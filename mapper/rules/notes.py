"""What is to be noted of a meeting: marks of :mod:`mapper.rules.reactions`, by their bits."""

from __future__ import annotations

from typing import Final

__all__ = [
    "AFTER_LEADER",
    "APPLIED",
    "BEGINS",
    "BY_LEADER",
    "ENDS",
    "HANDS",
    "JOINS",
    "LATE",
    "MARKS",
    "NOTED",
    "OPENS",
    "PARTS",
    "RENEWS",
    "RESTS",
    "ROLE_BITS",
    "STEPS",
]

STEPS: Final = 1 << 0
"""A step is written: the core, or what it rests on, is another from here on."""
HANDS: Final = 1 << 1
"""The governing holder changes: a tenure begins."""
OPENS: Final = 1 << 2
"""A dispute begins (R4)."""
ENDS: Final = 1 << 3
"""Disputes end (R4)."""
MARKS: Final = 1 << 4
"""The window of the claim bounds other changes (R5)."""
NOTED: Final = 1 << 5
"""The claim is evidence for the tenure after it; its role stands above ``ROLE_BITS``."""
APPLIED: Final = 1 << 6
"""A claim on an area took effect here, for whoever follows."""
LATE: Final = 1 << 7
"""The change was seen late: its window begins after the last evidence for the former (R6)."""
BY_LEADER: Final = 1 << 8
"""The window of the step is that of the leader's step."""
AFTER_LEADER: Final = 1 << 9
"""The window of the step is that of the claim behind the leader's step."""
BEGINS: Final = 1 << 10
"""From here on the target goes with its leader."""
PARTS: Final = 1 << 11
"""From here on the target goes its own way, with what it had by following."""
RENEWS: Final = 1 << 12
"""It shows that a contest goes on (R7)."""
JOINS: Final = 1 << 13
"""A claim on an area put it where its leader is."""
RESTS: Final = 1 << 14
"""Whose evidence the target rests on is looked at anew."""
ROLE_BITS: Final = 16
