"""A small case on disk, without a fault, for tests of reading and checking.

The country is three columns of three communes, each one degree wide and high::

    lat 15  a3 North     | b3 NA     | c3 (Far: decides nothing)
    lat 14  a2 (empty)   | b2 Sèat   | c2 Post (a village that decides)
    lat 13  a1 Capital…  | b1 Middle | c1 Harbour
    lat 12  lon 0–1        1–2         2–3

Each column is a cercle. Two frames of regions: until July 2012 ``west`` is the columns a and b,
afterwards only a; ``east`` is the rest. The files are made once per process and then copied.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import shapely

from mapper.case.read import read_case
from mapper.core.errors import CaseError
from mapper.core.gdal import pinned_gdal
from mapper.outputs.geo.topojson import topojson_text

NAME = "tiny"

CASE_TOML = """\
title = "Tiny war"
description = "A case for tests."
licence = "CC BY 4.0"
attribution = ["Drawn by hand"]
first_day = 2012-01-01
last_day = 2012-12-31
baseline = "gov"

[areas]
model = "admin"
levels = ["commune", "cercle", "region", "country"]

[[layers]]
path = "communes.shp"
level = "commune"
parent = "parent"

[[layers]]
path = "cercles.shp"
level = "cercle"

[[layers]]
path = "regions_old.shp"
level = "region"
frame = "old"
valid_from = "valid_from"
valid_to = "valid_to"

[[layers]]
path = "regions_new.shp"
level = "region"
frame = "new"
valid_from = "valid_from"
valid_to = "valid_to"

[[layers]]
path = "country.shp"
level = "country"

[background]
rivers = "rivers.shp"

[map]
centre = [13.5, 1.5]
zoom = 6
"""
CLAIMS = """\
event_id,event_date,target_id,scope,event_type,gained_by,lost_by,status,opposed_by,confidence,source,note
e02,2012-01-10,north,,capture,reb,gov,held,,high,https://a.example/1,
e03,2012-02,seat_b,,entry,reb,gov,held,,medium,https://a.example/2 https://b.example/2,Some day
e04,2012-03-05,cercle_b,all,capture,jih,reb,held,,high,https://a.example/3,"Land, towns and all"
e05,2012-03~,camp,,observation,un,,held,,high,https://a.example/4,A base may be a mission's
e06,2012-04-01/2012-04-03,seat_c,,contest,gov,,contested,reb,medium,https://a.example/5,
e07,2012-04-20,seat_c,,attack_repelled,gov,,held,reb,medium,https://a.example/6,
e08,2012-05-01,post,,siege_begin,gov,,besieged,reb,high,https://a.example/7,
e09,2012-05-20,post,,siege_end,gov,,held,reb,high,https://a.example/8,
e10,2012-06-15,north,,handover,gov+un,reb,held,,high,https://a.example/9,
e11,2012-07-10,c3,countryside,entry,reb,gov,held,,medium,https://a.example/10,
e12,2012-08-01,na,,declaration,reb,,held,,low,"UN report S/2012/99, para. 12",
e13,2012-09-10,east,countryside,observation,gov,,held,,low,https://a.example/12,
e14,2012-10-10,seat_b,,handover,gov,jih,held,,high,https://a.example/13,
"""
ACTORS = """\
actor_id,name,short_name,kind,colour,active_from,active_to,wikidata,note
gov,Government,Government,state,#2c6fbb,,,Q912,
reb,Rebels,Rebels,rebel,#f28e2b,2011-10-01,2012-08-31,,
front,United Front,Front,rebel,#e0a030,2012-09-01,,,
jih,Jihadists,Jihadists,jihadist,#333333,,,,
un,UN mission,UN,peacekeeper,#7fb3d5,2012-02-01,,,
legion,Foreign legion,Legion,foreign_state,#0b3c7d,,,,
"""
BLOCS = "bloc_id,name,colour\nstate,State and allies,#2c6fbb\nrebels,Rebels,#f28e2b\n"
MEMBERS = "actor_id,bloc_id,start,end\ngov,state,,\nreb,rebels,,\nfront,rebels,2012-09-01,\n"
SUCCESSIONS = """\
predecessor,successor,date,kind,source
reb,front,2012-09-01,merger,https://a.example/merger
"""
MILESTONES = """\
date,title,kind,actors,source,note
2012-05-01,Ceasefire,accord,gov+reb,https://a.example/accord,
"""
PLACES = """\
place_id,name,alt_names,kind,rank,decides,lat,lon,population,area_id,source,note
capital,Capital,Capitale,capital,1,yes,12.5,0.5,1000000,a1,,
minor,Minor,,town,3,no,12.8,0.2,20000,a1,,
camp,Camp,,base,5,no,12.2,0.8,,a1,,
north,North,Nord|Norden,town,2,yes,14.5,0.5,50000,a3,,
middle,Middle,,town,3,yes,12.5,1.5,30000,b1,,
seat_b,Sèat,,town,2,yes,13.5,1.5,40000,b2,,
na,NA,,town,3,yes,14.5,1.5,,b3,,A town of that name
seat_c,Harbour,,town,2,yes,12.5,2.5,45000,c1,,
post,Post,,village,4,yes,13.5,2.5,,c2,,
far,Far,,village,4,no,14.5,2.5,,c3,,
"""
SEATS = """\
area_id,place_id,level
cercle_a,capital,cercle
cercle_b,seat_b,cercle
cercle_c,seat_c,cercle
west,capital,region
east,seat_c,region
land,capital,country
"""
TABLES = {
    "control_events.csv": CLAIMS,
    "actors.csv": ACTORS,
    "blocs.csv": BLOCS,
    "bloc_members.csv": MEMBERS,
    "successions.csv": SUCCESSIONS,
    "milestones.csv": MILESTONES,
}
OPTIONAL = ("sources.csv", "story.csv", "story_fr.csv")
"""Tables that the good case does not have."""
GAZETTEER = {"places.csv": PLACES, "seats.csv": SEATS}
COMMUNE_NAMES = {"a1": "Capital land", "b2": "Sèat land", "c3": "Bout-du-monde"}


def communes() -> gpd.GeoDataFrame:
    """The nine squares: id, name, parent."""
    ids = [f"{column}{row}" for column in "abc" for row in (1, 2, 3)]
    return gpd.GeoDataFrame(
        {
            "id": ids,
            "name": [COMMUNE_NAMES.get(i, f"Commune {i}") for i in ids],
            "parent": [f"cercle_{i[0]}" for i in ids],
        },
        geometry=[square("abc".index(i[0]), 11 + int(i[1])) for i in ids],
        crs="EPSG:4326",
    )


def square(lon: float, lat: float, width: float = 1.0, height: float = 1.0) -> shapely.Polygon:
    """A rectangle by its south-west corner."""
    return shapely.box(lon, lat, lon + width, lat + height)


def block(columns: str) -> shapely.Polygon:
    """Whole columns of communes, with the communes' corners on their edges."""
    frame = communes()
    inside = frame[frame["id"].str[0].isin(list(columns))]
    return shapely.coverage_union_all(inside.geometry.to_numpy())


