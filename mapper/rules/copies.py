"""The evidence that targets take over from whom they follow, copied once (R10)."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from mapper.rules.course import NOWHERE, ranges
from mapper.rules.land import IntArray
from mapper.rules.proofs import Proofs
from mapper.rules.settle import Settled
from mapper.rules.takings import Takings

__all__ = ["Copies"]

Mask = npt.NDArray[np.bool_]


class Copies:
    """Copies of evidence for the targets of a batch.

    Parameters
    ----------
    settled : Settled
        The rows of the targets, and what is known of their leaders.
    kinds : int array
        What each target is, by its number in ``KINDS``.
    """

    def __init__(self, settled: Settled, kinds: IntArray) -> None:
        self.settled = settled
        self.takings = Takings(settled, kinds).listed()

    @cached_property
    def _found(self) -> tuple[IntArray, IntArray]:
        """Rows of the evidence that is copied, and the taking of each."""
        takings, proofs = self.takings, self.settled.proofs
        after = self._taken_before()
        # What came to bear on the other only later than it is dated has to be looked at again.
        again_from = np.where(proofs.any_later(takings["node"]), 0, after)
        begin, end = proofs.between(takings["node"], takings["led"], again_from, takings["before"])
        count = end - begin
        found = ranges(begin, count)
        again = np.repeat(np.arange(len(count)), count)
        bears = np.maximum(proofs["rank"][found], proofs.bears_from(found))
        fits = (bears >= after[again]) & (bears < takings["before"][again])
        fits &= ~self._ignored(found, again)
        return found[fits], again[fits]

    def _taken_before(self) -> IntArray:
        """Up to which rank (not included) the same was taken before each taking."""
        takings = self.takings
        size = len(takings["row"])
        after = np.zeros(size, dtype=np.int64)
        names = ("leaves", "led", "node", "own", "target")
        order = np.lexsort((np.arange(size), *(takings[name] for name in names)))
        same = np.ones(max(size - 1, 0), dtype=bool)
        for name in names:
            values = takings[name][order]
            same &= values[1:] == values[:-1]
        before = takings["before"][order]
        after[order[1:][same]] = before[:-1][same]
        return after

    def _ignored(self, found: IntArray, again: IntArray) -> Mask:
        """What leaves the target out that would take it over."""
        settled, given = self.settled, self.settled.given
        node = settled.rows.nodes[self.takings["target"]]
        excepts = np.isin(node, given.left_out.node)[again]
        ignored = np.zeros(len(found), dtype=bool)
        at = np.flatnonzero(excepts)
        ignored[at] = given.left_out.hits(node[again[at]], settled.proofs["rank"][found[at]])
        return ignored

    def columns(self) -> tuple[dict[str, IntArray], IntArray]:
        """The copies as columns of :class:`mapper.rules.proofs.Proofs`.

        Returns
        -------
        columns : dict of int arrays
        bears : int array
            Rank from which each bears on its target; -1 where it does from its own on.
        """
        takings, proofs = self.takings, self.settled.proofs
        found, again = self._found
        columns = {name: proofs[name][found] for name in Proofs.names}
        columns["node"] = self.settled.rows.nodes[takings["target"][again]]
        columns["tenure"] = takings["own"][again]
        since = takings["day"][again]
        older = columns["day"] < since
        columns["day"] = np.maximum(columns["day"], since)
        return columns, np.where(older, takings["rank"][again], -1)

    def last(self) -> IntArray:
        """Day of the last evidence that is copied at each row for the tenure that it finds.

        Returns
        -------
        int array
            Long ago where there is none.
        """
        settled, takings = self.settled, self.takings
        days = np.full(len(settled.rows), NOWHERE, dtype=np.int64)
        found, again = self._found
        row = takings["row"][again]
        there = row < len(days)
        found, again, row = found[there], again[there], row[there]
        fits = takings["own"][again] == settled.before[row]
        np.maximum.at(days, row[fits], settled.proofs.fresh(found[fits]))
        return days
