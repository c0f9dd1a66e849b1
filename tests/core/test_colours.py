"""Colours: the published vectors of CIEDE2000, other implementations, and the ground under land."""

from __future__ import annotations

import numpy as np
import pytest
import vision

from mapper.core.colours import (
    GROUNDS,
    VISIONS,
    ciede2000,
    lab_colours,
    land_colour,
    nearness,
)

SHARMA = """\
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""
"""L*, a*, b* of two colours and their difference: table 1 of Sharma, Wu and Dalal (2005)."""
SEEN = {
    "#2c6fbb": [[46.3, 5.76, -46.03], [49.33, 8.12, -42.88], [44.31, 10.7, -48.31]],
    "#c8560b": [[50.64, 42.27, 57.73], [44.13, -4.0, 50.7], [54.3, -5.34, 58.99]],
    "#b0004f": [[37.47, 63.47, 7.5], [28.79, 1.21, -8.04], [41.97, -1.9, 14.55]],
    "#5ec8e5": [[75.66, -22.26, -23.6], [78.8, 2.93, -19.28], [73.53, 4.64, -26.5]],
}
"""Normal, protanopia, deuteranopia, by the library coloraide 8.13.1: L*a*b* for D65."""
FAR = {("#2c6fbb", "#c8560b"): 47.68, ("#b0004f", "#222222"): 32.02, ("#222222", "#6b4520"): 23.7}
"""CIEDE2000 of two colours by the same library."""
COLOURS = ("#2c6fbb", "#c8560b", "#b0004f", "#222222", "#6b4520", "#5ec8e5", "#ffffff", "#000000")


def test_differences_are_the_published_ones() -> None:
    rows = np.array([line.split() for line in SHARMA.splitlines()], dtype=float)
    one, other, published = rows[:, :3], rows[:, 3:6], rows[:, 6]
    assert len(rows) == 34
    assert np.abs(ciede2000(one, other) - published).max() < 0.0001
    assert np.abs(ciede2000(other, one) - published).max() < 0.0001


@pytest.mark.parametrize("name", VISIONS)
def test_colours_are_seen_as_by_the_slow_way(name: str) -> None:
    fast = lab_colours(COLOURS, name)
    slow = [vision.lab(vision.rgb(colour), vision.VISION[name]) for colour in COLOURS]
    assert np.abs(fast - slow).max() < 0.02


@pytest.mark.parametrize("colour", SEEN)
def test_colours_are_seen_as_by_another_library(colour: str) -> None:
    for name, lab in zip(("normal", "protanopia", "deuteranopia"), SEEN[colour], strict=True):
        assert np.abs(lab_colours([colour], name)[0] - lab).max() < 0.02


@pytest.mark.parametrize("pair", FAR)
def test_colours_differ_as_by_another_library(pair: tuple[str, str]) -> None:
    assert float(ciede2000(*lab_colours(pair))) == pytest.approx(FAR[pair], abs=0.02)


def test_grey_is_the_same_to_everybody() -> None:
    for name in VISIONS:
        (lab,) = lab_colours(["#808080"], name)
        assert lab == pytest.approx([53.585, 0, 0], abs=0.02)


def test_land_is_mixed_with_its_ground() -> None:
    assert land_colour("#2c6fbb") == "#6294cb"
    assert land_colour("#2c6fbb", GROUNDS["dark"]) == "#2a5c96"
    assert land_colour("#222222", GROUNDS["dark"]) > land_colour("#222222", "#222222")


def test_what_is_near_in_one_way_is_far_in_another() -> None:
    far = nearness("#2c6fbb", "#c8560b")
    assert set(far) == {"grey", *VISIONS}
    assert far["grey"] < 3 and min(far[name] for name in VISIONS) > 40
    assert set(nearness("#123456", "#123456").values()) == {0.0}
