"""The ``admin`` area model: units are the polygons of the finest boundary layer.

A unit's *deciding place* is the best-ranked place inside it with ``decides = yes`` (ties:
population, then id; never a base or site); if there is none, the seat of the area around it, then
of the one around that, and so on up the levels.
"""

from __future__ import annotations

from mapper.areas.areamodel import AreaModel, make_units
from mapper.areas.membership import nested_tables
from mapper.case.read import Case
from mapper.core.errors import UsageError
from mapper.core.geodesy import area_km2

__all__ = ["build_admin"]


def build_admin(case: Case) -> AreaModel:
    """Units and tables of the ``admin`` model (see `mapper.areas.models.build_areas`).

    Raises
    ------
    UsageError
        Also if the finest level has more than one frame: the units of this model never change.
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
    units = make_units(case, areas.index, areas["name"].to_numpy(), shapes, area_km2(shapes))
    return AreaModel("admin", units, nested_tables(case, units))
