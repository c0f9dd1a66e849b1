"""The land of the world behind the atlas: shared arcs, names of countries, which are the case's.

Where a case has the layer ``world``, it takes the place of the neighbours' outlines: both together
would draw each border twice, a little apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.outputs.geo.topology import encode
from mapper.outputs.pages.labelspots import label_place
from mapper.outputs.pages.plain import Payload, text
from mapper.outputs.pages.turned import cut_and_turned

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["with_world"]

STEP: Final = 0.001
"""Degrees: what corners are rounded to, about 110 m."""
REACH: Final = 1.2
"""How far around the case countries are named, in its longer side: what a page can show."""
LEAST_ROOM: Final = 1 / 100
"""Of the box around the case: what a country has to have of it to be named."""
OWN: Final = 0.5
"""Share of a country's land that the case has to cover to be of it."""


def with_world(land: Payload, history: ControlHistory, seam: float | None) -> Payload:
    """The shapes of a page with the land of the world, if the case has it.

    Parameters
    ----------
    land : dict
        From :func:`mapper.outputs.pages.geometry.land_payload`.
    history : ControlHistory
    seam : float or None
        From :func:`mapper.outputs.pages.turned.land_seam`.

    Returns
    -------
    dict
        The same for a case without the layer. Else with ``world``: ``scale`` and ``arcs`` as for
        the units, ``polygons`` of each country, ``own``: numbers of the countries that the case is
        of. ``neighbours`` are then names alone, of all countries that a page can show.
    """
    layer = history.background.get("world")
    if layer is None:
        return land
    drawn = cut_and_turned(layer.geometry.to_numpy(), seam)
    there = ~(shapely.is_missing(drawn) | shapely.is_empty(drawn))
    shapes = drawn[there]
    topology = encode(shapes, grid=STEP)
    bounds = land["bounds"]
    own = _own(shapes, history, seam, bounds)
    world = {
        "scale": STEP,
        "arcs": topology.deltas(),
        "polygons": topology.units,
        "own": np.flatnonzero(own).tolist(),
    }
    near = [row | {"polygons": []} for row in land["neighbours"]]
    known = {row["name"] for row in near}
    names = [text(name) for name in layer["name"].to_numpy()[there]]
    far = [
        {"name": name, "polygons": [], **label_place(room)}
        for name, room, mine in zip(names, _rooms(shapes, bounds), own.tolist(), strict=True)
        if room is not None and not mine and name not in known
    ]
    return land | {"world": world, "neighbours": near + far}


def _own(
    shapes: npt.NDArray[np.object_],
    history: ControlHistory,
    seam: float | None,
    bounds: Sequence[float],
) -> npt.NDArray[np.bool_]:
    """Which countries have most of their land in the case."""
    near = np.flatnonzero(shapely.intersects(shapes, shapely.box(*bounds)))
    units = shapely.union_all(cut_and_turned(history.units.geometry.to_numpy(), seam))
    own = np.zeros(len(shapes), dtype=bool)
    covered = shapely.area(shapely.intersection(shapes[near], units))
    own[near] = covered > OWN * shapely.area(shapes[near])
    return own


def _rooms(shapes: npt.NDArray[np.object_], bounds: Sequence[float]) -> list[Any]:
    """What of each country a page can show, if that has room for a name."""
    west, south, east, north = bounds
    reach = REACH * max(east - west, north - south)
    window = shapely.box(west - reach, south - reach, east + reach, north + reach)
    least = LEAST_ROOM * (east - west) * (north - south)
    rooms = shapely.intersection(shapes, window)
    return [room if room.area > least else None for room in rooms.tolist()]
