"""Finding places, units and areas by any spelling: accents, case, hyphens and ``alt_names``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from mapper.answers.names import Found, NameIndex, level_words, names_of, other_names
from mapper.core.areawords import LINKING_WORDS, bare_name, name_words
from mapper.core.errors import TargetNotFoundError
from mapper.core.spelling import fold, nearest
from mapper.history.targethistory import TargetHistory

__all__ = ["Found", "find_area", "find_target"]

_KINDS: Final = ("place", "unit")
_OFFERED: Final = 3
_LOOKED_AT: Final = 12
"""Spellings offered after a miss, and how many near ones are looked at for them."""
_KEPT_AS: Final = "_book_of_names"


def find_target(history: TargetHistory, text: str) -> Found:
    """The place, unit or area that a text names.

    An id counts before a name, a name before an alternative name; a place before a unit, a unit
    before an area, a small area before a large one; among places of one name the best-ranked
    one is meant. ``region:Kidal`` (a level, ``place`` or ``unit`` before the name or id) asks for
    that kind alone; the level's word may also stand with the name (``Cercle de Kidal``).

    Parameters
    ----------
    history : TargetHistory
    text : str

    Raises
    ------
    TargetNotFoundError
        If nothing goes by that name (with the nearest spellings), or if several units do.
    """
    kind, colon, rest = text.partition(":")
    kinds = {fold(kind): kind for kind in _KINDS} | level_words(history)
    book = _book_of(history)
    if colon and fold(kind) in kinds:
        return book.only(rest.strip(), kinds[fold(kind)])
    return book.find(text)


def find_area(history: TargetHistory, text: str, level: str | None = None) -> Found:
    """The area that a text names, also where a place goes by the name.

    Parameters
    ----------
    history : TargetHistory
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


class _Wanted(NamedTuple):
    """A text as the finder reads it: folded, the levels it names, and what is left of it."""

    key: str
    levels: frozenset[str]
    bare: str


def _book_of(history: TargetHistory) -> _Book:
    """The book of a history, kept with it: it takes as long to write as a hundred questions."""
    kept = vars(history)
    if _KEPT_AS not in kept:
        kept[_KEPT_AS] = _Book(history, names_of(history))
    book: _Book = kept[_KEPT_AS]
    return book


class _Book:
    """All that has a name in a history, by the index of its names."""

    def __init__(self, history: TargetHistory, names: NameIndex) -> None:
        self.history, self.names = history, names
        self.levels = level_words(history)

    def only(self, text: str, kind: str) -> Found:
        """What a text names among the places, the units or the areas of a level."""
        return self._choose(text, lambda x: kind in (x.kind, x.level))

    def find(self, text: str) -> Found:
        """What a text names, with its other meanings."""
        found = self._choose(text, lambda _: True)
        wanted = self._read(text)
        others = self._each({*self.names.called(wanted.key), *self._answering(wanted)})
        others += [x for x in self._areas_around(found, wanted.key) if x not in others]
        return replace(found, others=tuple(x for x in others if x != found))

    def _each(self, numbers: Iterable[int]) -> list[Found]:
        """Items by their numbers, in the order of the book."""
        return [self.names.item(number) for number in sorted(numbers)]

    def _choose(self, text: str, among: Callable[[Found], bool]) -> Found:
        for item in filter(among, self._each(self.names.with_id(text))):
            return item
        wanted = self._read(text)
        if not wanted.key:
            raise TargetNotFoundError(f"`{text}` is no name: write that of a place, unit or area.")
        called = list(filter(among, self._each(self.names.called(wanted.key))))
        answering = list(filter(among, self._each(self._answering(wanted))))
        for named in (called, answering):
            if places := [x for x in named if x.kind == "place"]:
                return min(places, key=lambda x: int(self._value(x, "rank")))
        for named in (called, answering):
            if land := [x for x in named if x.kind != "place"]:
                return self._only_unit(land, text)
        near = self._near(text, filter(among, self._each(range(len(self.names)))))
        hint = " Did you mean " + " or ".join(near) + "?" if near else ""
        raise TargetNotFoundError(f"there is no place, unit or area `{text}`.{hint}")

    def _value(self, item: Found, column: str) -> Any:
        return self.history.targets.value(item.node, column)

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
        names = [item.name, *other_names(self.history, item)]
        if item.kind != "area":
            return names
        silent = LINKING_WORDS | self.levels.keys()
        words = map(name_words, names)
        return names + [" ".join(w for w in ws if fold(w) not in silent) for ws in words]

    def _only_unit(self, named: list[Found], text: str) -> Found:
        """The first, unless several units are called so: then nobody can know which is meant."""
        units = [x for x in named if x.kind == "unit"]
        if len(units) > 1:
            around = [", ".join(self._value(x, "parents")[:1]) for x in units]
            which = ", ".join(f"{x.id} ({y})" for x, y in zip(units, around, strict=True))
            raise TargetNotFoundError(
                f"several units are called `{text}`: name one by its id: {which}."
            )
        return named[0]

    def _read(self, text: str) -> _Wanted:
        words = [fold(word) for word in name_words(text)]
        levels = frozenset(self.levels[word] for word in words if word in self.levels)
        return _Wanted(fold(text), levels, bare_name(text, self.levels))

    def _answering(self, wanted: _Wanted) -> set[int]:
        """What goes by another name that was asked for, or by its bare one."""
        bare = (
            number
            for number in self.names.bare(wanted.bare)
            if not wanted.levels or self.names.item(number).level in wanted.levels
        )
        return {*self.names.also_called(wanted.key), *bare}

    def _areas_around(self, found: Found, key: str) -> Iterator[Found]:
        """Areas that a place is the seat of and that begin with its name (``Bamako District``)."""
        if found.kind != "place":
            return
        seats = {
            number for area in self._value(found, "seat_of") for number in self.names.with_id(area)
        }
        for area in self._each(seats):
            if area.kind == "area" and fold(area.name).startswith(key):
                yield area
