"""How long a doubt lasts: the days between which a holder is uncertain, since when it is disputed.

A snapshot says that a unit is uncertain or disputed on its day; here is the stretch of days around
it on which the same parties may hold it. As ``openDays`` and ``disputedSince`` of ``data.js``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.core.dates import day_number
from mapper.core.model import SHARED, State
from mapper.history.memo import remembered
from mapper.rules.intervals import OPEN_END

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["DoubtWindow", "doubt_windows"]


class DoubtWindow(NamedTuple):
    """Days are counted from 1970-01-01.

    Attributes
    ----------
    open_from, open_to : int or None
        The change of hands lies between these days; `open_to` is the first certain day, None
        also where the record ends before it. Both None where the holder is certain.
    disputed_from : int or None
        First day on which the same parties claim the target.
    """

    open_from: int | None
    open_to: int | None
    disputed_from: int | None


def doubt_windows(history: ControlHistory, day: dt.date) -> dict[int, DoubtWindow]:
    """The windows of all targets that are uncertain or disputed on a day.

    Parameters
    ----------
    history : ControlHistory
    day : date

    Returns
    -------
    dict
        By target number: units first, then places. Others are left out.
    """
    return remembered(history, _Windows).on(day_number(day))


class _Windows:
    """The windows of all doubtful intervals of a history, each found when it is first asked for."""

    def __init__(self, history: ControlHistory) -> None:
        rows, self._states = history.intervals, history.states
        self._target, start, end, state = (
            rows[name].to_numpy(np.int64) for name in ("target", "start", "end", "state")
        )
        self._start, self._end, self._state = start, end, state
        doubtful = np.array([bool(s.uncertain_with or s.claimed_by) for s in self._states], bool)
        self._doubtful = np.flatnonzero(doubtful[state])
        self._found: dict[int, DoubtWindow] = {}

    def on(self, day: int) -> dict[int, DoubtWindow]:
        """The windows of a day, by target."""
        rows = self._doubtful
        rows = rows[(self._start[rows] <= day) & (day < self._end[rows])]
        return {int(self._target[row]): self._of(row) for row in rows.tolist()}

    def _of(self, row: int) -> DoubtWindow:
        if row not in self._found:
            self._found[row] = self._window(row)
        return self._found[row]

    def _window(self, row: int) -> DoubtWindow:
        here = self._states[self._state[row]]
        opens: tuple[int | None, int | None] = (None, None)
        if here.uncertain_with:
            parties = _parties(here)
            first, last = self._stretch(row, lambda state: _parties(state) == parties)
            opens = (first, None if last == OPEN_END else last)
        since = None
        if here.claimed_by:
            since, _ = self._stretch(row, lambda state: state.claimed_by == here.claimed_by)
        return DoubtWindow(*opens, since)

    def _stretch(self, row: int, same: Callable[[State], bool]) -> tuple[int, int]:
        """First day of the intervals around one of which something holds, and the day after."""
        target, first, last = self._target, row, row

        def goes_on(other: int) -> bool:
            return bool(target[other] == target[row]) and same(self._states[self._state[other]])

        while first and goes_on(first - 1):
            first -= 1
        while last + 1 < len(target) and goes_on(last + 1):
            last += 1
        return int(self._start[first]), int(self._end[last])


def _parties(state: State) -> frozenset[str]:
    """Who may hold it, alone or together; nobody where that is certain."""
    if not state.uncertain_with:
        return frozenset()
    together = (SHARED, *state.companions) if state.status == "shared" else ()
    return frozenset({state.holder, *together, *state.uncertain_with})
