"""Many targets are led through all that they meet, in step: first the first of all, and so on.

The order of meetings is that of R2. Between two of them comes what comes by itself: a succession
(R9), and the end of a contest that nothing renewed (R7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mapper.core.lineage import NEVER
from mapper.rules.effects import Core, named_in
from mapper.rules.land import IntArray
from mapper.rules.notes import PARTS, RENEWS
from mapper.rules.numbering import numbered
from mapper.rules.reactions import Standing, lapsed, succeeded
from mapper.rules.table import Lookup, Reactions

__all__ = ["LAPSED", "SUCCEEDED", "Alone", "Walk", "walk"]

SUCCEEDED, LAPSED = range(2)
"""What comes by itself."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What came by itself, one row for each time.

    Attributes
    ----------
    target : int array
        Position among the targets of the walk.
    before : int array
        The meeting before which it came, by its position among those of all targets.
    day : int array
    what : int array
        ``SUCCEEDED`` or ``LAPSED``.
    after : int array
        Number of the standing after it.
    """

    target: IntArray
    before: IntArray
    day: IntArray
    what: IntArray
    after: IntArray


@dataclass(frozen=True, slots=True)
class Walk:
    """What came of leading targets through their meetings.

    Attributes
    ----------
    after, notes : int array
        For each meeting the standing after it, and what is to be noted of it.
    alone : Alone
    """

    after: IntArray
    notes: IntArray
    alone: Alone


@dataclass
class Renewing:
    """R7: what shows that contests go on; only where contests lapse.

    Attributes
    ----------
    days : int
        Days after which a contest lapses; 0 for never.
    known : callable
        Best days of the last claim by which a contest goes on of the leaders at some meetings;
        a day before all others where there is none.
    """

    days: int = 0
    known: Callable[[IntArray], IntArray] | None = None


def walk(
    first: IntArray,
    starts: IntArray,
    meetings: IntArray,
    days: IntArray,
    reactions: Reactions,
    first_day: int,
    renewing: Renewing | None = None,
) -> Walk:
    """Lead targets through their meetings.

    Parameters
    ----------
    first : int array, shape (targets,)
        Number of the standing of each target on the first day.
    starts : int array, shape (targets + 1,)
        Where the meetings of each target begin.
    meetings : int array
        Number of each meeting.
    days : int array
        Its day.
    reactions : Reactions
    first_day : int
    renewing : Renewing, optional
    """
    lookup = Lookup(reactions, meetings)
    columns = lookup.columns(meetings)
    renewing = renewing or Renewing()
    if reactions.lineage or renewing.days:
        walker = _Walker((first, starts), columns, days, lookup, first_day, renewing)
        return walker.run()
    return _plain(first, starts, columns, lookup)


def _plain(first: IntArray, starts: IntArray, columns: IntArray, lookup: Lookup) -> Walk:
    """Where nothing comes by itself."""
    count = np.diff(starts)
    longest = np.argsort(-count, kind="stable")
    rounds = int(count.max(initial=0))
    alive = len(count) - np.searchsorted(np.sort(count), np.arange(rounds), "right")
    after = np.empty(len(columns), dtype=np.int64)
    notes = np.empty(len(columns), dtype=np.int64)
    begin, now = starts[:-1][longest], first[longest]
    for number in range(rounds):
        there = alive[number]
        at = begin[:there] + number
        now = now[:there]
        now, noted = lookup.meet(now, columns[at])
        after[at], notes[at] = now, noted
    return Walk(after, notes, _alone([]))


class _Walker:
    """Where successions, or contests that lapse, come between."""

    def __init__(
        self,
        targets: tuple[IntArray, IntArray],
        columns: IntArray,
        days: IntArray,
        lookup: Lookup,
        first_day: int,
        renewing: Renewing,
    ) -> None:
        first, starts = targets
        self.columns, self.days, self.lookup, self.renewing = columns, days, lookup, renewing
        self.reactions = lookup.reactions
        self.now = first.astype(np.int64)
        self.at, self.end = starts[:-1].copy(), starts[1:]
        self.renewed = np.full(len(first), first_day, dtype=np.int64)
        self.after = np.empty(len(columns), dtype=np.int64)
        self.notes = np.empty(len(columns), dtype=np.int64)
        self.came: list[tuple[IntArray, ...]] = []
        self._moved: dict[tuple[int, int], int] = {}

    def run(self) -> Walk:
        targets = np.arange(len(self.now))
        while len(targets):
            targets = self._round(targets)
        return Walk(self.after, self.notes, _alone(self.came))

    def _round(self, targets: IntArray) -> IntArray:
        """One meeting of each target, or what comes by itself before it; those with more left."""
        now, at = self.now[targets], self.at[targets]
        left = at < self.end[targets]
        coming = np.full(len(targets), NEVER, dtype=np.int64)
        coming[left] = self.days[at[left]]
        due = self.reactions.due()[now]
        lapse = np.full(len(targets), NEVER, dtype=np.int64)
        if self.renewing.days:
            fought = self.reactions.fought_over()[now]
            lapse[fought] = self.renewed[targets[fought]] + self.renewing.days
        soon = np.minimum(due, lapse)
        alone = (soon <= coming) & (soon != NEVER)
        if alone.any():
            self._come(
                targets[alone], soon[alone], np.where(due <= lapse, SUCCEEDED, LAPSED)[alone]
            )
        met = left & ~alone
        self._meet(targets[met])
        more: IntArray = targets[alone | met]
        return more

    def _come(self, targets: IntArray, days: IntArray, what: IntArray) -> None:
        pairs, again = numbered(2 * self.now[targets] + what)
        after = np.array([self._by_itself(*divmod(pair, 2)) for pair in pairs.tolist()])[again]
        self.now[targets] = after
        self.came.append((targets, self.at[targets].copy(), days, what, after))

    def _by_itself(self, standing: int, what: int) -> int:
        """The standing after what comes by itself; it has its day, so it is worked out once."""
        key = standing, what
        if key not in self._moved:
            before: Standing = self.reactions.standings[standing]
            after = lapsed(before) if what == LAPSED else succeeded(before, self._heirs)
            self._moved[key] = self.reactions.standings.of(after)
        return self._moved[key]

    def _heirs(self, core: Core) -> dict[str, str]:
        """Who succeeds whom on the first day on which somebody in it is succeeded."""
        names, lineage = named_in(core), self.reactions.lineage
        return lineage.heirs(names, lineage.due(names))

    def _meet(self, targets: IntArray) -> None:
        at = self.at[targets]
        now, notes = self.lookup.meet(self.now[targets], self.columns[at])
        self.now[targets] = self.after[at] = now
        self.notes[at] = notes
        self.at[targets] += 1
        if not self.renewing.days:
            return
        renews = (notes & RENEWS) != 0
        self.renewed[targets[renews]] = np.maximum(
            self.renewed[targets[renews]], self.days[at[renews]]
        )
        parts = (notes & PARTS) != 0
        if parts.any() and self.renewing.known is not None:
            known = self.renewing.known(at[parts])
            self.renewed[targets[parts]] = np.maximum(self.renewed[targets[parts]], known)


def _alone(came: list[tuple[IntArray, ...]]) -> Alone:
    if not came:
        return Alone(*(np.empty(0, dtype=np.int64) for _ in range(5)))
    return Alone(*(np.concatenate(column) for column in zip(*came, strict=True)))
