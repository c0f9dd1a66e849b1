"""Distinct numbers of long arrays, by the quickest way that their size allows."""

from __future__ import annotations

from typing import Final

import numpy as np

from mapper.rules.land import IntArray

__all__ = ["distinct", "numbered", "sorted_distinct", "stable_order"]

_TABLE: Final = 1 << 23
"""Up to so large a number, what occurs is marked in a table; beyond that it is sorted."""

_DIGIT: Final = 16
"""Bits of a number that are sorted at once."""


def numbered(values: IntArray) -> tuple[IntArray, IntArray]:
    """The distinct numbers in ascending order, and the position of each number among them.

    As ``numpy.unique`` with ``return_inverse``. Numbers are not negative.

    >>> found, place = numbered(np.array([7, 3, 7]))
    >>> found.tolist(), place.tolist()
    ([3, 7], [1, 0, 1])
    """
    top = int(values.max(initial=-1))
    if top < _TABLE:
        occurs = np.zeros(top + 1, dtype=bool)
        occurs[values] = True
        found = np.flatnonzero(occurs)
        place = np.empty(top + 1, dtype=np.int64)
        place[found] = np.arange(len(found))
        return found, place[values]
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    new = np.append(True, ordered[1:] != ordered[:-1])
    position = np.empty(len(values), dtype=np.int64)
    position[order] = np.cumsum(new) - 1
    return ordered[new], position


def distinct(values: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """As :func:`numbered`, with a place at which each of the distinct numbers stands between."""
    found, place = numbered(values)
    at = np.empty(len(found), dtype=np.int64)
    at[place[::-1]] = np.arange(len(values))[::-1]
    return found, at, place


def sorted_distinct(values: IntArray) -> IntArray:
    """The distinct numbers in ascending order."""
    ordered = np.sort(values)
    found: IntArray = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found


def stable_order(values: IntArray) -> IntArray:
    """Positions of numbers in ascending order; those of equal numbers stay in order.

    As ``numpy.argsort`` with ``kind="stable"``, which counts numbers of 16 bits and compares longer
    ones: so it is asked for 16 bits at a time, the last ones first. Numbers are not negative.

    >>> stable_order(np.array([70000, 3, 70000, 4])).tolist()
    [1, 3, 0, 2]
    """
    order: IntArray = np.argsort(values.astype(np.uint16), kind="stable")
    top = int(values.max(initial=0)).bit_length()
    for shift in range(_DIGIT, top, _DIGIT):
        digit = (values >> shift).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order
