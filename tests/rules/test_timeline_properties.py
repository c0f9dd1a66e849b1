"""The timeline against a literal replay of its rules, and the invariants of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from country import (
    FIRST,
    make_claims,
    make_places,
    make_rules,
    make_tables,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replay import Replay
from replaymatch import NAMES, claims_by_day, differences, last_by_day, shown_by_day
from strategies import DAYS, SUCCESSIONS, histories

from mapper.rules.intervals import OPEN_END
from mapper.rules.timeline import Timeline, build_timeline

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

Rows = Sequence[Mapping[str, Any]]


def build(rows: Rows) -> Timeline:
    return build_timeline(make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS))


def replay(rows: Rows) -> Replay:
    claims = make_claims(rows)
    return Replay(claims, make_places(), make_tables(), make_rules(SUCCESSIONS), LAST)


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
    assert shown_by_day(build(rows), LAST) == shown_by_day(build(shuffled), LAST)


@given(histories())
def test_a_claim_moves_no_holder_before_its_earliest_day(rows: Rows) -> None:
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    without = [row for i, row in enumerate(rows) if i != last]
    before, after = shown_by_day(build(without), LAST), shown_by_day(build(rows), LAST)
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
    before, after = claims_by_day(build(without), LAST), claims_by_day(build(rows), LAST)
    for (target, day), found in after.items():
        if day < rows[last]["best"]:
            assert {(index[c], role) for c, role in found} == before[target, day]


@given(histories())
def test_a_claim_makes_no_evidence_younger_before_its_day(rows: Rows) -> None:
    last = max(range(len(rows)), key=lambda i: (rows[i]["best"], i))
    without = [row for i, row in enumerate(rows) if i != last]
    before = last_by_day(build(without), without, LAST)
    for (target, day), found in last_by_day(build(rows), rows, LAST).items():
        if day < rows[last]["best"]:
            assert found == before[target, day]


@given(histories())
def test_every_day_and_target_equals_the_literal_replay(rows: Rows) -> None:
    """States and windows, claim lists and the day of the last evidence."""
    assert not differences(build(rows), replay(rows), rows, LAST)
