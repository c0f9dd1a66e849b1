"""Units joined into areas, again and again: only the parts that changed are joined anew.

Areas of many units are put together from *tiles*: small runs of neighbouring units, of which the
joined parts are kept. From one date to the next few tiles change, and a tile has hardly any
border left to compare. What comes out depends on the units alone, never on what was asked before.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["Dissolver"]

TILE: Final = 64
"""Units in one tile."""
LARGE: Final = 1024
"""From so many units on an area is put together from tiles; below, joining all is as fast."""
KEPT: Final = 2**14
"""Parts of tiles that are kept; a country of 33,000 units has about 500 tiles."""


class Dissolver:
    """Joins units of a coverage.

    Parameters
    ----------
    units : GeoSeries
        Polygons that share their edges vertex by vertex.
    large : int
        Smallest number of units that is put together from tiles.

    Examples
    --------
    >>> row = gpd.GeoSeries([shapely.box(i, 0, i + 1, 1) for i in range(4)])
    >>> Dissolver(row).joined(np.array([True, True, False, True])).area
    3.0
    """

    def __init__(self, units: gpd.GeoSeries, *, large: int = LARGE) -> None:
        self._shapes = units.to_numpy()
        self._large = large
        self._order = np.arange(len(units))
        if len(units) >= large:
            self._order = np.argsort(units.hilbert_distance().to_numpy(), kind="stable")
        self._parts: OrderedDict[tuple[int, bytes], Any] = OrderedDict()

    def joined(self, members: npt.NDArray[np.bool_]) -> Any:
        """The area of some units together.

        Parameters
        ----------
        members : ndarray of bool, one per unit

        Returns
        -------
        shapely Polygon or MultiPolygon
        """
        if np.count_nonzero(members) < self._large:
            return shapely.coverage_union_all(self._shapes[members])
        count = -(-len(self._order) // TILE)
        table = np.zeros((count, TILE), dtype=bool)
        table.ravel()[: len(self._order)] = members[self._order]
        bits = np.packbits(table, axis=1)
        tiles = np.flatnonzero(table.any(axis=1)).tolist()
        return shapely.coverage_union_all([self._part(tile, table, bits) for tile in tiles])

    def _part(self, tile: int, table: npt.NDArray[np.bool_], bits: npt.NDArray[np.uint8]) -> Any:
        """The members of one tile together."""
        key = (tile, bits[tile].tobytes())
        part = self._parts.get(key)
        if part is None:
            units = self._order[tile * TILE : (tile + 1) * TILE]
            mask = table[tile, : len(units)]
            self._parts[key] = part = shapely.coverage_union_all(self._shapes[units[mask]])
            if len(self._parts) > KEPT:
                self._parts.popitem(last=False)
        else:
            self._parts.move_to_end(key)
        return part
