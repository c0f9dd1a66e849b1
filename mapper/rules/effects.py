"""What one claim does to the state of one target (R3, R4, R6, R7, R9): pure functions.

The *core* of a state is what strong claims make of a target: holder, companions, and who
contests or besieges it. Doubt (disputes, open dates) is laid over it later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from mapper.core.model import BASELINE, HANDS_EVENTS, NO_DATA, NONE, UNKNOWN

__all__ = [
    "FIGHTS",
    "Claim",
    "Core",
    "Kinship",
    "Outcome",
    "apply_strong",
    "names_other_holder",
    "succeed",
]

HOLDER_EVENTS: Final = frozenset(
    {*HANDS_EVENTS, BASELINE, "observation", "raid", "attack_repelled"}
)
"""Strong claims of these types are about the holder: they end a dispute (R4)."""
_HANDS: Final = frozenset(HANDS_EVENTS)
_SAYS: Final = frozenset({BASELINE, "observation", "declaration"})
"""Events that say who holds the target."""
FIGHTS: Final = frozenset({"contest", "clash", "raid", "attack_repelled", "siege_begin"})
"""Events that show that a fight goes on."""

Names = tuple[str, ...]


class Claim(NamedTuple):
    """A claim as the rules see it; days count from 1970-01-01.

    ``rank`` is its place in the order of R2; ``position`` its row in the table of claims. Claims
    with the same ``content`` (not -1) do the same to the same core.
    """

    rank: int
    position: int
    earliest: int
    best: int
    latest: int
    event_type: str
    gained_by: Names
    status: str
    opposed_by: Names
    strong: bool
    scope: str
    national: bool
    """Whether it speaks of the whole country, which is no evidence for a single place (R11)."""
    content: int = -1
    cuts: bool = False
    """Whether it cuts a target loose from a leader outside its area (``baseline.csv``)."""

    @property
    def changes_hands(self) -> bool:
        """Whether it is of a type that changes hands (R3)."""
        return self.event_type in _HANDS

    @property
    def is_struggle(self) -> bool:
        """Whether it never changes the holder (R7)."""
        return not self.changes_hands and self.event_type not in _SAYS

    @property
    def about_holder(self) -> bool:
        """Whether it is a strong claim about the holder."""
        return self.strong and self.event_type in HOLDER_EVENTS

    @property
    def renews(self) -> bool:
        """Whether it shows that a contest goes on (R7)."""
        return self.strong and (self.event_type in FIGHTS or self.status == "contested")


class Core(NamedTuple):
    """State of a target without doubt.

    ``contested_by`` is None where there is no contest, and empty where no source names the
    other side of one.
    """

    holder: str
    companions: Names = ()
    shared: bool = False
    contested_by: Names | None = None
    besieged_by: Names = ()


class Outcome(NamedTuple):
    """What a strong claim did: the new core, and whether it agrees with the former holder."""

    core: Core
    hands: bool
    """Whether the governing holder changed."""
    agrees: bool
    """Whether the claim names the holder that the target has after it."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """Which holders are not different from each other (R6).

    Attributes
    ----------
    generic : frozenset of str
        Actors of kind *generic*.
    bloc_on : callable
        ``(actor, day) -> bloc id or None``.
    """

    generic: frozenset[str]
    bloc_on: Callable[[str, int], str | None]

    def same(self, one: str, other: str, day: int) -> bool:
        """Whether two holders count as the same on a day.

        A generic actor is not different from a specific one of the same bloc.
        """
        if one == other:
            return True
        if (one in self.generic) == (other in self.generic):
            return False
        bloc = self.bloc_on(one, day)
        return bloc is not None and bloc == self.bloc_on(other, day)


def names_other_holder(core: Core, claim: Claim, kinship: Kinship) -> bool:
    """Whether a claim names a governing holder different from the target's (R4, R6)."""
    return not kinship.same(claim.gained_by[0], core.holder, claim.best)


def _without(names: Names, drop: Names) -> Names:
    return tuple(name for name in names if name not in drop) if drop and names else names


def _joined(names: Names, more: Names) -> Names:
    return names + tuple(name for name in more if name not in names) if more else names


def apply_strong(core: Core, claim: Claim, kinship: Kinship) -> Outcome:
    """What a high or medium claim makes of a target.

    Parameters
    ----------
    core : Core
        The state before it.
    claim : Claim
        Its actors already read as their successors (R9).
    kinship : Kinship

    Returns
    -------
    Outcome
    """
    event = claim.event_type
    if event in _HANDS or event == BASELINE:
        return _take(core, claim, claim.gained_by[0])
    if event == "observation":
        other = names_other_holder(core, claim, kinship)
        if not other and claim.gained_by[0] != core.holder:
            return _seen_generic(core, claim)
        return _take(core, claim, claim.gained_by[0])
    agrees = not names_other_holder(core, claim, kinship)
    after = _with_company(core, claim) if agrees else core
    return Outcome(_struggle(after, claim), False, agrees)


