"""Bounds hold: whatever open dates and disputes turn out to be, each figure lies within them.

The claims of a case are put on days chosen inside their windows, in the same order; what the
rules make of them then must be among the candidates of the claims as they were written, for
every target and day, and every figure between its ``low`` and ``high``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from country import (
    AREA_UNITS,
    FIRST,
    FIRST_DAY,
    MEMBERS,
    NEW_FRAME,
    UNITS,
    history_of,
    make_claims,
    make_places,
    make_rules,
    make_tables,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import DAYS, SUCCESSIONS, histories

from mapper.core.dates import day_number, day_of
from mapper.core.model import NONE, UNKNOWN, State
from mapper.figures.areas import area_table
from mapper.figures.counting import COUNTS, candidates, central
from mapper.rules.timeline import Timeline, build_timeline

pytestmark = pytest.mark.slow

LAST = FIRST + DAYS + 30
TURNS = sorted(
    {
        NEW_FRAME,
        *(day_number(dt.date.fromisoformat(day)) for _, _, day in SUCCESSIONS),
        *(day_number(m.start) for m in MEMBERS if m.start is not None),
    }
)
"""Days on which names, blocs or borders change: what a claim means is what it meant on its day."""

NOBODY = (NONE, UNKNOWN)
"""No actors: they are in no bloc, and a row of their own whatever the rows are."""

Row = Mapping[str, Any]
Rows = Sequence[Row]
slowly = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
few = settings(slowly, max_examples=25)


def order_on_one_day(row: Row) -> tuple[bool, int]:
    """R2: areas before places, larger areas before smaller ones."""
    return (not row["scope"], -AREA_UNITS[row["target_id"]] if row["scope"] else 0)


def window_of(row: Row) -> tuple[int, int]:
    """The days on which a claim may be, with the meaning that its names have on its best day."""
    earliest, latest = row["earliest"], row["latest"]
    for turn in TURNS:
        if row["best"] < turn:
            latest = min(latest, turn - 1)
        else:
            earliest = max(earliest, turn)
    return earliest, latest


@st.composite
def settled(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Claims, and the same claims in the same order on days chosen inside their windows."""
    rows = draw(histories())
    keys = [(*order_on_one_day(row), i) for i, row in enumerate(rows)]
    order = sorted(range(len(rows)), key=lambda i: (rows[i]["best"], keys[i]))
    windows = [window_of(rows[i]) for i in order]
    gaps = [0, *(int(keys[a] > keys[b]) for a, b in pairwise(order))]  # never on one day
    highest = [windows[-1][1]]
    for (_, latest), gap in zip(windows[-2::-1], gaps[:0:-1], strict=True):
        highest.append(min(latest, highest[-1] - gap))
    chosen, day = list(rows), FIRST
    for i, (earliest, _), gap, high in zip(order, windows, gaps, highest[::-1], strict=True):
        day = draw(st.integers(max(earliest, day + gap), high))
        chosen[i] = {**rows[i], "earliest": day, "best": day, "latest": day}
    return rows, chosen


def build(rows: Rows) -> Timeline:
    return build_timeline(make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS))


def states_by_day(timeline: Timeline) -> dict[tuple[int, int], State]:
    return {
        (row.target, day): timeline.states[row.state]
        for row in timeline.intervals.itertuples(index=False)
        for day in range(row.start, min(row.end, LAST + 1))
    }


def naming(by: str, day: int) -> Callable[[str], str]:
    """Rows of the statistics by holder, or by the blocs of a day."""
    if by == "holder":
        return str
    blocs = {m.actor_id: m.bloc_id for m in MEMBERS if m.holds_on(day_of(day))}
    return lambda actor: blocs.get(actor, "no_bloc")


