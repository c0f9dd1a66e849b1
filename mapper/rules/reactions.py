"""What everything that meets a target does to it, as one pure function, asked once for each pair.

A target *meets* claims on itself, claims on areas around it, and the steps of whom it follows. What
each does depends on nothing but how the target stands and what the claim or step is; so it is
worked out once for each pair of the two that occurs (:class:`mapper.rules.table.Reactions`), and
hundreds of thousands of meetings are looked up (:mod:`mapper.rules.lockstep`).

What a claim makes of a holder stands in :mod:`mapper.rules.effects`; here is when it is asked (R3,
R4), who follows whom (R8), and what is noted besides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from mapper.core.model import BASELINE, UNKNOWN
from mapper.rules.effects import (
    Claim,
    Core,
    Kinship,
    apply_strong,
    names_other_holder,
    succeed,
    unbesieged,
)
from mapper.rules.notes import (
    AFTER_LEADER,
    APPLIED,
    BEGINS,
    BY_LEADER,
    ENDS,
    HANDS,
    JOINS,
    LATE,
    MARKS,
    NOTED,
    OPENS,
    PARTS,
    RENEWS,
    RESTS,
    ROLE_BITS,
    STEPS,
)
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS, led_level

__all__ = [
    "KINDS",
    "Kind",
    "LedStep",
    "Meeting",
    "OnArea",
    "OnPlace",
    "Reaction",
    "Standing",
    "lapsed",
    "react",
    "succeeded",
]


class Kind(NamedTuple):
    """What a target is, for the rules."""

    is_unit: bool = False
    by_seat: bool = False
    """The leader is a seat and no place inside the unit."""
    is_base: bool = False
    """It exists from its first own claim on and is not reached by claims on areas (R1)."""
    village: bool = False
    """It has every step of its land, until it has claims of its own."""
    has_leader: bool = False
    ignores: bool = False
    """Some claims leave it out (``except``)."""


KINDS: Final = tuple(
    Kind(*(bool(number >> bit & 1) for bit in range(len(Kind._fields))))
    for number in range(1 << len(Kind._fields))
)
"""Every kind by its number: a bit for each of its fields."""


class Standing(NamedTuple):
    """How a target stands before it meets something.

    Attributes
    ----------
    kind : Kind
    core : Core or None
        What strong claims say; None of a base that no claim has named yet (R1).
    level : str
        Evidence level of the last step.
    led : bool
        Whether the last step rests on the leader.
    on : bool
        Whether it goes with its leader at present.
    attached : bool
        Whether it may follow at all: a claim on the countryside detaches land from its town.
    apart : bool
        Whether it has a strong claim of its own and so follows nobody any more.
    lockstep : bool
        Whether all that moves it comes with its land; no longer once it ignored a claim.
    """

    kind: Kind
    core: Core | None
    level: str
    led: bool
    on: bool
    attached: bool
    apart: bool
    lockstep: bool

    @classmethod
    def first(cls, kind: Kind, baseline: str) -> Standing:
        """How a target stands on the first day (R1)."""
        core = None if kind.is_base else Core(baseline)
        follows = kind.has_leader
        return cls(
            kind=kind,
            core=core,
            level=BASELINE,
            led=follows and not kind.is_base,
            on=follows,
            attached=follows,
            apart=False,
            lockstep=kind.village,
        )

    @property
    def holds(self) -> Core:
        """The core of a target that exists."""
        assert self.core is not None
        return self.core


class OnPlace(NamedTuple):
    """A claim on the place itself."""

    claim: Claim


class OnArea(NamedTuple):
    """A claim on an area around the target, and what it did to the leader.

    Attributes
    ----------
    claim : Claim
    reached : bool
        Whether it took effect on the leader.
    core : Core or None
        How the leader stands after it.
    moved : bool
        Whether it moved the leader, by more than a siege.
    hands : bool
        Whether the leader's last step was a change of hands.
    anew : bool
        Whether the leader rests on other evidence than just before.
    """

    claim: Claim
    reached: bool = False
    core: Core | None = None
    moved: bool = False
    hands: bool = False
    anew: bool = True


class LedStep(NamedTuple):
    """A step of the leader.

    Attributes
    ----------
    core : Core
    level : str
    hands : bool
    moved : bool
        Whether it is more than a siege.
    renames : bool
        A succession.
    by_claim : bool
        A claim is behind it: neither a succession nor the lapse of a contest.
    heard : bool
        The claim behind it, on an area, reaches the target as well.
    ignored : bool
        The claim behind it leaves the target out.
    anew : bool
        Whether the leader rests on other evidence than before.
    """

    core: Core
    level: str
    hands: bool
    moved: bool
    renames: bool
    by_claim: bool
    heard: bool
    ignored: bool
    anew: bool


Meeting = OnPlace | OnArea | LedStep


class Reaction(NamedTuple):
    """How the target stands after a meeting, and what is to be noted."""

    after: Standing
    notes: int


def react(standing: Standing, meeting: Meeting, kinship: Kinship) -> Reaction:
    """What a meeting does to a target.

    Parameters
    ----------
    standing : Standing
    meeting : OnPlace, OnArea or LedStep
        Its actors already read as their successors (R9).
    kinship : Kinship

    Returns
    -------
    Reaction
    """
    if isinstance(meeting, LedStep):
        return _led(standing, meeting)
    claim = meeting.claim
    if claim.event_type == "clash":
        return _clash(standing, claim)
    if isinstance(meeting, OnPlace):
        return _own(standing, claim, kinship)
    return _area(standing, meeting, kinship)


def _clash(standing: Standing, claim: Claim) -> Reaction:
    """R7: a fight of which nothing is known to have come shows that a contest goes on.

    One somewhere in an area does so where a contest of that area would be one here too.
    """
    here = not claim.scope or standing.kind.is_unit or not standing.apart
    return Reaction(standing, RENEWS * (here and not standing.on and claim.renews))


# -- claims on the place itself ----------------------------------------------------------------


def _own(standing: Standing, claim: Claim, kinship: Kinship) -> Reaction:
    """The first strong claim on a place sets it apart from its leader."""
    if standing.core is None:
        return _found(standing, claim, kinship)
    if not claim.strong:
        return _weak(standing, claim, kinship)
    alone, notes = standing, 0
    if not standing.apart:
        alone, notes = _part(standing)
        alone = alone._replace(apart=True)
    after, more = _strong(alone, claim, "own place", kinship)
    return Reaction(after, notes | more)


def _found(standing: Standing, claim: Claim, kinship: Kinship) -> Reaction:
    """R1: a base exists from its first own claim on."""
    core = Core(UNKNOWN)
    if claim.strong:
        core = apply_strong(Core(claim.gained_by[0]), claim, kinship).core
    after = standing._replace(core=core, level="own place", led=False, apart=True)
    notes = STEPS | RENEWS * claim.renews
    if not claim.strong:
        return Reaction(after, notes | _weak(after, claim, kinship).notes)
    return Reaction(after, notes | MARKS | _noted(MADE))


# -- claims on areas ---------------------------------------------------------------------------


def _area(standing: Standing, meeting: OnArea, kinship: Kinship) -> Reaction:
    """R3, R8: what it says of the target counts, not what it makes of whom that follows."""
    claim = meeting.claim
    if standing.lockstep and not standing.apart:
        return Reaction(standing, ENDS * claim.about_holder)  # the rest comes with the land
    if not claim.strong:
        return _weak_area(standing, meeting, kinship)
    if standing.kind.is_unit or claim.changes_hands or not standing.apart:
        return _heeded(standing, meeting, kinship)
    differs = names_other_holder(standing.holds, claim, kinship)
    return Reaction(standing, _noted(DISSENTS if differs else CONFIRMS))


def _heeded(standing: Standing, meeting: OnArea, kinship: Kinship) -> Reaction:
    """Stand where the claim put the leader, if it moved that too; else where it says."""
    claim, kind = meeting.claim, standing.kind
    if claim.event_type == BASELINE:  # it cuts loose what follows somebody outside its area (R1)
        attached = standing.attached and claim.scope == "all" and not claim.cuts
    else:  # R8: ``countryside`` detaches land from its town, ``all`` attaches it again
        attached = claim.scope == "all" and kind.has_leader
    standing = standing._replace(attached=attached)
    joins = standing.on or not claim.is_struggle
    if joins and not standing.apart and attached and kind.has_leader and meeting.reached:
        after, notes = _join(standing, meeting)
        return Reaction(after, notes | APPLIED)
    alone, notes = _part(standing)
    after, more = _strong(alone, claim, "own area", kinship)
    return Reaction(after, notes | more | APPLIED)


def _join(standing: Standing, meeting: OnArea) -> Reaction:
    """The same claim moved the leader: both stand where it put them."""
    claim, core = meeting.claim, meeting.core
    if core is None:
        return Reaction(standing, 0)
    hands = standing.holds.holder != core.holder
    notes = JOINS | BEGINS * (not standing.on) | ENDS * claim.about_holder
    if hands:
        notes |= _noted(MADE) | LATE * (claim.event_type == "observation")
    notes |= MARKS * (hands or claim.about_holder)
    window = BY_LEADER * (meeting.moved and meeting.hands == hands)
    after, more = _copied(standing, core, "own area", hands=hands, anew=meeting.anew)
    return Reaction(after, notes | more | window)


def _weak_area(standing: Standing, meeting: OnArea, kinship: Kinship) -> Reaction:
    """R3, R4: weak area claims dispute; observations leave places with claims alone."""
    claim = meeting.claim
    if claim.event_type == "observation" and standing.apart:
        differs = names_other_holder(standing.holds, claim, kinship)
        return Reaction(standing, _noted(DISSENTS if differs else SUPPORTS))
    if standing.on and meeting.reached:
        return Reaction(standing, APPLIED)  # the leader's dispute is its own too
    return _weak(standing, claim, kinship)


# -- strong and weak claims --------------------------------------------------------------------


def _strong(standing: Standing, claim: Claim, level: str, kinship: Kinship) -> Reaction:
    former = standing.holds
    outcome = apply_strong(former, claim, kinship)
    notes = RENEWS * claim.renews | (ENDS | MARKS) * claim.about_holder
    changed = outcome.core != former
    after = standing
    if changed or level != standing.level or standing.led:
        late = outcome.hands and claim.event_type == "observation"
        notes |= STEPS | HANDS * outcome.hands | LATE * late
        after = standing._replace(core=outcome.core, level=level, led=False)
    made = MADE if changed or claim.event_type == BASELINE else CONFIRMS
    return Reaction(after, notes | _noted(made if outcome.agrees else DISSENTS))


def _weak(standing: Standing, claim: Claim, kinship: Kinship) -> Reaction:
    """R4: dispute, do not flip."""
    differs = names_other_holder(standing.holds, claim, kinship)
    claims_it = claim.changes_hands or claim.event_type in {"observation", "declaration"}
    hostile = differs or claim.event_type == "contest"
    notes = APPLIED | OPENS * (differs and claims_it)
    return Reaction(standing, notes | _noted(DISSENTS if hostile else SUPPORTS))


def _noted(role: int) -> int:
    return NOTED | role << ROLE_BITS


# -- following ---------------------------------------------------------------------------------


def _led(standing: Standing, step: LedStep) -> Reaction:
    """R8: follow the leader's changes of hands, and its states while the holder is the same."""
    core = standing.core
    heard = step.heard and not standing.lockstep
    if standing.apart or not standing.attached or core is None or heard:
        return Reaction(standing, 0)
    if step.ignored:
        if not step.moved:
            return Reaction(standing, 0)
        after, notes = _part(standing)
        return Reaction(after._replace(lockstep=False), notes)
    if not standing.on:
        joins = step.hands or (step.moved and step.core.holder == core.holder)
        if not step.by_claim or not joins:
            return Reaction(standing, 0)
    hands = step.core.holder != core.holder and not step.renames
    level = _level(standing.kind, step.level)
    after, more = _copied(standing, step.core, level, hands=hands, anew=step.anew)
    notes = more | BEGINS * (not standing.on)
    if more & STEPS:
        notes |= AFTER_LEADER if step.by_claim and step.hands != hands else BY_LEADER
        notes |= (ENDS | MARKS * step.by_claim) * hands
    return Reaction(after, notes)


