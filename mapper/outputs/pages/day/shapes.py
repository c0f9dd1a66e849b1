"""Units and places of a case as columns, for the pages of a day: each name of an area once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from mapper.core.longitudes import continuous
from mapper.outputs.pages.geometry import common_top, land_payload, path_of
from mapper.outputs.pages.plain import Payload
from mapper.outputs.pages.turned import land_seam

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory
    from mapper.outputs.geo.topology import Polygons

__all__ = ["shapes_payload"]


def shapes_payload(history: ControlHistory) -> Payload:
    """The geometry of a case (see `geometry_payload`) with its units and places as columns.

    ``paths`` are the distinct lists of names of areas; ``parents`` of units and places are their
    numbers. ``polygons`` of the units are how many each has, ``rings`` how many rings each of
    those has, ``sizes`` how many arcs each of those has, and ``arcs`` which, each as its
    difference to the one before.
    """
    land, topology = land_payload(history)
    paths = _Paths(common_top(history))
    units, places = _units(history, topology.units, paths), _places(history, paths)
    return land | {"units": units, "places": places, "paths": paths.rows}


class _Paths:
    """Distinct lists of names of areas, each stored once."""

    def __init__(self, top: str | None) -> None:
        self.rows: list[list[str]] = []
        self._top = top
        self._known: dict[tuple[Any, ...], int] = {}

    def numbers(self, parents: Iterable[Iterable[Any]]) -> list[int]:
        """The number of the list of each of many targets."""
        known, found = self._known, []
        for names in map(tuple, parents):
            number = known.get(names)
            if number is None:
                number = known[names] = len(self.rows)
                self.rows.append(path_of(names, self._top))
            found.append(number)
        return found


def _units(history: ControlHistory, shapes: list[Polygons], paths: _Paths) -> Payload:
    frame = history.units
    polygons = list(chain.from_iterable(shapes))
    rings = list(chain.from_iterable(polygons))
    arcs = np.fromiter(chain.from_iterable(rings), dtype=np.int64)
    return {
        "id": list(map(str, frame.index)),
        "name": frame["name"].fillna("").astype("str").tolist(),
        "parents": paths.numbers(frame["parents"]),
        "area_km2": [round(area, 2) for area in frame["area_km2"].tolist()],
        "polygons": list(map(len, shapes)),
        "rings": list(map(len, polygons)),
        "sizes": list(map(len, rings)),
        "arcs": np.diff(arcs, prepend=0).tolist(),
    }


def _places(history: ControlHistory, paths: _Paths) -> Payload:
    places = history.places
    unit = history.targets.units_of(np.arange(len(places)) + len(history.units))
    lon = np.asarray(continuous(places["lon"], land_seam(history)), dtype=float)
    kinds: dict[str, int] = {}
    return {
        "id": list(map(str, places.index)),
        "name": places["name"].fillna("").astype("str").tolist(),
        "alt_names": [list(map(str, names)) for names in places["alt_names"]],
        "kind": [kinds.setdefault(str(kind), len(kinds)) for kind in places["kind"]],
        "kinds": list(kinds),
        "rank": places["rank"].astype("int64").tolist(),
        "lon": [round(degrees, 5) for degrees in lon.tolist()],
        "lat": [round(degrees, 5) for degrees in places["lat"].astype(float).tolist()],
        "population": [None if n < 0 else n for n in _whole(places["population"])],
        "parents": paths.numbers(places["parents"]),
        "unit": unit.tolist(),
    }


def _whole(figures: Any) -> list[int]:
    """Whole numbers; -1 where there is none."""
    found: list[int] = figures.fillna(-1).astype("int64").tolist()
    return found
