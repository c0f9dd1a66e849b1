"""The vocabulary that Python and the scripts share, as a module of the scripts.

``library/words/vocabulary.js`` is written from ``mapper/core/vocabulary.json`` by
``python tests/scripts/vocabulary.py``, and a test compares the two: browsers, Node and the type
checker then read the words like any other module.
"""

from __future__ import annotations

import json
from typing import Final

from mapper.core.vocabulary import VOCABULARY

__all__ = ["SCRIPT", "vocabulary_script"]

SCRIPT: Final = "library/words/vocabulary.js"
"""Path of the module in the folder of the scripts."""
_HEAD: Final = """\
// Words that Python and the scripts share. Written from mapper/core/vocabulary.json by
// tests/scripts/vocabulary.py: change them there.
"""
_USED: Final = {
    "neutral_colours": "Record<string, string>",
    "grounds": "{light: string, dark: string}",
    "land_paint": "Record<string, number>",
    "neutral_words": "Record<string, string>",
    "base_kinds": "string[]",
    "hands_ways": "Record<string, string[]>",
    "town_rank": "number",
    "parts": "string[]",
    "evidence_levels": "string[]",
    "articles": "Record<string, Record<string, string[]>>",
    "contractions": "Record<string, Record<string, string>>",
    "elided": "Record<string, string[]>",
    "open_days": "number",
    "stale_days": "number",
    "age_limits_days": "number[]",
}
"""What the scripts use, with its type."""


def vocabulary_script() -> str:
    """The module: a constant for each word list that the scripts use.

    >>> print(vocabulary_script().splitlines()[-1])
    export const AGE_LIMITS_DAYS = [30, 182, 365, 1095];
    """
    encoder = json.JSONEncoder(allow_nan=False, ensure_ascii=False)
    lines = [
        f"/** @type {{{kind}}} */\n"
        f"export const {name.upper()} = {encoder.encode(VOCABULARY[name])};"
        for name, kind in _USED.items()
    ]
    return _HEAD + "\n" + "\n".join(lines) + "\n"
