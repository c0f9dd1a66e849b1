"""What places that have gone their own way hear of claims on areas around them (R3, R10).

Such a claim changes nothing there: it is evidence for or against the holder that it finds. So the
place is not led through it; what it is evidence of is looked up afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mapper.rules.course import NOWHERE
from mapper.rules.gather import Contents
from mapper.rules.land import IntArray
from mapper.rules.notes import ROLE_BITS
from mapper.rules.numbering import numbered
from mapper.rules.proofs import Proofs
from mapper.rules.settle import Settled
from mapper.rules.track import CONFIRMS

__all__ = ["Heard"]


@dataclass
class Heard:
    """Evidence of claims on areas for the targets of a batch that are not led through them.

    Attributes
    ----------
    settled : Settled
    contents : Contents
    """

    settled: Settled
    contents: Contents

    def columns(self) -> tuple[dict[str, IntArray], IntArray]:
        """The evidence.

        Returns
        -------
        columns : dict of int arrays
            As of :class:`mapper.rules.proofs.Proofs`.
        last : int array
            Day of the last evidence after each row that counts for its tenure; long ago if none.
        """
        settled, given = self.settled, self.settled.given
        rows, listed = settled.rows, given.listed
        last = np.full(len(rows), NOWHERE, dtype=np.int64)
        rank, whose = given.areas.heard(rows.nodes)
        if not len(rank):
            return {name: np.empty(0, dtype=np.int64) for name in Proofs.names}, last
        row = self._rows(rank, whose)
        role = self._roles(row, rank)
        day = listed.best[rank]
        counts = ~given.national[rank]
        fresh = counts & (role <= CONFIRMS)
        last[row[fresh]] = day[fresh]  # in the order of days: the last one of a row stays
        columns: dict[str, Any] = {
            "node": rows.nodes[whose],
            "tenure": settled.tenure[row],
            "day": day,
            "rank": rank,
            "role": role,
            "counts": counts,
        }
        return columns, last

    def _rows(self, rank: IntArray, whose: IntArray) -> IntArray:
        """The last row of the target before each claim."""
        rows = self.settled.rows
        points = 2 * len(self.settled.given.listed) + 3
        known = rows.target * points + rows["point"] + 1
        found: IntArray = np.searchsorted(known, whose * points + 2 * rank + 2) - 1
        return found

    def _roles(self, row: IntArray, rank: IntArray) -> IntArray:
        """What each claim is to what it finds, asked once for each pair of the two."""
        contents, reactions = self.contents, self.settled.reactions
        width = len(contents.claims)
        pairs, again = numbered(self.settled.rows["after"][row] * width + contents.of_claim[rank])
        meeting = contents.on_area[pairs % width].tolist()
        notes = [
            reactions.one(standing, met)[1]
            for standing, met in zip((pairs // width).tolist(), meeting, strict=True)
        ]
        return np.array(notes, dtype=np.int64)[again] >> ROLE_BITS
