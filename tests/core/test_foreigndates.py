"""Dates as spreadsheets and people write them: one answer where there is one, else all of them."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from mapper.core.dates import parse_date
from mapper.core.foreigndates import foreign_date


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("10/20/2020", ("2020-10-20",)),
        ("20/10/2020", ("2020-10-20",)),
        ("20.10.2020", ("2020-10-20",)),
        ("20-10-2020", ("2020-10-20",)),
        ("20 10 2020", ("2020-10-20",)),
        ("3/5/2020", ("2020-03-05", "2020-05-03")),
        ("05/05/2020", ("2020-05-05",)),
        ("30/02/2020", ()),
        ("2020/03/05", ("2020-03-05",)),
        ("2020.3.5", ("2020-03-05",)),
        ("20200305", ("2020-03-05",)),
        ("2020/03", ("2020-03",)),
        ("2020-3", ("2020-03",)),
        ("202003", ("2020-03",)),
        ("03 December 2020", ("2020-12-03",)),
        ("3-Dec-2020", ("2020-12-03",)),
        ("Dec. 3rd, 2020", ("2020-12-03",)),
        ("the 3rd of December 2020", ("2020-12-03",)),
        ("1er août 2020", ("2020-08-01",)),
        ("Décembre 2020", ("2020-12",)),
        ("31 June 2020", ()),
        ("2020-12-17T10:00", ("2020-12-17",)),
        ("2020-12-17 10:00:59", ("2020-12-17",)),
        ("2020-12-17T00:00:00.000Z", ("2020-12-17",)),
        ("2020-12-17 10:00 +02:00", ("2020-12-17",)),
        ("2020-12-32 10:00", ()),
        ("10/20/2020 12:00:00 AM", ("2020-10-20",)),
        ("3 Dec 2020, 14:30", ("2020-12-03",)),
        ("43895", ("2020-03-05", "2024-03-06")),
        ("43895.75", ("2020-03-05", "2024-03-06")),
        ("\u0662\u0660\u0661\u0662-\u0660\u0664-\u0660\u0666", ("2012-04-06",)),
        ("2012\u201104\u201106", ("2012-04-06",)),
        ("'2012-04-06", ("2012-04-06",)),
        ("2012-01-17 to 2012-01-18", ("2012-01-17/2012-01-18",)),
        ("2012-01-17\u20132012-01-18", ("2012-01-17/2012-01-18",)),
        ("2012-01..2012-03", ("2012-01/2012-03",)),
        ("2020-01-01T00:00/2020-01-05T00:00", ("2020-01-01/2020-01-05",)),
        ("c. 2012-03", ("2012-03~",)),
        ("~2012", ("2012~",)),
    ],
)
def test_what_may_be_meant(text: str, answers: tuple[str, ...]) -> None:
    found = foreign_date(text)
    assert (() if found is None else found.answers) == answers


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "", "12", "2012", "2012-04", "2012-04-31", "2012-W14-5", "2012-21", "12:00"),
        *("spring 2012", "2012-01-17/18", "2012/2013", "May", "May June 2012", "9/9", "100000"),
        *("\u00b2", "x" * 99, "2012-06-31/2012-07-01", "\u0661", "1/2/3/4", "---"),
    ],
)  # fmt: skip
def test_nothing_is_made_up(text: str) -> None:
    assert foreign_date(text) is None


def test_a_year_of_two_digits_is_not_guessed() -> None:
    for text in ("3/5/20", "10/20/20", "3-Dec-20"):
        found = foreign_date(text)
        assert found is not None
        assert found.answers == ()
        assert found.advice == "Write YYYY-MM-DD, the year with four digits."


def test_only_days_where_a_day_is_wanted() -> None:
    for text in ("2020/03", "March 2020", "c. 2012", "2012-01-17 to 2012-01-18", "2012-03"):
        assert foreign_date(text, day=True) is None
    assert foreign_date("3/5/2020", day=True) is not None


@pytest.mark.parametrize(
    "write",
    [
        lambda day: f"{day.month}/{day.day}/{day.year}",
        lambda day: f"{day:%d.%m.%Y}",
        lambda day: f"{day:%Y/%m/%d}",
        lambda day: f"{day:%Y%m%d}",
        lambda day: f"{day:%d %B %Y}",
        lambda day: f"{day:%b %d, %Y %H:%M}",
        lambda day: f"{day.isoformat()}T23:59:59.999Z",
        lambda day: str((day - dt.date(1899, 12, 30)).days),
    ],
)
def test_the_day_itself_is_always_among_the_answers(write) -> None:
    dice = random.Random(5)
    for _ in range(200):
        day = dt.date(1990, 1, 1) + dt.timedelta(days=dice.randrange(16000))
        found = foreign_date(write(day), day=True)
        assert found is not None, write(day)
        assert day.isoformat() in found.answers
        assert len(found.answers) <= 2
        for answer in found.answers:
            assert parse_date(answer).best.isoformat() == answer
            assert answer in found.advice


def test_what_is_read_here_is_never_called_foreign() -> None:
    for text in ("2012-03-30", "2012-03", "2012", "2012-03~", "2012-01-17/2012-01-18", "2012?"):
        parse_date(text)
        assert foreign_date(text) is None, text
