"""Doubts about claims against the state that the rows before them have made.

Who is said to have lost, defended or taken a place, and who held it by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from mapper.core.coded import combined
from mapper.core.dates import day_of
from mapper.core.errors import Fault
from mapper.core.model import BASE_KINDS, HANDS_EVENTS, UNKNOWN
from mapper.review.columns import by_then
from mapper.review.ground import Ground
from mapper.rules.effects import HOLDER_EVENTS, Claim, Core
from mapper.rules.land import IntArray
from mapper.rules.track import Step

__all__ = ["base_doubts", "holder_doubts", "order_doubts"]

_DEFENCES: Final = frozenset({"attack_repelled", "siege_begin", "contest", "raid"})
"""Events whose first ``gained_by`` is the holder inside (R7)."""
_TAKES: Final = frozenset({"capture", "entry", "handover"})
"""Events by which somebody comes to hold what he did not hold."""
_NAMES_ALL: Final = frozenset({*HANDS_EVENTS, "observation"})
"""Events whose ``gained_by`` is everybody who holds the target, in order."""
_FOUNDS: Final = HOLDER_EVENTS | {"declaration", "contest", "siege_begin", "siege_end"}
"""Events that say something of a base, so that it exists from them on (R1)."""


def order_doubts(ground: Ground) -> Iterator[Fault]:
    """Claims on one target whose windows overlap and that name different governing holders."""
    claims = ground.claims
    ranks = np.flatnonzero(claims.strong & claims.event_in(HOLDER_EVENTS))
    target = ground.case.coded["target_id"].codes[claims.position[ranks]]
    order = np.argsort(target, kind="stable")
    before, after = ranks[order[:-1]], ranks[order[1:]]
    odd = target[order[:-1]] == target[order[1:]]
    odd &= claims.earliest[after] < claims.latest[before]
    odd &= claims.first.codes[after] != claims.first.codes[before]
    pairs = zip(claims.some(before[odd]), claims.some(after[odd]), strict=True)
    for one, other in pairs:
        yield ground.doubt(
            other.position,
            "event_date",
            f"Its window ({_span(other)}) overlaps that of {ground.line(one.position)} "
            f"({_span(one)}), which names another holder: their order is a guess.",
            "Narrow one of the dates so that the windows no longer overlap.",
            "overlapping-dates",
        )


def _span(claim: Claim) -> str:
    first, last = day_of(claim.earliest), day_of(claim.latest)
    return str(first) if first == last else f"{first} to {last}"


def holder_doubts(ground: Ground) -> Iterator[Fault]:
    """Strong claims that do not fit who held their targets by then; one doubt for each row."""
    losers = ground.case.coded["lost_by"]
    for claim in ground.claims.some(_doubtful(ground)):
        if not ground.told(claim):
            continue
        event, lost = claim.event_type, losers.words[losers.codes[claim.position]]
        fault = None
        if event in _DEFENCES:
            fault = _defender(ground, claim)
        elif event in _TAKES:
            fault = _taken_by_holder(ground, claim, _by_then(ground, claim, lost))
        if fault is None and event in _NAMES_ALL and len(claim.gained_by) > 1:
            fault = _flip(ground, claim, _by_then(ground, claim, lost))
        if fault is None and lost:
            fault = _loser(ground, claim, _by_then(ground, claim, lost))
        if fault is not None:
            yield fault


class _Fit(NamedTuple):
    """How what a claim says goes with one state that it meets, without a look at kinship."""

    defends: bool
    """Whether who is named first holds the target then."""
    takes: bool
    """Whether it is taken from somebody, or something changes."""
    flips: bool
    """Whether the holders are the same in another order."""
    loses: bool
    """Whether somebody who is said to lose it holds it."""


def _fit(
    event: str, names: tuple[str, ...], lost: tuple[str, ...], status: str, core: Core
) -> _Fit:
    first = names[0] if names else ""
    held = (core.holder, *core.companions)
    return _Fit(
        defends=first == core.holder or _shares(first, core),
        takes=core.holder != first or not _idle(event, names, status, core, set(lost)),
        flips=set(held) == set(names) and held[0] not in (first, *lost),
        loses=not set(held).isdisjoint(lost),
    )


def _doubtful(ground: Ground) -> IntArray:
    """Ranks of the strong claims that may not fit; of those on areas, all that could be doubted.

    A claim on a place meets a step or two. Each combination of a claim and a state that there is
    is asked for once; a claim that fits one of its states, as it is told here, has no doubt.
    """
    claims = ground.claims
    defences, takes = claims.event_in(_DEFENCES), claims.event_in(_TAKES)
    several = claims.event_in(_NAMES_ALL) & claims.gained.marks(lambda names: len(names) > 1)
    named = ground.case.coded["lost_by"].take(claims.position)
    lost = by_then(named, claims.best, ground.run.context.lineage)
    loses = lost.marks(bool)
    asked = claims.strong & (defences | takes | several | loses)
    alone = np.flatnonzero(asked & (claims.place >= 0))
    pairs = ground.steps.met(
        ground.run.unit_count + claims.place[alone],
        claims.earliest[alone],
        claims.best[alone],
        alone,
    )
    rank = alone[pairs.claim]
    columns = [c.take(rank) for c in (claims.event, claims.gained, lost, claims.status)]
    columns.append(ground.steps.core.take(pairs.step))
    codes, first = combined(columns)
    rows = zip(*(c.take(first).values().tolist() for c in columns), strict=True)
    fits = np.array([_fit(*row) for row in rows], dtype=bool).reshape(-1, len(_Fit._fields))
    defends, taken, flips, fitting = (pairs.any(fits[codes, i]) for i in range(4))
    odd = defences[alone] & ~defends
    odd |= takes[alone] & ~taken
    odd |= several[alone] & flips
    odd |= loses[alone] & ~fitting
    return np.union1d(alone[odd], np.flatnonzero(asked & (claims.place < 0)))


def _by_then(ground: Ground, claim: Claim, names: tuple[str, ...]) -> tuple[str, ...]:
    """tuple[str, ...] read as those of the day of a claim (R9)."""
    return ground.run.context.lineage.names(names, claim.best)


def _defender(ground: Ground, claim: Claim) -> Fault | None:
    """Fights and sieges that name somebody as the holder who does not hold the target (R7)."""
    first = claim.gained_by[0]
    reach = ground.reach(claim)
    if not reach or first == UNKNOWN or first in ground.unplaced:
        return None
    last: tuple[int, Step] | None = None
    for node in reach:
        for step in ground.before(claim, node):
            if ground.kin(first, step.core.holder, claim.best) or _shares(first, step.core):
                return None
            last = node, step
    if last is None:  # a base before its first claim
        return None
    held = _held(ground, *last)
    what = "it" if len(reach) == 1 else "anything there"
    return ground.doubt(
        claim.position,
        "gained_by",
        f"`{first}` did not hold {what} by {day_of(claim.best)}: {held}.",
        "Name first who held it and put the attackers in `opposed_by`, or add the claim by which "
        f"`{first}` came to hold it.",
        "wrong-defender",
    )


def _shares(name: str, core: Core) -> bool:
    """Whether somebody is among those of whom nobody governs alone."""
    return core.shared and name in core.companions


def _held(ground: Ground, node: int, step: Step) -> str:
    """Who holds a target, since when, and by which row."""
    core = step.core
    beside = f" (with `{'+'.join(core.companions)}`)" if core.companions else ""
    return f"by the rows so far `{core.holder}`{beside} holds it {ground.since(node, step)}"


def _taken_by_holder(ground: Ground, claim: Claim, lost: tuple[str, ...]) -> Fault | None:
    """Captures, entries and handovers by the one that holds all that they reach."""
    taker = claim.gained_by[0]
    if ground.unplaced - {taker}:  # somebody may have taken it in between
        return None
    last: tuple[int, Step] | None = None
    for node in ground.reach(claim):
        for step in ground.before(claim, node):
            if step.core.holder != taker or not _idle(
                claim.event_type, claim.gained_by, claim.status, step.core, set(lost)
            ):
                return None
            last = node, step
    if last is None:
        return None
    target, (node, step) = ground.target_id(claim), last
    verb = {"capture": "captures", "entry": "enters", "handover": "is handed"}[claim.event_type]
    return ground.doubt(
        claim.position,
        "gained_by",
        f"`{taker}` {verb} {ground.called(target)}, which it held already "
        f"{ground.since(node, step)}.",
        "Add the claim by which it lost the place, or make this an `observation` or an "
        "`attack_repelled`.",
        "taken-by-its-holder",
    )


def _idle(event: str, names: tuple[str, ...], status: str, core: Core, lost: set[str]) -> bool:
    """Whether a claim of the present holder's taking changes nobody: none is driven out or joins.

    Who clears a contested place takes it indeed; who comes with the holder enters it, and who
    was with the holder may hand it over. A capture is by force: from a companion, if it says so.
    """
    if core.contested_by is not None or core.shared != (status == "shared"):
        return False
    left = set(core.companions) - set(names)
    joined = set(names[1:]) - set(core.companions)
    if event == "capture":
        return not left & lost
    return not left and not joined


def _flip(ground: Ground, claim: Claim, lost: tuple[str, ...]) -> Fault | None:
    """The same holders in another order: whoever is first governs, so the holder changes."""
    names = claim.gained_by
    for node in ground.reach(claim):
        cores = [step.core for step in ground.before(claim, node)]
        orders = {(core.holder, *core.companions) for core in cores}
        if len(orders) != 1:
            continue
        (known,) = orders
        if set(known) == set(names) and known[0] not in (names[0], *lost):
            return ground.doubt(
                claim.position,
                "gained_by",
                f"`{'+'.join(names)}` are the holders of before (`{'+'.join(known)}`) in another "
                f"order: `{names[0]}` now governs instead of `{known[0]}`, and the map changes.",
                f"Write `{'+'.join(known)}`; if `{names[0]}` did come to govern, put "
                f"`{known[0]}` in `lost_by`.",
                "order-of-holders",
            )
    return None


def _loser(ground: Ground, claim: Claim, named: tuple[str, ...]) -> Fault | None:
    """Rows whose ``lost_by`` names nobody who held the target before."""
    if not ground.unplaced.isdisjoint(named):
        return None
    held: set[str] = set()
    for node in ground.reach(claim):
        for step in ground.before(claim, node):
            names = {step.core.holder, *step.core.companions} - held
            if ground.kin_of_any(named, names, claim.best):
                return None
            held |= names
    if not held:
        return None
    state = " and ".join(sorted(held)[:4])
    return ground.doubt(
        claim.position,
        "lost_by",
        f"`{'+'.join(named)}` did not hold it before {day_of(claim.best)}: by the claims so "
        f"far it was held by {state}.",
        "Correct `lost_by`, or add the claim that is missing before this one.",
        "wrong-loser",
    )


def base_doubts(ground: Ground) -> Iterator[Fault]:
    """Bases whose first own claim is weak: it founds them, and nobody is known to hold them."""
    claims = ground.claims
    is_base = ground.case.places["kind"].isin(list(BASE_KINDS)).to_numpy()
    ranks = np.flatnonzero((claims.place >= 0) & claims.event_in(_FOUNDS))
    ranks = ranks[is_base[claims.place[ranks]]]
    ranks = np.sort(ranks[np.unique(claims.place[ranks], return_index=True)[1]])  # the first ones
    for claim in claims.some(ranks[~claims.strong[ranks]]):
        if ground.unplaced or not ground.told(claim):
            continue
        at = int(claims.place[claim.rank])
        yield ground.doubt(
            claim.position,
            "confidence",
            f"The base `{ground.place_id(at)}` begins with a weak claim: from "
            f"{day_of(claim.best)} on its holder is unknown.",
            "Add a `high` or `medium` claim before it that says who held the base.",
            "weak-first-claim",
        )
