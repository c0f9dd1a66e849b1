"""The rules R1 to R11 by number, on a hand-drawn country of 3 × 3 communes.

Days are days of January 2012 (32 is 1 February). Claims are written as in ``country.claim``;
disputes last 12 days and observations reach 8 days back.
"""

from __future__ import annotations

import pytest
from country import (
    PLACE_IDS,
    UNITS,
    claims_on,
    day_of_january,
    holders,
    last_evidence_on,
    make_rules,
    row_on,
    state_on,
    timeline_of,
)

MERGER = make_rules([("reb", "front", "2012-01-16"), ("clan", "front", "2012-01-16")])


def window_of(timeline, name, day):
    row = row_on(timeline, name, day)
    first = day_of_january(1)
    return row.since - first + 1, row.since_earliest - first + 1, row.since_latest - first + 1


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


# -- R5 uncertain dates --------------------------------------------------------------------


def test_r5_a_change_is_uncertain_between_its_earliest_and_its_latest_day():
    timeline = timeline_of("5..15 mid capture reb")
    assert holders(timeline, "mid") == [(1, "gov"), (10, "reb")]
    uncertain = {day: state_on(timeline, "mid", day).uncertain_with for day in range(4, 17)}
    assert uncertain == {
        4: (),
        **dict.fromkeys(range(5, 10), ("reb",)),
        **dict.fromkeys(range(10, 15), ("gov",)),
        15: (),
        16: (),
    }
    assert window_of(timeline, "mid", 10) == (10, 5, 15)
    assert state_on(timeline, "b2", 5).uncertain_with == ("reb",)


def test_r5_a_plain_day_is_certain():
    timeline = timeline_of("5 mid capture reb")
    assert all(not state_on(timeline, "mid", day).uncertain_with for day in range(1, 20))


def test_r5_a_window_from_the_first_day_on_names_the_baseline_holder():
    timeline = timeline_of("1..2 mid capture reb")
    assert state_on(timeline, "mid", 1).holder == "reb"
    assert state_on(timeline, "mid", 1).uncertain_with == ("gov",)


def test_r5_windows_that_overlap_keep_the_order_of_claims():
    timeline = timeline_of("2..20 mid capture reb", "8..18 mid capture jih")
    # Best days 11 and 13: reb at the latest on 18, jih at the earliest on 8.
    assert window_of(timeline, "mid", 12) == (11, 2, 18)
    assert window_of(timeline, "mid", 13) == (13, 8, 18)
    assert set(state_on(timeline, "mid", 5).uncertain_with) == {"reb"}
    assert set(state_on(timeline, "mid", 9).uncertain_with) == {"reb", "jih"}
    assert set(state_on(timeline, "mid", 12).uncertain_with) == {"gov", "jih"}
    assert state_on(timeline, "mid", 18).uncertain_with == ()


def test_r5_a_confirmation_bounds_the_change_before_it():
    timeline = timeline_of("2..12 mid capture reb", "9 mid observation reb")
    assert window_of(timeline, "mid", 9) == (7, 2, 9)


def test_r5_an_area_claim_that_moves_town_and_land_alike_bounds_both():
    lines = ("2..20 b2:countryside capture reb", "15 row_b:all capture reb")
    timeline = timeline_of("1 mid capture reb", *lines)
    assert window_of(timeline_of(*lines), "b2", 15) == (11, 2, 15)
    assert window_of(timeline, "mid", 15) == (1, 1, 1)


def test_r5_two_changes_of_one_day_leave_both_possible():
    timeline = timeline_of("5 mid capture jih", "3..7 mid capture gov")
    assert state_on(timeline, "mid", 5).holder == "gov"
    assert state_on(timeline, "mid", 5).uncertain_with == ("jih",)
    assert state_on(timeline, "mid", 7).uncertain_with == ()


def test_r5_coming_to_be_shared_is_a_change_and_a_contest_is_none():
    timeline = timeline_of("4..8 mid handover gov+reb shared")
    assert set(state_on(timeline, "mid", 4).uncertain_with) == {"shared", "reb"}
    assert set(state_on(timeline, "mid", 6).uncertain_with) == {"gov"}
    timeline = timeline_of("3 mid capture reb", "6..12 mid contest reb contested /jih")
    assert all(state_on(timeline, "mid", day).uncertain_with == () for day in range(1, 20))


