"""The words that Python and the scripts of the pages share, from one file: ``vocabulary.json``.

Statuses, kinds, event types, colours of what is no actor, roles of evidence, and the days after
which evidence is called old. The scripts of the pages read the same file.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

__all__ = ["NEUTRAL_COLOURS", "VOCABULARY", "words"]

VOCABULARY: Final[dict[str, Any]] = json.loads(
    (resources.files("mapper.core") / "vocabulary.json").read_text(encoding="utf-8")
)
"""The file as it stands."""

NEUTRAL_COLOURS: Final[dict[str, str]] = VOCABULARY["neutral_colours"]
"""Colours (``#rrggbb``) of nobody, of an unknown holder, of shared rule, of land without data."""


def words(name: str) -> tuple[str, ...]:
    """A list of words of the vocabulary.

    >>> words("confidences")
    ('high', 'medium', 'low')
    """
    return tuple(VOCABULARY[name])
