"""The course of targets: everything that met each of them and what came of it, as columns.

One row for each meeting, in the order of R2, target after target. What one target needs of another
that it follows is looked up here by position: targets are added in batches, leaders first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from mapper.rules.land import IntArray
from mapper.rules.notes import STEPS

__all__ = ["Course", "Disputes", "Growing", "Table", "by_target", "ranges"]

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
    values = values.astype(np.int64, copy=False)
    low = min(int(values.min()), empty)
    span = int(values.max()) - low + 1
    running: IntArray = np.maximum.accumulate(values - low + target * span) - target * span + low
    return running


class Growing:
    """An array that grows at its end, as a list does."""

    def __init__(self, kind: npt.DTypeLike) -> None:
        self._values = np.empty(0, dtype=kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> Any:
        """What is in it so far: a view, to be asked for anew after the next addition."""
        return self._values[: self._size]

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add values."""
        end = self._size + len(values)
        if not self._size:
            self._values = np.asarray(values, dtype=self._values.dtype)
        else:
            if end > len(self._values):
                larger = np.empty(max(end, 2 * self._size), dtype=self._values.dtype)
                larger[: self._size] = self._values[: self._size]
                self._values = larger
            self._values[self._size : end] = values
        self._size = end


class Table:
    """Columns that grow, the rows of each target together."""

    names: ClassVar[tuple[str, ...]] = ()
    kinds: ClassVar[Mapping[str, npt.DTypeLike]] = {}
    """Kinds of numbers; int32 where nothing is said."""

    def __init__(self) -> None:
        self.columns = {name: Growing(self.kinds.get(name, np.int32)) for name in self.names}

    def append(self, **columns: IntArray) -> None:
        """Add rows."""
        for name, values in columns.items():
            self.columns[name].extend(values)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name].values

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0


class Course(Table):
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
        self._keys = Growing(np.int64)

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
        self._keys.extend(self._slot[columns["node"]] * self._points + columns["point"] + 1)

    def before(self, nodes: IntArray, points: IntArray) -> IntArray:
        """Position after the last row of each target whose point is smaller."""
        keys = self._slot[nodes] * self._points + points + 1
        found = np.searchsorted(self._keys.values, keys, "left")
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


class Disputes(Table):
    """The disputes of all targets (R4): node, start, end, claimant, claim.

    Those of one target in the order in which they were noted.
    """

    def __init__(self, targets: int) -> None:
        super().__init__()
        self.begin = np.zeros(targets, dtype=np.int64)
        self.end = np.zeros(targets, dtype=np.int64)

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
