"""Strict reading of CSV text: every row has the header's columns, every byte is UTF-8.

pandas shifts or pads columns silently and turns ``NA`` into nothing; so the text is read
with the ``csv`` module first, and a table is made only of what passed.
"""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from mapper.case import csvrows
from mapper.core.errors import KEPT, Fault, bounded, more_of_a_kind
from mapper.core.legible import unseen
from mapper.core.spelling import composed, nearest

__all__ = [
    "ID_COLUMNS",
    "LINE",
    "MOST_BYTES",
    "MOST_ID",
    "MOST_ROWS",
    "SEPARATORS",
    "TableText",
    "lost_letters",
    "read_raw",
    "read_table",
    "separator_line",
    "text_faults",
    "unreadable",
]

LINE: Final = "_line"
"""Column that keeps the line of the file on which a row begins (the header is line 1)."""
MOST_BYTES: Final = 10**9
"""Size of a table up to which it is read: five million claims have 0.7 GB."""
MOST_ROWS: Final = 10**7
"""Rows up to which a table is read: each costs memory, however short it is."""

MOST_ID: Final = 100
"""Letters of an id: ids become parts of file names, which end at 255 bytes."""
_MOST_LEFT_OUT: Final = 10**6
"""Different cells in rows of the wrong length from which on the file is no table."""
_COMPARED: Final = 500
"""Unknown names of columns that are compared with a missing one: a table has fewer."""
_NAMED_LINES: Final = 10
"""Empty rows whose lines are named."""
_LONGEST_NAME: Final = 100
"""Letters of a name that may be a misspelt one."""
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
"""What else than commas separates cells in tables that people have, and its name."""
ID_COLUMNS: Final = frozenset(
    {"event_id", "target_id", "gained_by", "lost_by", "opposed_by", "except", "actor_id", "actors"}
    | {"bloc_id", "predecessor", "successor", "place_id", "area_id", "commune_id"}
    | {"seat_area_id", "seat_commune_id"}
)
_LOST: Final = re.compile("\ufffd")
"""What a program writes for bytes that it could not read as letters."""
_QUESTION: Final = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
"""A question mark beside a letter: what older programs write for a letter that they do not have."""
"""Columns of ids, in any table: they are compared in NFC, like the ids of boundary layers."""
_LAYER_IDS: Final = frozenset({"id", "parent"})
"""Columns of ids of a layer; an ``id`` in a table of names may be a name."""
_JOINERS: Final = re.compile("[\u200b-\u200d]")
_HEAD: Final = 100
"""Bytes that a line about separators fits into."""
_FIX: Final = "`mapper check --fix` shows how it is mended."
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(\r\n|\n|\r|\Z)', re.IGNORECASE)
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


def read_table(
    path: Path,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    former: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
    most_rows: int = MOST_ROWS,
    read: Callable[[Path, int], bytes] | None = None,
) -> TableText:
    """Read a CSV file strictly.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        The columns that the file must have, in any order.
    optional : sequence of str
        Columns that may be missing; they come out empty.
    former : dict of str, optional
        Names that columns once had, and their names of today: files may have either.
    most_bytes, most_rows : int
        A larger file is not read: it has the fault ``too-large``.
    read : callable, optional
        Gives the bytes of a file of no more than some bytes, or raises OSError; default:
        :func:`read_raw`.

    Returns
    -------
    TableText
        Faults instead of exceptions, so that a caller can gather those of all files. Rows of
        the wrong length are left out of the frame (and reported).
    """
    raw, problem = _text_of(path, most_bytes, read or read_raw)
    if problem is not None:
        return _nothing(columns, optional, [problem])
    body = _Body(path)
    try:
        rows = csvrows.rows(raw, most_rows)
        header = _as_called_today([cell.strip() for cell in next(rows)[1]], former or {})
        faults = _header_faults(path, header, columns, optional)
        if faults:
            return _nothing(columns, optional, faults)
        body.read(rows, len(header))
    except csvrows.RowError as error:
        fault = _fault(path, error.row, error.message, error.suggestion, error.code)
        return _nothing(columns, optional, [fault])
    if len(body.left_out) > _MOST_LEFT_OUT:  # what they name cannot be told from what is missing
        return _nothing(columns, optional, body.faults())
    frame = _frame(header, body, columns, optional)
    faults = body.faults() + text_faults(path.name, frame)
    return TableText(frame, faults, frozenset(body.left_out))


