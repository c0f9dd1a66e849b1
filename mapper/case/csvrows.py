"""Bytes that should be CSV text: what they are instead, where they are no UTF-8, and their rows.

Rows come one at a time, so that a table is refused at the first thing wrong with it, and a row
that never ends is seen before it fills the memory.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from mapper.core.legible import without_advice

__all__ = ["RowError", "empty", "foreign_format", "rows", "undecodable_byte"]

_HEAD: Final = 1 << 16
"""Bytes that are looked at to tell what a file is."""
_CHUNK: Final = 1 << 20
_LONGEST_ROW: Final = 10_000_000
"""Characters of a row; twenty cells of the length that the csv module allows need a quarter."""
_MAGIC: Final = {
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_MARKUP: Final = {b"<": "a web page or other markup", b"{": "JSON"}
"""First characters, after white space, of text that is something else than CSV."""


class RowError(ValueError):
    """A row that cannot be read.

    Attributes
    ----------
    row : int
        Line on which it begins.
    message, suggestion, code : str
        What a :class:`~mapper.core.errors.Fault` says.
    """

    def __init__(self, row: int, message: str, suggestion: str, code: str) -> None:
        super().__init__(message)
        self.row, self.message, self.suggestion, self.code = row, message, suggestion, code


def foreign_format(raw: bytes) -> str | None:
    """What the file is, in words, if its first bytes say that it is no text of a table."""
    head = raw[:_HEAD]
    what = next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)
    if what is None:
        what = _MARKUP.get(head.removeprefix(codecs.BOM_UTF8).lstrip()[:1])
    if what is None and b"\0" in head.split(b"\n", maxsplit=1)[0]:
        what = "a binary file or UTF-16 text"
    return what


def undecodable_byte(raw: bytes) -> tuple[int, int] | None:
    """Position and line of the first byte that is not UTF-8, or None; in little memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(raw), _CHUNK):
        chunk = raw[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK >= len(raw))
        except UnicodeDecodeError as error:
            kept = len(error.object) - len(chunk)  # the begin of a letter that was cut
            at = start - kept + error.start
            ends = (raw.count(mark, 0, at) for mark in (b"\n", b"\r", b"\r\n"))
            feeds, returns, both = ends
            return at, 1 + feeds + returns - both
    return None


def empty(raw: bytes) -> bool:
    """Whether there is nothing in the file but white space."""
    return len(raw) <= _HEAD and not raw.decode("utf-8-sig").strip()


class _Lines:
    """The lines of a text; stops where those of one row have too many characters together."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.used = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.used += len(line)
        if self.used > _LONGEST_ROW:
            raise OverflowError
        return line


def rows(raw: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    """Each row of UTF-8 text with the line on which it begins; blank lines are skipped.

    Parameters
    ----------
    raw : bytes
        In UTF-8.
    most : int
        Rows, with the header and blank lines, that are not too many.

    Raises
    ------
    RowError
        For a row that is no CSV, that is too long, or one too many.
    """
    stream = io.BytesIO(raw)
    stream.seek(len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    # Only a long file can have a row that is too long; the count costs a fifth of the time.
    lines = _Lines(text) if len(raw) > _LONGEST_ROW else None
    reader = csv.reader(text if lines is None else lines, strict=True)
    begin, count = 1, 0
    try:
        for row in reader:
            count += 1  # blank lines too: they take their time
            if count > most:
                raise _too_many(begin, most)
            if row:
                yield begin, row
            begin = reader.line_num + 1
            if lines is not None:
                lines.used = 0
    except csv.Error as error:
        raise _unreadable(begin, error) from error
    except OverflowError as error:
        message = f"The row that begins here has more than {_LONGEST_ROW:,} characters."
        hint = "Close every quote that opens a cell; begin each row on a line of its own."
        raise RowError(begin, message, hint, "too-large") from error


def _too_many(row: int, most: int) -> RowError:
    message = f"The table has more than {most:,} lines."
    return RowError(row, message, "Divide the case, or leave out rows.", "too-large")


def _unreadable(row: int, error: csv.Error) -> RowError:
    said = without_advice(str(error))
    message = f"The row that begins here is not readable as CSV ({said})."
    hint = 'Close every quote that opens a cell; write a quote inside a cell as "".'
    if "field limit" in str(error):
        hint = f"Close every quote; a cell may have {csv.field_size_limit():,} characters."
    return RowError(row, message, hint, "bad-csv")
