"""What reaches a terminal is legible, in every command; what reaches a pipe or file is raw."""

from __future__ import annotations

import ast
import io
import json
import os
import pty
import re
import sys
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from shortage import ENTRY

from mapper.cli import _COMMANDS, main
from mapper.cli.console import palette, progress, say, write_bytes, write_painted
from mapper.outputs.text.terminal import cells

pytestmark = pytest.mark.slow

EVIL = "\x1b[2J\x07\x9b31m\u202egro\u200b"
LINES = f"{EVIL}\nError: forged"
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def commands_in(text: str) -> set[str]:
    """What a terminal would obey or not show."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}}


def evil_history(history):
    """The history, with commands for a terminal in every name that a case gives."""
    places, units = history.places.copy(), history.units.copy()
    for table in (places, units):
        table["name"] = [f"{name}{LINES}" for name in table["name"]]
        table["parents"] = pd.Series([(LINES,) for _ in table.index], table.index, dtype=object)
    claims = history.claims.copy()
    claims["note"] = LINES
    claims["sources"] = pd.Series([(LINES,) for _ in claims.index], claims.index, dtype=object)
    frames = [
        replace(f, level=f"{f.level}{EVIL}", frame=LINES, groups=f.groups.assign(name=LINES))
        for f in history.frames
    ]
    return replace(
        history,
        case=replace(
            history.case, title=LINES, levels=tuple(f"{x}{EVIL}" for x in history.case.levels)
        ),
        places=places,
        units=units,
        claims=claims,
        frames=tuple(frames),
        actors={
            k: replace(a, name=LINES, short_name=LINES, kind=LINES)
            for k, a in history.actors.items()
        },
        blocs={k: replace(b, name=LINES) for k, b in history.blocs.items()},
        milestones=tuple(replace(m, title=LINES) for m in history.milestones),
    )


@pytest.fixture
def evil(tiny, monkeypatch, tmp_path):
    """Every command reads the evil history."""
    history = evil_history(tiny)
    for name in _COMMANDS:
        module = __import__(f"mapper.cli.{name}", fromlist=["command"])
        if hasattr(module, "history_of"):
            monkeypatch.setattr(module, "history_of", lambda: history)
        if hasattr(module, "told_of"):
            monkeypatch.setattr(module, "told_of", lambda question: question(history))
    monkeypatch.chdir(tmp_path)
    return history


WRONG = ["stats", "--within", "region"]
TEXTS = [
    ["who", "north"],
    ["who", "north", "2012-02-01"],
    ["who", "cercle_b"],
    ["who", "cercle_b", "2012-04-01"],
    ["who", "b2", "2012-04-01"],
    ["who", "nowhere"],
    ["stats", "--date", "2012-02-01"],
    ["stats", "--date", "2012-02-01", "--by", "bloc"],
    ["stats", "--date", "2012-02-01", "--within", f"region{EVIL}"],
    WRONG,
    ["changes", "2012-01-15", "2012-11-01"],
    ["changes", "2012-01-15", "2012-11-01", "--step"],
    ["changes", "2012-01-15", "2012-11-01", "--by", "bloc"],
    ["actors"],
    ["actors", "2012-04-01"],
]
DATA = [
    ["stats", "--date", "2012-02-01", "--within", f"region{EVIL}", "--csv"],
    ["stats", "--date", "2012-02-01", "--within", f"region{EVIL}", "--json"],
    ["actors", "--csv"],
    ["actors", "--json"],
    ["who", "north", "--json"],
    ["changes", "2012-01-15", "2012-11-01", "--json"],
    ["changes", "2012-01-15", "2012-11-01", "--geojson"],
    ["snapshot", "2012-02-01", "--layer", "places"],
    ["snapshot", "2012-02-01", "--format", "topojson"],
    ["map", "2012-02-01", "--out", "-"],
]


@pytest.mark.parametrize("words", TEXTS + DATA, ids=lambda words: " ".join(words[:3]))
def test_nothing_on_a_terminal_is_obeyed(evil, monkeypatch, words) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("mapper.cli.console.on_terminal", lambda: True)
    for name in _COMMANDS:
        monkeypatch.setattr(f"mapper.cli.{name}.on_terminal", lambda: True, raising=False)
    result = CliRunner().invoke(main, words)
    assert "mapper failed" not in result.stderr
    assert commands_in(result.stdout) == set()
    assert commands_in(result.stderr) == set()
    assert "\nError: forged" not in result.stdout + result.stderr or words in DATA
    assert result.exit_code == (2 if words in (["who", "nowhere"], WRONG) else 0), result.stderr
    if result.exit_code == 0:
        assert r"\x1b[2J" in result.stdout or "\\u001b[2J" in result.stdout or "stats" in words[0]


@pytest.mark.parametrize("words", TEXTS, ids=lambda words: " ".join(words[:3]))
def test_texts_for_people_are_legible_in_a_pipe_too(evil, words) -> None:
    """The same words wherever they go: a text may end on a terminal after all (`| less -R`)."""
    result = CliRunner().invoke(main, words)
    assert commands_in(result.stderr) == set()
    if words[0] == "who":
        assert commands_in(result.stdout) == set()
        assert "\nError: forged" not in result.stdout


@pytest.mark.parametrize("words", DATA, ids=lambda words: " ".join(words[:3]))
def test_data_in_a_pipe_or_a_file_are_raw(evil, tmp_path, words) -> None:
    piped = CliRunner().invoke(main, words)
    assert piped.exit_code == 0
    if "--json" in words or "--geojson" in words or words[0] == "snapshot":
        assert EVIL in json.dumps(json.loads(piped.stdout), ensure_ascii=False).replace(
            "\\u001b", "\x1b"
        ).replace("\\u0007", "\x07")
    elif words[0] != "map":
        assert EVIL in piped.stdout
    filed = CliRunner().invoke(main, [*[w for w in words if w not in {"--out", "-"}], "--out", "f"])
    assert filed.exit_code == 0
    assert (tmp_path / "f").read_bytes() == piped.stdout_bytes


def test_the_strip_keeps_its_colours_and_nothing_else(evil, monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("mapper.cli.console.on_terminal", lambda: True)
    result = CliRunner().invoke(main, ["who", "north"])
    assert result.exit_code == 0
    assert len(COLOUR.findall(result.stdout)) > 20
    assert commands_in(COLOUR.sub("", result.stdout)) == set()
    assert r"\x1b[2J" in COLOUR.sub("", result.stdout)


@pytest.mark.parametrize("words", [["--by", "bloc"], ["--within", f"region{EVIL}"]])
def test_a_table_in_bold_is_the_plain_one(evil, monkeypatch, words) -> None:
    for name in ("console", "stats"):
        monkeypatch.setattr(f"mapper.cli.{name}.on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    words = ["stats", "--date", "2012-02-01", *words]
    monkeypatch.setenv("NO_COLOR", "1")
    plain = CliRunner().invoke(main, words)
    monkeypatch.delenv("NO_COLOR")
    bold = CliRunner().invoke(main, words)
    assert plain.exit_code == bold.exit_code == 0
    assert commands_in(plain.stdout) == set()
    assert bold.stdout != plain.stdout == COLOUR.sub("", bold.stdout)
    assert set(COLOUR.findall(bold.stdout)) == {"\x1b[1m", "\x1b[2m", "\x1b[0m"}


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"TERM": "xterm"}, "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "truecolor"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, None),
        ({"TERM": "xterm", "NO_COLOR": "1"}, None),
        ({"TERM": "xterm", "NO_COLOR": ""}, "256"),
    ],
)
def test_who_gets_which_colours(monkeypatch, environment, found) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("mapper.cli.console.on_terminal", lambda: True)
    assert palette() == found
    monkeypatch.setattr("mapper.cli.console.on_terminal", lambda: False)
    assert palette() is None


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


OWN = re.compile("\x1b\\[(?:[0-9;]*m|\\?25[lh]|2K|1A)|\r")
"""Colours, and what a bar needs: to hide and show the cursor, and to go back in its line."""


def a_bar(monkeypatch, label: str, **environment: str) -> str:
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm", "COLUMNS": "80"} | environment).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", Terminal())
    threads = threading.active_count()
    with progress(label) as show:
        for done in range(501):
            show(done, 500)
        assert threading.active_count() == threads, "processes are started meanwhile"
    return sys.stderr.getvalue()


def test_a_bar_says_how_much_is_done(monkeypatch) -> None:
    text = a_bar(monkeypatch, "building mali")
    last = [line for line in OWN.sub("", text.replace("\r", "\n")).splitlines() if line][-1]
    assert last.startswith("building mali ━━━")
    assert " 500/500 0:00:0" in last
    assert text.count("/500") < 100, "not a picture for each step"
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l") >= 0, "the cursor is there again"
    assert COLOUR.search(text)


@pytest.mark.parametrize("width", ["20", "40", "200"])
def test_a_bar_stays_in_one_line(monkeypatch, width: str) -> None:
    text = a_bar(monkeypatch, f"[red]{LINES}[/] :boom: {{task}} 北京", COLUMNS=width)
    assert commands_in(OWN.sub("", text)) == set()
    assert "\x1b[1A" not in text, "one line needs no way up"
    pictures = [OWN.sub("", part) for part in text.split("\r")]
    assert max(map(cells, pictures)) <= int(width)
    if width == "200":
        shown = r"[red]\x1b[2J\x07\x9b31m\u202egro\u200b\nError: forged[/] :boom: {task} 北京"
        assert shown in text


def test_a_bar_without_colours_or_a_way_back(monkeypatch) -> None:
    assert not COLOUR.search(a_bar(monkeypatch, "building mali", NO_COLOR="1"))
    assert a_bar(monkeypatch, "building mali", TERM="dumb") == "building mali\n"


def test_a_terminal_that_goes_away_ends_no_build(monkeypatch) -> None:
    class Gone(Terminal):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Gone())
    with progress("building mali") as show:
        show(1, 2)


def test_a_pipe_gets_the_label_only(capsys) -> None:
    with progress("building mali") as show:
        show(1, 2)
    assert capsys.readouterr().err == "building mali\n"


def test_painting_lets_colours_pass_only(capfdbinary) -> None:
    write_painted("\x1b[31mred\x1b[0m \x1b[2J\x1b]0;x\x07\x1b[3\x1b[1mm\nnext")
    assert capfdbinary.readouterr().out == (
        b"\x1b[31mred\x1b[0m \\x1b[2J\\x1b]0;x\\x07\\x1b[3\x1b[1mm\nnext\n"
    )


def test_what_is_no_text_goes_to_no_terminal(run, monkeypatch) -> None:
    monkeypatch.setattr("mapper.cli.console.on_terminal", lambda: True)
    result = run("snapshot 2012-03-05 --case {case} --format gpkg --out -")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no text for a terminal" in result.stderr


def test_messages_and_labels_are_legible(capsys) -> None:
    say(LINES)
    with progress(LINES) as show:
        show(1, 2)
    assert commands_in(capsys.readouterr().err) == set()


def test_streams_that_are_closed(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("nobody hears this")
    with progress("nor sees this") as show:
        show(1, 2)
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="it is closed"):
        write_bytes(b"x", None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_real_terminal(tiny_folder, tmp_path) -> None:
    """What a terminal gets from a process: its strip in colours, and no command of an argument."""
    words = ["-c", ENTRY, "who", f"north{EVIL}", "--case", str(tiny_folder)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, *words], environment)
    heard = b""
    try:
        while part := os.read(terminal, 4096):
            heard += part
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    text = heard.decode("utf-8").replace("\r\n", "\n")
    assert r"north\x1b[2J\x07\x9b31m\u202egro\u200b" in text
    assert commands_in(text) == set()


BANNED = {"echo", "secho", "echo_via_pager", "progressbar", "prompt", "confirm", "print", "style"}


def test_no_other_module_prints() -> None:
    """Whoever writes a new command finds `say` and `write_text`, or fails here."""
    package = Path(main.callback.__code__.co_filename).parents[1]
    found = []
    for path in sorted(package.rglob("*.py")):
        if path.name == "console.py" and path.parent.name == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "attr", getattr(node, "id", ""))
            base = getattr(getattr(node, "value", None), "id", "")
            if (
                (isinstance(node, ast.Name) and name == "print")
                or (isinstance(node, ast.Attribute) and base == "click" and name in BANNED)
                or (
                    isinstance(node, ast.Attribute)
                    and base == "sys"
                    and name in {"stdout", "stderr"}
                )
            ):
                found.append(f"{path.relative_to(package)}:{node.lineno}: {base}.{name}")
            if isinstance(node, ast.ImportFrom) and node.module in {"click", "sys"}:
                found += [f"{path.name}: {a.name}" for a in node.names if a.name in BANNED]
    assert found == []
    assert hasattr(click, "echo"), "the names are still those of click"
