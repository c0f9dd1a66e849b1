"""What the literal replay knows of claims and targets, and what a claim makes of a standing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mapper.core.model import NONE, UNKNOWN

HANDS = ("capture", "entry", "handover", "withdrawal")
STRUGGLE = ("contest", "siege_begin", "siege_end", "raid", "attack_repelled")
ABOUT_HOLDER = (*HANDS, "baseline", "observation", "raid", "attack_repelled")
FIGHTS = ("contest", "clash", "raid", "attack_repelled", "siege_begin")
MADE, CONFIRMS, DISSENTS = "made", "confirms", "dissents"
LONG_AGO, NEVER = -(10**9), 10**9


@dataclass(frozen=True)
class Row:
    """One claim, with its names as read on its best day."""

    rank: int
    position: int
    target: str
    scope: str
    event: str
    gained: tuple[str, ...]
    status: str
    opposed: tuple[str, ...]
    strong: bool
    earliest: int
    best: int
    latest: int
    is_area: bool
    merged: bool = False
    units: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    national: bool = False
    left_out: frozenset[int] = frozenset()
    """Targets that ignore it."""

    @property
    def shared(self) -> bool:
        """Parties that are one actor by the day of the claim share nothing (R9)."""
        return self.status == "shared" and (len(self.gained) > 1 or not self.merged)


@dataclass(frozen=True)
class Standing:
    """Who governs, with whom, and which struggle goes on."""

    holder: str
    companions: tuple[str, ...] = ()
    shared: bool = False
    contest: tuple[str, ...] | None = None
    besiegers: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.holder, *self.companions)

    @property
    def copied(self) -> Standing:
        """What a follower takes: everything but the siege."""
        return replace(self, besiegers=())

    @property
    def joint(self) -> bool:
        """Shared, and nobody fights over it."""
        return self.status == "shared"

    @property
    def status(self) -> str:
        if self.contest is not None:
            return "contested"
        if self.holder == UNKNOWN:
            return "unknown"
        if self.holder == NONE:
            return "empty"
        return "shared" if self.shared else "held"


@dataclass(frozen=True)
class Change:
    """The holder or the joint rule changed; ``origin`` is the leader's change it copies."""

    rank: float
    best: int
    earliest: int
    latest: int
    standing: Standing
    origin: tuple[Mind, Change] | None = None


@dataclass(frozen=True)
class Dispute:
    """A weak claim that names another holder."""

    claimant: str
    start: int
    rank: int


class Bar(NamedTuple):
    """Bounds that a strong claim about the holder sets to the windows before and after it."""

    rank: float
    earliest: int
    latest: int


class Proof(NamedTuple):
    """A claim that bears on the tenure."""

    position: int
    role: str
    strong: bool
    best: int
    national: bool


@dataclass(frozen=True)
class Since:
    """When the tenure began; the window is worked out at the end for a ``change``."""

    day: int
    cause: str
    change: Change | None = None


@dataclass(frozen=True)
class Night:
    """What is left of a target at the end of a day."""

    standing: Standing
    follows: bool
    since: Since
    proofs: frozenset[tuple[int, str]]
    changes_so_far: int


@dataclass(frozen=True)
class Effect:
    """What a claim did to a target."""

    direct: bool = False
    turned: bool = False
    stepped: bool = False
    disputed: bool = False
    proof: Proof | None = None
    change: Change | None = None
    cause: str = ""


@dataclass(eq=False)
class Mind:
    """A target while the days go by."""

    key: int
    kind: str
    leader: Mind | None = None
    standing: Standing | None = None
    follows: bool = False
    attached: bool = False
    own_strong: bool = False
    since: Since | None = None
    proofs: set[Proof] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    ignored: set[int] = field(default_factory=set)
    """Positions of the rows that leave it out."""
    parted: bool = False
    """Whether a village does not simply have the state of its land any more."""
    renewals: set[tuple[int, int]] = field(default_factory=set)
    """Day and position of the rows that show that a contest goes on."""
    ends: list[Bar] = field(default_factory=list)
    nights: dict[int, Night] = field(default_factory=dict)
    last: dict[int, Standing] = field(default_factory=dict)
    """How things stood at the end of each change's time."""


def new_holder(row: Row) -> Standing:
    return Standing(
        row.gained[0],
        row.gained[1:],
        row.shared,
        row.opposed if row.status == "contested" else None,
        (row.opposed or (UNKNOWN,)) if row.status == "besieged" else (),
    )


def renewed(old: Standing, row: Row) -> Standing:
    """Hands that do not change: the siege goes on."""
    foes = tuple(n for n in row.opposed if n != old.holder)
    besiegers = tuple(n for n in old.besiegers if n not in row.gained)
    if row.status == "besieged":
        besiegers = joined(besiegers, foes or (() if besiegers else (UNKNOWN,)))
    new = replace(
        old,
        contest=foes if row.status == "contested" else None,
        besiegers=besiegers,
    )
    if old.holder != row.gained[0]:  # a generic actor for a specific one, or the reverse
        return without_turncoats(new)
    return replace(new, companions=row.gained[1:], shared=row.shared)


def struggle(old: Standing, row: Row, *, named: bool) -> Standing:
    """R7: contests, sieges, raids and repelled attacks."""
    new = old
    if named:
        more = (n for n in row.gained[1:] if n != old.holder)
        new = replace(new, companions=joined(new.companions, tuple(more)))
        new = replace(new, besiegers=tuple(n for n in new.besiegers if n not in row.gained))
        if new.contest:  # who stands with the holder does not fight it
            new = replace(new, contest=tuple(n for n in new.contest if n not in row.gained) or None)
    foes = tuple(n for n in row.opposed if n != old.holder)  # nobody besieges himself
    goes_on = row.event == "attack_repelled" and row.status == "contested"
    if row.event == "contest" or goes_on:
        new = replace(new, contest=joined(new.contest or (), foes))
    if row.event == "attack_repelled" and not goes_on:
        new = replace(new, contest=None)
    besieging = row.event == "attack_repelled" and row.status == "besieged"
    if row.event == "siege_begin" or besieging:
        unnamed = (UNKNOWN,) if row.event == "siege_begin" or not new.besiegers else ()
        new = replace(new, besiegers=joined(new.besiegers, foes or unnamed))
    if row.event == "siege_end":
        left = tuple(n for n in new.besiegers if n not in row.opposed) if row.opposed else ()
        return replace(new, besiegers=left)
    return without_turncoats(new)


def without_turncoats(standing: Standing) -> Standing:
    """R7: a companion that contests or besieges the place is none."""
    against = {*(standing.contest or ()), *standing.besiegers}
    staying = tuple(n for n in standing.companions if n not in against)
    kept = standing.shared and staying == standing.companions
    return replace(standing, companions=staying, shared=kept)


def joined(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Names, each once."""
    return tuple(dict.fromkeys((*names, *more)))
