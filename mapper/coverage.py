"""Faults between areas and between layers: overlaps, gaps, frames, outline."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.errors import Fault
from mapper.layers import Layer

__all__ = ["layer_faults"]

HOLE_WIDTH_DEGREES: Final = 0.001
"""Holes narrower than this (about 110 m) are gaps between neighbours, not enclaves."""
SLIT_WIDTH_DEGREES: Final = 0.0001
"""Slits between neighbours that are open to the outside count as gaps up to this (11 m)."""
OUTLINE_TOLERANCE: Final = 1e-6
"""Share of the country's area that a layer may leave out before it counts as a gap."""
_CLEAN: Final = "Neighbours must share their edge vertex by vertex: clean the layer as a coverage."
_NAMED: Final = 5


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
        found = _coverage_faults(layer)
        faults += found
        if not found:
            whole.append(layer)
    for level in levels:
        faults += _frame_faults([x for x in layers if x.level == level])
    return faults + _parent_faults(layers, levels) + _outline_faults(whole, levels)


def _coverage_faults(layer: Layer) -> list[Fault]:
    """Overlaps, edges that do not match, slits and narrow holes."""
    shapes = layer.areas.geometry.to_numpy()
    for width, text in (
        (0.0, "The areas overlap or their edges differ"),
        (SLIT_WIDTH_DEGREES, "The areas leave a narrow gap"),
    ):
        if not shapely.coverage_is_valid(shapes, gap_width=width):
            edges = shapely.coverage_invalid_edges(shapes, gap_width=width)
            bad = np.flatnonzero(~shapely.is_empty(edges))
            where = shapely.get_coordinates(edges[bad[0]])[0]
            return [_coverage_fault(layer.path, f"{text}: {_names(layer, bad)}", where)]
    parts = shapely.get_parts(shapely.coverage_union_all(shapes))
    holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
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


def _coverage_fault(path: str, text: str, where: npt.NDArray[np.float64]) -> Fault:
    lon, lat = where
    message = f"{text}, near {lat:.4f}, {lon:.4f} (lat, lon)."
    return Fault(path, None, "geometry", message, _CLEAN, "bad-coverage")


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


def _parent_faults(layers: Sequence[Layer], levels: Sequence[str]) -> list[Fault]:
    """Areas whose parent is in no coarser layer."""
    faults = []
    for layer in layers:
        coarser = levels[levels.index(layer.level) + 1 :]
        known = {str(a) for x in layers if x.level in coarser for a in x.areas.index}
        parents = layer.areas["parent"]
        for parent in sorted({p for p in parents if p and p not in known} if known else ()):
            child = parents.index[parents == parent][0]
            near = difflib.get_close_matches(parent, sorted(known), n=1)
            hint = f"Did you mean `{near[0]}`?" if near else "Correct it, or leave it empty."
            message = f"The parent `{parent}` of `{child}` is in no layer of a coarser level."
            faults.append(Fault(layer.path, None, "parent", message, hint, "unknown-area"))
    return faults


def _outline_faults(layers: Sequence[Layer], levels: Sequence[str]) -> list[Fault]:
    """Ground that a coarser layer has and the finest one leaves out, or the other way round."""
    finest = next((x for x in layers if x.level == levels[0]), None)
    if finest is None:
        return []
    outline = shapely.coverage_union_all(finest.areas.geometry.to_numpy())
    faults = []
    for layer in layers:
        if layer.level == levels[0]:
            continue
        other = shapely.coverage_union_all(layer.areas.geometry.to_numpy())
        for path, there, off in (
            (finest.path, layer.path, shapely.difference(other, outline)),
            (layer.path, finest.path, shapely.difference(outline, other)),
        ):
            if off.area > OUTLINE_TOLERANCE * outline.area:
                where = shapely.get_coordinates(shapely.point_on_surface(off))[0]
                text = f"The layer leaves out ground that {there} covers"
                faults.append(_coverage_fault(path, text, where))
        if faults and faults[-1].file == finest.path:
            break  # what the finest layer leaves out, every other layer would show again
    return faults
