"""Digests of what files are made of: builds whose digests agree have the same files.

There is one for each date and one for all figures. That of a date covers what is said of every
target on the day, the claims behind it up to that day, how long a doubt lasts, since when each part
of it has been so, what was said the day before (a page tells what is new), and the pages before and
after. Every interval and every piece of evidence is hashed once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import day_number
from mapper.history.beginningrows import beginning_rows
from mapper.history.control import ControlHistory
from mapper.history.doubtspans import doubt_windows
from mapper.history.opendates import open_dates

__all__ = ["day_digests", "figures_digest"]

_SHOWN: Final = [
    "target",
    "since",
    "since_earliest",
    "since_latest",
    "cause",
    "level",
    "leader",
    "source",
]
"""What a snapshot says of an interval, beside its state and its evidence; not when it ends."""
Hashes = npt.NDArray[np.uint64]


def day_digests(history: ControlHistory, dates: Sequence[dt.date], frame: str) -> dict[str, str]:
    """A digest of what the files of each date are made of.

    Parameters
    ----------
    history : ControlHistory
    dates : sequence of date
        All dates of a build in order, since each page links to its neighbours.
    frame : str
        Digest of what all dates depend on: everything but the claims.

    Returns
    -------
    dict
        ISO date to hexadecimal digest.
    """
    rows = history.intervals
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    said = _hashes_of_intervals(history)
    proofs = _Proofs(history)
    own, source = proofs.codes("target", "tenure"), proofs.codes("source", "source_tenure")
    names = [day.isoformat() for day in dates]
    digests = {}
    for i, (day, name) in enumerate(zip(dates, names, strict=True)):
        number = day_number(day)
        now = (start <= number) & (number < end)
        eve = (start <= number - 1) & (number - 1 < end)
        seen = proofs.until(number)
        digest = hashlib.sha256()
        around = (names[i - 1] if i else "", name, names[i + 1] if i + 1 < len(names) else "")
        digest.update(" ".join((frame, *around)).encode())
        digest.update(repr(sorted(doubt_windows(history, day).items())).encode())
        for part in (said[now], seen[own[now]], seen[source[now]], said[eve]):
            digest.update(len(part).to_bytes(8) + part.tobytes())
        digests[name] = digest.hexdigest()
    return digests


def figures_digest(history: ControlHistory, dates: Sequence[dt.date], frame: str) -> str:
    """A digest of what tables of areas and charts are made of.

    Parameters
    ----------
    history : ControlHistory
    dates : sequence of date
        All dates of a build, in order.
    frame : str
        Digest of everything but the claims.

    Returns
    -------
    str
        Hexadecimal. It covers who held what from when to when, and nothing of why: another source
        changes no figure.
    """
    digest = hashlib.sha256(" ".join((frame, *(day.isoformat() for day in dates))).encode())
    digest.update(repr([tuple(state) for state in history.states]).encode())
    for name in ("target", "start", "end", "state"):
        column = history.intervals[name].to_numpy(np.int64)
        digest.update(len(column).to_bytes(8) + column.tobytes())
    return digest.hexdigest()


def _hashes_of_intervals(history: ControlHistory) -> Hashes:
    states = _hashed([repr(tuple(state)) for state in history.states])
    table = history.intervals[_SHOWN].assign(state=states[history.intervals["state"].to_numpy()])
    return _hashed_rows(table.assign(begun=_hashes_of_beginnings(history)))


def _hashes_of_beginnings(history: ControlHistory) -> Hashes:
    """Since when each part of what is said of an interval has been so; 0 where the rest says it."""
    begun = beginning_rows(history)
    at = np.flatnonzero(~begun.plain)
    found = np.zeros(len(begun.plain), dtype=np.uint64)
    found[at] = _hashed([repr(begun.of(row)) for row in at.tolist()])
    return found


class _Proofs:
    """Evidence of every tenure, as one running hash that grows with the days."""

    def __init__(self, history: ControlHistory) -> None:
        self._history = history
        table = history.timeline.evidence
        table = table.sort_values(["target", "tenure", "day", "rank"], kind="stable")
        self._key = pd.MultiIndex.from_frame(table[["target", "tenure"]]).unique()
        code = self._key.get_indexer(pd.MultiIndex.from_frame(table[["target", "tenure"]]))
        place = table.groupby(code).cumcount()  # the order within a tenure counts
        facts = table[["day", "role", "counts"]].assign(place=place.to_numpy())
        facts["claim"] = _hashes_of_claims(history)[table["claim"].to_numpy()]
        by_day = np.argsort(table["day"].to_numpy(), kind="stable")
        self._days = table["day"].to_numpy()[by_day]
        self._code = code[by_day]
        self._hash = _hashed_rows(facts)[by_day]
        self._sums = np.zeros(len(self._key) + 1, dtype=np.uint64)  # the last: no evidence
        self._done = 0

    def codes(self, target: str, tenure: str) -> npt.NDArray[np.intp]:
        """Where each interval finds the hash of its evidence."""
        found: npt.NDArray[np.intp] = self._key.get_indexer(
            pd.MultiIndex.from_frame(self._history.intervals[[target, tenure]])
        )
        return found

    def until(self, day: int) -> Hashes:
        """The hashes on a day, which must not lie before the last one asked for."""
        stop = int(np.searchsorted(self._days, day, "right"))
        if stop > self._done:
            rows = slice(self._done, stop)
            np.add.at(self._sums, self._code[rows], self._hash[rows])
            self._done = stop
        return self._sums


def _hashes_of_claims(history: ControlHistory) -> Hashes:
    """What outputs of a day say of a claim: name, date, sources, its place in the order of R2.

    The place is the day and the position among the claims of that day, so that a new claim
    moves those of other days nowhere.
    """
    claims, order = history.claims, history.timeline.order
    best = claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
    place = np.empty(len(claims), dtype=np.int64)
    place[order] = pd.Series(best[order]).groupby(best[order]).cumcount().to_numpy()
    sources = _hashed(["\n".join(found) for found in claims["sources"]])
    facts = {"event_id": claims["event_id"].to_numpy(), "best": best, "place": place}
    dates = open_dates(history, np.arange(len(claims)))  # the words of a date that names no day
    return _hashed_rows(pd.DataFrame({**facts, "sources": sources, "date": dates}))


def _hashed(texts: Sequence[str]) -> Hashes:
    values: Any = pd.util.hash_array(np.array(texts, dtype=object))
    return np.asarray(values, dtype=np.uint64)


def _hashed_rows(table: pd.DataFrame) -> Hashes:
    values: Any = pd.util.hash_pandas_object(table, index=False)
    return np.asarray(values, dtype=np.uint64)
