"""Whether neighbours share their edges: by matching all edges at once, and looking at the rest.

An edge of two areas, one on each side, is right. An edge of one area alone is right only if no
other area lies over it, or beside it with narrow ground between. Nearly all edges of a sound layer
are of the first kind, which sorting tells. Shapely looks at the others: those of the border of the
country, with the areas beside them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from mapper.core.geodesy import FloatArray, Shapes

__all__ = ["edges_match"]

_FEW = 300
"""Areas below which walking around each is as fast."""
_POLYGONS = (3, 6)
"""Type ids of polygons and multipolygons in shapely."""
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
"""Odd numbers that spread the bits of coordinates; which ones does not matter."""


def edges_match(shapes: Shapes, gap_width: float) -> bool:
    """Whether areas surely have no overlaps, edges that do not match, or narrow ground between.

    As ``shapely.coverage_is_valid``, which walks around each area: a third of the time and less
    where most areas lie inside. False is no verdict: then that has to be asked.

    Parameters
    ----------
    shapes : array of polygons, shape (n,), EPSG:4326
    gap_width : float
        Ground between areas is narrow up to this width, in degrees.

    Examples
    --------
    >>> x, y = np.indices((40, 40)).reshape(2, -1)
    >>> squares = shapely.box(x, y, x + 1, y + 1)
    >>> edges_match(squares, 0.0001), edges_match(np.append(squares, squares[9]), 0.0001)
    (True, False)
    """
    if len(shapes) < _FEW or not np.isin(shapely.get_type_id(shapes), _POLYGONS).all():
        return False
    begin, end = _directed(shapes)
    alone = _unmatched(begin, end)
    if alone is None:
        return False
    west, south = np.minimum(begin[alone], end[alone]).T - gap_width
    east, north = np.maximum(begin[alone], end[alone]).T + gap_width
    beside = np.unique(shapely.STRtree(shapes).query(shapely.box(west, south, east, north))[1])
    if 2 * len(beside) > len(shapes):
        return False
    return bool(shapely.coverage_is_valid(shapes[beside], gap_width=gap_width))


def _directed(shapes: Shapes) -> tuple[FloatArray, FloatArray]:
    """Where each edge begins and ends, the area on its left; edges of no length are left out."""
    polygons = shapely.get_parts(shapes)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = polygon[1:] != polygon[:-1]
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    corners += 0.0  # the zero below zero is the other one
    edge = np.flatnonzero((ring[1:] == ring[:-1]) & (corners[1:] != corners[:-1]).any(axis=1))
    ahead = (shapely.is_ccw(rings) == outer)[ring[edge]]
    return corners[np.where(ahead, edge, edge + 1)], corners[np.where(ahead, edge + 1, edge)]


def _unmatched(begin: FloatArray, end: FloatArray) -> npt.NDArray[np.intp] | None:
    """Positions of edges of one area alone; None if an edge has two areas on one side."""
    order, fresh = _grouped(begin, end)
    first = np.flatnonzero(fresh)
    size = np.diff(np.append(first, len(order)))
    one, other = order[first[size == 2]], order[first[size == 2] + 1]
    if (size > 2).any() or not np.array_equal(begin[one], end[other]):
        return None
    if not np.array_equal(end[one], begin[other]):
        return None
    single: npt.NDArray[np.intp] = order[first[size == 1]]
    return single


def _grouped(
    begin: FloatArray, end: FloatArray
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """An order in which edges of the same two corners stand together, and where each group begins.

    By a number mixed from the corners, the same in both directions. Two edges may have it by
    chance: whoever compares their corners finds that out.
    """
    a, b = (_mixed(corners) for corners in (begin, end))
    key = a + b + (a ^ b) * _MIXERS[2]
    order = np.argsort(key)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = key[order][1:] != key[order][:-1]
    return order, fresh


def _mixed(corners: FloatArray) -> npt.NDArray[np.uint64]:
    x, y = np.ascontiguousarray(corners.T).view(np.uint64)
    mixed = x * _MIXERS[0] + y * _MIXERS[1]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIXERS[2]
    result: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(32))
    return result
