"""Who lies where and who decides whom: the plain tables of an area model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.case.layers.boundaries import Layer
from mapper.case.read import Case
from mapper.case.snapping import Homes, containing, homes, points_inside
from mapper.core.dates import day_number
from mapper.core.geodesy import FloatArray, Shapes
from mapper.core.model import BASE_KINDS
from mapper.rules.land import AreaTables, IntArray

__all__ = ["containing", "free_tables", "nested_tables", "place_homes", "settled_points"]

_PAST, _FUTURE = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def nested_tables(case: Case, units: gpd.GeoDataFrame) -> AreaTables:
    """The plain tables of a model whose units are polygons that nest in the boundary layers.

    A unit is decided by the best-ranked place inside it with ``decides``, else by a seat.
    """
    shapes = units.geometry.to_numpy()
    place_unit = place_homes(case, shapes, units.index).area
    inner = shapely.point_on_surface(shapes)
    unit_areas = _areas_of(case, inner)
    place_areas = [np.where(place_unit >= 0, area[place_unit], -1) for area in unit_areas]
    own = _own_decider(case.places, place_unit, len(units))
    seat = _first_seat(_seats(case, unit_areas), np.full(len(units), -1))
    decider = np.where(own >= 0, own, seat)
    by_seat = (own < 0) & (seat >= 0)
    return _tables(case, units, decider, by_seat, place_unit, unit_areas, place_areas)


def free_tables(
    case: Case,
    units: gpd.GeoDataFrame,
    decider: IntArray,
    points: Shapes,
    place_unit: IntArray,
) -> AreaTables:
    """The plain tables of a model whose units may cross the borders of boundary layers.

    Places belong to the areas around that of the finest level, as with nested units.

    Parameters
    ----------
    case : Case
    units : GeoDataFrame
    decider : int array, shape (units,)
        The place that decides each unit; -1 where nothing is said of it.
    points : array of Point, shape (units,)
        A unit belongs to the areas that this point lies in.
    place_unit : int array, shape (places,)
        The unit of each place, or -1.
    """
    finest = next(x for x in case.layers if x.level == case.file.levels[0]).areas
    shapes = finest.geometry.to_numpy()
    home = place_homes(case, shapes, finest.index).area
    where: Shapes = shapely.points(_lonlat(case))
    where[home >= 0] = shapely.point_on_surface(shapes)[home[home >= 0]]
    place_areas = _areas_of(case, where)
    unit_areas = _areas_of(case, points)
    none = np.zeros(len(units), dtype=bool)
    tables = _tables(case, units, decider, none, place_unit, unit_areas, place_areas)
    return replace(tables, no_data=np.flatnonzero(decider < 0))


def _tables(
    case: Case,
    units: gpd.GeoDataFrame,
    decider: IntArray,
    by_seat: npt.NDArray[np.bool_],
    place_unit: IntArray,
    unit_areas: Sequence[IntArray],
    place_areas: Sequence[IntArray],
) -> AreaTables:
    """Lists of members from the area of each unit and place in each layer, coarse layers last."""
    layers = _coarse_last(case.layers, case.file.levels)
    counts = [len(layer.areas) for layer in layers]
    seats = _seats(case, place_areas)
    return AreaTables(
        unit_ids=tuple(units.index.tolist()),
        unit_decider=decider,
        unit_by_seat=by_seat,
        place_unit=place_unit,
        place_seat=_first_seat(seats, np.arange(len(case.places))),
        areas=_area_table(layers),
        area_units=_members(unit_areas, counts),
        area_places=_members(place_areas, counts),
    )


def _members(areas: Sequence[IntArray], counts: Sequence[int]) -> tuple[IntArray, ...]:
    """Who lies in each area of each layer, in order."""
    lists: list[IntArray] = []
    for area, count in zip(areas, counts, strict=True):
        order = np.argsort(area, kind="stable")
        edges = np.searchsorted(area[order], np.arange(count + 1))
        lists += [order[a:b] for a, b in pairwise(edges.tolist())]
    return tuple(lists)


def _areas_of(case: Case, points: Shapes) -> list[IntArray]:
    """The area of each layer that each point lies in, or -1; coarse layers last."""
    layers = _coarse_last(case.layers, case.file.levels)
    return [containing(points, layer.areas.geometry.to_numpy()) for layer in layers]


def _area_table(layers: Sequence[Layer]) -> pd.DataFrame:
    """One row for each area of each layer, as :class:`AreaTables` describes it."""
    tables = [
        pd.DataFrame(
            {
                "area_id": layer.areas.index.astype("str"),
                "level": layer.level,
                "frame": layer.frame,
                "name": layer.areas["name"].astype("str").to_numpy(),
                "valid_from": _PAST if layer.valid_from is None else day_number(layer.valid_from),
                "valid_to": _FUTURE if layer.valid_to is None else day_number(layer.valid_to),
            }
        )
        for layer in layers
    ]
    return pd.concat(tables, ignore_index=True)


def _coarse_last(layers: Sequence[Layer], levels: Sequence[str]) -> list[Layer]:
    order = {level: i for i, level in enumerate(levels)}
    return sorted(layers, key=lambda x: (order[x.level], x.valid_from or dt.date.min, x.frame))


def place_homes(case: Case, shapes: Shapes, ids: pd.Index | None = None) -> Homes:
    """The area of each place among some: the one around it, or one that is near enough.

    Parameters
    ----------
    case : Case
    shapes : array of polygons
        Units of a model, or areas of a layer.
    ids : Index, optional
        Their ids, if rows of places may name them: what a row names and touches counts first.
    """
    places = case.places
    named = np.full(len(places), -1) if ids is None else ids.get_indexer(places["area_id"])
    return homes(_lonlat(case), named.astype(np.int64), shapes, case.file.snap_km)


def settled_points(case: Case, found: Homes, shapes: Shapes) -> Shapes:
    """The places as points; one that lies outside its area as a point within it."""
    return points_inside(_lonlat(case), found, shapes)


def _lonlat(case: Case) -> FloatArray:
    points: FloatArray = case.places[["lon", "lat"]].to_numpy(dtype=np.float64)
    return points


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


def _seats(case: Case, areas: Sequence[IntArray]) -> list[IntArray]:
    """For each level above the finest, from fine to coarse: the seat of each one's area, or -1.

    Where a level has several frames the first one counts: who decides a unit never changes, so
    that redrawn boundaries alone move no land.
    """
    position = case.places.index.get_indexer(case.seats["place_id"]).tolist()
    areas_with = case.seats["area_id"].tolist()
    seat_of = {area: at for area, at in zip(areas_with, position, strict=True) if at >= 0}
    found: dict[str, IntArray] = {}
    layers = _coarse_last(case.layers, case.file.levels)
    for layer, area in zip(layers, areas, strict=True):
        if layer.level != case.file.levels[0] and layer.level not in found:
            seats = np.array([seat_of.get(a, -1) for a in layer.areas.index.tolist()] + [-1])
            found[layer.level] = seats[area]
    return list(found.values())


def _first_seat(seats: Sequence[IntArray], not_itself: IntArray) -> IntArray:
    """The first seat from fine to coarse that is not the place itself, or -1."""
    found = np.full(len(not_itself), -1, dtype=np.int64)
    for level in seats:
        take = (found < 0) & (level >= 0) & (level != not_itself)
        found[take] = level[take]
    return found
