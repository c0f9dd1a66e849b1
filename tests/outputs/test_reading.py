"""The pages on method and failure modes: whole, linked, and without anything from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.page import page
from mapper.outputs.pages.reading import READING, reading_pages, reading_text

DOCS = Path(__file__).parents[2] / "docs"
BESIDE = {"index.html", "days.html", *READING}


@pytest.mark.parametrize("name", READING)
def test_a_page_has_all_words_of_its_text(name) -> None:
    source = (DOCS / READING[name]).read_text("utf-8")
    assert reading_text(READING[name]) == source
    plain = re.sub(r"<[^>]+>", "", reading_pages()[name])
    for line in source.splitlines():
        if line.startswith("#"):
            assert line.lstrip("# ").replace("&", "&amp;") in plain


@pytest.mark.parametrize("name", READING)
def test_links_lead_to_sections_and_pages_that_exist(name) -> None:
    text = reading_pages()[name]
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 3
    links = re.findall(r' href="([^"]+)"', text)
    assert {link for link in links if link[0] != "#"} <= BESIDE
    assert {link[1:] for link in links if link[0] == "#"} <= set(ids)
    assert 'aria-current="page"' in text


def test_each_text_leads_to_the_other() -> None:
    bodies = {name: text.split("<main>")[1] for name, text in reading_pages().items()}
    assert 'href="failure-modes.html"' in bodies["method.html"]
    assert 'href="method.html"' in bodies["failure-modes.html"]


@pytest.mark.parametrize("name", READING)
def test_a_page_loads_and_runs_nothing(name) -> None:
    text = reading_pages()[name]
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<iframe|src=|url\(|@import", text)


def test_markup_in_a_text_stays_text(monkeypatch) -> None:
    hostile = "# A\n\n## B\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](../setup.cfg)"
    monkeypatch.setattr("mapper.outputs.pages.reading.reading_text", lambda _: hostile)
    text = reading_pages.__wrapped__()["method.html"]
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
