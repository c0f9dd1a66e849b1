"""The rules R1 to R4 by number, on a hand-drawn country of 3 × 3 communes: what claims do.

Days are days of January 2012 (32 is 1 February). Claims are written as in ``country.claim``;
disputes last 12 days and observations reach 8 days back.
"""

from __future__ import annotations

import pytest
from country import (
    PLACE_IDS,
    UNITS,
    claims_on,
    holders,
    last_evidence_on,
    row_on,
    state_on,
    timeline_of,
    window_of,
)

# -- R1 baseline ---------------------------------------------------------------------------


def test_r1_everything_is_held_by_the_baseline_holder_on_the_first_day():
    timeline = timeline_of()
    for name in (*UNITS, *PLACE_IDS):
        if name in {"camp", "post_c3"}:
            assert row_on(timeline, name, 1) is None
            continue
        assert state_on(timeline, name, 1) == ("gov", (), "held", (), (), (), (), ())
        assert row_on(timeline, name, 1).cause == "baseline"
        assert row_on(timeline, name, 1).level == "baseline"


def test_r1_a_base_is_not_there_before_its_first_claim():
    timeline = timeline_of("7 camp observation abroad+gov")
    assert row_on(timeline, "camp", 6) is None
    assert state_on(timeline, "camp", 7)[:3] == ("abroad", ("gov",), "held")
    assert holders(timeline, "camp") == [(7, "abroad")]


def test_r1_area_claims_do_not_reach_bases():
    timeline = timeline_of("3 camp observation gov", "5 a1:all capture reb")
    assert holders(timeline, "camp") == [(3, "gov")]
    assert holders(timeline, "capital") == [(1, "gov"), (5, "reb")]


def test_r1_a_base_whose_first_claim_is_weak_has_an_unknown_and_claimed_holder():
    timeline = timeline_of("7 camp capture reb !low", "10 camp capture jih")
    assert state_on(timeline, "camp", 7)[:3] == ("unknown", (), "unknown")
    assert state_on(timeline, "camp", 7).claimed_by == ("reb",)
    assert state_on(timeline, "camp", 10)[:6] == ("jih", (), "held", (), (), ())


# -- R2 order ------------------------------------------------------------------------------


def test_r2_the_last_row_of_a_day_stands():
    timeline = timeline_of("5 mid capture reb", "5 mid capture gov")
    assert holders(timeline, "mid") == [(1, "gov")]
    assert row_on(timeline, "mid", 5).cause == "capture"
    assert window_of(timeline, "mid", 5) == (5, 5, 5)
    assert holders(timeline_of("5 mid capture gov", "5 mid capture reb"), "mid")[-1] == (5, "reb")


def test_r2_a_raid_and_a_recapture_of_one_day_leave_the_holder_with_both_as_evidence():
    timeline = timeline_of("5 mid raid gov /reb", "5 mid capture gov")
    assert holders(timeline, "mid") == [(1, "gov")]
    assert holders(timeline, "b2") == [(1, "gov")]
    assert claims_on(timeline, "mid", 4) == {"made": set(), "confirms": set(), "dissents": set()}
    found = claims_on(timeline, "mid", 5)
    assert found["made"] | found["confirms"] == {0, 1}
    assert last_evidence_on(timeline, "mid", 9) == 5
    # Overrun and taken back: two changes of one day, of which the last row stands.
    timeline = timeline_of("5 mid capture reb", "5 mid capture gov")
    assert holders(timeline, "b2") == [(1, "gov")]
    assert window_of(timeline, "b2", 5) == (5, 5, 5)


def test_r2_places_come_after_areas_and_small_areas_after_large_ones():
    lines = ("5 mid capture reb", "5 b2:all capture jih", "5 row_b:all capture ally")
    timeline = timeline_of(*lines)
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb")]
    assert holders(timeline, "b2") == [(1, "gov"), (5, "reb")]
    assert holders(timeline_of(*lines[1:]), "b2") == [(1, "gov"), (5, "jih")]
    assert holders(timeline, "b1") == [(1, "gov"), (5, "ally")]


