"""What a holder has, told apart: alone, shared, contested, in doubt, contested elsewhere, possible.

A range ("3 %, between 1 and 34") does not say whether a holder rules alone somewhere, shares a
third of the country or fights for it. Here each candidacy of a holder stands in one of six parts
that add up::

    alone + contested + doubt             = its central figure; alone = low
    … + shared + contests + may           = high

By land, towns and people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from mapper.core.dates import Day
from mapper.core.errors import UsageError
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.figures.counting import PARTS, held_as
from mapper.figures.tally import (
    AREA_COLUMNS,
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

__all__ = ["MEASURES", "holdings_table", "part_columns"]

HoldingsBy = Literal["holder", "bloc"]
_BY: Final = ("holder", "bloc")
MEASURES: Final[Mapping[str, str]] = {
    "km2": "{part}_km2",
    "towns": "towns_{part}",
    "population": "population_{part}",
    "near_km2": "{part}_within_50km_km2",
    "town_people": "population_of_towns_{part}",
    "towns_without": "towns_without_population_{part}",
}
"""How the columns of each measure are called; ``population`` is of units, where they have it."""
_FIRST: Final = ("km2", "towns", "population")
"""Measures that come before the shares; the others stand at the end."""
_SHARES: Final = ("alone", "shared", "contests")
"""Parts that come as a share of the area, too."""


def part_columns(measure: str) -> list[str]:
    """The columns of a measure, one for each part.

    >>> part_columns("towns")[:3]
    ['towns_alone', 'towns_shared', 'towns_contested']
    """
    return [_column(measure, code) for code in range(len(PARTS))]


def _column(measure: str, code: int) -> str:
    return MEASURES[measure].format(part=PARTS[code])


def holdings_table(
    history: ControlHistory,
    dates: Day | Sequence[Day],
    *,
    by: HoldingsBy = "holder",
    within: str | None = None,
    frame: str | None = None,
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """What each holder or bloc has on given dates, in six parts that add up.

    Parameters
    ----------
    history : ControlHistory
    dates : sequence of date or str, or one of them
        In any order; repeated dates count once.
    by : {"holder", "bloc"}
    within : str, optional
        A level (``region``): one set of rows for each of its areas, in the frame of the date.
    frame : str, optional
        Use this frame of the level for all dates.
    only : collection of str, optional
        Ids of the areas of the level to list; default: all.

    Returns
    -------
    DataFrame
        One row for each date and holder or bloc (with ``within``: and area) that has land or
        towns in any part, those that hold most first. ``none``, ``unknown`` and ``no_data`` are
        rows, ``shared`` is none: shared land stands with each of its parties. Columns:
        [area_id, area_name, frame,] date (ISO text), holder|bloc; for each part of
        :data:`mapper.figures.counting.PARTS` ``alone_km2`` …, ``towns_alone`` …, and where the
        units have people ``population_alone`` …; ``alone_share, shared_share, contests_share``
        of the area's whole land; ``shared_with``, a tuple of those that it shares with, who shares
        most land first; and again for each part, as in the table by area,
        ``alone_within_50km_km2`` …, ``population_of_towns_alone`` …,
        ``towns_without_population_alone`` ….

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If ``by``, the level or the frame is unknown.

    Notes
    -----
    Of each row ``alone`` is `area_km2_low` of :func:`mapper.figures.areas.area_table`, ``alone``,
    ``contested`` and ``doubt`` are its `area_km2`, and all six its `area_km2_high`.
    """
    if by not in _BY:
        raise UsageError(f"`{by}` has no parts; use one of: {', '.join(_BY)}.")
    refuse_areas(within, frame, only)
    holdings = _Holdings(history, numbered_days(history, dates), by)
    for epoch in epochs_of(history, by, within, frame):
        holdings.add(epoch)
    return only_areas(holdings.table(within), only)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Each state once for each of its candidates (``codes``): the candidate's row and its part.

    ``pair_codes`` and ``pairs``: each shared state once for each pair of its parties.
    """

    codes: IntArray
    row: IntArray
    part: IntArray
    pair_codes: IntArray
    pairs: IntArray