def _as_called_today(header: list[str], former: Mapping[str, str]) -> list[str]:
    """The header with former names replaced, but where the new one is there as well."""
    there = set(header)
    return [name if former.get(name, name) in there else former[name] for name in header]


class _Body:
    """The rows under a header, and what is to be said of those of another length."""

    def __init__(self, path: Path) -> None:
        self._path = path
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
            faults.append(_fault(self._path, line, message, hint, code))
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
        found = _fault(self._path, self._empty[0], message, hint, "empty-row")
        return [replace(found, severity="doubt")]


def _frame(
    header: list[str], body: _Body, columns: Sequence[str], optional: Sequence[str]
) -> pd.DataFrame:
    texts = list(zip(*body.rows, strict=True)) or [()] * len(header)
    data = {
        name: pd.Series(
            [composed(cell.strip()) if name in ID_COLUMNS else cell.strip() for cell in column],
            dtype="str",
        )
        for name, column in zip(header, texts, strict=True)
    }
    for name in optional:
        data.setdefault(name, pd.Series([""] * len(body.rows), dtype="str"))
    frame = pd.DataFrame(data)[[*columns, *optional]]
    frame[LINE] = pd.Series(body.lines, dtype="int64")
    return frame


def _nothing(columns: Sequence[str], optional: Sequence[str], faults: list[Fault]) -> TableText:
    """A table that cannot be read: no rows, and why."""
    empty = pd.DataFrame({c: pd.Series(dtype="str") for c in [*columns, *optional]})
    empty[LINE] = pd.Series(dtype="int64")
    return TableText(empty, faults, readable=False)


def _fault(
    path: Path, row: int | None, message: str, suggestion: str, code: str, column: str | None = None
) -> Fault:
    return Fault(path.name, row, column, message, suggestion, code)


def _text_of(
    path: Path, most: int, read: Callable[[Path, int], bytes]
) -> tuple[bytes, Fault | None]:
    """The bytes of a file, or the fault that keeps them from being a table's text."""
    try:
        raw = b"" if (large := _size(path) > most) else read(path, most + 1)
    except FileNotFoundError:
        hint = f"Create {path.name} with a header line; without rows where nothing is known."
        return b"", _fault(path, None, "The file is missing.", hint, "missing-file")
    except OSError as error:
        return b"", _fault(path, None, *unreadable(error), "unreadable-file")
    if large or len(raw) > most:  # it may grow while it is read
        message = f"The file is larger than {most:,} bytes, which is more than a table may have."
        hint = "Divide the case, or leave out rows."
        return b"", _fault(path, None, message, hint, "too-large")
    return raw, _text_fault(path, raw)


def _text_fault(path: Path, raw: bytes) -> Fault | None:
    """Why the bytes of a file are not the text of a table."""
    what = csvrows.foreign_format(raw)
    if what is not None:
        message, hint = f"This is {what}, not CSV text.", "Export the table as CSV in UTF-8."
        return _fault(path, None, message, hint, "wrong-format")
    wrong = csvrows.undecodable_byte(raw)
    if wrong is not None:
        message = f"Byte {wrong[0]} (0x{raw[wrong[0]]:02X}) is not UTF-8 text."
        hint = "Save the file as UTF-8; it was probably written in Windows-1252 or Latin-1."
        return _fault(path, wrong[1], message, hint, "undecodable-text")
    if csvrows.empty(raw):
        hint = "Write the header line at least."
        return _fault(path, None, "The file is empty.", hint, "empty-file")
    declared = separator_line(raw[:_HEAD].decode("utf-8-sig", "ignore"))
    if declared is not None:
        message = f"The first line is `sep={declared[1]}`, a word to spreadsheets: it is no header."
        hint = f"Delete it, and separate the cells by commas; {_FIX}"
        return _fault(path, 1, message, hint, "separator-line")
    return None


def separator_line(text: str, start: int = 0) -> re.Match[str] | None:
    r"""The first line of a table, if it only tells spreadsheets what separates the cells.

    >>> separator_line("sep=;\r\na;b")[1]
    ';'
    """
    return _SEPARATOR_LINE.match(text, start)