def test_r2_claims_go_by_their_best_day():
    timeline = timeline_of("3..13 mid capture reb", "5 mid capture jih")
    assert holders(timeline, "mid") == [(1, "gov"), (5, "jih"), (8, "reb")]


# -- R3 area claims ------------------------------------------------------------------------


def test_r3_a_capture_of_an_area_takes_its_land_towns_and_villages():
    timeline = timeline_of("3 mid observation gov", "5 row_b:all capture reb")
    for name in ("b1", "b2", "b3", "mid", "seat", "post"):
        assert holders(timeline, name) == [(1, "gov"), (5, "reb")]
    assert holders(timeline, "a2") == [(1, "gov")]


def test_r3_an_area_observation_leaves_a_fresher_town_alone():
    timeline = timeline_of("5 mid capture reb", "9 row_b:all observation jih")
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb")]
    assert claims_on(timeline, "mid", 9) == {"made": {0}, "confirms": set(), "dissents": {1}}
    assert holders(timeline, "seat")[-1] == (9, "jih")
    assert holders(timeline, "b2")[-1] == (9, "jih")


def test_r3_an_area_observation_that_agrees_with_a_town_confirms_it():
    timeline = timeline_of("5 mid capture reb", "9 row_b:all observation reb")
    assert claims_on(timeline, "mid", 9) == {"made": {0}, "confirms": {1}, "dissents": set()}
    assert last_evidence_on(timeline, "mid", 9) == 9


def test_r3_an_area_contest_reaches_places_without_own_claims_only():
    timeline = timeline_of("3 mid observation gov", "5 row_b:all contest gov contested /reb")
    assert state_on(timeline, "mid", 5).status == "held"
    assert state_on(timeline, "seat", 5).contested_by == ("reb",)
    assert state_on(timeline, "b2", 5).contested_by == ("reb",)


def test_r3_countryside_changes_land_and_claimless_villages():
    timeline = timeline_of("2 creek observation gov", "5 country:countryside capture reb")
    assert holders(timeline, "a2") == [(1, "gov"), (5, "reb")]
    assert holders(timeline, "hamlet") == [(1, "gov"), (5, "reb")]
    assert holders(timeline, "creek") == [(1, "gov")]
    assert holders(timeline, "north") == [(1, "gov")]


def test_r3_a_village_that_decides_its_commune_is_no_village():
    timeline = timeline_of("5 b3:countryside capture reb")
    assert holders(timeline, "b3") == [(1, "gov"), (5, "reb")]
    assert holders(timeline, "post") == [(1, "gov")]


@pytest.mark.parametrize(
    ("line", "reached"),
    [("20 east:all capture reb", {"a3", "b3"}), ("21 east:all capture reb", {"b3", "c3"})],
)
def test_r3_an_area_is_read_in_the_frame_of_the_day(line, reached):
    timeline = timeline_of(line)
    taken = {unit for unit in UNITS if holders(timeline, unit)[-1][1] == "reb"}
    assert taken == reached


def test_r3_an_area_that_is_not_there_on_the_day_reaches_nothing():
    timeline = timeline_of("21 old:all capture reb", "20 old:countryside capture jih")
    assert holders(timeline, "b1") == [(1, "gov"), (20, "jih")]
    assert holders(timeline, "seat") == [(1, "gov")]


# -- R4 weak claims ------------------------------------------------------------------------


def test_r4_a_weak_claim_disputes_from_its_earliest_day_until_the_next_strong_claim():
    timeline = timeline_of("5..9 mid capture reb !low", "12 mid observation gov")
    assert holders(timeline, "mid") == [(1, "gov")]
    claimed = [day for day in range(1, 40) if state_on(timeline, "mid", day).claimed_by]
    assert claimed == list(range(5, 12))
    assert state_on(timeline, "b2", 5).claimed_by == ("reb",)


