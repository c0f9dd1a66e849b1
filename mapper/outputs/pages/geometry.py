"""The shapes of a case for a page: units as shared arcs, places, borders, neighbours, rivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.areas.frames import region_level
from mapper.core.longitudes import continuous
from mapper.outputs.geo.topology import GRID, Topology, delta_encoded, encode
from mapper.outputs.pages.plain import VERSION, Payload, each, optional_day, rounded, text
from mapper.outputs.pages.turned import cut_and_turned, land_seam, turned
from mapper.outputs.pages.words import area_forms

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
    arcs = [delta_encoded(arc) for arc in topology.arcs]
    if "areas" in history.background:
        frames = [_frame_as_drawn(history, frame, arcs, seam) for frame in _region_frames(history)]
    else:
        frames = [_frame(history, frame, topology) for frame in _region_frames(history)]
    own: Payload = {"unit_arcs": len(topology.arcs)} if len(arcs) > len(topology.arcs) else {}
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
            "id": str(unit_id),
            "name": text(name),
            "parents": path_of(parents, top),
            "polygons": polygons,
            "area_km2": rounded(area, 2),
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


def common_top(history: ControlHistory) -> str | None:
    """The area that all units lie in (the country): it says nothing in a path of names."""
    tops = {parents[-1] if parents else None for parents in history.units["parents"]}
    return tops.pop() if len(tops) == 1 else None


def path_of(parents: Sequence[Any], top: str | None) -> list[str]:
    """Names of the areas around something, without the one that everything lies in."""
    return [str(name) for name in parents if name != top]


def _places(history: ControlHistory, seam: float | None) -> list[Payload]:
    number = {unit_id: i for i, unit_id in enumerate(history.units.index)}
    top = common_top(history)
    rows = []
    for place in each(history.places):
        rows.append(
            {
                "id": str(place.Index),
                "name": text(place.name),
                "alt_names": [str(n) for n in place.alt_names],
                "kind": str(place.kind),
                "rank": int(place.rank),
                "lon": rounded(float(continuous(place.lon, seam)), 5),
                "lat": rounded(place.lat, 5),
                "population": None if pd.isna(place.population) else int(place.population),
                "parents": path_of(place.parents, top),
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
            labels.append({"name": text(name), **_label_place(area)})
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
    lines = [delta_encoded(topology.arcs[i]) for i in topology.borders(np.arange(len(shapes)))]
    first = len(arcs)
    arcs += lines
    names = zip(frame.groups["name"], shapes, strict=True)
    return {
        "level": frame.level,
        "valid_from": optional_day(frame.valid_from),
        "valid_to": optional_day(frame.valid_to),
        "arcs": list(range(first, len(arcs))),
        "names": [{"name": text(name), **_label_place(shape)} for name, shape in names],
    }


def _label_place(shape: Any) -> Payload:
    """Middle of the widest part of an area, where its name fits best, and its radius in degrees."""
    rough = shapely.simplify(shape, 0.02)
    radius = shapely.maximum_inscribed_circle(shape if rough.is_empty else rough, tolerance=0.05)
    x, y = shapely.get_coordinates(radius)[0]
    return {"lon": rounded(x, 4), "lat": rounded(y, 4), "room": rounded(radius.length, 3)}


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
            row.update(_label_place(room))
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
