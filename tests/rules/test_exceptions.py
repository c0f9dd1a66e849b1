"""What claims leave out, read from the lists of ids in their column."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from country import FIRST, NEW_FRAME, PLACE_IDS, UNITS, make_tables, node_of

from mapper.core.coded import Coded
from mapper.rules.exceptions import EXCEPTED, Exceptions

LISTS = ((), ("b2",), ("mid",), ("b2", "mid"), ("east",), ("east", "mid"), ("old", "row_c"))
DAYS = (FIRST, NEW_FRAME - 1, NEW_FRAME)
POSITION = {place: i for i, place in enumerate(PLACE_IDS)}


def claims_of(rows: list[tuple[tuple[str, ...], int]]) -> pd.DataFrame:
    best = np.array([day for _, day in rows], dtype=np.int64)
    return pd.DataFrame({"best": best, EXCEPTED: pd.Series([ids for ids, _ in rows], dtype=object)})


def left_out(ids: tuple[str, ...], day: int) -> list[int]:
    """The same, name by name."""
    tables, found = make_tables(), set()
    for name in ids:
        if name in PLACE_IDS:
            found.add(node_of(name))
        elif (row := tables.area_on(name, day)) >= 0:
            found |= set(tables.area_units[row].tolist())
            found |= {len(UNITS) + place for place in tables.area_places[row].tolist()}
    return sorted(found)


@pytest.mark.parametrize("coded", [True, False], ids=["coded", "as it is"])
def test_areas_are_meant_as_they_were_on_the_day_and_each_target_is_named_once(coded: bool) -> None:
    rows = list(product(LISTS, DAYS))
    claims = claims_of(rows)
    found = Exceptions(
        claims, POSITION, make_tables(), Coded.of(claims[EXCEPTED]) if coded else None
    )
    wanted = {i: left_out(*row) for i, row in enumerate(rows) if row[0]}
    assert {i: found.of(i).tolist() for i in wanted} == wanted  # type: ignore[union-attr]
    assert all(found.of(i) is None for i in range(len(rows)) if i not in wanted)
    pairs = sorted(zip(*(column.tolist() for column in found.pairs()), strict=True))
    assert pairs == sorted((node, i) for i, nodes in wanted.items() for node in nodes)
    assert wanted[rows.index((("east",), DAYS[1]))] != wanted[rows.index((("east",), DAYS[2]))]


def test_names_that_mean_nothing_on_the_day_leave_nothing_out() -> None:
    found = Exceptions(claims_of([(("old", "nowhere"), NEW_FRAME)]), POSITION, make_tables())
    assert found.of(0).tolist() == []  # type: ignore[union-attr]
    assert [len(column) for column in found.pairs()] == [0, 0]


def test_of_two_areas_of_one_name_on_one_day_the_last_is_meant() -> None:
    tables = make_tables()
    row = tables.area_on("row_c", FIRST)
    twice = replace(
        tables,
        areas=pd.concat([tables.areas, tables.areas.iloc[[row]]], ignore_index=True),
        area_units=(*tables.area_units, np.array([0])),
        area_places=(*tables.area_places, np.array([1])),
    )
    found = Exceptions(claims_of([(("row_c",), FIRST)]), POSITION, twice)
    assert twice.area_on("row_c", FIRST) == len(tables.areas)
    assert found.of(0).tolist() == [0, len(UNITS) + 1]  # type: ignore[union-attr]


def test_each_list_is_read_once_for_each_time_of_its_areas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, nodes = [], Exceptions._nodes

    def counted(self: Exceptions, meant: tuple[int, ...]) -> object:
        read.append(meant)
        return nodes(self, meant)

    monkeypatch.setattr(Exceptions, "_nodes", counted)
    rows = list(product(LISTS[1:], range(FIRST, FIRST + 40)))
    Exceptions(claims_of(rows), POSITION, make_tables())
    assert len(read) == len(
        {(ids, ids[0] in {"east", "old"} and day < NEW_FRAME) for ids, day in rows}
    )


def test_without_the_column_nothing_is_left_out() -> None:
    found = Exceptions(claims_of([((), FIRST)])[["best"]], POSITION, make_tables())
    assert found.of(0) is None
    assert [column.dtype for column in found.pairs()] == [np.int64, np.int64]
