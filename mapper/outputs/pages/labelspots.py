"""Where the name of an area may stand on a map: the middle of its widest part, and other spots.

A page chooses among the spots: a name gives way to the dots of towns. What a page cannot see is
decided here: that a name stands on its area, and not on an enclave inside it::

    ┌───────────────────┐
    │  1    2    3      │    spots of a ring: beside, above and below its hole,
    │    ┌───────┐      │    each with the room that a name has there
    │ 4  │ hole  │   5  │
    │    └───────┘      │
    │  6    7    8      │
    └───────────────────┘
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from mapper.outputs.pages.plain import Payload, rounded

__all__ = ["label_place"]

WIDE: Final = 3.0
"""Names are wider than tall: spots are sought in an area that is made narrower by this."""
OVERHANG: Final = 1.7
"""How far a name may reach beyond the widest circle in its area, in its radii."""
ELLIPSE_SHARE: Final = 1.1
"""The same for the wide ellipse, in its half width: a name is shorter at its corners."""
HOLE_SHARE: Final = 2.2
"""Half the width of a name, in (narrowed) distances to the next hole, that keeps out of it."""
LATTICE: Final = 25
"""Points along each side at which an area is looked at."""
SPOTS: Final = 7
"""Spots beside the first."""
AS_GOOD: Final = 0.95
"""Share of the most room from which on a spot nearer the middle is better."""
APART: Final = 0.5
"""Least distance between spots, in (narrowed) radii of the first."""
LEAST: Final = 0.3
"""Least radius of a spot, in those of the first: below, it is a corner of the area."""


def label_place(shape: Any) -> Payload:
    """Where the name of an area fits.

    Parameters
    ----------
    shape : shapely.Polygon or shapely.MultiPolygon
        In degrees.

    Returns
    -------
    dict
        ``lon``, ``lat`` and ``room`` of the best spot: half the width in degrees of longitude
        that a name may have there. ``spots``: a list of the same three for the others, best first.
    """
    rough = shapely.simplify(shape, 0.02)
    rough = shape if rough.is_empty else rough
    shrink = _east(rough) / WIDE
    narrow = shapely.transform(rough, lambda xy: xy * (shrink, 1.0))
    circle = shapely.maximum_inscribed_circle(narrow, tolerance=0.02)
    middle = shapely.points(shapely.get_coordinates(circle)[0])
    points = np.concatenate([[middle], _inside(narrow)])
    radius = shapely.distance(shapely.boundary(narrow), points)
    chosen = _apart(points, radius, shapely.centroid(narrow))
    spots = shapely.get_coordinates(points[chosen]) / (shrink, 1.0)
    rooms = _rooms(rough, narrow, points[chosen], radius[chosen], shrink)
    rows = [
        [rounded(x, 4), rounded(y, 4), rounded(room, 3)]
        for (x, y), room in zip(spots.tolist(), rooms.tolist(), strict=True)
    ]
    lon, lat, room = rows[0]
    return {"lon": lon, "lat": lat, "room": room, "spots": rows[1:]}


def _east(shape: Any) -> float:
    """How long a degree to the east is on a map, in degrees to the north."""
    _, south, _, north = shapely.bounds(shape)
    return max(float(np.cos(np.radians((south + north) / 2))), 0.05)


def _inside(shape: Any) -> Any:
    """Points of a lattice that lie in a shape."""
    west, south, east, north = shapely.bounds(shape)
    x, y = np.meshgrid(np.linspace(west, east, LATTICE), np.linspace(south, north, LATTICE))
    points = shapely.points(x.ravel(), y.ravel())
    shapely.prepare(shape)
    return points[shapely.contains(shape, points)]


def _apart(points: Any, radius: Any, middle: Any) -> list[int]:
    """The best point, and others that have room around them and are not near each other.

    Of points with nearly as much room as any the best is the one nearest the middle.
    """
    wide = radius >= AS_GOOD * radius.max()
    chosen = [int(np.argmin(np.where(wide, shapely.distance(points, middle), np.inf)))]
    best = radius[chosen[0]]
    gaps = shapely.distance(points, points[chosen[0]])
    for _ in range(SPOTS):
        fit = (radius >= LEAST * best) & (gaps >= APART * best)
        if not fit.any():
            break
        chosen.append(int(np.argmax(np.where(fit, radius, -1.0))))
        gaps = np.minimum(gaps, shapely.distance(points, points[chosen[-1]]))
    return chosen


def _rooms(rough: Any, narrow: Any, points: Any, radius: Any, shrink: float) -> Any:
    """Half the width that a name may have at each point, in degrees of longitude."""
    east = shrink * WIDE
    true = shapely.transform(rough, lambda xy: xy * (east, 1.0))
    there = shapely.transform(points, lambda xy: xy * (WIDE, 1.0))
    circle = shapely.distance(shapely.boundary(true), there)
    rooms = np.maximum(OVERHANG * circle, ELLIPSE_SHARE * WIDE * radius)
    rings = [ring for part in shapely.get_parts(narrow) for ring in part.interiors]
    if rings:
        gap = shapely.distance(shapely.multilinestrings(rings), points)
        rooms = np.minimum(rooms, HOLE_SHARE * gap)
    return rooms / east
