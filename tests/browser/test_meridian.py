"""Land across the 180th meridian as readers see it: in one piece, in the middle of the map."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import h3
import pytest
from atlaspage import DRAWN, ready
from meridiancase import write_meridian_case

import mapper
from mapper.figures.between import net_changes
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.changespage import changes_page

DAY = dt.date(2020, 10, 10)
MAP = ".leaflet-container"
READY = {"map": DRAWN, "changes": ".mapper-pairs tbody tr"}


@pytest.fixture(scope="module", params=["admin", "voronoi", "hex"])
def history(request, tmp_path_factory):
    case = mapper.read_case(write_meridian_case(tmp_path_factory.mktemp("isles")))
    return mapper.build_history(mapper.with_area_model(case, request.param))


def boxes(page, selector: str) -> list[dict[str, float]]:
    return [box for item in page.locator(selector).all() if (box := item.bounding_box())]


@pytest.mark.parametrize("kind", ["map", "changes"])
def test_a_map_opens_on_the_land(history, visit, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "page.html"
    if kind == "map":
        mapper.write_map(history, DAY, path)
    else:
        path.write_text(
            changes_page(history, net_changes(history, dt.date(2020, 1, 2), DAY)), "utf-8"
        )
    page = visit(path, "desktop", ready=READY[kind]).page
    frame = page.locator(MAP).first.bounding_box()
    outline = boxes(page, "path.mapper-outline")
    west = min(box["x"] for box in outline)
    east = max(box["x"] + box["width"] for box in outline)
    south = max(box["y"] + box["height"] for box in outline)
    north = min(box["y"] for box in outline)
    assert frame["x"] <= west < east <= frame["x"] + frame["width"]
    assert frame["y"] <= north < south <= frame["y"] + frame["height"]
    assert (east - west) > 0.6 * frame["width"], "the land fills the map"
    # 5° by 2° at 17° south: 2.4 times as wide as high
    assert 2.2 < (east - west) / (south - north) < 2.6
    names = page.locator(".mapper-towns text, .mapper-town-name").all_text_contents()
    assert names == [] or {"Nuku", "Tavi"} <= {name.strip() for name in names}


def test_the_atlas_shows_and_saves_it(history, visit, tmp_path: Path) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(mapper.atlas_page(history), encoding="utf-8")
    page = ready(visit(path, "desktop").page)
    seen = page.evaluate(
        """() => {
          const { data, map } = window.mapperAtlas;
          const [west, south, east, north] = data.geometry.bounds;
          const view = map.getBounds();
          return [west, east, view.getWest(), view.getEast(), map.getZoom()];
        }"""
    )
    west, east, left, right, zoom = seen
    assert (west, east) == (177, 182)
    assert left < west < east < right
    assert zoom > 6
    ours = json.loads(GeoJSONWriter(history).text(DAY, "units"))
    assert ours["bbox"][0] > ours["bbox"][2]


def test_a_click_across_the_meridian_finds_what_lies_there(history, visit, tmp_path: Path) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(mapper.atlas_page(history), encoding="utf-8")
    page = ready(visit(path, "desktop", "#2020-10-10").page)
    frame = page.locator(MAP).first.bounding_box()
    x, y = page.evaluate(
        "() => { const p = window.mapperAtlas.map.latLngToContainerPoint([-17.75, 180.35]);"
        " return [p.x, p.y]; }"
    )
    page.mouse.click(frame["x"] + x, frame["y"] + y)
    card = page.locator(".mapper-card")
    card.wait_for()
    expected = {"admin": "far", "voronoi": "cell:isle"}.get(history.case.model)
    assert card.get_attribute("data-id") == (expected or h3.latlng_to_cell(-17.75, 180.35, 5))
