"""Which case a command means: among its arguments, with ``--case``, the only one, or asked for."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from casefolder import write_case
from click.testing import CliRunner

import mapper.build.manycases  # noqa: F401 (for sys.modules)
from mapper.cli import _COMMANDS, console, main
from mapper.core.errors import UsageError

pytestmark = pytest.mark.slow

WORDS = {
    "actors": "actors 2012-03-05",
    "areas": "areas west",
    "atlas": "atlas --out -",
    "build": "build --date 2012-03-05 --jobs 1 --out built",
    "changes": "changes 2012-02-15 2012-03-05",
    "check": "check --json",
    "map": "map 2012-03-05 --out -",
    "snapshot": "snapshot 2012-03-05 --layer places",
    "stats": "stats --date 2012-03-05",
    "who": "who north 2012-03-05",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A folder with two cases."""
    root = write_case(tmp_path_factory.mktemp("project")).root
    for part in ("events", "geodata"):
        shutil.copytree(root / part / "tiny", root / part / "twin")
    return root


@pytest.fixture
def call(project, monkeypatch):
    """Run a command in the folder with two cases."""
    monkeypatch.chdir(project)
    monkeypatch.delenv("MAPPER_CASE", raising=False)

    def run(line: str, *more: str):
        return CliRunner().invoke(main, [*line.split(), *more])

    return run


@pytest.fixture
def read(monkeypatch) -> list[Path]:
    """The folders that commands would read; they go no further."""
    folders: list[Path] = []

    def noted(folder, **_):
        folders.append(folder)
        raise UsageError("that will do.")

    monkeypatch.setattr("mapper.case.read.read_case", noted)
    monkeypatch.setattr("mapper.review.check.checked_case", noted)
    return folders


def test_there_is_a_line_for_every_command():
    assert set(WORDS) == set(_COMMANDS) - {"cache", "layers"}, "which need no case"


@pytest.mark.parametrize("name", WORDS)
def test_a_case_may_be_an_argument_an_option_or_both(call, project, name, read):
    twin = project / "events" / "twin"
    for more in (["twin"], ["--case", "twin"], ["events/twin"], ["--case", str(twin), "twin"]):
        result = call(WORDS[name], *more)
        assert result.stderr.endswith("Error: that will do.\n")
    assert read == [twin] * 4


@pytest.mark.parametrize("name", WORDS)
def test_two_cases_are_not_one(call, name):
    result = call(WORDS[name], "tiny", "--case", "twin")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name another case than --case" in result.stderr


@pytest.mark.parametrize("name", WORDS)
def test_a_script_gets_the_list_of_cases(call, name):
    result = call(WORDS[name])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: which case? Name one of: tiny, twin.\n")


@pytest.mark.parametrize("name", WORDS)
def test_an_unknown_case_is_told_with_those_that_there_are(call, name):
    for more in (["tyni"], ["--case", "tyni"]):
        result = call(WORDS[name], *more)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "there is no case `tyni`" in result.stderr
        assert "tiny, twin" in result.stderr


@pytest.mark.parametrize("name", WORDS)
def test_the_environment_may_name_the_usual_case(call, project, name, read, monkeypatch):
    monkeypatch.setenv("MAPPER_CASE", "twin")
    call(WORDS[name])
    call(WORDS[name], "tiny")
    call(WORDS[name], "--case", "tiny")
    assert read == [project / "events" / folder for folder in ("twin", "tiny", "tiny")]


