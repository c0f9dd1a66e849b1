"""Parts of the intervals that a table counts, and the rows that each of them counts in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Part", "rows_of_each"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Intervals as positions in the dates: from ``first`` to before ``last``."""

    first: IntArray
    last: IntArray
    target: IntArray
    state: IntArray

    def where(self, mask: npt.NDArray[np.bool_]) -> Part:
        """Those that a mask holds for."""
        return self.take(np.flatnonzero(mask))

    def take(self, index: IntArray) -> Part:
        """Those at some positions, which may be named more than once."""
        return Part(self.first[index], self.last[index], self.target[index], self.state[index])


def rows_of_each(
    state: IntArray, codes: IntArray, rows: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Each state once for each of its rows: its position, the row, which one it is, of how many."""
    begin = np.searchsorted(codes, state, "left")
    count = np.searchsorted(codes, state, "right") - begin
    again = np.repeat(np.arange(len(state)), count)
    place = np.arange(len(again)) - np.repeat(np.cumsum(count) - count, count)
    return again, rows[begin[again] + place], place, count[again]
