"""Random histories: the engine against the literal replay, and the invariants of the rules.

``MAPPER_FUZZ=1000`` works through as many histories; without it, a few by fixed seeds. A failure
names its seed; ``MAPPER_FUZZ_SEED=<seed>`` repeats that one alone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from country import FIRST, UNITS, history_of
from randomhistories import BASES, DAYS, LAST, History, random_history
from replaymatch import NAMES, claims_by_day, differences, last_by_day, shown_by_day

from mapper.core.dates import day_of
from mapper.figures.areas import area_table
from mapper.figures.holdings import holdings_table, part_columns
from mapper.rules.intervals import OPEN_END
from mapper.rules.timeline import Timeline

SHORT = 25
"""Histories in CI: a few seconds."""
FOUND = (14, 26, 77, 306, 418, 512, 597, 623, 847, 872, 1020, 1460)
"""Histories on which engine and replay once differed, or a later claim showed too early."""
TOTAL_KM2 = float(2 ** len(UNITS) - 1)

Rows = Sequence[Mapping[str, Any]]


def seeds() -> Sequence[int]:
    """The histories to work through."""
    if one := os.environ.get("MAPPER_FUZZ_SEED"):
        return [int(one)]
    count = int(os.environ.get("MAPPER_FUZZ", SHORT))
    return sorted({*range(count), *FOUND})


def equals_the_replay(history: History, timeline: Timeline, _: random.Random) -> list[str]:
    """A snapshot of any day is what the literal replay of the rules gives."""
    return differences(timeline, history.replay(), history.rows, LAST)


def leaves_no_gap(_: History, timeline: Timeline, __: random.Random) -> list[str]:
    """Intervals of a target never overlap and leave no gap; all but bases are always there."""
    found = []
    for target, group in timeline.intervals.groupby("target"):
        spans = list(zip(group["start"].tolist(), group["end"].tolist(), strict=True))
        whole = all(start < end for start, end in spans) and spans[-1][1] == OPEN_END
        whole &= all(before[1] == after[0] for before, after in pairwise(spans))
        if not whole or (NAMES[target] not in BASES and spans[0][0] != FIRST):
            found.append(f"{NAMES[target]}: {spans}")
    return found


def shuffles(history: History, timeline: Timeline, dice: random.Random) -> list[str]:
    """The order of rows of different best days says nothing."""
    order = list(range(len(history.rows)))
    dice.shuffle(order)
    by_day: dict[int, list[int]] = {}
    for i, row in enumerate(history.rows):
        by_day.setdefault(row["best"], []).append(i)
    # Rows of one day keep their order; only the days are mixed.
    mixed = [by_day[history.rows[i]["best"]].pop(0) for i in order]
    other = history.timeline([history.rows[i] for i in mixed])
    same = shown_by_day(timeline, LAST) == shown_by_day(other, LAST)
    return [] if same else [f"another order says something else: {mixed}"]


def looks_not_ahead(history: History, timeline: Timeline, _: random.Random) -> list[str]:
    """A claim changes no holder, no evidence and no age of a day before its own."""
    rows = history.rows
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    rest = [row for i, row in enumerate(rows) if i != last]
    index = {old: new for new, old in enumerate(i for i in range(len(rows)) if i != last)}
    before = history.timeline(rest)
    shown, was = shown_by_day(timeline, LAST), shown_by_day(before, LAST)
    claims, had = claims_by_day(timeline, LAST), claims_by_day(before, LAST)
    age, aged = last_by_day(timeline, rows, LAST), last_by_day(before, rest, LAST)
    found = []
    for key, now in shown.items():
        if key[1] >= rows[last]["best"]:
            continue
        same = now[:3] == was[key][:3] and now.besieged_by == was[key].besieged_by
        same &= frozenset((index[c], role) for c, role in claims[key]) == had[key]
        same &= age[key] == aged[key]
        if not same:
            found.append(f"row {last} shows in {NAMES[key[0]]} on day {key[1] - FIRST + 1}")
    return found


def nobody_stands_on_both_sides(_: History, timeline: Timeline, __: random.Random) -> list[str]:
    """R7, R9: who holds a target, or is with its holder, neither contests nor besieges it."""
    return [
        str(state)
        for state in timeline.states
        if ({state.holder, *state.companions} & {*state.contested_by, *state.besieged_by})
        - {"unknown"}
        or len({state.holder, *state.companions}) <= len(state.companions)
    ]


def areas_add_up(history: History, timeline: Timeline, dice: random.Random) -> list[str]:
    """On any day the units' areas add up to the whole, and low <= central <= high."""
    days = [day_of(FIRST + dice.randrange(DAYS + 20)) for _ in range(2)]
    drawn = replace(
        history_of(timeline),
        members=history.rules.members,
        successions=history.rules.successions,
    )
    found = []
    for by in ("holder", "bloc", "status"):
        table = area_table(drawn, days, by=by)
        sums = table.groupby("date")["area_km2"].sum()
        wrong = (sums - TOTAL_KM2).abs() > TOTAL_KM2 * 1e-9
        found += [f"by {by}: {sums[wrong].to_dict()}"] if wrong.any() else []
        low, area, high = (table[c] for c in ("area_km2_low", "area_km2", "area_km2_high"))
        order = (low <= area) & (area <= high)
        found += [] if order.all() else [f"bounds by {by}: {table[~order].to_dict('records')}"]
        if by != "status":
            found += parts_beside(table, holdings_table(drawn, days, by=by), by)
    return found


def parts_beside(table: pd.DataFrame, parts: pd.DataFrame, by: str) -> list[str]:
    """Parts that do not add up to the figures and bounds of the table by area."""
    keys = ["date", by]
    areas = table[table[by] != "shared"].set_index(keys)
    km2 = parts.set_index(keys)[part_columns("km2")].reindex(areas.index, fill_value=0)
    sums = {
        "area_km2_low": km2["alone_km2"],
        "area_km2": km2[["alone_km2", "contested_km2", "doubt_km2"]].sum(axis=1),
        "area_km2_high": km2.sum(axis=1),
    }
    wrong = {c: (areas[c] - found).abs() > 1e-6 for c, found in sums.items()}
    return [f"parts by {by} and {c}: {list(km2.index[w])}" for c, w in wrong.items() if w.any()]


INVARIANTS: Sequence[Callable[[History, Timeline, random.Random], list[str]]] = (
    equals_the_replay,
    leaves_no_gap,
    shuffles,
    looks_not_ahead,
    nobody_stands_on_both_sides,
    areas_add_up,
)


def test_random_histories(capsys: pytest.CaptureFixture[str]) -> None:
    failed: dict[str, list[str]] = {}
    rows = 0
    for seed in seeds():
        history = random_history(seed)
        timeline = history.timeline()
        rows += len(history.rows)
        for invariant in INVARIANTS:
            found = invariant(history, timeline, random.Random(seed))
            if found:
                words = f"seed {seed}: {found[0]}\n{history}"
                failed.setdefault(invariant.__name__, []).append(words)
    counts = ", ".join(f"{name} {len(failed.get(name, ()))}" for name in map(_name, INVARIANTS))
    with capsys.disabled():
        print(f"\nhistories: {len(seeds())} with {rows} claims; broken: {counts}")
    assert not failed, "\n\n".join(f"{name}: {found[0]}" for name, found in failed.items())


def _name(invariant: Callable[..., list[str]]) -> str:
    return invariant.__name__
