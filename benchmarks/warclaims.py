"""Claims on towns that change hands: moving fronts or random flips, and what confirms them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.war import FIRST_DAY, SOUTH, STEP, WEST, War


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
