"""Where the name of an area may stand: on the area, never on what it surrounds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from mapper.outputs.pages.labelspots import label_place

BOX = shapely.box(0, 0, 6, 6)
SHAPES = {
    "ring": shapely.difference(BOX, shapely.box(2, 2, 4, 4)),
    "thin ring": shapely.difference(BOX, shapely.box(0.6, 0.6, 5.4, 5.4)),
    "two holes": BOX.difference(shapely.box(1, 1, 2, 5)).difference(shapely.box(4, 2, 5, 4)),
    "far north": shapely.difference(shapely.box(0, 66, 6, 72), shapely.box(2, 68, 4, 70)),
}
ASPECT = 6
"""Width of a name in its heights, at least: of five letters and more."""


def spots_of(shape: shapely.Geometry) -> list[list[float]]:
    place = label_place(shape)
    return [[place["lon"], place["lat"], place["room"]], *place["spots"]]


def names_at(lon: float, lat: float, room: float) -> shapely.Geometry:
    """The widest name that a page may put there, in degrees."""
    high = 2 * room / ASPECT * np.cos(np.radians(lat))
    return shapely.box(lon - room, lat - high / 2, lon + room, lat + high / 2)


@pytest.mark.parametrize("name", SHAPES)
def test_no_name_reaches_into_a_hole(name: str) -> None:
    shape = SHAPES[name]
    spots = spots_of(shape)
    assert len(spots) > 4
    holes = shapely.union_all([shapely.Polygon(ring) for ring in shape.interiors])
    for spot in spots:
        assert shape.contains(shapely.Point(spot[:2]))
        assert names_at(*spot).intersection(holes).area == 0, spot


def test_spots_are_apart_and_the_best_comes_first() -> None:
    (first, *others) = spots_of(shapely.box(0, 0, 12, 3))
    assert first[:2] == pytest.approx([6, 1.5], abs=0.6)
    assert len(others) >= 5
    points = np.array([first, *others])[:, :2]
    gaps = np.hypot(*(points[:, None] - points[None]).T)
    assert gaps[~np.eye(len(points), dtype=bool)].min() > 0.5
    assert {lat > 1.5 for _, lat, _ in others} == {True, False}, "above and below the middle"


def test_a_wide_area_has_room_for_a_wide_name() -> None:
    wide, tall = label_place(shapely.box(0, 0, 12, 3)), label_place(shapely.box(0, 0, 3, 12))
    assert 4 < wide["room"] < 6, "it does not leave the area"
    assert 2 < tall["room"] < 3


def test_the_widest_part_is_found_among_islands() -> None:
    isles = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(3, 0, 9, 4)])
    place = label_place(isles)
    assert 4 < place["lon"] < 8
    assert all(isles.contains(shapely.Point(spot[:2])) for spot in place["spots"])
