"""Synthetic wars in the ordinary case format: seeded, of any size, read through the front door.

The country is a grid of square-ish communes with crooked borders, one town in each. Either fronts
move over it (holders spread and shrink around wandering centres, so that neighbours change hands
together), or every town flips by itself.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

STEP = 0.1  # degrees: side of a commune
WEST, SOUTH = -8.0, 8.0
FIRST_DAY = pd.Timestamp("2012-01-01")
COLOURS = ["#2c6fbb", "#f28e2b", "#333333", "#59a14f", "#b07aa1", "#9c755f", "#e15759", "#76b7b2"]
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

Fronts = Literal["coherent", "random"]


@dataclass(frozen=True)
class War:
    """Size and kind of a synthetic war.

    Attributes
    ----------
    units : int
        Communes, each with one town; rounded up to a full grid.
    days : int
        Length of the case.
    claims : int
        About how many claims there are: changes of hands first, the rest are confirmations.
    flips : float
        Changes of hands for each town, on average.
    bends : int
        Vertices of a border between two corners.
    """

    units: int = 33_000
    days: int = 1_600
    holders: int = 6
    claims: int = 500_000
    flips: float = 4.0
    fronts: Fronts = "coherent"
    bends: int = 1
    seed: int = 1

    @property
    def columns(self) -> int:
        """Communes from west to east."""
        return int(np.ceil(np.sqrt(self.units)))

    @property
    def rows(self) -> int:
        """Communes from south to north."""
        return int(np.ceil(self.units / self.columns))

    @property
    def size(self) -> int:
        """Communes of the full grid."""
        return self.columns * self.rows


def write_war(folder: Path, war: War) -> Path:
    """Write a case with its geodata into a folder; returns the folder of the case."""
    case = folder / "synthetic"
    geodata = case / "geodata"
    geodata.mkdir(parents=True)
    rng = np.random.default_rng(war.seed)
    write_layers(geodata, war, rng)
    towns = make_towns(war, rng)
    towns.to_csv(geodata / "places.csv", index=False)
    pd.DataFrame(columns=["area_id", "place_id", "level"]).to_csv(
        geodata / "seats.csv", index=False
    )
    make_claims(war, towns, rng).to_csv(case / "control_events.csv", index=False)
    write_sides(case, war)
    last = FIRST_DAY + pd.Timedelta(days=war.days - 1)
    (case / "case.toml").write_text(
        CASE_TOML.format(first=FIRST_DAY.date(), last=last.date()), encoding="utf-8"
    )
    return case


# Geometry: a coverage whose neighbours share every vertex.


def write_layers(geodata: Path, war: War, rng: np.random.Generator) -> None:
    """Communes, regions (blocks of about 12 × 12 communes) and the country, as shapefiles."""
    communes = make_communes(war, rng)
    row, column = np.divmod(np.arange(war.size), war.columns)
    block = (row // 12) * 1000 + column // 12
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
        {"id": [f"r{b}" for b in blocks["block"]], "name": blocks["name"], "parent": "land"},
        geometry=shapes,
        crs=CRS,
    )
    regions.to_file(geodata / "regions.shp")
    country = gpd.GeoDataFrame(
        {"id": ["land"], "name": ["Land"]},
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


def make_towns(war: War, rng: np.random.Generator) -> pd.DataFrame:
    """The gazetteer: one town near the middle of each commune."""
    row, column = np.divmod(np.arange(war.size), war.columns)
    away = rng.uniform(-0.15, 0.15, (2, war.size))
    population = rng.lognormal(9.0, 1.0, war.size).round().astype(int).astype(str)
    population[rng.random(war.size) < 0.1] = ""
    rank = np.where(np.arange(war.size) % 211 == 0, 2, 3)
    rank[0] = 1
    return pd.DataFrame(
        {
            "place_id": [f"t{i}" for i in range(war.size)],
            "name": [f"Town {i}" for i in range(war.size)],
            "alt_names": "",
            "kind": "town",
            "rank": rank,
            "decides": "yes",
            "lat": np.round(SOUTH + (row + 0.5 + away[0]) * STEP, 5),
            "lon": np.round(WEST + (column + 0.5 + away[1]) * STEP, 5),
            "population": population,
            "area_id": [f"c{i}" for i in range(war.size)],
            "source": "generated",
            "note": "",
        }
    )


# Claims.


def make_claims(war: War, towns: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Changes of hands, and confirmations up to the number asked for; by town and day."""
    if war.fronts == "coherent":
        town, day, holder = moving_fronts(war, towns, rng)
    else:
        town, day, holder = random_flips(war, rng)
    changes = pd.DataFrame({"town": town, "day": day, "holder": holder, "change": True})
    extra = max(0, war.claims - len(changes))
    seen = pd.DataFrame(
        {
            "town": rng.integers(0, war.size, extra),
            "day": rng.integers(1, war.days, extra),
            "change": False,
        }
    )
    both = pd.concat([changes, seen]).drop_duplicates(["town", "day"])
    both = both.sort_values(["town", "day"]).reset_index(drop=True)
    both["holder"] = both.groupby("town")["holder"].ffill().fillna(0).astype(int)
    both["former"] = both.groupby("town")["holder"].shift(1).fillna(0).astype(int)
    return as_table(both, war.holders, rng)


