"""Actors in time: who exists, where they came from, what they hold."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from mapper.cli import main
from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.figures.actors import ON_A_DAY, OVER_TIME, actors_on, actors_over_time
from mapper.figures.areas import area_table
from mapper.outputs.text.rosters import roster_text


def on(history, day):
    return actors_on(history, day).set_index("actor_id")


def test_who_exists_on_a_day(tiny, day) -> None:
    before, after = on(tiny, day("2012-01-15")), on(tiny, day("2012-09-01"))
    assert "un" not in before.index  # active from February on
    assert "front" not in before.index
    assert {"reb", "gov", "jih", "legion"} <= set(before.index)
    assert "reb" not in after.index  # passed into the front on that very day
    assert after.at["front", "predecessors"] == ("reb",)
    assert before.at["reb", "successor"] == "front"
    assert before.at["reb", "succession_date"] == "2012-09-01"


def test_bloc_is_that_of_the_day(mali, day) -> None:
    assert on(mali, day("2013-02-01")).at["ansar_dine", "bloc"] == "alqaeda"
    assert on(mali, day("2017-03-02")).at["jnim", "predecessors"] == (
        "al_mourabitoun",
        "ansar_dine",
        "aqim",
        "katiba_macina",
    )
    assert "ansar_dine" not in on(mali, day("2017-03-02")).index


@pytest.mark.parametrize("date", ["2012-05-01", "2013-02-01", "2017-03-02", "2024-12-01"])
def test_figures_are_those_of_the_statistics(mali, day, date) -> None:
    table = on(mali, day(date))
    figures = area_table(mali, [day(date)]).set_index("holder")
    for actor in figures.index.difference(["shared", "none", "unknown"]):
        for column in ("area_km2", "share", "area_km2_low", "area_km2_high", "towns"):
            assert table.at[actor, column] == figures.at[actor, column], (actor, column)
    assert table["units"].sum() <= len(mali.units)


def test_every_party_of_every_place_is_listed(mali, day) -> None:
    date = day("2017-03-02")
    table, places = on(mali, date), mali.at(date).places
    for place, row in places.iterrows():
        if row["status"] == "shared":
            for actor in (row["holder"], *row["companions"]):
                assert place in table.at[actor, "shares"]
        elif row["holder"] in table.index:
            assert place in table.at[row["holder"], "holds"]
        for column, role in (("contested_by", "contests"), ("besieged_by", "besieges")):
            for actor in row[column]:
                if actor != "unknown":
                    assert place in table.at[actor, role]
    listed = sum(len(x) for x in table["holds"])
    alone = places[(places["status"] != "shared") & places["holder"].isin(table.index)]
    assert listed == len(alone)


@pytest.mark.parametrize("date", ["2012-05-01", "2015-12-01", "2017-03-02", "2020-06-01"])
def test_land_that_is_shared_contested_or_claimed(mali, day, date) -> None:
    """Beside what an actor governs: summed here unit by unit."""
    table, units = on(mali, day(date)), mali.at(day(date)).units
    expected: dict[str, dict[str, float]] = {}
    for unit, row in units.iterrows():
        parties = {
            "shared_km2": (row["holder"], *row["companions"]) if row["status"] == "shared" else (),
            "contests_km2": row["contested_by"],
            "claims_km2": row["claimed_by"],
        }
        for column, actors in parties.items():
            for actor in actors:
                known = expected.setdefault(actor, dict.fromkeys(parties, 0.0))
                known[column] += mali.units.at[unit, "area_km2"]
    assert expected.keys() - {"unknown"} <= set(table.index)
    for actor, row in table.iterrows():
        for column in ("shared_km2", "contests_km2", "claims_km2"):
            assert row[column] == pytest.approx(expected.get(actor, {}).get(column, 0), abs=1e-3)


def test_successions_come_with_day_and_kind(mali, day) -> None:
    cma = on(mali, day("2015-01-01")).loc["cma"]
    assert cma["predecessors"] == ("hcua", "maa", "mnla")
    assert cma["predecessor_dates"] == ("2014-10-28",) * 3
    assert tuple(cma[["successor", "succession_date", "succession_kind"]]) == (
        *("csp", "2023-09-17", "rename"),
    )


def test_over_time(tiny) -> None:
    table = actors_over_time(tiny)
    assert tuple(table.columns) == OVER_TIME
    table = table.set_index("actor_id")
    assert set(table.index) == set(tiny.actors)
    assert table.at["reb", "first_held"] == "2012-01-10"
    assert table.at["reb", "last_held"] == "2012-08-31"
    assert table.at["front", "first_held"] == "2012-09-01"
    assert table.at["gov", "last_held"] == "2012-12-31"
    assert table.at["gov", "largest_on"] == "2012-01-01"
    assert table.at["legion", "first_held"] == ""
    assert table.at["front", "blocs"] == ("rebels:2012-09-01/..",)


def test_outside_the_case(tiny, day) -> None:
    with pytest.raises(DateOutsideCaseError):
        actors_on(tiny, day("2011-12-31"))


def test_command(tiny_folder) -> None:
    run = CliRunner().invoke
    text = run(main, ["actors", "2012-03-06", "--case", str(tiny_folder)])
    rows = {r["actor_id"]: r for r in csv.DictReader(io.StringIO(text.stdout))}
    assert text.exit_code == 0 and tuple(next(iter(rows.values()))) == ON_A_DAY
    assert "seat_b" in rows["jih"]["holds"].split("+")
    records = json.loads(
        run(main, ["actors", "2012-03-06", "--json", "--case", str(tiny_folder)]).stdout
    )
    by_id = {r["actor_id"]: r for r in records}
    assert "+".join(by_id["jih"]["holds"]) == rows["jih"]["holds"]
    assert run(main, ["actors", "--case", str(tiny_folder)]).stdout.startswith("actor_id,name,")


def test_lines_to_read(tiny, day) -> None:
    text = roster_text(tiny, actors_on(tiny, day("2012-08-15")), "table")
    assert "Rebels (rebel; Rebels)" in text
    assert "passes into Front on 2012-09-01 (merger)" in text
    assert "is with the holder in" in text  # the mission in North
    story = roster_text(tiny, actors_over_time(tiny), "table")
    assert "came from Rebels (2012-09-01)" in story
    assert "Rebels from 2012-09-01" in story
    with pytest.raises(UsageError, match="format"):
        roster_text(tiny, actors_over_time(tiny), "xml")
