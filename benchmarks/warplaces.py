"""The gazetteer of a synthetic war: a town in each commune; villages, bases, seats if asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.war import BLOCK, COUNTRY, SOUTH, STEP, WEST, War

UNDECIDED = 5
"""One of so many towns that follow their seat decides no land: it follows the seat itself."""


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


def with_more_places(war: War, towns: pd.DataFrame) -> pd.DataFrame:
    """The gazetteer with villages and bases, and with towns that decide no land."""
    places = towns
    if war.followers:
        places = towns.copy()
        places.loc[followers_of(war)[::UNDECIDED], "decides"] = "no"
    more = [
        _more_places(war, "village", war.villages, 4),
        _more_places(war, "base", war.bases, 5),
    ]
    return pd.concat([places, *(frame for frame in more if len(frame))], ignore_index=True)


def _more_places(war: War, kind: str, share: float, rank: int) -> pd.DataFrame:
    """Places that decide nothing, in communes by chance."""
    rng = war.chance(kind)
    count = int(np.ceil(share * war.size))
    commune = rng.integers(0, war.size, count)
    row, column = np.divmod(commune, war.columns)
    away = rng.uniform(-0.15, 0.15, (2, count))
    return pd.DataFrame(
        {
            "place_id": [f"{kind[0]}{i}" for i in range(count)],
            "name": [f"{kind.title()} {i}" for i in range(count)],
            "alt_names": "",
            "kind": kind,
            "rank": rank,
            "decides": "no",
            "lat": np.round(SOUTH + (row + 0.5 + away[0]) * STEP, 5),
            "lon": np.round(WEST + (column + 0.5 + away[1]) * STEP, 5),
            "population": "",
            "area_id": [f"c{i}" for i in commune],
            "source": "generated",
            "note": "",
        }
    )


def seats_of(war: War) -> pd.DataFrame:
    """``seats.csv``: of each region the town next to its middle, of the country the first one."""
    row, column = np.divmod(np.arange(war.size), war.columns)
    blocks = war.blocks()
    middle = (BLOCK - 1) / 2
    away = (row % BLOCK - middle) ** 2 + (column % BLOCK - middle) ** 2
    order = np.lexsort((away, blocks))
    first = order[np.flatnonzero(np.diff(blocks[order], prepend=-1))]
    return pd.DataFrame(
        {
            "area_id": [COUNTRY, *(f"r{block}" for block in blocks[first])],
            "place_id": ["t0", *(f"t{town}" for town in first)],
            "level": ["country", *("region" for _ in first)],
        }
    )


def followers_of(war: War) -> np.ndarray:
    """Numbers of the towns without a claim: no seats, and no hot towns."""
    kept = {int(place[1:]) for place in seats_of(war)["place_id"]} | set(hot_towns(war).tolist())
    drawn = war.chance("followers").permutation(war.size)
    free = drawn[~np.isin(drawn, list(kept))]
    return np.sort(free[: int(war.followers * war.size)])


def hot_towns(war: War) -> np.ndarray:
    """Numbers of the towns of which very much is said: all over the country."""
    return np.unique(np.linspace(0, war.size - 1, war.hot + 2).astype(int)[1:-1])
