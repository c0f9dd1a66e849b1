"""Snapshots as GeoJSON: RFC 7946, the properties that are relied on, and hostile strings."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.outputs.geo import geojson
from mapper.outputs.geo.geojson import LAYERS, GeoJSONWriter, areas_of

pytestmark = pytest.mark.slow

DAY = dt.date(2012, 7, 15)
STATE = {
    "date": str,
    "holder": str,
    "holder_name": str,
    "holders": list,
    "status": str,
    "bloc": (str, type(None)),
    "opposed_by": list,
    "claimed_by": list,
    "besieged": bool,
    "disputed": bool,
    "uncertain": bool,
}
AREA = STATE | {"area_km2": float, "units": int}
TARGET = STATE | {
    "name": str,
    "parents": list,
    "since": (str, type(None)),
    "start_earliest": (str, type(None)),
    "start_latest": (str, type(None)),
    "last_evidence": (str, type(None)),
    "evidence_age_days": (int, type(None)),
    "events": list,
    "sources": list,
}
PROPERTIES = {
    "areas": AREA,
    "units": TARGET | {"unit_id": str, "area_km2": float},
    "places": TARGET | {"place_id": str},
}


@pytest.fixture(scope="module")
def writer(mali) -> GeoJSONWriter:
    return GeoJSONWriter(mali)


@pytest.fixture(scope="module")
def texts(writer) -> dict[str, str]:
    return {layer: writer.text(DAY, layer) for layer in LAYERS}


@pytest.fixture(scope="module")
def files(texts) -> dict[str, dict]:
    return {layer: json.loads(text) for layer, text in texts.items()}


def rings(geometry: dict) -> list[list[list[list[float]]]]:
    """The polygons of a geometry, each as its rings."""
    parts = geometry["coordinates"]
    return {"Polygon": [parts], "MultiPolygon": parts, "Point": []}[geometry["type"]]


def positions(geometry: dict) -> np.ndarray:
    if geometry["type"] == "Point":
        return np.array([geometry["coordinates"]])
    return np.concatenate([np.array(ring) for polygon in rings(geometry) for ring in polygon])


# RFC 7946


@pytest.mark.parametrize("layer", LAYERS)
def test_collection(files, layer: str) -> None:
    data = files[layer]
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    assert data["features"], "empty"
    for feature in data["features"]:
        assert feature["type"] == "Feature"
        assert set(feature) <= {"type", "id", "bbox", "properties", "geometry"}
    assert {"date": "2012-07-15", "layer": layer, "area_model": "admin"}.items() <= data.items()
    assert data["licence"] == "CC BY 4.0"
    assert data["attribution"]


@pytest.mark.parametrize("layer", ["areas", "units"])
def test_rings_are_closed_and_follow_the_right_hand_rule(files, layer: str) -> None:
    for feature in files[layer]["features"]:
        for outer, *holes in rings(feature["geometry"]):
            for ring in (outer, *holes):
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
            assert shapely.LinearRing(outer).is_ccw
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


@pytest.mark.parametrize("layer", LAYERS)
def test_bboxes_are_those_of_the_coordinates(files, layer: str) -> None:
    data = files[layer]
    boxes = []
    for feature in data["features"]:
        xy = positions(feature["geometry"])
        assert xy.shape[1] == 2
        box = [*xy.min(axis=0), *xy.max(axis=0)]
        assert feature.get("bbox", box) == box
        assert ("bbox" in feature) == (layer != "places")
        boxes.append(box)
    boxes = np.array(boxes)
    assert data["bbox"] == [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]
    assert -180 <= data["bbox"][0] < data["bbox"][2] <= 180
    assert -90 <= data["bbox"][1] < data["bbox"][3] <= 90


@pytest.mark.parametrize("layer", LAYERS)
def test_coordinates_have_six_decimals_at_most(texts, layer: str) -> None:
    geometries = [line.partition('"geometry":')[2] for line in texts[layer].splitlines()[1:-1]]
    assert len(geometries) == len(json.loads(texts[layer])["features"])
    decimals = [len(d) for g in geometries for d in re.findall(r"-?\d+\.(\d+)", g)]
    assert decimals
    assert max(decimals) == (4 if layer == "places" else 6)
    assert not any(re.search(r"\d[eE][-+]?\d", g) for g in geometries)


def test_decimals_are_an_option(mali) -> None:
    data = GeoJSONWriter(mali, decimals=3).text(DAY, "places")
    pairs = re.findall(r'"coordinates":\[(-?[\d.]+),(-?[\d.]+)\]', data.replace(" ", ""))
    assert len(pairs) > 100
    assert max(len(x.partition(".")[2]) for pair in pairs for x in pair) <= 3


def test_ids_are_those_of_units_and_places(mali, files) -> None:
    assert [f["id"] for f in files["units"]["features"]] == mali.units.index.tolist()
    assert [f["id"] for f in files["places"]["features"]] == mali.at(DAY).places.index.tolist()
    for layer, key in (("units", "unit_id"), ("places", "place_id")):
        assert all(f["id"] == f["properties"][key] for f in files[layer]["features"])
    assert all("id" not in f for f in files["areas"]["features"])


@pytest.mark.parametrize("layer", LAYERS)
def test_properties_and_their_types(files, layer: str) -> None:
    for feature in files[layer]["features"]:
        properties = feature["properties"]
        for name, kind in PROPERTIES[layer].items():
            assert isinstance(properties[name], kind), (name, properties[name])
        assert properties["holders"][0] == properties["holder"]
        assert properties["disputed"] == bool(properties["claimed_by"])
        for name in ("holders", "opposed_by", "claimed_by"):
            assert all(isinstance(x, str) for x in properties[name])


def test_simplestyle_colours_are_those_of_the_holders(mali, files) -> None:
    for feature in files["areas"]["features"]:
        style = feature["properties"]
        assert re.fullmatch("#[0-9a-f]{6}", style["fill"])
        if style["holder"] in mali.actors:
            assert style["fill"] == mali.actors[style["holder"]].colour
        assert 0 < style["fill-opacity"] <= 1
    for feature in files["places"]["features"]:
        assert feature["properties"]["marker-size"] in {"small", "medium", "large"}
        assert re.fullmatch("#[0-9a-f]{6}", feature["properties"]["marker-color"])


# Areas


def test_area_is_the_sum_of_the_units_areas(mali, files) -> None:
    snapshot = mali.at(DAY)
    groups = areas_of(mali, snapshot)
    features = files["areas"]["features"]
    assert len(groups) == len(features)
    assert sum(mask.astype(int) for _, mask in groups).tolist() == [1] * len(mali.units)
    for (properties, mask), feature in zip(groups, features, strict=True):
        exact = mali.units["area_km2"].to_numpy()[mask].sum()
        assert feature["properties"]["area_km2"] == pytest.approx(exact, abs=0.0006)
        assert feature["properties"]["units"] == mask.sum()
        assert feature["properties"]["holder"] == properties["holder"]
        assert set(snapshot.units["holder"][mask]) == {properties["holder"]}
    sizes = [f["properties"]["area_km2"] for f in features]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == pytest.approx(mali.units["area_km2"].sum(), abs=0.01)


def test_areas_cover_the_country_without_overlap(mali, files) -> None:
    shapes = [shape(f["geometry"]) for f in files["areas"]["features"]]
    assert all(s.is_valid for s in shapes)
    country = shapely.union_all(mali.units.geometry.to_numpy())
    together = shapely.union_all(shapes)
    assert together.symmetric_difference(country).area < 1e-4  # rounding of borders: about 1 km²
    assert sum(s.area for s in shapes) == pytest.approx(together.area, rel=1e-9)
    assert shapely.coverage_is_valid(np.array(shapes))


def test_every_unit_lies_in_the_area_of_its_holder(mali, files) -> None:
    inside = mali.units.geometry.representative_point()
    holders = mali.at(DAY).units["holder"]
    found = 0
    for feature in files["areas"]["features"]:
        area = shape(feature["geometry"])
        shapely.prepare(area)
        mask = shapely.contains(area, inside.to_numpy())
        assert set(holders[mask]) == {feature["properties"]["holder"]}
        found += mask.sum()
    assert found == len(holders)


def test_kept_shapes_do_not_leak_into_other_days(mali, writer) -> None:
    day = dt.date(2014, 6, 1)
    assert writer.text(day) == GeoJSONWriter(mali).text(day)
    assert writer.text(mali.at(day)) == writer.text(day)


# Files to compare with


@pytest.mark.parametrize(
    ("date", "layer"),
    [
        ("2012-03-05", "areas"),
        ("2012-04-02", "units"),
        ("2012-09-15", "areas"),
        ("2012-05-01", "places"),
    ],
)
def test_golden_files(tiny, golden, date: str, layer: str) -> None:
    text = GeoJSONWriter(tiny).text(dt.date.fromisoformat(date), layer)
    assert text == golden(f"tiny-{date}.{layer}.geojson", text)


def test_base_is_absent_before_its_first_claim(tiny) -> None:
    writer = GeoJSONWriter(tiny)
    ids = {
        day: [f["id"] for f in json.loads(writer.text(dt.date(2012, 3, day), "places"))["features"]]
        for day in (15, 16)
    }
    assert "camp" not in ids[15]
    assert "camp" in ids[16]


# Hostile strings and wrong calls

HOSTILE = [
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    'quote " backslash \\ newline \n tab \t',
    "\u202eright to left\u2028line separator",
    "NUL \x00 and bell \x07",
    "Kidal كيدال ⴽⵉⴷⴰⵍ 🏜",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_survive_as_text(tiny, name: str) -> None:
    places = tiny.places.copy()
    places.loc["north", "name"] = name
    actors = {**tiny.actors, "reb": replace(tiny.actors["reb"], name=name)}
    writer = GeoJSONWriter(replace(tiny, places=places, actors=actors))
    day = dt.date(2012, 1, 20)
    text = writer.text(day, "places")
    found = {f["id"]: f["properties"] for f in json.loads(text)["features"]}
    assert found["north"]["name"] == name
    assert found["north"]["holder_name"] == name
    areas = json.loads(writer.text(day, "areas"))["features"]
    assert name in {f["properties"]["holder_name"] for f in areas}
    text.encode("utf-8")


def test_wrong_layer_and_date(tiny) -> None:
    writer = GeoJSONWriter(tiny)
    with pytest.raises(UsageError, match="no layer `towns`; use one of: areas, units, places"):
        writer.text(DAY, "towns")
    with pytest.raises(DateOutsideCaseError, match="2011-12-31 lies outside the case"):
        writer.text(dt.date(2011, 12, 31))


def test_what_a_writer_keeps_is_bounded_and_changes_nothing(mali, monkeypatch) -> None:
    days = mali.change_days()[20:32]
    whole = [GeoJSONWriter(mali).text(day) for day in days]
    monkeypatch.setattr(geojson, "KEPT_LETTERS", 10_000)
    writer = GeoJSONWriter(mali)
    assert [writer.text(day) for day in days] == whole
    kept = [len(text) for text, _ in writer._dissolved.values()]
    assert sum(kept) == writer._kept
    assert sum(kept[:-1]) <= 10_000  # one that is larger by itself may stay until the next
