"""Claims and steps of a whole case as columns, so that doubts ask once for what many rows share.

A doubt is a question about one claim and the states that it meets, and hardly any claim has one.
So each doubt first asks of every distinct combination of claim and state whether it may be
doubted at all, and looks closely only at the claims that may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from mapper.core.coded import Coded, combined
from mapper.core.lineage import Lineage
from mapper.rules.course import ranges
from mapper.rules.effects import Claim
from mapper.rules.gather import CAUSES, LEVELS
from mapper.rules.land import IntArray
from mapper.rules.notes import HANDS, STEPS
from mapper.rules.order import EVENTS
from mapper.rules.runs import TrackRun
from mapper.rules.track import Step

__all__ = ["ClaimColumns", "StepColumns", "by_then"]

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ClaimColumns:
    """The claims of a case in the order of R2, all arrays by rank.

    Attributes
    ----------
    run : TrackRun
    position : int array
        Row of each claim in the table.
    place : int array
        Position of the place that each claim is on; -1 if it is on none.
    earliest, best, latest : int array
        Days since 1970-01-01.
    event, gained, status : Coded
        Event type, holders (tuples) and status, with predecessors read as successors (R9).
    strong : bool array
    """

    run: TrackRun
    position: IntArray
    place: IntArray
    earliest: IntArray
    best: IntArray
    latest: IntArray
    event: Coded
    gained: Coded
    status: Coded
    strong: Mask

    @classmethod
    def of(cls, run: TrackRun) -> ClaimColumns:
        """The columns of claims as the rules listed them."""
        listed = run.listed
        said = Coded(listed.saying.astype(np.int32), listed.sayings)
        return cls(
            run=run,
            position=listed.order,
            place=listed.place,
            earliest=listed.earliest,
            best=listed.best,
            latest=listed.latest,
            event=Coded(listed.event.astype(np.int32), EVENTS),
            gained=said.mapped(attrgetter("gained_by")),
            status=said.mapped(attrgetter("status")),
            strong=listed.strong,
        )

    def __len__(self) -> int:
        return len(self.position)

    def some(self, ranks: npt.NDArray[np.integer]) -> list[Claim]:
        """The claims of some ranks."""
        return self.run.listed.claims(np.asarray(ranks, dtype=np.int64))

    @cached_property
    def first(self) -> Coded:
        """Who governs after each claim: the first of the holders."""
        return self.gained.mapped(lambda names: names[0] if names else "")

    def event_in(self, events: frozenset[str]) -> Mask:
        """Which claims are of one of some event types."""
        return self.event.marks(events.__contains__)


def by_then(names: Coded, days: IntArray, lineage: Lineage) -> Coded:
    """Lists of names read as those of a day for each row (R9)."""
    if not lineage:
        return names
    turn = np.searchsorted(np.asarray(lineage.days), days, side="right").astype(np.int32)
    codes, first = combined([names, Coded(turn, tuple(range(len(lineage.days) + 1)))])
    words = [
        lineage.names(names.words[code], day)
        for code, day in zip(names.codes[first].tolist(), days[first].tolist(), strict=True)
    ]
    return Coded(codes.astype(np.int32), tuple(range(len(words)))).mapped(words.__getitem__)


@dataclass(frozen=True)
class StepColumns:
    """All steps of all targets that have a track, target after target.

    Attributes
    ----------
    run : TrackRun
    nodes : int array
        The targets, in the order of the tracks.
    begin : int array, shape (targets + 1,)
        Where the steps of each begin, and the end of the last.
    row : int array
        Of the course, for each step.
    day, rank, claim, leader : int array
    core : Coded
    hands : bool array
    """

    run: TrackRun
    nodes: IntArray
    begin: IntArray
    row: IntArray
    day: IntArray
    rank: IntArray
    claim: IntArray
    leader: IntArray
    core: Coded
    hands: Mask

    @classmethod
    def of(cls, run: TrackRun) -> StepColumns:
        """The steps of all tracks of a case."""
        course = run.tracking.course
        nodes = np.fromiter(run.tracks, dtype=np.int64, count=len(run.tracks))
        row = ranges(course.begin[nodes], course.end[nodes] - course.begin[nodes])
        target = np.repeat(np.arange(len(nodes)), course.end[nodes] - course.begin[nodes])
        notes = course["notes"][row]
        is_step = (notes & STEPS) != 0
        row, sizes = row[is_step], np.bincount(target[is_step], minlength=len(nodes))
        cores = tuple(map(run.tracking.core, range(len(run.tracking.reactions.cores))))
        return cls(
            run=run,
            nodes=nodes,
            begin=np.append(0, np.cumsum(sizes)).astype(np.int64),
            row=row,
            day=course["day"][row].astype(np.int64),
            rank=course["rank"][row].astype(np.int64),
            claim=course["claim"][row].astype(np.int64),
            leader=course["leader"][row].astype(np.int64),
            core=Coded(course["core"][row].astype(np.int32), cores),
            hands=(notes[is_step] & HANDS) != 0,
        )

    def __len__(self) -> int:
        return len(self.day)

    def of_node(self, node: int) -> Iterator[Step]:
        """The steps of one target, in the order of R2."""
        at = int(self.slot[node])
        span = slice(int(self.begin[at]), int(self.begin[at + 1]))
        rows, course = self.row[span], self.run.tracking.course
        values = {
            name: course[name][rows].tolist()
            for name in Step._fields
            if name not in {"core", "cause", "level", "hands"}
        }
        values["core"] = [self.core.words[code] for code in self.core.codes[span].tolist()]
        values["cause"] = [CAUSES[code] for code in course["cause"][rows].tolist()]
        values["level"] = [LEVELS[code] for code in course["level"][rows].tolist()]
        values["hands"] = self.hands[span].tolist()
        return starmap(Step, zip(*(values[name] for name in Step._fields), strict=True))

    @cached_property
    def target(self) -> IntArray:
        """Position in ``nodes`` of the target of each step."""
        return np.repeat(np.arange(len(self.nodes)), np.diff(self.begin))

    @cached_property
    def slot(self) -> IntArray:
        """Position in ``nodes`` of each target by its number; -1 for those without a track."""
        found = np.full(int(self.nodes.max(initial=-1)) + 2, -1, dtype=np.int64)
        found[self.nodes] = np.arange(len(self.nodes))
        return found

    def met(self, nodes: IntArray, earliest: IntArray, best: IntArray, rank: IntArray) -> Pairs:
        """The steps that some claims meet, each on one target.

        Those before the claim, back to the eve of its window: as
        :meth:`mapper.review.ground.Ground.before` has it for one claim.
        """
        known = nodes < len(self.slot)
        slot = np.where(known, self.slot[np.where(known, nodes, -1)], -1)
        # Days as their numbers among all days, so that target, day and rank fit into one number.
        days = np.unique(np.concatenate((self.day, best, earliest)))
        ranks = max(int(self.rank.max(initial=0)), int(rank.max(initial=0))) + 4
        span = (len(days) + 1) * ranks

        def key(targets: IntArray, day: IntArray, at: IntArray) -> IntArray:
            return targets * span + np.searchsorted(days, day) * ranks + (at + 2)

        keys = key(self.target, self.day, self.rank)
        until = np.searchsorted(keys, key(slot, best, rank), side="left")
        since = np.searchsorted(keys, key(slot, earliest, np.full(len(slot), -2)), side="left")
        begin = self.begin[np.maximum(slot, 0)]
        until = np.maximum(until, begin)
        since = np.maximum(np.minimum(since, until) - 1, begin)
        count = np.where(slot >= 0, until - since, 0)
        claim = np.repeat(np.arange(len(slot)), count)
        at = np.arange(len(claim)) - np.repeat(np.cumsum(count) - count, count)
        return Pairs(claim, since[claim] + at, len(slot))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Claims and the steps that they meet: row by row a claim's position and a step's."""

    claim: IntArray
    step: IntArray
    claims: int

    def any(self, found: Mask) -> Mask:
        """Which claims have a pair that is marked."""
        marked = np.zeros(self.claims, dtype=bool)
        marked[self.claim[found]] = True
        return marked
