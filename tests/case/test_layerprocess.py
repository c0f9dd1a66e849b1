"""The process that opens layers: one driver, no network, limits, a new one after an accident."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from casefolder import communes, write_layer
from pyogrio import raw

from mapper.case.layers import process as layerprocess
from mapper.case.layers.boundaries import LayerSpec, read_layer
from mapper.case.layers.process import USUAL_LIMITS, Limits, Opened, open_layer
from mapper.case.layers.script import _OPTIONS, DRIVERS, GEOMETRY, _check_gml, _from_driver
from mapper.core.gdal import OFFLINE, SKIPPED_DRIVERS, go_offline

pytestmark = pytest.mark.slow


def opened(path: Path, *columns: str, limits: Limits = USUAL_LIMITS) -> Opened:
    return open_layer(path, columns or ("id",), limits=limits)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of the loopback, and what anybody said to it."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    one, _ = server.accept()
                except TimeoutError:
                    continue
                with one:
                    one.settimeout(2)
                    said.append(one.recv(200))

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], said
        done.set()
        thread.join()


def test_it_knows_six_drivers_and_reads_their_files(tmp_path: Path) -> None:
    for suffix, driver in DRIVERS.items():
        folder = tmp_path / driver.replace(" ", "")
        folder.mkdir(exist_ok=True)
        path = folder / f"layer{suffix}"
        write_layer(communes(), folder / f"layer{suffix.replace('.json', '.geojson')}")
        if suffix == ".json":
            (folder / "layer.geojson").replace(path)
        found = opened(path, "id", "name")
        assert found.refused == ""
        assert found.table is not None
        assert sorted(found.table["id"]) == sorted(communes()["id"])


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read URL"}',
        '{"a": "<OGRVRTDataSource><OGRVRTLayer name=\'x\'><SrcDataSource>/vsicurl/URL'
        '</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"}',
        '{"type": "FeatureCollection", "features": [], "crs": {"type": "link", "properties": '
        '{"href": "URL", "type": "proj4"}}}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "a"},'
        ' "geometry": {"type": "Point", "coordinates": [0, 0], "\\u0063rs": {"type": "link", '
        '"properties": {"href": "URL", "type": "ogcwkt"}}}}]}',
    ],
)
def test_nothing_that_a_file_names_is_asked(
    text: str, listener: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, said = listener
    path = tmp_path / "layer.json"
    path.write_text(text.replace("URL", f"http://127.0.0.1:{port}/x.geojson"))
    assert opened(path).refused in {"driver", "crs", "json", "unreadable"}
    assert said == []


def test_even_a_driver_that_asks_reaches_nobody(
    listener: tuple[int, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second wall: options that send every request to a port where nobody listens."""
    import pyogrio

    port, said = listener
    link = {"type": "link", "properties": {"href": f"http://127.0.0.1:{port}/", "type": "proj4"}}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [], "crs": link}))
    for key in OFFLINE:
        monkeypatch.delenv(key, raising=False)
    before = {key: pyogrio.get_gdal_config_option(key) for key in OFFLINE}
    pyogrio.read_info(path)
    assert said, "without these options the driver does ask: the test would see it"
    said.clear()
    try:
        pyogrio.set_gdal_config_options(OFFLINE)
        pyogrio.read_info(path)
        assert said == []
    finally:
        pyogrio.set_gdal_config_options(before)