def test_a_usual_case_that_is_not_there_is_told(call, monkeypatch):
    monkeypatch.setenv("MAPPER_CASE", "tyni")
    result = call("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: MAPPER_CASE is set, but there is no case `tyni`" in result.stderr
    assert "tiny, twin" in result.stderr
    monkeypatch.setenv("MAPPER_CASE", "")
    assert "which case? Name one of: tiny, twin." in call("check").stderr


def test_the_only_case_here_needs_no_name(tiny_folder, monkeypatch):
    monkeypatch.chdir(tiny_folder.parents[1])
    monkeypatch.delenv("MAPPER_CASE", raising=False)
    assert CliRunner().invoke(main, ["check"]).stderr == "tiny: no faults\n"


# Days and cases


@pytest.mark.parametrize(
    "line",
    ["changes 2012-02-15 2012-03-05 tiny", "changes tiny 2012-02-15 2012-03-05"],
)
def test_a_word_that_is_a_day_is_a_day_wherever_it_stands(call, line):
    result = call(line)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == call("changes 2012-02-15 2012-03-05 --case tiny").stdout


def test_a_place_may_be_called_like_a_day_or_a_case(call):
    result = call("who 2012-03-05 2012-03-05 tiny")
    assert (result.exit_code, "no place, unit or area `2012-03-05`" in result.stderr) == (2, True)
    assert "no place, unit or area `tiny`" in call("who tiny tiny").stderr


def test_a_word_alone_is_the_case_or_the_name_of_an_area(call):
    every = call("areas twin")
    assert (every.exit_code, every.stdout.count("\n")) == (0, 1 + 9 + 3 + 2 * 2 + 1)
    one = call("areas west --case twin")
    assert one.stdout.splitlines()[1:] == [
        "west,West,region,old,,2012-07-01,land",
        "west,West,region,new,2012-07-01,,land",
    ]
    assert call("areas twin --case tiny").stderr.startswith("Error: there is no area `twin`.")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("map", "Missing argument 'DATE...'"),
        ("map tiny", "Missing argument 'DATE...'"),
        ("snapshot", "Missing argument 'DATE...'"),
        ("changes 2012-02-15 tiny", "Missing argument 'TO'"),
        ("changes 2012-02-15 2012-03-05 2012-03-06 tiny", "one day too many: 2012-03-06"),
        ("who north 2012-02-15 2012-03-05 tiny", "one day too many: 2012-03-05"),
        ("actors 2012-02-15 2012-03-05 tiny", "one day too many: 2012-03-05"),
        ("map 2012-02-15 tiny twin", "name one case, not both `tiny` and `twin`"),
        ("map 2012-2-15 tiny", "`2012-2-15` is not a day; did you mean 2012-02-15?"),
        ("map 2012-02-31 tiny", "`2012-02-31` is not a day"),
        ("map yesterday tiny", "`yesterday` is no day, and there is no case `yesterday`"),
        ("who north tomorrow tiny", "`tomorrow` is no day, and there is no case"),
        ("areas west tiny twin", "one word too many: `twin`"),
        ("areas west tyni", "there is no case `tyni`"),
        ("check tiny twin", "unexpected extra argument"),
    ],
)
def test_words_that_do_not_fit(call, line, message):
    result = call(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


def test_a_case_called_like_a_day_is_named_by_its_path(call, project):
    shutil.copytree(project / "events/tiny", project / "events/2012-03-05")
    shutil.copytree(project / "geodata/tiny", project / "geodata/2012-03-05")
    try:
        assert call("actors 2012-03-05 --case 2012-03-05").exit_code == 0
        assert call("actors 2012-03-05 events/2012-03-05").exit_code == 0
    finally:
        shutil.rmtree(project / "events/2012-03-05")
        shutil.rmtree(project / "geodata/2012-03-05")


def test_several_cases_are_built_however_they_are_named(call, project, monkeypatch):
    seen = []
    monkeypatch.setattr(
        sys.modules["mapper.build.manycases"],
        "build_many",
        lambda folders, *_, **__: seen.append(folders) or [],
    )
    for line in ("build tiny twin", "build --case tiny --case twin"):
        assert call(line).exit_code == 0
    assert seen == [[project / "events" / "tiny", project / "events" / "twin"]] * 2
    assert call("build tiny --case tiny --case twin").exit_code == 2


# Asking


@pytest.mark.parametrize(("said", "found"), [("2\n", 1), ("one\n", 0), ("0\nthree\n 1 \n", 0)])
def test_an_answer_is_a_number_or_a_name(said, found, capsys):
    assert _asked(said) == found
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("  1  one\n  2  two\nwhich? (a number or a name) ")


def test_no_answer_is_no_case():
    with pytest.raises(click.Abort):
        _asked("")
    with pytest.raises(UsageError, match="which\\? one, two"):
        _asked("a\n³\n-1\n1\n")


def _asked(said: str) -> int:
    read, write = os.pipe()
    os.write(write, said.encode())
    os.close(write)
    with os.fdopen(read) as stdin, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", stdin)
        return console.ask("which?", ["one", "two"])


def test_a_name_that_a_terminal_would_obey_is_shown_as_its_escape(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115
    with pytest.raises(click.Abort):
        console.ask("which?", ["a\x1b[2Jb\nc"])
    assert capsys.readouterr().err.startswith("  1  a\\x1b[2Jb\\nc\n")
    sys.stdin.close()


def test_a_terminal_is_asked_and_stdout_has_the_data_only(project):
    ours, theirs = pty.openpty()
    words = "from mapper.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", words, *WORDS["stats"].split()],
        cwd=project,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        os.close(theirs)
        shown, until = b"", time.monotonic() + 60
        while b"(a number or a name) " not in shown and time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                shown += os.read(ours, 1000)
        os.write(ours, b"twin\n")
        out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert b"  1  tiny\r\n  2  twin\r\nwhich case?" in shown
    assert out.startswith(b"date,holder,area_km2,")
