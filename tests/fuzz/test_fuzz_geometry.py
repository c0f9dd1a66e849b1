"""Countries drawn at random: jittered grids with gaps and holes, thin, tiny, huge, at the poles."""

from __future__ import annotations

import json
import random

import fuzzkit
import geopandas as gpd
import pytest
import shapely
from casefolder import CaseFolder

pytestmark = pytest.mark.fuzz

TOML = """\
title = "Drawn"
licence = "CC0-1.0"
attribution = ["dice"]
first_day = 2012-01-01
last_day = 2012-12-31
baseline = "gov"

[areas]
model = "{model}"
levels = [{levels}]
{options}
{layers}
"""
LAYER = '[[layers]]\npath = "{level}{extension}"\nlevel = "{level}"\n'
PLACES = "place_id,name,alt_names,kind,rank,decides,lat,lon,population,area_id,source,note\n"
CLAIMS = (
    "event_id,event_date,target_id,scope,event_type,gained_by,lost_by,status,opposed_by,"
    "confidence,source,note\n"
)


def grid(dice: random.Random) -> list[shapely.Geometry]:
    """Cells that share their corners, each corner moved a little."""
    nx, ny = dice.choice(((1, 1), (2, 1), (2, 2), (3, 3), (4, 3)))
    jitter = dice.choice((0.0, 0.0, 0.2, 0.45, 0.9))
    corner = {
        (i, j): (i + dice.uniform(-jitter, jitter) / 2, j + dice.uniform(-jitter, jitter) / 2)
        for i in range(nx + 1)
        for j in range(ny + 1)
    }
    return [
        shapely.Polygon([corner[i, j], corner[i + 1, j], corner[i + 1, j + 1], corner[i, j + 1]])
        for i in range(nx)
        for j in range(ny)
    ]


def bend(shape: shapely.Geometry, dice: random.Random) -> shapely.Geometry:
    """A cell made strange."""
    kind = dice.choice(
        ("hole", "parts", "spike", "bow", "empty", "needle", "same", "dense", "line", "touch")
    )
    middle = shape.centroid
    small = middle.buffer(dice.choice((0.2, 1e-3, 1e-7)), quad_segs=2)
    if kind == "hole":
        return shape.difference(small) if shape.is_valid else shape
    if kind == "parts":
        return shapely.MultiPolygon([small, shapely.affinity.translate(small, 0.5, 0)])
    if kind == "spike":
        x, y = shape.exterior.coords[0]
        ring = [*shape.exterior.coords[:-1], (x + 5, y), (x, y)]
        return shapely.Polygon(ring)
    if kind == "bow":
        ring = list(shape.exterior.coords[:-1])
        ring[0], ring[1] = ring[1], ring[0]
        return shapely.Polygon(ring)
    if kind == "needle":
        x, y = shape.exterior.coords[0]
        return shapely.Polygon([(x, y), (x + 1, y + 1), (x + 1, y + 1 + 1e-12)])
    if kind == "same":
        return shapely.Polygon([shape.exterior.coords[0]] * 4)
    if kind == "dense":
        return shapely.segmentize(shape, 1e-3)
    if kind == "line":
        return shape.exterior
    if kind == "touch":
        return shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)])
    return shapely.Polygon()


def placed(shapes: list[shapely.Geometry], dice: random.Random) -> list[shapely.Geometry]:
    """The country scaled, and put somewhere on the globe or over its edge."""
    west, south, east, north = shapely.total_bounds(shapes)
    scale = dice.choice((1.0, 1.0, 1.0, 1e-3, 1e-6, 1e-9, 20.0, 60.0))
    scale = min(scale, 180 / (north - south or 1), 360 / (east - west or 1))
    lon = dice.choice((0.0, 10.0, 177.0, -180.0, -1.5, 180.0 - scale * (east - west)))
    lat = dice.choice((0.0, 10.0, -90.0, -1.5, 90.0 - scale * (north - south)))
    if dice.random() < 0.9:  # mostly within the globe, at times beyond its edge
        lon = max(-180.0, min(lon, 180.0 - scale * (east - west)))
        lat = max(-90.0, min(lat, 90.0 - scale * (north - south)))
    start = (west, south)
    return [
        shapely.transform(shape, lambda xy: (xy - start) * scale + (lon, lat)) for shape in shapes
    ]


