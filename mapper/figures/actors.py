"""Actors in time: who exists on a day, in which bloc, who they came from, and what they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

import pandas as pd

from mapper.core.dates import Day, day_number, day_of
from mapper.core.model import Actor, Succession
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.rules.intervals import OPEN_END

__all__ = ["ON_A_DAY", "OVER_TIME", "actors_on", "actors_over_time"]

Finder = Callable[[str], tuple[str, ...]]
"""Ids of the places or units that an actor has in some role."""

_KIN: Final = (
    "predecessors",
    "predecessor_dates",
    "successor",
    "succession_date",
    "succession_kind",
)
ON_A_DAY: Final = (
    "date",
    "actor_id",
    "name",
    "kind",
    "bloc",
    "active_from",
    "active_to",
    *_KIN,
    "area_km2",
    "share",
    "area_km2_low",
    "area_km2_high",
    "shared_km2",
    "contests_km2",
    "claims_km2",
    "towns",
    "units",
    "holds",
    "shares",
    "is_with",
    "contests",
    "besieges",
    "claims",
)
"""Columns of :func:`actors_on`."""
OVER_TIME: Final = (
    "actor_id",
    "name",
    "kind",
    "blocs",
    "active_from",
    "active_to",
    *_KIN,
    "first_held",
    "last_held",
    "largest_area_km2",
    "largest_on",
)
"""Columns of :func:`actors_over_time`."""

_AREAS: Final = ("area_km2", "share", "area_km2_low", "area_km2_high")
_FIGURES: Final = (*_AREAS, "towns")
_PEOPLE: Final = ("population", "population_low", "population_high")
"""Columns after those of the towns, where the case has figures of people."""


def actors_on(history: ControlHistory, day: Day) -> pd.DataFrame:
    """The actors that exist on a day, and what they hold.

    An actor exists from ``active_from`` to ``active_to`` (both inclusive), but not from the day
    on which it passed into its successor (R9). One that the map shows as a party on the day is
    listed whatever its dates say.

    Parameters
    ----------
    history : ControlHistory
    day : date or str

    Returns
    -------
    DataFrame
        One row for each actor, largest area first, with the columns of :data:`ON_A_DAY`: bloc
        of the day (empty if none); predecessors (tuple of those that passed into it by the day)
        with their dates, and successor with date and kind, if that came later (both from
        ``successions.csv``); the figures of :func:`mapper.figures.areas.area_table` by holder, and
        beside them ``shared_km2`` (land that it holds with others by arrangement),
        ``contests_km2`` and ``claims_km2`` (land of others); where the case has figures of people
        also population, population_low and population_high; number of units; and tuples of
        place_id: ``holds`` (governs alone), ``shares`` (by arrangement), ``is_with``
        (companion of the holder), ``contests``, ``besieges``, ``claims``.

    Raises
    ------
    DateOutsideCaseError
    """
    snapshot = history.at(day)
    day = snapshot.date
    units = snapshot.units
    roles, land = _roles(snapshot.places), _kinds_of_land(history, units)
    figures = area_table(history, [day]).set_index("holder")
    counts = units.loc[units["status"] != "shared", "holder"].value_counts()
    rows = []
    for actor in history.actors.values():
        lists = {name: role(actor.actor_id) for name, role in roles.items()}
        areas = {name: area(actor.actor_id) for name, area in land.items()}
        seen = any(lists.values()) or any(areas.values()) or actor.actor_id in counts
        if not seen and not _exists(history, actor, day):
            continue
        rows.append(
            {
                "date": day.isoformat(),
                **_identity(actor),
                "bloc": history.bloc_of(actor.actor_id, day) or "",
                **_kin(history, actor.actor_id, until=day),
                **_held(figures, actor.actor_id),
                **areas,
                "units": int(counts.get(actor.actor_id, 0)),
                **lists,
            }
        )
    at = ON_A_DAY.index("towns") + 1
    people = figures.columns.intersection(_PEOPLE, sort=False)
    table = pd.DataFrame(rows, columns=[*ON_A_DAY[:at], *people, *ON_A_DAY[at:]])
    return table.sort_values(
        ["area_km2", "actor_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _held(figures: pd.DataFrame, actor: str) -> dict[str, float]:
    """What an actor governs: areas, towns, people; nothing for one without a row."""
    names = [*_FIGURES, *figures.columns.intersection(_PEOPLE, sort=False)]
    row = figures.loc[actor] if actor in figures.index else dict.fromkeys(names, 0)
    return {name: float(row[name]) if name in _AREAS else int(row[name]) for name in names}


def actors_over_time(history: ControlHistory) -> pd.DataFrame:
    """All actors of a case: their blocs, where they came from, when they held what.

    Parameters
    ----------
    history : ControlHistory

    Returns
    -------
    DataFrame
        One row for each actor in the order in which they begin, with the columns of
        :data:`OVER_TIME`: blocs (tuple of ``bloc:start/end``, ``..`` where unbounded),
        predecessors and successor as in :func:`actors_on`; first and last day (ISO text, empty
        if none; the last day is inclusive) on which it governed or shared a unit or a place;
        the largest area that it governed and the first day of that.
    """
    held = _days_held(history)
    areas = area_table(history, [history.case.first_day, *history.change_days()])
    largest = areas.sort_values("area_km2", ascending=False, kind="stable").drop_duplicates(
        "holder"
    )
    peak = {row.holder: (row.area_km2, row.date) for row in largest.itertuples(index=False)}
    rows = []
    for actor in history.actors.values():
        first, last = held.get(actor.actor_id, ("", ""))
        area, on = peak.get(actor.actor_id, (0.0, ""))
        rows.append(
            {
                **_identity(actor),
                "blocs": tuple(
                    f"{m.bloc_id}:{_iso(m.start) or '..'}/{_iso(m.end) or '..'}"
                    for m in history.members
                    if m.actor_id == actor.actor_id
                ),
                **_kin(history, actor.actor_id),
                "first_held": first,
                "last_held": last,
                "largest_area_km2": float(area),
                "largest_on": on if area else "",
            }
        )
    table = pd.DataFrame(rows, columns=list(OVER_TIME))
    return table.sort_values(["active_from", "actor_id"], kind="stable", ignore_index=True)


def _roles(places: pd.DataFrame) -> dict[str, Finder]:
    alone = places[places["status"] != "shared"]
    return {
        "holds": _having(alone, "holder"),
        "shares": _sharing(places),
        "is_with": _having(alone, "companions"),
        "contests": _having(places, "contested_by"),
        "besieges": _having(places, "besieged_by"),
        "claims": _having(places, "claimed_by"),
    }


def _kinds_of_land(
    history: ControlHistory, units: pd.DataFrame
) -> dict[str, Callable[[str], float]]:
    return {
        "shared_km2": _land(history, _sharing(units)),
        "contests_km2": _land(history, _having(units, "contested_by")),
        "claims_km2": _land(history, _having(units, "claimed_by")),
    }


def _identity(actor: Actor) -> dict[str, object]:
    return {
        "actor_id": actor.actor_id,
        "name": actor.name,
        "kind": actor.kind,
        "active_from": _iso(actor.active_from),
        "active_to": _iso(actor.active_to),
    }


def _exists(history: ControlHistory, actor: Actor, day: dt.date) -> bool:
    began = actor.active_from is None or actor.active_from <= day
    ended = actor.active_to is not None and actor.active_to < day
    passed = any(s.predecessor == actor.actor_id and s.date <= day for s in history.successions)
    return began and not ended and not passed


def _kin(history: ControlHistory, actor: str, until: dt.date | None = None) -> dict[str, object]:
    """Who passed into an actor (by a day), and into whom it passes (after it)."""
    came = sorted(
        (s for s in history.successions if s.successor == actor and _by(s, until)),
        key=lambda s: (s.date, s.predecessor),
    )
    goes = next((s for s in history.successions if s.predecessor == actor), None)
    return {
        "predecessors": tuple(s.predecessor for s in came),
        "predecessor_dates": tuple(s.date.isoformat() for s in came),
        "successor": "" if goes is None else goes.successor,
        "succession_date": "" if goes is None else goes.date.isoformat(),
        "succession_kind": "" if goes is None else goes.kind,
    }


def _by(succession: Succession, day: dt.date | None) -> bool:
    return day is None or succession.date <= day


def _land(history: ControlHistory, units: Finder) -> Callable[[str], float]:
    """The area of the units that are found for an actor."""
    areas = history.land["area_km2"]
    return lambda actor: round(float(areas.loc[list(units(actor))].sum()), 6)


def _having(places: pd.DataFrame, column: str) -> Finder:
    """Finds the places or units that name an actor in a column (one id, or a tuple of ids)."""
    found: dict[str, list[str]] = {}
    for place, value in places[column].items():
        for actor in (value,) if isinstance(value, str) else value:
            found.setdefault(actor, []).append(str(place))
    return lambda actor: tuple(found.get(actor, ()))


def _sharing(places: pd.DataFrame) -> Finder:
    shared = places[places["status"] == "shared"]
    parties = pd.Series(
        [
            (holder, *companions)
            for holder, companions in zip(shared["holder"], shared["companions"], strict=True)
        ],
        index=shared.index,
        dtype="object",
    )
    return _having(parties.to_frame("parties"), "parties")


def _days_held(history: ControlHistory) -> dict[str, tuple[str, str]]:
    """First and last day on which each actor governed or shared anything."""
    table = history.intervals
    spans = table.groupby("state").agg(start=("start", "min"), end=("end", "max"))
    found: dict[str, tuple[int, int]] = {}
    last_day = day_number(history.case.last_day)
    for code, start, end in spans.itertuples():
        state = history.states[int(code)]
        last = last_day if end >= OPEN_END else int(end) - 1
        for actor in _governing(state.holder, state.companions, state.status):
            first, latest = found.get(actor, (int(start), last))
            found[actor] = (min(first, int(start)), max(latest, last))
    return {
        actor: (day_of(first).isoformat(), day_of(last).isoformat())
        for actor, (first, last) in found.items()
    }


def _governing(holder: str, companions: Iterable[str], status: str) -> tuple[str, ...]:
    return (holder, *companions) if status == "shared" else (holder,)


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()
