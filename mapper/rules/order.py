"""The claims of a case in the order of R2, as the rules see them.

What many claims have in common is found out for all of them at once, on integer codes: which
place or area each one is on, which say the same, and which only repeat the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.coded import Coded
from mapper.core.lineage import Lineage
from mapper.core.model import BASELINE, CLASH, EVENT_TYPES, HANDS_EVENTS
from mapper.rules.effects import Claim, Names
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.numbering import stable_order

__all__ = ["EVENTS", "ClaimList", "Saying", "list_claims"]

EVENTS: Final = (*EVENT_TYPES, BASELINE)
"""Event types by their number in a :class:`ClaimList`."""


class Saying(NamedTuple):
    """What claims say, with predecessors read as their successors (R9)."""

    gained_by: Names
    status: str
    opposed_by: Names


@dataclass(frozen=True, slots=True)
class ClaimList:
    """All claims; ``rank`` is the position in the order of R2, and all arrays are by rank.

    Attributes
    ----------
    order : int array
        Row of each claim in the table.
    earliest, best, latest : int array
        Days since 1970-01-01.
    place, area : int array
        Position of the place, or row of the areas, that each claim is on; -1 if none.
    event : int array
        Number of the event type, as in ``EVENTS``.
    strong : bool array
        Whether it is neither of low confidence nor a declaration.
    saying : int array
        Position in ``sayings``.
    sayings : tuple of Saying
    scope : int array
        Position in ``scopes``.
    scopes : tuple of str
    turn : int array
        Number of the time between two successions or changes of blocs in which it lies.
    """

    order: IntArray
    earliest: IntArray
    best: IntArray
    latest: IntArray
    place: IntArray
    area: IntArray
    event: IntArray
    strong: npt.NDArray[np.bool_]
    saying: IntArray
    sayings: tuple[Saying, ...]
    scope: IntArray
    scopes: tuple[str, ...]
    turn: IntArray

    def __len__(self) -> int:
        return len(self.order)

    @property
    def content(self) -> IntArray:
        """Equal numbers for claims that do the same to the same target."""
        numbers = self.turn
        for part, count in (
            (self.saying, len(self.sayings)),
            (self.event, len(EVENTS)),
            (self.scope, len(self.scopes)),
            (self.strong, 2),
        ):
            numbers = numbers * max(count, 1) + part
        return numbers

    def claims(self, ranks: IntArray | None = None, content: IntArray | None = None) -> list[Claim]:
        """The claims of some ranks; default: all."""
        chosen = np.arange(len(self.order)) if ranks is None else ranks
        same = self.content if content is None else content
        said = [self.sayings[i] for i in self.saying[chosen].tolist()]
        made = zip(
            chosen.tolist(),
            self.order[chosen].tolist(),
            self.earliest[chosen].tolist(),
            self.best[chosen].tolist(),
            self.latest[chosen].tolist(),
            [EVENTS[i] for i in self.event[chosen].tolist()],
            [one.gained_by for one in said],
            [one.status for one in said],
            [one.opposed_by for one in said],
            self.strong[chosen].tolist(),
            [self.scopes[i] for i in self.scope[chosen].tolist()],
            [False] * len(chosen),
            same[chosen].tolist(),
            strict=True,
        )
        return list(starmap(Claim, made))

    def own(self, on_places: tuple[IntArray, IntArray] | None = None) -> tuple[IntArray, IntArray]:
        """Those of :meth:`on_places`, or of others like them, that may change something.

        Clashes are not among them.
        """
        ranks, places = self.on_places() if on_places is None else on_places
        chosen = ~self.clash[ranks]
        return ranks[chosen], places[chosen]

    def on_places(self) -> tuple[IntArray, IntArray]:
        """Ranks of the claims on places, by place and rank; and the place of each."""
        ranks = np.flatnonzero(self.place >= 0)
        ranks = ranks[stable_order(self.place[ranks])]
        return ranks, self.place[ranks]

    @property
    def clash(self) -> npt.NDArray[np.bool_]:
        """Which claims are clashes."""
        return np.asarray(self.event == EVENTS.index(CLASH))

    def status_in(self, words: set[str]) -> npt.NDArray[np.bool_]:
        """Which claims have one of some words for their status."""
        found = np.array([one.status in words for one in self.sayings], dtype=bool)
        return found[self.saying] if len(found) else np.zeros(len(self), dtype=bool)

    def repeats(
        self, own: tuple[IntArray, IntArray], on_areas: IntArray, *, renewing: bool = False
    ) -> npt.NDArray[np.bool_]:
        """Which claims only repeat the one before on the same place.

        A strong observation of just what a strong claim (a change of hands or an observation)
        said last leaves the place as it is: it confirms, and no more. That holds if nothing came
        between the two, neither another claim on the place or an area around it, nor a
        succession or change of blocs. A besieged place is left out: each claim may add besiegers.

        Parameters
        ----------
        own : tuple of int arrays
            As of :meth:`own`.
        on_areas : int array
            How many claims on areas around its place come before each.
        renewing : bool
            Whether a repeated contest is more than a repeat, because contests lapse (R7).

        Returns
        -------
        bool array
            For those claims, in their order.
        """
        ranks, place = own
        seen = (self.event == EVENTS.index("observation"))[ranks]
        locates = seen | (self.event < len(HANDS_EVENTS))[ranks]
        fought = self.status_in({"besieged", "contested"} if renewing else {"besieged"})
        locates &= (self.strong & ~fought)[ranks]
        again = np.zeros(len(ranks), dtype=bool)
        again[1:] = seen[1:] & locates[1:] & locates[:-1]
        for column in (place, self.saying[ranks], self.turn[ranks], on_areas):
            again[1:] &= column[1:] == column[:-1]
        return again


def list_claims(
    claims: pd.DataFrame,
    position: Mapping[str, int],
    tables: AreaTables,
    lineage: Lineage,
    turns: Sequence[int],
    coded: Mapping[str, Coded] | None = None,
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
    coded : mapping of Coded, optional
        Columns of the claims that are known by their distinct values already.
    """
    table = _Table(claims, coded or {})
    best = claims["best"].to_numpy(np.int64)
    place, area = _targets(table["target_id"], best, position, tables)
    size = np.array([*map(len, tables.area_units), 0], dtype=np.int64)[area]
    event = _renumbered(table["event_type"], EVENTS)
    order = _order(best, event != EVENTS.index(BASELINE), place >= 0, size)
    ordered = bool((order[1:] > order[:-1]).all())

    def by_rank(values: IntArray) -> IntArray:
        return values if ordered else values[order]

    best = by_rank(best)
    saying, sayings = _sayings(table, event, best, order, lineage)
    confidence = table["confidence"]
    certain = confidence.matching(np.array([word != "low" for word in confidence.words], bool))
    scope = table["scope"]
    return ClaimList(
        order=order,
        earliest=by_rank(claims["earliest"].to_numpy(np.int64)),
        best=best,
        latest=by_rank(claims["latest"].to_numpy(np.int64)),
        place=by_rank(place),
        area=by_rank(area),
        event=by_rank(event),
        strong=(certain & (event != EVENTS.index("declaration")))[order],
        saying=saying,
        sayings=sayings,
        scope=by_rank(scope.codes.astype(np.int64)),
        scopes=tuple(map(str, scope.words)),
        turn=np.searchsorted(np.asarray(sorted(turns), dtype=np.int64), best, "right"),
    )


