"""What claims on areas leave out (``except``): what lies in it ignores the claim.

It does so directly, and when the claim moves a seat or deciding place that it follows (R3, R8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mapper.core.coded import Coded
from mapper.rules.land import AreaTables

__all__ = ["EXCEPTED", "Exceptions", "LeftOut"]

EXCEPTED: Final = "excepted"
"""The column of claims that holds them."""


class LeftOut(NamedTuple):
    """Units and places, by position, that a claim leaves out."""

    units: frozenset[int]
    places: frozenset[int]


class Exceptions:
    """The exceptions of all claims.

    Parameters
    ----------
    claims : DataFrame
        target_id, best, and maybe ``excepted`` (tuples of ids of areas and places).
    position : mapping
        Position of each place by its id.
    tables : AreaTables
        An area is meant as it was on the best day of the claim.
    coded : Coded, optional
        The column ``excepted`` by its distinct values.
    """

    def __init__(
        self,
        claims: pd.DataFrame,
        position: Mapping[str, int],
        tables: AreaTables,
        coded: Coded | None = None,
    ) -> None:
        self._of: dict[int, LeftOut] = {}
        self._ignored: dict[int, set[int]] = {}
        if coded is None and EXCEPTED in claims:
            coded = Coded.of(claims[EXCEPTED])
        if coded is None:
            return
        some = coded.matching(np.array([bool(ids) for ids in coded.words], dtype=bool))
        for row in np.flatnonzero(some).tolist():
            ids, day = coded.words[coded.codes[row]], int(claims["best"].iat[row])
            left_out = _left_out(ids, day, position, tables)
            self._of[row] = left_out
            for node in (*left_out.units, *(len(tables.unit_ids) + p for p in left_out.places)):
                self._ignored.setdefault(node, set()).add(row)

    def of(self, claim: int) -> LeftOut | None:
        """What a claim leaves out, by its position in the table; None if it has no exceptions."""
        return self._of.get(claim)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every target, by its number, and a claim that leaves it out."""
        for node, claims in self._ignored.items():
            for claim in claims:
                yield node, claim


def _left_out(
    ids: Iterable[str], day: int, position: Mapping[str, int], tables: AreaTables
) -> LeftOut:
    units: set[int] = set()
    places: set[int] = set()
    for name in ids:
        if name in position:
            places.add(position[name])
            continue
        row = tables.area_on(name, day)
        if row >= 0:
            units.update(tables.area_units[row].tolist())
            places.update(tables.area_places[row].tolist())
    return LeftOut(frozenset(units), frozenset(places))
