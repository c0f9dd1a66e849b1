"""The land of the whole world for the background of a case: fine around it, coarse far away.

The map of a case shows more than the case: the sea, the countries around, and in a corner the
globe. One layer is enough for all of it, in three zones that meet without a gap::

    ┌──────────────────────────┐
    │ the world        coarse  │
    │   ┌──────────────────┐   │
    │   │ around           │   │    each zone is cut out, simplified with the sea as a
    │   │   ┌──────────┐   │   │    country of its own (so that coasts stay where they
    │   │   │   case   │   │   │    cross into the next zone), and joined again
    │   │   └──────────┘   │   │
    │   └──────────────────┘   │
    └──────────────────────────┘
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from rebuilding import CRS, on_grid, require_coverage

DECIMALS = 3
"""Of the coordinates: steps of about 100 m."""

GAP_WIDTH = 0.001
"""Degrees: slivers between countries, which the rounding of the source leaves."""

WEST_EAST, SOUTH_NORTH = 36.0, 24.0
"""Degrees around the case that a wide window shows when it is zoomed out as far as pages allow."""

TOLERANCES = (0.025, 0.1, 1.2)
"""Degrees by which the zones are simplified: near the case, around it, and the rest."""

LEAST_AREA = 4.0
"""Islands and inlets smaller than this many squares of the tolerance are left out."""

SOUTHERN_END = -60.0
"""Degrees: Antarctica, whose outline in the source runs along the pole, is left out."""

FULL_NAMES = {
    "Antigua and Barb.": "Antigua and Barbuda",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Central African Rep.": "Central African Republic",
    "Dem. Rep. Congo": "DR Congo",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Faeroe Is.": "Faroe Islands",
    "Falkland Is.": "Falkland Islands",
    "Fr. Polynesia": "French Polynesia",
    "Fr. S. Antarctic Lands": "French Southern Lands",
    "Macedonia": "North Macedonia",
    "Marshall Is.": "Marshall Islands",
    "N. Cyprus": "Northern Cyprus",
    "S. Geo. and the Is.": "South Georgia",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "St. Kitts and Nevis": "Saint Kitts and Nevis",
    "St. Vin. and Gren.": "Saint Vincent and the Grenadines",
    "Turks and Caicos Is.": "Turks and Caicos Islands",
    "U.S. Virgin Is.": "United States Virgin Islands",
    "W. Sahara": "Western Sahara",
    "eSwatini": "Eswatini",
}
"""What the source shortens, or calls by an older name."""


def world_around(
    countries: gpd.GeoDataFrame,
    bounds: tuple[float, float, float, float],
    margin: float,
    wanted: Mapping[str, tuple[str, str]],
) -> gpd.GeoDataFrame:
    """Countries of the world: ``id, name, geometry``, a valid coverage ordered by id.

    Parameters
    ----------
    countries
        From ``read_countries``.
    bounds
        West, south, east and north of the case.
    margin
        Degrees around it in which countries are drawn finely.
    wanted
        Id and name of the neighbours by Natural Earth's name, as for ``read_neighbours``.
    """
    source = countries[countries["name"] != "Antarctica"].sort_values("name")
    land = shapely.make_valid(source.geometry.values, method="structure", keep_collapsed=False)
    parts: list[list[shapely.Geometry]] = [[] for _ in land]
    for zone, tolerance in zip(_zones(bounds, margin), TOLERANCES, strict=True):
        for country, pieces in _simplified(land, zone, tolerance):
            parts[country] += pieces
    joined = on_grid(np.array([shapely.union_all(p) for p in parts], dtype=object), DECIMALS)
    names = [wanted.get(n, ("", FULL_NAMES.get(n, n)))[1] for n in source["name"]]
    ids = [identifier(name) for name in names]
    layer = gpd.GeoDataFrame({"id": ids, "name": names}, geometry=joined, crs=CRS)
    layer = layer[~layer.geometry.is_empty].sort_values("id", ignore_index=True)
    require_coverage(layer.geometry.values, "world")
    return layer


def identifier(name: str) -> str:
    """Words of a name in lower case without accents, joined by hyphens.

    >>> identifier("Côte d'Ivoire"), identifier("Guinea-Bissau")
    ('cote-d-ivoire', 'guinea-bissau')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(letters.split())


def _zones(bounds: tuple[float, float, float, float], margin: float) -> list[shapely.Geometry]:
    """Near the case, around it, and the rest of the world."""
    west, south, east, north = bounds
    world = shapely.box(-180.0, SOUTHERN_END, 180.0, 90.0)
    near = shapely.box(west - margin, south - margin, east + margin, north + margin)
    around = shapely.box(
        west - WEST_EAST, south - SOUTH_NORTH, east + WEST_EAST, north + SOUTH_NORTH
    )
    near, around = near.intersection(world), around.intersection(world)
    return [near, around.difference(near), world.difference(around)]


def _simplified(
    land: np.ndarray, zone: shapely.Geometry, tolerance: float
) -> list[tuple[int, list[shapely.Geometry]]]:
    """Numbers of the countries in a zone, and the polygons of each there."""
    cut = [_polygons(piece) for piece in shapely.intersection(land, zone)]
    there = [number for number, pieces in enumerate(cut) if pieces]
    shapes = shapely.coverage_clean(
        np.array([shapely.MultiPolygon(cut[number]) for number in there], dtype=object),
        gap_width=GAP_WIDTH,
    )
    sea = zone.difference(shapely.union_all(shapes))
    simple = shapely.coverage_simplify(np.append(shapes, sea), tolerance)[:-1]
    least = LEAST_AREA * tolerance**2
    return [
        (number, [piece for piece in _polygons(shape) if piece.area > least])
        for number, shape in zip(there, simple, strict=True)
    ]


def _polygons(shape: shapely.Geometry) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
