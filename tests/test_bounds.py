"""Bounds hold: whatever the open dates and disputes turn out to be, each figure lies within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from country import AREA_UNITS, FIRST, NEW_FRAME, UNITS, make_claims, make_places, make_rules, make_tables
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import DAYS, SUCCESSIONS, histories

from mapper.candidates import candidates, central
from mapper.dates import day_number
from mapper.model import State
from mapper.timeline import Timeline, build_timeline

LAST = FIRST + DAYS + 30
Rows = Sequence[Mapping[str, Any]]
TURNS = (NEW_FRAME, FIRST + 5, *(day_number(__import__("datetime").date.fromisoformat(d)) for _, _, d in SUCCESSIONS))


def build(rows: Rows) -> Timeline:
    return build_timeline(make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS))


def states_by_day(timeline: Timeline) -> dict[tuple[int, int], State]:
    return {
        (row.target, day): timeline.states[row.state]
        for row in timeline.intervals.itertuples(index=False)
        for day in range(row.start, min(row.end, LAST + 1))
    }


def order_on_one_day(row: Mapping[str, Any]) -> tuple[bool, int]:
    """R2: areas before places, larger areas before smaller ones."""
    return (not row["scope"], -AREA_UNITS.get(row["target_id"], 0) if row["scope"] else 0)


@st.composite
def settled(draw: st.DrawFn, cross: bool = False):
    """Claims, and the same claims in the same order on days chosen inside their windows."""
    rows = draw(histories())
    order = sorted(range(len(rows)), key=lambda i: (rows[i]["best"], *order_on_one_day(rows[i]), i))
    inside = [bounds_of(rows[i], cross) for i in order]
    gaps = [0] + [
        int((*order_on_one_day(rows[a]), a) > (*order_on_one_day(rows[b]), b))
        for a, b in zip(order, order[1:])
    ]
    highest = [inside[-1][1]]
    for (_, latest), gap in zip(inside[-2::-1], gaps[:0:-1]):
        highest.append(min(latest, highest[-1] - gap))
    highest.reverse()
    chosen, day = list(rows), FIRST
    for i, (earliest, _), gap, high in zip(order, inside, gaps, highest):
        day = draw(st.integers(max(earliest, day + gap), high))
        chosen[i] = {**rows[i], "earliest": day, "best": day, "latest": day}
    return rows, chosen


def bounds_of(row, cross):
    earliest, best, latest = row["earliest"], row["best"], row["latest"]
    if cross:
        return earliest, latest
    for turn in TURNS:
        if best < turn:
            latest = min(latest, turn - 1)
        else:
            earliest = max(earliest, turn)
    return earliest, latest


@given(settled())
@settings(max_examples=3000, deadline=None, suppress_health_check=list(__import__("hypothesis").HealthCheck))
def test_central(pair):
    rows, chosen = pair
    open_, sure = states_by_day(build(rows)), states_by_day(build(chosen))
    for key, state in sure.items():
        if key in open_:
            assert central(state) in candidates(open_[key]), (key[0], key[1] - FIRST + 1, state, open_[key])
