"""A whole control history -> the one plain object from which the atlas shows every day.

Columns of whole numbers, strings once: ``decode.js`` reads it back and names the columns. Days
are counted from 1970-01-01. A *target* is a unit or a place: units first, then places. The ends
of intervals are left out, since each interval ends where the next one of its target begins.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.answers.chain import SeatFinder
from mapper.core.dates import day_number
from mapper.core.geodesy import square_metres
from mapper.core.model import NO_DATA, NONE, SHARED, UNKNOWN
from mapper.history.holders import FALLBACK_COLOURS
from mapper.outputs.geo.topology import GRID
from mapper.outputs.pages.page import safe_json
from mapper.outputs.pages.payload import geometry_payload, model_options, optional_day
from mapper.rules.track import CONFIRMS

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["CLAIMS_LIMIT", "PACK_LIMIT", "atlas_payload", "payload_block"]

VERSION: Final = 1
CLAIMS_LIMIT: Final = 4_000_000
"""Bytes of text in all claims above which a page carries only the days of the evidence."""
PACK_LIMIT: Final = 1_000_000
"""Bytes of JSON above which the payload is compressed in the page."""
PACK_LEVEL: Final = 7
"""Level of gzip: 9 makes a page of 6 MB 2 % smaller and takes four times as long."""
_OTHERS: Final = (NONE, UNKNOWN, SHARED, NO_DATA)
_STATE_LISTS: Final = (
    "companions",
    "contested_by",
    "besieged_by",
    "claimed_by",
    "uncertain_with",
    "between",
)
_CLAIM_TEXTS: Final = {
    "type": "event_type",
    "scope": "scope",
    "status": "status",
    "confidence": "confidence",
    "target": "target_id",
    "target_name": "target_name",
    "date": "event_date",
}
_CLAIM_LISTS: Final = ("gained_by", "lost_by", "opposed_by", "sources")
_MULTIPOLYGON: Final = 6  # shapely's number of the type
_EXPIRY: Final = "expiry"

Payload = dict[str, Any]
Ints = npt.NDArray[np.int64]


def atlas_payload(
    history: ControlHistory, *, lang: str = "en", claims_limit: int = CLAIMS_LIMIT
) -> Payload:
    """Everything that the atlas of a case knows.

    Parameters
    ----------
    history : ControlHistory
    lang : str
        Language in which the page opens.
    claims_limit : int
        If the ids, dates, notes and sources of the claims have more bytes than this, the claims
        are left out: ``evidence.kind`` is then ``days``, only the age of the evidence is known.

    Returns
    -------
    dict
        Lists, dicts, text and numbers, ready for JSON; the same for the same history.
    """
    size = _text_bytes(history.claims)
    whole = size <= claims_limit
    texts = _Texts()
    payload = {
        "version": VERSION,
        "lang": lang,
        "case": _case(history),
        "geometry": _geometry(history),
        "frames": [_frame(frame) for frame in history.frames],
        "actors": [
            {
                "id": a.actor_id,
                "name": a.name,
                "short_name": a.short_name,
                "kind": a.kind,
                "colour": a.colour,
            }
            for a in history.actors.values()
        ],
        "blocs": [
            {"id": b.bloc_id, "name": b.name, "colour": b.colour} for b in history.blocs.values()
        ],
        "others": {name: FALLBACK_COLOURS[name] for name in _OTHERS},
        "members": [
            [m.actor_id, m.bloc_id, optional_day(m.start), optional_day(m.end)]
            for m in history.members
        ],
        "milestones": [
            {
                "day": optional_day(m.date),
                "title": m.title,
                "kind": m.kind,
                "actors": list(m.actors),
                "sources": [texts.number(s) for s in m.sources],
                "note": m.note,
            }
            for m in history.milestones
        ],
        "states": _states(history),
        "intervals": _intervals(history, with_claims=whole),
        "seats": _seats(history),
        "evidence": _evidence(history, with_claims=whole)
        | {"claims": len(history.claims), "bytes": size, "limit": claims_limit},
        "claims": _claims(history.claims, texts) if whole else None,
        "ranks": _deltas(np.argsort(history.timeline.order)) if whole else None,
        "changes": _deltas(np.array([optional_day(d) for d in history.change_days()])),
    }
    payload["strings"] = texts.rows
    return payload


def payload_block(payload: Payload, *, name: str = "mapper-atlas") -> str:
    """The payload as the data block of a page: JSON, or compressed when it is large.

    Parameters
    ----------
    payload : dict
        From :func:`atlas_payload`.
    name : str
        Id of the element, from which ``readPayload(name)`` of ``data.js`` reads it.

    Returns
    -------
    str
        A ``script`` element that no browser runs: ``application/json``, or base64 of gzip.
    """
    text = safe_json(payload)
    raw = text.encode("utf-8")
    if len(raw) <= PACK_LIMIT:
        return f'<script type="application/json" id="{name}">{text}</script>'
    packed = base64.b64encode(gzip.compress(raw, PACK_LEVEL, mtime=0)).decode("ascii")
    return f'<script type="application/gzip" id="{name}">{packed}</script>'


class _Texts:
    """Distinct strings, each stored once."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = len(self.rows)
            self.rows.append(text)
        return self._known[text]


