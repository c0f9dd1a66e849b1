"""Reading boundary layers in any format, and the files they come from."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from casefolder import communes, square, write_case, write_layer

from mapper.case.inputs import Inputs
from mapper.case.layers.boundaries import Layer, LayerSpec, frame_on, read_layer
from mapper.case.layers.vetting import FORMATS, file_faults, safe_file
from mapper.review.check import check_case

pytestmark = pytest.mark.slow

WRITTEN = (
    *(".shp", ".gpkg", ".geojson", ".parquet", ".fgb"),
    *(".kml", ".kmz", ".gml", ".gdb", ".zip", ".shz", ".topojson"),
)


def spec(path: str = "x.gpkg", **more: str | None) -> LayerSpec:
    return LayerSpec(path=path, level="commune", **more)


@pytest.mark.parametrize("suffix", WRITTEN)
def test_every_format_gives_the_same_layer(suffix: str, tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / f"x{suffix}")
    (layer,), faults = read_layer(tmp_path, spec(f"x{suffix}", parent="parent"))
    assert faults == []
    assert list(layer.areas.columns) == ["name", "parent", "geometry"]
    assert layer.areas.index.tolist() == sorted(communes()["id"])
    assert layer.areas.at["b2", "name"] == "Sèat land"
    assert layer.areas.crs.to_epsg() == 4326
    whole = shapely.union_all(layer.areas.geometry.to_numpy())
    assert whole.equals(shapely.box(0, 12, 3, 15))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_days_that_the_format_keeps_as_days(suffix: str, tmp_path: Path) -> None:
    frame = communes().iloc[:2].assign(since=pd.to_datetime(["2012-07-01", None]), until="")
    write_layer(frame, tmp_path / f"x{suffix}")
    layers, faults = read_layer(tmp_path, spec(f"x{suffix}", valid_from="since", valid_to="until"))
    assert faults == []
    assert {(x.valid_from, x.valid_to, x.frame) for x in layers} == {
        (None, None, "commune"),
        (dt.date(2012, 7, 1), None, "2012"),
    }


def test_ids_that_are_numbers_have_no_point(tmp_path: Path) -> None:
    frame = communes().iloc[:3].assign(id=[7.0, 8.0, np.nan])
    write_layer(frame, tmp_path / "x.gpkg")
    _, faults = read_layer(tmp_path, spec())
    assert [(f.row, f.column, f.code) for f in faults] == [(3, "id", "missing-value")]
    write_layer(frame.iloc[:2], tmp_path / "y.gpkg")
    (layer,), _ = read_layer(tmp_path, spec("y.gpkg"))
    assert layer.areas.index.tolist() == ["7", "8"]


def test_another_projection_is_brought_to_degrees(tmp_path: Path) -> None:
    write_layer(communes().to_crs("EPSG:3857"), tmp_path / "x.gpkg")
    (layer,), faults = read_layer(tmp_path, spec())
    assert faults == []
    assert layer.areas.total_bounds == pytest.approx([0, 12, 3, 15], abs=1e-6)


def test_heights_are_dropped(tmp_path: Path) -> None:
    frame = communes()
    frame["geometry"] = shapely.force_3d(frame.geometry.to_numpy(), 300.0)
    write_layer(frame, tmp_path / "x.gpkg")
    (layer,), _ = read_layer(tmp_path, spec())
    assert not layer.areas.has_z.any()


def test_text_in_a_layer_is_checked_as_in_a_table(tmp_path: Path) -> None:
    frame = communes().iloc[:3].copy()
    frame["name"] = ["SÃ¨at", "a\x1b[2J", "Sèat"]
    write_layer(frame, tmp_path / "x.gpkg")
    layers, faults = read_layer(tmp_path, spec())
    assert layers == []
    assert {(f.row, f.code) for f in faults} == {(1, "mojibake"), (2, "control-character")}


def test_every_record_that_is_wrong_is_named(tmp_path: Path) -> None:
    frame = communes().iloc[:5].copy()
    frame["id"] = ["a", "a", "", "c", "d"]
    frame["since"] = ["", "", "", "2012-02-30", ""]
    shapes = frame.geometry.to_numpy().copy()
    shapes[4] = None
    frame["geometry"] = shapes
    write_layer(frame, tmp_path / "x.gpkg")
    _, faults = read_layer(tmp_path, spec(valid_from="since"))
    assert [(f.row, f.column, f.code) for f in faults] == [
        (3, "id", "missing-value"),
        (2, "id", "duplicate-id"),
        (4, "since", "bad-date"),
        (5, "geometry", "bad-geometry"),
    ]


def test_layer_without_areas(tmp_path: Path) -> None:
    write_layer(communes().iloc[:0], tmp_path / "x.gpkg")
    _, faults = read_layer(tmp_path, spec())
    assert [f.code for f in faults] == ["empty-file"]


@pytest.mark.parametrize("column", ["geometry", "Id", ""])
def test_column_that_is_not_there(column: str, tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "x.gpkg")
    _, faults = read_layer(tmp_path, spec(id=column))
    assert [(f.column, f.code) for f in faults] == [(column, "wrong-columns")]
    assert "id, name, parent" in faults[0].suggestion


def test_table_without_geometry(tmp_path: Path) -> None:
    pd.DataFrame({"id": [1], "name": ["x"]}).to_parquet(tmp_path / "x.parquet")
    (tmp_path / "x.geojson").write_text('{"type": "Topology", "objects": {}}')
    for name in ("x.parquet", "x.geojson"):
        layers, faults = read_layer(tmp_path, spec(name))
        assert layers == []
        assert [f.code for f in faults] in (["wrong-format"], ["bad-geometry"])
        assert str(tmp_path) not in str(faults[0])


def test_layer_without_a_reference_system(tmp_path: Path) -> None:
    write_layer(communes().set_crs(None, allow_override=True), tmp_path / "x.parquet")
    _, faults = read_layer(tmp_path, spec("x.parquet"))
    assert [f.code for f in faults] == ["missing-crs"]
    assert "never guessed" in faults[0].suggestion


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x.shp",
        "a/../../x.shp",
        "/etc/passwd",
        "/vsicurl/http://a.example/x.shp",
        "/vsizip/x.zip/x.shp",
        "C:x.shp",
        "GPKG:x.gpkg",
        "https://a.example/x.geojson",
        "a\\..\\x.shp",
        "x\0.shp",
        "x\n.shp",
        "x?.shp",
        "x" * 300,
    ],
)
def test_paths_that_are_never_opened(name: str, tmp_path: Path) -> None:
    assert safe_file(tmp_path, name) is None
    layers, (fault,) = read_layer(tmp_path, spec(name))
    assert layers == []
    assert fault.code == "unsafe-path"


@pytest.mark.parametrize("name", ["x.shp", "sub/x.shp", "Éta t.gpkg", "..x.shp"])
def test_paths_inside_the_folder(name: str, tmp_path: Path) -> None:
    assert safe_file(tmp_path, name) == (tmp_path / name).resolve()


@pytest.mark.parametrize("suffix", [*FORMATS, ".SHP", ".GeoJSON", ".KML"])
def test_text_is_not_taken_for_a_layer(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_text("once upon a time")
    assert [f.code for f in file_faults(path, path.name)] == ["wrong-format"]


@pytest.mark.parametrize("name", ["communes.shp", "communes.dbf", "communes.cpg"])
def test_a_file_that_may_not_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_layer(communes(), tmp_path / "communes.shp")
    copy = Inputs.copy

    def refuse(self: Inputs, path: Path, target: Path, most: int | None = None) -> None:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        copy(self, path, target, most)

    # The tests may run as root, who may read everything.
    monkeypatch.setattr(Inputs, "copy", refuse)
    _, faults = read_layer(tmp_path, spec("communes.shp"))
    assert [(fault.file, fault.code) for fault in faults] == [(name, "unreadable-file")]
    assert str(faults[0]).endswith("(Permission denied). Check its permissions.")


def test_companions_of_a_shapefile(tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "x.shp")
    for suffix in ("dbf", "shx", "prj", "cpg"):
        (tmp_path / f"x.{suffix}").unlink()
    assert [(f.file, f.code) for f in file_faults(tmp_path / "x.shp", "sub/x.shp")] == [
        ("sub/x.dbf", "missing-file"),
        ("sub/x.shx", "missing-file"),
        ("sub/x.prj", "missing-prj"),
        ("sub/x.cpg", "missing-cpg"),
    ]


@pytest.mark.parametrize(
    ("declared", "stored", "good"),
    [
        ("UTF-8", "utf-8", True),
        ("utf8", "utf-8", True),
        ("65001", "utf-8", True),
        ("1252", "cp1252", True),
        ("ANSI 1252", "cp1252", True),
        ("ISO-8859-1", "latin-1", True),
        ("88591", "latin-1", True),
        ("8859-1", "latin-1", True),
        ("UTF-8", "latin-1", False),
        ("ISO-8859-1", "utf-8", False),
        ("1252", "utf-8", False),
        ("", "latin-1", False),
        ("KLINGON", "utf-8", False),
        ("\x00\xff", "utf-8", False),
    ],
)
def test_encodings(declared: str, stored: str, good: bool, tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "x.shp")
    dbf = tmp_path / "x.dbf"
    accent = "è".encode(stored)
    dbf.write_bytes(dbf.read_bytes().replace("è".encode(), accent.ljust(2)))
    (tmp_path / "x.cpg").write_bytes(declared.encode("latin-1"))
    layers, faults = read_layer(tmp_path, spec("x.shp"))
    if good:
        assert faults == []
        assert layers[0].areas.at["b2", "name"].startswith("Sè")
    else:
        assert [(f.file, f.code) for f in faults] == [("x.cpg", "wrong-cpg")]


def test_frames_hold_from_their_first_day_to_before_their_last() -> None:
    areas = gpd.GeoDataFrame(
        {"name": ["A"], "parent": [""]}, geometry=[square(0, 12)], index=["a"], crs="EPSG:4326"
    )
    day = dt.date(2012, 7, 1)
    old, new = Layer("region", "old", None, day, areas), Layer("region", "new", day, None, areas)
    assert frame_on([old, new], "region", day) is new
    assert frame_on([old, new], "region", day - dt.timedelta(days=1)) is old
    assert frame_on([old], "region", day) is None
    assert frame_on([old, new], "cercle", day) is None


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_a_time_of_day_is_a_doubt_and_the_day_is_used(suffix: str, tmp_path: Path) -> None:
    moments = pd.to_datetime(["2012-07-01T14:30:00", "2012-07-01T00:00:00", None])
    frame = communes().iloc[:3].assign(since=moments)
    write_layer(frame, tmp_path / f"x{suffix}")
    layers, faults = read_layer(tmp_path, spec(f"x{suffix}", valid_from="since"))
    assert sorted(str(x.valid_from) for x in layers) == ["2012-07-01", "None"]
    (doubt,) = faults
    assert (doubt.row, doubt.column, doubt.code) == (1, "since", "time-of-day")
    assert doubt.severity == "doubt"
    assert "14:30:00" in doubt.message


@pytest.mark.parametrize(
    ("text", "day", "doubted"),
    [
        ("2012-07-01", "2012-07-01", False),
        ("2012-07-01T00:00:00Z", "2012-07-01", False),
        ("2012-07-01 00:00:00.000", "2012-07-01", False),
        ("2012-07-01 23:59", "2012-07-01", True),
        ("2012-07-01T06:00:00+02:00", "2012-07-01", True),
        ("2012-07-32T06:00:00", None, False),
        ("2012-07-01 noon", None, False),
    ],
)
def test_times_of_day_as_text(text: str, day: str | None, doubted: bool, tmp_path: Path) -> None:
    frame = communes().iloc[:1].assign(until=text)
    write_layer(frame, tmp_path / "x.shp")
    layers, faults = read_layer(tmp_path, spec("x.shp", valid_to="until"))
    assert [f.code for f in faults if f.severity == "doubt"] == ["time-of-day"] * doubted
    if day is None:
        assert [f.code for f in faults] == ["bad-date"]
    else:
        assert str(layers[0].valid_to) == day


@pytest.mark.parametrize("name", ["communes.kml", "communes.kmz", "communes.gdb", "communes.zip"])
def test_a_case_may_have_layers_of_such_formats(name: str, tmp_path: Path) -> None:
    own = write_case(tmp_path)
    own.layer(name, communes())
    own.replace("case.toml", '"communes.shp"', f'"{name}"')
    assert [f for f in check_case(own.case) if f.severity == "error"] == []