def test_r5_a_contest_of_a_shared_place_is_a_change():
    timeline = timeline_of("3 mid handover gov+reb shared", "6..12 mid contest gov contested /jih")
    assert state_on(timeline, "mid", 5).uncertain_with == ()
    assert state_on(timeline, "mid", 8).status == "shared"
    assert state_on(timeline, "mid", 8).uncertain_with == ("gov",)
    assert state_on(timeline, "mid", 9).status == "contested"
    assert set(state_on(timeline, "mid", 9).uncertain_with) == {"shared", "reb"}
    assert state_on(timeline, "mid", 12).uncertain_with == ()


def test_r6_an_observation_is_as_open_as_its_own_window():
    timeline = timeline_of("10 mid capture reb", "7..16 mid observation gov")
    assert row_on(timeline, "mid", 12).since_earliest == day_of_january(10)
    assert state_on(timeline, "mid", 10).uncertain_with == ("gov",)
    late = timeline_of("10 mid capture reb", "13..14 mid observation gov")
    assert row_on(late, "mid", 14).since_earliest == day_of_january(11)


def test_r5_between_two_arrangements_the_other_parties_are_possible():
    timeline = timeline_of("3 mid entry jih+reb shared", "8..12 mid handover gov+ally shared")
    assert set(state_on(timeline, "mid", 9).uncertain_with) == {"gov", "ally"}
    assert set(state_on(timeline, "mid", 10).uncertain_with) == {"jih", "reb"}


# -- R6 observations -----------------------------------------------------------------------


def test_r6_an_observation_of_a_new_holder_reaches_back_to_the_window():
    timeline = timeline_of("20 mid observation reb")
    assert window_of(timeline, "mid", 20) == (20, 12, 20)
    assert state_on(timeline, "mid", 11).uncertain_with == ()
    assert state_on(timeline, "mid", 12).uncertain_with == ("reb",)


def test_r6_it_does_not_reach_back_beyond_the_last_evidence_or_the_first_day():
    timeline = timeline_of("15 mid raid gov /reb", "20 mid observation reb")
    assert window_of(timeline, "mid", 20) == (20, 16, 20)
    assert window_of(timeline_of("4 mid observation reb"), "mid", 4) == (4, 1, 4)


def test_r6_its_own_wide_window_counts_if_it_is_wider():
    timeline = timeline_of("5..25 mid observation reb")
    assert window_of(timeline, "mid", 15) == (15, 5, 25)


def test_r6_claims_on_the_whole_country_are_no_last_evidence():
    timeline = timeline_of(
        "2 mid capture gov", "15 country:all observation gov", "20 mid observation reb"
    )
    assert window_of(timeline, "mid", 20) == (20, 12, 20)


def test_r6_dissent_is_no_evidence():
    timeline = timeline_of("15 mid raid jih /reb", "20 mid observation reb")
    assert window_of(timeline, "mid", 20)[1] == 15  # not 16; but not before the claim either


def test_r6_land_that_goes_back_to_its_town_saw_the_change_late_too():
    timeline = timeline_of("1 b2:countryside capture jih", "20 row_b:all observation gov")
    assert window_of(timeline, "b2", 20) == (20, 12, 20)


def test_r6_land_on_its_own_remembers_the_evidence_it_had_from_its_town():
    timeline = timeline_of(
        "3 mid capture reb",
        "15 mid observation reb",
        "16 b2:countryside contest reb contested /gov",
        "20 b2:countryside observation gov",
    )
    assert window_of(timeline, "b2", 20) == (20, 17, 20)
    timeline = timeline_of(
        "3 north capture reb",
        "15 a2:countryside observation reb",
        "16 hamlet siege_begin jih besieged /gov",
        "20 hamlet observation gov",
    )
    assert window_of(timeline, "hamlet", 20) == (20, 16, 20)


