"""Which area each place counts in: the one it lies in, or the nearest if that is near enough.

Outlines are generalised and gazetteers are not: a port or an island's town often lies some hundred
metres off the drawn coast. Up to ``snap_km`` it counts in the nearest area, or in the one that its
row names if that is near enough as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.core.geodesy import FloatArray, Shapes, distance_km

__all__ = ["Homes", "containing", "distance_to_km", "homes", "points_inside", "points_within"]

IntArray = npt.NDArray[np.int64]

_KM_OF_DEGREE: Final = 110.5
"""A degree of latitude has no fewer km anywhere on the ellipsoid."""
_LEAST_COSINE: Final = 1e-6
_MOST_CORNERS: Final = 5_000_000
"""Corners of areas that are measured at once: about 0.2 GB."""
_SLACK: Final = 1.01
_MANY: Final = 4
"""Points for each polygon from which it pays to prepare polygons."""


@dataclass(frozen=True, slots=True)
class Homes:
    """The area of each place.

    Attributes
    ----------
    area : int array, shape (places,)
        Position of the area that the place counts in; -1 if it lies too far outside of all.
    nearest : int array
        The area that it lies in, or the nearest one.
    km : float array
        Geodesic distance to ``area``, or to ``nearest`` where there is none; 0 inside.
    """

    area: IntArray
    nearest: IntArray
    km: FloatArray


def homes(points: FloatArray, named: IntArray, shapes: Shapes, snap_km: float) -> Homes:
    """The area of each place.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Longitude and latitude in degrees.
    named : int array, shape (n,)
        Position of the area that the row of the place names, or -1. Of several areas that a
        place touches, or that are near enough, it is this one.
    shapes : array of polygons, EPSG:4326
    snap_km : float
        How far outside of an area a place may lie and count in it; 0 for not at all.
    """
    geometry = shapely.points(points)
    area = containing(geometry, shapes)
    touches = (named >= 0) & shapely.intersects(shapes[named], geometry)
    area = np.where(touches, named, area)
    nearest, km = area.copy(), np.zeros(len(points))
    out = np.flatnonzero(area < 0)
    if len(out) and len(shapes):
        nearest[out], km[out] = _nearest(points[out], shapes)
        area[out] = np.where(km[out] <= snap_km, nearest[out], -1)
        stated = out[named[out] >= 0]
        own_km = distance_to_km(points[stated], shapes[named[stated]])
        near = stated[own_km <= snap_km]
        area[near], km[near] = named[near], own_km[own_km <= snap_km]
    return Homes(area, nearest, km)


def points_inside(points: FloatArray, found: Homes, shapes: Shapes) -> Shapes:
    """The places as points; one that lies outside its area as a point within that area."""
    geometry: Shapes = shapely.points(points)
    moved = np.flatnonzero((found.area >= 0) & (found.km > 0))
    geometry[moved] = shapely.point_on_surface(shapes[found.area[moved]])
    return geometry


def containing(points: Shapes, shapes: Shapes) -> IntArray:
    """Position of the polygon that each point lies in (the first, on a border), or -1."""
    found = np.full(len(points), -1, dtype=np.int64)
    hit, polygon = points_within(points, shapes)
    order = np.lexsort((polygon, hit))[::-1]
    found[hit[order]] = polygon[order]
    return found


def points_within(points: Shapes, shapes: Shapes) -> tuple[IntArray, IntArray]:
    """Positions of each point and each polygon that it lies in or touches, as pairs.

    Where many points lie in each polygon, the polygons ask a tree of points: each is prepared once,
    where a tree of polygons looks at all corners of a large one again for every point in it.
    """
    if len(points) < _MANY * len(shapes):
        hit, polygon = shapely.STRtree(shapes).query(points, predicate="intersects")
        return hit, polygon
    # Copies: what is prepared takes memory while it lives, and may not be shared between threads.
    prepared = shapely.force_2d(shapes)
    shapely.prepare(prepared)
    polygon, hit = shapely.STRtree(points).query(prepared, predicate="intersects")
    return hit, polygon


def _nearest(points: FloatArray, shapes: Shapes) -> tuple[IntArray, FloatArray]:
    """The nearest shape of each point, the first of equals, and its distance in km.

    The nearest in degrees gives a distance that is surely not too small; what lies within it is
    measured.
    """
    tree = shapely.STRtree(shapes)
    rough = tree.query_nearest(shapely.points(points), all_matches=False)[1]
    bound = distance_to_km(points, shapes[rough]) * _SLACK
    high = bound / _KM_OF_DEGREE
    wide = np.minimum(high / _cosine(np.abs(points[:, 1]) + high), 360.0)
    x, y = points.T
    hit, shape = tree.query(shapely.box(x - wide, y - high, x + wide, y + high), "intersects")
    hit, shape = np.append(hit, np.arange(len(points))), np.append(shape, rough)
    km = distance_to_km(points[hit], shapes[shape])
    order = np.lexsort((shape, km, hit))
    first = order[np.unique(hit[order], return_index=True)[1]]
    return shape[first].astype(np.int64), km[first]


def distance_to_km(points: FloatArray, shapes: Shapes) -> FloatArray:
    """Geodesic distance in km of each point to the shape beside it; 0 inside.

    Sides of the shapes are straight in degrees, as they are for whether a point lies inside. The
    nearest point is found on a map that is true to scale around the point, so that the distance
    is exact for what is near, and at most a little too large for what is far.

    Parameters
    ----------
    points : array of float, shape (n, 2), degrees
    shapes : array of polygons, shape (n,), EPSG:4326

    Examples
    --------
    >>> distance_to_km(np.array([[1.1, 0.5], [0.5, 0.5]]), np.array([shapely.box(0, 0, 1, 1)] * 2))
    array([11.13...,  0.        ])
    """
    result = np.zeros(len(points))
    for some in _portions(shapes):
        scale = np.stack([_cosine(points[some, 1]), np.ones(len(points[some]))], axis=1)
        corners, index = shapely.get_coordinates(shapes[some], return_index=True)
        flat = shapely.set_coordinates(shapes[some].copy(), corners * scale[index])
        lines = shapely.shortest_line(shapely.points(points[some] * scale), flat)
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 1] / scale
        result[some] = distance_km(*points[some].T, *ends.T)
    return result


def _portions(shapes: Shapes) -> Iterator[slice]:
    """The shapes in portions of no more corners than fit into memory, each at least one shape."""
    sizes = np.cumsum(shapely.get_num_coordinates(shapes))
    start = 0
    while start < len(shapes):
        done = sizes[start - 1] if start else 0
        stop = max(int(np.searchsorted(sizes, done + _MOST_CORNERS, "right")), start + 1)
        yield slice(start, stop)
        start = stop


def _cosine(lat: FloatArray) -> FloatArray:
    cosine: FloatArray = np.maximum(np.cos(np.radians(np.minimum(lat, 90.0))), _LEAST_COSINE)
    return cosine
