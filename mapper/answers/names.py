"""The index of the names of a history: what goes by a name, an id, another or a bare name.

Spellings are compared folded (no accents, case, hyphens). Folding all names of a large case takes
longer than answering a question about one, so the index is kept with the history in the cache.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mapper.core.areawords import bare_name
from mapper.core.spelling import fold
from mapper.history.targethistory import TargetHistory

if TYPE_CHECKING:
    import pandas as pd

    from mapper.history.control import ControlHistory
    from mapper.history.plaincolumns import PlainColumns

__all__ = ["Found", "NameIndex", "level_words", "name_tables", "names_of", "other_names"]

ITEMS: Final = "named"
KEYS: Final = "name_keys"
"""Tables of the index in the cache: what has a name, and what it goes by."""
_FEW: Final = 1 << 10
_ID, _OWN, _OTHER, _BARE = range(4)
"""How an item goes by a key: its id, or its name, other names, bare names, folded."""


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


def level_words(history: TargetHistory) -> dict[str, str]:
    """The level that a folded word means: its id, or what the case calls it in any language."""
    found: dict[str, str] = {}
    for level in reversed(history.case.levels):
        own = history.case.level_words.get(level)
        found |= {fold(name): level for name in (level, *(own.names if own else ()))}
    return found


def other_names(history: TargetHistory, item: Found) -> list[str]:
    """Alternative names of a place, and the names of anything in other languages."""
    kind = "place" if item.kind == "place" else "area"
    tables = history.translations.values()
    names = [table[kind, item.id][0] for table in tables if (kind, item.id) in table]
    if item.kind == "place":
        names += history.targets.value(item.node, "alt_names")
    return [name for name in names if name]


class NameIndex(ABC):
    """What goes by a key; items are numbered: places, units, then areas, small levels first."""

    @abstractmethod
    def __len__(self) -> int:
        """How many items there are."""

    @abstractmethod
    def item(self, number: int) -> Found:
        """An item by its number."""

    @abstractmethod
    def _by(self, how: int, key: str) -> Sequence[int]:
        """The items that go by a key in one way."""

    def with_id(self, text: str) -> Sequence[int]:
        """Items of this id."""
        return self._by(_ID, text)

    def called(self, key: str) -> Sequence[int]:
        """Items whose name is this, folded."""
        return self._by(_OWN, key)

    def also_called(self, key: str) -> Sequence[int]:
        """Items of which another name is this, folded."""
        return self._by(_OTHER, key)

    def bare(self, key: str) -> Sequence[int]:
        """Areas whose name, without the words for levels, is this, folded."""
        return self._by(_BARE, key)


def names_of(history: TargetHistory) -> NameIndex:
    """The index of a history: from the cache where that is where it comes from, else made."""
    from mapper.history.light import LightHistory

    if isinstance(history, LightHistory) and history.has(KEYS):
        return _Kept(history.columns(ITEMS), history.columns(KEYS))
    return _Made(history.whole)


class _Made(NameIndex):
    """The index of a history, made from its tables."""

    def __init__(self, history: ControlHistory) -> None:
        self.items = list(_items(history))
        self.levels = level_words(history)
        self.keys: tuple[dict[str, list[int]], ...] = ({}, {}, {}, {})
        alternatives = dict(zip(history.places.index, history.places["alt_names"], strict=True))
        tables = list(history.translations.values())
        for number, item in enumerate(self.items):
            self._note(number, item, tables, alternatives)

    def _note(
        self,
        number: int,
        item: Found,
        tables: Sequence[Mapping[tuple[str, str], tuple[str, str]]],
        alternatives: Mapping[str, Sequence[str]],
    ) -> None:
        kind = "place" if item.kind == "place" else "area"
        others = [table[kind, item.id][0] for table in tables if (kind, item.id) in table]
        if item.kind == "place":
            others += alternatives[item.id]
        others = [name for name in others if name]
        names = (item.name, *others) if item.level else ()
        keys = (
            {item.id},
            {fold(item.name)},
            {fold(name) for name in others},
            {bare_name(name, self.levels) for name in names} - {""},
        )
        for noted, found in zip(self.keys, keys, strict=True):
            for key in found:
                noted.setdefault(key, []).append(number)

    def __len__(self) -> int:
        return len(self.items)

    def item(self, number: int) -> Found:
        """An item by its number."""
        return self.items[number]

    def _by(self, how: int, key: str) -> Sequence[int]:
        return self.keys[how].get(key, ())


def _items(history: ControlHistory) -> Iterator[Found]:
    """All that has a name: places, units, and the areas that are no units."""
    for row, (place, name) in enumerate(history.places["name"].items()):
        yield Found("place", str(place), history.targets.of_place(row), str(name))
    units = history.land
    levels = history.case.levels
    finest = next((f for f in history.frames if f.level == levels[0]), None)
    own = finest is not None and set(units.index) <= set(finest.groups["area_id"])
    of_units = levels[0] if own else ""
    for node, (unit, name) in enumerate(units["name"].items()):
        yield Found("unit", str(unit), node, str(name), of_units)
    seen: set[tuple[str, str]] = set()
    for level in levels:
        for frame in history.frames:
            if frame.level != level or level == of_units:
                continue
            for area_id, name in frame.groups[["area_id", "name"]].itertuples(index=False):
                if (level, str(area_id)) not in seen:
                    seen.add((level, str(area_id)))
                    yield Found("area", str(area_id), -1, str(name), level)


class _Kept(NameIndex):
    """The index as :func:`name_tables` has it, in files of the cache."""

    def __init__(self, items: PlainColumns, keys: PlainColumns) -> None:
        self._items, self._keys = items, keys
        self._few = lru_cache(_FEW)(self._item)

    def __len__(self) -> int:
        return self._items.rows

    def _item(self, number: int) -> Found:
        kind, key, name, level = (
            self._items.text(column, number) for column in ("kind", "id", "name", "level")
        )
        return Found(kind, key, self._items.number("node", number), name, level)

    def item(self, number: int) -> Found:
        """An item by its number."""
        return self._few(number)

    def _by(self, how: int, key: str) -> Sequence[int]:
        keys = self._keys
        wanted = (how, key)

        def at(row: int) -> tuple[int, str]:
            return keys.number("how", row), keys.text("key", row)

        first = last = bisect_left(range(keys.rows), wanted, key=at)
        while last < keys.rows and at(last) == wanted:
            last += 1
        return keys.numbers("item", first, last)


def name_tables(history: ControlHistory) -> Iterator[tuple[str, pd.DataFrame]]:
    """The index of a history as tables, for the cache."""
    import pandas as pd

    made = _Made(history)
    rows = [(x.kind, x.id, x.node, x.name, x.level) for x in made.items]
    items = pd.DataFrame(rows, columns=["kind", "id", "node", "name", "level"])
    yield ITEMS, items.astype({"node": "int64"})
    keys = sorted(
        (how, key, number)
        for how, noted in enumerate(made.keys)
        for key, numbers in noted.items()
        for number in numbers
    )
    yield KEYS, pd.DataFrame(keys, columns=["how", "key", "item"])
