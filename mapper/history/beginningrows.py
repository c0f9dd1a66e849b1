"""The beginnings of the targets of any day, where many are asked for: see `beginnings.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.model import BASELINE
from mapper.history.beginnings import Beginner, Beginnings, lineage_of
from mapper.history.memo import remembered
from mapper.history.targethistory import Interval

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["BeginningRows", "beginning_rows", "begun_days"]

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_STATE: Final = Interval._fields.index("state")


class BeginningRows:
    """The beginnings of all intervals of a history, each found when it is first asked for.

    Parameters
    ----------
    history : ControlHistory

    Attributes
    ----------
    plain : bool array
        The intervals that need none: nothing is fought over, and all that is said of them began
        with their holder.
    """

    def __init__(self, history: ControlHistory) -> None:
        rows, self._history = history.intervals, history
        target, start, tenure = (
            rows[name].to_numpy(np.int64) for name in ("target", "start", "tenure")
        )
        self._begin = np.searchsorted(target, np.arange(len(history.targets) + 1))
        self._target = target
        quiet = np.array(
            [s.status != "contested" and not s.besieged_by for s in history.states], dtype=bool
        )
        first = np.ones(len(rows), dtype=bool)
        first[1:] = target[1:] != target[:-1]
        renewed = first.copy()
        renewed[1:] |= tenure[1:] != tenure[:-1]
        at_first = (rows["cause"] == BASELINE).to_numpy(bool) & first
        own = (rows["since"].to_numpy(np.int64) == start) & renewed
        self.plain = quiet[rows["state"].to_numpy(np.int64)] & (at_first | own)
        early, late = (
            history.claims[name].to_numpy().astype("datetime64[D]").astype(np.int64)
            for name in ("earliest", "latest")
        )
        lineage = cache(partial(lineage_of, history.successions))
        self._beginner = Beginner(lambda i: (int(early[i]), int(late[i])), lineage)
        self._columns = [rows[name].to_numpy() for name in Interval._fields]
        self._found: dict[int, Beginnings] = {}

    def _intervals(self, begin: int, end: int) -> list[Interval]:
        """Those of one target: slices of arrays take a tenth of what slices of tables do."""
        columns = [column[begin:end].tolist() for column in self._columns]
        columns[_STATE] = [self._history.states[code] for code in columns[_STATE]]
        return [Interval(*row) for row in zip(*columns, strict=True)]

    def of(self, row: int) -> Beginnings:
        """The beginnings of an interval by its position in ``history.intervals``."""
        if row not in self._found:
            begin, end = self._begin[self._target[row] :][:2].tolist()
            intervals = self._intervals(begin, end)
            for at in np.flatnonzero(~self.plain[begin:end]).tolist():
                self._found[begin + at] = self._beginner.of(intervals, at)
            self._found.setdefault(row, self._beginner.of(intervals, row - begin))
        return self._found[row]


def beginning_rows(history: ControlHistory) -> BeginningRows:
    """The beginnings of a history, made once."""
    return remembered(history, BeginningRows)


def begun_days(
    claims: pd.DataFrame, column: Mapping[str, Ints], baseline: Mask
) -> tuple[Ints, Ints, Ints]:
    """Intervals that a claim of an open date began without a change of hands.

    As :class:`mapper.history.beginnings.Beginner` finds it, but for the end of what began.

    Parameters
    ----------
    claims : DataFrame
    column : mapping of int arrays
        start, since, since_earliest and claim of intervals.
    baseline : bool array
        Those that nothing but the first day began.

    Returns
    -------
    row, early, late : int array
        How many days before and after its start each of them may have begun.
    """
    claim, start = column["claim"], column["start"]
    at = np.flatnonzero((claim >= 0) & ((column["since"] != start) | baseline))
    early, late = (
        claims[name].to_numpy().astype("datetime64[D]").astype(np.int64)[claim[at]]
        for name in ("earliest", "latest")
    )
    early = start[at] - np.minimum(np.maximum(early, column["since_earliest"][at]), start[at])
    late = np.maximum(late, start[at]) - start[at]
    open_ = (early > 0) | (late > 0)
    return at[open_], early[open_], late[open_]
