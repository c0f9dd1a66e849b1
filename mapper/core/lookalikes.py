"""Texts that look the same and are not: what the difference is, in words.

A message that offers `Gao` to somebody who wrote `Gao` helps nobody. The letters come from three
alphabets that share shapes, from spaces and dashes of all kinds, and from accents that are a part
of their letter or a character of their own.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["difference"]

_TWINS: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԚԜ" + "αονρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwABEKMHOPCTYXIJSQW" + "aovpuABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek, and the Latin ones that are drawn alike."""
_QUOTES: Final = "\u02bc\u02b9\u2018\u2019\u201b\u2032\u00b4`"


def difference(one: str, other: str) -> str | None:
    r"""Why a text is not another one that looks the same; None if they look different.

    >>> difference("Me\u0301naka", "M\u00e9naka")
    'The two have the same letters in another Unicode form.'
    >>> difference("G\u0430o", "Gao")
    'The two look the same, but the first has U+0430 (cyrillic small letter a).'
    >>> difference("Goa", "Gao") is None
    True
    """
    if one == other or _drawn(one) != _drawn(other):
        return None
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return "The two have the same letters in another Unicode form."
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    at = min(len(one), len(other)) if at is None else at
    for which, text in (("first", one), ("second", other)):
        sign = text[at : at + 1]
        if sign and not sign.isascii():
            name = unicodedata.name(sign, "a character without a name").lower()
            return f"The two look the same, but the {which} has U+{ord(sign):04X} ({name})."
    return "The two look the same, but have other characters."


def _drawn(text: str) -> str:
    """The text as a reader sees it, more or less."""
    parts = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind in {"Cf", "Cc"}:
            continue
        parts.append(
            {"Zs": " ", "Pd": "-"}.get(kind) or ("'" if sign in _QUOTES else sign.translate(_TWINS))
        )
    return "".join(parts).strip()
