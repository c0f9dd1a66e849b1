"""The measurements of whole commands: what is run, how often, with which cache, beside what."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from benchmarks import commands, growth, works
from benchmarks.commands import Bench, options_of
from benchmarks.machine import memory_gb
from benchmarks.program import Checkout, Took
from benchmarks.synthetic import write_war
from benchmarks.war import War

FAKE = """#!/bin/sh
echo "$@" >> {log}
case "$*" in *--help*) echo "{help}"; exit 0;; esac
cache= out=
while [ $# -gt 0 ]; do
  case "$1" in --cache) cache="$2";; --out) out="$2";; esac
  shift
done
if [ -n "$cache" ]; then
  if [ -d "$cache" ]; then echo hit >> {log}; {hit}; else mkdir -p "$cache"; fi
fi
if [ -n "$out" ]; then echo answer > "$out"; else echo answer; fi
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return write_war(tmp_path_factory.mktemp("war"), War(units=30, days=100, claims=200))


def fake(folder, name, *, cache, hit=":"):
    """A checkout whose mapper answers at once and writes down how it was called."""
    (folder / name).mkdir()
    log, program = folder / name / "log", folder / name / "mapper"
    words = "--cache DIR" if cache else "nothing"
    program.write_text(FAKE.format(log=log, help=words, hit=hit))
    program.chmod(0o755)
    log.write_text("")
    return Checkout(name, program.parent), log


def bench_of(tmp_path, codes, rounds=2):
    bench = Bench(options_of(["--rounds", str(rounds)]), tmp_path)
    bench.codes = codes
    return bench


def test_every_command_is_run_cold_and_with_its_cache(tmp_path, case):
    this, log = fake(tmp_path, "this", cache=True)
    other, older = fake(tmp_path, "other", cache=False)
    bench = bench_of(tmp_path, [this, other])
    rows = list(commands.rows_of_case(bench, works.asked_of_a_war(case), {"part": "commands"}))
    found = [(row["work"], row["code"], row["mode"]) for row in rows]
    assert found == [
        (work.name, *rest)
        for work in works.WORKS
        for rest in (("this", "cold"), ("this", "cached"), ("other", "cold"))
    ]
    calls = [line for line in log.read_text().splitlines() if "--help" not in line]
    each = ["cold", "cold", "hit", "hit"]  # two rounds of each; a cold one finds no cache
    kinds = []
    for line in calls:
        if line == "hit":
            kinds[-1] = "hit"
        else:
            kinds.append("cold")
    assert kinds == each * len(works.WORKS)
    assert "--cache" not in older.read_text().replace("--help", "")


def test_a_cache_that_answers_otherwise_is_no_gain(tmp_path, case):
    this, _ = fake(tmp_path, "this", cache=True, hit="echo other")
    bench = bench_of(tmp_path, [this])
    with pytest.raises(ValueError, match="stats --by holder --every day answers otherwise"):
        list(commands.rows_of_case(bench, works.asked_of_a_war(case), {"part": "commands"}))


def took(cpu, seconds=1.0, stopped=None):
    return Took(0, stopped, seconds, cpu, 1.0, 1.0)


def test_the_best_of_some_rounds_counts_and_long_ones_are_not_repeated(tmp_path):
    bench = Bench(options_of(["--rounds", "3"]), tmp_path)
    runs = [took(3.0), took(1.0), took(2.0), took(0.5)]
    rest = iter(runs)
    assert bench.best(rest).cpu_seconds == 1.0
    assert list(rest) == runs[3:]
    for first in (took(3.0, seconds=commands.ENOUGH_SECONDS + 1), took(3.0, stopped="time")):
        rest = iter([first, took(1.0)])
        assert bench.best(rest) is first


def test_what_is_asked_is_in_the_case(case):
    asked = works.asked_of_a_war(case)
    assert asked.place == "t15"
    assert asked.day == dt.date(2012, 2, 19)
    for work in works.WORKS:
        words = asked.filled(work, Path("/out"))
        assert not any("{" in word for word in words)
        assert words[-2:] == ["--case", str(case)]
        assert ("/out" in words) == work.writes


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_days_of_a_fraction_are_spread_over_the_case(case, count):
    days = works.days_of(case, count)
    first, last = works.span_of(case)
    assert len(set(days)) == count
    assert days == sorted(days)
    assert first <= days[0]
    assert days[-1] <= last
    gaps = [(b - a).days for a, b in zip([first, *days], [*days, last], strict=True)]
    assert max(gaps) - min(gaps) <= max(gaps) / 2 + 1


def test_one_claim_changed_is_one_cell(case, tmp_path):
    before = (case / "control_events.csv").read_text()
    copy = tmp_path / "case"
    copy.mkdir()
    (copy / "control_events.csv").write_text(before)
    event = works.change_one_claim(copy)
    old, new = (
        list(csv.DictReader(text.splitlines()))
        for text in (before, (copy / "control_events.csv").read_text())
    )
    changed = [
        (a["event_id"], key, a[key], b[key])
        for a, b in zip(old, new, strict=True)
        for key in a
        if a[key] != b[key]
    ]
    assert changed == [(event, "confidence", "high", "medium")]
    at = next(i for i, row in enumerate(old) if row["event_id"] == event)
    assert abs(at - len(old) / 2) < 10


def test_a_copy_of_a_shipped_case_is_whole(tmp_path, mali_folder):
    copy = works.copied_case(mali_folder, tmp_path)
    for one in (mali_folder, mali_folder.parents[1] / "geodata" / "mali"):
        names = {str(path.relative_to(one.parents[1])) for path in one.rglob("*")}
        assert names <= {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert copy == tmp_path / "events" / "mali"


def test_rows_of_parts_that_are_not_measured_again_stay(tmp_path):
    path = tmp_path / "rows.json"
    rows = [{"part": "commands", "n": 1}, {"part": "mali", "n": 2}]
    path.write_text(json.dumps({"rows": rows}))
    assert commands.kept(path, ["commands"]) == rows[1:]
    assert commands.kept(tmp_path / "none.json", ["commands"]) == []


def test_words_of_the_command_line_are_known_ones():
    assert options_of(["--only", "mali,builds"]).only == ["mali", "builds"]
    with pytest.raises(argparse.ArgumentTypeError, match="nothing is none of plain"):
        commands.words_of(["plain"])("plain,nothing")


def test_no_command_may_take_all_memory_of_the_machine():
    assert 0 < options_of([]).most_mb < 1024 * memory_gb()
    assert options_of(["--most-mb", "500"]).most_mb == 500


@pytest.mark.parametrize("places", [200, 3000, 33_000])
def test_along_each_line_one_quantity_grows_and_no_other(places):
    for line, wars in growth.series(places).items():
        quantities = [growth.quantity_of(line, war) for war in wars]
        assert quantities == sorted(set(quantities)), line
        assert len(wars) >= 2
        grows = {"places": ("units", "claims")}.get(line, (line.split(",")[0],))
        others = [{k: v for k, v in vars(war).items() if k not in grows} for war in wars]
        assert others == others[:1] * len(wars), line
    assert max(war.claims for war in growth.series(33_000)["claims"]) == 5_000_000
    assert max(war.units for war in growth.series(33_000)["places"]) == 100_000
