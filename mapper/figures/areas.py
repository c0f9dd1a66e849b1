"""Figures from intervals: areas, towns and population by holder, bloc or status.

Nothing is counted day by day: every interval adds its area on its first date and takes it
away on the one after its last (a difference array over the dates asked for), so that cost
grows with the number of changes. Areas are added as whole square metres, which floating-point
numbers hold exactly, and divided once: the order of the units changes no figure.

Bounds: a unit has *candidates* on a day; ``low`` is the
area whose only candidate is the row's holder, ``high`` the area that has it among them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.areas.frames import Frame
from mapper.core.dates import Day, as_days, day_number, day_of
from mapper.core.errors import UsageError
from mapper.core.geodesy import M2_PER_KM2, square_metres
from mapper.core.model import NO_BLOC, SHARED, are_towns
from mapper.figures.counting import (
    COUNTS,
    Count,
    candidates,
    central,
    certain,
    parties,
    status_candidates,
)
from mapper.figures.parts import Part, rows_of_each
from mapper.history.control import ControlHistory

__all__ = [
    "BY",
    "COUNTS",
    "area_table",
]

By = Literal["holder", "bloc", "status"]
BY: Final = ("holder", "bloc", "status")

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
_FAR_PAST, _FAR_FUTURE = -(2**31), 2**31 - 1
_TOWN_PARTS: Final = 27_720
"""Parts of a town where towns are split: whole parts for up to 12 parties, added exactly."""


@dataclass(frozen=True, slots=True)
class _Epoch:
    """A stretch of days in which bloc membership and frame do not change."""

    start: int
    end: int
    frame: Frame | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """For each state: its row, whether that is certain, and all its candidate rows.

    ``high`` and ``split`` are pairs of arrays: states in order, and a row for each of them.
    """

    central: IntArray
    low: IntArray
    high: tuple[IntArray, IntArray]
    split: tuple[IntArray, IntArray]
    contested: npt.NDArray[np.bool_]


def area_table(
    history: ControlHistory,
    dates: Day | Sequence[Day],
    *,
    by: By = "holder",
    within: str | None = None,
    frame: str | None = None,
    count: Count = "governing",
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """Area, towns and population by holder, bloc or status on given dates.

    Parameters
    ----------
    history : ControlHistory
    dates : sequence of date or str, or one of them
        In any order; repeated dates count once.
    by : {"holder", "bloc", "status"}
    within : str, optional
        A level (``region``): one set of rows for each of its areas, in the frame of the date.
    frame : str, optional
        Use this frame of the level for all dates.
    count : {"governing", "equal", "apart"}
        Where shared and contested land counts. ``governing``: contested land with its governing
        holder, shared land in the row ``shared``. ``equal``: split equally among all parties, towns
        and their people too. ``apart``: as ``governing``, but contested land in a row
        ``contested``. Whichever it is, the rows add up to the whole and the bounds hold.
    only : collection of str, optional
        Ids of the areas of the level to list; default: all.

    Returns
    -------
    DataFrame
        One row for each date and row of ``by`` (with ``within``: and area), largest first:
        [area_id, area_name, frame,] date (ISO text), holder|bloc|status, area_km2, share,
        area_km2_low, area_km2_high, area_within_50km_km2, contested_km2, towns,
        population_of_towns, towns_without_population. Counts of towns are whole numbers but
        for ``count="equal"``. Where the units have figures of people also population,
        population_low, population_high, like the areas.

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If ``by``, ``count``, the level or the frame is unknown; or for another ``count`` than
        ``governing`` by status.
    """
    _refuse_nonsense(by, count, within, frame, only)
    asked = {day_number(history.check_date(day)) for day in as_days(dates)}
    days = np.array(sorted(asked), dtype=np.int64)
    counter = _Counter(history, days, by, count)
    for epoch in _epochs(history, by, within, frame):
        counter.add(epoch)
    table = counter.table(within)
    if only is None:
        return table
    return table[table["area_id"].isin(list(only))].reset_index(drop=True)


def _refuse_nonsense(
    by: str, count: str, within: str | None, frame: str | None, only: Collection[str] | None
) -> None:
    """Raise for options that do not exist or do not go together."""
    if by not in BY:
        raise UsageError(f"`{by}` is not a grouping; use one of: {', '.join(BY)}.")
    if count not in COUNTS:
        raise UsageError(f"`{count}` is no way to count; use one of: {', '.join(COUNTS)}.")
    if by == "status" and count != "governing":
        raise UsageError(f"by status there is nothing to count `{count}`: a unit has one status.")
    if frame is not None and within is None:
        raise UsageError(f"the frame `{frame}` needs a level: name one with `within`.")
    if only is not None and within is None:
        raise UsageError("areas to list need their level: name it with `within`.")


def _epochs(
    history: ControlHistory, by: str, within: str | None, frame: str | None
) -> Iterator[_Epoch]:
    """The days cut at every change of bloc membership (by bloc) and of frame."""
    frames: list[Frame | None] = [None]
    if within is not None:
        frames = list(_frames_of(history, within, frame))
    cuts: set[int] = set()
    if by == "bloc":
        cuts = {day_number(d) for m in history.members for d in (m.start, m.end) if d is not None}
    for item in frames:
        start, end = _FAR_PAST, _FAR_FUTURE
        if item is not None and frame is None:
            start = _FAR_PAST if item.valid_from is None else day_number(item.valid_from)
            end = _FAR_FUTURE if item.valid_to is None else day_number(item.valid_to)
        edges = [start, *sorted(c for c in cuts if start < c < end), end]
        for begin, finish in pairwise(edges):
            yield _Epoch(begin, finish, item)


def _frames_of(history: ControlHistory, within: str, frame: str | None) -> list[Frame]:
    found = [f for f in history.frames if f.level == within]
    if not found:
        levels = ", ".join(dict.fromkeys(f.level for f in history.frames))
        raise UsageError(f"there is no level `{within}`; use one of: {levels}.")
    if frame is None:
        return found
    fixed = [f for f in found if f.frame == frame]
    if not fixed:
        names = ", ".join(f.frame for f in found)
        raise UsageError(f"the level `{within}` has no frame `{frame}`; use one of: {names}.")
    return fixed


class _Counter:
    """Sums per date, area and row; one pass over the intervals for each epoch."""

    _AREAS: Final = (
        "area_km2",
        "area_km2_low",
        "area_km2_high",
        "area_within_50km_km2",
        "contested_km2",
    )
    _TOWNS: Final = ("towns", "population_of_towns", "towns_without_population")
    _PEOPLE: Final = ("population", "population_low", "population_high")

    def __init__(self, history: ControlHistory, days: IntArray, by: By, count: Count) -> None:
        self.history, self.days, self.by, self.count = history, days, by, count
        self.town_parts = _TOWN_PARTS if count == "equal" else 1
        self.rows: dict[str, int] = {}
        self.groups: dict[tuple[str, str, str], int] = {}
        self.sums: dict[tuple[int, int, str], FloatArray] = {}
        self.is_town = are_towns(history.places).to_numpy()
        population = history.places["population"]
        self.population = population.fillna(0).to_numpy(dtype=float)
        self.missing = population.isna().to_numpy().astype(float)
        units = history.units
        self.people = None
        if "population" in units:
            self.people = units["population"].fillna(0).to_numpy(dtype=float)

    def add(self, epoch: _Epoch) -> None:
        """Add the part of all intervals that lies in an epoch."""
        table = self.history.intervals
        start = np.maximum(table["start"].to_numpy(np.int64), epoch.start)
        end = np.minimum(table["end"].to_numpy(np.int64), epoch.end)
        first = np.searchsorted(self.days, start)
        last = np.searchsorted(self.days, end)
        seen = np.flatnonzero(first < last)
        if not len(seen):
            return
        target = table["target"].to_numpy(np.int64)[seen]
        state = table["state"].to_numpy(np.int64)[seen]
        rows = self._rows_of_states(epoch)
        group = self._groups(epoch.frame)
        part = Part(first[seen], last[seen], target, state)
        land = self.history.targets.are_units(target)
        self._add_land(part.where(land), rows, group)
        towns = self._town_groups(epoch.frame, group)
        self._add_towns(part.where(~land), rows, towns)

    def _rows_of_states(self, epoch: _Epoch) -> _Rows:
        name = self._naming(epoch)
        middle, low, high_state, high_row, contested = [], [], [], [], []
        split_state, split_row = [], []
        for code, state in enumerate(self.history.states):
            if self.by == "status":
                row, found = state.status, status_candidates(state)
                sure = found == {row}
            else:
                row, found = central(state, name, self.count), candidates(state, name)
                sure = certain(state, row, found)
            if self.count == "equal":
                among = parties(state, name)
                row, sure = among[0], found == {among[0]}
                found = found - {SHARED}
                split_state += [code] * len(among)
                split_row += [self._row(other) for other in among]
            middle.append(self._row(row))
            low.append(self._row(row) if sure else -1)
            for other in sorted(found | {row}):
                high_state.append(code)
                high_row.append(self._row(other))
            contested.append(state.status == "contested")
        return _Rows(
            np.array(middle),
            np.array(low),
            (np.array(high_state), np.array(high_row)),
            (np.array(split_state, dtype=np.int64), np.array(split_row, dtype=np.int64)),
            np.array(contested),
        )

    def _naming(self, epoch: _Epoch) -> Callable[[str], str]:
        if self.by != "bloc":
            return str
        day = day_of(
            int(
                np.clip(
                    epoch.start,
                    day_number(self.history.case.first_day),
                    day_number(self.history.case.last_day),
                )
            )
        )
        found = {a: self.history.bloc_of(a, day) or NO_BLOC for a in self.history.actors}
        return lambda actor: found.get(actor, NO_BLOC)

    def _row(self, name: str) -> int:
        return self.rows.setdefault(name, len(self.rows))

    def _groups(self, frame: Frame | None) -> IntArray:
        """The group of each unit; -1 outside all areas."""
        if frame is None:
            self.groups.setdefault(("", "", ""), 0)
            return np.zeros(len(self.history.units), dtype=np.int64)
        codes = [
            self.groups.setdefault((str(a), str(n), frame.frame), len(self.groups))
            for a, n in frame.groups[["area_id", "name"]].itertuples(index=False)
        ]
        of_unit: IntArray = np.array([*codes, -1], dtype=np.int64)[frame.unit_area.to_numpy()]
        return of_unit

    def _town_groups(self, frame: Frame | None, of_unit: IntArray) -> IntArray:
        """The group of each place: that of its area, or of its unit; -1 outside all areas."""
        position = {str(u): i for i, u in enumerate(self.history.units.index)}
        ids = self.history.places["unit_id"]
        unit = np.array([position.get(u, -1) for u in ids], dtype=np.int64)
        by_unit: IntArray = np.append(of_unit, -1)[unit]
        if frame is None or frame.place_area is None:
            return by_unit
        areas = frame.groups[["area_id", "name"]].itertuples(index=False)
        codes = [self.groups[str(a), str(n), frame.frame] for a, n in areas]
        by_area: IntArray = np.array([*codes, -1], dtype=np.int64)[frame.place_area.to_numpy()]
        return by_area

    def _add_land(self, part: Part, rows: _Rows, group: IntArray) -> None:
        area = square_metres(self.history.units["area_km2"])[part.target]
        near = square_metres(self.history.units["near_km2"])[part.target]
        groups = group[part.target]
        contested = area * rows.contested[part.state]
        self._count("area_within_50km_km2", part, groups, rows, near)
        self._count("contested_km2", part, groups, rows, contested)
        self._bounds("area_km2", part, groups, rows, area)
        if self.people is not None:
            self._bounds("population", part, groups, rows, self.people[part.target])

    def _bounds(
        self, column: str, part: Part, group: IntArray, rows: _Rows, value: FloatArray
    ) -> None:
        """Add to the row that a state counts in, to it if that is sure, and to all that may be."""
        self._count(column, part, group, rows, value)
        self._sum(f"{column}_low", part, group, rows.low[part.state], value)
        again, row = rows_of_each(part.state, *rows.high)[:2]
        self._sum(f"{column}_high", part.take(again), group[again], row, value[again])

    def _add_towns(self, part: Part, rows: _Rows, group: IntArray) -> None:
        place = self.history.targets.place_rows(part.target)
        part, place = part.where(self.is_town[place]), place[self.is_town[place]]
        groups = group[place]
        ones = np.full(len(place), self.town_parts, dtype=float)
        self._count("towns", part, groups, rows, ones)
        self._count("population_of_towns", part, groups, rows, self.population[place])
        self._count("towns_without_population", part, groups, rows, self.missing[place] * ones)

    def _count(
        self, column: str, part: Part, group: IntArray, rows: _Rows, value: FloatArray
    ) -> None:
        """Add whole numbers to the row that each state counts in, or split among its parties."""
        if self.count != "equal":
            self._sum(column, part, group, rows.central[part.state], value)
            return
        again, row, place, among = rows_of_each(part.state, *rows.split)
        each = np.floor(value[again] / among)
        each += place < value[again] - each * among  # what is left over, to the first of them
        self._sum(column, part.take(again), group[again], row, each)

    def _sum(
        self, column: str, part: Part, group: IntArray, row: IntArray, value: FloatArray
    ) -> None:
        """Add the values to their group and row on the dates that each interval covers."""
        keep = (group >= 0) & (row >= 0) & (value != 0)
        if not keep.any():
            return
        group, row, value = group[keep], row[keep], value[keep]
        cells, inverse = np.unique(group * len(self.rows) + row, return_inverse=True)
        width = len(self.days) + 1
        delta = np.bincount(inverse * width + part.first[keep], value, len(cells) * width)
        delta -= np.bincount(inverse * width + part.last[keep], value, len(cells) * width)
        series = np.cumsum(delta.reshape(len(cells), width), axis=1)[:, :-1]
        for i, cell in enumerate(cells.tolist()):
            key = (cell // len(self.rows), cell % len(self.rows), column)
            self.sums[key] = self.sums[key] + series[i] if key in self.sums else series[i]

    def table(self, within: str | None) -> pd.DataFrame:
        """All sums as a tidy table."""
        zero = np.zeros(len(self.days))
        names, groups = list(self.rows), list(self.groups)
        keys = sorted({key[:2] for key in self.sums})
        totals = {
            g: sum((self.sums.get((g, r, "area_km2"), zero) for r in range(len(names))), zero)
            for g in range(len(groups))
        }
        parts = []
        for g, r in keys:
            data: dict[str, object] = {c: self.sums.get((g, r, c), zero) for c in self._TOWNS}
            data |= {c: self.sums.get((g, r, c), zero) / M2_PER_KM2 for c in self._AREAS}
            data |= {c: self.sums.get((g, r, c), zero) for c in self._people_columns}
            data["_day"], data["_group"], data["row"] = self.days, g, names[r]
            with np.errstate(invalid="ignore", divide="ignore"):
                data["share"] = np.where(
                    totals[g] > 0, self.sums.get((g, r, "area_km2"), zero) / totals[g], 0.0
                )
            parts.append(pd.DataFrame(data))
        return self._tidy(parts, groups, within)

    def _tidy(
        self, parts: list[pd.DataFrame], groups: list[tuple[str, str, str]], within: str | None
    ) -> pd.DataFrame:
        order = [
            "date",
            self.by,
            "area_km2",
            "share",
            "area_km2_low",
            "area_km2_high",
            "area_within_50km_km2",
            "contested_km2",
            *self._TOWNS,
            *self._people_columns,
        ]
        if within is not None:
            order = ["area_id", "area_name", "frame", *order]
        if not parts:
            return pd.DataFrame({c: [] for c in order})
        table = pd.concat(parts, ignore_index=True)
        table = table[(table["area_km2_high"] > 0) | (table["towns"] > 0)]
        table["_text"] = [groups[g][1] for g in table["_group"]]
        table = table.sort_values(
            ["_day", "_text", "_group", "area_km2", "row"],
            ascending=[True, True, True, False, True],
            kind="stable",
        )
        table["date"] = [day_of(d).isoformat() for d in table["_day"]]
        for i, column in enumerate(("area_id", "area_name", "frame")):
            table[column] = [groups[g][i] for g in table["_group"]]
        for column in self._TOWNS:
            share = 1 if column == "population_of_towns" else self.town_parts
            table[column] = table[column] / share if share > 1 else table[column].astype("int64")
        for column in self._people_columns:
            table[column] = table[column].astype("int64")
        return table.rename(columns={"row": self.by})[order].reset_index(drop=True)

    @property
    def _people_columns(self) -> tuple[str, ...]:
        return () if self.people is None else self._PEOPLE
