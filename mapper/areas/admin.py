"""The ``admin`` area model: units are the polygons of the finest boundary layer (DESIGN §5).

A unit's *deciding place* is the best-ranked place inside it with ``decides = yes`` (ties:
population, then id; never a base or site); if there is none, the seat of its cercle, then of
its region, and so on up the levels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.areas.areamodel import AreaModel
from mapper.areatables import AreaTables, IntArray
from mapper.case import Case
from mapper.dates import day_number
from mapper.errors import UsageError
from mapper.geodesy import M2_PER_KM2, area_km2, area_within_km2, square_metres
from mapper.layers import Layer
from mapper.model import BASE_KINDS

__all__ = ["NEAR_KM", "build_admin"]

NEAR_KM: Final = 50.0
"""Land within this distance of a tracked place counts in ``area_within_50km_km2``."""

_PAST, _FUTURE = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def build_admin(case: Case) -> AreaModel:
    """Units and tables of the ``admin`` model.

    Parameters
    ----------
    case : Case

    Raises
    ------
    UsageError
        If the finest level has more than one frame: the units of this model never change.
    """
    finest = [layer for layer in case.layers if layer.level == case.file.levels[0]]
    if len(finest) != 1:
        raise UsageError(
            f"the area model `admin` needs one frame of the level {case.file.levels[0]}, there are "
            f"{len(finest)} ({', '.join(layer.frame for layer in finest)}), and its units never "
            "change: keep one of them, or begin areas.levels with a finer level."
        )
    areas = finest[0].areas
    shapes = areas.geometry.to_numpy()
    tracked = case.places[~case.places["kind"].isin(list(BASE_KINDS))]
    near = area_within_km2(shapes, tracked["lon"], tracked["lat"], NEAR_KM)
    units = gpd.GeoDataFrame(
        {
            "name": areas["name"],
            "area_km2": square_metres(area_km2(shapes)) / M2_PER_KM2,
            "near_km2": square_metres(near) / M2_PER_KM2,
        },
        geometry=areas.geometry,
        crs=areas.crs,
    )
    units.index.name = "unit_id"
    return AreaModel("admin", units, make_tables(case, units))


def make_tables(case: Case, units: gpd.GeoDataFrame) -> AreaTables:
    """The plain tables of any model whose units are polygons that nest in the boundary layers."""
    places = case.places
    points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
    place_unit = _place_units(places, points, units)
    inner = shapely.point_on_surface(units.geometry.to_numpy())
    rows, unit_lists, place_lists = [], [], []
    unit_of_level: dict[tuple[str, str], IntArray] = {}
    for layer in _coarse_last(case.layers, case.file.levels):
        unit_area = _containing(inner, layer.areas.geometry.to_numpy())
        place_area = np.where(place_unit >= 0, unit_area[place_unit], -1)
        unit_of_level[layer.level, layer.frame] = unit_area
        for i, area_id in enumerate(layer.areas.index):
            rows.append(_area_row(layer, str(area_id)))
            unit_lists.append(np.flatnonzero(unit_area == i))
            place_lists.append(np.flatnonzero(place_area == i))
    seats = _seats_by_unit(case, unit_of_level)
    own = _own_decider(places, place_unit, len(units))
    decider = np.where(own >= 0, own, _first_seat(seats, np.full(len(units), -1)))
    return AreaTables(
        unit_ids=tuple(str(u) for u in units.index),
        unit_decider=decider,
        unit_by_seat=(own < 0) & (decider >= 0),
        place_unit=place_unit,
        place_seat=_place_seats(place_unit, seats, len(places)),
        areas=pd.DataFrame(rows),
        area_units=tuple(unit_lists),
        area_places=tuple(place_lists),
    )


def _area_row(layer: Layer, area_id: str) -> dict[str, object]:
    return {
        "area_id": area_id,
        "level": layer.level,
        "frame": layer.frame,
        "name": str(layer.areas.at[area_id, "name"]),
        "valid_from": _PAST if layer.valid_from is None else day_number(layer.valid_from),
        "valid_to": _FUTURE if layer.valid_to is None else day_number(layer.valid_to),
    }


def _coarse_last(layers: Sequence[Layer], levels: Sequence[str]) -> list[Layer]:
    order = {level: i for i, level in enumerate(levels)}
    return sorted(layers, key=lambda x: (order[x.level], x.valid_from or dt.date.min, x.frame))


def _containing(points: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> IntArray:
    """Position of the polygon that each point lies in (the first, on a border), or -1."""
    found = np.full(len(points), -1, dtype=np.int64)
    hit, polygon = shapely.STRtree(shapes).query(points, predicate="intersects")
    order = np.lexsort((polygon, hit))[::-1]
    found[hit[order]] = polygon[order]
    return found


def _place_units(
    places: pd.DataFrame, points: npt.NDArray[np.object_], units: gpd.GeoDataFrame
) -> IntArray:
    """Unit of each place: the one that its row names, if it touches it, else the one around it."""
    shapes = units.geometry.to_numpy()
    named = units.index.get_indexer(places["commune_id"])
    touches = (named >= 0) & shapely.intersects(shapes[named], points)
    return np.where(touches, named, _containing(points, shapes))


def _own_decider(places: pd.DataFrame, place_unit: IntArray, count: int) -> IntArray:
    """For each unit its best-ranked place with ``decides``, or -1."""
    table = pd.DataFrame(
        {
            "position": np.arange(len(places)),
            "unit": place_unit,
            "rank": places["rank"].to_numpy(),
            "population": places["population"].fillna(-1).to_numpy(dtype="int64"),
            "id": places.index.to_numpy(),
        }
    )
    may = places["decides"].to_numpy() & ~places["kind"].isin(list(BASE_KINDS)).to_numpy()
    table = table[may & (place_unit >= 0)].sort_values(
        ["unit", "rank", "population", "id"], ascending=[True, True, False, True]
    )
    best = table.drop_duplicates("unit")
    decider = np.full(count, -1, dtype=np.int64)
    decider[best["unit"].to_numpy()] = best["position"].to_numpy()
    return decider


def _seats_by_unit(case: Case, unit_of_level: dict[tuple[str, str], IntArray]) -> list[IntArray]:
    """For each level above the units, from fine to coarse: the seat of each unit's area, or -1.

    Where a level has several frames the first one counts: who decides a unit never changes, so
    that redrawn boundaries alone move no land.
    """
    position = {str(place): i for i, place in enumerate(case.places.index)}
    seat_of = {
        str(area): position[place]
        for area, place in zip(case.seats["area_id"], case.seats["place_id"], strict=True)
        if place in position
    }
    result = []
    for level in case.file.levels[1:]:
        frames = [x for x in _coarse_last(case.layers, case.file.levels) if x.level == level]
        if not frames:
            continue
        seats = np.array([seat_of.get(str(a), -1) for a in frames[0].areas.index] + [-1])
        result.append(seats[unit_of_level[level, frames[0].frame]])
    return result


def _first_seat(seats: Sequence[IntArray], not_itself: IntArray) -> IntArray:
    """The first seat from fine to coarse that is not the place itself, or -1."""
    found = np.full(len(not_itself), -1, dtype=np.int64)
    for level in seats:
        take = (found < 0) & (level >= 0) & (level != not_itself)
        found[take] = level[take]
    return found


def _place_seats(place_unit: IntArray, seats: Sequence[IntArray], count: int) -> IntArray:
    at_place = [np.where(place_unit >= 0, level[place_unit], -1) for level in seats]
    return _first_seat(at_place, np.arange(count))
