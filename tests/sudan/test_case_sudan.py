"""The second shipped case: whole, in order, without a fault, and as its README tells it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from casereport import (
    assert_area_is,
    assert_decided_by,
    assert_doubts_are_explained,
    assert_sources_are_described,
    assert_weak_sources_are_counted,
    faults_of,
)

from mapper.answers.examples import Intervals, rule_examples
from mapper.areas import AreaModel, build_areas
from mapper.case.read import Case, read_case

EVENT_IDS = "a7f725ec5d9438860b8cfaf054c5c6af544bdc245c44bb0412797d152e09cbba"
"""SHA-256 of the sorted ids of claims and first-day rows, one a line: none may get lost."""
TOTAL_KM2 = 1_873_047
FIRST_DAY_ROWS = 25
DECIDERS = {
    "Khartoum": ("khartoum", False),
    "Al Malha": ("malha", False),
    "Al Manaqil": ("managil", False),
    "Al Lagowa": ("lagawa", False),
    "Kebkabiya": ("kabkabiya", False),
    "Buram": ("nyala", True),
    "Wad Bandah": ("el_fula", True),
    "Hala'ib": ("port_sudan", True),
}
"""Deciding place of some localities, and whether it is only the seat of their state."""
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def case(sudan_folder) -> Case:
    return read_case(sudan_folder)


@pytest.fixture(scope="module")
def model(case: Case) -> AreaModel:
    return build_areas(case)


@pytest.fixture(scope="module")
def faults(sudan_folder) -> list[dict[str, str]]:
    return faults_of(sudan_folder)


@pytest.fixture(scope="module")
def rows(sudan_folder) -> pd.DataFrame:
    """The claims as they are written."""
    return pd.read_csv(sudan_folder / "control_events.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def text(sudan_folder) -> str:
    """The README in one line."""
    return " ".join((sudan_folder / "README.md").read_text("utf-8").split())


def test_there_are_no_errors(faults) -> None:
    assert [fault for fault in faults if fault["severity"] != "doubt"] == []


def test_doubts_are_those_that_the_readme_explains(faults, sudan_folder) -> None:
    assert_doubts_are_explained(sudan_folder, faults)


def test_the_readme_counts_weak_sources(case: Case, sudan_folder) -> None:
    assert_weak_sources_are_counted(sudan_folder, case)


def test_every_source_is_described(case: Case, sudan_folder) -> None:
    assert_sources_are_described(sudan_folder, case)


def test_every_claim_is_there_under_its_id(case: Case) -> None:
    ids = "\n".join(sorted(case.claims["event_id"]))
    assert hashlib.sha256(ids.encode()).hexdigest() == EVENT_IDS


def test_the_readme_counts_rows_and_targets(case: Case, rows, text) -> None:
    places = rows["target_id"].isin(case.places.index)
    sources = {source for sources in case.claims["sources"] for source in sources}
    first_day = len(case.claims) - len(rows)
    assert first_day == FIRST_DAY_ROWS
    assert (
        f"{len(rows)} dated claims on {rows['target_id'][places].nunique()} places and "
        f"{rows['target_id'][~places].nunique()} areas (localities, states), {first_day} rows of "
        f"the first day, {len(case.actors)} actors, no succession, {len(case.milestones)} "
        f"milestones, with {len(sources)} different sources"
    ) in text
    assert f"Rows on areas: {(~places).sum()}." in text
    assert len(case.successions) == 0


def test_the_readme_counts_years_and_kinds(rows, text) -> None:
    table = pd.crosstab(rows["event_date"].str[:4], rows["confidence"], margins=True)
    for year, row in table.iterrows():
        cells = [row["high"], row["medium"], row["low"], row["All"]]
        label, star = ("**all**", "**") if year == "All" else (year, "")
        line = " | ".join([label, *(f"{star}{n}{star}" for n in cells)])
        assert f"| {line} |" in text
    kinds = sorted(Counter(rows["event_type"]).items(), key=lambda item: (-item[1], item[0]))
    assert "By event type: " + ", ".join(f"{k} {n}" for k, n in kinds) + "." in text


def test_the_readme_counts_states(case: Case, rows, text) -> None:
    (localities,) = [layer.areas for layer in case.layers if layer.level == "locality"]
    parents = dict(localities["parent"])
    areas = rows["target_id"].map(dict(case.places["area_id"])).fillna(rows["target_id"])
    states = Counter(parents.get(area, area) for area in areas)
    told = sorted(states.items(), key=lambda item: (-item[1], item[0]))
    assert ": " + ", ".join(f"{state} {n}" for state, n in told) + "." in text


def test_the_readme_counts_places(case: Case, text) -> None:
    rough = case.places["source"].str.startswith(("Approximate", "Middle of the locality"))
    assert f"**Positions** of {rough.sum()} of {len(case.places)} places are approximate" in text
    assert f"`places.csv`, {case.places['decides'].sum()} places)" in text


def test_rows_stand_in_the_order_of_their_best_days(case: Case) -> None:
    assert (np.diff(case.claims["best"]) >= 0).all()


def test_layers_of_every_level(case: Case) -> None:
    assert {x.level: len(x.areas) for x in case.layers} == {
        "locality": 190,
        "state": 19,
        "country": 1,
    }
    assert set(case.background()) == {"neighbours", "rivers", "world"}


def test_area_of_the_country(case: Case, model: AreaModel) -> None:
    assert_area_is(case, model, TOTAL_KM2)


def test_every_locality_is_decided(model: AreaModel) -> None:
    assert (model.tables.unit_decider >= 0).all()
    assert (model.tables.place_unit >= 0).all()


@pytest.mark.parametrize("locality", DECIDERS)
def test_deciding_places(locality: str, case: Case, model: AreaModel) -> None:
    assert_decided_by(case, model, locality, DECIDERS[locality])


def test_everything_that_is_shown_has_an_arabic_name(case: Case) -> None:
    names = case.translations["ar"]
    (localities,) = [layer.areas for layer in case.layers if layer.level == "locality"]
    (states,) = [layer.areas for layer in case.layers if layer.level == "state"]
    wanted = [
        *(("place", place) for place in case.places.index),
        *(("area", area) for area in [*localities.index, *states.index, "sudan"]),
        *(("actor", actor) for actor in case.actors),
        *(("bloc", bloc) for bloc in case.blocs),
        *(("milestone", milestone.title) for milestone in case.milestones),
        ("case", "description"),
    ]
    assert [key for key in wanted if key not in names or not ARABIC.search(names[key][0])] == []


def test_french_names_are_there_for_what_a_reader_meets_first(case: Case) -> None:
    names = case.translations["fr"]
    wanted = [
        *(("actor", actor) for actor in case.actors),
        *(("bloc", bloc) for bloc in case.blocs),
        *(("milestone", milestone.title) for milestone in case.milestones),
        ("case", "description"),
    ]
    assert [key for key in wanted if key not in names] == []


def test_every_rule_but_succession_has_an_example(sudan) -> None:
    """No label passed into another; everything else is seen at work, on the page on method, too."""
    found = rule_examples(Intervals(sudan))
    assert [rule for rule, example in found.items() if example is None] == ["R9"]
