"""Titles of any length: the map keeps its room, the date is seen, the whole title is found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from atlaspage import quiet
from casefolder import write_case
from tabs import Visit, forget

import mapper
from mapper.figures.between import net_changes
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import write_map

PHONE = (390, 844)
SIZES = [(1400, 900), PHONE, (320, 568)]
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
HEADING = """() => {
  const heading = document.querySelector("h1");
  return { words: heading.textContent, shown: heading.innerText,
    others: document.querySelectorAll(".mapper-whole-title").length,
    hint: document.querySelector(".mapper-title-case")?.getAttribute("title") };
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
def blank(tabs) -> Iterator[Any]:
    """A tab for all pages of this file; nothing may go wrong in any."""
    visit = Visit()
    page = tabs.borrow(SIZES[0], visit.listeners())
    yield page, visit
    tabs.give_back(page)


@pytest.fixture(scope="module")
def look(blank, pages) -> Callable[..., dict[str, Any]]:
    """What is found on a page of a size, and of its title on a phone; each is opened once."""
    page, visit = blank

    @cache
    def found(kind: str, title: str, size: tuple[int, int]) -> dict[str, Any]:
        forget(page)  # another title is another edition, which a reader who comes back is told of
        open_page(page, pages / f"{kind}-{title}.html", size)
        measured = page.evaluate(MEASURE)
        if size == PHONE:
            measured["title"] = title_of(page, title)
        assert (visit.complaints(), visit.dialogs) == ([], [])
        return measured

    return found


def open_page(page: Any, path: Path, size: tuple[int, int], fragment: str = "") -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path.as_uri() + fragment)
    ready = ".mapper-holders tbody tr, .mapper-pairs tbody tr"
    page.wait_for_selector(ready, state="attached")
    quiet(page)


def title_of(page: Any, title: str) -> dict[str, Any]:
    """Where a title is read on a page: of its window, its heading, and its notes if it is long."""
    told = page.evaluate(HEADING) | {"window": page.title()}
    if title != "short":
        page.locator(".mapper-handle").click()
        notes = page.locator(".mapper-whole-title")
        notes.scroll_into_view_if_needed()
        told |= {"notes": notes.inner_text(), "box": notes.bounding_box()}
        told["room"] = notes.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    return told


@pytest.mark.parametrize("title", [name for name in TITLES if name != "short"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_map_keeps_its_room(look, kind: str, title: str, size: tuple[int, int]) -> None:
    short = look(kind, "short", size)
    found = look(kind, title, size)
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
    told = look(kind, title, PHONE)["title"]
    whole = TITLES[title]
    assert told["window"].lstrip("\u2068").startswith(whole)
    assert told["words"].startswith(whole)
    assert told["shown"].rstrip().endswith(DATES[kind])
    if title == "short":
        assert told["others"] == 0
        assert told["words"] == f"{whole} – {DATES[kind]}" or kind == "changes"
        return
    assert told["others"] == 1
    assert told["hint"] == whole
    assert told["notes"] == whole
    assert told["box"]["x"] >= 0 and told["box"]["x"] + told["box"]["width"] <= PHONE[0]
    assert told["room"]


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
def test_names_of_one_long_word_stay_in_the_panel(blank, wordy, size: tuple[int, int]) -> None:
    page, visit = blank
    for kind in KINDS:
        open_page(page, wordy / f"{kind}.html", size, {"atlas": "#2012-08-15/"}.get(kind, ""))
        found = page.evaluate(MEASURE)
        assert found["height"] >= 0.3 * size[1]
        assert found["sideways"] <= 0
        wide, room = page.locator(".mapper-scroller").evaluate(
            "n => [n.scrollWidth, n.clientWidth]"
        )
        assert wide <= room
        assert (visit.complaints(), visit.dialogs) == ([], [])
