"""Levels made from a column of a finer one: the same edges, and what cannot be joined."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from casefolder import CaseFolder, communes, layers, write_case

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.layers.derived import DerivedSpec, derived_layers
from mapper.case.read import read_case, try_case
from mapper.core.geodesy import area_km2
from mapper.figures.areas import area_table
from mapper.history.derive import build_history

FILE = """\
[[layers]]
path = "cercles.shp"
level = "cercle"
"""
DERIVED = """\
[[layers]]
level = "cercle"
by = "of"
name = "of_name"
"""


def columns(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The communes with the column of their cercle, its name, and that of their region."""
    own = frame.assign(of="cercle_" + frame["id"].str[0])
    own["of_name"] = "Cercle " + frame["id"].str[0]
    own["old"] = ["east" if i[0] == "c" else "west" for i in frame["id"]]
    own["new"] = ["west" if i[0] == "a" else "east" for i in frame["id"]]
    return own


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    """The small case with cercles that are made from its communes."""
    folder = write_case(tmp_path)
    folder.layer("communes.shp", columns(communes()))
    for path in folder.geodata.glob("cercles.*"):
        path.unlink()
    folder.replace("case.toml", FILE, DERIVED)
    return folder


def edges(shapes) -> Counter:
    """Every side of every ring, in either direction."""
    found: Counter = Counter()
    for ring in shapely.get_rings(shapely.get_parts(list(shapes))):
        corners = [tuple(xy) for xy in shapely.get_coordinates(ring)]
        found.update(tuple(sorted(pair)) for pair in pairwise(corners))
    return found


def test_a_derived_level_is_that_of_the_file_it_stands_for(folder: CaseFolder, tmp_path) -> None:
    made = read_case(folder.case)
    read = read_case(write_case(tmp_path / "files").case)
    mine, theirs = (next(x for x in c.layers if x.level == "cercle") for c in (made, read))
    assert mine.areas[["name", "parent"]].equals(theirs.areas[["name", "parent"]])
    assert mine.areas.index.equals(theirs.areas.index)
    assert all(mine.areas.geometry.geom_equals(theirs.areas.geometry))
    assert (mine.frame, mine.valid_from, mine.valid_to) == ("cercle", None, None)
    assert all(layer.more is None for layer in made.layers)
    assert build_history(made).intervals.equals(build_history(read).intervals)


def test_edges_are_those_of_the_finest_corner_by_corner(folder: CaseFolder) -> None:
    """Also where an edge is jagged, and where a group is in two parts or has a hole."""
    rng = np.random.default_rng(7)
    grid = columns(communes())
    knots = {(x, y): rng.uniform(-0.2, 0.2, 2) for x in range(4) for y in range(12, 16)}
    shapes = shapely.segmentize(grid.geometry.to_numpy(), 0.5)

    def moved(xy):
        near = np.round(xy).astype(int)
        return xy + np.array([knots.get((x, y), (0, 0)) for x, y in near.tolist()])

    grid = grid.set_geometry(shapely.transform(shapes, moved), crs="EPSG:4326").set_index("id")
    group = {"b2": "hole", "a1": "ends", "c3": "ends"}
    more = pd.DataFrame({"of": [group.get(i, "ring") for i in grid.index], LINE: range(1, 10)})
    finest = Layer("commune", "x", None, None, grid, "x.shp", more.set_index(grid.index))
    (coarse,), faults = derived_layers([DerivedSpec("cercle", "commune", "of")], [finest])
    assert faults == []
    assert coarse.areas["name"].to_dict() == {"ends": "ends", "hole": "hole", "ring": "ring"}
    sides, whole = edges(finest.areas.geometry), edges(coarse.areas.geometry)
    assert set(whole) <= set(sides)
    for area, group in (("ends", ["a1", "c3"]), ("hole", ["b2"])):
        once = edges(finest.areas.geometry[group])
        outer = Counter({side: 1 for side, count in once.items() if count == 1})
        assert edges([coarse.areas.geometry[area]]) == outer
    assert shapely.coverage_is_valid(coarse.areas.geometry.to_numpy())
    total = area_km2(finest.areas.geometry).sum()
    assert area_km2(coarse.areas.geometry).sum() == pytest.approx(total, rel=1e-12)


