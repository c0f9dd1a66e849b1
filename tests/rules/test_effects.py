"""What one claim does to the state of one target: the pure functions under R4, R6, R7 and R9."""

from __future__ import annotations

import pytest

from mapper.rules.effects import (
    Claim,
    Core,
    Kinship,
    apply_strong,
    heirs_of,
    names_other_holder,
    status_of,
    succeed,
)

BLOCS = {("jih", 10): "jihad", ("bandits", 10): "jihad", ("bandits", 5): "jihad", ("gov", 10): "s"}
KIN = Kinship(frozenset({"bandits"}), lambda actor, day: BLOCS.get((actor, day)))


def claim(event="observation", gained=("gov",), status="held", opposed=(), *, day=10, strong=True):
    return Claim(0, 0, day, day, day, event, gained, status, opposed, strong, "", False)


def after(core, *args, **kwargs):
    return apply_strong(core, claim(*args, **kwargs), KIN).core


# -- who is the same -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "day", "same"),
    [
        ("gov", "gov", 1, True),
        ("gov", "reb", 10, False),
        ("jih", "bandits", 10, True),
        ("bandits", "jih", 10, True),
        ("jih", "bandits", 5, False),  # not a member yet
        ("gov", "bandits", 10, False),  # another bloc
        ("reb", "bandits", 10, False),  # no bloc
    ],
)
def test_r6_kinship(one, other, day, same):
    assert KIN.same(one, other, day) is same


def test_r6_two_specific_actors_of_one_bloc_are_different():
    kin = Kinship(frozenset(), lambda actor, day: "jihad")
    assert not kin.same("jih", "qaeda", 1)


def test_r4_names_other_holder_by_the_first_named():
    assert names_other_holder(Core("gov"), claim(gained=("reb", "gov")), KIN)
    assert not names_other_holder(Core("gov"), claim(gained=("gov", "reb")), KIN)
    assert not names_other_holder(Core("jih"), claim(gained=("bandits",)), KIN)


def test_about_holder_and_changes_hands():
    about = {"capture", "entry", "handover", "withdrawal", "observation", "raid", "attack_repelled"}
    hands = {"capture", "entry", "handover", "withdrawal"}
    for event in (*about, "contest", "siege_begin", "siege_end", "declaration"):
        assert claim(event).about_holder is (event in about)
        assert claim(event).changes_hands is (event in hands)
        assert not claim(event, strong=False).about_holder


# -- hands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["capture", "entry", "handover", "withdrawal", "observation"])
def test_a_new_holder_brings_its_own_state(event):
    old = Core("gov", ("ally",), True, ("jih",), ("reb",))
    outcome = apply_strong(old, claim(event, ("reb", "clan"), "shared"), KIN)
    assert outcome.core == Core("reb", ("clan",), True, None, ())
    assert outcome.hands
    assert outcome.agrees


@pytest.mark.parametrize("event", ["capture", "entry", "handover", "withdrawal", "observation"])
def test_the_same_holder_keeps_the_siege_and_ends_the_contest(event):
    old = Core("gov", ("ally",), True, ("jih",), ("reb", "clan"))
    outcome = apply_strong(old, claim(event, ("gov", "clan")), KIN)
    assert outcome.core == Core("gov", ("clan",), False, None, ("reb",))
    assert not outcome.hands
    assert outcome.agrees


def test_status_contested_and_besieged():
    assert after(Core("gov"), "capture", ("reb",), "contested", ("gov",)).contested_by == ("gov",)
    assert after(Core("gov"), "capture", ("reb",), "contested").contested_by == ()
    assert after(Core("gov"), "capture", ("reb",), "besieged", ("gov",)).besieged_by == ("gov",)
    assert after(Core("gov"), "capture", ("reb",), "besieged").besieged_by == ("unknown",)
    old = Core("gov", besieged_by=("jih",))
    assert set(after(old, "entry", ("gov",), "besieged", ("reb",)).besieged_by) == {"jih", "reb"}


def test_r6_a_generic_name_leaves_holder_companions_and_shared():
    old = Core("jih", ("reb",), True, ("gov",), ("ally",))
    outcome = apply_strong(old, claim("observation", ("bandits", "clan")), KIN)
    assert outcome.core == Core("jih", ("reb",), True, None, ("ally",))
    assert outcome.agrees
    assert not outcome.hands


def test_r6_a_generic_name_with_a_siege_that_names_nobody():
    core = after(Core("jih"), "observation", ("bandits",), "besieged")
    assert core.besieged_by == ("unknown",)


def test_a_capture_by_a_generic_actor_changes_hands():
    outcome = apply_strong(Core("jih"), claim("capture", ("bandits",)), KIN)
    assert outcome.core.holder == "bandits"
    assert outcome.hands


# -- struggles -----------------------------------------------------------------------------

STRUGGLES = ["contest", "siege_begin", "siege_end", "raid", "attack_repelled"]


