"""JSON without Python's liberties."""

from __future__ import annotations

import datetime as dt
import json
import math

import numpy as np
import pandas as pd
import pytest

from mapper.core.jsontext import json_text, plain, records


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_what_json_does_not_know_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"a": [number]})


def test_missing_cells_of_every_kind_of_column_are_null() -> None:
    table = pd.DataFrame(
        {
            "text": ["a", None],
            "number": [1.5, None],
            "whole": pd.array([1, None], dtype="Int64"),
            "flag": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(["2012-04-06", None]),
            "ids": [("a",), ()],
        }
    )
    first, second = records(table.assign(day=table["day"].dt.strftime("%Y-%m-%d")))
    assert first == {
        "text": "a", "number": 1.5, "whole": 1, "flag": True, "day": "2012-04-06", "ids": ["a"],
    }  # fmt: skip
    assert second == dict.fromkeys(first) | {"ids": []}
    assert json.loads(json_text([first, second])) == [first, second]
    assert records(table)[1]["day"] is None


def test_numpy_is_gone() -> None:
    values = plain((np.int64(3), np.float32(0.5), np.bool_(True), np.array([1, 2]), np.str_("NaN")))
    assert values == [3, 0.5, True, [1, 2], "NaN"]
    assert [type(v) for v in values] == [int, float, bool, list, str]


def test_days_must_be_texts_before() -> None:
    with pytest.raises(TypeError):
        json_text({"day": dt.date(2012, 4, 6)})


def test_letters_stay_letters_unless_asked() -> None:
    assert json_text({"a": "Ségou"}) == '{"a":"Ségou"}'
    assert json_text({"a": "Ségou"}, ascii_only=True) == '{"a":"S\\u00e9gou"}'
    assert json_text({"a": [1]}, indent=1) == '{\n "a": [\n  1\n ]\n}'
