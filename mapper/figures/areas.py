"""Figures from intervals: areas, towns and population by holder, bloc or status.

Added up by :mod:`mapper.figures.tally`: areas as whole square metres, divided once.

Bounds: a unit has *candidates* on a day; ``low`` is the
area whose only candidate is the row's holder, ``high`` the area that has it among them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from mapper.core.dates import Day
from mapper.core.errors import UsageError
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import SHARED
from mapper.figures.counting import (
    COUNTS,
    Count,
    candidates,
    central,
    certain,
    parties,
    status_candidates,
)
from mapper.figures.tally import (
    AREA_COLUMNS,
    BoolArray,
    Covered,
    Epoch,
    FloatArray,
    IntArray,
    Part,
    Tally,
    epochs_of,
    numbered_days,
    only_areas,
    refuse_areas,
    spread,
)
from mapper.history.control import ControlHistory

__all__ = [
    "BY",
    "COUNTS",
    "area_table",
]

By = Literal["holder", "bloc", "status"]
BY: Final = ("holder", "bloc", "status")

_TOWN_PARTS: Final = 27_720
"""Parts of a town where towns are split: whole parts for up to 12 parties, added exactly."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """For each state: its row, whether that is certain, and all its candidate rows.

    ``high`` and ``split`` are pairs of arrays: states in order, and a row for each of them.
    """

    central: IntArray
    low: IntArray
    high: tuple[IntArray, IntArray]
    split: tuple[IntArray, IntArray]
    contested: BoolArray


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
    counter = _Counter(history, numbered_days(history, dates), by, count)
    for epoch in epochs_of(history, by, within, frame):
        counter.add(epoch)
    return only_areas(counter.table(within), only)


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
    refuse_areas(within, frame, only)


class _Counter(Tally):
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
        super().__init__(history, days, by)
        self.count = count
        self.town_parts = _TOWN_PARTS if count == "equal" else 1
        population = history.places["population"]
        self.population = population.fillna(0).to_numpy(dtype=float)
        self.missing = population.isna().to_numpy().astype(float)
        units = history.land
        self.people = None
        if "population" in units:
            self.people = units["population"].fillna(0).to_numpy(dtype=float)

    def add(self, epoch: Epoch) -> None:
        """Add the part of all intervals that lies in an epoch."""
        covered = self._covered(epoch)
        if covered is None:
            return
        rows = self._rows_of_states(epoch)
        self._add_land(covered.land, rows, covered.unit_group)
        self._add_towns(covered, rows)

    def _rows_of_states(self, epoch: Epoch) -> _Rows:
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

    def _add_land(self, part: Part, rows: _Rows, group: IntArray) -> None:
        area = square_metres(self.history.land["area_km2"])[part.target]
        near = square_metres(self.history.land["near_km2"])[part.target]
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
        again, row = spread(part.state, *rows.high)[:2]
        self._sum(f"{column}_high", part.take(again), group[again], row, value[again])

    def _add_towns(self, covered: Covered, rows: _Rows) -> None:
        part, place = covered.towns, covered.place
        groups = covered.place_group[place]
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
        again, row, place, among = spread(part.state, *rows.split)
        each = np.floor(value[again] / among)
        each += place < value[again] - each * among  # what is left over, to the first of them
        self._sum(column, part.take(again), group[again], row, each)

    def table(self, within: str | None) -> pd.DataFrame:
        """All sums as a tidy table."""
        zero = np.zeros(len(self.days))
        names, groups = list(self.rows), list(self.groups)
        keys = sorted({key[:2] for key in self.sums})
        totals = {
            g: sum((self.sums.get((g, r, "area_km2"), zero) for r in range(len(names))), zero)
            for g in range(len(groups))
        }
        data: dict[str, object] = {
            name: self._stacked(keys, name) for name in (*self._TOWNS, *self._people_columns)
        }
        data |= {name: self._stacked(keys, name) / M2_PER_KM2 for name in self._AREAS}
        held, whole = self._stacked(keys, "area_km2"), [totals[g] for g, _ in keys]
        total = np.concatenate([zero[:0], *whole])
        with np.errstate(invalid="ignore", divide="ignore"):
            data["share"] = np.where(total > 0, held / total, 0.0)
        data |= self._places_of(keys, names)
        return self._tidy(pd.DataFrame(data) if keys else None, within)

    def _tidy(self, table: pd.DataFrame | None, within: str | None) -> pd.DataFrame:
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
            order = [*AREA_COLUMNS, *order]
        if table is None:
            return pd.DataFrame({c: [] for c in order})
        table = table[(table["area_km2_high"] > 0) | (table["towns"] > 0)]
        table = self._arranged(table, ["area_km2"])
        for column in self._TOWNS:
            share = 1 if column == "population_of_towns" else self.town_parts
            table[column] = table[column] / share if share > 1 else table[column].astype("int64")
        for column in self._people_columns:
            table[column] = table[column].astype("int64")
        return table[order]

    @property
    def _people_columns(self) -> tuple[str, ...]:
        return () if self.people is None else self._PEOPLE
