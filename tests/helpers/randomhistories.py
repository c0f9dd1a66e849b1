"""Whole random histories of the 3 × 3 country: who succeeds whom, which blocs, what is said.

A seed gives the same history on every machine. Rows are as awkward as `mapper check` lets them be:
they may contradict each other and themselves, come in any order, and name actors by names that
these no longer have.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from country import (
    ACTORS,
    FIRST,
    FIRST_DAY,
    MEMBERS,
    PLACE_IDS,
    UNITS,
    make_claims,
    make_places,
    make_rules,
    make_tables,
)
from replay import Replay

from mapper.core.model import HANDS_EVENTS, Membership
from mapper.rules.land import AreaTables
from mapper.rules.timeline import Rules, Timeline, build_timeline

__all__ = ["History", "random_history"]

DAYS: Final = 40
"""Days on which something may happen."""
LAST: Final = FIRST + DAYS + 30
"""The last day to compare: every doubt has ended by then, or lasts."""
NOBODY: Final = ("none", "unknown")
GOVERNING: Final = tuple(name for name in ACTORS if name != "abroad")
BASES: Final = ("camp", "post_c3")
AREAS: Final = (*UNITS, "row_a", "row_b", "row_c", "country", "east", "old", "odd", "wide")
EVENTS: Final = (
    *HANDS_EVENTS * 2,
    *("observation",) * 6,
    *("contest", "attack_repelled", "siege_begin", "siege_end") * 2,
    "raid",
    "declaration",
)


@dataclass(frozen=True)
class History:
    """A random history: its claims as rows, and what the rules need to know beside them."""

    rows: list[dict[str, Any]]
    tables: AreaTables
    rules: Rules

    def timeline(self, rows: list[dict[str, Any]] | None = None) -> Timeline:
        """What the mapper makes of it, or of other rows in its stead."""
        claims = make_claims(self.rows if rows is None else rows)
        return build_timeline(claims, make_places(), self.tables, self.rules)

    def replay(self) -> Replay:
        """What the literal replay makes of it."""
        return Replay(make_claims(self.rows), make_places(), self.tables, self.rules, LAST)

    def __str__(self) -> str:
        lines = [f"contests lapse after {self.rules.contest_days}, disputes after "]
        lines[0] += f"{self.rules.dispute_days}, seen {self.rules.observation_window_days} back"
        lines += [f"{s.predecessor} -> {s.successor} {s.date}" for s in self.rules.successions]
        lines += [f"{m.actor_id} in {m.bloc_id} {m.start} to {m.end}" for m in self.rules.members]
        return "\n".join([*lines, *(f"{i}: {_line(row)}" for i, row in enumerate(self.rows))])


def _line(row: Mapping[str, Any]) -> str:
    """A row as `country.claim` reads it."""
    days = sorted({row[name] - FIRST + 1 for name in ("earliest", "latest")})
    foes = f" /{'+'.join(row['opposed_by'])}" if row["opposed_by"] else ""
    out = f" -{'+'.join(row['excepted'])}" if row.get("excepted") else ""
    target = ":".join(filter(None, (row["target_id"], row["scope"])))
    return (
        f"{'..'.join(map(str, days))} {target} {row['event_type']} {'+'.join(row['gained_by'])} "
        f"{row['status']} !{row['confidence']}{foes}{out}"
    )


def random_history(seed: int) -> History:
    """A history by its number."""
    dice = random.Random(seed)
    few = dice.random() < 0.5  # half of them happen in few places, so that more meets
    targets = dice.sample([*PLACE_IDS, *AREAS], 5) if few else [*PLACE_IDS * 2, *AREAS]
    rows = [_row(dice, targets) for _ in range(dice.choice((3, 6, 10, 16, 25)))]
    history = History(rows, _with_odd_areas(dice, make_tables()), _rules(dice))
    return _with_more(random.Random(seed + 10**9), history, targets)


def _with_more(dice: random.Random, history: History, targets: list[str]) -> History:
    """The same with what most histories have not: exceptions, clashes, a baseline, lapses."""
    rows = [dict(row) for row in history.rows]
    if dice.random() < 0.4:
        for row in rows:
            if row["scope"] and dice.random() < 0.7:
                row["excepted"] = tuple(dice.sample((*AREAS, *PLACE_IDS), dice.choice((1, 1, 2))))
    if dice.random() < 0.4:
        named = dice.sample(sorted({*targets, *AREAS}), dice.choice((1, 2, 4)))
        rows = [_first_row(dice, target) for target in named] + rows
    days = dice.choice((0, 0, 1, 4, 9))
    for row in rows if days else ():
        if row["event_type"] in {"raid", "declaration"} and dice.random() < 0.7:
            row |= {"event_type": "clash", "gained_by": (), "status": ""}
    return History(rows, history.tables, replace(history.rules, contest_days=days))


def _first_row(dice: random.Random, target: str) -> dict[str, Any]:
    """A row of the baseline as it is read: a claim of the first day."""
    scope = dice.choice(("all", "all", "countryside")) if target in AREAS else ""
    gained = _holders(dice, target)
    opposed = [name for name in dice.sample(GOVERNING, dice.choice((0, 1))) if name not in gained]
    return {
        "target_id": target,
        "scope": scope,
        "event_type": "baseline",
        "gained_by": tuple(gained),
        "opposed_by": tuple(opposed),
        "status": _status(dice, "observation", gained, on_area=bool(scope)),
        "confidence": "high",
        "earliest": FIRST,
        "best": FIRST,
        "latest": FIRST,
    }


def _rules(dice: random.Random) -> Rules:
    """Successions without a circle, each of somebody who is there; who is in which bloc."""
    days = sorted(dice.randrange(1, DAYS) for _ in range(dice.choice((0, 1, 2, 3, 4))))
    there = list(GOVERNING)
    successions = []
    for day in days:
        old, new = dice.sample(there, 2)
        if old != "gov" or dice.random() < 0.3:  # the state is rarely renamed
            there.remove(old)
            successions.append((old, new, str(_day(day))))
    rules = make_rules(
        successions,
        dispute_days=dice.choice((1, 12, 180)),
        observation_window_days=dice.choice((0, 3, 8, 90)),
    )
    return replace(rules, members=MEMBERS if dice.random() < 0.3 else _members(dice))


def _members(dice: random.Random) -> tuple[Membership, ...]:
    """Blocs that actors join and leave, one at a time."""
    members = []
    for actor in GOVERNING:
        turn, end = sorted(dice.sample(range(1, DAYS), 2))
        blocs = dice.sample(("state", "jihad", "north"), 2)
        spans = ((None, turn), (turn, end if dice.random() < 0.5 else None))
        for bloc, (since, until) in zip(blocs, spans, strict=True):
            if dice.random() < 0.6:
                dates = [None if day is None else _day(day) for day in (since, until)]
                members.append(Membership(actor, bloc, *dates))
    return tuple(members)


def _with_odd_areas(dice: random.Random, tables: AreaTables) -> AreaTables:
    """Two areas more, of any units: a claim may reach land and the seat of its town's seat only."""
    rows, units, places = [tables.areas], list(tables.area_units), list(tables.area_places)
    for name in ("odd", "wide"):
        inside = np.array(sorted(dice.sample(range(len(UNITS)), dice.choice((2, 3, 5)))))
        row = {**tables.areas.iloc[0].to_dict(), "area_id": name, "level": "region", "name": name}
        rows.append(pd.DataFrame([row]))
        units.append(inside)
        places.append(np.flatnonzero(np.isin(tables.place_unit, inside)))
    areas = pd.concat(rows, ignore_index=True).astype(tables.areas.dtypes)
    return replace(tables, areas=areas, area_units=tuple(units), area_places=tuple(places))


