"""What is said of layers that are not read: what the file is, and no advice of a driver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mapper.case.csvrows import RowError, rows
from mapper.case.layers import reader
from mapper.case.layers.process import Opened
from mapper.core.failures import words_of

SQUARE = [[[10, 10], [11, 10], [11, 11], [10, 10]]]


def faults_of(folder: Path, text: str, name: str = "units.geojson") -> list[str]:
    (folder / name).write_text(text, "utf-8")
    frame, faults = reader.read_file(folder, name, ["id", "name"])
    assert frame is None
    return [fault.message for fault in faults]


@pytest.mark.parametrize("name", ["units.geojson", "units.json"])
@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"areas": SQUARE, "frontline": [], "units": {}},
            "it has the keys areas, frontline, units and no features",
        ),
        ({"polygons": SQUARE}, "it has the key polygons and no features"),
        ({}, "it is empty"),
        (
            {"type": "Topology", "objects": {}, "arcs": []},
            "it has the keys type, objects, arcs, so it is TopoJSON, "
            "whose files are called *.topojson",
        ),
        (
            {str(i): i for i in range(40)},
            "it has the keys 0, 1, 2, 3, 4, 5 … and no features",
        ),
        (
            {"displayFieldName": "", "geometryType": "esriGeometryPolygon", "features": []},
            "it has the keys displayFieldName, geometryType, features, and no type",
        ),
        (
            {"type": "Collection", "features": []},
            "it has the keys type, features, and the type `Collection`",
        ),
        ({"k" * 500: 1}, f"it has the key {'k' * 30} and no features"),
    ],
)  # fmt: skip
def test_json_that_is_no_geojson_says_what_it_has(tmp_path, name, document, words) -> None:
    told = faults_of(tmp_path, json.dumps(document), name)
    assert told == [f"This is JSON, but not GeoJSON: {words}."]


def test_json_that_breaks_off_names_the_line(tmp_path) -> None:
    text = '{"type": "FeatureCollection",\n"feat'
    (told,) = faults_of(tmp_path, text)
    assert told == "The layer cannot be read (line 2 is not JSON)."


ADVICE = "It might help to specify the driver explicitly, e.g. 'CSV:path'."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"The geometry is broken. {ADVICE}", "The geometry is broken"),
        (ADVICE, "its driver gives no reason"),
    ],
)
def test_advice_of_a_driver_is_left_out(said, words, tmp_path, monkeypatch) -> None:
    answer = Opened([], refused="unreadable", more=said)
    monkeypatch.setattr(reader, "open_layer", lambda *_, **__: answer)
    text = json.dumps({"type": "FeatureCollection", "features": []})
    assert faults_of(tmp_path, text) == [f"The layer cannot be read ({words})."]


def test_so_it_is_of_warnings_and_errors() -> None:
    doubt = reader._doubt("Ring 3 is not closed. You can set METHOD=SKIP to go on.", "a.shp")
    assert doubt.message == "The layer can be read, but its driver warns: Ring 3 is not closed."
    error = RuntimeError(f"no such table; {ADVICE}")
    assert words_of(error) == "RuntimeError: no such table"
    assert words_of(RuntimeError("Please wait")) == "RuntimeError: Please wait"


def test_so_it_is_of_rows(monkeypatch) -> None:
    import csv

    def failing(*_: object, **__: object) -> object:
        raise csv.Error("new-line character seen - do you need to open the file otherwise?")

    monkeypatch.setattr(csv, "reader", lambda *_, **__: iter(failing, None))
    with pytest.raises(RowError) as caught:
        list(rows(b"a,b", 9))
    assert caught.value.message.endswith("not readable as CSV (new-line character seen).")
