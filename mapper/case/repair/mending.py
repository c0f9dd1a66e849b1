"""Mending a layer: valid polygons, one record an area, borders that match, nothing silently.

The steps, in this order: records without a polygon go; areas across the 180th meridian are split;
polygons are made valid; records of one id become one; overlaps, narrow holes and borders that do
not match are settled (``shapely.coverage_clean``), and slits that end in the open are filled. What
comes out is looked at with the checks that reading has, and is refused if these find anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.case.checks.coverage import HOLE_WIDTH_DEGREES, coverage_faults
from mapper.case.checks.slits import SLIT_WIDTH_DEGREES, slits
from mapper.case.layers.boundaries import Layer, has_long_edge, shape_faults
from mapper.case.layers.reader import as_text
from mapper.case.repair.columns import suggest
from mapper.case.repair.meridian import split
from mapper.case.repair.report import Change, Report
from mapper.core.errors import CaseError, MapperError, UsageError
from mapper.core.geodesy import CRS, area_km2

__all__ = ["LEAST_SLIVER_M", "RepairError", "frames_of", "mend"]

Shapes = npt.NDArray[np.object_]

_METRES_A_DEGREE: Final = 111_320.0
LEAST_SLIVER_M: Final = math.ceil(HOLE_WIDTH_DEGREES * _METRES_A_DEGREE)
"""Metres: holes narrower than this are faults when a layer is read."""
_POLYGONS: Final = (3, 6)
_LEAST_KM2: Final = 1e-6
"""Areas below one square metre are faults, and changes below it are not told one by one."""
_ROUNDS: Final = 6
"""Times that what is left over is cleaned again."""
_FRAME: Final = ("valid_from", "valid_to")


class RepairError(MapperError, ValueError):
    """A layer cannot be mended without a person who decides."""


@dataclass(slots=True)
class _Work:
    """Records on their way: what they say, their shapes, and where they came from."""

    table: pd.DataFrame
    shapes: Shapes
    rows: list[tuple[int, ...]]
    names: list[str]

    def keep(self, chosen: npt.NDArray[np.bool_]) -> _Work:
        """Only some of them."""
        where = np.flatnonzero(chosen)
        return _Work(
            self.table.iloc[where].reset_index(drop=True),
            self.shapes[where],
            [self.rows[i] for i in where],
            [self.names[i] for i in where],
        )


def mend(
    frame: gpd.GeoDataFrame, *, id_column: str = "", sliver_m: float = LEAST_SLIVER_M
) -> tuple[gpd.GeoDataFrame, Report]:
    """Mend a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        In EPSG:4326; is not changed.
    id_column : str
        Records with the same value there (and the same validity) become one. Default: the column
        that looks like an id, or is called ``id``.
    sliver_m : float
        Holes narrower than this are filled.

    Returns
    -------
    frame : GeoDataFrame
        With the same columns.
    report : Report

    Raises
    ------
    UsageError
        If there is no such column, or the width is less than what reading wants.
    RepairError
        If an area goes round a pole, or nothing is left.
    CaseError
        If what comes out still has faults.
    """
    if not sliver_m >= LEAST_SLIVER_M:
        raise UsageError(
            f"holes narrower than {LEAST_SLIVER_M} m are gaps for `mapper check`: fill at least "
            "those."
        )
    report = Report(features_before=len(frame))
    work = _begun(frame, id_column)
    work = _polygons_only(work, report)
    work = _split_far(work, report)
    work = _made_valid(work, report)
    report.area_before_km2 = float(area_km2(work.shapes).sum())
    work = _dissolved(work, report)
    work = _fitted(work, report, sliver_m / _METRES_A_DEGREE)
    report.features_after = len(work.shapes)
    report.area_after_km2 = float(area_km2(work.shapes).sum())
    _see_fit(work)
    mended = gpd.GeoDataFrame(work.table, geometry=work.shapes, crs=CRS)
    mended.attrs.update(frame.attrs)
    return mended, report


def _begun(frame: gpd.GeoDataFrame, id_column: str) -> _Work:
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    column = id_column or suggest(table).id or ("id" if "id" in table.columns else "")
    if id_column and id_column not in table.columns:
        listed = ", ".join(map(str, table.columns)) or "none"
        raise UsageError(f"the layer has no column `{id_column}`; it has: {listed}.")
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    rows: list[tuple[int, ...]] = [(i,) for i in range(1, len(table) + 1)]
    if column:
        names = [name or f"record {i}" for i, name in enumerate(as_text(table[column]), 1)]
    else:
        names = [f"record {i}" for i in range(1, len(table) + 1)]
    return _Work(table, shapes, rows, names)


def _polygons_only(work: _Work, report: Report) -> _Work:
    """Without records that have no polygon; of collections the polygons stay."""
    shapes = work.shapes.copy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for i in np.flatnonzero(there & ~np.isin(shapely.get_type_id(shapes), _POLYGONS)):
        shapes[i] = _polygons_of(shapes[i])
    finite = np.ones(len(shapes), dtype=bool)
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    finite[owner[~np.isfinite(corners).all(axis=1)]] = False
    there &= ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for i in np.flatnonzero(~(there & finite)):
        why = "it has no polygon" if not there[i] else "a corner of it is no number"
        report.note(Change("removed", work.rows[i], work.names[i], note=why))
    rest = _Work(work.table, shapes, work.rows, work.names).keep(there & finite)
    if not len(rest.shapes):
        raise RepairError("no record of the layer has a polygon: there is nothing to mend.")
    return rest


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of any geometry, as one; empty if it has none."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == 3]
    if len(polygons) == 1:
        return polygons[0]
    return shapely.multipolygons(polygons) if len(polygons) else shapely.Polygon()


def _split_far(work: _Work, report: Report) -> _Work:
    bounds = shapely.bounds(work.shapes)
    if (np.abs(bounds[:, [1, 3]]) > 90).any():
        raise RepairError(
            "the layer reaches beyond ±90° of latitude: its coordinates are not degrees, or its "
            "reference system is not the one that it names. Correct that first."
        )
    if (np.abs(bounds[:, [0, 2]]) > 540).any():
        raise RepairError(
            "the layer reaches beyond ±540° of longitude: its coordinates are not degrees, or its "
            "reference system is not the one that it names. Correct that first."
        )
    far = has_long_edge(work.shapes) | (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1)
    for i in np.flatnonzero(far):
        whole = split(work.shapes[i])
        if whole is None:
            raise RepairError(
                f"{work.names[i]}: a ring of it goes round a pole. Cut it along the 180th meridian "
                "down to the pole in a GIS program."
            )
        sizes = area_km2(np.array([work.shapes[i], whole], dtype=object))
        more, less = max(sizes[1] - sizes[0], 0.0), max(sizes[0] - sizes[1], 0.0)
        note = f"it spanned {bounds[i, 2] - bounds[i, 0]:.1f} degrees"
        report.note(Change("split", work.rows[i], work.names[i], float(more), float(less), note))
        work.shapes[i] = whole
    return work


def _made_valid(work: _Work, report: Report) -> _Work:
    shapes = work.shapes
    for i in np.flatnonzero(~shapely.is_valid(shapes)):
        why = str(shapely.is_valid_reason(shapes[i]))
        sound = _polygons_of(shapely.make_valid(shapes[i], method="structure"))
        before = abs(float(area_km2(np.array([shapes[i]], dtype=object))[0]))
        after = float(area_km2(np.array([sound], dtype=object))[0])
        gained, lost = max(after - before, 0.0), max(before - after, 0.0)
        report.note(Change("made-valid", work.rows[i], work.names[i], gained, lost, why))
        shapes[i] = sound
    return _without_tiny(work, report)


def _without_tiny(work: _Work, report: Report) -> _Work:
    """Without areas below a square metre, which no reader accepts."""
    empty = shapely.is_empty(work.shapes)
    sizes = np.where(empty, 0.0, area_km2(work.shapes))
    tiny = sizes < _LEAST_KM2
    for i in np.flatnonzero(tiny):
        why = "it is smaller than a square metre"
        report.note(Change("removed", work.rows[i], work.names[i], 0.0, float(sizes[i]), why))
    rest = work.keep(~tiny)
    if not len(rest.shapes):
        raise RepairError("no area of the layer is larger than a square metre.")
    return rest


def frames_of(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """What tells records of different times apart."""
    columns = [as_text(table[name]) for name in _FRAME if name in table.columns]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table)


def _dissolved(work: _Work, report: Report) -> _Work:
    """Records of one id and time as one, with the values of the first."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, (name, frame) in enumerate(zip(work.names, frames_of(work.table), strict=True)):
        groups.setdefault((name, *frame), []).append(i)
    shapes, rows = work.shapes.copy(), list(work.rows)
    first = np.zeros(len(shapes), dtype=bool)
    for (name, *_), members in groups.items():
        first[members[0]] = True
        if len(members) == 1:
            continue
        joined = _polygons_of(shapely.union_all(shapes[members]))
        lost = float(area_km2(shapes[members]).sum() - area_km2(np.array([joined]))[0])
        rows[members[0]] = tuple(row for i in members for row in work.rows[i])
        others = work.table.iloc[members].astype("str")
        differ = [str(c) for c in others.columns if others[c].nunique() > 1]
        note = f"{len(members)} records"
        note += f"; they differ in {', '.join(differ)}: the first is kept" if differ else ""
        shapes[members[0]] = joined
        lost = lost if lost >= _LEAST_KM2 else 0.0
        report.note(Change("dissolved", rows[members[0]], name, 0.0, lost, note))
    return _Work(work.table, shapes, rows, work.names).keep(first)


