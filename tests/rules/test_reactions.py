"""What a meeting does to a target: who follows whom, what is noted (R1, R3, R4, R7, R8)."""

from __future__ import annotations

from typing import Any

import pytest

from mapper.core.model import BASELINE
from mapper.rules import notes
from mapper.rules.effects import Claim, Core, Kinship
from mapper.rules.reactions import (
    KINDS,
    Kind,
    LedStep,
    OnArea,
    OnPlace,
    Reaction,
    Standing,
    react,
)
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS

KIN = Kinship(frozenset({"unidentified"}), lambda actor, day: None)
TOWN, LAND = Kind(), Kind(is_unit=True, has_leader=True)
FOLLOWER = Kind(has_leader=True)
VILLAGE = Kind(village=True, has_leader=True)
REB = Core("reb")


def claim(event: str = "capture", gained: str = "reb", **values: Any) -> Claim:
    plain: dict[str, Any] = {
        **dict.fromkeys(("rank", "position", "earliest", "best", "latest"), 5),
        "event_type": event,
        "gained_by": tuple(gained.split("+")),
        "status": "held",
        "opposed_by": (),
        "strong": True,
        "scope": "",
        "national": False,
    }
    return Claim(**{**plain, **values})


def area(event: str = "capture", gained: str = "reb", scope: str = "all", **values: Any) -> Claim:
    return claim(event, gained, scope=scope, **values)


def step(core: Core = REB, **values: Any) -> LedStep:
    plain: dict[str, Any] = {"core": core, "level": "own place", "hands": True, "moved": True}
    plain |= dict.fromkeys(("renames", "heard", "ignored"), False)
    return LedStep(**{**plain, "by_claim": True, "anew": True, **values})


def on_first_day(kind: Kind) -> Standing:
    return Standing.first(kind, "gov")


def role(found: Reaction) -> int | None:
    return found.notes >> notes.ROLE_BITS if found.notes & notes.NOTED else None


def test_every_kind_has_the_number_of_its_bits() -> None:
    assert len(set(KINDS)) == len(KINDS) == 2 ** len(Kind._fields)
    assert KINDS[1 << Kind._fields.index("village")] == Kind(village=True)


def test_r1_towns_and_land_begin_with_the_baseline_and_bases_do_not() -> None:
    assert on_first_day(TOWN).core == Core("gov")
    assert on_first_day(LAND).on
    assert on_first_day(Kind(is_base=True)).core is None


def test_r1_a_base_is_founded_by_its_first_claim() -> None:
    found = react(on_first_day(Kind(is_base=True)), OnPlace(claim("observation")), KIN)
    assert found.after.core == REB
    assert found.after.apart
    assert role(found) == MADE
    assert not found.notes & notes.HANDS


def test_r1_a_base_that_begins_weakly_is_nobodys_and_disputed() -> None:
    weak = claim("observation", strong=False)
    found = react(on_first_day(Kind(is_base=True)), OnPlace(weak), KIN)
    assert found.after.core == Core("unknown")
    assert found.notes & notes.STEPS
    assert found.notes & notes.OPENS


def test_the_first_strong_claim_sets_a_place_apart_from_its_seat() -> None:
    found = react(on_first_day(FOLLOWER), OnPlace(claim()), KIN)
    assert (found.after.on, found.after.apart, found.after.core) == (False, True, REB)
    assert found.notes & notes.PARTS
    assert not react(found.after, OnPlace(claim("observation")), KIN).notes & notes.PARTS


def test_r4_a_weak_claim_disputes_and_leaves_the_holder() -> None:
    standing = on_first_day(FOLLOWER)
    found = react(standing, OnPlace(claim("observation", strong=False)), KIN)
    assert found.after == standing
    assert found.notes & notes.OPENS
    assert role(found) == DISSENTS
    agrees = react(standing, OnPlace(claim("observation", "gov", strong=False)), KIN)
    assert role(agrees) == SUPPORTS
    assert not agrees.notes & notes.OPENS


@pytest.mark.parametrize("event", ["contest", "siege_begin", "attack_repelled"])
def test_r4_weak_fights_dispute_nothing(event: str) -> None:
    found = react(on_first_day(TOWN), OnPlace(claim(event, strong=False)), KIN)
    assert not found.notes & notes.OPENS


