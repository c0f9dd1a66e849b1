"""R7 to R9 where a name or a claim would count twice: found by random histories, pinned by rule."""

from __future__ import annotations

import pytest
from country import claim, day_of_january, make_rules, node_of, state_on, timeline_of
from replaymatch import last_by_day

RENAMED = make_rules([("reb", "front", "2012-01-16")])
"""The rebels are the front from day 16 on."""


def test_r7_r8_land_in_a_contest_keeps_its_opponent_through_an_attack_that_names_none():
    timeline = timeline_of(
        "5 a1:countryside contest gov contested /reb", "9 a1:all attack_repelled gov contested"
    )
    assert state_on(timeline, "a1", 9)[2:4] == ("contested", ("reb",))
    assert state_on(timeline, "capital", 9)[2:4] == ("contested", ())


def test_r8_land_that_stands_alone_takes_no_step_that_the_same_claim_makes_in_its_town():
    timeline = timeline_of(
        "5 a2:countryside contest gov contested /reb", "9 a2:all contest gov contested /jih"
    )
    assert set(state_on(timeline, "a2", 9).contested_by) == {"reb", "jih"}
    assert state_on(timeline, "north", 9).contested_by == ("jih",)


@pytest.mark.parametrize("event", ["contest front contested", "capture front contested"])
def test_r9_who_contests_himself_is_an_opponent_that_is_not_named(event):
    timeline = timeline_of("5 mid capture reb", f"20 mid {event} /reb", rules=RENAMED)
    assert state_on(timeline, "mid", 20)[:4] == ("front", (), "contested", ())


@pytest.mark.parametrize("gained", ["front", "gov"])
def test_r9_nobody_besieges_himself_under_his_old_name(gained):
    timeline = timeline_of(
        "5 mid capture reb", f"20 mid siege_begin {gained} besieged /reb", rules=RENAMED
    )
    assert state_on(timeline, "mid", 20).besieged_by == ("unknown",)


def test_r9_joint_holders_by_two_names_hold_it_alone():
    timeline = timeline_of("20 mid observation front+reb shared", rules=RENAMED)
    assert state_on(timeline, "mid", 20)[:3] == ("front", (), "held")


def test_r9_an_outsider_beside_oneself_is_the_opponent():
    timeline = timeline_of("20 mid contest front contested /reb+jih", rules=RENAMED)
    assert state_on(timeline, "mid", 20).contested_by == ("jih",)


def test_r9_the_end_of_a_siege_names_who_holds_it_now():
    timeline = timeline_of(
        "5 mid siege_begin gov besieged /reb+jih",
        "20 mid siege_end gov+front /reb",
        rules=RENAMED,
    )
    assert state_on(timeline, "mid", 20).besieged_by == ("jih",)


def test_r9_a_coming_holder_goes_by_the_name_that_is_there_through_two_renames():
    rules = make_rules([("reb", "front", "2012-01-16"), ("front", "ally", "2012-01-20")])
    timeline = timeline_of("5 mid capture gov+reb shared", "10..30 mid capture ally", rules=rules)
    assert set(state_on(timeline, "mid", 12).uncertain_with) == {"reb"}


@pytest.mark.parametrize(
    "line", ["9 mid siege_begin gov besieged /reb", "9 mid attack_repelled gov contested /reb"]
)
def test_r7_a_companion_that_fights_the_holder_is_none(line):
    timeline = timeline_of("5 mid handover gov+reb shared", line)
    assert state_on(timeline, "mid", 9)[:2] == ("gov", ())


def test_r7_who_is_named_with_the_holder_no_longer_opposes():
    timeline = timeline_of("5 mid contest gov contested /reb+jih", "9 mid raid gov+reb /clan")
    assert state_on(timeline, "mid", 9)[:4] == ("gov", ("reb",), "contested", ("jih",))


def test_r11_a_claim_is_no_younger_for_who_follows_later():
    lines = "3 row_b:all handover front", "6 b2:all withdrawal jih", "12 country:all handover front"
    last = last_by_day(timeline_of(*lines), [claim(line) for line in lines], day_of_january(12))
    assert last[node_of("seat"), day_of_january(12)] == day_of_january(3)
    assert last[node_of("mid"), day_of_january(6)] == day_of_january(6)
    assert last[node_of("mid"), day_of_january(12)] == day_of_january(3)
    assert last[node_of("b2"), day_of_january(12)] == day_of_january(3)