def _size(path: Path) -> int:
    """Bytes of a file; 0 for what is none, which :func:`read_raw` has words for."""
    return path.stat().st_size if path.is_file() else 0


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


def _header_faults(
    path: Path, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    other = next((s for s in SEPARATORS if len(header) == 1 and s in header[0]), None)
    if other is not None:
        message = f"The cells are separated by {SEPARATORS[other]}, not by commas."
        hint = f"Export the table again with the comma as separator; or {_FIX}"
        return [_fault(path, 1, message, hint, "wrong-separator")]
    count = Counter(header)
    known = {*columns, *optional}
    faults, misspelt = _missing_columns(path, count, columns, known)
    there = f"Remove it, or rename it; there may be: {', '.join([*columns, *optional])}."
    for position, name in enumerate(header, 1):
        if not name:
            message = f"Column {position} has no name."
            hint = "Delete the extra comma of the header, or the empty column."
        elif count[name] > 1:
            message = f"The column `{name}` appears {_times(count[name])}."
            hint = "Keep one of them."
        elif name not in known | misspelt:
            message, hint = f"The column `{name}` is not known here.", there
        else:
            continue
        if count.pop(name, 0):  # once for each name
            faults.append(_fault(path, 1, message, hint, "wrong-columns", name or None))
    return bounded(faults)


def _missing_columns(
    path: Path, header: Mapping[str, int], columns: Sequence[str], known: set[str]
) -> tuple[list[Fault], set[str]]:
    """Faults for columns that are not there, and the names that seem to stand for them."""
    faults = []
    strange = [name for name in header if name not in known and len(name) <= _LONGEST_NAME]
    misspelt = set()
    for name in columns:
        if name not in header:
            near = nearest(name, strange[:_COMPARED], 1)
            strange = [other for other in strange if other not in near]  # it can be one only
            misspelt.update(near)
            hint = f"Rename `{near[0]}` to `{name}`." if near else f"Add a column `{name}`."
            message = f"The column `{name}` is missing."
            faults.append(_fault(path, 1, message, hint, "wrong-columns", name))
    return faults, misspelt


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count:,} times"


def text_faults(file: str, frame: pd.DataFrame) -> list[Fault]:
    """Control characters, letters that were lost, and text that was decoded wrongly once.

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
    lost = "Letters were lost: the text holds U+FFFD in their place."
    again = "Take the text from its source again, and save it as UTF-8."
    restore = "The text was read in the wrong encoding once: restore it from its source."
    faults = []
    for name in frame.columns.drop(LINE):
        texts = frame[name].tolist()
        whole = "\n".join(texts)  # one search for the many columns in which nothing is wrong
        is_id = name in ID_COLUMNS or (name in _LAYER_IDS and "kind" not in frame.columns)
        for wrong, message, hint, code in (
            (_unseen_in_ids if is_id else unseen, control, delete, "control-character"),
            (_MOJIBAKE.search, garbled, restore, "mojibake"),
            (_LOST.search, lost, again, "lost-letters"),
        ):
            if wrong(whole):
                lines = frame[LINE].tolist()
                found = [n for n, text in zip(lines, texts, strict=True) if wrong(text)]
                faults += [Fault(file, n, name, message, hint, code) for n in found[: KEPT + 1]]
                if len(found) > KEPT:
                    faults[-1] = more_of_a_kind(faults[-1], len(found) - KEPT)
    return faults


def lost_letters(file: str, column: str, lines: Sequence[int], names: Sequence[str]) -> list[Fault]:
    """Doubts about names in which question marks stand beside letters.

    Parameters
    ----------
    file, column : str
        What the doubts show.
    lines : sequence of int
        Line of each name.
    names : sequence of str
    """
    if not _QUESTION.search("\n".join(names)):
        return []
    found = [(n, name) for n, name in zip(lines, names, strict=True) if _QUESTION.search(name)]
    hint = "Take the name from another source; if the mark belongs to it, leave it."
    message = "`{}` has a question mark beside a letter: letters were probably lost."
    return bounded(
        [
            Fault(file, n, column, message.format(name), hint, "question-mark", severity="doubt")
            for n, name in found
        ]
    )


def _unseen_in_ids(text: str) -> bool:
    """Whether an id holds what cannot be seen: it is no word of a script, which may have some."""
    return unseen(text) or _JOINERS.search(text) is not None
