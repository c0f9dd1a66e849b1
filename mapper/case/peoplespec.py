"""What ``[areas]`` of ``case.toml`` says of the people of the areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["PEOPLE_KEYS", "PeopleSpec", "people_problems", "people_spec"]

PEOPLE_KEYS: Final = ("population_year", "population_note", "population_raster")
"""Keys of ``[areas]``; the note also in other languages (``population_note_fr``)."""
_YEARS: Final = range(1000, 3000)
_NOTE: Final = re.compile("population_note(?:_([a-z]{2,3}))?")


@dataclass(frozen=True, slots=True)
class PeopleSpec:
    """Which figures of people a case uses, and its own words for them.

    Attributes
    ----------
    year : int or None
        The year of the figures.
    notes : dict of str
        What the figures are, in the case's own words, by language: "census, provisional results".
    raster : str
        Path of a raster of people in the geodata folder; empty if there is none.
    """

    year: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    raster: str = ""


def people_problems(areas: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the keys about people: key, message and suggestion.

    Parameters
    ----------
    areas : dict
        What stands under ``[areas]``.
    """
    year = areas.get("population_year")
    if year is not None and (type(year) is not int or year not in _YEARS):
        yield (
            "areas.population_year",
            "It must be a year.",
            "Write such as population_year = 2009, without quotes.",
        )
    for key, text in areas.items():
        if (key == "population_raster" or _NOTE.fullmatch(key)) and not (
            isinstance(text, str) and text.strip()
        ):
            yield f"areas.{key}", "It must be a text.", "Put it in quotes, or remove it."


def people_spec(areas: dict[str, Any]) -> PeopleSpec:
    """What is said of people; the keys are taken out of the table, since no area model has them."""
    found = {key: _NOTE.fullmatch(key) for key in areas}
    notes = {match[1] or "en": str(areas.pop(key)) for key, match in found.items() if match}
    year = areas.pop("population_year", None)
    return PeopleSpec(year, notes, str(areas.pop("population_raster", "")))
