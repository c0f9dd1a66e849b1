"""The areas of a case as a list: ids, names, levels, frames, and the areas around each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from mapper.areas.areabook import AreaBook, ListedLayer, area_book
from mapper.core.areawords import bare_name, name_words
from mapper.core.dates import Day, as_day
from mapper.core.errors import TargetNotFoundError, UsageError
from mapper.core.spelling import composed, fold, nearest, suggestion

if TYPE_CHECKING:
    from mapper.case.read import Case

__all__ = ["AREA_COLUMNS", "areas", "areas_in"]

AREA_COLUMNS: Final = ("area_id", "name", "level", "frame", "valid_from", "valid_to", "parents")
"""Columns of :func:`areas`."""
_OFFERED: Final = 3
_LOOKED_AT: Final = 12
"""Areas offered after a miss, and spellings that are looked at for them."""


def areas(
    case: Case, name: str | None = None, *, level: str | None = None, on: Day | None = None
) -> pd.DataFrame:
    """The areas of the boundary layers of a case.

    Parameters
    ----------
    case : Case
    name : str, optional
        Only what goes by this name in any spelling, or by this id: ``Kidal``, ``Kidal Region``,
        ``région de Kidal``. ``region:Kidal`` asks for one level.
    level : str, optional
        Only this level, by its id or by what the case calls it.
    on : date or str, optional
        Only frames that are valid on this day.

    Returns
    -------
    DataFrame
        One row for each area and frame, coarse levels first, with the columns of
        :data:`AREA_COLUMNS`: ``valid_from`` (included) and ``valid_to`` (not included) as text,
        empty where unbounded; ``parents``, a tuple of the ids of the areas around it, smallest
        first, of all frames that are valid at some time with its own (or on the day).

    Raises
    ------
    UsageError
        If there is no such level, or ``on`` is no day.
    TargetNotFoundError
        If nothing goes by that name; the message offers near spellings.

    Examples
    --------
    >>> import mapper
    >>> case = mapper.read_case(mapper.find_case("mali"))
    >>> table = mapper.areas(case, "Kidal", level="region", on="2012-04-06")
    >>> table[["area_id", "name", "frame"]].to_numpy().tolist()
    [['kidal-region', 'Kidal Region', '2012']]
    """
    return areas_in(area_book(case), name, level=level, on=on)


def areas_in(
    book: AreaBook, name: str | None = None, *, level: str | None = None, on: Day | None = None
) -> pd.DataFrame:
    """As :func:`areas`, of what was read of a case before."""
    words = _level_words(book)
    day = None if on is None else as_day(on)
    wanted = None if level is None else _level_of(level, book, words)
    rows = [row for layer in book.layers for row in _rows(book, layer, day)]
    if name is not None:
        asked, bare = _asked(name, words, {row.area_id for row in rows})
        if wanted is not None and asked not in {None, wanted}:
            raise UsageError(f"`{name}` names another level than `{level}`.")
        wanted = wanted or asked
    rows = [row for row in rows if wanted in {None, row.level}]
    if name is not None:
        rows = _Names(book, words).called(bare, rows, name)
    return pd.DataFrame(rows, columns=list(AREA_COLUMNS))


class _Row(NamedTuple):
    """An area in one frame, with the columns of the table."""

    area_id: str
    name: str
    level: str
    frame: str
    valid_from: str
    valid_to: str
    parents: tuple[str, ...]


def _rows(book: AreaBook, layer: ListedLayer, day: dt.date | None) -> Iterator[_Row]:
    """The areas of a layer, on a day only if it is valid then; each with those around it."""
    if day is not None and not layer.holds_on(day):
        return
    valid = [day is None or other.holds_on(day) for other in book.layers]
    start, end = ("" if d is None else d.isoformat() for d in (layer.valid_from, layer.valid_to))
    for area, name, around in zip(layer.ids, layer.names, layer.around, strict=True):
        yield _Row(
            area_id=area,
            name=name,
            level=layer.level,
            frame=layer.frame,
            valid_from=start,
            valid_to=end,
            parents=tuple(dict.fromkeys(key for other, key in around if valid[other])),
        )


def _level_words(case: AreaBook) -> dict[str, str]:
    """The level that a folded word means: its id, or what the case calls it in any language."""
    found: dict[str, str] = {}
    for level in reversed(case.levels):
        own = case.level_words.get(level)
        found |= {fold(name): level for name in (level, *(own.names if own else ()))}
    return found


def _level_of(word: str, case: AreaBook, words: Mapping[str, str]) -> str:
    if fold(word) not in words:
        levels = case.levels
        hint = suggestion(word, levels, f"The levels are: {', '.join(levels)}.")
        raise UsageError(f"there is no level `{word}`. {hint}")
    return words[fold(word)]


def _asked(name: str, words: Mapping[str, str], ids: Container[str]) -> tuple[str | None, str]:
    """The level before a colon, if there is one, and what is behind it."""
    word, colon, rest = name.partition(":")
    level = words.get(fold(word)) if colon and name not in ids else None
    return (level, rest.strip()) if level is not None else (None, name)


class _Names:
    """Tells which areas a text names: by id, by name in any language, with or without its level."""

    def __init__(self, case: AreaBook, words: Mapping[str, str]) -> None:
        self._words = words
        self._case = case
        self._others: dict[str, list[str]] = {}
        for table in case.translations.values():
            for (kind, key), (name, *_) in table.items():
                if kind == "area" and name:
                    self._others.setdefault(key, []).append(name)

    def called(self, text: str, rows: Sequence[_Row], asked: str) -> list[_Row]:
        """The rows that a text names; an id alone before names."""
        text = composed(text)
        found = [row for row in rows if row.area_id == text]
        found = found or [row for row in rows if self._answers(row, text)]
        if not found:
            raise TargetNotFoundError(f"there is no area `{asked}`. {self._hint(text, rows)}")
        return found

    def _answers(self, row: _Row, text: str) -> bool:
        key, bare = fold(text), self._bare(text)
        if not key:
            return False
        levels = {self._words[word] for word in self._folded(text) if word in self._words}
        alike = bool(bare) and (not levels or row.level in levels)
        return any(
            key in {fold(name), fold(row.area_id)} or (alike and self._bare(name) == bare)
            for name in self._spellings(row)
        )

    def _spellings(self, row: _Row) -> list[str]:
        return [row.name, *self._others.get(row.area_id, ())]

    def _folded(self, text: str) -> list[str]:
        return [fold(word) for word in name_words(text)]

    def _bare(self, text: str) -> str:
        """A name without the words for levels and what joins them to it."""
        return bare_name(text, self._words)

    def _hint(self, text: str, rows: Sequence[_Row]) -> str:
        """A place of that name, the areas of nearly that name, or where the list is."""
        for place, *names_of_it in self._case.places:
            if fold(text) in {fold(name) for name in (place, *names_of_it)}:
                return f"It is a place: ask `mapper who {place}`."
        names = {name: row.name for row in reversed(rows) for name in self._spellings(row)}
        names |= {self._bare(name): whole for name, whole in names.items()}
        near = dict.fromkeys(names[name] for name in nearest(text, names, _LOOKED_AT))
        if not near:
            return "`mapper areas` lists all of them."
        return "Did you mean " + " or ".join(f"`{x}`" for x in list(near)[:_OFFERED]) + "?"
