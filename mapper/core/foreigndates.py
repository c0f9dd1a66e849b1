"""Dates as other programs and people write them: what they are, and how they are written here.

Nothing is read by this: a date that is not in the form of this project stays a fault. But the
message can say what it is, and where only one day can be meant, which.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["ForeignDate", "foreign_date"]

_LONGEST: Final = 60
"""Letters of a text that may be a date."""
_SPREADSHEET: Final = dt.date(1899, 12, 30)
_OLD_MAC: Final = dt.date(1904, 1, 1)
"""Days of the number 0 in spreadsheets, and in those of old Macs."""
_MONTHS: Final = (
    ("jan", "january", "janv", "janvier"),
    ("feb", "february", "fev", "fevr", "fevrier"),
    ("mar", "march", "mars"),
    ("apr", "april", "avr", "avril"),
    ("may", "mai"),
    ("jun", "june", "juin"),
    ("jul", "july", "juil", "juillet"),
    ("aug", "august", "aou", "aout"),
    ("sep", "sept", "september", "septembre"),
    ("oct", "october", "octobre"),
    ("nov", "november", "novembre"),
    ("dec", "december", "decembre"),
)
"""English and French, without accents."""
_MONTH_OF: Final = {name: i for i, names in enumerate(_MONTHS, start=1) for name in names}
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_TIME: Final = re.compile(
    r"(.*[0-9])(?:T|\s+|\s*,\s*)[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
    r"(\s*[ap]\.?m\.?)?(\s*(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PART: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class ForeignDate:
    """A date in a form that is not used here.

    Attributes
    ----------
    what : str
        What it is, as the end of a sentence that begins with the text itself and *is*.
    answers : tuple of str
        The dates that it may mean, as they are written here; empty if that cannot be said.
    how : str
        What to do, where that is more than to write one of the answers.
    """

    what: str
    answers: tuple[str, ...] = ()
    how: str = ""

    @property
    def advice(self) -> str:
        """A sentence that says what to write."""
        if self.how or not self.answers:
            return self.how
        more = ", whichever is meant" if len(self.answers) > 1 else ""
        return f"Write {' or '.join(self.answers)}{more}."


def foreign_date(text: str, *, day: bool = False) -> ForeignDate | None:
    """What a text is that is no date of this project, and which date it may be; None if unknown.

    Parameters
    ----------
    text : str
    day : bool
        A whole day is wanted: months and times between two dates are no answers.

    Examples
    --------
    >>> foreign_date("10/20/2020").advice, foreign_date("2/3/2020").advice
    ('Write 2020-10-20.', 'Write 2020-02-03 or 2020-03-02, whichever is meant.')
    >>> foreign_date("43895").advice
    'Write 2020-03-05 (or 2024-03-06, if it comes from an old Mac).'
    >>> foreign_date("soon"), foreign_date("March 2020", day=True)
    (None, None)
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    plain = _plain(text)
    forms = [*_FORMS, *([_in_other_signs] if plain != text else [])]
    for form in forms:
        found = form(plain)
        if found is None or text in found.answers or not (found.how or found.answers):
            continue
        if not day or all(_DAY.fullmatch(answer) for answer in found.answers):
            return found
    return None


def _plain(text: str) -> str:
    """The text with plain digits, dashes and spaces, and without an apostrophe before it."""
    signs = "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in text)
    return " ".join(_DASHES.sub("-", signs).split()).removeprefix("'").strip()


def _in_other_signs(plain: str) -> ForeignDate | None:
    if _PART.fullmatch(plain) is None or not _exists(plain):
        return None
    return ForeignDate("a date in other signs than the digits and hyphens used here", (plain,))


def _exists(part: str) -> bool:
    numbers = [int(number) for number in part.split("-")]
    return _day(*[*numbers, 1, 1][:3]) is not None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _time_of_day(text: str) -> ForeignDate | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    day = found[1].strip(" ,")
    if _PART.fullmatch(day) and day.count("-") == 2 and _exists(day):
        return ForeignDate("a day with a time of day", (day,), f"Drop the time: write {day}.")
    return foreign_date(day)


