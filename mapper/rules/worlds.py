"""What would be so if some claims were not: the targets that hear of them are led once more.

A *world* is the case without a set of claims. What differs in it can only be what these claims
reach, or leave out, and what follows that. So only these targets are led again, as further targets
beside those of the case; where one follows a target that hears of none of the claims, it follows
that one itself. Thus thousands of worlds are one run of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.core.errors import MapperError
from mapper.rules.course import ranges
from mapper.rules.handout import HandOut
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.numbering import stable_order

__all__ = ["ManyWorldsError", "Worlds"]

Mask = npt.NDArray[np.bool_]


MOST_TARGETS: Final = 30_000
"""So many targets are led again at most, which takes some seconds; Mali has 13,582."""


class ManyWorldsError(MapperError, ValueError):
    """Too many targets would have to be led again."""


@dataclass(frozen=True, slots=True)
class Worlds:
    """The targets of a case, and behind its units and its places those that are led again.

    Attributes
    ----------
    tables : AreaTables
        Of all of them.
    world, node : int array
        By target: the world that it belongs to (-1: the case itself), and the number that it has
        in the case.
    place : int array
        By place: its position in the case.
    without : tuple of int arrays
        Targets of the worlds and ranks of the claims that are not in theirs.
    """

    tables: AreaTables
    world: IntArray
    node: IntArray
    place: IntArray
    without: tuple[IntArray, IntArray]

    @classmethod
    def of(cls, out: HandOut, without: Sequence[IntArray], is_village: Mask) -> Worlds:
        """Lead what hears of some claims once more.

        Parameters
        ----------
        out : HandOut
            Of the case.
        without : sequence of int arrays
            Positions of the claims of each set.
        is_village : bool array
            By place: those that follow the land around them.

        Raises
        ------
        ManyWorldsError
        """
        tables, units = out.tables, len(out.tables.unit_ids)
        targets = units + len(out.is_base)
        rank_of = np.argsort(out.listed.order)
        ranks = [rank_of[claims] for claims in without]
        of, node, rank = _heard(out, ranks)
        found = _closed(of * targets + node, _followers(tables, is_village), targets)
        world, again = np.divmod(found, targets)
        land = again < units
        own = np.full(targets, -1, dtype=np.int64)
        everyone = np.arange(targets)
        world = np.concatenate((own[:units], world[land], own[units:], world[~land]))
        again = np.concatenate((everyone[:units], again[land], everyone[units:], again[~land]))
        numbers = _Numbers(world, again, targets)
        size = units + int(land.sum())
        return cls(
            _tables_of(tables, numbers, size),
            world,
            again,
            again[size:] - units,
            (numbers.of(of, node), rank),
        )

    def spread(self, nodes: IntArray) -> IntArray:
        """All targets that are, in the case or in a world, one of some targets of the case."""
        return np.flatnonzero(np.isin(self.node, nodes))

    def on_places(self, own: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
        """Ranks of the claims on places, by place and rank, and the place of each.

        Parameters
        ----------
        own : tuple of int arrays
            The same in the case.
        """
        ranks, places = own
        begin = np.searchsorted(places, self.place, "left")
        count = np.searchsorted(places, self.place, "right") - begin
        ranks = ranks[ranges(begin, count)]
        places = np.repeat(np.arange(len(self.place)), count)
        width = int(max(ranks.max(initial=0), self.without[1].max(initial=0))) + 1
        units = len(self.node) - len(self.place)
        away = self.without[0] * width + self.without[1]
        kept = ~np.isin((units + places) * width + ranks, away)
        return ranks[kept], places[kept]


class _Numbers:
    """Targets by their world and their number in the case."""

    def __init__(self, world: IntArray, node: IntArray, targets: int) -> None:
        self.world, self.node, self._targets = world, node, targets
        keys = (world + 1) * targets + node
        self._order = stable_order(keys)
        self._keys = keys[self._order]

    def of(self, world: IntArray, node: IntArray) -> IntArray:
        """The targets of some worlds; those of the case where nothing in the world differs."""
        return np.where(
            self._has(world, node), self._at(world, node), self._at(world * 0 - 1, node)
        )

    def _at(self, world: IntArray, node: IntArray) -> IntArray:
        at = np.searchsorted(self._keys, (world + 1) * self._targets + node)
        found: IntArray = self._order[np.minimum(at, len(self._keys) - 1)]
        return found

    def _has(self, world: IntArray, node: IntArray) -> Mask:
        at = self._at(world, node)
        found: Mask = (self.world[at] == world) & (self.node[at] == node)
        return found


def _heard(out: HandOut, sets: Sequence[IntArray]) -> tuple[IntArray, IntArray, IntArray]:
    """Which targets each claim of some sets is on, reaches or leaves out.

    Returns
    -------
    number, node, rank : int array
        Number of the set, the target, and the claim by its rank.
    """
    known: dict[int, IntArray] = {}
    found: list[IntArray] = []
    pairs = [(i, rank) for i, ranks in enumerate(sets) for rank in ranks.tolist()]
    size = 0
    for _, rank in pairs:
        if rank not in known:
            known[rank] = _hearing(out, rank)
        found.append(known[rank])
        size += len(found[-1])
        _check(size)
    count = np.array([len(nodes) for nodes in found], dtype=np.int64)
    number, ranks = (
        np.repeat(np.array(part, dtype=np.int64), count) for part in zip(*pairs, strict=True)
    )
    return number, np.concatenate(found), ranks


def _hearing(out: HandOut, rank: int) -> IntArray:
    """The targets that a claim is on, reaches or leaves out."""
    listed = out.listed
    reached = np.empty(0, dtype=np.int64)
    if listed.place[rank] >= 0:
        reached = np.array([len(out.tables.unit_ids) + listed.place[rank]], dtype=np.int64)
    elif listed.area[rank] >= 0:
        reached = out.targets_of(rank)
    left_out = out.exceptions.of(int(listed.order[rank]))  # even where the area is none that day
    return reached if left_out is None else np.union1d(reached, left_out)


def _check(size: int) -> None:
    if size > MOST_TARGETS:
        raise ManyWorldsError(f"more than {MOST_TARGETS} targets would have to be led again.")


def _followers(tables: AreaTables, is_village: Mask) -> tuple[IntArray, IntArray]:
    """Whom others follow, in ascending order, and who follows each."""
    units = len(tables.unit_ids)
    places = units + np.arange(len(is_village))
    led = np.flatnonzero(tables.unit_decider >= 0)
    with_seat = np.flatnonzero(tables.place_seat >= 0)
    villages = np.flatnonzero(is_village & (tables.place_unit >= 0))
    leader = np.concatenate(
        (
            units + tables.unit_decider[led],
            units + tables.place_seat[with_seat],
            tables.place_unit[villages],
        )
    )
    follower = np.concatenate((led, places[with_seat], places[villages]))
    order = stable_order(leader)
    return leader[order], follower[order]


def _closed(keys: IntArray, followers: tuple[IntArray, IntArray], targets: int) -> IntArray:
    """Some targets of worlds and all that follow them, as numbers of world and target in one."""
    leader, follower = followers
    fresh = known = np.unique(keys)
    while len(fresh):
        world, node = np.divmod(fresh, targets)
        begin = np.searchsorted(leader, node, "left")
        count = np.searchsorted(leader, node, "right") - begin
        led = np.repeat(world, count) * targets + follower[ranges(begin, count)]
        fresh = np.setdiff1d(led, known)
        known = np.union1d(known, fresh)
        _check(len(known))
    return known


def _tables_of(tables: AreaTables, numbers: _Numbers, units: int) -> AreaTables:
    """Who belongs where and who decides whom, of all targets."""
    size = len(tables.unit_ids)
    world, node = numbers.world, numbers.node
    unit, place = node[:units], node[units:] - size

    def leading(worlds: IntArray, column: IntArray, first: int) -> IntArray:
        """The place or unit that each has in the case, as it is in its world."""
        there = column >= 0
        found = np.full(len(column), -1, dtype=np.int64)
        found[there] = numbers.of(worlds[there], column[there] + (size if first else 0)) - first
        return found

    members = [
        _Members(part, count) for part, count in ((unit, size), (place, len(tables.place_unit)))
    ]
    return replace(
        tables,
        unit_ids=tuple(np.array(tables.unit_ids, dtype=object)[unit].tolist()),
        unit_decider=leading(world[:units], tables.unit_decider[unit], units),
        unit_by_seat=tables.unit_by_seat[unit],
        place_unit=leading(world[units:], tables.place_unit[place], 0),
        place_seat=leading(world[units:], tables.place_seat[place], units),
        area_units=tuple(members[0].of(inside) for inside in tables.area_units),
        area_places=tuple(members[1].of(inside) for inside in tables.area_places),
        no_data=members[0].of(tables.no_data),
    )


class _Members:
    """All that are one of some, by what they are in the case."""

    def __init__(self, part: IntArray, size: int) -> None:
        self._order = stable_order(part)
        self._begin = np.searchsorted(part[self._order], np.arange(size + 1))

    def of(self, members: IntArray) -> IntArray:
        begin = self._begin[members]
        return np.sort(self._order[ranges(begin, self._begin[members + 1] - begin)])
