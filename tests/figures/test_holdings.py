"""What each holder has: six parts that add up to the bounds, and a literal count of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from country import (
    FIRST,
    FIRST_DAY,
    MEMBERS,
    UNITS,
    history_of,
    make_claims,
    make_places,
    make_rules,
    make_tables,
    timeline_of,
)
from hypothesis import HealthCheck, given, settings
from strategies import DAYS, SUCCESSIONS, histories

from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.core.model import State
from mapper.figures.areas import area_table
from mapper.figures.counting import PARTS
from mapper.figures.days import date_range
from mapper.figures.holdings import MEASURES, holdings_table, part_columns
from mapper.history.control import ControlHistory
from mapper.rules.timeline import build_timeline

PEOPLE = [1, 3, np.nan, 9, 27, 81, 0, 243, 729]
TOWN_PEOPLE = [None, *(5**i for i in range(11))]
DATES = [FIRST_DAY + dt.timedelta(days=i) for i in range(0, DAYS, 5)]
few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def history_from(rows: Sequence[Mapping[str, Any]]) -> ControlHistory:
    """A drawn country, with people in its units."""
    timeline = build_timeline(
        make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS)
    )
    history = history_of(timeline, SUCCESSIONS)
    history.units["population"] = PEOPLE
    history.places["population"] = pd.array(TOWN_PEOPLE, dtype="Int64")
    return history


# A literal count


def naming(by: str, day: dt.date) -> Callable[[str], str]:
    blocs = {m.actor_id: m.bloc_id for m in MEMBERS if m.holds_on(day)}
    if by == "holder":
        return lambda actor: actor
    return lambda actor: actor if actor in {"none", "unknown"} else blocs.get(actor, "no_bloc")


def literal_parts(state: State, by: str, name: Callable[[str], str]) -> dict[str, str]:
    """How each row has a target, from the words of a state."""
    together = {name(x) for x in (state.holder, *state.companions)}
    fighting = {name(x) for x in state.contested_by or ("unknown",)}
    possible = {name(x) for x in (*state.claimed_by, *state.between)}
    possible |= {name(x) for x in state.uncertain_with if x != "shared"}
    governs = name(state.holder)
    if state.status == "shared" and (by == "holder" or len(together) > 1):
        return dict.fromkeys(possible, "may") | dict.fromkeys(together, "shared")
    parts = dict.fromkeys(possible, "may")
    if state.status == "contested":
        parts |= dict.fromkeys(fighting, "contests")
    others = set(parts) - {governs}
    if state.status == "contested" and fighting - {governs}:
        parts[governs] = "contested"
    else:
        parts[governs] = "doubt" if others or "shared" in state.uncertain_with else "alone"
    return parts


def targets_on(history: ControlHistory, day: dt.date):
    """Unit, state and figures of every unit and town on a day."""
    facts = history.units[["area_km2", "near_km2", "population"]].fillna(0).to_numpy()
    number = (day - FIRST_DAY).days + FIRST
    for row in history.intervals.itertuples():
        if not row.start <= number < row.end:
            continue
        place = row.target - len(UNITS)
        if place < 0:
            area, near, people = facts[row.target]
            figures = {"{}_km2": area, "{}_within_50km_km2": near, "population_{}": people}
            yield UNITS[row.target], row.state, figures
        elif history.places["rank"].iloc[place] <= 3:
            people = TOWN_PEOPLE[place]
            figures = {"towns_{}": 1, "population_of_towns_{}": people or 0}
            figures["towns_without_population_{}"] = int(people is None)
            yield history.places["unit_id"].iloc[place], row.state, figures


def literal(history: ControlHistory, day: dt.date, by: str, areas: Mapping[str, str] | None):
    """Figures of a day by area and row, and with whom each shares, by land and towns."""
    name = naming(by, day)
    figures: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    partners: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(dict)
    for unit, code, values in targets_on(history, day):
        area = "" if areas is None else areas.get(unit)
        if area is None:
            continue
        state = history.states[code]
        parts = literal_parts(state, by, name)
        sharing = [who for who, part in parts.items() if part == "shared"]
        for who, part in parts.items():
            for pattern, value in values.items():
                figures[area, who][pattern.format(part)] += value
            for other in sharing:
                if part == "shared" and who != other:
                    sums = partners[area, who].setdefault(other, [0, 0])
                    sums[0] += values.get("{}_km2", 0)
                    sums[1] += values.get("towns_{}", 0)
    ranked = {
        key: tuple(sorted(those, key=lambda who: (-those[who][0], -those[who][1], who)))
        for key, those in partners.items()
    }
    return figures, ranked


FIRST_COLUMNS = [c for measure in ("km2", "towns", "population") for c in part_columns(measure)]
LAST_COLUMNS = [c for measure in list(MEASURES)[3:] for c in part_columns(measure)]
COLUMNS = [*FIRST_COLUMNS, *LAST_COLUMNS]


@pytest.mark.slow
@given(histories())
@few
def test_each_figure_is_that_of_a_literal_count(rows: Sequence[Mapping[str, Any]]) -> None:
    history = history_from(rows)
    for by in ("holder", "bloc"):
        for within in (None, "cercle", "region"):
            table = holdings_table(history, DATES, by=by, within=within)
            for day in DATES:
                areas = None
                if within is not None:
                    frame = history.frame_on(within, day)
                    ids = [*frame.groups["area_id"], None]
                    areas = dict(zip(UNITS, (ids[i] for i in frame.unit_area), strict=True))
                figures, partners = literal(history, day, by, areas)
                found = table[table["date"] == day.isoformat()].to_dict("records")
                keys = [(row.get("area_id", ""), row[by]) for row in found]
                assert sorted(keys) == sorted(figures)
                for key, row in zip(keys, found, strict=True):
                    expected = {c: figures[key][c] for c in COLUMNS}
                    assert {c: row[c] for c in COLUMNS} == expected, (day, key)
                    assert row["shared_with"] == partners.get(key, ()), (day, key)


def identities(holdings: pd.DataFrame, areas: pd.DataFrame, by: str) -> None:
    """Parts add up to the central figure and the bounds of the table by area, exactly."""
    keys = [c for c in ("date", "area_id", "frame", by) if c in areas.columns]
    areas = areas[areas[by] != "shared"].set_index(keys)
    parts = holdings.set_index(keys)
    assert parts.index.is_unique
    assert set(areas.index) <= set(parts.index)
    only_towns = parts.drop(areas.index)
    assert not only_towns[part_columns("km2")].to_numpy().any()
    parts = parts.loc[areas.index]
    square = (parts[part_columns("km2")] * 1e6).round()
    own = square[["alone_km2", "contested_km2", "doubt_km2"]].sum(axis=1)
    for sums, column in (
        (square["alone_km2"], "area_km2_low"),
        (own, "area_km2"),
        (square.sum(axis=1), "area_km2_high"),
    ):
        assert (sums == (areas[column] * 1e6).round()).all(), column
    for own, column in (
        ("towns_{}", "towns"),
        ("population_of_towns_{}", "population_of_towns"),
        ("towns_without_population_{}", "towns_without_population"),
        ("{}_within_50km_km2", "area_within_50km_km2"),
    ):
        found = parts[[own.format(part) for part in ("alone", "contested", "doubt")]].sum(axis=1)
        assert ((found - areas[column]).abs() < 1e-7).all(), column
    if "population" in areas:
        people = parts[part_columns("population")]
        assert (people.sum(axis=1) == areas["population_high"]).all()
        assert (people["population_alone"] == areas["population_low"]).all()
        own = [f"population_{part}" for part in ("alone", "contested", "doubt")]
        assert (people[own].sum(axis=1) == areas["population"]).all()
    if by == "holder":  # by bloc, what members fight over among themselves is the bloc's alone
        assert ((parts["contested_km2"] - areas["contested_km2"]).abs() < 1e-7).all()


@pytest.mark.slow
@given(histories())
@few
def test_parts_add_up_to_the_bounds(rows: Sequence[Mapping[str, Any]]) -> None:
    history = history_from(rows)
    for by in ("holder", "bloc"):
        for within in (None, "cercle", "region"):
            options = {"by": by, "within": within}
            table = holdings_table(history, DATES, **options)
            identities(table, area_table(history, DATES, **options), by)
            people = table.groupby("date")[part_columns("population")].sum()
            own = people[[f"population_{p}" for p in ("alone", "contested", "doubt")]].sum(axis=1)
            assert (own <= np.nansum(PEOPLE)).all()


def test_chance_makes_every_part() -> None:
    seen: Counter[str] = Counter()

    @given(histories())
    @few
    def count(rows: Sequence[Mapping[str, Any]]) -> None:
        table = holdings_table(history_from(rows), DATES)
        seen.update(part for part in PARTS if table[f"{part}_km2"].any())

    count()
    assert set(seen) == set(PARTS)


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("within", [None, "region"])
def test_parts_of_mali_add_up(mali, by: str, within: str | None) -> None:
    days = date_range(mali, "month")[::3]
    options = {"by": by, "within": within}
    identities(holdings_table(mali, days, **options), area_table(mali, days, **options), by)


# By hand


def row_of(table: pd.DataFrame, who: str) -> dict[str, Any]:
    """What is not zero or empty in a row."""
    by = "holder" if "holder" in table else "bloc"
    row = table.drop(columns=["date", *LAST_COLUMNS]).set_index(by).loc[who].to_dict()
    return {key: value for key, value in row.items() if value}


def test_three_parties_and_those_who_share_most_come_first() -> None:
    history = history_of(
        timeline_of(
            "2 mid capture reb+clan+jih shared",  # b2: 16 km²
            "2 c1:all capture reb+clan shared",  # c2 follows: 64 + 128 km²
            "2 a2:all contest gov contested /clan",  # 2 km²
            "2..6 b1:all capture jih",  # b3 follows: 8 + 32 km²
        )
    )
    table = holdings_table(history, "2012-01-04")
    assert list(table["holder"]) == ["gov", "clan", "reb", "jih"]
    assert row_of(table, "reb") == {
        "shared_km2": 16 + 192,
        "shared_share": 208 / 511,
        "towns_shared": 2,
        "shared_with": ("clan", "jih"),
    }
    assert row_of(table, "jih") == {
        "shared_km2": 16,
        "shared_share": 16 / 511,
        "towns_shared": 1,
        "shared_with": ("clan", "reb"),
        "doubt_km2": 40,
        "towns_doubt": 1,
    }
    assert row_of(table, "clan").items() >= {"contests_km2": 2, "contests_share": 2 / 511}.items()
    expected = {"contested_km2": 2, "may_km2": 40, "towns_contested": 1, "towns_may": 1}
    assert row_of(table, "gov").items() >= expected.items()
    blocs = holdings_table(history, "2012-01-07", by="bloc")
    assert row_of(blocs, "no_bloc")["shared_with"] == ("jihad",)
    assert row_of(blocs, "jihad")["shared_with"] == ("no_bloc",)


def test_what_one_camp_shares_or_fights_over_is_its_own() -> None:
    history = history_of(
        timeline_of(
            "7 b2:all capture jih+bandits shared", "7 a2:all capture jih contested /bandits"
        )
    )
    camp = row_of(holdings_table(history, "2012-01-08", by="bloc"), "jihad")
    assert camp == {"alone_km2": 16 + 2, "alone_share": 18 / 511, "towns_alone": 2}
    holder = row_of(holdings_table(history, "2012-01-08"), "jih")
    assert (holder["shared_km2"], holder["contested_km2"]) == (16, 2)


def test_shares_are_of_the_land_of_the_area_and_frame() -> None:
    history = history_of(timeline_of("2 mid capture reb+clan shared", "2 b1:all capture reb"))
    table = holdings_table(history, "2012-01-04", within="cercle", only=["row_b"])
    assert set(table["area_id"]) == {"row_b"}
    reb = row_of(table, "reb")
    assert (reb["alone_share"], reb["shared_share"]) == (40 / 56, 16 / 56)
    history = history_of(timeline_of())
    for frame, km2 in (("before", 4 + 32), ("after", 32 + 256)):
        fixed = holdings_table(history, "2012-01-04", within="region", frame=frame, only=["east"])
        assert row_of(fixed, "gov")["alone_km2"] == km2
        assert row_of(fixed, "gov")["alone_share"] == 1


def test_people_only_where_units_have_them(mali) -> None:
    history = history_of(timeline_of("2 a3:all capture reb", "2 c2:all capture reb"))
    assert "population_alone" not in holdings_table(history, "2012-01-04")
    history.units["population"] = pd.array(PEOPLE, dtype="Float64")
    table = holdings_table(history, "2012-01-04")
    assert table.set_index("holder")["population_alone"].to_dict() == {
        "gov": np.nansum(PEOPLE) - 243,
        "reb": 243,
    }
    assert all(table[c].dtype == np.int64 for c in part_columns("population"))


def test_no_dates_give_columns_and_no_rows() -> None:
    history = history_from([])
    table = holdings_table(history, [])
    shares = ["alone_share", "shared_share", "contests_share", "shared_with"]
    assert list(table.columns) == ["date", "holder", *FIRST_COLUMNS, *shares, *LAST_COLUMNS]
    inside = holdings_table(history, [], by="bloc", within="cercle")
    assert list(inside.columns)[:5] == ["area_id", "area_name", "frame", "date", "bloc"]
    assert table.empty and inside.empty


def test_dates_in_any_order_count_once(mali) -> None:
    early, late = "2012-05-01", "2023-11-20"
    table = holdings_table(mali, [late, early, late])
    assert list(dict.fromkeys(table["date"])) == [early, late]
    alone = pd.concat([holdings_table(mali, day) for day in (early, late)], ignore_index=True)
    pd.testing.assert_frame_equal(table, alone)


def test_nonsense_is_refused(mali) -> None:
    day = "2012-05-01"
    with pytest.raises(UsageError, match="`status` has no parts; use one of: holder, bloc"):
        holdings_table(mali, day, by="status")
    with pytest.raises(UsageError, match="needs a level"):
        holdings_table(mali, day, frame="2012")
    with pytest.raises(UsageError, match="need their level"):
        holdings_table(mali, day, only=["gao-region"])
    with pytest.raises(UsageError, match="there is no level `county`"):
        holdings_table(mali, day, within="county")
    with pytest.raises(DateOutsideCaseError):
        holdings_table(mali, "1990-01-01")
