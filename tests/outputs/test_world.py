"""The land of the world behind the atlas: its shapes, whose it is, and what is named."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from casefolder import square, write_case, write_layer
from meridiancase import write_meridian_case

import mapper
from mapper.history.store import load_history
from mapper.outputs.geo.topology import GRID
from mapper.outputs.pages.atlas.payload import atlas_payload

LANDS = {
    "Homeland": shapely.box(-0.2, 11.8, 3.1, 15.1).difference(square(1.2, 13.2, 0.2, 0.2)),
    "Eastland": shapely.box(3.1, 11.8, 6.0, 15.1),
    "Farland": shapely.box(100.0, 40.0, 120.0, 60.0),
    "Islet": square(-1.0, 12.0, 0.05, 0.05),
}
WORLD = 'world = "world.gpkg"\n'
LEAST_BYTES = 100_000
"""What the furniture of a map may cost."""


def name_it(toml: Path) -> None:
    """Let a case name the layer."""
    text = toml.read_text("utf-8")
    head, found, rest = text.partition("[background]\n")
    toml.write_text(
        f"{head}[background]\n{WORLD}{rest}" if found else f"{text}\n[background]\n{WORLD}", "utf-8"
    )


def world_of(lands: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(lands)}, geometry=list(lands.values()), crs="EPSG:4326")


def geometry_of(folder) -> dict:
    return atlas_payload(mapper.build_history(mapper.read_case(folder)))["geometry"]


@pytest.fixture
def own(tmp_path):
    """The small case with a world of four lands."""
    case = write_case(tmp_path)
    case.layer("world.gpkg", world_of(LANDS))
    name_it(case.path("case.toml"))
    return case


def lands_of(world: dict) -> list[shapely.Geometry]:
    """The countries as a page reads them."""
    arcs = [np.cumsum(np.reshape(arc, (-1, 2)), axis=0) * world["scale"] for arc in world["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        return np.concatenate([(arcs[i] if i >= 0 else arcs[~i][::-1])[:-1] for i in numbers])

    return [
        shapely.union_all([shapely.Polygon(ring(r[0]), [ring(h) for h in r[1:]]) for r in rings])
        for rings in world["polygons"]
    ]


def test_a_page_has_the_same_land(own) -> None:
    geometry = geometry_of(own.case)
    found = lands_of(geometry["world"])
    for land, wanted in zip(found, LANDS.values(), strict=True):
        assert land.symmetric_difference(wanted).area < 1e-6
    polygons = [polygon for country in geometry["world"]["polygons"] for polygon in country]
    uses = [i if i >= 0 else ~i for polygon in polygons for ring in polygon for i in ring]
    assert max(uses.count(i) for i in uses) == 2, "a common border is one arc"


def test_the_country_of_the_case_is_known_by_its_land(own) -> None:
    geometry = geometry_of(own.case)
    assert geometry["world"]["own"] == [0]
    # Near and large enough to be named; the case itself has names enough.
    assert [land["name"] for land in geometry["neighbours"]] == ["Eastland"]


def test_a_case_within_a_larger_country_has_none_of_its_own(own) -> None:
    around = shapely.box(-20.0, -5.0, 30.0, 40.0)
    own.layer("world.gpkg", world_of({"Empire": around}))
    geometry = geometry_of(own.case)
    assert geometry["world"]["own"] == []
    assert [land["name"] for land in geometry["neighbours"]] == ["Empire"]


def test_a_case_without_it_is_as_before(tmp_path) -> None:
    own = write_case(tmp_path)
    assert "world" not in geometry_of(own.case)


def test_across_the_180th_meridian_it_lies_beside_the_case(tmp_path) -> None:
    folder = write_meridian_case(tmp_path)
    plain = geometry_of(folder)["bounds"]
    lands = {
        "Isles": shapely.MultiPolygon(
            [shapely.box(177, -18, 180, -16), shapely.box(-180, -18, -178, -16)]
        ),
        "West": shapely.box(140.0, -40.0, 150.0, -15.0),
        "East": shapely.box(-90.0, -40.0, -60.0, 10.0),
    }
    write_layer(world_of(lands), folder.parents[1] / "geodata" / folder.name / "world.gpkg")
    name_it(folder / "case.toml")
    geometry = geometry_of(folder)
    assert geometry["bounds"] == plain == [177, -18, 182, -16]
    isles, west, east = lands_of(geometry["world"])
    assert isles.bounds == (177, -18, 182, -16)
    assert west.bounds == (140, -40, 150, -15)
    assert east.bounds == (270, -40, 300, 10)
    assert geometry["world"]["own"] == [0]


@pytest.mark.parametrize("spoilt", ["line", "nameless"])
def test_a_layer_that_is_no_land_is_refused(own, spoilt: str) -> None:
    layer = world_of(LANDS)
    if spoilt == "line":
        layer.loc[1, "geometry"] = shapely.LineString([(0, 0), (1, 1)])
    else:
        layer = layer.rename(columns={"name": "called"})
    own.layer("world.gpkg", layer)
    with pytest.raises(mapper.CaseError, match=r"world\.gpkg"):
        mapper.read_case(own.case)


def test_it_is_kept_with_a_history(own, tmp_path) -> None:
    history = mapper.build_history(mapper.read_case(own.case))
    mapper.save_history(history, tmp_path / "kept")
    again = load_history(tmp_path / "kept")
    assert list(again.background["world"]["name"]) == list(LANDS)
    assert atlas_payload(again)["geometry"]["world"] == atlas_payload(history)["geometry"]["world"]


def test_that_of_mali_is_small_and_names_its_countries_once(mali) -> None:
    geometry = atlas_payload(mali)["geometry"]
    furniture = {key: geometry[key] for key in ("world", "neighbours")}
    assert len(json.dumps(furniture, separators=(",", ":"))) <= LEAST_BYTES
    names = [land["name"] for land in geometry["neighbours"]]
    assert len(names) == len(set(names))
    assert {"Algeria", "Niger", "Nigeria", "Morocco", "Western Sahara", "DR Congo"} <= set(names)
    assert "Mali" not in names and not [name for name in names if "." in name]
    assert [land["polygons"] for land in geometry["neighbours"]] == [[]] * len(names)
    (own,) = geometry["world"]["own"]
    land = mali.background["world"]
    assert land["name"].iloc[own] == "Mali"
    country = shapely.union_all(mali.units.geometry.values)
    missing = country.difference(shapely.union_all(lands_of(geometry["world"])))
    assert missing.area < 1e-4 * country.area, "no sea shows through the land"
    assert geometry["world"]["scale"] > GRID
