"""Fitting a coarser layer to the finest: its areas become unions of units.

Makers draw each level on its own, or take it from another source, so that borders of two levels
never match. Which units belong to an area is told by where most of each unit lies; the border then
is theirs, corner by corner.
"""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from mapper.case.checks.coverage import ACROSS_SHARE
from mapper.case.layers.reader import as_text
from mapper.case.repair.columns import suggest
from mapper.case.repair.mending import RepairError, frames_of
from mapper.case.repair.report import Change, Report
from mapper.core.geodesy import CRS, area_km2

__all__ = ["snap"]

Shapes = npt.NDArray[np.object_]

_LEAST_KM2: Final = 1e-6


def snap(
    coarse: gpd.GeoDataFrame, finest: gpd.GeoDataFrame, report: Report, *, id_column: str = ""
) -> gpd.GeoDataFrame:
    """The coarser layer with the borders of the finest.

    Parameters
    ----------
    coarse, finest : GeoDataFrame
        Mended layers in EPSG:4326, the finest of one time.
    report : Report
        Gets what changes: each area, and units that lie across two.
    id_column : str
        How areas are called in the report.

    Raises
    ------
    RepairError
        If the finest layer is no coverage, or covers nothing of an area.
    """
    units, areas = finest.geometry.to_numpy(), coarse.geometry.to_numpy()
    if not shapely.coverage_is_valid(units):
        raise RepairError(
            "the borders of the layer to snap to do not match each other: mend that one first."
        )
    names, unit_names = _names(coarse, id_column), _names(finest, "")
    shapes = areas.copy()
    frames = frames_of(coarse)
    for frame in dict.fromkeys(frames):
        rows = np.array([i for i, x in enumerate(frames) if x == frame])
        owner = _owners(units, areas[rows], unit_names, [names[i] for i in rows], report)
        for k, i in enumerate(rows):
            members = np.flatnonzero(owner == k)
            shapes[i] = _united(units[members], areas[i], int(i), names[i], report)
    snapped = gpd.GeoDataFrame(coarse.drop(columns=coarse.geometry.name), geometry=shapes, crs=CRS)
    snapped.attrs.update(coarse.attrs)
    report.area_after_km2 = float(area_km2(shapes).sum())
    return snapped


def _united(
    units: Shapes, area: shapely.Geometry, row: int, name: str, report: Report
) -> shapely.Geometry:
    """The units of an area as one, and what that changes."""
    if not len(units):
        raise RepairError(
            f"{name}: no unit of the finest layer lies in it for the greater part. Is it another "
            "country, or finer than that layer?"
        )
    whole = shapely.coverage_union_all(units)
    change = np.array([shapely.difference(whole, area), shapely.difference(area, whole)])
    gained, lost = (float(v) for v in area_km2(change))
    if max(gained, lost) >= _LEAST_KM2:
        note = f"{len(units)} units"
        report.note(Change("snapped", (row + 1,), name, gained, lost, note))
    return whole


def _names(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    table = frame.drop(columns=frame.geometry.name)
    column = column or suggest(table).id or ("id" if "id" in table.columns else "")
    if not column:
        return [f"record {i}" for i in range(1, len(frame) + 1)]
    return [text or f"record {i}" for i, text in enumerate(as_text(table[column]), 1)]


def _owners(
    units: Shapes, areas: Shapes, unit_names: list[str], names: list[str], report: Report
) -> npt.NDArray[np.intp]:
    """For each unit the area in which most of it lies, else the nearest one."""
    tree = shapely.STRtree(areas)
    unit, area = tree.query(units, predicate="intersects")
    shared = shapely.area(shapely.intersection(units[unit], areas[area]))
    order = np.lexsort((area, -shared, unit))
    unit, area, shared = unit[order], area[order], shared[order]
    owner = np.full(len(units), -1, dtype=np.intp)
    first = np.ones(len(unit), dtype=bool)
    first[1:] = unit[1:] != unit[:-1]
    first &= shared > 0
    owner[unit[first]] = area[first]
    sizes = shapely.area(units)
    most = np.zeros(len(units))
    most[unit[first]] = shared[first]
    second = np.flatnonzero(~first & (shared > 0))
    for k in second:
        i = unit[k]
        if shared[k] > ACROSS_SHARE * sizes[i]:
            share = shared[k] / sizes[i]
            note = f"{share:.1%} of it lie in {names[area[k]]}, the rest counts for "
            report.note(Change("across", (), unit_names[i], note=note + names[owner[i]]))
    lost = np.flatnonzero(owner < 0)
    if len(lost):
        owner[lost] = tree.nearest(units[lost])
        for i in lost:
            note = f"it lies in none; it counts for the nearest, {names[owner[i]]}"
            report.note(Change("across", (), unit_names[i], note=note))
    return owner
