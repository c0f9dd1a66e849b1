"""Doubts about claims against the state that the rows before them have made.

Who is said to have lost, defended or taken a place, and who held it by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mapper.core.dates import day_of
from mapper.core.errors import Fault
from mapper.core.model import BASE_KINDS, HANDS_EVENTS, UNKNOWN
from mapper.review.ground import Ground
from mapper.rules.effects import HOLDER_EVENTS, Claim, Core
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
    by_target: dict[str, list[Claim]] = {}
    for claim in ground.claims:
        if claim.strong and claim.event_type in HOLDER_EVENTS:
            by_target.setdefault(ground.target_id(claim), []).append(claim)
    for found in by_target.values():
        for before, after in pairwise(found):
            if after.earliest >= before.latest or before.gained_by[0] == after.gained_by[0]:
                continue
            yield ground.doubt(
                after.position,
                "event_date",
                f"Its window ({_span(after)}) overlaps that of {ground.line(before.position)} "
                f"({_span(before)}), which names another holder: their order is a guess.",
                "Narrow one of the dates so that the windows no longer overlap.",
                "overlapping-dates",
            )


def _span(claim: Claim) -> str:
    first, last = day_of(claim.earliest), day_of(claim.latest)
    return str(first) if first == last else f"{first} to {last}"


def holder_doubts(ground: Ground) -> Iterator[Fault]:
    """Strong claims that do not fit who held their targets by then; one doubt for each row."""
    lost_by = ground.case.claims["lost_by"].tolist()
    for claim in ground.claims:
        event, lost = claim.event_type, lost_by[claim.position]
        if not claim.strong or not ground.told(claim):
            continue
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
            if step.core.holder != taker or not _idle(claim, step.core, set(lost)):
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


def _idle(claim: Claim, core: Core, lost: set[str]) -> bool:
    """Whether a claim of the present holder's taking changes nobody: none is driven out or joins.

    Who clears a contested place takes it indeed; who comes with the holder enters it, and who
    was with the holder may hand it over. A capture is by force: from a companion, if it says so.
    """
    if core.contested_by is not None or core.shared != (claim.status == "shared"):
        return False
    left = set(core.companions) - set(claim.gained_by)
    joined = set(claim.gained_by[1:]) - set(core.companions)
    if claim.event_type == "capture":
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
    is_base = ground.case.places["kind"].isin(list(BASE_KINDS)).to_numpy()
    place = ground.run.listed.place.tolist()
    seen: set[int] = set()
    for claim in ground.claims:
        at = place[claim.rank]
        if at < 0 or not is_base[at] or at in seen or claim.event_type not in _FOUNDS:
            continue
        seen.add(at)
        if claim.strong or ground.unplaced or not ground.told(claim):
            continue
        yield ground.doubt(
            claim.position,
            "confidence",
            f"The base `{ground.place_id(at)}` begins with a weak claim: from "
            f"{day_of(claim.best)} on its holder is unknown.",
            "Add a `high` or `medium` claim before it that says who held the base.",
            "weak-first-claim",
        )
