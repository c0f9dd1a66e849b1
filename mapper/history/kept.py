"""A control history whose tables lie in the cache, each opened when it is asked for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mapper.core.cache import DamagedError, Entry
from mapper.core.model import State
from mapper.history.control import ControlHistory
from mapper.history.keptcolumns import UnkeepableError, file_of, geometry_in, table_in
from mapper.history.keptnames import AREAS, PLACE_AREAS, STATES, TOLD, UNIT, UNIT_AREAS
from mapper.history.targets import Targets
from mapper.history.told import told_in, told_of

if TYPE_CHECKING:
    import geopandas as gpd

    from mapper.areas.frames import Frame
    from mapper.core.coded import Coded

__all__ = ["KeptHistory", "files_of", "files_of_tables"]

_GEOMETRY: Final = "geometry"
_VALUES: Final = "values"


def files_of(
    history: ControlHistory, coded: Mapping[str, Coded] | None = None
) -> Iterator[tuple[str, Any, Any]]:
    """The files of a history: name, bytes, and what the index of the entry says of them.

    Parameters
    ----------
    history : ControlHistory
    coded : mapping
        Columns of its claims by their distinct values, as the case has them.

    Raises
    ------
    UnkeepableError
        If it holds what no file can hold.
    """
    yield from _table("units", pd.DataFrame(history.units).drop(columns=_GEOMETRY))
    yield from _shapes("shapes", history.units)
    yield from _table("places", history.places)
    yield from _table("claims", history.claims, coded)
    timeline: dict[str, str] = {}
    for item in fields(history.timeline):
        value = getattr(history.timeline, item.name)
        if isinstance(value, pd.DataFrame):
            timeline[item.name] = "table"
            yield from _table(item.name, value)
        elif isinstance(value, np.ndarray):
            timeline[item.name] = "numbers"
            yield from _table(item.name, pd.DataFrame({_VALUES: value}))
        elif item.name not in {"states", "unit_count"}:
            raise UnkeepableError(f"{item.name} of a timeline")
    yield STATES, _json([list(state) for state in history.states]), {}
    yield from _frame_files(history)
    for kind, layer in history.background.items():
        yield from _table(f"background_{kind}", pd.DataFrame(layer).drop(columns=_GEOMETRY))
        yield from _shapes(f"shapes_{kind}", layer)
    yield TOLD, _json(_told(history, timeline)), {}


def _told(history: ControlHistory, timeline: Mapping[str, str]) -> dict[str, Any]:
    return told_of(history) | {
        "unit_columns": list(history.units.columns),
        "unit_count": history.timeline.unit_count,
        "timeline": dict(timeline),
        "frames": [
            {
                "level": frame.level,
                "frame": frame.frame,
                "valid_from": frame.valid_from,
                "valid_to": frame.valid_to,
                "areas": len(frame.groups),
                "own_places": frame.place_area is not None,
            }
            for frame in history.frames
        ],
        "background": {kind: list(layer.columns) for kind, layer in history.background.items()},
    }


def _frame_files(history: ControlHistory) -> Iterator[tuple[str, Any, Any]]:
    """The areas of all frames, one frame after the other; of each unit and place their codes."""
    groups = [frame.groups for frame in history.frames]
    if any(list(table.columns) != ["area_id", "name"] for table in groups):
        raise UnkeepableError("areas of a frame")
    yield from _table(AREAS, pd.concat(groups, ignore_index=True))
    numbered = list(enumerate(history.frames))
    codes = {str(i): frame.unit_area.to_numpy() for i, frame in numbered}
    yield from _table(UNIT_AREAS, pd.DataFrame(codes))
    codes = {str(i): x.place_area.to_numpy() for i, x in numbered if x.place_area is not None}
    targets = history.targets
    codes[UNIT] = targets.units_of(np.arange(targets.unit_count, len(targets)))
    yield from _table(PLACE_AREAS, pd.DataFrame(codes))


def _table(
    name: str, table: pd.DataFrame, coded: Mapping[str, Coded] | None = None
) -> Iterator[tuple[str, Any, Any]]:
    yield f"{name}.arrow", *file_of(table, coded)


def files_of_tables(tables: Iterable[tuple[str, pd.DataFrame]]) -> Iterator[tuple[str, Any, Any]]:
    """The files of some tables, as :func:`files_of` has them."""
    for name, table in tables:
        yield from _table(name, table)


def _shapes(name: str, layer: gpd.GeoDataFrame) -> Iterator[tuple[str, Any, Any]]:
    from mapper.core.measures import CRS

    if layer.crs != CRS or layer.geometry.name != _GEOMETRY:
        raise UnkeepableError(f"{name} in other coordinates")
    yield from _table(name, pd.DataFrame({_GEOMETRY: layer.geometry.reset_index(drop=True)}))


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, default=dt.date.isoformat, allow_nan=False)
    return text.encode()


class KeptHistory(ControlHistory):
    """A history from the cache: the same values, read when they are asked for.

    Parameters
    ----------
    entry : Entry
        What :func:`files_of` gave.
    again : callable
        Makes the history from the case, for the time when a file turns out to be damaged.
    """

    def __new__(cls, *_: Any, **fields: Any) -> Any:
        """One from the cache; given fields, as `dataclasses.replace` does, one with tables."""
        return ControlHistory(**fields) if fields else object.__new__(cls)

    def __init__(self, entry: Entry, again: Callable[[], ControlHistory]) -> None:
        told = entry.json(TOLD)
        vars(self).update(told_in(told))  # as the fields of a frozen class are set by its own
        vars(self).update(_entry=entry, _told=told, _again=again)

    _entry: Entry
    _told: Mapping[str, Any]
    _again: Callable[[], ControlHistory]

    def __getattr__(self, name: str) -> Any:
        """A field that was not read so far."""
        read = _FIELDS.get(name)
        if read is None:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        vars(self)[name] = value = self._read(name, read)
        return value

    def _read(self, name: str, read: Callable[[KeptHistory], Any]) -> Any:
        try:
            return read(self)
        except DamagedError:
            return getattr(self._remade, name)

    @cached_property
    def _remade(self) -> ControlHistory:
        return self._again()

    def table(self, name: str) -> pd.DataFrame:
        """A table of the entry by the name of its file."""
        return table_in(self._entry.file(f"{name}.arrow"))

    @cached_property
    def land(self) -> pd.DataFrame:
        """The units without their geometry."""
        return self._read("land", lambda self: self.table("units"))

    @cached_property
    def targets(self) -> Targets:
        """The units and places by the numbers that the tables name them with."""
        return Targets(self.land, self.places)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The intervals; see :class:`mapper.rules.timeline.Timeline`."""
        return self._read("intervals", lambda self: self.table("intervals"))

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The evidence; see :class:`mapper.rules.timeline.Timeline`."""
        return self._read("evidence", lambda self: self.table("evidence"))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Every distinct state; ``intervals.state`` points into it."""
        found: tuple[State, ...] = self._read("states", _states)
        return found


