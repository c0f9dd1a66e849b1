"""Areas and distances on the ellipsoid, against published and independent figures."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from mapper.core.errors import MissingCRSError
from mapper.core.geodesy import (
    area_km2,
    area_within_km2,
    circles,
    distance_km,
    on_ellipsoid,
    points_at,
    stereographic,
    to_lonlat,
    to_wgs84,
    to_xyz,
    wrapped,
)

EARTH_KM2 = 510_065_621.724
"""Surface of the WGS84 ellipsoid (Karney 2013)."""
DEGREE_KM2 = 12_308.778
"""One square degree at the equator, 0–1° north: closed formula of the WGS84 ellipsoid."""


def test_area_of_the_earth_by_its_octants() -> None:
    octant = shapely.Polygon([(0, 0), (90, 0), (0, 90)])
    assert 8 * area_km2([octant])[0] == pytest.approx(EARTH_KM2, rel=1e-9)


def test_area_of_a_square_degree() -> None:
    fine = shapely.segmentize(shapely.box(0, 0, 1, 1), 0.001)
    assert area_km2([fine])[0] == pytest.approx(DEGREE_KM2, rel=1e-4)


def test_area_has_no_sign_and_holes_count_off() -> None:
    ring = [(0, 12), (1, 12), (1, 13), (0, 13)]
    one, other = area_km2([shapely.Polygon(ring), shapely.Polygon(ring[::-1])])
    assert one == pytest.approx(other, rel=1e-12)
    hole = shapely.box(0.2, 12.2, 0.4, 12.4)
    left = area_km2([shapely.Polygon(ring).difference(hole)])[0]
    assert left == pytest.approx(one - area_km2([hole])[0], rel=1e-9)


def test_area_of_parts_of_nothing_and_of_none() -> None:
    boxes = [shapely.box(0, 12, 1, 13), shapely.box(5, 12, 6, 13)]
    assert area_km2([shapely.union_all(boxes)])[0] == pytest.approx(area_km2(boxes).sum())
    assert area_km2([shapely.Polygon()]).tolist() == [0.0]
    assert area_km2([]).shape == (0,)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(lon=st.floats(-179, 178), lat=st.floats(-89, 88), cut=st.floats(0.1, 0.9))
def test_areas_of_parts_add_up(lon: float, lat: float, cut: float) -> None:
    west, east = (
        shapely.box(lon, lat, lon + cut, lat + 1),
        shapely.box(lon + cut, lat, lon + 1, lat + 1),
    )
    whole = shapely.coverage_union_all([west, east])
    assert area_km2([west, east]).sum() == pytest.approx(area_km2([whole])[0], rel=1e-9)


def test_distances() -> None:
    assert distance_km(0, 0, 1, 0) == pytest.approx(111.31949, abs=1e-4)
    assert distance_km(0, 0, 0, 90) == pytest.approx(10_001.96573, abs=1e-4)
    assert distance_km(179.5, 0, -179.5, 0) == pytest.approx(111.31949, abs=1e-4)
    bamako_gao = distance_km(-8.0, 12.65, -0.05, 16.27)
    assert bamako_gao == pytest.approx(945, abs=10)
    assert distance_km([0, 0], [0, 0], 1, 0).shape == (2,)


def test_circles_have_the_radius_all_round() -> None:
    circle = circles([-3.0], [17.0], 50.0)[0]
    x, y = shapely.get_coordinates(circle)[:-1].T
    assert distance_km(-3.0, 17.0, x, y) == pytest.approx(50.0, rel=1e-9)
    assert area_km2([circle])[0] == pytest.approx(np.pi * 50**2, rel=2e-3)


def test_circles_at_the_antimeridian_stay_whole() -> None:
    circle = circles([179.9], [0.0], 50.0)[0]
    assert circle.is_valid
    assert circle.bounds[2] > 180
    assert circle.bounds[0] > 179


def test_area_within_reach_of_points() -> None:
    boxes = shapely.box([0, 5, 0.4], [12, 12, 12.4], [1, 6, 0.6], [13, 13, 12.6])
    near = area_within_km2(boxes, [0.5], [12.5], 30.0)
    assert near[0] == pytest.approx(np.pi * 30**2, rel=2e-3)
    assert near[1] == 0.0
    assert near[2] == pytest.approx(area_km2([boxes[2]])[0], rel=1e-12)
    assert area_within_km2(boxes, [], [], 30.0).tolist() == [0.0, 0.0, 0.0]


def test_circles_that_overlap_count_once() -> None:
    box = [shapely.box(0, 12, 1, 13)]
    once = area_within_km2(box, [0.5], [12.5], 30.0)
    assert area_within_km2(box, [0.5, 0.5], [12.5, 12.5], 30.0) == pytest.approx(once)


def test_to_wgs84() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 12)], crs="EPSG:4326")
    assert to_wgs84(frame) is frame
    metres = frame.to_crs("EPSG:32631")
    assert to_wgs84(metres).geometry[0].distance(frame.geometry[0]) < 1e-9
    with pytest.raises(MissingCRSError, match="no coordinate reference system"):
        to_wgs84(frame.set_crs(None, allow_override=True))


def test_land_near_a_point_on_both_sides_of_the_antimeridian():
    sides = [shapely.box(178, -18, 180, -16), shapely.box(-180, -18, -178, -16)]
    for lon in (179.9, -179.9):
        near = area_within_km2(sides, [lon], [-17.0], 50.0)
        assert near.sum() == pytest.approx(np.pi * 50.0**2, rel=0.002)
        assert (near > 2000).all()


def test_known_areas_are_taken_over():
    square = [shapely.box(0, 0, 0.1, 0.1)]
    assert area_within_km2(square, [0.05], [0.05], 50.0, whole=np.array([7.0])).tolist() == [7.0]


def test_geocentric_coordinates_and_back():
    points = np.array([[-3.0, 16.77], [180.0, -89.9], [-179.5, 90.0], [12.3, 0.0]])
    xyz = to_xyz(points)
    assert to_lonlat(xyz) == pytest.approx(points, abs=1e-9)
    assert on_ellipsoid(xyz * 0.5, xyz) == pytest.approx(xyz, abs=1e-6)


@pytest.mark.parametrize("centre", [(0.0, 0.0), (179.9, -17.0), (30.0, 89.0)])
def test_the_stereographic_plane_keeps_small_distances(centre):
    there, back = stereographic(*centre)
    points = points_at(*centre, np.array([10.0, 130.0, 250.0]), 5.0)
    flat = there(points)
    assert np.hypot(*flat.T) == pytest.approx(5000.0, rel=1e-5)
    assert distance_km(*back(flat).T, *points.T) == pytest.approx(0.0, abs=1e-6)


def test_lines_past_the_antimeridian_are_cut_there():
    line = shapely.LineString([(178.0, 1.0), (182.0, 3.0)])
    inside = shapely.LineString([(0.0, 0.0), (1.0, 1.0)])
    pieces = wrapped(np.array([line, inside]))
    assert shapely.length(pieces).sum() == pytest.approx(line.length + inside.length)
    assert shapely.bounds(pieces)[:, 0].min() == -180.0
    assert shapely.bounds(pieces)[:, 2].max() == 180.0


def plain_area_within_km2(shapes, lon, lat, radius_km: float) -> np.ndarray:
    """By the union of all circles, whatever lies where."""
    near = shapely.union_all(wrapped(circles(lon, lat, radius_km)))
    return area_km2(shapely.intersection(near, np.asarray(shapes, dtype=object)))


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-84, 84),
    size=st.floats(0.01, 1.5),
    radius_km=st.floats(1, 300),
    points=st.integers(0, 40),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60)
def test_land_within_reach_is_that_of_all_circles_together(
    lon: float, lat: float, size: float, radius_km: float, points: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x = np.clip(lon + rng.uniform(-4, 4, 30), -180, 180 - size)
    y = np.clip(lat + rng.uniform(-4, 4, 30), -88, 88 - size)
    shapes = shapely.box(x, y, x + size, y + size)
    px = (lon + rng.uniform(-4, 4, points) + 180) % 360 - 180
    py = np.clip(lat + rng.uniform(-4, 4, points), -88, 88)
    found = area_within_km2(shapes, px, py, radius_km)
    plain = plain_area_within_km2(shapes, px, py, radius_km)
    assert found == pytest.approx(plain, rel=1e-9, abs=1e-6)


def test_circles_are_drawn_only_for_what_is_not_surely_inside(monkeypatch) -> None:
    drawn: list[int] = []

    def counted(lon, lat, radius_km):
        drawn.append(len(lon))
        return circles(lon, lat, radius_km)

    monkeypatch.setattr("mapper.core.geodesy.circles", counted)
    x, y = (v.ravel() * 0.1 for v in np.meshgrid(np.arange(40), np.arange(40)))
    shapes = shapely.box(x, y, x + 0.1, y + 0.1)
    whole = area_km2(shapes)
    middle = (x + 0.05, y + 0.05)
    near = area_within_km2(shapes, *middle, 50.0, whole=whole)
    assert drawn == [0]
    assert near.tolist() == whole.tolist()
    far = np.append(shapes, shapely.box(4.6, 2.0, 4.9, 2.1))
    near = area_within_km2(far, *middle, 90.0)
    assert 0 < drawn[-1] < len(x) / 4
    assert near[-1] == pytest.approx(plain_area_within_km2(far[-1:], *middle, 90.0)[0])


def test_areas_are_those_of_each_polygon_alone() -> None:
    holed = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    shapes = [
        holed,
        shapely.MultiPolygon([shapely.box(4, 4, 5, 5), shapely.box(6, 40, 7, 41.5)]),
        shapely.Polygon(),
        shapely.reverse(shapely.box(-9, -60, -7, -50)),
        shapely.MultiPolygon([holed, shapely.box(1.2, 1.2, 1.7, 1.8)]),
    ]
    oriented = shapely.orient_polygons(np.array(shapes, dtype=object))
    alone = [abs(Geod(ellps="WGS84").geometry_area_perimeter(x)[0]) / 1e6 for x in oriented]
    assert area_km2(shapes).tolist() == alone
