"""From steps to intervals: disputes and open dates are laid over what strong claims say.

An interval says of one target what is shown for ``start <= day < end``, and why. The intervals of
all targets are made together, as columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.core.lineage import Lineage
from mapper.core.model import UNKNOWN, State
from mapper.rules.course import Course, Disputes, by_target, ranges
from mapper.rules.doubt import Possible, certain_state, doubtful_state, joint
from mapper.rules.effects import Core
from mapper.rules.gather import CAUSES
from mapper.rules.interval import OPEN_END, Interval
from mapper.rules.land import IntArray
from mapper.rules.notes import HANDS, STEPS
from mapper.rules.numbering import distinct, numbered, sorted_distinct
from mapper.rules.table import Numbers
from mapper.rules.track import SUCCESSION

__all__ = ["NUMBERS", "OPEN_END", "Interval", "Intervals"]

Mask = npt.NDArray[np.bool_]

NUMBERS: Final = ("target", *Interval._fields)
"""Columns of intervals, all as numbers: causes and levels by their place in their lists."""
_KEPT: Final = ("level", "leader", "source", "source_tenure", "tenure")
"""What an interval has of the step that holds in it."""


@dataclass(frozen=True, slots=True)
class _Stays:
    """Possible times of holders: from the earliest day of their coming to the latest of going.

    One for each change of the holder or of shared rule; a new name is no change. A contest of a
    shared place is such a change, since it counts with its governing holder.
    """

    target: IntArray
    row: IntArray
    first: IntArray
    last: IntArray
    begin: IntArray
    finish: IntArray
    known_from: IntArray
    doubtful: Mask
    """Whether the day of its coming is open."""
    opens: Mask
    """Whether it is the first of its target."""


class Intervals:
    """The intervals of all targets: no gap, no overlap, the last one open.

    Parameters
    ----------
    course : Course
    disputes : Disputes
    claimants : sequence of str
        Whom a dispute names, by its number.
    cores : sequence of Core
        By their number in the course.
    lineage : Lineage
        So that a former holder is named as it was called on the day (R9).
    last_day : int
        Nothing begins after it.
    """

    def __init__(
        self,
        course: Course,
        disputes: Disputes,
        claimants: Sequence[str],
        cores: Sequence[Core],
        lineage: Lineage,
        last_day: int,
    ) -> None:
        self.claimants, self.cores, self.lineage = claimants, cores, lineage
        rows = np.flatnonzero((course["notes"] & STEPS) != 0)
        self.steps = {
            name: course[name][rows]
            for name in (*_KEPT, "node", "day", "core", "cause", "claim", "earliest", "latest")
        }
        self.hands = (course["notes"][rows] & HANDS) != 0
        node = self.steps["node"]
        new = np.append(True, node[1:] != node[:-1])[: len(node)]
        self.begin = np.flatnonzero(new)
        self.nodes = node[self.begin]
        self.target = np.cumsum(new) - 1
        self.day = by_target(self.steps["day"], self.target, 0)
        self.last_day = last_day
        self._number_disputes(disputes, len(course.begin))
        self.numbers: Numbers[State] = Numbers()

    def _number_disputes(self, disputes: Disputes, size: int) -> None:
        position = np.full(size, -1, dtype=np.int64)
        position[self.nodes] = np.arange(len(self.nodes))
        order = np.argsort(position[disputes["node"]], kind="stable")
        self.disputes = {name: disputes[name][order] for name in Disputes.names}
        self.disputed = position[self.disputes["node"]]

    # -- days on which something may change ----------------------------------------------------

    @cached_property
    def stays(self) -> _Stays:
        """The possible times of all holders."""
        shared = np.array([joint(core) for core in self.cores], dtype=bool)[self.steps["core"]]
        turn = self.hands.copy()
        renamed = self.steps["cause"] == CAUSES.index(SUCCESSION)
        turn[1:] |= (shared[1:] != shared[:-1]) & ~renamed[1:]
        turn[self.begin] = True
        at = np.flatnonzero(turn)
        target = self.target[at]
        opens = np.append(True, target[1:] != target[:-1])[: len(at)]
        core = self.steps["core"].astype(np.int64)
        finish = np.full(len(at), OPEN_END, dtype=np.int64)
        finish[:-1] = np.where(opens[1:], OPEN_END, self.steps["latest"][at[1:]])
        return _Stays(
            target=target,
            row=at,
            first=core[at],
            last=core[np.append(at[1:], len(turn)) - 1],
            begin=self.steps["earliest"][at],
            finish=finish,
            known_from=self.steps["day"][at],
            doubtful=(self.steps["earliest"][at] < self.steps["latest"][at]) & ~opens,
            opens=opens,
        )

    @cached_property
    def unknown(self) -> Mask:
        """Which steps leave the holder unknown."""
        found: Mask = np.array([core.holder == UNKNOWN for core in self.cores], dtype=bool)[
            self.steps["core"]
        ]
        return found

    @cached_property
    def doubtful(self) -> Mask:
        """Which targets have anything in doubt."""
        found = np.zeros(len(self.begin), dtype=bool)
        found[self.stays.target[self.stays.doubtful]] = True
        found[self.target[self.unknown]] = True
        found[self.disputed] = True
        return found

    @cached_property
    def _span(self) -> tuple[int, int]:
        """A day before all, and how many there are: so that a target and a day make one number."""
        low = int(self.day.min(initial=0)) - 1
        return low, OPEN_END - low + 2

    def _keys(self, target: IntArray, day: IntArray) -> IntArray:
        low, span = self._span
        found: IntArray = target * span + np.maximum(day - low, 0)
        return found

    @cached_property
    def edges(self) -> IntArray:
        """Every target and day on which something may change, as sorted keys."""
        stays = self.stays
        open_ = np.flatnonzero(stays.doubtful)
        target = [self.target, stays.target[open_], stays.target[open_], *[self.disputed] * 2]
        day = [self.day, stays.begin[open_], self.steps["latest"][stays.row[open_]]]
        day += [self.disputes["start"], self.disputes["end"]]
        if self.lineage:
            for whose, days in self._renamed(open_):
                target.append(whose)
                day.append(days)
        whose, days = np.concatenate(target), np.concatenate(day)
        inside = (days <= self.last_day) & (days >= self.day[self.begin][whose])
        return sorted_distinct(self._keys(whose[inside], days[inside]))

    def _renamed(self, open_: IntArray) -> list[tuple[IntArray, IntArray]]:
        """Days of successions while something is in doubt: a name in doubt may change."""
        lost = np.flatnonzero(self.unknown)
        until = np.append(self.steps["day"][1:], OPEN_END)[lost]
        ends = np.append(self.target[1:] != self.target[:-1], True)[lost]
        known = np.asarray(self.lineage.days, dtype=np.int64)
        found = []
        for target, begin, finish in (
            (self.stays.target[open_], self.stays.begin[open_], self._finish_before(open_)),
            (self.disputed, self.disputes["start"], self.disputes["end"]),
            (self.target[lost], self.steps["day"][lost], np.where(ends, OPEN_END, until)),
        ):
            low = np.searchsorted(known, begin)
            count = np.maximum(np.searchsorted(known, finish) - low, 0)
            found.append((np.repeat(target, count), known[ranges(low, count)]))
        return found

    def _finish_before(self, stays: IntArray) -> IntArray:
        """The last possible day of the stay before each of some that are not the first."""
        return self.stays.finish[stays - 1]

    # -- states --------------------------------------------------------------------------------

    def columns(self) -> dict[str, IntArray]:
        """The intervals, target after target in the order of the course; see ``NUMBERS``."""
        if not len(self.nodes):
            return {name: np.empty(0, dtype=np.int64) for name in NUMBERS}
        low, span = self._span
        target, offset = np.divmod(self.edges, span)
        start = offset + low
        step = np.searchsorted(self._keys(self.target, self.day), self.edges, "right") - 1
        follows = np.append(target[1:] == target[:-1], False)[: len(target)]
        end = np.where(follows, np.append(start[1:], 0)[: len(start)], OPEN_END)
        state = self._states(target, start, step)
        columns = {"target": self.nodes[target], "start": start, "end": end, "state": state}
        columns |= self._tenures(step)
        columns |= {name: self.steps[name][step] for name in _KEPT}
        columns["claim"] = self._claims(target, start, step)
        return merged({name: columns[name] for name in NUMBERS})

    def _tenures(self, step: IntArray) -> dict[str, IntArray]:
        """Since when the governing holder has it, and how it came."""
        holders: Numbers[str] = Numbers()
        holder = np.array([holders.of(core.holder) for core in self.cores], dtype=np.int64)
        holder = holder[self.steps["core"]]
        came = self.hands.copy()
        came[1:] |= holder[1:] != holder[:-1]
        came[self.begin] = True
        at = np.maximum.accumulate(np.where(came, np.arange(len(came)), 0))[step]
        names = {"since": "day", "since_earliest": "earliest", "since_latest": "latest"}
        found = {name: self.steps[column][at] for name, column in names.items()}
        return found | {"cause": self.steps["cause"][at]}

    def _claims(self, target: IntArray, start: IntArray, step: IntArray) -> IntArray:
        """The claim that began each interval: the step's, or that of a dispute; -1 for none."""
        claim = np.where(self.steps["day"][step] == start, self.steps["claim"][step], -1)
        if len(self.disputed):
            keys = self._keys(self.disputed, self.disputes["start"])
            order = np.argsort(keys, kind="stable")
            wanted = self._keys(target, start)
            at = np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)
            begins = (keys[order][at] == wanted) & (self.steps["day"][step] != start)
            begins &= self.disputes["start"][order][at] == start
            claim = np.where(begins, self.disputes["claim"][order][at], claim)
        return claim

    def _states(self, target: IntArray, start: IntArray, step: IntArray) -> IntArray:
        """Number of the state on each day on which something may change."""
        core = self.steps["core"][step]
        state = np.full(len(core), -1, dtype=np.int64)
        doubtful = np.flatnonzero(self.doubtful[target])
        plain = np.ones(len(core), dtype=bool)
        plain[doubtful] = False
        certain = np.full(len(self.cores), -1, dtype=np.int64)
        for number in np.unique(core[plain]).tolist():
            certain[number] = self.numbers.of(certain_state(self.cores[number]))
        state[plain] = certain[core[plain]]
        if len(doubtful):
            doubts = _Doubts(self, doubtful, target, start, core)
            state[doubtful] = doubts.states()
        return state


