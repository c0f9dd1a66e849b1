"""Faults about the gazetteer: where places lie, what rank they have, and which are seats."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.case import schema
from mapper.case.layers.boundaries import Layer
from mapper.case.rawcase import Tables, walk
from mapper.core.errors import Fault
from mapper.core.model import BASE_KINDS, TOWN_RANK
from mapper.core.spelling import Speller

__all__ = ["place_faults", "rank_faults", "seat_faults"]

_VILLAGE_RANK: Final = 4
_BASE_RANK: Final = 5


def place_faults(t: Tables) -> list[Fault]:
    """Places outside the country, or outside the area that their row names."""
    finest = next((x for x in t.layers if x.level == t.file.levels[0]), None)
    points = _points(t.places)
    usable = np.isfinite(points).all(axis=1) & (np.abs(points) <= (180, 90)).all(axis=1)
    if finest is None:
        return []
    shapes = finest.areas.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    hit, area = tree.query(shapely.points(points[usable]), predicate="intersects")
    rows = t.places[usable].reset_index(drop=True)
    inside: dict[int, set[str]] = {}
    for i, j in zip(hit, area, strict=True):
        inside.setdefault(int(i), set()).add(str(finest.areas.index[j]))
    faults = []
    for i, (line, name, own) in enumerate(walk(rows, "name", "area_id")):
        if i in inside:
            faults += _area_faults(int(line), name, own, inside[i], finest)
        else:
            hint = _outside_hint(points[usable][i], tree, finest)
            message = f"{name} lies outside the country."
            file = schema.PLACES.file
            faults.append(Fault(file, int(line), "lat", message, hint, "outside-country"))
    return faults


def _points(places: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Longitude and latitude of each place; NaN for what is no number. Shape (n, 2)."""
    numbers = places[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    points: npt.NDArray[np.float64] = numbers.to_numpy(dtype=np.float64)
    return points


def _outside_hint(point: npt.NDArray[np.float64], tree: shapely.STRtree, finest: Layer) -> str:
    """Whether the point would lie inside with lat and lon swapped, or another sign."""
    lon, lat = float(point[0]), float(point[1])
    trials = {
        "With lat and lon swapped": (lat, lon),
        "With the other sign of lon": (-lon, lat),
        "With the other sign of lat": (lon, -lat),
    }
    for how, trial in trials.items():
        found = tree.query(shapely.Point(trial), predicate="intersects")
        if len(found):
            return f"{how} it would lie in {finest.areas['name'].iloc[found[0]]}."
    return "Check sign and order of lat and lon (decimal degrees)."


def _area_faults(line: int, name: str, area: str, found: set[str], layer: Layer) -> list[Fault]:
    file, here = schema.PLACES.file, min(found)
    if not area or area in found:
        return []
    if area not in layer.areas.index:
        message = f"There is no {layer.level} `{area}`."
        hint = f"The point lies in {layer.areas.at[here, 'name']}: write `{here}`."
        return [Fault(file, line, "area_id", message, hint, "unknown-area")]
    message = (
        f"{name} lies in {layer.areas.at[here, 'name']} (`{here}`), not in "
        f"{layer.areas.at[area, 'name']}."
    )
    hint = f"Correct the coordinates, or write `{here}`."
    return [Fault(file, line, "area_id", message, hint, "wrong-area")]


def rank_faults(t: Tables) -> list[Fault]:
    """Ranks that do not fit the kind, and bases that would decide land."""
    faults = []
    file = schema.PLACES.file
    for line, kind, rank, decides in walk(t.places, "kind", "rank", "decides"):
        is_base = kind in BASE_KINDS
        if rank and is_base != (rank == str(_BASE_RANK)):
            message = f"Rank {rank} does not fit a {kind or 'place of no kind'}."
            hint = (
                f"Ranks 1 to {TOWN_RANK} are towns, {_VILLAGE_RANK} villages, "
                f"{_BASE_RANK} bases and sites."
            )
            faults.append(Fault(file, line, "rank", message, hint, "wrong-rank"))
        if is_base and decides == "yes":
            message = f"A {kind} decides no land."
            faults.append(Fault(file, line, "decides", message, "Write `no`.", "wrong-word"))
    return faults


def _may_have_a_seat(t: Tables, area: str) -> bool:
    """Whether an area is not of the finest level, whose land follows what lies in it."""
    levels = t.file.levels
    return len(levels) < 2 or any(layer.level != levels[0] for layer in t.frames[area])


def seat_faults(t: Tables) -> list[Fault]:
    """Seats that do not exist or do not lie in their area."""
    faults = []
    file = schema.SEATS.file
    places = Speller((p, p) for p in t.places["place_id"])
    areas = Speller((a, a) for a in t.frames if _may_have_a_seat(t, a))
    point_of = dict(zip(t.places["place_id"], _points(t.places), strict=True))
    seat_of: dict[str, tuple[str, int]] = {}
    for line, area, place in walk(t.seats, "area_id", "place_id"):
        first, above = seat_of.setdefault(area, (place, line))
        if place != first:
            message = f"`{area}` has the seat `{first}` already (line {above})."
            hint = "An area has one seat in all frames: keep one of the two rows."
            faults.append(Fault(file, line, "place_id", message, hint, "double-seat"))
        if place and place not in t.place_ids | t.left_out:
            hint = places.hint(place, "Add it to places.csv, or correct the id.")
            message = f"There is no place `{place}`."
            faults.append(Fault(file, line, "place_id", message, hint, "unknown-place"))
        if area and area not in t.frames:
            hint = areas.hint(area, "Add it to a boundary layer, or correct the id.")
            message = f"There is no area `{area}`."
            faults.append(Fault(file, line, "area_id", message, hint, "unknown-area"))
        if place in point_of and area in t.frames and np.isfinite(point_of[place]).all():
            point = shapely.Point(point_of[place])
            if not any(x.areas.geometry[area].intersects(point) for x in t.frames[area]):
                message = f"The seat `{place}` does not lie in `{area}`."
                hint = "Name its true seat, or correct the coordinates of the place."
                faults.append(Fault(file, line, "place_id", message, hint, "seat-outside-area"))
    return faults
