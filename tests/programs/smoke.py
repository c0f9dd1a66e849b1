"""The atlas in Firefox and WebKit: opened, stepped, asked. `make test-programs` runs it.

The tests of `make test` look at every page in Chromium; three steps here say whether others can
read a page at all. A program that is not installed is a failure, not something left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from drivers import Program, firefox, until, webkit
from PIL import Image

import mapper
from mapper.core.dates import day_of
from mapper.figures.areas import area_table
from mapper.outputs.pages.atlas import atlas_page

# Selenium warns of its own ways with WebKit.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:selenium")

DAY = "2012-04-06"
PROGRAMS = {"firefox": firefox, "webkit": webkit}
READY = "!!window.mapperAtlas && mapperAtlas.part().main.prepared()"
STILL = "document.querySelector('.mapper-ready') !== null"
TITLE = "document.querySelector('h1').textContent"


@pytest.fixture(scope="module")
def atlas(mali: mapper.ControlHistory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "atlas.html"
    path.write_text(atlas_page(mali), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request: pytest.FixtureRequest, tmp_path_factory, atlas: Path) -> Iterator[Program]:
    with PROGRAMS[request.param](tmp_path_factory.mktemp("program")) as found:
        found.open(atlas, f"#{DAY}")
        until(found, f"{STILL} && {READY}")
        yield found
        assert found.errors == []
        asked = (url for url in getattr(found, "requests", []) if not url.startswith("data:"))
        assert {url.partition("#")[0] for url in asked} <= {atlas.as_uri()}


def colours(program: Program) -> dict[tuple[int, int, int], int]:
    """How many points of the window each colour has."""
    picture = Image.open(io.BytesIO(program.picture())).convert("RGB")
    return {colour: n for n, colour in picture.getcolors(maxcolors=1 << 24)}


def near(text: str, seen: dict[tuple[int, int, int], int]) -> int:
    """Points in a colour that is written as in ``#aabbcc``, or in one the eye takes for it."""
    wanted = [int(text[i : i + 2], 16) for i in (1, 3, 5)]
    return sum(
        n
        for colour, n in seen.items()
        if max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) <= 3
    )


def test_it_opens_and_paints_the_land_of_every_holder(program: Program, mali) -> None:
    assert program.run(TITLE) == "Mali War – 6 April 2012"
    seen = colours(program)
    fills = program.run(
        "[...document.querySelectorAll('.mapper-legend-box .mapper-legend tbody tr')].flatMap("
        "(row) => [...row.querySelectorAll('svg rect')].slice(0, 1))"
        ".map((rect) => rect.getAttribute('fill')).filter((fill) => fill.startsWith('#'))"
    )
    held = area_table(mali, [DAY])
    large = held[held["share"] > 0.1]
    assert len(large) >= 2 and len(fills) >= len(large)
    assert sum(near(fill, seen) > 2000 for fill in fills) >= len(large)


def test_a_key_goes_to_the_next_change(program: Program, mali) -> None:
    before = program.run(TITLE)
    program.run("document.activeElement.blur()")
    program.press("]")
    until(program, f"{TITLE} !== {before!r}")
    later = [day for day in mali.change_days() if str(day) > DAY]
    day = min(later)
    assert program.run(TITLE) == f"Mali War – {day.day} {day:%B %Y}"


def test_the_search_finds_a_town_and_its_card_says_who_holds_it(program: Program, mali) -> None:
    program.run("document.querySelector('.mapper-search').focus()")
    program.press(*"Kidal")
    until(program, "document.querySelectorAll('.mapper-found [role=option]').length > 0")
    program.press("Enter")
    until(program, "document.querySelector('.mapper-card') !== null")
    card = program.run("document.querySelector('.mapper-card').innerText")
    shown = day_of(program.run("mapperAtlas.store.get().day"))
    holder = mapper.who(mali, "Kidal", shown)["holder"]
    assert "Kidal" in card and mali.actors[holder].short_name in card
    until(program, "location.hash.endsWith('/kidal')")
