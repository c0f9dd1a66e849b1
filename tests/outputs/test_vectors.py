"""The vectors ask for what can go wrong: every status, every flag, every way to count."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from vectors import BY, FLAGS, all_vectors, awkward_case, small_vectors

import mapper
from mapper.areas.modeloptions import with_area_model
from mapper.figures.holdings import part_columns
from mapper.outputs.pages.browser import modules

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small(small_vectors_once):
    return small_vectors_once()


def test_the_awkward_case_has_every_status_and_every_flag(tmp_path) -> None:
    case = mapper.read_case(awkward_case(tmp_path).case)
    states = mapper.build_history(case).states
    assert {s.status for s in states} == {"held", "shared", "contested", "empty", "unknown"}
    for flag in FLAGS:
        assert any(getattr(state, flag) for state in states), flag
        assert max(len(getattr(state, flag)) for state in states) > 1 or flag in {
            "companions",
            "besieged_by",
        }, flag
    assert any("shared" in state.uncertain_with for state in states)
    assert any(s.status == "contested" and not s.contested_by for s in states)
    silent = mapper.build_history(with_area_model(case, "voronoi", max_km=40))
    assert "no_data" in {state.status for state in silent.states}


def test_they_ask_for_everything_that_is_worked_out_twice(small) -> None:
    for name, vector in small.items():
        asked = Counter(question["ask"] for question in vector["questions"])
        tables = {"statistics", "csv", "shares", "holdings", "legend"}
        between = {"changes", "transfers", "ways"}
        kinds = {"states", "blocs", "geojson", "search"} | tables | between
        assert asked.keys() == {"people": tables, "wordless": between}.get(name, kinds)
        assert min(asked.values()) >= len(BY)
        if name in {"meridian", "wordless"}:  # the shapes, or what changed, are asked for there
            continue
        rows = [q["expect"] for q in vector["questions"] if q["ask"] == "statistics"]
        assert any(row["area_km2_low"] < row["area_km2_high"] for table in rows for row in table)
        assert any(row["contested_km2"] for table in rows for row in table)
    parts = {
        column
        for vector in (small["awkward"], small["people"])
        for q in vector["questions"]
        if q["ask"] == "holdings"
        for row in q["expect"].values()
        for column, figure in row.items()
        if figure
    }
    measures = ("km2", "towns", "population")
    assert parts == {column for measure in measures for column in part_columns(measure)}
    held = {
        r["row"]
        for q in small["awkward"]["questions"]
        if q["ask"] == "statistics"
        for r in q["expect"]
    }
    assert {"none", "unknown", "shared", "held", "empty", "no_bloc", "rebels"} <= held


def test_rules_are_asked_in_every_status_and_spelling() -> None:
    name, vector = next(all_vectors())
    asked = Counter(question["ask"] for question in vector["questions"])
    assert name == "rules"
    words = {"isolate", "filled", "lines", "joined", "plural", "named", "form", "open"}
    assert asked.keys() == {"candidates", "parts", "spelling", "letters", "day", "land"} | words
    states = [q["state"] for q in vector["questions"] if q["ask"] == "candidates"]
    assert len({s["status"] for s in states}) == 6
    spelled = {q["text"]: q["expect"] for q in vector["questions"] if q["ask"] == "spelling"}
    assert spelled["Straße"] == spelled["STRASSE"] == spelled["STRAẞE"] == "strasse"


def test_the_same_vectors_again(small, tmp_path) -> None:
    name, again = next(small_vectors(tmp_path))
    assert json.dumps(small[name]) == json.dumps(again)


def test_the_scripts_that_answer_are_those_of_the_pages(root) -> None:
    source = (root / "tests/scripts/answers.js").read_text("utf-8")
    folder = "../../mapper/outputs/pages/browser/"
    used = [line.split('"')[1] for line in source.splitlines() if line.startswith("import ")]
    assert len(used) > 5
    assert {path.removeprefix(folder) for path in used} <= modules().keys()
