"""The ``hex`` area model: H3 cells with their nearest place."""

from __future__ import annotations

import h3
import numpy as np
import pytest
import shapely
from nearcase import CAP, OUTLINES, SQUARE, check_whole, distances, near_case, random_points

from mapper.areas import AreaModel, build_areas, with_area_model
from mapper.case.read import Case, find_case, read_case
from mapper.core.errors import UsageError

pytestmark = pytest.mark.slow

FEW = {"square": 4, "antimeridian": 4, "islands": 5, "enclave": 4, "arctic": 4, "unrounded": 4}


def middles(model: AreaModel) -> np.ndarray:
    return np.array([h3.cell_to_latlng(cell)[::-1] for cell in model.units.index])


def check_cells(case: Case, model: AreaModel, resolution: int) -> None:
    """Points lie in the unit of the H3 cell that H3 itself puts them into."""
    assert all(h3.get_resolution(cell) == resolution for cell in model.units.index)
    land = case.layers[-1].areas.geometry.iloc[0]
    points = random_points(land, 800, seed=4)
    hit, unit = shapely.STRtree(model.units.geometry).query(shapely.points(points), "intersects")
    assert set(hit) == set(range(800))
    right = [h3.latlng_to_cell(lat, lon, resolution) for lon, lat in points[hit].tolist()]
    assert np.mean(model.units.index[unit] == right) > 0.995  # sides are straight on a map


@pytest.mark.parametrize("name", FEW)
def test_units_are_h3_cells_cut_at_the_outline(name: str) -> None:
    outline, resolution = OUTLINES[name], FEW[name]
    points = random_points(outline, 9, seed=6)
    case = near_case(outline, points, "hex", resolution=resolution)
    model = build_areas(case)
    check_whole(case, model)
    check_cells(case, model, resolution)
    assert model.units["name"].tolist() == model.units.index.tolist()
    km = distances(middles(model), points)
    assert (model.tables.unit_decider == km.argmin(axis=1)).all()


def test_cells_farther_than_max_km_are_no_data() -> None:
    points = np.array([(-1.0, 13.0), (2.5, 15.5)])
    case = near_case(SQUARE, points, "hex", resolution=4, max_km=150)
    model = build_areas(case)
    check_whole(case, model)
    km = distances(middles(model), points)
    expected = np.where(km.min(axis=1) <= 150, km.argmin(axis=1), -1)
    assert model.tables.unit_decider.tolist() == expected.tolist()
    assert model.tables.no_data.tolist() == np.flatnonzero(expected < 0).tolist()
    assert 0 < len(model.tables.no_data) < len(expected)


def test_a_place_lies_in_its_cell_and_the_cell_in_its_area() -> None:
    case = near_case(SQUARE, [(0.5, 14.0)], "hex", resolution=4)
    model = build_areas(case)
    cell = model.units.index[model.tables.place_unit[0]]
    assert cell == h3.latlng_to_cell(14.0, 0.5, 4)
    assert len(model.tables.area_units[0]) == len(model.units)


def test_the_coarsest_cells_and_cells_larger_than_the_country() -> None:
    for resolution in (0, 1, 2):
        case = near_case(SQUARE, [(0.5, 14.0)], "hex", resolution=resolution)
        model = build_areas(case)
        check_whole(case, model)
        assert len(model.units) < 20


def test_cells_over_the_pole() -> None:
    case = near_case(CAP, [(0.0, 85.0), (120.0, 84.0)], "hex", resolution=2)
    model = build_areas(case)
    check_whole(case, model)
    assert h3.latlng_to_cell(90.0, 0.0, 2) in model.units.index


@pytest.mark.slow
def test_mali_at_the_default_resolution() -> None:
    case = with_area_model(read_case(find_case("mali")), "hex", max_km=75)
    model = build_areas(case)
    check_whole(case, model)
    assert len(model.units) == 5782
    share = model.units["area_km2"].iloc[model.tables.no_data].sum()
    assert share / model.units["area_km2"].sum() == pytest.approx(0.4787, abs=1e-4)


def test_more_cells_than_a_page_can_show_are_refused() -> None:
    case = near_case(SQUARE, [(0.5, 14.0)], "hex", resolution=10)
    with pytest.raises(UsageError, match=r"about 1\d,\d\d\d,\d\d\d hexagons: use 8 or less"):
        build_areas(case)
