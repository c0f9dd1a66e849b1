"""The land of a case as a map draws it: in one piece, across the 180th meridian too.

Leaflet takes longitudes beyond 180°: where that makes a country narrower, what lies west of the
seam (:mod:`mapper.core.longitudes`) is drawn 360° further east. Only pages do that; files keep the
longitudes that they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from mapper.core.longitudes import continuous, parts_bounds, seam_of
from mapper.history.memo import remembered

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["cut_and_turned", "land_bounds", "land_seam", "turned"]

Shapes = npt.NDArray[np.object_]


def land_seam(history: ControlHistory) -> float | None:
    """Where longitudes begin on maps of this land; None where they are those of the files."""
    shapes = history.units.geometry.to_numpy()
    west, _, east, _ = shapely.total_bounds(shapes)
    if east - west <= 180.0:  # in one piece as it is
        return None
    west, _, east, _ = parts_bounds(shapes).T
    return seam_of(west, east)


def land_bounds(history: ControlHistory) -> list[float]:
    """West, south, east and north of the land as it is drawn; east may be beyond 180."""
    return list(remembered(history, _bounds))


def _bounds(history: ControlHistory) -> tuple[float, ...]:
    shapes = turned(history.units.geometry.to_numpy(), land_seam(history))
    return tuple(float(degrees) for degrees in shapely.total_bounds(shapes))


def turned(shapes: Shapes, seam: float | None) -> Shapes:
    """Shapes of which no part lies across the seam, drawn from it on."""
    if seam is None:
        return shapes
    moved: Shapes = shapely.transform(
        shapes, lambda xy: np.column_stack([continuous(xy[:, 0], seam), xy[:, 1]])
    )
    return moved


def cut_and_turned(shapes: Shapes, seam: float | None) -> Shapes:
    """The same for shapes of other countries, which may lie across the seam: they are cut there."""
    if seam is None:
        return shapes
    bounds = shapely.bounds(shapes)
    across = (bounds[:, 0] < seam) & (bounds[:, 2] > seam)
    result = shapes.copy()
    for i in np.flatnonzero(across):
        halves = [
            _kept(shapely.intersection(shapes[i], shapely.box(west, -90.0, east, 90.0)))
            for west, east in ((-180.0, seam), (seam, 180.0))
        ]
        first = shapely.transform(halves[0], lambda xy: xy + np.array([360.0, 0.0]))
        result[i] = _joined([first, halves[1]])
    result[~across] = turned(shapes[~across], seam)
    return result


def _kept(shape: shapely.Geometry) -> Shapes:
    """Polygons and lines of a cut shape; not the points where it only touches."""
    parts = shapely.get_parts(shape)
    kept: Shapes = parts[np.isin(shapely.get_type_id(parts), (1, 3)) & ~shapely.is_empty(parts)]
    return kept


def _joined(parts: list[Shapes]) -> shapely.Geometry:
    every = np.concatenate(parts)
    if len(every) and (shapely.get_type_id(every) == 3).all():
        return shapely.multipolygons(every)
    return shapely.multilinestrings(every[shapely.get_type_id(every) == 1])
