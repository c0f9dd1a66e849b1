"""A whole control history -> the one plain object from which the atlas shows every day.

Columns of whole numbers, strings once: ``decode.js`` reads it back and names the columns. Days
are counted from 1970-01-01. A *target* is a unit or a place: units first, then places. The ends
of intervals are left out, since each interval ends where the next one of its target begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.core.geodesy import Shapes
from mapper.core.longitudes import continuous
from mapper.core.measures import square_metres
from mapper.outputs.geo.topology import GRID, Topology
from mapper.outputs.pages.atlas.records import (
    CLAIMS_LIMIT,
    Texts,
    claim_columns,
    deltas,
    evidence_columns,
    interval_columns,
    ints,
    seat_columns,
    state_rows,
    text_bytes,
)
from mapper.outputs.pages.atlas.whatif import whatif_columns
from mapper.outputs.pages.claims import sources_payload
from mapper.outputs.pages.day.legend import people_of_units
from mapper.outputs.pages.day.payload import model_options
from mapper.outputs.pages.document import safe_json
from mapper.outputs.pages.geometry import land_payload, place_rows
from mapper.outputs.pages.packing import packed
from mapper.outputs.pages.plain import Payload, optional_day, spoken_forms, texts
from mapper.outputs.pages.turned import land_seam, turned

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["PACK_LIMIT", "as_drawn", "atlas_payload", "payload_block"]

VERSION: Final = 1
PACK_LIMIT: Final = 1_000_000
"""Bytes of JSON above which the payload is compressed in the page."""
_MULTIPOLYGON: Final = 6  # shapely's number of the type


def atlas_payload(
    history: ControlHistory,
    *,
    lang: str = "en",
    claims_limit: int = CLAIMS_LIMIT,
    url: str = "",
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
    url : str
        Where the page will be published; empty if that is not known.

    Returns
    -------
    dict
        Lists, dicts, text and numbers, ready for JSON; the same for the same history.
    """
    size = text_bytes(history.claims)
    whole = size <= claims_limit
    texts = Texts()
    payload = {
        "version": VERSION,
        "lang": lang,
        "case": _case(history) | ({"url": url} if url else {}),
        "geometry": _geometry(history),
        "frames": [_frame(frame) for frame in history.frames],
        "actors": _actors(history),
        **_camps(history),
        "milestones": _milestones(history, texts),
        "states": state_rows(history, history.states),
        "intervals": interval_columns(history, with_claims=whole),
        "seats": seat_columns(history),
        "evidence": evidence_columns(history, with_claims=whole)
        | {"claims": len(history.claims), "bytes": size, "limit": claims_limit},
        "claims": claim_columns(history.claims, texts) if whole else None,
        "ranks": deltas(np.argsort(history.timeline.order)) if whole else None,
        "changes": deltas(np.array([optional_day(d) for d in history.change_days()])),
    }
    payload["strings"] = texts.rows
    if whole and history.alternatives is not None:
        payload["whatif"] = whatif_columns(history)
    people = people_of_units(history)
    if people is not None:
        payload["people"] = people
    known = sources_payload(history, texts.rows)
    if known:
        payload["sources"] = known
    return payload


def _camps(history: ControlHistory) -> Payload:
    """Who was with whom and who became whom, and when."""
    return {
        "blocs": [
            {"id": b.bloc_id, "name": b.name, "colour": b.colour} for b in history.blocs.values()
        ],
        "members": [
            [m.actor_id, m.bloc_id, optional_day(m.start), optional_day(m.end)]
            for m in history.members
        ],
        "successions": [
            [s.predecessor, s.successor, optional_day(s.date), s.kind] for s in history.successions
        ],
    }


def _actors(history: ControlHistory) -> list[Payload]:
    return [
        {
            "id": a.actor_id,
            "name": a.name,
            "short_name": a.short_name,
            "kind": a.kind,
            "colour": a.colour,
            **({"from": optional_day(a.active_from)} if a.active_from else {}),
            **({"to": optional_day(a.active_to)} if a.active_to else {}),
            **({"wikidata": a.wikidata} if a.wikidata else {}),
            **spoken_forms(a),
        }
        for a in history.actors.values()
    ]


