"""Layer files whose headers lie, that are bombs, or that go deeper than a reader can follow."""

from __future__ import annotations

import json
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from attackkit import Stage
from casefolder import layers
from test_layer_drivers import OPEN

pytestmark = pytest.mark.attack

HUGE_BYTES = 6 * 2**30
"""A file with a hole: it takes no room on the disk."""


def country(stage: Stage, extension: str) -> Path:
    """The good country in another format, as a layer of the case."""
    name = f"country{extension}"
    if extension != ".shp":
        stage.case.layer(name, layers()["country.shp"])
        stage.case.replace("case.toml", "country.shp", name)
    return stage.case.path(name)


def patch(path: Path, at: int, value: bytes) -> None:
    raw = bytearray(path.read_bytes())
    raw[at : at + len(value)] = value
    path.write_bytes(raw)


# Parquet


def geo(**more: object) -> bytes:
    column = {"encoding": "WKB", "geometry_types": ["Polygon"]} | more
    meta = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return json.dumps(meta).encode()


LAND = shapely.to_wkb(layers()["country.shp"].geometry.iloc[0])
TEXT = pa.array(["land"])
SHAPE = pa.array([LAND], pa.binary())


def table(columns: dict[str, pa.Array], meta: dict[bytes, bytes] | None) -> pa.Table:
    return pa.table(columns).replace_schema_metadata(meta)


