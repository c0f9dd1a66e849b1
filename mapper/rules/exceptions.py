"""What claims on areas leave out (``except``): what lies in it ignores the claim.

It does so directly, and when the claim moves a seat or deciding place that it follows (R3, R8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Final

import numpy as np
import pandas as pd

from mapper.core.coded import Coded
from mapper.rules.land import AreaTables, IntArray

__all__ = ["EXCEPTED", "Exceptions"]

EXCEPTED: Final = "excepted"
"""The column of claims that holds them."""


class Exceptions:
    """The exceptions of all claims: each list is read once for each time of its areas.

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
        self._of: dict[int, IntArray] = {}
        self._position, self._tables = position, tables
        if coded is None and EXCEPTED in claims:
            coded = Coded.of(claims[EXCEPTED])
        if coded is None:
            return
        rows = np.flatnonzero(coded.matching(np.array([bool(ids) for ids in coded.words], bool)))
        lists = [coded.words[code] for code in coded.codes[rows].tolist()]
        self._spans = tables.spans({name for ids in set(lists) for name in ids})
        known: dict[tuple[int, ...], IntArray] = {}
        days = claims["best"].to_numpy()[rows].tolist()
        for row, ids, day in zip(rows.tolist(), lists, days, strict=True):
            meant = tuple(self._meant(ids, day))
            if meant not in known:
                known[meant] = self._nodes(meant)
            self._of[row] = known[meant]

    def of(self, claim: int) -> IntArray | None:
        """The targets that a claim leaves out, by its position in the table; None for none."""
        return self._of.get(claim)

    def spread(self, also: Callable[[IntArray], IntArray]) -> Exceptions:
        """The same exceptions, of more targets.

        Parameters
        ----------
        also : callable
            Gives for some targets the numbers of all that the same is said of.
        """
        found = copy(self)
        found._of = {claim: also(nodes) for claim, nodes in self._of.items()}
        return found

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Every target, by its number, and each claim that leaves it out."""
        count = [len(nodes) for nodes in self._of.values()]
        claims = np.repeat(np.array(list(self._of), dtype=np.int64), count)
        return np.concatenate([np.empty(0, dtype=np.int64), *self._of.values()]), claims

    def _meant(self, ids: Sequence[str], day: int) -> Iterator[int]:
        """What is named: rows of areas as they are on a day, and positions of places, inverted."""
        for name in ids:
            if name in self._position:
                yield ~self._position[name]
                continue
            rows = [row for row, start, end in self._spans.get(name, ()) if start <= day < end]
            yield from rows[-1:]

    def _nodes(self, meant: Sequence[int]) -> IntArray:
        """The units and places in it, each once."""
        tables, units = self._tables, len(self._tables.unit_ids)
        parts = [np.array([units + ~number for number in meant if number < 0], dtype=np.int64)]
        for row in (number for number in meant if number >= 0):
            parts += [tables.area_units[row], units + tables.area_places[row]]
        return np.unique(np.concatenate(parts))
