"""Leads all targets of a case through their claims, batch after batch, leaders first (R8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE, NO_DATA
from mapper.rules.copies import Copies
from mapper.rules.course import BASE, Course, Disputes
from mapper.rules.effects import Core
from mapper.rules.gather import CAUSES, LEVELS, Batch, Contents, gather
from mapper.rules.given import Given
from mapper.rules.heard import Heard
from mapper.rules.land import IntArray
from mapper.rules.lockstep import Renewing, walk
from mapper.rules.notes import HANDS, STEPS
from mapper.rules.proofs import Proofs
from mapper.rules.reactions import KINDS, Standing
from mapper.rules.renewing import Renewals
from mapper.rules.rows import Laying, Rows
from mapper.rules.settle import Settled
from mapper.rules.table import Reactions
from mapper.rules.takings import joined
from mapper.rules.track import SUCCESSION_RANK, Dispute, Step, Track

__all__ = ["Tracking"]

Mask = npt.NDArray[np.bool_]


_AT_ONCE: Final = 1 << 21
"""Meetings of targets that are led together, about."""


@dataclass
class Tracking:
    """The course of all targets, as far as they have been led.

    Attributes
    ----------
    given : Given
    course : Course
    disputes : Disputes
    proofs : Proofs
    reactions : Reactions
    """

    given: Given

    def __post_init__(self) -> None:
        given = self.given
        targets = given.unit_count + given.place_count
        self.reactions = Reactions(given.kinship, given.lineage)
        self.course = Course(targets, 2 * len(given.listed) + 4)
        self.disputes = Disputes(targets)
        self.proofs = Proofs(given.leads, given.listed.best)
        self.contents = Contents(given.listed, self.reactions)
        self._own, self._own_place = given.own
        self._tracks: dict[int, Track] = {}
        self.renewals = Renewals(given.left_out, given.first_day, given.leads)

    # -- leading ----------------------------------------------------------------------------------

    def lead(self, nodes: IntArray, leaders: IntArray, kinds: IntArray) -> None:
        """Lead some targets, none of which follows another of them.

        Parameters
        ----------
        nodes, leaders : int array
            Numbers of the targets and of whom each follows (-1: nobody).
        kinds : int array
            What each is, by its number in ``KINDS``.
        """
        for begin, end in self._shares(nodes, leaders):
            self._lead(nodes[begin:end], leaders[begin:end], kinds[begin:end])

    def _shares(self, nodes: IntArray, leaders: IntArray) -> Iterator[tuple[int, int]]:
        """Spans of the targets that are led together, so that memory stays within bounds."""
        given = self.given
        met = given.areas.count(nodes)
        met += np.bincount(
            given.unit_count + self._own_place, minlength=given.unit_count + given.place_count
        )[nodes]
        met += np.where(leaders >= 0, self.course.end[leaders] - self.course.begin[leaders], 0)
        share = np.cumsum(met) // _AT_ONCE
        marks = np.flatnonzero(np.append(True, share[1:] != share[:-1])[: len(share)])
        yield from pairwise([*marks.tolist(), len(nodes)])

    def _lead(self, nodes: IntArray, leaders: IntArray, kinds: IntArray) -> None:
        self._settle(self._rows(nodes, leaders, kinds), kinds)

    def _rows(self, nodes: IntArray, leaders: IntArray, kinds: IntArray) -> Rows:
        """What some targets meet, and what comes of it; nothing of how that was found stays."""
        given = self.given
        whose, ranks, again = self._own_of(nodes)
        batch = Batch(nodes, leaders, _with("village")[kinds], whose, ranks, again)
        met = gather(batch, given, self.course, self.contents)
        first = np.zeros(len(nodes), dtype=np.int64)
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            standing = Standing.first(KINDS[kind], given.baseline)
            first[kinds == kind] = self.reactions.standings.of(standing)
        heads = np.flatnonzero(~met.again)
        starts = np.searchsorted(met.target[heads], np.arange(len(nodes) + 1))
        renewing = Renewing(given.contest_days)
        if given.contest_days:
            renewing.known = lambda at: self.renewals.last(nodes, leaders, met, heads[at])
        walked = walk(
            first,
            starts,
            met.meeting[heads],
            met.day[heads],
            self.reactions,
            given.first_day,
            renewing,
        )
        return Laying(batch, first, met, walked, given, self.reactions).out(self.course)

    def add_silent(self, units: IntArray) -> None:
        """Add land of which the area model says nothing: no claim reaches it."""
        if not len(units):
            return
        core = self.reactions.cores.of(Core(NO_DATA))
        size = len(units)

        def all_of(value: int) -> IntArray:
            return np.full(size, value, dtype=np.int64)

        first = self.given.first_day
        self.course.add(
            units,
            np.arange(size + 1),
            node=units,
            point=all_of(-1),
            day=all_of(first),
            rank=all_of(SUCCESSION_RANK),
            claim=all_of(-1),
            kind=all_of(BASE),
            notes=all_of(STEPS),
            core=all_of(core),
            level=all_of(LEVELS.index("none")),
            cause=all_of(CAUSES.index(BASELINE)),
            tenure=all_of(0),
            earliest=all_of(first),
            latest=all_of(first),
            leader=all_of(-1),
            source=units,
            source_tenure=all_of(0),
        )

    def _own_of(self, nodes: IntArray) -> tuple[IntArray, IntArray, Mask]:
        """Position of the target, rank, and whether it is a repeat, of claims on the targets."""
        position = np.full(self.given.place_count + 1, -1, dtype=np.int64)
        places = nodes - self.given.unit_count
        there = places >= 0
        position[places[there]] = np.flatnonzero(there)
        target = position[self._own_place]
        chosen = target >= 0
        ranks = self._own[chosen]
        return target[chosen], ranks, self.given.again[chosen]

    def _settle(self, rows: Rows, kinds: IntArray) -> None:
        """Work out what follows from the meetings, and add it to what is known."""
        given = self.given
        known = (self.course, self.disputes, self.proofs)
        settled = Settled(rows, given, *known, self.reactions)
        copies = Copies(settled, kinds)
        heard, last_heard = Heard(settled, self.contents).columns()
        earliest, latest = settled.windows(settled.seen_late(copies.last(), last_heard))
        copied, bears = copies.columns()
        noted = joined([settled.noted(), heard])
        bears = np.concatenate((np.full(len(noted["node"]), -1, dtype=np.int64), bears))
        self.proofs.add(rows.nodes, bears, **joined([noted, copied]))
        taken, order = settled.led_disputes()
        own, after = settled.own_disputes()
        order = np.argsort(np.concatenate((order, after)), kind="stable")
        both = {name: np.concatenate((taken[name], own[name]))[order] for name in own}
        if given.contest_days:
            self.renewals.keep(rows, self.reactions, len(given.listed) + 1)
        columns = {
            name: rows[name]
            for name in ("node", "point", "day", "rank", "claim", "kind", "notes", "core")
        }
        columns |= {
            "level": rows["level"],
            "cause": rows["cause"],
            "tenure": settled.tenure,
            "earliest": earliest,
            "latest": latest,
            "leader": settled.leader,
            "source": settled.source,
            "source_tenure": settled.source_tenure,
        }
        kept = np.flatnonzero(settled.steps | given.leads[rows["node"]])
        starts = np.searchsorted(kept, rows.starts)
        self.course.add(rows.nodes, starts, **{n: v[kept] for n, v in columns.items()})
        self.disputes.add(**both)

    # -- what is known of one target --------------------------------------------------------------

    def step(self, row: int) -> Step:
        """The step at a row of the course."""
        course = self.course
        return Step(
            day=int(course["day"][row]),
            rank=int(course["rank"][row]),
            core=self.core(int(course["core"][row])),
            cause=CAUSES[int(course["cause"][row])],
            claim=int(course["claim"][row]),
            earliest=int(course["earliest"][row]),
            latest=int(course["latest"][row]),
            level=LEVELS[int(course["level"][row])],
            hands=bool(course["notes"][row] & HANDS),
            tenure=int(course["tenure"][row]),
            leader=int(course["leader"][row]),
            source=int(course["source"][row]),
            source_tenure=int(course["source_tenure"][row]),
        )

    def core(self, number: int) -> Core:
        """A core by its number in the course."""
        return self.reactions.cores[number]

    def claimant(self, number: int) -> str:
        """Whom a dispute names, by its number."""
        return self.given.listed.sayings[number].gained_by[0]

    def track(self, node: int) -> Track:
        """Steps and disputes of a target that has been led."""
        if node not in self._tracks:
            self._tracks[node] = self._track(node)
        return self._tracks[node]

    def _track(self, node: int) -> Track:
        course = self.course
        rows = np.arange(course.begin[node], course.end[node])
        rows = rows[(course["notes"][rows] & STEPS) != 0]
        span = slice(int(self.disputes.begin[node]), int(self.disputes.end[node]))
        disputes = zip(
            *(self.disputes[name][span].tolist() for name in Disputes.names[1:]), strict=True
        )
        return Track(
            node,
            steps=[self.step(row) for row in rows.tolist()],
            disputes=[
                Dispute(start, end, self.claimant(who), claim)
                for start, end, who, claim in disputes
            ],
        )


def _with(field: str) -> Mask:
    """Which kinds have something, by their number."""
    return np.array([getattr(kind, field) for kind in KINDS], dtype=bool)
