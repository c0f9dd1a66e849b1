"""Faults about the targets of claims: what is claimed, with which scope, in which frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from mapper.case import schema
from mapper.case.areanames import outside_frames
from mapper.case.checks.missing import Missing
from mapper.case.layers.boundaries import Layer
from mapper.case.rawcase import Tables, odd_rows, walk
from mapper.core.dates import day_of
from mapper.core.errors import Fault

__all__ = ["id_faults", "target_faults"]

_SIEGES: Final = frozenset({"siege_begin", "siege_end"})


def id_faults(t: Tables) -> list[Fault]:
    """Ids that are a place's and an area's: a claim on one would say nothing."""
    both = t.place_ids & t.frames.keys()
    if not both:
        return []
    return [
        Fault(
            schema.PLACES.file,
            int(line),
            "place_id",
            f"`{place}` is also the id of an area ({t.frames[place][0].path}).",
            "Give the place another id.",
            "duplicate-id",
        )
        for line, place in walk(t.places, "place_id")
        if place in both
    ]


def target_faults(t: Tables) -> list[Fault]:
    """Targets that are neither place nor area, areas not there on the day, and wrong scopes."""
    faults = []
    file = schema.CLAIMS.file
    missing = cache(lambda: Missing(t))  # made if need be only: it looks at all names
    columns = ("target_id", "scope", "best", "_bad_date", "event_type", "status")

    def is_odd(target: str, scope: str) -> bool:
        return bool(scope) if target in t.place_ids else bool(target)

    rows = odd_rows(t.claims, columns[:2], is_odd)
    for line, target, scope, best, bad, kind, status in walk(t.claims, *columns, rows=rows):
        if target in t.place_ids:
            if scope:
                message, hint = "A place has no scope.", "Leave it empty: only areas have one."
                faults.append(Fault(file, line, "scope", message, hint, "needless-scope"))
        elif target in t.frames:
            day = None if bad else int(best)
            faults += _area_claim_faults(line, target, scope, day, t.frames[target])
            faults += _area_siege_faults(line, kind, status)
        elif target and target not in t.left_out:
            hint = missing().hint(
                target, None if bad else int(best), town=_only_towns(kind, status)
            )
            message = f"There is no place or area `{target}`."
            faults.append(Fault(file, line, "target_id", message, hint, "unknown-place"))
    return faults


def _only_towns(kind: str, status: str) -> bool:
    """Whether what a claim says can be said of towns only (R8)."""
    return kind in _SIEGES or status == "besieged"


def _area_claim_faults(
    line: int, target: str, scope: str, best: int | None, layers: Sequence[Layer]
) -> list[Fault]:
    file = schema.CLAIMS.file
    faults = []
    if not scope:
        message = f"A claim on an area ({layers[0].level} `{target}`) needs a scope."
        hint = "Write `all` (land and towns) or `countryside`."
        faults.append(Fault(file, line, "scope", message, hint, "missing-scope"))
    if best is not None and not any(layer.holds_on(day_of(best)) for layer in layers):
        said = outside_frames(f"`{target}`", day_of(best), layers)
        faults.append(Fault(file, line, "target_id", *said))
    return faults


def _area_siege_faults(line: int, kind: str, status: str) -> list[Fault]:
    """Towns are besieged, land is not (R8)."""
    if kind in _SIEGES:
        column, hint = "event_type", "Name the town, or write a `contest`."
    elif status == "besieged":
        column, hint = "status", "Name the town, or write `contested`."
    else:
        return []
    message, file = "An area cannot be besieged.", schema.CLAIMS.file
    return [Fault(file, line, column, message, hint, "wrong-event-for-area")]
