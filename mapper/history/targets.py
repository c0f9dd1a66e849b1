"""Targets: what has intervals of its own, and what its number means.

Tables of intervals and evidence name a target by a number, units first, then places, each in the
order of its table: with 701 units, 0 is the first unit and 701 the first place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.history.targetnumbers import TargetNumbers

__all__ = ["Numbers", "Targets"]

Numbers = npt.NDArray[np.int64]


class Targets(TargetNumbers):
    """The units and places of a history, by number.

    Parameters
    ----------
    units : DataFrame
        Indexed by unit_id: name.
    places : DataFrame
        Indexed by place_id: name, unit_id.

    Examples
    --------
    >>> units = pd.DataFrame({"name": ["Gao", "Ansongo"]}, index=["u1", "u2"])
    >>> places = pd.DataFrame({"name": ["Gao"], "unit_id": ["u1"]}, index=["gao"])
    >>> targets = Targets(units, places)
    >>> targets.of_place(0), targets.kind(2), targets.id(2), targets.unit_of(2)
    (2, 'place', 'gao', 0)
    """

    __slots__ = ("_ids", "_names", "_place_units", "places", "units")

    def __init__(self, units: pd.DataFrame, places: pd.DataFrame) -> None:
        self.units, self.places = units, places
        self.unit_count = len(units)
        self._ids: list[str] | None = None
        self._names: list[str] | None = None
        self._place_units: Numbers | None = None

    def __len__(self) -> int:
        return self.unit_count + len(self.places)

    # -- one target ------------------------------------------------------------------------

    def id(self, number: int) -> str:
        """The unit_id or place_id of a target."""
        if self._ids is None:
            self._ids = [*self.units.index.tolist(), *self.places.index.tolist()]
        return self._ids[number]

    def name(self, number: int) -> str:
        """Name of a target."""
        if self._names is None:
            self._names = [*self.units["name"].tolist(), *self.places["name"].tolist()]
        return self._names[number]

    def value(self, number: int, column: str) -> Any:
        """What the target's own table says of it."""
        table = self.units if number < self.unit_count else self.places
        return table[column].iat[self.row(number)]

    def unit_of(self, number: int) -> int:
        """Number of the unit that a target is or lies in; -1 for a place in none."""
        return int(self.units_of([number])[0])

    # -- many targets ----------------------------------------------------------------------

    def are_units(self, numbers: Any) -> npt.NDArray[np.bool_]:
        """Which of many targets are units."""
        return np.asarray(np.asarray(numbers) < self.unit_count)

    def units_of(self, numbers: Any) -> Numbers:
        """Number of the unit that each of many targets is or lies in; -1 for a place in none."""
        found = np.array(numbers, dtype=np.int64)
        land = found < self.unit_count
        if self._place_units is None and not land.all():
            rows = self.units.index.get_indexer(self.places["unit_id"])
            self._place_units = rows.astype(np.int64)
        if self._place_units is not None:
            found[~land] = self._place_units[found[~land] - self.unit_count]
        return found

    def kinds(self, numbers: Any) -> npt.NDArray[np.str_]:
        """What each of many targets is: ``unit`` or ``place``."""
        return np.where(self.are_units(numbers), "unit", "place")

    def place_rows(self, numbers: Any) -> Numbers:
        """Rows of the table of places for targets that are places, in their order."""
        found = np.asarray(numbers, dtype=np.int64)
        return found[found >= self.unit_count] - self.unit_count

    def parted(self, numbers: Iterable[int]) -> tuple[list[int], list[int]]:
        """Rows of the units and rows of the places among some targets, each sorted and once."""
        ordered = sorted(set(numbers))
        units = [number for number in ordered if number < self.unit_count]
        return units, [number - self.unit_count for number in ordered[len(units) :]]
