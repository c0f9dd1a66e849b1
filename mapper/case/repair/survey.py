"""What a layer is: its records, columns, reference system, and what is wrong with its polygons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from mapper.case.checks.coverage import HOLE_WIDTH_DEGREES
from mapper.case.checks.slits import slits
from mapper.case.layers.boundaries import has_long_edge
from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.layers.reader import as_text, read_file
from mapper.case.repair.columns import Column, Suggested, columns_of, suggest
from mapper.case.repair.meridian import Crossing, crossing, split
from mapper.core.errors import CaseError, Fault
from mapper.core.geodesy import area_km2

__all__ = ["Broken", "Overlap", "Survey", "open_whole", "survey_layer", "survey_of"]

Shapes = npt.NDArray[np.object_]

_POLYGONS: Final = (3, 6)
_SHOWN: Final = 20
"""Of each kind of finding, so many are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record whose geometry cannot be used as it is: number from 1, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two records (numbers from 1) that cover the same ground."""

    rows: tuple[int, int]
    km2: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What a layer is.

    Attributes
    ----------
    file, layer : str
        Its name, and the layer in it if one was named.
    crs : str
        Name of the reference system of the file; all figures are in degrees and km².
    features : int
        Records.
    columns : tuple of Column
    suggested : Suggested
        Columns that look like id, name and parent.
    duplicate_ids : tuple of str
        Values that stand in several records of the column ``suggested.id``, or of the column that
        was named.
    bounds : tuple of float or None
        West, south, east, north.
    area_km2 : float
        Sum of the areas of all records.
    not_polygons : tuple of Broken
        Records without a polygon.
    invalid : tuple of Broken
    overlaps : tuple of Overlap
        The largest; ``overlap_count`` and ``overlap_km2`` are of all.
    unmatched : int
        Records whose edges do not match those of a neighbour.
    gaps, slits : int
        Holes narrower than 0.001°; strips between neighbours that end in the open.
    gap_km2 : float
        Area of those holes.
    holes : int
        Wider holes: lakes and enclaves.
    hole_km2 : float
    slivers : int
        Parts of areas that are nowhere wider than 0.001°.
    antimeridian : {"no", "split", "unsplit"}
        Whether land lies on both sides of the 180th meridian, and how it is drawn.
    """

    file: str
    layer: str
    crs: str
    features: int
    columns: tuple[Column, ...]
    suggested: Suggested
    duplicate_ids: tuple[str, ...]
    bounds: tuple[float, float, float, float] | None
    area_km2: float
    not_polygons: tuple[Broken, ...]
    invalid: tuple[Broken, ...]
    invalid_count: int
    overlaps: tuple[Overlap, ...]
    overlap_count: int
    overlap_km2: float
    unmatched: int
    gaps: int
    gap_km2: float
    slits: int
    holes: int
    hole_km2: float
    slivers: int
    antimeridian: Crossing

    @property
    def fine(self) -> bool:
        """Whether the polygons can be used as they are."""
        return not (
            self.not_polygons
            or self.invalid_count
            or self.overlap_count
            or self.unmatched
            or self.gaps
            or self.slits
            or self.duplicate_ids
            or self.antimeridian == "unsplit"
            or not self.features
        )


