"""The rules R7 and R8 by number, on a hand-drawn country of 3 × 3 communes: fights and followers.

Days are days of January 2012 (32 is 1 February). Claims are written as in ``country.claim``;
disputes last 12 days and observations reach 8 days back.
"""

from __future__ import annotations

import pytest
from country import (
    claims_on,
    holders,
    last_evidence_on,
    row_on,
    state_on,
    timeline_of,
)

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
