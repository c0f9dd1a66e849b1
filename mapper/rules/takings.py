"""What targets take over of the evidence for whom they follow: when, from whom, and for what (R10).

Land rests on the evidence for its town without a copy, and takes a copy with it when it leaves.
A place takes over the evidence for its leader as its own while it follows, and so does a target
that some claims leave out, without those.

Each taking is one row: from a tenure of another target to a tenure of one's own, of claims before
a rank. What has been taken is not taken twice (:mod:`mapper.rules.copies`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.rules.course import by_target, ranges
from mapper.rules.land import IntArray
from mapper.rules.notes import BEGINS, PARTS, RESTS, STEPS
from mapper.rules.reactions import KINDS
from mapper.rules.settle import Settled
from mapper.rules.track import BASELINE_RANK

__all__ = ["NEVER_RANK", "Takings", "joined"]

Mask = npt.NDArray[np.bool_]

NEVER_RANK: Final = 2**31
"""A rank after all others."""
Columns = dict[str, IntArray]
Point = tuple[IntArray, IntArray]
"""Days and ranks."""
_FIELDS: Final = ("row", "target", "own", "node", "led", "before", "day", "rank", "leaves")


def joined(parts: list[Columns]) -> Columns:
    """Tables of equal columns, one after the other."""
    first = next(iter(parts[0]))
    parts = [part for part in parts if len(part[first])] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@dataclass
class Takings:
    """Lists the takings of a batch of targets.

    Attributes
    ----------
    settled : Settled
        The rows of the targets, and what is known of their leaders.
    kinds : int array
        What each target is, by its number in ``KINDS``.
    """

    settled: Settled
    kinds: IntArray

    def __post_init__(self) -> None:
        settled = self.settled
        self.rows, self.course, self.proofs = settled.rows, settled.course, settled.proofs
        self.tenure, self.before = settled.tenure, settled.before

    def listed(self) -> Columns:
        """All takings, in the order in which they happen for each target.

        Returns
        -------
        dict of int arrays
            row (at which it happens; one more than all rows: after the last one of the target),
            target (position), own (tenure that it is for), node and led (whose evidence: target
            and tenure), before (rank), day and rank (since when both go together), leaves (1: the
            target leaves whom it followed).
        """
        leaders = self.rows.leaders >= 0
        if not leaders.any():
            return {name: np.empty(0, dtype=np.int64) for name in _FIELDS}
        ignores, village, unit = map(self._of_kind, ("ignores", "village", "is_unit"))
        parts = [
            self._with_leader(),
            self._with_whom_land_follows(leaders & village),
            self._of_places(leaders & ~ignores & ~village & ~unit),
            self._of_villages(leaders & ~ignores & village),
            *self._of_resting(leaders & ignores),
        ]
        found = joined(parts)
        order = np.lexsort((found["leaves"], found["row"], found["target"]))
        return {name: values[order] for name, values in found.items()}

    def _of_kind(self, name: str) -> Mask:
        return np.array([getattr(kind, name) for kind in KINDS], dtype=bool)[self.kinds]

    def _rows_with(self, note: int, chosen: Mask) -> IntArray:
        found: IntArray = np.flatnonzero(self.rows.has(note) & chosen[self.rows.target])
        return found

    @cached_property
    def _begins(self) -> IntArray:
        """The last row up to each one at which the target began to follow; -1: the first day."""
        rows = self.rows
        begins = np.where(rows.has(BEGINS), np.arange(len(rows)), -1)
        return by_target(begins, rows.target, -1)

    def _since(self, at: IntArray) -> Point:
        """Day and rank since which a target has gone with its leader, at some rows."""
        begins = self._begins[at]
        known = begins >= 0
        day = np.where(known, self.rows["day"][begins], self.settled.given.first_day)
        return day, np.where(known, self.rows["rank"][begins], BASELINE_RANK)

    def _table(
        self, at: IntArray, since: tuple[IntArray, IntArray], **columns: IntArray
    ) -> Columns:
        """A table of takings at some rows, or after the last ones of targets."""
        columns |= {"row": at, "day": since[0], "rank": since[1]}
        columns.setdefault("leaves", np.zeros(len(at), dtype=np.int64))
        return {name: columns[name] for name in _FIELDS}

    # -- leaving whom one followed ---------------------------------------------------------------

    def _parting(self, chosen: Mask) -> tuple[IntArray, IntArray, IntArray]:
        """Rows at which targets leave, and the leader's last step before."""
        rows = self.rows
        at = self._rows_with(PARTS, chosen)
        whom = rows.leaders[rows.target[at]]
        step = self.course.step_before(whom, rows["point"][at])
        known = step >= 0
        return at[known], whom[known], step[known]

    def _with_leader(self) -> Columns:
        """What bore on the leader goes with whoever leaves it."""
        at, whom, step = self._parting(self.rows.leaders >= 0)
        return self._table(
            at,
            self._since(at),
            target=self.rows.target[at],
            own=self.before[at],
            node=whom,
            led=self.course["tenure"][step],
            before=self.rows["rank"][at],
            leaves=np.ones(len(at), dtype=np.int64),
        )

    def _with_whom_land_follows(self, villages: Mask) -> Columns:
        """Villages rest on the town of their land: land keeps no copy, as places do."""
        rows, course = self.rows, self.course
        at, whom, step = self._parting(villages)
        other = course["source"][step] != whom
        at, whom, step = at[other], whom[other], step[other]
        first = self._rested_since(whom, step)
        since = _later((course["day"][first], course["rank"][first]), self._since(at))
        return self._table(
            at,
            since,
            target=rows.target[at],
            own=self.before[at],
            node=course["source"][step],
            led=course["source_tenure"][step],
            before=rows["rank"][at],
            leaves=np.ones(len(at), dtype=np.int64),
        )

    def _rested_since(self, whom: IntArray, step: IntArray) -> IntArray:
        """The step since which a target has rested without a break on what it rests on."""
        course = self.course
        begin = course.begin[whom]
        count = step + 1 - begin
        rows, again = ranges(begin, count), np.repeat(np.arange(len(step)), count)
        steps = (course["notes"][rows] & STEPS) != 0
        rows, again = rows[steps], again[steps]
        other = course["source"][rows] != course["source"][step][again]
        last = np.full(len(step), -1, dtype=np.int64)
        np.maximum.at(last, again[other], rows[other])
        found = step.copy()
        own = rows > last[again]
        np.minimum.at(found, again[own], rows[own])
        return found

    # -- while one follows -----------------------------------------------------------------------

    def _following(self, chosen: Mask) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Ends of spans in which some targets followed: target, row, row after, rank after."""
        rows = self.rows
        at = self._rows_with(PARTS, chosen)
        on = self.settled.reactions.of_standings("on", lambda s: s.on, bool)
        there = np.flatnonzero(chosen & (rows.starts[1:] > rows.starts[:-1]))
        last = rows.starts[1:][there]
        still = on[rows["after"][last - 1]]
        there, last = there[still], last[still]
        target = np.concatenate((rows.target[at], there))
        row = np.concatenate((at, np.full(len(there), len(rows))))
        never = np.full(len(there), NEVER_RANK, dtype=np.int64)
        return target, row, np.concatenate((at, last)), np.concatenate((rows["rank"][at], never))

    def _of_places(self, chosen: Mask) -> Columns:
        """Places take over what bore on their leader for each tenure that rests on it."""
        rows = self.rows
        target, row, end, before = self._following(chosen)
        day, rank = self._since(end - 1)
        days = by_target(rows["day"], rows.target, 0)
        span = int(days.max(initial=0)) + 1
        key = rows.target * span + days
        begin = np.maximum(
            np.searchsorted(key, target * span + np.minimum(day, span - 1)), rows.starts[target]
        )
        count = np.maximum(end - begin, 0)
        step, again = ranges(begin, count), np.repeat(np.arange(len(target)), count)
        fits = ((rows["notes"][step] & STEPS) != 0) & (rows["day"][step] >= day[again])
        fits &= self.settled.source[step] == rows.leaders[rows.target[step]]
        step, again = step[fits], again[fits]
        led = self.settled.source_tenure[step]
        order = np.lexsort((step, led, again))
        step, again, led = step[order], again[order], led[order]
        last = np.append((_differs(again) | _differs(led))[1:], True)[: len(again)]
        step, again, led = step[last], again[last], led[last]
        return self._table(
            row[again],
            (day[again], rank[again]),
            target=target[again],
            own=self.tenure[step],
            node=rows.leaders[target[again]],
            led=led,
            before=before[again],
        )

    def _of_villages(self, chosen: Mask) -> Columns:
        """Villages take over all that bore on their land, whose tenures are theirs."""
        rows = self.rows
        target, row, end, before = self._following(chosen)
        day, rank = self._since(end - 1)
        whom = rows.leaders[target]
        ends = row == len(rows)
        tenure = np.where(ends, self.tenure[end - 1], self.before[np.minimum(end, len(rows) - 1)])
        led, again = self.proofs.tenures(whom, tenure)
        return self._table(
            row[again],
            (day[again], rank[again]),
            target=target[again],
            own=led,
            node=whom[again],
            led=led,
            before=before[again],
        )

    # -- targets that claims leave out -----------------------------------------------------------

    def _of_resting(self, chosen: Mask) -> list[Columns]:
        """What ignores claims rests on a copy, taken whenever it rests on something else."""
        if not chosen.any():
            return []
        at, on = self._rests(chosen)
        course, target = self.course, self.rows.target[at]
        leader, led = self.rows.leaders[target], course["tenure"][on]
        village = self._of_kind("village")[target]
        source = np.where(village, course["source"][on], leader)
        source_tenure = np.where(village, course["source_tenure"][on], led)
        fresh = self._anew(at)
        with_leader = fresh | _differs(led)
        with_source = fresh | _differs(source) | _differs(source_tenure)
        last = np.flatnonzero(np.append((with_leader | with_source)[1:], True)[: len(at)])
        besides = last[((source != leader) | (source_tenure != led))[last]]
        return [
            self._resting(at, last, with_leader, node=leader, led=led),
            self._resting(at, besides, with_source, node=source, led=source_tenure),
        ]

    def _resting(self, at: IntArray, last: IntArray, begins: Mask, **whose: IntArray) -> Columns:
        """Takings from what targets rested on, looked at for the last time at some rows."""
        rows, when = self.rows, at[last]
        begin = at[_runs(begins)[last]]
        since = _later((rows["day"][begin], rows["rank"][begin]), self._since(when))
        row, before = self._until(at, last)
        columns = {name: values[last] for name, values in whose.items()}
        target, own = rows.target[when], self.tenure[when]
        return self._table(row, since, target=target, own=own, before=before, **columns)

    def _rests(self, chosen: Mask) -> tuple[IntArray, IntArray]:
        """Rows at which whose evidence targets rest on is looked at anew, and the leader's step."""
        rows = self.rows
        first = rows["rank"] == BASELINE_RANK
        looked = (rows.has(RESTS) & (rows["led"] >= 0)) | first
        at = np.flatnonzero(looked & chosen[rows.target])
        leader = rows.leaders[rows.target[at]]
        return at, np.where(first[at], self.course.begin[leader], rows["led"][at])

    def _anew(self, at: IntArray) -> Mask:
        """Where a target rests anew: it left its leader since the row before, or a tenure began."""
        rows = self.rows
        parted = np.cumsum(rows.has(PARTS), dtype=np.int64)[at]
        return _differs(rows.target[at]) | _differs(parted) | _differs(self.tenure[at])

    def _until(self, at: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
        """When resting ended that was looked at last at some rows: row and rank."""
        rows = self.rows
        target = rows.target[at[last]]
        parts = np.append(np.flatnonzero(rows.has(PARTS)), len(rows))
        parting = parts[np.searchsorted(parts, at[last], "right")]
        follows = np.append(at, len(rows))[last + 1]
        targets = np.append(rows.target, -1)
        row = np.minimum(parting, follows)
        ended = targets[row] == target
        rank = np.append(rows["rank"], NEVER_RANK)[row]
        return np.where(ended, row, len(rows)), np.where(ended, rank, NEVER_RANK)


def _differs(values: IntArray) -> Mask:
    """Which values are other than the one before; the first is."""
    found: Mask = np.append(True, values[1:] != values[:-1])[: len(values)]
    return found


def _runs(first: Mask) -> IntArray:
    """The position at which the run of each position begins."""
    found: IntArray = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
    return found


def _later(one: Point, other: Point) -> Point:
    """The later of two points, each a day and a rank."""
    first = (one[0] > other[0]) | ((one[0] == other[0]) & (one[1] > other[1]))
    return np.where(first, one[0], other[0]), np.where(first, one[1], other[1])