def test_r6_an_observation_of_the_holder_ends_a_contest_and_renews_the_evidence():
    timeline = timeline_of("5 mid contest gov contested /reb", "9 mid observation gov+ally")
    assert state_on(timeline, "mid", 8).status == "contested"
    assert state_on(timeline, "mid", 9)[:4] == ("gov", ("ally",), "held", ())
    assert last_evidence_on(timeline, "mid", 9) == 9


def test_r6_a_generic_actor_is_not_different_from_one_of_its_bloc():
    timeline = timeline_of("8 mid capture jih+ally shared", "12 mid observation bandits")
    assert state_on(timeline, "mid", 12)[:3] == ("jih", ("ally",), "shared")
    assert claims_on(timeline, "mid", 12)["confirms"] == {1}
    timeline = timeline_of("8 mid capture bandits", "12 mid observation jih contested /gov")
    assert state_on(timeline, "mid", 12)[:4] == ("bandits", (), "contested", ("gov",))


def test_r6_membership_counts_on_the_day_of_the_claim():
    timeline = timeline_of("3 mid capture jih", "5 mid observation bandits")  # jih joins on 6
    assert holders(timeline, "mid")[-1] == (5, "bandits")
    timeline = timeline_of("3 mid capture jih", "6 mid observation bandits")
    assert holders(timeline, "mid")[-1] == (3, "jih")


def test_r6_a_generic_actor_can_capture_from_one_of_its_bloc():
    timeline = timeline_of("8 mid capture jih", "12 mid capture bandits")
    assert holders(timeline, "mid")[-1] == (12, "bandits")


# -- R7 struggles --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["9 mid attack_repelled gov /reb", "9 mid observation gov", "9 mid capture jih"]
)
def test_r7_a_contest_ends_in_three_ways(line):
    timeline = timeline_of("5 mid contest gov contested /reb", line)
    assert state_on(timeline, "mid", 8)[:4] == ("gov", (), "contested", ("reb",))
    assert state_on(timeline, "b2", 8).contested_by == ("reb",)
    assert state_on(timeline, "mid", 9).status == "held"
    assert state_on(timeline, "b2", 9).status == "held"


def test_r7_a_contest_that_goes_on_after_a_repelled_attack_grows():
    timeline = timeline_of(
        "5 mid contest gov contested /reb",
        "7 mid attack_repelled gov contested /jih",
        "9 mid raid gov /clan",
    )
    assert set(state_on(timeline, "mid", 9).contested_by) == {"reb", "jih"}


def test_r7_two_besiegers_and_the_end_of_one_siege():
    timeline = timeline_of(
        "5 mid siege_begin gov besieged /reb",
        "7 mid siege_begin gov besieged /jih",
        "9 mid siege_end gov /reb",
        "11 mid siege_end gov",
    )
    assert set(state_on(timeline, "mid", 7).besieged_by) == {"reb", "jih"}
    assert state_on(timeline, "mid", 9).besieged_by == ("jih",)
    assert state_on(timeline, "mid", 11).besieged_by == ()


def test_r7_a_siege_outlasts_a_confirmation_but_no_change_of_hands():
    timeline = timeline_of(
        "5 mid siege_begin gov besieged /reb", "7 mid entry gov", "9 mid capture jih"
    )
    assert state_on(timeline, "mid", 7).besieged_by == ("reb",)
    assert state_on(timeline, "mid", 9).besieged_by == ()
    timeline = timeline_of("5 mid siege_begin gov besieged /reb+jih", "7 mid handover gov+jih")
    assert state_on(timeline, "mid", 7).besieged_by == ("reb",)


@pytest.mark.parametrize(
    "line",
    [
        "5 mid siege_begin gov besieged",
        "5 mid observation gov besieged",
        "5 mid attack_repelled gov besieged",
        "5 mid capture reb besieged",
    ],
)
def test_r7_besiegers_that_no_source_names_are_unknown(line):
    assert state_on(timeline_of(line), "mid", 5).besieged_by == ("unknown",)


def test_r7_raids_change_nothing_and_are_evidence():
    timeline = timeline_of("5 mid capture reb", "9 mid raid reb /gov", "11 mid raid gov /reb")
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb")]
    assert state_on(timeline, "mid", 9).status == "held"
    assert last_evidence_on(timeline, "mid", 11) == 9
    assert claims_on(timeline, "mid", 11)["dissents"] == {2}


