"""What the list of areas is made of, read once: areas by layer, and what lies around each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from mapper.case.wording import LevelWords
from mapper.core.model import Named

if TYPE_CHECKING:
    from mapper.case.layers.boundaries import Layer
    from mapper.case.read import Case

__all__ = ["AreaBook", "ListedLayer", "area_book"]


@dataclass(frozen=True, slots=True)
class ListedLayer:
    """The areas of one frame of a level.

    Attributes
    ----------
    level, frame : str
    valid_from, valid_to : date or None
    ids, names : tuple of str
    around : tuple
        For each area: layer (position in the book) and id of each area of a coarser level that it
        lies in, smallest first; of layers that are valid at some same time.
    """

    level: str
    frame: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    ids: tuple[str, ...]
    names: tuple[str, ...]
    around: tuple[tuple[tuple[int, str], ...], ...]

    def holds_on(self, day: dt.date) -> bool:
        """Whether the frame is valid on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class AreaBook:
    """All areas of a case, and what helps to find one by a name.

    Attributes
    ----------
    levels : tuple of str
        Finest first.
    level_words : dict of LevelWords
    translations : dict
        Names in other languages, by language (see :mod:`mapper.case.names`).
    places : tuple of tuple of str
        Id, name and other names of each place.
    layers : tuple of ListedLayer
        Coarse levels first.
    """

    levels: tuple[str, ...]
    level_words: Mapping[str, LevelWords]
    translations: Mapping[str, Mapping[tuple[str, str], Named]]
    places: tuple[tuple[str, ...], ...]
    layers: tuple[ListedLayer, ...]

    def plain(self) -> dict[str, Any]:
        """The book as values of JSON; days are dates."""
        return {
            "levels": self.levels,
            "level_words": {level: dict(words.texts) for level, words in self.level_words.items()},
            "translations": {
                lang: [[*key, *value] for key, value in names.items()]
                for lang, names in self.translations.items()
            },
            "places": self.places,
            "layers": [asdict(layer) for layer in self.layers],
        }

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> AreaBook:
        """The book that `plain` gave, after JSON."""
        return cls(
            levels=tuple(told["levels"]),
            level_words={level: LevelWords(words) for level, words in told["level_words"].items()},
            translations={
                lang: {(kind, key): Named(*names) for kind, key, *names in rows}
                for lang, rows in told["translations"].items()
            },
            places=tuple(map(tuple, told["places"])),
            layers=tuple(_layer(layer) for layer in told["layers"]),
        )


def _layer(told: Mapping[str, Any]) -> ListedLayer:
    days = (told["valid_from"], told["valid_to"])
    first, last = (None if d is None else dt.date.fromisoformat(d) for d in days)
    around = tuple(tuple((at, key) for at, key in areas) for areas in told["around"])
    return ListedLayer(
        level=told["level"],
        frame=told["frame"],
        valid_from=first,
        valid_to=last,
        ids=tuple(told["ids"]),
        names=tuple(told["names"]),
        around=around,
    )


def area_book(case: Case) -> AreaBook:
    """The book of a case."""
    file, places = case.file, case.places
    layers = sorted(case.layers, key=lambda x: -file.levels.index(x.level))
    names = zip(places.index, places["name"], places["alt_names"], strict=True)
    return AreaBook(
        levels=file.levels,
        level_words=file.level_words,
        translations=case.translations,
        places=tuple((str(place), name, *others) for place, name, others in names),
        layers=tuple(_listed(layers[:at], layer) for at, layer in enumerate(layers)),
    )


def _listed(coarser: Sequence[Layer], layer: Layer) -> ListedLayer:
    around: list[list[tuple[int, str]]] = [[] for _ in range(len(layer.areas))]
    for row, item in _lying_in(coarser, layer):
        around[row].append(item)
    return ListedLayer(
        level=layer.level,
        frame=layer.frame,
        valid_from=layer.valid_from,
        valid_to=layer.valid_to,
        ids=tuple(map(str, layer.areas.index)),
        names=tuple(map(str, layer.areas["name"])),
        around=tuple(map(tuple, around)),
    )


def _lying_in(coarser: Sequence[Layer], layer: Layer) -> Iterator[tuple[int, tuple[int, str]]]:
    """Rows of a layer, each with the areas of coarser layers that its inner point lies in."""
    import shapely

    from mapper.areas.membership import containing

    points = shapely.point_on_surface(layer.areas.geometry.to_numpy())
    for number in reversed(range(len(coarser))):
        other = coarser[number]
        if other.level == layer.level or not _meet(layer, other):
            continue
        ids = list(map(str, other.areas.index))
        for row, found in enumerate(containing(points, other.areas.geometry.to_numpy()).tolist()):
            if found >= 0:
                yield row, (number, ids[found])


def _meet(one: Layer, other: Layer) -> bool:
    """Whether two frames are valid on some same day."""
    return all(
        a.valid_from is None or b.valid_to is None or a.valid_from < b.valid_to
        for a, b in ((one, other), (other, one))
    )
