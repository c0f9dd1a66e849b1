"""What to do about a target that is neither place nor area: which is meant, or how to add it."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from mapper.case import schema
from mapper.case.rawcase import Tables, walk
from mapper.core.dates import day_of
from mapper.core.spelling import Speller, fold

__all__ = ["Missing"]

_NO_ID: Final = re.compile(r"[^A-Za-z0-9.]+")
_LONGEST: Final = 60
"""Letters of a name for which a line to paste is written."""
_COLUMNS: Final = ", ".join(schema.PLACE_COLUMNS)


class Missing:
    """Advice about targets that are not there.

    Parameters
    ----------
    t : Tables
        Places and layers can be read.
    """

    def __init__(self, t: Tables) -> None:
        self._frames = t.frames
        self._places = t.place_ids
        rows = [row[1:] for row in walk(t.places, "place_id", "name", "alt_names")]
        self._names = {place: name for place, name, _ in rows}
        named = [pair for layer in t.layers for pair in layer.areas["name"].items()]
        self._names |= {str(area): str(name) for area, name in reversed(named)}  # the first counts
        spellings = [(place, place) for place, _, _ in rows] + [(a, a) for a in t.frames]
        spellings += [(name, place) for place, name, _ in rows]
        spellings += [(other, place) for place, _, others in rows for other in others.split("|")]
        for layer in t.layers:
            spellings += [(str(name), str(a)) for a, name in layer.areas["name"].items()]
        self._speller = Speller(pair for pair in spellings if pair[0].strip())

    def near(self, target: str, day: int | None) -> str:
        """The question which place, or area of a day, was meant; empty if none is near."""
        near = self._speller.near(target, lambda known: self._is_there(known, day))
        hint = self._speller.hint(target, "", lambda known: self._is_there(known, day))
        return hint and hint + self._meant(near)

    def _is_there(self, known: str, day: int | None) -> bool:
        """Whether a place, or an area on a day, can be named; any area if the day is not known."""
        if known in self._places or day is None:
            return True
        return any(layer.holds_on(day_of(day)) for layer in self._frames[known])

    def hint(self, target: str, day: int | None, *, town: bool) -> str:
        """What to write instead, or the line that adds the target as a village.

        Parameters
        ----------
        target : str
        day : int or None
            Areas of other times are not offered; None if the day is not known.
        town : bool
            Only towns are offered: what the claim says cannot be said of land.
        """

        def usable(known: str) -> bool:
            return known in self._places or (not town and self._is_there(known, day))

        add = f"Add it to places.csv ({_COLUMNS}): {_line(target)}"
        near = self._speller.near(target, usable)
        if any(known in self._places or fold(known) == fold(target) for known in near):
            return self._speller.hint(target, add, usable) + self._meant(near)
        if near:
            named = " or ".join(f"`{known}` ({self._what(known)})" for known in near)
            return f"Did you mean {named}? A village of that name is not there. {add}"
        return add

    def _meant(self, near: list[str]) -> str:
        """The names of ids that do not tell them."""
        told = [f"`{known}` is {self._what(known)}." for known in near if not self._tells(known)]
        return f" {' '.join(told)}" if told else ""

    def _tells(self, known: str) -> bool:
        """Whether an id says its own name, as `gao-region` does."""
        one, other = fold(known), fold(self._names[known])
        return one in other or other in one

    def _what(self, known: str) -> str:
        name = self._names[known]
        return name if known in self._places else f"the {self._frames[known][0].level} {name}"


def _line(target: str) -> str:
    """A row of places.csv to paste, with words in capitals where something has to be filled in."""
    if len(target) > _LONGEST:
        return "a row with an id, a name and coordinates."
    place = _NO_ID.sub("-", _ascii(target)).strip("-.").lower()
    name = target
    if target == target.lower():  # an id, rather than a name
        name = " ".join(word.capitalize() for word in re.sub("[_-]+", " ", target).split())
    cells = {
        "place_id": place if schema.is_id(place) else "ID",
        "name": name,
        "kind": "village",
        "rank": "4",
        "decides": "no",
        "lat": "LAT",
        "lon": "LON",
        "source": "SOURCE",
    }
    out = io.StringIO()
    row = [cells.get(column, "") for column in schema.PLACE_COLUMNS]
    csv.writer(out, lineterminator="").writerow(row)
    return f"`{out.getvalue()}`"


def _ascii(text: str) -> str:
    """The text with plain letters in the place of those with accents."""
    return "".join(fold(c) if c.isalpha() and not c.isascii() else c for c in text)
