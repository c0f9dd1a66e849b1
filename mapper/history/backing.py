"""What a verdict rests on by a day, from the claims noted for its tenures (R10, R11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS, Evidence

__all__ = ["Backing", "Standing", "gathered"]

_ROLES = {"made": (MADE,), "confirms": (CONFIRMS, SUPPORTS), "dissents": (DISSENTS,)}


T = TypeVar("T")
ByClaim: TypeAlias = Sequence[T] | Mapping[int, T]
"""Values of claims by their positions."""


class Standing(NamedTuple):
    """Where the evidence for an interval stands: its own tenure, and that of its source."""

    target: int
    tenure: int
    source: int
    source_tenure: int


@dataclass(frozen=True, slots=True)
class Backing:
    """The claims that bear on a verdict by a day.

    Attributes
    ----------
    last : int or None
        Day (since 1970-01-01) of the last claim that made or confirms it.
    made, confirms, dissents : tuple of str
        Ids of claims, in the order of R2.
    """

    last: int | None
    made: tuple[str, ...]
    confirms: tuple[str, ...]
    dissents: tuple[str, ...]


def gathered(rows: Iterable[Evidence], ids: ByClaim[str], days: ByClaim[int]) -> Backing:
    """The claims of some evidence by their roles; of several roles the nearest counts.

    Parameters
    ----------
    rows : iterable of Evidence
    ids : sequence or mapping of str
        Id of each claim, by its position.
    days : sequence or mapping of int
        Best day of each claim: a follower may count a claim from a later day on, which makes the
        claim no younger (R11).
    """
    roles: dict[int, int] = {}
    evidence = set(rows)
    for row in sorted(evidence):
        roles[row.claim] = min(row.role, roles.get(row.claim, DISSENTS))
    last = [days[row.claim] for row in evidence if row.counts and row.role <= CONFIRMS]
    named = {
        name: tuple(str(ids[c]) for c, role in roles.items() if role in group)
        for name, group in _ROLES.items()
    }
    return Backing(max(last, default=None), **named)
