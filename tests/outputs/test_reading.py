"""The pages on method and failure modes: whole, linked, and without anything from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hostilenames import write_hostile

from mapper.case.read import read_case
from mapper.history.derive import build_history
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.page import page
from mapper.outputs.pages.reading import READING, reading_pages, reading_text

DOCS = Path(__file__).parents[2] / "docs"
TAGS = {"main", "h1", "h2", "p", "em", "strong", "code", "a", "div", "bdi"}
TAGS |= {"ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
BESIDE = {"index.html", "days.html", *READING}


@pytest.fixture(scope="module")
def pages(tiny) -> dict[str, str]:
    return reading_pages(tiny)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = write_hostile(tmp_path_factory.mktemp("hostile"))
    return build_history(read_case(folder.case))


@pytest.mark.parametrize("name", READING)
def test_a_page_has_all_words_of_its_text(pages, name) -> None:
    source = (DOCS / READING[name]).read_text("utf-8")
    assert reading_text(READING[name]) == source
    plain = re.sub(r"<[^>]+>", "", pages[name])
    for line in source.splitlines():
        if line.startswith("#"):
            assert line.lstrip("# ").replace("&", "&amp;") in plain


@pytest.mark.parametrize("name", READING)
def test_links_lead_to_sections_and_pages_that_exist(pages, name) -> None:
    text = pages[name]
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 3
    links = re.findall(r' href="([^"]+)"', text)
    assert {link.split("#")[0] for link in links if link[0] != "#"} <= BESIDE
    assert {link[1:] for link in links if link[0] == "#"} <= set(ids)
    assert 'aria-current="page"' in text


def test_the_story_is_linked_to_where_there_is_one(tiny, pages) -> None:
    silent = reading_pages(replace(tiny, milestones=()))
    for name in READING:
        assert 'href="index.html#//story:1"' in pages[name]
        assert "story:1" not in silent[name]


def test_each_text_leads_to_the_other(pages) -> None:
    bodies = {name: text.split("<main>")[1] for name, text in pages.items()}
    assert 'href="failure-modes.html"' in bodies["method.html"]
    assert 'href="method.html"' in bodies["failure-modes.html"]


@pytest.mark.parametrize("name", READING)
def test_a_page_loads_and_runs_nothing(pages, name) -> None:
    text = pages[name]
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<iframe|src=|url\(|@import", text)


@pytest.mark.parametrize("name", READING)
def test_each_mark_becomes_an_example_and_no_mark_is_left(pages, name) -> None:
    marks = reading_text(READING[name]).count("<!-- example: ")
    assert pages[name].count('<div class="example">') == marks > 10
    assert "&lt;!--" not in pages[name]
    assert "<!--" not in pages[name]
    assert "mali" not in pages[name].lower()


def test_an_example_leads_to_its_day_and_target_in_the_atlas(tiny, pages) -> None:
    bodies = "".join(text.split("<main>")[1] for text in pages.values())
    links = re.findall(r'href="index\.html#([^"]+)"', bodies)
    assert len(links) > 20
    for link in links:
        day, where, mode, *target = link.split("/")
        tiny.check_date(day)
        assert (where, mode) == ("", "holder")
        assert set(target) <= {*tiny.units.index, *tiny.places.index}


def test_names_of_strangers_stay_text(hostile) -> None:
    for text in reading_pages(hostile).values():
        assert not re.search(r"<script|<iframe|src=|<!--|\[CDATA", text)
        body = text.split("<main>")[1]
        assert set(re.findall(r"<([a-z]\w*)", body)) <= TAGS
        assert "{name}" not in re.sub(r"<bdi>.*?</bdi>", "", body, flags=re.DOTALL)


def test_markup_in_a_text_stays_text(monkeypatch, tiny) -> None:
    hostile = "# A\n\n## B\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](../setup.cfg)"
    monkeypatch.setattr("mapper.outputs.pages.reading.reading_text", lambda _: hostile)
    text = reading_pages(tiny)["method.html"]
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert 'href="javascript' not in text
    assert "setup.cfg" not in text


def test_maps_and_atlas_name_the_folder(tiny) -> None:
    snapshot = tiny.at(tiny.case.first_day)
    assert '"reading":".."' in page(tiny, snapshot, assets="../assets", reading="..")
    assert '"reading"' not in page(tiny, snapshot)
    assert '"reading":"."' in atlas_page(tiny, reading=".")
    for make in (
        lambda: page(tiny, snapshot, reading="a b"),
        lambda: atlas_page(tiny, reading="<"),
    ):
        with pytest.raises(ValueError, match="relative folder"):
            make()
