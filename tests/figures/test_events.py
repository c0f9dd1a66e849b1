"""The list of changes against snapshots of the days."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.figures.days import date_range
from mapper.figures.events import target_changes

STATE = ["holder", "status", "besieged", "disputed"]


def told(snapshot) -> pd.DataFrame:
    """What a change is a change of, for every target of a snapshot."""
    both = pd.concat([snapshot.units, snapshot.places], keys=["unit", "place"])
    both["besieged"] = [bool(x) for x in both["besieged_by"]]
    both["disputed"] = [bool(x) for x in both["claimed_by"]]
    return both[STATE]


def compare(history, days) -> None:
    changes = target_changes(history)
    for day in days:
        before, now = told(history.at(day - dt.timedelta(days=1))), told(history.at(day))
        old = before.reindex(now.index)
        differ = now[(old != now).any(axis=1)]
        rows = changes[changes["date"] == day.isoformat()]
        assert set(zip(rows["kind"], rows["id"], strict=True)) == set(differ.index), day
        for _, row in rows.iterrows():
            was, is_now = old.loc[row["kind"], row["id"]], now.loc[row["kind"], row["id"]]
            assert row["from_holder"] == ("" if pd.isna(was["holder"]) else was["holder"])
            assert row["from_status"] == ("" if pd.isna(was["status"]) else was["status"])
            assert row["to_holder"] == is_now["holder"]
            assert row["to_status"] == is_now["status"]
            assert row["besieged"] == is_now["besieged"]
            assert row["disputed"] == is_now["disputed"]


@pytest.mark.slow
def test_changes_are_what_snapshots_of_two_days_differ_in(mali, tiny) -> None:
    compare(tiny, sorted({*tiny.change_days(), *date_range(tiny, "week")[1:]}))
    drawn = random.Random(3)
    quiet = [d for d in date_range(mali, "week")[1:] if d not in set(mali.change_days())]
    compare(mali, sorted(drawn.sample(mali.change_days(), 15) + drawn.sample(quiet, 5)))


def test_a_change_names_its_claim_and_sources(tiny) -> None:
    rows = target_changes(tiny).set_index(["id", "date"])
    town = rows.loc["seat_b", "2012-03-05"]
    assert (town["cause"], town["event_id"], town["sources"]) == (
        "capture",
        "e04",
        "https://a.example/3",
    )
    assert pd.isna(town["area_km2"])
    assert rows.loc["b1", "2012-03-05"]["area_km2"] == tiny.units.at["b1", "area_km2"]
    merged = rows.loc["c3", "2012-09-01"]
    assert (merged["cause"], merged["event_id"]) == ("succession", "")
    assert rows.loc["camp", "2012-03-16"]["from_holder"] == ""


def test_changes_between_two_days_include_both(tiny) -> None:
    whole = target_changes(tiny)
    part = target_changes(tiny, dt.date(2012, 2, 15), dt.date(2012, 3, 5))
    assert set(part["date"]) == {"2012-02-15", "2012-03-05"}
    inside = whole[whole["date"].between("2012-02-15", "2012-03-05")].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, inside)
    assert target_changes(tiny, dt.date(2012, 1, 2), dt.date(2012, 1, 3)).empty
    assert list(target_changes(tiny, dt.date(2012, 1, 2), dt.date(2012, 1, 3))) == list(whole)


def test_wrong_spans_of_changes_are_refused(tiny) -> None:
    with pytest.raises(UsageError, match="lies before the start"):
        target_changes(tiny, dt.date(2012, 3, 1), dt.date(2012, 2, 1))
    with pytest.raises(DateOutsideCaseError):
        target_changes(tiny, dt.date(2011, 3, 1))
