"""A case in its first hour: boundaries and one actor, no place and no claim yet."""

from __future__ import annotations

import datetime as dt

import pytest
from casefolder import GAZETTEER, TABLES, write_case

from mapper.case.read import read_case
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.geo.vector import FORMATS, snapshot_bytes
from mapper.outputs.pages.day.page import page
from mapper.review.check import check_case

DAY = dt.date(2012, 3, 5)


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> ControlHistory:
    folder = write_case(tmp_path_factory.mktemp("bare"))
    for name in {*TABLES, *GAZETTEER} - {"actors.csv"}:
        header = folder.path(name).read_text("utf-8").splitlines()[0]
        folder.path(name).write_text(f"{header}\n", "utf-8")
    assert check_case(folder.case) == ()
    return build_history(read_case(folder.case))


def test_everything_is_held_by_the_baseline_holder(bare) -> None:
    snapshot = bare.at(DAY)
    assert snapshot.units["holder"].tolist() == ["gov"] * 9
    assert set(snapshot.units["evidence_level"]) == {"baseline"}
    assert snapshot.places.empty
    assert bare.change_days() == []


@pytest.mark.parametrize("layer", ["areas", "units", "places"])
@pytest.mark.parametrize("fmt", ["geojson", *FORMATS])
def test_a_snapshot_can_be_written(bare, layer: str, fmt: str) -> None:
    raw = snapshot_bytes(bare, DAY, layer=layer, fmt=fmt)
    assert len(raw) > 100
    if fmt == "geojson":
        assert raw.decode("utf-8") == GeoJSONWriter(bare).text(DAY, layer)


def test_statistics_and_a_map_need_no_place(bare) -> None:
    table = area_table(bare, [DAY])
    assert table["towns"].tolist() == [0]
    assert table["area_km2"].sum() == pytest.approx(bare.units["area_km2"].sum())
    assert "<html" in page(bare, bare.at(DAY))
