"""Which claims reach which targets, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mapper.rules.course import ranges
from mapper.rules.land import IntArray

__all__ = ["Reach"]

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which claims reach which targets, one row for each time.

    Attributes
    ----------
    node : int array
        In ascending order.
    rank : int array
        In ascending order for each target.
    """

    node: IntArray
    rank: IntArray

    @classmethod
    def of(cls, node: IntArray, rank: IntArray) -> Reach:
        """Pairs of a target and a claim, in any order."""
        order = np.lexsort((rank, node))
        return cls(node[order], rank[order])

    def rows_of(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Rows that reach some targets, and the position of whose."""
        begin = np.searchsorted(self.node, nodes, "left")
        count = np.searchsorted(self.node, nodes, "right") - begin
        return ranges(begin, count), np.repeat(np.arange(len(nodes)), count)

    def hits(self, nodes: IntArray, ranks: IntArray) -> Mask:
        """Which pairs of a target and a claim are among the rows."""
        if not len(self.node) or not len(nodes):
            return np.zeros(len(nodes), dtype=bool)
        size = int(max(self.rank.max(), ranks.max())) + 2
        known = self.node.astype(np.int64) * size + self.rank
        wanted = nodes * size + ranks
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        found: Mask = (known[at] == wanted) & (ranks >= 0)
        return found
