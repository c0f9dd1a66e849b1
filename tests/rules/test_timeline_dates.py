"""The rules R5 and R6 by number, on a hand-drawn country of 3 × 3 communes: days in doubt.

Days are days of January 2012 (32 is 1 February). Claims are written as in ``country.claim``;
disputes last 12 days and observations reach 8 days back.
"""

from __future__ import annotations

from country import (
    claims_on,
    day_of_january,
    holders,
    last_evidence_on,
    row_on,
    state_on,
    timeline_of,
    window_of,
)

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


# -- doubt ---------------------------------------------------------------------------------


def test_between_names_the_former_and_the_next_holder():
    timeline = timeline_of(
        "5 mid capture reb+jih shared", "9 mid withdrawal unknown", "14 mid capture gov"
    )
    assert set(state_on(timeline, "mid", 9).between) == {"reb", "jih", "gov"}
    assert state_on(timeline, "mid", 8).between == ()
    assert state_on(timeline, "mid", 14).between == ()
