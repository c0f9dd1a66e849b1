"""Faults between areas and between layers, each with the place where it is."""

from __future__ import annotations

import datetime as dt
import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from casefolder import communes, square
from hypothesis import given
from hypothesis import strategies as st

from mapper.case.checks.coverage import layer_faults, units_across
from mapper.case.layers.boundaries import Layer
from mapper.core.errors import Fault

LEVELS = ("commune", "region", "country")
DAY = dt.date(2012, 7, 1)


def layer(
    level: str,
    shapes: dict[str, shapely.Geometry],
    since: dt.date | None = None,
    until: dt.date | None = None,
    frame: str = "now",
    parent: str = "",
) -> Layer:
    areas = gpd.GeoDataFrame(
        {"name": [name.upper() for name in shapes], "parent": parent},
        geometry=list(shapes.values()),
        index=list(shapes),
        crs="EPSG:4326",
    )
    return Layer(level, frame, since, until, areas, f"{level}.shp")


def grid(**changes: shapely.Geometry | None) -> dict[str, shapely.Geometry]:
    shapes = dict(zip(communes()["id"], communes().geometry, strict=True)) | changes
    return {area: shape for area, shape in shapes.items() if shape is not None}


def whole(level: str = "country") -> Layer:
    return layer(level, {level: shapely.box(0, 12, 3, 15)})


def faults(*layers: Layer) -> list[Fault]:
    return layer_faults(layers, LEVELS)


def test_a_whole_country_has_no_faults() -> None:
    assert faults(layer("commune", grid()), whole("region"), whole()) == []


def test_one_area_alone_has_no_faults() -> None:
    assert faults(whole("commune")) == []


def test_a_missing_commune_is_ground_left_out() -> None:
    found = faults(layer("commune", grid(b2=None)), whole("region"), whole())
    assert [(f.file, f.code) for f in found] == [("commune.shp", "bad-coverage")]
    assert "leaves out ground that region.shp covers, near 13.5000, 1.5000" in found[0].message


def test_an_enclave_that_all_layers_leave_out_is_no_fault() -> None:
    ring = shapely.box(0, 12, 3, 15).difference(square(1, 13))
    assert faults(layer("commune", grid(b2=None)), layer("country", {"land": ring})) == []


def test_a_coarse_layer_that_is_too_small() -> None:
    found = faults(layer("commune", grid()), layer("country", {"land": shapely.box(0, 12, 2, 15)}))
    assert [f.file for f in found] == ["country.shp"]
    assert "leaves out ground that commune.shp covers" in found[0].message


@pytest.mark.parametrize("width", [1e-9, 1e-6, 1e-4, 9e-4])
def test_a_sliver_is_a_gap(width: float) -> None:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1 + width, 13.5)])
    (fault,) = faults(layer("commune", grid(b2=middle)), whole())
    assert fault.code == "bad-coverage"
    assert "A2 (a2)" in fault.message
    assert "B2 (b2)" in fault.message


def test_a_slit_that_is_open_to_the_outside_is_a_gap() -> None:
    slit = shapely.Polygon([(1, 13), (2, 13), (2, 12), (1.00005, 12)])
    (fault,) = faults(layer("commune", grid(b1=slit)), whole())
    assert "leave a narrow gap" in fault.message


def test_a_wide_lake_between_communes_is_no_gap() -> None:
    lake = shapely.box(1.2, 13.2, 1.8, 13.8)
    country = shapely.box(0, 12, 3, 15).difference(lake)
    shapes = grid(b2=square(1, 13).difference(lake))
    assert faults(layer("commune", shapes), layer("country", {"land": country})) == []


@pytest.mark.parametrize("width", [1e-9, 1e-3, 0.5])
def test_an_overlap(width: float) -> None:
    (fault,) = faults(layer("commune", grid(c3=square(2 - width, 14, 1 + width))), whole())
    assert "overlap or their edges differ" in fault.message
    assert "B3 (b3)" in fault.message
    assert "C3 (c3)" in fault.message


def test_the_same_area_twice_is_an_overlap() -> None:
    (fault,) = faults(layer("commune", grid(extra=square(2, 14))), whole())
    assert "overlap" in fault.message


def test_a_vertex_on_one_side_only() -> None:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1, 13.5)])
    (fault,) = faults(layer("commune", grid(b2=middle)), whole())
    assert "edges differ: A2 (a2), B2 (b2), near 13" in fault.message


def test_many_bad_areas_are_counted() -> None:
    shapes = {a: shapely.buffer(s, 0.01, join_style="mitre") for a, s in grid().items()}
    (fault,) = faults(layer("commune", shapes))
    assert "and 4 more" in fault.message