class _Holdings(Tally):
    """Sums per date, area, row and part; one pass over the intervals for each epoch."""

    def __init__(self, history: ControlHistory, days: IntArray, by: str) -> None:
        super().__init__(history, days, by)
        self.pairs: dict[tuple[int, int], int] = {}
        self.whole: dict[int, float] = {}
        units, places = history.land, history.places
        near, town_people = units["near_km2"], places["population"]
        self.of_units = {"km2": square_metres(units["area_km2"]), "near_km2": square_metres(near)}
        if "population" in units:
            self.of_units["population"] = _people(units["population"])
        self.of_places = {
            "towns": np.ones(len(places)),
            "town_people": _people(town_people),
            "towns_without": town_people.isna().to_numpy().astype(float),
        }

    def add(self, epoch: Epoch) -> None:
        """Add the part of all intervals that lies in an epoch."""
        covered = self._covered(epoch)
        if covered is None:
            return
        rows = self._rows_of_states(epoch)
        area = self.of_units["km2"]
        inside = covered.unit_group >= 0
        sizes = np.bincount(covered.unit_group[inside], area[inside])
        self.whole |= {int(group): float(sizes[group]) for group in np.flatnonzero(sizes)}
        unit, place = covered.land.target, covered.place
        self._add(covered.land, unit, covered.unit_group[unit], rows, self.of_units)
        self._add(covered.towns, place, covered.place_group[place], rows, self.of_places)

    def _rows_of_states(self, epoch: Epoch) -> _Rows:
        name = self._naming(epoch)
        found: list[tuple[int, int, int]] = []
        pairs: list[tuple[int, int]] = []
        for code, state in enumerate(self.history.states):
            parts = held_as(state, name)
            found += [(code, self._row(x), PARTS.index(part)) for x, part in parts.items()]
            sharing = [self._row(x) for x, part in parts.items() if part == "shared"]
            pairs += [(code, self._pair(x, y)) for x in sharing for y in sharing if x != y]
        codes, row, part = np.array(found, dtype=np.int64).reshape(-1, 3).T
        pair_codes, pair = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return _Rows(codes, row, part, pair_codes, pair)

    def _pair(self, row: int, other: int) -> int:
        return self.pairs.setdefault((row, other), len(self.pairs))

    def _add(
        self,
        part: Part,
        target: IntArray,
        group: IntArray,
        rows: _Rows,
        figures: Mapping[str, FloatArray],
    ) -> None:
        """Add figures of targets to the part in which each candidate has them, and to pairs."""
        again, at = spread(part.state, rows.codes, np.arange(len(rows.codes)))[:2]
        for code in range(len(PARTS)):
            those = rows.part[at] == code
            which, row = again[those], rows.row[at[those]]
            some, groups = part.take(which), group[which]
            for measure, values in figures.items():
                self._sum(_column(measure, code), some, groups, row, values[target[which]])
        measure = next(iter(figures))
        again, pair = spread(part.state, rows.pair_codes, rows.pairs)[:2]
        values = figures[measure][target[again]]
        self._sum(f"pair_{measure}", part.take(again), group[again], pair, values)

    def table(self, within: str | None) -> pd.DataFrame:
        """All sums as a tidy table."""
        measures = [m for m in MEASURES if m in self.of_units or m in self.of_places]
        first = [c for m in measures if m in _FIRST for c in part_columns(m)]
        last = [c for m in measures if m not in _FIRST for c in part_columns(m)]
        columns = [*first, *last]
        order = [] if within is None else list(AREA_COLUMNS)
        order += ["date", self.by, *first, *(f"{part}_share" for part in _SHARES)]
        order += ["shared_with", *last]
        names = list(self.rows)
        keys = sorted({(g, r) for g, r, column in self.sums if column in set(columns)})
        partners = self._partners(names)
        if not keys:
            return pd.DataFrame({column: [] for column in order})
        table = pd.DataFrame(self._data(keys, columns) | self._places_of(keys, names))
        table["shared_with"] = pd.Series(
            [partners.get(key, {}).get(i, ()) for key in keys for i in range(len(self.days))],
            dtype=object,
        )
        seen = [column for measure in ("km2", "towns") for column in part_columns(measure)]
        table = table[(table[seen] > 0).any(axis=1)]
        table["_held"] = table[part_columns("km2")[:4]].sum(axis=1)
        return self._arranged(table, ["_held", "contests_km2", "may_km2"])[order]

    def _data(self, keys: Sequence[tuple[int, int]], columns: Sequence[str]) -> dict[str, Any]:
        """The figures of rows in groups on all dates, one after another."""
        sums = {column: self._stacked(keys, column) for column in columns}
        whole = np.array([self.whole.get(group, 0.0) for group, _ in keys]).repeat(len(self.days))
        data: dict[str, Any] = {}
        for part in _SHARES:
            with np.errstate(invalid="ignore", divide="ignore"):
                data[f"{part}_share"] = np.where(whole > 0, sums[f"{part}_km2"] / whole, 0.0)
        for column, series in sums.items():
            is_area = column.endswith("_km2")
            data[column] = series / M2_PER_KM2 if is_area else series.astype(np.int64)
        return data

    def _partners(self, names: Sequence[str]) -> dict[tuple[int, int], dict[int, tuple[str, ...]]]:
        """With whom a row of a group shares land or towns, by date: those of most land first."""
        pairs = list(self.pairs)
        found: dict[tuple[int, int], dict[int, list[tuple[float, float, str]]]] = {}
        zero = np.zeros(len(self.days))
        for group, pair in sorted({(g, p) for g, p, c in self.sums if c.startswith("pair_")}):
            row, other = pairs[pair]
            land, towns = (
                self.sums.get((group, pair, f"pair_{m}"), zero) for m in ("km2", "towns")
            )
            days = found.setdefault((group, row), {})
            for i in np.flatnonzero((land > 0) | (towns > 0)).tolist():
                days.setdefault(i, []).append((-land[i], -towns[i], names[other]))
        return {
            key: {i: tuple(name for *_, name in sorted(those)) for i, those in days.items()}
            for key, days in found.items()
        }


def _people(figures: pd.Series) -> FloatArray:
    """Whole people, whose sums are exact; none where there is no figure."""
    known = figures.to_numpy(dtype=float, na_value=np.nan)
    whole: FloatArray = np.rint(np.nan_to_num(known, nan=0.0))
    return whole
