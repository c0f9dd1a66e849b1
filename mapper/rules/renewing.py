"""What shows that contests go on, where contests lapse (R7).

A target knows it of itself, and of its leader while it follows. Who stops following takes it along:
the last of what the leader had before it was followed, and all since. Targets are added in batches,
leaders first, as in :mod:`mapper.rules.course`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from mapper.rules.course import NOWHERE, by_target, ranges
from mapper.rules.gather import Met
from mapper.rules.land import IntArray
from mapper.rules.notes import BEGINS, PARTS, RENEWS
from mapper.rules.numbering import distinct
from mapper.rules.reach import Reach
from mapper.rules.rows import Rows
from mapper.rules.table import Reactions

__all__ = ["Renewals"]

Mask = npt.NDArray[np.bool_]

_WIDTH: Final = 1 << 32
"""More than any rank, and than the days between any two dates."""


class _Followed(NamedTuple):
    """Spans in which targets followed their leaders.

    Attributes
    ----------
    target : int array
        Position of each in the batch.
    since : int array
        From which day on it did.
    until : int array
        The rank before which it did.
    """

    target: IntArray
    since: IntArray
    until: IntArray


class Renewals:
    """Claims that show that the contests of targets go on, those of each in the order of R2.

    Parameters
    ----------
    left_out : Reach
        Which claims leave which targets out.
    first_day : int
    leads : bool array
        The targets that others follow: nobody asks what the rest knows.

    Attributes
    ----------
    rank, day : int array
        Of the claims, target after target, each once. Days ascend with ranks (R2).
    begin, end : int array
        Where those of each target are.
    """

    def __init__(self, left_out: Reach, first_day: int, leads: Mask) -> None:
        self.left_out, self.first_day, self.leads = left_out, first_day, leads
        self.rank, self.day, self._ranks, self._days = np.zeros((4, 0), dtype=np.int64)
        self.begin, self.end = np.zeros((2, len(leads)), dtype=np.int64)
        self._slot, self._slots = np.full(len(leads), -1, dtype=np.int64), 0
        self._ignores = np.zeros(len(leads), dtype=bool)
        self._ignores[left_out.node] = True

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
        node, whom = nodes[met.target[rows]], leaders[met.target[rows]]
        begin, end = self.begin[whom], self._up_to(whom, met.rank[rows])
        found = np.full(len(rows), NOWHERE, dtype=np.int64)
        some = np.flatnonzero(end > begin)
        found[some] = self.day[end[some] - 1]
        out = some[self._ignored(node[some], end[some] - 1)]
        if len(out):
            known, again = _spans(begin[out], end[out])
            heard = ~self._ignored(node[out][again], known)
            found[out] = NOWHERE
            np.maximum.at(found, out[again[heard]], self.day[known[heard]])
        return found

    def keep(self, rows: Rows, reactions: Reactions, never: int) -> None:
        """Keep those of some targets, what their leaders have while they are followed included.

        Parameters
        ----------
        rows : Rows
        reactions : Reactions
        never : int
            A rank after all others.
        """
        leads = self.leads[rows.nodes]
        own = np.flatnonzero(rows.has(RENEWS) & leads[rows.target])
        followed = _followed(rows, leads, reactions, (self.first_day, never))
        known, whose = self._taken(rows, followed)
        target = np.concatenate((rows.target[own], whose))
        rank = np.concatenate((rows["rank"][own], self.rank[known]))
        day = np.concatenate((rows["day"][own], self.day[known]))
        keys, first, _ = distinct(target * _WIDTH + rank)
        self._add(rows.nodes, keys, day[first])

    def _add(self, nodes: IntArray, keys: IntArray, day: IntArray) -> None:
        """Add those of some targets, by the position of the target and the rank."""
        target, rank = np.divmod(keys, _WIDTH)
        marks = len(self.rank) + np.searchsorted(target, np.arange(len(nodes) + 1))
        self.begin[nodes], self.end[nodes] = marks[:-1], marks[1:]
        self._slot[nodes] = self._slots + np.arange(len(nodes))
        slot = self._slot[nodes[target]] * _WIDTH
        self._slots += len(nodes)
        self.rank, self.day = np.append(self.rank, rank), np.append(self.day, day)
        self._ranks = np.append(self._ranks, slot + rank)
        self._days = np.append(self._days, slot + day - NOWHERE)

    def _taken(self, rows: Rows, followed: _Followed) -> tuple[IntArray, IntArray]:
        """What targets take over of their leaders' while they follow, and the position of whose.

        The last before it followed, and all later ones; none that it ignores.
        """
        node, whom = rows.nodes[followed.target], rows.leaders[followed.target]
        begin, end = self.begin[whom], self._up_to(whom, followed.until)
        since = np.minimum(self._from(whom, followed.since), end)
        ignores = self._ignores[node]
        known, span = _spans(np.where(ignores, begin, np.maximum(since - 1, begin)), end)
        odd = np.flatnonzero(ignores[span])
        if len(odd):
            heard = np.ones(len(known), dtype=bool)
            heard[odd] = ~self._ignored(node[span[odd]], known[odd])
            known, span = known[heard], span[heard]
            early = known < since[span]
            passed = early[:-1] & early[1:] & (span[:-1] == span[1:])
            kept = np.flatnonzero(~np.append(passed, False)[: len(known)])
            known, span = known[kept], span[kept]
        return known, followed.target[span]

    def _up_to(self, nodes: IntArray, ranks: IntArray) -> IntArray:
        """Position after the last of each target whose rank is smaller."""
        at = np.searchsorted(self._ranks, self._slot[nodes] * _WIDTH + ranks)
        return np.clip(at, self.begin[nodes], self.end[nodes])

    def _from(self, nodes: IntArray, days: IntArray) -> IntArray:
        """Position of the first of each target that is not before a day."""
        at = np.searchsorted(self._days, self._slot[nodes] * _WIDTH + days - NOWHERE)
        return np.clip(at, self.begin[nodes], self.end[nodes])

    def _ignored(self, nodes: IntArray, at: IntArray) -> Mask:
        """Which of some claims leave targets out."""
        found = self._ignores[nodes]
        odd = np.flatnonzero(found)
        found[odd] = self.left_out.hits(nodes[odd], self.rank[at[odd]])
        return found


def _followed(rows: Rows, chosen: Mask, reactions: Reactions, bounds: tuple[int, int]) -> _Followed:
    """Spans in which chosen targets of a batch followed: until they part, or to the end."""
    first_day, never = bounds
    on = reactions.of_standings("on", lambda s: s.on, bool)
    parts = np.flatnonzero(rows.has(PARTS) & chosen[rows.target])
    lasts = chosen & (rows.starts[1:] > rows.starts[:-1])
    last = rows.starts[1:][lasts] - 1
    last = last[on[rows["after"][last]]]
    at = np.concatenate((parts, last))
    begins = np.where(rows.has(BEGINS), np.arange(len(rows)), -1)
    began = by_target(begins, rows.target, -1)[at]
    since = np.where(began >= 0, rows["day"][began], first_day)
    until = np.concatenate((rows["rank"][parts], np.full(len(last), never)))
    return _Followed(rows.target[at], since, until)


def _spans(begin: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    """All positions of some spans, and the number of the span of each."""
    count = end - begin
    return ranges(begin, count), np.repeat(np.arange(len(begin)), count)
