"""Where longitudes begin: the widest gap of land on the globe, wherever it is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.core.longitudes import bbox_of, continuous, parts_bounds, seam_of


@pytest.mark.parametrize(
    ("west", "east", "begin"),
    [
        ([177, -180], [180, -178], 177),  # Fiji
        ([27, -180], [180, -169], 27),  # Russia
        ([-12], [4], -12),
        ([-180, 0], [-179, 1], -180),  # narrower without
        ([-180], [180], -180),
        ([-180, -60, 60], [-60, 60, 180], -180),  # all round
        ([179], [180], 179),
        ([-180], [-179], -180),
        ([100, -180], [180, 20], 100),
        ([float("nan"), 177, -180], [float("nan"), 180, -178], 177),
    ],
)
def test_land_begins_where_the_widest_gap_ends(west, east, begin) -> None:
    seam = seam_of(west, east)
    shifted = continuous(west, seam)
    assert np.nanmin(shifted) == begin
    assert np.nanmax(continuous(east, seam)) - begin <= np.nanmax(east) - np.nanmin(west)


def test_no_land_has_no_seam() -> None:
    assert seam_of([], []) is None
    assert seam_of([float("nan")], [float("nan")]) is None


SPANS = st.lists(
    st.tuples(st.integers(-180, 179), st.integers(1, 80)).map(
        lambda p: (float(p[0]), float(min(180, sum(p))))
    ),
    min_size=1,
    max_size=6,
)
"""Whole degrees: to take 360 from a number and add it again changes its last digit."""


@given(SPANS)
def test_no_other_beginning_makes_it_narrower(spans) -> None:
    west, east = np.array(spans).T
    seam = seam_of(west, east)

    def width(at: float | None) -> float:
        turn = 0 if at is None else np.where(west < at, 360, 0)
        return float((east + turn).max() - (west + turn).min())

    ours = width(seam)
    inside = lambda at: ((west < at) & (at < east)).any()  # noqa: E731
    others = [at for at in [*west, *east] if not inside(at)]
    assert all(ours <= width(at) for at in [None, *others])


@given(SPANS)
def test_boxes_hold_all_land_and_are_as_rfc_7946_has_them(spans) -> None:
    bounds = [(w, -1.0, e, 1.0) for w, e in spans]
    west, south, east, north = bbox_of(bounds)
    assert (south, north) == (-1.0, 1.0)
    assert -180 <= west < 180
    assert -180 < east <= 180
    for w, e in spans:
        if west <= east:
            assert west <= w <= e <= east
        else:
            assert (w >= west and e <= 180) or (e <= east and w >= -180)


def test_bounds_are_those_of_parts() -> None:
    fiji = shapely.MultiPolygon(
        [shapely.box(177, -18, 180, -16), shapely.box(-180, -17, -178, -16)]
    )
    assert bbox_of(parts_bounds([fiji])) == [177, -18, -178, -16]
    assert bbox_of(parts_bounds([shapely.Point(-179, 0), shapely.Point(178, 1)])) == [
        178, 0, -179, 1,
    ]  # fmt: skip
