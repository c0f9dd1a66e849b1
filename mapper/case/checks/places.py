"""Faults about the gazetteer: where places lie, what rank they have, and which are seats."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from mapper.case import schema
from mapper.case.layers.boundaries import Layer
from mapper.case.rawcase import Tables, odd_rows, walk
from mapper.case.snapping import points_inside
from mapper.case.toml import MOST_SNAP_KM
from mapper.core.errors import Fault
from mapper.core.model import BASE_KINDS, TOWN_RANK
from mapper.core.spelling import Speller

__all__ = ["place_faults", "rank_faults", "seat_faults"]

_VILLAGE_RANK: Final = 4
_BASE_RANK: Final = 5


def place_faults(t: Tables) -> list[Fault]:
    """Places outside the country, or outside the area that their row names; doubts if near."""
    finest, found = t.finest, t.homes
    if finest is None or found is None:
        return []
    usable = np.flatnonzero(t.usable_points)
    tree = shapely.STRtree(finest.areas.geometry.to_numpy())
    hit, area = tree.query(shapely.points(t.points[usable]), predicate="intersects")
    place, stated = usable[hit], t.places["area_id"]
    own = finest.areas.index.get_indexer(stated)[place] == area
    fine = np.zeros(len(t.points), dtype=bool)
    fine[place[own | (stated == "").to_numpy()[place]]] = True
    odd = usable[~fine[usable]]
    inside: dict[int, set[str]] = {}
    for i, j in zip(place[~fine[place]].tolist(), area[~fine[place]], strict=True):
        inside.setdefault(i, set()).add(str(finest.areas.index[j]))
    faults = []
    for i, row in zip(odd.tolist(), walk(t.places, "name", "area_id", rows=odd), strict=True):
        line, name, own_area = row
        if i in inside:
            faults += _area_faults(int(line), name, own_area, inside[i], finest)
            continue
        at = _At(
            int(line), name, finest, *(x[i].item() for x in (found.area, found.nearest, found.km))
        )
        if at.home >= 0:
            faults += at.near(own_area)
        else:
            faults.append(at.far(_outside_hint(t.points[i], tree, finest, at.km)))
    return faults


class _At(NamedTuple):
    """A place outside of all areas, and what it is near to."""

    line: int
    name: str
    layer: Layer
    home: int
    nearest: int
    km: float

    def _fault(self, column: str, message: str, hint: str, code: str, *, doubt: bool) -> Fault:
        fault = Fault(schema.PLACES.file, self.line, column, message, hint, code)
        return replace(fault, severity="doubt") if doubt else fault

    def _area(self, position: int) -> str:
        return f"{self.layer.areas.index[position]} {self.layer.areas['name'].iloc[position]}"

    def near(self, own: str) -> list[Fault]:
        """The doubt about a place that counts in an area near by."""
        which = "the nearest area" if self.home == self.nearest else "the area that its row names"
        where = f"{_distance_words(self.km)} outside {self._area(self.home)}"
        message = f"{self.name} lies {where}, {which}; counted there."
        hint = "Correct the coordinates, or the outline; areas.snap_km says how far is near."
        faults = [self._fault("lat", message, hint, "outside-outline", doubt=True)]
        if own and own != str(self.layer.areas.index[self.home]):
            faults = _area_faults(
                self.line, self.name, own, {str(self.layer.areas.index[self.home])}, self.layer
            )
        return faults

    def far(self, hint: str) -> Fault:
        """The fault of a place that is near to nothing."""
        where = f"{_distance_words(self.km)} from {self._area(self.nearest)}"
        message = f"{self.name} lies outside the country, {where}, the nearest area."
        return self._fault("lat", message, hint, "outside-country", doubt=False)


def _distance_words(km: float) -> str:
    """A distance with as many digits as it is worth.

    >>> _distance_words(0.0123), _distance_words(0.41), _distance_words(1234.5)
    ('12 m', '0.4 km', '1,234 km')
    """
    return f"{1000 * km:.0f} m" if km < 0.1 else f"{km:.1f} km" if km < 100 else f"{km:,.0f} km"


def _outside_hint(
    point: npt.NDArray[np.float64], tree: shapely.STRtree, finest: Layer, km: float
) -> str:
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
    if km <= MOST_SNAP_KM:
        return "Correct the coordinates or the outline, or raise areas.snap_km in case.toml."
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


def _settled(t: Tables) -> dict[str, shapely.Point]:
    """The seats as points; one near an area as a point in it, so that it can be a seat there."""
    seats = t.places["place_id"].isin(t.seats["place_id"]).to_numpy(bool)
    usable = np.flatnonzero(t.usable_points & seats)
    points = shapely.points(t.points)
    if t.finest is not None and t.homes is not None:
        points = points_inside(t.points, t.homes, t.finest.areas.geometry.to_numpy())
    return dict(zip(t.places["place_id"].to_numpy()[usable], points[usable], strict=True))


def rank_faults(t: Tables) -> list[Fault]:
    """Ranks that do not fit the kind, and bases that would decide land."""
    faults = []
    file = schema.PLACES.file
    columns = ("kind", "rank", "decides")
    for line, kind, rank, decides in walk(
        t.places, *columns, rows=odd_rows(t.places, columns, _is_unfit)
    ):
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


def _is_unfit(kind: str, rank: str, decides: str) -> bool:
    """Whether a kind does not go with a rank, or with deciding land."""
    is_base = kind in BASE_KINDS
    return bool(rank and is_base != (rank == str(_BASE_RANK))) or (is_base and decides == "yes")


def _may_have_a_seat(t: Tables, area: str) -> bool:
    """Whether an area is not of the finest level, whose land follows what lies in it."""
    levels = t.file.levels
    return len(levels) < 2 or any(layer.level != levels[0] for layer in t.frames[area])


def seat_faults(t: Tables) -> list[Fault]:
    """Seats that do not exist or do not lie in their area."""
    if t.seats.empty:  # what follows looks at all places and areas
        return []
    faults = []
    file = schema.SEATS.file
    places = Speller((p, p) for p in t.places["place_id"])
    areas = Speller((a, a) for a in t.frames if _may_have_a_seat(t, a))
    point_of = _settled(t)
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
        if place in point_of and area in t.frames:
            point = point_of[place]
            if not any(x.areas.geometry[area].intersects(point) for x in t.frames[area]):
                message = f"The seat `{place}` does not lie in `{area}`."
                hint = "Name its true seat, or correct the coordinates of the place."
                faults.append(Fault(file, line, "place_id", message, hint, "seat-outside-area"))
    return faults
