"""Which days a table has a row for: given ones, a rhythm, or the days of change."""

from __future__ import annotations

import datetime as dt
from typing import Final

from mapper.core.dates import Day
from mapper.core.errors import UsageError
from mapper.history.control import ControlHistory

__all__ = ["EVERY", "date_range", "within_case"]

EVERY: Final = ("day", "week", "month", "year", "change")


def date_range(
    history: ControlHistory,
    every: str,
    start: Day | None = None,
    end: Day | None = None,
) -> list[dt.date]:
    """The dates of a series: every day, Monday, first of month or year, or change day.

    Parameters
    ----------
    history : ControlHistory
    every : {"day", "week", "month", "year", "change"}
        A series of weeks, months or years begins on the first day asked for.
    start, end : date or str, optional
        Both inclusive; default: the whole case.

    Raises
    ------
    DateOutsideCaseError
        If a limit lies outside the case.
    UsageError
        If ``every`` is unknown or the end lies before the start.
    """
    first = history.check_date(history.case.first_day if start is None else start)
    last = history.check_date(history.case.last_day if end is None else end)
    if last < first:
        raise UsageError(f"the end ({last}) lies before the start ({first}).")
    if every == "change":
        return [day for day in history.change_days() if first <= day <= last]
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    if every == "day":
        return days
    if every == "week":
        return [d for d in days if d == first or d.weekday() == 0]
    if every == "month":
        return [d for d in days if d == first or d.day == 1]
    if every == "year":
        return [d for d in days if d == first or (d.month, d.day) == (1, 1)]
    raise UsageError(f"`{every}` is not a step; use one of: {', '.join(EVERY)}.")


def within_case(
    history: ControlHistory, start: dt.date | None, end: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The limits of a series, moved to the ends of the case where the series reaches beyond them.

    A series that only begins after the case, or ends before it, is left as it is.
    """
    first, last = history.case.first_day, history.case.last_day
    if start is not None and start < first:
        start = first
    if end is not None and end > last:
        end = last
    return start, end
