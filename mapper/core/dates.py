"""Dates with doubt: EDTF (ISO 8601-2) strings to *earliest*, *best* and *latest* days.

Plain days are read by pandas in one go. Of the other distinct strings, months and years of the
calendar are widened for "about" by amounts in the field's own units. The tests compare them with
the ``edtf`` library, which takes longer to import than to read all dates of a case here, and whose
fuzzy bounds are years wide.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

from mapper.core.errors import UsageError
from mapper.core.foreigndates import foreign_date

__all__ = [
    "EPOCH",
    "About",
    "DateWindow",
    "Day",
    "as_day",
    "as_days",
    "day_number",
    "day_of",
    "parse_date",
    "parse_dates",
]

Day: TypeAlias = "dt.date | str | np.datetime64"
"""A day as callers may name it: a date, or text as ``2012-04-06``; for :func:`as_day`."""

EPOCH: Final = dt.date(1970, 1, 1)
_PLAIN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOSE: Final = re.compile(r"([0-9]{4})[-./]?([0-9]{1,2})[-./]?([0-9]{1,2})(?:[T ].*)?", re.DOTALL)
"""A day that is written in another way, year first: what is meant can be offered."""
_PART: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_ABOUT: Final = re.compile(r"[~?%]$")


@dataclass(frozen=True, slots=True)
class About:
    """How far "about" (``~``) reaches on each side, by the precision of the date.

    Attributes
    ----------
    day_days : int
        Days around an approximate day.
    month_days : int
        Days around an approximate month.
    year_months : int
        Months around an approximate year.
    """

    day_days: int = 3
    month_days: int = 15
    year_months: int = 6


@dataclass(frozen=True, slots=True)
class DateWindow:
    """The days between which something happened, and the day it is shown on."""

    earliest: dt.date
    best: dt.date
    latest: dt.date


def as_day(value: Day) -> dt.date:
    """The day that a caller names; everything public that takes a day takes what this takes.

    Parameters
    ----------
    value : date, str or datetime64
        A date, or text as YYYY-MM-DD. Of a moment (``datetime``, ``pandas.Timestamp``,
        ``numpy.datetime64``) the day is taken, in the time zone that it is written in.

    Raises
    ------
    UsageError
        If it is neither, or there is no such day.

    Examples
    --------
    >>> as_day("2012-04-06")
    datetime.date(2012, 4, 6)
    >>> import pandas as pd
    >>> as_day(pd.Timestamp(2012, 4, 6, 12))
    datetime.date(2012, 4, 6)
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if _is_moment(value) and value == value:  # noqa: PLR0124 (NaT is not itself)
        import pandas as pd

        value = pd.Timestamp(value)
    if isinstance(value, dt.datetime) and value == value:  # noqa: PLR0124
        return value.date()
    if not isinstance(value, str):
        raise UsageError(
            f"`{value}` ({type(value).__name__}) is not a day; give a date, or text as 2012-04-06."
        )
    day = _calendar_day(value) if _PLAIN.fullmatch(value) else None
    if day is None:
        loose = _LOOSE.fullmatch(value.strip())
        meant: object = loose and _calendar_day("{}-{:0>2}-{:0>2}".format(*loose.groups()))
        foreign = None if meant else foreign_date(value, day=True)
        if foreign is not None and foreign.answers:
            meant = " or ".join(foreign.answers)
        hint = f"; did you mean {meant}?" if meant else "; write it as YYYY-MM-DD, like 2012-04-06."
        raise UsageError(f"`{value}` is not a day{hint}")
    return day