def _states(self: KeptHistory) -> tuple[State, ...]:
    rows: list[list[Any]] = self._entry.json(STATES)
    return tuple(State._make(map(_hashable, row)) for row in rows)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _timeline(self: KeptHistory) -> Any:
    from mapper.rules.timeline import Timeline

    kept = {"intervals": lambda: self.intervals, "evidence": lambda: self.evidence}
    values: dict[str, Any] = {"states": self.states, "unit_count": self._told["unit_count"]}
    for name, kind in self._told["timeline"].items():
        if kind == "numbers":
            values[name] = self.table(name)[_VALUES].to_numpy()
        else:
            values[name] = kept[name]() if name in kept else self.table(name)
    return Timeline(**values)


def _units(self: KeptHistory) -> Any:
    return _with_shapes(self, self.land, "shapes", self._told["unit_columns"])


def _with_shapes(self: KeptHistory, table: pd.DataFrame, name: str, columns: list[str]) -> Any:
    import geopandas as gpd

    from mapper.core.measures import CRS

    shapes = geometry_in(self._entry.file(f"{name}.arrow"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)[columns]


def _background(self: KeptHistory) -> dict[str, Any]:
    return {
        kind: _with_shapes(self, self.table(f"background_{kind}"), f"shapes_{kind}", columns)
        for kind, columns in self._told["background"].items()
    }


def _frames(self: KeptHistory) -> tuple[Frame, ...]:
    from mapper.areas.frames import Frame

    areas, of_units = self.table(AREAS), self.table(UNIT_AREAS)
    of_places = self.table(PLACE_AREAS)
    units, places = self.land.index, self.places.index
    frames = []
    start = 0
    for i, told in enumerate(self._told["frames"]):
        groups = areas.iloc[start : start + told["areas"]].reset_index(drop=True)
        start += told["areas"]
        own = of_places[str(i)].to_numpy() if told["own_places"] else None
        days = (told["valid_from"], told["valid_to"])
        first, last = (None if d is None else dt.date.fromisoformat(d) for d in days)
        frames.append(
            Frame(
                level=told["level"],
                frame=told["frame"],
                valid_from=first,
                valid_to=last,
                groups=groups,
                unit_area=pd.Series(of_units[str(i)].to_numpy(), index=units),
                place_area=None if own is None else pd.Series(own, index=places),
            )
        )
    return tuple(frames)


_FIELDS: Final[Mapping[str, Callable[[KeptHistory], Any]]] = {
    "units": _units,
    "places": lambda self: self.table("places"),
    "claims": lambda self: self.table("claims"),
    "timeline": _timeline,
    "frames": _frames,
    "background": _background,
}
"""Fields of a history that are tables, and what reads them."""
