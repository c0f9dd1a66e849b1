"""Names of areas in English sentences: with their level, in which none can be taken for a town."""

from __future__ import annotations

from mapper.case.caseinfo import CaseInfo
from mapper.core.areawords import name_words
from mapper.core.spelling import fold

__all__ = ["area_title"]


def area_title(case: CaseInfo, name: str, level: str) -> str:
    """Name of an area with its level; as it is where it says its level already.

    As :func:`mapper.outputs.pages.words.area_title` has it in the languages of pages.

    Parameters
    ----------
    case : CaseInfo
    name : str
    level : str
        Empty where it has none.

    Examples
    --------
    >>> from mapper import find_case, read_case
    >>> area_title(read_case(find_case("sudan")).file, "Khartoum", "state")
    'Khartoum state'
    >>> area_title(read_case(find_case("mali")).file, "Kayes Region", "region")
    'Kayes Region'
    """
    words = case.level_words.get(level)
    word = words and words.word("name", "en")
    if not word:
        return name
    said = {fold(kind) for known in case.level_words.values() for kind in known.kinds("en")}
    return name if said.intersection(map(fold, name_words(name))) else f"{name} {word}"
