"""Sums over intervals on given dates: what the tables by area are counted with.

Nothing is counted day by day: every interval adds its figure on its first date and takes it
away on the one after its last (a difference array over the dates asked for), so that cost
grows with the number of changes. Figures are whole numbers (square metres, towns, people),
which floating-point numbers add exactly: the order of the units changes no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.areas.frames import Frame
from mapper.core.dates import Day, as_days, day_number, day_of
from mapper.core.errors import UsageError
from mapper.core.model import NO_BLOC, are_towns
from mapper.history.control import ControlHistory

__all__ = [
    "AREA_COLUMNS",
    "BoolArray",
    "Covered",
    "Epoch",
    "FloatArray",
    "IntArray",
    "Part",
    "Tally",
    "epochs_of",
    "numbered_days",
    "only_areas",
    "refuse_areas",
    "spread",
]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
AREA_COLUMNS = ("area_id", "area_name", "frame")
"""What comes first in a table by area."""
_FAR_PAST, _FAR_FUTURE = -(2**31), 2**31 - 1


def refuse_areas(within: str | None, frame: str | None, only: Collection[str] | None) -> None:
    """Raise for a frame, or areas to list, without their level."""
    if frame is not None and within is None:
        raise UsageError(f"the frame `{frame}` needs a level: name one with `within`.")
    if only is not None and within is None:
        raise UsageError("areas to list need their level: name it with `within`.")


def numbered_days(history: ControlHistory, dates: Day | Sequence[Day]) -> IntArray:
    """The dates asked for as day numbers, each once and in order.

    Raises
    ------
    DateOutsideCaseError
    """
    asked = {day_number(history.check_date(day)) for day in as_days(dates)}
    return np.array(sorted(asked), dtype=np.int64)


def only_areas(table: pd.DataFrame, only: Collection[str] | None) -> pd.DataFrame:
    """The rows of some areas; of all where ``only`` is None."""
    if only is None:
        return table
    return table[table["area_id"].isin(list(only))].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of days in which bloc membership and frame do not change."""

    start: int
    end: int
    frame: Frame | None


def epochs_of(
    history: ControlHistory, by: str, within: str | None, frame: str | None
) -> Iterator[Epoch]:
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
            yield Epoch(begin, finish, item)


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


@dataclass(frozen=True, slots=True)
class Part:
    """Intervals as positions in the dates: from ``first`` to before ``last``."""

    first: IntArray
    last: IntArray
    target: IntArray
    state: IntArray

    def where(self, mask: BoolArray) -> Part:
        """Those for which the mask is true."""
        return self.take(np.flatnonzero(mask))

    def take(self, index: IntArray) -> Part:
        """Those at some positions, in that order."""
        return Part(self.first[index], self.last[index], self.target[index], self.state[index])


@dataclass(frozen=True, slots=True)
class Covered:
    """The intervals of an epoch that cover a date: of units, and of towns.

    ``place`` is the row of each town in the gazetteer, ``unit_group`` the group of each unit of
    the history, ``place_group`` that of each place; -1 outside all areas.
    """

    land: Part
    towns: Part
    place: IntArray
    unit_group: IntArray
    place_group: IntArray


