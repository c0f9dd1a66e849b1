"""What is said of the units and the places of a day, as columns of whole numbers.

Nothing is written twice: words, names of areas and states are numbers of lists, days are told
from the day of the page, and what few targets have (an open date, say) is a list of those few.
``library/data/columns.js`` reads them back.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mapper.answers.chain import SEAT, SeatFinder
from mapper.history.beginningrows import beginning_rows
from mapper.history.daytables import NEVER, ROLES, DayTable, tables_of
from mapper.history.doubtspans import DoubtWindow, doubt_windows
from mapper.history.memo import remembered
from mapper.outputs.pages.geometry import common_top, path_of
from mapper.outputs.pages.plain import Ints, Payload

if TYPE_CHECKING:
    from mapper.history.beginnings import Beginnings
    from mapper.history.control import ControlHistory

__all__ = ["TargetColumns", "columns_of"]

_NOT_SHOWN: Final = -1
_SINCE: Final = ("since", "se", "sl")


class TargetColumns:
    """Columns of the units and places of any day of a history; keeps what days share.

    Parameters
    ----------
    history : ControlHistory
    """

    def __init__(self, history: ControlHistory) -> None:
        self._history, self._tables = history, tables_of(history)
        self._seats = SeatFinder(history)
        self._seat_names: dict[tuple[int, int], str | None] = {}
        self._moved: dict[tuple[int, ...], list[tuple[int, list[str]]]] = {}

    def of(self, table: DayTable, states: Ints, numbers: Ints) -> tuple[Payload, Payload]:
        """Columns of the units and of the places of a day.

        Parameters
        ----------
        table : DayTable
        states : array
            Number on the page of each state of the history.
        numbers : array
            Number on the page of each claim of the history, -1 for those that it does not show.

        Returns
        -------
        (units, places)
            ``s, since, se, sl, cause, level, last, by`` have one entry for each target;
            ``since`` and ``last`` count days back from the day, ``se`` and ``sl`` from ``since``.
            ``made``, ``confirms`` and ``dissents`` are how many each has, and which. ``open``,
            ``claimed``, ``begun``, ``seat`` and ``parents`` are pairs of a position and what is
            said there.
            Of places also ``at``: which are there on the day.
        """
        units = len(self._history.units)
        land = int(np.searchsorted(table.target, units))
        windows = doubt_windows(self._history, table.date)
        parents = dict(self._parents(table.date))
        found = []
        for rows, first in ((slice(0, land), 0), (slice(land, len(table)), units)):
            part = self._plain(table, rows, states)
            part |= self._claims(table, rows, numbers)
            part |= self._few(table, rows, windows, parents)
            found.append(part | {"at": (table.target[rows] - first).tolist()})
        del found[0]["at"]
        return found[0], found[1]

    def _plain(self, table: DayTable, rows: slice, states: Ints) -> Payload:
        since, last = table.since[rows], table.last[rows]
        decider = table.decider[rows]
        by = np.where(decider < 0, -1, decider - len(self._history.units))
        early, late = since - table.earliest[rows], table.latest[rows] - since
        return {
            "s": states[table.state[rows]].tolist(),
            "since": _days(table.number - since, since),
            "se": np.where(since == NEVER, 0, early).tolist(),
            "sl": np.where(since == NEVER, 0, late).tolist(),
            "cause": table.cause[rows].tolist(),
            "level": table.level[rows].tolist(),
            "last": _days(table.number - last, last),
            "by": by.tolist(),
        }

    def _claims(self, table: DayTable, rows: slice, numbers: Ints) -> Payload:
        begin, end = table.first[rows.start], table.first[rows.stop]
        owner = np.repeat(np.arange(rows.stop - rows.start), np.diff(table.first)[rows])
        claim, role = numbers[table.claim[begin:end]], table.role[begin:end]
        found = {}
        for name, roles in ROLES.items():
            chosen = np.isin(role, roles) & (claim != _NOT_SHOWN)
            count = np.bincount(owner[chosen], minlength=rows.stop - rows.start)
            found[name] = [count.tolist(), claim[chosen].tolist()]
        return found

    def _few(
        self,
        table: DayTable,
        rows: slice,
        windows: dict[int, DoubtWindow],
        parents: dict[int, list[str]],
    ) -> Payload:
        """What is said of few: by their positions among these rows."""
        found: Payload = {"open": [], "claimed": [], "seat": [], "parents": []}
        targets = table.target[rows]
        for name, said in (("windows", windows), ("parents", parents)):
            numbers = np.array(sorted(said), dtype=np.int64)
            hits = np.flatnonzero(np.isin(targets, numbers))
            for i, target in zip(hits.tolist(), targets[hits].tolist(), strict=True):
                if name == "parents":
                    found["parents"].append([i, parents[target]])
                    continue
                window = windows[target]
                if window.open_from is not None:
                    found["open"].append([i, [window.open_from, window.open_to]])
                if window.disputed_from is not None:
                    found["claimed"].append([i, window.disputed_from])
        found["begun"] = self._begun(table.row[rows])
        levels = self._tables.levels
        seat = levels.index(SEAT) if SEAT in levels else -1
        decider = table.decider[rows]
        for i in np.flatnonzero((table.level[rows] == seat) & (decider >= 0)).tolist():
            area = self._seat(int(decider[i]), int(targets[i]))
            if area is not None:
                found["seat"].append([i, area])
        return {name: pairs for name, pairs in found.items() if pairs}

    def _begun(self, rows: Ints) -> list[list[Any]]:
        """Since when each part of what is said has been so, where not all began with the holder."""
        known = beginning_rows(self._history)
        at = np.flatnonzero(~known.plain[rows])
        return [
            [i, _as_lists(known.of(row))]
            for i, row in zip(at.tolist(), rows[at].tolist(), strict=True)
        ]

    def _seat(self, place: int, target: int) -> str | None:
        """Name of the area whose seat a place is for a target."""
        key = (place, target)
        if key not in self._seat_names:
            area = self._seats.area(place, target)
            self._seat_names[key] = None if area is None else area[1]
        return self._seat_names[key]

    def _parents(self, day: dt.date) -> list[tuple[int, list[str]]]:
        """The areas around those targets that lie in other ones on a day than usually."""
        history = self._history
        frames = tuple(i for i, frame in enumerate(history.frames) if frame.holds_on(day))
        if frames not in self._moved:
            top = common_top(history)
            usual = [*history.units["parents"], *history.places["parents"]]
            now: Any = history.parents_on(day, pd.RangeIndex(len(usual)))
            self._moved[frames] = [
                (target, path_of(path, top))
                for target, (path, other) in enumerate(zip(now, usual, strict=True))
                if tuple(path) != tuple(other)
            ]
        return self._moved[frames]


def _as_lists(begun: Beginnings) -> list[Any]:
    """The state's days, then parties and days of holders, opponents and besiegers."""
    lists = (begun.held, begun.contested, begun.besieged)
    return [
        list(begun.state[1:4]),
        *([[list(one.parties), *one[1:4]] for one in some] for some in lists),
    ]


def _days(values: Ints, days: Ints) -> list[int | None]:
    """Values as a list, None where there is no day."""
    return [
        None if day == NEVER else value
        for value, day in zip(values.tolist(), days.tolist(), strict=True)
    ]


def columns_of(history: ControlHistory) -> TargetColumns:
    """The columns of a history, made once."""
    return remembered(history, TargetColumns)
