"""Which targets claims on areas reach (R3), and which they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE
from mapper.rules.exceptions import Exceptions
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.order import EVENTS, ClaimList
from mapper.rules.reach import Reach

__all__ = ["HandOut", "Reached"]

Mask = npt.NDArray[np.bool_]


class Reached(Mapping[int, tuple[int, ...]]):
    """The targets that each claim on an area was handed to, by its rank."""

    def __init__(self, groups: Mapping[int, IntArray]) -> None:
        self._groups = groups

    def __getitem__(self, rank: int) -> tuple[int, ...]:
        return tuple(self._groups[rank].tolist())

    def __iter__(self) -> Iterator[int]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


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
    """

    listed: ClaimList
    tables: AreaTables
    exceptions: Exceptions
    silent: Mask
    is_base: Mask
    lapses: bool

    def __post_init__(self) -> None:
        self.units = len(self.tables.unit_ids)
        self._inside: dict[tuple[int, bool], IntArray] = {}
        listed = self.listed
        ranks = np.flatnonzero(listed.area >= 0)
        groups = [self._targets_of(rank) for rank in ranks.tolist()]
        self.reach = Reached(dict(zip(ranks.tolist(), groups, strict=True)))
        count = np.array([len(group) for group in groups], dtype=np.int64)
        node = np.concatenate([np.empty(0, dtype=np.int64), *groups])
        rank = np.repeat(ranks, count)
        sizes = [len(self.tables.area_units[row]) for row in listed.area[ranks].tolist()]
        national = np.repeat(np.array(sizes, dtype=np.int64) == self.units, count)
        clash = listed.clash[rank]
        cuts = self._cut_loose(node, rank)
        self.areas = _sorted_reach(node[~clash], rank[~clash], cuts[~clash], national[~clash])
        self.clashes = self._clashes(node[clash], rank[clash])
        self.left_out = self._left_out()

    def _clashes(self, node: IntArray, rank: IntArray) -> Reach:
        """Clashes on places and areas, where contests lapse."""
        own = np.flatnonzero((self.listed.place >= 0) & self.listed.clash)
        node = np.concatenate((node, self.units + self.listed.place[own]))
        rank = np.concatenate((rank, own))
        if not self.lapses:
            node, rank = node[:0], rank[:0]
        return _sorted_reach(node, rank)

    def _targets_of(self, rank: int) -> IntArray:
        """The units and places that a claim on an area reaches, by number."""
        listed = self.listed
        row, whole = int(listed.area[rank]), listed.scopes[int(listed.scope[rank])] == "all"
        if (row, whole) not in self._inside:
            units = self.tables.area_units[row]
            places = self.tables.area_places[row] if whole else units[:0]
            parts = (units[~self.silent[units]], self.units + places[~self.is_base[places]])
            self._inside[row, whole] = np.concatenate(parts).astype(np.int64)
        found = self._inside[row, whole]
        left_out = self.exceptions.of(int(listed.order[rank]))
        if left_out is None:
            return found
        kept: IntArray = found[~np.isin(found, left_out)]
        return kept

    def _cut_loose(self, node: IntArray, rank: IntArray) -> Mask:
        """Where a row of the baseline cuts a target loose from a leader outside its area (R1)."""
        cuts = np.zeros(len(node), dtype=bool)
        first = np.flatnonzero(self.listed.event[rank] == EVENTS.index(BASELINE))
        leader = np.concatenate((self.tables.unit_decider, self.tables.place_seat))
        for at in first.tolist():
            whom = int(leader[node[at]])
            inside = self.tables.area_places[int(self.listed.area[rank[at]])]
            cuts[at] = whom >= 0 and whom not in inside
        return cuts

    def _left_out(self) -> Reach:
        """Which claims leave which targets out."""
        rank_of = np.argsort(self.listed.order)
        node, claim = self.exceptions.pairs()
        return _sorted_reach(node, rank_of[claim])


def _sorted_reach(
    node: IntArray, rank: IntArray, cuts: Mask | None = None, national: Mask | None = None
) -> Reach:
    order = np.lexsort((rank, node))
    no = np.zeros(len(node), dtype=bool)
    marks = (no if one is None else one[order] for one in (cuts, national))
    return Reach(node[order], rank[order], *marks)
