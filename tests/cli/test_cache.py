"""The cache behind the commands: the same output with it and without, and looking at it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from casefolder import write_case
from click.testing import CliRunner, Result

from mapper.case import read
from mapper.cli import _COMMANDS, main
from mapper.core.cache import Cache

ROOT = Path(__file__).parents[2]
DAYS = {"mali": ("2012-01-20", "2013-02-01"), "sudan": ("2023-05-01", "2025-03-26")}
PLACES = {
    "mali": ("Tombouctou", "kidal region", "commune:Ber", "nowhere"),
    "sudan": ("Khartoum", "Khartoum State", "El Fasher", "nowhere"),
}
LINES = [
    "stats --by holder --every month",
    "stats --by bloc --date {0} --parts --json",
    "stats --by status --date {1} --count apart --excel",
    "stats --within {level} --date {1}",
    "stats --within nothing --date {1}",
    "stats --date 1900-01-01",
    "snapshot {0}",
    "snapshot {1} --layer units",
    "snapshot {1} --layer places --format topojson",
    "map {1} --out - --lang fr",
    "atlas --out - --lang ar",
    "changes {0} {1}",
    "changes {0} {1} --step --json",
    "changes {0} {1} --geojson",
    "changes {0} {1} --html --out -",
    "actors",
    "actors {1} --json",
    "areas",
    "areas --json --on {1}",
    "areas {area} --on {0}",
    "areas nowhere",
    "areas --level nothing",
    "check --json",
]
"""Of every command that reads a case; those of `who` are added for places and areas."""
LEVELS = {"mali": "region", "sudan": "state"}
AREAS = {"mali": "Kidal", "sudan": "Khartoum"}


def lines_of(case: str) -> list[list[str]]:
    first, last = DAYS[case]
    fixed = [
        line.format(first, last, level=LEVELS[case], area=AREAS[case]).split() for line in LINES
    ]
    asked = [["who", place, *more] for place in PLACES[case] for more in ([], [last], ["--json"])]
    return fixed + asked


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """An empty cache, and an empty folder to work in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("MAPPER_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("MAPPER_CACHE_SIZE", raising=False)
    monkeypatch.delenv("MAPPER_CASE", raising=False)
    return tmp_path / "cache"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def entries(cache: Path) -> list[str]:
    return sorted(p.name for p in cache.glob("*") if len(p.name) == 64)


def said(result: Result) -> tuple[object, ...]:
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def closed(monkeypatch):
    """No case can be read from here on: what is answered comes from the cache."""

    def close() -> None:
        def refuse(*_, **__):
            raise AssertionError("a case was read")

        monkeypatch.setattr(read, "read_case", refuse)

    return close


def test_all_commands_that_read_a_case_are_compared() -> None:
    tried = {line.split()[0] for line in LINES} | {"who"}
    assert tried == set(_COMMANDS) - {"build", "cache", "layers"}


@pytest.mark.slow
@pytest.mark.parametrize("case", DAYS)
def test_commands_say_the_same_with_the_cache_and_without(case, cache, closed) -> None:
    folder = ROOT / "events" / case
    lines = lines_of(case)
    without = [said(call(*line, "--case", folder, "--no-cache")) for line in lines]
    assert not cache.exists()
    first = [said(call(*line, "--case", folder)) for line in lines]
    kinds = 4  # the history, the list of areas, the index of names, what would be so without claims
    assert len(entries(cache)) == kinds
    for line, a, b in zip(lines, without, first, strict=True):
        assert a == b, line
    closed()
    for line, a in zip(lines, without, strict=True):
        if line[0] != "check":  # it is for people who have just changed the case
            assert said(call(*line, "--case", folder)) == a, line
    assert {a[0] for a in without} == {0, 2}  # faults of usage are the same, too


# hits and misses


@pytest.fixture
def tiny(tmp_path) -> Path:
    return write_case(tmp_path / "project").case


ASK = ("stats", "--date", "2012-03-05")


def test_a_second_command_reads_nothing(tiny, cache, closed) -> None:
    before = said(call(*ASK, tiny))
    closed()
    assert said(call(*ASK, tiny)) == before
    for _ in range(2):
        assert call("who", "north", "2012-03-05", tiny).exit_code == 0
        assert len(entries(cache)) == 2  # that, and the index of names


CHANGES = {
    "a claim": lambda c: _append(c / "control_events.csv", b"\n"),
    "a note beside it": lambda c: (c / "notes.md").write_text("x"),
    "a layer": lambda c: _append(next((c.parents[1] / "geodata").rglob("*.cpg")), b"\n"),
    "another name": lambda c: c,
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_changed_case_is_read_again(kind, tiny, cache) -> None:
    assert call(*ASK, tiny).exit_code == 0
    CHANGES[kind](tiny)
    if kind == "another name":
        geodata = tiny.parents[1] / "geodata"
        (geodata / tiny.name).rename(geodata / "other")
        tiny = tiny.rename(tiny.with_name("other"))
    assert call(*ASK, tiny).exit_code == 0
    assert len(entries(cache)) == 2


def _append(path: Path, raw: bytes) -> None:
    path.write_bytes(path.read_bytes() + raw)


def test_a_spoilt_case_is_told_though_it_was_kept_before(tiny, cache) -> None:
    assert call(*ASK, tiny).exit_code == 0
    _append(tiny / "control_events.csv", b"x\n")
    spoilt = call(*ASK, tiny)
    assert spoilt.exit_code == 1
    assert "control_events.csv" in spoilt.stderr
    assert said(call(*ASK, tiny)) == said(spoilt) == said(call(*ASK, tiny, "--no-cache"))
    assert len(entries(cache)) == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--area-model", "voronoi"],
        ["--area-model", "voronoi", "--max-km", "50"],
        ["--area-model", "hex", "--resolution", "4"],
        ["--layer-limits", "2"],
    ],
)
def test_options_that_change_the_history_have_entries_of_their_own(
    options, tiny, cache, closed
) -> None:
    plain = call(*ASK, tiny)
    found = call(*ASK, tiny, *options)
    assert found.exit_code == 0, found.stderr
    assert len(entries(cache)) == 2
    closed()
    assert said(call(*ASK, tiny, *options)) == said(found)
    assert said(call(*ASK, tiny)) == said(plain)


