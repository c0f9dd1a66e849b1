"""A country in which names and dots are in each other's way.

::

    ┌───────────────┬───────────────┐
    │ Ring          │ Slab          │   Ring surrounds Core, an enclave
    │    ┌─────┐    │               │   Middle stands in the middle of Slab, Brim where
    │    │Core │    │    Middle     │       the name of Ring would stand best
    │    └─────┘    │               │   Twin and Other Twin are one dot from afar
    │  Brim         │  Twin         │   Seat lies in Core
    └───────────────┴───────────────┘

At size 1 it is six degrees wide.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

__all__ = ["shapes", "write_label_case"]

CASE = """\
title = "Ringland"
licence = "CC0"
attribution = ["Drawn by hand"]
first_day = 2020-01-01
last_day = 2020-12-31
baseline = "gov"

[areas]
levels = ["unit", "country"]

[[layers]]
path = "units.geojson"
level = "unit"

[[layers]]
path = "country.geojson"
level = "country"
"""
TABLES = {
    "actors.csv": """\
actor_id,name,short_name,kind,colour,active_from,active_to,wikidata,note
gov,Government,Government,state,#2c6fbb,,,,
reb,Rebels,Rebels,rebel,#f28e2b,,,,
""",
    "control_events.csv": """\
event_id,event_date,target_id,scope,event_type,gained_by,lost_by,status,opposed_by,confidence,source,note
e1,2020-03-05,middle,,capture,reb,gov,held,,high,https://a.example/1,
""",
    "blocs.csv": "bloc_id,name,colour\n",
    "bloc_members.csv": "actor_id,bloc_id,start,end\n",
    "successions.csv": "predecessor,successor,date,kind,source\n",
    "milestones.csv": "date,title,kind,actors,source,note\n",
}
PLACES = (
    ("seat", "Seat", "capital", 1, 1.5, 1.5),
    ("middle", "Middle", "town", 2, 4.5, 1.5),
    ("twin", "Twin", "town", 2, 4.1, 0.6),
    ("other", "Other Twin", "town", 3, 4.11, 0.61),
    ("brim", "Brim", "town", 3, None, None),
    ("bush", "Bush", "village", 4, 5.5, 2.5),
)
"""Id, name, kind, rank, longitude and latitude at size 1; Brim stands where it is put."""


def shapes(size: float = 1.0) -> dict[str, shapely.Geometry]:
    """The units by id."""
    core = shapely.box(1, 1, 2, 2)
    ring = shapely.difference(shapely.box(0, 0, 3, 3), core)
    units = {"ring": ring, "core": core, "slab": shapely.box(3, 0, 6, 3)}
    return {name: shapely.transform(shape, lambda xy: xy * size) for name, shape in units.items()}


def write_label_case(root: Path, *, size: float = 1.0, brim: tuple[float, float]) -> Path:
    """Write the case under a folder, with Brim at a longitude and latitude."""
    case, geodata = root / "events" / "ringland", root / "geodata" / "ringland"
    for folder in (case, geodata):
        folder.mkdir(parents=True)
    (case / "case.toml").write_text(CASE)
    for name, text in TABLES.items():
        (case / name).write_text(text)
    lines = ["place_id,name,alt_names,kind,rank,decides,lat,lon,population,area_id,source,note"]
    for place, name, kind, rank, x, y in PLACES:
        lon, lat = brim if x is None or y is None else (x * size, y * size)
        lines.append(f"{place},{name},,{kind},{rank},yes,{lat},{lon},1000,,,")
    (geodata / "places.csv").write_text("\n".join(lines) + "\n")
    (geodata / "seats.csv").write_text("area_id,place_id\n")
    units = shapes(size)
    names = [name.title() for name in units]
    frame = gpd.GeoDataFrame({"id": list(units), "name": names}, geometry=list(units.values()))
    frame.set_crs(4326).to_file(geodata / "units.geojson")
    whole = [shapely.coverage_union_all(frame.geometry.to_numpy())]
    country = gpd.GeoDataFrame({"id": ["all"], "name": ["Ringland"]}, geometry=whole, crs=4326)
    country.to_file(geodata / "country.geojson")
    return case
