"""Words of a case in several languages: its title, and what areas of each level are called.

English stands alone, any other language behind a line: ``title`` and ``title_fr``; under
``[levels.region]`` ``name``, ``plural``, ``capital`` and ``also`` (what some of its areas are
called instead, such as *district*), and ``name_fr``, ``name_ar`` …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["WORDS", "LevelWords", "is_title", "level_words", "titles", "wrong_words"]

WORDS: Final = ("name", "plural", "capital", "capital_gender", "also")
"""What is said of a level: one area of it, several, the seat of one (and whether that word is
masculine, ``m``, or feminine, ``f``), another word for some."""
_LANG: Final = "[a-z]{2,3}"
_TITLE: Final = re.compile(f"title_({_LANG})")
_WORD: Final = re.compile(f"({'|'.join(WORDS)})(?:_{_LANG})?")


@dataclass(frozen=True, slots=True)
class LevelWords:
    """What areas of one level are called.

    Attributes
    ----------
    texts : dict of str
        By key: ``name``, ``plural``, ``capital``, ``also``, each for English or with
        ``_<lang>`` behind it.

    Examples
    --------
    >>> words = LevelWords({"name": "region", "name_fr": "région"})
    >>> words.word("name", "fr"), words.word("name", "ar"), words.word("plural", "fr")
    ('région', None, None)
    """

    texts: Mapping[str, str]

    def word(self, what: str, lang: str) -> str | None:
        """A word in a language; None if the case has none in it, whatever it has in another."""
        return self.texts.get(what if lang == "en" else f"{what}_{lang}")

    def has(self, what: str) -> bool:
        """Whether the case has the word in any language."""
        return any(key == what or key.startswith(f"{what}_") for key in self.texts)

    def kinds(self, lang: str) -> frozenset[str]:
        """What its areas are called in one language: the common word, and the other one."""
        return frozenset(w for what in ("name", "also") if (w := self.word(what, lang)) is not None)

    @property
    def names(self) -> frozenset[str]:
        """The names of one area of the level, in all languages."""
        return frozenset(t for key, t in self.texts.items() if key.startswith("name"))


def is_title(key: str) -> bool:
    """Whether a key of ``case.toml`` is the title in another language: ``title_fr``."""
    return _TITLE.fullmatch(key) is not None


def titles(data: Mapping[str, Any]) -> dict[str, str]:
    """The titles in other languages, by language."""
    found = ((_TITLE.fullmatch(key), text) for key, text in data.items())
    return {match[1]: str(text) for match, text in found if match is not None and text}


def level_words(data: Mapping[str, Any]) -> dict[str, LevelWords]:
    """The words for levels of ``[levels.NAME]``, by level."""
    return {str(level): LevelWords(dict(words)) for level, words in data.items()}


def wrong_words(data: Mapping[str, Any], levels: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """What is wrong under ``[levels]``: key, message and suggestion."""
    for level, words in data.items():
        at = f"levels.{level}"
        if level not in levels:
            yield at, f"`{level}` is not among the levels.", f"Use one of: {', '.join(levels)}."
        elif not isinstance(words, dict):
            yield at, "It must be a table.", f'Write [levels.{level}] and name = "…" below it.'
        else:
            for key, text in words.items():
                if _WORD.fullmatch(key) is None:
                    hint = "Use name, plural, capital, capital_gender or also, elsewhere with _fr."
                    yield f"{at}.{key}", f"`{key}` is no word of a level.", hint
                elif not isinstance(text, str) or not text.strip():
                    yield f"{at}.{key}", "It must be a text.", "Put the word in quotes."
                elif key.startswith("capital_gender") and text not in {"m", "f"}:
                    yield f"{at}.{key}", f"`{text}` is no gender.", "Write m or f."
