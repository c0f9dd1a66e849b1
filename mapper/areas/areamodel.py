"""The result of an area model: units with their geometry, and the tables for the timeline."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from mapper.areatables import AreaTables

__all__ = ["AreaModel"]


@dataclass(frozen=True, slots=True)
class AreaModel:
    """Units with their geometry, and the tables for the timeline.

    Attributes
    ----------
    name : str
        Name of the model, as in the registry.
    units : GeoDataFrame
        Indexed by unit_id in the order of ``tables.unit_ids``: name, area_km2 (geodesic),
        near_km2 (part within 50 km of a tracked place), geometry; EPSG:4326.
    tables : AreaTables
    """

    name: str
    units: gpd.GeoDataFrame
    tables: AreaTables
