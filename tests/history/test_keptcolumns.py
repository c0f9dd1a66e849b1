"""Columns of a kept history: every kind comes back, in as few bytes as hold it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mapper
from mapper.core.cache import Cache
from mapper.history import keptcolumns
from mapper.history.keptcolumns import UnkeepableError, file_of, table_in
from mapper.history.plaincolumns import PlainColumns

KEY = "a" * 64


def test_every_kind_of_column_comes_back(tmp_path) -> None:
    table = pd.DataFrame(
        {
            "text": ["a", "é", "", "a"],
            "once": ["w", "x", "y", "z"],
            "gap": pd.Series(["a", None, "b", "a"], dtype="str"),
            "empty": ["", "", "", ""],
            "whole": pd.Series([1, None, 3, 2**60], dtype="Int64"),
            "int": np.array([1, -(2**60), 3, 4]),
            "small": np.array([1, 2, 3, 4], dtype=np.int32),
            "float": [0.1, np.nan, -0.0, 1e300],
            "yes": [True, False, True, True],
            "day": pd.Series(np.array([0, -1, 15000, 2], dtype="datetime64[D]").astype("M8[ms]")),
            "tuples": pd.Series([("a", "b"), (), ('é,"]',), ("a", "b")], dtype=object),
            "objects": pd.Series(["a", "b", "", "a"], dtype=object),
            "category": pd.Categorical(["a", "b", "a", "b"], ["b", "a"]),
        }
    )
    for wanted in (table, table.set_axis(pd.Index(list("wxyz"), name="id")), table.iloc[:0]):
        cache = Cache.opened(tmp_path / "cache", 10**9)
        entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
        found = table_in(entry.file("t.arrow"))
        filled = found.columns if len(wanted) else found.columns.drop("category")
        pd.testing.assert_frame_equal(found[filled], wanted[filled])  # no words, no categories
        plain = PlainColumns(entry.file("t.arrow"))
        for row in range(len(wanted)):
            assert plain.text("text", row) == wanted["text"].iat[row]
            assert plain.text("once", row) == wanted["once"].iat[row]
            assert plain.texts("tuples", row) == wanted["tuples"].iat[row]
            number = wanted["whole"].iat[row]
            assert plain.number("whole", row) == (None if pd.isna(number) else number)
        cache.drop(KEY)


def test_columns_whose_words_are_known_are_the_same(tmp_path, tiny_folder) -> None:
    """Tuples of claims are taken by the codes of the case, not looked at again."""
    case = mapper.read_case(tiny_folder)
    claims = mapper.build_history(case).claims
    cache = Cache.opened(tmp_path / "cache", 10**9)
    files = [("one.arrow", *file_of(claims)), ("two.arrow", *file_of(claims, case.coded))]
    entry = cache.keep(KEY, {"case": "", "about": ""}, files)
    one, two = (table_in(entry.file(name)) for name, *_ in files)
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, claims)


@pytest.mark.parametrize("rows", [slice(3, 9), slice(0, 4), slice(5, 5), slice(None, None, 2)])
def test_a_part_of_a_table_is_that_part(rows, tmp_path) -> None:
    """Arrow moves the buffers of what is a part of another array."""
    texts = pd.Series([f"é{i % 7}" if i % 3 else None for i in range(20)], dtype="str")
    words = pd.Series([f"w{i}" for i in range(20)], dtype="str")
    table = pd.DataFrame({"text": texts, "word": words, "n": np.arange(20) * 70_000})
    wanted = table.iloc[rows].reset_index(drop=True)
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


def test_columns_that_share_a_buffer_are_not_mixed_up(tmp_path) -> None:
    words = pd.array([f"w{i}" for i in range(20)], dtype="str")
    wanted = pd.DataFrame({"a": words[:10], "b": words[5:15], "c": words[10:]})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


@pytest.mark.parametrize(
    ("most", "size"), [(127, 1), (128, 2), (2**15, 4), (2**31, 8), (-(2**7), 1), (-(2**31), 4)]
)
def test_whole_numbers_are_kept_in_as_few_bytes_as_hold_them(most, size, tmp_path) -> None:
    wanted = pd.DataFrame({"n": np.array([0, most, 5], dtype=np.int64)})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    plain = PlainColumns(entry.file("t.arrow"))
    assert plain.told["columns"]["n"]["at"][1][1] == 3 * size
    assert plain.numbers("n", 0, 3) == [0, most, 5]
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


def test_buffers_of_a_table_are_written_as_they_are() -> None:
    """None of many numbers, and no text, is copied on the way into a file."""
    import pyarrow as pa

    table = pd.DataFrame({"n": np.arange(10**6) * 10**6, "t": [f"text {i}" for i in range(10**6)]})
    before = pa.total_allocated_bytes()
    parts, _ = file_of(table)
    ours = {table["n"].to_numpy().ctypes.data}
    assert ours <= {part.address for part in parts if isinstance(part, pa.Buffer)}
    assert pa.total_allocated_bytes() - before < 10**6


def test_ids_are_not_coded_and_what_stands_twice_is(tmp_path) -> None:
    many = keptcolumns._MANY
    twice = [f"w{i // 2}" for i in range(many)]
    table = pd.DataFrame({"once": [f"w{i}" for i in range(many)], "twice": twice})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(table))])
    plain = PlainColumns(entry.file("t.arrow"))
    assert not plain.is_coded("once")
    assert plain.is_coded("twice")
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), table)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([["a"]], dtype=object),
        pd.Series([("a", 1)], dtype=object),
        pd.Series([1, "a"], dtype=object),
        pd.Series([None], dtype=object),
        pd.Series([1 + 2j]),
        pd.Series(pd.to_datetime(["2012-01-01"], utc=True)),
    ],
)
def test_what_no_file_can_hold_is_not_kept(column) -> None:
    with pytest.raises(UnkeepableError):
        file_of(pd.DataFrame({"x": column}))
