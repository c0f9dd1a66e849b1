"""Texts as they may be shown: whatever cannot be seen is written as its escape.

What a case holds, and what is typed on a command line, reaches terminals, where a control
character is a command and a bidirectional one reorders what is read.
"""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from typing import Final

__all__ = ["plain_warnings", "printable", "printable_lines", "shortened"]

_BLANK_LETTERS: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
"""Letters and marks by their category that show nothing."""
_JOINERS: Final = "\u200c\u200d"
_VIRAMA: Final = 9
"""Canonical combining class of the sign after which Indic scripts write joiners."""
_LONGEST: Final = 500
"""Characters of a message; those that the mapper writes itself are shorter."""


def printable(text: str) -> str:
    r"""The text on one line, with every character that cannot be seen written as its escape.

    Spaces of any width stay, and joiners where Arabic and Indic spelling has them.

    >>> printable("Kidal\x1b[2J")
    'Kidal\\x1b[2J'
    """
    if text.isprintable() and not _BLANK_LETTERS.search(text):
        return text
    return "".join(c if _is_seen(text, i) else _escape(c) for i, c in enumerate(text))


def _is_seen(text: str, at: int) -> bool:
    character = text[at]
    if _BLANK_LETTERS.match(character):
        return False
    if character in _JOINERS:
        return _is_spelling(text, at)
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _is_spelling(text: str, at: int) -> bool:
    """Whether a joiner does what it is for, as between the parts of a Persian word."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if unicodedata.combining(before) == _VIRAMA:
        return True
    return unicodedata.bidirectional(before) == "AL" == unicodedata.bidirectional(after)


def _escape(character: str) -> str:
    escaped = repr(character)[1:-1]
    return escaped if escaped != character else f"\\u{ord(character):04x}"


def printable_lines(text: str) -> str:
    r"""The same for a text of several lines: line feeds stay.

    >>> print(printable_lines("one\ntwo\r\x07"))
    one
    two\r\x07
    """
    return "\n".join(map(printable, text.split("\n")))


def shortened(text: str) -> str:
    """The text, or its two ends where it is too long to be read."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} […] {text[-half:]}"


def plain_warnings() -> None:
    """From now on, let this process show warnings of libraries as one legible line each."""
    warnings.formatwarning = _warning_line
    if logging.lastResort is not None:  # shows what a library logs where nobody listens
        logging.lastResort.setFormatter(_Legible())


def _warning_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"Warning: {shortened(printable(str(message)))}\n"


class _Legible(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shortened(printable(record.getMessage()))
