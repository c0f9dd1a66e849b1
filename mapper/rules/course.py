"""The course of targets: everything that met each of them and what came of it, as columns.

One row for each meeting, in the order of R2, target after target. What one target needs of another
that it follows is looked up here by position: targets are added in batches, leaders first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.rules.land import IntArray
from mapper.rules.notes import STEPS

__all__ = ["Course", "Disputes", "Proofs", "by_target", "ranges"]

AREA, LEADER, OWN, CLASH_ROW, ALONE, BASE = range(6)
"""Kinds of rows; at one point of the order claims on areas come before steps of the leader."""
NOWHERE: Final = -(2**31)
"""A day before all others."""


def ranges(begin: IntArray, count: IntArray) -> IntArray:
    """All positions of some ranges, one range after the other.

    >>> ranges(np.array([5, 9]), np.array([2, 1])).tolist()
    [5, 6, 9]
    """
    shift = begin - (np.cumsum(count) - count)
    found: IntArray = np.arange(int(count.sum())) + np.repeat(shift, count)
    return found


def by_target(values: IntArray, target: IntArray, empty: int) -> IntArray:
    """Running maximum of values of each target, whose rows stand together.

    Parameters
    ----------
    values : int array
    target : int array
        In ascending order.
    empty : int
        Stands for no value; smaller than all others.
    """
    if not len(values):
        return values
    low = min(int(values.min()), empty)
    span = int(values.max()) - low + 1
    running: IntArray = np.maximum.accumulate(values - low + target * span) - target * span + low
    return running


def _in_order(*keys: IntArray) -> bool:
    """Whether rows stand in the order of some keys, the first one first."""
    rises = np.zeros(max(len(keys[0]) - 1, 0), dtype=bool)
    level = ~rises
    for key in keys:
        rises |= level & (key[1:] > key[:-1])
        level &= key[1:] == key[:-1]
    return bool((rises | level).all())


@dataclass
class _Table:
    """Columns that grow, the rows of each target together."""

    columns: dict[str, IntArray] = field(default_factory=dict)

    def append(self, **columns: IntArray) -> None:
        """Add rows."""
        for name, values in columns.items():
            known = self.columns.get(name, values[:0])
            self.columns[name] = np.concatenate((known, values)) if len(known) else values

    def __getitem__(self, name: str) -> IntArray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0


class Course(_Table):
    """All rows so far.

    Columns: node, point (twice the rank, and one more for claims, so that what comes by itself has
    its place between them), day, rank, claim, kind, notes, core, level, tenure; of rows that are
    steps also earliest, latest, cause, leader, source, source_tenure; ``step`` is the row of the
    last step of the target at each row, -1 where there is none.

    Parameters
    ----------
    targets : int
        How many there are.
    points : int
        More than any point.
    """

    def __init__(self, targets: int, points: int) -> None:
        super().__init__()
        self._points = points
        self._slot = np.full(targets, -1, dtype=np.int64)
        self._slots = 0
        self.begin = np.zeros(targets, dtype=np.int64)
        self.end = np.zeros(targets, dtype=np.int64)
        self._keys = np.empty(0, dtype=np.int64)
        self.append(**{name: np.empty(0, dtype=np.int64) for name in self.names})

    names = (
        *("node", "point", "day", "rank", "claim", "kind", "notes", "core", "level", "cause"),
        *("tenure", "earliest", "latest", "leader", "source", "source_tenure", "step"),
    )

    def add(self, nodes: IntArray, starts: IntArray, **columns: IntArray) -> None:
        """Add the rows of some targets.

        Parameters
        ----------
        nodes : int array
            The targets, in the order of their rows.
        starts : int array
            Where the rows of each begin, and the end of the last.
        """
        base = len(self)
        self._slot[nodes] = self._slots + np.arange(len(nodes))
        self._slots += len(nodes)
        self.begin[nodes], self.end[nodes] = base + starts[:-1], base + starts[1:]
        step = np.where((columns["notes"] & STEPS) != 0, base + np.arange(len(columns["node"])), -1)
        local = np.repeat(np.arange(len(nodes)), np.diff(starts))
        self.append(**columns, step=by_target(step, local, -1))
        keys = self._slot[columns["node"]] * self._points + columns["point"] + 1
        self._keys = np.concatenate((self._keys, keys))

    def knows(self, nodes: IntArray) -> npt.NDArray[np.bool_]:
        """Which targets have rows, or had none to add."""
        return self._slot[nodes] >= 0

    def before(self, nodes: IntArray, points: IntArray) -> IntArray:
        """Position after the last row of each target whose point is smaller."""
        found = np.searchsorted(self._keys, self._slot[nodes] * self._points + points + 1, "left")
        return np.maximum(found, self.begin[nodes])

    def step_before(self, nodes: IntArray, points: IntArray) -> IntArray:
        """Row of the last step of each target whose point is smaller; -1 where there is none."""
        at = self.before(nodes, points) - 1
        there = at >= self.begin[nodes]
        found: IntArray = np.where(there, self["step"][np.maximum(at, 0)], -1)
        return found

    def former(self, steps: IntArray) -> IntArray:
        """Row of the step before each step of the same target; -1 for the first."""
        at = steps - 1
        there = (steps >= 0) & (at >= self.begin[self["node"][np.maximum(steps, 0)]])
        found: IntArray = np.where(there, self["step"][np.maximum(at, 0)], -1)
        return found

    def steps_of(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Rows of all steps of some targets but those of the baseline, and the position of whose.

        In the order of the targets as they are given, and of their steps.
        """
        count = self.end[nodes] - self.begin[nodes]
        rows = ranges(self.begin[nodes], count)
        whose = np.repeat(np.arange(len(nodes)), count)
        chosen = ((self["notes"][rows] & STEPS) != 0) & (self["kind"][rows] != BASE)
        return rows[chosen], whose[chosen]


