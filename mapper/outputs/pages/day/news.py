"""What is new on a day: the sentence under the title of a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.core.dates import Day, day_number
from mapper.history.daytables import DayTable, as_date, tables_of
from mapper.history.memo import remembered
from mapper.history.opendates import open_dates
from mapper.history.parents import widest_of
from mapper.outputs.pages.plain import Ints, Payload
from mapper.outputs.pages.sides import side_of
from mapper.outputs.text.areatitles import area_title
from mapper.rules.track import SUCCESSION

if TYPE_CHECKING:
    from mapper.core.model import State
    from mapper.history.control import ControlHistory, Snapshot

__all__ = ["day_news"]

NewsItem = dict[str, Any]
_NOT_THERE: Final = -1


def day_news(
    history: ControlHistory,
    day: Day | Snapshot,
    table: DayTable | None = None,
    *,
    lang: str = "en",
) -> list[NewsItem]:
    """Milestones, new names of holders, towns that changed hands, sieges and contests, then land.

    Parameters
    ----------
    history : ControlHistory
    day : date, str or Snapshot
        The day; it is compared with the day before.
    table : DayTable, optional
        Its table, where that is made already.
    lang : str
        Language of the page, for the words around the names of areas.

    Returns
    -------
    list of dict
        ``name``, ``from``, ``to`` (actor ids) and ``kind``: milestone, succession, change,
        siege_begin, siege_end, contest or land; ``before`` and ``after``, the states on both
        sides, where they say more of who holds it; ``parties`` of a siege or contest; and
        ``date``, as it is written, where that names no day: nothing is known to have happened on
        this one. Land has the name of its area with its level. In each kind the biggest come
        first: places by rank and population, land by area.
    """
    table = table or tables_of(history).on(as_date(day))
    date = table.date
    news = [_item(m.title, "", "", "milestone") for m in history.milestones if m.date == date]
    if date <= history.case.first_day:
        return news
    turned = _Turned(history, table, lang)
    return [*news, *turned.successions(), *turned.place_news(), *turned.land_news()]


def _item(name: Any, left: str, took: str, kind: str, date: str = "", **more: Any) -> NewsItem:
    item = {"name": str(name), "from": str(left), "to": str(took), "kind": kind, **more}
    return item | {"date": date} if date else item


def _sides(was: State, now: State) -> dict[str, Payload]:
    """The states on both sides, if they say more than their holders."""
    sides = {"before": side_of(was), "after": side_of(now)}
    return {name: side for name, side in sides.items() if side is not None}


class _Facts:
    """What the news of any day ask of a case: how important and what a place is, the whole land."""

    def __init__(self, history: ControlHistory) -> None:
        places = history.places
        self.names: list[str] = places["name"].tolist()
        self.order = list(
            zip(places["rank"].tolist(), (-places["population"].fillna(0)).tolist(), strict=True)
        )


class _Turned:
    """The targets whose state is not that of the day before, with both states."""

    def __init__(self, history: ControlHistory, table: DayTable, lang: str) -> None:
        self.history, self.table, self._lang = history, table, lang
        tables = tables_of(history)
        before = tables.states_on(day_number(table.date) - 1)[table.target]
        self._before = before
        self._rows = np.flatnonzero((before != table.state) & (before != _NOT_THERE))
        causes = tables.causes
        renamed = causes.index(SUCCESSION) if SUCCESSION in causes else -1
        self._renamed = table.cause == renamed
        self._open = np.full(len(table), "", dtype=object)
        begun = table.row[self._rows]
        claims, starts = (history.intervals[name].to_numpy()[begun] for name in ("claim", "start"))
        self._open[self._rows] = open_dates(history, claims, starts)

    def _hands(self, row: int) -> tuple[str, str]:
        was, now = self._states(row)
        return str(was.holder), str(now.holder)

    def _states(self, row: int) -> tuple[State, State]:
        states = self.history.states
        return states[int(self._before[row])], states[int(self.table.state[row])]

    def _split(self) -> tuple[Ints, Ints]:
        """Rows of units and rows of places that changed."""
        land = self.history.targets.are_units(self.table.target[self._rows])
        return self._rows[land], self._rows[~land]

    def successions(self) -> list[NewsItem]:
        """Holders that merged or changed their name (R9): one item, not one for each place."""
        pairs = {self._hands(row) for row in self._rows[self._renamed[self._rows]].tolist()}
        return [_item("", a, b, "succession") for a, b in sorted(pairs) if a != b]

    def place_news(self) -> list[NewsItem]:
        """Places that changed hands, then sieges and contests of the others."""
        rows = self._split()[1]
        facts = remembered(self.history, _Facts)
        places = self.history.targets.place_rows(self.table.target[rows]).tolist()
        order = sorted(
            zip(places, rows.tolist(), strict=True), key=lambda pair: facts.order[pair[0]]
        )
        changes, fights = [], []
        for place, row in order:
            name, (was, now) = facts.names[place], self._states(row)
            if was.holder == now.holder:
                fights += _fights(name, was, now, str(self._open[row]))
            elif not self._renamed[row]:
                item = _item(name, was.holder, now.holder, "change", str(self._open[row]))
                changes.append(item | _sides(was, now))
        return changes + fights

    def land_news(self) -> list[NewsItem]:
        """Land that changed hands by itself: its deciding place did not go the same way that day.

        Named by the widest area around it that is not the whole country: its region, say.
        """
        units, places = self._split()
        target, decider = self.table.target, self.table.decider
        moved = {int(target[row]): self._hands(row) for row in places.tolist()}
        rows = [
            row
            for row in units.tolist()
            if not self._renamed[row]
            and self._hands(row)[0] != self._hands(row)[1]
            and moved.get(int(decider[row])) != self._hands(row)
        ]
        if not rows:
            return []
        areas, names = self.history.units["area_km2"], self._names(target[rows])
        found: dict[str, NewsItem] = {}
        sums: dict[str, float] = {}
        for row, name in zip(rows, names, strict=True):
            item = _item(name, *self._hands(row), "land", str(self._open[row]))
            item |= _sides(*self._states(row))
            key = repr(item)
            found[key] = item
            sums[key] = sums.get(key, 0.0) + float(areas.iat[int(target[row])])
        order = sorted(sums, key=lambda key: (-sums[key], key))
        return [found[key] for key in order]

    def _names(self, units: Ints) -> Iterator[str]:
        """What each unit is told by."""
        case, frames = self.history.case, self.history.frames
        now = [frame for frame in frames if frame.holds_on(self.table.date)]
        around = widest_of(now, case.levels, units)
        for unit, (name, level) in zip(units.tolist(), around, strict=True):
            own = str(self.history.units["name"].iat[unit])
            yield area_title(case, name, level, self._lang) if name else own


def _fights(name: Any, was: State, now: State, date: str) -> list[NewsItem]:
    """Sieges that begin or end and contests that begin, at a place that stays in the same hands."""
    rows = []
    if now.besieged_by and not was.besieged_by:
        parties = list(now.besieged_by)
        rows.append(_item(name, now.holder, parties[0], "siege_begin", date, parties=parties))
    if was.besieged_by and not now.besieged_by:
        parties = list(was.besieged_by)
        rows.append(_item(name, parties[0], now.holder, "siege_end", date, parties=parties))
    if now.contested_by and not was.contested_by:
        parties = list(now.contested_by)
        rows.append(_item(name, now.holder, parties[0], "contest", date, parties=parties))
    return rows