def _ints(values: Any) -> list[int]:
    numbers: list[int] = np.asarray(values).astype(np.int64).tolist()
    return numbers


def _deltas(values: Any) -> list[int]:
    """Each number as its difference to the one before; the first to 0."""
    return _ints(np.diff(np.asarray(values, dtype=np.int64), prepend=0))


def _codes(values: pd.Series) -> tuple[list[int], list[str]]:
    """A column of few words as numbers, and the words."""
    codes, words = pd.factorize(values)
    return _ints(codes), [str(word) for word in words]


def _case(history: ControlHistory) -> Payload:
    case = history.case
    return {
        "id": case.id,
        "title": case.title,
        "title_fr": case.title_fr or case.title,
        "description": case.description,
        "licence": case.licence,
        "attribution": list(case.attribution),
        "model": case.model,
        **model_options(case),
        "levels": list(case.levels),
        "first_day": optional_day(case.first_day),
        "last_day": optional_day(case.last_day),
        "baseline": case.baseline,
    }


def _geometry(history: ControlHistory) -> Payload:
    """As for the map of a day, with units as columns and what GeoJSON and statistics need."""
    geometry = geometry_payload(history)
    units = geometry["units"]
    geometry["units"] = {
        "id": [unit["id"] for unit in units],
        "name": [unit["name"] for unit in units],
        "m2": _square_metres(history.units["area_km2"]),
        "near_m2": _square_metres(history.units["near_km2"]),
        **_polygons([unit["polygons"] for unit in units]),
        **_as_drawn(history.units.geometry.to_numpy(), geometry["arcs"], units),
    }
    places = history.places
    for place, lon, lat in zip(
        geometry["places"],
        np.round(places["lon"].to_numpy(float), 6).tolist(),
        np.round(places["lat"].to_numpy(float), 6).tolist(),
        strict=True,
    ):
        place.pop("parents")
        place["lon"], place["lat"] = lon, lat
    return geometry


def _square_metres(area_km2: pd.Series) -> list[int]:
    return _ints(square_metres(area_km2))


def _polygons(units: Sequence[Sequence[Sequence[Sequence[int]]]]) -> Payload:
    """Polygons of all units as flat columns: numbers of polygons, of rings, of arcs; arcs."""
    polygons = [polygon for unit in units for polygon in unit]
    rings = [ring for polygon in polygons for ring in polygon]
    return {
        "polygons": [len(unit) for unit in units],
        "rings": [len(polygon) for polygon in polygons],
        "sizes": [len(ring) for ring in rings],
        "arcs": _deltas([arc for ring in rings for arc in ring]),
    }


