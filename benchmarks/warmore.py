"""What claims of a war hold beside towns that change hands; see the options of `War`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.war import COUNTRY, FIRST_DAY, Sides, War
from benchmarks.warplaces import followers_of, hot_towns

COLUMNS = (
    *("event_id", "event_date", "target_id", "scope", "event_type", "gained_by", "lost_by"),
    *("status", "opposed_by", "confidence", "source", "note"),
)
SPELLS = 4
"""So many sides have the country one after the other."""
RANGES = (1, 2, 7)
"""Days on each side of the best day of a range."""
LATER_CLAIMS = 5
"""Most claims on a village or base."""


def with_more_claims(war: War, claims: pd.DataFrame) -> pd.DataFrame:
    """The claims on towns, changed where the war asks for it, and all others; by day."""
    day = _day_numbers(claims["event_date"])
    if war.followers:
        stays = ~claims["target_id"].isin([f"t{town}" for town in followers_of(war)])
        claims, day = claims[stays], day[stays.to_numpy()]
    claims = claims.reset_index(drop=True)
    if war.mixed:
        claims = _mixed(war, claims)
    if war.sweeps:
        claims["lost_by"] = ""  # what towns are taken from is not what they were taken from last
    if war.windows:
        claims["event_date"] = _windows(war, claims["event_date"], day)
    more = [
        _area_claims(war, "national", war.national, np.array([COUNTRY]), war.national_sides),
        _area_claims(war, "regional", war.regional, _regions(war), war.regional_sides),
        _place_claims(war, "village", int(np.ceil(war.villages * war.size)) // 10),
        _place_claims(war, "base", int(np.ceil(war.bases * war.size))),
        _hot_claims(war),
    ]
    more = [frame for frame in more if len(frame)]
    if more:
        days = np.concatenate([day, *(frame.pop("day").to_numpy() for frame in more)])
        claims = pd.concat([claims, *more], ignore_index=True)
        claims = claims.iloc[np.argsort(days, kind="stable")]
    return claims.fillna("")


def _day_numbers(dates: pd.Series) -> np.ndarray:
    days = pd.to_datetime(dates.str[:10]) - FIRST_DAY
    return days.dt.days.to_numpy()


def _sides(numbers: np.ndarray) -> pd.Series:
    return "side" + pd.Series(numbers).astype(str)


def _table(part: str, rng: np.random.Generator, day: np.ndarray, **columns: Any) -> pd.DataFrame:
    """Claims with ids of their own and a column ``day``."""
    count = len(day)
    report = pd.Series(rng.integers(0, 5_000, count)).astype(str)
    usual = {
        "event_id": f"{part}-" + pd.Series(np.arange(count)).astype(str),
        "event_date": (FIRST_DAY + pd.to_timedelta(day, unit="D")).strftime("%Y-%m-%d"),
        **dict.fromkeys(("scope", "lost_by", "opposed_by"), ""),
        "confidence": np.where(rng.random(count) < 0.6, "high", "medium"),
        "source": f"https://reports.example/{part}/" + report,
        "note": "Report " + report + ", read and noted by the generator.",
    }
    table = pd.DataFrame({**usual, **columns, "day": day})
    extra = [name for name in table.columns if name not in COLUMNS]
    return table[[*COLUMNS, *extra]]


# Claims on areas.


def _regions(war: War) -> np.ndarray:
    return np.unique([f"r{block}" for block in war.blocks()])


def _area_claims(war: War, part: str, count: int, areas: np.ndarray, sides: Sides) -> pd.DataFrame:
    """Claims on areas: mostly summaries, a few contests and announcements; sweeps of regions."""
    rng = war.chance(part)
    day = np.sort(rng.integers(1, war.days, count))
    area = rng.choice(areas, count)
    side = rng.integers(0, war.holders, count)
    if sides == "spells":
        home = np.searchsorted(areas, area)  # not all regions are of one side at a time
        side = (day * SPELLS // war.days + home) % war.holders
    other = (side + rng.integers(1, war.holders, count)) % war.holders
    rural = rng.random(count) < war.countryside
    moves = np.where(rural, 0.5, war.sweeps if part == "regional" else 0.0)
    draw = rng.random(count)
    move = draw < moves
    contest = ~move & (draw > 0.9)
    weak = ~move & (draw > 0.85) & ~contest
    moving = rng.choice(["capture", "entry", "handover", "withdrawal"], count)
    gone = move & (moving == "withdrawal")
    kind = np.select([move, contest, weak], [moving, "contest", "declaration"], "observation")
    table = _table(
        part,
        rng,
        day,
        target_id=area,
        scope=np.where(rural, "countryside", "all"),
        event_type=kind,
        gained_by=_sides(side).where(~gone, np.where(draw * 100 % 1 < 0.5, "none", "unknown")),
        status=np.select([contest, gone], ["contested", "empty"], "held"),
        opposed_by=_sides(other).where(contest, ""),
    )
    if war.excepted:
        left = np.flatnonzero(rng.random(count) < war.excepted)
        table["except"] = ""
        table.loc[left, "except"] = [_exception(war, rng, area[i]) for i in left.tolist()]
    return table


def _exception(war: War, rng: np.random.Generator, area: str) -> str:
    """Two areas, or an area and a town, inside an area."""
    blocks = war.blocks()
    if area == COUNTRY:
        inside = np.unique(blocks)
        if len(inside) > 2:
            return "+".join(f"r{block}" for block in rng.choice(inside, 2, replace=False))
        communes = np.arange(war.size)
    else:
        communes = np.flatnonzero(blocks == int(area[1:]))
    first, second = rng.choice(communes, 2, replace=False).tolist()
    return f"c{first}+{'ct'[second % 2]}{second}"


# Claims on villages, bases and hot towns.


def _place_claims(war: War, kind: str, places: int) -> pd.DataFrame:
    """Some claims on each of the first places of a kind; guests may be first in a base only."""
    rng = war.chance(f"claims-{kind}")
    place = np.repeat(np.arange(places), rng.integers(1, LATER_CLAIMS + 1, places))
    count = len(place)
    side = _sides(rng.integers(0, war.holders, count))
    guest = rng.random(count) < 0.3 if kind == "base" else np.zeros(count, dtype=bool)
    return _table(
        kind,
        rng,
        rng.integers(1, war.days, count),
        target_id=kind[0] + pd.Series(place).astype(str),
        event_type=rng.choice(["entry", "observation", "capture"], count),
        gained_by=side.where(~guest, "guest+" + side),
        status="held",
    )


def _hot_claims(war: War) -> pd.DataFrame:
    """Towns for which two sides fight all the time, often several times on a day."""
    rng = war.chance("hot")
    town = np.repeat(hot_towns(war) if war.hot else np.arange(0), war.hot_claims)
    count = len(town)
    draw = rng.random(count)
    side = rng.integers(0, 2, count)
    contest = draw < 0.3
    return _table(
        "hot",
        rng,
        rng.integers(1, war.days, count),
        target_id="t" + pd.Series(town).astype(str),
        event_type=np.select([contest, draw < 0.6], ["contest", "capture"], "observation"),
        gained_by=_sides(side),
        status=np.where(contest, "contested", "held"),
        opposed_by=_sides(1 - side).where(contest, ""),
    )


# Claims on towns that say something else than who holds them.

_HOLDER, _OTHER = "{holder}", "{other}"
_MIXED = (
    ("observation", "{holder}+{other}", "shared", "", ""),
    ("handover", "{other}+{holder}", "shared", "", ""),
    ("observation", "{holder}+guest", "held", "", ""),
    ("siege_begin", _HOLDER, "besieged", _OTHER, ""),
    ("siege_end", _HOLDER, "held", "", ""),
    ("withdrawal", "none", "empty", "", ""),
    ("withdrawal", "unknown", "empty", "", ""),
    ("raid", _HOLDER, "held", _OTHER, ""),
    ("attack_repelled", _HOLDER, "held", _OTHER, ""),
    ("contest", _HOLDER, "contested", "", ""),
    ("capture", _OTHER, "held", "", "low"),
    ("siege_begin", _HOLDER, "besieged", _OTHER, "low"),
    ("clash", "", "", "{holder}+{other}", ""),
    ("observation", "somebody", "held", "", ""),
    ("entry", "invader", "held", "", ""),
    ("declaration", _OTHER, "held", "", ""),
)
"""Type, holders, status, opponents, confidence (if another) of what confirmations become."""


def _mixed(war: War, claims: pd.DataFrame) -> pd.DataFrame:
    """Some of the confirmations become each of :data:`_MIXED`, in equal parts."""
    rng = war.chance("mixed")
    plain = (claims["event_type"] == "observation") & (rng.random(len(claims)) < war.mixed)
    rows = np.flatnonzero(plain.to_numpy())
    number = claims["gained_by"].iloc[rows].str[4:].astype(int).to_numpy()
    other = (number + rng.integers(1, war.holders, len(rows))) % war.holders
    which = rng.permutation(np.arange(len(rows)) % len(_MIXED))
    for k, (kind, gained, status, opposed, confidence) in enumerate(_MIXED):
        mine = np.flatnonzero(which == k)
        names = list(zip(number[mine].tolist(), other[mine].tolist(), strict=True))

        def filled(text: str, names: list[tuple[int, int]] = names) -> list[str]:
            return [text.format(holder=f"side{a}", other=f"side{b}") for a, b in names]

        at = claims.index[rows[mine]]
        claims.loc[at, "event_type"] = kind
        claims.loc[at, "gained_by"] = filled(gained)
        claims.loc[at, "status"] = status
        claims.loc[at, "opposed_by"] = filled(opposed)
        if confidence:
            claims.loc[at, "confidence"] = confidence
    return claims


def _windows(war: War, dates: pd.Series, day: np.ndarray) -> pd.Series:
    """Ranges around every fifth day, and months whose middle day it is, so that order is kept."""
    rng = war.chance("windows")
    open_ = (rng.random(len(dates)) < war.windows * 5) & (day % 5 == 0)
    reach = rng.choice(RANGES, len(dates))
    first = FIRST_DAY + pd.to_timedelta(np.maximum(day - reach, 0), unit="D")
    last = FIRST_DAY + pd.to_timedelta(np.minimum(day + reach, war.days - 1), unit="D")
    ranges = first.strftime("%Y-%m-%d") + "/" + last.strftime("%Y-%m-%d")
    found = dates.where(~open_, pd.Series(ranges, index=dates.index))
    best = FIRST_DAY + pd.to_timedelta(day, unit="D")
    middle = (best.day == (best.days_in_month + 1) // 2) & ~open_
    draw = rng.random(len(dates))
    month = pd.Series(best.strftime("%Y-%m"), index=dates.index)
    month = month.where(draw < 0.7, month + "~")
    return found.where(~(middle & (rng.random(len(dates)) < war.windows * 5)), month)
