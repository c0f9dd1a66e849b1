"""Properties of units, places and areas on a day, as plain values for every output."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mapper.core.model import State
from mapper.history.holders import holder_name, source_list

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from mapper.history.control import ControlHistory, Snapshot
    from mapper.history.targethistory import TargetHistory

__all__ = [
    "place_facts",
    "place_properties",
    "state_properties",
    "target_properties",
    "unit_facts",
    "unit_properties",
]

_OF_PLACE: Final = ("name", "kind", "rank", "population", "unit_id")


def state_properties(history: TargetHistory, state: State, day: dt.date) -> dict[str, Any]:
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


def unit_facts(history: ControlHistory) -> list[dict[str, Any]]:
    """What is said of each unit on every day: id, name and area."""
    units = history.land
    return [
        {"unit_id": str(unit_id), "name": name, "area_km2": round(float(area), 3)}
        for unit_id, name, area in zip(units.index, units["name"], units["area_km2"], strict=True)
    ]


def place_facts(history: ControlHistory) -> list[dict[str, Any]]:
    """What is said of each place on every day: id, name, kind, rank, population and unit."""
    places = history.places
    rows = places.to_dict("records")
    return [_place_head(str(key), row) for key, row in zip(places.index, rows, strict=True)]


def unit_properties(history: ControlHistory, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Properties of every unit on the day, in the order of the units."""
    at = history.land.index.get_indexer(snapshot.units.index)
    return _on_the_day(history, unit_facts(history), at, snapshot.units, snapshot.date)


def place_properties(history: ControlHistory, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Properties of every place that exists on the day, in the order of the gazetteer."""
    at = history.places.index.get_indexer(snapshot.places.index)
    return _on_the_day(history, place_facts(history), at, snapshot.places, snapshot.date)


def _on_the_day(
    history: ControlHistory,
    facts: list[dict[str, Any]],
    at: npt.NDArray[np.intp],
    table: pd.DataFrame,
    day: dt.date,
) -> list[dict[str, Any]]:
    """Facts of targets with what is said of them on a day."""
    return [
        facts[i] | _of_row(history, row, history.states[row["state"]], day)
        for i, row in zip(at.tolist(), table.to_dict("records"), strict=True)
    ]


def target_properties(
    history: TargetHistory, target: int, row: Mapping[str, Any], day: dt.date
) -> dict[str, Any]:
    """Properties of one unit or place: those of :func:`unit_properties`, :func:`place_properties`.

    Parameters
    ----------
    history : TargetHistory
    target : int
        Its number.
    row : mapping
        What :meth:`mapper.history.targethistory.TargetHistory.row_of` says of it.
    day : date
    """
    targets = history.targets
    if targets.is_unit(target):
        area = round(float(targets.value(target, "area_km2")), 3)
        head = {"unit_id": targets.id(target), "name": targets.name(target), "area_km2": area}
    else:
        head = _place_head(targets.id(target), {k: targets.value(target, k) for k in _OF_PLACE})
    state = State(**{name: row[name] for name in State._fields})
    return head | _of_row(history, row, state, day)


def _place_head(place_id: str, place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place_id": place_id,
        "name": place["name"],
        "kind": place["kind"],
        "rank": int(place["rank"]),
        "population": _count(place["population"]),
        "unit_id": place["unit_id"],
    }


def _count(number: Any) -> int | None:
    """A whole number, or None where a table says that there is none."""
    try:
        return int(number)
    except (TypeError, ValueError):  # of None or NA; of NaN
        return None


def _of_row(
    history: TargetHistory, row: Mapping[Any, Any], state: State, day: dt.date
) -> dict[str, Any]:
    events = [*row["made"], *row["confirms"], *row["dissents"]]
    return {
        **state_properties(history, state, day),
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


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
