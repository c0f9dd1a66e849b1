"""Geometries of formats that are read without GDAL, written as WKB.

It imports nothing of the package: :mod:`mapper.case.layers.script` loads it by its path.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

__all__ = ["Line", "collected", "line", "point", "polygon"]

Line = Sequence[tuple[float, float]]
_HEAD = "<BI"
_POINT, _LINE, _POLYGON, _COLLECTION = 1, 2, 3, 7


def _positions(corners: Line) -> bytes:
    flat = [number for corner in corners for number in corner]
    return struct.pack(f"<I{len(flat)}d", len(corners), *flat)


def point(corner: tuple[float, float]) -> bytes:
    """A point."""
    return struct.pack("<BI2d", 1, _POINT, *corner)


def line(corners: Line) -> bytes:
    """A line."""
    return struct.pack(_HEAD, 1, _LINE) + _positions(corners)


def polygon(rings: Sequence[Line]) -> bytes:
    """A polygon: its outer ring, then its holes. Rings that are left open are closed."""
    closed = [ring if ring and ring[0] == ring[-1] else [*ring, *ring[:1]] for ring in rings]
    head = struct.pack("<BII", 1, _POLYGON, len(closed))
    return head + b"".join(_positions(ring) for ring in closed)


def collected(parts: Sequence[bytes]) -> bytes | None:
    """One geometry of several: a multipolygon of polygons, and so on; None of none.

    Parts of different kinds become a collection, which no layer of boundaries may hold.
    """
    if len(parts) < 2:
        return parts[0] if parts else None
    kinds = {part[1] for part in parts}
    kind = kinds.pop() + 3 if len(kinds) == 1 else _COLLECTION
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts)
