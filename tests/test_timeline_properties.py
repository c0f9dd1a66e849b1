"""The timeline against a literal replay of its rules, and the invariants of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from country import (
    FIRST,
    PLACE_IDS,
    UNITS,
    make_claims,
    make_places,
    make_rules,
    make_tables,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replay import CONFIRMS, DISSENTS, MADE, Replay
from strategies import DAYS, SUCCESSIONS, histories

from mapper.evidence import EvidenceIndex, Standing
from mapper.intervals import OPEN_END
from mapper.model import State
from mapper.timeline import Timeline, build_timeline

pytestmark = pytest.mark.slow

settings.register_profile(
    "ci",
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

LAST = FIRST + DAYS + 30
NAMES = (*UNITS, *PLACE_IDS)
ROLES = (MADE, CONFIRMS, CONFIRMS, DISSENTS)
"""Roles of the timeline's evidence: what agrees weakly confirms."""

Rows = Sequence[Mapping[str, Any]]


class Shown(NamedTuple):
    """What a timeline or a replay says of a target on a day; order is kept where it matters."""

    holder: str
    companions: tuple[str, ...]
    status: str
    contested_by: frozenset[str]
    besieged_by: frozenset[str]
    claimed_by: frozenset[str]
    uncertain_with: frozenset[str]
    between: frozenset[str]
    since: int
    since_earliest: int
    since_latest: int
    cause: str

    @classmethod
    def of(cls, state: State, *since: Any) -> Shown:
        return cls(*state[:3], *(frozenset(names) for names in state[3:]), *since)


def build(rows: Rows) -> Timeline:
    return build_timeline(make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS))


def replay(rows: Rows) -> Replay:
    claims = make_claims(rows)
    return Replay(claims, make_places(), make_tables(), make_rules(SUCCESSIONS), LAST)


def shown_by_day(timeline: Timeline) -> dict[tuple[int, int], Shown]:
    """What the timeline says, for every target and day."""
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        shown = Shown.of(
            timeline.states[row.state],
            row.since,
            row.since_earliest,
            row.since_latest,
            row.cause,
        )
        for day in range(row.start, min(row.end, LAST + 1)):
            found[row.target, day] = shown
    return found


def claims_by_day(timeline: Timeline) -> dict[tuple[int, int], frozenset[tuple[int, str]]]:
    """The claims that made, confirm or dissent from what is shown, for every target and day."""
    by_tenure: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for row in timeline.evidence.itertuples(index=False):
        item = (row.day, row.claim, ROLES[row.role])
        by_tenure.setdefault((row.target, row.tenure), []).append(item)
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        keys = {(row.target, row.tenure), (row.source, row.source_tenure)}
        items = [item for key in keys for item in by_tenure.get(key, ())]
        for day in range(row.start, min(row.end, LAST + 1)):
            roles = {(c, role) for when, c, role in items if when <= day}
            twice = {(c, CONFIRMS) for c, role in roles if role == MADE}
            found[row.target, day] = frozenset(roles - twice)
    return found


def last_by_day(timeline: Timeline, count: int) -> dict[tuple[int, int], int | None]:
    """The day of the last evidence, for every target and day, as snapshots read it."""
    index = EvidenceIndex(timeline.evidence, [str(i) for i in range(count)])
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        standing = Standing(row.target, row.tenure, row.source, row.source_tenure)
        for day in range(row.start, min(row.end, LAST + 1)):
            found[row.target, day] = index.by(standing, day).last
    return found


@given(histories())
def test_intervals_leave_no_gap_and_never_overlap(rows: Rows) -> None:
    intervals = build(rows).intervals
    for target, group in intervals.groupby("target"):
        spans = list(zip(group["start"].tolist(), group["end"].tolist(), strict=True))
        assert all(start < end for start, end in spans)
        assert all(left[1] == right[0] for left, right in pairwise(spans))
        assert spans[-1][1] == OPEN_END
        if NAMES[target] not in {"camp", "post_c3"}:
            assert spans[0][0] == FIRST


@given(histories(), st.randoms(use_true_random=False))
def test_shuffling_rows_of_different_days_changes_nothing(rows: Rows, random: Any) -> None:
    days = [row["best"] for row in rows]
    shuffled = list(rows)
    random.shuffle(shuffled)
    # Rows of one day keep their order; only the days are mixed.
    by_day = {day: iter([row for row in rows if row["best"] == day]) for day in days}
    shuffled = [next(by_day[row["best"]]) for row in shuffled]
    assert shown_by_day(build(rows)) == shown_by_day(build(shuffled))


@given(histories())
def test_a_claim_moves_no_holder_before_its_earliest_day(rows: Rows) -> None:
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    without = [row for i, row in enumerate(rows) if i != last]
    before, after = shown_by_day(build(without)), shown_by_day(build(rows))
    for (target, day), shown in after.items():
        if day >= rows[last]["best"]:
            continue
        assert shown.holder == before[target, day].holder
        assert shown.companions == before[target, day].companions
        assert shown.status == before[target, day].status
        assert shown.besieged_by == before[target, day].besieged_by


@given(histories())
def test_a_claim_is_no_evidence_before_its_day(rows: Rows) -> None:
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    without = [row for i, row in enumerate(rows) if i != last]
    index = {old: new for new, old in enumerate(i for i in range(len(rows)) if i != last)}
    before, after = claims_by_day(build(without)), claims_by_day(build(rows))
    for (target, day), found in after.items():
        if day < rows[last]["best"]:
            assert {(index[c], role) for c, role in found} == before[target, day]


@given(histories())
def test_a_claim_makes_no_evidence_younger_before_its_day(rows: Rows) -> None:
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    without = [row for i, row in enumerate(rows) if i != last]
    before = last_by_day(build(without), len(without))
    for (target, day), found in last_by_day(build(rows), len(rows)).items():
        if day < rows[last]["best"]:
            assert found == before[target, day]


@given(histories())
def test_the_last_evidence_is_the_last_strong_claim_of_the_literal_replay(rows: Rows) -> None:
    found, literal = last_by_day(build(rows), len(rows)), replay(rows)
    counts = {row.position: row.best for row in literal.rows if row.strong and not row.national}
    for (target, day), last in found.items():
        verdict = literal.verdict(target, day)
        assert verdict is not None
        days = [counts[c] for c in verdict.claims[MADE] | verdict.claims[CONFIRMS] if c in counts]
        assert last == max(days, default=None), (NAMES[target], day - FIRST + 1)


@given(histories())
def test_every_day_and_target_equals_the_literal_replay(rows: Rows) -> None:
    found, literal = shown_by_day(build(rows)), replay(rows)
    for target in range(len(NAMES)):
        for day in range(FIRST, LAST + 1):
            verdict = literal.verdict(target, day)
            expected = None
            if verdict is not None:
                expected = Shown.of(verdict.state, *verdict[1:5])
            assert found.get((target, day)) == expected, (NAMES[target], day - FIRST + 1)


@given(histories())
def test_every_claim_list_equals_the_literal_replay(rows: Rows) -> None:
    found, literal = claims_by_day(build(rows)), replay(rows)
    for target in range(len(NAMES)):
        for day in range(FIRST, LAST + 1):
            verdict = literal.verdict(target, day)
            expected = None
            if verdict is not None:
                expected = frozenset((c, role) for role, ids in verdict.claims.items() for c in ids)
            assert found.get((target, day)) == expected, (NAMES[target], day - FIRST + 1)
