"""Snapshots as TopoJSON: each border once, with the coordinates of the GeoJSON.

Positions are whole numbers of the grid written as decimals, not steps with a ``transform``: steps
make smaller files, but a reader multiplies them, and 10141448 × 0.000001 is not 10.141448 there.

References
----------
Bostock and Metcalf (2013), The TopoJSON Format Specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from mapper.core.jsontext import json_text, plain
from mapper.outputs.geo.geojson import DECIMALS
from mapper.outputs.geo.topology import Ints, Polygons, encode

__all__ = ["topojson_text"]

_STEPS: Final = 10**DECIMALS
"""Steps of the grid in a degree."""
_IDS: Final = ("place_id", "unit_id")
"""Columns that name a row; a place also says in which unit it lies."""


def topojson_text(frame: gpd.GeoDataFrame, name: str) -> str:
    """A layer of areas, units or places as the text of a TopoJSON file.

    Parameters
    ----------
    frame : GeoDataFrame
        Of :func:`mapper.outputs.geo.vector.snapshot_frame`: polygons or points, EPSG:4326.
    name : str
        Name of the object in the file, which readers take for the name of the layer.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"holder": ["gov"]}, geometry=[shapely.Point(1.5, 2)])
    >>> topojson_text(frame, "x")[:60]
    '{"type":"Topology","bbox":[1.5,2.0,1.5,2.0],"objects":{"x":{'
    """
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    if set(shapely.get_type_id(shapes).tolist()) <= {0}:
        arcs: list[Ints] = []
        drawn: Iterable[dict[str, Any]] = map(_point, shapes)
    else:
        topology = encode(shapely.orient_polygons(shapes, exterior_cw=True), grid=1 / _STEPS)
        arcs, drawn = topology.arcs, map(_polygons, topology.units)
    rows = frame.drop(columns="geometry").to_dict("records")
    file = {
        "type": "Topology",
        **({"bbox": shapely.total_bounds(shapes).tolist()} if len(frame) else {}),
        "objects": {
            name: {
                "type": "GeometryCollection",
                "geometries": [
                    _geometry(row, shape) for row, shape in zip(rows, drawn, strict=True)
                ],
            }
        },
        "arcs": [(arc / _STEPS).tolist() for arc in arcs],
    }
    return f"{json_text(file, ascii_only=True)}\n"


def _geometry(row: Mapping[Any, Any], shape: dict[str, Any]) -> dict[str, Any]:
    properties = {str(key): plain(value) for key, value in row.items()}
    own = next((key for key in _IDS if key in properties), None)
    named = {} if own is None else {"id": properties[own]}
    return {**shape, **named, "properties": properties}


def _point(point: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [point.x, point.y]}


def _polygons(unit: Polygons) -> dict[str, Any]:
    """The rings of a unit; no geometry at all if the grid has no room for them."""
    if len(unit) > 1:
        return {"type": "MultiPolygon", "arcs": unit}
    return {"type": "Polygon", "arcs": unit[0]} if unit else {"type": None}