def _day_number(text: str) -> ForeignDate | None:
    if re.fullmatch(r"[0-9]{5}([.,][0-9]+)?", text) is None:
        return None
    days = dt.timedelta(days=int(text[:5]))
    day, mac = (_SPREADSHEET + days).isoformat(), (_OLD_MAC + days).isoformat()
    how = f"Write {day} (or {mac}, if it comes from an old Mac)."
    return ForeignDate("a day number of a spreadsheet", (day, mac), how)


def _year_last(text: str) -> ForeignDate | None:
    found = re.fullmatch(r"([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", text)
    if found is None:
        return None
    one, other, year = int(found[1]), int(found[3]), found[4]
    if len(year) == 2:
        return _short_year()
    days = [_day(int(year), one, other), _day(int(year), other, one)]
    answers = tuple(sorted({day for day in days if day is not None}))
    what = "month/day/year or day/month/year, as spreadsheets write it"
    return ForeignDate(what, answers)


def _short_year() -> ForeignDate:
    return ForeignDate(
        "a date with a year of two digits", (), "Write YYYY-MM-DD, the year with four digits."
    )


def _year_first(text: str) -> ForeignDate | None:
    """``2020/3/5``, ``20200305``, ``2020.03``, ``2020-3``, ``202003``."""
    whole = re.fullmatch(r"([0-9]{4})([-./ ]?)([0-9]{1,2})\2([0-9]{1,2})", text)
    if whole is not None and (whole[2] or len(text) == 8):
        day = _day(int(whole[1]), int(whole[3]), int(whole[4]))
        return None if day is None else _otherwise(day)
    month = re.fullmatch(r"([0-9]{4})[-./ ]?([0-9]{1,2})", text)
    if month is None or (len(text) == 5 and text.isdecimal()):
        return None
    day = _day(int(month[1]), int(month[2]), 1)
    return None if day is None else _otherwise(day[:7])


def _otherwise(date: str) -> ForeignDate:
    return ForeignDate("a date that is written otherwise here", (date,))


def _with_a_name(text: str) -> ForeignDate | None:
    """``3 December 2020``, ``Dec. 3rd, 2020``, ``1er mars 2020``, ``March 2020``."""
    letters = unicodedata.normalize("NFKD", text).lower()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    parts = re.findall(r"[a-z]+|[0-9]+", letters)
    names = [p for p in parts if p in _MONTH_OF]
    words = {"of", "the", "st", "nd", "rd", "th", "er", "le", "de"}
    numbers = [p for p in parts if p.isdecimal()]
    if len(names) != 1 or set(parts) - {*names, *numbers} - words:
        return None
    years = [number for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) < 3]
    month = _MONTH_OF[names[0]]
    if len(years) == 1 and len(days) + 1 == len(numbers) <= 2:
        day = _day(int(years[0]), month, *(days or [1]))
        return None if day is None else _otherwise(day if days else day[:7])
    return _short_year() if len(days) == len(numbers) == 2 else None


def _between(text: str) -> ForeignDate | None:
    """Two dates that are joined otherwise than by a stroke, or each written otherwise."""
    ends = re.fullmatch(r"(.+?)\s*(?:/|\.\.+|\s(?:-|to|until|and|au|et)\s)\s*(.+)", text)
    ends = ends or re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{4}-[0-9]{2}-[0-9]{2})", text)
    if ends is None:
        return None
    parts = [_one_end(end) for end in ends.groups()]
    if None in parts:
        return None
    joined = "/".join(part for part in parts if part is not None)
    return ForeignDate("a time between two dates that is written otherwise here", (joined,))


def _one_end(text: str) -> str | None:
    if _PART.fullmatch(text):
        return text if _exists(text) and "-" in text else None
    for form in (_time_of_day, _year_first, _with_a_name):
        if (found := form(text)) is not None and len(found.answers) == 1:
            return found.answers[0]
    return None


def _about(text: str) -> ForeignDate | None:
    found = re.fullmatch(r"(?:~|c\.?|ca\.?|circa|about|around|vers)\s*([0-9-]+)", text.lower())
    if found is None or not _PART.fullmatch(found[1]) or not _exists(found[1]):
        return None
    return ForeignDate("a date that is about so, written otherwise here", (f"{found[1]}~",))


_FORMS: Final[tuple[Callable[[str], ForeignDate | None], ...]] = (
    _time_of_day,
    _day_number,
    _year_last,
    _year_first,
    _with_a_name,
    _about,
    _between,
)