def _fitted(work: _Work, report: Report, width: float) -> _Work:
    """Borders that match within each time, without overlaps, narrow holes and slits."""
    for frame in dict.fromkeys(frames_of(work.table)):
        members = np.array([i for i, x in enumerate(frames_of(work.table)) if x == frame])
        before = work.shapes[members]
        after = _clean(before, width, report, [work.names[i] for i in members])
        gained, lost = _moved(before, after)
        for i, more, less in zip(members, gained, lost, strict=True):
            if max(more, less) >= _LEAST_KM2:
                report.note(Change("fitted", work.rows[i], work.names[i], more, less))
        work.shapes[members] = after
    return _without_tiny(work, report)


def _clean(shapes: Shapes, width: float, report: Report, names: list[str]) -> Shapes:
    for _ in range(_ROUNDS):
        if not _is_clean(shapes, width):
            shapes = shapely.coverage_clean(shapes, gap_width=width)
            shapes = np.array([_polygons_of(shape) for shape in shapes], dtype=object)
        if not shapely.coverage_is_valid(shapes):
            continue
        filled = _without_slits(shapes, report, names)
        if filled is None:
            return shapes
        shapes = filled
    return shapes


def _is_clean(shapes: Shapes, width: float) -> bool:
    if not shapely.coverage_is_valid(shapes):
        return False
    parts = shapely.get_parts(shapely.coverage_union_all(shapes))
    holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    return not any(shapely.is_empty(shapely.buffer(hole, -width / 2)) for hole in holes)


