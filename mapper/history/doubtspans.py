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
    rows = history.intervals
    states = history.states
    target, start, end, state = (
        rows[name].to_numpy(np.int64) for name in ("target", "start", "end", "state")
    )
    doubtful = np.array([bool(s.uncertain_with or s.claimed_by) for s in states], dtype=bool)
    number = day_number(day)
    found = {}

    def stretch(row: int, same: Callable[[State], bool]) -> tuple[int, int]:
        first = last = row
        while first and target[first - 1] == target[row] and same(states[state[first - 1]]):
            first -= 1
        while (
            last + 1 < len(target)
            and target[last + 1] == target[row]
            and same(states[state[last + 1]])
        ):
            last += 1
        return int(start[first]), int(end[last])

    for row in np.flatnonzero((start <= number) & (number < end) & doubtful[state]).tolist():
        here = states[state[row]]
        opens: tuple[int | None, int | None] = (None, None)
        if here.uncertain_with:
            parties = _parties(here)
            first, last = stretch(row, lambda s, p=parties: _parties(s) == p)  # type: ignore[misc]
            opens = (first, None if last == OPEN_END else last)
        since = None
        if here.claimed_by:
            since, _ = stretch(row, lambda s, c=here.claimed_by: s.claimed_by == c)  # type: ignore[misc]
        found[int(target[row])] = DoubtWindow(*opens, since)
    return found


def _parties(state: State) -> frozenset[str]:
    """Who may hold it, alone or together; nobody where that is certain."""
    if not state.uncertain_with:
        return frozenset()
    together = (SHARED, *state.companions) if state.status == "shared" else ()
    return frozenset({state.holder, *together, *state.uncertain_with})
