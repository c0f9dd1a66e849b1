"""An open date in words: *some time in June 2012*, and never a day of it.

The pages say it the same way (``openWords`` of ``library/words/dates.js``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from mapper.outputs.text.isolation import isolated

__all__ = ["long_date", "open_words"]

_ENGLISH: Final[Mapping[str, Any]] = {
    "first_of_month": "",
    "months": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "open_in": "some time in {date}",
    "open_at": "some time {when}",
    "edtf_about": "about {date}",
    "edtf_about_day": "about {date}",
    "edtf_between": "between {from} and {to}",
    "edtf_between_day": "between {from} and {to}",
    "edtf_maybe": "perhaps {date}",
}
_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?([~?%]?)")


def open_words(
    date: str, texts: Mapping[str, Any] = _ENGLISH, direction: str = "ltr", *, begins: bool = False
) -> str:
    """When something happened whose day is not known.

    Parameters
    ----------
    date : str
        As it is written in a table (EDTF).
    texts : mapping
        ``open_in``, ``open_at``, the ``edtf_…``, ``months`` and ``first_of_month`` of a language.
    direction : {"ltr", "rtl"}
        How that language is written.
    begins : bool
        Whether a sentence begins with it.

    Examples
    --------
    >>> open_words("2018~", begins=True), open_words("2012-06")
    ('Some time in 2018', 'some time in June 2012')
    >>> open_words("2012-12-15/2013-01-15")
    'some time between 15 December 2012 and 15 January 2013'
    """

    def say(key: str, **values: str) -> str:
        filled = {name: isolated(value, direction) for name, value in values.items()}
        return str(texts[key]).format(**filled)

    match = _DATE.fullmatch(date)
    if match and not match[3]:
        words = say("open_in", date=_calendar_words(match, texts))
    else:
        words = say("open_at", when=_edtf_words(date, texts, say))
    return words[:1].upper() + words[1:] if begins else words


def _edtf_words(date: str, texts: Mapping[str, Any], say: Any) -> str:
    """As ``edtfWords`` of the pages."""
    ends = date.split("/")
    if len(ends) == 2 and all(ends):
        days = [_day(end) for end in ends]
        if days[0] is not None and days[1] is not None:
            first, last = _range_words(days[0], days[1], texts)
            return str(say("edtf_between_day", **{"from": first, "to": last}))
        first, last = (_edtf_words(end, texts, say) for end in ends)
        return str(say("edtf_between", **{"from": first, "to": last}))
    match = _DATE.fullmatch(date)
    if match is None:
        return date
    words, mark = _calendar_words(match, texts), match[4]
    if mark in ("~", "%"):
        return str(say("edtf_about_day" if match[3] else "edtf_about", date=words))
    return str(say("edtf_maybe", date=words)) if mark else words


def _day(text: str) -> dt.date | None:
    match = _DATE.fullmatch(text)
    return dt.date.fromisoformat(text) if match and match[3] and not match[4] else None


def _calendar_words(match: re.Match[str], texts: Mapping[str, Any]) -> str:
    """A year, a month or a day."""
    year, month, day = match[1], match[2], match[3]
    if day:
        return long_date(dt.date(int(year), int(month), int(day)), texts)
    return f"{texts['months'][int(month) - 1]} {year}" if month else year


def _range_words(first: dt.date, last: dt.date, texts: Mapping[str, Any]) -> tuple[str, str]:
    """A stretch of days without saying month and year twice."""
    end = long_date(last, texts)
    if first.year != last.year:
        return long_date(first, texts), end
    number = _number(first, texts)
    same = first.month == last.month
    return number if same else f"{number} {texts['months'][first.month - 1]}", end


def long_date(day: dt.date, texts: Mapping[str, Any]) -> str:
    """A date in words, such as ``6 April 2012``; the first of a month is *1er* in French."""
    return f"{_number(day, texts)} {texts['months'][day.month - 1]} {day.year}"


def _number(day: dt.date, texts: Mapping[str, Any]) -> str:
    return str((day.day == 1 and texts["first_of_month"]) or day.day)