class Tally:
    """Sums per group (an area in a frame), row and column, as series over the dates."""

    def __init__(self, history: ControlHistory, days: IntArray, by: str) -> None:
        self.history, self.days, self.by = history, days, by
        self.rows: dict[str, int] = {}
        self.groups: dict[tuple[str, str, str], int] = {}
        self.sums: dict[tuple[int, int, str], FloatArray] = {}
        self.is_town = are_towns(history.places).to_numpy()

    def _covered(self, epoch: Epoch) -> Covered | None:
        """The part of all intervals that lies in an epoch; None where that is no date."""
        table = self.history.intervals
        start = np.maximum(table["start"].to_numpy(np.int64), epoch.start)
        end = np.minimum(table["end"].to_numpy(np.int64), epoch.end)
        first = np.searchsorted(self.days, start)
        last = np.searchsorted(self.days, end)
        seen = np.flatnonzero(first < last)
        if not len(seen):
            return None
        target = table["target"].to_numpy(np.int64)[seen]
        state = table["state"].to_numpy(np.int64)[seen]
        part = Part(first[seen], last[seen], target, state)
        group = self._groups(epoch.frame)
        is_land = self.history.targets.are_units(target)
        towns = part.where(~is_land)
        place = self.history.targets.place_rows(towns.target)
        kept = self.is_town[place]
        return Covered(
            part.where(is_land),
            towns.where(kept),
            place[kept],
            unit_group=group,
            place_group=self._town_groups(epoch.frame, group),
        )

    def _naming(self, epoch: Epoch) -> Callable[[str], str]:
        """How actors are called in an epoch: by their own ids, or by their blocs."""
        if self.by != "bloc":
            return str
        case = self.history.case
        limits = day_number(case.first_day), day_number(case.last_day)
        day = day_of(int(np.clip(epoch.start, *limits)))
        found = {a: self.history.bloc_of(a, day) or NO_BLOC for a in self.history.actors}
        return lambda actor: found.get(actor, NO_BLOC)

    def _row(self, name: str) -> int:
        return self.rows.setdefault(name, len(self.rows))

    def _groups(self, frame: Frame | None) -> IntArray:
        """The group of each unit; -1 outside all areas."""
        if frame is None:
            self.groups.setdefault(("", "", ""), 0)
            return np.zeros(len(self.history.land), dtype=np.int64)
        codes = [
            self.groups.setdefault((str(a), str(n), frame.frame), len(self.groups))
            for a, n in frame.groups[["area_id", "name"]].itertuples(index=False)
        ]
        of_unit: IntArray = np.array([*codes, -1], dtype=np.int64)[frame.unit_area.to_numpy()]
        return of_unit

    def _town_groups(self, frame: Frame | None, of_unit: IntArray) -> IntArray:
        """The group of each place: that of its area, or of its unit; -1 outside all areas."""
        targets = self.history.targets
        unit = targets.units_of(np.arange(targets.unit_count, len(targets)))
        by_unit: IntArray = np.append(of_unit, -1)[unit]
        if frame is None or frame.place_area is None:
            return by_unit
        areas = frame.groups[["area_id", "name"]].itertuples(index=False)
        codes = [self.groups[str(a), str(n), frame.frame] for a, n in areas]
        by_area: IntArray = np.array([*codes, -1], dtype=np.int64)[frame.place_area.to_numpy()]
        return by_area

    def _sum(
        self, column: str, part: Part, group: IntArray, row: IntArray, value: FloatArray
    ) -> None:
        """Add the values to their group and row on the dates that each interval covers."""
        keep = (group >= 0) & (row >= 0) & (value != 0)
        if not keep.any():
            return
        group, row, value = group[keep], row[keep], value[keep]
        rows = int(row.max()) + 1
        cells, inverse = np.unique(group * rows + row, return_inverse=True)
        width = len(self.days) + 1
        delta = np.bincount(inverse * width + part.first[keep], value, len(cells) * width)
        delta -= np.bincount(inverse * width + part.last[keep], value, len(cells) * width)
        series = np.cumsum(delta.reshape(len(cells), width), axis=1)[:, :-1]
        for i, cell in enumerate(cells.tolist()):
            key = (cell // rows, cell % rows, column)
            self.sums[key] = self.sums[key] + series[i] if key in self.sums else series[i]

    def _stacked(self, keys: Sequence[tuple[int, int]], column: str) -> FloatArray:
        """The series of groups and rows one after another; zero where nothing was added."""
        zero = np.zeros(len(self.days))
        return np.concatenate([zero[:0], *(self.sums.get((*key, column), zero) for key in keys)])

    def _places_of(self, keys: Sequence[tuple[int, int]], names: Sequence[str]) -> dict[str, Any]:
        """Day, group and row of what is stacked."""
        days = len(self.days)
        return {
            "_day": np.tile(self.days, len(keys)),
            "_group": np.repeat(np.array([group for group, _ in keys], dtype=np.int64), days),
            "row": [name for _, row in keys for name in [names[row]] * days],
        }

    def _arranged(self, table: pd.DataFrame, largest: Sequence[str]) -> pd.DataFrame:
        """A table with ``_day``, ``_group`` and ``row`` by date and name of area, with both in it.

        Inside an area the largest come first, by those columns.
        """
        groups = list(self.groups)
        table["_text"] = [groups[g][1] for g in table["_group"]]
        table = table.sort_values(
            ["_day", "_text", "_group", *largest, "row"],
            ascending=[True, True, True, *(False for _ in largest), True],
            kind="stable",
        )
        table["date"] = [day_of(d).isoformat() for d in table["_day"]]
        for i, column in enumerate(AREA_COLUMNS):
            table[column] = [groups[g][i] for g in table["_group"]]
        return table.rename(columns={"row": self.by}).reset_index(drop=True)


def spread(
    state: IntArray, codes: IntArray, rows: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Each state once for each of its rows: its position, the row, which one it is, of how many.

    Parameters
    ----------
    state : array
        The states of intervals.
    codes, rows : array
        Pairs: all states in order, and a row for each of them.
    """
    begin = np.searchsorted(codes, state, "left")
    count = np.searchsorted(codes, state, "right") - begin
    again = np.repeat(np.arange(len(state)), count)
    place = np.arange(len(again)) - np.repeat(np.cumsum(count) - count, count)
    return again, rows[begin[again] + place], place, count[again]
