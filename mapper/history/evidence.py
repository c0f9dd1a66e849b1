"""The claims behind a verdict: what made, confirms and contradicts it by a given day (R10)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS

__all__ = ["Evidence", "EvidenceIndex", "Standing"]

_ROLES = {"made": (MADE,), "confirms": (CONFIRMS, SUPPORTS), "dissents": (DISSENTS,)}


class Standing(NamedTuple):
    """Where the evidence for an interval stands: its own tenure, and that of its source."""

    target: int
    tenure: int
    source: int
    source_tenure: int


@dataclass(frozen=True, slots=True)
class Evidence:
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


class _Row(NamedTuple):
    rank: int
    day: int
    claim: int
    role: int
    counts: bool


@dataclass(frozen=True, slots=True)
class _Tenure:
    days: list[int]
    rows: list[_Row]


class EvidenceIndex:
    """Looks up evidence by tenure and day; keeps what it found, since neighbours share it.

    Parameters
    ----------
    table : DataFrame
        ``evidence`` of a :class:`mapper.rules.timeline.Timeline`.
    event_ids : sequence of str
        Id of each claim, in file order.
    days : sequence of int
        Best day of each claim: a follower may count a claim from a later day on, which makes the
        claim no younger (R11).
    """

    def __init__(self, table: pd.DataFrame, event_ids: Sequence[str], days: Sequence[int]) -> None:
        self._ids, self._days = event_ids, days
        self._tenures: dict[tuple[int, int], _Tenure] = {}
        self._found: dict[tuple[Standing, tuple[int, ...]], Evidence] = {}
        ordered = table.sort_values(["target", "tenure", "day", "rank"])
        columns = ["target", "tenure", "rank", "day", "claim", "role", "counts"]
        for target, tenure, *rest in zip(*(ordered[c].tolist() for c in columns), strict=True):
            entry = self._tenures.setdefault((target, tenure), _Tenure([], []))
            row = _Row(*rest)
            entry.days.append(row.day)
            entry.rows.append(row)

    def by(self, standing: Standing, day: int) -> Evidence:
        """The evidence of a standing, from claims dated no later than the day."""
        places = {standing[:2]: None, standing[2:]: None}
        tenures = [t for key in places if (t := self._tenures.get(key)) is not None]
        counts = tuple(bisect_right(t.days, day) for t in tenures)
        key = (standing, counts)
        if key not in self._found:
            self._found[key] = self._gather(
                {row for t, n in zip(tenures, counts, strict=True) for row in t.rows[:n]}
            )
        return self._found[key]

    def _gather(self, rows: set[_Row]) -> Evidence:
        roles: dict[int, int] = {}
        for row in sorted(rows):
            roles[row.claim] = min(row.role, roles.get(row.claim, DISSENTS))
        days = [self._days[row.claim] for row in rows if row.counts and row.role <= CONFIRMS]
        named = {
            name: tuple(str(self._ids[c]) for c, role in roles.items() if role in group)
            for name, group in _ROLES.items()
        }
        return Evidence(max(days, default=None), **named)
