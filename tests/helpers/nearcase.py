"""Cases in memory for the area models: an outline, some places, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.areas import AreaModel
from mapper.case.layers.boundaries import Layer
from mapper.case.read import Case
from mapper.case.toml import CaseFile
from mapper.core.geodesy import area_km2, distance_km

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
                "area_id": "",
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
            *("population", "area_id", "source", "note"),
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
        id="near",
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


SQUARE = shapely.box(-2.0, 12.0, 3.0, 16.0)
FIJI = shapely.MultiPolygon(
    [shapely.box(176.5, -19.5, 180.0, -15.5), shapely.box(-180.0, -19.5, -178.0, -15.5)]
)
ISLANDS = shapely.union_all(
    [shapely.box(x, y, x + 0.7, y + 0.4) for x in range(120, 126) for y in range(-4, 3)]
)
ENCLAVE = shapely.difference(SQUARE, shapely.box(0.0, 13.0, 1.0, 14.0))
ARCTIC = shapely.box(10.0, 76.5, 33.0, 81.0)
CAP = shapely.segmentize(shapely.box(-180.0, 80.0, 180.0, 90.0), 2.0)
ROUND = shapely.Point(30.1234567, 50.7654321).buffer(3.3333333, quad_segs=64)
OUTLINES = {
    "square": SQUARE,
    "antimeridian": FIJI,
    "islands": ISLANDS,
    "enclave": ENCLAVE,
    "arctic": ARCTIC,
    "pole": CAP,
    "unrounded": ROUND,
}


def check_whole(case: Case, model: AreaModel) -> None:
    """What holds of every model: a coverage, on the grid of outputs too, with the land's area."""
    shapes = model.units.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_is_valid(rounded(shapes))
    land = shapely.coverage_union_all(case.layers[-1].areas.geometry.to_numpy())
    assert model.units["area_km2"].sum() == pytest.approx(area_km2([land])[0], rel=1e-9)
    gap = shapely.symmetric_difference(shapely.coverage_union_all(shapes), land)
    assert gap.area <= 1e-5 * land.length
    assert (model.units["near_km2"] <= model.units["area_km2"]).all()
    assert model.units.index.tolist() == list(model.tables.unit_ids)
