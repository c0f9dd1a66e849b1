"""The rules R9 to R11 by number, on a hand-drawn country of 3 × 3 communes: names and evidence.

Days are days of January 2012 (32 is 1 February). Claims are written as in ``country.claim``;
disputes last 12 days and observations reach 8 days back.
"""

from __future__ import annotations

import pytest
from country import (
    claims_on,
    holders,
    last_evidence_on,
    make_rules,
    row_on,
    state_on,
    timeline_of,
    window_of,
)

MERGER = make_rules([("reb", "front", "2012-01-16"), ("clan", "front", "2012-01-16")])


# -- R9 successions ------------------------------------------------------------------------


def test_r9_a_merger_in_the_middle_of_a_siege():
    timeline = timeline_of(
        "5 mid capture jih",
        "8 mid siege_begin jih besieged /reb+gov",
        "20 mid siege_end jih /reb",
        rules=MERGER,
    )
    assert set(state_on(timeline, "mid", 15).besieged_by) == {"reb", "gov"}
    assert set(state_on(timeline, "mid", 16).besieged_by) == {"front", "gov"}
    assert state_on(timeline, "mid", 20).besieged_by == ("gov",)
    assert window_of(timeline, "mid", 20) == (5, 5, 5)


def test_r9_the_holder_is_renamed_and_so_are_its_followers():
    timeline = timeline_of("5 seat capture reb", rules=MERGER)
    for name in ("seat", "b1", "mid", "b2"):
        assert holders(timeline, name) == [(1, "gov"), (5, "reb"), (16, "front")]
        assert row_on(timeline, name, 16).cause == "succession"
        assert window_of(timeline, name, 16) == (16, 16, 16)
        assert claims_on(timeline, name, 16)["made"] == {0}


def test_r9_joint_holders_that_become_the_same_are_merged():
    timeline = timeline_of("5 mid capture reb+clan shared", rules=MERGER)
    assert state_on(timeline, "mid", 15)[:3] == ("reb", ("clan",), "shared")
    assert state_on(timeline, "mid", 16)[:3] == ("front", (), "held")
    assert all(not state_on(timeline, "mid", day).uncertain_with for day in range(5, 25))


def test_r9_so_are_those_of_a_later_row():
    timeline = timeline_of("18 mid capture reb+clan shared", rules=MERGER)
    assert state_on(timeline, "mid", 18)[:3] == ("front", (), "held")


def test_r9_later_rows_are_read_as_the_successor():
    timeline = timeline_of("5 mid capture clan", "20 mid observation reb", rules=MERGER)
    assert holders(timeline, "mid") == [(1, "gov"), (5, "clan"), (16, "front")]
    assert claims_on(timeline, "mid", 20)["confirms"] == {1}


def test_r9_on_its_day_a_succession_comes_before_all_claims():
    timeline = timeline_of("16 mid capture reb", rules=MERGER)
    assert holders(timeline, "mid") == [(1, "gov"), (16, "front")]
    assert row_on(timeline, "mid", 16).cause == "capture"


def test_r9_chains_of_successions_are_followed():
    rules = make_rules([("reb", "front", "2012-01-10"), ("front", "ally", "2012-01-20")])
    timeline = timeline_of("5 mid capture reb", rules=rules)
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb"), (10, "front"), (20, "ally")]
    rules = make_rules([("front", "ally", "2012-01-10"), ("reb", "front", "2012-01-10")])
    timeline = timeline_of("5 mid capture reb", rules=rules)
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb"), (10, "ally")]


def test_r9_claims_and_contests_pass_on():
    timeline = timeline_of(
        "12 mid capture reb !low", "13 seat contest gov contested /clan+reb", rules=MERGER
    )
    assert state_on(timeline, "mid", 15).claimed_by == ("reb",)
    assert state_on(timeline, "mid", 16).claimed_by == ("front",)
    assert state_on(timeline, "seat", 16).contested_by == ("front",)


def test_r9_who_claimed_it_and_merges_with_its_holder_claims_it_no_more():
    timeline = timeline_of("5 mid capture reb", "12 mid declaration clan", rules=MERGER)
    assert state_on(timeline, "mid", 15).claimed_by == ("clan",)
    assert state_on(timeline, "mid", 16).claimed_by == ()


def test_r9_who_contested_it_and_merges_with_its_holder_contests_it_no_more():
    timeline = timeline_of("5 mid capture reb contested /clan", rules=MERGER)
    assert state_on(timeline, "mid", 15).status == "contested"
    assert state_on(timeline, "mid", 16)[:4] == ("front", (), "held", ())


def test_r9_former_holders_are_named_as_they_are_called_on_the_day():
    timeline = timeline_of("5 mid capture reb", "10..26 mid capture jih", rules=MERGER)
    assert state_on(timeline, "mid", 15).uncertain_with == ("jih",)
    assert state_on(timeline, "mid", 18).uncertain_with == ("front",)
    timeline = timeline_of("5 mid capture reb", "10 mid withdrawal unknown", rules=MERGER)
    assert state_on(timeline, "mid", 15).between == ("reb",)
    assert state_on(timeline, "mid", 16).between == ("front",)


def test_r9_an_absorber_that_was_there_before_keeps_its_name():
    rules = make_rules([("clan", "ally", "2012-01-25")])
    timeline = timeline_of("5 mid capture ally", "8..18 mid capture clan", rules=rules)
    assert state_on(timeline, "mid", 14).holder == "clan"
    assert state_on(timeline, "mid", 14).uncertain_with == ("ally",)
    timeline = timeline_of("8..18 mid capture ally+clan", rules=rules)
    assert state_on(timeline, "mid", 14).uncertain_with == ("gov",)


