"""What the figures of people are, in one line: how many, of when, and how units came by them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mapper.case.caseinfo import CaseInfo
from mapper.core.people import Population
from mapper.history.control import ControlHistory
from mapper.outputs.text.isolation import isolated
from mapper.outputs.text.language import own_texts
from mapper.outputs.text.numerals import whole

__all__ = ["people_line", "people_number"]

_HOLE: Final = re.compile(r"\{(\w+)\}")
_MILLIONS: Final = 2_000_000
"""From here on a number is told in millions: below, one decimal is too coarse."""


def people_line(history: ControlHistory, lang: str = "en", *, mark: str = " ") -> str:
    """One sentence on what the people of the units are; empty where the case has no figures.

    Every output that shows such figures has it beside them: those of a year before the war say
    where people lived then, and spread ones say less of a single unit than counted ones.

    Parameters
    ----------
    history : ControlHistory
    lang : str
        One of the languages of the pages.
    mark : str
        What stands between the digits of thousands.

    Returns
    -------
    str
        Plain text: "People: 14.5 million (census of 2009), given by cercle and spread over
        communes by area."
    """
    found = history.population
    if found is None:
        return ""
    texts = own_texts(lang)
    total = people_number(found.total, lang, mark=mark)
    what, how = _what(found, texts, lang), _how(found, history.case, texts, lang)
    key = "people" if what else "people_undated"
    return _filled(texts, key, total=total, what=what, how=how)


def people_number(count: int, lang: str = "en", *, mark: str = " ") -> str:
    """How many people, to be read: in millions with one decimal, or whole.

    >>> people_number(14_528_662), people_number(1_254_353), people_number(47_881_435, "fr")
    ('14.5 million', '1 254 353', '47,9 millions')
    """
    if count < _MILLIONS:
        return whole(count, mark=mark)
    texts = own_texts(lang)
    number = f"{count / 1e6:.1f}".replace(".", texts["decimal"])
    return _filled(texts, "millions", number=number)


def _what(found: Population, texts: Mapping[str, str], lang: str) -> str:
    """The case's own words, and the year if they do not say it."""
    note = found.notes.get(lang) or found.notes.get("en", "")
    year = "" if found.year is None else str(found.year)
    if note and year and year not in note:
        return _filled(texts, "note_and_year", note=note, year=year)
    return note or year


def _how(found: Population, case: CaseInfo, texts: Mapping[str, str], lang: str) -> str:
    """Which levels the figures are of, and what was done to them."""
    how = texts["raster"] if found.kind == "raster" else _levels(found, case, texts, lang)
    if found.cells and found.kind != "raster":
        how = _filled(texts, "cells", how=how)
    if found.units_without:
        count, units = str(found.units_without), str(found.units)
        how = _filled(texts, "without", how=how, count=count, units=units)
    return how


def _levels(found: Population, case: CaseInfo, texts: Mapping[str, str], lang: str) -> str:
    own = [share for share in found.shares if share.level == found.level]
    coarse = [_word(case, x.level, "name", lang) for x in found.shares if x not in own]
    return _filled(
        texts,
        "given" if not coarse else "partly" if own else "spread",
        level=_word(case, found.level, "name", lang),
        levels=_listed(coarse, texts),
        plural=_word(case, found.level, "plural", lang),
        counted=str(sum(share.areas for share in own)),
        units=str(found.areas),
    )


def _word(case: CaseInfo, level: str, what: str, lang: str) -> str:
    """What the case calls an area of a level, or several; its id where it has no word."""
    words = case.level_words.get(level)
    found = None if words is None else words.word(what, lang) or words.word(what, "en")
    return found or level


def _listed(words: Sequence[str], texts: Mapping[str, str]) -> str:
    """Words as one: "cercle and country"."""
    joint = texts["list_and"]
    pattern = joint if "{a}" in joint else f"{{a}} {joint} {{b}}"
    text = "".join(words[:1])
    for word in words[1:]:
        text = pattern.replace("{b}", word).replace("{a}", text)
    return text


def _filled(texts: Mapping[str, str], key: str, **holes: str) -> str:
    """A text with its holes filled, each in its own direction; ``how`` is words of the same text.

    It goes piece by piece, so that nothing in a hole is taken for another hole.
    """
    pieces = _HOLE.split(texts[key])
    for i in range(1, len(pieces), 2):
        name = pieces[i]
        found = holes[name]
        pieces[i] = found if name == "how" else isolated(found, texts["direction"])
    return "".join(pieces)
