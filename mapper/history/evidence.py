"""The claims behind a verdict: what made, confirms and contradicts it by a given day (R10)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np
import pandas as pd

from mapper.history.backing import Backing, Standing, gathered
from mapper.rules.track import Evidence

__all__ = ["Backing", "EvidenceIndex", "Standing"]

_TENURES: Final = 1 << 32
"""More tenures than a target can have: so that it and one of them make one number."""
_day_and_rank = attrgetter("day", "rank")


@dataclass(frozen=True, slots=True)
class _Tenure:
    days: list[int]
    rows: list[Evidence]


class EvidenceIndex:
    """Looks up evidence by tenure and day; keeps what it found, since neighbours share it.

    Parameters
    ----------
    table : DataFrame
        ``evidence`` of a :class:`mapper.rules.timeline.Timeline`: by target, tenure and rank.
    event_ids : sequence of str
        Id of each claim, in file order.
    days : sequence of int
        Best day of each claim: a follower may count a claim from a later day on, which makes the
        claim no younger (R11).
    """

    def __init__(self, table: pd.DataFrame, event_ids: Sequence[str], days: Sequence[int]) -> None:
        self._ids, self._days = event_ids, days
        self._tenures: dict[tuple[int, int], _Tenure] = {}
        self._unread: list[_Tenure] = []
        self._positions: dict[str, int] = {}
        self._found: dict[tuple[Standing, tuple[int, ...]], Backing] = {}
        self._columns = {
            name: table[name].to_numpy() for name in ("target", "tenure", *Evidence._fields)
        }
        key = self._columns["target"].astype(np.int64) * _TENURES + self._columns["tenure"]
        begins = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
        self._keys: list[int] = key[begins].tolist()
        self._begins: list[int] = [*begins.tolist(), len(key)]

    def _of_tenure(self, key: tuple[int, int]) -> _Tenure | None:
        """What was noted for a target and tenure, in the order of days; made when it is asked."""
        if key not in self._tenures:
            number = key[0] * _TENURES + key[1]
            at = bisect_left(self._keys, number)
            if at == len(self._keys) or self._keys[at] != number:
                return None
            span = slice(*self._begins[at : at + 2])
            columns = (self._columns[name][span].tolist() for name in Evidence._fields)
            rows = sorted(map(Evidence, *columns), key=_day_and_rank)
            self._tenures[key] = _Tenure([row.day for row in rows], rows)
            self._unread.append(self._tenures[key])
        return self._tenures[key]

    def by(self, standing: Standing, day: int) -> Backing:
        """The evidence of a standing, from claims dated no later than the day."""
        keys = dict.fromkeys((standing[:2], standing[2:]))
        tenures = [t for key in keys if (t := self._of_tenure(key)) is not None]
        counts = tuple(bisect_right(t.days, day) for t in tenures)
        key = (standing, counts)
        if key not in self._found:
            rows = {row for t, n in zip(tenures, counts, strict=True) for row in t.rows[:n]}
            self._found[key] = gathered(rows, self._ids, self._days)
        return self._found[key]

    def position_of(self, event_id: str) -> int | None:
        """The position of a claim that was looked up before; None of any other.

        Who asks for those of one answer need not have a table of all.
        """
        while self._unread:
            claims = {row.claim for row in self._unread.pop().rows}
            self._positions.update((self._ids[claim], claim) for claim in claims)
        return self._positions.get(event_id)
