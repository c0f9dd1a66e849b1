"""A history in the cache, asked about single targets without numpy and pandas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from mapper.core.cache import Entry
from mapper.core.dates import day_number
from mapper.core.model import CLASH, State
from mapper.history.backing import Backing, Standing, gathered
from mapper.history.keptnames import AREAS, PLACE_AREAS, STATES, TOLD, UNIT, UNIT_AREAS
from mapper.history.plaincolumns import INDEX, PlainColumns
from mapper.history.targethistory import Areas, ClaimRow, Interval, TargetHistory
from mapper.history.targetnumbers import TargetNumbers
from mapper.history.told import told_in
from mapper.rules.track import Evidence

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["LightHistory"]

_FEW = 256
"""Claims, and targets with their intervals and evidence, that are kept: an answer asks for those
of its chain again and again."""
_TEXTS = frozenset({"gained_by", "lost_by", "opposed_by", "excepted_names", "sources"})
_DATES = frozenset({"earliest", "best", "latest"})
_EPOCH = dt.date(1970, 1, 1)
_DAY = 86_400_000
"""Milliseconds."""


class LightHistory(TargetHistory):
    """A history from the cache, row by row.

    Parameters
    ----------
    entry : Entry
        What :func:`mapper.history.kept.files_of` gave.
    again : callable
        Makes the history from the case, for the time when a file turns out to be damaged.
    beside : callable
        Gives the entry of tables that follow from the history, by their name, and is told how to
        get the history for it: :meth:`mapper.history.keeping.KeptCase.beside`.

    Raises
    ------
    DamagedError
        By any question.
    """

    def __init__(
        self,
        entry: Entry,
        again: Callable[[], ControlHistory],
        beside: Callable[[str, Callable[[], ControlHistory]], Entry | None] = lambda *_: None,
    ) -> None:
        self.entry, self._again, self._beside = entry, again, beside
        self._told = entry.json(TOLD)
        vars(self).update(told_in(self._told))
        self._positions: dict[str, int] = {}
        self._few = (
            lru_cache(_FEW)(self._intervals_of),
            lru_cache(_FEW)(self._noted_for),
            lru_cache(_FEW)(self._claim),
        )

    @cached_property
    def whole(self) -> ControlHistory:
        """The history with all its tables, which are opened when they are asked for."""
        from mapper.history.kept import KeptHistory

        return KeptHistory(self.entry, self._again)

    def beside(self, what: str) -> Entry | None:
        """Tables that follow from the history; None if they cannot be kept."""
        return self._beside(what, lambda: self.whole)

    def columns(self, name: str) -> PlainColumns:
        """The columns of a table by the name of its file."""
        if name not in self._columns:
            self._columns[name] = PlainColumns(self.entry.file(f"{name}.arrow"))
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, PlainColumns]:
        return {}

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Every distinct state."""
        rows: list[list[Any]] = self.entry.json(STATES)
        return tuple(
            State._make(tuple(x) if isinstance(x, list) else x for x in row) for row in rows
        )

    @cached_property
    def targets(self) -> PlainTargets:
        """The units and places by their numbers."""
        return PlainTargets(
            self.columns("units"), self.columns("places"), self.columns(PLACE_AREAS)
        )

    @cached_property
    def areas(self) -> Sequence[Areas]:
        """The areas of each frame, in the order of the frames."""
        found, start = [], 0
        tables = tuple(map(self.columns, (AREAS, UNIT_AREAS, PLACE_AREAS)))
        for number, told in enumerate(self._told["frames"]):
            found.append(PlainAreas(told, number, start, tables))
            start += told["areas"]
        return found

    def intervals_of(self, target: int) -> Sequence[Interval]:
        """All intervals of a target, in order of time; none for a base that no claim names."""
        return self._few[0](target)

    def noted_for(self, target: int) -> Sequence[tuple[int, Evidence]]:
        """The evidence noted for a target, each with its tenure."""
        return self._few[1](target)

    def claim(self, position: int) -> ClaimRow:
        """A claim by its position."""
        return self._few[2](position)

    def _intervals_of(self, target: int) -> Sequence[Interval]:
        table = self.columns("intervals")
        rows = table.rows_of("target", target)
        columns = []
        for name in Interval._fields:
            values = table.numbers(name, *rows)
            if table.is_coded(name):
                words = self._words("intervals", name)
                values = [words[code] for code in values]
            elif table.kind(name) == "text":
                values = [table.text(name, row) for row in range(*rows)]
            elif name == "state":
                values = [self.states[code] for code in values]
            columns.append(values)
        return [Interval(*row) for row in zip(*columns, strict=True)]

    def _words(self, name: str, column: str) -> list[str]:
        key = (name, column)
        if key not in self._every_word:
            self._every_word[key] = self.columns(name).words(column)
        return self._every_word[key]

    @cached_property
    def _every_word(self) -> dict[tuple[str, str], list[str]]:
        return {}

    def _noted_for(self, target: int) -> Sequence[tuple[int, Evidence]]:
        table = self.columns("evidence")
        rows = table.rows_of("target", target)
        columns = [table.numbers(name, *rows) for name in Evidence._fields]
        columns[-1] = [bool(value) for value in columns[-1]]
        found = map(Evidence._make, zip(*columns, strict=True))
        return list(zip(table.numbers("tenure", *rows), found, strict=True))

    def backing(self, standing: Standing, day: int) -> Backing:
        """The evidence of a standing, from claims dated no later than the day."""
        rows = {
            row
            for target, tenure in dict.fromkeys((standing[:2], standing[2:]))
            if target >= 0
            for its, row in self.noted_for(target)
            if its == tenure and row.day <= day
        }
        claims = {row.claim: self.claim(row.claim) for row in rows}
        ids = {position: claim.event_id for position, claim in claims.items()}
        self._positions |= {event: position for position, event in ids.items()}
        days = {position: day_number(claim.best) for position, claim in claims.items()}
        return gathered(rows, ids, days)

    def position_of(self, event_id: str) -> int:
        """The position of a claim that evidence named before."""
        return self._positions[event_id]

    def sources_of(self, event_id: str) -> tuple[str, ...]:
        """The sources of a claim that evidence named before."""
        return self.claim(self.position_of(event_id)).sources

    def _claim(self, position: int) -> ClaimRow:
        table = self.columns("claims")

        def cell(name: str) -> Any:
            if name in _DATES:
                return _EPOCH + dt.timedelta(days=table.number(name, position) // _DAY)
            return (table.texts if name in _TEXTS else table.text)(name, position)

        return ClaimRow._make(map(cell, ClaimRow._fields))

    def clashes(self) -> Sequence[tuple[int, int]]:
        """Position and best day of each claim that is a clash, in file order."""
        best = self.columns("claims")
        found = self._claims_with("event_type", CLASH)
        return [(i, best.number("best", i) // _DAY) for i in found]

    def claims_on(self, target_id: str) -> Sequence[int]:
        """Positions of the claims on a place or area itself, in file order."""
        return self._claims_with("target_id", target_id)

    def _claims_with(self, column: str, text: str) -> list[int]:
        """Positions of the claims that have a text in a column."""
        table = self.columns("claims")
        if not table.is_coded(column):
            return [i for i, word in enumerate(table.every(column)) if word == text]
        words = self._words("claims", column)
        if text not in words:
            return []
        code = words.index(text)
        codes = table.numbers(column, 0, table.rows)
        return [position for position, its in enumerate(codes) if its == code]


class PlainTargets(TargetNumbers):
    """The units and places of a kept history by number; see :class:`mapper.history.Targets`."""

    def __init__(self, units: PlainColumns, places: PlainColumns, more: PlainColumns) -> None:
        self._units, self._places, self._more = units, places, more
        self.unit_count = units.rows

    def __len__(self) -> int:
        return self.unit_count + self._places.rows

    def id(self, number: int) -> str:
        """The unit_id or place_id of a target."""
        return self._table(number).text(INDEX, self.row(number))

    def name(self, number: int) -> str:
        """Name of a target."""
        return self._table(number).text("name", self.row(number))

    def value(self, number: int, column: str) -> Any:
        """What the target's own table says of it."""
        table, row = self._table(number), self.row(number)
        kind = table.kind(column)
        if kind == "texts":
            return table.texts(column, row)
        return table.text(column, row) if kind in {"text", "words"} else table.number(column, row)

    def unit_of(self, number: int) -> int:
        """Number of the unit that a target is or lies in; -1 for a place in none."""
        if number < self.unit_count:
            return number
        return int(self._more.number(UNIT, self.row(number)))

    def _table(self, number: int) -> PlainColumns:
        return self._units if number < self.unit_count else self._places


class PlainAreas(Areas):
    """The areas of a frame of a kept history."""

    def __init__(
        self,
        told: Mapping[str, Any],
        number: int,
        start: int,
        tables: tuple[PlainColumns, ...],
    ) -> None:
        self.level = told["level"]
        days = (told["valid_from"], told["valid_to"])
        first, last = (None if d is None else dt.date.fromisoformat(d) for d in days)
        self.valid_from, self.valid_to = first, last
        self.count = int(told["areas"])
        self._own_places = bool(told["own_places"])
        self._column, self._start = str(number), start
        self._areas, self._units, self._places = tables

    def unit_code(self, unit: int) -> int:
        """The number of the area that a unit lies in; -1 for none."""
        return int(self._units.number(self._column, unit))

    def place_code(self, row: int) -> int | None:
        """The same of a place by its row; None where places lie in the areas of their units."""
        return int(self._places.number(self._column, row)) if self._own_places else None

    def area(self, code: int) -> tuple[str, str]:
        """Id and name of an area by its number."""
        row = self._start + code
        return self._areas.text("area_id", row), self._areas.text("name", row)