def write_layer(
    case: CaseFolder, level: str, shapes: list[shapely.Geometry], extension: str
) -> None:
    frame = gpd.GeoDataFrame(
        {"id": [f"{level}{i}" for i in range(len(shapes))], "name": [level] * len(shapes)},
        geometry=shapes,
        crs="EPSG:4326",
    )
    case.layer(f"{level}{extension}", frame)


def spoil(case: CaseFolder, dice: random.Random) -> None:
    shapes = grid(dice)
    if dice.random() < 0.3:
        del shapes[dice.randrange(len(shapes))]
    shapes = shapes or [shapely.box(0, 0, 1, 1)]
    if dice.random() < 0.4:
        at = dice.randrange(len(shapes))
        shapes[at] = bend(shapes[at], dice)
    shapes = placed(shapes, dice)
    valid = [s for s in shapes if s.is_valid and s.geom_type in {"Polygon", "MultiPolygon"}]
    outline = shapely.union_all(valid) if valid else shapely.box(0, 0, 1, 1)
    if dice.random() < 0.1:
        outline = outline.envelope
    extension = dice.choice((".gpkg", ".parquet", ".geojson", ".fgb"))
    if extension == ".fgb" and any(shape.is_empty for shape in shapes):
        extension = ".gpkg"  # a FlatGeobuf cannot hold nothing
    levels = ["unit"] if dice.random() < 0.2 else ["unit", "country"]
    write_layer(case, "unit", shapes, extension)
    if "country" in levels:
        write_layer(case, "country", [outline], extension)
    model = dice.choice(("admin", "admin", "voronoi", "hex"))
    options = {"hex": f"resolution = {dice.choice((0, 2, 4))}", "voronoi": ""}.get(model, "")
    if model != "admin" and dice.random() < 0.4:
        options += f"\nmax_km = {dice.choice((1, 75, 20000))}"
    case.path("case.toml").write_text(
        TOML.format(
            model=model,
            options=options,
            levels=", ".join(map(json.dumps, levels)),
            layers="\n".join(LAYER.format(level=x, extension=extension) for x in levels),
        )
    )
    write_tables(case, shapes, outline, dice)


def write_tables(
    case: CaseFolder, shapes: list[shapely.Geometry], outline: shapely.Geometry, dice: random.Random
) -> None:
    """Places in the middle of areas, claims on both, no more than that."""
    places, claims = [], []
    for i in range(dice.choice((1, 3, 8))):
        point = dice.choice(shapes).representative_point() if i else outline.representative_point()
        if point.is_empty:
            continue
        lat, lon = (max(-89.9, min(89.9, point.y)), max(-179.9, min(179.9, point.x)))
        places.append(
            f"p{i},Place {i},,town,{dice.choice((2, 3))},yes,{lat:.12f},{lon:.12f},100,,,\n"
        )
    targets = [row.split(",")[0] for row in places] + [f"unit{i}" for i in range(len(shapes))]
    for i in range(dice.choice((0, 4, 12))):
        target = dice.choice(targets)
        scope = dice.choice(("all", "countryside")) if target.startswith("unit") else ""
        day = f"2012-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
        claims.append(
            f"e{i},{day},{target},{scope},capture,{dice.choice(('gov', 'jih'))},,held,,high,"
            f"https://a.example/{i},\n"
        )
    case.path("places.csv").write_text(PLACES + "".join(places))
    case.path("seats.csv").write_text("area_id,place_id\n")
    case.path("control_events.csv").write_text(CLAIMS + "".join(claims))


def test_geometry(tmp_path, warden, listener):
    fuzzkit.run("geometry", spoil, tmp_path, warden, listener, default=24).see_clean()
