"""The scripts in a browser answer as Python does: the vectors that Node is asked, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vectors import all_vectors, mali_vector

from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.joiner import join_modules

ANSWERS = Path(__file__).parents[1] / "scripts" / "answers.js"


@pytest.fixture(scope="module")
def page(tabs):
    folder = "mapper/outputs/pages/browser/"
    modules = {folder + path: source for path, source in browser.modules().items()}
    modules["tests/scripts/answers.js"] = ANSWERS.read_text("utf-8")
    opened = tabs.borrow((1280, 720), {})
    opened.set_content('<!doctype html><meta charset="utf-8" /><body></body>')
    opened.add_script_tag(content=join_modules(modules, "tests/scripts/answers.js", name="tested"))
    yield opened
    tabs.give_back(opened)


@pytest.fixture(scope="module")
def small(small_vectors_once) -> dict[str, dict[str, Any]]:
    """What small histories are asked, by their names."""
    return small_vectors_once()


def wrong(page: Any, vector: dict[str, Any]) -> list[Any]:
    text = json.dumps(vector, allow_nan=False)  # a value at a time takes Playwright seconds
    return page.evaluate("(text) => tested.wrongAnswers(JSON.parse(text))", text)


def test_rules(page) -> None:
    assert wrong(page, next(all_vectors())[1]) == []


def test_small_histories(page, small) -> None:
    for name, vector in small.items():
        assert wrong(page, vector) == [], name


def test_mali(page, mali) -> None:
    assert wrong(page, mali_vector(mali)) == []


def test_a_wrong_answer_is_told(page, small) -> None:
    """The comparison itself: a figure, a key order and a letter off are all found."""
    vector = small["awkward"]
    by_kind = {question["ask"]: question for question in vector["questions"]}
    figures = by_kind["statistics"] | {"expect": by_kind["statistics"]["expect"][1:]}
    text = by_kind["geojson"]["expect"]
    swapped = text.replace('"id":', '"ID":', 1)
    assert swapped != text
    sought = by_kind["search"] | {"expect": ["place", "nowhere"]}
    spoilt = [figures, by_kind["geojson"] | {"expect": swapped}, sought]
    found = wrong(page, {"payload": vector["payload"], "questions": [*by_kind.values(), *spoilt]})
    assert [item["question"]["ask"] for item in found] == ["statistics", "geojson", "search"]
