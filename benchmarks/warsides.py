"""Who there is in a synthetic war, and the small tables: actors, camps, successions, first day."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.war import FIRST_DAY, War
from benchmarks.warplaces import followers_of, seats_of

COLOURS = ["#2c6fbb", "#f28e2b", "#333333", "#59a14f", "#b07aa1", "#9c755f", "#e15759", "#76b7b2"]
STRANGERS = (
    ("guest", "foreign_state", "", "north"),
    ("invader", "foreign_state", "yes", ""),
    ("somebody", "generic", "", "south"),
)
"""Actors beside the sides: kind, whether it governs, bloc."""


def write_sides(case: Path, war: War) -> None:
    """Actors, blocs, successions, milestones."""
    _actors(war).to_csv(case / "actors.csv", index=False)
    pd.DataFrame(
        {"bloc_id": ["north", "south"], "name": ["North", "South"], "colour": COLOURS[:2]}
    ).to_csv(case / "blocs.csv", index=False)
    _members(war).to_csv(case / "bloc_members.csv", index=False)
    _successions(war).to_csv(case / "successions.csv", index=False)
    (case / "milestones.csv").write_text("date,title,kind,actors,source,note\n", encoding="utf-8")


def _actors(war: War) -> pd.DataFrame:
    sides = range(war.holders)
    known = [
        (f"side{i}", f"Side number {i}", f"Side {i}", COLOURS[i % len(COLOURS)]) for i in sides
    ]
    kinds = ["state" if i == 0 else "rebel" for i in sides]
    known += [(f"heir{i}", f"Heir number {i}", f"Heir {i}", "#8c6d31") for i in range(war.heirs)]
    kinds += ["rebel" for _ in range(war.heirs)]
    if war.strangers:
        known += [(name, name.title(), name.title(), "#7f7f7f") for name, *_ in STRANGERS]
        kinds += [kind for _, kind, *_ in STRANGERS]
    names = ["actor_id", "name", "short_name", "colour"]
    table = pd.DataFrame(known, columns=names)
    table.insert(3, "kind", kinds)
    table[["active_from", "active_to", "wikidata", "note"]] = ""
    if war.strangers:
        governs = {name: word for name, _, word, _ in STRANGERS}
        table["governs"] = table["actor_id"].map(governs).fillna("")
    return table


def _members(war: War) -> pd.DataFrame:
    """Even sides and the heirs of even numbers are north; some sides change in mid-war."""
    rows = [(f"side{i}", _bloc(i), "", "") for i in range(war.holders)]
    rows += [(f"heir{i}", _bloc(i), "", "") for i in range(war.heirs)]
    if war.strangers:
        rows += [(name, bloc, "", "") for name, _, _, bloc in STRANGERS if bloc]
    for k in range(min(war.realignments, war.holders - 1)):
        side = k + 1
        day = _day(war.days * (k + 1) // (war.realignments + 1))
        rows[side] = (f"side{side}", _bloc(side), "", day)
        rows.append((f"side{side}", _bloc(side + 1), day, ""))
    return pd.DataFrame(rows, columns=["actor_id", "bloc_id", "start", "end"])


def _bloc(number: int) -> str:
    return "north" if number % 2 == 0 else "south"


def _successions(war: War) -> pd.DataFrame:
    """The last sides pass into heirs in the second half of the war, one after the other."""
    count = min(war.heirs, war.holders - 1)
    rows = [
        (
            f"side{war.holders - 1 - i}",
            f"heir{i}",
            _day(war.days // 2 + war.days * i // (2 * count)),
            ("rename", "merger", "absorption")[i % 3],
            f"https://reports.example/heir/{i}",
        )
        for i in range(count)
    ]
    return pd.DataFrame(rows, columns=["predecessor", "successor", "date", "kind", "source"])


def _day(number: int) -> str:
    return str((FIRST_DAY + pd.Timedelta(days=number)).date())


def write_seats(geodata: Path, war: War) -> None:
    """``seats.csv``: without towns that follow a seat there are none."""
    table = seats_of(war) if war.followers else seats_of(war).iloc[:0]
    table.to_csv(geodata / "seats.csv", index=False)


def write_baseline(case: Path, war: War) -> None:
    """``baseline.csv``: towns and regions that were not the first side's; none if not asked for."""
    if not war.baseline:
        return
    rng = war.chance("baseline")
    towns = np.setdiff1d(np.arange(war.size), followers_of(war))
    regions = np.unique(war.blocks())
    some = [
        rng.choice(whole, max(1, int(war.baseline * len(whole))), replace=False)
        for whole in (towns, regions)
    ]
    rows = [(f"t{town}", "", *_FIRST[i % len(_FIRST)]) for i, town in enumerate(some[0].tolist())]
    rows += [
        (f"r{block}", ("all", "countryside")[i % 2], "side2", "held", "")
        for i, block in enumerate(some[1].tolist())
    ]
    table = pd.DataFrame(rows, columns=["target_id", "scope", "holder", "status", "opposed_by"])
    table["source"], table["note"] = "https://reports.example/first", "Before the war."
    table.to_csv(case / "baseline.csv", index=False)


_FIRST = (
    ("side1", "held", ""),
    ("side1+side3", "shared", ""),
    ("side2", "contested", "side1"),
    ("side0", "besieged", "side1"),
    ("none", "empty", ""),
    ("unknown", "empty", ""),
)
"""What stands on the first day: holder, status, who opposes."""
