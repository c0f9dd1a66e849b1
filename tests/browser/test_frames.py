"""Pages in frames without a size: in hidden tabs, shown late, hidden again, grown from nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import folium
import pytest
from atlaspage import settle, until

from mapper.figures.between import net_changes
from mapper.outputs.pages.atlas import ControlTimeline, atlas_page
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import ControlMap, write_map

DAY = dt.date(2012, 8, 15)
KINDS = ("map", "changes", "atlas", "control-map", "control-timeline")
OWN = KINDS[:3]
"""Pages of ours; the others are layers in a map of somebody else."""
HOST = """<!doctype html><meta charset="utf-8" /><div id="tab" style="{style}">
<iframe id="frame" src="{kind}.html" style="border: 0; width: {width}; height: {height}"></iframe>
</div>"""
DRAWN = """(() => {
  const shape = document.querySelector("path.mapper-unit")?.getAttribute("d") || "M0 0";
  const canvas = document.querySelector("canvas.mapper-canvas-land");
  return (shape !== "M0 0" || Boolean(canvas && canvas.width))
    && document.querySelectorAll(".mapper-holders tbody tr, .mapper-pairs tbody tr").length > 0;
})()"""
VIEW = """() => {
  const map = Object.values(window).find((v) => window.L && v instanceof L.Map);
  const { x, y } = map.getSize();
  const { lat, lng } = map.getCenter();
  const box = map.getContainer().getBoundingClientRect();
  const canvas = document.querySelector("canvas.mapper-canvas-land");
  return { zoom: map.getZoom(), lat, lng, size: [x, y],
    box: [Math.round(box.width), Math.round(box.height)],
    all: map.getBounds().contains([[12, 0], [15, 3]]),
    canvas: canvas ? parseFloat(canvas.style.width) / x : null };
}"""
"""What a map shows; the country of the case is the square from 0 to 3 east, 12 to 15 north."""


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory) -> Path:
    """All kinds of pages in one folder."""
    out = tmp_path_factory.mktemp("frames")
    write_map(tiny, DAY, out / "map.html")
    found = net_changes(tiny, dt.date(2012, 1, 5), DAY)
    (out / "changes.html").write_text(changes_page(tiny, found), "utf-8")
    (out / "atlas.html").write_text(atlas_page(tiny), "utf-8")
    local = f"<head><style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    for name, layer in (
        ("control-map", ControlMap(tiny, DAY)),
        ("control-timeline", ControlTimeline(tiny)),
    ):
        chart = folium.Map(location=[13.5, 1.5], zoom_start=6, tiles=None)
        layer.add_to(chart)
        chart.default_js, chart.default_css = [], []
        text = chart.get_root().render().replace("<head>", local, 1)
        (out / f"{name}.html").write_text(text, "utf-8")
    return out


@contextmanager
def hosts(tabs, folder: Path) -> Iterator[Callable]:
    """Open pages inside other ones; nothing may go wrong in either."""
    errors: list[str] = []
    pages = []
    listeners = {
        "pageerror": lambda error: errors.append(str(error)),
        "console": lambda m: errors.append(m.text) if m.type in ("error", "warning") else None,
    }

    def open_host(kind: str, *, style: str = "", width: str = "900px", height: str = "600px"):
        path = folder / f"host-{kind}.html"
        path.write_text(HOST.format(kind=kind, style=style, width=width, height=height), "utf-8")
        page = tabs.borrow((1200, 800), listeners)
        pages.append(page)
        page.goto(path.as_uri())
        frame = page.frames[1]
        frame.wait_for_load_state()
        return page, frame

    yield open_host
    for page in pages:
        tabs.give_back(page)
    assert errors == []


@pytest.fixture
def host(tabs, folder) -> Iterator[Callable]:
    """Open a page inside another one."""
    with hosts(tabs, folder) as open_host:
        yield open_host


@pytest.fixture(scope="module")
def straight(tabs, folder) -> Callable[[str], dict]:
    """The view of a page that had its size from the first, looked at once."""

    @cache
    def view(kind: str) -> dict:
        with hosts(tabs, folder) as open_host:
            _, frame = open_host(kind)
            until(frame_page(frame), DRAWN)
            return whole(frame)

    return lambda kind: dict(view(kind))


def show(page, shown: bool) -> None:
    page.evaluate("on => { tab.style.display = on ? '' : 'none'; }", shown)


def laid_out(page) -> None:
    """A new size has come to the frame and to what watches sizes in it: both draw together."""
    settle(page)
    settle(page)


def resize(page, width: int, height: int) -> None:
    page.evaluate(
        "([w, h]) => Object.assign(frame.style, { width: `${w}px`, height: `${h}px` })",
        [width, height],
    )


def whole(frame) -> dict:
    """The view, once the map has the size of its box and shows the whole country."""
    view: dict = {}
    for _ in range(100):
        view = frame.evaluate(VIEW)
        if view["size"] == view["box"] and view["all"] and min(view["size"]) > 0:
            break
        frame.page.wait_for_timeout(50)
    assert view["size"] == view["box"]
    assert view["all"]
    assert view["canvas"] is None or view["canvas"] == pytest.approx(1.3, abs=0.02)
    return view


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_in_a_hidden_tab_starts_when_it_is_shown(host, straight, kind: str) -> None:
    page, frame = host(kind, style="display: none")
    page.wait_for_timeout(400)
    assert not frame.evaluate(DRAWN)
    show(page, True)
    until(frame_page(frame), DRAWN)
    first = whole(frame)
    assert first["box"][0] > 400
    if kind in OWN:
        assert_same_view(straight(kind), first)


def assert_same_view(one: dict, other: dict) -> None:
    """The same but for the two pixels by which a view may shift when its frame changes."""
    pixels = 2 * 360 / (256 * 2 ** one["zoom"])
    for key in ("lat", "lng"):
        assert one.pop(key) == pytest.approx(other.pop(key), abs=pixels)
    assert one == other


class frame_page:
    """A frame where `until` wants a page."""

    def __init__(self, frame) -> None:
        self.evaluate = frame.evaluate
        self.wait_for_timeout = frame.page.wait_for_timeout


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_and_shown_again_it_is_as_it_was(host, kind: str) -> None:
    page, frame = host(kind)
    until(frame_page(frame), DRAWN)
    before = whole(frame)
    for _ in range(2):
        show(page, False)
        page.wait_for_timeout(300)
        if kind == "atlas":  # it goes on while nobody looks
            frame.evaluate("() => mapperAtlas.store.set({day: mapperAtlas.data.firstDay}, 'step')")
            for mode in ("side", "swipe", "one"):
                frame.evaluate("mode => mapperAtlas.store.set({mode}, 'step')", mode)
        show(page, True)
        until(frame_page(frame), DRAWN)
        page.wait_for_timeout(300)
        after = whole(frame)
        assert after["zoom"] == before["zoom"]
        assert after["size"] == before["size"]
        assert [after["lat"], after["lng"]] == pytest.approx(
            [before["lat"], before["lng"]], abs=0.1
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", [("0", "0"), ("900px", "0"), ("0", "600px"), ("1px", "1px")])
def test_a_frame_grown_from_nothing(host, straight, kind: str, start: tuple[str, str]) -> None:
    page, frame = host(kind, width=start[0], height=start[1])
    laid_out(page)
    for width, height in ((300, 60), (500, 300), (900, 600)):
        resize(page, width, height)
        laid_out(page)
    until(frame_page(frame), DRAWN)
    found = whole(frame)
    if kind in OWN:
        assert found["zoom"] == straight(kind)["zoom"], (
            "as near as if it had been so from the first"
        )


@pytest.mark.parametrize("kind", OWN)
def test_what_the_reader_chose_stays_when_the_frame_changes(host, kind: str) -> None:
    page, frame = host(kind)
    until(frame_page(frame), DRAWN)
    frame.evaluate(
        "() => Object.values(window).find((v) => v instanceof L.Map)"
        ".setView([13.2, 1.1], 8, { animate: false })"
    )
    for width, height in ((1100, 700), (700, 500), (900, 600)):
        resize(page, width, height)
        laid_out(page)
        view = frame.evaluate(VIEW)
        assert view["size"] == view["box"]
        assert view["zoom"] == 8
        assert [view["lat"], view["lng"]] == pytest.approx([13.2, 1.1], abs=0.05)
