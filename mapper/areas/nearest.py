"""Which place is nearest, by geodesic distance: exact, and quick for many points.

A tree in a stereographic plane gives the few places that can be the nearest one; geodesic
distances on WGS84 decide among them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.core.geodesy import FloatArray, distance_km, stereographic, to_lonlat, to_xyz

__all__ = ["Centre", "NearestPlace"]

_EARTH_KM: Final = 6371.0
_SLACK: Final = 1.001
"""The plane is that of an ellipsoid, its scale is taken from a sphere: 0.1 % covers that."""


class Centre:
    """The middle of some points, wherever on Earth, and the plane around it.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Longitude and latitude in degrees.

    Attributes
    ----------
    lonlat : array of float, shape (2,)
    project, unproject : callable
        To the plane, in m, and back; arrays of shape (n, 2).
    reach_km : float
        Distance of the farthest of the points.
    """

    def __init__(self, points: FloatArray) -> None:
        xyz = to_xyz(points)
        middle = (xyz.min(axis=0) + xyz.max(axis=0)) / 2.0
        self.lonlat: FloatArray = to_lonlat(middle if np.any(middle) else xyz[0])
        self.project, self.unproject = stereographic(float(self.lonlat[0]), float(self.lonlat[1]))
        self.reach_km = self.farthest_km(points)

    def farthest_km(self, points: FloatArray) -> float:
        """Distance of the farthest of some points from the middle."""
        lon, lat = self.lonlat
        return float(distance_km(lon, lat, points[:, 0], points[:, 1]).max(initial=0.0))

    def stretch(self, points: FloatArray) -> float:
        """The largest scale of the plane at any of the points; the smallest is 1."""
        half = min(self.farthest_km(points) / _EARTH_KM / 2.0, 1.5)
        return _SLACK / float(np.cos(half)) ** 2


class NearestPlace:
    """Finds the nearest of some places.

    Parameters
    ----------
    places : array of float, shape (n, 2)
        Longitude and latitude in degrees; at least one.
    centre : Centre
    """

    def __init__(self, places: FloatArray, centre: Centre) -> None:
        self._places, self._centre = places, centre
        self._tree = shapely.STRtree(shapely.points(centre.project(places)))

    def of(self, points: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """The nearest place of each point, the first one of equals, and its distance in km.

        Parameters
        ----------
        points : array of float, shape (m, 2)
        """
        flat = shapely.points(self._centre.project(points))
        near, far = self._tree.query_nearest(flat, return_distance=True, all_matches=False)
        bound = np.zeros(len(points))
        bound[near[0]] = far
        stretch = self._centre.stretch(np.concatenate([points, self._places]))
        point, place = self._tree.query(flat, "dwithin", bound * stretch + 0.01)
        km = distance_km(*points[point].T, *self._places[place].T)
        order = np.lexsort((place, km, point))
        first = order[np.unique(point[order], return_index=True)[1]]
        return place[first].astype(np.int64), km[first]
