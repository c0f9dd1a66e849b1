"""The shipped case: whole, in order, and without a fault."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from casereport import (
    assert_area_is,
    assert_decided_by,
    assert_doubts_are_explained,
    assert_sources_are_described,
    assert_weak_sources_are_counted,
    faults_of,
)

from mapper.areas import AreaModel, build_areas
from mapper.case.read import Case, read_case
from mapper.core.model import HANDS_EVENTS

EVENT_IDS = "2db571f1db3e33c3ceecca88b605ddbe9f3d882eb7510ff93bf02067d2e53ef8"
"""SHA-256 of the sorted event ids, one a line: none may get lost or be renamed."""
TOTAL_KM2 = 1_254_350
DECIDERS = {
    "Gao": ("gao", False),
    "Kidal": ("kidal", False),
    "Tombouctou": ("timbuktu", False),
    "Ménaka": ("menaka", False),
    "Tessalit": ("tessalit", False),
    "Bourem": ("bourem", False),
    "Salam": ("taoudenni", False),
    "Bourem Inaly": ("timbuktu", True),
    "Bourem Sidi Amar": ("dire", True),
}
"""Deciding place of some communes, and whether it is only the seat of their cercle."""


@pytest.fixture(scope="module")
def case(mali_folder) -> Case:
    return read_case(mali_folder)


@pytest.fixture(scope="module")
def model(case: Case) -> AreaModel:
    return build_areas(case)


@pytest.fixture(scope="module")
def faults(mali_folder) -> list[dict[str, str]]:
    return faults_of(mali_folder)


def test_there_are_no_errors(faults) -> None:
    assert [fault for fault in faults if fault["severity"] != "doubt"] == []


def test_doubts_are_those_that_the_readme_explains(faults, mali_folder) -> None:
    assert_doubts_are_explained(mali_folder, faults)


def test_the_readme_counts_weak_sources(case: Case, mali_folder) -> None:
    assert_weak_sources_are_counted(mali_folder, case)


def test_every_source_is_described(case: Case, mali_folder) -> None:
    assert_sources_are_described(mali_folder, case)


def test_tables_are_whole(case: Case) -> None:
    assert len(case.claims) == 780
    assert len(case.actors) == 32
    assert len(case.blocs) == 6
    assert len(case.members) == 32
    assert len(case.successions) == 14
    assert len(case.milestones) == 144
    assert len(case.places) == 148
    assert len({source for sources in case.claims["sources"] for source in sources}) == 763


def test_every_claim_is_there_under_its_id(case: Case) -> None:
    ids = "\n".join(sorted(case.claims["event_id"]))
    assert hashlib.sha256(ids.encode()).hexdigest() == EVENT_IDS


def test_rows_stand_in_the_order_of_their_best_days(case: Case) -> None:
    assert (np.diff(case.claims["best"]) >= 0).all()
    assert (case.claims["earliest"] <= case.claims["best"]).all()
    assert (case.claims["best"] <= case.claims["latest"]).all()


def test_every_claim_has_sources_and_a_known_confidence(case: Case) -> None:
    assert case.claims["sources"].map(len).min() >= 1
    assert set(case.claims["confidence"]) == {"high", "medium", "low"}
    assert set(HANDS_EVENTS) <= set(case.claims["event_type"])


def test_layers_of_every_level_and_frame(case: Case) -> None:
    assert {(x.level, x.frame): len(x.areas) for x in case.layers} == {
        ("commune", "commune"): 701,
        ("cercle", "cercle"): 50,
        ("region", "2012"): 9,
        ("region", "2016"): 11,
        ("country", "country"): 1,
    }
    assert set(case.background()) == {"neighbours", "rivers", "world"}


def test_area_of_the_country(case: Case, model: AreaModel) -> None:
    assert_area_is(case, model, TOTAL_KM2)


def test_every_commune_is_decided(model: AreaModel) -> None:
    assert (model.tables.unit_decider >= 0).all()
    assert (model.tables.place_unit >= 0).all()


@pytest.mark.parametrize("commune", DECIDERS)
def test_deciding_places(commune: str, case: Case, model: AreaModel) -> None:
    assert_decided_by(case, model, commune, DECIDERS[commune])
