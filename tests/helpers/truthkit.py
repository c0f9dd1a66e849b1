"""Statements on who held what, each with a source, and how a history is held against them.

A table of statements says who held a place on a day on which the case has no claim on it, so that
a claim that is lost, misdated or never ended shows. One of areas gives limits for shares of the
country and of single areas.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from mapper.core.dates import day_number
from mapper.core.model import STATUSES
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory, Snapshot

__all__ = [
    "FLAGS",
    "Statement",
    "assert_labels_keep_their_years",
    "assert_well_formed",
    "check_share",
    "check_statement",
    "read_statements",
    "shares_of",
    "snapshots_of",
    "statement_label",
]

Statement = dict[str, str]
FLAGS = {"besieged": "besieged_by", "disputed": "claimed_by", "uncertain": "uncertain_with"}
"""Words for a status that are flags beside it: a column of the snapshot that is not empty."""
_MEASURES = {
    "share": "area_km2",
    "share_low": "area_km2_low",
    "share_high": "area_km2_high",
    "contested_share": "contested_km2",
}
"""Measures of an area: a column of the statistics, divided by the area of the whole."""
_ROUNDING = 1e-9
"""Figures add up to the total within this."""
_SAME_DAY_SHARE = 0.1
"""Part of the statements that may fall on a day of an own claim, as claims are added."""


def read_statements(path: Path) -> list[Statement]:
    """The rows of a table of statements."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statement_label(statement: Statement) -> str:
    """What a test calls a statement: its id, or what makes one on an area the only one."""
    area = [statement.get(c, "") for c in ("date", "area_id", "row", "measure")]
    return statement.get("statement_id") or "-".join(area)


def snapshots_of(history: ControlHistory) -> Callable[[str], Snapshot]:
    """The snapshot of a day, made once for all statements on that day."""
    return cache(lambda day: history.at(dt.date.fromisoformat(day)))


def shares_of(
    history: ControlHistory, statements: Iterable[Statement]
) -> Callable[[str, str | None], pd.DataFrame]:
    """The statistics of all days that are asked for, by grouping and level."""
    days = sorted({dt.date.fromisoformat(s["date"]) for s in statements})
    return cache(lambda by, within: area_table(history, days, by=by, within=within))


def check_statement(day: Snapshot, statement: Statement) -> None:
    """Fail unless the place is held as the source says."""
    assert statement["place_id"] in day.places.index, "not on the map on this day"
    row = day.places.loc[statement["place_id"]]
    told = f"{statement['note']} {statement['source']}"
    assert row["holder"] in statement["holder"].split("|"), told
    status = statement["status"]
    if status in FLAGS:
        assert row[FLAGS[status]], told
    elif status == "held":
        assert (row["status"], row["besieged_by"]) == ("held", ()), told
    elif status:
        assert row["status"] == status, told


def check_share(shares: Callable[[str, str | None], pd.DataFrame], statement: Statement) -> None:
    """Fail unless the share of an area lies between the limits that the source gives it."""
    whole = statement["level"] == "country"
    table = shares(statement["by"], None if whole else statement["level"])
    table = table[table["date"] == statement["date"]]
    if not whole:
        table = table[table["area_id"] == statement["area_id"]]
    assert len(table), "no such area on this day"
    row = table[table[statement["by"]] == statement["row"]]
    value = row[_MEASURES[statement["measure"]]].sum() / table["area_km2"].sum()
    low, high = float(statement["min"]), float(statement["max"])
    assert low - _ROUNDING <= value <= high + _ROUNDING, f"{value:.4f}: {statement['note']}"


def assert_labels_keep_their_years(history: ControlHistory) -> None:
    """A force that left, or that goes by another name, must not stay on the map."""
    last = day_number(history.case.last_day)
    for code, rows in history.intervals.groupby("state"):
        state = history.states[code]
        parties = {state.holder, *state.companions, *state.contested_by, *state.besieged_by}
        for actor in [history.actors[p] for p in parties if p in history.actors]:
            told = f"{actor.actor_id}: {state}"
            if actor.active_from is not None:
                assert rows["start"].min() >= day_number(actor.active_from), told
            if actor.active_to is not None:
                assert min(rows["end"].max() - 1, last) <= day_number(actor.active_to), told


def assert_well_formed(
    history: ControlHistory, places: list[Statement], others: Iterable[Statement] = ()
) -> None:
    """Ids, places, holders and words exist; each statement has addresses and a note.

    Few of those on places stand on the day of a claim on the same place.
    """
    assert max(Counter(s["statement_id"] for s in places).values()) == 1
    assert {s["place_id"] for s in places} <= set(history.places.index)
    named = {h for s in places for h in s["holder"].split("|")}
    assert named <= {*history.actors, "none", "unknown"}
    assert {s["status"] for s in places} <= {"", *STATUSES, *FLAGS}
    for statement in [*places, *others]:
        sources = statement["source"].split()
        assert sources
        assert all(s.startswith(("http://", "https://")) for s in sources)
        assert statement["note"]
    claims = history.claims
    claimed = set(zip(claims["event_date"], claims["target_id"], strict=True))
    same_day = [s for s in places if (s["date"], s["place_id"]) in claimed]
    assert len(same_day) <= _SAME_DAY_SHARE * len(places)
