"""The command line: exit codes, what goes to stdout, and where files land."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from casefolder import CaseFolder, write_case
from smallbuilds import names

from mapper.cli import main
from mapper.cli.snapshot import _FORMATS
from mapper.figures.areas import BY
from mapper.figures.days import EVERY
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.geo.vector import FORMATS

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]


def shell(*words: str | Path, cwd: Path, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", "from mapper.cli import main; main()", *words],
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        **options,
    )


@pytest.mark.parametrize(
    "line", ["check", "stats --date 2012-03-05 --case", "who north 2012-03-05 --case"]
)
def test_a_command_leaves_nothing_where_it_was_called(line: str, tiny_folder, tmp_path) -> None:
    """GDAL writes its log into a file of the name that ``CPL_LOG`` gives, whatever that is."""
    done = shell(*line.split(), tiny_folder, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("line", ["stats --date 2012-03-05", "who north", "snapshot 2012-03-05"])
def test_a_full_disk_behind_stdout_is_no_traceback(line: str, tiny_folder, tmp_path) -> None:
    with Path("/dev/full").open("wb") as full:
        words = [*line.split(), "--case", tiny_folder]
        result = subprocess.run(
            ["mapper", *words],
            executable=Path(sys.executable).with_name("mapper"),
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (result.returncode, result.stderr.decode()) == (
        1,
        "Error: cannot write to stdout: No space left on device\n",
    )


# snapshot


def test_snapshot_goes_to_stdout_and_nothing_else_does(run, tiny, day, tmp_path) -> None:
    result = run("snapshot 2012-03-05 --case {case}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == GeoJSONWriter(tiny).text(day("2012-03-05"))
    assert run("snapshot 2012-03-05 --case {case} --out -").stdout == result.stdout
    assert names(tmp_path) == []


def test_snapshot_into_a_file(run, tmp_path) -> None:
    result = run("snapshot 2012-03-05 --case {case} --layer units --out new/folder/x.geojson")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {Path('new/folder/x.geojson')}\n"
    assert json.loads((tmp_path / "new/folder/x.geojson").read_text("utf-8"))["layer"] == "units"


def test_one_snapshot_into_an_existing_folder(run, tmp_path) -> None:
    (tmp_path / "there").mkdir()
    assert run("snapshot 2012-03-05 --case {case} --format gpkg --out there").exit_code == 0
    assert names(tmp_path / "there") == ["2012-03-05.gpkg"]


def test_several_snapshots_into_a_folder(run, tiny, day, tmp_path) -> None:
    result = run("snapshot 2012-03-05 2012-09-15 --case {case} --layer places --out DIR")
    assert (result.exit_code, result.stdout) == (0, "")
    assert names(tmp_path / "DIR") == ["2012-03-05.places.geojson", "2012-09-15.places.geojson"]
    text = (tmp_path / "DIR" / "2012-09-15.places.geojson").read_text("utf-8")
    assert text == GeoJSONWriter(tiny).text(day("2012-09-15"), "places")


def test_formats_that_are_no_text_become_files(run, tmp_path) -> None:
    assert run("snapshot 2012-03-05 --case {case} --format parquet").exit_code == 0
    assert names(tmp_path) == ["2012-03-05.parquet"]
    result = run("snapshot 2012-03-05 --case {case} --format gpkg --out -")
    assert result.stdout_bytes.startswith(b"SQLite format 3")


def test_several_snapshots_do_not_fit_stdout(run, tmp_path) -> None:
    result = run("snapshot 2012-03-05 2012-09-15 --case {case} --out -")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "several dates need a folder" in result.stderr
    assert names(tmp_path) == []


def test_choices_are_those_of_the_library() -> None:
    assert _FORMATS == FORMATS
    options = {p.name: p for p in main.get_command(None, "stats").params}
    assert tuple(options["by"].type.choices) == BY
    assert tuple(options["every"].type.choices) == EVERY


# map


def test_map_of_one_date(run, tmp_path) -> None:
    result = run("map 2012-03-05 --case {case}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert names(tmp_path) == ["tiny-2012-03-05.html"]
    assert (tmp_path / "tiny-2012-03-05.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_maps_of_several_dates(run, tmp_path) -> None:
    assert run("map 2012-03-05 2012-09-15 --case {case} --lang fr --out maps").exit_code == 0
    assert names(tmp_path / "maps") == ["2012-03-05.html", "2012-09-15.html"]
    assert 'lang="fr"' in (tmp_path / "maps" / "2012-03-05.html").read_text("utf-8")


def test_a_wrong_date_among_several_writes_nothing(run, tmp_path) -> None:
    for command in ("map", "snapshot"):
        result = run(f"{command} 2012-03-05 2020-01-01 --case {{case}} --out DIR")
        assert result.exit_code == 2
    assert names(tmp_path) == []


# build and check


@pytest.mark.slow
def test_build(run, tmp_path) -> None:
    result = run("build {case} --date 2012-03-05 --jobs 1 --out out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f"{tmp_path / 'out'} holds 1 date\n")
    assert (tmp_path / "out" / "maps" / "2012-03-05.html").is_file()
    again = run("build {case} --date 2012-03-05 --jobs 1 --out out")
    assert again.stderr.endswith("is up to date\n")


@pytest.mark.slow
def test_build_says_which_dates_it_made_anew(run, tmp_path) -> None:
    own = write_case(tmp_path / "own")
    line = f"build {own.case} --date 2012-02-15 --date 2012-03-05 --jobs 1 --out out"
    assert run(line).exit_code == 0
    own.set("control_events.csv", "e04", source="https://a.example/changed")
    result = run(line)
    assert result.stderr.endswith("holds 2 dates; rebuilt 1 of 2 dates: 2012-03-05\n")
    own.set("control_events.csv", "e04", note="Shown on no map")
    assert run(line).stderr.endswith("holds 2 dates; rebuilt 0 of 2 dates\n")


@pytest.mark.slow
def test_build_shows_its_progress(tiny_folder, tmp_path) -> None:
    done = shell("build", tiny_folder, "--jobs", "1", "--date", "2012-03-05", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"building tiny" in done.stderr


def test_build_of_failing_dates(run, tmp_path, monkeypatch) -> None:
    from mapper.build import contents

    def page(*_: object, **__: object) -> str:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(contents, "page", page)
    result = run("build {case} --date 2012-03-05 --jobs 1 --out out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "1 of 1 date could not be made. All else is kept in" in result.stderr
    assert "2012-03-05: RuntimeError: out of ink" in result.stderr
    assert names(tmp_path) == [".out.building"]


@pytest.mark.slow
def test_build_of_several_cases(run, tmp_path) -> None:
    own = write_case(tmp_path / "own")
    other = own.case.rename(own.case.with_name("other"))
    own.geodata.rename(own.geodata.with_name("other"))
    result = run(f"build {{case}} {other} --date 2012-03-05 --jobs 1 --out out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "building 2 cases" in result.stderr
    assert result.stderr.count("holds 1 date\n") == 2
    assert names(tmp_path / "out") == ["other", "tiny"]
    (other / "actors.csv").write_text("")
    result = run(f"build {{case}} {other} --date 2012-03-05 --jobs 1 --out out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "1 of 2 cases could not be built; the others are." in result.stderr


def test_build_on_a_cluster_needs_one(run, monkeypatch) -> None:
    for line, message in (
        ("--scheduler tcp://127.0.0.1:1 --jobs 2", "a scheduler has its own"),
        ("--scheduler tcp://127.0.0.1:1", "pip install distributed"),
        ("{case} --share /tmp", "--share is for one case"),
    ):
        monkeypatch.setitem(sys.modules, "distributed", None)
        result = run(f"build {{case}} {line} --out out")
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr


def test_build_refuses_a_folder_with_other_things(run, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    result = run("build {case} --jobs 1 --out out")
    assert result.exit_code == 1
    assert "is not empty and holds no earlier build" in result.stderr
    assert names(tmp_path / "out") == ["mine"]


def test_check_of_a_good_case(run) -> None:
    result = run("check {case}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "tiny: no faults\n"
    assert json.loads(run("check {case} --json").stdout) == {
        "schema": 1,
        "case": "tiny",
        "counts": {"errors": 0, "doubts": 0},
        "faults": [],
        "notes": [],
    }


@pytest.fixture
def faulty(tmp_path) -> CaseFolder:
    folder = write_case(tmp_path / "faulty")
    folder.set("control_events.csv", "e02", target_id="nroth")
    return folder


def test_faults_exit_with_1(faulty, run) -> None:
    result = run("check", str(faulty.case))
    assert result.exit_code == 1
    assert "control_events.csv:2:target_id" in result.stdout
    faults = json.loads(run("check --json", str(faulty.case)).stdout)["faults"]
    assert faults[0]["row"] == 2
    for command in ("stats", "who North", "map 2012-03-05", "snapshot 2012-03-05"):
        result = run(command, "--case", str(faulty.case))
        assert (result.exit_code, result.stdout) == (1, ""), command
        assert "control_events.csv:2:target_id" in result.stderr
    assert run("build", str(faulty.case)).exit_code == 1


# Everywhere


@pytest.mark.parametrize("command", ["snapshot", "map", "who north"])
@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("2012-3-5", "is not a day; did you mean 2012-03-05?"),
        ("yesterday", "`yesterday` is no day, and there is no case `yesterday`"),
        ("2012-02-30", "is not a day"),
        ("2011-12-31", "lies outside the case, which runs from 2012-01-01 to 2012-12-31"),
    ],
)
def test_wrong_dates(run, command: str, date: str, message: str) -> None:
    result = run(f"{command} {date} --case {{case}}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize("name", ["nowhere", "../..", "/etc", "a\nb"])
def test_unknown_case(run, name: str) -> None:
    for command in ("stats", "who North"):
        result = run(command, "--case", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "there is no case" in result.stderr
    assert run("check", name).exit_code == 2


def test_no_case_here(run) -> None:
    result = run("stats")
    assert result.exit_code == 2
    assert "run inside a folder with events/" in result.stderr


def test_only_case_here_is_meant(run, tmp_path) -> None:
    write_case(tmp_path)
    assert run("who north").stdout.startswith("North")
    assert run("who north --case tiny").exit_code == 0


@pytest.mark.parametrize("line", ["", "frobnicate", "who", "map", "stats --wrong", "map --case x"])
def test_wrong_usage(run, line: str) -> None:
    result = run(line)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr + result.stdout


@pytest.mark.parametrize("command", [None, "build", "check", "map", "snapshot", "stats", "who"])
def test_help(run, command: str | None) -> None:
    result = run(f"{command} --help" if command else "--help")
    assert result.exit_code == 0
    assert "--help" in result.stdout
    if command is None:
        for name in ("build", "check", "map", "snapshot", "stats", "who"):
            assert f"  {name} " in result.stdout


def test_result_that_cannot_be_written(run, tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    for out in ("file/x.csv", "folder"):
        result = run("stats --case {case} --date 2012-03-05 --out", out)
        assert result.exit_code == 1, out
        assert result.stderr.startswith("Error: cannot "), result.stderr
    assert (tmp_path / "file").read_text() == "mine"
    assert names(tmp_path) == ["file", "folder"]


# Real processes


def test_process_prints_data_only(tiny_folder, tmp_path) -> None:
    done = shell("snapshot", "2012-03-05", "--case", tiny_folder, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["type"] == "FeatureCollection"
    assert b"\r" not in done.stdout


def test_process_exit_codes(faulty, tiny_folder, tmp_path) -> None:
    data = shell("stats", "--case", faulty.case, cwd=tmp_path)
    assert (data.returncode, data.stdout) == (1, b"")
    usage = shell("who", "North", "2020-01-01", "--case", tiny_folder, cwd=tmp_path)
    assert (usage.returncode, usage.stdout) == (2, b"")
    assert usage.stderr.startswith(b"Error: 2020-01-01 lies outside")
    assert b"Traceback" not in data.stderr + usage.stderr


def test_closed_pipe_is_no_crash(tiny_folder, tmp_path) -> None:
    """``mapper stats | head -1``."""
    line = f"{sys.executable} -c 'from mapper.cli import main; main()' stats --every day --case"
    done = subprocess.run(
        ["/bin/sh", "-c", f'{line} "$0" | head -1', str(tiny_folder)],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stdout.startswith(b"date,holder,area_km2")
    assert b"Traceback" not in done.stderr


def test_help_loads_no_heavy_library(tmp_path) -> None:
    code = (
        "import sys\n"
        "from mapper.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit as end:\n"
        "    heavy = {'pandas', 'geopandas', 'numpy', 'shapely', 'matplotlib', 'folium'}\n"
        "    print(end.code, sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stderr == "0 []\n"
    assert "Commands:" in done.stdout
