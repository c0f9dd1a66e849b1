"""Land across the 180th meridian: in one piece on pages, split in files."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from meridiancase import AREAS, write_meridian_case

import mapper
from mapper.core.geodesy import area_km2
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.geo.topology import GRID
from mapper.outputs.pages.geometry import geometry_payload
from mapper.outputs.pages.turned import cut_and_turned, land_bounds, land_seam, turned

DAY = dt.date(2020, 7, 1)


@pytest.fixture(scope="module")
def isles(tmp_path_factory):
    return mapper.build_history(mapper.read_case(write_meridian_case(tmp_path_factory.mktemp("i"))))


def test_places_lie_in_their_areas_and_land_is_measured(isles) -> None:
    assert isles.places["unit_id"].to_dict() == {
        "nuku": "north",
        "tavi": "north",
        "suva": "south",
        "isle": "far",
    }
    total = area_km2(np.array(list(AREAS.values()), dtype=object)).sum()
    assert isles.units["area_km2"].sum() == pytest.approx(total, rel=1e-3)


def test_a_page_draws_it_in_one_piece(isles) -> None:
    payload = geometry_payload(isles)
    assert payload["bounds"] == [177, -18, 182, -16]
    assert land_bounds(isles) == [177, -18, 182, -16]
    lons = {place["id"]: place["lon"] for place in payload["places"]}
    assert lons == {"nuku": 178, "tavi": 181.5, "suva": 179.9, "isle": 180.5}
    ends = [np.cumsum(np.reshape(arc, (-1, 2)), axis=0) * GRID for arc in payload["arcs"]]
    every = np.concatenate(ends)
    assert (every[:, 0].min(), every[:, 0].max()) == (177, 182)
    assert all(np.abs(np.diff(line[:, 0])).max() < 4 for line in ends), "a line round the world"
    (frame,) = payload["frames"]
    assert {name["name"]: 177 < name["lon"] < 182 for name in frame["names"]} == {
        "North": True,
        "South": True,
        "Far": True,
    }


def test_where_parts_of_an_area_meet_there_is_no_border(isles) -> None:
    payload = geometry_payload(isles)
    (seam,) = payload["seams"]
    line = np.cumsum(np.reshape(payload["arcs"][seam], (-1, 2)), axis=0) * GRID
    assert (line[:, 0] == 180).all()
    assert sorted(line[:, 1]) == [-17, -16]
    assert seam not in payload["outline"]
    assert all(seam not in frame["arcs"] for frame in payload["frames"])
    south = [
        np.cumsum(np.reshape(payload["arcs"][i], (-1, 2)), axis=0) for i in frame_arcs(payload)
    ]
    assert any((line[:, 0] == 180 / GRID).all() for line in south), "south and far have one"


def frame_arcs(payload) -> list[int]:
    return payload["frames"][0]["arcs"]


def test_other_land_is_as_it_was(mali) -> None:
    assert land_seam(mali) is None
    assert "seams" not in geometry_payload(mali)
    assert land_bounds(mali) == mali.units.total_bounds.tolist()
    shapes = mali.units.geometry.to_numpy()
    assert turned(shapes, None) is shapes


def test_backgrounds_are_cut_where_they_lie_across(isles) -> None:
    seam = land_seam(isles)
    assert seam is not None
    world = shapely.box(-180, -60, 180, 60)
    line = shapely.LineString([(-170, 0), (170, 0)])
    near = shapely.box(170, -20, 176, -10)
    cut = cut_and_turned(np.array([world, line, near], dtype=object), seam)
    assert shapely.total_bounds(cut[:1]).tolist() == [seam, -60, seam + 360, 60]
    assert cut[0].area == pytest.approx(world.area)
    assert (
        shapely.total_bounds(cut[1:2]).tolist() == [seam, 0, seam + 360, 0]
        or len(cut[1].geoms) == 2
    )
    assert cut[1].length == pytest.approx(line.length)
    assert cut[2].equals(near)
    rivers = gpd.GeoDataFrame({"name": ["R"], "rank": [1]}, geometry=[line], crs=4326)
    lands = gpd.GeoDataFrame({"name": ["W"]}, geometry=[world], crs=4326)
    behind = replace(isles, background={"rivers": rivers, "neighbours": lands})
    payload = geometry_payload(behind)
    for flat in [x for r in payload["rivers"] for x in r["lines"]]:
        assert np.abs(np.diff(flat[::2])).max() <= 360 * 10_000
    assert payload["neighbours"][0]["lon"] > 170


@pytest.mark.parametrize("layer", ["areas", "units", "places"])
def test_geojson_stays_split_with_boxes_of_rfc_7946(isles, layer: str) -> None:
    data = json.loads(GeoJSONWriter(isles).text(DAY, layer))
    west, _, east, _ = data["bbox"]
    assert (west, east) == ((178, -178.5) if layer == "places" else (177, -178))
    for feature in data["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        low, _, high, _ = shape.bounds
        assert -180 <= low <= high <= 180
        for part in shapely.get_parts(shape):
            assert part.bounds[2] - part.bounds[0] <= 3
        if high - low > 180:
            assert feature["bbox"][0] > feature["bbox"][2]
    if layer == "units":
        boxes = {f["id"]: f["bbox"] for f in data["features"]}
        assert boxes == {
            "north": [177, -17, -178, -16],
            "south": [177, -18, 180, -17],
            "far": [-180, -18, -179, -17],
        }


def test_an_area_that_is_not_split_is_refused_and_mended(tmp_path: Path) -> None:
    """Its corners jump from 179.9 to -179.9: on a map that is a line round the world."""
    case = write_meridian_case(tmp_path, one_level=True)
    units = tmp_path / "geodata" / "isles" / "units.geojson"
    isle = shapely.Polygon([(179.9, -17), (-179.9, -17), (-179.9, -16), (179.9, -16)])
    frame = gpd.GeoDataFrame({"id": ["isle"], "name": ["I"]}, geometry=[isle], crs=4326)
    frame.to_file(units)
    (fault, *_) = [f for f in mapper.check_case(case) if f.column == "geometry"]
    assert "spans 359.8 degrees of longitude" in fault.message
    assert "Split it at the 180th meridian" in fault.suggestion
    assert "mapper layers" in fault.suggestion
    assert fault.severity == "error"
    mapper.repair_layer(units, units)
    assert not [f for f in mapper.check_case(case) if f.column == "geometry"]


@pytest.mark.parametrize("model", ["voronoi", "hex"])
def test_what_is_nearest_is_found_across_the_meridian(isles, tmp_path: Path, model: str) -> None:
    case = mapper.with_area_model(mapper.read_case(write_meridian_case(tmp_path)), model)
    history = mapper.build_history(case)
    assert history.units["area_km2"].sum() == pytest.approx(isles.units["area_km2"].sum(), rel=1e-3)
    # Suva lies at 179.9: what is just beyond the meridian is nearer to it than to Isle at -179.5
    beyond = shapely.Point(-179.95, -17.5)
    (unit,) = [i for i, g in history.units.geometry.items() if g.intersects(beyond)]
    state = history.at(dt.date(2020, 7, 1)).units.loc[unit]
    assert state["holder"] == "gov"
    assert history.at(dt.date(2020, 7, 1)).places.at["isle", "holder"] == "reb"