def test_r7_companions_are_added_and_lost_only_by_turning():
    timeline = timeline_of(
        "5 mid entry gov+reb shared",
        "7 mid attack_repelled gov+ally /jih",
        "9 mid contest gov contested /reb",
        "11 mid attack_repelled gov",
    )
    assert state_on(timeline, "mid", 7)[:3] == ("gov", ("reb", "ally"), "shared")
    assert state_on(timeline, "mid", 9)[:4] == ("gov", ("ally",), "contested", ("reb",))
    assert state_on(timeline, "mid", 11)[:3] == ("gov", ("ally",), "held")


def test_r7_a_shared_town_is_shared_again_when_an_outsiders_contest_ends():
    timeline = timeline_of(
        "5 mid entry gov+reb shared",
        "7 mid contest gov contested /jih",
        "9 mid attack_repelled gov",
    )
    assert [state_on(timeline, "mid", day).status for day in (5, 7, 9)] == [
        "shared",
        "contested",
        "shared",
    ]


def test_r7_a_struggle_that_names_another_holder_takes_effect_but_dissents():
    timeline = timeline_of("5 mid capture reb", "7 mid contest gov contested /jih")
    assert state_on(timeline, "mid", 7)[:4] == ("reb", (), "contested", ("jih",))
    assert claims_on(timeline, "mid", 7) == {"made": {0}, "confirms": set(), "dissents": {1}}


def test_r7_a_contest_by_nobody_named_is_a_contest():
    state = state_on(timeline_of("5 mid contest gov contested"), "mid", 5)
    assert (state.status, state.contested_by) == ("contested", ())


def test_r7_status_words():
    timeline = timeline_of("5 mid withdrawal none empty", "7 mid withdrawal unknown")
    assert state_on(timeline, "mid", 5)[:3] == ("none", (), "empty")
    assert state_on(timeline, "mid", 7)[:3] == ("unknown", (), "unknown")


# -- R8 land and followers -----------------------------------------------------------------


def test_r8_land_follows_its_town_but_is_not_besieged():
    timeline = timeline_of(
        "5 mid capture reb+ally shared",
        "7 mid contest reb contested /gov",
        "9 mid siege_begin reb besieged /gov",
    )
    assert state_on(timeline, "b2", 5)[:3] == ("reb", ("ally",), "shared")
    assert state_on(timeline, "b2", 7).contested_by == ("gov",)
    assert state_on(timeline, "mid", 9).besieged_by == ("gov",)
    assert state_on(timeline, "b2", 9).besieged_by == ()
    assert row_on(timeline, "b2", 9).level == "deciding place"


def test_r8_a_towns_round_trip_leaves_detached_countryside_alone():
    timeline = timeline_of("3 b2:countryside capture jih", "5 mid capture reb", "9 mid capture gov")
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb"), (9, "gov")]
    assert holders(timeline, "b2") == [(1, "gov"), (3, "jih")]


def test_r8_an_all_claim_attaches_again():
    timeline = timeline_of(
        "3 b2:countryside capture jih", "5 row_b:all capture reb", "9 mid capture gov"
    )
    assert holders(timeline, "b2") == [(1, "gov"), (3, "jih"), (5, "reb"), (9, "gov")]


def test_r8_land_apart_from_its_town_follows_the_next_change_of_hands():
    timeline = timeline_of(
        "3 mid observation gov",
        "5 b2:all observation jih",
        "7 mid contest gov contested /reb",
        "9 mid capture reb",
    )
    assert holders(timeline, "b2") == [(1, "gov"), (5, "jih"), (9, "reb")]
    assert state_on(timeline, "b2", 7).status == "held"


def test_r8_or_a_step_that_leaves_both_with_one_holder():
    timeline = timeline_of(
        "3 mid observation gov",
        "5 b2:all observation gov contested /jih",
        "7 mid contest gov contested /reb",
    )
    assert state_on(timeline, "b2", 6).contested_by == ("jih",)
    assert state_on(timeline, "b2", 7).contested_by == ("reb",)


