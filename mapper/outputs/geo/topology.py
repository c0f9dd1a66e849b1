"""Units that share borders -> shared arcs on an integer grid, and back.

A coverage of polygons repeats every inner border twice. Here each border is kept once, as an
*arc* (a run of vertices between two junctions), and a ring is a list of arc numbers, as in
TopoJSON: ``i`` is arc *i* as stored, ``~i`` the same arc backwards. Coordinates are rounded
pointwise to whole steps of the grid (1e-6 degree), so identical borders stay identical.

The whole extraction is array work: a vertex is a junction if the rings that pass through it do
not all have the same two neighbours there. Between two junctions a run is therefore shared as a
whole or not at all, and it is known by its first edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["GRID", "Polygons", "Topology", "decode", "delta_encoded", "encode"]

GRID = 1e-6
"""Size of one step of the integer grid, in degrees (about 0.11 m)."""

Ints = npt.NDArray[np.int64]
Polygons = list[list[list[int]]]


@dataclass(frozen=True)
class Topology:
    """Polygons as shared arcs.

    Attributes
    ----------
    arcs : list of ndarray of int64, shape (n, 2)
        Vertices of each arc as whole grid steps (x, y), first and last vertex included.
    units : list
        For each input geometry its polygons, each a list of rings (the outer one first), each a
        list of arc numbers; ``~i`` is arc *i* backwards.
    uses : ndarray of int64, shape (m, 2)
        One row (arc, unit) for each time that a ring of a unit runs along an arc.
    """

    arcs: list[Ints]
    units: list[Polygons]
    uses: Ints

    def outline(self) -> list[int]:
        """Arcs that only one ring uses: the outer border of the whole coverage.

        Examples
        --------
        >>> two = encode([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> len(two.arcs), len(two.outline())
        (3, 2)
        """
        counts = np.bincount(self.uses[:, 0], minlength=len(self.arcs))
        return [int(arc) for arc in np.flatnonzero(counts == 1)]

    def borders(self, groups: npt.ArrayLike) -> list[int]:
        """Arcs with units of different groups on their sides.

        Parameters
        ----------
        groups : array_like of int, one per unit
            Number of the group (region, say) of each unit; equal numbers are one group.
        """
        labels = np.asarray(groups, dtype=np.int64)[self.uses[:, 1]]
        low = np.full(len(self.arcs), np.iinfo(np.int64).max)
        high = np.full(len(self.arcs), np.iinfo(np.int64).min)
        np.minimum.at(low, self.uses[:, 0], labels)
        np.maximum.at(high, self.uses[:, 0], labels)
        return [int(arc) for arc in np.flatnonzero(low < high)]

    def seams(self) -> list[int]:
        """Arcs with one and the same unit on both sides: where its parts meet.

        Examples
        --------
        >>> halves = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> len(encode([halves]).seams())
        1
        """
        counts = np.bincount(self.uses[:, 0], minlength=len(self.arcs))
        units = [np.full(len(self.arcs), start) for start in (np.iinfo(np.int64).max, -1)]
        np.minimum.at(units[0], self.uses[:, 0], self.uses[:, 1])
        np.maximum.at(units[1], self.uses[:, 0], self.uses[:, 1])
        return [int(arc) for arc in np.flatnonzero((counts > 1) & (units[0] == units[1]))]

    def merged(self, members: npt.NDArray[np.bool_], *, grid: float = GRID) -> Any:
        """The area of some units together, made from their outer arcs: no overlay is needed.

        Parameters
        ----------
        members : ndarray of bool, one per unit
        grid : float
            Step of the integer grid.

        Returns
        -------
        shapely Polygon or MultiPolygon
            Without holes; empty if there are no such units.

        Examples
        --------
        >>> two = encode([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> two.merged(np.array([True, True])).area
        2.0
        """
        arcs = self.uses[members[self.uses[:, 1]], 0]
        counts = np.bincount(arcs, minlength=len(self.arcs))
        lines = [shapely.LineString(self.arcs[a] * grid) for a in np.flatnonzero(counts == 1)]
        faces = shapely.get_parts(shapely.polygonize(lines))
        return shapely.union_all([shapely.Polygon(face.exterior) for face in faces.tolist()])


@dataclass(frozen=True)
class _Rings:
    """All rings in one array of grid points, without closing points or repeated neighbours."""

    points: Ints  # (n, 2)
    ring: Ints  # (n,) ring of each point
    size: Ints  # (r,) points of each ring
    polygon: Ints  # (r,) polygon of each ring
    unit: Ints  # (p,) unit of each polygon

    @property
    def start(self) -> Ints:
        """Index of the first point of each ring."""
        return np.concatenate([[0], np.cumsum(self.size)[:-1]]).astype(np.int64)


def encode(geometries: Sequence[Any] | npt.NDArray[np.object_], *, grid: float = GRID) -> Topology:
    """Find the shared arcs of polygons.

    Parameters
    ----------
    geometries : sequence of shapely Polygon or MultiPolygon
        The units; missing and empty geometries become units without polygons.
    grid : float
        Step of the integer grid in units of the coordinates.

    Returns
    -------
    Topology
        `decode` gives the rounded input back: the same rings, each starting anywhere along itself.
        Rings that rounding shrinks to fewer than three points are left out.

    Raises
    ------
    ValueError
        If a geometry is not polygonal.
    """
    shapes = np.asarray(geometries, dtype=object)
    known = np.unique(shapely.get_type_id(shapes))
    if not set(known.tolist()) <= {-1, 3, 6}:
        raise ValueError("only polygons and multipolygons have shared borders")
    rings = _rings(shapes, grid)
    if not len(rings.points):
        return Topology([], [[] for _ in shapes], np.empty((0, 2), dtype=np.int64))
    vertex = _vertex_numbers(rings.points)
    order, first = _cut(rings, vertex)
    return _collect(rings, vertex, order, first, len(shapes))


def _rings(shapes: npt.NDArray[np.object_], grid: float) -> _Rings:
    """Explode, round, drop closing points and repeated neighbours, drop collapsed rings."""
    polygons, unit = shapely.get_parts(shapes, return_index=True)
    lines, polygon = shapely.get_rings(polygons, return_index=True)
    coordinates, ring = shapely.get_coordinates(lines, return_index=True)
    points = np.rint(coordinates / grid).astype(np.int64)
    # A closed ring ends where it starts, so dropping each point equal to the one before it in the
    # same ring, and then the last point of each ring, leaves every distinct corner once.
    repeated = np.zeros(len(points), dtype=bool)
    repeated[1:] = (points[1:] == points[:-1]).all(axis=1) & (ring[1:] == ring[:-1])
    points, ring = points[~repeated], ring[~repeated]
    last = np.ones(len(points), dtype=bool)
    last[:-1] = ring[1:] != ring[:-1]
    points, ring = points[~last], ring[~last]
    size = np.bincount(ring, minlength=len(lines))
    lost = size < 3
    # get_rings gives the outer ring first: if that one is gone, its holes go with it.
    outer = np.ones(len(polygon), dtype=bool)
    outer[1:] = polygon[1:] != polygon[:-1]
    lost |= np.isin(polygon, polygon[outer & lost])
    keep = ~lost[ring]
    number = np.cumsum(~lost) - 1
    return _Rings(
        points[keep],
        number[ring[keep]].astype(np.int64),
        size[~lost].astype(np.int64),
        polygon[~lost].astype(np.int64),
        unit.astype(np.int64),
    )


def _vertex_numbers(points: Ints) -> Ints:
    """Equal points get equal numbers, in order of (x, y)."""
    key = points[:, 0] * (1 << 32) + points[:, 1]
    numbers: Ints = np.unique(key, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return numbers


def _junctions(vertex: Ints, before: Ints, after: Ints) -> npt.NDArray[np.bool_]:
    """Whether each vertex number has more than one pair of neighbours."""
    count = int(vertex.max()) + 1
    pair = np.minimum(before, after) * count + np.maximum(before, after)
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.full(count, -1)
    np.minimum.at(low, vertex, pair)
    np.maximum.at(high, vertex, pair)
    several: npt.NDArray[np.bool_] = low != high
    return several


def _cut(rings: _Rings, vertex: Ints) -> tuple[Ints, Ints]:
    """Turn each ring so that it starts at a junction, and find where its arcs start.

    Returns the point index in turned order, and the positions (in that order) of arc starts.
    """
    start, size, ring = rings.start, rings.size, rings.ring
    offset = np.arange(len(vertex)) - start[ring]
    after = vertex[start[ring] + (offset + 1) % size[ring]]
    before = vertex[start[ring] + (offset - 1) % size[ring]]
    junction = _junctions(vertex, before, after)[vertex]
    # Start at the first junction; a ring without one (an island, or a unit wholly inside another)
    # starts at its lowest vertex, so that two equal rings are cut at the same place.
    rank = np.where(junction, offset - len(vertex), vertex)
    best = np.minimum.reduceat(rank, start)
    shift = np.full(len(size), len(vertex))
    np.minimum.at(shift, ring, np.where(rank == best[ring], offset, len(vertex)))
    order = start[ring] + (offset + shift[ring]) % size[ring]
    return order, np.flatnonzero(junction[order] | (offset == 0))


def _collect(rings: _Rings, vertex: Ints, order: Ints, first: Ints, units: int) -> Topology:
    """Number the runs between cuts, keep each distinct one once, list them by ring."""
    ring, start = rings.ring, rings.start
    stop = np.concatenate([first[1:], [len(order)]])  # one past the last point before the next cut
    ring_end = start + rings.size
    run_ring = ring[first]

    def at(position: Ints) -> Ints:
        """Vertex at a position of a run; one past the end of a ring is its start."""
        closed = np.where(position == ring_end[run_ring], start[run_ring], position)
        return vertex[order[closed]]

    count = int(vertex.max()) + 1
    forward = at(first) * count + at(first + 1)
    backward = at(stop) * count + at(stop - 1)
    _, example, group = np.unique(
        np.minimum(forward, backward), return_index=True, return_inverse=True
    )
    by_appearance = np.argsort(example, kind="stable")
    number = np.empty(len(example), dtype=np.int64)
    number[by_appearance] = np.arange(len(example))
    stored = example[by_appearance]
    arc = number[group.reshape(-1)]
    turned = forward != forward[stored][arc]
    arcs = []
    for run in stored:
        last = stop[run] if stop[run] != ring_end[run_ring[run]] else start[run_ring[run]]
        index = np.append(order[first[run] : stop[run]], order[last])
        arcs.append(rings.points[index])
    signed = np.where(turned, ~arc, arc)
    return Topology(
        arcs,
        _nested(signed, run_ring, rings, units),
        np.column_stack([arc, rings.unit[rings.polygon[run_ring]]]),
    )


def _nested(signed: Ints, run_ring: Ints, rings: _Rings, units: int) -> list[Polygons]:
    """Arc numbers in a row -> unit -> polygon -> ring -> arc numbers."""
    result: list[Polygons] = [[] for _ in range(units)]
    pieces = np.split(signed, np.flatnonzero(np.diff(run_ring)) + 1)
    previous = -1
    for piece, polygon in zip(pieces, rings.polygon.tolist(), strict=True):
        unit = result[int(rings.unit[polygon])]
        if polygon != previous:
            unit.append([])
            previous = polygon
        unit[-1].append(piece.tolist())
    return result


def delta_encoded(arc: Ints) -> list[int]:
    """Flat list ``[x0, y0, dx, dy, …]``: the first point, then steps from point to point.

    Examples
    --------
    >>> delta_encoded(np.array([[10, 20], [11, 20], [11, 18]]))
    [10, 20, 1, 0, 0, -2]
    """
    flat: list[int] = (
        np.diff(arc, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    )
    return flat


def decode(topology: Topology, *, grid: float = GRID) -> list[Any]:
    """Polygons from arcs: the inverse of `encode`, up to where each ring starts.

    Returns
    -------
    list of shapely MultiPolygon
        One per unit, with coordinates that are whole multiples of `grid`.
    """

    def points(ring: list[int]) -> npt.NDArray[np.float64]:
        runs = [topology.arcs[a] if a >= 0 else topology.arcs[~a][::-1] for a in ring]
        joined = np.concatenate([run[:-1] for run in runs] + [runs[-1][-1:]])
        return np.round(joined * grid, 9)

    return [
        shapely.MultiPolygon(
            [shapely.Polygon(points(rings[0]), [points(r) for r in rings[1:]]) for rings in unit]
        )
        for unit in topology.units
    ]