def test_r3_an_observation_of_an_area_leaves_places_with_claims() -> None:
    apart = react(on_first_day(TOWN), OnPlace(claim("observation", "gov")), KIN).after
    found = react(apart, OnArea(area("observation")), KIN)
    assert found.after == apart
    assert role(found) == DISSENTS
    assert role(react(apart, OnArea(area("observation", "gov")), KIN)) == CONFIRMS
    taken = react(apart, OnArea(area("capture")), KIN)
    assert taken.after.core == REB
    assert taken.notes & notes.APPLIED


def test_r8_countryside_detaches_land_and_all_attaches_it() -> None:
    away = react(on_first_day(LAND), OnArea(area(scope="countryside")), KIN)
    assert away.notes & notes.PARTS
    assert not away.after.attached
    assert react(away.after, step(Core("jih")), KIN).after == away.after
    back = react(away.after, OnArea(area()), KIN).after
    assert back.attached
    assert react(back, step(Core("jih")), KIN).after.core == Core("jih")


def test_r8_land_joins_where_the_same_claim_put_its_town() -> None:
    meeting = OnArea(area(), reached=True, core=REB, moved=True, hands=True)
    found = react(on_first_day(LAND), meeting, KIN)
    assert (found.after.core, found.after.on, found.after.level) == (REB, True, "own area")
    assert found.notes & notes.JOINS
    assert found.notes & notes.BY_LEADER
    assert role(found) == MADE


def test_r8_land_that_left_comes_back_with_a_change_of_hands_alone() -> None:
    alone = react(on_first_day(LAND), OnArea(area("observation")), KIN).after
    assert not alone.on
    contest = step(Core("gov", contested_by=("jih",)), hands=False)
    assert react(alone, contest, KIN).after == alone
    same_holder = step(Core("reb", contested_by=("jih",)), hands=False)
    assert react(alone, same_holder, KIN).notes & notes.BEGINS
    assert react(alone, step(Core("jih")), KIN).notes & notes.BEGINS


@pytest.mark.parametrize("kept", [{"by_claim": False}, {"by_claim": False, "renames": True}])
def test_r8_what_comes_by_itself_brings_nobody_back(kept: dict[str, bool]) -> None:
    alone = react(on_first_day(LAND), OnArea(area("observation")), KIN).after
    assert react(alone, step(Core("jih"), **kept), KIN).after == alone


def test_r8_land_is_not_besieged_and_a_village_is() -> None:
    besieged = step(Core("reb", besieged_by=("jih",)))
    assert react(on_first_day(LAND), besieged, KIN).after.core == REB
    assert react(on_first_day(VILLAGE), besieged, KIN).after.core == besieged.core


def test_a_village_hears_of_areas_by_its_land() -> None:
    standing = on_first_day(VILLAGE)
    found = react(standing, OnArea(area()), KIN)
    assert found.after == standing
    assert found.notes == notes.ENDS
    assert react(standing, step(heard=True), KIN).after.core == REB


def test_what_was_heard_by_the_area_is_not_heard_again_by_the_leader() -> None:
    standing = on_first_day(LAND)
    assert react(standing, step(heard=True), KIN).after == standing


def test_who_ignores_a_claim_parts_with_a_leader_whom_it_moved() -> None:
    standing = on_first_day(Kind(village=True, has_leader=True, ignores=True))
    found = react(standing, step(ignored=True), KIN)
    assert found.notes & notes.PARTS
    assert (found.after.core, found.after.lockstep) == (Core("gov"), False)
    assert react(standing, step(ignored=True, moved=False), KIN).after == standing


@pytest.mark.parametrize(("cuts", "attached"), [(False, True), (True, False)])
def test_r1_a_row_of_the_baseline_cuts_loose_from_leaders_outside(
    cuts: bool, attached: bool
) -> None:
    first = OnArea(area(BASELINE, cuts=cuts))
    assert react(on_first_day(LAND), first, KIN).after.attached is attached


def test_r8_a_succession_of_the_leader_is_no_change_of_hands() -> None:
    found = react(on_first_day(LAND), step(Core("state"), renames=True, by_claim=False), KIN)
    assert found.after.core == Core("state")
    assert not found.notes & notes.HANDS


def test_r7_a_clash_renews_what_goes_its_own_way() -> None:
    clash = claim("clash", "", gained_by=(), status="")
    assert react(on_first_day(TOWN), OnPlace(clash), KIN).notes == notes.RENEWS
    assert react(on_first_day(LAND), OnPlace(clash), KIN).notes == 0
