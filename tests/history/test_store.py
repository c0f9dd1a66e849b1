"""Saving and loading a history, and its GeoPackage."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from dataclasses import fields, replace
from pathlib import Path

import fsspec
import geopandas as gpd
import pandas as pd
import pytest
from casefolder import write_case
from peoplecase import give_people

from mapper.case.read import read_case
from mapper.core.errors import MapperError, OutputError, UsageError
from mapper.core.model import SourceInfo
from mapper.figures.areas import area_table
from mapper.history.derive import build_history
from mapper.history.geopackage import export_geopackage
from mapper.history.store import StoreError, load_history, save_history, share_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.rules.intervals import OPEN_END

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def saved(tiny, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    save_history(tiny, folder)
    return folder


def same(found, expected) -> None:
    """Every field equal, by value and type."""
    for field in fields(expected):
        a, b = getattr(found, field.name), getattr(expected, field.name)
        if field.name == "timeline":
            assert a.unit_count == b.unit_count
            assert a.states == b.states
            pd.testing.assert_frame_equal(a.intervals, b.intervals)
            pd.testing.assert_frame_equal(a.evidence, b.evidence)
            assert a.order.tolist() == b.order.tolist()
        elif field.name == "frames":
            assert len(a) == len(b)
            for x, y in zip(a, b, strict=True):
                assert (x.level, x.frame, x.valid_from, x.valid_to) == (
                    y.level,
                    y.frame,
                    y.valid_from,
                    y.valid_to,
                )
                pd.testing.assert_frame_equal(x.groups, y.groups)
                pd.testing.assert_series_equal(x.unit_area, y.unit_area, check_names=False)
        elif field.name == "background":
            assert list(a) == sorted(b)
            for key in a:
                pd.testing.assert_frame_equal(pd.DataFrame(a[key]), pd.DataFrame(b[key]))
        elif isinstance(b, pd.DataFrame):
            assert type(a) is type(b)
            pd.testing.assert_frame_equal(pd.DataFrame(a), pd.DataFrame(b))
        else:
            assert a == b, field.name


@pytest.mark.parametrize("name", ["tiny", "mali"])
def test_round_trip(request, tmp_path, name: str) -> None:
    history = request.getfixturevalue(name)
    save_history(history, tmp_path)
    found = load_history(tmp_path)
    same(found, history)
    for day in (dt.date(2012, 5, 1), history.case.last_day):
        assert GeoJSONWriter(found).text(day, "units") == GeoJSONWriter(history).text(day, "units")
        pd.testing.assert_frame_equal(area_table(found, [day]), area_table(history, [day]))


def test_what_a_case_says_of_actors_and_sources_comes_back(tiny, tmp_path) -> None:
    legion = replace(tiny.actors["legion"], governs=True, kind="local")
    info = SourceInfo("Outlet", "Title", "2012-03", "https://a.example/copy", "press")
    history = replace(
        tiny, actors={**tiny.actors, "legion": legion}, sources={"https://a.example/1": info}
    )
    save_history(history, tmp_path / "store")
    back = load_history(tmp_path / "store")
    assert (back.sources, back.actors) == (history.sources, history.actors)


def test_the_people_of_the_units_come_back(tmp_path) -> None:
    folder = write_case(tmp_path / "case")
    give_people(folder, "cercle_a,300", "a1,200", "b1,10")
    history = build_history(read_case(folder.case))
    history = replace(history, population=replace(history.population, notes={"fr": "recensement"}))
    save_history(history, tmp_path / "store")
    back = load_history(tmp_path / "store")
    assert back.population == history.population
    same(back, history)


def test_same_bytes_twice_and_after_a_round_trip(tiny, saved, tmp_path) -> None:
    save_history(load_history(saved), tmp_path)
    names = sorted(p.name for p in saved.iterdir())
    assert names == sorted(p.name for p in tmp_path.iterdir())
    assert {"units.parquet", "intervals.parquet", "history.json"} <= set(names)
    for name in names:
        assert (tmp_path / name).read_bytes() == (saved / name).read_bytes(), name


def test_paths_as_text_and_folders_that_do_not_exist(tiny, saved, tmp_path) -> None:
    folder = f"{tmp_path}/new/store"
    save_history(tiny, folder)
    save_history(tiny, folder)
    assert {p.name for p in Path(folder).iterdir()} == {p.name for p in saved.iterdir()}
    export_geopackage(tiny, f"{tmp_path}/history.gpkg")
    assert len(gpd.read_file(f"{tmp_path}/history.gpkg", layer="unit_intervals"))
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot make the folder"):
        save_history(tiny, tmp_path / "file" / "store")


def test_units_are_geoparquet_that_others_read(tiny, saved) -> None:
    units = gpd.read_parquet(saved / "units.parquet")
    assert units.crs.to_epsg() == 4326
    assert units.index.tolist() == tiny.units.index.tolist()
    assert units["area_km2"].tolist() == tiny.units["area_km2"].tolist()


def test_folder_without_a_history(tmp_path) -> None:
    with pytest.raises(StoreError, match="holds no control history"):
        load_history(tmp_path)
    assert issubclass(StoreError, MapperError)
    with pytest.raises(StoreError):
        load_history(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: (f / "history.json").write_text("{"),
        lambda f: (f / "history.json").write_text("[]"),
        lambda f: (f / "history.json").write_bytes(b"\xff\xfe"),
        lambda f: (f / "intervals.parquet").unlink(),
        lambda f: (f / "units.parquet").write_bytes(b"PAR1 no parquet"),
        lambda f: shutil.copy(f / "states.parquet", f / "claims.parquet"),
    ],
)
def test_damaged_store(saved, tmp_path, spoil) -> None:
    folder = tmp_path / "store"
    shutil.copytree(saved, folder)
    spoil(folder)
    with pytest.raises(StoreError, match="build it again"):
        load_history(folder)


def test_store_of_another_version(saved, tmp_path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(saved, folder)
    meta = json.loads((folder / "history.json").read_text("utf-8"))
    (folder / "history.json").write_text(json.dumps(meta | {"format": 99}))
    with pytest.raises(StoreError, match="another version"):
        load_history(folder)


def test_history_behind_a_url(tiny, saved) -> None:
    """Any file system that fsspec knows: one in memory, one on disk by its address."""
    memory = fsspec.filesystem("memory")
    memory.put(f"{saved}/", "/bucket/tiny", recursive=True)
    for url in ("memory://bucket/tiny", "memory://bucket/tiny/", saved.as_uri()):
        same(load_history(url), tiny)
    with pytest.raises(StoreError, match="memory://bucket/none holds no control history"):
        load_history("memory://bucket/none")
    with pytest.raises(UsageError, match="cannot use no-such://bucket"):
        load_history("no-such://bucket")


def test_url_without_fsspec_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"needs fsspec, .* pip install fsspec"):
        load_history("memory://bucket/tiny")


@pytest.mark.parametrize("kind", ["folder", "file://", "memory://"])
def test_shared_history(tiny, saved, tmp_path, kind: str) -> None:
    place = {
        "folder": str(tmp_path / "share"),
        "file://": (tmp_path / "share").as_uri(),
        "memory://": "memory://share/",
    }[kind]
    with share_history(saved, place) as one, share_history(saved, place) as two:
        assert one != two, "two builds share one place"
        same(load_history(one), tiny)
        same(load_history(two), tiny)
    with pytest.raises(StoreError):
        load_history(one)
    assert fsspec.filesystem("memory").find("/share") == []
    assert [p for p in (tmp_path / "share").rglob("*") if p.is_file()] == []


def test_history_that_cannot_be_shared(saved, tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(OutputError, match="cannot write the history to"),
        share_history(saved, str(tmp_path / "file")),
    ):
        pytest.fail("must not begin")


def test_background_names_cannot_lead_out_of_the_folder(saved, tmp_path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(saved, folder)
    meta = json.loads((folder / "history.json").read_text("utf-8"))
    meta["background"] = ["/../../etc/passwd"]
    (folder / "history.json").write_text(json.dumps(meta))
    assert load_history(folder).background == {}


def test_geopackage_has_every_interval(tiny, tmp_path) -> None:
    path = tmp_path / "history.gpkg"
    export_geopackage(tiny, path)
    assert gpd.list_layers(path)["name"].tolist() == ["unit_intervals", "place_intervals"]
    units, places = (gpd.read_file(path, layer=f"{k}_intervals") for k in ("unit", "place"))
    assert set(units.geom_type) == {"Polygon"}
    assert set(places.geom_type) == {"Point"}
    rows = tiny.intervals
    assert len(units) + len(places) == len(rows)
    both = pd.concat([units, places], ignore_index=True)
    assert both["start"].dt.date.tolist() == [
        dt.date(1970, 1, 1) + dt.timedelta(days=int(d)) for d in rows["start"]
    ]
    assert both["end"].isna().tolist() == (rows["end"] >= OPEN_END).tolist()
    town = places[places["id"] == "north"].sort_values("start")
    assert town["holder"].tolist() == ["gov", "reb", "gov"]
    assert town["companions"].fillna("").tolist() == ["", "", "un"]
    assert town["event_id"].fillna("").tolist() == ["", "e02", "e10"]
    assert town.geometry.iloc[0].coords[0] == (0.5, 14.5)
    square = units[units["id"] == "a3"].geometry.iloc[0]
    assert square.equals(tiny.units.geometry["a3"])


def test_geopackage_gives_the_same_bytes_twice(tiny, tmp_path) -> None:
    for name in ("a.gpkg", "b.gpkg"):
        export_geopackage(tiny, tmp_path / name)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
