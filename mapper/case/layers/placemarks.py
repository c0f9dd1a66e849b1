"""KML read as what it is for a layer: placemarks with a name, an id, data and a geometry.

Styles, views, overlays and times are of no interest here, and what a file draws from elsewhere
(network links) is not its own: such a file is refused. It is read by expat, without a document type
and without entities. It imports nothing of the package but :mod:`mapper.case.layers.wkb`, loaded
by its path.
"""

from __future__ import annotations

import math
import xml.parsers.expat
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Placemarks", "RefusedXMLError", "guarded_parser", "read_placemarks"]

_MOST_DEPTH = 100
"""Elements inside each other; KML of people has a dozen."""
_LINKS = {"NetworkLink", "NetworkLinkControl"}
_RINGS = {"Polygon": "polygon", "LineString": "line", "Point": "point"}
_OWN = ("id", "name", "description", "folder")
"""Columns that do not come from ExtendedData."""


class RefusedXMLError(Exception):
    """The file is not read; the arguments are the kind of reason, and more about it."""


class Placemarks:
    """What a KML file holds.

    Attributes
    ----------
    columns : dict of list of str or None
        The texts of each column, one for each placemark.
    shapes : list of bytes or None
        Geometries as WKB.
    """

    def __init__(self) -> None:
        self.columns: dict[str, list[str | None]] = {name: [] for name in _OWN}
        self.shapes: list[bytes | None] = []


def guarded_parser(start: Callable[[str, dict[str, str]], None] | None = None) -> Any:
    """An expat parser that refuses document types, entities and very deep nesting.

    Names come without their prefix, whether that is declared or not.
    """
    parser = xml.parsers.expat.ParserCreate()
    depth = 0

    def refuse(*_: Any) -> Any:
        raise RefusedXMLError("doctype", "")

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise RefusedXMLError("unreadable", "it is nested too deeply")
        if start is not None:
            start(name.rpartition(":")[2], attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.buffer_text = True
    return parser


def read_placemarks(
    path: Path, *, features: int, vertices: int, wkb: Any, layer: str = ""
) -> Placemarks:
    """Read a KML file, or one folder of it.

    Parameters
    ----------
    path : Path
    features, vertices : int
        Most placemarks, and most corners.
    wkb : module
        :mod:`mapper.case.layers.wkb`.
    layer : str
        Name of a folder or document; empty: all placemarks.

    Raises
    ------
    RefusedXMLError
    """
    reader = _Reader(features, vertices, wkb, layer)
    parser = guarded_parser(reader.start)
    leave = parser.EndElementHandler

    def end(name: str) -> None:
        leave(name)
        reader.end(name.rpartition(":")[2])

    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text.append
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except xml.parsers.expat.ExpatError as error:
        raise RefusedXMLError("unreadable", str(error)) from error
    if reader.root != "kml":
        raise RefusedXMLError("driver", "KML")
    if layer and not reader.met:
        raise RefusedXMLError("no-layer", sorted(reader.folders))
    return reader.found


class _Reader:
    """Takes the elements of KML one after the other."""

    def __init__(self, features: int, vertices: int, wkb: Any, layer: str) -> None:
        self.found = Placemarks()
        self.text: list[str] = []
        self.root = ""
        self.folders: set[str] = set()
        self.met = False
        self._layer, self._wkb = layer, wkb
        self._features, self._vertices, self._most = features, vertices, vertices
        self._path: list[str] = []
        self._names: list[str] = []
        self._row: dict[str, str] | None = None
        self._data: dict[str, str] = {}
        self._key = ""
        self._parts: list[bytes] = []
        self._rings: list[Any] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.root = self.root or name
        self._path.append(name)
        self.text.clear()
        if name in _LINKS:
            raise RefusedXMLError("link", name)
        if name in ("Folder", "Document"):
            self._names.append("")
        elif name == "Placemark":
            self._row = {"id": attributes.get("id", "")}
            self._data, self._parts = {}, []
        elif name in ("Data", "SimpleData"):
            self._key = attributes.get("name", "").strip()
        elif name in _RINGS:
            self._rings = []

    def end(self, name: str) -> None:
        """It ends; its text is complete."""
        text = "".join(self.text).strip()
        self.text.clear()
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name in ("Folder", "Document"):
            self._names.pop()
        elif name == "name" and parent in ("Folder", "Document"):
            self._names[-1] = text
            self.folders.add(text)
        elif self._row is not None:
            self._within(name, parent, text)

    def _within(self, name: str, parent: str, text: str) -> None:
        """The end of an element inside a placemark."""
        row = self._row
        if row is None:
            return
        if name == "Placemark":
            self._keep(row)
            self._row = None
        elif parent == "Placemark" and name in ("name", "description"):
            row[name] = text
        elif (name, parent) == ("value", "Data") or name == "SimpleData":
            if self._key:
                self._data[self._key] = text
        elif name == "coordinates":
            outer = "outerBoundaryIs" in self._path
            self._rings.insert(0 if outer else len(self._rings), self._corners(text))
        elif name in _RINGS:
            if not self._rings:
                raise RefusedXMLError("unreadable", f"a {name} has no coordinates")
            self._parts.append(self._shape(name))

    def _shape(self, name: str) -> bytes:
        rings = self._rings
        made: bytes
        if name == "Polygon":
            made = self._wkb.polygon(rings)
        elif name == "LineString":
            made = self._wkb.line(rings[0])
        else:
            made = self._wkb.point(rings[0][0])
        return made

    def _corners(self, text: str) -> list[tuple[float, float]]:
        """Longitude and latitude of each corner; the height is left out."""
        words = text.split()
        self._vertices -= len(words)
        if self._vertices < 0:
            raise RefusedXMLError("vertices", self._most + 1)
        corners = []
        for word in words:
            try:
                lon, lat, *_ = (float(number) for number in word.split(","))
            except ValueError as error:
                raise RefusedXMLError("unreadable", f"`{word[:40]}` is no position") from error
            if not (math.isfinite(lon) and math.isfinite(lat)):
                raise RefusedXMLError("unreadable", f"`{word[:40]}` is no position")
            corners.append((lon, lat))
        if not corners:
            raise RefusedXMLError("unreadable", "a shape has no coordinates")
        return corners

    def _keep(self, row: dict[str, str]) -> None:
        inside = [name for name in self._names if name]
        if self._layer and self._layer not in inside:
            return
        self.met = True
        found = self.found
        if len(found.shapes) >= self._features:
            raise RefusedXMLError("features", len(found.shapes) + 1)
        row["folder"] = inside[-1] if inside else ""
        count = len(found.shapes)
        for key, text in {**row, **{k: v for k, v in self._data.items() if v}}.items():
            column = found.columns.setdefault(key, [])
            column += [None] * (count - len(column))
            column.append(text or None)
        for column in found.columns.values():
            column.extend([None] * (count + 1 - len(column)))
        found.shapes.append(self._wkb.collected(self._parts))
