"""EDTF dates: earliest, best and latest day."""

from __future__ import annotations

import datetime as dt

import edtf
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.dates import (
    EPOCH,
    About,
    as_day,
    as_days,
    day_number,
    day_of,
    parse_date,
    parse_dates,
)
from mapper.core.errors import UsageError


def days(text, about=None):
    found = parse_date(text, about or About())
    return tuple(day.isoformat() for day in (found.earliest, found.best, found.latest))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-03-30", ("2012-03-30", "2012-03-30", "2012-03-30")),
        ("2012-06", ("2012-06-01", "2012-06-15", "2012-06-30")),
        ("2012-02", ("2012-02-01", "2012-02-15", "2012-02-29")),
        ("2013-02", ("2013-02-01", "2013-02-14", "2013-02-28")),
        ("2012", ("2012-01-01", "2012-07-01", "2012-12-31")),
        ("2012-01-17/2012-01-18", ("2012-01-17", "2012-01-17", "2012-01-18")),
        ("2012-01-17/2012-01-19", ("2012-01-17", "2012-01-18", "2012-01-19")),
        ("2012-01/2012-02", ("2012-01-01", "2012-01-30", "2012-02-29")),
        ("2012-03-30/2012-03-30", ("2012-03-30", "2012-03-30", "2012-03-30")),
    ],
)
def test_dates_and_intervals(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize("mark", ["~", "?", "%"])
def test_about_is_widened_by_the_precision_of_the_date(mark):
    assert days(f"2012-03-10{mark}") == ("2012-03-07", "2012-03-10", "2012-03-13")
    assert days(f"2012-03{mark}") == ("2012-02-15", "2012-03-16", "2012-04-15")
    assert days(f"2012{mark}") == ("2011-07-01", "2012-06-30", "2013-06-30")


def test_about_is_an_option():
    about = About(day_days=1, month_days=2, year_months=1)
    assert days("2012-03-10~", about) == ("2012-03-09", "2012-03-10", "2012-03-11")
    assert days("2012-03~", about) == ("2012-02-28", "2012-03-16", "2012-04-02")
    assert days("2012~", about)[::2] == ("2011-12-01", "2013-01-31")


def test_each_end_of_an_interval_has_its_own_doubt():
    assert days("2012-03-10~/2012-03-20")[::2] == ("2012-03-07", "2012-03-20")
    assert days("2012-03-10/2012-03-20~")[::2] == ("2012-03-10", "2012-03-23")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2012-02-30", "no such day"),
        ("2012-13", "no such day"),
        ("2012-00-10", "no such day"),
        ("0000-00-00", "no such day"),
        ("2012-01-18/2012-01-17", "reversed"),
        ("2012-02/2012-01", "reversed"),
        ("2012-01-17/2012-01", "reversed"),  # its second end begins before its first
        ("2012/2012-01", "reversed"),
        ("2012-01-17/", "open interval"),
        ("/2012-01-17", "open interval"),
        ("2012-01-17/..", "open interval"),
        ("../2012-01-17", "open interval"),
        ("2012/2013/2014", "two ends"),
        ("", "open interval|not a year"),
        ("yesterday", "not a year"),
        ("12-03-2012", "not a year"),
        ("2012-3-1", "not a year"),
        ("2012-21", "no such day"),  # EDTF seasons are no months
        ("201X", "not a year"),
        ("2012-03-10T12:00", "not a year"),
        ("２０１２-03-10", "not a year|no such day"),
        ("9999~", "end of the calendar"),
        ("0001-01-01~", "end of the calendar"),
        ("9999-12-31~", "end of the calendar"),
        ("{{7*7}}", "not a year"),
    ],
)
def test_what_is_no_date_is_a_fault(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1582, 1900, 1970, 2000, 2011, 2012, 2100, 9999])
def test_months_and_years_are_those_of_the_edtf_library(year):
    for month in (None, *range(1, 13)):
        text = f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"
        value = edtf.parse_edtf(text)
        found = parse_date(text)
        assert found.earliest == dt.date(*value.lower_strict()[:3])
        assert found.latest == dt.date(*value.upper_strict()[:3])


def test_a_column_reads_plain_days_and_all_others_alike():
    texts = pd.Series(["2012-03-30", "2012-06", "2012-03-30", "2012-03-10~", "1969-12-31"])
    windows, problems = parse_dates(texts)
    assert problems == {}
    assert windows.dtype == np.int32
    for text, row in zip(texts, windows, strict=True):
        found = parse_date(text)
        expected = [day_number(d) for d in (found.earliest, found.best, found.latest)]
        assert row.tolist() == expected


