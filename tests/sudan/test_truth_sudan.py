"""The Sudan case against its sources: statements on places and on states, each with its source."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from truthkit import (
    assert_labels_keep_their_years,
    assert_well_formed,
    check_share,
    check_statement,
    read_statements,
    shares_of,
    snapshots_of,
    statement_label,
)

from mapper import build_history, read_case
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.rules.intervals import OPEN_END

HERE = Path(__file__).parent
STATEMENTS = read_statements(HERE / "statements.csv")
AREA_STATEMENTS = read_statements(HERE / "area_statements.csv")
NEVER_FELL = ("port_sudan", "kassala", "gedaref", "atbara", "dongola", "kosti", "managil")
DECISIVE = {
    "2023-10-26-nyala-capture": "2023-10-27-nyala",
    "2024-06-20-el-fula-capture": "2024-06-21-el-fula",
    "2025-03-26-khartoum-capture": "2025-03-30-khartoum",
    "2025-10-26-el-fasher-capture": "2025-10-28-el-fasher",
    "baseline-managil": "2024-02-28-managil",
    "baseline-heglig": "2025-04-10-heglig",
}
"""Claims without which a statement no longer holds, some of each kind."""
SIGHTS = [
    ("2023-04-15", "halaib-triangle", "egypt"),
    ("2026-03-31", "halaib-triangle", "egypt"),
    ("2026-03-31", "halaib", "saf"),
    ("2024-08-15", "16777658B31401746790002", "slm_aw"),  # Wasat Jabal Marrah
    ("2025-12-31", "16777658B34833163736503", "slm_aw"),  # Shamal Jabal Marrah
    ("2026-03-31", "16777658B31979964775583", "slm_aw"),  # Tawila
    ("2024-08-15", "16777658B54371162299186", "saf"),  # Al Manaqil
]
"""Land that must not follow the capital of its state."""


@pytest.fixture(scope="module")
def snapshot(sudan: ControlHistory):
    return snapshots_of(sudan)


@pytest.fixture(scope="module")
def shares(sudan: ControlHistory):
    return shares_of(sudan, AREA_STATEMENTS)


@pytest.mark.parametrize("statement", STATEMENTS, ids=statement_label)
def test_place_is_held_as_the_source_says(snapshot, statement):
    check_statement(snapshot(statement["date"]), statement)


@pytest.mark.parametrize("statement", AREA_STATEMENTS, ids=statement_label)
def test_share_of_area_is_as_the_source_says(shares, statement):
    check_share(shares, statement)


def test_nobody_is_shown_outside_the_years_of_its_label(sudan):
    assert_labels_keep_their_years(sudan)


@pytest.mark.parametrize("place", NEVER_FELL)
def test_town_that_never_fell_is_the_armys_throughout(sudan, place):
    rows = sudan.intervals
    node = len(sudan.units) + sudan.places.index.get_loc(place)
    mine = rows[rows["target"] == node]
    assert {sudan.states[code].holder for code in mine["state"]} == {"saf"}
    assert mine["end"].max() >= OPEN_END


@pytest.mark.parametrize(("day", "area", "holder"), SIGHTS)
def test_land_apart_from_its_capital(sudan, day, area, holder):
    table = area_table(sudan, [dt.date.fromisoformat(day)], by="holder", within="locality")
    table = table[(table["area_id"] == area) & (table["area_km2"] > 0)]
    assert list(table["holder"]) == [holder]


@pytest.mark.slow
@pytest.mark.parametrize("event_id", DECISIVE, ids=DECISIVE.get)
def test_statement_fails_without_the_claim_that_decides_it(sudan_folder, event_id):
    """The statements have teeth: a claim that gets lost is seen."""
    case = read_case(sudan_folder)
    kept = case.claims[case.claims["event_id"] != event_id].reset_index(drop=True)
    assert len(kept) == len(case.claims) - 1
    history = build_history(replace(case, claims=kept))
    (statement,) = [s for s in STATEMENTS if s["statement_id"] == DECISIVE[event_id]]
    with pytest.raises(AssertionError):
        check_statement(history.at(dt.date.fromisoformat(statement["date"])), statement)


def test_statements_cover_the_war():
    years = Counter(s["date"][:4] for s in STATEMENTS)
    assert len(STATEMENTS) >= 110
    assert min(years[year] for year in ("2023", "2024", "2025", "2026")) >= 10
    assert len({s["place_id"] for s in STATEMENTS}) >= 55
    assert len(AREA_STATEMENTS) >= 20


def test_statements_are_well_formed(sudan):
    assert_well_formed(sudan, STATEMENTS, AREA_STATEMENTS)


def test_statements_have_sources_of_their_own(sudan):
    """None shares a source with a claim on the same place."""
    claimed = {
        (target, source)
        for target, sources in zip(sudan.claims["target_id"], sudan.claims["sources"], strict=True)
        for source in sources
    }
    shared = [
        s["statement_id"]
        for s in STATEMENTS
        if any((s["place_id"], source) in claimed for source in s["source"].split())
    ]
    assert shared == []