def _copied(standing: Standing, core: Core, level: str, *, hands: bool, anew: bool) -> Reaction:
    """Take over a step of the leader, without its siege where land follows a town."""
    kind = standing.kind
    taken = core if kind.village else unbesieged(core)
    after = standing._replace(core=taken, level=level, led=True, on=True)
    same = standing._replace(on=True) == after and (kind.ignores or not anew)
    return Reaction(after, RESTS | (0 if same else STEPS | (HANDS | ENDS) * hands))


def _level(kind: Kind, level: str) -> str:
    """Evidence level of a follower, from its leader's (R10)."""
    if level == BASELINE or kind.village:
        return level
    return led_level(level, by_seat=kind.by_seat, is_unit=kind.is_unit)


def _part(standing: Standing) -> Reaction:
    """Follow no longer."""
    if not standing.on:
        return Reaction(standing, 0)
    return Reaction(standing._replace(on=False), PARTS)


def succeeded(standing: Standing, heirs_on: Callable[[Core], dict[str, str]]) -> Standing:
    """How a target stands after a succession (R9)."""
    core = standing.holds
    return standing._replace(core=succeed(core, heirs_on(core)), led=False)


def lapsed(standing: Standing) -> Standing:
    """How a target stands after its contest lapsed (R7)."""
    return standing._replace(core=standing.holds._replace(contested_by=None), led=False)
