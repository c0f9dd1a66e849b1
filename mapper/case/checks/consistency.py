"""Faults that show only when tables are laid beside each other: references, kinds, places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mapper.case import schema
from mapper.case.checks import actors, claims, places, sources, targets
from mapper.case.rawcase import Tables
from mapper.core.errors import Fault, bounded
from mapper.core.spelling import fold, nearest

__all__ = ["Tables", "cross_faults", "fold", "nearest"]

_LAYERS: Final = "layers"
_CHECKS: Final[tuple[tuple[Callable[[Tables], list[Fault]], set[str]], ...]] = (
    (actors.actor_faults, {schema.ACTORS.file}),
    (actors.member_faults, {schema.ACTORS.file, schema.BLOCS.file}),
    (actors.succession_faults, {schema.ACTORS.file}),
    (actors.milestone_faults, {schema.ACTORS.file}),
    (actors.claim_faults, {schema.ACTORS.file}),
    (actors.holder_list_faults, set()),
    (actors.governor_faults, {schema.ACTORS.file, schema.PLACES.file}),
    (targets.id_faults, {schema.PLACES.file, _LAYERS}),
    (targets.target_faults, {schema.PLACES.file, _LAYERS}),
    (claims.contradiction_faults, set()),
    (sources.joined_faults, set()),
    (
        sources.described_faults,
        {s.file for s in (schema.CLAIMS, schema.SUCCESSIONS, schema.MILESTONES, schema.PLACES)},
    ),
    (places.rank_faults, set()),
    (places.place_faults, {_LAYERS}),
    (places.seat_faults, {schema.PLACES.file, _LAYERS}),
)


def cross_faults(tables: Tables) -> list[Fault]:
    """Every fault between tables; a check that needs an unreadable table is left out.

    So is a reference to something in a row that could not be read: that row has a fault of
    its own.
    """
    faults: list[Fault] = []
    for check, needs in _CHECKS:
        if not needs & tables.broken:
            faults += bounded(check(tables))
    return faults
