"""What is to be mended in the text of one table, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mapper.case import csvrows
from mapper.case.csvtables import ID_COLUMNS, SEPARATORS, separator_line
from mapper.case.mending.cells import COMMA, SPACES, Cell, Record, records, written
from mapper.case.schema import TableSchema
from mapper.core.errors import Fault
from mapper.core.spelling import composed

__all__ = ["Edit", "Repair", "repair"]

_LISTS: Final = frozenset({"gained_by", "lost_by", "opposed_by", "actors", "except"})
"""Columns of ids that are joined with ``+``, where no space has a meaning."""
_AROUND_PLUS: Final = re.compile(rf"[{SPACES}]*\+[{SPACES}]*")
_GROUPS: Final = re.compile(rf"[0-9]{{1,3}}([{SPACES}][0-9]{{3}})+")
"""A whole number with a space before each three digits, as some spreadsheets write it."""
_MARK: Final = "\ufeff"
_HINT: Final = "Mend this table by hand."


class Edit(NamedTuple):
    """Whole lines of a text, by position, and what stands there afterwards."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """How a table is mended.

    Attributes
    ----------
    text : str
        The text afterwards.
    edits : tuple of Edit
        In order; empty if there is nothing to mend.
    refused : tuple of Fault
        What was left as it is because it has no single right answer.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    refused: tuple[Fault, ...] = ()


def repair(text: str, table: TableSchema) -> Repair:
    """Mend what has one right answer.

    That is: a byte order mark, a first line ``sep=;``, cells that are separated by semicolons, tabs
    or upright strokes, spaces around cells and around the ``+`` of lists, spaces between the digits
    of a population, rows without any text, and ids in another Unicode form than NFC.

    Parameters
    ----------
    text : str
    table : TableSchema
        Its columns, and that of its own ids.
    """
    body = len(text) - len(text.lstrip(_MARK))
    declared = separator_line(text, body)
    body, line = (declared.end(), 2) if declared else (body, 1)
    try:
        separator = _separator(text, body, table, declared[1] if declared else "")
        rows = list(records(text, separator, start=body, line=line))
        return _Mender(text, body, separator, rows, table).repair()
    except csvrows.RowError as error:
        fault = Fault(table.file, error.row, None, error.message, error.suggestion, error.code)
        return Repair(text, refused=(fault,))


def _separator(text: str, start: int, table: TableSchema, declared: str) -> str:
    """What separates the cells: what a line says, or the header, if it then has known columns."""
    known = {*table.columns, *table.optional, *(old for old, _ in table.former)}
    for trial in (COMMA, declared, *SEPARATORS):
        if trial and len(known.intersection(_header(text, start, trial))) > 1:
            return trial
    return COMMA


def _header(text: str, start: int, separator: str) -> list[str]:
    try:
        first = next((row for row in records(text, separator, start=start) if not row.blank), None)
    except csvrows.RowError:  # by this separator it is no row
        return []
    return [] if first is None else [cell.value.strip() for cell in first.cells]


