"""What is said of every target on a day, as columns: the quick way for whoever tells many days.

A snapshot (:meth:`mapper.history.control.ControlHistory.at`) has a row of values for each target.
Here the same is arrays of numbers that point into the tables of the history: nothing is made for
one target alone, and what does not depend on the day is made once for all days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import Day, day_number
from mapper.core.model import BASELINE
from mapper.history.control import ControlHistory, Snapshot
from mapper.history.memo import remembered
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS

__all__ = ["NEVER", "ROLES", "DayTable", "DayTables", "as_date", "tables_of"]

Ints = npt.NDArray[np.int64]
ROLES: Final = {"made": (MADE,), "confirms": (CONFIRMS, SUPPORTS), "dissents": (DISSENTS,)}
"""What claims do for a verdict, and the roles of evidence that say so."""
NEVER: Final = int(np.iinfo(np.int64).min)
"""In a column of days: there is no such day."""
_COLUMNS: Final = (
    "target",
    "start",
    "end",
    "state",
    "since",
    "since_earliest",
    "since_latest",
    "leader",
    "source",
)


def as_date(day: Day | Snapshot) -> Day:
    """The date of a day that is given as a date or as its snapshot."""
    return day.date if isinstance(day, Snapshot) else day


@dataclass(frozen=True, slots=True)
class DayTable:
    """Columns of one day: a row for each target that there is on it, in the order of targets.

    Attributes
    ----------
    date : date
    number : int
        The day, counted from 1970-01-01, as in all columns.
    row : array
        Position of the interval in ``history.intervals``.
    target, state : array
        Numbers of the target and of its state (see :class:`mapper.history.targets.Targets`).
    since, earliest, latest : array
        `NEVER` at the baseline.
    cause, level : array
        Positions in ``DayTables.causes`` and ``DayTables.levels``.
    decider : array
        Target number of the place that decides; -1 where there is none.
    last : array
        Day of the last claim that made or confirms the state; `NEVER` where there is none.
    proof : array
        Numbers that tell the evidence of a row: rows of two days that have the same interval and
        the same numbers here rest on the same claims.
    first : array
        Where the claims of each row begin in `claim` and `role`; one more entry than rows.
    claim, role : array
        Position of each claim that bears on a row by the day, in the order of R2, and its role.
    """

    date: dt.date
    number: int
    row: Ints
    target: Ints
    state: Ints
    since: Ints
    earliest: Ints
    latest: Ints
    cause: Ints
    level: Ints
    decider: Ints
    last: Ints
    proof: Ints
    first: Ints
    claim: Ints
    role: Ints

    def __len__(self) -> int:
        return len(self.row)

    def claims_as(self, roles: Sequence[int]) -> tuple[Ints, Ints]:
        """How many claims of some roles each row has, and these claims one after another."""
        chosen = np.isin(self.role, roles)
        owner = np.repeat(np.arange(len(self.row)), np.diff(self.first))
        return np.bincount(owner[chosen], minlength=len(self.row)), self.claim[chosen]


class DayTables:
    """Tells the days of one history; keeps what they share.

    Parameters
    ----------
    history : ControlHistory
    """

    def __init__(self, history: ControlHistory) -> None:
        rows = history.intervals
        self._history, self._units = history, len(history.units)
        self._column = {name: rows[name].to_numpy(np.int64) for name in _COLUMNS}
        self._cause, self.causes = _codes(rows["cause"])
        self._level, self.levels = _codes(rows["level"])
        baseline = self.causes.index(BASELINE) if BASELINE in self.causes else -1
        for name in ("since", "since_earliest", "since_latest"):
            self._column[name] = np.where(self._cause == baseline, NEVER, self._column[name])
        leader = self._column["leader"]
        place = np.where(leader < self._units, self._column["source"], leader)
        self._decider = np.where((leader < 0) | (place < self._units), -1, place)
        self._evidence = _Evidence(history)

    def on(self, day: Day) -> DayTable:
        """The columns of a day.

        Raises
        ------
        DateOutsideCaseError
        """
        date = self._history.check_date(day)
        number = day_number(date)
        row = self.rows_on(number)
        begin, size = self._evidence.until(row, number)
        owner, claim, role, last = self._evidence.gathered(begin, size)
        first = np.zeros(len(row) + 1, dtype=np.int64)
        np.cumsum(np.bincount(owner, minlength=len(row)), out=first[1:])
        found = {name: values[row] for name, values in self._column.items()}
        return DayTable(
            date=date,
            number=number,
            row=row,
            target=found["target"],
            state=found["state"],
            since=found["since"],
            earliest=found["since_earliest"],
            latest=found["since_latest"],
            cause=self._cause[row],
            level=self._level[row],
            decider=self._decider[row],
            last=last,
            proof=size,
            first=first,
            claim=claim,
            role=role,
        )

    def rows_on(self, number: int) -> Ints:
        """Positions of the intervals that hold on a day, counted from 1970-01-01."""
        now = (self._column["start"] <= number) & (number < self._column["end"])
        return np.flatnonzero(now).astype(np.int64)

    def states_on(self, number: int) -> Ints:
        """State of every target on a day; -1 for one that is not there yet."""
        found = np.full(len(self._history.targets), -1, dtype=np.int64)
        row = self.rows_on(number)
        found[self._column["target"][row]] = self._column["state"][row]
        return found


def tables_of(history: ControlHistory) -> DayTables:
    """The tables of a history, made once."""
    return remembered(history, DayTables)


def _codes(words: pd.Series) -> tuple[Ints, list[str]]:
    codes, distinct = pd.factorize(words)
    return codes.astype(np.int64), [str(word) for word in distinct]


class _Evidence:
    """The evidence of all intervals: two stretches of one table for each, cut at a day.

    The first stretch is that of the tenure of the interval itself, the second that of the tenure
    it rests on, empty where that is the same one.
    """

    def __init__(self, history: ControlHistory) -> None:
        table = history.timeline.evidence.sort_values(
            ["target", "tenure", "day", "rank"], kind="stable"
        )
        column = {name: table[name].to_numpy(np.int64) for name in table if name != "counts"}
        best = history.claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
        self._claim, self._role = column["claim"], column["role"]
        self._rank = column["rank"]
        fresh = table["counts"].to_numpy(bool) & (self._role <= CONFIRMS)
        self._fresh = np.where(fresh, best[self._claim], NEVER)
        self._ranks = int(self._rank.max(initial=0)) + 1
        keys = _Keys(history.intervals, column)
        self._day0 = int(column["day"].min(initial=0))
        self._span = int(column["day"].max(initial=0)) - self._day0 + 2
        self._sorted = keys.code * self._span + (column["day"] - self._day0)
        own = keys.of("target", "tenure")
        source = keys.of("source", "source_tenure")
        self._code = np.column_stack([own, np.where(source == own, -1, source)])
        self._begin = np.searchsorted(keys.code, self._code).astype(np.int64)

    def until(self, row: Ints, number: int) -> tuple[Ints, Ints]:
        """Where both stretches of some intervals begin, and how long they are by a day."""
        code, begin = self._code[row], self._begin[row]
        day = min(max(number - self._day0, -1), self._span - 2)
        end = np.searchsorted(self._sorted, code * self._span + day, "right")
        return begin, np.where(code < 0, 0, end - begin)

    def gathered(self, begin: Ints, size: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """The claims in stretches, each once, in the order of R2.

        Returns
        -------
        owner, claim, role, last
            Row, claim and its strongest role; and for each row the day of its last fresh claim.
        """
        lengths = size.ravel()
        total = int(lengths.sum())
        before = np.cumsum(lengths) - lengths
        at = np.repeat(begin.ravel() - before, lengths) + np.arange(total)
        owner = np.repeat(np.arange(len(begin)).repeat(2), lengths)
        last = np.full(len(begin), NEVER, dtype=np.int64)
        whole = size.sum(axis=1)
        some = whole > 0
        if total:
            starts = (np.cumsum(whole) - whole)[some]
            last[some] = np.maximum.reduceat(self._fresh[at], starts)
        key = (owner * self._ranks + self._rank[at]) * 4 + self._role[at]
        order = np.argsort(key, kind="stable")
        at, owner = at[order], owner[order]
        again = np.zeros(total, dtype=bool)
        again[1:] = (owner[1:] == owner[:-1]) & (self._claim[at][1:] == self._claim[at][:-1])
        at, owner = at[~again], owner[~again]
        return owner, self._claim[at], self._role[at], last


class _Keys:
    """One number for each tenure of a target that has evidence, in the order of the evidence."""

    def __init__(self, intervals: pd.DataFrame, evidence: dict[str, Ints]) -> None:
        self._intervals = intervals
        tenures = [evidence["tenure"], *(self._of(name) for name in ("tenure", "source_tenure"))]
        self._low = min(int(column.min(initial=0)) for column in tenures)
        self._span = max(int(column.max(initial=0)) for column in tenures) - self._low + 1
        key = self._key(evidence["target"], evidence["tenure"])
        self._known, code = np.unique(key, return_inverse=True)
        self.code: Ints = code.reshape(-1).astype(np.int64)

    def _of(self, name: str) -> Ints:
        column: Ints = self._intervals[name].to_numpy(np.int64)
        return column

    def _key(self, target: Ints, tenure: Ints) -> Ints:
        return target * self._span + (tenure - self._low)

    def of(self, target: str, tenure: str) -> Ints:
        """The number of the tenure of each interval; -1 where it has no evidence."""
        key = self._key(self._of(target), self._of(tenure))
        found: Ints = np.full(len(key), -1, dtype=np.int64)
        if len(self._known):
            at = np.searchsorted(self._known, key)
            hit = self._known[np.minimum(at, len(self._known) - 1)] == key
            found[hit] = at[hit]
        return found
