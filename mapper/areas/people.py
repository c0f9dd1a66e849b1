"""People of the units: what is counted in them, and what coarser figures leave for them.

A figure of a unit itself stands. What the figures of its parts leave of a coarser figure is spread
over the parts without one, by geodesic area. Everyone stays a whole person (largest remainders), so
that sums are exact, in whatever order they are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from mapper.case.layers.raster import Raster
from mapper.case.people import Figure, People
from mapper.case.read import Case
from mapper.core.geodesy import FloatArray, Shapes, area_km2
from mapper.core.people import PeopleShare, Population, shared_out

__all__ = ["people_of_units", "spread"]

_POLYGON: Final = 3
"""Type id of polygons in shapely."""
_LEAST_KM2: Final = 1e-4
"""A strip of a hundred square metres along a border that two files draw alike is no overlap."""


def people_of_units(case: Case, units: gpd.GeoDataFrame) -> tuple[FloatArray, Population] | None:
    """How many people live in each unit, and what that is made of; None without any figure.

    Parameters
    ----------
    case : Case
    units : GeoDataFrame
        Indexed by unit_id: area_km2, geometry; EPSG:4326.

    Returns
    -------
    people : array of float, shape (units,)
        Whole numbers; NaN where there is no figure.
    population : Population
    """
    people = case.people
    if people is None or not (people.figures or people.raster):
        return None
    areas = people.finest.areas
    same = len(units) == len(areas) and bool((units.index == areas.index).all())
    shares: tuple[PeopleShare, ...] = ()
    if people.raster is not None:
        of_units = _by_cells(people.raster, units)
    else:
        shapes = areas.geometry.to_numpy()
        sizes = units["area_km2"].to_numpy() if same else area_km2(shapes)
        counted, added = spread(people.figures, sizes)
        of_units = counted if same else _by_overlap(counted, shapes, units)
        shares = _shares(people, case.file.levels, added)
    known = ~np.isnan(of_units)
    return of_units, Population(
        year=people.year,
        kind=people.kind,
        notes=people.notes,
        sources=people.sources,
        total=int(of_units[known].sum()),
        level=people.finest.level,
        areas=len(areas),
        shares=shares,
        cells=not same,
        units=len(units),
        units_without=int((~known).sum()),
    )


def _by_cells(raster: Raster, units: gpd.GeoDataFrame) -> FloatArray:
    """The people of the cells in each unit; a cell on a border counts by the part inside.

    Coordinates are those of the raster, so that cells stay rectangles.
    """
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    shapes = gpd.GeoDataFrame(
        {"unit": np.arange(len(units))}, geometry=units.geometry.to_numpy(), crs=units.crs
    ).to_crs(raster.crs)
    source = NumPyRasterSource(raster.values, *raster.bounds)
    found = exact_extract(source, shapes, ["sum", "count"], include_cols=["unit"], output="pandas")
    table = found.set_index("unit").sort_index()
    sums = table["sum"].to_numpy(dtype=np.float64)
    known = table["count"].to_numpy() > 0
    result = np.full(len(units), np.nan)
    if known.any():
        result[known] = shared_out(round(float(sums[known].sum())), sums[known])
    return result


def spread(figures: Sequence[Figure], sizes: FloatArray) -> tuple[FloatArray, list[int]]:
    """The people of the finest areas from figures of areas of any level.

    Parameters
    ----------
    figures : sequence of Figure
        Parts before what they are parts of.
    sizes : array of float, shape (n,)
        Areas of the finest areas.

    Returns
    -------
    people : array of float, shape (n,)
        NaN where no figure says anything.
    added : list of int
        What each figure adds to those of its parts: 0 where these leave nothing of it.
    """
    people = np.full(len(sizes), np.nan)
    added = []
    for figure in figures:
        there = people[figure.members]
        left = max(figure.people - int(np.nansum(there)), 0) if len(figure.free) else 0
        if len(figure.free):
            people[figure.free] = shared_out(left, sizes[figure.free])
        added.append(left)
    return people, added


def _shares(people: People, levels: Sequence[str], added: Sequence[int]) -> tuple[PeopleShare, ...]:
    shares = []
    for level in levels:
        mine = [
            (figure, left)
            for figure, left in zip(people.figures, added, strict=True)
            if figure.level == level and len(figure.free)
        ]
        if mine:
            shares.append(PeopleShare(level, len(mine), sum(left for _, left in mine)))
    return tuple(shares)


def _by_overlap(people: FloatArray, shapes: Shapes, units: gpd.GeoDataFrame) -> FloatArray:
    """The people of areas shared out over units that cross their borders."""
    cells = units.geometry.to_numpy()
    known = np.flatnonzero(~np.isnan(people))
    hit, unit = shapely.STRtree(cells).query(shapes[known], predicate="intersects")
    weight = _overlaps(shapes[known[hit]], cells[unit], units["area_km2"].to_numpy()[unit])
    order = np.flatnonzero(weight > 0)
    order = order[np.argsort(hit[order], kind="stable")]
    edges = np.searchsorted(hit[order], np.arange(len(known) + 1))
    result = np.full(len(units), np.nan)
    for area, begin, end in zip(known.tolist(), edges, edges[1:], strict=False):
        mine = order[begin:end]
        if len(mine):
            there = np.nan_to_num(result[unit[mine]])
            result[unit[mine]] = there + shared_out(int(people[area]), weight[mine])
    return result


def _overlaps(areas: Shapes, cells: Shapes, sizes: FloatArray) -> FloatArray:
    """Geodesic area in km² of what each area and the cell beside it have in common."""
    shapely.prepare(areas)
    inside = shapely.covers(areas, cells)
    common = sizes.astype(np.float64)
    pieces, pair = shapely.get_parts(
        shapely.intersection(areas[~inside], cells[~inside]), return_index=True
    )
    polygon = shapely.get_type_id(pieces) == _POLYGON  # where they only touch there are lines
    total = np.bincount(pair[polygon], area_km2(pieces[polygon]), int((~inside).sum()))
    common[~inside] = np.where(total < _LEAST_KM2, 0.0, total)
    return common