class _Doubts:
    """Which disputes and possible times include the days of intervals of targets in doubt."""

    def __init__(
        self, of: Intervals, rows: IntArray, target: IntArray, start: IntArray, core: IntArray
    ) -> None:
        self.of, self.rows = of, rows
        self.target, self.start = target[rows], start[rows]
        self.core = core[rows].astype(np.int64)
        self.keys = of._keys(self.target, self.start)
        stays = of.stays
        chosen = np.flatnonzero(of.doubtful[stays.target])
        self.stays = chosen
        known = of._keys(stays.target[chosen], stays.known_from[chosen])
        first = np.searchsorted(stays.target[chosen], self.target)
        self.now = np.maximum(np.searchsorted(known, self.keys, "right") - 1, first)
        reigns = np.asarray(of.lineage.days, dtype=np.int64)
        self.reign = np.searchsorted(reigns, self.start, "right")
        begin = np.where(stays.opens, stays.known_from, stays.begin)[chosen]
        self.possible = self._within(stays.target[chosen], begin, stays.finish[chosen])
        spans = (of.disputes["start"], of.disputes["end"])
        self.disputes = self._within(of.disputed, *spans)
        named = np.array([one.holder != UNKNOWN for one in of.cores], dtype=bool)
        self.named = chosen[named[stays.first[chosen]]]
        self._look_around()

    def _within(
        self, target: IntArray, begin: IntArray, finish: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Pairs of a row and a span of days that includes its day, by row and then by span."""
        low = np.searchsorted(self.keys, self.of._keys(target, begin))
        count = np.searchsorted(self.keys, self.of._keys(target, finish)) - low
        count = np.maximum(count, 0)
        row, span = ranges(low, count), np.repeat(np.arange(len(target)), count)
        order = np.argsort(row, kind="stable")
        return row[order], span[order]

    def _look_around(self) -> None:
        """The named holders before and after each row."""
        of, stays = self.of, self.of.stays
        whose = stays.target[self.named]
        keys = of._keys(whose, stays.known_from[self.named])
        at = np.searchsorted(keys, self.keys, "right")
        size = len(self.named)
        unknown = np.array([one.holder == UNKNOWN for one in of.cores], dtype=bool)[self.core]
        before, after = at - 1, at
        if size:
            there = unknown & (before >= 0) & (whose[np.maximum(before, 0)] == self.target)
            coming = unknown & (after < size) & (whose[np.minimum(after, size - 1)] == self.target)
        else:
            there = coming = np.zeros(len(self.rows), dtype=bool)
        self.former = np.where(there, self.named[before] if size else 0, -1)
        self.coming = np.where(coming, self.named[np.minimum(after, size - 1)] if size else 0, -1)

    def states(self) -> IntArray:
        """Number of the state of each row, each combination of doubts worked out once."""
        stays, of = self.of.stays, self.of
        reigns = np.asarray(of.lineage.days, dtype=np.int64)
        key = _joined(self.core, self.reign)
        key = _joined(key, np.where(self.former >= 0, stays.last[self.former] + 1, 0))
        key = _joined(key, np.where(self.coming >= 0, stays.first[self.coming] + 1, 0))
        row, span = self.possible
        which = self.stays[span]
        several = np.bincount(row, minlength=len(self.rows))[row] > 1
        past = stays.known_from[which] <= self.start[row]
        reign = np.searchsorted(reigns, stays.known_from[which], "right")
        coming = stays.first[which] * (len(reigns) + 1) + reign
        value = np.where(past, 2 * stays.last[which] + 1, 2 * coming + 2)
        value = np.where(span == self.now[row], 0, value)
        key = _listed(key, row[several], value[several])
        row, span = self.disputes
        key = _listed(key, row, of.disputes["claimant"][span])
        _, first, number = distinct(key)
        spans = (self._of_rows(first, *pairs) for pairs in (self.possible, self.disputes))
        rows = zip(first.tolist(), *spans, strict=True)
        states = [of.numbers.of(self._state(*one)) for one in rows]
        found: IntArray = np.array(states, dtype=np.int64)[number]
        return found

    def _of_rows(self, rows: IntArray, row: IntArray, span: IntArray) -> Iterator[list[int]]:
        """The spans that stand beside some rows, in order."""
        begins, ends = (np.searchsorted(row, rows + more).tolist() for more in (0, 1))
        return (span[begin:end].tolist() for begin, end in zip(begins, ends, strict=True))

    def _state(self, at: int, spans: Sequence[int], disputes: Sequence[int]) -> State:
        """The state of one row, of the possible times and the disputes that include its day."""
        of, stays = self.of, self.of.stays
        possible = []
        for one in spans:
            stay = int(self.stays[one])
            cores = (of.cores[stays.first[stay]], of.cores[stays.last[stay]])
            now = one == int(self.now[at])
            possible.append(Possible(*cores, int(stays.known_from[stay]), now))
        claimants = [of.claimants[of.disputes["claimant"][one]] for one in disputes]
        around = []
        if self.former[at] >= 0:
            around.append(of.cores[stays.last[self.former[at]]])
        if self.coming[at] >= 0:
            around.append(of.cores[stays.first[self.coming[at]]])
        core, day = of.cores[self.core[at]], int(self.start[at])
        return doubtful_state(core, day, claimants, possible, around, of.lineage)


def _joined(key: IntArray, value: IntArray) -> IntArray:
    """A number for each pair of a key and a value."""
    width = int(value.max(initial=0)) + 1
    return numbered(key * width + value)[1]


def _listed(key: IntArray, row: IntArray, value: IntArray) -> IntArray:
    """A number for each key with the list of values that its row has, which are in order."""
    if not len(row):
        return key
    key = key.copy()
    place = np.arange(len(row)) - np.searchsorted(row, row)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(int(place.max()) + 2))
    for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        at = order[begin:end]
        fresh = int(key.max()) + 1
        key[row[at]] = fresh + _joined(key[row[at]], value[at])
    return key


def merged(columns: dict[str, IntArray]) -> dict[str, IntArray]:
    """Neighbouring intervals of a target that are the same, joined into the first one."""
    size = len(columns["start"])
    same = np.ones(size, dtype=bool)
    same[:1] = False
    for name, values in columns.items():
        if name not in {"start", "end", "claim"}:
            same[1:] &= values[1:] == values[:-1]
    if not same.any():
        return columns
    first = np.flatnonzero(~same)
    found = {name: values[first] for name, values in columns.items()}
    found["end"] = columns["end"][np.append(first[1:], size) - 1]
    return found
