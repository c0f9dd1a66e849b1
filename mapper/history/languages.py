"""A control history with its names in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from mapper.history.control import ControlHistory

__all__ = ["translated"]


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
    names = history.translations.get(lang)
    if not names:
        return history

    def of(kind: str) -> Callable[[str, str], str]:
        return lambda key, name: names.get((kind, str(key)), (name, ""))[0] or name

    place, area = of("place"), of("area")
    places = history.places.copy()
    new = [place(i, n) for i, n in zip(places.index, places["name"], strict=True)]
    alt = zip(places["alt_names"], places["name"], new, strict=True)
    places["alt_names"] = _objects(
        ((*a, old) if old != now and old not in a else a for a, old, now in alt), places.index
    )
    places["name"] = pd.Series(new, index=places.index, dtype="str")
    renamed: dict[str, str] = {}
    frames = []
    for frame in history.frames:
        groups = frame.groups.copy()
        groups["name"] = [
            area(i, n) for i, n in zip(groups["area_id"], groups["name"], strict=True)
        ]
        renamed |= dict(zip(frame.groups["name"], groups["name"], strict=True))
        frames.append(replace(frame, groups=groups))
    units = history.units.copy()
    units["name"] = [
        _cell_name(str(i), n, place, area) for i, n in zip(units.index, units["name"], strict=True)
    ]
    for table in (units, places):
        parents = (tuple(renamed.get(n, n) for n in p) for p in table["parents"])
        table["parents"] = _objects(parents, table.index)
    claims = history.claims.copy()
    claims["target_name"] = [
        place(i, area(i, n))
        for i, n in zip(claims["target_id"], claims["target_name"], strict=True)
    ]
    background = {kind: layer.copy() for kind, layer in history.background.items()}
    for layer in background.values():
        layer["name"] = [of("background")(n, n) for n in layer["name"]]
    actors = {
        a.actor_id: replace(
            a,
            name=of("actor")(a.actor_id, a.name),
            short_name=names.get(("actor", a.actor_id), ("", ""))[1] or a.short_name,
        )
        for a in history.actors.values()
    }
    blocs = {
        b.bloc_id: replace(b, name=of("bloc")(b.bloc_id, b.name)) for b in history.blocs.values()
    }
    milestones = tuple(
        replace(m, title=of("milestone")(m.title, m.title)) for m in history.milestones
    )
    said = of("case")("description", history.case.description)
    return replace(
        history,
        case=replace(history.case, description=said),
        units=units,
        places=places,
        claims=claims,
        frames=tuple(frames),
        actors=actors,
        blocs=blocs,
        background=background,
        milestones=milestones,
    )


def _cell_name(
    unit_id: str, name: str, place: Callable[[str, str], str], area: Callable[[str, str], str]
) -> str:
    """Cells of the model ``voronoi`` are called like their place or area."""
    key = unit_id.partition(":")[2]
    return place(key, area(key, name)) if key else name


def _objects(values: Iterable[object], index: pd.Index) -> pd.Series:
    return pd.Series(list(values), index=index, dtype="object")
