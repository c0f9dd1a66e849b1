"""What follows from the meetings of targets: tenures, windows, disputes and evidence (R10).

All of it for many targets at once, from what :mod:`mapper.rules.lockstep` noted of each meeting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE
from mapper.rules.course import (
    AREA,
    NOWHERE,
    OWN,
    Course,
    Disputes,
    by_target,
    ranges,
)
from mapper.rules.gather import CAUSES, LEVELS
from mapper.rules.given import Given
from mapper.rules.land import IntArray
from mapper.rules.notes import (
    AFTER_LEADER,
    BEGINS,
    BY_LEADER,
    ENDS,
    HANDS,
    LATE,
    MARKS,
    NOTED,
    OPENS,
    PARTS,
    ROLE_BITS,
    STEPS,
)
from mapper.rules.proofs import Proofs
from mapper.rules.rows import Rows
from mapper.rules.table import Reactions
from mapper.rules.track import CONFIRMS, LAPSE, SUCCESSION

__all__ = ["Settled"]

Mask = npt.NDArray[np.bool_]


@dataclass
class Settled:
    """Works out, for the rows of a batch, what the course, disputes and evidence hold of them."""

    rows: Rows
    given: Given
    course: Course
    disputes: Disputes
    proofs: Proofs
    reactions: Reactions

    def __post_init__(self) -> None:
        rows, self.listed = self.rows, self.given.listed
        rank = np.maximum(rows["rank"], 0)
        self.earliest, self.best, self.latest = (
            values[rank] if len(values) else np.zeros(len(rows), dtype=np.int64)
            for values in (self.listed.earliest, self.listed.best, self.listed.latest)
        )
        self.hands = rows.has(HANDS)
        self.tenure = self._running(self.hands)
        self.before = self.tenure - self.hands  # the tenure that a row finds
        self.steps = rows.has(STEPS)
        self.marks = rows.has(MARKS)
        led = self.reactions.of_standings("led", lambda s: s.led, bool)
        self.led_after: Mask = led[rows["after"]]
        self._rest()

    def _running(self, what: Mask) -> IntArray:
        """How many there were up to each row of a target, that row's included."""
        count = np.cumsum(what)
        base = np.append(0, count)[self.rows.starts[:-1]]
        found: IntArray = count - base[self.rows.target]
        return found

    def _rest(self) -> None:
        """Whose evidence each step rests on, and who is followed."""
        rows = self.rows
        led = self.steps & self.led_after
        at = np.flatnonzero(led)
        leader = rows.leaders[rows.target[at]]
        on = rows["led"][at]
        base = on < 0  # the first day: what the leader began with
        on = np.where(base, self.course.begin[leader], on)
        self.leader = np.full(len(rows), -1, dtype=np.int64)
        self.leader[at] = leader
        source, tenure = leader, self.course["tenure"][on] if len(at) else on
        kinds = self.reactions.of_standings(
            "rests", lambda s: 2 if s.kind.ignores else int(s.kind.village), np.int64
        )[rows["after"][at]]
        if len(at):
            source = np.where(kinds == 1, self.course["source"][on], source)
            tenure = np.where(kinds == 1, self.course["source_tenure"][on], tenure)
            source = np.where(kinds == 2, rows["node"][at], source)
            tenure = np.where(kinds == 2, self.tenure[at], tenure)
        self.source, self.source_tenure = rows["node"].copy(), self.tenure.copy()
        self.source[at], self.source_tenure[at] = source, tenure
        self.last_step = by_target(np.where(self.steps, np.arange(len(rows)), -1), rows.target, -1)

    def step_before(self) -> IntArray:
        """Row of the last step before each row of the same target; -1 if there is none."""
        found = np.full(len(self.rows), -1, dtype=np.int64)
        found[1:] = self.last_step[:-1]
        first = self.rows.starts[:-1]
        found[first[first < len(found)]] = -1
        return found

    # -- evidence ------------------------------------------------------------------------------

    def noted(self) -> dict[str, IntArray]:
        """The evidence noted at the rows themselves: columns of ``Proofs``."""
        at = np.flatnonzero(self.rows.has(NOTED))
        role = self.rows["notes"][at] >> ROLE_BITS
        return {
            "node": self.rows["node"][at],
            "tenure": self.tenure[at],
            "day": self.best[at],
            "rank": self.rows["rank"][at],
            "role": role,
            "counts": self.rows["national"][at] == 0,
        }

    def _since(self, at: IntArray) -> IntArray:
        """Since which day a target has gone with its leader, for rows at which it leaves it."""
        rows = self.rows
        begins = by_target(np.where(rows.has(BEGINS), np.arange(len(rows)), -1), rows.target, -1)[
            at
        ]
        found: IntArray = np.where(begins >= 0, rows["day"][begins], self.given.first_day)
        return found

    def seen_late(self, copied: IntArray, heard: IntArray) -> IntArray:
        """R6: since when a change that was seen late may have been.

        Parameters
        ----------
        copied, heard : int array
            Day of the last evidence of one's own that was copied at each row, for the tenure that
            it finds; and that was heard after it, for the tenure that it leaves. Long ago if none.
        """
        rows = self.rows
        late = np.flatnonzero(rows.has(LATE))
        result = self.earliest.copy()
        if not len(late):
            return result
        last = self._own_last(copied, heard)[late]
        followers = np.flatnonzero(rows.leaders[rows.target[late]] >= 0)
        if len(followers):
            at = late[followers]
            last[followers] = np.maximum(last[followers], self._led_last(at))
        result[late] = self._late_day(late, last)
        return result

    def _late_day(self, late: IntArray, last: IntArray) -> IntArray:
        """The day after the last evidence, or within the claim's own window."""
        best = self.best[late]
        back = np.maximum(best - self.given.observation_window_days, last + 1)
        earliest = np.minimum(self.earliest[late], back)
        found: IntArray = np.minimum(best, np.maximum(earliest, self.given.first_day))
        return found

    def _own_last(self, copied: IntArray, heard: IntArray) -> IntArray:
        """Day of the last evidence of one's own for the tenure that each row finds."""
        rows = self.rows
        role = rows["notes"] >> ROLE_BITS
        own = rows.has(NOTED) & (role <= CONFIRMS) & (rows["national"] == 0)
        values = np.empty(2 * len(rows), dtype=np.int64)
        values[::2] = copied
        values[1::2] = np.maximum(heard, np.where(own, self.best, NOWHERE))
        number = np.empty(2 * len(rows), dtype=np.int64)
        shift = np.cumsum(self.hands) + rows.target  # tenures of all targets, one after the other
        number[::2], number[1::2] = shift - self.hands, shift
        found: IntArray = by_target(values, number, NOWHERE)[::2]
        return found

    def _led_last(self, late: IntArray) -> IntArray:
        """Day of the last evidence of whom targets rest on; a claim that moves both is no matter.

        Those that it moves with their leader have the window of the leader.
        """
        rank = self.rows["rank"][late] - 1
        step = self.step_before()[late]
        source, tenure = self.source[step], self.source_tenure[step]
        led = source != self.rows["node"][late]
        return np.where(led, self.proofs.last(source, tenure, rank), NOWHERE)

    # -- windows -------------------------------------------------------------------------------

    def windows(self, seen: IntArray) -> tuple[IntArray, IntArray]:
        """Bounds of the day of each step, such that changes keep the order of claims (R5).

        Parameters
        ----------
        seen : int array
            The earliest day by the claim itself, or by the last evidence.
        """
        rows = self.rows
        earliest, latest = rows["day"].copy(), rows["day"].copy()
        own = ((rows["kind"] == OWN) | (rows["kind"] == AREA) | rows.has(AFTER_LEADER)) & self.steps
        founding = (rows["level"] == LEVELS.index("own place")) & (self.step_before() < 0)
        own &= ~founding
        earliest[own], latest[own] = seen[own], self.latest[own]
        led = np.flatnonzero(rows.has(BY_LEADER) & self.steps)
        if len(led):
            on = rows["led"][led]
            earliest[led], latest[led] = self.course["earliest"][on], self.course["latest"][on]
        open_ = np.flatnonzero(self.steps & (earliest != latest) & self._clipped())
        if len(open_):
            floor, ceiling = self._floor()[open_], self._ceiling()[open_]
            low, high = earliest[open_], latest[open_]
            low = np.where(floor > NOWHERE, np.maximum(low, floor), low)
            high = np.where(ceiling < -NOWHERE, np.minimum(high, ceiling), high)
            day = rows["day"][open_]
            earliest[open_], latest[open_] = np.minimum(low, day), np.maximum(high, day)
        return earliest, latest

    def _clipped(self) -> Mask:
        free = [CAUSES.index(cause) for cause in (BASELINE, SUCCESSION, LAPSE)]
        return ~np.isin(self.rows["cause"], free)

    def _floor(self) -> IntArray:
        """The last of the earliest days of all marks before each row; NOWHERE if there is none."""
        running = by_target(np.where(self.marks, self.earliest, NOWHERE), self.rows.target, NOWHERE)
        return self._before(running)

    def _before(self, running: IntArray) -> IntArray:
        found = np.full(len(running), NOWHERE, dtype=np.int64)
        found[1:] = running[:-1]
        first = self.rows.starts[:-1]
        found[first[first < len(found)]] = NOWHERE
        return found

    def _ceiling(self) -> IntArray:
        """The first of the latest days of all marks after each row."""
        target = self.rows.target
        last = int(target[-1]) if len(target) else 0
        values = np.where(self.marks, -self.latest, NOWHERE)[::-1]
        running = by_target(values, last - target[::-1], NOWHERE)[::-1]
        found = np.full(len(running), NOWHERE, dtype=np.int64)
        found[:-1] = running[1:]
        ends = self.rows.starts[1:] - 1
        found[ends[ends >= 0]] = NOWHERE
        return -found

    # -- disputes ------------------------------------------------------------------------------

    def own_disputes(self) -> tuple[dict[str, IntArray], IntArray]:
        """Disputes that begin at rows (R4), and the order in which they are noted.

        The order is twice the row that ends a dispute, or that of nothing, and one.
        """
        rows = self.rows
        at = np.flatnonzero(rows.has(OPENS))
        floor = self._floor()[at] if len(at) else at
        start = np.maximum(
            self.earliest[at], np.where(floor > NOWHERE, floor, self.given.first_day)
        )
        end = start + self.given.dispute_days
        ends = np.flatnonzero(rows.has(ENDS))
        follows = np.searchsorted(ends, at, "right")
        closing = np.append(ends, len(rows))[follows]
        target = np.append(rows.target, -1)[closing]
        closed = target == rows.target[at]
        day = np.append(rows["day"], 0)[closing]
        end = np.where(closed, np.minimum(end, day), end)
        noted = np.where(closed, 2 * closing + 1, 2 * rows.starts[1:][rows.target[at]] + 1)
        kept = ~closed | (start < end)
        sayings = self.listed.saying[np.maximum(rows["rank"][at], 0)]
        columns = {
            "node": rows["node"][at],
            "start": start,
            "end": end,
            "claimant": sayings,
            "claim": rows["claim"][at],
        }
        return {name: values[kept] for name, values in columns.items()}, noted[kept]

    def led_disputes(self) -> tuple[dict[str, IntArray], IntArray]:
        """The leader's disputes while it was followed are the target's own."""
        rows, known = self.rows, self.disputes
        at, since, until, noted = self._followed()
        whom = rows.leaders[rows.target[at]]
        count = known.end[whom] - known.begin[whom]
        found = ranges(known.begin[whom], count)
        again = np.repeat(np.arange(len(at)), count)
        start = np.maximum(known["start"][found], since[again])
        end = np.minimum(known["end"][found], until[again])
        rank = np.argsort(self.listed.order)[known["claim"][found]]
        kept = (start < end) & ~self.given.left_out.hits(rows["node"][at][again], rank)
        found, again = found[kept], again[kept]
        columns = {
            "node": rows["node"][at][again],
            "start": start[kept],
            "end": end[kept],
            "claimant": known["claimant"][found],
            "claim": known["claim"][found],
        }
        return columns, noted[again]

    def _followed(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Spans in which leaders were followed: a row, first day, day after, order of noting."""
        rows = self.rows
        at = np.flatnonzero(rows.has(PARTS))
        on = self.reactions.of_standings("on", lambda s: s.on, bool)
        last = rows.starts[1:] - 1
        there = (last >= rows.starts[:-1]) & (rows.leaders >= 0)
        last = last[there]
        last = last[on[rows["after"][last]]]
        both = np.concatenate((at, last))
        since = self._since(both)
        never = np.full(len(last), 2**31 - 1, dtype=np.int64)
        until = np.concatenate((rows["day"][at], never))
        noted = np.concatenate((2 * at, 2 * (last + 1)))
        return both, since, until, noted
