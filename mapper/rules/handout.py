"""Which targets claims on areas reach (R3), and which they leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE, HANDS_EVENTS
from mapper.rules.areareach import NEVER, AreaReach
from mapper.rules.exceptions import Exceptions
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.order import EVENTS, ClaimList
from mapper.rules.reach import Reach

__all__ = ["HandOut", "Reached"]

Mask = npt.NDArray[np.bool_]


class Reached(Mapping[int, tuple[int, ...]]):
    """The targets that each claim on an area is handed to, by its rank; found when asked."""

    def __init__(self, ranks: IntArray, targets_of: Callable[[int], IntArray]) -> None:
        self._ranks, self._targets_of = dict.fromkeys(ranks.tolist()), targets_of

    def __getitem__(self, rank: int) -> tuple[int, ...]:
        if rank not in self._ranks:
            raise KeyError(rank)
        return tuple(self._targets_of(rank).tolist())

    def __iter__(self) -> Iterator[int]:
        return iter(self._ranks)

    def __len__(self) -> int:
        return len(self._ranks)


@dataclass
class HandOut:
    """Hands claims on areas to the units and places in them.

    Attributes
    ----------
    listed : ClaimList
    tables : AreaTables
    exceptions : Exceptions
    silent : bool array
        Units of which the area model says nothing.
    is_base : bool array
        Places that claims on areas do not reach.
    lapses : bool
        Whether contests lapse, so that clashes matter.
    on_places : tuple of int arrays
        Ranks of the claims on places, by place and rank, and the place of each.
    without : tuple of int arrays
        Targets, and ranks of claims that are for these as if they were not. Each target, and each
        of its claims.
    ignoring : int array
        The targets that some claim leaves out.
    """

    listed: ClaimList
    tables: AreaTables
    exceptions: Exceptions
    silent: Mask
    is_base: Mask
    lapses: bool
    on_places: tuple[IntArray, IntArray]
    without: tuple[IntArray, IntArray] | None = None

    def __post_init__(self) -> None:
        self.units = len(self.tables.unit_ids)
        self._inside: dict[tuple[int, bool], IntArray] = {}
        listed = self.listed
        on_areas = listed.area >= 0
        self.reach = Reached(np.flatnonzero(on_areas), self.targets_of)
        self.left_out = self._left_out()
        self.clashes = self._clashes(np.flatnonzero(on_areas & listed.clash))
        keys = self._keys(np.flatnonzero(on_areas & ~listed.clash))
        self.areas = AreaReach(keys, self.left_out, self._mute(), self._apart())

    @property
    def national(self) -> Mask:
        """By rank: claims that speak of the whole country."""
        sizes = [*(len(units) for units in self.tables.area_units), -1]
        found: Mask = np.array(sizes, dtype=np.int64)[self.listed.area] == self.units
        return found

    def _keys(self, ranks: IntArray) -> list[tuple[IntArray, IntArray]]:
        """The targets in each area that claims are on, and the ranks of those."""
        listed = self.listed
        whole = np.array([scope == "all" for scope in listed.scopes], dtype=bool)
        of = 2 * listed.area[ranks] + (whole[listed.scope[ranks]] if len(whole) else 0)
        return [
            (self._in_area(number // 2, whole=bool(number % 2)), ranks[of == number])
            for number in np.unique(of).tolist()
        ]

    def _mute(self) -> Mask:
        """Claims on areas that change nothing on a place that has gone its own way (R3).

        They are its evidence and no more, as :func:`mapper.rules.reactions.react` says.
        """
        listed = self.listed
        seen = listed.event == EVENTS.index("observation")
        moves = listed.event < len(HANDS_EVENTS)
        found: Mask = np.where(listed.strong, ~moves, seen) & ~listed.clash
        return found

    def _apart(self) -> IntArray:
        """The rank of the first strong claim on each place itself, which sets it apart (R8)."""
        listed = self.listed
        found = np.full(self.units + len(self.is_base), NEVER, dtype=np.int64)
        ranks, place = self.on_places
        own = np.flatnonzero((listed.strong & ~listed.clash)[ranks])[::-1]
        found[self.units + place[own]] = ranks[own]
        return found

    def _clashes(self, on_areas: IntArray) -> Reach:
        """Clashes on places and areas, where contests lapse."""
        if not self.lapses:
            return Reach.of(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
        ranks, place = self.on_places
        own = np.flatnonzero(self.listed.clash[ranks])
        groups = [self.targets_of(rank) for rank in on_areas.tolist()]
        count = np.array([len(group) for group in groups], dtype=np.int64)
        node = np.concatenate([*groups, self.units + place[own]])
        rank = np.concatenate((np.repeat(on_areas, count), ranks[own]))
        kept = ~self.left_out.hits(node, rank)
        return Reach.of(node[kept], rank[kept])

    def _in_area(self, row: int, *, whole: bool) -> IntArray:
        """The units, and places if not only the countryside is meant, in an area."""
        if (row, whole) not in self._inside:
            units = self.tables.area_units[row]
            places = self.tables.area_places[row] if whole else units[:0]
            parts = (units[~self.silent[units]], self.units + places[~self.is_base[places]])
            self._inside[row, whole] = np.concatenate(parts).astype(np.int64)
        return self._inside[row, whole]

    def targets_of(self, rank: int) -> IntArray:
        """The units and places that a claim on an area reaches, by number."""
        listed = self.listed
        whole = listed.scopes[int(listed.scope[rank])] == "all"
        found = self._in_area(int(listed.area[rank]), whole=whole)
        left_out = self.exceptions.of(int(listed.order[rank]))
        if left_out is None:
            return found
        kept: IntArray = found[~np.isin(found, left_out)]
        return kept

    def cuts(self, nodes: IntArray, ranks: IntArray) -> Mask:
        """Where a row of the baseline cuts a target loose from a leader outside its area (R1).

        Parameters
        ----------
        nodes, ranks : int array
            Targets, and claims that reach them.
        """
        cuts = np.zeros(len(nodes), dtype=bool)
        first = np.flatnonzero(self.listed.event[ranks] == EVENTS.index(BASELINE))
        if len(first):
            leader = np.concatenate((self.tables.unit_decider, self.tables.place_seat))
            whom, area = leader[nodes[first]], self.listed.area[ranks[first]]
            for row in np.unique(area).tolist():
                here = area == row
                outside = ~np.isin(whom[here], self.tables.area_places[row])
                cuts[first[here]] = (whom[here] >= 0) & outside
        return cuts

    def _left_out(self) -> Reach:
        """Which claims leave which targets out, or are not for them."""
        rank_of = np.argsort(self.listed.order)
        node, claim = self.exceptions.pairs()
        rank = rank_of[claim]
        if self.without is not None:
            away = Reach.of(*self.without)
            said = ~away.hits(node, rank)
            node, rank = node[said], rank[said]
            self.ignoring = np.unique(node)
            return Reach.of(np.append(away.node, node), np.append(away.rank, rank))
        self.ignoring = np.unique(node)
        return Reach.of(node, rank)
