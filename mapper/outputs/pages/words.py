"""Words of a case on its pages: what seats are called, and which words of a name say its level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from mapper.case.toml import CaseInfo
from mapper.outputs.pages import browser

__all__ = ["area_forms", "case_texts"]

_FORMS: Final = "area_forms"
"""Key of the texts: how a language joins level and name, such as ``{level} of {name}``."""
_NAME: Final = "{name}"


def case_texts(case: CaseInfo, lang: str, page: str = "day") -> dict[str, Any]:
    """Texts of a page, with the case's own word for the seats of its areas.

    Parameters
    ----------
    case : CaseInfo
    lang : str
        One of the languages of the pages.
    page : str
        ``day``, ``changes`` or ``atlas``.

    Raises
    ------
    ValueError
        For any other language.
    """
    texts = browser.texts(lang, page)
    word = case.capital_in(lang)
    if not word:
        return texts
    return texts | {"sign_capital": word[:1].upper() + word[1:], "kind_capital": word}


def area_forms(case: CaseInfo) -> list[tuple[str, str]]:
    """What may stand before and after the bare name of an area, folded to small letters.

    Names come in any language on any page, so the words of all languages count. Where two fit
    one name, the longer one comes first.
    """
    found = {pair for lang in browser.LANGUAGES for pair in _forms(case, lang)}
    return sorted(found, key=lambda pair: (-len(pair[0] + pair[1]), pair))


def _forms(case: CaseInfo, lang: str) -> Iterator[tuple[str, str]]:
    words = {word for level in case.level_words.values() for word in level.kinds(lang)}
    for form in re.split(r"\s*\|\s*", browser.texts(lang)[_FORMS]):
        before, _, after = form.partition(_NAME)
        for word in words:
            pair = (part.replace("{level}", word).lower() for part in (before, after))
            yield next(pair), next(pair)
