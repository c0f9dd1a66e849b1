"""Finding places, units and areas by any spelling: accents, case, hyphens and ``alt_names``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from mapper.core.areawords import LINKING_WORDS, bare_name, name_words
from mapper.core.errors import TargetNotFoundError
from mapper.core.spelling import fold, nearest
from mapper.history.control import ControlHistory

__all__ = ["Found", "find_area", "find_target"]

_KINDS: Final = ("place", "unit")
_OFFERED: Final = 3
_LOOKED_AT: Final = 12
"""Spellings offered after a miss, and how many near ones are looked at for them."""
_KEPT_AS: Final = "_book_of_names"


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names in a history.

    Attributes
    ----------
    kind : str
        ``place``, ``unit`` or ``area``.
    id : str
        place_id, unit_id or area_id.
    node : int
        Number of the target in the timeline; -1 for an area, which has no state of its own.
    name : str
    level : str
        Level of an area, or of units that are the areas of a level; else empty.
    others : tuple of Found
        What else goes by that name.
    """

    kind: str
    id: str
    node: int
    name: str
    level: str = ""
    others: tuple[Found, ...] = ()

    @property
    def ask(self) -> str:
        """What to write to mean just this one."""
        return f"{self.level or self.kind}:{self.id}"


def find_target(history: ControlHistory, text: str) -> Found:
    """The place, unit or area that a text names.

    An id counts before a name, a name before an alternative name; a place before a unit, a unit
    before an area, a small area before a large one; among places of one name the best-ranked
    one is meant. ``region:Kidal`` (a level, ``place`` or ``unit`` before the name or id) asks for
    that kind alone; the level's word may also stand with the name (``Cercle de Kidal``).

    Parameters
    ----------
    history : ControlHistory
    text : str

    Raises
    ------
    TargetNotFoundError
        If nothing goes by that name (with the nearest spellings), or if several units do.
    """
    kind, colon, rest = text.partition(":")
    kinds = {fold(kind): kind for kind in _KINDS} | _level_words(history)
    book = _book_of(history)
    if colon and fold(kind) in kinds:
        return book.only(rest.strip(), kinds[fold(kind)])
    return book.find(text)


def find_area(history: ControlHistory, text: str, level: str | None = None) -> Found:
    """The area that a text names, also where a place goes by the name.

    Parameters
    ----------
    history : ControlHistory
    text : str
        As for :func:`find_target`.
    level : str, optional
        Only areas of this level.

    Raises
    ------
    TargetNotFoundError
        If no area goes by that name, or if several do.
    """
    found = find_target(history, text)
    named = [x for x in (found, *found.others) if x.level and level in {None, x.level}]
    if found in named and (len(named) == 1 or found.id == text or ":" in text):
        named = [found]
    if not named:
        what = "area" if level is None else level
        raise TargetNotFoundError(f"no {what} goes by `{text}`. `mapper areas` lists them.")
    if len(named) > 1:
        which = ", ".join(x.ask for x in named)
        raise TargetNotFoundError(f"several areas go by `{text}`: write one of {which}.")
    return named[0]


def _level_words(history: ControlHistory) -> dict[str, str]:
    """The level that a folded word means: its id, or what the case calls it in any language."""
    found: dict[str, str] = {}
    for level in reversed(history.case.levels):
        own = history.case.level_words.get(level)
        found |= {fold(name): level for name in (level, *(own.names if own else ()))}
    return found


class _Names(NamedTuple):
    """What a thing goes by, folded: its name, its other names, and those without their level."""

    own: str
    others: frozenset[str]
    bare: frozenset[str]


class _Wanted(NamedTuple):
    """A text as the finder reads it: folded, the levels it names, and what is left of it."""

    key: str
    levels: frozenset[str]
    bare: str


def _book_of(history: ControlHistory) -> _Book:
    """The book of a history, kept with it: it takes as long to write as a hundred questions."""
    kept = vars(history)
    if _KEPT_AS not in kept:
        kept[_KEPT_AS] = _Book(history)
    book: _Book = kept[_KEPT_AS]
    return book


