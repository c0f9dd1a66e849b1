"""The order of claims, and which of them only repeat what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from country import FIRST, PLACE_IDS, make_claims, make_places, make_rules, make_tables
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SUCCESSIONS, claim_rows

from mapper.core.lineage import Lineage
from mapper.rules import order as claimlist
from mapper.rules.order import ClaimList, list_claims
from mapper.rules.timeline import Timeline, build_timeline


def row(day: int, gained: str = "reb", **values: Any) -> dict[str, Any]:
    """A strong observation of a town on a day."""
    windows = dict.fromkeys(("earliest", "best", "latest"), FIRST + day)
    plain = {"target_id": "mid", "scope": "", "event_type": "observation", "status": "held"}
    parties = {"gained_by": tuple(gained.split("+")), "opposed_by": (), "confidence": "high"}
    return {**plain, **parties, **windows, **values}


def listed(rows: Sequence[dict[str, Any]], turns: Sequence[int] = ()) -> ClaimList:
    position = {place: i for i, place in enumerate(PLACE_IDS)}
    days = [FIRST + turn for turn in turns]
    return list_claims(make_claims(rows), position, make_tables(), Lineage(), days)


def repeated(rows: Sequence[dict[str, Any]], turns: Sequence[int] = ()) -> list[bool]:
    """For each row whether it only repeats the one before."""
    found = listed(rows, turns)
    inside = make_tables().area_places
    around = [set(inside[area].tolist()) if area >= 0 else set() for area in found.area.tolist()]
    ranks, places = found.own()
    before = [
        sum(place in around[rank] for rank in range(own))
        for own, place in zip(ranks.tolist(), places.tolist(), strict=True)
    ]
    again = np.zeros(len(rows), dtype=bool)
    again[ranks] = found.repeats((ranks, places), np.array(before, dtype=np.int64))
    by_row = np.zeros(len(rows), dtype=bool)
    by_row[found.order] = again
    result: list[bool] = by_row.tolist()
    return result


def test_the_same_seen_again_is_a_repeat() -> None:
    assert repeated([row(1, event_type="capture"), row(2), row(3)]) == [False, True, True]


@pytest.mark.parametrize(
    "second",
    [
        row(3, "jih"),
        row(3, "reb+clan"),
        row(3, status="contested"),
        row(3, confidence="low"),
        row(3, event_type="declaration"),
        row(3, event_type="capture"),
        row(3, event_type="raid", opposed_by=("jih",)),
        row(3, target_id="north"),
    ],
)
def test_something_else_is_no_repeat(second: dict[str, Any]) -> None:
    assert repeated([row(1), second]) == [False, False]


def test_nothing_may_come_between() -> None:
    weak, contest = row(2, confidence="low"), row(2, event_type="contest", status="contested")
    area = row(2, target_id="row_b", scope="all")
    for other in (weak, contest, area):
        assert repeated([row(1), other, row(3)]) == [False, False, False]
    assert repeated([row(1), row(2, target_id="row_a", scope="all"), row(3)]) == [
        False,
        False,
        True,
    ]
    assert repeated([row(1), row(3)], turns=[2]) == [False, False]


def test_besieged_places_repeat_nothing() -> None:
    siege = {"status": "besieged", "opposed_by": ("jih",)}
    assert repeated([row(1, **siege), row(2, **siege)]) == [False, False]


def test_an_area_is_the_one_of_the_day() -> None:
    east = [row(day, target_id="east", scope="all") for day in (19, 20)]
    found = listed(east)
    assert found.place.tolist() == [-1, -1]
    assert make_tables().areas.loc[found.area, "frame"].tolist() == ["before", "after"]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(claim_rows(), max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4)), max_size=8),
)
def test_handing_repeats_out_together_changes_nothing(
    rows: list[dict[str, Any]], again: list[tuple[int, int]]
) -> None:
    for i, later in again:  # reports that say once more what was said, some days later
        if i < len(rows):
            days = {key: rows[i][key] + later for key in ("earliest", "best", "latest")}
            rows.append({**rows[i], **days, "event_type": "observation"})
    together, one_by_one = build(rows), build_without_repeats(rows)
    assert together.states == one_by_one.states
    pd.testing.assert_frame_equal(together.intervals, one_by_one.intervals)
    pd.testing.assert_frame_equal(together.evidence, one_by_one.evidence)


def build(rows: list[dict[str, Any]]) -> Timeline:
    return build_timeline(make_claims(rows), make_places(), make_tables(), make_rules(SUCCESSIONS))


def build_without_repeats(rows: list[dict[str, Any]]) -> Timeline:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            claimlist.ClaimList,
            "repeats",
            lambda self, own, on_areas, **_: np.zeros(len(own[0]), dtype=bool),
        )
        return build(rows)
