"""Strict reading of CSV text: every row has the header's columns, every byte is UTF-8.

pandas shifts or pads columns silently and turns ``NA`` into nothing; so the text is read
with the ``csv`` module first, and a table is made only of what passed.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import errno
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from mapper.errors import Fault
from mapper.legible import printable

__all__ = [
    "LINE",
    "TableText",
    "printable",
    "read_raw",
    "read_table",
    "text_faults",
    "unreadable",
]

LINE: Final = "_line"
"""Column that keeps the line of the file on which a row begins (the header is line 1)."""

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1, but tab, line feed and return
    "\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"  # unseen, or reorder what is seen
)
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
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
# Two-byte UTF-8 sequences that were read as Latin-1 or Windows-1252 and saved again.
_MOJIBAKE: Final = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")


@dataclass(frozen=True, slots=True)
class TableText:
    """A CSV file as text, and what is wrong with it.

    Attributes
    ----------
    frame : DataFrame
        All columns as ``str`` (empty cells are ``""``) and :data:`LINE` as int.
    faults : list of Fault
    left_out : frozenset of str
        The cells of rows that are not in the frame because of their length.
    readable : bool
        False if there is no table at all; a table without rows is readable.
    """

    frame: pd.DataFrame
    faults: list[Fault]
    left_out: frozenset[str] = frozenset()
    readable: bool = True


def read_table(path: Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> TableText:
    """Read a CSV file strictly.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        The columns that the file must have, in any order.
    optional : sequence of str
        Columns that may be missing; they come out empty.

    Returns
    -------
    TableText
        Faults instead of exceptions, so that a caller can gather those of all files. Rows of
        the wrong length are left out of the frame (and reported).
    """
    text, problem = _decode(path)
    if problem is not None:
        return _nothing(columns, optional, [problem])
    rows, lines, problem = _split(path, text)
    if problem is not None:
        return _nothing(columns, optional, [problem])
    header = [cell.strip() for cell in rows[0]]
    faults = _header_faults(path, header, columns, optional)
    if faults:
        return _nothing(columns, optional, faults)
    faults = _length_faults(path, header, rows, lines)
    left_out = {cell.strip() for row in rows if len(row) != len(header) for cell in row} - {""}
    if faults:
        good = [i for i, row in enumerate(rows) if len(row) == len(header)]
        rows, lines = [rows[i] for i in good], [lines[i] for i in good]
    texts = list(zip(*rows[1:], strict=True)) or [()] * len(header)
    data = {
        name: pd.Series([cell.strip() for cell in column], dtype="str")
        for name, column in zip(header, texts, strict=True)
    }
    for name in optional:
        data.setdefault(name, pd.Series([""] * (len(rows) - 1), dtype="str"))
    frame = pd.DataFrame(data)[[*columns, *optional]]
    frame[LINE] = pd.Series(lines[1:], dtype="int64")
    return TableText(frame, faults + text_faults(path.name, frame), frozenset(left_out))


def _nothing(columns: Sequence[str], optional: Sequence[str], faults: list[Fault]) -> TableText:
    """A table that cannot be read: no rows, and why."""
    empty = pd.DataFrame({c: pd.Series(dtype="str") for c in [*columns, *optional]})
    empty[LINE] = pd.Series(dtype="int64")
    return TableText(empty, faults, readable=False)


def _fault(
    path: Path, row: int | None, message: str, suggestion: str, code: str, column: str | None = None
) -> Fault:
    return Fault(path.name, row, column, message, suggestion, code)


def _decode(path: Path) -> tuple[str, Fault | None]:
    """The text of a file, or the fault that keeps it from being one."""
    try:
        raw = read_raw(path)
    except FileNotFoundError:
        hint = f"Create {path.name} with a header line; without rows where nothing is known."
        return "", _fault(path, None, "The file is missing.", hint, "missing-file")
    except OSError as error:
        return "", _fault(path, None, *unreadable(error), "unreadable-file")
    what = next((what for magic, what in _MAGIC.items() if raw.startswith(magic)), None)
    if what is None:
        what = _MARKUP.get(raw.removeprefix(codecs.BOM_UTF8).lstrip()[:1])
    if what is None and b"\0" in raw.split(b"\n", maxsplit=1)[0]:
        what = "a binary file or UTF-16 text"
    if what is not None:
        message, hint = f"This is {what}, not CSV text.", "Export the table as CSV in UTF-8."
        return "", _fault(path, None, message, hint, "wrong-format")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = len((raw[: error.start] + b"?").splitlines())
        message = f"Byte {error.start} (0x{raw[error.start]:02X}) is not UTF-8 text."
        hint = "Save the file as UTF-8; it was probably written in Windows-1252 or Latin-1."
        return "", _fault(path, row, message, hint, "undecodable-text")
    if not text.strip():
        hint = "Write the header line at least."
        return "", _fault(path, None, "The file is empty.", hint, "empty-file")
    return text, None


def read_raw(path: Path, size: int = -1) -> bytes:
    """The bytes of a regular file, or the first ``size`` of them.

    Raises
    ------
    OSError
        If there is none, or it cannot be read; a folder, pipe or device is never opened, because
        reading it might not end.
    """
    if path.exists() and not path.is_file():
        kind = "folder" if path.is_dir() else "pipe or device"
        raise OSError(errno.EINVAL, f"it is a {kind}, not a file", str(path))
    with path.open("rb") as file:
        return file.read(size)


def unreadable(error: OSError) -> tuple[str, str]:
    """Message and suggestion for a file that :func:`read_raw` cannot read."""
    denied = isinstance(error, PermissionError)
    hint = "Check its permissions." if denied else "Put the file itself in its place."
    return f"The file cannot be read ({error.strerror or error}).", hint


def _split(path: Path, text: str) -> tuple[list[list[str]], list[int], Fault | None]:
    """Rows of cells and the line on which each row begins; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        message = f"The row that begins here is not readable as CSV ({error})."
        hint = 'Close every quote that opens a cell; write a quote inside a cell as "".'
        if "field limit" in str(error):
            hint = f"Close every quote; a cell may have {csv.field_size_limit():,} characters."
        return [], [], _fault(path, begin, message, hint, "bad-csv")
    return rows, lines, None


