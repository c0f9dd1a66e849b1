"""Figures against a slow, literal count over snapshots, and against invariants."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest
from casefolder import write_case

from mapper.case.read import read_case
from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.figures.areas import area_table
from mapper.figures.counting import COUNTS
from mapper.figures.days import date_range
from mapper.history.derive import build_history

FIGURES = [
    "area_km2",
    "share",
    "area_km2_low",
    "area_km2_high",
    "area_within_50km_km2",
    "contested_km2",
    "towns",
    "population_of_towns",
    "towns_without_population",
]


# A literal count


def possible_rows(row, name) -> set[str]:
    """Candidates read off a row of a snapshot."""
    found = {row.holder, *row.claimed_by, *row.uncertain_with, *row.between}
    if row.status == "contested":
        found |= set(row.contested_by) or {"unknown"}
    if row.status == "shared":
        found |= {row.holder, *row.companions}
    return {name(x) for x in found}


def literal(history, day: dt.date, by: str = "holder", areas=None) -> dict[tuple[str, str], dict]:
    """Figures of a day, unit by unit and town by town; ``areas``: area_id of each unit."""
    special = {"none", "unknown", "shared"}

    def name(actor: str) -> str:
        if by == "holder" or actor in special:
            return actor
        return history.bloc_of(actor, day) or "no_bloc"

    def verdict(row) -> tuple[str, set[str], bool]:
        if by == "status":
            words = {"none": "empty", "unknown": "unknown", "shared": "shared"}
            others = {words.get(x, "held") for x in (*row.claimed_by, *row.uncertain_with)}
            return row.status, {row.status, *others}, others <= {row.status}
        found = possible_rows(row, name)
        if row.status == "shared":
            parties = {name(x) for x in (row.holder, *row.companions)}
            if by == "holder" or len(parties) > 1:
                sure = not row.claimed_by and not row.uncertain_with
                return "shared", found | {"shared"}, sure
        return name(row.holder), found, found == {name(row.holder)}

    snapshot = history.at(day)
    result: dict[tuple[str, str], dict] = {}

    def cell(area: str, key: str) -> dict:
        return result.setdefault((area, key), dict.fromkeys(FIGURES, 0))

    sizes = zip(history.units["area_km2"], history.units["near_km2"], strict=True)
    for row, (size, near) in zip(snapshot.units.itertuples(), sizes, strict=True):
        area = "" if areas is None else areas.get(row.Index)
        if area is None:
            continue
        key, found, sure = verdict(row)
        cell(area, key)["area_km2"] += size
        cell(area, key)["area_within_50km_km2"] += near
        cell(area, key)["contested_km2"] += size * (row.status == "contested")
        cell(area, key)["area_km2_low"] += size * sure
        for other in found:
            cell(area, other)["area_km2_high"] += size
    gazetteer = history.places.to_dict("index")
    for row in snapshot.places.itertuples():
        facts = gazetteer[row.Index]
        if facts["rank"] > 3 or facts["kind"] in {"base", "site"}:
            continue
        area = "" if areas is None else areas.get(facts["unit_id"])
        if area is None:
            continue
        at = cell(area, verdict(row)[0])
        at["towns"] += 1
        at["population_of_towns"] += 0 if pd.isna(facts["population"]) else facts["population"]
        at["towns_without_population"] += int(pd.isna(facts["population"]))
    for area in {a for a, _ in result}:
        total = sum(v["area_km2"] for (a, _), v in result.items() if a == area)
        for (a, _), v in result.items():
            if a == area:
                v["share"] = v["area_km2"] / total
    return {k: v for k, v in result.items() if v["area_km2_high"] or v["towns"]}


def assert_same(table: pd.DataFrame, by: str, day: dt.date, expected: dict) -> None:
    rows = table[table["date"] == day.isoformat()]
    keys = [(a, r) for a, r in zip(rows.get("area_id", [""] * len(rows)), rows[by], strict=True)]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(expected), day
    for key, row in zip(keys, rows.to_dict("records"), strict=True):
        for figure in FIGURES:
            assert row[figure] == pytest.approx(expected[key][figure], rel=1e-9, abs=1e-6), (
                day,
                key,
                figure,
            )


def some_days(history, count: int) -> list[dt.date]:
    """Random days, and change days and the days before them."""
    drawn = random.Random(7)
    length = (history.case.last_day - history.case.first_day).days
    days = {history.case.first_day + dt.timedelta(drawn.randint(0, length)) for _ in range(count)}
    for change in drawn.sample(history.change_days(), count // 2):
        days |= {change, change - dt.timedelta(days=1)}
    return sorted(days)


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_mali_equals_a_literal_count(mali, by: str) -> None:
    days = some_days(mali, 6)
    table = area_table(mali, days, by=by)
    for day in days:
        assert_same(table, by, day, literal(mali, day, by))


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_every_day_of_the_tiny_case_equals_a_literal_count(tiny, by: str) -> None:
    days = date_range(tiny, "day")[::3] + tiny.change_days()
    table = area_table(tiny, days, by=by)
    for day in days[::2]:
        assert_same(table, by, day, literal(tiny, day, by))


def frame_of(history, level: str, name: str) -> dict[str, str]:
    frame = next(f for f in history.frames if (f.level, f.frame) == (level, name))
    ids = frame.groups["area_id"].tolist()
    return {unit: ids[code] for unit, code in frame.unit_area.items() if code >= 0}


def test_regions_follow_the_frame_of_the_date(tiny, mali) -> None:
    for history, level, days in (
        (tiny, "region", {"2012-06-30": "old", "2012-07-01": "new"}),
        (mali, "region", {"2012-05-01": "2012", "2020-05-01": "2016"}),
    ):
        dates = [dt.date.fromisoformat(d) for d in days]
        table = area_table(history, dates, within=level)
        assert table.columns[:4].tolist() == ["area_id", "area_name", "frame", "date"]
        for day, frame in zip(dates, days.values(), strict=True):
            assert set(table.loc[table["date"] == day.isoformat(), "frame"]) == {frame}
            expected = literal(history, day, areas=frame_of(history, level, frame))
            assert_same(table, "holder", day, expected)


def test_frames_of_mali_change_on_the_day_that_its_case_says(mali) -> None:
    new = next(f for f in mali.frames if f.frame == "2016")
    eve = new.valid_from - dt.timedelta(days=1)
    table = area_table(mali, [eve, new.valid_from], within="region")
    frames = table.groupby("date")["frame"].agg(set)
    assert frames.tolist() == [{"2012"}, {"2016"}]
    names = table.groupby("date")["area_name"].nunique()
    assert names.iloc[1] > names.iloc[0], "the new frame has Ménaka and Taoudénit"


def test_one_frame_may_be_fixed_for_all_dates(mali) -> None:
    days = [dt.date(2012, 5, 1), dt.date(2020, 5, 1)]
    table = area_table(mali, days, within="region", frame="2016")
    assert set(table["frame"]) == {"2016"}
    for day in days:
        expected = literal(mali, day, areas=frame_of(mali, "region", "2016"))
        assert_same(table, "holder", day, expected)


@pytest.mark.parametrize("name", ["mali", "tiny"])
@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_areas_add_up_on_every_change_day(request, name: str, by: str) -> None:
    history = request.getfixturevalue(name)
    total = history.units["area_km2"].sum()
    table = area_table(history, date_range(history, "change"), by=by)
    sums = table.groupby("date")["area_km2"].sum()
    assert len(sums) == len(history.change_days())
    np.testing.assert_allclose(sums.to_numpy(), total, rtol=1e-9, atol=0)
    shares = table.groupby("date")["share"].sum()
    np.testing.assert_allclose(shares.to_numpy(), 1.0, rtol=1e-9)


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_low_is_no_more_than_central_and_high_no_less(mali, by: str) -> None:
    table = area_table(mali, date_range(mali, "month"), by=by)
    low, middle, high = (table[f"area_km2{x}"].to_numpy() for x in ("_low", "", "_high"))
    assert (low <= middle * (1 + 1e-9) + 1e-6).all()
    assert (middle <= high * (1 + 1e-9) + 1e-6).all()
    assert (low < middle - 1).any(), "some doubt must show"
    assert (high > middle + 1).any()


def test_regions_add_up_to_the_country(mali) -> None:
    days = [dt.date(2012, 7, 15), dt.date(2023, 11, 20)]
    whole = area_table(mali, days).set_index(["date", "holder"])["area_km2"]
    for level in ("cercle", "region"):
        parts = area_table(mali, days, within=level).groupby(["date", "holder"])["area_km2"].sum()
        both = parts[parts > 0].index
        assert set(both) == set(whole[whole > 0].index)
        np.testing.assert_allclose(parts[both], whole[both], rtol=1e-9)


def test_a_gazetteer_without_populations_counts_all_as_missing(tmp_path) -> None:
    folder = write_case(tmp_path)
    header, *rows = [line.split(",") for line in folder.path("places.csv").read_text().splitlines()]
    at = header.index("population")
    folder.write("places.csv", [row[:at] + row[at + 1 :] for row in (header, *rows)])
    case = read_case(folder.case)
    assert case.places["population"].isna().all()
    assert str(case.places["population"].dtype) == "Int64"
    table = area_table(build_history(case), [dt.date(2012, 1, 1)]).set_index("holder")
    assert table.loc["gov", "population_of_towns"] == 0
    assert table.loc["gov", "towns_without_population"] == table.loc["gov", "towns"] == 7


def test_missing_populations_are_counted_as_missing(tiny) -> None:
    table = area_table(tiny, [tiny.case.first_day]).set_index("holder")
    assert table.index.tolist() == ["gov"]
    assert table.loc["gov", "towns"] == 7  # villages and the base do not count
    assert table.loc["gov", "towns_without_population"] == 1  # the town called NA
    assert table.loc["gov", "population_of_towns"] == 1_185_000
    assert all(str(table[c].dtype) == "int64" for c in ("towns", "population_of_towns"))


def test_bloc_membership_is_dated(tiny, mali) -> None:
    """The Front takes over on 1 September, the day on which it joins its bloc."""
    table = area_table(tiny, [dt.date(2012, 8, 31), dt.date(2012, 9, 1)], by="bloc")
    rebels = table[table["bloc"] == "rebels"].set_index("date")["area_km2"]
    assert rebels.tolist() == pytest.approx([tiny.units.at["c3", "area_km2"]] * 2)
    joined = next(m for m in mali.members if m.actor_id == "gatia" and m.bloc_id == "state")
    eve = joined.start - dt.timedelta(days=1)
    assert (mali.bloc_of("gatia", eve), mali.bloc_of("gatia", joined.start)) == (None, "state")


def test_table_is_tidy(tiny) -> None:
    late, early = dt.date(2012, 6, 1), dt.date(2012, 2, 1)
    table = area_table(tiny, [late, early, late])
    assert table.columns.tolist() == ["date", "holder", *FIGURES]
    assert table["date"].tolist() == sorted(table["date"])
    assert set(table["date"]) == {"2012-02-01", "2012-06-01"}
    assert not table.duplicated(["date", "holder"]).any()
    assert table.index.tolist() == list(range(len(table)))
    for _, rows in table.groupby("date"):
        assert rows["area_km2"].is_monotonic_decreasing


def test_no_dates_give_an_empty_table_with_all_columns(tiny) -> None:
    assert area_table(tiny, []).columns.tolist() == ["date", "holder", *FIGURES]
    inside = area_table(tiny, [], by="bloc", within="region")
    assert inside.columns[:5].tolist() == ["area_id", "area_name", "frame", "date", "bloc"]


def test_wrong_calls_say_what_there_is(tiny) -> None:
    day = [dt.date(2012, 3, 1)]
    with pytest.raises(UsageError, match="`army` is not a grouping; use one of: holder, bloc"):
        area_table(tiny, day, by="army")
    with pytest.raises(UsageError, match="no level `province`; use one of: commune, cercle, reg"):
        area_table(tiny, day, within="province")
    with pytest.raises(UsageError, match="no frame `2016`; use one of: old, new"):
        area_table(tiny, day, within="region", frame="2016")
    with pytest.raises(UsageError, match="`old` needs a level"):
        area_table(tiny, day, frame="old")
    with pytest.raises(DateOutsideCaseError, match="2013-01-01 lies outside the case"):
        area_table(tiny, [dt.date(2013, 1, 1)])


# Series of dates


def test_steps_of_a_series(tiny) -> None:
    first, last = dt.date(2012, 1, 31), dt.date(2012, 3, 1)
    assert len(date_range(tiny, "day", first, last)) == 31
    months = date_range(tiny, "month", first, last)
    assert months == [first, dt.date(2012, 2, 1), dt.date(2012, 3, 1)]
    weeks = date_range(tiny, "week", first, last)
    assert weeks[:2] == [first, dt.date(2012, 2, 6)]
    assert {d.weekday() for d in weeks[1:]} == {0}
    assert date_range(tiny, "change", first, last) == [dt.date(2012, 2, 15)]
    assert date_range(tiny, "day", first, first) == [first]
    assert date_range(tiny, "day")[-1] == tiny.case.last_day


def test_wrong_series_are_refused(tiny) -> None:
    with pytest.raises(UsageError, match="`decade` is not a step; use one of: day, week"):
        date_range(tiny, "decade")
    with pytest.raises(UsageError, match="lies before the start"):
        date_range(tiny, "day", dt.date(2012, 3, 1), dt.date(2012, 2, 1))
    with pytest.raises(DateOutsideCaseError):
        date_range(tiny, "day", dt.date(2011, 12, 31))


# Ways of counting


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("count", COUNTS)
def test_ways_of_counting_equal_a_literal_count(mali, by: str, count: str) -> None:
    days = [dt.date(2012, 4, 6), dt.date(2015, 9, 1), dt.date(2021, 3, 1), dt.date(2025, 6, 1)]
    table = area_table(mali, days, by=by, count=count)
    total = mali.units["area_km2"].sum()
    for day in days:
        expected: dict[str, float] = {}
        for row, size in zip(mali.at(day).units.itertuples(), mali.units["area_km2"], strict=True):
            for key, part in parts_of(mali, row, day, by, count).items():
                expected[key] = expected.get(key, 0) + part * size
        rows = table[table["date"] == day.isoformat()].set_index(by)
        found = rows.loc[rows["area_km2"] > 0, "area_km2"].to_dict()
        assert found == pytest.approx(expected, abs=1e-3)
        assert rows["area_km2"].sum() == pytest.approx(total)
        assert rows["share"].sum() == pytest.approx(1)
        plain = area_table(mali, [day], by=by)
        for column in ("towns", "population_of_towns", "towns_without_population"):
            assert rows[column].sum() == pytest.approx(plain[column].sum())
        for column in ("area_within_50km_km2", "contested_km2"):
            assert rows[column].sum() == pytest.approx(plain[column].sum())


def parts_of(history, row, day: dt.date, by: str, count: str) -> dict[str, float]:
    """Which part of a unit counts in which row."""

    def name(actor: str) -> str:
        if by == "holder" or actor in {"none", "unknown"}:
            return actor
        return history.bloc_of(actor, day) or "no_bloc"

    parties = [row.holder]
    if row.status == "shared":
        parties += row.companions
    elif row.status == "contested":
        parties += row.contested_by or ("unknown",)
    rows = [name(party) for party in parties]
    if count == "equal":
        return {key: rows.count(key) / len(rows) for key in rows}
    among_several = by == "holder" or len(set(rows)) > 1
    if row.status == "shared" and among_several:
        return {"shared": 1}
    if row.status == "contested" and count == "apart" and among_several:
        return {"contested": 1}
    return {rows[0]: 1}


def test_the_default_counts_the_governing_holder(mali, tiny) -> None:
    day = dt.date(2015, 9, 1)
    pd.testing.assert_frame_equal(
        area_table(mali, [day]), area_table(mali, [day], count="governing")
    )
    apart = area_table(mali, [day], count="apart").set_index("holder")
    assert apart.at["contested", "area_km2"] == pytest.approx(apart["contested_km2"].sum())
    towns = area_table(tiny, [tiny.case.first_day])["towns"]
    assert towns.dtype == "int64"


def test_ways_of_counting_within_regions_add_up(mali) -> None:
    days = [dt.date(2015, 9, 1), dt.date(2025, 6, 1)]
    for count in COUNTS:
        regions = area_table(mali, days, count=count, within="region")
        country = area_table(mali, days, count=count)
        for column in ("area_km2", "area_km2_low", "area_km2_high", "towns"):
            sums = regions.groupby(["date", "holder"])[column].sum()
            whole = country.groupby(["date", "holder"])[column].sum()
            assert sums[sums > 0].to_dict() == pytest.approx(whole[whole > 0].to_dict())
        low, middle, high = (regions[f"area_km2{x}"] for x in ("_low", "", "_high"))
        assert (low <= middle + 1e-6).all() and (middle <= high + 1e-6).all()


def test_wrong_ways_of_counting_are_refused(tiny) -> None:
    with pytest.raises(UsageError, match="use one of: governing, equal, apart"):
        area_table(tiny, [tiny.case.first_day], count="half")
    with pytest.raises(UsageError, match="a unit has one status"):
        area_table(tiny, [tiny.case.first_day], by="status", count="equal")
