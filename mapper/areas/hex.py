"""The ``hex`` area model: units are H3 cells, cut at the country outline.

A cell is decided by the tracked place that is nearest to its middle, by geodesic distance; if
that is farther away than ``max_km``, there is *no data*.

References
----------
Uber Technologies (2018), H3: a hexagonal hierarchical geospatial indexing system, version 4.
"""

from __future__ import annotations

from itertools import chain
from typing import Final, TypeVar

import h3
import numpy as np
import numpy.typing as npt
import shapely

from mapper.areas.areamodel import AreaModel, make_units
from mapper.areas.cells import outline, tracked_places
from mapper.areas.curves import plane_curves
from mapper.areas.membership import free_tables, place_homes
from mapper.areas.modeloptions import checked_options
from mapper.areas.mosaic import Land, cut_lines, joined
from mapper.areas.nearest import NearestPlace
from mapper.case.read import Case
from mapper.core.errors import UsageError
from mapper.core.geodesy import FloatArray, Shapes, area_km2, to_xyz
from mapper.rules.land import IntArray

__all__ = ["RESOLUTION", "build_hex"]

_Number = TypeVar("_Number", np.float64, np.int64)

RESOLUTION: Final = 5
"""Resolution if none is asked for: cells of about 250 km²."""
MOST_CELLS: Final = 500_000
"""More cells than this take minutes and make pages that no browser opens."""
_DECIMALS: Final = 9
"""Corners of neighbours are computed one by one: equal to about 1e-12 degrees."""


def build_hex(case: Case) -> AreaModel:
    """Units and tables of the ``hex`` model (see `mapper.areas.models.build_areas`).

    Raises
    ------
    UsageError
        Also if there would be more than `MOST_CELLS`.
    """
    options = checked_options(case)
    resolution, max_km = options.get("resolution", RESOLUTION), options.get("max_km")
    land = outline(case)
    _check_count(land, resolution)
    tracked = tracked_places(case, land)
    lines = cut_lines(_sides(_cells_over(land, resolution)), land.areas)
    faces, inside, _ = land.faces(lines)
    of_face = [h3.latlng_to_cell(lat, lon, resolution) for lon, lat in inside.tolist()]
    cells, code = np.unique(np.array(of_face), return_inverse=True)
    shapes, codes = joined(faces, code.astype(np.int64))
    ids = [str(cell) for cell in cells[codes]]
    middle = np.array([h3.cell_to_latlng(cell) for cell in ids])[:, ::-1]
    near, km = NearestPlace(tracked.lonlat, tracked.centre).of(middle)
    decider = tracked.position[near]
    if max_km is not None:
        decider = np.where(km <= max_km, decider, -1)
    whole = np.zeros(len(shapes), dtype=np.int64)
    units = make_units(case, ids, ids, shapes, land.area_km2(shapes, whole))
    points = shapely.point_on_surface(shapes)
    place_unit = place_homes(case, shapes).area
    tables = free_tables(case, units, decider, points, place_unit)
    return AreaModel("hex", units, tables, nests=False)


def _check_count(land: Land, resolution: int) -> None:
    about = area_km2(land.areas).sum() / h3.average_hexagon_area(resolution, unit="km^2")
    if about <= MOST_CELLS:
        return
    fitting = resolution
    while fitting and about / 7 ** (resolution - fitting) > MOST_CELLS:
        fitting -= 1
    raise UsageError(
        f"resolution {resolution} would cut the country into about {about:,.0f} hexagons: use "
        f"{fitting} or less."
    )


def _cells_over(land: Land, resolution: int) -> set[str]:
    """All cells that overlap the land, and some around it."""
    inside: set[str] = set()
    parts = shapely.get_parts(land.rounded)
    for part in parts[shapely.area(parts) > 0].tolist():  # islands below the grid are nothing
        rings = [[(lat, lon) for lon, lat in r.coords] for r in (part.exterior, *part.interiors)]
        inside.update(h3.h3shape_to_cells(h3.LatLngPoly(*rings), resolution))
    step = np.degrees(h3.average_hexagon_edge_length(resolution, unit="km") / 6371.0) / 2.0
    border = shapely.segmentize(shapely.boundary(land.rounded), step)
    along = {
        h3.latlng_to_cell(lat, lon, resolution)
        for lon, lat in shapely.get_coordinates(border).tolist()
    }
    around = {cell for one in along for cell in h3.grid_disk(one, 1)}
    return inside | around


def _sides(cells: set[str]) -> Shapes:
    """The sides of the cells, each one once, as lines."""
    rings = [h3.cell_to_boundary(cell) for cell in sorted(cells)]
    size = np.array([len(ring) for ring in rings])
    start = np.array(list(chain.from_iterable(rings)))[:, ::-1]
    first = np.cumsum(size) - size
    follows = np.arange(1, len(start) + 1)
    follows[first + size - 1] = first
    lonlat = np.round(np.concatenate([start, start[follows]]), _DECIMALS)
    corners, inverse = _distinct(lonlat)
    pairs = np.sort(inverse.reshape(2, -1).T, axis=1)
    xyz: FloatArray = to_xyz(corners)
    a, b = _distinct(pairs)[0].T
    return plane_curves(xyz[a], xyz[b], np.cross(xyz[a], xyz[b]))


def _distinct(rows: npt.NDArray[_Number]) -> tuple[npt.NDArray[_Number], IntArray]:
    """The distinct rows of two columns, sorted, and which each row is.

    As ``numpy.unique`` does it along an axis, in a third of the time.

    Examples
    --------
    >>> _distinct(np.array([(3, 1), (2, 9), (3, 1)]))
    (array([[2, 9],
           [3, 1]]), array([1, 0, 1]))
    """
    _, left = np.unique(rows[:, 0], return_inverse=True)
    values, right = np.unique(rows[:, 1], return_inverse=True)
    key = left * len(values) + right
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return rows[first], which
