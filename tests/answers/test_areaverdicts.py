"""Shares of areas with what decides them, and stories of areas by their changes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from mapper.answers.verdicts import story, who
from mapper.core.errors import DateOutsideCaseError
from mapper.figures.areas import area_table

FIGURES = ["area_km2", "area_km2_low", "area_km2_high", "contested_km2", "area_within_50km_km2"]


@pytest.mark.parametrize(
    ("name", "level", "date"),
    [
        ("kidal-region", "region", "2014-06-01"),
        ("gao-region", "region", "2012-06-27"),
        ("gao-region", "region", "2023-01-01"),
        ("mopti-cercle", "cercle", "2020-01-01"),
        ("mali", "country", "2012-07-15"),
    ],
)
def test_shares_are_those_of_the_statistics(mali, name: str, level: str, date: str) -> None:
    day = dt.date.fromisoformat(date)
    answer = who(mali, name, day)
    table = area_table(mali, [day], within=level)
    table = table[table["area_id"] == name].set_index("holder")
    assert [row["holder"] for row in answer["shares"]] == table.index.tolist()
    for row in answer["shares"]:
        for column in FIGURES:
            assert row[column] == pytest.approx(table.at[row["holder"], column], abs=1e-3)
        assert row["towns"] == table.at[row["holder"], "towns"]
        assert row["share_low"] <= row["share"] <= row["share_high"]
    assert sum(row["share"] for row in answer["shares"]) == pytest.approx(1, abs=1e-5)
    assert answer["area_km2"] == pytest.approx(table["area_km2"].sum(), abs=1e-2)


@pytest.mark.parametrize(
    ("name", "date"), [("Gao Region", "2023-01-01"), ("mali", "2024-01-01"), ("mali", "2012-07-15")]
)
def test_parts_add_up_to_the_bounds(mali, name: str, date: str) -> None:
    answer = who(mali, name, dt.date.fromisoformat(date))
    seen = set()
    for row in answer["shares"]:
        parts = row["parts"]
        seen |= set(parts)
        assert all(any(figures.values()) for figures in parts.values())
        if row["holder"] == "shared":
            assert parts == {}
            continue
        area, people, towns = (
            {part: figures[key] for part, figures in parts.items()}
            for key in ("area_km2", "population", "towns")
        )
        own = ("alone", "contested", "doubt")
        assert area.get("alone", 0) == pytest.approx(row["area_km2_low"], abs=0.01)
        assert sum(area.get(p, 0) for p in own) == pytest.approx(row["area_km2"], abs=0.01)
        assert sum(area.values()) == pytest.approx(row["area_km2_high"], abs=0.01)
        assert sum(people.get(p, 0) for p in own) == row["population"]
        assert sum(people.values()) == row["population_high"]
        assert sum(towns.get(p, 0) for p in own) == row["towns"]
    assert len(seen) > 2


@pytest.mark.parametrize("date", ["2012-01-16", "2012-06-01", "2014-06-01", "2020-01-01"])
def test_what_decides_an_area_decides_all_of_it(mali, date: str) -> None:
    answer = who(mali, "mali", dt.date.fromisoformat(date))
    units = 0
    for row in answer["shares"]:
        assert sum(d["area_km2"] for d in row["decided_by"]) == pytest.approx(
            row["area_km2"], abs=0.05
        )
        units += sum(d["units"] for d in row["decided_by"])
        assert len({(d["kind"], d["id"]) for d in row["decided_by"]}) == len(row["decided_by"])
        for one, other in pairwise(row["decided_by"]):
            assert one["area_km2"] >= other["area_km2"]
    assert units == answer["units"] == len(mali.units)


def test_deciders_are_places_and_claims_that_hold_the_row(mali) -> None:
    day = dt.date(2014, 6, 1)
    (row,) = who(mali, "Kidal Region", day)["shares"]
    assert row["holder"] == "mnla"
    kinds = {d["kind"] for d in row["decided_by"]}
    assert kinds == {"claim"}  # the land was detached in 2013 and 2014
    for item in row["decided_by"]:
        claim = mali.claims.iloc[mali.claim_position[item["event_id"]]]
        assert claim["gained_by"][0] == "mnla"
    for row in who(mali, "mali", dt.date(2012, 7, 15))["shares"]:
        for item in row["decided_by"]:
            if item["kind"] == "place":
                held = mali.at(dt.date(2012, 7, 15)).places.loc[item["id"]]
                assert row["holder"] in {held["holder"], held["status"]}


def test_baseline_land_is_decided_by_places_without_a_claim(tiny) -> None:
    (row,) = who(tiny, "land", dt.date(2012, 1, 1))["shares"]
    assert {d["event_id"] for d in row["decided_by"]} == {None}
    assert {d["id"] for d in row["decided_by"]} == {
        *("capital", "north", "middle", "seat_b", "na", "seat_c", "post"),
    }


def test_claims_on_the_area_itself_by_the_day(tiny) -> None:
    events = [c["event_id"] for c in who(tiny, "cercle_b", dt.date(2012, 3, 4))["claims"]]
    assert events == []
    events = [c["event_id"] for c in who(tiny, "cercle_b", dt.date(2012, 3, 5))["claims"]]
    assert events == ["e04"]


def test_frame_is_that_of_the_date(tiny, mali) -> None:
    before, after = (who(tiny, "west", dt.date(2012, m, 30)) for m in (6, 7))
    assert (before["frame"], before["units"], before["valid_to"]) == ("old", 6, "2012-07-01")
    assert (after["frame"], after["units"], after["valid_from"]) == ("new", 3, "2012-07-01")
    none = who(mali, "Ménaka Region", dt.date(2012, 5, 1))
    assert none["exists"] is False
    assert none["frames"] == [{"frame": "2016", "valid_from": "2016-01-19", "valid_to": None}]
    with pytest.raises(DateOutsideCaseError):
        who(mali, "mali", dt.date(2011, 1, 1))


@pytest.mark.parametrize("name", ["west", "east", "cercle_b", "land"])
def test_story_of_an_area_is_gapless_and_agrees_with_its_days(tiny, name: str) -> None:
    periods = story(tiny, name)["periods"]
    assert periods[0]["start"] == "2012-01-01"
    assert periods[-1]["end"] is None
    for one, other in pairwise(periods):
        assert one["end"] == other["start"]
    for period in periods:
        answer = who(tiny, name, dt.date.fromisoformat(period["start"]))
        shares = [
            {k: v for k, v in r.items() if k not in {"decided_by", "parts"}}
            for r in answer["shares"]
        ]
        assert period["shares"] == shares
        assert period["frame"] == answer["frame"]


def test_story_accounts_for_every_change_of_an_area(mali) -> None:
    """Within one frame, what a holder gained and lost is the difference of its areas."""
    periods = story(mali, "Gao Region")["periods"]
    assert {p["frame"] for p in periods} == {"2012", "2016"}
    for one, other in pairwise(periods):
        if one["frame"] != other["frame"]:
            assert (other["start"], other["moved"]) == ("2016-01-19", [])
            assert other["area_km2"] < one["area_km2"]
            continue
        assert other["moved"]
        before = {r["holder"]: r["area_km2"] for r in one["shares"]}
        after = {r["holder"]: r["area_km2"] for r in other["shares"]}
        for holder in before.keys() | after.keys():
            gained = sum(m["area_km2"] for m in other["moved"] if m["to"] == holder)
            lost = sum(m["area_km2"] for m in other["moved"] if m["from"] == holder)
            change = after.get(holder, 0) - before.get(holder, 0)
            assert change == pytest.approx(gained - lost, abs=0.05)


def test_story_of_a_region_with_one_frame(mali) -> None:
    periods = story(mali, "Ménaka Region")["periods"]
    assert periods[0]["start"] == "2016-01-19"
    moved = {m["to"] for p in periods for m in p["moved"] if p["start"] == "2018-02-14"}
    assert "msa" in moved


def test_deciders_are_those_of_a_whole_day(mali) -> None:
    """The units of an area are asked for alone: a snapshot of everything says the same."""
    for name, date in [
        ("gao-region", "2012-06-27"),
        ("mali", "2013-02-01"),
        ("mali", "2024-01-01"),
    ]:
        answer = who(mali, name, date)
        units = mali.at(date).units
        inside = units
        if name != "mali":
            region = mali.frame_on("region", date)
            code = region.groups["area_id"].tolist().index(name)
            inside = units[(region.unit_area.reindex(units.index) == code).to_numpy()]
        expected = {}
        for unit in inside.itertuples():
            holder = "shared" if unit.status == "shared" else unit.holder
            if unit.decided_by is not None:
                key = (holder, unit.decided_by)
                expected[key] = expected.get(key, 0) + 1
        found = {
            (row["holder"], item["id"]): item["units"]
            for row in answer["shares"]
            for item in row["decided_by"]
            if item["kind"] == "place"
        }
        assert found == expected


def test_an_area_needs_no_day_of_everything(mali, monkeypatch) -> None:
    def refuse(*_):
        raise AssertionError("a snapshot of everything")

    monkeypatch.setattr(type(mali), "_snapshot", refuse)
    assert who(mali, "gao-region", "2012-06-27")["exists"]
    with pytest.raises(DateOutsideCaseError):
        who(mali, "gao-region", "1990-01-01")
