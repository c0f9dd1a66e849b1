"""The parts of a track: steps, disputes and evidence of one target in the order of R2."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, NamedTuple

from mapper.core.lineage import Lineage
from mapper.core.model import BASELINE, NO_DATA
from mapper.rules.effects import Claim, Core, Kinship, Outcome, apply_strong

__all__ = [
    "BASELINE",
    "CONFIRMS",
    "DISSENTS",
    "LAPSE",
    "MADE",
    "SUCCESSION",
    "SUPPORTS",
    "Context",
    "Dispute",
    "Evidence",
    "Renewal",
    "Repeats",
    "Step",
    "Target",
    "Track",
    "clip_windows",
    "led_level",
    "no_data_track",
]

SUCCESSION: Final = "succession"
LAPSE: Final = "lapse"
"""Cause of the end of a contest that nothing renewed (R7)."""
MADE, CONFIRMS, SUPPORTS, DISSENTS = range(4)
"""Roles of evidence, as the vocabulary lists them: made the state; confirms it; agrees, but weakly
(R4); dissents."""


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


class Renewal(NamedTuple):
    """A claim that shows that a contest of a target goes on (R7)."""

    rank: int
    day: int
    claim: int


class Repeats(NamedTuple):
    """Claims that only repeat one before them: they confirm, and no more.

    ``marks`` as of a :class:`Track`; ``floor`` is the last of their earliest days.
    """

    evidence: Sequence[Evidence]
    marks: Sequence[tuple[int, int, int]]
    floor: int


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be tracked.

    Attributes
    ----------
    node : int
        Number of the target.
    own : sequence of Claim
        Claims on the place itself, in order of rank (none for a unit).
    area : sequence of Claim
        Claims on areas that reach it, in order of rank.
    is_unit : bool
    is_base : bool
        Exists from its first own claim on and is not reached by area claims (R1).
    lockstep : bool
        A village without own claims: every step of its land is its own.
    by_seat : bool
        The leader is a seat and no place inside the unit.
    clashes : sequence of Claim
        Clashes on it, or on an area around it, in order of rank; where contests lapse (R7).
    ignored : frozenset of int
        Positions of the claims on areas around it that leave it out (``except``).
    """

    node: int
    own: Sequence[Claim] = ()
    area: Sequence[Claim] = ()
    is_unit: bool = False
    is_base: bool = False
    lockstep: bool = False
    by_seat: bool = False
    clashes: Sequence[Claim] = ()
    ignored: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """What all tracks share: the rules' options, kinship, and who succeeds whom."""

    first_day: int
    baseline: str
    dispute_days: int
    observation_window_days: int
    kinship: Kinship
    contest_days: int = 0
    lineage: Lineage = field(default_factory=Lineage)
    tracks: dict[int, Track] = field(default_factory=dict)
    """Finished tracks by target: followers look up the evidence of whom they follow."""
    windows: Sequence[tuple[int, int]] = ()
    """Earliest and latest day of each claim, by its position in the table of claims."""
    best: Sequence[int] = ()
    """Best day of each claim, by its position in the table of claims."""
    repeats: Mapping[int, Repeats] = field(default_factory=dict)
    """Claims on a place that only repeat one before them, by the rank of that one."""
    outcomes: dict[tuple[Core, int], Outcome] = field(default_factory=dict)
    """What claims of a content did to a core: few are different, so each is worked out once."""

    def outcome(self, core: Core, claim: Claim) -> Outcome:
        """What a strong claim makes of a core (:func:`mapper.rules.effects.apply_strong`)."""
        key = (core, claim.content)
        found = self.outcomes.get(key)
        if found is None:
            found = apply_strong(core, claim, self.kinship)
            if claim.content >= 0:
                self.outcomes[key] = found
        return found


