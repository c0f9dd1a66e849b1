"""A control history with its names in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from mapper.areas.frames import Frame
from mapper.case.names import ORIGINAL, Names, spoken
from mapper.core.model import Actor
from mapper.history.control import ControlHistory

__all__ = ["names_in", "translated"]


def translated(history: ControlHistory, lang: str) -> ControlHistory:
    """The history with the names that ``names_<lang>.csv`` of the case gives.

    Parameters
    ----------
    history : ControlHistory
    lang : str
        Two letters, such as ``fr``. What has no name in it keeps its own.

    Returns
    -------
    ControlHistory
        The same object if the case has no names in that language. Names in the original
        language become alternative names of places, so that both are found.
    """
    names = names_in(history, lang)
    if names is None:
        return history
    book = _Book(names)
    frames, renamed = _frames(history, book)
    return replace(
        history,
        case=replace(
            history.case, description=book.name("case", "description", history.case.description)
        ),
        units=_units(history, book, renamed),
        places=_places(history, book, renamed),
        claims=_claims(history, book),
        frames=frames,
        actors={key: _actor(actor, names, lang) for key, actor in history.actors.items()},
        blocs={
            key: replace(bloc, name=book.name("bloc", key, bloc.name))
            for key, bloc in history.blocs.items()
        },
        background=_background(history, book),
        milestones=tuple(
            replace(m, title=book.name("milestone", m.title, m.title)) for m in history.milestones
        ),
    )


def names_in(history: ControlHistory, lang: str) -> Names | None:
    """What ``names_<lang>.csv`` says beside what the history itself has; None for nothing.

    Of the original language most often only forms for sentences are said, which actors have.
    """
    names = history.translations.get(lang)
    if not names:
        return None
    if lang == ORIGINAL and not any(x.name or x.short_name for x in names.values()):
        return None
    return names


class _Book:
    """The names of a language, by kind and id."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def name(self, kind: str, key: object, name: str) -> str:
        """The name of something; its own where the language has none."""
        found = self._names.get((kind, str(key)))
        return name if found is None else found.name or name


def _places(history: ControlHistory, book: _Book, renamed: Mapping[str, str]) -> pd.DataFrame:
    places = history.places.copy()
    new = [
        book.name("place", key, name)
        for key, name in zip(places.index, places["name"], strict=True)
    ]
    also = zip(places["alt_names"], places["name"], new, strict=True)
    places["alt_names"] = _objects(
        ((*a, old) if old != now and old not in a else a for a, old, now in also), places.index
    )
    places["name"] = pd.Series(new, index=places.index, dtype="str")
    places["parents"] = _parents(places, renamed)
    return places


def _frames(history: ControlHistory, book: _Book) -> tuple[tuple[Frame, ...], dict[str, str]]:
    """The frames with names of the language, and which name became which."""
    renamed: dict[str, str] = {}
    frames = []
    for frame in history.frames:
        groups = frame.groups.copy()
        groups["name"] = [
            book.name("area", key, name)
            for key, name in zip(groups["area_id"], groups["name"], strict=True)
        ]
        renamed |= dict(zip(frame.groups["name"], groups["name"], strict=True))
        frames.append(replace(frame, groups=groups))
    return tuple(frames), renamed


def _units(history: ControlHistory, book: _Book, renamed: Mapping[str, str]) -> gpd.GeoDataFrame:
    units = history.units.copy()
    units["name"] = [
        _cell_name(str(key), name, book)
        for key, name in zip(units.index, units["name"], strict=True)
    ]
    units["parents"] = _parents(units, renamed)
    return units


def _claims(history: ControlHistory, book: _Book) -> pd.DataFrame:
    claims = history.claims.copy()

    def named(key: str, name: str) -> str:
        return book.name("place", key, book.name("area", key, name))

    targets = zip(claims["target_id"], claims["target_name"], strict=True)
    claims["target_name"] = [named(key, name) for key, name in targets]
    lists = zip(claims["excepted"], claims["excepted_names"], strict=True)
    left_out = [tuple(map(named, ids, names)) for ids, names in lists]
    claims["excepted_names"] = pd.Series(left_out, index=claims.index, dtype="object")
    return claims


def _background(history: ControlHistory, book: _Book) -> dict[str, gpd.GeoDataFrame]:
    background = {kind: layer.copy() for kind, layer in history.background.items()}
    for layer in background.values():
        layer["name"] = [book.name("background", name, name) for name in layer["name"]]
    return background


def _actor(actor: Actor, names: Names, lang: str) -> Actor:
    """The actor in a language; in its own where that has no word of it."""
    named = names.get(("actor", actor.actor_id))
    if named is None:
        return actor
    name, short = named.name or actor.name, named.short_name or actor.short_name
    return replace(spoken(actor, named), name=name, short_name=short, lang=lang)


def _cell_name(unit_id: str, name: str, book: _Book) -> str:
    """Cells of the model ``voronoi`` are called like their place or area."""
    key = unit_id.partition(":")[2]
    return book.name("place", key, book.name("area", key, name)) if key else name


def _parents(table: pd.DataFrame, renamed: Mapping[str, str]) -> pd.Series:
    return _objects(
        (tuple(renamed.get(name, name) for name in names) for names in table["parents"]),
        table.index,
    )


def _objects(values: Iterable[object], index: pd.Index) -> pd.Series:
    return pd.Series(list(values), index=index, dtype="object")