def test_other_software_has_entries_of_its_own(tiny, cache, monkeypatch) -> None:
    call(*ASK, tiny)
    monkeypatch.setattr("mapper.history.keeping.history_software", lambda: "other")
    assert call(*ASK, tiny).exit_code == 0
    assert len(entries(cache)) == 2


def test_the_options_of_the_cache(tiny, cache, tmp_path, monkeypatch) -> None:
    call(*ASK, tiny, "--no-cache")
    assert not cache.exists()
    call(*ASK, tiny, "--cache", tmp_path / "mine")
    assert not cache.exists()
    assert len(entries(tmp_path / "mine")) == 1
    monkeypatch.setenv("MAPPER_CACHE_SIZE", "0")
    assert said(call(*ASK, tiny))[0] == 0
    assert not cache.exists()
    monkeypatch.setenv("MAPPER_CACHE_SIZE", "10K")
    call(*ASK, tiny)
    assert entries(cache) == []  # larger than all that may be kept
    monkeypatch.setenv("MAPPER_CACHE_SIZE", "much")
    wrong = call(*ASK, tiny)
    assert wrong.exit_code == 2
    assert "MAPPER_CACHE_SIZE is set, but `much` is no size" in wrong.stderr


@pytest.mark.parametrize("where", ["", "a\0b"])
def test_a_folder_without_a_name_is_wrong_usage(where, tiny, cache) -> None:
    wrong = call(*ASK, tiny, "--cache", where)
    assert wrong.exit_code == 2
    assert "write the name of a folder" in wrong.stderr