def _as_drawn(shapes: Any, arcs: Sequence[Sequence[int]], units: Sequence[Payload]) -> Payload:
    """What the arcs forget: where each ring began, points that rounding made equal, multipolygons.

    With it the GeoJSON that the page makes has the coordinates of ours, in the same order. A unit
    of which rounding has lost a ring has no such notes: its rings start anywhere along themselves.
    """
    lines = [np.cumsum(np.reshape(arc, (-1, 2)), axis=0) for arc in arcs]
    turns: list[int] = []
    repeats: list[int] = []
    for shape, unit in zip(shapes.tolist(), units, strict=True):
        drawn = shapely.get_rings(shapely.get_parts(shape))
        rings = [ring for polygon in unit["polygons"] for ring in polygon]
        if len(drawn) != len(rings):
            turns += [0] * len(rings)
            continue
        for line, ring in zip(drawn.tolist(), rings, strict=True):
            points = np.rint(shapely.get_coordinates(line) / GRID).astype(np.int64)
            equal = np.flatnonzero((points[1:] == points[:-1]).all(axis=1)) + 1
            repeats += [number for i in equal.tolist() for number in (len(turns), i)]
            turns.append(_turn(points[0], lines, ring))
    single = np.array([len(unit["polygons"]) == 1 for unit in units])
    return {
        "turns": turns,
        "repeats": repeats,
        "multi": _ints(np.flatnonzero(single & (shapely.get_type_id(shapes) == _MULTIPOLYGON))),
    }


def _turn(first: Ints, lines: Sequence[Ints], ring: Sequence[int]) -> int:
    """At which point of a ring of arcs the ring began in its file."""
    points = np.concatenate([lines[a][:-1] if a >= 0 else lines[~a][:0:-1] for a in ring])
    found = np.flatnonzero((points == first).all(axis=1))
    return int(found[0]) if len(found) else 0


def _frame(frame: Any) -> Payload:
    return {
        "level": frame.level,
        "frame": frame.frame,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "ids": [str(area) for area in frame.groups["area_id"]],
        "names": [str(name) for name in frame.groups["name"]],
        "unit_area": _deltas(frame.unit_area.to_numpy()),
        **({} if frame.place_area is None else {"place_area": _deltas(frame.place_area)}),
    }


def _states(history: ControlHistory) -> list[list[Any]]:
    """Rows of holder, companions, status …, with numbers for actors, then for nobody and so on."""
    number = {name: i for i, name in enumerate((*history.actors, *_OTHERS))}
    return [
        [
            number[state.holder],
            state.status,
            *([number[a] for a in getattr(state, name)] for name in _STATE_LISTS),
        ]
        for state in history.states
    ]


def _seats(history: ControlHistory) -> Payload | None:
    """Of which area the place is the seat that a target follows: areas, and one code each.

    A target that follows none has -1; None where no target does.
    """
    rows, land = history.intervals, history.targets.are_units
    place = rows["leader"].where(~land(rows["leader"]), rows["source"])  # as `decided_by`
    rows = rows.assign(leader=place)[(rows["level"] == "seat") & ~land(place)]
    finder = SeatFinder(history)
    codes: dict[tuple[str, str], int] = {}
    of_target = np.full(len(history.units) + len(history.places), -1, dtype=np.int64)
    pairs = rows[["target", "leader"]].drop_duplicates("target")
    for target, leader in pairs.itertuples(index=False):
        area = finder.area(leader, target)
        if area is not None:
            of_target[target] = codes.setdefault(area[:2], len(codes))
    if not codes:
        return None
    ids, names = zip(*codes, strict=True)
    return {"ids": list(ids), "names": list(names), "area": _deltas(of_target)}


def _intervals(history: ControlHistory, *, with_claims: bool) -> Payload:
    """Columns of the intervals, by target and start; most numbers are small or repeat."""
    rows = history.intervals
    target = rows["target"].to_numpy(np.int64)
    first = np.ones(len(rows), dtype=bool)
    first[1:] = target[1:] != target[:-1]
    column = {
        name: rows[name].to_numpy(np.int64)
        for name in (
            "start",
            "state",
            "since",
            "since_earliest",
            "since_latest",
            "leader",
            "source",
            "source_tenure",
            "tenure",
            "claim",
        )
    }
    leaders = np.full(len(history.units) + len(history.places), -1, dtype=np.int64)
    np.maximum.at(leaders, target, column["leader"])
    first_day = day_number(history.case.first_day)
    start, since = column["start"], column["since"]
    same = ~first & (since == _before(since))
    own = column["source"] == target
    led = ~own & (column["source"] == leaders[target])
    causes, cause_words = _codes(rows["cause"])
    levels, level_words = _codes(rows["level"])
    result: Payload = {
        "count": _ints(np.bincount(target, minlength=len(leaders))),
        "start": _ints(start - np.where(first, first_day, _before(start))),
        "state": _ints(column["state"]),
        "since": _ints(np.where(same, 0, 1 + start - since)),
        "earliest": _ints(since - column["since_earliest"]),
        "latest": _ints(column["since_latest"] - since),
        "causes": cause_words,
        "cause": causes,
        "levels": level_words,
        "level": levels,
        "leaders": _deltas(leaders),
        "led": _ints(column["leader"] >= 0),
        "source": _ints(np.where(own, 0, np.where(led, 1, 2 + column["source"]))),
        "source_tenure": _ints(column["source_tenure"] - column["tenure"]),
        "tenure": _ints(column["tenure"] - np.where(first, 0, _before(column["tenure"]))),
    }
    if with_claims:
        result["claim"] = _ints(column["claim"] + 1)
    else:
        result["whys"], result["why"] = _whys(history, rows)
    return result