@given(settled())
@slowly
def test_whatever_the_dates_the_holder_is_among_the_candidates(pair: tuple[Rows, Rows]) -> None:
    written, chosen = (states_by_day(build(rows)) for rows in pair)
    for (target, day), state in chosen.items():
        if (target, day) not in written:
            continue  # a base whose first report may be later
        for by in ("holder", "bloc"):
            name = naming(by, day)
            found = candidates(written[target, day], name)
            assert central(state, name) in found, (target, day - FIRST + 1, by)


@given(settled(), st.randoms(use_true_random=False))
@few
def test_whatever_the_dates_and_disputes_each_figure_is_within_its_bounds(
    pair: tuple[Rows, Rows], random: Any
) -> None:
    written, chosen = (states_by_day(build(rows)) for rows in pair)
    history = history_of(build(pair[0]), SUCCESSIONS)
    days = random.sample(range(FIRST, FIRST + DAYS), 4)
    dates = [day_of(day) for day in days]
    areas = history.units["area_km2"].tolist()
    for by in ("holder", "bloc"):
        for within in (None, "cercle", "region"):
            table = area_table(history, dates, by=by, within=within)
            bounds = {
                (row["date"], row.get("area_id", ""), row[by]): row
                for row in table.to_dict("records")
            }
            for day in days:
                name = naming(by, day)
                figures: Counter[tuple[str, str, str]] = Counter()
                frame = None if within is None else history.frame_on(within, day_of(day))
                for unit in range(len(UNITS)):
                    row = central(chosen[unit, day], name)
                    claimants = written[unit, day].claimed_by
                    if claimants and random.random() < 0.5:
                        claimant = random.choice(claimants)
                        row = claimant if claimant in NOBODY else name(claimant)
                    area = ""
                    if frame is not None:
                        code = frame.unit_area.iloc[unit]
                        if code < 0:
                            continue
                        area = frame.groups["area_id"].iloc[code]
                    figures[day_of(day).isoformat(), area, row] += areas[unit]
                for key, row in bounds.items():
                    if key[0] == day_of(day).isoformat():
                        assert row["area_km2_low"] - 1e-6 <= figures[key], key
                        assert figures[key] <= row["area_km2_high"] + 1e-6, key
                assert set(figures) <= set(bounds)


@given(histories())
@few
def test_low_central_high_and_the_sum_hold_whatever_the_way_of_counting(rows: Rows) -> None:
    history = history_of(build(rows), SUCCESSIONS)
    dates = [FIRST_DAY + dt.timedelta(days=i) for i in range(0, DAYS, 5)]
    total = history.units["area_km2"].sum()
    for by in ("holder", "bloc"):
        for count in COUNTS:
            for within in (None, "cercle"):
                table = area_table(history, dates, by=by, count=count, within=within)
                low, middle, high = (table[f"area_km2{x}"] for x in ("_low", "", "_high"))
                assert (low <= middle + 1e-9).all()
                assert (middle <= high + 1e-9).all()
                sums = table.groupby("date")["area_km2"].sum()
                assert sums.to_numpy() == pytest.approx(total, rel=1e-12)
                towns = table.groupby("date")["towns"].sum().to_numpy()
                assert towns == pytest.approx(6, rel=1e-12)


@given(histories())
@few
def test_equal_shares_of_a_bloc_are_those_of_its_members(rows: Rows) -> None:
    history = history_of(build(rows), SUCCESSIONS)
    for day in range(FIRST, FIRST + DAYS, 7):
        name = naming("bloc", day)
        special = {"none", "unknown", "shared"}
        figures = {
            by: area_table(history, [day_of(day)], by=by, count="equal").set_index(by)["area_km2"]
            for by in ("holder", "bloc")
        }
        rows_of = {a: a if a in special else name(a) for a in figures["holder"].index}
        summed = figures["holder"].groupby(rows_of).sum()
        summed = summed[summed > 0]
        blocs = figures["bloc"][figures["bloc"] > 0]
        assert summed.to_dict() == pytest.approx(blocs.to_dict())
