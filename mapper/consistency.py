"""Faults that show only when tables are laid beside each other: references, kinds, places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mapper import actorchecks, claimchecks, placechecks, schema, targetchecks
from mapper.errors import Fault, bounded
from mapper.rawtables import Tables

__all__ = ["Tables", "cross_faults"]

_LAYERS: Final = "layers"
_CHECKS: Final[tuple[tuple[Callable[[Tables], list[Fault]], set[str]], ...]] = (
    (actorchecks.actor_faults, {schema.ACTORS.file}),
    (actorchecks.member_faults, {schema.ACTORS.file, schema.BLOCS.file}),
    (actorchecks.succession_faults, {schema.ACTORS.file}),
    (actorchecks.milestone_faults, {schema.ACTORS.file}),
    (actorchecks.claim_faults, {schema.ACTORS.file}),
    (actorchecks.holder_list_faults, set()),
    (actorchecks.governor_faults, {schema.ACTORS.file, schema.PLACES.file}),
    (targetchecks.id_faults, {schema.PLACES.file, _LAYERS}),
    (targetchecks.target_faults, {schema.PLACES.file, _LAYERS}),
    (claimchecks.contradiction_faults, set()),
    (placechecks.rank_faults, set()),
    (placechecks.place_faults, {_LAYERS}),
    (placechecks.seat_faults, {schema.PLACES.file, _LAYERS}),
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