def _take(core: Core, claim: Claim, holder: str) -> Outcome:
    """The claim's holder, companions and status stand; a siege outlasts all but a change (R7)."""
    hands = holder != core.holder
    companions = claim.gained_by[1:]
    sieges = () if hands else _without(core.besieged_by, claim.gained_by)
    if claim.status == "besieged":
        sieges = _besiegers(core._replace(besieged_by=sieges), claim.opposed_by)
    after = Core(
        holder,
        companions,
        claim.status == "shared",
        claim.opposed_by if claim.status == "contested" else None,
        sieges,
    )
    return Outcome(after, hands, True)


def _seen_generic(core: Core, claim: Claim) -> Outcome:
    """A generic name for the holder, or the other way round: renews the evidence (R6)."""
    foes = _without(claim.opposed_by, (core.holder,))
    sieges = _without(core.besieged_by, claim.gained_by)
    after = core._replace(
        contested_by=foes if claim.status == "contested" else None, besieged_by=sieges
    )
    if claim.status == "besieged":
        after = after._replace(besieged_by=_besiegers(after, foes))
    return Outcome(_turned(after), False, True)


def _with_company(core: Core, claim: Claim) -> Core:
    """R7 rows may add companions that they name; they drop none.

    Who is named with the holder no longer opposes it.
    """
    friends = claim.gained_by
    contest = core.contested_by
    if contest:
        contest = _without(contest, friends) or None
    return core._replace(
        companions=_joined(core.companions, _without(friends[1:], core[:1])),
        contested_by=contest,
        besieged_by=_without(core.besieged_by, friends),
    )


def _turned(core: Core) -> Core:
    """A companion that contests or besieges the target is none; what was shared no longer is."""
    friends = _without(core.companions, (*(core.contested_by or ()), *core.besieged_by))
    if friends == core.companions:
        return core
    return core._replace(companions=friends, shared=False)


def _besiegers(core: Core, more: Names) -> Names:
    """Besiegers and those that a row adds; ``unknown`` where no source names one."""
    return _joined(core.besieged_by, more) if more or core.besieged_by else (UNKNOWN,)


def _struggle(core: Core, claim: Claim) -> Core:
    """Contest, siege, raid and repelled attack: never the holder (R7).

    Nobody contests or besieges what he holds: such a row is one that names no opponent.
    """
    event, foes = claim.event_type, _without(claim.opposed_by, (core.holder,))
    if event == "siege_end":
        gone = claim.opposed_by or core.besieged_by
        return core._replace(besieged_by=_without(core.besieged_by, gone))
    goes_on = event == "attack_repelled" and claim.status == "contested"
    if event == "contest" or goes_on:
        core = core._replace(contested_by=_joined(core.contested_by or (), foes))
    elif event == "attack_repelled":
        core = core._replace(contested_by=None)
    if event == "siege_begin":
        core = core._replace(besieged_by=_joined(core.besieged_by, foes or (UNKNOWN,)))
    elif event == "attack_repelled" and claim.status == "besieged":
        core = core._replace(besieged_by=_besiegers(core, foes))
    return _turned(core)


def succeed(core: Core, heirs: Mapping[str, str]) -> Core:
    """The core after successions (R9): names pass on, those that became the same are merged.

    A contest or siege goes on under the new names; nobody contests or besieges himself.
    """
    if not any(name in heirs for name in named_in(core)):
        return core
    holder = heirs.get(core.holder, core.holder)
    companions = _without(heirs_of(core.companions, heirs), (holder,))
    contest = core.contested_by
    if contest:
        contest = _without(heirs_of(contest, heirs), (holder, *companions)) or None
    friends = tuple(name for name in (holder, *companions) if name != UNKNOWN)
    sieges = _without(heirs_of(core.besieged_by, heirs), friends)
    shared = core.shared and (bool(companions) or not core.companions)
    return Core(holder, companions, shared, contest, sieges)


def unbesieged(core: Core) -> Core:
    """The core without its siege: land is not besieged with its town (R8)."""
    return core._replace(besieged_by=())


def named_in(core: Core) -> Names:
    """Everybody that a core names."""
    return (core.holder, *core.companions, *(core.contested_by or ()), *core.besieged_by)


def heirs_of(names: Names, heirs: Mapping[str, str]) -> Names:
    """Names read as their successors, without repetition."""
    return tuple(dict.fromkeys(heirs.get(name, name) for name in names))


def status_of(core: Core) -> str:
    """Status word of a core, as in ``docs/method.md``."""
    if core.contested_by is not None:
        return "contested"
    if core.holder == UNKNOWN:
        return "unknown"
    if core.holder == NONE:
        return "empty"
    if core.holder == NO_DATA:
        return NO_DATA
    return "shared" if core.shared else "held"
