"""The careful way to read a table: row by row, with words for all that can be wrong.

pandas shifts or pads columns silently and turns ``NA`` into nothing; so the text is read
with the ``csv`` module first, and a table is made only of what passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from mapper.case import csvrows
from mapper.case.csvframe import TableText, Wanted, written
from mapper.case.csvheader import as_called_today, header_faults
from mapper.core.coded import Coded
from mapper.core.errors import KEPT, Fault, more_of_a_kind

__all__ = ["careful_table"]

_MOST_LEFT_OUT: Final = 10**6
"""Different cells in rows of the wrong length from which on the file is no table."""
_NAMED_LINES: Final = 10
"""Empty rows whose lines are named."""


def careful_table(raw: bytes, wanted: Wanted, most_rows: int) -> TableText:
    """The table that some UTF-8 text holds, and what is wrong with its header and rows.

    What is wrong with the text of cells is for others to say.
    """
    file = wanted.path.name
    body = _Body(file)
    try:
        rows = csvrows.rows(raw, most_rows)
        header = as_called_today([cell.strip() for cell in next(rows)[1]], wanted.former)
        faults = header_faults(file, header, wanted.columns, wanted.optional)
        if faults:
            return wanted.nothing(faults)
        body.read(rows, len(header))
    except csvrows.RowError as error:
        fault = Fault(file, error.row, None, error.message, error.suggestion, error.code)
        return wanted.nothing([fault])
    if len(body.left_out) > _MOST_LEFT_OUT:  # what they name cannot be told from what is missing
        return wanted.nothing(body.faults())
    return TableText(_frame(header, body, wanted), body.faults(), frozenset(body.left_out))


def _frame(header: list[str], body: _Body, wanted: Wanted) -> pd.DataFrame:
    texts = list(zip(*body.rows, strict=True)) or [()] * len(header)
    columns = {}
    for name, column in zip(header, texts, strict=True):
        cells = pd.Series([written(name, cell) for cell in column], dtype="str")
        columns[name] = Coded.of(cells).category() if name in wanted.coded else cells
    return wanted.frame(columns, pd.Series(body.lines, dtype="int64"))


class _Body:
    """The rows under a header, and what is to be said of those of another length."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.left_out: set[str] = set()
        self._width = 0
        self._wrong: list[tuple[int, int]] = []  # line and length of the first ones
        self._count = 0
        self._empty: list[int] = []  # the first lines that hold no text
        self._empty_rows = 0

    def read(self, rows: Iterator[tuple[int, list[str]]], width: int) -> None:
        """Keep the rows that have the header's length."""
        self._width = width
        keep, note = self.rows.append, self.lines.append
        for line, row in rows:
            if not row[0].strip() and not any(cell.strip() for cell in row):
                self._empty_rows += 1
                if len(self._empty) < _NAMED_LINES:
                    self._empty.append(line)
            elif len(row) == width:
                keep(row)
                note(line)
            else:
                self._leave_out(line, row)

    def _leave_out(self, line: int, row: list[str]) -> None:
        self._count += 1
        if len(self._wrong) <= KEPT:
            self._wrong.append((line, len(row)))
        if len(self.left_out) <= _MOST_LEFT_OUT:
            self.left_out |= {cell.strip() for cell in row} - {""}

    def faults(self) -> list[Fault]:
        """A fault for each row that was left out, or for the first and one for the rest."""
        hint = 'Check for a missing or extra comma; put a text with commas in "quotes".'
        code = "wrong-row-length"
        faults = []
        for line, length in self._wrong[:KEPT]:
            side = "too few" if length < self._width else "too many"
            count = f"{length} cell{'s' if length != 1 else ''}"
            message = f"The row has {count}, the header has {self._width}: {side}."
            faults.append(Fault(self._file, line, None, message, hint, code))
        if self._count > KEPT:
            at, left = self._wrong[KEPT][0], self._count - KEPT
            faults.append(more_of_a_kind(replace(faults[-1], row=at), left))
        return faults + self._doubts()

    def _doubts(self) -> list[Fault]:
        """One doubt for all rows without a text, which spreadsheets leave where rows were."""
        if not self._empty:
            return []
        lines = [str(line) for line in self._empty]
        if self._empty_rows > len(lines):
            lines.append(f"{self._empty_rows - len(lines):,} more")
        message, hint = f"Line {lines[0]} is an empty row.", "Delete it"
        if len(lines) > 1:
            message = f"Lines {', '.join(lines[:-1])} and {lines[-1]} are empty rows."
            hint = "Delete them"
        hint += "; `mapper check --fix --write` does."
        first = self._empty[0]
        return [Fault(self._file, first, None, message, hint, "empty-row", severity="doubt")]