def _is_moment(value: object) -> bool:
    """Whether a value is a ``datetime64``: who has one has imported numpy, which takes long."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.datetime64)


def _calendar_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def as_days(values: Day | Iterable[Day]) -> list[dt.date]:
    """The days of a sequence, in its order; a single one is taken for a sequence of one.

    >>> as_days("2012-04-06") == as_days([dt.date(2012, 4, 6)])
    True
    """
    if isinstance(values, dt.date | str) or _is_moment(values):
        return [as_day(values)]  # type: ignore[arg-type]
    return [as_day(value) for value in values]  # type: ignore[union-attr]


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01.

    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return (day - EPOCH).days


def day_of(number: int) -> dt.date:
    """The date of a day number; inverse of :func:`day_number`."""
    return EPOCH + dt.timedelta(days=int(number))


def parse_date(text: str, about: About = About()) -> DateWindow:
    """Read one EDTF date or closed interval.

    Parameters
    ----------
    text : str
        ``2012-03-30``, ``2012-06``, ``2012``, ``2012-03~``, ``2012-01-17/2012-01-18``.
        ``~`` (approximate), ``?`` (uncertain) and ``%`` (both) all count as "about".
    about : About
        How far "about" reaches.

    Returns
    -------
    DateWindow
        Not clipped to any case. *best* is the middle day, rounded down.

    Raises
    ------
    ValueError
        For anything else: not EDTF, an impossible day, a reversed or open interval.
        The message says what is wrong and can be shown as it is.

    Examples
    --------
    >>> parse_date("2012-01-17/2012-01-18").best
    datetime.date(2012, 1, 17)
    >>> parse_date("2012-03~").earliest
    datetime.date(2012, 2, 15)
    """
    parts = text.split("/")
    if len(parts) > 2:
        raise ValueError("an interval has two ends")
    if any(part.strip() in {"", ".."} for part in parts):
        raise ValueError("an open interval has no middle day")
    bounds = [_bounds(part, about) for part in parts]
    (earliest, first_latest), (last_earliest, latest) = bounds[0], bounds[-1]
    if len(parts) == 2 and (last_earliest < earliest or latest < first_latest):
        raise ValueError("the interval is reversed")
    best = earliest + (latest - earliest) // 2
    return DateWindow(earliest, dt.date.fromordinal(best.toordinal()), latest)


def _bounds(text: str, about: About) -> tuple[dt.date, dt.date]:
    """First and last possible day of one end of an interval, or of a single date."""
    core = _ABOUT.sub("", text)
    lower, upper = _strict_bounds(core)
    if core == text:
        return lower, upper
    try:
        return _widen(lower, upper, core.count("-"), about)
    except (OverflowError, ValueError) as error:
        raise ValueError("the date is too close to the end of the calendar") from error


@lru_cache(maxsize=4096)
def _strict_bounds(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a year, month or day."""
    if _PART.fullmatch(text) is None:
        raise ValueError("this is not a year, month or day as YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        if text.count("-") == 2:
            return (day := dt.date.fromisoformat(text)), day
        year, *months = map(int, text.split("-"))  # EDTF has seasons from 21: no months
        first, last = months * 2 or (1, 12)
        return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])
    except ValueError as error:
        raise ValueError("there is no such day in the calendar") from error


def _widen(lower: dt.date, upper: dt.date, dashes: int, about: About) -> tuple[dt.date, dt.date]:
    """Bounds widened for "about": days for a day or month, calendar months for a year."""
    if dashes == 0:
        import pandas as pd

        margin = pd.DateOffset(months=about.year_months)
        return (pd.Timestamp(lower) - margin).date(), (pd.Timestamp(upper) + margin).date()
    days = dt.timedelta(days=about.day_days if dashes == 2 else about.month_days)
    return lower - days, upper + days


def parse_dates(
    texts: pd.Series,
    about: About = About(),
) -> tuple[npt.NDArray[np.int32], dict[str, str]]:
    """Read a column of EDTF dates.

    Parameters
    ----------
    texts : Series of str, length n
    about : About

    Returns
    -------
    windows : array of int32, shape (n, 3)
        earliest, best and latest as days since 1970-01-01; rows that cannot be read are 0.
    problems : dict
        What is wrong, by distinct text.
    """
    texts = texts.astype("str")
    import numpy as np
    import pandas as pd

    windows = np.zeros((len(texts), 3), dtype=np.int32)
    plain = texts.str.fullmatch(_PLAIN).to_numpy(dtype=bool)
    stamps = pd.to_datetime(texts[plain], format="%Y-%m-%d", errors="coerce")
    valid = stamps.notna().to_numpy()
    days = stamps.to_numpy()[valid].astype("datetime64[D]").astype(np.int64)
    windows[np.flatnonzero(plain)[valid]] = days[:, None]
    rest = texts[~plain]
    problems = {str(text): "there is no such day in the calendar" for text in texts[plain][~valid]}
    seen: dict[str, tuple[int, int, int]] = {}
    for text in rest.unique():
        try:
            window = parse_date(text, about)
        except ValueError as error:
            problems[text] = str(error)
            continue
        earliest, best, latest = (window.earliest, window.best, window.latest)
        seen[text] = (day_number(earliest), day_number(best), day_number(latest))
    if seen:
        codes = rest.map(seen)
        known = codes.notna().to_numpy()
        windows[np.flatnonzero(~plain)[known]] = np.array(codes[known].tolist(), dtype=np.int32)
    return windows, problems
