"""Doubts that only the rules can show: claims whose order is a guess, and a wrong ``lost_by``.

A case with doubts can be built; an editor should settle them (R2).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from mapper.areas.modeloptions import with_area_model
from mapper.areas.models import build_areas
from mapper.case import schema
from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.read import Case, try_case
from mapper.core.collector import collector_paused
from mapper.core.dates import day_of
from mapper.core.errors import CaseError, Fault, UsageError, sort_faults
from mapper.core.model import NONE, UNKNOWN
from mapper.history.derive import rules_of
from mapper.rules.effects import HOLDER_EVENTS, Claim, Core
from mapper.rules.timeline import TrackRun, run_tracks

__all__ = ["check_case", "review_case"]


def check_case(
    folder: Path | str, *, limits: Limits = USUAL_LIMITS, **areas: Any
) -> tuple[Fault, ...]:
    """Everything that is wrong or doubtful with a case, in the order of files and rows.

    Parameters
    ----------
    folder : Path or str
    limits : Limits
        How large its boundary layers may be.
    **areas
        Another area model and its options, as for :func:`mapper.with_area_model`.

    Returns
    -------
    tuple of Fault
        Empty if the case is in order.
    """
    case, faults = try_case(folder, limits=limits)
    if case is None:
        return faults
    if areas:
        case = with_area_model(case, **areas)
    try:
        return sort_faults([*faults, *review_case(case)])
    except CaseError as error:  # options of the area model, or what it needs
        return sort_faults([*faults, *error.faults])
    except UsageError as error:  # an area model that does not exist, or not for such layers
        message = str(error)[:1].upper() + str(error)[1:]
        hint = "Correct [areas] in it."
        wrong = Fault("case.toml", None, "areas.model", message, hint, "bad-case-file")
        return sort_faults([*faults, wrong])


def review_case(case: Case) -> tuple[Fault, ...]:
    """The doubts of a case that can be read: overlapping windows and a wrong ``lost_by``."""
    with collector_paused():
        run = run_tracks(case.claims, case.places, build_areas(case).tables, rules_of(case))
        claims = run.listed.claims()
        return sort_faults([*_overlaps(case, claims), *_losers(case, run, claims)])


def _doubt(case: Case, claim: Claim, column: str, message: str, hint: str, code: str) -> Fault:
    row = int(case.claims["row"].iat[claim.position])
    return Fault(schema.CLAIMS.file, row, column, message, hint, code, severity="doubt")


def _overlaps(case: Case, claims: Sequence[Claim]) -> Iterable[Fault]:
    """Claims on one target whose windows overlap and that name different governing holders."""
    targets = case.claims["target_id"].tolist()
    by_target: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.strong and claim.event_type in HOLDER_EVENTS:
            by_target.setdefault(targets[claim.position], []).append(claim)
    rows = case.claims["row"]
    for found in by_target.values():
        for before, after in pairwise(found):
            if after.earliest >= before.latest or before.gained_by[0] == after.gained_by[0]:
                continue
            yield _doubt(
                case,
                after,
                "event_date",
                f"Its window ({_span(after)}) overlaps that of line {rows.iat[before.position]} "
                f"({_span(before)}), which names another holder: their order is a guess.",
                "Narrow one of the dates so that the windows no longer overlap.",
                "overlapping-dates",
            )


def _span(claim: Claim) -> str:
    first, last = day_of(claim.earliest), day_of(claim.latest)
    return str(first) if first == last else f"{first} to {last}"


def _losers(case: Case, run: TrackRun, claims: Sequence[Claim]) -> Iterable[Fault]:
    """Rows whose ``lost_by`` names nobody who held the target before."""
    lost_by = case.claims["lost_by"].tolist()
    place = run.listed.place.tolist()
    for claim in claims:
        if not claim.strong or not lost_by[claim.position]:
            continue
        on_place = place[claim.rank] >= 0
        node = run.unit_count + place[claim.rank]
        reach = (node,) if on_place else run.reach.get(claim.rank, ())
        named = run.context.lineage.names(lost_by[claim.position], claim.best)
        if not reach:
            continue
        before = [core for node in reach for core in _cores_before(run, node, claim)]
        held = {name for core in before for name in (core.holder, *core.companions)}
        if not before or any(_kin(run, a, b, claim.best) for a in named for b in held):
            continue
        state = " and ".join(sorted(held)[:4])
        yield _doubt(
            case,
            claim,
            "lost_by",
            f"`{'+'.join(named)}` did not hold it before {day_of(claim.best)}: by the claims so "
            f"far it was held by {state}.",
            "Correct `lost_by`, or add the claim that is missing before this one.",
            "wrong-loser",
        )


def _cores_before(run: TrackRun, node: int, claim: Claim) -> list[Core]:
    """States of a target before a claim, back to the eve of the claim's window.

    So that a town's own row does not contradict an area's row of the same day.
    """
    steps = run.tracks[node].steps
    until = bisect_left(steps, (claim.best, claim.rank), key=lambda s: (s.day, s.rank))
    since = bisect_left(steps, claim.earliest, hi=until, key=lambda s: s.day)
    return [step.core for step in steps[max(since - 1, 0) : until]]


def _kin(run: TrackRun, one: str, other: str, day: int) -> bool:
    return one == other or (
        not {one, other} & {NONE, UNKNOWN} and run.context.kinship.same(one, other, day)
    )
