"""A small country on both sides of the 180th meridian, split at it as files have it.

::

    lat -16  north ─────────────────┐
             Nuku        │    Tavi │      north: 177 to 180, and -180 to -178
    lat -17  ────────────┼─────────┘
             south  Suva │ far             south: 177 to 180; far: -180 to -179
    lat -18  ────────────┴────┘
             177        180  -179 -178

The district ``north`` is one area in two parts. ``isles`` is the country.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

__all__ = ["AREAS", "write_meridian_case"]

AREAS = {
    "north": shapely.MultiPolygon(
        [shapely.box(177, -17, 180, -16), shapely.box(-180, -17, -178, -16)]
    ),
    "south": shapely.box(177, -18, 180, -17),
    "far": shapely.box(-180, -18, -179, -17),
}
"""With a corner on the shared borders wherever three areas meet."""
CASE = """\
title = "The isles"
licence = "CC0"
attribution = ["Drawn by hand"]
first_day = 2020-01-01
last_day = 2020-12-31
baseline = "gov"

[areas]
levels = [{levels}]

[[layers]]
path = "units.geojson"
level = "district"
"""
COUNTRY = '\n[[layers]]\npath = "country.geojson"\nlevel = "country"\n'
ACTORS = """\
actor_id,name,short_name,kind,colour,active_from,active_to,wikidata,note
gov,Government,Government,state,#2c6fbb,,,,
reb,Rebels,Rebels,rebel,#f28e2b,,,,
"""
PLACES = """\
place_id,name,alt_names,kind,rank,decides,lat,lon,population,area_id,source,note
nuku,Nuku,,capital,1,yes,-16.5,178,1000,,,
tavi,Tavi,,town,2,yes,-16.5,-178.5,500,,,
suva,Suva,,town,2,yes,-17.5,179.9,700,,,
isle,Isle,,village,4,yes,-17.5,-179.5,,,,
"""
CLAIMS = """\
event_id,event_date,target_id,scope,event_type,gained_by,lost_by,status,opposed_by,confidence,source,note
e1,2020-03-05,nuku,,capture,reb,gov,held,,high,https://a.example/1,
e2,2020-06-05,isle,,capture,reb,gov,held,,high,https://a.example/2,
e3,2020-09-05,tavi,,contest,gov,,contested,reb,high,https://a.example/3,
"""


def _units() -> gpd.GeoDataFrame:
    corners = [(177, -17), (180, -17), (-180, -17), (-179, -17), (-178, -17)]
    corners += [(180, -16), (-180, -16), (180, -18), (-180, -18)]
    shapes = [_with_corners(shape, corners) for shape in AREAS.values()]
    names = [name.title() for name in AREAS]
    return gpd.GeoDataFrame({"id": list(AREAS), "name": names}, geometry=shapes, crs=4326)


def _with_corners(shape: shapely.Geometry, corners: list[tuple[int, int]]) -> shapely.Geometry:
    """The shape with those corners that lie on its border among its own."""
    for corner in corners:
        point = shapely.Point(corner)
        if shape.distance(point) == 0:
            shape = shapely.snap(shapely.segmentize(shape, 1.0), point, 1e-9)
    return shapely.normalize(shape)


def write_meridian_case(root: Path, *, one_level: bool = False) -> Path:
    """Write the case under a folder, with the country as a second level or without."""
    case, geodata = root / "events" / "isles", root / "geodata" / "isles"
    for folder in (case, geodata):
        folder.mkdir(parents=True)
    levels = '"district"' if one_level else '"district", "country"'
    (case / "case.toml").write_text(CASE.format(levels=levels) + ("" if one_level else COUNTRY))
    (case / "actors.csv").write_text(ACTORS)
    (case / "control_events.csv").write_text(CLAIMS)
    (case / "blocs.csv").write_text("bloc_id,name,colour\n")
    (case / "bloc_members.csv").write_text("actor_id,bloc_id,start,end\n")
    (case / "successions.csv").write_text("predecessor,successor,date,kind,source\n")
    (case / "milestones.csv").write_text("date,title,kind,actors,source,note\n")
    (geodata / "places.csv").write_text(PLACES)
    (geodata / "seats.csv").write_text("area_id,place_id\n")
    units = _units()
    units.to_file(geodata / "units.geojson")
    if not one_level:
        whole = [shapely.coverage_union_all(units.geometry.to_numpy())]
        country = gpd.GeoDataFrame({"id": ["isles"], "name": ["Isles"]}, geometry=whole, crs=4326)
        country.to_file(geodata / "country.geojson")
    return case
