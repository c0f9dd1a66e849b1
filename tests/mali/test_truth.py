"""The Mali case against its sources: statements on places and on areas, each with its source.

``statements.csv`` says who held a place on a day. It speaks of days on which the case has no claim
on that place, so that a claim that is lost, misdated or never ended shows.
``area_statements.csv`` gives limits for shares of the country and of single regions and cercles.
``companion_statements.csv`` says who was in a place with the holder, or no longer.
"""

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
from mapper.history.control import ControlHistory
from mapper.rules.intervals import OPEN_END

HERE = Path(__file__).parent
FIRST_YEAR, LAST_YEAR = 2012, 2026
NEVER_FELL = ("bamako", "mopti", "niono", "segou", "sevare")
DECISIVE = {
    "2012-07-11-hombori-withdrawal": "2012-08-01-hombori",
    "2013-01-21-bore-entry": "2013-01-23-bore",
    "2015-09-19-anefis-entry": "2015-10-10-anefis",
    "2018-10-13-toguere-coumbe-siege-begin": "2018-12-01-toguere-coumbe",
    "2022-09-09-inkadagotane-observation": "2022-12-15-inkadagotane",
    "2023-11-14-kidal-capture": "2023-11-16-kidal",
}
"""Claims without which a statement no longer holds, some of each kind."""
STATEMENTS = read_statements(HERE / "statements.csv")
AREA_STATEMENTS = read_statements(HERE / "area_statements.csv")
COMPANION_STATEMENTS = read_statements(HERE / "companion_statements.csv")


@pytest.fixture(scope="module")
def snapshot(mali: ControlHistory):
    return snapshots_of(mali)


@pytest.fixture(scope="module")
def shares(mali: ControlHistory):
    return shares_of(mali, AREA_STATEMENTS)


@pytest.mark.parametrize("statement", STATEMENTS, ids=statement_label)
def test_place_is_held_as_the_source_says(snapshot, statement):
    check_statement(snapshot(statement["date"]), statement)


@pytest.mark.parametrize("statement", COMPANION_STATEMENTS, ids=lambda s: s["date"] + s["place_id"])
def test_who_is_with_the_holder_is_as_the_source_says(snapshot, statement):
    row = snapshot(statement["date"]).places.loc[statement["place_id"]]
    present = {row["holder"], *row["companions"]}
    assert set(filter(None, statement["with"].split("+"))) <= present, statement["note"]
    assert not set(statement["without"].split("+")) & present, statement["note"]


def test_nobody_is_shown_outside_the_years_of_its_label(mali):
    assert_labels_keep_their_years(mali)


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


@pytest.mark.parametrize("statement", AREA_STATEMENTS, ids=statement_label)
def test_share_of_area_is_as_the_source_says(shares, statement):
    check_share(shares, statement)


def test_statements_cover_the_war():
    years = Counter(int(s["date"][:4]) for s in STATEMENTS)
    assert len(STATEMENTS) >= 400
    assert min(years[year] for year in range(FIRST_YEAR, LAST_YEAR + 1)) >= 15
    assert len({s["place_id"] for s in STATEMENTS}) >= 115
    assert set(NEVER_FELL) <= {s["place_id"] for s in STATEMENTS}
    assert len(AREA_STATEMENTS) >= 75


def test_statements_are_well_formed(mali):
    assert_well_formed(mali, STATEMENTS, [*AREA_STATEMENTS, *COMPANION_STATEMENTS])
    both = [f"{s['with']}+{s['without']}" for s in COMPANION_STATEMENTS]
    named = {h for side in both for h in side.split("+") if h}
    assert named <= {*mali.actors, "none", "unknown"}