def test_regions_of_two_times_from_two_columns(folder: CaseFolder, tmp_path) -> None:
    for name in ("regions_old", "regions_new"):
        for path in folder.geodata.glob(f"{name}.*"):
            path.unlink()
    text = folder.path("case.toml").read_text()
    start, end = (text.index(f'[[layers]]\npath = "{name}') for name in ("regions_old", "country"))
    made = """\
[[layers]]
level = "region"
from = "commune"
by = "old"
frame = "old"
valid_to = "2012-07-01"

[[layers]]
level = "region"
by = "new"
valid_from = "2012-07-01"

"""
    folder.path("case.toml").write_text(text[:start] + made + text[end:])
    case = read_case(folder.case)
    spans = {
        (x.frame, x.valid_from, x.valid_to, tuple(x.areas["name"]))
        for x in case.layers
        if x.level == "region"
    }
    assert spans == {
        ("old", None, dt.date(2012, 7, 1), ("east", "west")),
        ("2012", dt.date(2012, 7, 1), None, ("east", "west")),
    }
    days = [dt.date(2012, 3, 1), dt.date(2012, 10, 1)]
    mine = area_table(build_history(case), days, within="region")
    files = read_case(write_case(tmp_path / "f").case)
    theirs = area_table(build_history(files), days, within="region")
    shown = ["date", "area_id", "holder", "area_km2", "towns"]
    assert mine[shown].equals(theirs[shown])


@pytest.mark.parametrize(("model", "options"), [("voronoi", {"within": "cercle"}), ("hex", {})])
def test_other_area_models_take_derived_levels(
    model: str, options: dict[str, str], folder: CaseFolder
) -> None:
    from mapper.areas.modeloptions import with_area_model
    from mapper.outputs.pages.atlas.page import atlas_page

    history = build_history(with_area_model(read_case(folder.case), model, **options))
    table = area_table(history, [dt.date(2012, 5, 1)], within="cercle")
    assert set(table["area_id"]) == {"cercle_a", "cercle_b", "cercle_c"}
    assert "Cercle b" in atlas_page(history)


def spoil(folder: CaseFolder, **cells: dict[str, str]) -> list[tuple[object, ...]]:
    frame = columns(communes()).set_index("id", drop=False)
    for column, values in cells.items():
        for area, value in values.items():
            frame.loc[area, column] = value
    folder.layer("communes.shp", frame.reset_index(drop=True))
    case, faults = try_case(folder.case)
    assert case is None
    return [(f.file, f.row, f.column, f.code, f.message) for f in faults]


def test_an_area_without_an_id_or_a_name(folder: CaseFolder) -> None:
    assert spoil(folder, of={"b2": ""}) == [
        ("communes.shp", 5, "of", "missing-value", "The area has no cercle in `of`.")
    ]
    names = dict.fromkeys(("c1", "c2", "c3"), "")
    assert [fault[:4] for fault in spoil(folder, of_name=names)] == [
        ("communes.shp", row, "of_name", "missing-value") for row in (7, 8, 9)
    ]


def test_two_names_for_one_id(folder: CaseFolder) -> None:
    assert spoil(folder, of_name={"b2": "Circle b", "b3": "Circle b"}) == [
        (
            "communes.shp",
            5,
            "of_name",
            "two-values",
            "The cercle `cercle_b` has two names: `Circle b`, and `Cercle b` in record 4.",
        )
    ]


def test_two_parents_for_one_id(folder: CaseFolder) -> None:
    folder.replace("case.toml", 'by = "of"', 'by = "of"\nparent = "new"')
    assert [fault[1:4] for fault in spoil(folder, new={"a1": "east"})] == [(2, "new", "two-values")]


def test_a_column_that_is_not_there_is_named_with_those_that_are(folder: CaseFolder) -> None:
    folder.replace("case.toml", 'by = "of"', 'by = "adm1_pcode"')
    case, (fault,) = try_case(folder.case)
    assert case is None
    assert (fault.file, fault.column, fault.code) == ("communes.shp", "adm1_pcode", "wrong-columns")
    assert "It has: id, name, parent, of, of_name, old, new." in fault.suggestion


def test_letters_that_cannot_be_seen_are_found_in_other_columns_too(folder: CaseFolder) -> None:
    faults = spoil(folder, of_name=dict.fromkeys(("a1", "a2", "a3"), "Cercle \u202ea"))
    assert [(f[1], f[2], f[3]) for f in faults] == [
        (row, "of_name", "control-character") for row in (1, 2, 3)
    ]


def test_a_derived_level_of_no_coverage_is_told_as_that(folder: CaseFolder) -> None:
    frame = columns(communes())
    frame.loc[4, "geometry"] = shapely.box(0.9, 13, 2, 14)
    folder.layer("communes.shp", frame)
    case, faults = try_case(folder.case)
    assert case is None
    assert "bad-coverage" in {f.code for f in faults if f.file == "communes.shp"}


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "fgb"])
def test_levels_are_made_from_layers_of_any_format(suffix: str, folder: CaseFolder) -> None:
    folder.layer(f"communes.{suffix}", columns(layers()["communes.shp"]))
    folder.replace("case.toml", "communes.shp", f"communes.{suffix}")
    case = read_case(folder.case)
    assert len(next(x for x in case.layers if x.level == "cercle").areas) == 3
