"""The claims of a case in the order of R2, as the rules see them.

What many claims have in common is found out for all of them at once, on integer codes: which
place or area each one is on, which say the same, and which only repeat the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.lineage import Lineage
from mapper.core.model import BASELINE, CLASH, EVENT_TYPES, HANDS_EVENTS
from mapper.rules.effects import Claim, Names
from mapper.rules.land import AreaTables, IntArray

__all__ = ["ClaimList", "list_claims"]


@dataclass(frozen=True, slots=True)
class ClaimList:
    """All claims; ``rank`` is the position in the order of R2.

    Attributes
    ----------
    order : int array
        Row of each claim in the table, by rank.
    columns : dict
        By rank, with predecessors read as their successors (R9): earliest, best, latest,
        event_type, gained_by, status, opposed_by, strong, scope.
    place, area : int array
        Position of the place, or row of the areas, that each claim is on; -1 if none.
    saying : int array
        Equal numbers: the same holders, status and opponents, in a time without successions or
        changes of blocs.
    event : int array
        Number of the event type.
    """

    order: IntArray
    columns: Mapping[str, Sequence[Any]]
    place: IntArray
    area: IntArray
    saying: IntArray
    event: IntArray

    def claims(self, ranks: IntArray | None = None) -> list[Claim]:
        """The claims of some ranks; default: all."""
        chosen = np.arange(len(self.order)) if ranks is None else ranks
        strong = np.asarray(self.columns["strong"], dtype=np.int64)
        content = (self.saying * len(_EVENTS) + self.event) * 2 + strong
        rows = chosen.tolist()
        values = ([self.columns[name][rank] for rank in rows] for name in _FIELDS)
        no = [False] * len(rows)
        made = zip(
            rows, self.order[chosen].tolist(), *values, no, content[chosen].tolist(), strict=True
        )
        return list(starmap(Claim, made))

    def own(self) -> tuple[IntArray, IntArray]:
        """Ranks of the claims on places, by place and rank; and the place of each.

        Clashes are not among them: they change nothing.
        """
        ranks = np.flatnonzero((self.place >= 0) & ~self.clash)
        ranks = ranks[np.argsort(self.place[ranks], kind="stable")]
        return ranks, self.place[ranks]

    @property
    def clash(self) -> npt.NDArray[np.bool_]:
        """Which claims are clashes."""
        return np.asarray(self.event == _EVENTS.index(CLASH))

    def repeats(self, on_areas: IntArray, *, renewing: bool = False) -> npt.NDArray[np.bool_]:
        """Which claims only repeat the one before on the same place.

        A strong observation of just what a strong claim (a change of hands or an observation)
        said last leaves the place as it is: it confirms, and no more. That holds if nothing came
        between the two, neither another claim on the place or an area around it, nor a
        succession or change of blocs. A besieged place is left out: each claim may add besiegers.

        Parameters
        ----------
        on_areas : int array, shape (n, 2)
            Place and rank of each time that a claim on an area reaches a place.
        renewing : bool
            Whether a repeated contest is more than a repeat, because contests lapse (R7).

        Returns
        -------
        bool array
            For the claims of :meth:`own`.
        """
        ranks, place = self.own()
        seen = (self.event == _EVENTS.index("observation"))[ranks]
        locates = seen | (self.event < len(HANDS_EVENTS))[ranks]
        more = {"besieged", "contested"} if renewing else {"besieged"}
        fought = np.array([status in more for status in self.columns["status"]], bool)
        locates &= (np.asarray(self.columns["strong"], bool) & ~fought)[ranks]
        count = len(self.order)
        between = np.searchsorted(
            np.sort(on_areas[:, 0] * count + on_areas[:, 1]), place * count + ranks
        )
        again = np.zeros(len(ranks), dtype=bool)
        again[1:] = seen[1:] & locates[1:] & locates[:-1]
        for column in (place, self.saying[ranks], between):
            again[1:] &= column[1:] == column[:-1]
        return again


def list_claims(
    claims: pd.DataFrame,
    position: Mapping[str, int],
    tables: AreaTables,
    lineage: Lineage,
    turns: Sequence[int],
) -> ClaimList:
    """Put the claims in the order of R2 and read predecessors as their successors (R9).

    Parameters
    ----------
    claims : DataFrame
        As for :func:`mapper.rules.timeline.build_timeline`.
    position : mapping
        Position of each place by its id.
    tables : AreaTables
    lineage : Lineage
    turns : sequence of int
        Days on which a succession or a membership of a bloc begins or ends.
    """
    place, area = _targets(claims, position, tables)
    size = np.array([*map(len, tables.area_units), 0], dtype=np.int64)[area]
    best = claims["best"].to_numpy(np.int64)
    later = (claims["event_type"] != BASELINE).to_numpy(dtype=bool)
    order = np.lexsort((np.arange(len(claims)), -size, place >= 0, later, best))
    best = best[order]
    rows = order.tolist()

    def by_rank(name: str) -> list[Any]:
        values = claims[name].tolist()
        return [values[row] for row in rows]

    columns = {name: by_rank(name) for name in _FIELDS if name != "strong"}
    parties = [len(names) for names in columns["gained_by"]]
    for name in ("gained_by", "opposed_by"):
        columns[name] = _as_heirs(columns[name], best, lineage)
    columns["opposed_by"] = _opponents(
        columns["opposed_by"], columns["gained_by"], columns["event_type"]
    )
    columns["status"] = [
        "held" if status == "shared" and len(gained) == 1 < before else status
        for status, gained, before in zip(
            columns["status"], columns["gained_by"], parties, strict=True
        )
    ]  # parties that have become one share nothing
    columns["strong"] = [
        confidence != "low" and event != "declaration"
        for confidence, event in zip(by_rank("confidence"), columns["event_type"], strict=True)
    ]
    number = {event: i for i, event in enumerate(_EVENTS)}
    event = np.array([number[e] for e in columns["event_type"]], dtype=np.int64)
    return ClaimList(
        order=order,
        columns=columns,
        place=place[order],
        area=area[order],
        saying=_saying(columns, best, turns),
        event=event,
    )


def _saying(columns: Mapping[str, Sequence[Any]], best: IntArray, turns: Sequence[int]) -> IntArray:
    """A number for what each claim says, and for the time between two turns in which it does."""
    saying: IntArray = np.searchsorted(np.asarray(sorted(turns), dtype=np.int64), best, "right")
    for name in ("gained_by", "status", "opposed_by"):
        code = _numbered(columns[name])
        saying = saying * (int(code.max(initial=0)) + 1) + code
    return saying


_EVENTS: Final = (*EVENT_TYPES, BASELINE)
_FIELDS: Final = Claim._fields[2 : Claim._fields.index("national")]


def _targets(
    claims: pd.DataFrame, position: Mapping[str, int], tables: AreaTables
) -> tuple[IntArray, IntArray]:
    """Place and row of the areas of each claim, in the order of the file; -1 if it has none."""
    codes, targets = pd.factorize(claims["target_id"])
    of_target = np.array([position.get(str(t), -1) for t in targets], dtype=np.int64)
    place = of_target[codes] if len(codes) else np.empty(0, dtype=np.int64)
    area = np.full(len(claims), -1, dtype=np.int64)
    rows_of: dict[str, list[tuple[int, int, int]]] = {}
    spans = tables.areas[["area_id", "valid_from", "valid_to"]].itertuples(index=False)
    for row, (area_id, start, end) in enumerate(spans):
        rows_of.setdefault(area_id, []).append((row, start, end))
    best = claims["best"].to_numpy()
    for i in np.flatnonzero(place < 0).tolist():
        for row, start, end in rows_of.get(str(targets[codes[i]]), ()):
            if start <= best[i] < end:
                area[i] = row
    return place, area


def _as_heirs(names: list[Names], best: IntArray, lineage: Lineage) -> list[Names]:
    """Names read as their successors by the day of each claim; few are worked out."""
    if not lineage:
        return names
    known: dict[tuple[int, Names], Names] = {}

    def read(count: int, day: int, listed: Names) -> Names:
        if (count, listed) not in known:
            known[count, listed] = lineage.names(listed, day)
        return known[count, listed]

    counts = np.searchsorted(lineage.days, best, "right")
    return list(map(read, counts.tolist(), best.tolist(), names))


def _opponents(opposed: list[Names], gained: list[Names], events: list[str]) -> list[Names]:
    """Who opposes the holders of each row: nobody who is among them, by the names of the day (R9).

    The end of a siege names who besieged the place until then, and may hold it now.
    """
    return [
        foes
        if not foes or event == "siege_end" or friends.isdisjoint(foes)
        else tuple(name for name in foes if name not in friends)
        for foes, friends, event in zip(opposed, map(frozenset, gained), events, strict=True)
    ]


def _numbered(values: Sequence[Any]) -> IntArray:
    """Equal numbers for equal values."""
    known = {value: i for i, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values))
