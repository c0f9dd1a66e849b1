"""Properties of units, places and areas on a day, as plain values for every output (DESIGN §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from mapper.history import CaseInfo, ControlHistory, Snapshot
from mapper.model import BASE_KINDS, NO_DATA, NONE, TOWN_RANK, UNKNOWN, State

__all__ = [
    "FALLBACK_COLOURS",
    "colour_of",
    "holder_name",
    "holder_short_name",
    "model_label",
    "place_properties",
    "source_list",
    "state_properties",
    "unit_properties",
]

FALLBACK_COLOURS: Final = {
    NONE: "#9c9a94",
    UNKNOWN: "#bdbab2",
    "shared": "#8d8aa0",
    NO_DATA: "#d9d7d1",
}
"""Neutral greys for what has no colour of its own."""
_WORDS: Final = {
    NONE: "nobody",
    UNKNOWN: "unknown",
    "shared": "shared",
    "no_bloc": "no bloc",
    NO_DATA: "no data",
}
_MARKER_SIZES: Final = {1: "large", 2: "medium", 3: "medium"}


def holder_name(history: ControlHistory, holder: str) -> str:
    """Full name of an actor, ``nobody``, ``unknown``, ``shared`` or ``no data``."""
    actor = history.actors.get(holder)
    return actor.name if actor is not None else _WORDS.get(holder, holder)


def holder_short_name(history: ControlHistory, holder: str) -> str:
    """Short name of an actor, ``nobody``, ``unknown``, ``shared`` or ``no data``."""
    actor = history.actors.get(holder)
    return actor.short_name if actor is not None else _WORDS.get(holder, holder)


def colour_of(history: ControlHistory, holder: str) -> str:
    """Colour (``#rrggbb``) of an actor or bloc; neutral greys for the rest."""
    actor = history.actors.get(holder)
    if actor is not None:
        return actor.colour
    bloc = history.blocs.get(holder)
    return bloc.colour if bloc is not None else FALLBACK_COLOURS.get(holder, "#9c9a94")


def model_label(case: CaseInfo) -> str:
    """Name of the area model with its options.

    Examples
    --------
    >>> from mapper import build_history, find_case, read_case
    >>> model_label(build_history(read_case(find_case("mali"))).case)
    'admin'
    """
    options = ", ".join(f"{key} = {value}" for key, value in case.model_options.items())
    return f"{case.model} ({options})" if options else case.model


def state_properties(history: ControlHistory, state: State, day: dt.date) -> dict[str, Any]:
    """What is said of a target on a day, without the target.

    Keys: date, holder, holder_name, holders, status, bloc, opposed_by, claimed_by, besieged,
    disputed, uncertain, uncertain_with.
    """
    return {
        "date": day.isoformat(),
        "holder": state.holder,
        "holder_name": holder_name(history, state.holder),
        "holders": [state.holder, *state.companions],
        "status": state.status,
        "bloc": history.bloc_of(state.holder, day),
        "opposed_by": list(dict.fromkeys([*state.contested_by, *state.besieged_by])),
        "claimed_by": list(state.claimed_by),
        "besieged": bool(state.besieged_by),
        "disputed": bool(state.claimed_by),
        "uncertain": bool(state.uncertain_with),
        "uncertain_with": list(state.uncertain_with),
    }


def unit_properties(history: ControlHistory, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Properties of every unit on the day, in the order of the units."""
    names = history.units["name"].tolist()
    areas = history.units["area_km2"].tolist()
    result = []
    for (unit_id, row), name, area in zip(snapshot.units.iterrows(), names, areas, strict=True):
        head = {"unit_id": str(unit_id), "name": name, "area_km2": round(float(area), 3)}
        result.append(head | _target_properties(history, row, snapshot.date))
    return result


def place_properties(history: ControlHistory, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Properties of every place that exists on the day, in the order of the gazetteer."""
    result = []
    places = history.places.loc[snapshot.places.index]
    for (place_id, row), place in zip(
        snapshot.places.iterrows(), places.to_dict("records"), strict=True
    ):
        population = place["population"]
        head = {
            "place_id": str(place_id),
            "name": place["name"],
            "kind": place["kind"],
            "rank": int(place["rank"]),
            "population": None if pd.isna(population) else int(population),
            "unit_id": place["unit_id"],
        }
        result.append(head | _target_properties(history, row, snapshot.date))
    return result


def _target_properties(history: ControlHistory, row: pd.Series, day: dt.date) -> dict[str, Any]:
    events = [*row["made"], *row["confirms"], *row["dissents"]]
    return {
        **state_properties(history, history.states[row["state"]], day),
        "parents": list(row["parents"]),
        "since": _iso(row["since"]),
        "start_earliest": _iso(row["start_earliest"]),
        "start_latest": _iso(row["start_latest"]),
        "cause": row["cause"],
        "last_evidence": _iso(row["last_evidence"]),
        "evidence_age_days": row["evidence_age_days"],
        "evidence_level": row["evidence_level"],
        "decided_by": row["decided_by"],
        "events": events,
        "sources": source_list(history, events),
    }


def source_list(history: ControlHistory, events: Iterable[str]) -> list[str]:
    """Sources of claims, without repetition, in the order of the claims."""
    table = history.sources_by_event
    return list(dict.fromkeys(source for event in events for source in table.get(event, ())))


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def area_style(history: ControlHistory, properties: dict[str, Any]) -> dict[str, Any]:
    """Simplestyle properties of a polygon."""
    doubtful = properties["status"] in {"contested", "shared"} or properties["disputed"]
    return {
        "fill": colour_of(history, properties["holder"]),
        "fill-opacity": 0.4 if doubtful or properties["uncertain"] else 0.65,
        "stroke": "#ffffff",
        "stroke-width": 1,
        "stroke-opacity": 0.8,
    }


def point_style(history: ControlHistory, properties: dict[str, Any]) -> dict[str, Any]:
    """Simplestyle properties of a place."""
    town = properties["rank"] <= TOWN_RANK and properties["kind"] not in BASE_KINDS
    return {
        "marker-color": colour_of(history, properties["holder"]),
        "marker-size": _MARKER_SIZES.get(properties["rank"], "small") if town else "small",
    }
