"""Words that keep their own direction inside words of another: Unicode's isolates in plain text.

Full stops, dashes and numbers have no direction of their own: without marks those beside a Latin
name in an Arabic sentence would go to the wrong side of it. The pages' scripts do the same in
``library/words/isolate.js``.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["isolated", "needs_isolation"]

_FIRST_LETTER, _END = "\u2068", "\u2069"
_BEGIN: Final = "\u2066\u2067\u2068"
_RIGHT_TO_LEFT: Final = ("R", "AL", "AN")


def needs_isolation(text: str, direction: str) -> bool:
    """Whether a text that is put into another one must be isolated.

    Parameters
    ----------
    text : str
    direction : {"ltr", "rtl"}
        How the text around it runs; where that is from left to right, only letters that do not
        need it.

    Examples
    --------
    >>> needs_isolation("Gao", "ltr"), needs_isolation("Gao", "rtl"), needs_isolation("غاو", "ltr")
    (False, True, True)
    """
    if direction == "rtl":
        return bool(text)
    return any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)


def isolated(text: str, direction: str) -> str:
    r"""A text to be put into another one that is no element, such as a title.

    Examples
    --------
    >>> isolated("2012-04-06", "ltr"), isolated("2012-04-06", "rtl")
    ('2012-04-06', '\u20682012-04-06\u2069')
    """
    if not needs_isolation(text, direction):
        return text
    return f"{_FIRST_LETTER}{_balanced(text)}{_END}"


def _balanced(text: str) -> str:
    """The text, without its marks where one has no partner and would reach out of it."""
    depth = 0
    for sign in text:
        depth += (sign in _BEGIN) - (sign == _END)
        if depth < 0:
            break
    if depth == 0:
        return text
    return "".join(sign for sign in text if sign not in _BEGIN + _END)
