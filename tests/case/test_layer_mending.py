"""Mending a layer: whatever is wrong with it, what comes out is read without a fault."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from casefolder import communes
from hypothesis import given, settings
from hypothesis import strategies as st
from spoiltcoverage import SPOILS, spoilt

from mapper.case.checks.coverage import layer_faults
from mapper.case.layers.boundaries import LayerSpec, read_layer
from mapper.case.repair.mending import LEAST_SLIVER_M, RepairError, mend
from mapper.case.repair.repairing import repair_layer
from mapper.case.repair.report import Change
from mapper.core.errors import CaseError, UsageError
from mapper.core.geodesy import area_km2

pytestmark = pytest.mark.slow

KINDS = st.lists(st.sampled_from(sorted(SPOILS)), unique=True)
NOWHERE = {"none", "line", "dot"}


def frame(*shapes: shapely.Geometry | None, **columns: list[object]) -> gpd.GeoDataFrame:
    columns = columns or {"id": [f"u{i}" for i in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind for change in changes]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), wrong=KINDS)
def test_whatever_is_wrong_is_mended(seed: int, wrong: list[str]) -> None:
    bad = spoilt(seed, wrong)
    mended, report = mend(bad)
    shapes = mended.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert sorted(mended["id"]) == sorted(set(bad["id"]) - NOWHERE)
    assert list(mended.columns) == list(bad.columns)
    there = bad.geometry.notna().to_numpy()
    ground = shapely.union_all(shapely.make_valid(bad.geometry.to_numpy()[there]))
    whole = shapely.union_all(shapes)
    loose = shapely.area(shapely.symmetric_difference(ground, whole))
    assert loose < 0.003 * shapely.area(whole), "land is lost or won that nobody drew"
    assert report.features_before == len(bad)
    assert report.features_after == len(mended)
    total = float(area_km2(shapes).sum())
    assert report.area_after_km2 == pytest.approx(total, rel=1e-9)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**9), wrong=KINDS, suffix=st.sampled_from([".shp", ".gpkg", ".geojson"])
)
def test_the_file_is_read_without_a_fault(tmp_path_factory, seed, wrong, suffix) -> None:
    folder = tmp_path_factory.mktemp("layers")
    spoilt(seed, [kind for kind in wrong if kind != "collection"]).to_file(folder / "bad.gpkg")
    repair_layer(folder / "bad.gpkg", folder / f"good{suffix}")
    layers, faults = read_layer(folder, LayerSpec(f"good{suffix}", "cell", parent="parent"))
    assert faults == []
    assert layer_faults(layers, ("cell",)) == []
    assert len(layers[0].areas) == 16


def test_a_sound_layer_stays_as_it_is() -> None:
    mended, report = mend(communes())
    assert report.changes == []
    assert shapely.equals_exact(
        mended.geometry.to_numpy(), communes().geometry.to_numpy(), normalize=True
    ).all()
    assert report.lines()[0].startswith("nothing to mend")


def test_each_change_is_told_with_its_ground() -> None:
    big = shapely.box(0, 12, 1.01, 13)
    mended, report = mend(frame(big, shapely.box(1, 12, 2, 13)))
    fitted = [change for change in report.changes if change.kind == "fitted"]
    overlap = float(area_km2(np.array([shapely.box(1, 12, 1.01, 13)]))[0])
    assert sum(c.lost_km2 for c in fitted) == pytest.approx(overlap, rel=1e-6)
    assert report.area_before_km2 - report.area_after_km2 == pytest.approx(overlap, rel=1e-3)
    assert float(area_km2(mended.geometry.to_numpy()).sum()) == report.area_after_km2
    assert "km²" in str(fitted[0])


def test_records_that_go_are_named() -> None:
    dot = shapely.box(5, 12, 5 + 1e-9, 12 + 1e-9)
    bad = frame(shapely.box(0, 12, 1, 13), None, shapely.Point(0, 0), dot, id=[*"abcd"])
    mended, report = mend(bad)
    assert mended["id"].tolist() == ["a"]
    gone = {c.area: c.note for c in report.changes if c.kind == "removed"}
    assert gone == {
        "b": "it has no polygon",
        "c": "it has no polygon",
        "d": "it is smaller than a square metre",
    }


def test_a_corner_that_is_no_number() -> None:
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon([(0, 12), (1, 12), (float("nan"), 13)])
    _, report = mend(frame(shapely.box(0, 12, 1, 13), broken))
    assert [c.note for c in report.changes] == ["a corner of it is no number"]


def test_records_of_one_id_become_one_and_differences_are_told() -> None:
    bad = frame(
        shapely.box(0, 12, 1, 13), shapely.box(1, 12, 2, 13), id=["a", "a"], name=["A", "Ah"]
    )
    mended, report = mend(bad, id_column="id")
    assert mended["name"].tolist() == ["A"]
    assert mended.geometry.iloc[0].equals(shapely.box(0, 12, 2, 13))
    (change,) = report.changes
    assert (change.kind, change.rows, change.area) == ("dissolved", (1, 2), "a")
    assert "they differ in name" in change.note


def test_the_same_id_in_two_times_stays_two_and_times_do_not_cut_each_other() -> None:
    bad = frame(
        shapely.box(0, 12, 1, 13),
        shapely.box(0, 12, 2, 13),
        id=["a", "a"],
        valid_from=["", "2016-01-01"],
    )
    mended, report = mend(bad, id_column="id")
    assert len(mended) == 2
    assert report.changes == []


def test_holes_by_their_width() -> None:
    def pond(width: float) -> gpd.GeoDataFrame:
        hole = shapely.box(0.5, 12.5, 0.5 + width, 12.9)
        return frame(shapely.box(0, 12, 1, 13) - hole, shapely.box(1, 12, 2, 13))

    narrow, _ = mend(pond(0.0009))
    assert len(narrow.geometry.iloc[0].interiors) == 0
    wide, report = mend(pond(0.002))
    assert len(wide.geometry.iloc[0].interiors) == 1
    assert report.changes == []
    filled, _ = mend(pond(0.002), sliver_m=300)
    assert len(filled.geometry.iloc[0].interiors) == 0


@pytest.mark.parametrize("metres", [0, -1, 50, LEAST_SLIVER_M - 1, float("nan")])
def test_a_width_that_would_leave_gaps_is_refused(metres: float) -> None:
    with pytest.raises(UsageError, match="fill at least"):
        mend(communes(), sliver_m=metres)


def test_a_slit_is_filled_by_one_of_its_neighbours() -> None:
    bad = frame(
        shapely.Polygon([(0, 12), (1, 12), (1, 12.5), (0.99995, 13), (0, 13)]),
        shapely.Polygon([(1, 12), (2, 12), (2, 13), (1, 13), (1, 12.5)]),
    )
    mended, report = mend(bad)
    assert "slit" in kinds(report.changes)
    assert shapely.union_all(mended.geometry.to_numpy()).area == pytest.approx(2, abs=1e-8)


def test_a_slit_is_filled_even_where_another_area_vanishes() -> None:
    """An area inside another one goes to that; the slit elsewhere is no less one."""
    bad = frame(
        shapely.box(0, 12, 1, 13),
        shapely.box(1.00005, 12, 2, 13),
        shapely.box(0.4, 12.4, 0.4002, 12.4002),
    )
    mended, report = mend(bad)
    assert "slit" in kinds(report.changes)
    assert shapely.union_all(mended.geometry.to_numpy()).area == pytest.approx(2, abs=1e-8)
    gone = [c.area for c in report.changes if c.kind == "removed"]
    assert len(mended) + len(gone) == 3


@pytest.mark.parametrize(
    ("ring", "wide"),
    [
        ([(179, -17), (-179, -17), (-179, -16), (179, -16)], "358.0"),
        ([(179, -17), (181, -17), (181, -16), (179, -16)], "2.0"),
        ([(-179, -17), (-181, -17), (-181, -16), (-179, -16)], "2.0"),
    ],
)
def test_land_across_the_180th_meridian_is_split(ring, wide: str) -> None:
    mended, report = mend(frame(shapely.Polygon(ring)))
    (shape,) = mended.geometry
    assert [part.bounds for part in sorted(shape.geoms, key=lambda p: p.bounds)] == [
        (-180, -17, -179, -16),
        (179, -17, 180, -16),
    ]
    (change,) = report.changes
    assert (change.kind, change.note) == ("split", f"it spanned {wide} degrees")
    one, two = (area_km2(np.array([shapely.box(0, -17, x, -16)]))[0] for x in (1, 2))
    assert report.area_after_km2 == pytest.approx(2 * one)
    assert change.gained_km2 - change.lost_km2 == pytest.approx(2 * one - two, abs=1e-6)


def test_a_lake_across_the_meridian_is_split_with_its_land() -> None:
    shell = [(178, -18), (-178, -18), (-178, -15), (178, -15)]
    hole = [(179, -17), (-179, -17), (-179, -16), (179, -16)]
    mended, _ = mend(frame(shapely.Polygon(shell, [hole])))
    assert mended.geometry.iloc[0].area == pytest.approx(4 * 3 - 2)


def test_two_halves_of_one_id_become_one_area() -> None:
    halves = frame(shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1), id=["a", "a"])
    mended, _ = mend(halves, id_column="id")
    assert len(mended) == 1
    assert len(mended.geometry.iloc[0].geoms) == 2


def test_a_ring_round_a_pole_is_for_a_person() -> None:
    pole = shapely.Polygon([(-180, -80), (-60, -80), (60, -80), (179, -80), (-180, -80.0001)])
    with pytest.raises(RepairError, match="goes round a pole"):
        mend(frame(pole))


@pytest.mark.parametrize("shape", [shapely.box(0, 89, 1, 91), shapely.box(5e5, 1e1, 6e5, 2e1)])
def test_metres_are_no_degrees(shape: shapely.Polygon) -> None:
    with pytest.raises(RepairError, match="not degrees"):
        mend(frame(shape))


def test_nothing_to_mend_with() -> None:
    with pytest.raises(RepairError, match="no record"):
        mend(frame(None, shapely.Point(0, 0)))
    with pytest.raises(RepairError, match="square metre"):
        mend(frame(shapely.box(0, 0, 1e-9, 1e-9)))
    with pytest.raises(UsageError, match="no column `code`; it has: id"):
        mend(frame(shapely.box(0, 0, 1, 1)), id_column="code")


def test_what_is_left_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mapper.case.repair.mending._clean", lambda shapes, *_: shapes)
    with pytest.raises(CaseError, match="overlap or their edges differ"):
        mend(frame(shapely.box(0, 12, 1.1, 13), shapely.box(1, 12, 2, 13)))


def test_a_repair_is_whole_or_leaves_nothing(tmp_path: Path) -> None:
    communes().to_file(tmp_path / "x.gpkg")
    good = (tmp_path / "x.gpkg").read_bytes()
    with pytest.raises(UsageError, match=r"end in .shp, .gpkg, .geojson"):
        repair_layer(tmp_path / "x.gpkg", tmp_path / "x.kml")
    with pytest.raises(CaseError):
        repair_layer(tmp_path / "y.gpkg", tmp_path / "z.gpkg")
    assert [p.name for p in tmp_path.iterdir()] == ["x.gpkg"]
    repair_layer(tmp_path / "x.gpkg", tmp_path / "x.gpkg")
    assert (tmp_path / "x.gpkg").read_bytes() != good
    assert len(gpd.read_file(tmp_path / "x.gpkg")) == 9