class _Mender:
    """Mends the rows of one table."""

    def __init__(
        self, text: str, body: int, separator: str, rows: Sequence[Record], table: TableSchema
    ) -> None:
        self._text, self._body, self._separator = text, body, separator
        self._rows, self._table = rows, table
        header = next((row for row in rows if not row.blank), None)
        self._header = None if header is None else header.start
        self._names = [] if header is None else [cell.value.strip() for cell in header.cells]
        self._kept: set[tuple[int, int]] = set()
        """Line and column of ids that stay as they are."""

    def repair(self) -> Repair:
        uneven = self._uneven()
        if uneven is not None:
            return Repair(self._text, refused=(uneven,))
        refused = self._same_ids()
        edits, expected = [], []
        for row in self._rows:
            new = self._mended(row)
            if new is not None:
                expected.append(new[1])
            after = "" if new is None and not row.blank else self._after(row, new)
            start = row.start if row.start > self._body else 0  # with what stands before it
            if after != self._text[start : row.end]:
                edits.append(Edit(start, row.end, after))
        if not self._rows and self._body:
            edits.append(Edit(0, self._body, ""))
        text = _applied(self._text, edits)
        if [cells for _, cells in csvrows.rows(text.encode(), len(self._rows) + 1)] != expected:
            message = "It would not hold the same cells afterwards."
            return Repair(self._text, refused=(self._refusal(None, None, message, _HINT),))
        return Repair(text, tuple(edits), tuple(refused))

    def _after(self, row: Record, new: tuple[str, list[str]] | None) -> str:
        return row.ending if new is None else new[0] + row.ending

    def _uneven(self) -> Fault | None:
        """The refusal of other separators, where they would cut a row into another number."""
        if self._separator == COMMA:
            return None
        width = len(self._names)
        for row in self._rows:
            if not (row.blank or row.empty) and len(row.cells) != width:
                message = (
                    f"Between {SEPARATORS[self._separator]} the row has {len(row.cells)} cells, "
                    f"the header has {width}: which of them belong together cannot be known."
                )
                hint = "Put texts that hold the separator in quotes, or export the table again."
                return self._refusal(row.line, None, message, hint)
        return None

    def _refusal(self, line: int | None, column: str | None, message: str, hint: str) -> Fault:
        return Fault(self._table.file, line, column, message, hint, "not-mended", severity="doubt")

    def _is_body(self, row: Record) -> bool:
        return row.start != self._header and len(row.cells) == len(self._names)

    def _same_ids(self) -> list[Fault]:
        """Ids of the table itself that would become one; they stay as they are."""
        key = self._table.key
        if key not in self._names:
            return []
        at = self._names.index(key)
        found: dict[str, dict[str, list[int]]] = {}
        for row in self._rows:
            if self._is_body(row) and not row.empty:
                old = row.cells[at].value.strip()
                lines = found.setdefault(_clean(key, old), {}).setdefault(old, [])
                lines.append(row.line)
        refused = []
        for spellings in found.values():
            if len(spellings) < 2:
                continue
            lines = sorted(line for some in spellings.values() for line in some)
            self._kept |= {(line, at) for line in lines}
            message = f"The ids of lines {_listed(lines)} would become the same."
            hint = "Give every row its own id."
            refused.append(self._refusal(lines[1], key, message, hint))
        return refused

    def _mended(self, row: Record) -> tuple[str, list[str]] | None:
        """The row as it shall be written, and its values; None for a row that says nothing."""
        if row.blank or (row.empty and row.start != self._header):
            return None
        if not self._is_body(row) and row.start != self._header:  # too long or short: as it is
            raws = [cell.raw for cell in row.cells]
            return COMMA.join(raws), [cell.value for cell in row.cells]
        raws, values = [], []
        for at, cell in enumerate(row.cells):
            name = self._names[at] if self._is_body(row) else ""
            value = cell.value if (row.line, at) in self._kept else _cleaned(name, cell)
            values.append(value)
            raws.append(self._raw(cell, value))
        return COMMA.join(raws), values

    def _raw(self, cell: Cell, value: str) -> str:
        """A cell as it shall be written; as it was, where its value stays and it can."""
        if value != cell.value or (cell.quoted and not cell.raw.endswith('"')):
            return written(value, quoted=cell.quoted)
        if self._separator != COMMA and not cell.quoted:
            return written(value, quoted=False)
        return cell.raw


def _cleaned(name: str, cell: Cell) -> str:
    """What a cell shall say. One that begins with a space and a quote may be meant in two ways."""
    if not cell.quoted and cell.value.strip(SPACES).startswith('"'):
        return cell.value
    return _clean(name, cell.value)


def _clean(name: str, value: str) -> str:
    value = value.strip(SPACES)
    for columns, how in _HOW:
        if name in columns:
            value = how(value)
    return value


def _joined(value: str) -> str:
    return _AROUND_PLUS.sub("+", value)


def _number(value: str) -> str:
    return re.sub(f"[{SPACES}]", "", value) if _GROUPS.fullmatch(value) else value


_HOW: Final[tuple[tuple[frozenset[str], Callable[[str], str]], ...]] = (
    (ID_COLUMNS, composed),
    (_LISTS, _joined),
    (frozenset({"population"}), _number),
)


def _applied(text: str, edits: Iterable[Edit]) -> str:
    return "".join(_pieces(text, edits))


def _pieces(text: str, edits: Iterable[Edit]) -> Iterator[str]:
    at = 0
    for edit in edits:
        yield text[at : edit.start]
        yield edit.text
        at = edit.end
    yield text[at:]


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:-1])) + f" and {lines[-1]}"
