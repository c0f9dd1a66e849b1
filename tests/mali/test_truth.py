"""The Mali case against its sources: statements on places and on areas, each with its source.

``statements.csv`` says who held a place on a day. It speaks of days on which the case has no claim
on that place, so that a claim that is lost, misdated or never ended shows.
``area_statements.csv`` gives limits for shares of the country and of single regions and cercles.
``companion_statements.csv`` says who was in a place with the holder, or no longer.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from mapper import build_history, read_case
from mapper.core.dates import day_number
from mapper.core.model import STATUSES
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory, Snapshot
from mapper.rules.intervals import OPEN_END

HERE = Path(__file__).parent
FIRST_YEAR, LAST_YEAR = 2012, 2026
NEVER_FELL = ("bamako", "mopti", "niono", "segou", "sevare")
MEASURES = {
    "share": "area_km2",
    "share_low": "area_km2_low",
    "share_high": "area_km2_high",
    "contested_share": "contested_km2",
}
"""Measures of an area: a column of the statistics, divided by the area of the whole."""
FLAGS = {"besieged": "besieged_by", "disputed": "claimed_by", "uncertain": "uncertain_with"}
"""Words for a status that are flags beside it: a column of the snapshot that is not empty."""
SAME_DAY_SHARE = 0.1
"""Part of the statements that may fall on a day of an own claim, as claims are added."""
DECISIVE = {
    "2012-07-11-hombori-withdrawal": "2012-08-01-hombori",
    "2013-01-21-bore-entry": "2013-01-23-bore",
    "2015-09-19-anefis-entry": "2015-10-10-anefis",
    "2018-10-13-toguere-coumbe-siege-begin": "2018-12-01-toguere-coumbe",
    "2022-09-09-inkadagotane-observation": "2022-12-15-inkadagotane",
    "2023-11-14-kidal-capture": "2023-11-16-kidal",
}
"""Claims without which a statement no longer holds, some of each kind."""
ROUNDING = 1e-9
"""Figures add up to the total within this."""


def read_rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STATEMENTS = read_rows("statements.csv")
AREA_STATEMENTS = read_rows("area_statements.csv")
COMPANION_STATEMENTS = read_rows("companion_statements.csv")


def area_id_of(statement: dict[str, str]) -> str:
    return "-".join(statement[c] for c in ("date", "area_id", "row", "measure"))


@pytest.fixture(scope="module")
def snapshot(mali: ControlHistory):
    """The snapshot of a day, made once for all statements on that day."""

    @cache
    def at(day: str) -> Snapshot:
        return mali.at(dt.date.fromisoformat(day))

    return at


@pytest.fixture(scope="module")
def shares(mali: ControlHistory):
    """The statistics of all days that are asked for, by grouping and level."""

    @cache
    def table(by: str, within: str | None):
        days = {dt.date.fromisoformat(s["date"]) for s in AREA_STATEMENTS}
        return area_table(mali, sorted(days), by=by, within=within)

    return table


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s["statement_id"])
def test_place_is_held_as_the_source_says(snapshot, statement):
    check_statement(snapshot(statement["date"]), statement)


def check_statement(day: Snapshot, statement: dict[str, str]) -> None:
    assert statement["place_id"] in day.places.index, "not on the map on this day"
    row = day.places.loc[statement["place_id"]]
    told = f"{statement['note']} {statement['source']}"
    assert row["holder"] in statement["holder"].split("|"), told
    status = statement["status"]
    if status in FLAGS:
        assert row[FLAGS[status]], told
    elif status == "held":
        assert (row["status"], row["besieged_by"]) == ("held", ()), told
    elif status:
        assert row["status"] == status, told


@pytest.mark.parametrize("statement", COMPANION_STATEMENTS, ids=lambda s: s["date"] + s["place_id"])
def test_who_is_with_the_holder_is_as_the_source_says(snapshot, statement):
    row = snapshot(statement["date"]).places.loc[statement["place_id"]]
    present = {row["holder"], *row["companions"]}
    assert set(filter(None, statement["with"].split("+"))) <= present, statement["note"]
    assert not set(statement["without"].split("+")) & present, statement["note"]


def test_nobody_is_shown_outside_the_years_of_its_label(mali):
    """A force that left, or that goes by another name, must not stay on the map."""
    last = day_number(mali.case.last_day)
    for code, rows in mali.intervals.groupby("state"):
        state = mali.states[code]
        parties = {state.holder, *state.companions, *state.contested_by, *state.besieged_by}
        for actor in [mali.actors[p] for p in parties if p in mali.actors]:
            told = f"{actor.actor_id}: {state}"
            if actor.active_from is not None:
                assert rows["start"].min() >= day_number(actor.active_from), told
            if actor.active_to is not None:
                assert min(rows["end"].max() - 1, last) <= day_number(actor.active_to), told


@pytest.mark.slow
@pytest.mark.parametrize("event_id", DECISIVE, ids=DECISIVE.get)
def test_statement_fails_without_the_claim_that_decides_it(mali_folder, event_id):
    """The statements have teeth: a claim that gets lost is seen."""
    case = read_case(mali_folder)
    kept = case.claims[case.claims["event_id"] != event_id].reset_index(drop=True)
    assert len(kept) == len(case.claims) - 1
    history = build_history(replace(case, claims=kept))
    (statement,) = [s for s in STATEMENTS if s["statement_id"] == DECISIVE[event_id]]
    with pytest.raises(AssertionError):
        check_statement(history.at(dt.date.fromisoformat(statement["date"])), statement)


@pytest.mark.parametrize("place", NEVER_FELL)
def test_town_that_never_fell_is_the_states_throughout(mali, place):
    rows = mali.intervals
    node = len(mali.units) + mali.places.index.get_loc(place)
    mine = rows[rows["target"] == node]
    assert {mali.states[code].holder for code in mine["state"]} == {"government"}
    assert mine["end"].max() >= OPEN_END


@pytest.mark.parametrize("statement", AREA_STATEMENTS, ids=area_id_of)
def test_share_of_area_is_as_the_source_says(shares, statement):
    whole = statement["level"] == "country"
    table = shares(statement["by"], None if whole else statement["level"])
    table = table[table["date"] == statement["date"]]
    if not whole:
        table = table[table["area_id"] == statement["area_id"]]
    assert len(table), "no such area on this day"
    row = table[table[statement["by"]] == statement["row"]]
    value = row[MEASURES[statement["measure"]]].sum() / table["area_km2"].sum()
    low, high = float(statement["min"]), float(statement["max"])
    assert low - ROUNDING <= value <= high + ROUNDING, f"{value:.4f}: {statement['note']}"


def test_statements_cover_the_war():
    years = Counter(int(s["date"][:4]) for s in STATEMENTS)
    assert len(STATEMENTS) >= 400
    assert min(years[year] for year in range(FIRST_YEAR, LAST_YEAR + 1)) >= 15
    assert len({s["place_id"] for s in STATEMENTS}) >= 115
    assert set(NEVER_FELL) <= {s["place_id"] for s in STATEMENTS}
    assert len(AREA_STATEMENTS) >= 75


def test_statements_are_well_formed(mali):
    ids = Counter(s["statement_id"] for s in STATEMENTS)
    assert max(ids.values()) == 1
    assert {s["place_id"] for s in STATEMENTS} <= set(mali.places.index)
    named = {h for s in STATEMENTS for h in s["holder"].split("|")}
    both = [f"{s['with']}+{s['without']}" for s in COMPANION_STATEMENTS]
    named |= {h for side in both for h in side.split("+") if h}
    assert named <= {*mali.actors, "none", "unknown"}
    assert {s["status"] for s in STATEMENTS} <= {"", *STATUSES, *FLAGS}
    for statement in [*STATEMENTS, *AREA_STATEMENTS, *COMPANION_STATEMENTS]:
        sources = statement["source"].split()
        assert sources
        assert all(s.startswith(("http://", "https://")) for s in sources)
        assert statement["note"]


def test_statements_speak_of_days_without_an_own_claim(mali):
    claimed = set(zip(mali.claims["event_date"], mali.claims["target_id"], strict=True))
    same_day = [s for s in STATEMENTS if (s["date"], s["place_id"]) in claimed]
    assert len(same_day) <= SAME_DAY_SHARE * len(STATEMENTS)