@pytest.mark.parametrize("event", STRUGGLES)
@pytest.mark.parametrize("gained", [("gov",), ("reb",), ("none",)])
def test_r7_never_changes_the_holder(event, gained):
    outcome = apply_strong(Core("gov", ("ally",)), claim(event, gained), KIN)
    assert outcome.core.holder == "gov"
    assert not outcome.hands
    assert outcome.agrees is (gained == ("gov",))


@pytest.mark.parametrize("event", STRUGGLES)
def test_r7_adds_companions_and_drops_none(event):
    old = Core("gov", ("ally",))
    assert after(old, event, ("gov", "clan")).companions == ("ally", "clan")
    assert after(old, event, ("gov",)).companions == ("ally",)
    assert after(old, event, ("reb", "clan")).companions == ("ally",)


def test_r7_contest():
    once = after(Core("gov"), "contest", ("gov",), "contested", ("reb",))
    assert once.contested_by == ("reb",)
    twice = after(once, "contest", ("gov",), "contested", ("jih", "reb"))
    assert twice.contested_by == ("reb", "jih")
    assert after(Core("gov"), "contest", ("gov",), "contested").contested_by == ()
    assert after(Core("reb"), "contest", ("gov",), "contested", ("reb",)).contested_by == ()


def test_r7_a_companion_that_contests_ends_the_arrangement():
    old = Core("gov", ("reb", "ally"), True)
    core = after(old, "contest", ("gov",), "contested", ("reb",))
    assert core == Core("gov", ("ally",), False, ("reb",))
    outsider = after(old, "contest", ("gov",), "contested", ("jih",))
    assert outsider == Core("gov", ("reb", "ally"), True, ("jih",))


def test_r7_sieges():
    once = after(Core("gov"), "siege_begin", ("gov",), "besieged", ("reb",))
    twice = after(once, "siege_begin", ("gov",), "besieged", ("jih",))
    assert twice.besieged_by == ("reb", "jih")
    assert after(twice, "siege_end", ("gov",), "held", ("reb",)).besieged_by == ("jih",)
    assert after(twice, "siege_end", ("gov",)).besieged_by == ()
    assert after(Core("gov"), "siege_begin", ("gov",), "besieged").besieged_by == ("unknown",)


def test_r7_the_end_of_a_siege_by_somebody_else_ends_no_other():
    old = Core("gov", besieged_by=("reb",))
    assert after(old, "siege_end", ("gov",), "held", ("jih",)).besieged_by == ("reb",)
    # The row was written for another holder: gov is named as the one that leaves.
    assert after(old, "siege_end", ("jih",), "held", ("gov",)).besieged_by == ("reb",)


def test_r7_repelled_attack():
    old = Core("gov", contested_by=("reb",), besieged_by=("jih",))
    assert after(old, "attack_repelled") == Core("gov", besieged_by=("jih",))
    goes_on = after(old, "attack_repelled", ("gov",), "contested", ("clan",))
    assert goes_on.contested_by == ("reb", "clan")
    besieged = after(old, "attack_repelled", ("gov",), "besieged", ("clan",))
    assert besieged == Core("gov", besieged_by=("jih", "clan"))
    unnamed = after(Core("gov"), "attack_repelled", ("gov",), "besieged")
    assert unnamed.besieged_by == ("unknown",)


# -- successions ---------------------------------------------------------------------------

HEIRS = {"reb": "front", "clan": "front"}


def test_r9_everybody_is_renamed():
    old = Core("gov", ("reb",), True, ("clan",), ("jih",))
    assert succeed(old, {"reb": "r2", "clan": "c2", "jih": "j2"}) == Core(
        "gov", ("r2",), True, ("c2",), ("j2",)
    )
    assert succeed(Core("reb"), HEIRS) == Core("front")


def test_r9_joint_holders_are_merged():
    assert succeed(Core("reb", ("clan",), True), HEIRS) == Core("front", (), False)
    assert succeed(Core("reb", ("clan", "gov"), True), HEIRS) == Core("front", ("gov",), True)
    assert succeed(Core("gov", ("reb", "clan")), HEIRS).companions == ("front",)


def test_r9_nobody_besieges_or_contests_himself():
    assert succeed(Core("reb", contested_by=("clan",)), HEIRS) == Core("front")
    assert succeed(Core("reb", besieged_by=("clan", "gov")), HEIRS) == Core(
        "front", besieged_by=("gov",)
    )
    unnamed = succeed(Core("reb", contested_by=()), HEIRS)
    assert unnamed == Core("front", contested_by=())


def test_r9_what_no_succession_touches_stays():
    core = Core("gov", ("ally",), True, ("jih",))
    assert succeed(core, HEIRS) == core
    assert heirs_of(("reb", "gov", "clan"), HEIRS) == ("front", "gov")


@pytest.mark.parametrize(
    ("core", "word"),
    [
        (Core("gov"), "held"),
        (Core("gov", ("reb",), True), "shared"),
        (Core("gov", ("reb",), True, ()), "contested"),
        (Core("unknown"), "unknown"),
        (Core("none"), "empty"),
        (Core("none", contested_by=("reb",)), "contested"),
    ],
)
def test_status_words(core, word):
    assert status_of(core) == word