def _row(dice: random.Random, targets: list[str]) -> dict[str, Any]:
    """A row of the table of claims."""
    target = dice.choice(targets)
    scope = dice.choice(("all", "all", "countryside")) if target in AREAS else ""
    event = dice.choice(EVENTS)
    while scope and event.startswith("siege"):
        event = dice.choice(EVENTS)
    gained = _holders(dice, target)
    opposed = dice.sample(GOVERNING, dice.choice((0, 1, 1, 2)))
    if dice.random() < 0.8:  # else the row names somebody on both sides
        opposed = [name for name in opposed if name not in gained]
    earliest = FIRST + dice.randrange(DAYS)
    length = dice.choice((0, 0, 0, 0, 1, 2, 5, 10, 17))
    return {
        "target_id": target,
        "scope": scope,
        "event_type": event,
        "gained_by": tuple(gained),
        "opposed_by": tuple(opposed),
        "status": _status(dice, event, gained, on_area=bool(scope)),
        "confidence": dice.choice(("high", "high", "medium", "low")),
        "earliest": earliest,
        "best": earliest + length // 2,
        "latest": earliest + length,
    }


def _holders(dice: random.Random, target: str) -> list[str]:
    """Who holds it after a claim, the governing one first."""
    if dice.random() < 0.15:
        return [dice.choice(NOBODY)]
    gained = dice.sample((*GOVERNING, "abroad"), dice.choice((1, 1, 1, 2, 3)))
    if gained[0] == "abroad" and target not in BASES:  # it may not govern
        gained = [*gained[1:], "abroad"] if len(gained) > 1 else [dice.choice(GOVERNING)]
    return gained


def _status(dice: random.Random, event: str, gained: list[str], *, on_area: bool) -> str:
    """A status that fits, or one of those that are only doubtful."""
    usual = {"contest": "contested", "siege_begin": "besieged", "siege_end": "held"}.get(event)
    if usual is not None and dice.random() < 0.9:
        return usual
    if gained[0] in NOBODY and dice.random() < 0.8:
        return "empty"
    words = ["held", "held", "contested", "shared" if len(gained) > 1 else "held"]
    words += [dice.choice(("shared", "empty", "held"))] if dice.random() < 0.1 else []
    return dice.choice(words if on_area else [*words, "besieged"])


def _day(day: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=day)
