"""Cases in memory for the area models: an outline, some places, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.case import Case
from mapper.casefile import CaseFile
from mapper.geodesy import distance_km
from mapper.layers import Layer

FIRST, LAST = dt.date(2012, 1, 1), dt.date(2012, 12, 31)
TRACKED = {"decides": True, "kind": "town", "rank": 3}


def layer(level: str, shapes: Mapping[str, Any]) -> Layer:
    """A layer of one frame from polygons by area id."""
    areas = gpd.GeoDataFrame(
        {"name": [name.title() for name in shapes], "parent": ""},
        geometry=list(shapes.values()),
        index=pd.Index(list(shapes), name="id", dtype="str"),
        crs="EPSG:4326",
    )
    return Layer(level, level, None, None, areas, f"{level}.shp")


def place_table(points: Any, rows: Sequence[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """The gazetteer: towns that decide, at (lon, lat), with changes by row."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    changes = [*rows, *({} for _ in range(len(points) - len(rows)))]
    table = pd.DataFrame(
        [
            {
                "place_id": f"p{i}",
                "name": f"Place {i}",
                "alt_names": (),
                "population": pd.NA,
                "commune_id": "",
                "source": "",
                "note": "",
                "lon": lon,
                "lat": lat,
                **TRACKED,
                **change,
            }
            for i, ((lon, lat), change) in enumerate(zip(points.tolist(), changes, strict=True))
        ],
        columns=[
            *("place_id", "name", "alt_names", "kind", "rank", "decides", "lat", "lon"),
            *("population", "commune_id", "source", "note"),
        ],
    )
    return table.astype({"population": "Int64", "decides": "bool"}).set_index("place_id")


def near_case(
    outline: Any,
    points: Any,
    model: str = "voronoi",
    *,
    rows: Sequence[Mapping[str, Any]] = (),
    layers: Sequence[Layer] = (),
    **options: Any,
) -> Case:
    """A case with a country, finer layers (finest first), and places at (lon, lat)."""
    every = (*layers, layer("country", {"land": outline}))
    file = CaseFile(
        title="Near",
        description="",
        licence="CC0-1.0",
        attribution=(),
        first_day=FIRST,
        last_day=LAST,
        baseline="gov",
        layers=(),
        levels=tuple(dict.fromkeys(x.level for x in every)),
        model=model,
        model_options=options,
    )
    here = Path("near")
    seats = pd.DataFrame({"area_id": [], "place_id": [], "level": []}, dtype="str")
    places = place_table(points, rows)
    return Case(file, here, here, {}, {}, (), (), (), places, seats, pd.DataFrame(), every)


def random_points(outline: Any, count: int, seed: int) -> np.ndarray:
    """Points anywhere inside a shape, as (lon, lat)."""
    rng = np.random.default_rng(seed)
    west, south, east, north = outline.bounds
    found: list[np.ndarray] = []
    while sum(map(len, found)) < count:
        trial = np.column_stack([rng.uniform(west, east, 4096), rng.uniform(south, north, 4096)])
        found.append(trial[shapely.contains_xy(outline, trial)])
    return np.concatenate(found)[:count]


def distances(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Geodesic distances of all points to all places, in km."""
    return distance_km(
        points[:, None, 0], points[:, None, 1], places[None, :, 0], places[None, :, 1]
    )


def rounded(shapes: Any) -> np.ndarray:
    """Shapes as outputs write them: each vertex rounded to six decimals."""
    return shapely.transform(np.asarray(shapes), lambda xy: np.round(xy, 6))
