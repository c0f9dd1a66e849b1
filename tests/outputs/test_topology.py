"""Shared arcs: what goes in comes out, and each border is stored once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.outputs.geo.topology import GRID, Topology, decode, delta_encoded, encode

pytestmark = pytest.mark.slow


def rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """The geometry on the grid, without repeated points, as a normalized multipolygon."""
    snapped = shapely.transform(shape, lambda c: np.round(np.rint(c / GRID) * GRID, 9))
    parts = shapely.get_parts(shapely.remove_repeated_points(snapped, 0)).tolist()
    return shapely.normalize(shapely.MultiPolygon(parts))


def assert_round_trip(shapes: list[shapely.Geometry]) -> Topology:
    topology = encode(shapes)
    for before, after in zip(shapes, decode(topology), strict=True):
        assert shapely.normalize(after) == rounded(before)
    return topology


def length(topology: Topology) -> int:
    return sum(len(arc) - 1 for arc in topology.arcs)


def test_two_squares_share_their_border() -> None:
    topology = assert_round_trip([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert len(topology.arcs) == 3
    assert length(topology) == 7  # of 8 edges, one is shared
    assert len(topology.outline()) == 2
    assert topology.borders([0, 1]) == [a for a in range(3) if a not in topology.outline()]
    assert topology.borders([5, 5]) == []


def test_island_is_one_closed_arc() -> None:
    topology = assert_round_trip([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    assert [len(arc) for arc in topology.arcs] == [5, 5]
    assert topology.units == [[[[0]]], [[[1]]]]


def test_unit_inside_another_shares_the_whole_ring() -> None:
    inner = shapely.box(1, 1, 2, 2)
    outer = shapely.box(0, 0, 3, 3).difference(inner)
    topology = assert_round_trip([outer, inner])
    assert len(topology.arcs) == 2
    hole, island = topology.units[0][0][1], topology.units[1][0][0]
    assert abs(hole[0]) in (island[0], ~island[0]) or ~hole[0] == island[0] or hole == island
    assert len(topology.outline()) == 1


def test_hole_without_a_unit_belongs_to_the_outline() -> None:
    topology = assert_round_trip([shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))])
    assert topology.outline() == [0, 1]


def test_multipolygons_and_holes() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3))
    both = shapely.MultiPolygon([ring, shapely.box(10, 0, 11, 1)])
    assert_round_trip([both, shapely.box(1, 1, 3, 3), shapely.box(4, 0, 5, 4)])


def test_units_touching_in_a_point() -> None:
    topology = assert_round_trip([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)])
    assert len(topology.arcs) == 2
    assert len(topology.outline()) == 2


def test_ring_that_touches_itself() -> None:
    outer = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 2), (2, 1), (3, 2), (2, 3)]])
    inner = shapely.Polygon([(0, 2), (2, 1), (3, 2), (2, 3)])
    assert_round_trip([outer, inner])


def test_border_split_among_three_neighbours() -> None:
    long = shapely.Polygon([(0, 0), (3, 0), (3, 1), (2, 1), (1, 1), (0, 1)])
    above = [shapely.box(x, 1, x + 1, 2) for x in range(3)]
    topology = assert_round_trip([long, *above])
    assert len(topology.borders([0, 1, 2, 3])) == 5
    assert len(topology.borders([0, 1, 1, 1])) == 3


def test_neighbour_without_the_vertex_stays_exact_though_unshared() -> None:
    topology = assert_round_trip([shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 1)])
    assert len(topology.outline()) == len(topology.arcs)


def test_empty_missing_and_collapsed_units() -> None:
    shapes = [shapely.Polygon(), None, shapely.box(0, 0, 1e-8, 1e-8), shapely.box(0, 0, 1, 1)]
    topology = encode(shapes)
    assert topology.units[:3] == [[], [], []]
    assert len(topology.units[3]) == 1
    assert encode([]).arcs == [] and encode([]).outline() == []


def test_lines_are_refused() -> None:
    with pytest.raises(ValueError, match="polygons"):
        encode([shapely.LineString([(0, 0), (1, 1)])])


def test_negative_coordinates_and_delta_encoding() -> None:
    topology = assert_round_trip([shapely.box(-12.345678, -3.000001, -0.000002, 0.5)])
    for arc in topology.arcs:
        flat = np.asarray(delta_encoded(arc)).reshape(-1, 2)
        assert np.array_equal(np.cumsum(flat, axis=0), arc)


def test_all_arcs_in_steps_at_once() -> None:
    shapes = [shapely.box(x, y, x + 1, y + 1) for x in range(-2, 2) for y in range(3)]
    topology = encode(shapes)
    assert topology.deltas() == [delta_encoded(arc) for arc in topology.arcs]


@pytest.mark.parametrize("labels", [[0, 0, 1, 2, 2, 1], [-1, 3, 3, -1, 0, 3], [-1] * 6])
def test_groups_merged_at_once_are_those_merged_alone(labels: list[int]) -> None:
    hole = shapely.box(0.2, 0.2, 0.4, 0.4)
    shapes = [shapely.box(x, y, x + 1, y + 1) for x in range(3) for y in range(2)]
    topology = encode([shapes[0].difference(hole), *shapes[1:]])
    groups = np.array(labels)
    together = topology.merged_groups(groups, 4)
    assert len(together) == 4
    for number, area in enumerate(together):
        assert area.equals_exact(topology.merged(groups == number), 0)
        own = [shape.area for shape, label in zip(shapes, labels, strict=True) if label == number]
        assert area.area == pytest.approx(sum(own) - (0.04 if labels[0] == number else 0))


def test_what_surrounds_an_enclave_has_a_hole() -> None:
    core, island = shapely.box(1, 1, 3, 3), shapely.box(1.5, 1.5, 2, 2)
    ring = shapely.box(0, 0, 4, 4).difference(core)
    shapes = [ring, core.difference(island), island, shapely.box(4, 0, 8, 4)]
    topology = encode(shapes)
    merged = topology.merged_groups(np.array([0, 1, 0, 0]), 2)
    assert merged[0].area == pytest.approx(12 + 0.25 + 16)
    assert merged[1].area == pytest.approx(4 - 0.25)
    assert not merged[0].intersects(shapely.Point(1.2, 1.2)), "the enclave is not its own"
    assert merged[0].contains(shapely.Point(1.7, 1.7)), "but the island in it is"
    assert topology.merged(np.array([True] * 4)).area == pytest.approx(32)


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=30, unique=True
    ),
    scale=st.sampled_from([1.0, 0.37, 1e-3]),
)
def test_any_coverage_of_cells_comes_back(points: list[tuple[int, int]], scale: float) -> None:
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(points), extend_to=shapely.box(-5, -5, 45, 45)
    )
    cut = [c.intersection(shapely.box(-5, -5, 45, 45)) for c in shapely.get_parts(cells)]
    # On the grid first: rounding is pointwise, so shared vertices stay shared.
    shapes = [rounded(shapely.transform(c, lambda xy: xy * scale)) for c in cut if c.area > 1]
    shapes = [s for s in shapes if not s.is_empty and s.is_valid]
    topology = encode(shapes)
    for before, after in zip(shapes, decode(topology), strict=True):
        assert shapely.normalize(after) == before
    used = np.bincount(topology.uses[:, 0], minlength=len(topology.arcs))
    assert used.min(initial=1) >= 1 and used.max(initial=1) <= 2
