"""History and day -> the three plain objects that the browser draws.

``geometry`` (units as shared arcs, places, borders, background) and ``evidence`` (the claims) are
the same for every day of a case; ``state`` is one day. All are JSON: lists, dicts, text, numbers,
as columns where there are many of a kind. Days are counted from 1970-01-01; ``null`` is an open
or unknown date.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.core.dates import Day
from mapper.history.daytables import as_date, tables_of
from mapper.outputs.pages.claims import claims_used
from mapper.outputs.pages.day.legend import legend_payload
from mapper.outputs.pages.day.news import day_news
from mapper.outputs.pages.day.targets import columns_of
from mapper.outputs.pages.plain import VERSION, Ints, Payload, optional_day, spoken_forms

if TYPE_CHECKING:
    from mapper.case.caseinfo import CaseInfo
    from mapper.history.control import ControlHistory, Snapshot

__all__ = [
    "model_options",
    "state_payload",
]

STATE_LISTS: Final = ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with")


def state_payload(
    history: ControlHistory,
    day: Day | Snapshot,
    claims: Ints | None = None,
    *,
    lang: str = "en",
    previous: dt.date | None = None,
    following: dt.date | None = None,
) -> Payload:
    """One day: who holds each unit and place, since when and why, with the legend and the news.

    Parameters
    ----------
    history : ControlHistory
    day : date, str or Snapshot
    claims : array of int, optional
        Positions of the claims that go with it, in their order there (see `evidence_payload`);
        by default those that the day uses.
    lang : str
        Language of the page.
    previous, following : date, optional
        Days of the pages before and after this one.
    """
    tables = tables_of(history)
    table = tables.on(as_date(day))
    numbers = _numbered(claims_used(table) if claims is None else claims, len(history.claims))
    shown = np.unique(table.state)
    units, places = columns_of(history).of(table, _numbered(shown, len(history.states)), numbers)
    payload = {
        "version": VERSION,
        "lang": lang,
        "case": _case(history, lang),
        "date": table.date.isoformat(),
        "day": table.number,
        "news": day_news(history, table.date, table, lang=lang),
        "actors": _actors(history, table.date),
        "blocs": {b.bloc_id: {"name": b.name, "colour": b.colour} for b in history.blocs.values()},
        "states": [_state(history, code) for code in shown.tolist()],
        "causes": tables.causes,
        "levels": tables.levels,
        "units": units,
        "places": places,
        **legend_payload(history, table.date, table),
    }
    for key, date in (("prev", previous), ("next", following)):
        if date is not None:
            payload[key] = date.isoformat()
    return payload


def _numbered(chosen: Ints, count: int) -> Ints:
    """The place of each of `count` things among those chosen; -1 for the others."""
    numbers = np.full(count, -1, dtype=np.int64)
    numbers[chosen] = np.arange(len(chosen))
    return numbers


def _state(history: ControlHistory, code: int) -> Payload:
    state = history.states[code]
    lists = {name: [str(actor) for actor in getattr(state, name)] for name in STATE_LISTS}
    return {"holder": str(state.holder), "status": str(state.status), **lists}


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


def _actors(history: ControlHistory, day: dt.date) -> Payload:
    return {
        actor.actor_id: {
            "name": actor.name,
            "short_name": actor.short_name,
            "colour": actor.colour,
            "kind": actor.kind,
            "bloc": history.bloc_of(actor.actor_id, day),
            **spoken_forms(actor),
        }
        for actor in history.actors.values()
    }