def repeated(value: object, count: int, kind: pa.DataType) -> pa.Array:
    """One value many times: a few bytes in a file, and all of them in memory."""
    codes = pa.array(np.zeros(count, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array([value], kind))


GOOD = {"id": TEXT, "name": TEXT, "geometry": SHAPE}
MANY = 3_000_000
PARQUETS: dict[str, Callable[[Stage], pa.Table]] = {
    "no-geo": lambda s: table(GOOD, None),
    "geo-is-no-json": lambda s: table(GOOD, {b"geo": b"{"}),
    "geo-is-a-list": lambda s: table(GOOD, {b"geo": b"[]"}),
    "geo-is-nothing": lambda s: table(GOOD, {b"geo": b"{}"}),
    "geo-deep": lambda s: table(GOOD, {b"geo": b"[" * 100_000}),
    "no-column": lambda s: table({"id": TEXT, "name": TEXT}, {b"geo": geo()}),
    "encoding-unknown": lambda s: table(GOOD, {b"geo": geo(encoding="X")}),
    "crs-address": lambda s: table(GOOD, {b"geo": geo(crs=f"{s.url}/crs.json")}),
    "crs-file": lambda s: table(GOOD, {b"geo": geo(crs=f"{s.outside}/secret.txt")}),
    "crs-grid": lambda s: table(
        GOOD, {b"geo": geo(crs=f"+proj=longlat +ellps=WGS84 +nadgrids={s.outside}/secret.txt")}
    ),
    "crs-of-nonsense": lambda s: table(GOOD, {b"geo": geo(crs={"type": "x", "id": 7})}),
    "crs-unknown": lambda s: table(GOOD, {b"geo": geo(crs=None)}),
    "nested-id": lambda s: table(GOOD | {"id": pa.array([[["x"]]])}, {b"geo": geo()}),
    "struct-id": lambda s: table(GOOD | {"id": pa.array([{"a": 1}])}, {b"geo": geo()}),
    "binary-id": lambda s: table(GOOD | {"id": pa.array([b"\xff\0"])}, {b"geo": geo()}),
    "huge-number-id": lambda s: table(GOOD | {"id": pa.array([1e300])}, {b"geo": geo()}),
    "no-number-id": lambda s: table(GOOD | {"id": pa.array([float("inf")])}, {b"geo": geo()}),
    "time-id": lambda s: table(GOOD | {"id": pa.array([10**17], pa.timestamp("ns"))},
                               {b"geo": geo()}),
    "far-time-id": lambda s: table(
        GOOD | {"id": pa.array([10**11 * 3], pa.timestamp("s"))}, {b"geo": geo()}
    ),
    "duration-id": lambda s: table(GOOD | {"id": pa.array([7], pa.duration("s"))}, {b"geo": geo()}),
    "long-text-id": lambda s: table(GOOD | {"id": pa.array(["x" * 10**6])}, {b"geo": geo()}),
    "wkb-of-nonsense": lambda s: table(GOOD | {"geometry": pa.array([b"\1\3"])}, {b"geo": geo()}),
    "wkb-lies": lambda s: table(
        GOOD | {"geometry": pa.array([b"\1\3\0\0\0\xff\xff\xff\x7f" + LAND[9:]])}, {b"geo": geo()}
    ),
    "wkb-deep": lambda s: table(
        GOOD | {"geometry": pa.array([b"\1\7\0\0\0\1\0\0\0" * 50_000 + LAND])}, {b"geo": geo()}
    ),
    "no-rows": lambda s: table(GOOD, {b"geo": geo()}).slice(0, 0),
    "two-columns-of-one-name": lambda s: pa.Table.from_arrays(
        [TEXT, TEXT, TEXT, SHAPE], ["id", "id", "name", "geometry"], metadata={b"geo": geo()}
    ),
    "pandas-index": lambda s: table(
        GOOD, {b"geo": geo(), b"pandas": b'{"index_columns":["id"],"columns":[],"x":1}'}
    ),
    "pandas-of-nonsense": lambda s: table(GOOD, {b"geo": geo(), b"pandas": b"[7]"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", PARQUETS)
def test_a_strange_parquet_is_refused_or_read(stage: Stage, kind):
    path = country(stage, ".parquet")
    pq.write_table(PARQUETS[kind](stage), path, store_schema=False)
    stage.see_refused_or_drawn()


BOMBS = {
    "texts": {"name": repeated("x" * 2000, MANY, pa.string())},
    "shapes": {"geometry": repeated(LAND, MANY, pa.binary())},
    "rows": {},
    "unused": {"more": repeated("x" * 3000, MANY, pa.string())},
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_parquet_that_grows_without_measure_is_refused(stage: Stage, kind):
    path = country(stage, ".parquet")
    columns = {
        "id": repeated("land", MANY, pa.string()),
        "name": repeated("Land", MANY, pa.string()),
        "geometry": repeated(LAND[:9], MANY, pa.binary()),
    } | BOMBS[kind]
    pq.write_table(table(columns, {b"geo": geo()}), path, store_schema=False, compression="zstd")
    assert path.stat().st_size < 2**21
    started = time.monotonic()
    stage.see_refused("country.parquet")
    assert time.monotonic() - started < 10


PARQUET_LIES = {
    "footer-too-long": (-8, b"\xff\xff\xff\x7f"),
    "footer-negative": (-8, b"\xff\xff\xff\xff"),
    "footer-short": (-8, b"\x03\0\0\0"),
    "other-end": (-4, b"PARE"),
    "footer-of-zeros": (-200, b"\0" * 150),
    "footer-of-ones": (-200, b"\xff" * 150),
}


@pytest.mark.parametrize("kind", PARQUET_LIES)
def test_a_parquet_whose_end_lies_is_refused(stage: Stage, kind):
    path = country(stage, ".parquet")
    at, value = PARQUET_LIES[kind]
    patch(path, path.stat().st_size + at, value)
    stage.see_refused("country.parquet")


# Shapefiles: header of 100 bytes, header of a record 8, then type 4, box 32, parts 4, points 4.

SHP_LIES = {
    "parts": (".shp", 144, b"\xff\xff\xff\x7f"),
    "parts-negative": (".shp", 144, b"\xff\xff\xff\xff"),
    "points": (".shp", 148, b"\xff\xff\xff\x7f"),
    "points-negative": (".shp", 148, b"\x00\x00\x00\x80"),
    "first-part": (".shp", 152, b"\xff\xff\xff\x7f"),
    "record-length": (".shp", 104, b"\x7f\xff\xff\xff"),
    "record-length-zero": (".shp", 104, b"\0\0\0\0"),
    "type": (".shp", 108, b"\x1f\0\0\0"),
    "type-of-file": (".shp", 32, b"\x63\0\0\0"),
    "box": (".shp", 36, struct.pack("<4d", *[float("nan")] * 4)),
    "box-of-file": (".shp", 36, struct.pack("<4d", -1e308, -1e308, 1e308, 1e308)),
    "nan": (".shp", 156, struct.pack("<d", float("nan"))),
    "infinite": (".shp", 156, struct.pack("<d", float("inf"))),
    "huge": (".shp", 156, struct.pack("<d", 1e308)),
    "tiny": (".shp", 156, struct.pack("<d", 5e-324)),
    "offset": (".shx", 100, b"\x7f\xff\xff\xff"),
    "offset-into-header": (".shx", 100, b"\0\0\0\0"),
    "length": (".shx", 104, b"\x7f\xff\xff\xff"),
    "shx-size": (".shx", 24, b"\x7f\xff\xff\xff"),
    "records": (".dbf", 4, b"\xff\xff\xff\x7f"),
    "records-negative": (".dbf", 4, b"\xff\xff\xff\xff"),
    "no-records": (".dbf", 4, b"\0\0\0\0"),
    "header": (".dbf", 8, b"\xff\xff"),
    "width": (".dbf", 10, b"\xff\xff"),
    "width-one": (".dbf", 10, b"\x01\0"),
    "field-type": (".dbf", 43, b"\x07"),
    "field-width": (".dbf", 48, b"\xff"),
    "field-decimals": (".dbf", 49, b"\xff"),
    "field-name": (".dbf", 32, b"\x1b[2J\x07\0"),
    "code-page": (".cpg", 0, b"idna "),
    "code-page-of-bytes": (".cpg", 0, b"hex  "),
    "code-page-utf-7": (".cpg", 0, b"UTF-7"),
    "code-page-punycode": (".cpg", 0, b"punycode"),
    "code-page-undefined": (".cpg", 0, b"undefined"),
    "prj": (".prj", 0, b"\0\xff\x1b[2J"),
}


@pytest.mark.parametrize("kind", SHP_LIES)
def test_a_shapefile_that_lies_is_refused_or_read(stage: Stage, kind):
    suffix, at, value = SHP_LIES[kind]
    patch(stage.case.path(f"country{suffix}"), at, value)
    if kind in {"parts", "points", "points-negative", "nan", "infinite", "huge", "field-name"}:
        stage.see_refused("country")
    else:
        stage.see_refused_or_drawn()


# FlatGeobuf: 8 bytes of magic, 4 of header size, header, index, features with their size.

FGB_LIES = {
    "header-size": (8, b"\xff\xff\xff\x7f"),
    "header-size-negative": (8, b"\xff\xff\xff\xff"),
    "header-size-zero": (8, b"\0\0\0\0"),
    "header-size-small": (8, b"\x10\0\0\0"),
    "root": (12, b"\xff\xff\xff\x7f"),
    "header-of-ones": (16, b"\xff" * 40),
    "header-of-zeros": (16, b"\0" * 40),
    "middle-of-ones": (120, b"\xff" * 40),
    "end-of-ones": (-60, b"\xff" * 40),
    "end-of-zeros": (-120, b"\0" * 80),
}


@pytest.mark.parametrize("kind", FGB_LIES)
def test_a_flatgeobuf_that_lies_is_refused_or_read(stage: Stage, kind):
    path = country(stage, ".fgb")
    at, value = FGB_LIES[kind]
    patch(path, at if at >= 0 else path.stat().st_size + at, value)
    stage.see_refused_or_drawn()


def test_a_flatgeobuf_that_says_it_has_endless_features_is_refused_or_read(stage: Stage):
    path = country(stage, ".fgb")
    raw = path.read_bytes()
    one = struct.pack("<Q", 1)
    for at in (i for i in range(12, 300) if raw[i : i + 8] == one):
        changed = raw[:at] + struct.pack("<Q", 2**60) + raw[at + 8 :]
        path.write_bytes(changed)
        stage.check()


# GeoJSON


def deep(text: str) -> str:
    return json.dumps(OPEN).replace('"Land"', text)


BIG_JSON = {
    "deep-lists": lambda: "[" * 100_000,
    "deep-objects": lambda: '{"a":' * 100_000,
    "deep-property": lambda: deep("[" * 100_000 + "]" * 100_000),
    "deep-shape": lambda: json.dumps(OPEN)
    .replace("[[[", "[" * 100_000)
    .replace("]]]", "]" * 99_999),
    "deep-collection": lambda: json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}}]}
    ).replace(
        '"properties"',
        '"geometry": ' + '{"type":"GeometryCollection","geometries":[' * 20_000
        + "]}" * 20_000 + ', "properties"',
    ),
    "many-keys": lambda: deep("1," + ",".join(f'"k{i}": 1' for i in range(100_000))),
    "long-text": lambda: deep('"' + "x" * 30_000_000 + '"'),
    "long-key": lambda: deep('1, "' + "x" * 3_000_000 + '": 1'),
    "many-rings": lambda: json.dumps(OPEN).replace("[[[", "[" + "[]," * 1_000_000 + "[["),
}  # fmt: skip