REFUSED = {
    "a link": lambda p: (p.with_name("true").mkdir(), p.symlink_to(p.with_name("true"))),
    "open to others": lambda p: (p.mkdir(), p.chmod(0o777)),
    "a file": lambda p: p.write_text(""),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_folder_that_is_refused_is_told_and_the_command_goes_on(kind, tiny, cache) -> None:
    plain = call(*ASK, tiny, "--no-cache")
    REFUSED[kind](cache)
    found = call(*ASK, tiny)
    assert (found.exit_code, found.stdout) == (0, plain.stdout)
    assert found.stderr.startswith(f"note: the cache {cache} is not used: ")
    assert found.stderr.endswith("Nothing is taken from it or kept.\n" + plain.stderr)
    assert entries(cache) == []


def test_a_user_without_a_home_works_without_a_cache(tiny, cache, monkeypatch) -> None:
    plain = call(*ASK, tiny, "--no-cache")
    monkeypatch.delenv("MAPPER_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    found = call(*ASK, tiny)
    assert (found.exit_code, found.stdout) == (0, plain.stdout)
    assert found.stderr.startswith("note: there is no home folder for a cache")


KEPT = (ASK, ("who", "north", "2012-03-05"), ("snapshot", "2012-03-05"))


@pytest.mark.parametrize("line", KEPT)
def test_a_damaged_entry_changes_no_answer(line, tiny, cache, tmp_path) -> None:
    good = [said(call(*each, tiny)) for each in KEPT][KEPT.index(line)]
    keys = entries(cache)
    assert len(keys) == 2
    whole = shutil.copytree(cache, tmp_path / "whole")
    for path in sorted(path for key in keys for path in (cache / key).iterdir()):
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 255
        path.write_bytes(raw)
        assert said(call(*line, tiny)) == good, path.name
        shutil.rmtree(cache)
        shutil.copytree(whole, cache)
    for key in keys:
        shutil.rmtree(cache / key)
        for each in KEPT:
            call(*each, tiny)
        assert entries(cache) == keys


def test_a_command_ends_when_what_it_keeps_is_whole(tiny, cache, monkeypatch) -> None:
    true = Cache.keep

    def slowly(self, *args):
        time.sleep(0.5)
        return true(self, *args)

    monkeypatch.setattr(Cache, "keep", slowly)
    assert call(*ASK, tiny).exit_code == 0
    assert len(entries(cache)) == 1
    assert call(*ASK, tiny, "--area-model", "nothing").exit_code == 2
    assert call("stats", "--date", "1900-01-01", tiny, "--area-model", "hex").exit_code == 2
    assert len(entries(cache)) == 2  # the history was made all the same


@pytest.mark.parametrize("line", [ASK, ("who", "north", "2012-03-05")])
def test_a_write_that_fails_changes_nothing_but_a_note(line, tiny, cache, monkeypatch) -> None:
    plain = call(*line, tiny, "--no-cache")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Cache, "_write", full)
    found = call(*line, tiny)
    assert (found.exit_code, found.stdout) == (0, plain.stdout)
    note = "note: nothing is kept in the cache: No space left on device.\n"
    assert found.stderr == plain.stderr + note  # once, also where names would be kept, too
    assert list(cache.glob(".*")) == []
    assert entries(cache) == []


# looking and clearing


def test_looking_at_an_empty_cache_makes_none(cache) -> None:
    found = call("cache")
    assert said(found) == (0, "", f"{cache}: 0 entries, 0.0 MB of at most 2,000 MB\n")
    assert call("cache", "clear").exit_code == 0
    assert not cache.exists()


def test_the_cache_is_listed_and_cleared(tiny, cache) -> None:
    call(*ASK, tiny)
    call(*ASK, tiny, "--area-model", "voronoi")
    other = write_case(cache.parent / "second").case
    geodata = other.parents[1] / "geodata"
    (geodata / other.name).rename(geodata / "other")
    call(*ASK, other.rename(other.with_name("other")))
    listed = call("cache")
    rows = list(csv.DictReader(io.StringIO(listed.stdout)))
    assert [(r["case"], r["options"]) for r in rows] == [
        ("other", ""),
        ("tiny", "model=voronoi"),
        ("tiny", ""),
    ]
    assert {r["entry"] for r in rows} == set(entries(cache))
    assert listed.stderr.startswith(f"{cache}: 3 entries, ")
    told = json.loads(call("cache", "--json").stdout)
    assert told["folder"] == str(cache)
    assert told["most_bytes"] == 2 * 10**9
    assert [str(e["bytes"]) for e in told["entries"]] == [r["bytes"] for r in rows]
    assert "removed 2 entries" in call("cache", "clear", "tiny").stderr
    assert [r["case"] for r in json.loads(call("cache", "--json").stdout)["entries"]] == ["other"]
    assert "removed 1 entry" in call("cache", "clear").stderr
    assert entries(cache) == []
    assert call("cache", "empty").exit_code == 2


def test_clearing_looks_where_it_is_told(tiny, cache, tmp_path) -> None:
    call(*ASK, tiny, "--cache", tmp_path / "mine")
    assert "1 entry" in call("cache", "--cache", tmp_path / "mine").stderr
    assert "removed 1 entry" in call("cache", "clear", "--cache", tmp_path / "mine").stderr


def test_a_folder_of_others_is_neither_listed_nor_cleared(cache) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    (cache / ("a" * 64)).mkdir()
    for line in (["cache"], ["cache", "clear"]):
        found = call(*line)
        assert (found.exit_code, found.stdout) == (1, "")
        assert "others can write into it. Close it with chmod 700" in found.stderr
    assert entries(cache) == ["a" * 64]


# what is imported

_CODE = """
import sys
from mapper.cli import main
sys.argv = ["mapper", *{words!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heavy = {heavy!r}
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
_GEOMETRY = ("geopandas", "shapely", "pyproj", "pyogrio")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "heavy"),
    [
        ("who Tombouctou 2012-05-01", ("numpy", "pandas", "pyarrow", *_GEOMETRY)),
        ("who Tombouctou", ("numpy", "pandas", "pyarrow", *_GEOMETRY)),
        ("who commune:Ber 2012-05-01 --json", ("numpy", "pandas", "pyarrow", *_GEOMETRY)),
        ("stats --every month", _GEOMETRY),
        ("actors", _GEOMETRY),
        ("areas --on 2013-01-01", _GEOMETRY),
        ("who region:Kidal 2012-05-01", _GEOMETRY),
        ("cache", ("numpy", "pandas", "pyarrow", *_GEOMETRY)),
    ],
)
def test_what_an_answer_does_not_need_is_not_imported(line, heavy, cache) -> None:
    words = [*line.split()] + ([] if line == "cache" else ["--case", str(ROOT / "events" / "mali")])
    code = _CODE.format(words=words, heavy=heavy)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    first = {"areas": ["areas"], "who": ["who", "Gao"]}.get(line.split()[0], ["actors"])
    call(*first, "--case", ROOT / "events" / "mali")
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "pool"), [(None, "system"), ("mimalloc", "mimalloc")])
def test_arrow_takes_memory_from_the_system_unless_told_otherwise(asked, pool, tiny, cache) -> None:
    code = _CODE.format(words=[*ASK, str(tiny)], heavy=()) + (
        "import pyarrow\nprint(pyarrow.default_memory_pool().backend_name, file=sys.stderr)\n"
    )
    env = {k: v for k, v in os.environ.items() if k != "ARROW_DEFAULT_MEMORY_POOL"}
    env |= {"PYTHONPATH": str(ROOT)} | ({"ARROW_DEFAULT_MEMORY_POOL": asked} if asked else {})
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == pool


def test_every_command_that_may_use_it_says_so() -> None:
    for name in _COMMANDS:
        command = main.get_command(click.Context(main), name)
        options = {o for p in command.params for o in p.opts}
        uses = name not in {"build", "layers", "cache"}
        assert ("--no-cache" in options) == uses, name
        assert ("--cache" in options) == (uses or name == "cache"), name
