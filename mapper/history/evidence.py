"""The claims behind a verdict: what made, confirms and contradicts it by a given day (R10)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapper.history.backing import Backing, Standing, gathered
from mapper.rules.track import Evidence

__all__ = ["Backing", "EvidenceIndex", "Standing"]


@dataclass(frozen=True, slots=True)
class _Tenure:
    days: list[int]
    rows: list[Evidence]


class EvidenceIndex:
    """Looks up evidence by tenure and day; keeps what it found, since neighbours share it.

    Parameters
    ----------
    table : DataFrame
        ``evidence`` of a :class:`mapper.rules.timeline.Timeline`.
    event_ids : sequence of str
        Id of each claim, in file order.
    days : sequence of int
        Best day of each claim: a follower may count a claim from a later day on, which makes the
        claim no younger (R11).
    """

    def __init__(self, table: pd.DataFrame, event_ids: Sequence[str], days: Sequence[int]) -> None:
        self._ids, self._days = event_ids, days
        self._tenures: dict[tuple[int, int], _Tenure] = {}
        self._found: dict[tuple[Standing, tuple[int, ...]], Backing] = {}
        ordered = table.sort_values(["target", "tenure", "day", "rank"])
        pairs = ordered[["target", "tenure"]].to_numpy(np.int64)
        starts = np.flatnonzero(np.any(pairs[1:] != pairs[:-1], axis=1)) + 1
        starts = np.concatenate(([0], starts)) if len(pairs) else starts
        stops = np.append(starts[1:], len(pairs))[: len(starts)].tolist()
        keys = zip(*pairs[starts].T.tolist(), strict=True)
        self._rows = dict(zip(keys, zip(starts.tolist(), stops, strict=True), strict=True))
        self._columns = [ordered[column].tolist() for column in Evidence._fields]

    def _of_tenure(self, key: tuple[int, int]) -> _Tenure | None:
        """What was noted for a target and tenure, in the order of days; made when it is asked."""
        if key not in self._rows:
            return None
        if key not in self._tenures:
            start, stop = self._rows[key]
            rows = list(map(Evidence, *(column[start:stop] for column in self._columns)))
            self._tenures[key] = _Tenure([row.day for row in rows], rows)
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