def test_the_schema_that_gml_names_is_not_fetched(
    listener: tuple[int, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its driver asks a server for it; each of two walls is enough to keep it from that."""
    import pyogrio

    port, said = listener
    ask = "SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=f:A"
    text = (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:f="http://f.example" '
        'xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation = '
        f'"http://f.example http://127.0.0.1:{port}/w?{ask}"><gml:featureMember><f:A><f:id>a</f:id>'
        "<f:s><gml:Point><gml:coordinates>1,2</gml:coordinates></gml:Point></f:s></f:A>"
        "</gml:featureMember></wfs:FeatureCollection>"
    ).replace(" = ", "=")
    for key in OFFLINE:
        monkeypatch.delenv(key, raising=False)
    before = {key: pyogrio.get_gdal_config_option(key) for key in (*OFFLINE, *_OPTIONS)}

    def asks(name: str, look: bool) -> bool:
        path = tmp_path / f"{name}.gml"
        path.write_text(text)
        if look:
            _check_gml(path)
            assert b"chemaLocation" not in path.read_bytes()
        said.clear()
        assert pyogrio.list_layers(path)[:, 0].tolist() == ["A"]
        until = time.monotonic() + 1
        while not said and time.monotonic() < until:  # some versions keep the listener waiting
            time.sleep(0.05)
        return bool(said)

    try:
        pyogrio.set_gdal_config_options(dict.fromkeys(before) | {"GDAL_HTTP_TIMEOUT": "2"})
        assert asks("bare", look=False), "the driver does ask: the test would see it"
        assert not asks("looked-at", look=True)
        pyogrio.set_gdal_config_options(_OPTIONS)
        assert not asks("told", look=False)
    finally:
        pyogrio.set_gdal_config_options(before)


@pytest.mark.parametrize(
    ("sql", "refused"),
    [
        ("CREATE VIEW country AS SELECT 1 AS fid", "view"),
        ("CREATE TRIGGER evil AFTER INSERT ON x BEGIN DELETE FROM x; END", "trigger"),
        ("CREATE VIRTUAL TABLE docs USING fts5(body)", "virtual"),
        ("CREATE TABLE y (a, b AS (zeroblob(1000000000)))", "generated"),
    ],
)
def test_a_package_that_would_run_something(sql: str, refused: str, tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    communes().to_file(path, layer="x")
    with sqlite3.connect(path) as base:
        base.execute(sql)
    base.close()
    assert opened(path).refused == refused


def test_limits_of_size(tmp_path: Path) -> None:
    for suffix in (*DRIVERS, ".parquet", ".kml", ".topojson"):
        path = tmp_path / f"layer{suffix}"
        write_layer(communes(), path)
        assert opened(path, limits=Limits(features=9)).refused == ""
        few = opened(path, limits=Limits(features=8))
        assert (few.refused, few.more) == ("features", 9)
        assert opened(path, limits=Limits(vertices=20)).refused == "vertices"
    assert opened(path.with_suffix(".parquet"), limits=Limits(file_bytes=16)).refused == "bytes"
    assert Limits().times(3).seconds == 3 * Limits().seconds


@pytest.mark.slow  # it waits for a process that has read the layers of tests before
@pytest.mark.parametrize("accident", ["killed", "stopped"])
def test_after_an_accident_comes_a_new_process(accident: str, tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    write_layer(communes(), path)
    assert opened(path).refused == ""
    first = layerprocess._process
    assert first is not None
    if accident == "killed":
        first.popen.kill()
        first.popen.wait()
        assert opened(path).refused == ""  # noticed before it is asked
    else:
        os.kill(first.popen.pid, signal.SIGSTOP)
        begin = time.monotonic()
        found = opened(path, limits=Limits(seconds=1))
        assert (found.refused, found.more) == ("seconds", 1)
        assert time.monotonic() - begin < 30
        assert first.popen.poll() is not None
        assert opened(path).refused == ""
    assert layerprocess._process is not first


def test_a_layer_that_breaks_its_driver_is_a_fault_of_that_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_layer(communes(), tmp_path / "x.gpkg")
    spec = LayerSpec("x.gpkg", "commune")
    words = {"died": "broke down", "seconds": "after 120 seconds", "memory": "more memory"}
    for refused, said in words.items():
        answer = Opened([], refused=refused, more=120)
        monkeypatch.setattr("mapper.case.layers.reader.open_layer", lambda *_, a=answer, **__: a)
        layers, (fault,) = read_layer(tmp_path, spec)
        assert layers == []
        assert said in fault.message


def test_it_is_told_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("GDAL_SKIP", "")
    told = layerprocess.environment()
    assert not {"AWS_SECRET_ACCESS_KEY", "https_proxy"} & told.keys()
    skipped = set(told["GDAL_SKIP"].split(","))
    assert skipped == set(SKIPPED_DRIVERS) - {"GML", "OpenFileGDB"}
    assert not skipped & set(DRIVERS.values())


def test_commands_and_workers_go_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (*OFFLINE, "GDAL_SKIP"):
        monkeypatch.delenv(key, raising=False)
    go_offline()
    assert {key: os.environ[key] for key in OFFLINE} == OFFLINE


def test_geometry_that_is_nested_without_end(tmp_path: Path) -> None:
    inner = '{"type": "GeometryCollection", "geometries": ['
    deep = inner * 50_000 + "]}" * 50_000
    path = tmp_path / "layer.geojson"
    feature = '{"type": "Feature", "properties": {"id": "a"}, "geometry": ' + deep + "}"
    path.write_text('{"type": "FeatureCollection", "features": [' + feature + "]}")
    assert opened(path).refused or opened(path).table is not None
    write_layer(communes(), tmp_path / "layer.gpkg")
    assert opened(tmp_path / "layer.gpkg").refused == ""


def test_parquet_of_another_kind_of_geometry(tmp_path: Path) -> None:
    frame = communes()
    path = tmp_path / "layer.parquet"
    frame.to_parquet(path, geometry_encoding="geoarrow")
    found = opened(path, "id")
    assert found.shapes is not None
    assert shapely.equals(shapely.from_wkb(found.shapes), frame.geometry.to_numpy()).all()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks on this system")
def test_a_forked_process_has_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    write_layer(communes(), path)
    assert opened(path).refused == ""
    mine = layerprocess._process
    assert mine is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of 3.12: this process has threads
        child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if opened(path).refused == "" and layerprocess._process is not mine else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert layerprocess._process is mine
    assert opened(path).refused == ""


def test_formats_in_any_order_give_the_same_and_only_parquet_needs_pandas(tmp_path) -> None:
    """The process starts without heavy libraries, and gets them for the format that needs them."""
    layerprocess._let_go()
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "size": [1.5, None], "note": [None, "x"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs=4326,
    )
    answers = []
    for i, suffix in enumerate([".gpkg", ".parquet", ".geojson", ".parquet", ".gpkg"]):
        path = tmp_path / str(i) / f"layer{suffix}"
        path.parent.mkdir()
        frame.to_parquet(path) if suffix == ".parquet" else frame.to_file(path)
        answers.append(open_layer(path, ["id", "size", "note"]))
        libraries = Path(f"/proc/{layerprocess._process.popen.pid}/maps")
        if libraries.exists():
            assert ("/pandas/" in libraries.read_text()) == (i > 0)
    for answer in answers:
        assert answer.refused == ""
        pd.testing.assert_frame_equal(answer.table, answers[0].table)
        assert answer.shapes.tolist() == answers[0].shapes.tolist()


@pytest.mark.parametrize("counted", [9, 8, 1, 0, -1])
@pytest.mark.parametrize("limit", [9, 1000, 1_000_000])
def test_room_is_made_for_what_is_there_and_a_wrong_count_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: int, limit: int
) -> None:
    path = tmp_path / "communes.shp"
    write_layer(communes(), path)
    plain_info, plain_read, rooms = pyogrio.read_info, raw.read, []

    def info(*args: object, **kwargs: object) -> dict[str, object]:
        return {**plain_info(*args, **kwargs), "features": counted}

    def read(*args: object, **kwargs: object) -> object:
        rooms.append(kwargs["max_features"])
        return plain_read(*args, **kwargs)

    monkeypatch.setattr(pyogrio, "read_info", info)
    monkeypatch.setattr(raw, "read", read)
    request = {"columns": ["id"], "layer": "", "encoding": "utf-8", "features": limit}
    _, columns, _ = _from_driver(path, request)
    assert columns is not None
    assert columns["id"].tolist() == communes()["id"].tolist()
    assert len(columns[GEOMETRY]) == 9
    if counted == 9:
        assert rooms == [10]
