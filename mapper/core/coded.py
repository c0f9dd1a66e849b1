"""Columns as codes: each distinct value once, and a number for each row that says which it is.

What a table repeats a hundred thousand times is looked at once: rules of cells, dates, holders.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Coded", "combined"]

_MOST: Final = 2**62
"""Combinations that are numbered without a look at which there are."""


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

        A categorical column is coded already: its categories are the words.

        Examples
        --------
        >>> found = Coded.of(pd.Series(["held", "empty", "held"]))
        >>> found.codes.tolist(), found.words
        ([0, 1, 0], ('held', 'empty'))
        """
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes = column.cat.codes.to_numpy()
            return cls(codes.astype(np.int32), tuple(column.cat.categories.tolist()))
        # An index of tuples would have levels: what is no text is numbered as plain objects.
        codes, words = pd.factorize(column.to_numpy() if column.dtype == object else column)
        return cls(codes.astype(np.int32), tuple(words.tolist()))

    @classmethod
    def same(cls, word: Any, rows: int) -> Coded:
        """A column with the same value in all its rows."""
        return cls(np.zeros(rows, dtype=np.int32), (word,))

    @classmethod
    def joined(cls, parts: Iterable[Coded]) -> Coded:
        """Some columns below each other.

        >>> one, other = (Coded.of(pd.Series(list(word))) for word in ("ab", "cbb"))
        >>> Coded.joined([one, other]).values().tolist()
        ['a', 'b', 'c', 'b', 'b']
        """
        filled = [part for part in parts if len(part)]
        if len(filled) == 1:
            return filled[0]
        numbers: dict[Any, int] = {}
        codes = [_numbered(part, part.words, numbers) for part in filled]
        return cls(np.concatenate([np.empty(0, dtype=np.int32), *codes]), tuple(numbers))

    def __len__(self) -> int:
        return len(self.codes)

    def mapped(self, function: Callable[[Any], Any]) -> Coded:
        """The column with a function of each value in its place, asked once for each word.

        >>> Coded.of(pd.Series(["a", " a", "b"])).mapped(str.strip).words
        ('a', 'b')
        """
        numbers: dict[Any, int] = {}
        codes = _numbered(self, map(function, self.words), numbers)
        return Coded(codes, tuple(numbers))

    def values(self) -> npt.NDArray[np.object_]:
        """The column again: equal values are one object."""
        words = np.empty(len(self.words), dtype=object)
        words[:] = self.words
        return words[self.codes]

    def category(self) -> pd.Series:
        """The column of text as a categorical one, which :meth:`of` reads in no time."""
        kind = pd.CategoricalDtype(pd.Index(self.words, dtype="str"))
        return pd.Series(pd.Categorical.from_codes(self.codes, dtype=kind))

    def text(self) -> pd.Series:
        """The column of text as one of the dtype ``str``."""
        if not self.words:
            return pd.Series(dtype="str")
        return pd.Series(pd.array(self.words, dtype="str").take(self.codes))

    def marks(self, test: Callable[[Any], object]) -> npt.NDArray[np.bool_]:
        """Which rows have a value that passes a test, asked once for each word."""
        passed = np.fromiter(map(bool, map(test, self.words)), dtype=bool, count=len(self.words))
        return self.matching(passed)

    def matching(self, found: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows have a value that is marked in ``found``, one mark for each of the words."""
        return found[self.codes]

    def take(self, rows: npt.NDArray[np.intp]) -> Coded:
        """The same column for some rows, in their order."""
        return Coded(self.codes[rows], self.words)


def _numbered(
    column: Coded, words: Iterable[Any], numbers: dict[Any, int]
) -> npt.NDArray[np.int32]:
    """The codes of a column whose words are some others, by their number among all words."""
    before = len(numbers)
    known = [numbers.setdefault(word, len(numbers)) for word in words]
    if not before and len(numbers) == len(known):  # no two words became one
        return column.codes
    return np.array(known, dtype=np.int32)[column.codes]


def combined(columns: Collection[Coded]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """What rows have in some columns together, as numbers.

    Parameters
    ----------
    columns : collection of Coded
        One at least, all of the same length.

    Returns
    -------
    codes : int array, shape (rows,)
        Number of each row's combination, by the order in which they first stand in a row.
    first : int array, shape (combinations,)
        The first row that has each of them.

    Examples
    --------
    >>> codes, first = combined([Coded.of(pd.Series(list(word))) for word in ("aab", "xyx")])
    >>> codes.tolist(), first.tolist()
    ([0, 1, 2], [0, 1, 2])
    """
    code, size = np.zeros(1, dtype=np.int64), 1
    for column in columns:
        if size * len(column.words) > _MOST:
            code, known = pd.factorize(code)
            size = len(known)
        code = code * len(column.words) + column.codes
        size *= max(len(column.words), 1)
    codes, distinct = pd.factorize(code)
    first = np.empty(len(distinct), dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.intp)[::-1]
    return codes, first
