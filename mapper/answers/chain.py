"""From a unit or place to the claims that decide it: whom it follows, and what that one rests on.

A chain begins with the target itself and follows its leaders (R8) to the place or land that
stands for itself; the claims behind that one are the claims behind the whole chain (R10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mapper.core.dates import day_number
from mapper.core.model import BASELINE
from mapper.history.targethistory import Areas, Interval, TargetHistory
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
_KEPT_AS: Final = "_seat_finder"


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


def chain_of(history: TargetHistory, node: int, day: int) -> Chain | None:
    """The chain of a target on a day; None for a base before its first claim.

    Parameters
    ----------
    history : TargetHistory
    node : int
        Number of the target: units first, then places.
    day : int
        Days since 1970-01-01.
    """
    own = history.intervals_of(node)
    links: list[Link] = []
    at = node
    while at >= 0:
        intervals = history.intervals_of(at)
        now = next((i for i in intervals if i.start <= day < i.end), None)
        if now is None:
            return None
        links.append(Link(at, now, _bound(history, at, now)))
        at = now.leader
    return Chain(tuple(links), deciding_claim(history, node, own, links[0].interval))


def _bound(history: TargetHistory, node: int, now: Interval) -> str:
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


def seat_area(history: TargetHistory, seat: int, node: int) -> tuple[str, str, str] | None:
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
    history : TargetHistory
    """

    def __init__(self, history: TargetHistory) -> None:
        self._targets = history.targets
        self._levels: list[Areas] = []
        for level in history.case.levels[1:]:
            frames = [areas for areas in history.areas if areas.level == level]
            if frames:
                self._levels.append(min(frames, key=lambda f: f.valid_from or dt.date.min))

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
        seat_of = self._targets.value(seat, "seat_of")
        for areas in self._levels:
            found = areas.around_unit(unit)
            if found is not None and found[0] in seat_of:
                return *found, areas.level
        return None


def deciding_claim(
    history: TargetHistory, node: int, intervals: Sequence[Interval], now: Interval
) -> int:
    """Position of the claim that gave the present holder a target; -1 at the baseline.

    A holder that came by a succession has what the predecessor took (R9).
    """
    first = tenure_of(intervals, now)[0]
    keys = {(node, first.tenure), (first.source, first.source_tenure)}
    made = sorted(pair for key in keys for pair in _made(history, *key))
    fits = [
        position
        for position, claim in ((position, history.claim(position)) for _, position in made)
        if claim.event_type == first.cause and day_number(claim.best) == first.since
    ]
    if fits:
        return fits[-1]
    return -1 if first.cause == BASELINE else first.claim


def reaches(history: TargetHistory, position: int, node: int) -> bool:
    """Whether a claim speaks of a target itself or of an area around it.

    Parameters
    ----------
    history : TargetHistory
    position : int
        Row of the claim.
    node : int
        Number of the target.
    """
    claim = history.claim(position)
    if claim.target_id == history.targets.id(node):
        return True
    unit = history.targets.unit_of(node)
    around = (areas.around_unit(unit) for areas in history.areas if areas.holds_on(claim.best))
    return any(area is not None and area[0] == claim.target_id for area in around)


def clashes_of(history: TargetHistory, node: int, day: int) -> list[int]:
    """Positions of the clashes at a target or in an area around it by a day, the last one first.

    A clash changes nothing and is no evidence (R7): no interval leads to it.
    """
    last_first = sorted(history.clashes(), key=lambda clash: -clash[1])
    past = [position for position, its in last_first if its <= day]
    return [position for position in past if reaches(history, position, node)]


def strong(history: TargetHistory, position: int) -> bool:
    """Whether a claim may move a holder (R4): not low, and no declaration."""
    return history.claim(position).strong


def area_claims(history: TargetHistory, node: int, start: int, day: int) -> list[int]:
    """Positions of the strong claims on areas that bore on a target, ``start`` to ``day``."""
    rows = sorted((row for _, row in history.noted_for(node)), key=lambda row: row.rank)
    found = dict.fromkeys(row.claim for row in rows if start <= row.day <= day)
    return [c for c in found if history.claim(c).scope and strong(history, c)]


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


def _made(history: TargetHistory, target: int, tenure: int) -> Iterator[tuple[int, int]]:
    """Rank and position of the claims that made a tenure of a target."""
    for its, row in history.noted_for(target):
        if its == tenure and row.role == MADE:
            yield row.rank, row.claim
