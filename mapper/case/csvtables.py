"""Strict reading of CSV text: every row has the header's columns, every byte is UTF-8.

A table is read in one of two ways, with the same result: by Arrow if nothing about its bytes
looks odd, and otherwise row by row, from the start (:mod:`mapper.case.csvcareful`).
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from mapper.case import csvrows
from mapper.case.csvarrow import arrow_table
from mapper.case.csvcareful import careful_table
from mapper.case.csvframe import ID_COLUMNS, LINE, TableText, Wanted
from mapper.case.csvheader import FIX, SEPARATORS
from mapper.case.csvshape import shape_of
from mapper.core.coded import Coded
from mapper.core.errors import KEPT, Fault, bounded, more_of_a_kind
from mapper.core.legible import unseen

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

MOST_BYTES: Final = 10**9
"""Size of a table up to which it is read: five million claims have 0.7 GB."""
MOST_ROWS: Final = 10**7
"""Rows up to which a table is read: each costs memory, however short it is."""

MOST_ID: Final = 100
"""Letters of an id: ids become parts of file names, which end at 255 bytes."""
_LOST: Final = re.compile("\ufffd")
"""What a program writes for bytes that it could not read as letters."""
_QUESTION: Final = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
"""A question mark beside a letter: what older programs write for a letter that they do not have."""
_LAYER_IDS: Final = frozenset({"id", "parent"})
"""Columns of ids of a layer; an ``id`` in a table of names may be a name."""
_JOINERS: Final = re.compile("[\u200b-\u200d]")
_HEAD: Final = 100
"""Bytes that a line about separators fits into."""
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(\r\n|\n|\r|\Z)', re.IGNORECASE)
# Two-byte UTF-8 sequences that were read as Latin-1 or Windows-1252 and saved again.
_MOJIBAKE: Final = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")


def read_table(
    path: Path,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    former: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
    most_rows: int = MOST_ROWS,
    read: Callable[[Path, int], bytes] | None = None,
    coded: Collection[str] = (),
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
    coded : collection of str
        Columns that hold few texts again and again: they come out as categories (see
        :meth:`mapper.core.coded.Coded.of`).

    Returns
    -------
    TableText
        Faults instead of exceptions, so that a caller can gather those of all files. Rows of
        the wrong length are left out of the frame (and reported).
    """
    wanted = Wanted(path, tuple(columns), tuple(optional), former or {}, frozenset(coded))
    raw, problem = _text_of(path, most_bytes, read or read_raw)
    if problem is not None:
        return wanted.nothing([problem])
    shape = shape_of(raw)
    text = None if shape is None else arrow_table(raw, shape, wanted, most_rows)
    if text is not None and shape is not None and not shape.unseen:
        return text
    if text is None:
        text = careful_table(raw, wanted, most_rows)
    text.faults.extend(text_faults(path.name, text.frame))
    return text


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
        hint = f"Delete it, and separate the cells by commas; {FIX}"
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
        cells = _words(frame[name])
        whole = "\n".join(cells.words)  # one search for the many columns in which nothing is wrong
        is_id = name in ID_COLUMNS or (name in _LAYER_IDS and "kind" not in frame.columns)
        for wrong, message, hint, code in (
            (_unseen_in_ids if is_id else unseen, control, delete, "control-character"),
            (_MOJIBAKE.search, garbled, restore, "mojibake"),
            (_LOST.search, lost, again, "lost-letters"),
        ):
            if wrong(whole):
                found = frame[LINE].to_numpy()[cells.marks(wrong)]
                lines = found[: KEPT + 1].tolist()
                faults += [Fault(file, n, name, message, hint, code) for n in lines]
                if len(found) > KEPT:
                    faults[-1] = more_of_a_kind(faults[-1], len(found) - KEPT)
    return faults


def _words(column: pd.Series) -> Coded:
    """A column as codes; one of text, in which most cells differ, cell by cell."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return Coded.of(column)
    return Coded(np.arange(len(column), dtype=np.int32), tuple(column.tolist()))


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
    whole = "\n".join(names)
    if "?" not in whole or not _QUESTION.search(whole):
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