def open_whole(
    path: Path, layer: str = "", *, limits: Limits = USUAL_LIMITS
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """All of a layer file that somebody names, and doubts about it.

    Raises
    ------
    CaseError
        If it cannot be read.
    """
    place = path.resolve()
    frame, faults = read_file(place.parent, place.name, None, layer=layer, limits=limits)
    if frame is None:
        raise CaseError(faults, str(path.name))
    return frame, faults


def survey_layer(
    path: Path | str, *, layer: str = "", limits: Limits = USUAL_LIMITS, id_column: str = ""
) -> Survey:
    """Say what a layer file is.

    Parameters
    ----------
    path : Path or str
    layer : str
        Which of several layers.
    limits : Limits
    id_column : str
        The column whose values should differ; default: the one that looks like it.

    Raises
    ------
    CaseError
        If it cannot be read.
    """
    frame, _ = open_whole(Path(path), layer, limits=limits)
    return survey_of(frame, file=Path(path).name, layer=layer, id_column=id_column)


def survey_of(
    frame: gpd.GeoDataFrame, *, file: str = "", layer: str = "", id_column: str = ""
) -> Survey:
    """Say what a layer in EPSG:4326 is."""
    table = frame.drop(columns=frame.geometry.name)
    shapes = frame.geometry.to_numpy()
    found = suggest(table)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    polygon = there & np.isin(shapely.get_type_id(shapes), _POLYGONS)
    polygon[polygon] = np.isfinite(shapely.bounds(shapes[polygon])).all(axis=1)
    invalid = np.flatnonzero(polygon & ~shapely.is_valid(shapes))
    usable = shapes[polygon]
    rows = np.flatnonzero(polygon)
    sound = _split_far(usable)
    bad = ~shapely.is_valid(sound)
    sound[bad] = shapely.make_valid(sound[bad], method="structure")
    overlaps, count, shared = _overlaps(sound, rows)
    gaps, holes = _holes(sound)
    return Survey(
        file=file,
        layer=layer,
        crs=str(frame.attrs.get("crs", "")),
        features=len(frame),
        columns=columns_of(table),
        suggested=found,
        duplicate_ids=_repeated(frame, id_column or found.id or _nearly(frame)),
        bounds=_bounds(usable),
        area_km2=_km2(sound),
        not_polygons=_not_polygons(shapes, polygon),
        invalid=tuple(
            Broken(int(i) + 1, str(shapely.is_valid_reason(shapes[i]))) for i in invalid[:_SHOWN]
        ),
        invalid_count=len(invalid),
        overlaps=overlaps,
        overlap_count=count,
        overlap_km2=shared,
        unmatched=_unmatched(sound),
        gaps=len(gaps),
        gap_km2=_km2(gaps),
        slits=0 if _unmatched(sound) else sum(1 for _ in slits(sound)),
        holes=len(holes),
        hole_km2=_km2(holes),
        slivers=_slivers(sound),
        antimeridian=crossing(usable) if len(usable) else "no",
    )


def _bounds(shapes: Shapes) -> tuple[float, float, float, float] | None:
    if not len(shapes):
        return None
    west, south, east, north = (round(float(v), 6) for v in shapely.total_bounds(shapes))
    return west, south, east, north


def _split_far(shapes: Shapes) -> Shapes:
    """With areas whose longitudes jump at the 180th meridian as if they were split there."""
    result = shapes.copy()
    for i in np.flatnonzero(has_long_edge(shapes)):
        result[i] = split(shapes[i]) or shapes[i]
    return result


def _km2(shapes: Shapes) -> float:
    return float(area_km2(shapes).sum()) if len(shapes) else 0.0


def _nearly(frame: gpd.GeoDataFrame) -> str:
    """The column called ``id``, where no column is different in each record."""
    return "id" if "id" in frame.columns else ""


def _repeated(frame: gpd.GeoDataFrame, column: str) -> tuple[str, ...]:
    """Ids in several records of one frame."""
    if column not in frame.columns:
        return ()
    keys = [as_text(frame[c]) for c in (column, "valid_from", "valid_to") if c in frame.columns]
    seen: set[tuple[str, ...]] = set()
    twice: dict[str, None] = {}
    for key in zip(*keys, strict=True):
        if key in seen:
            twice[key[0]] = None
        seen.add(key)
    return tuple(twice)[:_SHOWN]


def _not_polygons(shapes: Shapes, polygon: npt.NDArray[np.bool_]) -> tuple[Broken, ...]:
    found = []
    for i in np.flatnonzero(~polygon):
        kind = "no geometry" if shapes[i] is None or shapes[i].is_empty else shapes[i].geom_type
        found.append(Broken(int(i) + 1, kind if kind not in _NAMES else "corners that are none"))
    return tuple(found)


_NAMES: Final = ("Polygon", "MultiPolygon")


def _overlaps(shapes: Shapes, rows: npt.NDArray[np.intp]) -> tuple[tuple[Overlap, ...], int, float]:
    """The largest overlaps, how many there are, and their area."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    inside = shapely.relate_pattern(shapes[first], shapes[second], "T********")
    first, second = first[inside], second[inside]
    common = shapely.intersection(shapes[first], shapes[second])
    sizes = area_km2(common) if len(common) else np.zeros(0)
    order = np.argsort(-sizes, kind="stable")[:_SHOWN]
    named = tuple(
        Overlap((int(rows[first[i]]) + 1, int(rows[second[i]]) + 1), float(sizes[i])) for i in order
    )
    return named, len(sizes), float(sizes.sum())


def _unmatched(shapes: Shapes) -> int:
    if shapely.coverage_is_valid(shapes):
        return 0
    return int((~shapely.is_empty(shapely.coverage_invalid_edges(shapes))).sum())


def _holes(shapes: Shapes) -> tuple[Shapes, Shapes]:
    """Holes between the areas: narrow ones, and lakes and enclaves."""
    parts = shapely.get_parts(shapely.union_all(shapes))
    parts = parts[shapely.get_type_id(parts) == 3]
    rings = [ring for part in parts for ring in part.interiors]
    holes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    if not len(holes):
        return holes, holes
    narrow = shapely.is_empty(shapely.buffer(holes, -HOLE_WIDTH_DEGREES / 2))
    return holes[narrow], holes[~narrow]


def _slivers(shapes: Shapes) -> int:
    parts = shapely.get_parts(shapes)
    parts = parts[~has_long_edge(parts)]
    return int(shapely.is_empty(shapely.buffer(parts, -HOLE_WIDTH_DEGREES / 2)).sum())
