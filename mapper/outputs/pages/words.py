"""Words of a case on its pages: of its seats, of the levels in names, of its figures of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mapper.case.caseinfo import CaseInfo
from mapper.core.vocabulary import VOCABULARY
from mapper.figures.counting import PARTS
from mapper.outputs.pages import browser
from mapper.outputs.text.areatitles import title_pattern
from mapper.outputs.text.numerals import NARROW
from mapper.outputs.text.people import people_line

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["case_texts", "page_texts"]


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
    """What an area of each level is called, where the case says so, and how its name has it."""
    words = ((level, case.level_words[level].word("name", lang)) for level in case.level_words)
    said = {f"area_level_{level}": word for level, word in words if word}
    return {"area_title": title_pattern(lang)} | said
