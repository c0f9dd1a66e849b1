"""Every change day between two days, with what changed on it."""

from __future__ import annotations

import pytest

from mapper.figures.between import KINDS
from mapper.figures.changedays import WHAT, daily_changes


@pytest.mark.parametrize("name", ["tiny", "mali"])
def test_every_change_day_is_listed_and_no_other(request, name: str) -> None:
    history = request.getfixturevalue(name)
    first, last = history.case.first_day, history.case.last_day
    table = daily_changes(history, first, last)
    assert list(dict.fromkeys(table["date"])) == [
        d.isoformat() for d in history.change_days() if d > first
    ]
    assert set(table["what"]) <= set(WHAT)


def test_the_first_day_is_not_part_of_it_and_the_last_is(tiny, day) -> None:
    dates = set(daily_changes(tiny, day("2012-01-10"), day("2012-03-05"))["date"])
    assert "2012-01-10" not in dates
    assert "2012-03-05" in dates


def row_of(table, date: str, what: str):
    (row,) = table[(table["date"] == date) & (table["what"] == what)].to_dict("records")
    return row


def test_what_changed_on_a_day(tiny) -> None:
    table = daily_changes(tiny, tiny.case.first_day, tiny.case.last_day)
    taken = row_of(table, "2012-01-10", "hands")
    assert (taken["from_holder"], taken["to_holder"]) == ("gov", "reb")
    assert taken["place_ids"] == ("north",)
    assert taken["unit_ids"] == ("a3",)
    assert taken["area_km2"] == pytest.approx(tiny.units.at["a3", "area_km2"])
    assert taken["events"] == ("e02",)
    assert taken["sources"] == ("https://a.example/1",)
    contest = row_of(table, "2012-04-02", "contest_begin")
    assert (contest["to_holder"], contest["parties"]) == ("gov", ("reb",))
    assert row_of(table, "2012-04-20", "contest_end")["parties"] == ("reb",)
    siege = row_of(table, "2012-05-01", "siege_begin")
    assert (siege["place_ids"], siege["parties"]) == (("post",), ("reb",))
    assert row_of(table, "2012-05-20", "siege_end")["parties"] == ("reb",)
    assert row_of(table, "2012-08-01", "dispute_begin")["parties"] == ("reb",)
    base = table[table["what"] == "first_report"].to_dict("records")
    assert [(row["from_holder"], row["place_ids"]) for row in base] == [("", ("camp",))]
    renamed = row_of(table, "2012-09-01", "succession")
    assert (renamed["from_holder"], renamed["to_holder"]) == ("reb", "front")


def test_what_a_change_of_hands_ends_is_not_said_twice(mali) -> None:
    table = daily_changes(mali, mali.case.first_day, mali.case.last_day)
    ends = table[table["what"].isin(["siege_end", "contest_end", "dispute_end"])]
    for row in ends.to_dict("records"):
        same_day = table[(table["date"] == row["date"]) & table["what"].isin(KINDS)]
        moved = {t for ids in (*same_day["place_ids"], *same_day["unit_ids"]) for t in ids}
        assert not moved & {*row["place_ids"], *row["unit_ids"]}


def test_by_bloc_the_rows_are_blocs(mali, day) -> None:
    table = daily_changes(mali, day("2012-01-16"), day("2013-02-01"), by="bloc")
    known = {*mali.blocs, "no_bloc", "shared", "none", "unknown", ""}
    assert set(table["from_bloc"]) | set(table["to_bloc"]) <= known
    hands = table[table["what"] == "hands"]
    assert (hands["from_bloc"] != hands["to_bloc"]).all()
    assert "azawad" in set(hands["to_bloc"])


def test_each_step_names_claims_and_sources(mali, day) -> None:
    table = daily_changes(mali, day("2012-01-16"), day("2013-02-01"))
    known = set(mali.claims["event_id"])
    for row in table[table["what"] == "hands"].to_dict("records"):
        assert row["events"] and set(row["events"]) <= known
        assert row["sources"]
