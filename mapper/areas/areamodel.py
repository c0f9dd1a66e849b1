"""The result of an area model: units with their geometry, and the tables for the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.case.read import Case
from mapper.core.geodesy import CRS, M2_PER_KM2, FloatArray, Shapes, area_within_km2, square_metres
from mapper.core.model import BASE_KINDS
from mapper.rules.land import AreaTables

__all__ = ["NEAR_KM", "AreaModel", "make_units"]

NEAR_KM: Final = 50.0
"""Land within this distance of a tracked place counts in ``area_within_50km_km2``."""


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
    nests : bool
        Whether every unit lies in one area of each boundary layer.
    """

    name: str
    units: gpd.GeoDataFrame
    tables: AreaTables
    nests: bool = True


def make_units(
    case: Case, ids: Sequence[str], names: Sequence[str], shapes: Shapes, area_km2: FloatArray
) -> gpd.GeoDataFrame:
    """The table of units as :class:`AreaModel` describes it.

    Parameters
    ----------
    case : Case
    ids, names : sequence of str
    shapes : array of polygons, EPSG:4326
    area_km2 : array of float
        Geodesic areas of the units.
    """
    tracked = case.places[~case.places["kind"].isin(list(BASE_KINDS))]
    lon, lat = tracked["lon"], tracked["lat"]
    near = area_within_km2(shapes, lon, lat, NEAR_KM, whole=area_km2)
    return gpd.GeoDataFrame(
        {
            "name": pd.array(np.asarray(names, dtype=object), dtype="str"),
            "area_km2": square_metres(area_km2) / M2_PER_KM2,
            "near_km2": square_metres(np.minimum(near, area_km2)) / M2_PER_KM2,
        },
        geometry=shapes,
        index=pd.Index(ids, name="unit_id", dtype="str"),
        crs=CRS,
    )
