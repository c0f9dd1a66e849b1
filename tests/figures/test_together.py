"""What several share, by who shares it."""

from __future__ import annotations

import pytest

from mapper.figures.areas import area_table
from mapper.figures.together import shared_table


@pytest.mark.parametrize("by", ["holder", "bloc"])
def test_groups_add_up_to_the_row_shared(mali, by: str) -> None:
    days = mali.change_days()[::9]
    table = area_table(mali, days, by=by)
    rows = table[table[by] == "shared"].set_index("date")
    groups = shared_table(mali, days, by=by)
    assert len(groups), "the days show something"
    for column in ("area_km2", "population"):
        sums = groups.groupby("date")[column].sum()
        expected = rows.loc[rows["area_km2"] > 0, column]
        assert sums.to_dict() == pytest.approx(expected.to_dict())


def test_a_group_has_one_name_whoever_comes_first(mali) -> None:
    groups = shared_table(mali, mali.change_days())
    order = list(mali.actors)
    for among in set(groups["parties"]):
        assert len(among) > 1
        assert list(among) == sorted(among, key=order.index)
    assert not groups.duplicated(["date", "parties"]).any()


def test_nothing_shared_is_an_empty_table(tiny) -> None:
    table = shared_table(tiny, [tiny.case.first_day])
    assert table.empty
    assert list(table.columns) == ["date", "parties", "area_km2"]
