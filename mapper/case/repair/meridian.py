"""Areas across the 180th meridian: how they are drawn, and splitting those that are not."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import shapely

from mapper.case.layers.boundaries import has_long_edge
from mapper.core.geodesy import wrapped

__all__ = ["Crossing", "crossing", "split"]

Shapes = npt.NDArray[np.object_]
Crossing = Literal["no", "split", "unsplit"]

_EDGE: Final = 180.0
_AT_EDGE: Final = 1e-6
"""Degrees within which a corner lies at the meridian."""
_CLOSED: Final = 1e-9


def crossing(shapes: Shapes) -> Crossing:
    """How a layer goes across the 180th meridian, if it does."""
    bounds = shapely.bounds(shapes)
    if has_long_edge(shapes).any() or (np.abs(bounds[:, [0, 2]]) > _EDGE + _AT_EDGE).any():
        return "unsplit"
    at_west = (bounds[:, 0] <= -_EDGE + _AT_EDGE).any()
    at_east = (bounds[:, 2] >= _EDGE - _AT_EDGE).any()
    return "split" if at_west and at_east else "no"


def split(shape: shapely.Geometry) -> shapely.Geometry | None:
    """A polygon whose longitudes jump or run past 180°, in parts that do neither.

    Returns
    -------
    geometry or None
        None if a ring goes round a pole: where it would have to be cut is not known.
    """
    parts = []
    for part in shapely.get_parts(shape):
        shell = _unrolled(np.asarray(part.exterior.coords))
        if shell is None:
            return None
        middle = shell[:, 0].mean()
        holes = []
        for ring in part.interiors:
            hole = _unrolled(np.asarray(ring.coords))
            if hole is None:
                return None
            hole[:, 0] += 360.0 * np.round((middle - hole[:, 0].mean()) / 360.0)
            holes.append(hole)
        shell_turns = 360.0 * np.round(middle / 360.0)
        rings = [ring - (shell_turns, 0.0) for ring in (shell, *holes)]
        polygon = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]), method="structure")
        parts += list(shapely.get_parts(polygon))
    pieces = wrapped(np.array(parts, dtype=object))
    polygons = pieces[shapely.get_type_id(pieces) == 3]
    return shapely.union_all(polygons)


def _unrolled(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """A ring with longitudes that go on where they jumped; None if it does not close then."""
    rolled = corners.copy()
    rolled[:, 0] = np.unwrap(corners[:, 0], period=360.0)
    return rolled if abs(rolled[0, 0] - rolled[-1, 0]) < _CLOSED else None
