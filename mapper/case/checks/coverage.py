"""Faults between areas and between layers: overlaps, gaps, frames, outline."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.case.checks.edges import edges_match
from mapper.case.checks.slits import SLIT_WIDTH_DEGREES, narrow_edges, slits
from mapper.case.layers.boundaries import Layer
from mapper.case.snapping import points_within
from mapper.core.errors import Fault
from mapper.core.geodesy import Shapes
from mapper.core.spelling import suggestion

__all__ = ["HOLE_WIDTH_DEGREES", "coverage_faults", "frame_gaps", "layer_faults", "units_across"]

Positions = npt.NDArray[np.int64]

HOLE_WIDTH_DEGREES: Final = 0.001
"""Holes narrower than this (about 110 m) are gaps between neighbours, not enclaves."""
OUTLINE_TOLERANCE: Final = 1e-6
"""Share of the country's area that a layer may leave out before it counts as a gap."""
_CLEAN: Final = (
    "Neighbours must share their edge vertex by vertex: "
    "`mapper layers FILE --repair --out NEW` cleans the layer."
)
_SNAP: Final = (
    "Borders of levels must match: `mapper layers {} --repair --to {} --out NEW` snaps them to "
    "those of the finest level."
)
_NAMED: Final = 5
ACROSS_SHARE: Final = 0.01
"""Share of a unit that may lie in another area before it counts as lying across both."""


def layer_faults(layers: Sequence[Layer], levels: Sequence[str]) -> list[Fault]:
    """Faults between areas and between layers: coverage, frames, parents, outline.

    Parameters
    ----------
    layers : sequence of Layer
    levels : sequence of str
        All levels, finest first.
    """
    faults = []
    whole = []
    for layer in layers:
        found, land = _coverage_faults(layer)
        faults += found
        if not found:
            whole.append((layer, land))
    for level in levels:
        faults += _frame_faults([x for x in layers if x.level == level])
    return faults + _parent_faults(layers, levels) + _outline_faults(whole, levels)


def coverage_faults(layer: Layer) -> list[Fault]:
    """Overlaps, edges that do not match, slits and narrow holes."""
    return _coverage_faults(layer)[0]


def _coverage_faults(layer: Layer) -> tuple[list[Fault], Any]:
    """The same, and the ground that the areas cover together; None if their edges differ."""
    shapes = layer.areas.geometry.to_numpy()
    if not edges_match(shapes, SLIT_WIDTH_DEGREES):
        # One walk finds both overlaps and slits: which of them is asked only if it finds something.
        near = narrow_edges(shapes)
        edges = shapely.coverage_invalid_edges(shapes) if not shapely.is_empty(near).all() else near
        bad = np.flatnonzero(~shapely.is_empty(edges))
        if len(bad):
            where = shapely.get_coordinates(edges[bad[0]])[0]
            text = f"The areas overlap or their edges differ: {_names(layer, bad)}"
            return [_coverage_fault(layer.path, text, where)], None
        for slit in slits(shapes, near):
            text = f"The areas leave a narrow gap: {_names(layer, slit.beside)}"
            return [_coverage_fault(layer.path, text, slit.where)], None
    land = shapely.coverage_union_all(shapes)
    return _hole_faults(layer, land), land


def _hole_faults(layer: Layer, land: Any) -> list[Fault]:
    """Narrow holes in the ground that the areas of a layer cover."""
    shapes = layer.areas.geometry.to_numpy()
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors]
    faults = []
    for gap in holes:
        if not shapely.is_empty(shapely.buffer(gap, -HOLE_WIDTH_DEGREES / 2)):
            continue
        beside = np.flatnonzero(shapely.intersects(shapes, gap))
        text = f"The areas leave a gap between {_names(layer, beside)}"
        faults.append(_coverage_fault(layer.path, text, shapely.get_coordinates(gap)[0]))
    return faults


def _names(layer: Layer, positions: npt.NDArray[np.intp]) -> str:
    areas = layer.areas
    shown = [f"{areas['name'].iloc[i]} ({areas.index[i]})" for i in positions[:_NAMED]]
    more = f" and {len(positions) - _NAMED} more" if len(positions) > _NAMED else ""
    return ", ".join(shown) + more


def _coverage_fault(
    path: str, text: str, where: npt.NDArray[np.float64], hint: str = _CLEAN
) -> Fault:
    lon, lat = where
    message = f"{text}, near {lat:.4f}, {lon:.4f} (lat, lon)."
    return Fault(path, None, "geometry", message, hint, "bad-coverage")


def _frame_faults(layers: Sequence[Layer]) -> list[Fault]:
    """Frames of one level that hold on the same days, or that go by the same name."""
    faults = []
    ordered = sorted(layers, key=lambda x: x.valid_from or dt.date.min)
    for first, second in itertools.combinations(ordered, 2):
        if (first.valid_to or dt.date.max) > (second.valid_from or dt.date.min):
            since = f"from {second.valid_from}" if second.valid_from else "from the beginning"
            message = (
                f"{second.level}: the frames {first.frame} ({first.path}) and {second.frame} "
                f"both hold {since} on."
            )
            hint = f"End {first.frame} on the day on which {second.frame} begins."
            faults.append(
                Fault(second.path, None, "valid_from", message, hint, "overlapping-frames")
            )
        elif first.frame == second.frame:
            message = f"{second.level}: two frames go by the name {second.frame}."
            hint = "Give each [[layers]] table of the level its own `frame`."
            faults.append(Fault(second.path, None, "frame", message, hint, "duplicate-id"))
    return faults


