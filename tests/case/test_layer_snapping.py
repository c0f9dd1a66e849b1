"""A coarser layer of another maker becomes a union of units."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from casefolder import block, communes, write_layer

from mapper.case.checks.coverage import layer_faults
from mapper.case.layers.boundaries import LayerSpec, read_layer
from mapper.case.repair.mending import RepairError
from mapper.case.repair.repairing import repair_layer
from mapper.case.repair.report import Report
from mapper.case.repair.snapping import snap

pytestmark = pytest.mark.slow


def areas(*shapes: shapely.Polygon, **more: list[str]) -> gpd.GeoDataFrame:
    ids = [f"r{i}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, "name": ids, **more}, geometry=list(shapes), crs=4326)


def off(columns: str, metres: float = 300) -> shapely.Polygon:
    """Columns of communes, drawn some metres off."""
    return shapely.buffer(block(columns), metres / 111_320, join_style="mitre")


def test_a_country_of_another_maker_fits_after_it(tmp_path: Path) -> None:
    """The outline lies 300 m off that of the units: refused before, read afterwards."""
    write_layer(communes(), tmp_path / "communes.gpkg")
    write_layer(areas(off("abc")), tmp_path / "country.gpkg")
    levels = ("commune", "country")

    def faults(country: str) -> list[str]:
        found = [
            read_layer(tmp_path, LayerSpec(name, level))[0]
            for name, level in (("communes.gpkg", "commune"), (country, "country"))
        ]
        return [str(f) for f in layer_faults([x for one in found for x in one], levels)]

    before = faults("country.gpkg")
    assert before
    assert all(
        "`mapper layers country.gpkg --repair --to communes.gpkg --out NEW`" in f for f in before
    )
    report = repair_layer(
        tmp_path / "country.gpkg", tmp_path / "new.shp", to=tmp_path / "communes.gpkg"
    )
    assert faults("new.shp") == []
    (change,) = [c for c in report.changes if c.kind == "snapped"]
    assert change.lost_km2 > 100
    assert change.gained_km2 == 0
    assert "9 units" in change.note


def test_borders_become_those_of_the_units() -> None:
    west = shapely.Polygon([(0, 12), (1.1, 12), (0.95, 15), (0, 15)])
    report = Report()
    snapped = snap(areas(west, shapely.box(0, 12, 3, 15) - west), communes(), report)
    assert snapped.geometry.iloc[0].equals(block("a"))
    assert snapped.geometry.iloc[1].equals(block("bc"))
    across = {c.area: c.note for c in report.changes if c.kind == "across"}
    assert set(across) == {"b1", "a3", "b2"} or set(across) == {"b1", "a3"}
    assert "% of it lie in r0, the rest counts for r1" in across["b1"]


def test_units_outside_count_for_the_nearest() -> None:
    report = Report()
    snapped = snap(areas(block("a"), shapely.box(1, 12, 2, 15)), communes(), report)
    assert snapped.geometry.iloc[1].equals(block("bc"))
    lost = [c for c in report.changes if c.kind == "across"]
    assert [c.area for c in lost] == ["c1", "c2", "c3"]
    assert all("nearest, r1" in c.note for c in lost)


def test_each_time_is_snapped_for_itself() -> None:
    coarse = areas(off("ab"), off("a"), off("bc"), valid_from=["", "2012-07-01", "2012-07-01"])
    snapped = snap(coarse, communes(), Report())
    shapes = snapped.geometry.to_numpy()
    # the first time has one area only, so that all units are its
    assert [shape.equals(whole) for shape, whole in zip(
        shapes, (block("abc"), block("a"), block("bc")), strict=True
    )] == [True] * 3  # fmt: skip


def test_what_cannot_be_snapped_is_said() -> None:
    with pytest.raises(RepairError, match="r1: no unit"):
        snap(areas(off("abc"), shapely.box(8, 12, 9, 13)), communes(), Report())
    loose = communes()
    shapes = loose.geometry.to_numpy().copy()
    shapes[0] = shapely.buffer(shapes[0], 0.1)
    with pytest.raises(RepairError, match="mend that one first"):
        snap(areas(off("abc")), loose.set_geometry(shapes), Report())


def test_enclaves_of_the_units_stay_open() -> None:
    ring = communes()[communes()["id"] != "b2"]
    snapped = snap(areas(off("abc")), ring, Report())
    assert len(snapped.geometry.iloc[0].interiors) == 1
    assert np.isclose(snapped.geometry.iloc[0].area, 8)