@pytest.mark.parametrize("kind", BIG_JSON)
def test_a_geojson_without_measure_is_refused_or_read(stage: Stage, kind):
    stage.case.replace("case.toml", "country.shp", "country.geojson")
    stage.case.path("country.geojson").write_text(BIG_JSON[kind]())
    stage.check()


def test_a_country_of_very_many_corners_is_read_or_refused_in_time(stage: Stage):
    count = 1_000_000
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = np.column_stack([1.5 + 3 * np.cos(angle), 13.5 + 3 * np.sin(angle)])
    shape = shapely.Polygon(np.round(ring, 9))
    frame = gpd.GeoDataFrame(pd.DataFrame({"id": ["land"], "name": "Land"}), geometry=[shape],
                             crs="EPSG:4326")  # fmt: skip
    stage.case.layer("country.fgb", frame)
    stage.case.replace("case.toml", "country.shp", "country.fgb")
    stage.check()


# Files with holes: as large as the disk says, and nothing in them.

HOLES = {
    **{f"country{x}": x for x in (".geojson", ".gpkg", ".parquet", ".fgb")},
    **{f"country{x}": "" for x in (".dbf", ".shx", ".prj", ".cpg")},
    **dict.fromkeys(("places.csv", "control_events.csv", "names_fr.csv", "case.toml"), ""),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_file_as_large_as_a_disk_is_refused_before_it_is_read(stage: Stage, name):
    path = stage.case.case / name if name == "names_fr.csv" else stage.case.path(name)
    if HOLES[name]:
        country(stage, HOLES[name])
    if not path.exists():
        path.write_bytes(b"kind,id,name,short_name\n")
    os.truncate(path, HUGE_BYTES)
    started = time.monotonic()
    if name in {"country.gpkg", "country.fgb", "country.shx"}:  # read here and there only
        stage.check()
    else:
        stage.see_refused()
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("extension", [".geojson", ".gpkg", ".parquet", ".fgb", ".shp"])
@pytest.mark.parametrize("kept", [0, 1, 7, 40, 0.5, 0.98])
def test_a_file_cut_short_is_refused(stage: Stage, extension, kept):
    path = country(stage, extension)
    size = path.stat().st_size
    os.truncate(path, kept if isinstance(kept, int) else int(size * kept))
    if extension == ".gpkg" and kept == 0.98:
        stage.see_refused_or_drawn()
    else:
        stage.see_refused("country")
