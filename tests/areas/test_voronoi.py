"""The ``voronoi`` area model: nearest-place cells on the ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from nearcase import (
    OUTLINES,
    SQUARE,
    check_whole,
    distances,
    layer,
    near_case,
    random_points,
)

from mapper.areas import AreaModel, build_areas, with_area_model
from mapper.case.read import Case, find_case, read_case
from mapper.core.errors import CaseError, UsageError
from mapper.core.geodesy import area_km2

pytestmark = pytest.mark.slow

REGIONS = {
    "west": shapely.box(-2, 12, 0, 16),
    "middle": shapely.Polygon([(0, 12), (1.5, 12), (0.7, 14), (1.5, 16), (0, 16)]),
    "east": shapely.Polygon([(1.5, 12), (3, 12), (3, 16), (1.5, 16), (0.7, 14)]),
}
COUNTRY = shapely.coverage_union_all(list(REGIONS.values()))


def check_nearest(case: Case, model: AreaModel, seed: int, count: int = 1500) -> None:
    """Random points lie in the cell of the place that is truly nearest."""
    land = shapely.coverage_union_all(case.layers[-1].areas.geometry.to_numpy())
    points = random_points(land, count, seed)
    places = case.places[["lon", "lat"]].to_numpy()
    hit, unit = shapely.STRtree(model.units.geometry).query(shapely.points(points), "intersects")
    assert set(hit) == set(range(count))
    km = distances(points, places)
    said = km[hit, model.tables.unit_decider[unit]]
    assert (said - km[hit].min(axis=1)).max() < 0.002


@pytest.mark.parametrize("name", OUTLINES)
@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_every_point_lies_in_the_cell_of_its_nearest_place(name: str, count: int) -> None:
    outline = OUTLINES[name]
    case = near_case(outline, random_points(outline, count, seed=7))
    model = build_areas(case)
    check_whole(case, model)
    check_nearest(case, model, seed=11)
    assert 1 <= len(model.units) <= count


def test_mali_cells_are_truly_nearest() -> None:
    case = with_area_model(read_case(find_case("mali")), "voronoi")
    model = build_areas(case)
    check_whole(case, model)
    deciding = case.places["decides"].to_numpy()
    land = case.layers[-1].areas.geometry.iloc[0]
    points = random_points(land, 5000, seed=3)
    hit, unit = shapely.STRtree(model.units.geometry).query(shapely.points(points), "intersects")
    km = distances(points, case.places[["lon", "lat"]].to_numpy())
    said = km[hit, model.tables.unit_decider[unit]]
    assert (said - km[hit][:, deciding].min(axis=1)).max() < 0.001
    assert len(model.units) == deciding.sum()


def test_units_are_cells_of_places_that_decide_and_never_of_bases() -> None:
    rows = [{}, {"decides": False}, {"kind": "base", "rank": 5}, {"kind": "village", "rank": 4}]
    case = near_case(SQUARE, [(-1, 13), (0, 13), (1.5, 14.5), (2, 15)], rows=rows)
    model = build_areas(case)
    assert model.units.index.tolist() == ["cell:p0", "cell:p3"]
    assert model.units["name"].tolist() == ["Place 0", "Place 3"]
    assert model.tables.unit_decider.tolist() == [0, 3]
    assert not model.tables.unit_by_seat.any()
    assert model.tables.place_unit.tolist() == [0, 0, 1, 1]


def test_collinear_places_have_strips() -> None:
    places = [(lon, 14.0) for lon in np.linspace(-1.5, 2.5, 9)]
    for points in (places, [(0.5, lat) for lat in np.linspace(12.2, 15.8, 9)]):
        case = near_case(SQUARE, points)
        model = build_areas(case)
        check_whole(case, model)
        check_nearest(case, model, seed=5)
        assert len(model.units) == 9


def test_a_regular_grid_of_places() -> None:
    points = [(x, y) for x in np.arange(-1.5, 3.0, 0.5) for y in np.arange(12.5, 16.0, 0.5)]
    case = near_case(SQUARE, points)
    model = build_areas(case)
    check_whole(case, model)
    check_nearest(case, model, seed=5)
    assert len(model.units) == len(points)


@pytest.mark.parametrize("apart", [0.0, 0.00004])
def test_places_that_stand_together_share_a_cell_of_the_best_ranked(apart: float) -> None:
    rows = [{}, {"rank": 2}, {"rank": 2, "population": 900}, {}]
    points = [(0, 14), (apart, 14), (0, 14 + apart), (2, 14)]
    case = near_case(SQUARE, points, rows=rows)
    model = build_areas(case)
    check_whole(case, model)
    assert model.units.index.tolist() == ["cell:p2", "cell:p3"]
    assert model.tables.place_unit.tolist() == [0, 0, 0, 1]


def test_nearly_coincident_places_have_cells_of_their_own() -> None:
    rng = np.random.default_rng(2)
    points = np.array([0.5, 14.0]) + rng.uniform(-0.0015, 0.0015, (12, 2))
    case = near_case(SQUARE, points)
    model = build_areas(case)
    check_whole(case, model)
    check_nearest(case, model, seed=5)
    assert len(model.units) == 12


def test_a_place_outside_the_outline_still_speaks_for_what_is_nearest_to_it() -> None:
    case = near_case(SQUARE, [(-1.0, 14.0), (3.2, 14.0), (40.0, 14.0)])
    model = build_areas(case)
    check_whole(case, model)
    check_nearest(case, model, seed=5)
    assert model.units.index.tolist() == ["cell:p0", "cell:p1"]
    assert model.tables.place_unit.tolist() == [0, 1, -1]


def test_far_places_are_no_data_beyond_max_km() -> None:
    case = near_case(SQUARE, [(-1.0, 13.0), (0.0, 13.5), (2.5, 15.5)], max_km=120)
    model = build_areas(case)
    check_whole(case, model)
    assert set(model.units.index) == {
        *("cell:p0", "cell:p1", "cell:p2"),
        *("beyond:p0", "beyond:p1", "beyond:p2"),
    }
    silent = model.units.index[model.tables.no_data]
    assert set(silent) == {"beyond:p0", "beyond:p1", "beyond:p2"}
    points = random_points(SQUARE, 3000, seed=9)
    km = distances(points, case.places[["lon", "lat"]].to_numpy()).min(axis=1)
    near = shapely.union_all(model.units.geometry[~model.units.index.isin(silent)].to_numpy())
    said = shapely.intersects_xy(near, points)
    clear = np.abs(km - 120.0) > 0.011
    assert (said == (km <= 120.0))[clear].all()


@pytest.mark.parametrize("name", ["antimeridian", "arctic", "pole", "islands"])
def test_max_km_at_the_edges_of_the_map(name: str) -> None:
    outline = OUTLINES[name]
    case = near_case(outline, random_points(outline, 6, seed=1), max_km=90)
    model = build_areas(case)
    check_whole(case, model)
    points = random_points(outline, 3000, seed=9)
    km = distances(points, case.places[["lon", "lat"]].to_numpy()).min(axis=1)
    spoken = np.setdiff1d(np.arange(len(model.units)), model.tables.no_data)
    near = shapely.union_all(model.units.geometry.to_numpy()[spoken])
    clear = np.abs(km - 90.0) > 0.011
    assert (shapely.intersects_xy(near, points) == (km <= 90.0))[clear].all()


def test_max_km_larger_than_the_country_changes_nothing() -> None:
    points = random_points(SQUARE, 5, seed=3)
    plain, wide = (build_areas(near_case(SQUARE, points, **o)) for o in ({}, {"max_km": 5000}))
    assert wide.units.geometry.geom_equals_exact(plain.units.geometry, 0).all()
    assert not len(wide.tables.no_data)


def test_cells_never_cross_the_borders_of_within() -> None:
    points = [(-1.5, 13), (-0.1, 14), (0.1, 14), (0.2, 12.4)]
    case = near_case(COUNTRY, points, layers=[layer("region", REGIONS)], within="region")
    model = build_areas(case)
    check_whole(case, model)
    assert model.units.index.tolist() == ["cell:p0", "cell:p1", "cell:p2", "cell:p3", "empty:east"]
    assert model.units.at["empty:east", "name"] == "East"
    home = ["west", "west", "middle", "middle", "east"]
    for shape, region in zip(model.units.geometry, home, strict=True):
        assert shapely.difference(shape, REGIONS[region].buffer(2e-6)).is_empty
    for region, shape in REGIONS.items():
        area = model.units["area_km2"][[h == region for h in home]].sum()
        assert area == pytest.approx(area_km2([shape])[0], rel=1e-9)
    assert model.units.index[model.tables.no_data].tolist() == ["empty:east"]
    tables = model.tables
    rows = tables.areas["area_id"].tolist()
    assert tables.area_units[rows.index("east")].tolist() == [4]
    assert tables.area_units[rows.index("west")].tolist() == [0, 1]


def test_within_every_level_and_max_km_together() -> None:
    points = random_points(SQUARE, 12, seed=8)
    case = near_case(COUNTRY, points, layers=[layer("region", REGIONS)], within="region", max_km=60)
    check_whole(case, build_areas(case))
    case = near_case(COUNTRY, points, layers=[layer("region", REGIONS)], within="country")
    model = build_areas(case)
    check_nearest(case, model, seed=2)


def test_places_keep_their_region_whatever_cell_they_lie_in() -> None:
    rows = [{}, {"decides": False}]
    points = [(-0.5, 14), (0.1, 14)]
    case = near_case(SQUARE, points, rows=rows, layers=[layer("region", REGIONS)])
    model = build_areas(case)
    assert model.tables.place_unit.tolist() == [0, 0]
    row = model.tables.areas["area_id"].tolist().index("middle")
    assert model.tables.area_places[row].tolist() == [1]
    assert model.tables.area_units[row].tolist() == []


@pytest.mark.parametrize("points", [np.empty((0, 2)), [(0.0, 14.0)]])
def test_no_place_that_decides_is_a_fault(points: object) -> None:
    for model in ("voronoi", "hex"):
        case = near_case(SQUARE, points, model, rows=[{"decides": False}][: len(points)])
        with pytest.raises(CaseError, match="No place decides") as caught:
            build_areas(case)
        (fault,) = caught.value.faults
        assert (fault.file, fault.column, fault.code) == (
            "places.csv",
            "decides",
            "no-deciding-place",
        )


def test_a_case_as_large_as_a_hemisphere_is_refused() -> None:
    with pytest.raises(UsageError, match=r"up to 10,000 km across.*use `admin`"):
        build_areas(near_case(shapely.box(-170, -80, 170, 80), [(0, 0)]))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1.99, 2.99), st.floats(12.01, 15.99)), min_size=1, max_size=25),
    st.sampled_from([None, 3.0, 40.0, 150.0]),
    st.booleans(),
)
def test_any_places_give_a_coverage(
    points: list[tuple[float, float]], max_km: float | None, within: bool
) -> None:
    options = {} if max_km is None else {"max_km": max_km}
    options |= {"within": "region"} if within else {}
    case = near_case(COUNTRY, points, layers=[layer("region", REGIONS)], **options)
    model = build_areas(case)
    check_whole(case, model)
    if not options:
        check_nearest(case, model, seed=1, count=300)
