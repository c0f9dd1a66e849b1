"""``mapper stats`` and ``mapper who``: what they print, and where."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from mapper.figures.holdings import holdings_table
from mapper.outputs.text.csvtext import csv_text

# stats


def test_stats_as_csv_when_piped(run, tiny) -> None:
    result = run("stats --case {case} --date 2012-03-05 --date 2012-01-01")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [r["date"] for r in rows] == ["2012-01-01"] + ["2012-03-05"] * (len(rows) - 1)
    assert rows[0]["holder"] == "gov"
    assert float(rows[0]["area_km2"]) == pytest.approx(tiny.units["area_km2"].sum(), rel=1e-12)
    assert run("stats --csv --case {case} --date 2012-03-05 --date 2012-01-01").stdout == (
        result.stdout
    )


def test_stats_as_json(run) -> None:
    result = run("stats --case {case} --by bloc --within region --json --date 2012-07-01")
    rows = json.loads(result.stdout)
    assert list(rows[0])[:5] == ["area_id", "area_name", "frame", "date", "bloc"]
    assert {row["frame"] for row in rows} == {"new"}
    assert {row["date"] for row in rows} == {"2012-07-01"}


def test_stats_default_is_every_change(run, tiny) -> None:
    rows = list(csv.DictReader(io.StringIO(run("stats --case {case}").stdout)))
    assert sorted({r["date"] for r in rows}) == [d.isoformat() for d in tiny.change_days()]
    some = run("stats --case {case} --every month --from 2012-02-01 --to 2012-04-30").stdout
    dates = {r["date"] for r in csv.DictReader(io.StringIO(some))}
    assert dates == {"2012-02-01", "2012-03-01", "2012-04-01"}


def test_stats_without_a_change_is_a_table_without_rows(run) -> None:
    result = run("stats --case {case} --from 2012-01-02 --to 2012-01-03")
    assert result.exit_code == 0
    assert result.stdout.startswith("date,holder,area_km2,share")
    assert result.stdout.count("\n") == 1
    assert "--date gives the state of a day" in result.stderr
    json_ = run("stats --case {case} --from 2012-01-02 --to 2012-01-03 --json")
    assert json.loads(json_.stdout) == []


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 80 cells without colours."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")


def test_stats_on_a_terminal_tell_what_each_holder_has(run, terminal, monkeypatch) -> None:
    text = run("stats --case {case} --date 2012-04-02").stdout
    title, heads, gov, contested, jih, reb, contests, *_ = text.splitlines()
    assert title.startswith("2012-04-02: 107 ")
    assert heads.split()[:3] == ["holder", "km²", "share"]
    assert re.search(r"gov +alone +24 003 +22\.3 %", gov)
    assert re.search(r"^ +contested +35 930 +33\.3 %", contested)
    assert re.search(r"jih +alone +35 930", jih)
    assert re.search(r"reb +alone +11 927", reb)
    assert re.search(r"^ +contests +35 930", contests)
    assert run("stats --case {case} --date 2012-04-02 --parts").stdout == text
    monkeypatch.setenv("COLUMNS", "50")
    narrow = run("stats --case {case} --date 2012-04-02").stdout
    assert "50 km" not in narrow
    assert "50 km" in text


@pytest.mark.parametrize(
    ("options", "head"),
    [
        ("--count governing", "holder"),
        ("--count equal --by bloc", "bloc"),
        ("--count apart", "holder"),
        ("--by status", "status"),
    ],
)
def test_stats_with_a_way_to_count_or_by_status_show_ranges(run, terminal, options, head) -> None:
    lines = run(f"stats --case {{case}} --date 2012-04-02 {options}").stdout.splitlines()
    assert lines[1].split()[:4] == [head, "km²", "share", "(range)"]


def test_stats_of_parts_when_piped(run, tiny) -> None:
    result = run("stats --case {case} --parts --by bloc --within region --date 2012-04-02")
    table = holdings_table(tiny, ["2012-04-02"], by="bloc", within="region")
    assert result.stdout == csv_text(table)
    first = ["area_id", "area_name", "frame", "date", "bloc", "alone_km2", "shared_km2"]
    assert result.stdout.split("\n")[0].split(",")[:7] == first
    records = json.loads(run("stats --case {case} --parts --json --date 2012-04-02").stdout)
    assert {r["holder"]: r["contests_km2"] > 0 for r in records} == {
        "gov": False,
        "jih": False,
        "reb": True,
    }


def test_stats_when_piped_keep_their_columns_on_any_terminal(run) -> None:
    """Others rely on the names of ``area_by_holder``."""
    for options in ("--csv", "--count governing", ""):
        result = run(f"stats --case {{case}} --date 2012-04-02 {options}")
        assert result.stdout.startswith(
            "date,holder,area_km2,share,area_km2_low,area_km2_high,area_within_50km_km2,"
            "contested_km2,towns,population_of_towns,towns_without_population"
        )


def test_stats_into_a_file(run, tmp_path) -> None:
    result = run("stats --case {case} --date 2012-03-05 --out x.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "x.csv").read_text("utf-8").startswith("date,holder,")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--date 2012-03-05 --every day", "--date does not go with --every"),
        ("--date 2012-03-05 --from 2012-03-05", "--date does not go with --every"),
        ("--date 2012-03-05 --frame old", "--frame needs --within"),
        ("--date 2012-03-05 --within province", "no level `province`; use one of: commune"),
        ("--date 2012-03-05 --within region --frame 1", "no frame `1`; use one of: old, new"),
        ("--parts --by status", "--parts does not go with --count or --by status"),
        ("--parts --count governing", "--parts does not go with --count or --by status"),
        ("--by army", "'army' is not one of 'holder', 'bloc', 'status'"),
        ("--every decade", "'decade' is not one of"),
        ("--from 2012-03-05 --to 2012-03-01", "lies before the start"),
        ("--date 2012-02-30", "`2012-02-30` is not a day; write it as YYYY-MM-DD, like 2012-04-06"),
        ("--date 2020-01-01", "2020-01-01 lies outside the case"),
    ],
)
def test_wrong_stats(run, options: str, message: str) -> None:
    result = run(f"stats --case {{case}} {options}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


# who


def test_who(run) -> None:
    result = run("who seat 2012-03-05 --case {case}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Sèat (")
    assert "held by Jihadists" in result.stdout
    answer = json.loads(run("who seat 2012-03-05 --json --case {case}").stdout)
    assert (answer["holder"], answer["schema"]) == ("jih", 2)


def test_who_without_a_date_tells_the_story(run) -> None:
    lines = run("who north --case {case}").stdout.splitlines()
    assert len(lines) == 4
    answer = json.loads(run("who north --json --case {case}").stdout)
    assert [x["holder"] for x in answer["intervals"]] == ["gov", "reb", "gov"]


def test_who_of_an_unknown_place_suggests(run) -> None:
    result = run("who Norrth 2012-03-05 --case {case}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: there is no place, unit or area `Norrth`.")
    assert "Did you mean North" in result.stderr


def test_who_of_an_area(run) -> None:
    result = run("who cercle_b 2012-03-06 --case {case}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Cercle b (cercle, at all times) on 2012-03-06: ")
    answer = json.loads(run("who cercle:cercle_b 2012-03-06 --json --case {case}").stdout)
    assert answer["target"] == {
        "kind": "area",
        "id": "cercle_b",
        "name": "Cercle b",
        "level": "cercle",
    }
    assert [row["holder"] for row in answer["shares"]] == ["jih"]
    periods = json.loads(run("who cercle_b --json --case {case}").stdout)["periods"]
    assert len(run("who cercle_b --case {case}").stdout.splitlines()) == 1 + len(periods)


def test_other_meanings_go_to_stderr(run, mali_folder) -> None:
    result = run("who Kidal 2014-06-01 --json --case", str(mali_folder))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["target"]["id"] == "kidal"
    assert "Kidal is read as the place; also: " in result.stderr
    assert "region Kidal Region (region:kidal-region)" in result.stderr


def test_story_is_plain_when_piped(run) -> None:
    assert "\x1b" not in run("who north --case {case}").stdout


@pytest.mark.parametrize(
    ("set_", "strip"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_story_on_a_terminal_ends_with_a_strip(run, monkeypatch, tmp_path, set_, strip) -> None:
    for name in ("NO_COLOR", "COLORTERM", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    text = run("who north --case {case}").stdout
    assert ("\x1b[38;" in text) is strip
    assert ("\x1b[38;2;" in text) is ("COLORTERM" in set_)
    assert "\x1b" not in run("who north 2012-03-05 --case {case}").stdout
    assert run("who north --case {case} --out story.txt").exit_code == 0
    assert "\x1b" not in (tmp_path / "story.txt").read_text("utf-8")
