"""Longitudes of land on both sides of the 180th meridian: where to begin counting.

Stored longitudes run from -180 to 180, and land across the meridian is split there, so that its two
halves lie at the two ends of the numbers. Whoever draws it, or says how far it reaches, counts on
from the eastern half: -179 becomes 181. The *seam* is the longitude from which the counting begins.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["bbox_of", "continuous", "parts_bounds", "seam_of"]

FloatArray = npt.NDArray[np.float64]

_HALF: Final = 180.0
_TURN: Final = 360.0


def seam_of(west: npt.ArrayLike, east: npt.ArrayLike) -> float | None:
    """The longitude west of which 360 is to be added; None where that makes nothing narrower.

    Parameters
    ----------
    west, east : array of float, shape (n,), degrees
        What the parts of some land cover, none across the 180th meridian.

    Examples
    --------
    >>> seam_of([177.0, -180.0], [180.0, -178.0])
    -0.5
    >>> seam_of([-12.0], [4.0]) is None
    True
    """
    begin, end = np.asarray(west, dtype=float), np.asarray(east, dtype=float)
    known = np.isfinite(begin) & np.isfinite(end)
    begin, end = begin[known], end[known]
    if not len(begin) or end.max() - begin.min() <= _HALF:
        return None
    order = np.argsort(begin, kind="stable")
    begin, reached = begin[order], np.maximum.accumulate(end[order])
    gaps = begin[1:] - reached[:-1]
    if not len(gaps):
        return None
    widest = int(np.argmax(gaps))
    if gaps[widest] <= _TURN - (reached[-1] - begin[0]):
        return None
    return float((reached[widest] + begin[widest + 1]) / 2)


def continuous(lon: npt.ArrayLike, seam: float | None) -> FloatArray:
    """Longitudes counted from the seam on.

    >>> continuous([177.0, -179.0], -0.5)
    array([177., 181.])
    """
    degrees = np.asarray(lon, dtype=float)
    return degrees if seam is None else np.where(degrees < seam, degrees + _TURN, degrees)


def parts_bounds(shapes: npt.ArrayLike) -> FloatArray:
    """Bounds of the single parts of geometries, shape (n, 4)."""
    bounds: FloatArray = shapely.bounds(shapely.get_parts(np.asarray(shapes, dtype=object)))
    return bounds


def bbox_of(bounds: npt.ArrayLike) -> list[float]:
    """West, south, east and north of all bounds together, as RFC 7946 (5.2) has them.

    Where land lies across the 180th meridian, west is the larger number.

    Parameters
    ----------
    bounds : array of float, shape (n, 4)
        Of single parts, none across the meridian.

    Examples
    --------
    >>> bbox_of([(177.0, -19.0, 180.0, -16.0), (-180.0, -20.0, -178.0, -17.0)])
    [177.0, -20.0, -178.0, -16.0]
    """
    boxes = np.asarray(bounds, dtype=float).reshape(-1, 4)
    seam = seam_of(boxes[:, 0], boxes[:, 2])
    west, east = continuous(boxes[:, 0], seam).min(), continuous(boxes[:, 2], seam).max()
    if seam is not None:
        east = east - _TURN if east > _HALF else east
        west = west - _TURN if west >= _HALF else west
    return [float(west), float(boxes[:, 1].min()), float(east), float(boxes[:, 3].max())]