class _Table:
    """The columns of the claims by their distinct values."""

    def __init__(self, claims: pd.DataFrame, coded: Mapping[str, Coded]) -> None:
        self._claims, self._coded = claims, coded

    def __getitem__(self, name: str) -> Coded:
        found = self._coded.get(name)
        return Coded.of(self._claims[name]) if found is None else found


def _renumbered(column: Coded, words: Sequence[str]) -> IntArray:
    """The numbers that the values of a column have in a list of words."""
    number = {word: i for i, word in enumerate(words)}
    found: IntArray = np.array([number[word] for word in column.words], dtype=np.int64)
    return found[column.codes] if len(found) else np.empty(0, dtype=np.int64)


def _order(
    best: IntArray, later: npt.NDArray[np.bool_], on_place: npt.NDArray[np.bool_], size: IntArray
) -> IntArray:
    """Rows in the order of R2: by day; on one day the baseline, areas, the larger ones first."""
    if not len(best):
        return np.empty(0, dtype=np.int64)
    largest = int(size.max()) + 1
    day = best - int(best.min())
    key = ((day * 2 + later) * 2 + on_place) * largest + (largest - 1 - size)
    return np.argsort(key, kind="stable")


def _targets(
    column: Coded, best: IntArray, position: Mapping[str, int], tables: AreaTables
) -> tuple[IntArray, IntArray]:
    """Place and row of the areas of each claim, in the order of the file; -1 if it has none."""
    of_target = np.array([position.get(str(t), -1) for t in column.words], dtype=np.int64)
    place = of_target[column.codes] if len(of_target) else np.empty(0, dtype=np.int64)
    area = np.full(len(column), -1, dtype=np.int64)
    elsewhere = np.flatnonzero(place < 0).tolist()
    rows_of = tables.spans(
        {str(column.words[code]) for code in set(column.codes[elsewhere].tolist())}
    )
    for i in elsewhere:
        for row, start, end in rows_of.get(str(column.words[column.codes[i]]), ()):
            if start <= best[i] < end:
                area[i] = row
    return place, area


def _sayings(
    table: _Table, event: IntArray, best: IntArray, order: IntArray, lineage: Lineage
) -> tuple[IntArray, tuple[Saying, ...]]:
    """What each claim says, by rank: read once for each way in which it is written."""
    parts = [table[name] for name in ("gained_by", "opposed_by", "status")]
    reign = np.searchsorted(np.asarray(lineage.days, dtype=np.int64), best, "right")
    numbers = reign * len(EVENTS) + event[order]
    for part in parts:
        numbers = numbers * max(len(part.words), 1) + part.codes[order]
    codes, distinct = pd.factorize(numbers)
    days = np.zeros(len(distinct), dtype=np.int64)
    days[codes] = best  # any day of the time between two successions will do
    known: dict[Saying, int] = {}
    saying = np.empty(len(distinct), dtype=np.int64)
    for i, (number, day) in enumerate(zip(distinct.tolist(), days.tolist(), strict=True)):
        left, words = number, []
        for part in reversed(parts):
            left, code = divmod(left, max(len(part.words), 1))
            words.append(part.words[code])
        status, opposed, gained = words
        found = _read(gained, opposed, status, EVENTS[left % len(EVENTS)], day, lineage)
        saying[i] = known.setdefault(found, len(known))
    return saying[codes], tuple(known)


def _read(
    gained: Names, opposed: Names, status: str, event: str, day: int, lineage: Lineage
) -> Saying:
    """What a row says, by the names of its day (R9).

    Parties that have become one share nothing, and nobody among the holders opposes them: but
    the end of a siege names who besieged the place until then, and may hold it now.
    """
    holders = lineage.names(gained, day) if lineage else gained
    foes = lineage.names(opposed, day) if lineage else opposed
    if status == "shared" and len(holders) == 1 < len(gained):
        status = "held"
    if event != "siege_end" and not set(holders).isdisjoint(foes):
        foes = tuple(name for name in foes if name not in holders)
    return Saying(holders, status, foes)