def frame_gaps(
    layers: Sequence[Layer], levels: Sequence[str], first_day: dt.date, last_day: dt.date
) -> list[Fault]:
    """Doubts about days of the case on which no frame of a level holds.

    Parameters
    ----------
    layers, levels
        As for :func:`layer_faults`.
    first_day, last_day : date
        Of the case, both inclusive.
    """
    faults = []
    for level in levels:
        since = first_day
        frames = [x for x in layers if x.level == level]
        for frame in sorted(frames, key=lambda x: x.valid_from or dt.date.min):
            if (frame.valid_from or dt.date.min) > since:
                faults.append(_frame_gap(frame, "valid_from", since, frame.valid_from))
            since = max(since, frame.valid_to or dt.date.max)
        if frames and since <= last_day:
            last = max(frames, key=lambda x: x.valid_to or dt.date.max)
            faults.append(_frame_gap(last, "valid_to", since, last_day + dt.timedelta(days=1)))
    return faults


def _frame_gap(layer: Layer, column: str, since: dt.date, until: dt.date | None) -> Fault:
    message = f"No frame of the level {layer.level} holds from {since} to before {until}."
    hint = "Statistics within that level have no rows for those days: close the gap."
    return Fault(layer.path, None, column, message, hint, "frame-gap", severity="doubt")


def units_across(layers: Sequence[Layer], levels: Sequence[str]) -> list[Fault]:
    """Doubts about units that lie across two areas of a coarser level.

    A unit counts whole in one area; where it belongs to two, figures within that level are
    only as good as the match.

    Parameters
    ----------
    layers, levels
        As for :func:`layer_faults`, which should find nothing.
    """
    finest = next((x for x in layers if x.level == levels[0]), None)
    if finest is None:
        return []
    faults = []
    units = finest.areas.geometry.to_numpy()
    inner = shapely.point_on_surface(units)
    for layer in layers:
        if layer.level == levels[0]:
            continue
        shapes = layer.areas.geometry.to_numpy()
        unit, area = _not_nested(units, *points_within(inner, shapes), shapes)
        loose = ~shapely.covers(shapes[area], units[unit])
        unit, area = unit[loose], area[loose]
        inside = shapely.area(shapely.intersection(shapes[area], units[unit]))
        across = np.unique(unit[inside < (1 - ACROSS_SHARE) * shapely.area(units[unit])])
        if len(across):
            lie = "lies" if len(across) == 1 else "lie"
            message = f"{_names(finest, across)} {lie} across areas of {layer.path}."
            hint = f"Each counts whole in one {layer.level}: use layers whose borders match."
            faults.append(
                Fault(
                    finest.path,
                    None,
                    "geometry",
                    message,
                    hint,
                    "unit-across-areas",
                    severity="doubt",
                )
            )
    return faults


def _not_nested(
    units: Shapes, unit: Positions, area: Positions, shapes: Shapes
) -> tuple[Positions, Positions]:
    """The pairs of a unit and an area whose units together are not that area, corner by corner.

    Where they are, as in layers that were made together, no unit reaches out of the area: to join
    them costs a tenth of looking at each.
    """
    order = np.argsort(area, kind="stable")
    unit, area = unit[order], area[order]
    edges = np.searchsorted(area, np.arange(len(shapes) + 1))
    odd = np.zeros(len(area), dtype=bool)
    for at, (start, stop) in enumerate(itertools.pairwise(edges.tolist())):
        if stop > start:
            odd[start:stop] = not _same(
                shapely.coverage_union_all(units[unit[start:stop]]), shapes[at]
            )
    return unit[odd], area[odd]


def _parent_faults(layers: Sequence[Layer], levels: Sequence[str]) -> list[Fault]:
    """Areas whose parent is in no coarser layer."""
    faults = []
    for layer in layers:
        coarser = levels[levels.index(layer.level) + 1 :]
        known = {str(a) for x in layers if x.level in coarser for a in x.areas.index.tolist()}
        parents = layer.areas["parent"]
        for parent in sorted(set(parents.unique()) - known - {""} if known else ()):
            child = parents.index[parents == parent][0]
            hint = suggestion(parent, sorted(known), "Correct it, or leave it empty.")
            message = f"The parent `{parent}` of `{child}` is in no layer of a coarser level."
            faults.append(Fault(layer.path, None, "parent", message, hint, "unknown-area"))
    return faults


def _outline_faults(whole: Sequence[tuple[Layer, Any]], levels: Sequence[str]) -> list[Fault]:
    """Ground that a coarser layer has and the finest one leaves out, or the other way round.

    Layers come with the ground that their areas cover together.
    """
    own = next((pair for pair in whole if pair[0].level == levels[0]), None)
    if own is None:
        return []
    finest, outline = own
    faults = []
    for layer, other in whole:
        if layer.level == levels[0] or _same(other, outline):
            continue
        for path, there, off in (
            (finest.path, layer.path, shapely.difference(other, outline)),
            (layer.path, finest.path, shapely.difference(outline, other)),
        ):
            if off.area > OUTLINE_TOLERANCE * outline.area:
                where = shapely.get_coordinates(shapely.point_on_surface(off))[0]
                text = f"The layer leaves out ground that {there} covers"
                hint = _SNAP.format(layer.path, finest.path)
                faults.append(_coverage_fault(path, text, where, hint))
        if faults and faults[-1].file == finest.path:
            break  # what the finest layer leaves out, every other layer would show again
    return faults


def _same(one: Any, other: Any) -> bool:
    """Whether two areas have the same corners, wherever their rings begin."""
    return bool(shapely.equals_exact(*shapely.normalize([one, other])))