def _layer(areas: dict[str, tuple[str, str]], **more: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": list(areas),
            "name": [name for name, _ in areas.values()],
            **{k: [v] * len(areas) for k, v in more.items()},
        },
        geometry=[block(columns) for _, columns in areas.values()],
        crs="EPSG:4326",
    )


def layers() -> dict[str, gpd.GeoDataFrame]:
    """All layers by file name."""
    cercles = {f"cercle_{c}": (f"Cercle {c}", c) for c in "abc"}
    rivers = gpd.GeoDataFrame(
        {"name": ["Stream"], "rank": [1]},
        geometry=[shapely.LineString([(0.1, 12.1), (2.9, 14.9)])],
        crs="EPSG:4326",
    )
    return {
        "communes.shp": communes(),
        "cercles.shp": _layer(cercles),
        "regions_old.shp": _layer(
            {"west": ("West", "ab"), "east": ("East", "c")}, valid_from="", valid_to="2012-07-01"
        ),
        "regions_new.shp": _layer(
            {"west": ("West", "a"), "east": ("East", "bc")}, valid_from="2012-07-01", valid_to=""
        ),
        "country.shp": _layer({"land": ("Land", "abc")}),
        "rivers.shp": rivers,
    }


def write_layer(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a layer with a fixed time in it."""
    if path.suffix == ".gdb":  # it has no larger whole numbers, and the driver says so
        large = frame.select_dtypes("int64").columns
        frame = frame.astype(dict.fromkeys(large, "int32"))
    with pinned_gdal():
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        elif path.suffix == ".topojson":
            path.write_text(topojson_text(frame, "x"))
        elif path.suffix in {".zip", ".shz"}:
            _zip_shapefile(frame, path)
        else:
            frame.to_file(path, **_DRIVERS.get(path.suffix, {}))


_DRIVERS = {
    ".kml": {"driver": "LIBKML"},
    ".kmz": {"driver": "LIBKML"},
    ".gml": {"driver": "GML"},
    ".gdb": {"driver": "OpenFileGDB", "layer": "x"},
}


def _zip_shapefile(frame: gpd.GeoDataFrame, path: Path) -> None:
    """A shapefile in an archive, with no time of day in it."""
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / f"{path.stem}.shp")
        with zipfile.ZipFile(path, "w") as packed:
            for file in sorted(Path(folder).iterdir()):
                packed.writestr(zipfile.ZipInfo(f"{path.stem}/{file.name}"), file.read_bytes())


@cache
def _files() -> dict[str, bytes]:
    """Every file of the good case by its path under the root."""
    files = {f"events/{NAME}/case.toml": CASE_TOML.encode()}
    files |= {f"events/{NAME}/{name}": text.encode() for name, text in TABLES.items()}
    files |= {f"geodata/{NAME}/{name}": text.encode() for name, text in GAZETTEER.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, frame in layers().items():
            write_layer(frame, Path(folder) / name)
        for path in Path(folder).iterdir():
            files[f"geodata/{NAME}/{path.name}"] = path.read_bytes()
    return files


@dataclass(frozen=True)
class CaseFolder:
    """A case on disk that a test may spoil."""

    root: Path

    @property
    def case(self) -> Path:
        return self.root / "events" / NAME

    @property
    def geodata(self) -> Path:
        return self.root / "geodata" / NAME

    def path(self, name: str) -> Path:
        """A file of the case by its name alone."""
        inside = self.case / name
        known = name in TABLES or name in OPTIONAL or name == "case.toml"
        return inside if known else self.geodata / name

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the one occurrence of a text."""
        text = self.path(name).read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        self.path(name).write_bytes(text.replace(old, new).encode())

    def append(self, name: str, line: str) -> int:
        """Add a line; its number comes back."""
        text = self.path(name).read_bytes().decode()
        self.path(name).write_bytes(f"{text}{line}\n".encode())
        return text.count("\n") + 1

    def set(self, name: str, key: str, /, **cells: str) -> int:
        """Set cells of the row whose first cell is ``key``; the row's line comes back."""
        header, *rows = csv.reader(io.StringIO(self.path(name).read_text("utf-8")))
        line = next(i for i, row in enumerate(rows, 2) if row[0] == key)
        for column, value in cells.items():
            rows[line - 2][header.index(column)] = value
        self.write(name, [header, *rows])
        return line

    def write(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        """Write a table from rows, the header first."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.path(name).write_bytes(text.getvalue().encode())

    def layer(self, name: str, frame: gpd.GeoDataFrame) -> None:
        """Write a layer in place of the good one."""
        for old in self.geodata.glob(f"{Path(name).stem}.*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        write_layer(frame, self.geodata / name)


def write_case(root: Path) -> CaseFolder:
    """Write the good case under a folder."""
    for name, raw in _files().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return CaseFolder(root)


def touch(own: CaseFolder, dice: random.Random) -> None:
    """Change, move, drop or add a random claim so that the case stays without a fault."""
    path = own.path("control_events.csv")
    good = path.read_bytes()
    while True:
        header, *rows = csv.reader(io.StringIO(good.decode()))
        row = dice.choice(rows)
        kind = dice.choice(["drop", "move", "date", "source", "confidence", "copy", "note"])
        if kind in {"drop", "move"}:
            rows.remove(row)
        if kind == "move":
            rows.insert(dice.randrange(len(rows)), row)
        if kind == "copy":
            day = dt.date(2012, 1, 2) + dt.timedelta(days=dice.randrange(350))
            new = [f"n{dice.randrange(10**6)}", day.isoformat(), *row[2:]]
            rows.insert(dice.randrange(len(rows)), new)
        if kind == "date":
            day = dt.date(2012, 1, 2) + dt.timedelta(days=dice.randrange(350))
            row[1] = day.isoformat()
        if kind in {"source", "note"}:
            row[header.index(kind)] = f"https://new.example/{dice.randrange(100)}"
        if kind == "confidence":
            row[header.index(kind)] = dice.choice(["high", "medium", "low"])
        own.write("control_events.csv", [header, *rows])
        try:
            read_case(own.case)
        except CaseError:
            continue
        return
