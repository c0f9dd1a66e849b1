"""Cutting land along lines into units that fit together without gap or overlap.

All lines are noded on one grid of 1e-6°, that of the outputs, by snap rounding; the faces between
them are told apart by a point inside each and joined by unit. So neighbours share every vertex,
rounding changes nothing, and no unit has to be clipped by itself.

The sides of a polygon are geodesics when its area is measured. A new vertex on a long straight
border therefore changes the area a little (the whole of Mali by 13 parts in a million). All units
are scaled by the factor that makes them add up to the land as its file gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.core.geodesy import FloatArray, Shapes, area_km2

__all__ = ["GRID", "Land", "cut_lines", "joined"]

IntArray = npt.NDArray[np.int64]

GRID: Final = 1e-6
"""Degrees: about 0.1 m; the six decimals of every output."""
_MARGIN: Final = 1e-4
"""Lines are cut this far (degrees, about 10 m) beyond the land, so that they cross its border."""


@dataclass(frozen=True)
class Land:
    """Polygons that are to be cut into units: the country, or the areas of one level.

    Attributes
    ----------
    areas : array of Polygon or MultiPolygon, EPSG:4326
        A valid coverage.
    """

    areas: Shapes

    @property
    def rounded(self) -> Shapes:
        """The areas with all vertices on the grid."""
        return _rounded(self.areas)

    def faces(self, lines: Shapes) -> tuple[Shapes, FloatArray, IntArray]:
        """The pieces into which lines cut the areas.

        Parameters
        ----------
        lines : array of LineString

        Returns
        -------
        faces : array of Polygon, with all vertices on the grid
        points : array of float, shape (n, 2)
            A point inside each.
        area : array of int
            Position of the area that each lies in.
        """
        borders = shapely.get_parts(shapely.boundary(self.rounded))
        every = np.concatenate([borders, _rounded(lines)])
        noded = shapely.get_parts(shapely.union_all(every, grid_size=GRID))
        faces = shapely.get_parts(shapely.polygonize(_rounded(noded)))
        inside = shapely.point_on_surface(faces)
        face, area = shapely.STRtree(self.rounded).query(inside, "intersects")
        face, first = np.unique(face, return_index=True)
        return faces[face], shapely.get_coordinates(inside[face]), area[first].astype(np.int64)

    def area_km2(self, units: Shapes, area: IntArray) -> FloatArray:
        """Geodesic areas of units made of faces; in each area they add up to its own.

        Parameters
        ----------
        units : array of polygons
        area : array of int
            Position of the area of each unit.
        """
        drawn = area_km2(units)
        total = np.bincount(area, drawn, len(self.areas))
        whole = area_km2(self.areas)
        factor = np.divide(whole, total, out=np.ones_like(whole), where=total > 0)
        result: FloatArray = drawn * factor[area]
        return result


def _rounded(shapes: Shapes) -> Shapes:
    result: Shapes = shapely.transform(shapes, lambda xy: np.round(xy, 6))
    return result


def cut_lines(lines: Shapes, land: Shapes) -> Shapes:
    """The parts of lines that lie in an area or within about 10 m of it.

    Only lines that cross its border are cut; most lie wholly inside or outside.
    """
    if not len(lines):
        return lines
    area = shapely.union_all(land)
    around = shapely.buffer(area, _MARGIN)
    shapely.prepare(around)
    touching = lines[shapely.intersects(around, lines)]
    inside = shapely.contains_properly(around, touching)
    cut = shapely.get_parts(shapely.intersection(touching[~inside], around))
    cut = cut[shapely.get_type_id(cut) == 1]
    result: Shapes = np.concatenate([touching[inside], cut])
    return result


def joined(faces: Shapes, unit: IntArray) -> tuple[Shapes, IntArray]:
    """Faces of one unit as one shape.

    Returns
    -------
    units : array of Polygon or MultiPolygon
    numbers : array of int
        The units that there are, in order.
    """
    order = np.argsort(unit, kind="stable")
    numbers, start, count = np.unique(unit[order], return_index=True, return_counts=True)
    shapes = faces[order][start]
    for i in np.flatnonzero(count > 1).tolist():
        members = faces[order][start[i] : start[i] + count[i]]
        shapes[i] = shapely.coverage_union_all(members)
    return shapes, numbers.astype(np.int64)
