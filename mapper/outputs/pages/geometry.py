"""The shapes of a case for a page: units as shared arcs, places, borders, neighbours, rivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from mapper.areas.frames import region_level
from mapper.core.longitudes import continuous
from mapper.outputs.geo.topology import GRID, Topology, encode
from mapper.outputs.pages.labelspots import label_place
from mapper.outputs.pages.plain import (
    VERSION,
    Payload,
    optional_day,
    rounded,
    text,
    texts,
    whole_or_none,
)
from mapper.outputs.pages.turned import cut_and_turned, land_seam, turned
from mapper.outputs.text.areatitles import area_forms

if TYPE_CHECKING:
    from mapper.areas.frames import Frame
    from mapper.history.control import ControlHistory

__all__ = [
    "LABEL_MARGIN",
    "LINE_STEPS",
    "SIMPLIFY_DEGREES",
    "common_top",
    "geometry_payload",
    "land_payload",
    "path_of",
    "place_rows",
]

LINE_STEPS: Final = 10_000  # grid steps per degree of background lines: about 11 m

SIMPLIFY_DEGREES: Final = 0.005  # background only: half a pixel at the closest useful zoom of 8

LABEL_MARGIN: Final = 2.5  # degrees around the country in which neighbours are named


def geometry_payload(history: ControlHistory) -> Payload:
    """Units as shared arcs, places, borders of regions by frame, neighbours and rivers."""
    land, topology = land_payload(history)
    units, places = _units(history, topology), _places(history, land_seam(history))
    return land | {"units": units, "places": places}


def land_payload(history: ControlHistory) -> tuple[Payload, Topology]:
    """The same with units and places yet to be filled in, and the units as shared arcs."""
    seam = land_seam(history)
    shapes = turned(history.units.geometry.to_numpy(), seam)
    topology = encode(shapes)
    bounds = [rounded(v, 6) for v in shapely.total_bounds(shapes)]
    arcs = topology.deltas()
    drawn = len(arcs)
    if "areas" in history.background:
        frames = [_frame_as_drawn(history, frame, arcs, seam) for frame in _region_frames(history)]
    else:
        frames = [_frame(history, frame, topology) for frame in _region_frames(history)]
    own: Payload = {"unit_arcs": drawn} if len(arcs) > drawn else {}
    if seam is not None:
        own["seams"] = topology.seams()
    land = {
        "version": VERSION,
        "scale": GRID,
        "arcs": arcs,
        **own,
        "units": [],
        "places": [],
        "frames": frames,
        "outline": topology.outline(),
        "neighbours": _neighbours(history, bounds, topology, seam),
        "rivers": _rivers(history, seam),
        "bounds": bounds,
        "area_forms": [list(pair) for pair in area_forms(history.case)],
    }
    return land, topology


def _units(history: ControlHistory, topology: Topology) -> list[Payload]:
    frame = history.units
    top = common_top(history)
    return [
        {
            "id": unit_id,
            "name": name,
            "parents": path_of(parents, top),
            "polygons": polygons,
            "area_km2": round(area, 2),
        }
        for unit_id, name, parents, area, polygons in zip(
            texts(frame.index),
            texts(frame["name"]),
            frame["parents"].tolist(),
            frame["area_km2"].tolist(),
            topology.units,
            strict=True,
        )
    ]


def common_top(history: ControlHistory) -> str | None:
    """The area that all units lie in (the country): it says nothing in a path of names."""
    tops = {parents[-1] if parents else None for parents in history.units["parents"].tolist()}
    return tops.pop() if len(tops) == 1 else None


def path_of(parents: Sequence[Any], top: str | None) -> list[str]:
    """Names of the areas around something, without the one that everything lies in."""
    return [str(name) for name in parents if name != top]


def _places(history: ControlHistory, seam: float | None) -> list[Payload]:
    top = common_top(history)
    places = history.places
    lon = [round(x, 5) for x in continuous(places["lon"], seam).tolist()]
    lat = [round(y, 5) for y in places["lat"].astype("float64").tolist()]
    rows = place_rows(history, lon, lat)
    for row, parents in zip(rows, places["parents"].tolist(), strict=True):
        unit = row.pop("unit")
        row["parents"], row["unit"] = path_of(parents, top), unit
    return rows


def place_rows(
    history: ControlHistory, lon: Sequence[float], lat: Sequence[float]
) -> list[Payload]:
    """What pages say of the places, with these coordinates.

    ``unit`` is the number of the unit that a place lies in; None outside of all.
    """
    places = history.places
    unit = history.units.index.get_indexer(places["unit_id"])
    columns = {
        "id": texts(places.index),
        "name": texts(places["name"]),
        "alt_names": [[str(name) for name in names] for names in places["alt_names"].tolist()],
        "kind": texts(places["kind"]),
        "rank": places["rank"].astype("int64").tolist(),
        "lon": lon,
        "lat": lat,
        "population": whole_or_none(places["population"]),
        "unit": [None if i < 0 else i for i in unit.tolist()],
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _region_frames(history: ControlHistory) -> list[Any]:
    """Frames of the level just below the country, if any level has more than one area."""
    chosen = region_level(history.frames)
    return [frame for frame in history.frames if frame.level == chosen]


def _frame(history: ControlHistory, frame: Any, topology: Topology) -> Payload:
    codes = frame.unit_area.reindex(history.units.index, fill_value=-1).to_numpy(np.int64)
    areas = topology.merged_groups(codes, len(frame.groups))
    labels = [
        {"name": name, **label_place(area)}
        for name, area in zip(texts(frame.groups["name"]), areas, strict=True)
        if not area.is_empty
    ]
    return {
        "level": frame.level,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "arcs": topology.borders(codes),
        "names": labels,
    }


def _frame_as_drawn(
    history: ControlHistory, frame: Frame, arcs: list[list[int]], seam: float | None
) -> Payload:
    """Borders of a frame that units cross: from its own polygons, as further arcs."""
    areas = history.background["areas"]
    drawn = areas[(areas["level"] == frame.level) & (areas["frame"] == frame.frame)]
    shapes = turned(drawn.geometry.loc[frame.groups["area_id"]].to_numpy(), seam)
    topology = encode(shapes)
    drawn_arcs = topology.deltas()
    lines = [drawn_arcs[i] for i in topology.borders(np.arange(len(shapes)))]
    first = len(arcs)
    arcs += lines
    names = zip(frame.groups["name"], shapes, strict=True)
    return {
        "level": frame.level,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "arcs": list(range(first, len(arcs))),
        "names": [{"name": text(name), **label_place(shape)} for name, shape in names],
    }


def _flat(coordinates: Any) -> list[int]:
    flat: list[int] = np.rint(np.asarray(coordinates) * LINE_STEPS).astype(int).ravel().tolist()
    return flat


def _neighbours(
    history: ControlHistory, bounds: Sequence[float], topology: Topology, seam: float | None
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
    drawn = cut_and_turned(layer.geometry.to_numpy(), seam)
    simple = shapely.simplify(drawn, SIMPLIFY_DEGREES)
    for name, shape in zip(layer["name"], simple, strict=True):
        if shape is None or shape.is_empty:
            continue
        polygons = [p for p in shapely.get_parts(shape).tolist() if p.geom_type == "Polygon"]
        row: Payload = {
            "name": text(name),
            "polygons": [
                [_flat(ring.coords) for ring in (p.exterior, *p.interiors)] for p in polygons
            ],
        }
        room = shape.intersection(near).difference(country)
        if not room.is_empty and room.area > own.area / 400:
            row.update(label_place(room))
        rows.append(row)
    return rows


def _rivers(history: ControlHistory, seam: float | None) -> list[Payload]:
    layer = history.background.get("rivers")
    if layer is None:
        return []
    rows = []
    drawn = cut_and_turned(layer.geometry.to_numpy(), seam)
    simple = shapely.simplify(drawn, SIMPLIFY_DEGREES / 2)
    for name, rank, shape in zip(layer["name"], layer["rank"], simple, strict=True):
        if shape is None or shape.is_empty:
            continue
        lines = [_flat(line.coords) for line in shapely.get_parts(shape).tolist()]
        rows.append({"name": text(name), "rank": int(rank), "lines": lines})
    return rows
