"""What is printed: one page with title, date, map, legend, sources and address, from any view."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import folium
import pytest
from atlaspage import ready, settle, until
from paper import printed, rgb

from mapper.figures.between import net_changes
from mapper.outputs.pages.atlas import ControlTimeline
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style
from mapper.outputs.pages.changespage import changes_page

EARLY, LATE = "2012-04-06", "2025-11-10"
VIEWS = {
    "day": "",
    "people": "/people",
    "level": "/level/gao",
    "zoomed": "/fade",
    "swipe": f"/people+swipe:{LATE}",
    "side": f"/bloc+side:{LATE}",
    "changes": f"/changes:{LATE}",
}
RIVER, GROUND = "#1f5f93", "#ece9e2"
SWATCHES = """(css) => [...document.querySelectorAll(css)].flatMap((row) =>
  [...row.querySelectorAll("svg rect")].slice(0, 1)).map((rect) => rect.getAttribute("fill"))
  .filter((fill) => fill.startsWith("#"))"""
"""Colours of a legend that are no pattern."""
ROWS = ".mapper-legend-box .mapper-legend tbody tr"


def address(view: str) -> str:
    place = "16.5,-0.5,7.5" if view == "zoomed" else ""
    return f"#{EARLY}/{place}{VIEWS[view]}"


def assert_a_map(paper, colours: list[str]) -> None:
    """Land in the colours of the legend, rivers over it and the neighbours' land around it."""
    assert paper.share(rgb(GROUND)) > 0.03
    land = [paper.share(rgb(colour)) for colour in colours]
    assert sum(land) > 0.02 and max(land) > 0.005  # a box of a legend: 0.0004
    assert paper.share(rgb(RIVER), tolerance=40) > 0.0003
    for outer in (0, paper.picture.width - 1):
        assert paper.picture.getpixel((outer, paper.picture.height // 2)) == (255, 255, 255)


@pytest.mark.parametrize("landscape", [False, True], ids=["upright", "landscape"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_a_view_of_the_atlas_is_one_page(atlas, view, landscape) -> None:
    page = atlas(address(view))
    fills = page.evaluate(SWATCHES, ROWS if view != "changes" else ".mapper-pairs tbody td")
    paper = printed(page, landscape=landscape)
    assert paper.pages == 1
    assert_a_map(paper, fills)
    date = "6 Apr 2012" if VIEWS[view].endswith(LATE) else "6 April 2012"
    told = ("Mali War", date, "km", "Runfola", "CC BY 4.0", "GeoNames", "Land is coloured by")
    assert [words for words in told if words not in paper.words] == []
    if view != "changes":
        assert paper.words.count("Regional capital") == (2 if view in ("swipe", "side") else 1)
        assert "France 24" in paper.words or "Reuters" in paper.words  # who says what is new
    for hidden in ("Search a place", "Next change", "What happened", "Compare", "Space plays"):
        assert hidden not in paper.words


@pytest.mark.parametrize("landscape", [False, True], ids=["upright", "landscape"])
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_paper_in_other_languages_from_a_dark_phone(new_atlas, lang, landscape) -> None:
    """Paper is light, and as wide as paper, whatever screen the page was on."""
    page = new_atlas(f"#{EARLY}///gao", "phone", lang=lang, color_scheme="dark")
    page.evaluate("mapperAtlas.part().main.redraw()")  # as when it is drawn again later
    dark = page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()")
    before = page.evaluate("[location.hash, mapperAtlas.map.getZoom(), mapperAtlas.store.get()]")
    paper = printed(page, landscape=landscape)
    assert paper.pages == 1
    page.emulate_media(color_scheme="light")
    settle(page)
    assert_a_map(paper, page.evaluate(SWATCHES, ROWS))
    assert {"fr": "Guerre du Mali", "ar": "GeoNames"}[lang] in paper.words
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert page.locator(".mapper-paper").count() == 0
    assert page.evaluate("document.body.classList.contains('mapper-printing')") is False
    assert page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()") == dark
    after = page.evaluate("[location.hash, mapperAtlas.map.getZoom(), mapperAtlas.store.get()]")
    assert after == before


def test_two_dates_stand_side_by_side_as_large_as_each_other(new_atlas) -> None:
    """A line that cuts two maps cannot be moved on paper: both are whole there."""
    page = new_atlas(f"#{EARLY}//swipe:{LATE}")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    first, second = (n.bounding_box() for n in page.locator(".mapper-paper-map").all())
    assert (first["y"], first["width"], first["height"]) == (
        second["y"],
        second["width"],
        second["height"],
    )
    assert first["x"] + first["width"] <= second["x"]
    dates = page.locator(".mapper-paper-date").all_inner_texts()
    assert dates == ["6 April 2012", "10 November 2025"]
    for hidden in (".mapper-frame", ".mapper-time", ".mapper-tools", ".mapper-panel"):
        assert page.locator(hidden).is_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".mapper-paper").count() == 0


def test_a_sheet_is_there_when_the_page_itself_asks_for_paper(new_atlas) -> None:
    """As from the menu of the browser; without a window nobody ends its dialog."""
    page = new_atlas(f"#{EARLY}/")
    page.evaluate(
        "window.sheets = 0; addEventListener('beforeprint', () => "
        "(sheets = document.querySelectorAll('.mapper-paper canvas').length)); void window.print()"
    )
    until(page, "sheets === 1")
    assert page.locator(".mapper-paper").is_hidden()


def served(page, path: Path, fragment: str) -> None:
    """Open a file under an address of the web."""
    page.route(
        "https://maps.example/**",
        lambda route: route.fulfill(body=path.read_text("utf-8"), content_type="text/html"),
    )
    page.goto(f"https://maps.example/page.html{fragment}")


def test_paper_has_the_address_of_what_it_shows(atlas_of, map_of, chromium) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    try:
        served(page, atlas_of("en"), f"#{EARLY}/")
        ready(page)
        page.evaluate("void mapperAtlas.map.setView([16, -2], 7, { animate: false })")
        paper = printed(page)  # at once: the address follows a movement when it has come to rest
        assert "https://maps.example/page.html#2012-04-06/16.0000,-2.0000,7" in "".join(
            paper.words.split()
        )
        page.goto("about:blank")
        served(page, map_of(EARLY), "#gao")
        page.wait_for_selector(".mapper-card")
        assert "https://maps.example/page.html#gao" in "".join(printed(page).words.split())
        assert page.locator(".mapper-address").count() == 0
    finally:
        context.close()


@pytest.mark.parametrize("landscape", [False, True], ids=["upright", "landscape"])
@pytest.mark.parametrize(("lang", "scheme"), [("en", "dark"), ("ar", "light")])
def test_the_map_of_a_day_is_one_page(map_of, visit, lang, scheme, landscape) -> None:
    page = visit(map_of(EARLY, lang), color_scheme="light").page
    fills = page.evaluate(SWATCHES, ".mapper-legend tbody tr")
    page.emulate_media(color_scheme=scheme)
    settle(page)
    page.evaluate("document.querySelector('.mapper-signs').open = false")
    paper = printed(page, landscape=landscape)
    assert paper.pages == 1
    assert_a_map(paper, fills)
    for words in ("Runfola", "CC BY 4.0", "MNLA", "300 km"):
        assert words in paper.words, words
    assert ("Regional capital" in paper.words) == (lang == "en")  # signs that were closed
    assert not page.evaluate("document.querySelector('.mapper-signs').open")


@pytest.mark.parametrize("landscape", [False, True], ids=["upright", "landscape"])
def test_the_page_of_changes_is_one_page(mali, visit, tmp_path, landscape) -> None:
    days = [dt.date.fromisoformat(day) for day in ("2012-04-01", "2013-02-01")]
    path = tmp_path / "changes.html"
    path.write_text(changes_page(mali, net_changes(mali, *days)), "utf-8")
    page = visit(path, ready=".mapper-pairs tbody tr").page
    paper = printed(page, landscape=landscape)
    assert paper.pages == 1
    assert_a_map(paper, page.evaluate(SWATCHES, ".mapper-pairs tbody td"))
    assert "What changed hands" in paper.words


def test_a_time_line_in_a_map_of_someone_else_prints_its_land(mali, visit, tmp_path) -> None:
    chart = folium.Map(location=[17.5, -4], zoom_start=5, tiles=None, height="600px")
    ControlTimeline(mali).add_to(chart)
    chart.default_js, chart.default_css = [], []
    local = f"<head><style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    path = tmp_path / "embedded.html"
    path.write_text(chart.get_root().render().replace("<head>", local, 1), "utf-8")
    page = visit(path, ready=".mapper-inset tbody tr").page
    page.wait_for_timeout(300)
    fills = page.evaluate(SWATCHES, ".mapper-inset tbody tr")
    paper = printed(page)
    assert sum(paper.share(rgb(colour)) for colour in fills) > 0.02
    assert paper.share(rgb(RIVER), tolerance=40) > 0.0003
