"""Where two places are equally near: borders of nearest-place cells on the ellipsoid.

Which cells are neighbours is read off a planar Voronoi diagram in a stereographic projection,
which is that of the sphere but for the flattening of the Earth. The diagram's corners and sides
are then put where they belong: all points in space that are equally far from two places lie in a
plane, and its section with the ellipsoid is the border. (Equally far through the Earth is equally
far along it to within 1 m for places 500 km apart; see ``docs/area-models.md``.)

References
----------
Okabe, Boots, Sugihara and Chiu (2000), Spatial Tessellations, 2nd ed.: Voronoi diagrams on a
sphere by stereographic projection (section 3.7).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.areas.nearest import Centre
from mapper.core.geodesy import (
    FloatArray,
    Shapes,
    on_ellipsoid,
    points_at,
    to_lonlat,
    to_xyz,
    wrapped,
)

__all__ = ["MOST_REACH_KM", "Borders", "arcs", "nearest_borders", "plane_curves"]

IntArray = npt.NDArray[np.int64]

MOST_REACH_KM: Final = 5000.0
"""A case may reach this far from its middle: 10,000 km across."""
TOLERANCE_M: Final = 1.0
"""How far a border may lie from the straight line between two of its vertices on a map."""
ARC_TOLERANCE_M: Final = 10.0
"""How far the sides of a polygon that stands for a circle run inside it at most."""
_HELPERS: Final = 12
"""Points around the case that close the cells of its outermost places."""
_HELPERS_AT: Final = 3.1
"""Their distance from the middle, in reaches of the case: every point of the case is nearer to a
place (2 reaches at most) than to a helper."""
_MOST_HALVINGS: Final = 12
_METRES_PER_DEGREE: Final = 111_320.0


class Borders:
    """Borders between neighbouring cells, and how far each cell reaches.

    Attributes
    ----------
    lines : array of LineString, EPSG:4326
    corner_km : array of float, shape (places,)
        Distance from each place to the farthest corner of its cell; it may lie outside the case.
    """

    def __init__(self, lines: Shapes, corner_km: FloatArray) -> None:
        self.lines, self.corner_km = lines, corner_km


def nearest_borders(places: FloatArray, centre: Centre) -> Borders:
    """The borders of the cells of all points that have the same nearest place.

    Parameters
    ----------
    places : array of float, shape (n, 2)
        Longitude and latitude in degrees; no two the same.
    centre : Centre
        Of the case; none of the places may lie farther from it than its ``reach_km``.
    """
    azimuth = np.linspace(0.0, 360.0, _HELPERS, endpoint=False)
    away = max(centre.reach_km, 1.0) * _HELPERS_AT
    lon, lat = centre.lonlat
    sites = np.concatenate([places, points_at(lon, lat, azimuth, away)])
    flat = centre.project(sites)
    size = np.abs(flat).max() * 4.0
    world = shapely.box(-size, -size, size, size)
    diagram = shapely.voronoi_polygons(shapely.multipoints(flat), extend_to=world, ordered=True)
    drawn, cell, ends = _sides(shapely.get_parts(diagram))
    xyz = to_xyz(sites)
    corners = ends[:, 0]
    at = _corner_points(corners, cell, xyz, to_xyz(centre.unproject(drawn)))
    own = cell < len(places)
    corner_km = np.zeros(len(sites))
    apart = np.linalg.norm(at[corners] - xyz[cell], axis=1)
    known = np.isfinite(apart) & own
    np.maximum.at(corner_km, cell[known], apart[known] / 1000.0)
    first, second = _pairs(ends)
    inner = own[first] & own[second]
    first, second = first[inner], second[inner]
    p, q = xyz[cell[first]], xyz[cell[second]]
    lines = plane_curves(at[ends[first, 0]], at[ends[first, 1]], p - q)
    return Borders(lines, corner_km[: len(places)])


def _sides(cells: Shapes) -> tuple[FloatArray, IntArray, IntArray]:
    """All corners, and for each side of each cell its cell and the numbers of its two corners."""
    points, cell = shapely.get_coordinates(cells, return_index=True)
    corners, inverse = np.unique(points, axis=0, return_inverse=True)
    numbers = inverse.reshape(-1).astype(np.int64)
    inside = cell[1:] == cell[:-1]
    ends = np.stack([numbers[:-1], numbers[1:]], axis=1)[inside]
    keep = ends[:, 0] != ends[:, 1]
    return corners, cell[:-1][inside][keep].astype(np.int64), ends[keep]


def _corner_points(
    corners: IntArray, cell: IntArray, xyz: FloatArray, drawn: FloatArray
) -> FloatArray:
    """Where three neighbours are equally far, geocentric; NaN for the rim of the plane.

    There are two such points, one on either side of the Earth: the one near the drawn corner.
    """
    result = np.full(drawn.shape, np.nan)
    pairs = np.unique(np.stack([corners, cell], axis=1), axis=0)
    corner, start, count = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    start, corner = start[count >= 3], corner[count >= 3]
    a, b, c = (xyz[pairs[start + i, 1]] for i in range(3))
    u, v = b - a, c - a
    w = np.cross(u, v)
    uu, vv, ww = ((x * x).sum(axis=1, keepdims=True) for x in (u, v, w))
    middle = a + (vv * np.cross(w, u) + uu * np.cross(v, w)) / (2.0 * ww)
    outward = np.sign((w * drawn[corner]).sum(axis=1, keepdims=True))
    result[corner] = on_ellipsoid(middle, w * outward)
    return result


def _pairs(ends: IntArray) -> tuple[IntArray, IntArray]:
    """Sides that two cells share: the positions of both."""
    key = np.sort(ends, axis=1)
    order = np.lexsort((key[:, 1], key[:, 0]))
    same = (key[order][1:] == key[order][:-1]).all(axis=1)
    return order[:-1][same], order[1:][same]


def plane_curves(start: FloatArray, end: FloatArray, normal: FloatArray) -> Shapes:
    """Curves on the ellipsoid in planes through both of their ends, as lines on a map.

    Vertices lie on the curve; between them it is nowhere farther than ``TOLERANCE_M`` from the
    straight line in longitude and latitude.

    Parameters
    ----------
    start, end, normal : array of float, shape (n, 3)
        Geocentric; rows with a NaN are left out.

    Returns
    -------
    array of LineString
        Cut at the antimeridian.
    """
    known = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    start, end, normal = start[known], end[known], normal[known]
    normal = normal / np.linalg.norm(normal, axis=1, keepdims=True)
    found: list[Shapes] = []
    left = np.arange(len(start))
    for halvings in range(_MOST_HALVINGS + 1):
        if not len(left):
            break
        share = np.linspace(0.0, 1.0, 2 ** (halvings + 1) + 1)[None, :, None]
        chord = start[left, None] + (end - start)[left, None] * share
        across = normal[left, None]
        upward = chord - (chord * across).sum(axis=-1, keepdims=True) * across
        points = to_lonlat(on_ellipsoid(chord, upward))
        points[..., 0] = np.unwrap(points[..., 0], period=360.0, axis=1)
        fine = (_off_line(points) <= TOLERANCE_M) | (halvings == _MOST_HALVINGS)
        found.append(shapely.linestrings(points[fine][:, ::2]))
        left = left[~fine]
    return wrapped(np.concatenate(found)) if found else np.empty(0, dtype=object)


def _off_line(points: FloatArray) -> FloatArray:
    """How far, in m, every second point lies from the middle of its neighbours at most."""
    middle = (points[:, :-2:2] + points[:, 2::2]) / 2.0
    true = points[:, 1::2]
    off = (true - middle) * _METRES_PER_DEGREE
    across = off[..., 0] * np.cos(np.radians(true[..., 1]))
    result: FloatArray = np.hypot(across, off[..., 1]).max(axis=1)
    return result


def arcs(places: FloatArray, radius_km: float) -> FloatArray:
    """Points at a geodesic distance around places, close enough to be joined by straight lines.

    Returns
    -------
    array of float, shape (n, m, 2)
        The last point of each circle is the first; longitudes may run past ±180°.
    """
    step = 2.0 * np.sqrt(2.0 * ARC_TOLERANCE_M / (radius_km * 1000.0))
    azimuth = np.linspace(0.0, 360.0, max(24, int(np.ceil(2.0 * np.pi / step))) + 1)
    points = points_at(places[:, None, 0], places[:, None, 1], azimuth[None], radius_km)
    points[..., 0] = np.unwrap(points[..., 0], period=360.0, axis=1)
    return points