class Disputes(_Table):
    """The disputes of all targets (R4): node, start, end, claimant, claim.

    Those of one target in the order in which they were noted.
    """

    def __init__(self, targets: int) -> None:
        super().__init__()
        self.begin = np.zeros(targets, dtype=np.int64)
        self.end = np.zeros(targets, dtype=np.int64)
        self.append(**{name: np.empty(0, dtype=np.int64) for name in self.names})

    names = ("node", "start", "end", "claimant", "claim")

    def add(self, **columns: IntArray) -> None:
        """Add disputes, those of one target together."""
        node = columns["node"]
        if not len(node):
            return
        base, first = len(self), np.flatnonzero(np.append(True, node[1:] != node[:-1]))
        self.begin[node[first]] = base + first
        self.end[node[first]] = base + np.append(first[1:], len(node))
        self.append(**columns)


class Proofs(_Table):
    """The evidence noted for all targets (R10).

    Columns: node, tenure, day, rank, claim, role, counts; target after target, by tenure and rank.
    ``best`` is the day of the claim where it counts for its holder, else long ago.
    """

    names = ("node", "tenure", "day", "rank", "claim", "role", "counts", "best")

    def __init__(self, targets: int, ranks: int) -> None:
        super().__init__()
        self._ranks = ranks
        self._slot = np.full(targets, -1, dtype=np.int64)
        self._slots = 0
        self.begin = np.zeros(targets, dtype=np.int64)
        self.end = np.zeros(targets, dtype=np.int64)
        self._group = np.empty(0, dtype=np.int64)
        self._keys = np.empty(0, dtype=np.int64)
        self._last = np.empty(0, dtype=np.int64)
        self._later = np.empty(0, dtype=np.int64)
        self._later_from = np.empty(0, dtype=np.int64)
        self._has_later = np.zeros(targets, dtype=bool)
        self.append(**{name: np.empty(0, dtype=np.int64) for name in self.names})

    _TENURES: Final = 1 << 31

    def add(self, nodes: IntArray, bears: IntArray, **columns: IntArray) -> None:
        """Add the evidence of some targets, in any order; equal points stay in the order given.

        Parameters
        ----------
        nodes : int array
            The targets.
        bears : int array
            From which rank on each bears on its target, where that is later than its own: the
            target joined only then whom it spoke of; -1 elsewhere.
        """
        self._slot[nodes] = self._slots + np.arange(len(nodes))
        self._slots += len(nodes)
        slot = self._slot[columns["node"]]
        if not _in_order(slot, columns["tenure"], columns["rank"]):
            order = np.lexsort((columns["rank"], columns["tenure"], slot))
            columns = {name: values[order] for name, values in columns.items()}
            slot, bears = slot[order], bears[order]
        base = len(self)
        later = np.flatnonzero(bears >= 0)
        self._later = np.concatenate((self._later, base + later))
        self._later_from = np.concatenate((self._later_from, bears[later]))
        self._has_later[columns["node"][later]] = True
        marks = np.searchsorted(slot, np.append(self._slot[nodes], self._slots))
        self.begin[nodes], self.end[nodes] = base + marks[:-1], base + marks[1:]
        self.append(**columns)
        pair = slot * self._TENURES + columns["tenure"]
        new = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
        number = np.cumsum(new) - 1
        last = by_target(columns["best"], number, NOWHERE)
        self._keys = np.concatenate(
            (self._keys, (number + len(self._group)) * self._ranks + columns["rank"] + 2)
        )
        self._group = np.concatenate((self._group, pair[new]))
        self._last = np.concatenate((self._last, last))

    def any_later(self, nodes: IntArray) -> npt.NDArray[np.bool_]:
        """Which targets have evidence that bears on them only later than its own rank."""
        return self._has_later[nodes]

    def bears_from(self, rows: IntArray) -> IntArray:
        """From which rank on some of it bears on its target; -1 where it does from its own on."""
        found = np.full(len(rows), -1, dtype=np.int64)
        if len(self._later):
            at = np.minimum(np.searchsorted(self._later, rows), len(self._later) - 1)
            there = self._later[at] == rows
            found[there] = self._later_from[at[there]]
        return found

    def tenures(self, nodes: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
        """The tenures up to the last ones given that have evidence, and the position of whose."""
        slot = self._slot[nodes] * self._TENURES
        begin = np.searchsorted(self._group, slot, "left")
        count = np.searchsorted(self._group, slot + last, "right") - begin
        groups = ranges(begin, count)
        return self._group[groups] % self._TENURES, np.repeat(np.arange(len(nodes)), count)

    def between(
        self, nodes: IntArray, tenures: IntArray, first: IntArray, end: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Rows of the evidence for a tenure, of claims of ``first <= rank < end``."""
        group, there = self._groups(nodes, tenures)
        low, high = (
            np.searchsorted(self._keys, group * self._ranks + np.minimum(rank, self._ranks - 3) + 2)
            for rank in (first, end)
        )
        return np.where(there, low, 0), np.where(there, np.maximum(low, high), 0)

    def _groups(self, nodes: IntArray, tenures: IntArray) -> tuple[IntArray, npt.NDArray[np.bool_]]:
        """Numbers of the tenures of some targets, and which of those have evidence."""
        pair = self._slot[nodes] * self._TENURES + tenures
        group = np.searchsorted(self._group, pair)
        there = (nodes >= 0) & (group < len(self._group))
        if len(self._group):
            there &= self._group[np.minimum(group, len(self._group) - 1)] == pair
        return group, there

    def last(self, nodes: IntArray, tenures: IntArray, ranks: IntArray) -> IntArray:
        """Day of the last evidence for a tenure, of claims up to a rank; long ago if none."""
        found = np.full(len(nodes), NOWHERE, dtype=np.int64)
        if not len(self._group) or not len(nodes):
            return found
        group, there = self._groups(nodes, tenures)
        at = np.searchsorted(self._keys, group * self._ranks + ranks + 2, "right") - 1
        there &= (at >= 0) & (self._keys[np.maximum(at, 0)] // self._ranks == group)
        found[there] = self._last[at[there]]
        return found
