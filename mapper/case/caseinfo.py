"""What a case says of itself, as everything that is made of it needs to know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mapper.case.wording import LevelWords

__all__ = ["CaseInfo", "MapView"]


@dataclass(frozen=True, slots=True)
class MapView:
    """Where a map opens: centre (lat, lon in degrees) and Leaflet zoom; None fits the units."""

    centre: tuple[float, float] | None = None
    zoom: int | None = None


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """What a case says of itself.

    Attributes
    ----------
    id : str
        Name of the case's folder.
    first_day, last_day : date
        Both inclusive: the days that the case speaks of.
    baseline : str
        Actor that holds everything on the first day (R1).
    model, model_options
        The area model and its options.
    levels : tuple of str
        Levels of the boundary layers, finest first.
    titles : dict of str
        The title in other languages, by language.
    level_words : dict of LevelWords
        What areas of a level are called, by level, where the case says so.
    url : str
        The public address of what is published of the case: http(s); empty if there is none.
    edition : str
        SHA-256 over the files that the case was read from, names and bytes; empty if unknown.
    """

    id: str
    title: str
    description: str
    licence: str
    attribution: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date
    baseline: str
    model: str
    levels: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    view: MapView = field(default_factory=MapView)
    model_options: Mapping[str, Any] = field(default_factory=dict)
    level_words: Mapping[str, LevelWords] = field(default_factory=dict)
    url: str = ""
    edition: str = ""

    @property
    def edition_mark(self) -> str:
        """The beginning of the edition, which pages show; it tells editions of a case apart."""
        return self.edition[:12]

    def title_in(self, lang: str) -> str:
        """The title in a language, else in English."""
        return self.titles.get(lang) or self.title

    def capital_in(self, lang: str) -> str:
        """What the seat of an area of the coarsest level that has a word for it is called.

        Empty if the case has no such word in the language: a page has one of its own.
        """
        named = self._of_capitals()
        return (named and named.word("capital", lang)) or ""

    def capital_gender_in(self, lang: str) -> str:
        """Whether that word is masculine (``m``) or feminine (``f``); empty if nothing is said."""
        named = self._of_capitals()
        return (named and named.word("capital_gender", lang)) or ""

    def _of_capitals(self) -> LevelWords | None:
        words = (self.level_words[x] for x in reversed(self.levels) if x in self.level_words)
        return next((item for item in words if item.has("capital")), None)

    @property
    def area_model(self) -> dict[str, Any]:
        """The area model and, where it has any, its options: as outputs name them."""
        options = {"area_model_options": dict(self.model_options)} if self.model_options else {}
        return {"area_model": self.model, **options}
