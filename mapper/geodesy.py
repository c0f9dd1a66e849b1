"""Areas and distances on the ellipsoid: the only module that measures.

Stored coordinates are EPSG:4326 (longitude, latitude in degrees); areas are geodesic on
WGS84 in km² (Karney 2013, through pyproj), distances geodesic in km.
"""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from mapper.errors import MissingCRSError

__all__ = [
    "CRS",
    "M2_PER_KM2",
    "area_km2",
    "area_within_km2",
    "circles",
    "distance_km",
    "square_metres",
    "to_wgs84",
]

CRS: Final = "EPSG:4326"
_WGS84: Final = Geod(ellps="WGS84")
M2_PER_KM2: Final = 1e6
_CIRCLE_POINTS: Final = 72
"""Corners of the polygon that stands for a circle; its area is 0.13 % below the circle's."""


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
    areas = [abs(_WGS84.geometry_area_perimeter(shape)[0]) for shape in oriented]
    return np.array(areas, dtype=np.float64) / M2_PER_KM2


def square_metres(area_km2: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Areas in km² as whole m²: sums of these are exact, in whatever order they are made.

    Examples
    --------
    >>> square_metres([0.1, 0.2]).sum() / M2_PER_KM2
    np.float64(0.3)
    """
    whole: npt.NDArray[np.float64] = np.rint(np.asarray(area_km2, dtype=float) * M2_PER_KM2)
    return whole


def distance_km(
    lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Geodesic distances in km between points given in degrees (arrays broadcast)."""
    a, b, c, d = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon1, lat1, lon2, lat2)))
    metres: npt.NDArray[np.float64] = np.asarray(_WGS84.inv(a, b, c, d)[2])
    return metres / 1000.0


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
    geometry: npt.ArrayLike, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_km: float
) -> npt.NDArray[np.float64]:
    """Area of each polygon in km² that lies within ``radius_km`` of any of the points.

    Parameters
    ----------
    geometry : array of polygons, shape (n,), EPSG:4326
    lon, lat : array, shape (m,), degrees
    radius_km : float

    Returns
    -------
    array of float, shape (n,)
    """
    shapes = np.asarray(geometry, dtype=object)
    near = shapely.union_all(circles(lon, lat, radius_km))
    shapely.prepare(near)
    result = np.zeros(len(shapes))
    touched = shapely.intersects(near, shapes)
    inside = touched & shapely.contains(near, shapes)
    result[inside] = area_km2(shapes[inside])
    partly = touched & ~inside
    result[partly] = area_km2(shapely.intersection(near, shapes[partly]))
    return result