def test_r9_land_that_goes_back_to_a_renamed_town_changes_hands():
    timeline = timeline_of(
        "5 b2:all capture reb",
        "18 b2:countryside capture gov",
        "20..30 b2:all observation front",
        rules=MERGER,
    )
    assert holders(timeline, "b2") == [
        (1, "gov"),
        (5, "reb"),
        (16, "front"),
        (18, "gov"),
        (25, "front"),
    ]
    assert state_on(timeline, "b2", 21).uncertain_with == ("front",)
    assert 1 not in claims_on(timeline, "b2", 25)["made"]


# -- R10 evidence --------------------------------------------------------------------------


def test_r10_every_interval_knows_the_claims_for_and_against_it():
    timeline = timeline_of(
        "5 mid capture reb",
        "7 mid observation reb",
        "9 mid declaration gov",
        "11 mid raid reb /gov",
        "13 mid capture gov",
    )
    assert claims_on(timeline, "mid", 6) == {"made": {0}, "confirms": set(), "dissents": set()}
    assert claims_on(timeline, "mid", 12) == {"made": {0}, "confirms": {1, 3}, "dissents": {2}}
    assert claims_on(timeline, "mid", 13) == {"made": {4}, "confirms": set(), "dissents": set()}
    assert claims_on(timeline, "b2", 12) == claims_on(timeline, "mid", 12)


def test_r10_a_town_that_goes_its_own_way_keeps_the_claims_that_made_its_holder():
    timeline = timeline_of("5 seat capture reb", "9 mid observation reb")
    assert window_of(timeline, "mid", 9) == (5, 5, 5)
    assert claims_on(timeline, "mid", 9) == {"made": {0}, "confirms": {1}, "dissents": set()}


def test_r10_so_does_land_that_is_detached():
    timeline = timeline_of("5 mid capture reb", "9 b2:countryside observation reb")
    assert window_of(timeline, "b2", 9) == (5, 5, 5)
    assert claims_on(timeline, "b2", 9)["made"] == {0}


def test_r10_claims_on_the_town_are_no_evidence_for_land_that_is_detached():
    timeline = timeline_of(
        "5 row_b:all capture reb", "9 b2:countryside observation reb", "12 mid observation reb"
    )
    assert 2 not in claims_on(timeline, "b2", 12)["confirms"]
    assert last_evidence_on(timeline, "b2", 12) == 9


def test_r10_a_dissenting_area_claim_confirms_nobody():
    timeline = timeline_of("5 b2:all raid jih /gov")
    for name in ("mid", "b2"):
        assert claims_on(timeline, name, 5) == {"made": set(), "confirms": set(), "dissents": {0}}
        assert last_evidence_on(timeline, name, 5) is None


@pytest.mark.parametrize("name", ["north", "a2", "hamlet"])
def test_r10_a_claim_that_disputes_is_found_from_every_follower(name):
    timeline = timeline_of("5 north declaration reb")
    assert state_on(timeline, name, 5).claimed_by == ("reb",)
    assert claims_on(timeline, name, 5)["dissents"] == {0}


@pytest.mark.parametrize("name", ["capital", "seat", "b1", "mid", "b2"])
def test_r10_that_holds_along_a_chain_of_seats(name):
    timeline = timeline_of("5 capital declaration reb")
    assert state_on(timeline, name, 5).claimed_by == ("reb",)
    assert claims_on(timeline, name, 5)["dissents"] == {0}


def test_r10_a_later_claim_adds_no_evidence_to_the_days_before_it():
    lines = (
        "3 old:all capture jih",
        "6 country:all capture gov !low",
        "23 country:all capture gov",
    )
    for name in ("seat", "mid", "b2"):
        before = claims_on(timeline_of(*lines[:2]), name, 6)
        assert before == {"made": {0}, "confirms": set(), "dissents": {1}}
        assert claims_on(timeline_of(*lines), name, 6) == before


def test_r10_evidence_of_a_leader_counts_from_the_day_it_is_followed_again():
    lines = ("4 a2:all capture gov", "7 capital capture gov", "16 row_a:all capture gov")
    for name in ("north", "a2"):
        assert claims_on(timeline_of(*lines[:2]), name, 7)["confirms"] == {0}
        assert claims_on(timeline_of(*lines), name, 7)["confirms"] == {0}
        assert 1 in claims_on(timeline_of(*lines), name, 16)["confirms"]


def test_r10_levels():
    timeline = timeline_of("5 mid capture reb", "7 c1:all capture jih", "9 capital capture reb")
    levels = {name: row_on(timeline, name, 9).level for name in ("mid", "b2", "c1", "south", "a3")}
    assert levels == {
        "mid": "own place",
        "b2": "deciding place",
        "c1": "own area",
        "south": "own area",
        "a3": "seat",
    }


# -- R11 staleness -------------------------------------------------------------------------


def test_r11_claims_on_the_whole_country_do_not_count():
    timeline = timeline_of("5 mid capture reb", "9 country:all observation reb")
    assert claims_on(timeline, "mid", 9)["confirms"] == {1}
    assert last_evidence_on(timeline, "mid", 9) == 5


def test_r11_at_the_baseline_there_is_no_evidence():
    timeline = timeline_of("9 country:all observation gov")
    assert last_evidence_on(timeline, "far", 8) is None
    assert last_evidence_on(timeline, "far", 9) is None
