"""Names of areas in sentences: with their level, in which none can be taken for a town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mapper.case.caseinfo import CaseInfo
from mapper.core.areawords import name_words
from mapper.outputs.text.language import LANGUAGES, own_texts

__all__ = ["area_forms", "area_title", "title_pattern"]

_FORMS: Final = "area_forms"
"""Key of the texts: how a language joins level and name, such as ``{level} of {name}``."""
_NAME: Final = "{name}"


def area_title(case: CaseInfo, name: str, level: str, lang: str = "en") -> str:
    """Name of an area with its level; as it is where it says its level already.

    As ``areaTitle`` of ``texts.js``.

    Parameters
    ----------
    case : CaseInfo
    name : str
    level : str
        Empty where it has none.
    lang : str
        One of the languages of the pages.

    Examples
    --------
    >>> from mapper import find_case, read_case
    >>> sudan = read_case(find_case("sudan")).file
    >>> area_title(sudan, "Khartoum", "state"), area_title(sudan, "Khartoum", "state", "fr")
    ('Khartoum state', 'Khartoum (État)')
    >>> area_title(read_case(find_case("mali")).file, "Kayes Region", "region")
    'Kayes Region'
    """
    words = case.level_words.get(level)
    word = words and words.word("name", lang)
    if not word:
        return name
    low = name.lower()
    if word.lower() in name_words(low):
        return name
    for before, after in area_forms(case):
        inside = len(low) > len(before) + len(after)
        if inside and low.startswith(before) and low.endswith(after):
            return name
    return title_pattern(lang).format(name=name, level=word)


def title_pattern(lang: str) -> str:
    """How a language puts the level to the name of an area; the scripts of the pages fill it, too.

    >>> title_pattern("fr")
    '{name} ({level})'
    """
    return own_texts(lang)["area_title"]


def area_forms(case: CaseInfo) -> list[tuple[str, str]]:
    """What may stand before and after the bare name of an area, folded to small letters.

    Names come in any language on any page, so the words of all languages count. Where two fit
    one name, the longer one comes first.
    """
    found = {pair for lang in LANGUAGES for pair in _forms(case, lang)}
    return sorted(found, key=lambda pair: (-len(pair[0] + pair[1]), pair))


def _forms(case: CaseInfo, lang: str) -> Iterator[tuple[str, str]]:
    words = {word for level in case.level_words.values() for word in level.kinds(lang)}
    for form in re.split(r"\s*\|\s*", own_texts(lang)[_FORMS]):
        before, _, after = form.partition(_NAME)
        for word in words:
            pair = (part.replace("{level}", word).lower() for part in (before, after))
            yield next(pair), next(pair)