def _milestones(history: ControlHistory, texts: Texts) -> list[Payload]:
    return [
        {
            "day": optional_day(m.date),
            "title": m.title,
            "kind": m.kind,
            "actors": list(m.actors),
            "sources": [texts.number(s) for s in m.sources],
            "note": m.note,
        }
        for m in history.milestones
    ]


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
    if len(text.encode("utf-8")) <= PACK_LIMIT:
        return f'<script type="application/json" id="{name}">{text}</script>'
    return f'<script type="application/gzip" id="{name}">{packed(text)}</script>'


def _case(history: ControlHistory) -> Payload:
    case = history.case
    return {
        "id": case.id,
        "title": case.title,
        "titles": dict(case.titles),
        "description": case.description,
        "licence": case.licence,
        "attribution": list(case.attribution),
        "model": case.model,
        **model_options(case),
        "levels": list(case.levels),
        "first_day": optional_day(case.first_day),
        "last_day": optional_day(case.last_day),
        "baseline": case.baseline,
        **({"edition": case.edition_mark} if case.edition else {}),
    }


def _geometry(history: ControlHistory) -> Payload:
    """As for the map of a day, with units as columns and what GeoJSON and statistics need."""
    land, topology = land_payload(history)
    seam, table, places = land_seam(history), history.units, history.places
    units = {
        "id": texts(table.index),
        "name": texts(table["name"]),
        "m2": _square_metres(table["area_km2"]),
        "near_m2": _square_metres(table["near_km2"]),
        "polygons": topology.parts.tolist(),
        "rings": topology.polygons.tolist(),
        "sizes": topology.rings.tolist(),
        "arcs": deltas(topology.runs),
        **as_drawn(turned(table.geometry.to_numpy(), seam), topology),
    }
    lon = np.round(continuous(places["lon"], seam), 6).tolist()
    lat = np.round(places["lat"].to_numpy(float), 6).tolist()
    return land | {"units": units, "places": place_rows(history, lon, lat)}


def _square_metres(area_km2: pd.Series) -> list[int]:
    return ints(square_metres(area_km2))


def as_drawn(shapes: Shapes, topology: Topology) -> Payload:
    """What the arcs forget: where each ring began, points that rounding made equal, multipolygons.

    With it the GeoJSON that the page makes has the coordinates of ours, in the same order. A unit
    of which rounding has lost a ring has no such notes: its rings start anywhere along themselves.
    """
    parts, unit = shapely.get_parts(shapes, return_index=True)
    lines, part = shapely.get_rings(parts, return_index=True)
    corners, line = shapely.get_coordinates(lines, return_index=True)
    points = np.rint(corners / GRID).astype(np.int64)
    drawn = np.bincount(unit[part], minlength=len(shapes))
    owner = np.repeat(np.arange(len(shapes)), topology.parts)[
        np.repeat(np.arange(len(topology.polygons)), topology.polygons)
    ]
    kept = np.bincount(owner, minlength=len(shapes))
    whole = drawn == kept
    again = (points[1:] == points[:-1]).all(axis=1) & (line[1:] == line[:-1])
    again &= whole[unit[part[line[1:]]]]
    at = np.flatnonzero(again) + 1
    of_line, of_unit = line[at], unit[part[line[at]]]
    # Numbers of rings before those of each unit: as drawn, and as they are kept.
    shift = (np.cumsum(kept) - kept) - (np.cumsum(drawn) - drawn)
    begin = np.searchsorted(line, of_line)
    repeats = np.column_stack([of_line + shift[of_unit], at - begin])
    multiple = shapely.get_type_id(shapes) == _MULTIPOLYGON
    return {
        "turns": ints(np.where(whole[owner], topology.turns, 0)),
        "repeats": ints(repeats.ravel()),
        "multi": ints(np.flatnonzero((topology.parts == 1) & multiple)),
    }


def _frame(frame: Any) -> Payload:
    return {
        "level": frame.level,
        "frame": frame.frame,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "ids": [str(area) for area in frame.groups["area_id"]],
        "names": [str(name) for name in frame.groups["name"]],
        "unit_area": deltas(frame.unit_area.to_numpy()),
        **({} if frame.place_area is None else {"place_area": deltas(frame.place_area)}),
    }
