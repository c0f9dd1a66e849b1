"""Edges that are matched all at once: the verdict of shapely, which walks around each area."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.case.checks import edges
from mapper.case.checks.edges import edges_match

GAP = 0.0001


def squares(side: int) -> np.ndarray:
    """A country of squares with a bent corner each, so that no border is straight."""
    rng = np.random.default_rng(side)
    x, y = np.indices((side + 1, side + 1)).astype(float)
    x, y = x + rng.uniform(-0.2, 0.2, x.shape), y + rng.uniform(-0.2, 0.2, y.shape)
    cells = [
        [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)] for i in range(side) for j in range(side)
    ]
    return np.array([shapely.Polygon([(x[c], y[c]) for c in cell]) for cell in cells])


def with_corners(shape: shapely.Polygon, change) -> shapely.Polygon:
    corners = shapely.get_coordinates(shape)[:-1]
    return shapely.Polygon(change(corners))


SPOILS = {
    "nothing": lambda s, i: s,
    "twice": lambda s, i: np.append(s, s[i]),
    "left out": np.delete,
    "moved": lambda s, i: changed(
        s, i, shapely.transform(s[i], lambda xy: xy + np.array([0.01, 0]))
    ),
    "moved a little": lambda s, i: changed(s, i, shapely.transform(s[i], lambda xy: xy + GAP / 3)),
    "smaller": lambda s, i: changed(s, i, shapely.buffer(s[i], -GAP / 4, join_style="mitre")),
    "one corner more": lambda s, i: changed(s, i, shapely.segmentize(s[i], 0.7)),
    "one corner moved": lambda s, i: changed(s, i, with_corners(s[i], bent)),
    "backwards": lambda s, i: changed(s, i, shapely.reverse(s[i])),
    "said again": lambda s, i: changed(s, i, with_corners(s[i], lambda c: np.repeat(c, 2, axis=0))),
    "begun elsewhere": lambda s, i: changed(s, i, with_corners(s[i], lambda c: np.roll(c, 2, 0))),
    "with a hole": lambda s, i: changed(s, i, s[i].difference(island(s[i]))),
    "with an island": lambda s, i: np.append(
        changed(s, i, s[i].difference(island(s[i]))), island(s[i])
    ),
    "one over it": lambda s, i: np.append(s, island(s[i])),
    "in two parts": lambda s, i: np.delete(
        changed(s, i, shapely.MultiPolygon([s[i], s[(i + 17) % len(s)]])), (i + 17) % len(s)
    ),
    "a thin one beside": lambda s, i: np.append(s, beside(s, GAP / 2, 0.0)),
    "one across a slit": lambda s, i: np.append(s, beside(s, 0.5, GAP / 2)),
    "one far off": lambda s, i: np.append(s, beside(s, 0.5, 0.3)),
}


def changed(shapes: np.ndarray, at: int, shape: shapely.Geometry) -> np.ndarray:
    result = shapes.copy()
    result[at] = shape
    return result


def bent(corners: np.ndarray) -> np.ndarray:
    corners = corners.copy()
    corners[0] += 0.05
    return corners


def island(shape: shapely.Polygon) -> shapely.Polygon:
    return shapely.buffer(shape.representative_point(), 0.05, quad_segs=2)


def beside(shapes: np.ndarray, width: float, off: float) -> shapely.Polygon:
    """An area west of the first one, along its western border."""
    corners = shapely.get_coordinates(shapes[0])
    edge = corners[[0, 3]]
    near, far = edge - (off, 0.0), edge - (off + width, 0.0)
    return shapely.Polygon([*near, *far[::-1]])


@pytest.mark.parametrize("spoil", SPOILS)
@given(at=st.integers(0, 99), gap=st.sampled_from([0.0, GAP]), turn=st.booleans())
@settings(max_examples=15, deadline=None)
def test_what_matches_is_a_coverage(spoil: str, at: int, gap: float, turn: bool) -> None:
    shapes = SPOILS[spoil](squares(10), at)
    if turn:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1] * (-1.0, 1.0))
    with mock.patch.object(edges, "_FEW", 0):
        matches = edges_match(shapes, gap)
    assert matches == shapely.coverage_is_valid(shapes, gap_width=gap)


def test_only_areas_at_edges_of_one_alone_are_walked_around(monkeypatch) -> None:
    walked: list[int] = []
    plain = shapely.coverage_is_valid

    def counted(shapes, gap_width=0.0):
        walked.append(len(shapes))
        return plain(shapes, gap_width=gap_width)

    monkeypatch.setattr(shapely, "coverage_is_valid", counted)
    assert edges_match(squares(20), GAP)
    (count,) = walked
    assert 4 * 19 <= count < 200


def test_edges_that_are_mixed_alike_are_no_match(monkeypatch) -> None:
    monkeypatch.setattr(edges, "_mixed", lambda corners: np.zeros(len(corners), dtype=np.uint64))
    assert not edges_match(squares(20), GAP)


@pytest.mark.parametrize("shape", [None, shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
def test_what_is_no_area_is_left_to_others(shape: shapely.Geometry | None) -> None:
    assert not edges_match(np.append(squares(20), shape), GAP)


@pytest.mark.parametrize("width", [GAP / 2, 2 * GAP])
def test_what_is_near_an_edge_is_looked_at_though_nothing_of_it_is_alone(width: float) -> None:
    x, y = np.indices((20, 20)).reshape(2, -1)
    # West of all squares an area that is narrow in its middle, beside squares that lie inside.
    west = [(-0.5, 20), (-0.5, 16), (-width, 15), (-width, 5), (-0.5, 4), (-0.5, 0)]
    strip = shapely.Polygon([*((0, y) for y in range(21)), *west])
    shapes = np.append(shapely.box(x, y, x + 1, y + 1), strip)
    assert edges_match(shapes, GAP) == shapely.coverage_is_valid(shapes, gap_width=GAP)
    assert edges_match(shapes, GAP) == (width > GAP)
