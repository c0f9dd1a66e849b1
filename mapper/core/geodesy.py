"""Areas and distances on the ellipsoid: the only module that measures.

Stored coordinates are EPSG:4326 (longitude, latitude in degrees); areas are geodesic on
WGS84 in km² (Karney 2013, through pyproj), distances geodesic in km.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from mapper.core.errors import MissingCRSError
from mapper.core.measures import CRS, M2_PER_KM2, square_metres

__all__ = [
    "CRS",
    "M2_PER_KM2",
    "area_km2",
    "area_within_km2",
    "circles",
    "distance_km",
    "on_ellipsoid",
    "points_at",
    "square_metres",
    "stereographic",
    "to_lonlat",
    "to_wgs84",
    "to_xyz",
    "wrapped",
]

FloatArray = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

_WGS84: Final = Geod(ellps="WGS84")
_CIRCLE_POINTS: Final = 72
"""Corners of the polygon that stands for a circle; its area is 0.13 % below the circle's."""
_KM_OF_DEGREE: Final = 110.5
"""A degree of latitude has no fewer km anywhere on the ellipsoid."""
_SURE_KM: Final = 100.0
_SURE_LATITUDE: Final = 60.0
_SURE_SHARE: Final = 0.98
"""In a circle of no more km, up to that latitude, a polygon lies with all its sides if its corners
lie within that share of the radius: a side, straight in degrees, strays from the shortest way by
no more than 1.4 % of the radius there, and those of the circle lie within it by 0.1 %."""
_REACH: Final = 1.01


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in EPSG:4326.

    Raises
    ------
    MissingCRSError
        If the frame has no CRS: it is never guessed.
    """
    if frame.crs is None:
        raise MissingCRSError("the layer has no coordinate reference system (a missing .prj?)")
    return frame if frame.crs.equals(CRS, ignore_axis_order=True) else frame.to_crs(CRS)


def area_km2(geometry: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Geodesic area of each polygon in km², always positive.

    Parameters
    ----------
    geometry : array of shapely polygons, shape (n,), EPSG:4326
    """
    oriented = shapely.orient_polygons(np.asarray(geometry, dtype=object), exterior_cw=False)
    polygons, shape = shapely.get_parts(oriented, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.searchsorted(ring, np.arange(len(rings) + 1)).tolist()
    lon, lat = corners.T.tolist()  # pyproj takes short lists faster than arrays
    measured = [
        _WGS84.polygon_area_perimeter(lon[start:stop], lat[start:stop])[0]
        for start, stop in pairwise(edges)
    ]
    of_polygons = np.bincount(polygon, np.array(measured, dtype=np.float64), len(polygons))
    total: FloatArray = np.abs(np.bincount(shape, of_polygons, len(oriented))) / M2_PER_KM2
    return total


def distance_km(
    lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Geodesic distances in km between points given in degrees (arrays broadcast)."""
    a, b, c, d = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon1, lat1, lon2, lat2)))
    metres: npt.NDArray[np.float64] = np.asarray(_WGS84.inv(a, b, c, d)[2])
    return metres / 1000.0


def points_at(
    lon: npt.ArrayLike, lat: npt.ArrayLike, azimuth: npt.ArrayLike, distance_km: npt.ArrayLike
) -> FloatArray:
    """Where one gets from points by azimuth (degrees) and geodesic distance (arrays broadcast).

    Returns
    -------
    array of float, shape (..., 2)
        Longitude and latitude in degrees.
    """
    arrays = (np.asarray(v, float) for v in (lon, lat, azimuth, distance_km))
    a, b, c, d = np.broadcast_arrays(*arrays)
    x, y, _ = _WGS84.fwd(a, b, c, d * 1000.0)
    return np.stack([np.asarray(x), np.asarray(y)], axis=-1)


def to_xyz(lonlat: FloatArray) -> FloatArray:
    """Geocentric coordinates (m) of points on the ellipsoid; shape (..., 2) becomes (..., 3)."""
    lon, lat = np.radians(lonlat[..., 0]), np.radians(lonlat[..., 1])
    normal = _WGS84.a / np.sqrt(1.0 - _WGS84.es * np.sin(lat) ** 2)
    across = normal * np.cos(lat)
    up = normal * (1.0 - _WGS84.es) * np.sin(lat)
    xyz: FloatArray = np.stack([across * np.cos(lon), across * np.sin(lon), up], axis=-1)
    return xyz


def to_lonlat(xyz: FloatArray) -> FloatArray:
    """The inverse of :func:`to_xyz`, for points on the ellipsoid.

    Examples
    --------
    >>> to_lonlat(to_xyz(np.array([[-3.0, 16.77]]))).round(9)
    array([[-3.  , 16.77]])
    """
    across = np.hypot(xyz[..., 0], xyz[..., 1])
    lon = np.arctan2(xyz[..., 1], xyz[..., 0])
    lat = np.arctan2(xyz[..., 2], across * (1.0 - _WGS84.es))
    lonlat: FloatArray = np.degrees(np.stack([lon, lat], axis=-1))
    return lonlat


def on_ellipsoid(origin: FloatArray, direction: FloatArray) -> FloatArray:
    """Where rays from inside the ellipsoid leave it.

    Parameters
    ----------
    origin, direction : array of float, shape (..., 3), geocentric
    """
    axes = np.array([_WGS84.a, _WGS84.a, _WGS84.b])
    o, d = origin / axes, direction / axes
    dd, od, oo = (d * d).sum(-1), (o * d).sum(-1), (o * o).sum(-1)
    root = np.sqrt(np.maximum(od * od - dd * (oo - 1.0), 0.0))
    along = np.divide(root - od, dd, out=np.zeros_like(dd), where=dd > 0)
    reached: FloatArray = origin + along[..., None] * direction
    return reached


def stereographic(
    lon: float, lat: float
) -> tuple[Callable[[FloatArray], FloatArray], Callable[[FloatArray], FloatArray]]:
    """A stereographic projection around a centre: from degrees, shape (n, 2), to m, and back.

    It keeps the shape of what is small, and circles as circles, wherever the centre lies: at the
    antimeridian, at a pole. Its scale is 1 in the centre and ``1 / cos²(c / 2)`` at the angular
    distance c from it.
    """
    crs = f"+proj=stere +lat_0={lat!r} +lon_0={lon!r} +ellps=WGS84 +units=m"
    there, back = (Transformer.from_crs(a, b, always_xy=True) for a, b in ((CRS, crs), (crs, CRS)))
    return (
        lambda points: np.stack(there.transform(*points.T), axis=-1),
        lambda points: np.stack(back.transform(*points.T), axis=-1),
    )


def wrapped(shapes: Shapes) -> Shapes:
    """Lines or polygons whose longitudes run past ±180°, cut there and moved to where they belong.

    Examples
    --------
    >>> wrapped(np.array([shapely.LineString([(179, 0), (181, 0)])])).tolist()
    [<LINESTRING (179 0, 180 0)>, <LINESTRING (-180 0, -179 0)>]
    """
    bounds = shapely.bounds(shapes)
    past = (bounds[:, 0] < -180.0) | (bounds[:, 2] > 180.0)
    if not past.any():
        return shapes
    pieces = [shapes[~past]]
    for turn in (0.0, 360.0, -360.0):
        world = shapely.box(turn - 180.0, -90.0, turn + 180.0, 90.0)
        cut = shapely.get_parts(shapely.intersection(shapes[past], world))
        cut = cut[~shapely.is_empty(cut) & np.isin(shapely.get_type_id(cut), (1, 3))]
        pieces.append(shapely.transform(cut, lambda xy, turn=turn: xy - (turn, 0.0)))
    result: Shapes = np.concatenate(pieces)
    return result


def circles(lon: npt.ArrayLike, lat: npt.ArrayLike, radius_km: float) -> npt.NDArray[np.object_]:
    """Polygons whose corners lie at a geodesic distance around points.

    A circle that would cross the antimeridian is not split; its longitudes run past ±180.

    Parameters
    ----------
    lon, lat : array, shape (n,), degrees
    radius_km : float
    """
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    azimuth = np.linspace(0.0, 360.0, _CIRCLE_POINTS, endpoint=False)
    count = len(lon)
    x, y, _ = _WGS84.fwd(
        np.repeat(lon, _CIRCLE_POINTS),
        np.repeat(lat, _CIRCLE_POINTS),
        np.tile(azimuth, count),
        np.full(count * _CIRCLE_POINTS, radius_km * 1000.0),
    )
    centre = np.repeat(lon, _CIRCLE_POINTS)
    x = centre + (np.asarray(x) - centre + 180.0) % 360.0 - 180.0
    rings = np.stack([x, np.asarray(y)], axis=1).reshape(count, _CIRCLE_POINTS, 2)
    polygons: npt.NDArray[np.object_] = shapely.polygons(rings)
    return polygons


def area_within_km2(
    geometry: npt.ArrayLike,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_km: float,
    *,
    whole: FloatArray | None = None,
) -> npt.NDArray[np.float64]:
    """Area of each polygon in km² that lies within ``radius_km`` of any of the points.

    Parameters
    ----------
    geometry : array of polygons, shape (n,), EPSG:4326
    lon, lat : array, shape (m,), degrees
    radius_km : float
    whole : array of float, shape (n,), optional
        The areas of the polygons, where they are known already.

    Returns
    -------
    array of float, shape (n,)
    """
    shapes = np.asarray(geometry, dtype=object)
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    result = np.zeros(len(shapes))
    inside = _well_within(shapes, lon, lat, radius_km)
    rest = np.flatnonzero(~inside)
    near = shapely.union_all(wrapped(circles(*_reaching(shapes[rest], lon, lat, radius_km))))
    shapely.prepare(near)
    touched = shapely.intersects(near, shapes[rest])
    inside[rest] = touched & shapely.contains(near, shapes[rest])
    result[inside] = area_km2(shapes[inside]) if whole is None else whole[inside]
    partly = rest[touched & ~inside[rest]]
    result[partly] = area_km2(shapely.intersection(near, shapes[partly]))
    return result


def _well_within(
    shapes: Shapes, lon: FloatArray, lat: FloatArray, radius_km: float
) -> npt.NDArray[np.bool_]:
    """Which polygons surely lie in the circle around the point nearest to their middle.

    Not all that do: those at which it takes circles to see it are left over.
    """
    inside = np.zeros(len(shapes), dtype=bool)
    if not len(lon) or radius_km > _SURE_KM:
        return inside
    # Bounds of what is missing or empty are no numbers, and below nothing.
    low = (np.abs(shapely.bounds(shapes)[:, [1, 3]]) < _SURE_LATITUDE).all(axis=1)
    some = np.flatnonzero(low)
    if not len(some):
        return inside
    middle = shapely.centroid(shapes[some])
    nearest = shapely.STRtree(shapely.points(lon, lat)).nearest(middle)
    corners, index = shapely.get_coordinates(shapes[some], return_index=True)
    centre = to_xyz(np.stack([lon[nearest], lat[nearest]], axis=1))
    # Straight through the earth: over 100 km that is shorter by 0.001 %.
    away = np.linalg.norm(to_xyz(corners) - centre[index], axis=1)
    first = np.searchsorted(index, np.arange(len(some)))
    inside[some] = np.maximum.reduceat(away, first) < _SURE_SHARE * radius_km * 1000.0
    return inside


def _reaching(
    shapes: Shapes, lon: FloatArray, lat: FloatArray, radius_km: float
) -> tuple[FloatArray, FloatArray, float]:
    """The points from which some polygons may be in reach, with the radius.

    Looked for in boxes around the polygons: on a way of that length each degree of longitude is at
    least as long as at the latitude of its end that is nearest to a pole.
    """
    bounds = shapely.bounds(shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))])
    high = _REACH * radius_km / _KM_OF_DEGREE
    farthest = np.minimum(np.abs(bounds[:, [1, 3]]).max(axis=1) + high, 90.0)
    wide = high / np.maximum(np.cos(np.radians(farthest)), high / 360.0)
    west, south, east, north = bounds.T
    west, south, east, north = west - wide, south - high, east + wide, north + high
    boxes = [shapely.box(west + x, south, east + x, north) for x in (-360.0, 0.0, 360.0)]
    tree = shapely.STRtree(shapely.points(lon, lat))
    found = np.unique(tree.query(np.concatenate(boxes), predicate="intersects")[1])
    return lon[found], lat[found], radius_km
