"""A build upon an earlier one makes only what changed, and is what a fresh one would be."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest
from casefolder import touch, write_case
from peoplecase import give_people
from smallbuilds import FEW, contents, names

from mapper.build import making
from mapper.build.contents import Made, Task
from mapper.build.onecase import BuildOptions, build

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]


def test_a_claim_that_no_date_shows_makes_no_date_anew(own, tmp_path) -> None:
    own.set("control_events.csv", "e04", note="Yet another note")
    result = build(own.case, tmp_path / "out", FEW, jobs=1)
    assert (result.made, result.up_to_date) == ((), False)
    assert "Yet another note" in (tmp_path / "out/assets/evidence.js").read_text("utf-8")


def test_a_changed_claim_makes_anew_the_dates_that_show_it(own, tmp_path) -> None:
    own.set("control_events.csv", "e04", source="https://a.example/changed")
    result = build(own.case, tmp_path / "out", FEW, jobs=1)
    assert result.made == (dt.date(2012, 3, 5),)
    text = (tmp_path / "out/snapshots/2012-03-05.places.geojson").read_text("utf-8")
    assert "https://a.example/changed" in text


def test_another_date_makes_anew_its_neighbours(own, tmp_path) -> None:
    """Their pages link to it."""
    days = tuple(dt.date(2012, month, 15) for month in (1, 2, 3, 4, 5))
    build(own.case, tmp_path / "out", BuildOptions(dates=days), jobs=1)
    fewer = BuildOptions(dates=(*days[:1], *days[2:]))
    assert build(own.case, tmp_path / "out", fewer, jobs=1).made == (days[0], days[2])
    maps = names(tmp_path / "out" / "maps")
    assert "2012-02-15.html" not in maps
    assert len(maps) == 4


def test_changed_people_make_everything_anew(own, tmp_path) -> None:
    for people in (1000, 1001):
        give_people(own, f"land,{people}")
        result = build(own.case, tmp_path / "out", FEW, jobs=1)
        assert set(result.made) == set(FEW.dates)
        text = (tmp_path / "out/statistics/area_by_holder.csv").read_text("utf-8")
        assert text.splitlines()[0].endswith(",population,population_low,population_high")
        assert f",{people},{people},{people}" in text
        inputs = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["inputs"]
        assert "geodata/tiny/population.csv" in {item["path"] for item in inputs}
        days = (tmp_path / "out/days.html").read_text("utf-8")
        charts = names(tmp_path / "out/charts")
        assert "people_by_holder.svg" in charts
        assert all(f'src="charts/{chart}"' in days for chart in charts)
        assert "Share of the people by bloc. People: 1\u202f00" in days
    assert build(own.case, tmp_path / "out", FEW, jobs=1).up_to_date
    own.path("population.csv").unlink()
    build(own.case, tmp_path / "out", FEW, jobs=1)
    assert names(tmp_path / "out/charts") == ["area_by_bloc.svg", "area_by_holder.svg"]
    assert "people_by" not in (tmp_path / "out/days.html").read_text("utf-8")


CHANGES = {
    "note": {"note": "Yet another note"},
    "source": {"source": "https://a.example/changed"},
    "confidence": {"confidence": "low"},
    "date": {"event_date": "2012-03-02"},
    "holder": {"gained_by": "gov"},
    "status": {"status": "contested", "opposed_by": "reb"},
}


@pytest.mark.parametrize("kind", [*CHANGES, "dropped", "moved"])
def test_one_claim_changed_is_a_build_from_nothing(own, tmp_path, monkeypatch, kind: str) -> None:
    """Byte for byte, whatever of the claim changed; and only what shows it is made."""
    before = contents(tmp_path / "out")
    path = own.path("control_events.csv")
    rows = path.read_text("utf-8").splitlines(keepends=True)
    at = next(i for i, row in enumerate(rows) if row.startswith("e04,"))
    if kind == "dropped":
        path.write_text("".join(rows[:at] + rows[at + 1 :]), "utf-8")
    elif kind == "moved":  # to the end of the file
        path.write_text("".join(rows[:at] + rows[at + 1 :] + rows[at : at + 1]), "utf-8")
    else:
        own.set("control_events.csv", "e04", **CHANGES[kind])
    made: list[str] = []
    real = making.make

    def noted(task: Task) -> list[Made]:
        made.extend(task.names)
        return real(task)

    monkeypatch.setattr(making, "make", noted)
    build(own.case, tmp_path / "out", FEW, jobs=1)
    again, made[:] = list(made), []
    build(own.case, tmp_path / "fresh", FEW, jobs=1)
    after, fresh = contents(tmp_path / "out"), contents(tmp_path / "fresh")
    assert after == fresh
    assert set(again) < set(made)
    if kind in ("note", "source", "moved"):
        assert not {"statistics", "charts"} & set(again), "no figure changed"
    else:
        assert before["charts/area_by_holder.svg"] != after["charts/area_by_holder.svg"]
    assert {"pages", "assets", "changes"} <= set(again)


def test_figures_that_are_damaged_are_made_again(own, tmp_path) -> None:
    (tmp_path / "out/charts/area_by_holder.svg").write_text("gone")
    own.set("control_events.csv", "e04", note="Yet another note")
    build(own.case, tmp_path / "out", FEW, jobs=1)
    build(own.case, tmp_path / "fresh", FEW, jobs=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


@pytest.mark.parametrize("parts", [None, [], {"charts": 7}, {"charts": {"digest": "x"}}])
def test_a_list_of_parts_that_is_none_is_no_list(own, tmp_path, parts: object) -> None:
    path = tmp_path / "out/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"parts": parts}), "utf-8")
    own.set("control_events.csv", "e04", note="Yet another note")
    build(own.case, tmp_path / "out", FEW, jobs=1)
    build(own.case, tmp_path / "fresh", FEW, jobs=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_little_work_starts_no_processes(own, tmp_path, monkeypatch) -> None:
    """They would read the program and the history for longer than the work takes."""
    opened: list[int | None] = []
    real = making.open_workers

    def noted(tasks: int, *, jobs: int | None, scheduler: str | None) -> object:
        opened.append(jobs)
        return real(tasks, jobs=1, scheduler=scheduler)

    monkeypatch.setattr(making, "open_workers", noted)
    own.set("control_events.csv", "e04", note="Yet another note")
    build(own.case, tmp_path / "out", FEW)
    own.set("control_events.csv", "e04", note="One more")
    build(own.case, tmp_path / "out", FEW, jobs=2)
    build(own.case, tmp_path / "fresh", FEW)
    monkeypatch.setattr(making, "_FEW", 10)
    own.set("control_events.csv", "e04", note="And one more")
    build(own.case, tmp_path / "out", FEW)
    assert opened == [1, 2, None, None]


@pytest.mark.parametrize("seed", range(2))
def test_builds_upon_builds_equal_fresh_ones(tmp_path, seed: int) -> None:
    """Random claims are changed, moved, dropped and added, one after the other."""
    dice = random.Random(seed)
    own = write_case(tmp_path / "case")
    total = len(build(own.case, tmp_path / "out", jobs=1).dates)
    kept = 0
    for _ in range(5):
        touch(own, dice)
        result = build(own.case, tmp_path / "out", jobs=1)
        kept += len(result.dates) - len(result.made)
    build(own.case, tmp_path / "fresh", jobs=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert kept > total, "or there is nothing in building upon builds"
