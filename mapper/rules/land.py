"""What an area model hands to the timeline: plain tables without geometry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["AreaTables", "IntArray"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AreaTables:
    """Who belongs where and who decides whom, as integer positions.

    Positions of units refer to ``unit_ids``, those of places to the places table of the case.
    -1 stands for "none".

    Attributes
    ----------
    unit_ids : tuple of str
    unit_decider : int array, shape (units,)
        The place whose control the unit's land follows.
    unit_by_seat : bool array, shape (units,)
        Whether that place is only the seat of an area around the unit, not a place inside it.
    place_unit : int array, shape (places,)
        The unit in which a place lies.
    place_seat : int array, shape (places,)
        The seat that a town without own claims follows.
    areas : DataFrame
        One row for each area and frame: area_id, level, frame, name, valid_from, valid_to
        (days since 1970-01-01; int64 minimum and maximum where unbounded).
    area_units : tuple of int arrays
        The units of each row of ``areas``.
    area_places : tuple of int arrays
        The places of each row of ``areas``.
    no_data : int array
        Units of which the area model says nothing: no tracked place is near enough.
    """

    unit_ids: tuple[str, ...]
    unit_decider: IntArray
    unit_by_seat: npt.NDArray[np.bool_]
    place_unit: IntArray
    place_seat: IntArray
    areas: pd.DataFrame
    area_units: tuple[IntArray, ...]
    area_places: tuple[IntArray, ...]
    no_data: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def spans(self, area_ids: Collection[str]) -> dict[str, list[tuple[int, int, int]]]:
        """Rows of ``areas`` for some areas, each with its first day and the day after its last."""
        rows = np.flatnonzero(self.areas["area_id"].isin(list(area_ids)).to_numpy())
        table = self.areas[["area_id", "valid_from", "valid_to"]].iloc[rows]
        found: dict[str, list[tuple[int, int, int]]] = {}
        for row, (name, start, end) in zip(
            rows.tolist(), table.itertuples(index=False), strict=True
        ):
            found.setdefault(name, []).append((row, start, end))
        return found

    def area_on(self, area_id: str, day: int) -> int:
        """Row of ``areas`` for an area on a day (days since 1970-01-01), or -1."""
        rows = self.areas
        fits = (rows["area_id"] == area_id) & (rows["valid_from"] <= day) & (day < rows["valid_to"])
        found = np.flatnonzero(fits.to_numpy())
        return int(found[-1]) if len(found) else -1
