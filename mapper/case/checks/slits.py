r"""Slits: narrow ground outside all areas, open to the outside, that neighbours forgot.

Two areas whose common border was drawn twice often leave a strip between them that ends in the
open, so that it is no hole. A notch is something else: a corner of the outer border where two
areas meet at a sharp angle. Both are narrow near the corner; a slit still is where it ends.

::

        slit: its mouth is narrow            notch: it opens up
      ______   ______                       ______         ______
            | |                                   \       /
        A   | |   B                            A   \     /   B
            | |                                     \   /
            |_|                                      \_/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["SLIT_LENGTH_DEGREES", "SLIT_WIDTH_DEGREES", "Slit", "narrow_edges", "slits"]

Shapes = npt.NDArray[np.object_]

SLIT_WIDTH_DEGREES: Final = 0.0001
"""Ground between two areas counts as a slit up to this width (11 m) ..."""
SLIT_LENGTH_DEGREES: Final = 0.001
"""... and from this length on (110 m)."""
_FIT: Final = 1.25
"""Ground into which no circle of so many widths fits is looked at. That of a notch ends where the
circle fits, and is as wide there; that of a slit ends with its own width."""
_AROUND: Final = (3, 30, 300)
"""How far around a narrow place is looked, in widths, until what is there has an end."""
_SIDE: Final = 0.02
"""Share of the width within which ground lies at an area: circles are drawn with corners."""


@dataclass(frozen=True, slots=True)
class Slit:
    """A slit: positions of the areas on both sides, its ground, and a point in it (lon, lat)."""

    beside: npt.NDArray[np.intp]
    piece: shapely.Polygon
    where: npt.NDArray[np.float64]


def narrow_edges(shapes: Shapes) -> Shapes:
    """The edges of each area that its neighbours lie over, or beside with narrow ground between."""
    edges: Shapes = shapely.coverage_invalid_edges(shapes, gap_width=SLIT_WIDTH_DEGREES)
    return edges


def slits(shapes: Shapes, edges: Shapes | None = None) -> Iterator[Slit]:
    """The slits of a valid coverage.

    Parameters
    ----------
    shapes : array of polygons, shape (n,), EPSG:4326
        Without overlaps, edges matching.
    edges : array of lines, shape (n,), optional
        Their :func:`narrow_edges`, where they are known already.

    Yields
    ------
    Slit
    """
    width = SLIT_WIDTH_DEGREES
    edges = narrow_edges(shapes) if edges is None else edges
    if shapely.is_empty(edges).all():
        return
    near = shapely.union_all(shapely.buffer(edges[~shapely.is_empty(edges)], width))
    tree = shapely.STRtree(shapes)
    for place in shapely.get_parts(near):
        for around in _AROUND:
            window = shapely.buffer(place, around * width)
            found = np.sort(tree.query(window, predicate="intersects"))
            bounds = shapely.bounds(shapely.buffer(window, width))
            areas = shapely.clip_by_rect(shapes[found], *bounds)
            pieces, cut = _narrow(window, areas)
            if not cut:
                break
        for piece in pieces:
            beside = found[shapely.distance(areas, piece) < _SIDE * width]
            if len(beside) > 1:
                where = shapely.get_coordinates(shapely.point_on_surface(piece))[0]
                yield Slit(beside, piece, where)


def _narrow(window: shapely.Polygon, areas: Shapes) -> tuple[list[shapely.Polygon], bool]:
    """Ground in a window that is narrow to its end, and whether the window ends before that."""
    width = SLIT_WIDTH_DEGREES
    land = shapely.union_all(areas)
    ground = shapely.difference(window, land)
    radius = _FIT * width / 2
    wide = shapely.buffer(shapely.buffer(ground, -radius), radius)
    rest = shapely.difference(ground, shapely.buffer(wide, _SIDE * width))
    pieces, cut = [], False
    for piece in shapely.get_parts(rest):
        if piece.length < 2 * SLIT_LENGTH_DEGREES:  # both sides
            continue
        rim = shapely.difference(piece.boundary, shapely.buffer(land, _SIDE * width))
        mouths = shapely.get_parts(shapely.line_merge(rim))
        cut = cut or any(shapely.distance(mouths, window.boundary) < _SIDE * width)
        if len(mouths) != 1 or _chord(mouths[0]) + 2 * _SIDE * width <= width:
            pieces.append(piece)
    return pieces, cut


def _chord(line: shapely.LineString) -> float:
    """How far the ends of a line are from each other."""
    first, last = shapely.get_coordinates(line)[[0, -1]]
    return float(np.hypot(*(last - first)))
