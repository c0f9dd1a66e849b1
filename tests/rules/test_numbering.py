"""Distinct numbers, and orders, by the ways that sizes allow."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.rules import numbering
from mapper.rules.numbering import distinct, numbered, sorted_distinct, stable_order

TOPS = (1, 7, 2**16 - 1, 2**16, 2**16 + 1, 2**20, 2**32, 2**40, 2**62)


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("size", [0, 1, 500])
def test_an_order_is_stable_whatever_the_numbers(top: int, size: int) -> None:
    dice = np.random.default_rng(size)
    few = dice.integers(0, top, max(size // 3, 1))
    values = dice.choice([*few.tolist(), 0, top], size)
    assert stable_order(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize("table", [True, False], ids=["table", "sorted"])
@pytest.mark.parametrize("size", [0, 1, 500])
def test_numbers_are_told_apart_as_by_numpy(
    size: int, table: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not table:
        monkeypatch.setattr(numbering, "_TABLE", 0)
    values = np.random.default_rng(size).integers(0, 200, size)
    wanted, first, place = np.unique(values, return_index=True, return_inverse=True)
    assert [column.tolist() for column in numbered(values)] == [wanted.tolist(), place.tolist()]
    assert [column.tolist() for column in distinct(values)] == [
        wanted.tolist(),
        first.tolist(),
        place.tolist(),
    ]
    assert sorted_distinct(values).tolist() == wanted.tolist()
