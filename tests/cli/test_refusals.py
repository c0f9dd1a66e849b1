"""What a command refuses to write through or cannot use: links, closed folders, full disks."""

from __future__ import annotations

import re

import pytest
from casefolder import write_case
from click.testing import CliRunner
from plaintext import no_commands
from shortage import as_somebody, files_up_to

from mapper.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]


# Names that nobody chose


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("map 2012-03-05", "tiny-2012-03-05.html"),
        ("atlas", "tiny-atlas.html"),
        ("atlas --story", "tiny-story.html"),
        ("changes 2012-02-01 2012-03-01 --html", "tiny-2012-02-01-2012-03-01.html"),
        ("snapshot 2012-03-05 --format kml", "2012-03-05.kml"),
        ("build --date 2012-03-05 --jobs 1", "output"),
        ("build --date 2012-03-05 --jobs 1", "output/tiny"),
    ],
)
def test_no_default_name_is_written_through_a_link(run, tmp_path, command, name) -> None:
    """A folder that strangers hand on may hold links with the names that results will have."""
    write_case(tmp_path)
    mine = tmp_path / "mine"
    mine.mkdir() if command.startswith("build") else mine.write_text("mine")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).symlink_to(mine)
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it is a link to another place" in result.stderr
    assert result.stderr.endswith("Name one with --out.\n")
    assert mine.read_text() == "mine" if mine.is_file() else list(mine.iterdir()) == []
    if not command.startswith("build"):
        assert run(command, "--out", str(tmp_path / name)).exit_code == 0
        assert mine.read_bytes() != b"mine", "who names a link means where it leads"
        assert (tmp_path / name).is_symlink()


@pytest.mark.parametrize("command", ["map 2012-03-05 2012-03-06", "snapshot 2012-03-05 2012-03-06"])
def test_no_name_in_a_folder_is_written_through_a_link(run, tmp_path, command: str) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "DIR").mkdir()
    suffix = "html" if command.startswith("map") else "geojson"
    (tmp_path / "DIR" / f"2012-03-06.{suffix}").symlink_to(tmp_path / "mine")
    result = run(command + " --case {case} --out DIR")
    assert result.exit_code == 1
    assert "it is a link to another place" in result.stderr
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("name", ["nul", "a:b", "what?", "dot.", "a\x1b[2Jb"])
def test_a_case_whose_name_is_none_for_a_file(run, tmp_path, name: str) -> None:
    own = write_case(tmp_path)
    for folder in (own.case, own.geodata):
        folder.rename(folder.with_name(name))
    command = ["build", name, "--jobs", "1", "--date", "2012-03-05"]
    result = run(command[0], *command[1:])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "as the name of a file" in result.stderr
    assert no_commands(result.stderr)
    assert not (tmp_path / "output").exists()
    assert run(command[0], *command[1:], "--out", "out").exit_code == 0


# Closed folders, full disks


@pytest.fixture
def own(tmp_path):
    return write_case(tmp_path)


@pytest.mark.parametrize(
    ("closed", "fault"),
    [
        ("geodata/tiny", "geodata/tiny"),
        ("geodata", "geodata/tiny"),
        ("events/tiny", "tiny"),
        ("events", "tiny"),
        ("events/tiny/actors.csv", "actors.csv"),
        ("events/tiny/case.toml", "case.toml"),
        ("geodata/tiny/places.csv", "places.csv"),
        ("geodata/tiny/communes.shp", "communes.shp"),
    ],
)
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_what_is_closed_is_a_fault_of_the_case(own, tmp_path, closed, fault, mode) -> None:
    place = tmp_path / closed
    if mode and place.is_file():
        return  # a file of that mode can be read
    place.chmod(mode)
    try:
        done = as_somebody("check", "tiny", cwd=tmp_path)
        stats = as_somebody("stats", "--case", "tiny", cwd=tmp_path)
        direct = as_somebody("who", "north", "--case", "events/tiny", cwd=tmp_path)
    finally:
        place.chmod(0o777)
    assert done.code == 1
    assert done.out.startswith(f"error: {fault}: ")
    assert "Permission denied" in done.out
    for other in (stats, direct):
        assert (other.code, other.out) == (1, "")
        assert f"{fault}: " in other.err
        assert "Permission denied" in other.err
    assert "Traceback" not in done.err + stats.err + direct.err
    assert "mapper failed" not in done.err + stats.err + direct.err


@pytest.mark.parametrize("mode", [0o000, 0o555])
@pytest.mark.parametrize(
    "command",
    [
        "build --jobs 1 --date 2012-03-05 --out {}",
        "build --jobs 1 --out {}/x/y",
        "map 2012-03-05 --out {}/x.html",
        "snapshot 2012-03-05 2012-03-06 --out {}",
        "stats --out {}/x.csv",
        "atlas --out {}/x/y.html",
    ],
)
def test_a_folder_for_results_that_is_closed(own, tmp_path, command: str, mode: int) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(mode)
    try:
        if command.startswith("build") and command.endswith("--out {}"):
            tmp_path.chmod(0o555)  # a build grows beside its folder
        done = as_somebody(*command.format("closed").split(), cwd=tmp_path)
    finally:
        folder.chmod(0o777)
        tmp_path.chmod(0o777)
    assert (done.code, done.out) == (1, "")
    last = done.err.rstrip("\n").split("\n")[-1]
    assert re.fullmatch(r"Error: cannot .*: Permission denied\.?", last), done.err
    assert list(folder.iterdir()) == []


def test_a_lock_of_somebody_else(own, tmp_path) -> None:
    (tmp_path / ".out.lock").write_text("theirs")
    (tmp_path / ".out.lock").chmod(0o000)
    done = as_somebody("build", "--jobs", "1", "--date", "2012-03-05", "--out", "out", cwd=tmp_path)
    assert done.code == 1
    assert done.err.endswith(".out.lock: Permission denied.\n")


@pytest.mark.parametrize(
    "command",
    [
        "stats --out x.csv",
        "map 2012-03-05 --out x.html",
        "build --jobs 1 --out out",
        "snapshot 2012-03-05 --format gpkg --out x.gpkg",
    ],
)
def test_a_full_disk_behind_a_result(tiny_folder, run, tmp_path, command: str) -> None:
    option = "" if command.startswith("build") else "--case"
    words = [*command.split(), *filter(None, [option]), str(tiny_folder)]
    with files_up_to(1000):
        result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "File too large" in result.stderr.rstrip("\n").split("\n")[-1]
    assert "mapper failed" not in result.stderr
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".out.")] == []


def test_a_case_that_vanishes_midway(own, tmp_path, monkeypatch) -> None:
    import shutil

    from mapper.build import onecase

    build_history = onecase.build_history

    def gone(case):
        shutil.rmtree(own.case)
        return build_history(case)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(onecase, "build_history", gone)
    result = CliRunner().invoke(main, ["build", "--jobs", "1", "--date", "2012-03-05"])
    assert result.exit_code in {0, 1}
    assert "mapper failed" not in result.stderr
    again = CliRunner().invoke(main, ["build"])
    assert (again.exit_code, again.stdout) == (2, "")
