"""What the models of nearest places share: the land, the places, and faults of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.areas.curves import MOST_REACH_KM
from mapper.areas.mosaic import Land
from mapper.areas.nearest import Centre
from mapper.case import schema
from mapper.case.layers.boundaries import Layer
from mapper.case.read import Case
from mapper.core.errors import CaseError, Fault, UsageError
from mapper.core.geodesy import FloatArray, Shapes, distance_km
from mapper.core.model import BASE_KINDS
from mapper.rules.land import IntArray

__all__ = ["Tracked", "area_name", "level_layer", "outline", "tracked_places"]

TOGETHER_KM: Final = 0.01
"""Places less than 10 m apart share one cell: gazetteers are no more exact than that."""

_STEP: Final = 1.0
"""Degrees between points of the outline that the middle of the land is taken from."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """The places that land can follow.

    Attributes
    ----------
    position : int array, shape (n,)
        In the places table of the case.
    lonlat : array of float, shape (n, 2)
    centre : Centre
        Of the land and these places.
    """

    position: IntArray
    lonlat: FloatArray
    centre: Centre


def level_layer(case: Case, level: str) -> Layer:
    """The layer of a level; the first of several frames, since units never change."""
    return next(x for x in case.layers if x.level == level)


def area_name(case: Case, area_id: str) -> str:
    """Name of an area in the first layer that has it."""
    found = (x.areas.at[area_id, "name"] for x in case.layers if area_id in x.areas.index)
    return str(next(found, area_id))


def outline(case: Case) -> Land:
    """The country: the coarsest level, dissolved."""
    areas = level_layer(case, case.file.levels[-1]).areas.geometry.to_numpy()
    return Land(np.array([shapely.coverage_union_all(areas)], dtype=object))


def tracked_places(case: Case, land: Land) -> Tracked:
    """The places that are followed closely (``decides``); never bases or sites.

    Of places less than 10 m apart only the best-ranked one is taken (ties: population, then id).

    Raises
    ------
    CaseError
        If there is none, or the land is smaller than the grid on which cells are drawn.
    UsageError
        If the land is too large for one projection.
    """
    if not shapely.area(land.rounded).any():
        message = f"The country is too small for the cells of the model `{case.file.model}`."
        hint = "Use `admin`, or check the scale and the coordinate reference system of the layers."
        fault = Fault("case.toml", None, "areas.model", message, hint, "bad-geometry")
        raise CaseError([fault], what=f"the case `{case.id}`")
    places = case.places
    may = places["decides"].to_numpy() & ~places["kind"].isin(list(BASE_KINDS)).to_numpy()
    if not may.any():
        message = f"No place decides, but the area model `{case.file.model}` colours land by them."
        hint = "Add the places that are followed, with `decides` = yes."
        fault = Fault(schema.PLACES.file, None, "decides", message, hint, "no-deciding-place")
        raise CaseError([fault], what=f"the case `{case.id}`")
    found = np.flatnonzero(may)
    points = places[["lon", "lat"]].to_numpy(dtype=float)[found]
    corners = shapely.get_coordinates(shapely.segmentize(land.areas, _STEP))
    centre = Centre(np.concatenate([corners, points]))
    if centre.reach_km > MOST_REACH_KM:
        raise UsageError(
            f"the area model `{case.file.model}` is made for cases up to {2 * MOST_REACH_KM:,.0f} "
            f"km across, this one reaches {centre.reach_km:,.0f} km from its middle: use `admin`."
        )
    keep = _apart(places.iloc[found], points, centre)
    return Tracked(found[keep], points[keep], centre)


def _apart(places: pd.DataFrame, points: FloatArray, centre: Centre) -> npt.NDArray[np.bool_]:
    """Which places stay where several stand together."""
    rank = pd.DataFrame(
        {
            "rank": places["rank"].to_numpy(),
            "fewer": -places["population"].fillna(-1).to_numpy(dtype="int64"),
            "id": places.index.to_numpy(),
        }
    )
    order = rank.sort_values(["rank", "fewer", "id"]).index.to_numpy()
    flat: Shapes = shapely.points(centre.project(points))[order]
    reach = TOGETHER_KM * 1000.0 * centre.stretch(points)
    first, second = shapely.STRtree(flat).query(flat, "dwithin", reach)
    pair = first < second
    first, second = first[pair], second[pair]
    near = distance_km(*points[order[first]].T, *points[order[second]].T) < TOGETHER_KM
    keep = np.ones(len(points), dtype=bool)
    by_rank = np.lexsort((second[near], first[near]))
    for better, worse in zip(first[near][by_rank], second[near][by_rank], strict=True):
        if keep[order[better]]:
            keep[order[worse]] = False
    return keep
