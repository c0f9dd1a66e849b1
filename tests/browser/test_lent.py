"""A loaded atlas that a test gets is as one just loaded, or the test before is told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lent
import pytest
from atlaspage import drag_chart, drawn, quiet, screen_point, settle
from lent import LoadedPages
from tabs import Visit

from mapper.outputs.pages.atlas import atlas_page

LOOK = "(k) => k.before"
INK = """setInterval(() => document.querySelector(".mapper-chart").getContext("2d")
  .fillRect(0, 0, 99, 99), 1)"""


@pytest.fixture(scope="module")
def path(tiny, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("lent") / "atlas.html"
    file.write_text(atlas_page(tiny), "utf-8")
    return file


@pytest.fixture(scope="module")
def just_loaded(tabs, path) -> dict[str, str]:
    """How a page looks that no test has had."""
    atlases = LoadedPages(tabs)
    look = atlases.keeper(borrow(atlases, path)).evaluate(LOOK)
    atlases.close()
    return look


@pytest.fixture(scope="module")
def atlases(tabs) -> Iterator[LoadedPages]:
    atlases = LoadedPages(tabs)
    yield atlases
    atlases.close()


def borrow(atlases: LoadedPages, path: Path, size: str = "desktop", fragment: str = "") -> Any:
    return atlases.borrow(path, size, fragment, Visit())


def read_about(page: Any) -> None:
    """Open everything in the panel, look for a place, open its card, scroll."""
    page.locator(".mapper-layers summary").click()
    page.locator("[name=mapper-layer-towns]").uncheck()
    page.locator("[name=mapper-fade]").check()
    page.locator("[name=mapper-in-view]").check()
    page.locator(".mapper-misleads summary").click()
    page.locator(".mapper-signs summary").click()
    page.locator(".mapper-search").fill("s")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator(".mapper-chapters summary").click()
    page.evaluate("document.querySelector('.mapper-scroller').scrollTop = 90")


def move_in_time(page: Any) -> None:
    page.locator("[name=mapper-step]").select_option("year")
    page.locator("[name=mapper-speed]").select_option("change")
    for name in ("Time line: come closer", "Previous change", "Play"):
        page.get_by_role("button", name=name, exact=True).click()
    drag_chart(page, "2012-03-01", "2012-06-01")


def compare(page: Any) -> None:
    page.locator("[data-menu=compare] summary").click()
    page.locator("[data-action=side]").click()
    page.locator("[name=mapper-other-date]").fill("2012-04-01")
    page.locator("[name=mapper-other-date]").dispatch_event("change")
    page.get_by_role("radio", name="Last report").check(force=True)


def move_on_the_map(page: Any) -> None:
    page.evaluate("void mapperAtlas.map.setView([13, 1], 9)")
    quiet(page)
    page.mouse.click(*screen_point(page, 13, 1))
    page.mouse.move(*screen_point(page, 13.01, 1.01))
    page.keyboard.press("Escape")
    page.evaluate("void mapperAtlas.map.setZoom(7)")  # and does not wait


def look_at_changes_in_a_small_window(page: Any) -> None:
    page.evaluate("location.hash = '#2012-03-01//bloc+changes:2012-08-01/'")
    page.set_viewport_size({"width": 844, "height": 390})
    settle(page)


DEEDS = (
    read_about,
    move_in_time,
    compare,
    move_on_the_map,
    look_at_changes_in_a_small_window,
)


@pytest.mark.parametrize("deed", DEEDS)
def test_it_comes_back_as_one_just_loaded(
    atlases, path, just_loaded, deed: Callable[[Any], None]
) -> None:
    page = borrow(atlases, path, fragment="#2012-08-15/")
    deed(page)
    assert atlases.faults_back(page, "desktop") == []
    again = borrow(atlases, path)
    assert again is page, "or nothing is tried here"
    assert atlases.keeper(again).evaluate(LOOK) == just_loaded
    assert just_loaded["address"] == path.as_uri()
    assert atlases.faults_back(again, "desktop") == []


def test_two_at_a_time_are_two(atlases, path) -> None:
    one, other = borrow(atlases, path), borrow(atlases, path)
    assert one is not other
    assert [atlases.faults_back(page, "desktop") for page in (one, other)] == [[], []]


def test_on_a_phone_a_card_pushes_no_map_of_the_next_test(atlases, path) -> None:
    page = borrow(atlases, path, "phone")
    page.locator(".mapper-search").fill("s")
    page.keyboard.press("Enter")
    page.locator(".mapper-handle").click()
    assert atlases.faults_back(page, "phone") == []
    again = borrow(atlases, path, "phone")
    where = "JSON.stringify(mapperAtlas.map.getCenter())"
    before = again.evaluate(where)
    again.wait_for_timeout(500)
    assert again.evaluate(where) == before
    assert atlases.faults_back(again, "phone") == []


LEFT = {
    "names": "window.left = 1",
    "page": "document.documentElement.lang = 'fr'",
    "head": "document.head.append(document.createElement('style'))",
    "map": "mapperAtlas.map.setMaxZoom(9)",
    "ways": "HTMLCanvasElement.prototype.toDataURL = () => ''",
}


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("; ".join(LEFT.values()), {*LEFT}),
        (INK, {"painted"}),
        ("document.querySelector('.mapper-about').append('left')", {"body"}),
    ],
    ids=["many things", "ink", "a word"],
)
def test_what_is_left_is_told_and_goes_to_nobody(atlases, path, left: str, told: set[str]) -> None:
    page = borrow(atlases, path)
    page.evaluate(f"() => {{ {left}; }}")
    assert {fault.split(": ")[0] for fault in atlases.faults_back(page, "desktop")} == told
    again = borrow(atlases, path)
    assert again.evaluate("[window.left, document.documentElement.lang]") == [None, "en"]
    assert atlases.faults_back(again, "desktop") == []


def test_what_a_page_says_goes_to_who_has_it(atlases, path) -> None:
    for words in ("one", "two"):
        visit = Visit()
        page = atlases.borrow(path, "desktop", "", visit)
        page.evaluate("words => console.warn(words)", words)
        assert visit.errors == [words]
        assert atlases.faults_back(page, "desktop") == []


def test_few_wait_at_the_same_time(tabs, path, monkeypatch) -> None:
    atlases = LoadedPages(tabs)
    monkeypatch.setattr(lent, "MOST_IDLE", 1)
    one, two = borrow(atlases, path), borrow(atlases, path)
    assert [atlases.faults_back(page, "desktop") for page in (one, two)] == [[], []]
    assert one.url == "about:blank" and two.url == path.as_uri()
    atlases.close()


def test_a_map_of_a_day_comes_back_as_one_just_loaded(tabs, map_of) -> None:
    path, size = map_of("2012-04-06"), "phone"
    atlases = LoadedPages(tabs)
    page = atlases.borrow(path, size, "", Visit(), drawn)
    just_loaded = atlases.keeper(page).evaluate(LOOK)
    page.locator(".mapper-layers summary").click()
    page.locator("[name=mapper-layer-towns]").uncheck()
    page.evaluate("void map_1.setView([14.8, -4.3], 9)")
    quiet(page)
    page.mouse.click(200, 200)
    page.keyboard.press("Escape")
    page.locator(".mapper-search").fill("s")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".mapper-card").count() == 1
    page.set_viewport_size({"width": 844, "height": 390})
    assert atlases.faults_back(page, size) == []
    again = atlases.borrow(path, size, "", Visit(), drawn)
    assert again is page, "or nothing is tried here"
    assert atlases.keeper(again).evaluate(LOOK) == just_loaded
    again.evaluate("document.querySelector('.mapper-unit').setAttribute('fill', 'red')")
    assert [fault.split(": ")[0] for fault in atlases.faults_back(again, size)] == ["body"]
    atlases.close()
