"""The index of the names of a history: what goes by a name, an id, another or a bare name.

Spellings are compared folded (no accents, case, hyphens). Folding all names of a large case takes
longer than answering a question about one, so the index is kept in the cache, beside the history:
from the first question about a name on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from mapper.core.areawords import bare_name, bare_names
from mapper.core.spelling import fold, folded
from mapper.history.plaincolumns import PlainColumns
from mapper.history.targethistory import TargetHistory

if TYPE_CHECKING:
    import pandas as pd

    from mapper.history.control import ControlHistory

__all__ = ["NAMES", "Found", "NameIndex", "level_words", "name_tables", "names_of", "other_names"]

NAMES: Final = "names"
"""What the entry of the cache is called that has the index of a history."""
ITEMS: Final = "named"
KEYS: Final = "name_keys"
"""Tables of the index in the cache: what has a name, and what it goes by."""
_FEW: Final = 1 << 10
_KINDS: Final = {"place": "place"}
"""What tables of names in other languages call an item; units and areas are areas there."""
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

    if isinstance(history, LightHistory) and (entry := history.beside(NAMES)) is not None:
        return _Kept(*(PlainColumns(entry.file(f"{name}.arrow")) for name in (ITEMS, KEYS)))
    return _made(history.whole)


def _made(history: ControlHistory) -> _Made:
    from mapper.history.memo import remembered

    return remembered(history, _Made)


class _Made(NameIndex):
    """The index of a history, made from its tables.

    Attributes
    ----------
    rows : list of tuple
        All items.
    keys : list of (list of str, list of int)
        For each way to go by a key the keys in their order, and which item goes by each.
    """

    def __init__(self, history: ControlHistory) -> None:
        self.rows = list(_rows(history))
        names = [row[3] for row in self.rows]
        words = level_words(history)
        others = _others(self.rows, _also_called(history))
        areas = [number for number, row in enumerate(self.rows) if row[4]]
        own = dict(zip(areas, bare_names([names[i] for i in areas], words), strict=True))
        also = [(fold(text), number) for number, texts in others.items() for text in texts]
        bare = [(key, number) for number, key in own.items()]
        for number in others.keys() & own.keys():
            bare += [(bare_name(text, words), number) for text in others[number]]
        self.keys = [
            _in_order([row[1] for row in self.rows], range(len(names))),
            _in_order(folded(names), range(len(names))),
            _once(also),
            _once([pair for pair in bare if pair[0]]),
        ]

    def __len__(self) -> int:
        return len(self.rows)

    def item(self, number: int) -> Found:
        """An item by its number."""
        return Found(*self.rows[number])

    def _by(self, how: int, key: str) -> Sequence[int]:
        keys, items = self.keys[how]
        return items[bisect_left(keys, key) : bisect_right(keys, key)]


_Keys: TypeAlias = tuple[list[str], list[int]]


def _in_order(keys: Sequence[str], items: Sequence[int]) -> _Keys:
    """Keys in their order, those that are equal as they stand."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return [keys[i] for i in order], [items[i] for i in order]


def _once(pairs: Sequence[tuple[str, int]]) -> _Keys:
    """Keys of items, each once for an item, items of one key by their number."""
    pairs = sorted(set(pairs))
    return [key for key, _ in pairs], [number for _, number in pairs]


_Row: TypeAlias = tuple[str, str, int, str, str]
"""Kind, id, number of the target, name and level of an item."""


def _also_called(history: ControlHistory) -> dict[tuple[str, str], list[str]]:
    """Alternative names of places, and names in other languages, by kind and id."""
    found: dict[tuple[str, str], list[str]] = {}
    for table in history.translations.values():
        for (kind, key), (name, *_) in table.items():
            if name and kind in {"place", "area"}:
                found.setdefault((kind, key), []).append(name)
    names = zip(history.places.index.tolist(), history.places["alt_names"].tolist(), strict=True)
    for place, others in names:
        if kept := [name for name in others if name]:
            found.setdefault(("place", place), []).extend(kept)
    return found


def _others(
    rows: Sequence[_Row], also: Mapping[tuple[str, str], Sequence[str]]
) -> dict[int, Sequence[str]]:
    """The other names of items by their number, of those that have some."""
    if not also:
        return {}
    keys = ((_KINDS.get(kind, "area"), key) for kind, key, *_ in rows)
    return {number: also[key] for number, key in enumerate(keys) if key in also}


def _rows(history: ControlHistory) -> Iterator[_Row]:
    """All that has a name: places, units, and the areas that are no units."""
    places, units, levels = history.places, history.land, history.case.levels
    first = history.targets.unit_count
    named = zip(places.index.tolist(), places["name"].tolist(), strict=True)
    yield from (("place", key, first + i, name, "") for i, (key, name) in enumerate(named))
    finest = next((f for f in history.frames if f.level == levels[0]), None)
    own = finest is not None and set(units.index) <= set(finest.groups["area_id"])
    of_units = levels[0] if own else ""
    named = zip(units.index.tolist(), units["name"].tolist(), strict=True)
    yield from (("unit", key, node, name, of_units) for node, (key, name) in enumerate(named))
    seen: set[tuple[str, str]] = set()
    for level in levels:
        for frame in history.frames:
            if frame.level != level or level == of_units:
                continue
            table = frame.groups
            for key, name in zip(table["area_id"].tolist(), table["name"].tolist(), strict=True):
                if (level, key) not in seen:
                    seen.add((level, key))
                    yield "area", key, -1, name, level


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

    made = _made(history)
    kinds, ids, nodes, names, levels = zip(*made.rows, strict=True)
    yield (
        ITEMS,
        pd.DataFrame({"kind": kinds, "id": ids, "node": nodes, "name": names, "level": levels}),
    )
    yield (
        KEYS,
        pd.DataFrame(
            {
                "how": [how for how, (keys, _) in enumerate(made.keys) for _ in keys],
                "key": [key for keys, _ in made.keys for key in keys],
                "item": [number for _, items in made.keys for number in items],
            }
        ),
    )
