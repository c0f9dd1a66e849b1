"""What is known of one target in the order of R2: steps, disputes and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mapper.core.model import BASELINE
from mapper.rules.effects import Core

__all__ = [
    "BASELINE",
    "BASELINE_RANK",
    "CONFIRMS",
    "DISSENTS",
    "EVIDENCE_KINDS",
    "LAPSE",
    "MADE",
    "SUCCESSION",
    "SUCCESSION_RANK",
    "SUPPORTS",
    "Dispute",
    "Evidence",
    "Step",
    "Track",
    "led_level",
]

SUCCESSION: Final = "succession"
LAPSE: Final = "lapse"
"""Cause of the end of a contest that nothing renewed (R7)."""
MADE, CONFIRMS, SUPPORTS, DISSENTS = range(4)
"""Roles of evidence, as the vocabulary lists them: made the state; confirms it; agrees, but weakly
(R4); dissents."""
SUCCESSION_RANK: Final = -1
"""On its day a succession or a lapse comes before all claims (R7, R9)."""
BASELINE_RANK: Final = SUCCESSION_RANK - 1
"""What everything begins with (R1)."""


class Step(NamedTuple):
    """The core from a day on, and why.

    ``earliest`` and ``latest`` bound the day on which it began (R5, R6). ``leader`` is the
    target that was followed, -1 if none; ``source`` and ``source_tenure`` say whose evidence
    the step rests on.
    """

    day: int
    rank: int
    core: Core
    cause: str
    claim: int
    earliest: int
    latest: int
    level: str
    hands: bool
    tenure: int
    leader: int
    source: int
    source_tenure: int


class Dispute(NamedTuple):
    """A weak claim that names another holder, in force on ``start <= day < end`` (R4)."""

    start: int
    end: int
    claimant: str
    claim: int


class Evidence(NamedTuple):
    """A claim that bears on a tenure of a target from a day on (R10); ``counts`` for its age (R11).

    The day is later than the claim's own where a follower joined later.
    """

    rank: int
    day: int
    claim: int
    role: int
    counts: bool


EVIDENCE_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("target", "tenure", "day", "rank", "claim"), "int32"),
    "role": "int8",
    "counts": "bool",
}
"""Kinds of the columns of the table of evidence, which may have many millions of rows."""


@dataclass(slots=True)
class Track:
    """All steps of a target, and its disputes."""

    node: int
    steps: Sequence[Step] = ()
    disputes: Sequence[Dispute] = ()


def led_level(level: str, *, by_seat: bool, is_unit: bool) -> str:
    """Evidence level of a follower, from its leader's (R10)."""
    if level == BASELINE:
        return level
    return "seat" if level == "seat" or by_seat or not is_unit else "deciding place"
