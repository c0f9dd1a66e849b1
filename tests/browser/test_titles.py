"""Titles of any length: the map keeps its room, the date is seen, the whole title is found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from atlaspage import quiet
from casefolder import write_case

import mapper
from mapper.figures.between import net_changes
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import write_map

SIZES = [(1400, 900), (390, 844), (320, 568)]
KINDS = ("map", "changes", "atlas")
WORDS = "The long war of many parties in many places "
TITLES = {
    "short": "Mali War",
    "middling": "Armed conflict in the Lake Chad basin and its many parties",
    "words-800": (WORDS * 40)[:800].strip(),
    "words-1600": (WORDS * 40)[:1600].strip(),
    "one-word-800": "W" * 800,
    "arabic-800": ("حرب طويلة بين أطراف كثيرة " * 40)[:800].strip(),
}
DATES = {"map": "15 August 2012", "changes": "15 August 2012", "atlas": "31 December 2012"}
MEASURE = """() => {
  const box = (node) => node.getBoundingClientRect();
  const map = box(document.querySelector(".leaflet-container"));
  const header = document.querySelector(".mapper-header");
  const walker = document.createTreeWalker(header.querySelector("h1"), NodeFilter.SHOW_TEXT);
  let last = null;
  while (walker.nextNode()) if (walker.currentNode.data.trim()) last = walker.currentNode;
  const range = document.createRange();
  range.selectNodeContents(last);
  const date = box(range);
  const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
    && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  return { width: map.width, height: map.height,
    onScreen: map.top >= 0 && map.bottom <= innerHeight,
    date: last.data, dateSeen: inside(date, box(header)),
    dateFree: document.elementFromPoint((date.left + date.right) / 2, (date.top + date.bottom) / 2)
      ?.closest("h1") !== null,
    sideways: document.documentElement.scrollWidth - innerWidth };
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """Every kind of page with every title."""
    out = tmp_path_factory.mktemp("titles")
    day = dt.date(2012, 8, 15)
    for name, title in TITLES.items():
        own = write_case(tmp_path_factory.mktemp(name))
        own.replace("case.toml", '"Tiny war"', json.dumps(title, ensure_ascii=False))
        history = mapper.build_history(mapper.read_case(own.case))
        write_map(history, day, out / f"map-{name}.html")
        found = net_changes(history, dt.date(2012, 1, 5), day)
        (out / f"changes-{name}.html").write_text(changes_page(history, found), "utf-8")
        (out / f"atlas-{name}.html").write_text(atlas_page(history), "utf-8")
    return out


@pytest.fixture(scope="module")
def look(chromium, pages):
    """Open a page at a size and measure it; nothing may go wrong."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_page(kind: str, title: str, size: tuple[int, int]):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto((pages / f"{kind}-{title}.html").as_uri())
        ready = ".mapper-holders tbody tr, .mapper-pairs tbody tr"
        page.wait_for_selector(ready, state="attached")
        quiet(page)
        assert errors == []
        return page, page.evaluate(MEASURE)

    yield open_page
    context.close()


@pytest.fixture(scope="module")
def plain(look) -> Callable[..., dict]:
    """What is measured on a page with a short title, looked at once."""
    return cache(lambda kind, size: look(kind, "short", size)[1])


@pytest.mark.parametrize("title", [name for name in TITLES if name != "short"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_map_keeps_its_room(look, plain, kind: str, title: str, size: tuple[int, int]) -> None:
    short = plain(kind, size)
    _, found = look(kind, title, size)
    assert found["height"] >= 0.85 * short["height"]
    assert found["height"] >= 0.35 * size[1]
    assert found["width"] == short["width"]
    assert found["onScreen"]
    assert found["sideways"] <= 0
    assert DATES[kind] in found["date"]
    assert found["dateSeen"], "the date is cut off"
    assert found["dateFree"], "something lies over the date"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_title_is_found(look, kind: str, title: str) -> None:
    page, _ = look(kind, title, (390, 844))
    whole = TITLES[title]
    assert page.title().lstrip("\u2068").startswith(whole)
    words = page.locator("h1").text_content()
    assert words.startswith(whole)
    assert page.locator("h1").inner_text().rstrip().endswith(DATES[kind])
    if title == "short":
        assert page.locator(".mapper-whole-title").count() == 0
        assert words == f"{whole} – {DATES[kind]}" or kind == "changes"
        return
    assert page.locator(".mapper-title-case").get_attribute("title") == whole
    page.locator(".mapper-handle").click()
    notes = page.locator(".mapper-whole-title")
    notes.scroll_into_view_if_needed()
    assert notes.inner_text() == whole
    box = notes.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert notes.evaluate("node => node.scrollWidth <= node.clientWidth + 1")


@pytest.fixture(scope="module")
def wordy(tmp_path_factory) -> Path:
    """Every kind of page with a place and a party whose names are one long word."""
    out = tmp_path_factory.mktemp("wordy")
    own = write_case(tmp_path_factory.mktemp("wordy-case"))
    own.set("places.csv", "seat_b", name="B" * 800)
    own.set("actors.csv", "jih", name="J" * 800, short_name="J" * 800)
    history = mapper.build_history(mapper.read_case(own.case))
    found = net_changes(history, dt.date(2012, 1, 5), dt.date(2012, 8, 15))
    texts = {"changes": changes_page(history, found), "atlas": atlas_page(history)}
    for kind, text in texts.items():
        (out / f"{kind}.html").write_text(text, "utf-8")
    write_map(history, dt.date(2012, 8, 15), out / "map.html")
    return out


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_names_of_one_long_word_stay_in_the_panel(chromium, wordy, size: tuple[int, int]) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    for kind in KINDS:
        fragment = {"atlas": "#2012-08-15/"}.get(kind, "")
        page.goto((wordy / f"{kind}.html").as_uri() + fragment)
        ready = ".mapper-holders tbody tr, .mapper-pairs tbody tr"
        page.wait_for_selector(ready, state="attached")
        quiet(page)
        found = page.evaluate(MEASURE)
        assert found["height"] >= 0.3 * size[1]
        assert found["sideways"] <= 0
        wide, room = page.locator(".mapper-scroller").evaluate(
            "n => [n.scrollWidth, n.clientWidth]"
        )
        assert wide <= room
    context.close()
