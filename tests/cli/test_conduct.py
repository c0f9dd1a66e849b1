"""However a command ends: its exit code, one line that says why, and no traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from casefolder import write_case
from click.testing import CliRunner
from plaintext import no_commands
from shortage import ENTRY

from mapper.cli import _COMMANDS, main

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202egro.live\u2066\u200b\nError: all is fine"
LONG = "x" * 5000
MEGABYTE = "Ki" * 500_000


# Hostile arguments

COMMON = {
    "unknown case": (["--case", EVIL], 2),
    "long case": (["--case", LONG], 2),
    "case with NUL": (["--case", "a\0b"], 2),
    "no case": (["--case", ""], 2),
    "case is a file": (["--case", "{case}/case.toml"], 2),
    "unknown option": ([f"--{EVIL}"], 2),
    "long out": (["--case", "{case}", "--out", LONG], 1),
    "no out": (["--case", "{case}", "--out", ""], 2),
    "out with NUL": (["--case", "{case}", "--out", "a\0b"], 2),
    "out through a file": (["--case", "{case}", "--out", "{case}/case.toml/x/y"], 1),
    "unknown model": (["--case", "{case}", "--area-model", EVIL], 2),
    "many cells": (["--case", "{case}", "--area-model", "hex", "--resolution", "15"], 2),
    "no resolution": (["--case", "{case}", "--area-model", "hex", "--resolution", "16"], 2),
    "unknown level": (["--case", "{case}", "--area-model", "voronoi", "--cells-within", EVIL], 2),
    "infinite": (["--case", "{case}", "--area-model", "voronoi", "--max-km", "1e309"], 2),
}
COMMANDS = {
    "actors": [],
    "atlas": [],
    "changes": ["2012-02-01", "2012-03-01"],
    "map": ["2012-02-01"],
    "snapshot": ["2012-02-01"],
    "stats": ["--date", "2012-02-01"],
    "who": ["north", "2012-02-01"],
}
OWN = {
    "who of anything": ["who", EVIL],
    "who of much": ["who", MEGABYTE],
    "who of a level": ["who", f"region:{EVIL}"],
    "who of nothing": ["who", ""],
    "who before the world": ["who", "north", "0001-01-01"],
    "map after the world": ["map", "9999-12-31"],
    "map in a language": ["map", "2012-02-01", "--lang", EVIL],
    "snapshot of no layer": ["snapshot", "2012-02-01", "--layer", EVIL],
    "snapshot without a format": ["snapshot", "2012-02-01", "--format", EVIL],
    "actors of no date": ["actors", EVIL],
    "areas of anything": ["areas", EVIL],
    "areas of much": ["areas", MEGABYTE],
    "areas of a level": ["areas", f"region:{EVIL}"],
    "areas of no level": ["areas", "--level", EVIL],
    "areas of no day": ["areas", "--on", EVIL],
    "changes the wrong way": ["changes", "2012-12-31", "2012-01-01"],
    "changes of ever": ["changes", "0001-01-01", "9999-12-31"],
    "stats of ever": ["stats", "--from", "9999-12-30", "--to", "9999-12-31"],
    "stats within nothing": ["stats", "--within", EVIL],
    "stats within no frame": ["stats", "--within", "region", "--frame", EVIL],
    "stats by anything": ["stats", "--by", EVIL],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", COMMON)
def test_hostile_options_end_in_one_line(run, tiny_folder, tmp_path, command, what) -> None:
    words, code = COMMON[what]
    words = [word.replace("{case}", str(tiny_folder)) for word in words]
    check_end(run(command, *COMMANDS[command], *words), code)


@pytest.mark.parametrize("what", OWN)
def test_hostile_arguments_end_in_one_line(run, tiny_folder, tmp_path, what) -> None:
    check_end(run(*OWN[what][:1], *OWN[what][1:], "--case", str(tiny_folder)), 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[EVIL], ["check", EVIL], ["build", EVIL], ["build", LONG]])
def test_hostile_words_end_in_one_line(run, words) -> None:
    check_end(run(*words), 2)


def check_end(result, code: int) -> None:
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr[-500:]
    assert result.stderr.count("Error: ") - result.stderr.count(r"\nError: ") == 1
    last = result.stderr.rstrip("\n").split("\n")[-1]
    assert last.startswith("Error: ")
    assert no_commands(result.stderr)
    assert len(result.stderr) < 1500
    assert "mapper failed" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_far_distance_is_no_fault(run) -> None:
    line = "stats --case {case} --date 2012-02-01 --area-model voronoi --max-km"
    assert run(line, "1e308").stdout == run(line, "1e5").stdout


# What remains


def test_what_nobody_thought_of_is_one_line_that_asks_for_a_report(run, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ZeroDivisionError(EVIL)

    monkeypatch.setattr("mapper.outputs.text.statistics.table_text", fail)
    result = run("stats --case {case}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Error: mapper failed: ZeroDivisionError: \\x1b[2J")
    assert re.search(r"\(test_conduct\.py:\d+\)\. This is a fault of mapper", result.stderr)
    assert "the same command prints with --debug" in result.stderr
    for words in (["stats", "--debug"], ["--debug", "stats"]):
        more = run(" ".join(words) + " --case {case}")
        assert more.exit_code == 1
        assert more.stderr.startswith(result.stderr)
        assert "Traceback (most recent call last):" in more.stderr
        assert no_commands(more.stderr)
    assert "Traceback" not in run("stats --case {case}").stderr, "the next one is as before"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "there is not enough memory for this"),
        (RecursionError("maximum depth"), "mapper failed: RecursionError: maximum depth"),
        (PermissionError(13, "Permission denied", f"a/{EVIL}"), r"cannot use a/\x1b[2J"),
        (OSError(28, "No space left on device"), "No space left on device. Make room"),
        (OSError("text of a library"), "mapper failed: OSError: text of a library"),
        (
            FileNotFoundError(2, "No such file or directory", "case.toml"),
            "cannot use case.toml: No",
        ),
        (AssertionError(), "mapper failed: AssertionError: no more is known"),
    ],
)
def test_every_error_has_words(run, monkeypatch, error: Exception, words: str) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr("mapper.answers.verdicts.story", fail)
    result = run("who north --case {case}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {words}")
    assert result.stderr.count("\n") == 1
    assert no_commands(result.stderr)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_in_a_worker_is_told_with_its_trace(run, monkeypatch, jobs: str) -> None:
    """With two jobs the workers are other processes: what they meet is a store of no sense."""
    from mapper.build import making

    source = making.Source
    monkeypatch.setattr(making, "Source", lambda *x: source(*x[:3], "xx", x[4]))
    line = "build {case} --date 2012-03-05 --date 2012-02-15 --out out --jobs"
    result = run(line, jobs)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "could not be made" in result.stderr
    assert re.search(r"  2012-03-05: \w+: .* \(\w+\.py:\d+\)\n", result.stderr)
    assert "Traceback" not in result.stderr
    assert "Traceback" in run(line, jobs, "--debug").stderr


def test_interruption_is_quiet(run, monkeypatch) -> None:
    def interrupt(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("mapper.answers.verdicts.story", interrupt)
    result = run("who north --case {case}")
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (130, "", "")


def test_ctrl_c_on_a_build_is_quiet(tiny_folder, tmp_path) -> None:
    # Tests that a shell has put behind itself inherit that Ctrl-C is not for them.
    heard = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {ENTRY}"
    words = [sys.executable, "-c", heard, "build", tiny_folder, "--every", "day", "--jobs", "2"]
    build = subprocess.Popen(
        [*words, "--out", "out"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        text=True,
    )
    tree = tmp_path / ".out.building" / "tree" / "maps"
    until = time.monotonic() + 60
    while not tree.exists() and time.monotonic() < until:
        time.sleep(0.05)
    build.send_signal(signal.SIGINT)
    _, said = build.communicate(timeout=60)
    assert build.returncode == 130
    assert "Traceback" not in said
    assert "Error" not in said
    assert not (tmp_path / "out").exists()


def test_other_ways_to_call_the_commands_stay_those_of_click(tiny_folder) -> None:
    words = ["who", "nowhere", "--case", str(tiny_folder)]
    with pytest.raises(LookupError, match="nowhere"):
        main(words, standalone_mode=False)
    with pytest.raises(click.UsageError):
        main(["stats", "--nothing"], standalone_mode=False)


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_debug(command: str) -> None:
    for _ in range(2):
        assert CliRunner().invoke(main, [command, "--help"]).stdout.count("--debug") == 1


# Streams


def shell(script: str, *words: str | Path, cwd: Path) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        ["/bin/bash", "-c", f'm() {{ "{sys.executable}" -c "{ENTRY}" "$@"; }}; {script}', *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("command", ["stats", "who north", "check", "snapshot 2012-03-05"])
def test_closed_stdout(command: str, tmp_path) -> None:
    own = write_case(tmp_path)
    own.set("control_events.csv", "e02", lost_by="jih")  # a doubt: check has something to say
    done = shell(f"m {command} >&-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("Error: cannot write to stdout: it is closed.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("command", ["check", "check --json", "--help", "who --help", "--version"])
def test_full_disk_behind_whatever_is_printed(command: str, tmp_path) -> None:
    own = write_case(tmp_path)
    own.set("control_events.csv", "e02", lost_by="jih")
    done = shell(f"m {command} > /dev/full", cwd=tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(r"Error: .*No space left on device.*\n", done.stderr)


def test_nothing_is_opened_in_the_place_of_a_closed_stream(tmp_path) -> None:
    """A file that took the number of stderr would get the messages of libraries."""
    write_case(tmp_path)
    done = shell("m build --date 2012-03-05 --jobs 1 --out out <&- >&- 2>&-", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    again = shell("m build --date 2012-03-05 --jobs 1 --out out", cwd=tmp_path)
    assert again.stderr.endswith("is up to date\n")


def test_a_reader_that_has_enough_ends_it_quietly(tmp_path) -> None:
    write_case(tmp_path)
    done = shell("m stats --every day | true; echo ${PIPESTATUS[0]}", cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("141\n", "")


def test_messages_that_nobody_can_read_do_no_harm(tmp_path) -> None:
    write_case(tmp_path)
    for stream in ("2>&-", "2>/dev/full"):
        done = shell(f"m stats --date 2012-03-05 --out x.csv {stream}", cwd=tmp_path)
        assert done.returncode == 0
        assert shell(f"m who nobody {stream}", cwd=tmp_path).returncode == 2
