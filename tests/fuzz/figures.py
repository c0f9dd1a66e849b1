"""The figures of a case by four ways, which must be the same: a judge of the fuzzer of numbers."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from fuzzkit import lost_rows

TOLERANCE_KM2 = 0.01
"""What one rounded area may be away from the true one; areas of pages have two decimals."""


Figures = dict[str, tuple[float, int]]
"""Area and towns of each holder."""


def judge(folder: str, out: str, day: str | None, build: bool) -> dict[str, Any]:
    """Compare stats, snapshot, changes and the page of two random days."""
    import mapper

    history = mapper.build_history(mapper.read_case(folder))
    dice = random.Random(Path(folder).parents[2].name)
    whole = (history.case.last_day - history.case.first_day).days
    days = sorted(
        history.case.first_day + dt.timedelta(days=dice.randrange(whole + 1)) for _ in range(2)
    )
    stats = {one: _stats(history, one) for one in days}
    wrong = [text for one in days for text in _wrong_on(history, one, stats[one])]
    wrong += _wrong_between(history, *days, stats)
    return {
        "accepted": True,
        "seen": [],
        "lost": lost_rows(Path(folder), history),
        "wrong": wrong,
    }


def _stats(history: Any, day: dt.date) -> Figures:
    """Area and towns of each holder, as the table of statistics has them."""
    import mapper

    table = mapper.area_table(history, [day], by="holder")
    return {str(row.holder): (float(row.area_km2), int(row.towns)) for row in table.itertuples()}


def _row(holder: str, status: str) -> str:
    """The row in which the statistics count a unit or place."""
    return "shared" if status == "shared" else holder


def _snapshot(history: Any, day: dt.date) -> Figures:
    """The same from the files of a snapshot: properties of units, and of places."""
    import mapper

    sums: dict[str, tuple[float, int]] = {}
    units = mapper.snapshot_frame(history, day, "units")
    for row in units.itertuples():
        name = _row(row.holder, row.status)
        area, towns = sums.get(name, (0.0, 0))
        sums[name] = (area + float(row.area_km2), towns)
    places = mapper.snapshot_frame(history, day, "places")
    for row in places.itertuples():
        if row.kind in {"capital", "town"} and int(row.rank) <= 3:
            name = _row(row.holder, row.status)
            area, towns = sums.get(name, (0.0, 0))
            sums[name] = (area, towns + 1)
    return sums


def _dissolved(history: Any, day: dt.date) -> dict[str, float]:
    import mapper

    sums: dict[str, float] = {}
    for row in mapper.snapshot_frame(history, day, "areas").itertuples():
        name = _row(row.holder, row.status)
        sums[name] = sums.get(name, 0.0) + float(row.area_km2)
    return sums


def _page(history: Any, day: dt.date) -> tuple[dict[str, float], dict[str, tuple[float, int]]]:
    """The same from what a map page holds: its units with their states, and its legend."""
    from daycolumns import geometry_of, state_of

    from mapper.outputs.pages.day.legend import CENTRAL_PARTS
    from mapper.outputs.pages.day.payload import state_payload
    from mapper.outputs.pages.day.shapes import shapes_payload

    geometry = geometry_of(shapes_payload(history))
    state = state_of(state_payload(history, day), len(geometry["places"]))
    sums: dict[str, float] = {}
    for unit, drawn in zip(state["units"], geometry["units"], strict=True):
        row = state["states"][unit["s"]]
        name = _row(row["holder"], row["status"])
        sums[name] = sums.get(name, 0.0) + drawn["area_km2"]
    legend: dict[str, tuple[float, int]] = {}
    for row in state["legend"]:  # what several share is a row for each group of parties
        own = ("shared",) if row["holder"] == "shared" else CENTRAL_PARTS
        area, towns = legend.get(row["holder"], (0.0, 0))
        area += sum(row["parts"][part][0] for part in own if part in row["parts"])
        legend[row["holder"]] = (area, towns + row["towns"])
    return sums, legend


def _wrong_on(history: Any, day: dt.date, table: Figures) -> list[str]:
    stats = {k: v for k, v in table.items() if v[0] > 0 or v[1] > 0}
    slack = TOLERANCE_KM2 * len(history.units)
    units, legend = _page(history, day)
    snapshot = _snapshot(history, day)
    others = {
        "snapshot areas": {k: v for k, (v, _) in snapshot.items() if v},
        "dissolved areas": _dissolved(history, day),
        "page areas": units,
        "legend areas": {k: v for k, (v, _) in legend.items() if v},
    }
    areas = {k: v for k, (v, _) in stats.items() if v}
    wrong = [
        f"{name} {found} are not those of stats {areas}"
        for name, found in others.items()
        if found.keys() != areas.keys()
        or any(abs(found[k] - areas[k]) > slack + 0.06 for k in areas)
    ]
    towns = {k: n for k, (_, n) in stats.items() if n}
    for name, found in (("snapshot", snapshot), ("legend", legend)):
        counted = {k: n for k, (_, n) in found.items() if n}
        if counted != towns:
            wrong.append(f"towns of {name} {counted} are not those of stats {towns}")
    return wrong


def _wrong_between(
    history: Any, first: dt.date, last: dt.date, stats: dict[dt.date, Figures]
) -> list[str]:
    """What holders gained and lost is the difference of the statistics of the two days."""
    import mapper

    before, after = stats[first], stats[last]
    gained: dict[str, float] = {}
    for row in mapper.net_changes(history, first, last).pairs().itertuples():
        gained[row.to_holder] = gained.get(row.to_holder, 0.0) + row.area_km2
        gained[row.from_holder] = gained.get(row.from_holder, 0.0) - row.area_km2
    wrong = []
    for name in {*before, *after, *gained}:
        step = after.get(name, (0.0, 0))[0] - before.get(name, (0.0, 0))[0]
        if abs(step - gained.get(name, 0.0)) > TOLERANCE_KM2:
            wrong.append(f"{name} gained {gained.get(name)} by changes, {step} by stats")
    return wrong
