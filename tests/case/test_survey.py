"""What a layer is: each fact is one that a layer was made to have."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from casefolder import communes, write_layer
from hypothesis import given, settings
from hypothesis import strategies as st
from spoiltcoverage import SPOILS, spoilt

from mapper.case.repair.columns import columns_of, suggest, table_text
from mapper.case.repair.mending import mend
from mapper.case.repair.survey import survey_layer, survey_of
from mapper.core.errors import CaseError
from mapper.core.geodesy import area_km2

pytestmark = pytest.mark.slow


def frame(*shapes: shapely.Geometry | None, **columns: list[object]) -> gpd.GeoDataFrame:
    columns = columns or {"id": [f"u{i}" for i in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


LEFT, RIGHT = shapely.box(0, 12, 1, 13), shapely.box(1, 12, 2, 13)


def test_a_sound_layer(tmp_path: Path) -> None:
    write_layer(communes().to_crs(32631), tmp_path / "x.gpkg")
    found = survey_layer(tmp_path / "x.gpkg")
    assert found.crs == "WGS 84 / UTM zone 31N"
    assert (found.features, found.bounds[0], found.bounds[3]) == (9, pytest.approx(0, abs=1e-5), 15)
    assert found.area_km2 == pytest.approx(float(area_km2(communes().geometry).sum()), rel=1e-6)


@pytest.mark.parametrize("shape", [None, shapely.Point(1, 1), shapely.Polygon()])
def test_records_without_a_polygon(shape: shapely.Geometry | None) -> None:
    found = survey_of(frame(LEFT, shape))
    assert [b.row for b in found.not_polygons] == [2]
    assert not found.fine


def test_polygons_that_are_not_valid() -> None:
    bow = shapely.Polygon([(1, 12), (2, 13), (2, 12), (1, 13)])
    found = survey_of(frame(LEFT, bow))
    assert found.invalid_count == 1
    assert found.invalid[0].row == 2
    assert "Self-intersection" in found.invalid[0].why
    assert not found.fine


def test_overlaps_by_pair_and_area() -> None:
    wide = shapely.box(0.9, 12, 2, 13)
    found = survey_of(frame(LEFT, wide, LEFT))
    pairs = {o.rows: o.km2 for o in found.overlaps}
    strip = float(area_km2(np.array([shapely.box(0.9, 12, 1, 13)]))[0])
    assert pairs[1, 2] == pytest.approx(strip, rel=1e-6)
    assert set(pairs) == {(1, 2), (2, 3), (1, 3)}
    assert found.overlaps[0].rows == (1, 3)
    assert found.overlap_count == 3


def test_borders_that_do_not_match() -> None:
    bent = shapely.Polygon([(1, 12), (2, 12), (2, 13), (1, 13), (1, 12.5)])
    found = survey_of(frame(LEFT, bent))
    assert (found.unmatched, found.overlap_count, found.fine) == (2, 0, False)


def test_gaps_holes_slits_and_slivers() -> None:
    pond, crack = shapely.box(0.2, 12.2, 0.4, 12.4), shapely.box(0.6, 12.2, 0.6005, 12.4)
    found = survey_of(frame(LEFT - pond - crack, RIGHT))
    assert (found.gaps, found.holes, found.slits) == (1, 1, 0)
    assert found.gap_km2 == pytest.approx(float(area_km2(np.array([crack]))[0]), rel=1e-6)
    assert found.hole_km2 == pytest.approx(float(area_km2(np.array([pond]))[0]), rel=1e-6)
    assert survey_of(frame(LEFT - pond, RIGHT)).fine
    strip = survey_of(frame(LEFT, shapely.box(1.00005, 12, 2, 13)))
    assert (strip.slits, strip.fine) == (1, False)
    assert survey_of(frame(LEFT, shapely.box(5, 12, 5.0001, 13))).slivers == 1


def test_ids_used_twice_and_in_two_times() -> None:
    found = survey_of(frame(LEFT, RIGHT, id=["a", "a"]))
    assert found.duplicate_ids == ("a",)
    times = frame(LEFT, LEFT, id=["a", "a"], valid_from=["", "2016-01-01"])
    assert survey_of(times).duplicate_ids == ()
    named = frame(LEFT, RIGHT, id=["a", "b"], code=["x", "x"])
    assert survey_of(named).duplicate_ids == ()
    assert survey_of(named, id_column="code").duplicate_ids == ("x",)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([LEFT], "no"),
        ([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)], "split"),
        ([shapely.Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])], "unsplit"),
        ([shapely.box(179, 0, 181, 1)], "unsplit"),
        ([shapely.box(179, 0, 180, 1)], "no"),
    ],
)
def test_the_180th_meridian(shapes: list[shapely.Polygon], said: str) -> None:
    found = survey_of(frame(*shapes))
    assert found.antimeridian == said
    assert found.overlap_count == 0


def test_an_area_that_is_not_split_overlaps_only_what_it_covers() -> None:
    isle = shapely.Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
    found = survey_of(frame(isle, shapely.box(0, 0, 1, 1), shapely.box(-180, 0, -179.5, 1)))
    assert [o.rows for o in found.overlaps] == [(1, 3)]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    wrong=st.lists(st.sampled_from(sorted(SPOILS)), unique=True),
)
def test_what_is_fine_needs_no_repair_and_a_repair_makes_it_fine(seed, wrong) -> None:
    bad = spoilt(seed, wrong)
    before = survey_of(bad)
    mended, report = mend(bad)
    assert survey_of(mended).fine
    if before.fine:
        assert report.changes == []


def test_a_layer_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="missing"):
        survey_layer(tmp_path / "x.gpkg")
    communes().to_file(tmp_path / "x.gpkg", layer="a")
    communes().to_file(tmp_path / "x.gpkg", layer="b")
    with pytest.raises(CaseError, match="--layer"):
        survey_layer(tmp_path / "x.gpkg")
    assert survey_layer(tmp_path / "x.gpkg", layer="b").fine


def test_columns() -> None:
    table = pd.DataFrame({"a": ["x", None, "x", ""], "n": [1.0, 2.0, 3.5, None]})
    first, second = columns_of(table)
    assert (first.name, first.distinct, first.empty, first.examples) == ("a", 1, 2, ("x",))
    assert (second.distinct, second.empty, second.examples) == (3, 1, ("1", "2", "3.5"))


OCHA = pd.DataFrame(
    {
        "OBJECTID": [1, 2, 3, 4],
        "admin2Name": ["Kita", "Kayes", "Kati", "Dioila"],
        "admin2Pcode": ["ML0101", "ML0102", "ML0201", "ML0202"],
        "admin1Name": ["Kayes", "Kayes", "Koulikoro", "Koulikoro"],
        "admin1Pcode": ["ML01", "ML01", "ML02", "ML02"],
        "admin0Pcode": ["ML"] * 4,
    }
)
GADM = pd.DataFrame(
    {
        "GID_0": ["MLI"] * 3,
        "COUNTRY": ["Mali"] * 3,
        "GID_1": ["MLI.1_1", "MLI.1_1", "MLI.2_1"],
        "NAME_1": ["Bamako", "Bamako", "Gao"],
        "GID_2": ["MLI.1.1_1", "MLI.1.2_1", "MLI.2.1_1"],
        "NAME_2": ["Bamako", "Kati", "Ansongo"],
        "VARNAME_2": ["", "", "x"],
    }
)
BOUNDARIES = pd.DataFrame(
    {
        "shapeName": ["Kayes", "Gao"],
        "shapeISO": ["", ""],
        "shapeID": ["99B1", "99B2"],
        "shapeGroup": ["MLI", "MLI"],
    }
)


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (OCHA, ("admin2Pcode", "admin2Name", "admin1Pcode")),
        (GADM, ("GID_2", "NAME_2", "GID_1")),
        (BOUNDARIES, ("shapeID", "shapeName", "")),
        (pd.DataFrame(communes().drop(columns="geometry")), ("id", "name", "parent")),
        (pd.DataFrame({"x": [1.5, 1.5]}), ("", "", "")),
        (pd.DataFrame(), ("", "", "")),
    ],
)
def test_columns_that_look_like_id_name_and_parent(table, wanted) -> None:
    found = suggest(table)
    assert (found.id, found.name, found.parent) == wanted


def test_the_table_to_paste_is_toml_whatever_the_names_hold() -> None:
    import tomllib

    odd = 'a"b\\c\x1b[2J\u202e\x7f]é'
    table = pd.DataFrame({odd: ["x1", "x2"], "valid_from": ["", ""]})
    text = table_text(odd, odd, suggest(table), columns_of(table))
    (layer,) = tomllib.loads(text)["layers"]
    assert layer["path"] == layer["layer"] == layer["id"] == odd
    assert layer["valid_from"] == "valid_from"
    assert layer["level"] == "area"
    plain = table_text("x.shp", "", suggest(OCHA), columns_of(OCHA))
    assert tomllib.loads(plain)["layers"][0] == {
        "path": "x.shp",
        "level": "area",
        "id": "admin2Pcode",
        "name": "admin2Name",
        "parent": "admin1Pcode",
    }