def moving_fronts(
    war: War, towns: pd.DataFrame, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each town belongs to the nearest of the holders' wandering centres, weighted by strength."""
    xy = np.stack([towns["lon"] - WEST, towns["lat"] - SOUTH], axis=1) / STEP
    extent = np.array([war.columns, war.rows], dtype=float)
    phase = rng.uniform(0, 2 * np.pi, (war.holders, 4))
    turns = war.flips / 4.0
    speed = rng.uniform(0.6, 1.4, (war.holders, 2)) * turns * 2 * np.pi / war.days
    home = rng.uniform(0.1, 0.9, (war.holders, 2)) * extent
    swing = 0.25 * extent
    found: list[np.ndarray] = []
    former = np.zeros(war.size, dtype=int)
    for day in range(1, war.days):
        centre = home + swing * np.sin(phase[:, :2] + speed * day)
        strength = (0.28 * extent.mean()) ** 2 * np.sin(phase[:, 2] + speed[:, 0] * day)
        distance = ((xy[:, None, :] - centre[None]) ** 2).sum(axis=2) - strength[None]
        holder = distance.argmin(axis=1) if day > 30 else former
        moved = np.flatnonzero(holder != former)
        found.append(np.stack([moved, np.full(len(moved), day), holder[moved]]))
        former = holder
    table = np.concatenate(found, axis=1)
    return table[0], table[1], table[2]


def random_flips(war: War, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every town changes hands on its own days."""
    count = int(war.flips * war.size)
    town = rng.integers(0, war.size, count)
    return town, rng.integers(1, war.days, count), rng.integers(0, war.holders, count)


def as_table(rows: pd.DataFrame, holders: int, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of ``control_events.csv`` in order of time.

    Of the confirmations 4 % are contests and 2 % weak claims of another side, and of all dates
    2 % are only about right: so that there are disputes, contests and open dates.
    """
    rows = rows.sort_values(["day", "town"], kind="stable").reset_index(drop=True)
    count = len(rows)
    draw = rng.random(count)
    moved = (rows["holder"] != rows["former"]).to_numpy()
    contest, weak = ~moved & (draw < 0.04), ~moved & (draw > 0.98)
    holder = "side" + rows["holder"].astype(str)
    other = "side" + ((rows["holder"] + rng.integers(1, holders, count)) % holders).astype(str)
    date = (FIRST_DAY + pd.to_timedelta(rows["day"], unit="D")).dt.strftime("%Y-%m-%d")
    report = pd.Series(rng.integers(0, 5_000, count)).astype(str)
    return pd.DataFrame(
        {
            "event_id": "e" + pd.Series(np.arange(count)).astype(str),
            "event_date": date.where(rng.random(count) > 0.02, date + "~"),
            "target_id": "t" + rows["town"].astype(str),
            "scope": "",
            "event_type": np.select(
                [moved, contest, weak], ["capture", "contest", "declaration"], "observation"
            ),
            "gained_by": holder.where(~weak, other),
            "lost_by": ("side" + rows["former"].astype(str)).where(moved, ""),
            "status": np.where(contest, "contested", "held"),
            "opposed_by": other.where(contest, ""),
            "confidence": np.select([weak, draw < 0.6], ["low", "high"], "medium"),
            "source": "https://reports.example/" + report,
            "note": "Report " + report + ", read and noted by the generator.",
        }
    )


def write_sides(case: Path, war: War) -> None:
    """Actors, blocs and the other small tables."""
    sides = range(war.holders)
    pd.DataFrame(
        {
            "actor_id": [f"side{i}" for i in sides],
            "name": [f"Side number {i}" for i in sides],
            "short_name": [f"Side {i}" for i in sides],
            "kind": ["state" if i == 0 else "rebel" for i in sides],
            "colour": [COLOURS[i % len(COLOURS)] for i in sides],
            "active_from": "",
            "active_to": "",
            "wikidata": "",
            "note": "",
        }
    ).to_csv(case / "actors.csv", index=False)
    pd.DataFrame(
        {"bloc_id": ["north", "south"], "name": ["North", "South"], "colour": COLOURS[:2]}
    ).to_csv(case / "blocs.csv", index=False)
    pd.DataFrame(
        {
            "actor_id": [f"side{i}" for i in sides],
            "bloc_id": ["north" if i % 2 == 0 else "south" for i in sides],
            "start": "",
            "end": "",
        }
    ).to_csv(case / "bloc_members.csv", index=False)
    empty = {
        "successions.csv": "predecessor,successor,date,kind,source",
        "milestones.csv": "date,title,kind,actors,source,note",
    }
    for name, head in empty.items():
        (case / name).write_text(head + "\n", encoding="utf-8")


def main() -> None:
    """Write a synthetic war into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, default=War.units)
    parser.add_argument("--days", type=int, default=War.days)
    parser.add_argument("--claims", type=int, default=War.claims)
    parser.add_argument("--fronts", choices=["coherent", "random"], default="coherent")
    parser.add_argument("--seed", type=int, default=War.seed)
    options = vars(parser.parse_args())
    print(write_war(options.pop("folder"), War(**options)))


if __name__ == "__main__":
    main()
