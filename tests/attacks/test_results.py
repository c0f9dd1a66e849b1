"""What comes out: well-formed whatever the texts, honest about inputs, and told in one line."""

from __future__ import annotations

import configparser
import datetime as dt
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attackkit import Stage
from casefolder import write_case

import mapper

pytestmark = pytest.mark.attack

NASTY = ["a ]]> b", "<b>&amp;</b>", "{{7*7}}", "\\", "'\"", "=1+1", "é\u0301", "𝔘", "x" * 800]


def strict(text: str) -> object:
    """JSON as browsers read it: without NaN and Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("layer", ["units", "places", "areas"])
def test_json_of_every_format_is_json(stage: Stage, layer):
    day = ("snapshot", "2012-03-10", "--case", "{case}", "--layer", layer)
    files = {form: stage.root / f"{layer}.{form}" for form in ("geojson", "topojson")}
    words = [(*day, "--format", form, "--out", out) for form, out in files.items()]
    assert [told.code for told in stage.run_all(*words)] == [0, 0]
    for out in files.values():
        strict(out.read_text("utf-8"))


def test_json_that_is_printed_is_json(stage: Stage):
    for told in stage.run_all(
        ("stats", "--case", "{case}", "--date", "2012-03-10", "--json"),
        ("who", "--case", "{case}", "minor", "--json"),
        ("changes", "--case", "{case}", "2012-02-01", "2012-06-30", "--json"),
        ("actors", "--case", "{case}", "--json"),
    ):
        assert told.code == 0, told.told()
        strict(told.out)


@pytest.mark.parametrize("name", NASTY)
def test_xml_of_every_format_is_xml(stage: Stage, name):
    stage.case.set("places.csv", "minor", name=name, note=name)
    stage.case.set("actors.csv", "reb", name=name)
    day = ("snapshot", "2012-03-10", "--case", "{case}", "--format", "kml", "--layer")
    files = {layer: stage.root / f"{layer}.kml" for layer in ("units", "places")}
    words = [(*day, layer, "--out", out) for layer, out in files.items()]
    assert [told.code for told in stage.run_all(*words)] == [0, 0]
    for layer, out in files.items():
        found = "".join(ElementTree.fromstring(out.read_bytes()).itertext())
        if layer == "places":
            assert name in found


def test_charts_with_any_name_are_xml(stage: Stage):
    stage.case.set("actors.csv", "reb", name="a ]]> <b> & $x^2$", short_name="$\\frac{1}{0}$ <&>")
    for path in stage.see_built().rglob("*.svg"):
        ElementTree.fromstring(path.read_bytes())


def test_a_row_edited_after_it_was_read_is_not_up_to_date(stage: Stage):
    site = stage.root / "site"
    day = dt.date(2012, 3, 10)
    options = mapper.BuildOptions(dates=(day,))
    case = mapper.read_case(stage.case.case)
    stage.case.set("control_events.csv", "e02", gained_by="jih", note="edited")
    mapper.build(case, site, options, jobs=1)
    told = stage.run("build", "{case}", "--out", site, "--jobs", "1", "--date", str(day))
    assert told.code == 0
    assert "up to date" not in told.err, "outputs of the old content pass for the new"
    snapshot = (site / "snapshots" / f"{day}.places.geojson").read_text("utf-8")
    holders = {f["properties"]["place_id"]: f["properties"]["holder"]
               for f in json.loads(snapshot)["features"]}  # fmt: skip
    assert holders["north"] == "jih"


CLOSED = {
    "geodata": lambda case: case.geodata,
    "case": lambda case: case.case,
    "events": lambda case: case.case.parent,
    "table": lambda case: case.path("blocs.csv"),
    "toml": lambda case: case.path("case.toml"),
    "layer": lambda case: case.path("country.shp"),
    "sidecar": lambda case: case.path("country.dbf"),
}


@pytest.mark.parametrize("closed", CLOSED)
def test_a_folder_or_file_without_permission_is_a_line(stage: Stage, closed):
    root = ""
    if os.geteuid() == 0:
        root = str(write_case(stage.root / "good").case)
        # The user that the command becomes must reach the case at all.
        for folder in (stage.root, *stage.root.parents[:3]):
            folder.chmod(folder.stat().st_mode | 0o055)
    path = CLOSED[closed](stage.case)
    before = mode(path)
    path.chmod(0)
    try:
        told = stage.run("check", "{case}", safe=False, as_nobody=root)
        by_name = stage.run("check", "tiny", safe=False, as_nobody=root, cwd=str(stage.case.root))
    finally:
        path.chmod(before)
    for outcome in (told, by_name):
        assert outcome.code == 1, outcome.told()
        assert "Traceback" not in outcome.err, outcome.told()
        assert [line.count("Permission denied") for line in outcome.errors] == [1], outcome.told()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_keeps_its_mode_and_a_new_one_heeds_the_umask(stage: Stage):
    out = stage.root / "x.geojson"
    out.write_text("old")
    out.chmod(0o600)
    new = stage.root / "y.geojson"
    before = os.umask(0o077)
    try:
        case = mapper.read_case(stage.case.case)
        history = mapper.build_history(case)
        for path in (out, new):
            mapper.write_snapshot(history, dt.date(2012, 3, 10), path)
    finally:
        os.umask(before)
    assert (mode(out), mode(new)) == (0o600, 0o600)


def test_a_disk_that_is_full_is_a_line(stage: Stage):
    """Nothing can grow beyond a size that every output has: as on a full disk."""
    words = ("snapshot", "2012-03-10", "--case", "{case}", "--format", "gpkg")
    out = stage.root / "x.gpkg"
    site = ("build", "{case}", "--out", stage.root / "s", "--jobs", "1")
    for argv in ((*words, "--out", out), site):
        told = stage.run(*argv, safe=False, file_mb=0.02)
        assert told.code == 1, told.told()
        assert "Traceback" not in told.err, told.told()
        assert told.err.count("\n") < 12


STREAMS = pytest.mark.parametrize(
    "words", [("check", "{case}"), ("stats", "--date", "2012-03-10", "--case", "{case}")]
)


@pytest.mark.parametrize("stdout", ["/dev/full", "|"])
@STREAMS
def test_a_stream_that_takes_nothing_is_a_line(stage: Stage, words, stdout):
    if "check" in words:
        stage.case.set("actors.csv", "reb", kind="wrong")
    told = stage.run(*words, safe=False, as_program=stdout)
    assert told.out == ""
    assert not told.late
    assert "Traceback" not in told.err, told.told()
    assert "Exception ignored" not in told.err, told.told()
    assert "fault of mapper" not in told.err, told.told()


@STREAMS
def test_a_stream_that_is_closed_is_a_line(stage: Stage, words):
    """In a program of its own: libraries see it when they are read."""
    if "check" in words:
        stage.case.set("actors.csv", "reb", kind="wrong")
    command = [word.replace("{case}", str(stage.case.case)) for word in words]
    code = "from mapper.cli import main; main()"
    line = subprocess.list2cmdline([sys.executable, "-c", code, *command])
    told = subprocess.run(["bash", "-c", f"{line} >&-"], capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip
    assert "Traceback" not in told.stderr, told.stderr[-1500:]
    assert "Exception ignored" not in told.stderr, told.stderr[-1500:]
    assert "fault of mapper" not in told.stderr, told.stderr[-1500:]


def test_the_lowest_versions_are_those_that_work(root):
    """matplotlib has `hatchcolor` since 3.11; pyogrio has LIBKML in its wheels since 0.12."""
    setup = configparser.ConfigParser()
    setup.read(root / "setup.cfg", "utf-8")
    needs = dict(re.findall(r"^(\S+) >= ([\d.]+)$", setup["options"]["install_requires"], re.M))
    assert tuple(map(int, needs["matplotlib"].split("."))) >= (3, 11)
    assert tuple(map(int, needs["pyogrio"].split("."))) > (0, 11)
