"""The rows of a CSV text as they are written: every cell with its quotes and the spaces around it.

The ``csv`` module gives the values only; who mends one cell must leave all others as they are.
Where both can read a text they find the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from mapper.case.csvrows import RowError

__all__ = ["COMMA", "LINE_END", "SPACES", "Cell", "Record", "records", "written"]

COMMA: Final = ","
LINE_END: Final = re.compile("\r\n|\n|\r")
SPACES: Final = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
"""Spaces of any width and tabs; what else Python strips are control characters."""


class Cell(NamedTuple):
    """A cell as it is written, and what it says."""

    raw: str
    value: str
    quoted: bool


class Record(NamedTuple):
    """A row: the line on which it begins, where it stands in the text, its cells, its line end."""

    line: int
    start: int
    end: int
    cells: list[Cell]
    ending: str

    @property
    def blank(self) -> bool:
        """Whether it is a line of nothing, not even a space."""
        return len(self.cells) == 1 and not self.cells[0].raw

    @property
    def empty(self) -> bool:
        """Whether it has cells and none of them a text."""
        return not self.blank and not any(cell.value.strip() for cell in self.cells)


@cache
def _pattern(separator: str) -> re.Pattern[str]:
    """A cell and what ends it; after a closing quote there may be spaces, which csv refuses."""
    end = re.escape(separator)
    return re.compile(
        rf'(?:("[^"]*(?:""[^"]*)*")[^\S\r\n{end}]*|(?:[^"{end}\r\n][^{end}\r\n]*)?)'
        rf"({end}|\r\n|\n|\r|\Z)"
    )


def records(
    text: str, separator: str = COMMA, *, start: int = 0, line: int = 1
) -> Iterator[Record]:
    r"""Each row of a text from a position on, blank lines too.

    Parameters
    ----------
    text : str
    separator : str
        One character.
    start, line : int
        Where to begin, and the number of the line that begins there.

    Raises
    ------
    RowError
        For a row that is no CSV.

    Examples
    --------
    >>> [[cell.raw for cell in row.cells] for row in records('a, b\n"1" ,""\n')]
    [['a', ' b'], ['"1" ', '""']]
    """
    pattern = _pattern(separator)
    at = start
    while at < len(text):
        begin, cells = at, []
        ending = separator
        while ending == separator:
            found = pattern.match(text, at)
            if found is None:
                message = "The row that begins here is not readable as CSV."
                hint = 'Close every quote that opens a cell; write a quote inside a cell as "".'
                raise RowError(line, message, hint, "bad-csv")
            raw, quoted, ending = text[at : found.start(2)], found[1], found[2]
            value = raw if quoted is None else quoted[1:-1].replace('""', '"')
            cells.append(Cell(raw, value, quoted is not None))
            at = found.end()
        yield Record(line, begin, at, cells, ending)
        line += len(LINE_END.findall(text, begin, at))


def written(value: str, *, quoted: bool) -> str:
    """A value as a cell between commas; in quotes where it was so, or has to be.

    >>> written("a", quoted=False), written("a,b", quoted=False), written("a", quoted=True)
    ('a', '"a,b"', '"a"')
    """
    if quoted or COMMA in value or value.startswith('"') or LINE_END.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value
