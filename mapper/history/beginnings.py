"""Since when each part of what is said of a target has been so.

*Held by FLA with JNIM, contested by Government* says three things, which may have begun on three
days: who governs, in whose company, and who fights over it. ``beginningsOf`` of ``beginnings.js``
finds the same in the browser.

With reports on one town like these

======== ========================================
interval what is shown
======== ========================================
March    held by Government
April    held by Rebels (a capture of 4 to 6 April)
May      held by Rebels, contested by Government
June     held by Front, contested by Government; Rebels are Front since 1 June
======== ========================================

a day of June has: this state since 1 June; held since 1 June, as Rebels since 5 April (between the
4th and the 6th); contested since 1 May.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mapper.core.dates import day_number
from mapper.core.model import BASELINE, NO_DATA, NONE, UNKNOWN, State
from mapper.history.targethistory import Interval, TargetHistory

if TYPE_CHECKING:
    from mapper.core.model import Succession

__all__ = ["Beginner", "Beginning", "Beginnings", "beginnings_of", "lineage_of"]

_NOBODY = (NONE, UNKNOWN, NO_DATA)


class Beginning(NamedTuple):
    """Since when something is so; days are counted from 1970-01-01.

    Attributes
    ----------
    parties : tuple of str
        Of whom it is said.
    since, earliest, latest : int or None
        The day, and the bounds within which it lies; None: since before the record begins.
    cause : str
        Of a holder: event type of the claim that made it one, ``succession`` or ``baseline``.
    """

    parties: tuple[str, ...]
    since: int | None
    earliest: int | None
    latest: int | None
    cause: str = ""


class Beginnings(NamedTuple):
    """The beginnings of what is said of a target on a day.

    Attributes
    ----------
    state : Beginning
        Of the verdict as it stands: holder, company and contest together.
    held : tuple of Beginning
        Of the holder; then of those that it succeeded here under another name, the last first.
        Empty where nobody holds the target or nobody knows who does.
    contested, besieged : tuple of Beginning
        Of each opponent and besieger; those of the same days are together, the first first.
    """

    state: Beginning
    held: tuple[Beginning, ...]
    contested: tuple[Beginning, ...]
    besieged: tuple[Beginning, ...]


def beginnings_of(history: TargetHistory, intervals: Sequence[Interval], at: int) -> Beginnings:
    """Since when each part of an interval's state has been so.

    Parameters
    ----------
    history : TargetHistory
    intervals : sequence of Interval
        All of the target.
    at : int
        Position of the interval among them.
    """

    def window(position: int) -> tuple[int, int]:
        claim = history.claim(position)
        return day_number(claim.earliest), day_number(claim.latest)

    return Beginner(window, partial(lineage_of, history.successions)).of(intervals, at)


class Beginner:
    """Finds beginnings.

    Parameters
    ----------
    window : callable
        The earliest and the latest day of a claim by its position.
    lineage : callable
        The names that an actor has had and will have (`lineage_of`).
    """

    def __init__(
        self,
        window: Callable[[int], tuple[int, int]],
        lineage: Callable[[str], frozenset[str]],
    ) -> None:
        self.window, self.lineage = window, lineage

    def of(self, intervals: Sequence[Interval], at: int) -> Beginnings:
        """The beginnings of one of the intervals of a target."""
        run = _Run(self, intervals, at)
        verdict = _verdict(intervals[at])
        return Beginnings(
            run.since(lambda interval: _verdict(interval) == verdict),
            run.holders(),
            run.parties(_contesters),
            run.parties(lambda state: state.besieged_by),
        )


def _contesters(state: State) -> tuple[str, ...]:
    """Who contests a target; nobody's name where a contest has none."""
    if state.status != "contested":
        return ()
    return state.contested_by or ("",)


def _verdict(interval: Interval) -> tuple[object, ...]:
    """What the first sentence says; sieges, claims and open dates have sentences of their own.

    A holder that lost a target and took it back on one day has a new tenure of it.
    """
    state = interval.state
    return interval.tenure, state.holder, state.companions, state.status, state.contested_by


def lineage_of(successions: Iterable[Succession], name: str) -> frozenset[str]:
    """An actor, those that passed into it, and those that it passes into (R9)."""
    before, after = {name}, {name}
    for step in sorted(successions, key=lambda s: s.date):
        if step.predecessor in after:
            after.add(step.successor)
    for step in sorted(successions, key=lambda s: s.date, reverse=True):
        if step.successor in before:
            before.add(step.predecessor)
    return frozenset(before | after)


class _Run:
    """The intervals around one of a target."""

    def __init__(self, beginner: Beginner, intervals: Sequence[Interval], at: int) -> None:
        self._beginner, self._intervals, self._at = beginner, intervals, at

    def since(self, holds: Callable[[Interval], bool]) -> Beginning:
        """Since when something that is so has been so without a break."""
        first = last = self._at
        while first > 0 and holds(self._intervals[first - 1]):
            first -= 1
        while last + 1 < len(self._intervals) and holds(self._intervals[last + 1]):
            last += 1
        began = self._intervals[first]
        if first == 0 and began.cause == BASELINE:
            return Beginning((), None, None, None)
        return Beginning((), began.start, *self._window(began, self._intervals[last].end - 1))

    def _window(self, began: Interval, last: int) -> tuple[int, int]:
        """The days on which something that lasts to a last day may have begun."""
        if began.since == began.start and began.cause != BASELINE:
            return began.since_earliest, began.since_latest
        if began.claim < 0:
            return began.start, began.start
        earliest, latest = self._beginner.window(began.claim)
        floor = max(earliest, began.since_earliest)  # not before the holder that it is said of
        return min(floor, began.start), max(min(latest, last), began.start)

    def holders(self) -> tuple[Beginning, ...]:
        """The holder, and under which names it held the target before."""
        now = self._intervals[self._at]
        if now.state.holder in _NOBODY:
            return ()
        found: dict[str, Beginning] = {}
        for item in reversed(self._intervals[: self._at + 1]):
            if item.tenure != now.tenure:
                break
            holder = item.state.holder
            found[holder] = Beginning((holder,), None, None, None, item.cause)
            if item.cause != BASELINE:
                days = (item.since, item.since_earliest, item.since_latest)
                found[holder] = Beginning((holder,), *days, item.cause)
        return tuple(found.values())

    def parties(self, of: Callable[[State], tuple[str, ...]]) -> tuple[Beginning, ...]:
        """Since when each of several parties does something."""
        groups: dict[tuple[int | None, int | None, int | None], list[str]] = {}
        for party in of(self._intervals[self._at].state):
            names = self._beginner.lineage(party)
            found = self.since(partial(_any_of, names, of))
            groups.setdefault(found[1:4], []).append(party)
        order = sorted(groups, key=lambda days: (days[0] is not None, days))
        return tuple(Beginning(tuple(filter(None, groups[days])), *days) for days in order)


def _any_of(
    names: frozenset[str], of: Callable[[State], tuple[str, ...]], interval: Interval
) -> bool:
    """Whether one of several names is among the parties of an interval's state."""
    return not names.isdisjoint(of(interval.state))