def _header_faults(
    path: Path, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    other = next((s for s in _SEPARATORS if len(header) == 1 and s in header[0]), None)
    if other is not None:
        message = f"The cells are separated by {_SEPARATORS[other]}, not by commas."
        hint = "Export the table again with the comma as separator."
        return [_fault(path, 1, message, hint, "wrong-separator")]
    faults = []
    misspelt = set()
    for name in columns:
        if name not in header:
            near = _nearest(name, [h for h in header if h not in columns])
            misspelt.add(near)
            hint = f"Rename `{near}` to `{name}`." if near else f"Add a column `{name}`."
            message = f"The column `{name}` is missing."
            faults.append(_fault(path, 1, message, hint, "wrong-columns", name))
    known = {*columns, *optional}
    for name in dict.fromkeys(header):
        if header.count(name) > 1 and name:
            message, hint = f"The column `{name}` appears twice.", "Keep one of them."
        elif not name:
            message = f"Column {header.index(name) + 1} has no name."
            hint = "Delete the extra comma of the header, or the empty column."
        elif name not in known | misspelt:
            message = f"The column `{name}` is not known here."
            hint = f"Remove it, or rename it; there may be: {', '.join([*columns, *optional])}."
        else:
            continue
        faults.append(_fault(path, 1, message, hint, "wrong-columns", name or None))
    return faults


def _length_faults(
    path: Path, header: list[str], rows: list[list[str]], lines: list[int]
) -> list[Fault]:
    faults = []
    hint = 'Check for a missing or extra comma; put a text with commas in "quotes".'
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            side = "too few" if len(row) < len(header) else "too many"
            count = f"{len(row)} cell{'s' if len(row) != 1 else ''}"
            message = f"The row has {count}, the header has {len(header)}: {side}."
            faults.append(_fault(path, line, message, hint, "wrong-row-length"))
    return faults


def text_faults(file: str, frame: pd.DataFrame) -> list[Fault]:
    """Control characters, and text that was decoded wrongly once and saved again.

    Parameters
    ----------
    file : str
        Name that the faults show.
    frame : DataFrame
        Text columns and :data:`LINE`.
    """
    control = "The text holds a character that cannot be seen, such as a control character."
    delete = "Delete it: it breaks terminals and programs, or hides what is written."
    garbled = "Accented letters are garbled (such as Ã© for é)."
    restore = "The text was read in the wrong encoding once: restore it from its source."
    faults = []
    for name in frame.columns.drop(LINE):
        texts = frame[name].tolist()
        whole = "\n".join(texts)  # one search for the many columns in which nothing is wrong
        for pattern, message, hint, code in (
            (_CONTROL, control, delete, "control-character"),
            (_MOJIBAKE, garbled, restore, "mojibake"),
        ):
            if pattern.search(whole):
                found = [
                    n for n, text in zip(frame[LINE], texts, strict=True) if pattern.search(text)
                ]
                faults += [Fault(file, int(n), name, message, hint, code) for n in found]
    return faults


def _nearest(word: str, words: Sequence[str]) -> str | None:
    found = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return found[0] if found else None
