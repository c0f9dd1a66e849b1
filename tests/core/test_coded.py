"""Columns as codes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core import coded as module
from mapper.core.coded import Coded, combined

TEXTS = st.lists(st.sampled_from(["", "a", "b", " a", "é", "NA", "none"]), max_size=12)


def column(texts: list[str]) -> pd.Series:
    return pd.Series(texts, dtype="str")


@settings(deadline=None)
@given(texts=TEXTS)
def test_every_form_of_a_column_is_that_column(texts: list[str]) -> None:
    found = Coded.of(column(texts))
    again = Coded.of(found.category())
    assert found.values().tolist() == again.values().tolist() == texts
    assert found.text().tolist() == found.category().tolist() == texts
    assert str(found.text().dtype) == "str"
    assert found.words == tuple(dict.fromkeys(texts)) == again.words
    assert found.codes.dtype == again.codes.dtype == np.int32


def test_tuples_of_any_length_are_words() -> None:
    lists = [("a", "b"), (), ("a",), ("a", "b")]
    found = Coded.of(pd.Series(lists, dtype="object"))
    assert found.words == (("a", "b"), (), ("a",))
    values = found.values()
    assert values.tolist() == lists
    assert values[0] is values[3]


@settings(deadline=None)
@given(parts=st.lists(TEXTS, min_size=1, max_size=4))
def test_columns_below_each_other(parts: list[list[str]]) -> None:
    found = Coded.joined(Coded.of(column(part)) for part in parts)
    texts = [text for part in parts for text in part]
    assert found.values().tolist() == texts
    assert found.words == tuple(dict.fromkeys(texts))


@settings(deadline=None)
@given(texts=TEXTS)
def test_a_function_of_the_words_is_one_of_the_rows(texts: list[str]) -> None:
    asked: list[str] = []

    def strip(text: str) -> str:
        asked.append(text)
        return text.strip()

    found = Coded.of(column(texts)).mapped(strip)
    assert found.values().tolist() == [text.strip() for text in texts]
    assert sorted(found.words) == sorted({text.strip() for text in texts})
    assert sorted(asked) == sorted(set(texts))


def test_marks_ask_each_word_once() -> None:
    asked: list[str] = []
    found = Coded.of(column(["b", "a", "b", "b"]))
    assert found.marks(lambda text: asked.append(text) or text == "b").tolist() == [1, 0, 1, 1]
    assert asked == ["b", "a"]


def test_some_rows_in_their_order() -> None:
    found = Coded.of(column(["b", "a", "c"])).take(np.array([2, 0]))
    assert found.values().tolist() == ["c", "b"]


@pytest.mark.parametrize("most", [2**62, 4])
@settings(deadline=None)
@given(rows=st.lists(st.tuples(*[st.sampled_from("abc")] * 3), max_size=12))
def test_combinations_of_columns(most: int, rows: list[tuple[str, ...]]) -> None:
    columns = [Coded.of(column([row[i] for row in rows])) for i in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST", most)  # beyond it, combinations are counted on the way
        codes, first = combined(columns)
    distinct = list(dict.fromkeys(rows))
    assert [distinct[code] for code in codes] == rows
    assert [rows[at] for at in first] == distinct
    assert first.tolist() == [rows.index(row) for row in distinct]
