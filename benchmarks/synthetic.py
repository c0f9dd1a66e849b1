"""Synthetic wars in the ordinary case format: seeded, of any size, read through the front door.

The country is a grid of square-ish communes with crooked borders, one town in each. Either fronts
move over it (holders spread and shrink around wandering centres, so that neighbours change hands
together), or every town flips by itself.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.war import COUNTRY, FIRST_DAY, KINDS, SOUTH, STEP, WEST, War, war_of
from benchmarks.warclaims import make_claims
from benchmarks.warmore import with_more_claims
from benchmarks.warplaces import make_towns, with_more_places
from benchmarks.warsides import write_baseline, write_seats, write_sides

__all__ = ["KINDS", "War", "war_of", "write_war"]

CRS = "EPSG:4326"
CASE_TOML = """\
title = "Synthetic war"
description = "Made by a seeded generator for measuring; nothing in it happened."
licence = "CC0-1.0"
attribution = ["Generated"]
first_day = {first}
last_day = {last}
baseline = "side0"

[areas]
model = "admin"
levels = ["commune", "region", "country"]

[[layers]]
path = "communes.shp"
level = "commune"
parent = "parent"

[[layers]]
path = "regions.shp"
level = "region"
parent = "parent"

[[layers]]
path = "country.shp"
level = "country"
"""


def write_war(folder: Path, war: War) -> Path:
    """Write a case with its geodata into a folder; returns the folder of the case."""
    case = folder / "synthetic"
    geodata = case / "geodata"
    geodata.mkdir(parents=True)
    rng = np.random.default_rng(war.seed)
    write_layers(geodata, war, rng)
    towns = make_towns(war, rng)
    with_more_places(war, towns).to_csv(geodata / "places.csv", index=False)
    write_seats(geodata, war)
    claims = with_more_claims(war, make_claims(war, towns, rng))
    claims.to_csv(case / "control_events.csv", index=False)
    write_sides(case, war)
    write_baseline(case, war)
    last = FIRST_DAY + pd.Timedelta(days=war.days - 1)
    text = CASE_TOML.format(first=FIRST_DAY.date(), last=last.date())
    if war.contest_days:
        text += f"\n[rules]\ncontest_days = {war.contest_days}\n"
    (case / "case.toml").write_text(text, encoding="utf-8")
    return case


# Geometry: a coverage whose neighbours share every vertex.


def write_layers(geodata: Path, war: War, rng: np.random.Generator) -> None:
    """Communes, regions (blocks of about 12 × 12 communes) and the country, as shapefiles."""
    communes = make_communes(war, rng)
    block = war.blocks()
    names = [f"Region {b // 1000 + 1}-{b % 1000 + 1}" for b in block]
    frame = gpd.GeoDataFrame(
        {
            "id": [f"c{i}" for i in range(war.size)],
            "name": [f"Commune {i}" for i in range(war.size)],
            "parent": [f"r{b}" for b in block],
        },
        geometry=communes,
        crs=CRS,
    )
    frame.to_file(geodata / "communes.shp")
    blocks = pd.DataFrame({"block": block, "name": names}).drop_duplicates("block")
    shapes = [shapely.coverage_union_all(communes[block == b]) for b in blocks["block"]]
    regions = gpd.GeoDataFrame(
        {"id": [f"r{b}" for b in blocks["block"]], "name": blocks["name"], "parent": COUNTRY},
        geometry=shapes,
        crs=CRS,
    )
    regions.to_file(geodata / "regions.shp")
    country = gpd.GeoDataFrame(
        {"id": [COUNTRY], "name": ["Land"]},
        geometry=[shapely.coverage_union_all(communes)],
        crs=CRS,
    )
    country.to_file(geodata / "country.shp")


def make_communes(war: War, rng: np.random.Generator) -> np.ndarray:
    """Polygons of the grid: corners and bends of the borders are moved a little, once for both."""
    rows, columns, parts = war.rows, war.columns, war.bends + 1
    corner = np.stack(
        np.meshgrid(np.arange(columns + 1), np.arange(rows + 1), indexing="xy"), axis=-1
    ).astype(float)
    corner += rng.uniform(-0.22, 0.22, corner.shape)
    along = np.arange(1, parts)[:, None] / parts

    def border(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Points between two arrays of corners, the first corner included."""
        middle = a[..., None, :] + (b - a)[..., None, :] * along
        middle = middle + rng.uniform(-0.09, 0.09, middle.shape)
        return np.concatenate([a[..., None, :], middle], axis=-2)

    east = border(corner[:, :-1], corner[:, 1:])  # along the parallels, from west to east
    north = border(corner[:-1], corner[1:])  # along the meridians, from south to north
    bottom, top = east[:-1], east[1:]
    left, right = north[:, :-1], north[:, 1:]

    def backwards(line: np.ndarray, last: np.ndarray) -> np.ndarray:
        """A border the other way round, without its end."""
        return np.concatenate([last[..., None, :], line[..., :0:-1, :]], axis=-2)

    ring = np.concatenate(
        [bottom, right, backwards(top, corner[1:, 1:]), backwards(left, corner[1:, :-1])], axis=-2
    )
    points = np.round(np.array([WEST, SOUTH]) + ring * STEP, 6).reshape(war.size, -1, 2)
    polygons: np.ndarray = shapely.polygons(points)
    return polygons


def main() -> None:
    """Write a synthetic war into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=KINDS, default="plain", help="what it holds")
    add_options(parser)
    options = vars(parser.parse_args())
    folder, kind = options.pop("folder"), options.pop("kind")
    print(write_war(folder, war_of(kind, **options)))


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each attribute of a war; one that is not given is not in the result."""
    kinds = get_type_hints(War)
    for field in fields(War):
        words = get_args(kinds[field.name])
        parser.add_argument(
            "--" + field.name.replace("_", "-"),
            type=str if words else kinds[field.name],
            choices=words or None,
            default=argparse.SUPPRESS,
            help=f"default: {field.default}, or what the kind says",
        )


if __name__ == "__main__":
    main()
