"""Snapshots, spans and change days of a control history."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

import mapper
from mapper.core.dates import day_number
from mapper.core.errors import DateOutsideCaseError
from mapper.history.evidence import Standing
from mapper.rules.intervals import OPEN_END

COLUMNS = [
    *["state", "holder", "companions", "status", "contested_by", "besieged_by", "claimed_by"],
    *["uncertain_with", "between", "since", "start_earliest", "start_latest", "cause"],
    *["last_evidence", "evidence_age_days", "evidence_level", "decided_by", "made"],
    *["confirms", "dissents", "parents"],
]


def test_snapshot_has_every_unit_and_place(tiny) -> None:
    snapshot = tiny.at(dt.date(2012, 3, 16))
    assert snapshot.date == dt.date(2012, 3, 16)
    assert snapshot.units.index.tolist() == tiny.units.index.tolist()
    assert snapshot.places.index.tolist() == tiny.places.index.tolist()
    assert list(snapshot.units) == list(snapshot.places) == COLUMNS
    assert (snapshot.units.index.name, snapshot.places.index.name) == ("unit_id", "place_id")


def test_first_and_last_day_belong_to_the_case(tiny) -> None:
    assert set(tiny.at(dt.date(2012, 1, 1)).units["holder"]) == {"gov"}
    assert tiny.at(dt.date(2012, 12, 31)).date == dt.date(2012, 12, 31)
    for day in (dt.date(2011, 12, 31), dt.date(2013, 1, 1), dt.date.min, dt.date.max):
        with pytest.raises(DateOutsideCaseError, match="runs from 2012-01-01 to 2012-12-31"):
            tiny.at(day)


def test_intervals_are_half_open(tiny) -> None:
    holders = [tiny.at(dt.date(2012, 1, d)).places.at["north", "holder"] for d in (9, 10, 11)]
    assert holders == ["gov", "reb", "reb"]


@pytest.mark.parametrize("name", ["tiny", "mali"])
def test_intervals_of_a_target_leave_no_gap(request, name: str) -> None:
    history = request.getfixturevalue(name)
    first = day_number(history.case.first_day)
    for target, rows in history.intervals.groupby("target"):
        spans = rows[["start", "end"]].to_numpy().tolist()
        assert all(one[1] == other[0] for one, other in pairwise(spans)), target
        assert all(start < end for start, end in spans)
        assert spans[-1][1] == OPEN_END
        assert spans[0][0] == first or history.target_id(target) in history.places.index


def test_evidence_of_a_day_knows_no_later_claim(mali) -> None:
    """R10."""
    best = dict(zip(mali.claims["event_id"], mali.claims["best"].dt.date, strict=True))
    for day in mali.change_days()[::40]:
        snapshot = mali.at(day)
        for table in (snapshot.units, snapshot.places):
            for role in ("made", "confirms", "dissents"):
                assert all(best[e] <= day for events in table[role] for e in events)
            last = [d for d in table["last_evidence"] if d is not None]
            assert max(last) <= day
            ages = [a for a in table["evidence_age_days"] if a is not None]
            assert len(ages) == len(last)
            assert ages == [(day - d).days for d in last]


def test_evidence_of_a_place(tiny) -> None:
    row = tiny.at(dt.date(2012, 4, 25)).places.loc["seat_c"]
    assert (row["made"], row["confirms"]) == (("e06", "e07"), ())
    assert row["last_evidence"] == dt.date(2012, 4, 20)
    assert row["evidence_age_days"] == 5
    earlier = tiny.at(dt.date(2012, 4, 10)).places.loc["seat_c"]
    assert earlier["contested_by"] == ("reb",)
    assert "e07" not in (*earlier["made"], *earlier["confirms"], *earlier["dissents"])


def test_a_history_in_which_no_evidence_is_noted_has_a_state_for_each_day(tiny) -> None:
    timeline = dataclasses.replace(tiny.timeline, evidence=tiny.timeline.evidence.iloc[:0])
    history = dataclasses.replace(tiny, timeline=timeline)
    for table in (history.at(tiny.case.first_day).units, history.at(tiny.case.last_day).places):
        assert table["last_evidence"].isna().all()
        assert set(table["made"]) == {()}


def test_evidence_index_reads_own_tenure_and_source(tiny) -> None:
    index = tiny._evidence
    rows = tiny.intervals
    unit = rows[rows["target"] == tiny.units.index.get_loc("a3")].iloc[1]
    standing = Standing(*(int(unit[f]) for f in Standing._fields))
    assert standing.source != standing.target, "the land follows its town"
    day = day_number(dt.date(2012, 1, 10))
    assert index.by(standing, day).made == ("e02",)
    assert index.by(standing, day).last == day
    nothing = index.by(standing, day - 1)
    assert (nothing.last, nothing.made, nothing.confirms) == (None, (), ())
    assert index.by(Standing(999, 0, 999, 0), day).last is None


def test_between_gives_the_intervals_that_touch_both_days(tiny) -> None:
    first, last = dt.date(2012, 3, 5), dt.date(2012, 3, 16)
    rows = tiny.between(first, last)
    numbers = range(day_number(first), day_number(last) + 1)
    touched = [
        any(start <= d < end for d in numbers)
        for start, end in zip(tiny.intervals["start"], tiny.intervals["end"], strict=True)
    ]
    assert rows.index.tolist() == tiny.intervals.index[touched].tolist()
    assert tiny.between(first, first)["target"].is_unique


def test_change_days_are_those_of_central_changes(tiny) -> None:
    days = tiny.change_days()
    assert days == sorted(set(days))
    assert dt.date(2012, 2, 15) in days, "the middle of February"
    assert dt.date(2012, 2, 1) not in days, "the edge of an open date is no change"
    assert tiny.case.first_day not in days
    assert dt.date(2012, 9, 1) in days, "a succession is one"
    assert tiny.change_mask.dtype == np.bool_


def test_mali_has_a_change_on_each_great_day(mali) -> None:
    days = set(mali.change_days())
    for text in ("2012-03-30", "2012-04-01", "2012-06-27", "2013-01-26", "2014-05-21"):
        assert dt.date.fromisoformat(text) in days
    assert len(days) > 200


def test_frame_and_bloc_of_a_day(tiny) -> None:
    assert tiny.frame_on("region", dt.date(2012, 6, 30)).frame == "old"
    assert tiny.frame_on("region", dt.date(2012, 7, 1)).frame == "new"
    assert tiny.frame_on("province", dt.date(2012, 7, 1)) is None
    assert tiny.bloc_of("gov", dt.date(2012, 7, 1)) == "state"
    assert tiny.bloc_of("legion", dt.date(2012, 7, 1)) is None


def test_snapshots_do_not_depend_on_those_asked_for_before(mali_folder, mali) -> None:
    from mapper import build_history, read_case

    day = dt.date(2013, 2, 1)
    mali.at(dt.date(2020, 1, 1))
    fresh = build_history(read_case(mali_folder)).at(day)
    again = mali.at(day)
    assert fresh.units.to_dict() == again.units.to_dict()
    assert fresh.places.to_dict() == again.places.to_dict()


def test_states_of_units_are_those_of_the_snapshot(tiny) -> None:
    for day in (dt.date(2012, 1, 1), dt.date(2012, 3, 16), dt.date(2012, 12, 31)):
        assert tiny.unit_states(day).tolist() == tiny.at(day).units["state"].tolist()
    with pytest.raises(DateOutsideCaseError):
        tiny.unit_states(dt.date(2011, 12, 31))


def test_who_needs_no_table_of_all_claims(tiny_folder) -> None:
    """Those that evidence named are known; all of a large case take half a second."""
    history = mapper.build_history(mapper.read_case(tiny_folder))
    answer = mapper.who(history, "north", "2012-03-05")
    assert answer["claims"]
    assert not {"claim_position", "sources_by_event"} & set(vars(history))
    event = history.claims["event_id"].iat[-1]
    assert history.position_of(event) == len(history.claims) - 1  # one that nobody named
    assert history.sources_of("no claim") == ()
