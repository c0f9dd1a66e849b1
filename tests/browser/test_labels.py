"""Dots and names on maps: no town without its dot, no name in a hole, no capital without a name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import shapely
from atlaskit import answer
from atlaspage import number, quiet, ready, settle
from labelcase import shapes, write_label_case

import mapper
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.layer import write_map
from mapper.outputs.pages.labelspots import label_place

DAY = dt.date(2020, 3, 10)
ROOT = Path(__file__).parents[2]
ATLAS = """() => {
  const view = mapperAtlas.part().main;
  const { left, top, zoom } = view.frame();
  const corner = (x, y) => mapperAtlas.map.unproject([x + left, y + top], zoom);
  const at = ({ x, y, w, h }) => {
    const [a, b] = [corner(x, y), corner(x + w, y + h)];
    return [a.lng, b.lat, b.lng, a.lat];
  };
  const boxed = ({ x, y, w, h }) => [x, y, w, h];
  const name = ({ words, kind, box }) => [words, String(kind), boxed(box), at(box)];
  const dot = ({ index, x, y, r }) => [String(index), "dot", [x - r, y - r, 2 * r, 2 * r]];
  return { zoom, names: view.names().map(name), dots: view.dots().map(dot) };
}"""
PAGE = """() => {
  const origin = document.querySelector(".folium-map").getBoundingClientRect();
  const boxed = (node) => {
    const b = node.getBoundingClientRect();
    return [b.left - origin.left, b.top - origin.top, b.width, b.height];
  };
  const at = ([x, y, w, h]) => {
    const [a, b] = [[x, y], [x + w, y + h]].map((p) => map_1.containerPointToLatLng(p));
    return [a.lng, b.lat, b.lng, a.lat];
  };
  const kind = (node) => [...node.classList].at(-1).replace("mapper-name-", "");
  const name = (node) => [node.textContent, kind(node), boxed(node), at(boxed(node))];
  const rim = (node) => boxed(node.querySelector(".mapper-dot-rim"));
  const dot = (node) => [node.dataset.place, "dot", rim(node)];
  const all = (what) => [...document.querySelectorAll(what)];
  return {
    zoom: map_1.getZoom(),
    names: all(".mapper-name").map(name),
    dots: all(".mapper-place").map(dot),
  };
}"""
"""Names and dots of a map: words or id, kind, box in px; of names the box in degrees as well."""


def brim() -> tuple[float, float]:
    """Where the name of Ring would stand, were nothing there."""
    place = label_place(shapes()["ring"])
    return place["lon"], place["lat"]


@pytest.fixture(scope="module")
def ringland(tmp_path_factory) -> mapper.ControlHistory:
    folder = write_label_case(tmp_path_factory.mktemp("labels"), brim=brim())
    return mapper.build_history(mapper.read_case(folder))


@pytest.fixture(scope="module")
def pages(ringland, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("label-pages")
    write_map(ringland, DAY, folder / "day.html")
    (folder / "atlas.html").write_text(atlas_page(ringland), encoding="utf-8")
    return {"day": folder / "day.html", "atlas": folder / "atlas.html"}


def opened(visit, path: Path, kind: str, size: str = "desktop") -> tuple[Any, str, str]:
    """A page of a kind, what tells its names and dots, and the name of its map."""
    if kind == "day":
        page = visit(path, size).page
        return page, PAGE, "map_1"
    page = ready(visit(path, size, f"#{DAY}", ready=".mapper-legend-box *").page)
    return page, ATLAS, "mapperAtlas.map"


def crossing(names: list[Any], others: list[Any]) -> list[tuple[str, str]]:
    """Names that share more than half a px with something else."""
    found = []
    for name in names:
        x, y, w, h = name[2]
        for other in others:
            a, b, c, d = other[2]
            wide, high = min(x + w, a + c) - max(x, a), min(y + h, b + d) - max(y, b)
            if other is not name and wide > 0.5 and high > 0.5:
                found.append((name[0], other[0]))
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_every_town_has_its_dot_at_every_zoom(ringland, pages, visit, kind, size) -> None:
    page, script, chart = opened(visit, pages[kind], kind, size)
    ids = list(ringland.places.index)
    for zoom in (None, 5.5, 6.5, 7.5):
        if zoom is not None:
            page.evaluate(f"at => void {chart}.setView([1.5, 3], at, {{animate: false}})", zoom)
            quiet(page)
        found = answer(page, script)
        drawn = {ids[int(dot[0])] if kind == "atlas" else dot[0] for dot in found["dots"]}
        sides = f"[{chart}.getBounds().getWest(), {chart}.getBounds().getEast()]"
        left, right = page.evaluate(sides)
        towns = ringland.places[ringland.places["rank"] <= (3 if found["zoom"] >= 5.2 else 2)]
        seen = set(towns.index[towns["lon"].between(left, right)])
        assert seen <= drawn
        assert crossing(found["names"], found["dots"]) == []
        assert crossing(found["names"], found["names"]) == []


@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_the_name_of_an_area_gives_way_and_stays_out_of_holes(pages, visit, kind) -> None:
    page, script, chart = opened(visit, pages[kind], kind)
    units = shapes()
    for zoom in (None, 6.5, 7.5, 8.5):
        if zoom is not None:
            page.evaluate(f"at => void {chart}.setView([1.5, 1.5], at, {{animate: false}})", zoom)
            quiet(page)
        names = {n[0]: n[3] for n in answer(page, script)["names"] if n[1] == "area"}
        assert zoom in (7.5, 8.5) or {"RING", "SLAB"} <= set(names), "it moves rather than goes"
        assert "RING" in names or zoom == 8.5
        if "RING" in names:
            stands = shapely.box(*names["RING"])
            assert stands.intersection(units["core"]).area < 0.02 * stands.area
            assert units["ring"].contains(stands.centroid)


def test_capitals_keep_their_names_when_a_page_opens(mali, atlas, visit, tmp_path) -> None:
    case = mapper.read_case(mapper.find_case(ROOT / "events" / "sudan"))
    sudan = mapper.build_history(case)
    (tmp_path / "sudan.html").write_text(atlas_page(sudan), encoding="utf-8")
    other = ready(visit(tmp_path / "sudan.html", ready=".mapper-legend-box *").page)
    for history, page in ((mali, atlas()), (sudan, other)):
        settle(page)
        found = answer(page, ATLAS)
        names = {name[0] for name in found["names"]}
        capitals = history.places[history.places["kind"] == "capital"]
        assert len(capitals) >= 16
        assert set(capitals["name"]) <= names
        towns = history.places["rank"] <= (3 if found["zoom"] >= 5.2 else 2)
        drawn = {int(dot[0]) for dot in found["dots"]}
        assert set(towns.to_numpy().nonzero()[0].tolist()) <= drawn
        assert crossing(found["names"], [*found["names"], *found["dots"]]) == []


@pytest.mark.parametrize("size", [(320, 568), (360, 640), (390, 844), (640, 420), (1400, 900)])
def test_no_name_lies_on_another_or_on_a_dot(new_atlas, size: tuple[int, int]) -> None:
    page = new_atlas("#2013-01-15/")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for zoom in (0, -1, 0.5, 1):
        page.evaluate(f"mapperAtlas.map.setZoom(mapperAtlas.map.getZoom() + {zoom})")
        settle(page)
        for day in ("2012-04-06", "2018-06-30", "2026-04-28"):
            page.evaluate(f"mapperAtlas.store.set({{ day: {number(day)} }})")
            settle(page)
            found = answer(page, ATLAS)
            assert len(found["names"]) > 5
            assert crossing(found["names"], [*found["names"], *found["dots"]]) == [], (zoom, day)


def test_a_line_leads_to_a_name_that_stands_away(atlas) -> None:
    page = atlas()
    leads = """() => {
      const view = mapperAtlas.part().main;
      return view.names().filter(({ lead }) => lead).map(({ index, lead, box }) => {
        const dot = view.dots().find((some) => some.index === index);
        const [x, y] = [lead[2], lead[3]];
        const rim = Math.hypot(lead[0] - dot.x, lead[1] - dot.y) - dot.r;
        return [rim, x - box.x, box.x + box.w - x, y - box.y, box.y + box.h - y];
      });
    }"""
    found = answer(page, leads)
    assert len(found) > 3
    for rim, *inside in found:
        assert abs(rim) < 0.01
        assert min(inside) > -0.01


@pytest.mark.parametrize(("size", "shown"), [(0.05, True), (4, False)])
def test_a_small_country_shows_the_borders_of_its_units_at_once(
    visit, tmp_path, size, shown
) -> None:
    folder = write_label_case(tmp_path, size=size, brim=(0.4 * size, 0.4 * size))
    history = mapper.build_history(mapper.read_case(folder))
    write_map(history, DAY, tmp_path / "page.html")
    page = visit(tmp_path / "page.html").page
    assert (page.evaluate("map_1.getZoom()") >= 7) is shown
    assert page.locator("path.mapper-mesh").count() == int(shown)