def _without_slits(shapes: Shapes, report: Report, names: list[str]) -> Shapes | None:
    """Slits given to the neighbour with the longer border at them; None if there are none."""
    filled = None
    for slit in slits(shapes):
        filled = shapes.copy() if filled is None else filled
        strip = shapely.buffer(slit.piece, SLIT_WIDTH_DEGREES / 10)
        borders = shapely.length(shapely.intersection(shapely.boundary(shapes[slit.beside]), strip))
        taker = slit.beside[int(np.argmax(borders))]
        others = np.delete(slit.beside, int(np.argmax(borders)))
        strip = shapely.difference(strip, shapely.union_all(shapes[others]))
        filled[taker] = _polygons_of(shapely.union(filled[taker], strip))
        lat, lon = slit.where[1], slit.where[0]
        report.note(Change("slit", (), names[taker], note=f"near {lat:.4f}, {lon:.4f}"))
    return filled


def _moved(before: Shapes, after: Shapes) -> tuple[list[float], list[float]]:
    """What each area gained and lost, in km²."""
    gained, lost = [], []
    for old, new in zip(before, after, strict=True):
        if old is new or shapely.equals_exact(old, new, 0.0, normalize=True):
            gained.append(0.0)
            lost.append(0.0)
            continue
        pair = np.array([shapely.difference(new, old), shapely.difference(old, new)], dtype=object)
        more, less = (float(v) for v in area_km2(pair))
        gained.append(more)
        lost.append(less)
    return gained, lost


def _see_fit(work: _Work) -> None:
    """Look at the result as reading does.

    Raises
    ------
    CaseError
    """
    faults = shape_faults("the mended layer", work.shapes)
    frames = frames_of(work.table)
    for frame in dict.fromkeys(frames):
        members = [i for i, x in enumerate(frames) if x == frame]
        names = [work.names[i] for i in members]
        areas = gpd.GeoDataFrame({"name": names}, geometry=work.shapes[members], crs=CRS)
        areas.index = pd.Index(names)
        if not faults:
            faults += coverage_faults(Layer("", "", None, None, areas, "the mended layer"))
    if faults:
        raise CaseError(faults, "the mended layer")
