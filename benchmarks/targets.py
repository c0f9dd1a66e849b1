"""The targets: what a user waits for, what it took before, what it takes, and what it may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.commandtables import Row, cell, estimated_build, one, ratio, ratio_cell
from benchmarks.figures import seconds, table, times, weight
from benchmarks.works import ATLAS, BUILD_CHANGED, CHECK, MAP, SNAPSHOT, STATS, WHO

FULL_SIZE = 33_000
"""Places of the war for which most targets are set."""
MOST_CLAIMS = 5_000_000
MIDDLE_SIZE = 3_000


@dataclass(frozen=True)
class Target:
    """What one row may take at most.

    Attributes
    ----------
    find : dict
        Values of the row of this code; the other code's is the same, cold.
    seconds, mb, bytes, faster : float or None
        At most; ``faster``: at least so many times less processor than the other code.
    """

    name: str
    find: dict[str, Any] = field(default_factory=dict)
    seconds: float | None = None
    mb: float | None = None
    bytes: float | None = None
    faster: float | None = None

    def words(self) -> str:
        """What it may take, as a cell."""
        parts = [
            "" if self.faster is None else f"{times(self.faster)} less",
            "" if self.seconds is None else f"{self.seconds:g} s",
            "" if self.mb is None else f"{self.mb:,.0f} MB",
            "" if self.bytes is None else f"{self.bytes / 1e6:g} MB written",
        ]
        return ", ".join(filter(None, parts))

    def met(self, this: Row, other: Row | None) -> bool:
        """Whether what was measured is within all of it."""
        less = ratio(other, this)
        return not this.get("stopped") and (
            (self.seconds is None or this["seconds"] <= self.seconds)
            and (self.mb is None or this["peak_mb"] <= self.mb)
            and (self.bytes is None or this["bytes"] <= self.bytes)
            and (self.faster is None or (less is not None and less >= self.faster))
        )


def _command(name: str, work: str, mode: str, most: float, **more: Any) -> Target:
    find = {"part": "commands", "war": "plain", "size": FULL_SIZE, "work": work, "mode": mode}
    return Target(name, find, seconds=most, **more)


def _mali(name: str, work: str, mode: str, most: float) -> Target:
    return Target(name, {"part": "mali", "work": work, "mode": mode}, seconds=most)


INTERVALS = Target(
    "claims → intervals",
    {"part": "intervals", "war": "plain", "size": FULL_SIZE},
    seconds=0.6,
    mb=700,
    faster=10,
)
BUILD = Target(
    f"`build`, {MIDDLE_SIZE:,} places, all dates",
    {"part": "builds", "size": MIDDLE_SIZE, "whole": True},
    seconds=300,
)
TARGETS = (
    INTERVALS,
    _command(f"`{STATS}`, cold", STATS, "cold", 5),
    _command(f"`{STATS}`, cached", STATS, "cached", 1.2),
    _command("`who`, cold", WHO, "cold", 5),
    _command("`who`, cached", WHO, "cached", 0.6),
    _command("`snapshot` of a day, cold", SNAPSHOT, "cold", 5),
    _command("`snapshot` of a day, cached", SNAPSHOT, "cached", 1.5),
    _command("`map` of a day, cold", MAP, "cold", 8, bytes=8e6),
    _command("`check`, cold", CHECK, "cold", 6),
    _command("`atlas`, cold", ATLAS, "cold", 10, bytes=8e6),
    BUILD,
    Target(
        f"{MOST_CLAIMS / 1e6:g} million claims, `{STATS}`, cold",
        {"part": "growth", "line": "claims", "work": STATS, "x": MOST_CLAIMS},
        seconds=20,
        mb=4000,
    ),
    _mali("Mali: `who`, cold", WHO, "cold", 1.2),
    _mali("Mali: `who`, cached", WHO, "cached", 0.3),
    _mali("Mali: `build`, cold", "build", "cold", 12),
    _mali("Mali: `build`, one claim changed", BUILD_CHANGED, "cold", 4),
)
AREAS = {
    "areas": "the same with claims on areas, sides in turns",
    "areas-spells": "the same with claims on areas, long spells",
}
AREAS_MOST = 2
"""With claims on areas, claims → intervals may take so many times as long as without."""


def target_table(rows: Sequence[Row]) -> list[str]:
    """Work, other code, this code, ratio, target, whether it is met; only what was measured."""
    lines = []
    for target in TARGETS:
        this = one(rows, code="this", **target.find)
        if this is None:
            continue
        other = one(rows, code="other", **{**target.find, **_cold(target)})
        before, less = cell(other), ratio_cell(other, this)
        if target is BUILD and (estimate := estimated_build(rows)) is not None:
            before = f"about {seconds(estimate)} of processor, by a line through some dates"
            less = times(estimate / this["cpu_seconds"])
        now = cell(this) + (f", {weight(this['bytes'])} written" if target.bytes else "")
        met = "yes" if target.met(this, other) else "**no**"
        lines.append([target.name, before, now, less, target.words(), met])
        if target is INTERVALS:
            lines += _area_lines(rows, this)
    return table(["work", "other code", "this code", "ratio", "at most", "met"], lines)


def _cold(target: Target) -> dict[str, str]:
    """Other code is compared cold: it may know no cache."""
    return {"mode": "cold"} if "mode" in target.find else {}


def _area_lines(rows: Sequence[Row], plain: Row) -> list[list[str]]:
    """Claims → intervals with claims on areas, whose target is that without."""
    lines = []
    for war, name in AREAS.items():
        find = {**INTERVALS.find, "war": war}
        this, other = (one(rows, code=code, **find) for code in ("this", "other"))
        if this is None:
            continue
        most = AREAS_MOST * plain["seconds"]
        met = "yes" if not this.get("stopped") and this["seconds"] <= most else "**no**"
        at_most = f"{AREAS_MOST} × the line above: {seconds(most)}"
        lines.append([name, cell(other), cell(this), ratio_cell(other, this), at_most, met])
    return lines