@dataclass(slots=True)
class Track:
    """All steps of a target, its disputes, and the evidence for each tenure.

    ``applied`` holds the ranks of area claims that took effect; ``following`` the periods
    ``[day, day)`` in which the leader's disputes are the target's as well.
    """

    node: int
    steps: list[Step] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    tenures: dict[int, list[Evidence]] = field(default_factory=dict)
    """The evidence for each tenure, in the order in which it was noted."""
    marks: list[tuple[int, int, int]] = field(default_factory=list)
    """Rank, earliest and latest of every strong claim about the holder."""
    applied: set[int] = field(default_factory=set)
    later: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """By tenure, claim and day, the rank from which evidence bears that is older than that: the
    target joined only then whom it spoke of."""
    renewals: list[Renewal] = field(default_factory=list)
    """What showed that a contest goes on, in the order of R2; where contests lapse (R7)."""

    def note(self, tenure: int, evidence: Evidence) -> None:
        """Add evidence for a tenure."""
        self.tenures.setdefault(tenure, []).append(evidence)

    def core_at(self, day: int, rank: int) -> Step | None:
        """The last step at or before a point of the order of R2."""
        i = bisect_right(self.steps, (day, rank), key=lambda s: (s.day, s.rank))
        return self.steps[i - 1] if i else None

    def noted(self, tenure: int, after: int, rank: int) -> list[Evidence]:
        """The evidence for a tenure of ``after < its rank <= rank``, once the track is finished."""
        known = self.tenures.get(tenure, [])
        start = bisect_right(known, after, key=_rank)
        return known[start : bisect_right(known, rank, lo=start, key=_rank)]

    def finish(self) -> None:
        """Put the evidence for each tenure, and what renewed contests, in the order of R2."""
        for known in self.tenures.values():
            known.sort(key=_rank)
        self.renewals.sort()

    def evidence_at(self, day: int, rank: int, tracks: Mapping[int, Track]) -> list[Evidence]:
        """What bears on the state at a point of the order of R2, its source's evidence included."""
        step = self.core_at(day, rank)
        if step is None:
            return []
        found = [e for e in self.tenures.get(step.tenure, ()) if e.rank <= rank]
        if step.source != self.node:
            other = tracks[step.source].tenures.get(step.source_tenure, ())
            found += [e for e in other if e.rank <= rank]
        return found


_rank = attrgetter("rank")


def no_data_track(node: int, first_day: int) -> Track:
    """The track of land of which the area model says nothing: no claim reaches it."""
    only = Step(
        day=first_day,
        rank=-1,
        core=Core(NO_DATA),
        cause=BASELINE,
        claim=-1,
        earliest=first_day,
        latest=first_day,
        level="none",
        hands=False,
        tenure=0,
        leader=-1,
        source=node,
        source_tenure=0,
    )
    return Track(node, steps=[only])


def led_level(level: str, *, by_seat: bool, is_unit: bool) -> str:
    """Evidence level of a follower, from its leader's (R10)."""
    if level == BASELINE:
        return level
    return "seat" if level == "seat" or by_seat or not is_unit else "deciding place"


def clip_windows(track: Track) -> None:
    """R5: clip the windows of all steps so that the claims keep their order.

    A change cannot come before the earliest day of a claim that precedes it in the order of
    R2, nor after the latest day of one that follows it.
    """
    bounds = track.marks
    if not bounds or all(step.earliest == step.latest for step in track.steps):
        return
    ranks = [b[0] for b in bounds]
    floor = [bounds[0][1]]
    for bound in bounds[1:]:
        floor.append(max(floor[-1], bound[1]))
    ceiling = [bounds[-1][2]]
    for bound in reversed(bounds[:-1]):
        ceiling.append(min(ceiling[-1], bound[2]))
    ceiling.reverse()
    for i, step in enumerate(track.steps):
        if step.cause in {BASELINE, SUCCESSION, LAPSE} or step.earliest == step.latest:
            continue
        before, after = bisect_right(ranks, step.rank - 1), bisect_right(ranks, step.rank)
        earliest = max(step.earliest, floor[before - 1]) if before else step.earliest
        latest = min(step.latest, ceiling[after]) if after < len(ranks) else step.latest
        track.steps[i] = step._replace(
            earliest=min(earliest, step.day), latest=max(latest, step.day)
        )
