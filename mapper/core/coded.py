"""Columns as codes: each distinct value once, and a number for each row that says which it is.

What a table repeats a hundred thousand times is looked at once: rules of cells, dates, holders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Coded"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of a table by its distinct values.

    Attributes
    ----------
    codes : int32 array, shape (rows,)
        Position of each row's value in ``words``.
    words : tuple
        The distinct values; some may stand in no row.
    """

    codes: npt.NDArray[np.int32]
    words: tuple[Any, ...]

    @classmethod
    def of(cls, column: pd.Series) -> Coded:
        """A column, coded by the order in which its values first stand in it.

        Examples
        --------
        >>> found = Coded.of(pd.Series(["held", "empty", "held"]))
        >>> found.codes.tolist(), found.words
        ([0, 1, 0], ('held', 'empty'))
        """
        codes, words = pd.factorize(column)
        return cls(codes.astype(np.int32), tuple(words))

    def __len__(self) -> int:
        return len(self.codes)

    def values(self) -> npt.NDArray[np.object_]:
        """The column again: equal values are one object."""
        words = np.empty(len(self.words), dtype=object)
        words[:] = self.words
        return words[self.codes]

    def matching(self, found: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows have a value that is marked in ``found``, one mark for each of the words."""
        return found[self.codes]

    def take(self, rows: npt.NDArray[np.intp]) -> Coded:
        """The same column for some rows, in their order."""
        return Coded(self.codes[rows], self.words)
