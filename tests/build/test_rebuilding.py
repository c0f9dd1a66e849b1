"""A build upon an earlier one makes only what changed, and is what a fresh one would be."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest
from casefolder import touch, write_case
from peoplecase import give_people
from smallbuilds import FEW, contents, names

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
