"""``mapper layers``: what a layer is, and its repair, without a case."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from casefolder import block, communes, write_layer
from click.testing import CliRunner

from mapper.case.layers.boundaries import LayerSpec, read_layer
from mapper.cli import main
from mapper.core.legible import printable

pytestmark = pytest.mark.slow

FACTS = {
    *("file", "layer", "crs", "features", "columns", "suggested", "duplicate_ids", "bounds"),
    *("area_km2", "not_polygons", "invalid", "invalid_count", "overlaps", "overlap_count"),
    *("overlap_km2", "unmatched", "gaps", "gap_km2", "slits", "holes", "hole_km2", "slivers"),
    *("antimeridian", "fine", "toml"),
}


def run(*words: str | Path, code: int = 0):
    result = CliRunner().invoke(main, ["layers", *map(str, words)])
    assert result.exit_code == code, result.stderr
    assert "mapper failed" not in result.stderr
    return result


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Communes of which one overlaps its neighbours."""
    shapes = communes().geometry.to_numpy().copy()
    shapes[4] = shapely.buffer(shapes[4], 0.01, join_style="mitre")
    communes().set_geometry(shapes).to_file(tmp_path / "bad.gpkg", layer="units")
    return tmp_path / "bad.gpkg"


def test_what_a_layer_is(bad: Path) -> None:
    said = run(bad).stdout
    assert "records                        9" in said
    assert "overlaps                       8 (" in said
    assert "records 2 and 5 overlap by " in said
    assert "`mapper layers FILE --repair --out NEW`" in said
    table = tomllib.loads(said[said.index("[[layers]]") :])["layers"][0]
    assert table == {"path": "bad.gpkg", "level": "area", "parent": "parent"}


def test_as_json_with_all_documented_fields(bad: Path) -> None:
    (found,) = json.loads(run(bad, "--json").stdout)
    assert found.keys() == FACTS
    text = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
    section = text[text.index("## `mapper layers`") :]
    assert sorted(key for key in FACTS if f"`{key}`" not in section) == []
    assert found["overlap_count"] == 8
    assert found["columns"][0]["distinct"] == 9


def test_several_files(bad: Path, tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "good.shp")
    said = run(bad, tmp_path / "good.shp").stdout
    assert said.index("bad.gpkg") < said.index("good.shp")
    assert [x["fine"] for x in json.loads(run(bad, tmp_path / "good.shp", "--json").stdout)] == [
        False,
        True,
    ]


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
def test_repair(bad: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / "new" / f"good{suffix}"
    result = run(bad, "--repair", "--out", out, "--json")
    assert f"wrote {out}" in result.stderr
    assert "b2: fitted to its neighbours, +0.000000 −" in result.stderr
    report = json.loads(result.stdout)
    assert report["features_after"] == 9
    assert {change["kind"] for change in report["changes"]} == {"fitted"}
    (layer,), faults = read_layer(out.parent, LayerSpec(out.name, "commune", parent="parent"))
    assert faults == []
    assert layer.areas.at["b2", "name"] == "Sèat land"
    assert run(bad, "--repair", "--out", out).stdout == ""


def test_snapping(tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "communes.shp")
    outline = shapely.buffer(block("abc"), 0.003)
    country = gpd.GeoDataFrame({"id": ["l"], "name": ["L"]}, geometry=[outline], crs=4326)
    write_layer(country, tmp_path / "country.geojson")
    words = ("--repair", "--to", tmp_path / "communes.shp", "--out", tmp_path / "new.geojson")
    result = run(tmp_path / "country.geojson", *words)
    assert "l: snapped to the finest layer, +" in result.stderr
    mended = gpd.read_file(tmp_path / "new.geojson").geometry.iloc[0]
    assert mended.equals(block("abc"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--repair"], "--repair needs --out FILE"),
        (["--repair", "--out", "-"], "--repair needs --out FILE"),
        (["--repair", "--out", "x.kml"], "is not a layer that is written here"),
        (["--out", "x.shp"], "belong to --repair"),
        (["--sliver-m", "300"], "belong to --repair"),
        (["--repair", "--out", "x.shp", "--sliver-m", "5"], "fill at least those"),
        (["--repair", "--out", "x.shp", "--id", "code"], "it has: id, name, parent"),
        (["--nothing"], "No such option"),
    ],
)
def test_wrong_usage(bad: Path, words: list[str], said: str) -> None:
    assert said in run(bad, *words, code=2).stderr


def test_a_file_that_is_not_there_or_two_to_mend(bad: Path, tmp_path: Path) -> None:
    assert "does not exist" in run(tmp_path / "x.shp", code=2).stderr
    said = run(bad, bad, "--repair", "--out", tmp_path / "x.shp", code=2).stderr
    assert "one layer at a time" in said


def test_a_file_that_is_no_layer(tmp_path: Path) -> None:
    (tmp_path / "x.geojson").write_text("once upon a time")
    assert "not what its extension" in run(tmp_path / "x.geojson", code=1).stderr


def test_names_of_a_stranger_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    odd = "a\x1b[2J\u202e\nError: forged"
    frame = communes().rename(columns={"parent": odd}).assign(name=odd)
    frame.to_file(tmp_path / "x.gpkg")
    result = run(tmp_path / "x.gpkg")
    for line in (result.stdout + result.stderr).splitlines():
        assert line == printable(line)
        assert not line.startswith("Error: forged")
    shown = run(tmp_path / "x.gpkg", "--repair", "--out", tmp_path / "y.shp", "--id", "name")
    assert all(line == printable(line) for line in shown.stderr.splitlines())


def test_a_shapefile_says_what_it_cannot_hold(tmp_path: Path) -> None:
    frame = communes().assign(a_long_name_1="x", a_long_name_2="y")
    frame.to_file(tmp_path / "x.gpkg")
    said = run(tmp_path / "x.gpkg", "--repair", "--out", tmp_path / "y.shp").stderr
    assert "column renamed, a_long_name_1 → a_long_nam" in said
    assert "column renamed, a_long_name_2 → a_long_n_1" in said
    assert list(gpd.read_file(tmp_path / "y.shp").columns[3:5]) == ["a_long_nam", "a_long_n_1"]
    communes().assign(note="x" * 300).to_file(tmp_path / "z.gpkg")
    words = (tmp_path / "z.gpkg", "--repair", "--out", tmp_path / "z.shp")
    assert "write a .gpkg" in run(*words, code=1).stderr
    assert not (tmp_path / "z.shp").exists()
