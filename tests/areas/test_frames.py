"""Which borders a map draws."""

from __future__ import annotations

import pandas as pd
import pytest

from mapper.areas.frames import Frame, region_level


def frame(level: str, areas: int) -> Frame:
    groups = pd.DataFrame({"area_id": [f"{level}{i}" for i in range(areas)], "name": "x"})
    return Frame(level, level, None, None, groups, pd.Series(dtype="int64"))


@pytest.mark.parametrize(
    ("sizes", "level"),
    [
        ({"commune": 9, "cercle": 3, "region": 2, "country": 1}, "region"),
        ({"commune": 9, "cercle": 1, "country": 1}, "commune"),
        ({"unit": 4}, "unit"),
        ({"unit": 1, "country": 1}, None),
        ({}, None),
    ],
)
def test_maps_draw_the_coarsest_level_that_has_several_areas(sizes, level):
    assert region_level([frame(name, count) for name, count in sizes.items()]) == level
