"""The evidence noted for targets, and what followers ask of it (R10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from mapper.rules.course import NOWHERE, Growing, Table, by_target, ranges
from mapper.rules.land import IntArray
from mapper.rules.track import CONFIRMS

__all__ = ["Proofs"]

_WIDEST: Final = 2**62


class Proofs(Table):
    """The evidence noted for all targets (R10).

    Columns: node, tenure, day, rank, role, counts; target after target, by tenure and rank.

    Parameters
    ----------
    leads : bool array
        The targets of which others ask: only what bears on these can be looked up.
    best : int array
        Best day of each claim, by rank.
    """

    names = ("node", "tenure", "day", "rank", "role", "counts")
    kinds: ClassVar[Mapping[str, npt.DTypeLike]] = {"role": np.int8, "counts": bool}

    def __init__(self, leads: npt.NDArray[np.bool_], best: IntArray) -> None:
        super().__init__()
        targets = len(leads)
        self._leads, self._best, self._ranks = leads, best, len(best) + 4
        self._slot = np.full(targets, -1, dtype=np.int64)
        self._slots = 0
        self.begin = np.zeros(targets, dtype=np.int64)
        self.end = np.zeros(targets, dtype=np.int64)
        self._groups, self._keys = Growing(np.int64), Growing(np.int64)
        self._lasts = Growing(np.int32)
        self._later, self._later_from = Growing(np.int64), Growing(np.int64)
        self._has_later = np.zeros(targets, dtype=bool)
        self._indexed: list[tuple[int, int]] = []
        """Where batches begin in the index, and in the columns."""

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
        place = np.empty(len(self._slot), dtype=np.int64)
        place[nodes] = np.arange(len(nodes))
        slot = place[columns["node"]]
        if not _in_order(slot, columns["tenure"], columns["rank"]):
            order = _order_of(slot, columns["tenure"], columns["rank"])
            columns = {name: values[order] for name, values in columns.items()}
            slot, bears = slot[order], bears[order]
        base = len(self)
        later = np.flatnonzero(bears >= 0)
        self._later.extend(base + later)
        self._later_from.extend(bears[later])
        self._has_later[columns["node"][later]] = True
        marks = np.searchsorted(slot, np.arange(len(nodes) + 1))
        self.begin[nodes], self.end[nodes] = base + marks[:-1], base + marks[1:]
        if self._leads[nodes].any():
            self._index(nodes, base, slot + self._slots, columns)
        self.append(**columns)

    def _index(
        self, nodes: IntArray, base: int, slot: IntArray, columns: Mapping[str, IntArray]
    ) -> None:
        """Make evidence findable by tenure and rank."""
        self._indexed.append((len(self._keys), base))
        self._slot[nodes] = self._slots + np.arange(len(nodes))
        self._slots += len(nodes)
        pair = slot * self._TENURES + columns["tenure"]
        new = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
        number = np.cumsum(new) - 1
        fresh = self._fresh(columns["rank"], columns["role"], columns["counts"])
        last = by_target(fresh, number, NOWHERE)
        self._keys.extend(self._key(number + len(self._groups), columns["rank"]))
        self._groups.extend(pair[new])
        self._lasts.extend(last)

    def _key(self, group: IntArray, rank: IntArray) -> IntArray:
        return group * self._ranks + rank + 2

    def fresh(self, rows: IntArray) -> IntArray:
        """The day of the claim of some evidence where it counts for its holder, else long ago."""
        return self._fresh(self["rank"][rows], self["role"][rows], self["counts"][rows])

    def _fresh(self, rank: IntArray, role: IntArray, counts: IntArray) -> IntArray:
        counting = (role <= CONFIRMS) & (counts != 0)
        if not len(self._best):
            return np.full(len(rank), NOWHERE, dtype=np.int64)
        return np.where(counting, self._best[rank], NOWHERE)

    def any_later(self, nodes: IntArray) -> npt.NDArray[np.bool_]:
        """Which targets have evidence that bears on them only later than its own rank."""
        return self._has_later[nodes]

    def bears_from(self, rows: IntArray) -> IntArray:
        """From which rank on some of it bears on its target; -1 where it does from its own on."""
        found = np.full(len(rows), -1, dtype=np.int64)
        later = self._later.values
        if len(later):
            at = np.minimum(np.searchsorted(later, rows), len(later) - 1)
            there = later[at] == rows
            found[there] = self._later_from.values[at[there]]
        return found

    def tenures(self, nodes: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
        """The tenures up to the last ones given that have evidence, and the position of whose."""
        slot, groups = self._slot[nodes] * self._TENURES, self._groups.values
        begin = np.searchsorted(groups, slot, "left")
        count = np.searchsorted(groups, slot + last, "right") - begin
        found = groups[ranges(begin, count)] % self._TENURES
        return found, np.repeat(np.arange(len(nodes)), count)

    def between(
        self, nodes: IntArray, tenures: IntArray, first: IntArray, end: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Rows of the evidence for a tenure, of claims of ``first <= rank < end``."""
        group, there = self._groups_of(nodes, tenures)
        keys = self._keys.values
        low, high = (
            np.searchsorted(keys, self._key(group, np.minimum(rank, self._ranks - 3)))
            for rank in (first, end)
        )
        index, base = np.array(self._indexed or [(0, 0)], dtype=np.int64).T
        batch = np.searchsorted(index, low, "right") - 1
        begin = low - index[batch] + base[batch]
        return begin, begin + np.where(there, np.maximum(high - low, 0), 0)

    def _groups_of(
        self, nodes: IntArray, tenures: IntArray
    ) -> tuple[IntArray, npt.NDArray[np.bool_]]:
        """Numbers of the tenures of some targets, and which of those have evidence."""
        pair = self._slot[nodes] * self._TENURES + tenures
        groups = self._groups.values
        group = np.searchsorted(groups, pair)
        there = (nodes >= 0) & (group < len(groups))
        if len(groups):
            there &= groups[np.minimum(group, len(groups) - 1)] == pair
        return group, there

    def last(self, nodes: IntArray, tenures: IntArray, ranks: IntArray) -> IntArray:
        """Day of the last evidence for a tenure, of claims up to a rank; long ago if none."""
        found = np.full(len(nodes), NOWHERE, dtype=np.int64)
        if not len(self._groups) or not len(nodes):
            return found
        group, there = self._groups_of(nodes, tenures)
        keys = self._keys.values
        at = np.searchsorted(keys, self._key(group, ranks), "right") - 1
        there &= (at >= 0) & (keys[np.maximum(at, 0)] // self._ranks == group)
        found[there] = self._lasts.values[at[there]]
        return found


def _in_order(*keys: IntArray) -> bool:
    """Whether rows stand in the order of some keys, the first one first."""
    rises = np.zeros(max(len(keys[0]) - 1, 0), dtype=bool)
    level = ~rises
    for key in keys:
        rises |= level & (key[1:] > key[:-1])
        level &= key[1:] == key[:-1]
    return bool((rises | level).all())


def _order_of(*keys: IntArray) -> IntArray:
    """The order of rows by some keys, the first one first; equal rows stay as they are.

    Rows are mostly in a few long runs that are in order: one sort of one key is quick then.
    """
    joined = np.zeros(len(keys[0]), dtype=np.int64)
    most = 1
    for key in keys:
        low = int(key.min(initial=0))
        span = int(key.max(initial=0)) - low + 1
        most *= span
        if most >= _WIDEST:
            return np.lexsort(keys[::-1])
        joined = joined * span + (key - low)
    return np.argsort(joined, kind="stable")
