"""What a target keeps of what bore on its leader, for targets that are not alike in it (R10).

A place takes over the evidence for its leader as its own while it follows; so does what ignores
some claims. Land keeps it only when it leaves its town, which :mod:`mapper.rules.settle` does for
all land at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mapper.core.lineage import NEVER
from mapper.rules.notes import BEGINS, HANDS, JOINS, LATE, PARTS, RESTS, STEPS
from mapper.rules.track import BASELINE_RANK, CONFIRMS, Evidence, Step, Track

__all__ = ["Books", "Entry", "Owner"]

Key = tuple[int, int, int, bool]


class Entry(NamedTuple):
    """A row of the target's course, as far as what it keeps depends on it."""

    row: int
    day: int
    rank: int
    notes: int
    tenure: int
    source: int
    source_tenure: int
    led: Step | None
    """The leader's step that is met, or at which a claim on an area puts the leader."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose books they are.

    Attributes
    ----------
    node : int
    leader : Track
    is_unit, village : bool
    ignored : frozenset of int
        Positions of the claims that leave it out.
    """

    node: int
    leader: Track
    is_unit: bool
    village: bool
    ignored: frozenset[int]


@dataclass
class Books:
    """Goes through the rows of one target.

    Attributes
    ----------
    owner : Owner
    first_day : int
    track : callable
        The track of any target that the leader rests on.
    best : callable
        Best day of a claim by its position.
    mine : dict
        The evidence for each tenure: what claims on the target itself noted, and what is kept.
    later : dict
        As of a :class:`mapper.rules.track.Track`.
    kept : list
        Evidence that was taken over, with the tenure that it is for.
    seen : dict
        Day of the last evidence for the former holder, by the row of a change seen late.
    """

    owner: Owner
    first_day: int
    track: Callable[[int], Track]
    best: Sequence[int]
    mine: dict[int, list[Evidence]]
    later: dict[tuple[int, int, int], int] = field(default_factory=dict)
    kept: list[tuple[int, Evidence]] = field(default_factory=list)
    seen: dict[int, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.on = True
        self.since, self.since_rank = self.first_day, BASELINE_RANK
        self.tenure = 0
        self.steps: list[Entry] = []
        self._copied: dict[Key, int] = {}
        """Up to which rank evidence has been copied, by tenures."""
        self._late: dict[Key, list[Evidence]] = {}
        """Evidence that could not be copied yet, by tenures."""
        self._rested: tuple[dict[tuple[int, int], tuple[int, int]], int] | None = None
        """Whose tenures a target that ignores some claims rests on, since which day and rank, and
        in which tenure of its own."""

    def keep(self, entries: Iterable[Entry]) -> None:
        """Go through all rows in order."""
        for entry in entries:
            if entry.rank == BASELINE_RANK:
                self._rest_on(self.owner.leader.steps[0], 0, (self.since, self.since_rank))
            else:
                self._meet(entry)
            self.tenure = entry.tenure
            if entry.notes & STEPS:
                self.steps.append(entry)
        if self.on:
            self._absorb(NEVER)

    def _meet(self, entry: Entry) -> None:
        notes = entry.notes
        if notes & PARTS:
            self._part(entry.day, entry.rank)
        if notes & LATE:
            self.seen[entry.row] = self._last_before(entry)
        if notes & BEGINS:
            self.on = True
            self.since, self.since_rank = entry.day, entry.rank
        if notes & RESTS and entry.led is not None:
            hands = bool(notes & HANDS)
            self._rest_on(entry.led, self.tenure + hands, (entry.day, entry.rank))

    def _rest_on(self, step: Step, tenure: int, point: tuple[int, int]) -> None:
        """What ignores some claims rests on a copy of the leader's evidence without those."""
        if not self.owner.ignored:
            return
        led = (self.owner.leader.node, step.tenure)
        source = (step.source, step.source_tenure) if self.owner.village else led
        known, before = self._rested or ({}, tenure)
        rests = (led, source)
        if self._rested is None or before != tenure or known.keys() != set(rests):
            self._absorb(point[1])
            kept = known if before == tenure else {}
            self._rested = ({one: kept.get(one, point) for one in rests}, tenure)

    def _part(self, day: int, rank: int) -> None:
        """Follow no longer, from a point of the order of R2 on."""
        leader = self.owner.leader
        self._absorb(rank)
        step = leader.core_at(day, rank - 1)
        if step is not None:
            self._copy(leader, step.tenure, rank)
            if self.owner.village and step.source != leader.node:
                # Land keeps no copy of what bears on the place that it follows, as places do.
                since = _begin(leader.steps, step)
                self._copy(self.track(step.source), step.source_tenure, rank, since=since)
        self.on, self._rested = False, None

    def _absorb(self, before: int) -> None:
        """A place keeps what bore on its leader while it followed, for its own followers."""
        owner, leader = self.owner, self.owner.leader
        if owner.ignored:
            if self._rested is not None:
                rested, tenure = self._rested
                for (node, led), since in rested.items():
                    self._copy(self.track(node), led, before, tenure=tenure, since=since)
            return
        if owner.is_unit:
            return
        if owner.village:
            for led in [led for led in leader.tenures if led <= self.tenure]:
                self._copy(leader, led, before, tenure=led)
            return
        steps = [step for step in self.steps if step.day >= self.since]
        tenures = {s.source_tenure: s.tenure for s in steps if s.source == leader.node}
        for led, tenure in tenures.items():
            self._copy(leader, led, before, tenure=tenure)

    def _copy(
        self,
        track: Track,
        led: int,
        before: int,
        *,
        tenure: int | None = None,
        since: tuple[int, int] | None = None,
    ) -> None:
        """Note what bears on a tenure of another track for one's own, and that only once.

        It does so from ``since`` on, a day and rank: by default since the target follows.
        """
        day, rank = max(since or (0, 0), (self.since, self.since_rank))
        own = self.tenure if tenure is None else tenure
        key = (own, track.node, led, tenure is None)  # what is kept, and what is left with
        known = [*self._late.pop(key, ()), *track.noted(led, self._copied.get(key, -2), before - 1)]
        for e in known:
            if track.later and track.later.get((led, e.claim, e.day), -1) >= before:
                self._late.setdefault(key, []).append(e)  # it came to bear only afterwards
            elif e.claim not in self.owner.ignored:
                # It bears on the target since they go together.
                self._note(own, e if e.day >= day else e._replace(day=day))
                if e.day < day:
                    self.later[own, e.claim, day] = rank
        self._copied[key] = before - 1

    def _note(self, tenure: int, evidence: Evidence) -> None:
        self.mine.setdefault(tenure, []).append(evidence)
        self.kept.append((tenure, evidence))

    # -- changes seen late -----------------------------------------------------------------------

    def _last_before(self, entry: Entry) -> int | None:
        """R6: day of the last evidence for the present holder, one's own and one's leader's."""
        rank = entry.rank - 1
        known: list[Evidence] = []
        if self.steps:
            step = self.steps[-1]
            known += _until(self.mine.get(step.tenure, ()), rank)
            if step.source != self.owner.node:
                known += _until(self.track(step.source).tenures.get(step.source_tenure, ()), rank)
        if entry.notes & JOINS and self.on:
            known += self._of_leader(entry.day, rank)
        days = [
            self.best[e.claim]
            for e in known
            if e.role <= CONFIRMS and e.counts and e.claim not in self.owner.ignored
        ]
        return max(days, default=None)

    def _of_leader(self, day: int, rank: int) -> list[Evidence]:
        leader = self.owner.leader
        step = leader.core_at(day, rank)
        if step is None:
            return []
        known = _until(leader.tenures.get(step.tenure, ()), rank)
        if step.source != leader.node:
            known += _until(self.track(step.source).tenures.get(step.source_tenure, ()), rank)
        return known


def _until(known: Sequence[Evidence], rank: int) -> list[Evidence]:
    return [e for e in known if e.rank <= rank]


def _begin(steps: Sequence[Step], step: Step) -> tuple[int, int]:
    """Day and rank from which a track rested without a break on what it rests on in a step."""
    at = bisect_right(steps, (step.day, step.rank), key=lambda s: (s.day, s.rank)) - 1
    while at and steps[at - 1].source == step.source:
        at -= 1
    return steps[at].day, steps[at].rank
