"""History and snapshot -> the three plain objects that the browser draws.

``geometry`` (units as shared arcs, places, borders, background) and ``evidence`` (the claims) are
the same for every day of a case; ``state`` is one day. All are JSON: lists, dicts, text, numbers.
Days are counted from 1970-01-01; ``null`` is an open or unknown date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.answers.chain import SeatFinder
from mapper.areas.frames import region_level
from mapper.core.model import NO_DATA
from mapper.history.doubtspans import DoubtWindow, doubt_windows
from mapper.outputs.geo.topology import GRID, Topology, delta_encoded, encode
from mapper.outputs.pages.news import day_news

if TYPE_CHECKING:
    from mapper.case.toml import CaseInfo
    from mapper.history.control import ControlHistory, Frame, Snapshot

__all__ = [
    "claims_used",
    "evidence_payload",
    "geometry_payload",
    "model_options",
    "optional_day",
    "state_payload",
]

VERSION: Final = 1
LINE_STEPS: Final = 10_000  # grid steps per degree of background lines: about 11 m
SIMPLIFY_DEGREES: Final = 0.005  # background only: half a pixel at the closest useful zoom of 8
LABEL_MARGIN: Final = 2.5  # degrees around the country in which neighbours are named
STATE_LISTS: Final = ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with")
CLAIM_LISTS: Final = ("made", "confirms", "dissents")
EPOCH: Final = dt.date(1970, 1, 1)

Payload = dict[str, Any]


def optional_day(value: Any) -> int | None:
    """Days since 1970-01-01 of a date, a timestamp, or a whole number of days; None if missing.

    Examples
    --------
    >>> optional_day(dt.date(1970, 1, 11)), optional_day(pd.NaT), optional_day(None)
    (10, None, None)
    """
    if pd.isna(value):
        return None
    if isinstance(value, int | np.integer | float):
        return int(value)
    days: int = (pd.Timestamp(value).date() - EPOCH).days
    return days


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _optional(value: Any) -> str | None:
    return _text(value) or None


def _each(table: pd.DataFrame) -> Iterable[Any]:
    """Rows as named tuples; `Index` is the id."""
    rows: Iterable[Any] = table.itertuples()
    return rows


def _rounded(value: float, digits: int) -> float:
    return round(float(value), digits)


# Geometry: the same for every day.


def geometry_payload(history: ControlHistory) -> Payload:
    """Units as shared arcs, places, borders of regions by frame, neighbours and rivers."""
    units = history.units
    shapes = units.geometry.to_numpy()
    topology = encode(shapes)
    bounds = [_rounded(v, 6) for v in shapely.total_bounds(shapes)]
    arcs = [delta_encoded(arc) for arc in topology.arcs]
    if "areas" in history.background:
        frames = [_frame_as_drawn(history, frame, arcs) for frame in _region_frames(history)]
    else:
        frames = [_frame(history, frame, topology) for frame in _region_frames(history)]
    own = {"unit_arcs": len(topology.arcs)} if len(arcs) > len(topology.arcs) else {}
    return {
        "version": VERSION,
        "scale": GRID,
        "arcs": arcs,
        **own,
        "units": _units(history, topology),
        "places": _places(history),
        "frames": frames,
        "outline": topology.outline(),
        "neighbours": _neighbours(history, bounds, topology),
        "rivers": _rivers(history),
        "bounds": bounds,
    }


def _units(history: ControlHistory, topology: Topology) -> list[Payload]:
    frame = history.units
    top = _top(history)
    return [
        {
            "id": str(unit_id),
            "name": _text(name),
            "parents": _path(parents, top),
            "polygons": polygons,
            "area_km2": _rounded(area, 2),
        }
        for unit_id, name, parents, area, polygons in zip(
            frame.index,
            frame["name"],
            frame["parents"],
            frame["area_km2"],
            topology.units,
            strict=True,
        )
    ]


def _top(history: ControlHistory) -> str | None:
    """The area that all units lie in (the country): it says nothing in a path of names."""
    tops = {parents[-1] if parents else None for parents in history.units["parents"]}
    return tops.pop() if len(tops) == 1 else None


def _path(parents: Sequence[Any], top: str | None) -> list[str]:
    return [str(name) for name in parents if name != top]


def _places(history: ControlHistory) -> list[Payload]:
    number = {unit_id: i for i, unit_id in enumerate(history.units.index)}
    top = _top(history)
    rows = []
    for place in _each(history.places):
        rows.append(
            {
                "id": str(place.Index),
                "name": _text(place.name),
                "alt_names": [str(n) for n in place.alt_names],
                "kind": str(place.kind),
                "rank": int(place.rank),
                "lon": _rounded(place.lon, 5),
                "lat": _rounded(place.lat, 5),
                "population": None if pd.isna(place.population) else int(place.population),
                "parents": _path(place.parents, top),
                "unit": number.get(place.unit_id),
            }
        )
    return rows


def _region_frames(history: ControlHistory) -> list[Any]:
    """Frames of the level just below the country, if any level has more than one area."""
    chosen = region_level(history.frames)
    return [frame for frame in history.frames if frame.level == chosen]


def _frame(history: ControlHistory, frame: Any, topology: Topology) -> Payload:
    codes = frame.unit_area.reindex(history.units.index).to_numpy()
    labels = []
    for code, name in enumerate(frame.groups["name"]):
        area = topology.merged(codes == code)
        if not area.is_empty:
            labels.append({"name": _text(name), **_label_place(area)})
    return {
        "level": frame.level,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "arcs": topology.borders(codes),
        "names": labels,
    }


def _frame_as_drawn(history: ControlHistory, frame: Frame, arcs: list[list[int]]) -> Payload:
    """Borders of a frame that units cross: from its own polygons, as further arcs."""
    areas = history.background["areas"]
    drawn = areas[(areas["level"] == frame.level) & (areas["frame"] == frame.frame)]
    shapes = drawn.geometry.loc[frame.groups["area_id"]].to_numpy()
    topology = encode(shapes)
    lines = [delta_encoded(topology.arcs[i]) for i in topology.borders(np.arange(len(shapes)))]
    first = len(arcs)
    arcs += lines
    names = zip(frame.groups["name"], shapes, strict=True)
    return {
        "level": frame.level,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "arcs": list(range(first, len(arcs))),
        "names": [{"name": _text(name), **_label_place(shape)} for name, shape in names],
    }


def _label_place(shape: Any) -> Payload:
    """Middle of the widest part of an area, where its name fits best, and its radius in degrees."""
    rough = shapely.simplify(shape, 0.02)
    radius = shapely.maximum_inscribed_circle(shape if rough.is_empty else rough, tolerance=0.05)
    x, y = shapely.get_coordinates(radius)[0]
    return {"lon": _rounded(x, 4), "lat": _rounded(y, 4), "room": _rounded(radius.length, 3)}


def _flat(coordinates: Any) -> list[int]:
    flat: list[int] = np.rint(np.asarray(coordinates) * LINE_STEPS).astype(int).ravel().tolist()
    return flat


def _neighbours(
    history: ControlHistory, bounds: Sequence[float], topology: Topology
) -> list[Payload]:
    layer = history.background.get("neighbours")
    if layer is None:
        return []
    west, south, east, north = bounds
    near = shapely.box(
        west - LABEL_MARGIN, south - LABEL_MARGIN, east + LABEL_MARGIN, north + LABEL_MARGIN
    )
    own = shapely.box(west, south, east, north)
    country = shapely.simplify(topology.merged(np.ones(len(history.units), dtype=bool)), 0.05)
    rows = []
    simple = shapely.simplify(layer.geometry.to_numpy(), SIMPLIFY_DEGREES)
    for name, shape in zip(layer["name"], simple, strict=True):
        if shape is None or shape.is_empty:
            continue
        polygons = [p for p in shapely.get_parts(shape).tolist() if p.geom_type == "Polygon"]
        row: Payload = {
            "name": _text(name),
            "polygons": [
                [_flat(ring.coords) for ring in (p.exterior, *p.interiors)] for p in polygons
            ],
        }
        room = shape.intersection(near).difference(country)
        if not room.is_empty and room.area > own.area / 400:
            row.update(_label_place(room))
        rows.append(row)
    return rows


def _rivers(history: ControlHistory) -> list[Payload]:
    layer = history.background.get("rivers")
    if layer is None:
        return []
    rows = []
    simple = shapely.simplify(layer.geometry.to_numpy(), SIMPLIFY_DEGREES / 2)
    for name, rank, shape in zip(layer["name"], layer["rank"], simple, strict=True):
        if shape is None or shape.is_empty:
            continue
        lines = [_flat(line.coords) for line in shapely.get_parts(shape).tolist()]
        rows.append({"name": _text(name), "rank": int(rank), "lines": lines})
    return rows


# Evidence: the claims, all of a case or those that one day uses.


def claims_used(history: ControlHistory, snapshot: Snapshot) -> list[str]:
    """Ids of the claims that make, confirm or deny anything of the day, in file order."""
    used: set[str] = set()
    for table in (snapshot.units, snapshot.places):
        for column in CLAIM_LISTS:
            used.update(*table[column])
    return [str(event) for event in history.claims["event_id"] if event in used]


def evidence_payload(history: ControlHistory, claim_ids: Sequence[str]) -> Payload:
    """The claims with these event ids, in file order."""
    claims = history.claims[history.claims["event_id"].isin(claim_ids)]
    lists = ("gained_by", "lost_by", "opposed_by", "sources")
    rows = []
    for claim in claims.to_dict("records"):
        row: Payload = {
            "id": str(claim["event_id"]),
            "date": str(claim["event_date"]),
            "earliest": optional_day(claim["earliest"]),
            "best": optional_day(claim["best"]),
            "latest": optional_day(claim["latest"]),
            "target": str(claim["target_id"]),
            "target_name": _text(claim["target_name"]),
            "scope": _text(claim["scope"]),
            "type": str(claim["event_type"]),
            "status": _text(claim["status"]),
            "confidence": str(claim["confidence"]),
            "note": _text(claim["note"]),
        }
        row.update({name: [str(item) for item in claim[name]] for name in lists})
        rows.append(row)
    return {"version": VERSION, "claims": rows}


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
        "legend": _legend(history, snapshot),
        "total_km2": _rounded(history.units["area_km2"].sum(), 1),
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
        "title": getattr(case, f"title_{lang}", "") or case.title,
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
    top = _top(history)
    units = history.units["parents"]
    is_units = table.index.equals(units.index)
    usual = units if is_units else history.places["parents"]
    targets = usual.index.get_indexer(table.index) + (0 if is_units else len(units))
    seats = SeatFinder(history)
    rows = []
    for row, parents, target in zip(
        _each(table), usual.loc[table.index], targets.tolist(), strict=True
    ):
        item: Payload = {
            "s": states.index(row),
            "since": optional_day(row.since),
            "se": optional_day(row.start_earliest),
            "sl": optional_day(row.start_latest),
            "cause": _text(row.cause),
            "last": optional_day(row.last_evidence),
            "level": _text(row.evidence_level),
            "by": places.get(_optional(row.decided_by) or ""),
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
            item["parents"] = _path(row.parents, top)  # borders of that day, not of the last one
        rows.append(item)
    return rows


def _legend(history: ControlHistory, snapshot: Snapshot) -> list[Payload]:
    from mapper.figures.areas import area_table

    table = area_table(history, [snapshot.date], by="holder")
    total = float(history.units["area_km2"].sum())
    rows = [
        {
            "holder": str(row.holder),
            "area_km2": _rounded(row.area_km2, 1),
            "share": _rounded(row.share, 5),
            "share_low": _rounded(row.area_km2_low / total, 5),
            "share_high": _rounded(row.area_km2_high / total, 5),
            "towns": int(row.towns),
        }
        for row in _each(table)
        if row.area_km2 > 0 or row.towns > 0
    ]
    return sorted(
        rows,
        key=lambda row: (
            row["holder"] == NO_DATA,
            -row["area_km2"],
            -row["towns"],
            row["holder"],
        ),
    )
