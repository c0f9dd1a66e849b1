"""Formats of GIS programs: what geopandas reads back, and the same bytes twice."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import replace
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.core.errors import DateOutsideCaseError, OutputError, UsageError
from mapper.outputs.geo.geojson import LAYERS
from mapper.outputs.geo.vector import FORMATS, snapshot_bytes, snapshot_frame, write_snapshot

DAY = dt.date(2012, 4, 6)


def read(path, fmt: str) -> gpd.GeoDataFrame:
    if fmt == "parquet":
        return gpd.read_parquet(path)
    with warnings.catch_warnings():  # GDAL's reader of TopoJSON takes text beside null for JSON
        warnings.filterwarnings("ignore", "Could not parse column .* as JSON", UserWarning)
        return gpd.read_file(path)


def names(frame: gpd.GeoDataFrame) -> list[str]:
    """The names; KML has one element for them, which GDAL calls Name."""
    return frame["name" if "name" in frame else "Name"].tolist()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("fmt", FORMATS)
def test_round_trip(tiny, tmp_path, fmt: str, layer: str) -> None:
    day = dt.date(2012, 9, 15)
    path = tmp_path / f"out.{fmt}"
    write_snapshot(tiny, day, path, layer=layer, fmt=fmt)
    found, expected = read(path, fmt), snapshot_frame(tiny, day, layer)
    assert len(found) == len(expected)
    if fmt != "topojson":  # GDAL's reader of TopoJSON gives no CRS
        assert found.crs.to_epsg() == 4326
    assert found["holder"].tolist() == expected["holder"].tolist()
    assert found["status"].tolist() == expected["status"].tolist()
    assert found["disputed"].astype(bool).tolist() == expected["disputed"].tolist()
    apart = shapely.hausdorff_distance(
        shapely.force_2d(found.geometry.to_numpy()), expected.geometry.to_numpy()
    )
    assert apart.max() < 2e-6
    if layer != "areas":
        key = {"units": "unit_id", "places": "place_id"}[layer]
        assert found[key].tolist() == expected[key].tolist()
        assert names(found) == expected["name"].tolist()
    if layer != "places":
        np.testing.assert_allclose(found["area_km2"].astype(float), expected["area_km2"])


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("fmt", FORMATS)
def test_same_bytes_twice(tiny, fmt: str, layer: str) -> None:
    day = dt.date(2012, 9, 15)
    first, second = (snapshot_bytes(tiny, day, layer=layer, fmt=fmt) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("fmt", ["gpkg", "parquet"])
def test_mali_round_trip(mali, tmp_path, fmt: str) -> None:
    path = tmp_path / f"mali.{fmt}"
    path.write_bytes(snapshot_bytes(mali, DAY, layer="units", fmt=fmt))
    found = read(path, fmt)
    expected = snapshot_frame(mali, DAY, "units")
    assert found["unit_id"].tolist() == mali.units.index.tolist()
    assert found["since"].tolist() == expected["since"].tolist()
    assert [
        shape.equals(other) for shape, other in zip(found.geometry, expected.geometry, strict=True)
    ] == [True] * len(found)


def test_frame_has_lists_and_whole_numbers(tiny) -> None:
    frame = snapshot_frame(tiny, dt.date(2012, 8, 15), "places").set_index("place_id")
    assert frame.crs.to_epsg() == 4326
    assert frame.at["north", "holders"] == ["gov", "un"]
    assert frame.at["na", "claimed_by"] == ["reb"]
    assert str(frame["population"].dtype) == str(frame["evidence_age_days"].dtype) == "Int64"
    assert frame.at["capital", "population"] == 1_000_000
    assert pd.isna(frame.at["na", "population"])
    assert frame.at["seat_b", "since"] == "2012-03-05"
    assert pd.isna(frame.at["capital", "since"])


def test_areas_add_up(mali) -> None:
    frame = snapshot_frame(mali, DAY)
    assert frame["units"].sum() == len(mali.units)
    assert frame["area_km2"].sum() == pytest.approx(mali.units["area_km2"].sum(), abs=0.01)
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def test_geopackage_names_its_layer_after_the_day(tiny, tmp_path) -> None:
    path = tmp_path / "x.gpkg"
    write_snapshot(tiny, DAY, path, fmt="gpkg")
    assert gpd.list_layers(path)["name"].tolist() == ["areas_2012-04-06"]


def test_lists_become_text_where_a_format_knows_none(tiny, tmp_path) -> None:
    path = tmp_path / "x.gpkg"
    write_snapshot(tiny, dt.date(2012, 8, 15), path, layer="places", fmt="gpkg")
    frame = gpd.read_file(path).set_index("place_id")
    assert frame.at["north", "holders"] == "gov+un"
    assert frame.at["seat_b", "sources"] == "https://a.example/3"


@pytest.mark.parametrize("fmt", FORMATS)
def test_hostile_names_come_back(tiny, tmp_path, fmt: str) -> None:
    name = "</name><script>alert(1)</script> {{ 7*7 }} & ' \" Kidal كيدال"
    places = tiny.places.copy()
    places.loc["north", "name"] = name
    path = tmp_path / f"x.{fmt}"
    write_snapshot(replace(tiny, places=places), DAY, path, layer="places", fmt=fmt)
    found = read(path, fmt)
    assert names(found[found["place_id"] == "north"]) == [name]
    if fmt == "kml":
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
        assert "Placemark" in tags
        assert "script" not in tags


def test_a_refused_snapshot_leaves_the_file_as_it_was(tiny, tmp_path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text("earlier")
    with pytest.raises(DateOutsideCaseError):
        write_snapshot(tiny, dt.date(2020, 1, 1), path)
    with pytest.raises(UsageError, match="no format `shp`; use one of: geojson, gpkg, parquet"):
        write_snapshot(tiny, DAY, path, fmt="shp")
    for fmt in ("geojson", "gpkg"):
        with pytest.raises(UsageError, match="no layer `towns`"):
            write_snapshot(tiny, DAY, path, layer="towns", fmt=fmt)
    assert path.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["x.geojson"]
    with pytest.raises(OutputError, match="cannot write"):
        write_snapshot(tiny, DAY, tmp_path / "no" / "folder.geojson")