class _Book:
    """All that has a name in a history."""

    def __init__(self, history: ControlHistory) -> None:
        self.history = history
        self.levels = _level_words(history)
        units = history.units
        finest = next((f for f in history.frames if f.level == history.case.levels[0]), None)
        own = finest is not None and set(units.index) <= set(finest.groups["area_id"])
        level = history.case.levels[0] if own else ""
        self.units = [
            Found("unit", str(unit), node, str(name), level)
            for node, (unit, name) in enumerate(units["name"].items())
        ]
        self.places = [
            Found("place", str(place), history.targets.of_place(i), str(name))
            for i, (place, name) in enumerate(history.places["name"].items())
        ]
        self.areas = list(self._areas(skip=level))
        self.alternatives = history.places["alt_names"].to_dict()
        self.everything = [*self.places, *self.units, *self.areas]
        self._ids: dict[str, Found] = {}
        for item in self.everything:
            self._ids.setdefault(item.id, item)
        self._names = {item: self._names_of(item) for item in self.everything}

    def _names_of(self, item: Found) -> _Names:
        others = self._other_names(item)
        bare = {self._bare(name) for name in (item.name, *others)} if item.level else set()
        return _Names(fold(item.name), frozenset(map(fold, others)), frozenset(bare - {""}))

    def _areas(self, skip: str) -> Iterator[Found]:
        """Every area once, small levels first; not those that are units."""
        seen: set[tuple[str, str]] = set()
        for level in self.history.case.levels:
            for frame in self.history.frames:
                if frame.level != level or level == skip:
                    continue
                for area_id, name in frame.groups[["area_id", "name"]].itertuples(index=False):
                    if (level, str(area_id)) not in seen:
                        seen.add((level, str(area_id)))
                        yield Found("area", str(area_id), -1, str(name), level)

    def only(self, text: str, kind: str) -> Found:
        """What a text names among the places, the units or the areas of a level."""
        return self._choose(text, [x for x in self.everything if kind in (x.kind, x.level)])

    def find(self, text: str) -> Found:
        """What a text names, with its other meanings."""
        found = self._ids.get(text) or self._choose(text, self.everything)
        wanted = self._read(text)
        others = [
            x for x in self.everything if self._is_called(x, wanted) or self._answers(x, wanted)
        ]
        others += [x for x in self._areas_around(found, wanted.key) if x not in others]
        return replace(found, others=tuple(x for x in others if x != found))

    def _choose(self, text: str, among: list[Found]) -> Found:
        for item in among:
            if item.id == text:
                return item
        wanted = self._read(text)
        if not wanted.key:
            raise TargetNotFoundError(f"`{text}` is no name: write that of a place, unit or area.")
        places = [x for x in among if x.kind == "place"]
        for spelled in (self._is_called, self._answers):
            if named := [x for x in places if spelled(x, wanted)]:
                rank = self.history.places["rank"]
                return min(named, key=lambda x: int(rank.at[x.id]))
        land = [x for x in among if x.kind != "place"]
        for spelled in (self._is_called, self._answers):
            if named := [x for x in land if spelled(x, wanted)]:
                return self._only_unit(named, text)
        near = self._near(text, among)
        hint = " Did you mean " + " or ".join(near) + "?" if near else ""
        raise TargetNotFoundError(f"there is no place, unit or area `{text}`.{hint}")

    def _near(self, text: str, among: Iterable[Found]) -> list[str]:
        """The nearest spellings, one for each thing that is meant."""
        owners: dict[str, str] = {}
        for item in among:
            for name in self._spellings(item):
                owners.setdefault(name, item.ask)
        found: dict[str, str] = {}
        for name in nearest(text, owners, _LOOKED_AT):
            found.setdefault(owners[name], name)
        return list(found.values())[:_OFFERED]

    def _spellings(self, item: Found) -> list[str]:
        """All names, and those of areas without the words that only say their level."""
        names = [item.name, *self._other_names(item)]
        if item.kind != "area":
            return names
        silent = LINKING_WORDS | self.levels.keys()
        words = map(name_words, names)
        return names + [" ".join(w for w in ws if fold(w) not in silent) for ws in words]

    def _only_unit(self, named: list[Found], text: str) -> Found:
        """The first, unless several units are called so: then nobody can know which is meant."""
        units = [x for x in named if x.kind == "unit"]
        if len(units) > 1:
            parents = self.history.units["parents"]
            which = ", ".join(f"{x.id} ({', '.join(parents.at[x.id][:1])})" for x in units)
            raise TargetNotFoundError(
                f"several units are called `{text}`: name one by its id: {which}."
            )
        return named[0]

    def _read(self, text: str) -> _Wanted:
        words = [fold(word) for word in name_words(text)]
        levels = frozenset(self.levels[word] for word in words if word in self.levels)
        return _Wanted(fold(text), levels, self._bare(text))

    def _bare(self, text: str) -> str:
        """A name without the words for levels and what joins them to it (``Kidal``)."""
        return bare_name(text, self.levels)

    def _is_called(self, item: Found, wanted: _Wanted) -> bool:
        return self._names[item].own == wanted.key

    def _answers(self, item: Found, wanted: _Wanted) -> bool:
        """Whether an item goes by another name that was asked for, or by its bare one."""
        names = self._names[item]
        if wanted.key in names.others:
            return True
        asked = not wanted.levels or item.level in wanted.levels
        return asked and wanted.bare in names.bare

    def _other_names(self, item: Found) -> list[str]:
        """Alternative names of a place, and the names of anything in other languages."""
        kind = "place" if item.kind == "place" else "area"
        tables = self.history.translations.values()
        names = [table[kind, item.id][0] for table in tables if (kind, item.id) in table]
        if item.kind == "place":
            names += self.alternatives[item.id]
        return [name for name in names if name]

    def _areas_around(self, found: Found, key: str) -> Iterator[Found]:
        """Areas that a place is the seat of and that begin with its name (``Bamako District``)."""
        if found.kind != "place":
            return
        seat_of = set(self.history.places["seat_of"].at[found.id])
        for area in self.areas:
            if area.id in seat_of and self._names[area].own.startswith(key):
                yield area
