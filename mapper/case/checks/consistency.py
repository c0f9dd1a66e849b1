"""Faults that show only when tables are laid beside each other: references, kinds, places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mapper.case import schema
from mapper.case.baseline import COLUMN_OF
from mapper.case.checks import (
    actors,
    claims,
    exceptions,
    letters,
    people,
    places,
    sources,
    story,
    targets,
)
from mapper.case.peopletable import POPULATION
from mapper.case.rawcase import Tables
from mapper.case.storytable import STORY
from mapper.core.errors import Fault, bounded
from mapper.core.spelling import fold, nearest

__all__ = ["Tables", "cross_faults", "fold", "nearest"]

_LAYERS: Final = "layers"
_CHECKS: Final[tuple[tuple[Callable[[Tables], list[Fault]], set[str]], ...]] = (
    (actors.actor_faults, {schema.ACTORS.file}),
    (actors.member_faults, {schema.ACTORS.file, schema.BLOCS.file}),
    (actors.succession_faults, {schema.ACTORS.file}),
    (actors.milestone_faults, {schema.ACTORS.file}),
    (targets.id_faults, {schema.PLACES.file, _LAYERS}),
    (claims.id_faults, set()),
    (exceptions.exception_faults, {schema.PLACES.file, _LAYERS}),
    (letters.name_doubts, set()),
    (sources.joined_faults, set()),
    (
        sources.described_faults,
        {
            *(s.file for s in (schema.CLAIMS, schema.SUCCESSIONS, schema.MILESTONES)),
            *(schema.PLACES.file, STORY.file),
        },
    ),
    (places.rank_faults, set()),
    (places.place_faults, {_LAYERS}),
    (places.seat_faults, {schema.PLACES.file, _LAYERS}),
    (people.source_faults, {POPULATION.file}),
    (story.step_faults, set()),
    (story.holder_faults, {schema.ACTORS.file}),
    (story.camp_faults, {schema.BLOCS.file}),
    (story.target_faults, {schema.PLACES.file, _LAYERS}),
    (people.people_faults, {POPULATION.file, _LAYERS}),
)

_CLAIM_CHECKS: Final[tuple[tuple[Callable[[Tables], list[Fault]], set[str]], ...]] = (
    (actors.claim_faults, {schema.ACTORS.file}),
    (actors.holder_list_faults, set()),
    (actors.governor_faults, {schema.ACTORS.file, schema.PLACES.file}),
    (targets.target_faults, {schema.PLACES.file, _LAYERS}),
    (claims.contradiction_faults, set()),
)
"""What looks at claims; the rows of ``baseline.csv`` are looked at like them."""


def cross_faults(tables: Tables) -> list[Fault]:
    """Every fault between tables; a check that needs an unreadable table is left out.

    So is a reference to something in a row that could not be read: that row has a fault of
    its own.
    """
    faults: list[Fault] = []
    for check, needs in (*_CHECKS, *_CLAIM_CHECKS):
        if not needs & tables.broken:
            faults += bounded(check(tables))
    first_day = replace(tables, claims=tables.baseline)
    for check, needs in _CLAIM_CHECKS if len(tables.baseline) else ():
        if not needs & tables.broken:
            faults += bounded([_of_baseline(fault) for fault in check(first_day)])
    return faults


def _of_baseline(fault: Fault) -> Fault:
    """What is said of a claim, said of the row of ``baseline.csv`` that it stands for."""
    column = COLUMN_OF.get(fault.column or "", fault.column)
    message = fault.message.replace("after the event", "on the first day")
    return replace(fault, file=schema.BASELINE.file, column=column, message=message)
