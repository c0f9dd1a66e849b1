"""History and snapshot -> the three plain objects that the browser draws.

``geometry`` (units as shared arcs, places, borders, background) and ``evidence`` (the claims) are
the same for every day of a case; ``state`` is one day. All are JSON: lists, dicts, text, numbers.
Days are counted from 1970-01-01; ``null`` is an open or unknown date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mapper.answers.chain import SeatFinder
from mapper.history.doubtspans import DoubtWindow, doubt_windows
from mapper.outputs.pages.claims import CLAIM_LISTS
from mapper.outputs.pages.day.legend import legend_payload
from mapper.outputs.pages.day.news import day_news
from mapper.outputs.pages.geometry import common_top, path_of
from mapper.outputs.pages.plain import VERSION, Payload, each, optional, optional_day, text

if TYPE_CHECKING:
    from mapper.case.caseinfo import CaseInfo
    from mapper.history.control import ControlHistory, Snapshot

__all__ = [
    "model_options",
    "state_payload",
]

STATE_LISTS: Final = ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with")


# State: one day.


class _States:
    """Distinct states of a day, each stored once."""

    def __init__(self) -> None:
        self.rows: list[Payload] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def index(self, row: Any) -> int:
        key = (str(row.holder), str(row.status), *(tuple(getattr(row, n)) for n in STATE_LISTS))
        if key not in self._known:
            self._known[key] = len(self.rows)
            lists = {name: [str(a) for a in getattr(row, name)] for name in STATE_LISTS}
            self.rows.append({"holder": key[0], "status": key[1], **lists})
        return self._known[key]


def state_payload(
    history: ControlHistory,
    snapshot: Snapshot,
    claim_ids: Sequence[str],
    *,
    lang: str = "en",
    previous: dt.date | None = None,
    following: dt.date | None = None,
) -> Payload:
    """One day: who holds each unit and place, since when and why, with the legend and the news.

    Parameters
    ----------
    history, snapshot
        The case, and the day: ``history.at(date)``.
    claim_ids : sequence of str
        The claims that go with it, in their order there (see `evidence_payload`).
    lang : str
        Language of the page.
    previous, following : date, optional
        Days of the pages before and after this one.
    """
    number = {event_id: i for i, event_id in enumerate(claim_ids)}
    places = {place_id: i for i, place_id in enumerate(history.places.index)}
    states = _States()
    windows = doubt_windows(history, snapshot.date)
    units = _rows(history, snapshot.units, states, number, places, windows)
    found = _rows(history, snapshot.places, states, number, places, windows)
    by_place = dict(zip(snapshot.places.index, found, strict=True))
    day = optional_day(snapshot.date)
    payload = {
        "version": VERSION,
        "lang": lang,
        "case": _case(history, lang),
        "date": snapshot.date.isoformat(),
        "day": day,
        "news": day_news(history, snapshot),
        "actors": _actors(history, snapshot),
        "blocs": {b.bloc_id: {"name": b.name, "colour": b.colour} for b in history.blocs.values()},
        "states": states.rows,
        "units": [units[i] for i in snapshot.units.index.get_indexer(history.units.index)],
        "places": [by_place.get(place_id) for place_id in history.places.index],
        **legend_payload(history, snapshot),
    }
    for key, date in (("prev", previous), ("next", following)):
        if date is not None:
            payload[key] = date.isoformat()
    return payload


def model_options(case: CaseInfo) -> Payload:
    """Options of the area model, if there are any."""
    return {"model_options": dict(case.model_options)} if case.model_options else {}


def _case(history: ControlHistory, lang: str) -> Payload:
    case = history.case
    return {
        "id": case.id,
        "title": case.title_in(lang),
        "description": case.description,
        "licence": case.licence,
        "attribution": list(case.attribution),
        "model": case.model,
        **model_options(case),
        "first_day": optional_day(case.first_day),
        "last_day": optional_day(case.last_day),
    }


def _actors(history: ControlHistory, snapshot: Snapshot) -> Payload:
    return {
        actor.actor_id: {
            "name": actor.name,
            "short_name": actor.short_name,
            "colour": actor.colour,
            "kind": actor.kind,
            "bloc": history.bloc_of(actor.actor_id, snapshot.date),
        }
        for actor in history.actors.values()
    }


def _rows(
    history: ControlHistory,
    table: pd.DataFrame,
    states: _States,
    number: dict[str, int],
    places: dict[str, int],
    windows: Mapping[int, DoubtWindow],
) -> list[Payload]:
    top = common_top(history)
    units = history.units["parents"]
    is_units = table.index.equals(units.index)
    usual = units if is_units else history.places["parents"]
    targets = usual.index.get_indexer(table.index) + (0 if is_units else len(units))
    seats = SeatFinder(history)
    rows = []
    for row, parents, target in zip(
        each(table), usual.loc[table.index], targets.tolist(), strict=True
    ):
        item: Payload = {
            "s": states.index(row),
            "since": optional_day(row.since),
            "se": optional_day(row.start_earliest),
            "sl": optional_day(row.start_latest),
            "cause": text(row.cause),
            "last": optional_day(row.last_evidence),
            "level": text(row.evidence_level),
            "by": places.get(optional(row.decided_by) or ""),
        }
        if row.evidence_level == "seat" and item["by"] is not None:
            area = seats.area(len(units) + history.places.index.get_loc(row.decided_by), target)
            if area is not None:
                item["seat"] = area[1]
        for name in CLAIM_LISTS:
            item[name] = [number[event] for event in getattr(row, name) if event in number]
        if target in windows:
            window = windows[target]
            if window.open_from is not None:
                item["open"] = [window.open_from, window.open_to]
            if window.disputed_from is not None:
                item["claimed"] = window.disputed_from
        if tuple(row.parents) != tuple(parents):
            item["parents"] = path_of(row.parents, top)  # borders of that day, not of the last one
        rows.append(item)
    return rows
