"""People in tables by area: counted as the areas are, in whole people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapper.core.geodesy import square_metres
from mapper.figures.actors import actors_on
from mapper.figures.areas import area_table
from mapper.figures.counting import COUNTS
from mapper.figures.days import date_range
from mapper.figures.events import target_changes

PEOPLE = ["population", "population_low", "population_high"]
AREAS = ["area_km2", "area_km2_low", "area_km2_high"]
WAYS = [("holder", count) for count in COUNTS] + [("bloc", count) for count in COUNTS]
WAYS.append(("status", "governing"))


def with_people(history, people):
    return replace(history, units=history.units.assign(population=people))


@pytest.mark.parametrize(("by", "count"), WAYS)
@pytest.mark.parametrize("within", [None, "region"])
def test_people_are_counted_as_areas_are(mali, by: str, count: str, within: str | None) -> None:
    """Where a person stands on each square metre, the two are the same."""
    dense = with_people(mali, square_metres(mali.units["area_km2"]))
    days = date_range(mali, "month")[::7]
    table = area_table(dense, days, by=by, count=count, within=within)
    assert table.columns[-3:].tolist() == PEOPLE
    for people, area in zip(PEOPLE, AREAS, strict=True):
        np.testing.assert_array_equal(table[people].to_numpy(), square_metres(table[area]))
    assert (table["population_low"] < table["population"]).any()


@pytest.mark.parametrize(("by", "count"), WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_low_central_and_high_are_in_order_and_rows_add_up(mali, by, count, seed) -> None:
    dice = np.random.default_rng(seed)
    people = dice.integers(0, 300_000, len(mali.units)).astype(float)
    people[dice.random(len(people)) < 0.2] = np.nan
    history = with_people(mali, people)
    table = area_table(history, date_range(mali, "year"), by=by, count=count)
    assert (table["population_low"] <= table["population"]).all()
    assert (table["population"] <= table["population_high"]).all()
    assert set(table.groupby("date")["population"].sum()) == {int(np.nansum(people))}
    assert all(str(table[column].dtype) == "int64" for column in PEOPLE)


def test_regions_add_up_to_the_country(mali) -> None:
    people = np.arange(len(mali.units), dtype=float)
    history = with_people(mali, people)
    days = ["2012-07-15", "2023-11-20"]
    whole = area_table(history, days).set_index(["date", "holder"])[PEOPLE]
    for level in ("cercle", "region"):
        parts = area_table(history, days, within=level).groupby(["date", "holder"])[PEOPLE].sum()
        assert (parts == whole.loc[parts.index]).all().all()


def test_one_area_has_its_people_only(mali) -> None:
    history = with_people(mali, np.ones(len(mali.units)))
    frame = next(x for x in mali.frames if (x.level, x.frame) == ("region", "2012"))
    for code, area in enumerate(frame.groups["area_id"].tolist()[:3]):
        table = area_table(history, "2012-07-15", within="region", only=[area])
        assert table["population"].sum() == (frame.unit_area == code).sum() > 0


def test_a_history_without_people_has_no_columns_for_them(tiny) -> None:
    for by in ("holder", "bloc", "status"):
        assert not set(PEOPLE) & set(area_table(tiny, "2012-03-01", by=by).columns)


def test_actors_have_the_people_of_their_land(mali, tiny) -> None:
    table = actors_on(mali, "2015-09-01").set_index("actor_id")
    figures = area_table(mali, "2015-09-01").set_index("holder")
    both = table.index.intersection(figures.index)
    assert (table.loc[both, PEOPLE] == figures.loc[both, PEOPLE]).all().all()
    assert (table.loc[table.index.difference(both), PEOPLE] == 0).all().all()
    assert table.columns.tolist().index("population") == table.columns.tolist().index("towns") + 1
    assert not set(PEOPLE) & set(actors_on(tiny, "2012-03-01").columns)


def test_changes_of_units_have_their_people(mali, tiny) -> None:
    table = target_changes(mali, "2012-03-30", "2012-04-06")
    units = table[table["kind"] == "unit"]
    expected = mali.units.loc[units["id"], "population"].tolist()
    assert units["population"].tolist() == expected
    assert table.loc[table["kind"] == "place", "population"].isna().all()
    assert "population" not in target_changes(tiny)
