"""Columns of a day say what its snapshot says, of every target."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest
from casefolder import touch, write_case

from mapper.case.read import read_case
from mapper.core.dates import day_number, day_of
from mapper.core.errors import DateOutsideCaseError
from mapper.history.control import ControlHistory
from mapper.history.daytables import NEVER, ROLES, DayTable, DayTables, as_date, tables_of
from mapper.history.derive import build_history

DATES = {"since": "since", "earliest": "start_earliest", "latest": "start_latest"}


def dates(column: np.ndarray) -> list[dt.date | None]:
    return [None if day == NEVER else day_of(day) for day in column.tolist()]


def claims(history: ControlHistory, table: DayTable, role: str) -> list[tuple[str, ...]]:
    """Ids of the claims of a role, by row."""
    ids = history.claims["event_id"].tolist()
    counts, positions = table.claims_as(ROLES[role])
    ends = np.cumsum(counts).tolist()
    return [
        tuple(ids[claim] for claim in positions[end - count : end])
        for end, count in zip(ends, counts.tolist(), strict=True)
    ]


def compare(history: ControlHistory, day: dt.date) -> None:
    """Every column of a day with that of its snapshot."""
    tables, snapshot = tables_of(history), history.at(day)
    table = tables.on(day)
    said = pd.concat([snapshot.units, snapshot.places])
    assert (table.date, table.number) == (day, day_number(day))
    assert [history.target_id(target) for target in table.target.tolist()] == list(said.index)
    assert table.state.tolist() == said["state"].tolist()
    for own, name in DATES.items():
        assert dates(getattr(table, own)) == said[name].tolist(), name
    assert dates(table.last) == said["last_evidence"].tolist()
    assert [tables.causes[code] for code in table.cause] == said["cause"].tolist()
    assert [tables.levels[code] for code in table.level] == said["evidence_level"].tolist()
    decider = [None if d < 0 else history.target_id(d) for d in table.decider.tolist()]
    assert decider == said["decided_by"].tolist()
    for role in ROLES:
        assert claims(history, table, role) == said[role].tolist(), role
    there = np.full(len(history.targets), -1)
    there[table.target] = table.state
    assert tables.states_on(table.number).tolist() == there.tolist()


def test_a_shipped_case_day_by_day(mali: ControlHistory) -> None:
    days = mali.change_days()[::12]
    for day in (mali.case.first_day, *days, mali.case.last_day):
        compare(mali, day)
    assert any(len(tables_of(mali).on(day).claim) > 100 for day in days)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_cases_day_by_day(tmp_path, seed: int) -> None:
    """Edges of windows, followers and claims on areas among them."""
    dice = random.Random(seed)
    own = write_case(tmp_path)
    seen: set[str] = set()
    for _ in range(8):
        touch(own, dice)
    history = build_history(read_case(own.case))
    for number in range((history.case.last_day - history.case.first_day).days + 1):
        day = history.case.first_day + dt.timedelta(days=number)
        compare(history, day)
        table = tables_of(history).on(day)
        seen |= {role for role in ROLES if table.claims_as(ROLES[role])[0].any()}
    assert seen == set(ROLES)


def test_a_proof_is_the_same_as_long_as_the_claims_are(tiny: ControlHistory) -> None:
    """Whoever keeps what he made of a row needs no other sign that it still holds."""
    tables, made = tables_of(tiny), {}
    days = (tiny.case.last_day - tiny.case.first_day).days
    for number in range(0, days, 3):
        table = tables.on(tiny.case.first_day + dt.timedelta(days=number))
        proofs = map(tuple, table.proof.tolist())
        ends = zip(table.first[:-1].tolist(), table.first[1:].tolist(), strict=True)
        for row, proof, (begin, end) in zip(table.row.tolist(), proofs, ends, strict=True):
            said = [table.claim[begin:end].tolist(), table.role[begin:end].tolist()]
            assert made.setdefault((row, proof), said) == said
    assert len(made) > len({row for row, _ in made})


def test_a_case_without_claims(tiny: ControlHistory) -> None:
    from dataclasses import replace

    timeline = tiny.timeline
    bare = replace(
        tiny,
        claims=tiny.claims.iloc[:0],
        timeline=replace(timeline, evidence=timeline.evidence.iloc[:0]),
    )
    table = DayTables(bare).on(tiny.case.last_day)
    assert len(table) == len(tiny.at(tiny.case.last_day).units) + len(
        tiny.at(tiny.case.last_day).places
    )
    assert not len(table.claim) and set(table.last.tolist()) == {NEVER}


def test_tables_are_made_once_and_days_checked(tiny: ControlHistory) -> None:
    assert tables_of(tiny) is tables_of(tiny)
    with pytest.raises(DateOutsideCaseError):
        tables_of(tiny).on(tiny.case.last_day + dt.timedelta(days=1))
    assert as_date(tiny.at("2012-02-01")) == dt.date(2012, 2, 1)
    assert as_date("2012-02-01") == "2012-02-01"
