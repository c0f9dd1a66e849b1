"""Bytes of tables: what is no UTF-8, and rows that never end."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.case import csvrows
from mapper.case.csvrows import RowError, empty, rows, undecodable_byte


@settings(deadline=None, derandomize=True, max_examples=200)
@given(start=st.text(max_size=20), wrong=st.sampled_from([b"\xff", b"\xe9 ", b"\xe2\x82", b"\xc0"]))
def test_the_first_wrong_byte_whatever_the_chunks(start: str, wrong: bytes) -> None:
    raw = start.encode("utf-8", "replace") + wrong
    at = len(raw) - len(wrong)
    line = len((raw[:at] + b"?").splitlines())
    chunk = csvrows._CHUNK
    try:
        for size in (1, 2, 3, 7, chunk):
            csvrows._CHUNK = size
            assert undecodable_byte(raw) == (at, line)
            assert undecodable_byte(raw[:at]) is None
    finally:
        csvrows._CHUNK = chunk


@settings(deadline=None, derandomize=True, max_examples=200)
@given(text=st.text(st.sampled_from('ab,"\n\ré'), max_size=40))
def test_rows_are_those_of_the_csv_module(text: str) -> None:
    def whole(source) -> list[list[str]] | str:
        try:
            return [row for row in source if row]
        except (csv.Error, RowError):
            return "refused"

    expected = whole(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert whole(row for _, row in rows(text.encode(), 100)) == expected


@pytest.mark.parametrize(
    ("raw", "white"),
    [(b"", True), (b" \n\t\r\n", True), (b"\xef\xbb\xbf \xc2\xa0", True), (b"\n,\n", False)],
)
def test_empty(raw: bytes, white: bool) -> None:
    assert empty(raw) is white


ENDLESS = {
    "one line": b"x" * 30_000_000,
    "cells without number": b"," * 30_000_000,
    "a quote that nobody closes, in lines": b'"a\n",' * 5_000_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_row_that_never_ends_is_refused_where_it_begins(what: str) -> None:
    with pytest.raises(RowError) as error:
        list(rows(b"a,b\nc,d\n" + ENDLESS[what], 10))
    assert (error.value.row, error.value.code) == (3, "too-large")


def test_a_long_file_of_short_rows_is_read(monkeypatch) -> None:
    monkeypatch.setattr(csvrows, "_LONGEST_ROW", 100)
    raw = b"a,b\n" + b'"ccccc\ncccc",ddddddddd\n' * 6_000
    found = list(rows(raw, 6_001))
    assert (len(found), found[-1]) == (6_001, (12_000, ["ccccc\ncccc", "d" * 9]))
    with pytest.raises(RowError, match="more than 6,000 lines") as error:
        list(rows(raw, 6_000))
    assert error.value.row == 12_000


def test_blank_lines_count() -> None:
    with pytest.raises(RowError, match="lines"):
        list(rows(b"a,b\n" + b"\n" * 100, 50))