def _before(column: Ints) -> Ints:
    """Each row's value in the row before."""
    return np.concatenate([[0], column[:-1]]).astype(np.int64)


def _whys(history: ControlHistory, rows: pd.DataFrame) -> tuple[list[str], list[int]]:
    """What began each interval, for pages without claims; as in the change list."""
    claim = rows["claim"].to_numpy(np.int64)
    kinds = np.append(history.claims["event_type"].to_numpy(dtype=object), "")[claim]
    began = np.where(rows["since"] == rows["start"], rows["cause"].to_numpy(dtype=object), _EXPIRY)
    codes, words = _codes(pd.Series(np.where(claim >= 0, kinds, began), dtype="object"))
    return words, codes


def _evidence(history: ControlHistory, *, with_claims: bool) -> Payload:
    """Rows of the evidence by target, tenure and day: with their claims, or the days alone."""
    order = ["target", "tenure", "day", "rank"]
    rows = history.timeline.evidence.sort_values(order, kind="stable")
    if not with_claims:
        rows = rows[rows["counts"] & (rows["role"] <= CONFIRMS)]
        best = history.claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
        rows = rows.assign(day=best[rows["claim"].to_numpy()]).sort_values(order, kind="stable")
        rows = rows.drop_duplicates(["target", "tenure", "day"])
    target, tenure = rows["target"].to_numpy(np.int64), rows["tenure"].to_numpy(np.int64)
    columns: Payload = {
        "kind": "claims" if with_claims else "days",
        "target": _deltas(target),
        "tenure": _ints(tenure),
    }
    if with_claims:
        counts = rows["counts"].to_numpy(bool)
        claim = rows["claim"].to_numpy(np.int64)
        columns["claim"] = _ints(claim)
        columns["role"] = _ints(rows["role"])
        columns["national"] = _ints(np.unique(claim[~counts]))
    else:
        day = rows["day"].to_numpy(np.int64)
        first_day = day_number(history.case.first_day)
        again = (target == _before(target)) & (tenure == _before(tenure))
        if len(again):
            again[0] = False
        columns["day"] = _ints(day - np.where(again, _before(day), first_day))
    return columns


def _text_bytes(claims: pd.DataFrame) -> int:
    """Bytes of what is written in the claims: ids, dates, notes and sources."""
    texts = "\n".join(
        [
            *(text for name in ("event_id", "event_date", "note") for text in claims[name]),
            *(source for sources in claims["sources"] for source in sources),
        ]
    )
    return len(texts.encode("utf-8"))


def _claims(claims: pd.DataFrame, texts: _Texts) -> Payload:
    """The claims as columns; texts that occur again and again are numbers of ``strings``."""
    earliest, best, latest = (
        claims[name].to_numpy().astype("datetime64[D]").astype(np.int64)
        for name in ("earliest", "best", "latest")
    )
    columns: Payload = {
        "id": claims["event_id"].astype("str").tolist(),
        "best": _deltas(best),
        "earliest": _ints(best - earliest),
        "latest": _ints(latest - best),
        "note": claims["note"].fillna("").tolist(),
    }
    for name, column in _CLAIM_TEXTS.items():
        columns[name] = [texts.number(text) for text in claims[column].fillna("").tolist()]
    for name in _CLAIM_LISTS:
        columns[name] = [[texts.number(str(text)) for text in row] for row in claims[name]]
    return columns
