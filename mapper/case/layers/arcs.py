"""TopoJSON read without GDAL: arcs that neighbours share, stitched into rings.

It imports nothing of the package: :mod:`mapper.case.layers.script` loads it by its path, and hands
it :mod:`mapper.case.layers.wkb`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["RefusedTopologyError", "Topology", "read_topology"]

_MOST_DEPTH = 20
"""Collections inside each other."""


class RefusedTopologyError(Exception):
    """The file is not read; the arguments are the kind of reason, and more about it."""


class Topology:
    """What one object of a topology holds: columns by name, and geometries as WKB."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {}
        self.shapes: list[bytes | None] = []


def read_topology(
    path: Path, *, features: int, vertices: int, wkb: Any, layer: str = ""
) -> Topology:
    """Read one object of a TopoJSON file.

    Parameters
    ----------
    path : Path
    features, vertices : int
        Most geometries, and most corners of all of them, shared ones counted each time.
    wkb : module
    layer : str
        Name of the object; may be empty where there is only one.

    Raises
    ------
    RefusedTopologyError
    """
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except ValueError as error:
        raise RefusedTopologyError("unreadable", str(error)) from error
    if not isinstance(document, dict) or document.get("type") != "Topology":
        raise RefusedTopologyError("driver", "TopoJSON")
    if document.get("crs") is not None:
        raise RefusedTopologyError("crs", "")
    objects = document.get("objects")
    if not isinstance(objects, dict) or not objects:
        raise RefusedTopologyError("unreadable", "it has no objects")
    if layer and layer not in objects:
        raise RefusedTopologyError("no-layer", [str(name) for name in objects])
    if not layer and len(objects) > 1:
        raise RefusedTopologyError("layers", [str(name) for name in objects])
    reader = _Reader(document, vertices, wkb)
    for one in _leaves(objects[layer or next(iter(objects))]):
        if len(reader.found.shapes) >= features:
            raise RefusedTopologyError("features", len(reader.found.shapes) + 1)
        reader.take(one)
    return reader.found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _leaves(one: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The geometries of an object, out of its collections."""
    if not isinstance(one, dict) or depth > _MOST_DEPTH:
        raise RefusedTopologyError("unreadable", "an object is no geometry")
    inner = one.get("geometries")
    if one.get("type") != "GeometryCollection":
        yield one
    elif isinstance(inner, list):
        for item in inner:
            yield from _leaves(item, depth + 1)


class _Reader:
    """Makes geometries of arcs."""

    def __init__(self, document: dict[str, Any], vertices: int, wkb: Any) -> None:
        self.found = Topology()
        self._left, self._most, self._wkb = vertices, vertices, wkb
        self._arcs = document.get("arcs")
        self._ready: dict[int, list[tuple[float, float]]] = {}
        if not isinstance(self._arcs, list):
            raise RefusedTopologyError("unreadable", "it has no arcs")
        transform = document.get("transform")
        self._scale: tuple[float, float] | None = None
        self._shift = (0.0, 0.0)
        if transform is not None:
            if not isinstance(transform, dict):
                raise RefusedTopologyError("unreadable", "its transform is none")
            self._scale = _pair(transform.get("scale"))
            self._shift = _pair(transform.get("translate"))

    def take(self, one: dict[str, Any]) -> None:
        """Keep one geometry and its properties."""
        properties = one.get("properties")
        row = dict(properties) if isinstance(properties, dict) else {}
        if isinstance(one.get("id"), (str, int, float)):
            row.setdefault("id", one["id"])
        count = len(self.found.shapes)
        for key, value in row.items():
            column = self.found.columns.setdefault(str(key), [])
            column += [None] * (count - len(column))
            column.append(_text(value) if isinstance(value, (dict, list)) else value)
        for column in self.found.columns.values():
            column.extend([None] * (count + 1 - len(column)))
        self.found.shapes.append(self._shape(one))

    def _shape(self, one: dict[str, Any]) -> bytes | None:
        kind, arcs, places = one.get("type"), one.get("arcs"), one.get("coordinates")
        if kind is None:
            return None
        wkb = self._wkb
        made: bytes | None
        if kind == "Point":
            made = wkb.point(self._placed(places))
        elif kind == "MultiPoint":
            made = wkb.collected([wkb.point(self._placed(place)) for place in _list(places)])
        elif kind == "LineString":
            made = wkb.line(self._line(arcs))
        elif kind == "MultiLineString":
            made = wkb.collected([wkb.line(self._line(part)) for part in _list(arcs)])
        elif kind == "Polygon":
            _see_once([arcs])
            made = self._polygon(arcs)
        elif kind == "MultiPolygon":
            _see_once(arcs)
            made = wkb.collected([self._polygon(part) for part in _list(arcs)])
        else:
            raise RefusedTopologyError("unreadable", "it has a geometry of no known kind")
        return made

    def _polygon(self, arcs: Any) -> bytes:
        made: bytes = self._wkb.polygon([self._line(ring) for ring in _list(arcs)])
        return made

    def _line(self, numbers: Any) -> list[tuple[float, float]]:
        """Arcs end to end: each begins with the corner at which the one before it ends."""
        corners: list[tuple[float, float]] = []
        for number in _list(numbers):
            backward = isinstance(number, int) and number < 0
            arc = self._arc(~number if backward else number)
            self._left -= len(arc)
            if self._left < 0:
                raise RefusedTopologyError("vertices", self._most + 1)
            run = arc[::-1] if backward else arc
            corners += run[1:] if corners else run
        return corners

    def _arc(self, number: Any) -> list[tuple[float, float]]:
        assert isinstance(self._arcs, list)
        if type(number) is not int or not 0 <= number < len(self._arcs):
            raise RefusedTopologyError("unreadable", "it names an arc that is not there")
        if number not in self._ready:
            x = y = 0.0
            corners = []
            for place in _list(self._arcs[number]):
                lon, lat = _pair(place)
                if self._scale is not None:
                    x, y = x + lon, y + lat
                    lon, lat = self._moved(x, y)
                corners.append((lon, lat))
            self._ready[number] = corners
        return self._ready[number]

    def _placed(self, place: Any) -> tuple[float, float]:
        return self._moved(*_pair(place)) if self._scale is not None else _pair(place)

    def _moved(self, x: float, y: float) -> tuple[float, float]:
        scale = self._scale or (1.0, 1.0)
        return x * scale[0] + self._shift[0], y * scale[1] + self._shift[1]


def _see_once(polygons: Any) -> None:
    """Refuse polygons that run along an arc twice in one direction.

    No valid one does, and to find out by looking at all corners takes for ever where a small file
    does it many times.
    """
    numbers = [n for rings in _list(polygons) for ring in _list(rings) for n in _list(ring)]
    if all(type(n) is int for n in numbers) and len(set(numbers)) < len(numbers):
        raise RefusedTopologyError("unreadable", "a polygon runs along an arc twice")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedTopologyError("unreadable", "a geometry has no list of arcs")
    return value


def _text(value: dict[str, Any] | list[Any]) -> str:
    """What is more than a text or number, as it stands there."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError as error:
        raise RefusedTopologyError("unreadable", "a number in it is too large") from error


def _pair(value: Any) -> tuple[float, float]:
    """Two numbers; what follows them, such as a height, is left out."""
    if isinstance(value, list) and len(value) >= 2:
        first, second = value[:2]
        if all(type(v) in (int, float) for v in (first, second)):
            try:
                pair = (float(first), float(second))
            except OverflowError:
                pair = (math.inf, math.inf)
            if all(map(math.isfinite, pair)):
                return pair
    raise RefusedTopologyError("unreadable", "a position is no pair of numbers")
