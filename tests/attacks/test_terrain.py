"""Shapes that are thin, tiny, huge, bent or nothing, as boundaries and as background."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from attackkit import Stage
from casefolder import communes, layers

pytestmark = pytest.mark.attack

RIVER = {"type": "LineString", "coordinates": [[0.1, 12.1], [2.9, 14.9]]}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 12], [1, 12], [1, 13], [0, 13], [0, 12]]]}
BACKGROUNDS = {
    "rank-text": ({"name": "Stream", "rank": "big"}, RIVER, True),
    "rank-null": ({"name": "Stream", "rank": None}, RIVER, True),
    "rank-list": ({"name": "Stream", "rank": [1]}, RIVER, True),
    "rank-huge": ({"name": "Stream", "rank": 1e300}, RIVER, None),
    "rank-missing": ({"name": "Stream"}, RIVER, True),
    "name-null": ({"name": None, "rank": 1}, RIVER, None),
    "name-number": ({"name": 7, "rank": 1}, RIVER, None),
    "name-object": ({"name": {"a": 1}, "rank": 1}, RIVER, None),
    "name-escape": ({"name": "\x1b[2J\x07", "rank": 1}, RIVER, True),
    "name-markup": ({"name": "{{7*7}}<script>alert(1)</script>", "rank": 1}, RIVER, None),
    "polygon": ({"name": "Stream", "rank": 1}, SQUARE, True),
    "point": ({"name": "Stream", "rank": 1}, {"type": "Point", "coordinates": [1, 13]}, True),
    "null": ({"name": "Stream", "rank": 1}, None, None),
    "empty": ({"name": "S", "rank": 1}, {"type": "LineString", "coordinates": []}, None),
    "one-point": ({"name": "S", "rank": 1}, {"type": "LineString", "coordinates": [[1, 13]]}, None),
    "no-length": (
        {"name": "S", "rank": 1},
        {"type": "LineString", "coordinates": [[1, 13], [1, 13]]},
        None,
    ),
    "collection": (
        {"name": "S", "rank": 1},
        {"type": "GeometryCollection", "geometries": [RIVER, SQUARE]},
        True,
    ),
    "multi": (
        {"name": "S", "rank": 1},
        {"type": "MultiLineString", "coordinates": [RIVER["coordinates"]] * 3},
        False,
    ),
    "height": (
        {"name": "S", "rank": 1},
        {"type": "LineString", "coordinates": [[0.1, 12.1, 7], [2.9, 14.9, 8]]},
        False,
    ),
    "far-away": (
        {"name": "S", "rank": 1},
        {"type": "LineString", "coordinates": [[1e9, 1e9], [2e9, 1]]},
        None,
    ),
    "too-far": (
        {"name": "S", "rank": 1},
        {"type": "LineString", "coordinates": [[1e308, 1], [-1e308, 1]]},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BACKGROUNDS)
def test_a_background_that_cannot_be_drawn_is_refused(stage: Stage, kind):
    properties, geometry, refused = BACKGROUNDS[kind]
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    stage.case.replace("case.toml", "rivers.shp", "rivers.geojson")
    stage.case.path("rivers.geojson").write_text(text)
    if refused:
        stage.see_refused("rivers.geojson")
    elif refused is None:
        stage.see_refused_or_built()
    else:
        stage.see_built()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_vertex_that_is_no_place_is_refused(stage: Stage, value):
    line = shapely.from_wkb(shapely.to_wkb(shapely.LineString([(0.1, 12.1), (1, 13), (2.9, 14.9)])))
    bent = shapely.transform(line, lambda xy: [[0.1, 12.1], [value, 13], [2.9, 14.9]])
    rivers = gpd.GeoDataFrame({"name": ["S"], "rank": 1}, geometry=[bent], crs="EPSG:4326")
    stage.case.layer("rivers.parquet", rivers)
    stage.case.replace("case.toml", "rivers.shp", "rivers.parquet")
    stage.see_refused("rivers.parquet")


def test_neighbours_that_are_lines_points_and_invalid_are_refused_or_drawn(stage: Stage):
    shapes = [
        shapely.LineString([(3, 12), (4, 15)]),
        shapely.Point(4, 14),
        shapely.Polygon([(3, 12), (5, 14), (5, 12), (3, 14)]),
        shapely.Polygon(),
        None,
        shapely.box(-180, -90, 180, 90),
        shapely.box(-1e6, -1e6, 1e6, 1e6),
    ]
    stage.case.replace("case.toml", "[map]", 'neighbours = "neighbours.gpkg"\n[map]')
    for i, shape in enumerate(shapes):
        frame = gpd.GeoDataFrame({"name": [f"N{i}"]}, geometry=[shape], crs="EPSG:4326")
        stage.case.layer("neighbours.gpkg", frame)
        stage.see_refused_or_drawn()


# One boundary level


def one_level(stage: Stage, *, alone: bool) -> None:
    """A case of one boundary level, with a country above it or without."""
    toml = stage.case.path("case.toml").read_text("utf-8")
    first = toml.index('[[layers]]\npath = "cercles.shp"')
    last = toml.index("[background]") if alone else toml.index('[[layers]]\npath = "country.shp"')
    toml = toml[:first] + toml[last:]
    levels = '["commune"]' if alone else '["commune", "country"]'
    toml = toml.replace('["commune", "cercle", "region", "country"]', levels)
    stage.case.path("case.toml").write_text(toml.replace('parent = "parent"\n', ""), "utf-8")
    seats = "area_id,place_id\na1,capital\n" if alone else "area_id,place_id\nland,capital\n"
    stage.case.path("seats.csv").write_text(seats)
    rows = stage.case.path("control_events.csv").read_text("utf-8").splitlines()
    kept = [row for row in rows if ",cercle_b," not in row and ",east," not in row]
    stage.case.path("control_events.csv").write_text("\n".join(kept) + "\n", "utf-8")


@pytest.mark.parametrize(
    ("model", "alone"), [("hex", False), ("voronoi", False), ("hex", True), ("admin", True)]
)
def test_one_boundary_level_is_enough_for_every_output(stage: Stage, model, alone):
    one_level(stage, alone=alone)
    see_all_outputs(stage, model, level="commune")


def see_all_outputs(stage: Stage, model: str, level: str) -> None:
    case = ("--case", "{case}", "--area-model", model)
    out = stage.root / "all"
    checked, *told = stage.run_all(
        ("check", "{case}", "--area-model", model),
        ("map", "2012-03-10", *case, "--out", out / "map.html"),
        ("atlas", *case, "--out", out / "atlas.html"),
        ("snapshot", "2012-03-10", *case, "--layer", "units", "--out", out / "u.geojson"),
        ("stats", "--date", "2012-03-10", "--within", level, *case),
        ("changes", "2012-02-01", "2012-06-30", "--html", *case, "--out", out / "c.html"),
        ("changes", "2012-02-01", "2012-06-30", "--geojson", *case),
        ("who", "minor", "2012-03-10", *case),
    )
    assert checked.errors == [], checked.told()
    assert len(told) == 7
    for outcome in told:
        assert outcome.code == 0, outcome.told()
    stage.see_built(model=model)


# Countries of unusual size and place


def moved(stage: Stage, factor: float, lon: float, lat: float) -> None:
    """The whole case scaled about its south-west corner and put elsewhere."""

    def move(x, y):
        return (x - 0.0) * factor + lon, (y - 12.0) * factor + lat

    for name, frame in layers().items():
        shapes = [
            shapely.transform(shape, lambda xy: list(zip(*move(xy[:, 0], xy[:, 1]), strict=True)))
            for shape in frame.geometry
        ]
        stage.case.layer(name, frame.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4326")))
    places = pd.read_csv(stage.case.path("places.csv"), dtype=str, keep_default_na=False)
    x, y = move(places["lon"].astype(float), places["lat"].astype(float))
    places["lon"], places["lat"] = [f"{v:.15f}" for v in x], [f"{v:.15f}" for v in y]
    places.to_csv(stage.case.path("places.csv"), index=False)
    stage.case.replace("case.toml", "centre = [13.5, 1.5]\n", "")


SIZES = {
    "a-street": (1e-5, 10.0, 50.0),
    "a-millimetre": (1e-9, 10.0, 50.0),
    "half-the-world": (59.0, -88.0, -88.5),
    "whole-width": (119.9, -179.9, -300.0),
    "at-the-meridian": (1.0, 176.99, 10.0),
    "on-the-meridian": (1.0, 177.0, 10.0),
    "over-the-meridian": (1.0, 178.5, 10.0),
    "north-pole": (1.0, 10.0, 87.0),
    "south-pole": (1.0, 10.0, -90.0),
    "over-the-pole": (1.0, 10.0, 88.5),
    "at-nought": (1.0, -1.5, -1.5),
}


@pytest.mark.parametrize("kind", SIZES)
def test_a_country_of_unusual_size_or_place_is_refused_or_built(stage: Stage, kind):
    factor, lon, lat = SIZES[kind]
    moved(stage, factor, lon, lat)
    stage.see_refused_or_built()


@pytest.mark.parametrize("model", ["hex", "voronoi"])
@pytest.mark.parametrize("kind", ["a-street", "a-millimetre", "half-the-world", "north-pole"])
def test_so_it_is_for_cells(stage: Stage, kind, model):
    factor, lon, lat = SIZES[kind]
    moved(stage, factor, lon, lat)
    stage.see_refused_or_built(model=model)


SHAPES = {
    "no-area": shapely.Polygon([(0, 12), (1, 13), (0, 12), (0, 12)]),
    "sliver": shapely.Polygon([(0, 12), (1, 13), (1, 13.0000000001)]),
    "bow": shapely.Polygon([(0, 12), (1, 13), (1, 12), (0, 13)]),
    "empty": shapely.Polygon(),
    "line": shapely.LineString([(0, 12), (1, 13)]),
    "hole-larger": shapely.Polygon(
        shapely.box(0, 12, 1, 13).exterior, [shapely.box(-1, 11, 2, 14).exterior]
    ),
    "hole-touches": shapely.box(0, 12, 1, 13).difference(shapely.box(0, 12.4, 0.5, 12.6)),
    "two-parts": shapely.MultiPolygon([shapely.box(0, 12, 0.4, 13), shapely.box(0.6, 12, 1, 13)]),
    "same-twice": shapely.MultiPolygon([shapely.box(0, 12, 1, 13)] * 2),
    "whole-world": shapely.box(-180, -90, 180, 90),
    "beyond": shapely.box(0, 12, 200, 13),
    "collection": shapely.GeometryCollection([shapely.box(0, 12, 1, 13)]),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_a_commune_of_strange_shape_is_refused_or_built(stage: Stage, kind):
    frame = communes()
    shapes = frame.geometry.tolist()
    shapes[0] = SHAPES[kind]
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4326"))
    stage.case.layer("communes.gpkg", frame)
    stage.case.replace("case.toml", "communes.shp", "communes.gpkg")
    stage.see_refused_or_built()
