"""How long a doubt lasts."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from mapper.core.dates import day_number, day_of
from mapper.history.doubtspans import DoubtWindow, doubt_windows


def windows_of(history, day: str) -> dict[str, DoubtWindow]:
    found = doubt_windows(history, dt.date.fromisoformat(day))
    return {history.target_id(target): window for target, window in found.items()}


def days(first: str, last: str) -> tuple[int, int]:
    return (day_number(dt.date.fromisoformat(first)), day_number(dt.date.fromisoformat(last)))


@pytest.mark.parametrize("day", ["2012-02-01", "2012-02-14", "2012-02-15", "2012-02-28"])
def test_a_month_is_open_before_and_after_its_best_day(tiny, day) -> None:
    """``2012-02``: the rebels came on some day of February; both may be there in all of it."""
    window = windows_of(tiny, day)["seat_b"]
    assert (window.open_from, window.open_to) == days("2012-02-01", "2012-02-29")
    assert window.disputed_from is None


@pytest.mark.parametrize("day", ["2012-01-31", "2012-02-29"])
def test_outside_the_window_nothing_is_open(tiny, day) -> None:
    assert "seat_b" not in windows_of(tiny, day)


@pytest.mark.parametrize("day", ["2012-08-01", "2012-08-31"])
def test_a_dispute_says_since_when(tiny, day) -> None:
    assert windows_of(tiny, day)["na"] == DoubtWindow(None, None, days(day, "2012-08-01")[1])


def test_a_claimant_with_a_new_name_claims_from_then_on(tiny) -> None:
    window = windows_of(tiny, "2012-10-01")["na"]
    assert window.disputed_from == day_number(dt.date(2012, 9, 1))


def parties(row) -> frozenset[str]:
    """Who may hold it on the day, alone or together; nobody where that is certain."""
    if not row["uncertain_with"]:
        return frozenset()
    together = {"shared", *row["companions"]} if row["status"] == "shared" else set()
    return frozenset({row["holder"], *together, *row["uncertain_with"]})


def test_the_same_parties_on_every_day_of_a_window_and_not_beside_it(mali) -> None:
    drawn = random.Random(6)
    doubtful = [
        (target, window, day)
        for day in (dt.date(2012, 4, 6), dt.date(2013, 1, 27), dt.date(2014, 5, 20))
        for target, window in doubt_windows(mali, day).items()
        if window.open_from is not None and window.open_to is not None
    ]
    count = mali.timeline.unit_count

    def on(number: int, target: int) -> frozenset[str]:
        now = mali.at(day_of(number))
        return parties((now.units if target < count else now.places).loc[mali.target_id(target)])

    for target, window, day in drawn.sample(doubtful, 12):
        wanted = on(day_number(day), target)
        assert wanted
        inside = {window.open_from, window.open_to - 1, *_some(drawn, window)}
        assert {on(number, target) for number in inside} == {wanted}
        assert on(window.open_from - 1, target) != wanted
        assert on(window.open_to, target) != wanted


def _some(drawn: random.Random, window: DoubtWindow) -> list[int]:
    between = range(window.open_from, window.open_to)
    return drawn.sample(between, min(3, len(between)))