@pytest.mark.parametrize("line", ["8 mid observation gov", "8 mid siege_begin gov besieged /reb"])
def test_r8_a_claim_that_leaves_the_town_as_it_is_does_not_move_land_apart_from_it(line):
    timeline = timeline_of("3 mid observation gov", "5 b2:all observation gov contested /jih", line)
    assert state_on(timeline, "b2", 8).contested_by == ("jih",)


def test_r8_nor_does_the_first_claim_of_the_seat_that_only_confirms_it():
    timeline = timeline_of("5 b1:all contest gov contested /jih", "8 capital observation gov")
    assert state_on(timeline, "seat", 8).contested_by == ("jih",)
    timeline = timeline_of("5 row_b:all observation gov besieged /jih", "8 capital observation gov")
    assert state_on(timeline, "seat", 8).besieged_by == ("jih",)


def test_r8_towns_without_claims_follow_their_seat_and_its_seat():
    timeline = timeline_of("5 capital capture reb", "9 seat capture jih", "12 capital capture gov")
    assert holders(timeline, "minor") == [(1, "gov"), (5, "reb"), (12, "gov")]
    assert holders(timeline, "mid") == [(1, "gov"), (5, "reb"), (9, "jih")]
    assert holders(timeline, "b2") == [(1, "gov"), (5, "reb"), (9, "jih")]
    assert row_on(timeline, "mid", 9).level == "seat"
    assert row_on(timeline, "b2", 9).level == "seat"


def test_r8_a_town_goes_its_own_way_from_its_first_strong_claim():
    timeline = timeline_of(
        "3 mid capture reb !low",
        "5 seat capture jih",
        "7 mid observation jih",
        "9 seat capture gov",
    )
    assert holders(timeline, "mid") == [(1, "gov"), (5, "jih")]


def test_r8_a_village_has_the_state_of_its_land_until_its_own_first_claim():
    timeline = timeline_of(
        "5 a2:countryside capture reb contested /gov",
        "9 hamlet attack_repelled reb",
        "12 a2:countryside capture gov",
        "15 a2:all capture jih",
    )
    assert state_on(timeline, "hamlet", 5) == state_on(timeline, "a2", 5)
    assert state_on(timeline, "hamlet", 9)[:3] == ("reb", (), "held")
    assert holders(timeline, "hamlet") == [(1, "gov"), (5, "reb"), (15, "jih")]


def test_r8_a_village_is_besieged_with_its_land():
    timeline = timeline_of("5 c2:countryside capture reb besieged /gov")
    assert state_on(timeline, "c2", 5).besieged_by == ("gov",)
    assert state_on(timeline, "creek", 5).besieged_by == ("gov",)


def test_r8_land_shares_its_towns_disputes_while_it_follows():
    timeline = timeline_of("5 mid declaration jih", "8 b2:countryside observation gov")
    assert state_on(timeline, "b2", 7).claimed_by == ("jih",)
    assert state_on(timeline, "b2", 8).claimed_by == ()
    assert state_on(timeline, "mid", 8).claimed_by == ("jih",)


def test_r8_weak_claims_neither_attach_nor_detach():
    timeline = timeline_of(
        "3 b2:countryside capture jih", "5 b2:all capture reb !low", "7 mid capture reb"
    )
    assert holders(timeline, "b2") == [(1, "gov"), (3, "jih")]
    timeline = timeline_of("5 b2:countryside capture jih !low", "7 mid capture reb")
    assert holders(timeline, "b2") == [(1, "gov"), (7, "reb")]


def test_r8_land_that_nobody_decides_stands_alone():
    timeline = timeline_of("5 capital capture reb", "9 c3:all capture jih")
    assert holders(timeline, "c3") == [(1, "gov"), (9, "jih")]
    assert holders(timeline, "far") == [(1, "gov"), (9, "jih")]


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


# -- doubt ---------------------------------------------------------------------------------


def test_between_names_the_former_and_the_next_holder():
    timeline = timeline_of(
        "5 mid capture reb+jih shared", "9 mid withdrawal unknown", "14 mid capture gov"
    )
    assert set(state_on(timeline, "mid", 9).between) == {"reb", "jih", "gov"}
    assert state_on(timeline, "mid", 8).between == ()
    assert state_on(timeline, "mid", 14).between == ()
