"""Finding places and units by any spelling: accents, case, hyphens and ``alt_names``."""

from __future__ import annotations

from dataclasses import dataclass

from mapper.consistency import fold, nearest
from mapper.errors import TargetNotFoundError
from mapper.history import ControlHistory

__all__ = ["Found", "find_target"]


@dataclass(frozen=True, slots=True)
class Found:
    """A place or unit of a history, by its number and id."""

    kind: str
    id: str
    node: int
    name: str


def find_target(history: ControlHistory, text: str) -> Found:
    """The place or unit that a text names.

    An id counts before a name, a name before an alternative name, a place before a unit; among
    places of one name the best-ranked one is meant.

    Parameters
    ----------
    history : ControlHistory
    text : str

    Raises
    ------
    TargetNotFoundError
        If nothing goes by that name (with the nearest spellings), or if several units do.
    """
    places, units = history.places, history.units
    if text in places.index:
        return _place(history, int(places.index.get_loc(text)))
    if text in units.index:
        node = int(units.index.get_loc(text))
        return Found("unit", text, node, str(units["name"].iat[node]))
    key = fold(text)
    if not key:
        raise TargetNotFoundError(f"`{text}` is no name: write that of a place or unit.")
    named = [i for i, name in enumerate(places["name"]) if fold(name) == key]
    named = named or [
        i for i, names in enumerate(places["alt_names"]) if any(fold(n) == key for n in names)
    ]
    if named:
        return _place(history, min(named, key=lambda i: (places["rank"].iat[i], i)))
    matching = [i for i, name in enumerate(units["name"]) if fold(name) == key]
    if len(matching) > 1:
        which = ", ".join(
            f"{units.index[i]} ({', '.join(units['parents'].iat[i][:1])})" for i in matching
        )
        raise TargetNotFoundError(
            f"several units are called `{text}`: name one by its id: {which}."
        )
    if matching:
        return Found(
            "unit", str(units.index[matching[0]]), matching[0], str(units["name"].iat[matching[0]])
        )
    spellings = [
        *places["name"],
        *(n for names in places["alt_names"] for n in names),
        *units["name"],
    ]
    near = nearest(text, spellings)
    hint = " Did you mean " + " or ".join(near) + "?" if near else ""
    raise TargetNotFoundError(f"there is no place or unit `{text}`.{hint}")


def _place(history: ControlHistory, position: int) -> Found:
    return Found(
        "place",
        str(history.places.index[position]),
        history.timeline.unit_count + position,
        str(history.places["name"].iat[position]),
    )
