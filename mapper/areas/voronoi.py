"""The ``voronoi`` area model: units are the cells of land that have the same nearest place.

Every place that is followed closely (``decides``; never a base or site) has one cell and decides
it. With ``within`` a cell ends at the borders of the place's area of that level; with ``max_km``,
at that distance. Beyond, and in an area without such a place, there is *no data*. Distances are
geodesic (see :mod:`mapper.areas.curves`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from mapper.areas.areamodel import AreaModel, make_units
from mapper.areas.cells import Tracked, area_name, level_layer, outline, tracked_places
from mapper.areas.curves import arcs, nearest_borders
from mapper.areas.membership import containing, free_tables, place_homes, settled_points
from mapper.areas.modeloptions import checked_options
from mapper.areas.mosaic import Land, cut_lines, joined
from mapper.areas.nearest import NearestPlace
from mapper.case.read import Case
from mapper.core.geodesy import FloatArray, Shapes, wrapped
from mapper.rules.land import IntArray

__all__ = ["build_voronoi"]

CELL: Final = "cell:"
"""Before a place_id: the unit that this place decides. No id of a case holds a colon."""
BEYOND: Final = "beyond:"
"""Before a place_id: what is nearest to this place but farther away than ``max_km``."""
EMPTY: Final = "empty:"
"""Before an area_id: an area of the level ``within`` that no tracked place lies in."""


def build_voronoi(case: Case) -> AreaModel:
    """Units and tables of the ``voronoi`` model (see `mapper.areas.models.build_areas`)."""
    options = checked_options(case)
    within, max_km = options.get("within"), options.get("max_km")
    land = outline(case)
    areas = ["the whole"]
    if within is not None:
        layer = level_layer(case, within).areas
        land, areas = Land(layer.geometry.to_numpy()), [str(area) for area in layer.index]
    tracked = tracked_places(case, land)
    groups = _groups(case, tracked, land)
    lines = [_lines(tracked, group, land.areas[i], max_km) for i, group in enumerate(groups)]
    faces, inside, area = land.faces(np.concatenate(lines))
    code = _codes(tracked, groups, inside, area, max_km)
    shapes, codes = joined(faces, code)
    home = area[np.unique(code, return_index=True)[1]]
    return _model(case, land, tracked, areas, shapes, codes, home)


def _groups(case: Case, tracked: Tracked, land: Land) -> list[IntArray]:
    """The places of each area; one outside of all belongs where its commune does, or near by."""
    finest = level_layer(case, case.file.levels[0]).areas
    shapes = finest.geometry.to_numpy()
    points = settled_points(case, place_homes(case, shapes, finest.index), shapes)
    points = points[tracked.position]
    home = containing(points, land.areas)
    out = np.flatnonzero(home < 0)
    home[out] = shapely.STRtree(land.areas).nearest(points[out])
    return [np.flatnonzero(home == i) for i in range(len(land.areas))]


def _lines(tracked: Tracked, group: IntArray, area: object, max_km: float | None) -> Shapes:
    """Borders of the cells in an area, and of what lies within reach of its places."""
    if not len(group):
        return np.empty(0, dtype=object)
    places = tracked.lonlat[group]
    borders = nearest_borders(places, tracked.centre)
    lines = [borders.lines]
    if max_km is not None:
        far = borders.corner_km > max_km
        lines.append(_reach(places, np.flatnonzero(far), tracked, max_km))
    return cut_lines(np.concatenate(lines), np.array([area], dtype=object))


def _reach(places: FloatArray, far: IntArray, tracked: Tracked, max_km: float) -> Shapes:
    """Circles around places, as far as they run in the place's own cell."""
    if not len(far):
        return np.empty(0, dtype=object)
    points = arcs(places[far], max_km)
    flat = points.reshape(-1, 2)
    nearest, _ = NearestPlace(places, tracked.centre).of(flat)
    own = nearest.reshape(points.shape[:2]) == far[:, None]
    drawn = own[:, :-1] | own[:, 1:]
    whole = drawn.all(axis=1)
    pieces = np.stack([points[:, :-1], points[:, 1:]], axis=2)[drawn & ~whole[:, None]]
    return wrapped(np.append(shapely.linestrings(points[whole]), shapely.linestrings(pieces)))


def _codes(
    tracked: Tracked,
    groups: list[IntArray],
    inside: FloatArray,
    area: IntArray,
    max_km: float | None,
) -> IntArray:
    """The unit of each face: cells by place, then what is beyond their reach, then empty areas."""
    count = len(tracked.position)
    code = 2 * count + area
    for i, group in enumerate(groups):
        here = np.flatnonzero(area == i)
        if not len(group) or not len(here):
            continue
        near, km = NearestPlace(tracked.lonlat[group], tracked.centre).of(inside[here])
        beyond = (km > max_km) if max_km is not None else np.zeros(len(here), dtype=bool)
        code[here] = group[near] + count * beyond
    return code


def _model(
    case: Case,
    land: Land,
    tracked: Tracked,
    areas: list[str],
    shapes: Shapes,
    codes: IntArray,
    home: IntArray,
) -> AreaModel:
    """Names, deciders and tables of the units with these codes, in the areas ``home``."""
    count = len(tracked.position)
    keys, names = (
        np.asarray(column, dtype=object)[tracked.position].tolist()
        for column in (case.places.index, case.places["name"])
    )
    rows = []
    for code in codes.tolist():
        if code >= 2 * count:
            area = areas[code - 2 * count]
            rows.append((EMPTY + area, area_name(case, area)))
        else:
            prefix = CELL if code < count else BEYOND
            rows.append((f"{prefix}{keys[code % count]}", str(names[code % count])))
    ids, titles = zip(*rows, strict=True)
    units = make_units(case, ids, titles, shapes, land.area_km2(shapes, home))
    cell = np.flatnonzero(codes < count)
    decider = np.full(len(codes), -1, dtype=np.int64)
    decider[cell] = tracked.position[codes[cell]]
    points = shapely.point_on_surface(shapes)
    own = shapely.points(tracked.lonlat[codes[cell]])
    points[cell] = np.where(containing(own, land.areas) >= 0, own, points[cell])
    place_unit = place_homes(case, shapes).area
    place_unit[decider[cell]] = cell
    tables = free_tables(case, units, decider, points, place_unit)
    return AreaModel("voronoi", units, tables, nests=False)
