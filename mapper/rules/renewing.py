"""What shows that contests go on, where contests lapse (R7).

A target knows it of itself, and of its leader while it follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mapper.rules.course import NOWHERE
from mapper.rules.gather import Met
from mapper.rules.land import IntArray
from mapper.rules.notes import BEGINS, PARTS, RENEWS
from mapper.rules.reach import Reach
from mapper.rules.rows import Rows
from mapper.rules.table import Reactions

__all__ = ["Renewal", "Renewals"]

Renewal = tuple[int, int, int]
"""Rank, day and position of a claim that shows that a contest goes on."""


@dataclass
class Renewals:
    """What showed that the contests of targets go on, in the order of R2.

    Attributes
    ----------
    left_out : Reach
        Which claims leave which targets out.
    first_day : int
    """

    left_out: Reach
    first_day: int
    _known: dict[int, list[Renewal]] = field(default_factory=dict)

    def last(self, nodes: IntArray, leaders: IntArray, met: Met, rows: IntArray) -> IntArray:
        """Day of the last renewal of the leaders of some targets that part with them.

        Parameters
        ----------
        nodes, leaders : int array
        met : Met
        rows : int array
            Where in it they part.

        Returns
        -------
        int array
            A day before all others where there is none.
        """
        found = []
        for target, rank in zip(met.target[rows].tolist(), met.rank[rows].tolist(), strict=True):
            known = self._known.get(int(leaders[target]), [])
            before = self._before(known, int(nodes[target]), rank)
            found.append(max((day for _, day, _ in before), default=NOWHERE))
        return np.array(found, dtype=np.int64)

    def keep(self, rows: Rows, reactions: Reactions, never: int) -> None:
        """Keep those of some targets, what their leaders have while they are followed included.

        Parameters
        ----------
        rows : Rows
        reactions : Reactions
        never : int
            A rank after all others.
        """
        on = reactions.of_standings("on", lambda s: s.on, bool)
        for position, node in enumerate(rows.nodes.tolist()):
            begin, end = int(rows.starts[position]), int(rows.starts[position + 1])
            leader = int(rows.leaders[position])
            known = self._known.get(leader, []) if leader >= 0 else []
            found: list[Renewal] = []
            since = self.first_day
            for row in range(begin, end):
                notes = int(rows["notes"][row])
                point = (int(rows["rank"][row]), int(rows["day"][row]), int(rows["claim"][row]))
                if notes & PARTS:
                    found += self._taken(known, node, since, point[0])
                if notes & BEGINS:
                    since = point[1]
                if notes & RENEWS:
                    found.append(point)
            if leader >= 0 and end > begin and on[rows["after"][end - 1]]:
                found += self._taken(known, node, since, never)
            if found:
                self._known[node] = sorted(found)

    def _taken(self, known: Sequence[Renewal], node: int, since: int, before: int) -> list[Renewal]:
        """What of the leader's a target takes over that followed it since a day."""
        known = self._before(known, node, before)
        first = next((i for i, r in enumerate(known) if r[1] >= since), len(known))
        return list(known[max(first - 1, 0) :])

    def _before(self, known: Sequence[Renewal], node: int, before: int) -> list[Renewal]:
        """Those of claims before a rank that a target does not ignore."""
        ranks = np.array([rank for rank, _, _ in known], dtype=np.int64)
        ignored = self.left_out.hits(np.full(len(ranks), node), ranks)
        pairs = zip(known, ignored.tolist(), strict=True)
        return [renewal for renewal, out in pairs if renewal[0] < before and not out]
