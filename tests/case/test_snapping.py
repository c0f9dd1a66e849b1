"""Places just outside the drawn outline count in the nearest area, in every area model."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from casefolder import CaseFolder, write_case
from hypothesis import given
from hypothesis import strategies as st

from mapper.areas.modeloptions import with_area_model
from mapper.areas.models import build_areas
from mapper.case.read import read_case, try_case
from mapper.case.snapping import containing, distance_to_km, homes, points_inside, points_within
from mapper.core.geodesy import distance_km

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
SHAPES = np.array([WEST, EAST])


def found(lon: float, lat: float, named: int = -1, snap_km: float = 5.0):
    one = homes(np.array([[lon, lat]]), np.array([named]), SHAPES, snap_km)
    return int(one.area[0]), int(one.nearest[0]), float(one.km[0])


@pytest.mark.parametrize(
    ("lon", "lat", "named", "area", "nearest"),
    [
        (0.5, 0.5, -1, 0, 0),
        (0.5, 0.5, 1, 0, 0),  # inside counts before what the row says
        (1.0, 0.5, -1, 0, 0),
        (1.0, 0.5, 1, 1, 1),  # both touch: the row decides
        (2.01, 0.5, -1, 1, 1),
        (0.999, 1.01, -1, 0, 0),
        (0.999, 1.01, 1, 1, 0),  # both are near: the row decides
        (0.5, 1.01, 1, 0, 0),  # the named one is 55 km away
        (2.1, 0.5, -1, -1, 1),
        (2.1, 0.5, 1, -1, 1),  # to name it brings it no nearer
    ],
)
def test_near_areas_take_places_in(
    lon: float, lat: float, named: int, area: int, nearest: int
) -> None:
    assert found(lon, lat, named)[:2] == (area, nearest)


def test_the_limit_is_a_distance_on_the_ellipsoid() -> None:
    km = float(distance_km(2.0, 0.5, 2.04, 0.5))
    assert found(2.04, 0.5)[2] == pytest.approx(km, rel=1e-6)
    assert found(2.04, 0.5, snap_km=km + 1e-6)[0] == 1
    assert found(2.04, 0.5, snap_km=km - 1e-6)[0] == -1
    assert found(2.04, 0.5, snap_km=0)[0] == -1
    assert found(2.0, 0.5, snap_km=0)[0] == 1


def test_north_the_degrees_of_longitude_are_short() -> None:
    # At 80° N a degree of longitude has 19 km: in degrees the first of the two is the nearer one.
    shapes = np.array([shapely.box(0, 80.6, 1, 81), shapely.box(1.9, 79, 3, 81)])
    one = homes(np.array([[1.0, 80.0]]), np.array([-1]), shapes, 20.0)
    assert (one.nearest.tolist(), one.area.tolist()) == ([1], [1])
    assert one.km[0] == pytest.approx(float(distance_km(1.0, 80.0, 1.9, 80.0)), rel=1e-2)


@pytest.mark.parametrize("lat", [-75.0, 0.0, 60.0, 80.0])
def test_slanting_borders_are_as_near_as_their_nearest_point(lat: float) -> None:
    triangle = shapely.Polygon([(0.4, lat - 0.3), (2, lat - 0.3), (2, lat + 0.5)])
    border = np.array(shapely.segmentize(triangle.exterior, 1e-4).coords)
    km = float(distance_km(0.8, lat + 0.1, *border.T).min())
    found = distance_to_km(np.array([[0.8, lat + 0.1]]), np.array([triangle]))
    assert found[0] == pytest.approx(km, rel=1e-3)


@given(
    st.lists(st.tuples(st.floats(-0.3, 2.3), st.floats(58.7, 61.3)), min_size=1, max_size=6),
    st.floats(0, 40),
)
def test_the_nearest_is_that_of_many_points_of_the_border(points, snap_km) -> None:
    shapes = np.array([shapely.box(0, 59, 1, 61), shapely.box(1, 59, 2, 61)])
    rings = [shapely.segmentize(shape.exterior, 0.01) for shape in shapes]
    one = homes(np.array(points), np.full(len(points), -1), shapes, snap_km)
    for i, (lon, lat) in enumerate(points):
        if shapely.intersects(shapes, shapely.Point(lon, lat)).any():
            assert (one.km[i], one.area[i]) == (0, one.nearest[i])
            continue
        km = [distance_km(lon, lat, *np.array(ring.coords).T).min() for ring in rings]
        assert one.km[i] == pytest.approx(min(km), rel=0.02, abs=0.6)
        assert km[one.nearest[i]] <= min(km) * 1.02 + 0.6
        assert (one.area[i] >= 0) == (one.km[i] <= snap_km)


def test_no_places_and_no_areas() -> None:
    nothing = np.empty((0, 2)), np.empty(0, dtype=np.int64)
    assert homes(*nothing, SHAPES, 5.0).area.tolist() == []
    assert distance_to_km(np.empty((0, 2)), np.empty(0, dtype=object)).tolist() == []


def test_points_of_places_outside_are_moved_into_their_area() -> None:
    points = np.array([[0.5, 0.5], [2.01, 0.5], [9.0, 0.5]])
    one = homes(points, np.full(3, -1), SHAPES, 5.0)
    inside = points_inside(points, one, SHAPES)
    assert (inside[0], inside[2]) == (shapely.Point(0.5, 0.5), shapely.Point(9, 0.5))
    assert EAST.contains(inside[1])


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    """The small case with its eastern seat in the sea, and a town of another commune near it."""
    folder = write_case(tmp_path)
    folder.set("places.csv", "seat_c", lon="3.02", lat="12.99", area_id="")
    folder.set("places.csv", "far", lon="3.001", lat="14.5")
    return folder


MODELS = [
    ("admin", {}),
    ("voronoi", {}),
    ("voronoi", {"within": "cercle"}),
    ("voronoi", {"within": "commune", "max_km": 40}),
    ("hex", {"resolution": 3}),
]


@pytest.mark.parametrize(("model", "options"), MODELS)
def test_every_model_and_level_counts_it_there(
    model: str, options: dict[str, object], folder: CaseFolder
) -> None:
    case, faults = try_case(folder.case)
    assert [(f.code, f.severity) for f in faults] == [("outside-outline", "doubt")] * 2
    case = with_area_model(case, model, **options)
    tables = build_areas(case).tables
    place = list(case.places.index).index("seat_c")
    assert tables.place_unit[place] >= 0
    areas = tables.areas.reset_index(drop=True)
    mine = {
        (row.level, row.area_id)
        for row, members in zip(areas.itertuples(), tables.area_places, strict=True)
        if place in members
    }
    assert mine == {
        ("commune", "c1"),
        ("cercle", "cercle_c"),
        ("region", "east"),
        ("country", "land"),
    }
    if model == "voronoi":
        assert tables.unit_ids[tables.place_unit[place]] == "cell:seat_c"
        assert tables.unit_decider[tables.place_unit[place]] == place


def test_the_area_that_the_row_names_wins_if_it_is_near_enough(folder: CaseFolder) -> None:
    folder.set("places.csv", "seat_c", area_id="c2")
    case, faults = try_case(folder.case)
    assert faults[0].message == (
        "Harbour lies 2.4 km outside c2 Commune c2, the area that its row names; counted there."
    )
    place = list(case.places.index).index("seat_c")
    unit = build_areas(case).tables
    assert unit.unit_ids[unit.place_unit[place]] == "c2"
    cells = build_areas(with_area_model(case, "voronoi", within="commune"))
    (cell,) = cells.units.loc[["cell:seat_c"]].geometry
    assert cell.within(shapely.box(2, 13, 3, 14).buffer(1e-6))


def test_without_snapping_it_is_outside(folder: CaseFolder) -> None:
    folder.replace("case.toml", 'model = "admin"', 'model = "admin"\nsnap_km = 0')
    case, faults = try_case(folder.case)
    assert case is None
    assert {f.code for f in faults if f.file == "places.csv"} == {"outside-country"}


def test_how_far_is_near_is_said_by_the_case(folder: CaseFolder) -> None:
    folder.set("places.csv", "far", lon="3.1")
    assert try_case(folder.case)[0] is None
    folder.replace("case.toml", 'model = "admin"', 'model = "admin"\nsnap_km = 12.5')
    case = read_case(folder.case)
    assert (case.file.snap_km, dict(case.file.model_options)) == (12.5, {})


@given(points=st.integers(0, 60), shapes=st.integers(0, 6), seed=st.integers(0, 1000))
def test_points_lie_in_what_they_touch_whoever_asks(points: int, shapes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Whole numbers: many points lie on borders and corners, and boxes lie over each other.
    at = shapely.points(rng.integers(0, 8, (points, 2)).astype(float))
    west, south = rng.integers(0, 6, (2, shapes)).astype(float)
    boxes = shapely.box(west, south, west + 2, south + rng.integers(1, 3, shapes))
    point, box = points_within(at, boxes)
    pairs = {(p, b) for p in range(points) for b in range(shapes) if boxes[b].intersects(at[p])}
    assert set(zip(point.tolist(), box.tolist(), strict=True)) == pairs
    assert len(point) == len(pairs)
    first = [min((b for q, b in pairs if q == p), default=-1) for p in range(points)]
    assert containing(at, boxes).tolist() == first
