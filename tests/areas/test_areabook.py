"""The book of areas: the same list from it after JSON, on every day."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

import mapper
from mapper.areas.areabook import AreaBook, area_book
from mapper.areas.arealist import areas, areas_in


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mali", "sudan"])
def test_a_book_says_the_same_after_json(root, name) -> None:
    case = mapper.read_case(root / "events" / name)
    book = area_book(case)
    text = json.dumps(book.plain(), default=dt.date.isoformat)
    found = AreaBook.of_plain(json.loads(text))
    assert found == book
    for on in (None, case.file.first_day, case.file.last_day):
        pd.testing.assert_frame_equal(areas_in(found, on=on), areas(case, on=on))