def test_r4_a_declaration_expires():
    timeline = timeline_of("5 mid declaration reb !high")
    claimed = [day for day in range(1, 40) if state_on(timeline, "mid", day).claimed_by]
    assert claimed == list(range(5, 17))


def test_r4_a_contest_or_siege_does_not_end_a_dispute_but_a_raid_does():
    lines = ("5 mid capture reb !low", "7 mid contest gov contested /jih")
    timeline = timeline_of(*lines, "9 mid siege_begin gov besieged /jih")
    assert state_on(timeline, "mid", 9).claimed_by == ("reb",)
    timeline = timeline_of(*lines, "9 mid raid gov /jih")
    assert state_on(timeline, "mid", 9).claimed_by == ()


def test_r4_an_area_contest_does_not_end_a_dispute_of_the_land():
    timeline = timeline_of("5 b2:countryside capture reb !low", "9 row_b:all contest gov contested")
    assert state_on(timeline, "b2", 9).claimed_by == ("reb",)


def test_r4_a_weak_claim_does_not_reach_before_the_strong_claim_that_precedes_it():
    timeline = timeline_of("5 mid capture jih", "2..12 mid capture reb !low")
    claimed = [day for day in range(1, 40) if state_on(timeline, "mid", day).claimed_by]
    assert claimed == list(range(5, 17))


def test_r4_that_holds_for_land_which_took_the_strong_claim_from_its_town():
    timeline = timeline_of("5 mid capture jih", "2..12 b2:countryside capture reb !low")
    claimed = [day for day in range(1, 40) if state_on(timeline, "b2", day).claimed_by]
    assert claimed == list(range(5, 17))


def test_r4_who_holds_it_does_not_claim_it():
    timeline = timeline_of("5 mid declaration reb", "8 mid contest gov contested /reb")
    assert state_on(timeline, "mid", 8).claimed_by == ("reb",)
    timeline = timeline_of("5 mid declaration reb", "5 mid declaration jih", "8 mid capture reb")
    assert state_on(timeline, "mid", 8).claimed_by == ()


def test_r4_a_weak_area_observation_only_dissents_where_a_place_has_strong_claims():
    timeline = timeline_of("3 mid observation gov", "5 row_b:all observation reb !low")
    assert state_on(timeline, "mid", 5).claimed_by == ()
    assert claims_on(timeline, "mid", 5)["dissents"] == {1}
    assert state_on(timeline, "b2", 5).claimed_by == ("reb",)
    timeline = timeline_of("3 mid observation gov", "5 row_b:all capture reb !low")
    assert state_on(timeline, "mid", 5).claimed_by == ("reb",)


def test_r4_a_weak_claim_on_an_area_is_counted_once_along_a_chain_of_leaders():
    timeline = timeline_of("5 country:all declaration jih", "7 seat observation gov")
    # b1 follows the seat, the seat followed the capital.
    assert state_on(timeline, "b1", 6).claimed_by == ("jih",)
    assert state_on(timeline, "b1", 7).claimed_by == ()
    assert state_on(timeline, "a1", 7).claimed_by == ("jih",)


def test_r4_a_strong_claim_on_the_commune_ends_the_dispute_of_its_village():
    timeline = timeline_of("5 creek capture jih !low", "9 c2:all capture gov")
    assert state_on(timeline, "creek", 8).claimed_by == ("jih",)
    assert state_on(timeline, "creek", 9).claimed_by == ()


def test_r4_low_sieges_contests_and_repelled_attacks_change_nothing():
    timeline = timeline_of(
        "5 mid contest gov contested !low /reb",
        "6 mid siege_begin gov besieged !low /reb",
        "7 south contest gov contested /reb",
        "8 south attack_repelled gov !low /reb",
    )
    assert state_on(timeline, "mid", 8)[:6] == ("gov", (), "held", (), (), ())
    assert state_on(timeline, "south", 8).status == "contested"
