"""Words of a case on its pages: of its seats, of the levels in names, of its figures of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from mapper.case.caseinfo import CaseInfo
from mapper.core.areawords import name_words
from mapper.core.vocabulary import VOCABULARY
from mapper.figures.counting import PARTS
from mapper.outputs.pages import browser
from mapper.outputs.text.numerals import NARROW
from mapper.outputs.text.people import people_line

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["area_forms", "area_title", "case_texts", "page_texts"]

_FORMS: Final = "area_forms"
"""Key of the texts: how a language joins level and name, such as ``{level} of {name}``."""
_NAME: Final = "{name}"


def page_texts(history: ControlHistory, lang: str, page: str = "day") -> dict[str, Any]:
    """Texts of a page as :func:`case_texts` has them, and what the figures of people are.

    ``people_note`` is there only where the units have a population.
    """
    texts = case_texts(history.case, lang, page)
    note = people_line(history, lang, mark=NARROW)
    return texts | {"people_note": note} if note else texts


def case_texts(case: CaseInfo, lang: str, page: str = "day") -> dict[str, Any]:
    """Texts of a page, with the words that all outputs share and the case's own for its seats.

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
    texts = browser.texts(lang, page) | _part_words(lang) | _level_texts(case, lang)
    word = case.capital_in(lang)
    if not word:
        return texts
    gender = case.capital_gender_in(lang) or texts["gender_capital"]
    large = word[:1].upper() + word[1:]
    return texts | {"sign_capital": large, "kind_capital": word, "gender_capital": gender}


def _part_words(lang: str) -> dict[str, str]:
    """What the parts of a holding are called, and what each means."""
    words, meanings = (VOCABULARY[key] for key in ("part_words", "part_meanings"))
    found = {f"part_{part}": words.get(lang, words["en"])[part] for part in PARTS}
    return found | {
        f"part_{part}_means": meanings.get(lang, meanings["en"])[part] for part in PARTS
    }


def _level_texts(case: CaseInfo, lang: str) -> dict[str, str]:
    """What an area of each level is called, where the case says it in the language."""
    words = ((level, case.level_words[level].word("name", lang)) for level in case.level_words)
    return {f"area_level_{level}": word for level, word in words if word}


def area_title(case: CaseInfo, name: str, level: str, lang: str = "en") -> str:
    """Name of an area with its level, in which it cannot be taken for a town.

    As ``areaTitle`` of ``texts.js``: a name that says its level already stays as it is.

    Parameters
    ----------
    case : CaseInfo
    name : str
    level : str
        Empty where it has none.
    lang : str

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
    low = name.lower()
    if word and word.lower() in name_words(low):
        return name
    for before, after in area_forms(case) if word else ():
        inside = len(low) > len(before) + len(after)
        if inside and low.startswith(before) and low.endswith(after):
            return name
    return browser.texts(lang)["area_title"].format(name=name, level=word) if word else name


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
