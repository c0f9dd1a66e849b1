"""From a unit or place to the claims that decide it: whom it follows, and what that one rests on.

A chain begins with the target itself and follows its leaders (R8) to the place or land that
stands for itself; the claims behind that one are the claims behind the whole chain (R10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from mapper.core.model import BASELINE, CLASH
from mapper.history.control import ControlHistory
from mapper.rules.intervals import Interval
from mapper.rules.track import MADE

__all__ = [
    "DECIDING",
    "LAND",
    "SEAT",
    "Chain",
    "Link",
    "SeatFinder",
    "area_claims",
    "chain_of",
    "clashes_of",
    "deciding_claim",
    "intervals_of",
    "reaches",
    "run_of",
    "seat_area",
    "strong",
    "tenure_of",
]

DECIDING: Final = "deciding place"
SEAT: Final = "seat"
LAND: Final = "land"
"""How a follower is bound to whom it follows: a village without claims has its land's state."""
_STATE: Final = Interval._fields.index("state")
_KEPT_AS: Final = "_seat_finder"
_INTERVALS_AS: Final = "_intervals_of_few"
_FEW: Final = 64
"""Targets whose intervals are kept with a history: an answer asks for those of its chain again
and again."""


@dataclass(frozen=True, slots=True)
class Link:
    """One target of a chain on the day, and how it follows the next one.

    Attributes
    ----------
    node : int
    interval : Interval
    bound : str
        ``deciding place``, ``seat`` or ``land``; empty for the last link, which follows nobody.
    """

    node: int
    interval: Interval
    bound: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The links from a target to what decides it, and the claim that made the holder.

    ``deciding`` is the position of that claim; -1 where the holder is that of the baseline.
    """

    links: tuple[Link, ...]
    deciding: int

    @property
    def first(self) -> Link:
        """The target itself."""
        return self.links[0]

    @property
    def last(self) -> Link:
        """Who stands for itself."""
        return self.links[-1]


def intervals_of(history: ControlHistory, node: int) -> Sequence[Interval]:
    """All intervals of a target, in order of time; none for a base that no claim names."""
    few: dict[int, Sequence[Interval]] = vars(history).setdefault(_INTERVALS_AS, {})
    found = few.get(node)
    if found is None:
        rows = history.rows_of(node)
        columns = [rows[name].tolist() for name in Interval._fields]
        columns[_STATE] = [history.states[code] for code in columns[_STATE]]
        found = [Interval(*row) for row in zip(*columns, strict=True)]
        if len(few) >= _FEW:
            few.clear()
        few[node] = found
    return found


def chain_of(history: ControlHistory, node: int, day: int) -> Chain | None:
    """The chain of a target on a day; None for a base before its first claim.

    Parameters
    ----------
    history : ControlHistory
    node : int
        Number of the target: units first, then places.
    day : int
        Days since 1970-01-01.
    """
    own = intervals_of(history, node)
    links: list[Link] = []
    at = node
    while at >= 0:
        intervals = intervals_of(history, at)
        now = next((i for i in intervals if i.start <= day < i.end), None)
        if now is None:
            return None
        links.append(Link(at, now, _bound(history, at, now)))
        at = now.leader
    return Chain(tuple(links), deciding_claim(history, node, own, links[0].interval))


def _bound(history: ControlHistory, node: int, now: Interval) -> str:
    """How a target is bound to its leader."""
    targets = history.targets
    if now.leader < 0:
        return ""
    if targets.is_unit(now.leader):
        return LAND
    if not targets.is_unit(node):
        return SEAT
    inside = targets.unit_of(now.leader) == node
    return DECIDING if inside or seat_area(history, now.leader, node) is None else SEAT


def seat_area(history: ControlHistory, seat: int, node: int) -> tuple[str, str, str] | None:
    """The smallest area around a target that a place is the seat of; see `SeatFinder`."""
    kept = vars(history)  # as cached properties are: it takes longer to make than to ask
    if _KEPT_AS not in kept:
        kept[_KEPT_AS] = SeatFinder(history)
    finder: SeatFinder = kept[_KEPT_AS]
    return finder.area(seat, node)


class SeatFinder:
    """Finds of which area around a target a place is the seat.

    The frame of a level that was first valid counts, as for who decides a unit.

    Parameters
    ----------
    history : ControlHistory
    """

    def __init__(self, history: ControlHistory) -> None:
        self._targets = history.targets
        self._seat_of = history.places["seat_of"].tolist()
        self._levels = []
        for level in history.case.levels[1:]:
            frames = [f for f in history.frames if f.level == level]
            if frames:
                frame = min(frames, key=lambda f: f.valid_from or dt.date.min)
                areas = list(frame.groups[["area_id", "name"]].itertuples(index=False, name=None))
                self._levels.append((level, areas, frame.unit_area.to_numpy()))

    def area(self, seat: int, node: int) -> tuple[str, str, str] | None:
        """The smallest area around a target that a place is the seat of.

        Parameters
        ----------
        seat, node : int
            Numbers of the place and of the target.

        Returns
        -------
        tuple of str, or None
            area_id, name and level.
        """
        unit = self._targets.unit_of(node)
        if unit < 0:
            return None
        areas = self._seat_of[self._targets.row(seat)]
        for level, names, unit_area in self._levels:
            code = int(unit_area[unit])
            if code >= 0 and names[code][0] in areas:
                return str(names[code][0]), str(names[code][1]), level
        return None


def deciding_claim(
    history: ControlHistory, node: int, intervals: Sequence[Interval], now: Interval
) -> int:
    """Position of the claim that gave the present holder a target; -1 at the baseline.

    A holder that came by a succession has what the predecessor took (R9).
    """
    first = tenure_of(intervals, now)[0]
    keys = {(node, first.tenure), (first.source, first.source_tenure)}
    made = sorted(pair for key in keys for pair in _made(history, *key))
    best, types = history.claims["best"], history.claims["event_type"]
    fits = [
        claim
        for _, claim in made
        if types.iat[claim] == first.cause and _day(best.iat[claim]) == first.since
    ]
    if fits:
        return fits[-1]
    return -1 if first.cause == BASELINE else first.claim


def reaches(history: ControlHistory, position: int, node: int) -> bool:
    """Whether a claim speaks of a target itself or of an area around it.

    Parameters
    ----------
    history : ControlHistory
    position : int
        Row of the claim.
    node : int
        Number of the target.
    """
    row = history.claims.iloc[position]
    target = str(row["target_id"])
    if target == history.targets.id(node):
        return True
    at = history.targets.unit_of(node)
    day = row["best"].date()
    for frame in history.frames:
        areas = frame.groups["area_id"].tolist()
        here = target in areas and at >= 0 and frame.holds_on(day)
        if here and int(frame.unit_area.iat[at]) == areas.index(target):
            return True
    return False


def clashes_of(history: ControlHistory, node: int, day: int) -> list[int]:
    """Positions of the clashes at a target or in an area around it by a day, the last one first.

    A clash changes nothing and is no evidence (R7): no interval leads to it.
    """
    claims = history.claims
    found = np.flatnonzero((claims["event_type"] == CLASH).to_numpy(dtype=bool))
    days = claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)[found]
    order = np.argsort(-days, kind="stable")
    past = found[order][days[order] <= day].tolist()
    return [position for position in past if reaches(history, position, node)]


def strong(history: ControlHistory, position: int) -> bool:
    """Whether a claim may move a holder (R4): not low, and no declaration."""
    row = history.claims.iloc[position]
    return bool(row["confidence"] != "low" and row["event_type"] != "declaration")


def area_claims(history: ControlHistory, node: int, start: int, day: int) -> list[int]:
    """Positions of the strong claims on areas that bore on a target, ``start`` to ``day``."""
    rows = history.evidence_of(node).sort_values("rank", kind="stable")
    found = dict.fromkeys(rows.loc[rows["day"].between(start, day), "claim"].tolist())
    return [c for c in found if history.claims["scope"].iat[c] and strong(history, c)]


def tenure_of(intervals: Sequence[Interval], now: Interval) -> list[Interval]:
    """The intervals up to one in which its holder, or those that it succeeded, had the target."""
    return [i for i in intervals if i.tenure == now.tenure and i.start <= now.start]


def run_of(
    intervals: Sequence[Interval], now: Interval, holds: Callable[[Interval], bool]
) -> Iterator[Interval]:
    """The unbroken run of intervals around one in which something holds."""
    at = intervals.index(now)
    first = at
    while first > 0 and holds(intervals[first - 1]):
        first -= 1
    for item in intervals[first:]:
        if not holds(item):
            return
        yield item


def _made(history: ControlHistory, target: int, tenure: int) -> Iterator[tuple[int, int]]:
    """Rank and position of the claims that made a tenure of a target."""
    rows = history.evidence_of(target)
    chosen = (rows["tenure"].to_numpy() == tenure) & (rows["role"].to_numpy() == MADE)
    columns = (rows[name].to_numpy()[chosen].tolist() for name in ("rank", "claim"))
    return zip(*columns, strict=True)


def _day(value: pd.Timestamp) -> int:
    return int((value.to_datetime64() - np.datetime64(0, "D")).astype("timedelta64[D]").astype(int))
