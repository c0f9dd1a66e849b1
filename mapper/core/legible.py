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

__all__ = [
    "plain_warnings",
    "printable",
    "printable_lines",
    "shortened",
    "unseen",
    "without_advice",
]

_BLANK_LETTERS: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
"""Letters and marks by their category that show nothing."""
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1, but tab, line feed and return
    "\u200b-\u200f\u2028\u2029\u061c\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Unseen, or reorder what is seen; some are spelling in scripts that use them."""
_BREAK, _JOINERS = "\u200b", "\u200c\u200d"
_JOINING: Final = frozenset(
    {"ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN", "ADLAM", "HANIFI", "DEVANAGARI"}
    | {"BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM"}
    | {"SINHALA", "KHMER", "BALINESE", "JAVANESE", "MEETEI", "TIRHUTA", "NEWA", "GRANTHA"}
    | {"CHAKMA", "LIMBU"}
)
"""Scripts, by how Unicode names their letters, in which joiners say how letters are written."""
_WITHOUT_SPACES: Final = frozenset(
    {"KHMER", "THAI", "LAO", "MYANMAR", "TIBETAN", "TAI", "NEW", "BALINESE", "JAVANESE"}
    | {"SUNDANESE", "CHAM", "BUGINESE"}
)
"""Scripts without spaces between words, where a break that is not seen parts them."""
_SCRIPTS: Final = {_BREAK: _WITHOUT_SPACES, **dict.fromkeys(_JOINERS, _JOINING)}
_NUMBER: Final = "number"
_PICTURES: Final = "\ufe0f\u20e3"
"""What may follow a picture and belongs to it."""
_SENTENCE_END: Final = re.compile(r"[.;!?:)]{1,3}[\s;-]{1,5}|\s[-–]\s|\s?\(")
"""What parts a sentence, or one in parentheses, from the one before."""
_ADVICE: Final = re.compile(
    r"(it (might|may|could) help|perhaps|maybe|you (can|could|may|might|must|should|need|want)|"
    r"if you|please|do you need|did you (mean|forget)|to (suppress|silence|disable|enable|avoid)|"
    r"(use|set|try|consider|pass|specify|see|call|install|enable|disable|define|reopen|upgrade)"
    r"(?! of))\b",
    re.IGNORECASE,
)
"""How advice begins in the messages of GDAL, PROJ, pyogrio, pandas and the like."""
_LONGEST: Final = 500
"""Characters of a message; those that the mapper writes itself are shorter."""


def printable(text: str) -> str:
    r"""The text on one line, with every character that cannot be seen written as its escape.

    Spaces of any width stay, and joiners and breaks where the spelling of a script has them.

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
    if character in _SCRIPTS:
        return _is_spelling(text, at)
    return character.isprintable() or unicodedata.category(character) == "Zs"


def unseen(text: str) -> bool:
    r"""Whether a text holds a character that cannot be seen, or that reorders what is seen.

    Names may hold what the spelling of their script needs: a joiner in a Persian or an Indic word,
    a break in a Khmer or a Thai one. Marks of direction are spelling in none. What passes here is
    shown by :func:`printable` as it is.

    >>> unseen("Kidal\x1b[2J"), unseen("Kidal\u202e"), unseen("two\nlines")
    (True, True, False)
    >>> unseen("Ki\u200cdal"), unseen("می\u200cخواهم")
    (True, False)
    """
    return any(
        found[0] not in _SCRIPTS or not _is_spelling(text, found.start())
        for found in _UNSEEN.finditer(text)
    )


def _is_spelling(text: str, at: int) -> bool:
    """Whether a joiner or break does what it is for, as between the parts of a Persian word."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if text[at] == "\u200d" and _is_picture(before) and _is_picture(after):
        return True
    scripts = _SCRIPTS[text[at]]
    found = {_script(before), _script(after)}
    if _NUMBER in found and text[at] in _JOINERS:  # "of 20 years" is one word in Persian
        return "ARABIC" in found
    return found <= scripts


def _script(letter: str) -> str:
    """The script of a letter or of a sign that belongs to one."""
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return _NUMBER
    return unicodedata.name(letter, "").partition(" ")[0] if kind[0] in "LMP" else ""


def _is_picture(character: str) -> bool:
    """Whether a character is a part of a picture that joiners put together, as of a family."""
    return unicodedata.category(character) in {"So", "Sk"} or character in _PICTURES


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


def without_advice(text: str) -> str:
    """What a library says went wrong, without what it tells its own users to do.

    Libraries advise programmers: to name a driver, to set an option, to open the file otherwise.
    Who sits before the mapper can do none of that, and gets advice of its own beside it.

    >>> without_advice("'x' is no supported format; It might help to specify the driver, e.g. CSV.")
    "'x' is no supported format"
    """
    at = 0
    while found := _SENTENCE_END.search(text, at):
        if _ADVICE.match(text, found.end()):
            return text[: found.start()].rstrip(" .;,-–(")
        at = found.end()
    return "" if _ADVICE.match(text) else text


def plain_warnings() -> None:
    """From now on, let this process show warnings of libraries as one legible line each."""
    warnings.formatwarning = _warning_line
    if logging.lastResort is not None:  # shows what a library logs where nobody listens
        logging.lastResort.setFormatter(_Legible())


def _warning_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"Warning: {shortened(printable(_said(str(message))))}\n"


def _said(text: str) -> str:
    """What a library says; where it is nothing but advice, that is better than nothing."""
    return without_advice(text) or text


class _Legible(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shortened(printable(_said(record.getMessage())))
