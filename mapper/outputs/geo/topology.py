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
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = [
    "GRID",
    "Polygons",
    "Topology",
    "decode",
    "delta_encoded",
    "encode",
    "in_portions",
]

GRID = 1e-6
"""Size of one step of the integer grid, in degrees (about 0.11 m)."""

Ints = npt.NDArray[np.int64]
Polygons = list[list[list[int]]]


@dataclass(frozen=True)
class Topology:
    """Polygons as shared arcs, in columns; ``arcs`` and ``units`` are the same as nested lists.

    Attributes
    ----------
    points : ndarray of int64, shape (n, 2)
        Vertices of all arcs, arc after arc, as whole grid steps (x, y).
    starts : ndarray of int64, shape (arcs + 1,)
        Where each arc begins among the points; its end is where the next one begins.
    runs : ndarray of int64
        The arc numbers of all rings, ring after ring; ``~i`` is arc *i* backwards.
    rings : ndarray of int64
        How many arcs each ring has.
    turns : ndarray of int64
        At which of its points, as its arcs give them, each ring began in its geometry.
    polygons : ndarray of int64
        How many rings each polygon has; the first one is the outer.
    parts : ndarray of int64, shape (units,)
        How many polygons each input geometry has.
    uses : ndarray of int64, shape (m, 2)
        One row (arc, unit) for each time that a ring of a unit runs along an arc.
    """

    points: Ints
    starts: Ints
    runs: Ints
    rings: Ints
    turns: Ints
    polygons: Ints
    parts: Ints
    uses: Ints

    @cached_property
    def arcs(self) -> list[Ints]:
        """Vertices of each arc, first and last vertex included; arrays of shape (n, 2)."""
        return np.split(self.points, self.starts[1:-1]) if len(self.starts) > 1 else []

    @cached_property
    def units(self) -> list[Polygons]:
        """For each input geometry its polygons, each a list of rings of arc numbers."""
        rings = in_portions(self.runs.tolist(), self.rings)
        return in_portions(in_portions(rings, self.polygons), self.parts)

    def deltas(self) -> list[list[int]]:
        """Each arc as :func:`delta_encoded` has it."""
        steps = np.diff(self.points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
        first = self.starts[:-1]
        steps[first] = self.points[first]
        return in_portions(steps.ravel().tolist(), 2 * np.diff(self.starts))

    def outline(self) -> list[int]:
        """Arcs that only one ring uses: the outer border of the whole coverage.

        Examples
        --------
        >>> two = encode([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> len(two.arcs), len(two.outline())
        (3, 2)
        """
        return [int(arc) for arc in self._outer(self.uses[:, 0])]

    def _outer(self, arcs: Ints) -> Ints:
        """Arcs that occur once among some."""
        outer: Ints = np.flatnonzero(np.bincount(arcs, minlength=self._count) == 1)
        return outer

    @property
    def _count(self) -> int:
        return len(self.starts) - 1

    def borders(self, groups: npt.ArrayLike) -> list[int]:
        """Arcs with units of different groups on their sides.

        Parameters
        ----------
        groups : array_like of int, one per unit
            Number of the group (region, say) of each unit; equal numbers are one group.
        """
        labels = np.asarray(groups, dtype=np.int64)[self.uses[:, 1]]
        low = np.full(self._count, np.iinfo(np.int64).max)
        high = np.full(self._count, np.iinfo(np.int64).min)
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
        counts = np.bincount(self.uses[:, 0], minlength=self._count)
        units = [np.full(self._count, start) for start in (np.iinfo(np.int64).max, -1)]
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
            With the holes that other units, or nothing, fill; empty if there are no such units.

        Examples
        --------
        >>> two = encode([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> two.merged(np.array([True, True])).area
        2.0
        """
        return self._enclosed(self._outer(self.uses[members[self.uses[:, 1]], 0]), grid)

    def merged_groups(self, groups: Ints, count: int, *, grid: float = GRID) -> list[Any]:
        """The area of each group of units together: :meth:`merged` for all groups at once.

        Parameters
        ----------
        groups : ndarray of int64, one per unit
            Number of the group of each unit; -1 for none.
        count : int
            How many groups there are.
        grid : float
            Step of the integer grid.

        Examples
        --------
        >>> two = encode([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
        >>> [shape.area for shape in two.merged_groups(np.array([1, 1]), 2)]
        [0.0, 2.0]
        """
        group = groups[self.uses[:, 1]]
        arcs, group = self.uses[group >= 0, 0], group[group >= 0]
        once, times = np.unique(group * self._count + arcs, return_counts=True)
        group, outer = np.divmod(once[times == 1], max(self._count, 1))
        edges = np.searchsorted(group, np.arange(count + 1)).tolist()
        return [self._enclosed(outer[start:stop], grid) for start, stop in pairwise(edges)]

    def _enclosed(self, arcs: Ints, grid: float) -> Any:
        """What lies within some arcs: between the outer and the inner ones, if there are such."""
        sizes = (self.starts[1:] - self.starts[:-1])[arcs]
        corners = self.points[_spans(self.starts[arcs], sizes)] * grid
        lines = shapely.linestrings(corners, indices=np.repeat(np.arange(len(arcs)), sizes))
        return shapely.build_area(shapely.geometrycollections(lines))


def in_portions(items: list[Any], sizes: Ints) -> list[Any]:
    """A list cut into lists of these sizes, one after the other.

    Examples
    --------
    >>> in_portions([1, 2, 3], np.array([2, 0, 1]))
    [[1, 2], [], [3]]
    """
    ends = np.cumsum(sizes)
    return [items[a:b] for a, b in zip((ends - sizes).tolist(), ends.tolist(), strict=True)]


def _spans(starts: Ints, sizes: Ints) -> Ints:
    """The numbers ``start, start + 1, …`` of each span, span after span."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    spans: Ints = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return spans


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
        return _nothing(len(shapes))
    vertex = _vertex_numbers(rings.points)
    order, first = _cut(rings, vertex)
    return _collect(rings, vertex, order, first, len(shapes))


def _nothing(units: int) -> Topology:
    """Units without polygons."""
    none, pairs = np.empty(0, dtype=np.int64), np.empty((0, 2), dtype=np.int64)
    return Topology(
        points=pairs,
        starts=np.zeros(1, dtype=np.int64),
        runs=none,
        rings=none,
        turns=none,
        polygons=none,
        parts=np.zeros(units, dtype=np.int64),
        uses=pairs,
    )


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
    sizes = (stop - first)[stored] + 1
    position = _spans(first[stored], sizes)
    ends = np.repeat(ring_end[run_ring[stored]], sizes)
    back = np.repeat(start[run_ring[stored]], sizes)
    points = rings.points[order[np.where(position == ends, back, position)]]
    of_polygon = np.unique(rings.polygon, return_counts=True)
    return Topology(
        points=points,
        starts=np.concatenate([[0], np.cumsum(sizes)]),
        runs=np.where(turned, ~arc, arc),
        rings=np.bincount(run_ring, minlength=len(rings.size)),
        turns=_turns(rings, vertex, order),
        polygons=of_polygon[1],
        parts=np.bincount(rings.unit[of_polygon[0]], minlength=units),
        uses=np.column_stack([arc, rings.unit[rings.polygon[run_ring]]]),
    )


def _turns(rings: _Rings, vertex: Ints, order: Ints) -> Ints:
    """Where in its turned order each ring comes first to the point that it began with."""
    offset = np.arange(len(vertex)) - rings.start[rings.ring]
    begin = vertex[order] == vertex[rings.start][rings.ring]
    turns: Ints = np.minimum.reduceat(np.where(begin, offset, len(vertex)), rings.start)
    return turns


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
