"""Who held an area (a district, a region, the country): shares by holder, and what decides them.

An area has no verdict of its own: it is the sum of its units in the frame of the date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.answers.chain import chain_of
from mapper.answers.claimrows import answer_head, claim_row
from mapper.answers.find import Found
from mapper.areas.frames import Frame
from mapper.core.dates import day_number, day_of
from mapper.core.model import NO_DATA, SHARED, State
from mapper.figures.areas import area_table
from mapper.figures.counting import PARTS
from mapper.figures.holdings import holdings_table, part_columns
from mapper.history.control import ControlHistory
from mapper.history.holders import holder_name
from mapper.history.targethistory import TargetHistory

__all__ = ["area_story", "area_verdict"]

_AREAS: Final = (
    "area_km2",
    "area_km2_low",
    "area_km2_high",
    "contested_km2",
    "area_within_50km_km2",
)
_TOWNS: Final = ("towns", "population_of_towns", "towns_without_population")
_PEOPLE: Final = ("population", "population_low", "population_high")


def area_verdict(asked: TargetHistory, found: Found, day: dt.date) -> dict[str, Any]:
    """Shares of an area by holder on a day, with the places and claims that decide them.

    Parameters
    ----------
    asked : TargetHistory
        Tables are opened for what is asked of all units; single places and claims are asked of it.
    found : Found
        An area.
    day : date

    Returns
    -------
    dict
        The head of every answer and ``exists`` (False on days without such an area, with
        ``frames``: when there is one); then name, frame, area_km2, units, ``shares`` (one row
        for each holder, largest first, each with ``parts``, what it has alone, shared and so on,
        and ``decided_by``) and ``claims`` (those on the area itself by the day, in file order).

    Raises
    ------
    DateOutsideCaseError
    """
    day, history = asked.check_date(day), asked.whole
    head = answer_head(history, found, day)
    frame = next((f for f in _frames(history, found) if f.holds_on(day)), None)
    if frame is None:
        return head | {"exists": False, "frames": [_span(f) for f in _frames(history, found)]}
    inside = _inside(history, frame, found)
    table = area_table(history, [day], within=found.level)
    table = table[table["area_id"] == found.id]
    decided = _deciders(asked, inside, day_number(day))
    parts = _parts(history, found, day)
    area = float(history.land["area_km2"].to_numpy()[inside].sum())
    return head | {
        "exists": True,
        "name": found.name,
        **_span(frame),
        "area_km2": round(area, 3),
        "units": int(inside.sum()),
        "shares": [
            row
            | {"parts": parts.get(row["holder"], {}), "decided_by": decided.get(row["holder"], [])}
            for row in _shares(history, table, area, day)
        ],
        "claims": list(_claims_on(asked, found, day)),
    }


def area_story(history: ControlHistory, found: Found) -> dict[str, Any]:
    """The changes of an area: what changed hands on each day, and the shares from then on.

    Parameters
    ----------
    history : ControlHistory
    found : Found
        An area.

    Returns
    -------
    dict
        The head of every answer and ``periods``, in order of time: start, end (exclusive; None
        if it lasts), frame, area_km2, ``moved`` (from, to, area_km2, units, decided_by,
        event_ids) and ``shares`` by holder. A period begins when land changes its holder or its
        status, and when the area itself gets new borders.
    """
    periods: list[dict[str, Any]] = []
    for frame in _frames(history, found):
        periods += _periods(history, found, frame)
    for item, following in zip(periods, [*periods[1:], None], strict=True):
        item["end"] = item["end"] if following is None else following["start"]
    return answer_head(history, found) | {"periods": periods}


def _frames(history: ControlHistory, found: Found) -> list[Frame]:
    """The frames that have the area, in order of time."""
    frames = [
        f for f in history.frames if f.level == found.level and found.id in set(f.groups["area_id"])
    ]
    return sorted(frames, key=lambda f: f.valid_from or dt.date.min)


def _span(frame: Frame) -> dict[str, Any]:
    days = {"valid_from": frame.valid_from, "valid_to": frame.valid_to}
    return {"frame": frame.frame} | {
        k: None if d is None else d.isoformat() for k, d in days.items()
    }


def _inside(history: ControlHistory, frame: Frame, found: Found) -> npt.NDArray[np.bool_]:
    """Which units lie in the area."""
    code = frame.groups["area_id"].tolist().index(found.id)
    inside: npt.NDArray[np.bool_] = frame.unit_area.reindex(history.land.index).to_numpy() == code
    return inside


def _shares(
    history: ControlHistory, table: pd.DataFrame, area: float, day: dt.date
) -> Iterator[dict[str, Any]]:
    """The figures of an area by holder, with the bounds as shares too."""
    for row in table.to_dict("records"):
        holder = str(row["holder"])
        yield {
            "holder": holder,
            "holder_name": holder_name(history, holder),
            "bloc": history.bloc_of(holder, day),
            **{key: round(float(row[key]), 3) for key in _AREAS},
            "share": round(float(row["share"]), 6),
            "share_low": round(float(row["area_km2_low"]) / area, 6),
            "share_high": round(float(row["area_km2_high"]) / area, 6),
            **{key: int(row[key]) for key in (*_TOWNS, *_PEOPLE) if key in row},
        }


def _parts(history: ControlHistory, found: Found, day: dt.date) -> dict[str, dict[str, Any]]:
    """By holder: what it has in each part that is not empty."""
    table = holdings_table(history, [day], within=found.level, only=[found.id])
    columns = {"towns": part_columns("towns"), "population": part_columns("population")}
    counts = {name: names for name, names in columns.items() if names[0] in table}
    result: dict[str, dict[str, Any]] = {}
    for row in table.to_dict("records"):
        parts = {}
        for i, (part, column) in enumerate(zip(PARTS, part_columns("km2"), strict=True)):
            figures = {"area_km2": round(float(row[column]), 3)}
            figures |= {name: int(row[names[i]]) for name, names in counts.items()}
            if any(figures.values()):
                parts[part] = figures
        result[str(row["holder"])] = parts
    return result


def _standing_in(
    history: ControlHistory, inside: npt.NDArray[np.bool_], number: int
) -> Iterator[tuple[int, State, int | None]]:
    """The units of an area, how each stands on a day, and the place that decides it."""
    table = history.intervals
    within = np.append(inside, False)[np.minimum(table["target"].to_numpy(), len(inside))]
    now = (table["start"].to_numpy() <= number) & (number < table["end"].to_numpy())
    rows = np.flatnonzero(within & now)
    columns = (table[name].to_numpy()[rows] for name in ("target", "state", "leader", "source"))
    for node, code, leader, source in zip(*(c.tolist() for c in columns), strict=True):
        yield node, history.states[code], history.deciding(leader, source)


def _deciders(
    asked: TargetHistory, inside: npt.NDArray[np.bool_], number: int
) -> dict[str, list[dict[str, Any]]]:
    """By holder: the places and claims that decide its units, those of most land first."""
    history = asked.whole
    areas = history.land["area_km2"].to_numpy()
    places: dict[int, dict[str, Any]] = {}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for node, state, place in _standing_in(history, inside, number):
        if place is None:
            item = _by_claim(asked, node, number)
        elif place in places:
            item = places[place]
        else:
            item = places.setdefault(place, _by_place(asked, place, number))
        holder = SHARED if state.status == SHARED else state.holder
        start = {**item, "units": 0, "area_km2": 0.0}
        entry = rows.setdefault((holder, item["kind"] + str(item["id"])), start)
        entry["units"] += 1
        entry["area_km2"] += float(areas[node])
    result: dict[str, list[dict[str, Any]]] = {}
    for (holder, _), entry in sorted(rows.items(), key=lambda x: (-x[1]["area_km2"], x[0])):
        entry["area_km2"] = round(entry["area_km2"], 3)
        result.setdefault(holder, []).append(entry)
    return result


def _by_place(history: TargetHistory, place: int, number: int) -> dict[str, Any]:
    """A place that decides units, and the claim that gave it its holder."""
    chain = chain_of(history, place, number)
    event = _event(history, -1 if chain is None else chain.deciding)
    names = {"id": history.targets.id(place), "name": history.targets.name(place)}
    return {"kind": "place", **names, "event_id": event}


def _by_claim(history: TargetHistory, node: int, number: int) -> dict[str, Any]:
    """The claim on an area that decides a unit apart from its town; the baseline; or nothing."""
    chain = chain_of(history, node, number)
    claim = -1 if chain is None else chain.deciding
    event = _event(history, claim)
    if event is None:
        silent = chain is not None and chain.first.interval.state.status == NO_DATA
        kind = "nothing" if silent else "baseline"
        return {"kind": kind, "id": None, "name": None, "event_id": None}
    name = history.claim(claim).target_name
    return {"kind": "claim", "id": event, "name": name, "event_id": event}


def _event(history: TargetHistory, claim: int) -> str | None:
    return None if claim < 0 else history.claim(claim).event_id


def _claims_on(history: TargetHistory, found: Found, day: dt.date) -> Iterator[dict[str, Any]]:
    """The claims on the area itself that are dated by the day."""
    for position in history.claims_on(found.id):
        if history.claim(position).best <= day:
            yield claim_row(history, position)


def _periods(history: ControlHistory, found: Found, frame: Frame) -> list[dict[str, Any]]:
    """The periods of an area within one frame."""
    first = max(frame.valid_from or dt.date.min, history.case.first_day)
    last = history.case.last_day
    if frame.valid_to is not None:
        last = min(last, frame.valid_to - dt.timedelta(days=1))
    if last < first:
        return []
    inside = _inside(history, frame, found)
    moves = _moves(history, inside, day_number(first), day_number(last))
    days = sorted({first, *(day_of(d) for d in moves)})
    table = area_table(history, days, within=found.level)
    table = table[table["area_id"] == found.id]
    area = float(history.land["area_km2"].to_numpy()[inside].sum())
    end = frame.valid_to
    ends_later = end is not None and end <= history.case.last_day
    return [
        {
            "start": day.isoformat(),
            "end": end.isoformat() if end is not None and ends_later else None,
            "frame": frame.frame,
            "area_km2": round(area, 3),
            "moved": moves.get(day_number(day), []),
            "shares": list(_shares(history, table[table["date"] == day.isoformat()], area, day)),
        }
        for day in days
    ]


class _Change(NamedTuple):
    """Land that changed its holder or status: the unit, the states, and what began it."""

    day: int
    unit: int
    before: State
    after: State
    claim: int
    leader: int


def _changes(
    history: ControlHistory, inside: npt.NDArray[np.bool_], first: int, last: int
) -> Iterator[_Change]:
    """The changes of the units of an area on ``first < day <= last``."""
    table = history.intervals
    land = np.append(inside, False)[np.minimum(table["target"].to_numpy(), len(inside))]
    columns = ["target", "start", "state", "claim", "leader"]
    rows = table.loc[land, columns].itertuples(index=False, name=None)
    for one, other in pairwise(rows):
        unit, day, state, claim, leader = other
        before, after = history.states[one[2]], history.states[state]
        moved = (before.row, before.status) != (after.row, after.status)
        if unit == one[0] and moved and first < day <= last:
            yield _Change(day, unit, before, after, claim, leader)


def _moves(
    history: ControlHistory, inside: npt.NDArray[np.bool_], first: int, last: int
) -> dict[int, list[dict[str, Any]]]:
    """By day: the land that changed its holder or status, by the holders before and after."""
    areas = history.land["area_km2"].to_numpy()
    moves: dict[int, dict[tuple[str, str, str], dict[str, Any]]] = {}
    for change in _changes(history, inside, first, last):
        key = (change.before.row, change.after.row, change.after.status)
        entry = moves.setdefault(change.day, {}).setdefault(
            key,
            dict(zip(("from", "to", "status"), key, strict=True))
            | {"area_km2": 0.0, "units": 0, "decided_by": [], "event_ids": []},
        )
        entry["area_km2"] = round(entry["area_km2"] + float(areas[change.unit]), 3)
        entry["units"] += 1
        _add(entry["event_ids"], _event(history, change.claim))
        _add(entry["decided_by"], _leader(history, change.leader))
    return {
        day: sorted(found.values(), key=lambda m: (-m["area_km2"], m["to"], m["status"]))
        for day, found in moves.items()
    }


def _add(names: list[str], name: str | None) -> None:
    if name is not None and name not in names:
        names.append(name)


def _leader(history: ControlHistory, leader: int) -> str | None:
    is_place = leader >= 0 and not history.targets.is_unit(leader)
    return history.targets.id(leader) if is_place else None
