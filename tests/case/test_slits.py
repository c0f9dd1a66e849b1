"""Slits between neighbours are gaps; notches of the outer border are none."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from mapper.case.checks.slits import SLIT_LENGTH_DEGREES, SLIT_WIDTH_DEGREES, slits

WIDTHS = (1e-6, 1e-5, 5e-5, 9e-5)
LENGTHS = (0.002, 0.05, 0.9)


def found(*shapes: shapely.Polygon) -> list[list[int]]:
    whole = np.array(shapes, dtype=object)
    assert shapely.coverage_is_valid(whole)
    return [slit.beside.tolist() for slit in slits(whole)]


def left(*top: tuple[float, float]) -> shapely.Polygon:
    """The west of two areas; its border with the east is at longitude 1 up to latitude 13."""
    return shapely.Polygon([(0, 12), (1, 12), *top, (0, top[-1][1])])


def right(*top: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(2, 12), (1, 12), *top, (2, top[-1][1])])


def notch(angle: float, first: float) -> tuple[shapely.Polygon, shapely.Polygon]:
    """Two areas whose outer border comes down to their common corner at an angle.

    ``first`` is how high the edges next to the corner reach: with 0.00015 they are 17 m long.
    """
    side = math.tan(math.radians(angle) / 2)
    steps = [(0.0, 13.0), (first * side, 13 + first), (0.5 * side, 13.5)]
    west = left(*((1 - x, y) for x, y in steps))
    return west, right(*((1 + x, y) for x, y in steps))


@pytest.mark.parametrize("angle", [0.5, 1, 2, 5, 10, 30, 60, 90])
@pytest.mark.parametrize("first", [0.00005, 0.00015, 0.001, 0.01])
def test_a_notch_is_no_slit_however_sharp(angle: float, first: float) -> None:
    assert found(*notch(angle, first)) == []


def test_such_notches_were_taken_for_gaps() -> None:
    """That they are looked at at all: their edges are near each other."""
    edge = notch(30, 0.00015)
    assert not shapely.coverage_is_valid(edge, gap_width=SLIT_WIDTH_DEGREES)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_slit_is_one_whether_its_end_is_sharp_or_blunt(width: float, length: float) -> None:
    west = left((1, 13 - length), (1, 13))
    assert found(west, right((1, 13 - length), (1 + width, 13))) == [[0, 1]]
    blunt = right((1, 13 - length), (1 + width, 13 - length), (1 + width, 13))
    assert found(west, blunt) == [[0, 1]]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_channel_open_at_both_ends(width: float) -> None:
    assert found(shapely.box(0, 12, 1, 13), shapely.box(1 + width, 12, 2, 13)) == [[0, 1]]


def test_a_strait_is_no_slit() -> None:
    wide = 1.5 * SLIT_WIDTH_DEGREES
    assert found(shapely.box(0, 12, 1, 13), shapely.box(1 + wide, 12, 2, 13)) == []


def test_a_short_slit_is_left_alone() -> None:
    short = 0.4 * SLIT_LENGTH_DEGREES
    west = left((1, 13 - short), (1, 13))
    assert found(west, right((1, 13 - short), (1.00005, 13))) == []


def test_a_fjord_of_one_area_is_no_slit_between_two() -> None:
    fjord = shapely.box(0.5, 12.5, 0.50005, 13)
    assert found(shapely.box(0, 12, 1, 13) - fjord, shapely.box(1, 12, 2, 13)) == []


def test_the_place_of_each_slit_is_named() -> None:
    strips = [shapely.box(i + 1e-5, 12, i + 1 - 1e-5, 13) for i in range(4)]
    places = [slit.where for slit in slits(np.array(strips, dtype=object))]
    assert sorted(round(float(lon)) for lon, _ in places) == [1, 2, 3]
    assert all(12 <= lat <= 13 for _, lat in places)
