"""TopoJSON: valid by its specification, each border once, and exactly the GeoJSON."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.outputs.geo.geojson import LAYERS, GeoJSONWriter, geometry_texts
from mapper.outputs.geo.topojson import topojson_text
from mapper.outputs.geo.vector import snapshot_bytes

DAY = dt.date(2012, 4, 6)


def nested(shape: dict[str, Any]) -> list[list[list[int]]]:
    """Polygons, rings, arcs of a geometry."""
    return shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]


def ring(file: dict[str, Any], arcs: list[int]) -> list[list[float]]:
    """The positions of a ring, as section 2.1.4 of the specification has them."""
    positions: list[list[float]] = []
    for arc in arcs:
        run = file["arcs"][arc] if arc >= 0 else file["arcs"][~arc][::-1]
        assert not positions or positions[-1] == run[0], "arcs meet end to end"
        positions += run[1:] if positions else run
    assert positions[0] == positions[-1]
    assert len(positions) >= 4
    return positions


def checked(text: str) -> dict[str, Any]:
    """A file of one object, after everything that the specification asks of it."""
    file = json.loads(text)
    assert set(file) <= {"type", "bbox", "objects", "arcs"}
    assert file["type"] == "Topology"
    for arc in file["arcs"]:
        assert len(arc) >= 2
        assert all(len(position) == 2 for position in arc)
    (found,) = file["objects"].values()
    assert found["type"] == "GeometryCollection"
    uses = []
    for shape in found["geometries"]:
        assert isinstance(shape["properties"], dict)
        if shape["type"] in {"Polygon", "MultiPolygon"}:
            uses += [arc for p in nested(shape) for arcs in p for arc in arcs]
            for polygon in nested(shape):
                outer, *holes = [ring(file, arcs) for arcs in polygon]
                assert not shapely.LinearRing(outer).is_ccw
                assert all(shapely.LinearRing(hole).is_ccw for hole in holes)
        else:
            assert shape["type"] in {"Point", None}
    assert len(set(uses)) == len(uses), "each arc at most once in each direction"
    assert {arc if arc >= 0 else ~arc for arc in uses} == set(range(len(file["arcs"])))
    edges = [frozenset(map(tuple, e)) for a in file["arcs"] for e in itertools.pairwise(a)]
    assert len(set(edges)) == len(edges), "no border is stored twice"
    return file


def read(data: bytes) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():  # GDAL's reader of TopoJSON takes text beside null for JSON
        warnings.filterwarnings("ignore", "Could not parse column .* as JSON", UserWarning)
        return gpd.read_file(data)


def in_order(shapes: Any) -> Any:
    """Geometries without the points that say nothing (the same twice), rings begun alike."""
    return shapely.normalize(shapely.remove_repeated_points(np.asarray(shapes, dtype=object), 0))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("which", ["tiny", "mali"])
def test_gdal_reads_the_very_same_as_from_geojson(request, which: str, layer: str) -> None:
    history = request.getfixturevalue(which)
    data = snapshot_bytes(history, DAY, layer=layer, fmt="topojson")
    file = checked(data.decode("ascii"))
    assert list(file["objects"]) == [f"{layer}_{DAY}"]
    found = read(data)
    expected = gpd.read_file(GeoJSONWriter(history).text(DAY, layer).encode())
    assert len(found) == len(expected) > 0
    ours, theirs = (in_order(f.geometry.to_numpy()) for f in (found, expected))
    assert shapely.equals_exact(ours, theirs, 0).all()
    assert np.array_equal(file["bbox"], expected.total_bounds)
    assert found["holder"].tolist() == expected["holder"].tolist()
    if layer != "areas":
        assert [g["id"] for g in file["objects"][f"{layer}_{DAY}"]["geometries"]] == (
            expected["id"].tolist()
        )


def test_borders_of_mali_are_shared(mali) -> None:
    file = checked(snapshot_bytes(mali, DAY, layer="units", fmt="topojson").decode())
    corners = sum(len(arc) for arc in file["arcs"])
    alone = shapely.get_num_coordinates(mali.units.geometry.to_numpy()).sum()
    assert corners < 0.65 * alone


@pytest.mark.parametrize("shift", [0.0, 5e-7, 4.9e-7, 1e-9])
def test_finer_coordinates_are_rounded_as_in_geojson(shift: float) -> None:
    """Also halves of the last digit, which 1e-6 does not divide as 1e6 multiplies them."""
    rng = np.random.default_rng(3)
    corners = np.round(rng.uniform(-180, 180, (200, 2)), 6) + shift
    boxes = [shapely.box(x, y, x + 0.1234565, y + 0.0000035) for x, y in corners / 2]
    text = topojson_text(gpd.GeoDataFrame({"holder": "a"}, geometry=boxes, index=range(200)), "x")
    file = json.loads(text)
    for shape, (geojson, box) in zip(
        file["objects"]["x"]["geometries"], geometry_texts(np.array(boxes)), strict=True
    ):
        expected = shapely.from_geojson(geojson)
        ours = shapely.Polygon(ring(file, shape["arcs"][0]))
        assert shapely.equals_exact(*in_order([ours, expected]), 0)
        assert ours.bounds == tuple(box)


def test_holes_islands_and_what_is_too_small() -> None:
    inner = shapely.box(1, 1, 2, 2)
    outer = shapely.box(0, 0, 3, 3).difference(inner)
    islands = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(6, 6, 7, 7)])
    nothing = shapely.box(9, 9, 9 + 1e-8, 9 + 1e-8)
    rows = gpd.GeoDataFrame({"n": range(4)}, geometry=[outer, inner, islands, nothing])
    file = checked(topojson_text(rows, "x"))
    shapes = file["objects"]["x"]["geometries"]
    assert [shape["type"] for shape in shapes] == ["Polygon", "Polygon", "MultiPolygon", None]
    assert len(file["arcs"]) == 4
    assert shapes[0]["arcs"][1] == [~shapes[1]["arcs"][0][0]]
    found = read(topojson_text(rows, "x").encode())
    assert shapely.equals(found.geometry.to_numpy()[:3], [outer, inner, islands]).all()


def test_a_layer_without_rows_is_valid() -> None:
    rows = gpd.GeoDataFrame({"holder": []}, geometry=[])
    file = checked(topojson_text(rows, "places_2012-01-01"))
    assert file["objects"]["places_2012-01-01"]["geometries"] == []
    assert "bbox" not in file
