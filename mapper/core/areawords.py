"""Names of areas word by word: which words of one only say its level, or join that to the name.

``Kidal``, ``Kidal Region`` and ``région de Kidal`` are one area to whoever asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from mapper.core.spelling import fold
from mapper.core.vocabulary import VOCABULARY

__all__ = ["LINKING_WORDS", "bare_name", "name_words"]

LINKING_WORDS: Final = frozenset(
    fold(word) for known in VOCABULARY["linking_words"].values() for word in known
)
"""Words of all languages that join a level to a name ("Cercle de Kidal") and say nothing."""
_SPACES: Final = re.compile(r"[\s'’]+")


def name_words(text: str) -> list[str]:
    """The words of a name as they stand there; spaces and apostrophes part them.

    >>> name_words("Cercle de l’Ouest")
    ['Cercle', 'de', 'l', 'Ouest']
    """
    return [word for word in _SPACES.split(text) if word]


def bare_name(text: str, levels: Container[str]) -> str:
    """A name, folded, without the words for levels and what joins them to it.

    Parameters
    ----------
    text : str
    levels : container of str
        The words for levels, folded.

    Examples
    --------
    >>> bare_name("Région de Kidal", {"region"})
    'kidal'
    """
    words = map(fold, name_words(text))
    return "".join(word for word in words if word not in levels and word not in LINKING_WORDS)
