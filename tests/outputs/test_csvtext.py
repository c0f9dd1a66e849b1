"""CSV raw and for spreadsheets: texts that begin a formula, and numbers that do not."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.outputs.text.csvtext import csv_text


def shown(text: str) -> str:
    """A cell as a spreadsheet reads it."""
    raw = csv_text(pd.DataFrame({"name": ["", text], "n": [1, 2]}), excel=True)
    return list(csv.reader(io.StringIO(raw, newline="")))[2][0]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1", "＋1", "－1", "＠x", "−1",
        " =1", "\u00a0=1", "\u200f=1", "\u2060@x", "\t=1", "\tGao", "\n-1",
    ],
)  # fmt: skip
def test_a_text_that_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert shown(text).startswith("'")
    assert shown(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gao;=1+1", "Gao;'=1+1"),
        ('Gao";=1+1', "Gao\";'=1+1"),
        ("Gao\t@x", "Gao\t'@x"),
        ("two\n-lines", "two\n'-lines"),
        ("; ; =1", "; ;' =1"),
    ],
)
def test_nor_where_a_semicolon_may_begin_a_cell(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text", ["Gao", "Tin-Zaouatène", "a=b", "gov+un", "https://a.example/?q=1&r=-2", "'t", "", "é"]
)
def test_other_texts_stay(text: str) -> None:
    assert shown(text) == text


def test_a_carriage_return_ends_no_row() -> None:
    for text in ("a\rb", "a\r\nb", "\r"):
        raw = csv_text(pd.DataFrame({"name": [text], "n": [1]}))
        found = list(csv.reader(io.StringIO(raw, newline=""), strict=True))
        assert found == [["name", "n"], [text.replace("\r\n", "\n").replace("\r", "\n"), "1"]]


def test_numbers_stay_numbers() -> None:
    table = pd.DataFrame(
        {
            "change": [-1.5, 2.0],
            "count": pd.array([-3, None], dtype="Int64"),
            "mixed": pd.Series([-4, None], dtype=object),
            "sure": [True, False],
        }
    )
    assert csv_text(table, excel=True) == f"\ufeff{csv_text(table)}"
    assert csv_text(table) == "change,count,mixed,sure\n-1.5,-3,-4,True\n2.0,,,False\n"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_no_cell_begins_a_formula_wherever_it_is_cut(text: str) -> None:
    for cell in [shown(text), *shown(text).replace("\t", ";").replace("\n", ";").split(";")]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
