"""Near spellings: what somebody may have meant who wrote a word that is not known.

The only place that says "Did you mean …?". What counts as near is the share of letters that two
words have in common; of the near ones the best is the one that the fewest slips of a hand lead
to, turned letters being one slip, and whose beginning is the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from mapper.core.lookalikes import difference

__all__ = ["Speller", "composed", "fold", "folded", "nearest", "suggestion"]

_SILENT: Final = {code: None for code in range(128) if not chr(code).isalnum()}
"""Characters of ASCII that do not count in a spelling."""
_SILENT_BUT_LINES: Final = {code: None for code in _SILENT if chr(code) != "\n"}
_SUGGESTIONS: Final = 3
_CUTOFF: Final = 0.65
"""Share of letters in common from which a spelling counts as near (docs/decisions/0046)."""
_LOOKED_AT: Final = 12
"""Near ids that are looked at for some that can be used."""
_RANKED: Final = 32
"""Near spellings, those with the most letters in common, that are looked at more closely."""
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
    if text.isascii():  # most names: a tenth of the time
        return text.lower().translate(_SILENT)
    letters = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    plain = unicodedata.normalize("NFKD", letters)
    return "".join(c for c in plain if c.isalnum())


def folded(texts: Sequence[str]) -> list[str]:
    """Many spellings as :func:`fold` has them, for names that are mostly plain ASCII.

    >>> folded(["Gao", "Ségou", "Gourma-Rharous"])
    ['gao', 'segou', 'gourmarharous']
    """
    if not texts:
        return []
    plain = [text if text.isascii() and "\n" not in text else "" for text in texts]
    found = "\n".join(plain).lower().translate(_SILENT_BUT_LINES).split("\n")
    return [
        key if ours else fold(text) for key, ours, text in zip(found, plain, texts, strict=True)
    ]


def composed(text: str) -> str:
    r"""A text in Unicode's composed form (NFC): letters with accents are one character.

    Ids are compared in it: some systems write an accent as a character of its own, and nobody sees
    the difference.

    >>> composed("Me\u0301naka") == "Ménaka"
    True
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def nearest(
    word: str, words: Iterable[str], limit: int = _SUGGESTIONS, *, cutoff: float = _CUTOFF
) -> list[str]:
    """The spellings nearest to a word, best first; compared without accents and case.

    Parameters
    ----------
    word : str
    words : iterable of str
        Where two fold to the same, or are equally near, the first counts.
    limit : int
    cutoff : float
        Share of letters in common, from 0 to 1.

    Examples
    --------
    >>> nearest("Kidall", ["gao", "kidal", "segou"])
    ['kidal']
    """
    folded: dict[str, str] = {}
    for candidate in words:
        if len(candidate) <= _LONGEST:
            folded.setdefault(fold(candidate), candidate)
    return [folded[key] for key in _ranked(word, list(folded), limit, cutoff)]


def suggestion(word: str, words: Iterable[str], otherwise: str) -> str:
    """The question whether the nearest of some words was meant, or other advice if none is near.

    >>> suggestion("tittle", ["title", "first_day"], "Remove it.")
    'Did you mean `title`?'
    """
    return _question(word, nearest(word, words, 1), otherwise)


class Speller:
    """Suggests ids for words that are no id, from all spellings that each id goes by.

    Parameters
    ----------
    spellings : iterable of (str, str)
        A spelling and the id that it stands for; where two fold to the same, the first counts.
    """

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._spellings = spellings
        self._seen: dict[str, list[str]] = {}

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Ids by folded spelling: folded when a word is wrong for the first time, mostly never."""
        ids: dict[str, str] = {}
        for spelling, known in self._spellings:
            if len(spelling) <= _LONGEST:
                ids.setdefault(fold(spelling), known)
        return ids

    def near(self, word: str, usable: Callable[[str], bool] = lambda _: True) -> list[str]:
        """Ids whose spellings are nearest to a word, best first; none beyond the budget.

        Only those that are usable where the word stands: what is offered must be of use.
        """
        if word not in self._seen:
            if len(self._seen) >= _BUDGET or len(word) > _LONGEST:
                return []
            found = _ranked(word, list(self._ids), _LOOKED_AT, _CUTOFF)
            self._seen[word] = list(dict.fromkeys(self._ids[key] for key in found))
        return [known for known in self._seen[word] if usable(known)][:_SUGGESTIONS]

    def hint(
        self, word: str, otherwise: str, usable: Callable[[str], bool] = lambda _: True
    ) -> str:
        """The question whether a near id was meant, or the other advice if none is near."""
        return _question(word, self.near(word, usable), otherwise)


def _ranked(word: str, keys: Sequence[str], limit: int, cutoff: float) -> list[str]:
    """The folded spellings nearest to a word; ties in the order of the spellings."""
    wanted = fold(word) if len(word) <= _LONGEST else ""
    if not wanted:  # too long, or signs only: these are as near to each other as can be
        return []
    from rapidfuzz import fuzz, process  # when a word is wrong for the first time, mostly never
    from rapidfuzz.distance import OSA, JaroWinkler

    near = process.extract(
        wanted, keys, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=max(limit, _RANKED)
    )

    def rank(found: tuple[str, float, int]) -> tuple[float, int]:
        key, _, position = found
        slips = OSA.normalized_similarity(wanted, key)
        return -slips - JaroWinkler.normalized_similarity(wanted, key), position

    return [key for key, *_ in sorted(near, key=rank)[:limit]]


def _question(word: str, near: Sequence[str], otherwise: str) -> str:
    """Which of some words was meant; where one looks like what was written, why it is not that."""
    near = [known for known in near if known != word]
    if not near:
        return otherwise
    for known in near:
        if (why := difference(word, known)) is not None:
            return f"Did you mean `{known}`? {why}"
    return "Did you mean " + " or ".join(f"`{known}`" for known in near) + "?"
