"""Background layers: what pages can draw, and words for what they cannot."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from casefolder import write_layer

from mapper.case.background import read_background

pytestmark = pytest.mark.slow

LINE = shapely.LineString([(0, 12), (3, 15)])
SQUARE = shapely.box(3, 12, 4, 13)
with np.errstate(invalid="ignore"):
    NOWHERE = shapely.LineString([(0, 12), (np.nan, 13)])
    FAR = shapely.LineString([(0, 12), (np.inf, 13)])


def frame(shapes: list[object], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def rivers(shape: object = LINE, rank: object = 3) -> gpd.GeoDataFrame:
    return frame([LINE, shape], name=["Stream", None], rank=[1, rank])


def test_only_the_columns_that_pages_need(tmp_path: Path) -> None:
    write_layer(rivers().assign(extra="x"), tmp_path / "r.gpkg")
    layer, faults = read_background(tmp_path, "rivers", "r.gpkg")
    assert faults == []
    assert layer is not None
    assert list(layer.columns) == ["name", "rank", "geometry"]
    assert layer["name"].tolist() == ["Stream", ""]
    assert layer["rank"].tolist() == [1, 3]
    assert layer.crs.to_epsg() == 4326


def test_records_without_geometry_are_drawn_nowhere_and_harmless(tmp_path: Path) -> None:
    write_layer(rivers(None), tmp_path / "r.gpkg")
    layer, faults = read_background(tmp_path, "rivers", "r.gpkg")
    assert faults == []
    assert layer is not None
    assert layer.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize("rank", ["big", None, 1.5, -1, 100, "१", 1e300])
def test_ranks_that_are_none(rank: object, tmp_path: Path) -> None:
    kinds = (int, float)
    ranks = [1.0, rank] if rank is None or isinstance(rank, kinds) else ["1", rank]
    layer = frame([LINE, LINE], name=["a", "b"], rank=ranks)
    write_layer(layer, tmp_path / "r.gpkg")
    found, faults = read_background(tmp_path, "rivers", "r.gpkg")
    assert found is None
    assert [(f.row, f.column, f.code) for f in faults] == [(2, "rank", "bad-number")]


@pytest.mark.parametrize(
    ("kind", "shape", "words"),
    [
        ("rivers", SQUARE, "not a line"),
        ("rivers", shapely.Point(1, 12), "not a line"),
        ("rivers", NOWHERE, "no place on earth"),
        ("rivers", FAR, "no place on earth"),
        ("rivers", shapely.LineString([(0, 12), (181, 13)]), "no place on earth"),
        ("neighbours", LINE, "not a polygon"),
        ("neighbours", shapely.box(170, 12, 190, 13), "no place on earth"),
        ("neighbours", shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "not valid"),
    ],
)
def test_shapes_that_no_page_draws(kind: str, shape: object, words: str, tmp_path: Path) -> None:
    good = LINE if kind == "rivers" else SQUARE
    write_layer(frame([good, shape], name=["a", "b"], rank=[1, 1]), tmp_path / "x.gpkg")
    found, faults = read_background(tmp_path, kind, "x.gpkg")
    assert found is None
    assert [(f.row, f.column, f.code) for f in faults] == [(2, "geometry", "bad-geometry")]
    assert words in faults[0].message


def test_text_and_columns_are_checked_as_in_tables(tmp_path: Path) -> None:
    write_layer(frame([SQUARE], name=["a\x1b[2J"]), tmp_path / "n.gpkg")
    found, faults = read_background(tmp_path, "neighbours", "n.gpkg")
    assert found is None
    assert [f.code for f in faults] == ["control-character"]
    found, faults = read_background(tmp_path, "rivers", "n.gpkg")
    assert found is None
    assert [(f.column, f.code) for f in faults] == [("rank", "wrong-columns")]
    found, faults = read_background(tmp_path, "rivers", "../n.gpkg")
    assert [f.code for f in faults] == ["unsafe-path"]
