"""Names of areas word by word: which words of one only say its level, or join that to the name.

``Kidal``, ``Kidal Region`` and ``région de Kidal`` are one area to whoever asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence
from typing import Final

from mapper.core.spelling import fold, folded
from mapper.core.vocabulary import VOCABULARY

__all__ = ["LINKING_WORDS", "bare_name", "bare_names", "name_words"]

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


def bare_names(texts: Sequence[str], levels: Collection[str]) -> list[str]:
    """Many names as :func:`bare_name` has them; each distinct word is folded once.

    >>> bare_names(["Région de Kidal", "Gao"], {"region"})
    ['kidal', 'gao']
    """
    words = [name_words(text) for text in texts]
    distinct = list(dict.fromkeys(word for name in words for word in name))
    silent = LINKING_WORDS.union(levels)
    keys = {
        word: "" if key in silent else key
        for word, key in zip(distinct, folded(distinct), strict=True)
    }
    return ["".join([keys[word] for word in name]) for name in words]
