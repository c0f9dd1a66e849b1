"""Which claims on areas reach which targets (R3): a list for all targets in the same areas.

The list is not handed out: a target has the number of its list. Claims that only speak of a place
that has gone its own way, and change nothing there, can be told from the others beforehand; they
are asked for apart from these, since they are evidence and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.rules.course import ranges
from mapper.rules.land import IntArray
from mapper.rules.numbering import numbered
from mapper.rules.reach import Reach

__all__ = ["NEVER", "AreaReach"]

Mask = npt.NDArray[np.bool_]
Keys = Sequence[tuple[IntArray, IntArray]]
"""Targets, and ranks of the claims that reach all of them."""
NEVER: Final = 2**31
"""A rank after all others."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """Ranks of claims in ascending order, one list after the other."""

    begin: IntArray
    rank: IntArray
    ranks: int
    key: IntArray

    @classmethod
    def of(cls, lists: Sequence[IntArray], ranks: int) -> _Lists:
        """Join some lists; all ranks are below ``ranks``."""
        count = np.array([len(one) for one in lists], dtype=np.int64)
        begin = np.append(0, np.cumsum(count))
        rank = np.concatenate([np.empty(0, dtype=np.int64), *lists])
        return cls(begin, rank, ranks, np.repeat(np.arange(len(lists)), count) * ranks + rank)

    def before(self, number: IntArray, rank: IntArray) -> IntArray:
        """Position after the last one below a rank, in some lists."""
        if not len(self.key):
            return np.zeros(len(number), dtype=np.int64)
        key = number * self.ranks + np.minimum(rank, self.ranks)
        found: IntArray = np.searchsorted(self.key, key)
        return found

    def has(self, number: IntArray, rank: IntArray) -> Mask:
        """Whether some lists have a rank."""
        if not len(self.key):
            return np.zeros(len(number), dtype=bool)
        at = np.minimum(self.before(number, rank), len(self.key) - 1)
        found: Mask = self.key[at] == number * self.ranks + rank
        return found


class AreaReach:
    """Which claims on areas reach which targets.

    Parameters
    ----------
    keys : sequence of (int array, int array)
        Targets, and the ranks of the claims that reach all of them.
    left_out : Reach
        Which of them leave which targets out.
    mute : bool array
        By rank: claims that change nothing on a place that has gone its own way.
    apart : int array
        By target: the rank from which on it is such a place; ``NEVER`` of others.
    """

    def __init__(self, keys: Keys, left_out: Reach, mute: Mask, apart: IntArray) -> None:
        self._left_out, self._apart = left_out, apart
        self._number, lists = _shared(keys, len(apart))
        size = len(mute) + 1
        self._loud = _Lists.of([one[~mute[one]] for one in lists], size)
        self._mute = _Lists.of([one[mute[one]] for one in lists], size)

    @property
    def listed(self) -> int:
        """How many ranks all lists have together."""
        return len(self._loud.rank) + len(self._mute.rank)

    def count(self, nodes: IntArray) -> IntArray:
        """How many claims reach some targets, about."""
        number = self._number[nodes]
        found: IntArray = sum(  # type: ignore[assignment]
            lists.begin[number + 1] - lists.begin[number] for lists in (self._loud, self._mute)
        )
        return found

    def before(self, nodes: IntArray, ranks: IntArray) -> IntArray:
        """How many claims before some ranks are on areas around some targets.

        Those that leave the target out are counted too.
        """
        number = self._number[nodes]
        found: IntArray = sum(  # type: ignore[assignment]
            lists.before(number, ranks) - lists.begin[number] for lists in (self._loud, self._mute)
        )
        return found

    def hits(self, nodes: IntArray, ranks: IntArray) -> Mask:
        """Which pairs of a target and a claim are among those that reach."""
        number = self._number[nodes]
        found = self._loud.has(number, ranks) | self._mute.has(number, ranks)
        found &= ranks >= 0
        at = np.flatnonzero(found)
        found[at] = ~self._left_out.hits(nodes[at], ranks[at])
        return found

    def heeded(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Claims that may change something on some targets.

        Returns
        -------
        rank, whose : int array
            Those of one target are in two parts, each in ascending order.
        """
        number = self._number[nodes]
        end = self._mute.before(number, self._apart[nodes])
        loud = self._of(nodes, self._loud, self._loud.begin[number], self._loud.begin[number + 1])
        mute = self._of(nodes, self._mute, self._mute.begin[number], end)
        rank, whose = (np.concatenate(both) for both in zip(loud, mute, strict=True))
        return rank, whose

    def heard(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Claims that change nothing on some targets, and are evidence for what they find there.

        Returns
        -------
        rank, whose : int array
            In the order of the targets, and by rank.
        """
        number = self._number[nodes]
        begin = self._mute.before(number, self._apart[nodes])
        return self._of(nodes, self._mute, begin, self._mute.begin[number + 1])

    def _of(
        self, nodes: IntArray, lists: _Lists, begin: IntArray, end: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Some spans of lists, without what leaves the targets out."""
        count = end - begin
        rank = lists.rank[ranges(begin, count)]
        whose = np.repeat(np.arange(len(nodes)), count)
        out, of = self._left_out.rows_of(nodes)
        if not len(out):
            return rank, whose
        out = self._left_out.rank[out].astype(np.int64)
        number = self._number[nodes][of]
        at = lists.before(number, out)
        inside = lists.has(number, out) & (at >= begin[of]) & (at < end[of])
        first = np.cumsum(count) - count
        kept = np.ones(len(rank), dtype=bool)
        kept[(first[of] + at - begin[of])[inside]] = False
        return rank[kept], whose[kept]


def _shared(keys: Keys, targets: int) -> tuple[IntArray, list[IntArray]]:
    """The list of each target, by its number, and all lists: one for all in the same areas."""
    number = np.zeros(targets, dtype=np.int64)
    known: list[tuple[int, ...]] = [()]
    for key, (nodes, _) in enumerate(keys):
        old, place = np.unique(number[nodes], return_inverse=True)
        number[nodes] = len(known) + place
        known += [(*known[one], key) for one in old.tolist()]
    used, number = numbered(number)
    nothing = np.empty(0, dtype=np.int64)
    lists = [
        np.sort(np.concatenate([nothing, *(keys[key][1] for key in known[one])]))
        for one in used.tolist()
    ]
    return number, lists
