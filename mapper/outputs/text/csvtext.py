"""Tables for programs: CSV, raw or made harmless for spreadsheets, and JSON records.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a
formula can call programs and addresses. The names of a case are whatever its author wrote.

References
----------
OWASP (2023), CSV Injection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from mapper.core.errors import UsageError
from mapper.core.jsontext import json_text, records

__all__ = ["CSV_FORMATS", "csv_text", "data_text"]

CSV_FORMATS: Final = ("csv", "excel")
_BOM: Final = "\ufeff"
"""Tells Excel that the file is UTF-8; without it accents turn into two letters."""
_UNSEEN: Final = r"[\s\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]*"
"""What may stand before a sign and not be noticed, or be dropped when the cell is read."""
_FORMULA: Final = re.compile(
    rf"(^|[;\t\n])(?={_UNSEEN}[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])|^(?=[\t\n])"
)
"""Where a formula could begin: in front, full-width signs and the minus sign too; and after a
semicolon, tab or line break, where spreadsheets of some languages begin a new cell even inside
quotes (a quoted text that is not the first of its line counts as bare where commas do not part)."""


def csv_text(table: pd.DataFrame, *, excel: bool = False) -> str:
    r"""A table as CSV, line by line the same text everywhere.

    Parameters
    ----------
    table : DataFrame
        Numbers, bools, texts, tuples of ids (joined with ``+``), and None for what is missing.
    excel : bool
        For people who open it in a spreadsheet: a byte order mark first, and an apostrophe before
        every text that would be taken for a formula. Numbers stay numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["=1+1", "Ber"], "change": [-2.5, 1.0]})
    >>> print(csv_text(table), end="")
    name,change
    =1+1,-2.5
    Ber,1.0
    >>> csv_text(table, excel=True)
    "\ufeffname,change\n'=1+1,-2.5\nBer,1.0\n"
    """
    shown = table.copy()
    for column in table.select_dtypes(["str", "object"]):
        cells = _texts(table[column], excel=excel)
        shown[column] = pd.Series(cells, index=table.index, dtype=object)
    text = str(shown.to_csv(index=False, lineterminator="\n"))
    return f"{_BOM}{text}" if excel else text


def data_text(table: pd.DataFrame, fmt: str) -> str | None:
    """A table in the formats for programs; None for ``table``, which each kind draws itself.

    Parameters
    ----------
    table : DataFrame
        As for `csv_text`.
    fmt : {"csv", "excel", "json", "table"}

    Raises
    ------
    UsageError
        For any other format.
    """
    if fmt in CSV_FORMATS:
        return csv_text(table, excel=fmt == "excel")
    if fmt == "json":
        return json_text(records(table), indent=1)
    if fmt != "table":
        raise UsageError(f"there is no format `{fmt}`; use one of: csv, excel, json, table.")
    return None


def _texts(column: Iterable[Any], *, excel: bool) -> list[Any]:
    """The cells of a column as texts, each distinct text or tuple looked at once."""
    known: dict[Any, Any] = {}
    cells = []
    for cell in column:
        text = cell
        if isinstance(cell, str | tuple):
            text = known.get(cell)
            if text is None:
                text = _one_text(cell)
                text = known[cell] = _harmless(text) if excel else text
        cells.append(text)
    return cells


def _one_text(cell: str | tuple[str, ...]) -> str:
    """A cell as one text, with line feeds only: csv leaves a carriage return without quotes."""
    if isinstance(cell, tuple):
        cell = "+".join(cell)
    return re.sub("\r\n?", "\n", cell)


def _harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; only texts can be one."""
    return _FORMULA.sub(r"\1'", cell)