def test_frames_that_follow_each_other_are_no_fault() -> None:
    old = layer("region", {"x": shapely.box(0, 12, 3, 15)}, until=DAY, frame="old")
    new = layer("region", {"x": shapely.box(0, 12, 3, 15)}, since=DAY, frame="new")
    assert faults(layer("commune", grid()), old, new) == []
    assert faults(layer("commune", grid()), new, old) == []


def test_frames_that_hold_on_the_same_day() -> None:
    shapes = {"x": shapely.box(0, 12, 3, 15)}
    long = layer("region", shapes, until=dt.date(2020, 1, 1), frame="long")
    first = layer("region", shapes, since=DAY, until=dt.date(2013, 1, 1), frame="first")
    second = layer("region", shapes, since=dt.date(2013, 1, 1), frame="second")
    found = faults(layer("commune", grid()), long, first, second)
    assert [(f.column, f.code) for f in found] == [("valid_from", "overlapping-frames")] * 2
    assert "first both hold from 2012-07-01 on" in found[0].message
    assert "second both hold from 2013-01-01 on" in found[1].message


def test_frames_of_one_name() -> None:
    shapes = {"x": shapely.box(0, 12, 3, 15)}
    found = faults(
        layer("commune", grid()), layer("region", shapes, until=DAY), layer("region", shapes, DAY)
    )
    assert [(f.column, f.code) for f in found] == [("frame", "duplicate-id")]


def test_parents_may_be_of_any_coarser_level() -> None:
    assert faults(layer("commune", grid(), parent="country"), whole("region"), whole()) == []
    (fault,) = faults(layer("commune", grid(), parent="regiom"), whole("region"), whole())
    assert (fault.column, fault.code) == ("parent", "unknown-area")
    assert fault.suggestion == "Did you mean `region`?"


def cut(*cuts: float) -> dict[str, shapely.Geometry]:
    """The country of the grid in regions from west to east, cut at these longitudes."""
    edges = [0.0, *sorted(cuts), 3.0]
    return {
        f"r{i}": shapely.Polygon(
            [(a, 12), *((x, 12) for x in range(1, 3) if a < x < b), (b, 12)]
            + [(b, y) for y in (13, 14)]
            + [(b, 15), *((x, 15) for x in (2, 1) if a < x < b), (a, 15)]
            + [(a, y) for y in (14, 13)]
        )
        for i, (a, b) in enumerate(itertools.pairwise(edges))
    }


@pytest.fixture
def looked_at(monkeypatch) -> list[int]:
    """How many pairs of a unit and an area are looked at one by one."""
    counts: list[int] = []
    plain = shapely.covers

    def covers(areas, units):
        counts.append(len(units))
        return plain(areas, units)

    monkeypatch.setattr(shapely, "covers", covers)
    return counts


def test_where_levels_have_the_same_corners_no_unit_is_looked_at(looked_at) -> None:
    layers = [layer("commune", grid()), layer("region", cut(1.0, 2.0)), layer("country", cut())]
    assert units_across(layers, LEVELS) == []
    assert looked_at == [0, 0]


def test_only_units_of_areas_with_other_corners_are_looked_at(looked_at) -> None:
    layers = [layer("commune", grid()), layer("region", cut(1.0, 2.1))]
    (fault,) = units_across(layers, LEVELS)
    assert looked_at == [6]  # those of the two regions at 2.1°
    assert fault.code == "unit-across-areas"
    assert [name for name in ("(c1)", "(c2)", "(c3)") if name in fault.message]
    assert "(b1)" not in fault.message


@given(
    cuts=st.lists(
        st.sampled_from([0.5, 1.0, 1.004, 1.02, 1.98, 2.0, 2.5]),
        min_size=1,
        max_size=3,
        unique=True,
    )
)
def test_units_lie_across_areas_by_the_share_that_is_outside(cuts: list[float]) -> None:
    regions, units = cut(*cuts), grid()
    across = {
        name
        for name, unit in units.items()
        for area in regions.values()
        if area.intersects(shapely.point_on_surface(unit))
        and area.intersection(unit).area < 0.99 * unit.area
    }
    found = units_across([layer("commune", units), layer("region", regions)], LEVELS)
    assert len(found) == bool(across)
    for fault in found:
        named = [name for name in units if f"({name})" in fault.message]
        assert named == sorted(across)[:5]


def test_a_clean_layer_is_walked_through_once(monkeypatch) -> None:
    passes: list[float] = []
    plain = shapely.coverage_invalid_edges

    def walked(shapes, gap_width=0.0):
        passes.append(gap_width)
        return plain(shapes, gap_width=gap_width)

    monkeypatch.setattr(shapely, "coverage_invalid_edges", walked)
    monkeypatch.setattr(shapely, "coverage_is_valid", None)
    assert faults(layer("commune", grid()), whole()) == []
    assert len(passes) == 2
    assert np.all(np.array(passes) > 0)
