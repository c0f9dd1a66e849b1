"""Claims and steps of a whole case as columns, so that doubts ask once for what many rows share.

A doubt is a question about one claim and the states that it meets, and hardly any claim has one.
So each doubt first asks of every distinct combination of claim and state whether it may be
doubted at all, and looks closely only at the claims that may.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mapper.core.coded import Coded, combined
from mapper.core.lineage import Lineage
from mapper.rules.effects import Claim
from mapper.rules.land import IntArray
from mapper.rules.order import EVENTS
from mapper.rules.timeline import TrackRun

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
            gained=said.mapped(lambda saying: saying.gained_by),
            status=said.mapped(lambda saying: saying.status),
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
    nodes : int array
        The targets, in the order of the tracks.
    begin : int array, shape (targets + 1,)
        Where the steps of each begin, and the end of the last.
    day, rank, claim, leader : int array
    core : Coded
    hands : bool array
    """

    nodes: IntArray
    begin: IntArray
    day: IntArray
    rank: IntArray
    claim: IntArray
    leader: IntArray
    core: Coded
    hands: Mask

    @classmethod
    def of(cls, run: TrackRun) -> StepColumns:
        """The steps of all tracks of a case."""
        nodes, begin, columns = run.steps()
        return cls(
            nodes=nodes,
            begin=begin,
            day=columns["day"],
            rank=columns["rank"],
            claim=columns["claim"],
            leader=columns["leader"],
            core=Coded(columns["core"].astype(np.int32), run.cores),
            hands=columns["hands"].astype(bool),
        )

    def __len__(self) -> int:
        return len(self.day)

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
