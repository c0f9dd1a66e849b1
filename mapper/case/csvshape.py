"""Where the rows of a CSV file begin, seen from its bytes alone, if they are as plain as most are.

The careful reader (:mod:`mapper.case.csvtables`) goes through a table cell by cell and has words
for all that can be wrong. A table of which nothing here looks odd is read by Arrow instead, with
the same result; so what two readers could take differently counts as odd, good or bad:

- quotes that do not enclose a whole cell, and quotes that stay open;
- a byte order mark that begins a row;
- control characters, but tabs and the ends of lines; a return without a line feed;
- a row longer than a cell may be.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Shape", "shape_of"]

_Bytes: TypeAlias = npt.NDArray[np.uint8]
_Positions: TypeAlias = npt.NDArray[np.int64]
_Test: TypeAlias = Callable[[_Bytes], npt.NDArray[np.bool_]]

_BLOCK: Final = 1 << 22
"""Bytes that are looked at together: what is found of each is no larger than it."""
_FEED, _RETURN, _TAB, _QUOTE, _COMMA, _DELETE = b'\n\r\t",\x7f'
_FIRST_SEEN: Final = 32
"""The first byte that is no control character."""
_LEADS: Final = 0xC2
"""The first byte that begins a letter of several bytes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The rows of a table.

    Attributes
    ----------
    begin, body : int
        Where the header begins, and the row below it.
    lines : int array, shape (rows,)
        Line of the file on which each row below the header begins; blank lines are no rows.
    lines_read : int
        Lines of the file, blank ones and those inside of cells included.
    spans_lines : bool
        Whether a cell holds the end of a line.
    unseen : bool
        Whether there may be letters that :func:`mapper.case.csvtables.text_faults` has words for.
    """

    begin: int
    body: int
    lines: _Positions
    lines_read: int
    spans_lines: bool
    unseen: bool


def shape_of(raw: bytes) -> Shape | None:
    """The rows of a table, or None if something about it looks odd.

    Parameters
    ----------
    raw : bytes
        UTF-8 text, with a byte order mark or not.
    """
    text = np.frombuffer(raw, dtype=np.uint8)
    begin = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    ends = _ends_of_lines(raw, text)
    if ends is None or begin == len(raw):
        return None
    quotes = _found(text, lambda block: block == _QUOTE)
    if not _enclose_cells(text, quotes, begin):
        return None
    if raw[-1] != _FEED:  # the last line ends with the file
        ends = np.append(ends, len(raw))
    # A line that ends inside of quotes is no end of a row.
    whole = np.searchsorted(quotes, ends) % 2 == 0 if len(quotes) else np.ones(len(ends), bool)
    stops = ends[whole]
    starts = np.append(begin, stops[:-1] + 1)
    lines = np.append(1, np.flatnonzero(whole)[:-1] + 2)
    sizes = stops - starts
    sizes[text[stops - 1] == _RETURN] -= 1
    if sizes.max() > csv.field_size_limit():
        return None
    filled = np.flatnonzero(sizes > 0)
    if len(filled) < 2:
        return None
    body = int(starts[filled[1]])
    if raw.startswith(codecs.BOM_UTF8, body):  # Arrow would leave it out
        return None
    return Shape(
        begin=begin,
        body=body,
        lines=lines[filled[1:]],
        lines_read=len(ends),
        spans_lines=not whole.all(),
        unseen=not raw.isascii() and _holds_unseen(text, begin),
    )


def _found(text: _Bytes, test: _Test) -> _Positions:
    """Where bytes pass a test, in little memory."""
    parts = [np.flatnonzero(test(block)) + at for at, block in _blocks(text)]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _blocks(text: _Bytes) -> Iterator[tuple[int, _Bytes]]:
    for at in range(0, len(text), _BLOCK):
        yield at, text[at : at + _BLOCK]


def _ends_of_lines(raw: bytes, text: _Bytes) -> _Positions | None:
    """Where lines end; None if there are other control characters than these and tabs."""
    if _DELETE in raw:
        return None
    controls = _found(text, lambda block: block < _FIRST_SEEN)
    which = text[controls]
    feeds = which == _FEED
    others = which[~feeds]
    if len(others):
        returns = controls[which == _RETURN]
        if not np.isin(others, (_RETURN, _TAB)).all():
            return None
        if len(returns) and (returns[-1] + 1 == len(text) or (text[returns + 1] != _FEED).any()):
            return None
    ends: _Positions = controls[feeds]
    return ends


def _enclose_cells(text: _Bytes, quotes: _Positions, begin: int) -> bool:
    r"""Whether quotes enclose whole cells, and quotes inside of them are written twice.

    The first quote opens a cell, the second one closes it, and so on; where a cell has a quote
    inside, one closes and the next one opens at once. Each that opens has to stand at the begin
    of a cell, or right behind one that closes; each that closes at the end, or before one that
    opens.
    """
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    twice = closing[:-1] + 1 == opening[1:]
    before = text[opening - 1]
    opens = (before == _COMMA) | (before == _FEED) | (opening == begin)
    opens[1:] |= twice
    after = text[np.minimum(closing + 1, len(text) - 1)]
    closes = (after == _COMMA) | (after == _FEED) | (after == _RETURN)
    closes |= closing + 1 == len(text)
    closes[:-1] |= twice
    return bool(opens.all() and closes.all())


def _holds_unseen(text: _Bytes, begin: int) -> bool:
    """Whether there are bytes of letters that are not seen, were lost or read wrongly once.

    These are U+0080 to U+009F, U+00C2 and U+00C3 (what garbled letters begin with), U+061C,
    U+200B to U+200F, U+2028 to U+202E, U+2040 to U+207F, and U+F000 to U+FFFF; some others of
    these are harmless, and are looked at more closely.
    """
    for at, block in _blocks(text):
        leads = np.flatnonzero(block >= _LEADS) + at
        leads = leads[leads >= begin]
        if not len(leads):
            continue
        lead, second = text[leads], text[leads + 1]  # UTF-8: each lead has a byte behind it
        odd = (lead == 0xC2) & (second < 0xA0)
        odd |= (lead == 0xC3) & ((second == 0x82) | (second == 0x83))
        odd |= ((lead == 0xD8) & (second == 0x9C)) | (lead == 0xEF)
        signs = leads[(lead == 0xE2) & (second == 0x80)]
        third = text[signs + 2]
        odd |= (lead == 0xE2) & (second == 0x81)
        marks = ((third >= 0x8B) & (third <= 0x8F)) | ((third >= 0xA8) & (third <= 0xAE))
        if odd.any() or marks.any():
            return True
    return False