def test_a_column_collects_every_fault_and_leaves_its_rows_zero():
    windows, problems = parse_dates(pd.Series(["2012-02-30", "2012-03-30", "soon", "soon"]))
    assert set(problems) == {"2012-02-30", "soon"}
    assert windows[[0, 2, 3]].tolist() == [[0, 0, 0]] * 3
    assert windows[1].tolist() == [day_number(dt.date(2012, 3, 30))] * 3


def test_a_column_reads_days_that_pandas_cannot_hold_in_nanoseconds():
    windows, problems = parse_dates(pd.Series(["1600-01-01", "2900-12-31"]))
    assert problems == {}
    assert windows[:, 1].tolist() == [
        day_number(dt.date(1600, 1, 1)),
        day_number(dt.date(2900, 12, 31)),
    ]


def test_an_empty_column():
    windows, problems = parse_dates(pd.Series([], dtype=object))
    assert windows.shape == (0, 3)
    assert problems == {}


@given(st.integers(-200_000, 200_000))
@settings(derandomize=True, deadline=None)
def test_day_numbers_round_trip(number):
    assert day_number(day_of(number)) == number
    assert day_of(0) == EPOCH


@given(st.dates(dt.date(1000, 1, 1), dt.date(3000, 1, 1)), st.integers(0, 4000))
@settings(derandomize=True, deadline=None)
def test_the_best_day_is_the_middle_day_rounded_down(first, length):
    last = first + dt.timedelta(days=length)
    found = parse_date(f"{first.isoformat()}/{last.isoformat()}")
    assert (found.earliest, found.latest) == (first, last)
    assert found.best - first in {last - found.best, last - found.best - dt.timedelta(days=1)}


@pytest.mark.parametrize("text", ["２０１２-03-10", "٢٠١٢-03-10", "2012-03-10\n", " 2012-03-10"])
def test_a_column_takes_no_day_that_a_single_date_is_not(text):
    with pytest.raises(ValueError, match=r"not a year|no such day"):
        parse_date(text)
    assert set(parse_dates(pd.Series([text]))[1]) == {text}


# Days as callers name them

SIXTH = dt.date(2012, 4, 6)
EAST = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    "value",
    [
        SIXTH,
        "2012-04-06",
        dt.datetime(2012, 4, 6),
        dt.datetime(2012, 4, 6, 23, 59),
        dt.datetime(2012, 4, 6, 1, tzinfo=EAST),  # the fifth in Greenwich
        pd.Timestamp("2012-04-06"),
        pd.Timestamp("2012-04-06 01:00", tz="Africa/Bamako"),
        np.datetime64("2012-04-06"),
        np.datetime64("2012-04-06T12:00"),
    ],
)
def test_a_day_is_a_date_a_moment_or_text(value):
    found = as_day(value)
    assert found == SIXTH
    assert type(found) is dt.date


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("20120406", "did you mean 2012-04-06?"),
        ("2012-4-6", "did you mean 2012-04-06?"),
        ("2012/04/06", "did you mean 2012-04-06?"),
        (" 2012-04-06\n", "did you mean 2012-04-06?"),
        ("2012-04-06T12:00", "did you mean 2012-04-06?"),
        ("2012-04-31", "YYYY-MM-DD"),
        ("06.04.2012", "did you mean 2012-04-06 or 2012-06-04?"),
        ("13/04/2012", "did you mean 2012-04-13?"),
        ("13/04/12", "YYYY-MM-DD"),
        ("6 April 2012", "did you mean 2012-04-06?"),
        ("2012-W14-5", "YYYY-MM-DD"),
        ("٢٠١٢-٠٤-٠٦", "did you mean 2012-04-06?"),
        ("0000-01-01", "YYYY-MM-DD"),
        ("2012-04", "YYYY-MM-DD"),
        ("", "YYYY-MM-DD"),
        (pd.NaT, "give a date"),
        (np.datetime64("NaT"), "give a date"),
        (None, "give a date"),
        (20120406, "give a date"),
        (b"2012-04-06", "give a date"),
    ],
)
def test_what_is_no_day_is_refused_with_what_is_meant(value, meant):
    with pytest.raises(UsageError, match="is not a day") as caught:
        as_day(value)
    assert meant in str(caught.value)


@given(st.text())
def test_any_text_is_a_day_or_a_usage_error(text):
    try:
        found = as_day(text)
    except UsageError:
        return
    assert found.isoformat() == text


@given(st.dates())
def test_a_day_is_what_it_writes(day):
    assert as_day(day.isoformat()) == day == as_day(day)


@pytest.mark.parametrize("values", ["2012-04-06", SIXTH, np.datetime64("2012-04-06")])
def test_one_day_is_a_sequence_of_one(values):
    assert as_days(values) == as_days([values]) == [SIXTH]
    assert as_days(()) == []
