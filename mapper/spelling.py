"""Near spellings: what somebody may have meant who wrote a word that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

__all__ = ["Speller", "fold", "nearest"]

_SUGGESTIONS: Final = 3
_CUTOFF: Final = 0.6
"""Share of letters in common from which a spelling counts as near (difflib's ratio)."""
_LONGEST: Final = 200
"""Letters of a word that is compared: the time grows with their square, and no name has more."""
_BUDGET: Final = 40
"""Words of one table that are compared: each costs a walk through all spellings."""


@lru_cache(maxsize=1 << 16)  # the names of a case are compared again and again
def fold(text: str) -> str:
    """A spelling reduced to what counts: no accents, case, hyphens, apostrophes or spaces.

    >>> fold("Gourma-Rharous") == fold("gourma rharous"), fold("Aguel'hoc")
    (True, 'aguelhoc')
    >>> fold("Diyarbakır"), fold("Straße")  # as on the pages: see library/words/spelling.js
    ('diyarbakir', 'strasse')
    """
    letters = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    plain = unicodedata.normalize("NFKD", letters)
    return "".join(c for c in plain if c.isalnum())


def nearest(word: str, words: Iterable[str], limit: int = _SUGGESTIONS) -> list[str]:
    """The spellings nearest to a word, best first; compared without accents and case.

    >>> nearest("Kidall", ["gao", "kidal", "segou"])
    ['kidal']
    """
    folded: dict[str, str] = {}
    for candidate in words:
        if len(candidate) <= _LONGEST:
            folded.setdefault(fold(candidate), candidate)
    if len(word) > _LONGEST:
        return []
    found = difflib.get_close_matches(fold(word), folded, n=limit, cutoff=_CUTOFF)
    return [folded[key] for key in found]


class Speller:
    """Suggests ids for words that are no id, from all spellings that each id goes by.

    Parameters
    ----------
    spellings : iterable of (str, str)
        A spelling and the id that it stands for; where two fold to the same, the first counts.
    """

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        for spelling, known in spellings:
            if len(spelling) > _LONGEST:
                continue
            self._ids.setdefault(fold(spelling), known)
        self._seen: dict[str, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """Ids whose spellings are nearest to a word, best first; none beyond the budget."""
        if word not in self._seen:
            if len(self._seen) >= _BUDGET or len(word) > _LONGEST:
                return []
            found = difflib.get_close_matches(fold(word), self._ids, _SUGGESTIONS, _CUTOFF)
            self._seen[word] = list(dict.fromkeys(self._ids[key] for key in found))
        return self._seen[word]

    def hint(self, word: str, otherwise: str) -> str:
        """The question whether a near id was meant, or the other advice if none is near."""
        near = self.near(word)
        if not near:
            return otherwise
        return "Did you mean " + " or ".join(f"`{known}`" for known in near) + "?"
