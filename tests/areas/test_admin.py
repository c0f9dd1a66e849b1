"""The ``admin`` area model: units, who decides them, and the plain tables for the rules."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from casefolder import CaseFolder, write_case

from mapper.areas import MODELS, AreaModel, build_areas
from mapper.case.read import Case, read_case
from mapper.case.snapping import homes
from mapper.core.dates import day_number
from mapper.core.errors import UsageError
from mapper.core.geodesy import area_km2


@pytest.fixture(scope="module")
def case(tiny_folder) -> Case:
    return read_case(tiny_folder)


@pytest.fixture(scope="module")
def model(case: Case) -> AreaModel:
    return build_areas(case)


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def deciders(case: Case, model: AreaModel) -> dict[str, str]:
    ids = [*case.places.index, ""]
    tables = model.tables
    return dict(zip(tables.unit_ids, (ids[i] for i in tables.unit_decider), strict=True))


def test_units_are_the_communes(model: AreaModel) -> None:
    assert model.units.index.tolist() == list(model.tables.unit_ids)
    assert model.units.index.tolist() == [f"{c}{r}" for c in "abc" for r in (1, 2, 3)]
    assert model.units["area_km2"].sum() == pytest.approx(
        area_km2(model.units.geometry.to_numpy()).sum()
    )
    assert (model.units["near_km2"] <= model.units["area_km2"] * (1 + 1e-9)).all()
    assert model.units.at["a2", "near_km2"] < model.units.at["a1", "near_km2"]


def test_deciding_places(case: Case, model: AreaModel) -> None:
    assert deciders(case, model) == {
        "a1": "capital",  # the best rank
        "a2": "capital",  # no place: the seat of its cercle
        "a3": "north",
        "b1": "middle",
        "b2": "seat_b",
        "b3": "na",
        "c1": "seat_c",
        "c2": "post",  # a village that decides
        "c3": "seat_c",  # a village that does not
    }
    by_seat = np.array(model.tables.unit_ids)[model.tables.unit_by_seat]
    assert by_seat.tolist() == ["a2", "c3"]


def test_ties_go_to_population_then_id(folder: CaseFolder) -> None:
    folder.set("places.csv", "minor", rank="1", decides="yes", population="1000001")
    case = read_case(folder.case)
    assert deciders(case, build_areas(case))["a1"] == "minor"
    folder.set("places.csv", "minor", population="1000000")
    case = read_case(folder.case)
    assert deciders(case, build_areas(case))["a1"] == "capital"


def test_without_a_seat_of_the_cercle_that_of_the_region_decides(folder: CaseFolder) -> None:
    folder.replace("seats.csv", "cercle_c,seat_c,cercle\n", "")
    folder.replace("seats.csv", "east,seat_c,region", "east,post,region")
    case = read_case(folder.case)
    assert deciders(case, build_areas(case))["c3"] == "post"


def test_without_any_seat_nobody_decides(folder: CaseFolder) -> None:
    folder.path("seats.csv").write_text("area_id,place_id\n")
    case = read_case(folder.case)
    model = build_areas(case)
    assert deciders(case, model)["a2"] == ""
    assert not model.tables.unit_by_seat.any()


def test_places_lie_in_units_and_follow_seats(case: Case, model: AreaModel) -> None:
    tables = model.tables
    ids = [*case.places.index, ""]
    unit = {
        p: tables.unit_ids[u] for p, u in zip(case.places.index, tables.place_unit, strict=True)
    }
    assert unit == dict(case.places["area_id"])
    seat = {p: ids[s] for p, s in zip(case.places.index, tables.place_seat, strict=True)}
    assert seat["north"] == "capital"
    assert seat["middle"] == "seat_b"
    assert seat["seat_b"] == "capital"  # the seat of its region: of the first frame, for good
    assert seat["capital"] == ""


def test_areas_by_frame(case: Case, model: AreaModel) -> None:
    tables = model.tables
    before, after = day_number(case.file.first_day), day_number(case.file.last_day)

    def units(area: str, day: int) -> list[str]:
        return [tables.unit_ids[u] for u in tables.area_units[tables.area_on(area, day)]]

    assert units("west", before) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert units("west", after) == ["a1", "a2", "a3"]
    assert units("cercle_b", before) == ["b1", "b2", "b3"]
    assert units("a1", before) == ["a1"]
    assert len(units("land", after)) == 9
    assert tables.area_on("nowhere", before) == -1
    assert tables.area_on("capital", before) == -1
    places = tables.area_places[tables.area_on("cercle_a", before)]
    assert set(case.places.index[places]) == {"capital", "minor", "camp", "north"}


def test_levels_add_up_on_every_day(case: Case, model: AreaModel) -> None:
    areas = model.tables.areas
    for (level, frame), rows in areas.groupby(["level", "frame"]):
        units = np.concatenate([model.tables.area_units[i] for i in rows.index])
        assert sorted(units) == list(range(9)), (level, frame)


def test_registry(folder: CaseFolder) -> None:
    assert "admin" in MODELS
    folder.replace("case.toml", '"admin"', '"tiles"')
    with pytest.raises(UsageError, match="no area model `tiles`; use one of: admin"):
        build_areas(read_case(folder.case))


def test_a_place_on_a_border_lies_where_its_row_says():
    units = gpd.GeoDataFrame(
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        index=pd.Index(["west", "east"], name="unit_id"),
        crs="EPSG:4326",
    )
    named = units.index.get_indexer(["west", "east", ""])
    points = np.array([[1.0, 0.5]] * 3)
    found = homes(points, named, units.geometry.to_numpy(), 0.0)
    assert found.area.tolist()[:2] == [0, 1]
    assert found.area[2] in {0, 1}
    assert found.km.tolist() == [0.0, 0.0, 0.0]
