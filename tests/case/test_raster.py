"""A raster of people: read in another process, summed over units, and what is wrong with one."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
from casefolder import CaseFolder, write_case
from peoplecase import give_people, say_in_areas

from mapper.areas.modeloptions import with_area_model
from mapper.case.layers import raster as rasters
from mapper.case.read import read_case, try_case
from mapper.core.errors import Fault
from mapper.history.derive import build_history
from mapper.history.store import load_history, save_history
from mapper.outputs.text.people import people_line

CELL = 0.25
WEST, NORTH = 0.0, 15.0


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    found = write_case(tmp_path)
    say_in_areas(found, 'population_raster = "people.tif"', "population_year = 2020")
    return found


def at(west: float, north: float, cell: float) -> rasterio.Affine:
    return rasterio.Affine(cell, 0, west, 0, -cell, north)


def cells(dtype: str = "float32") -> np.ndarray:
    """Cells of a quarter of a degree over the country: 12 rows and columns, 1 to 144 people."""
    return np.arange(1, 145).reshape(12, 12).astype(dtype)


def write(path: Path, values: np.ndarray, **more: object) -> None:
    bands = values if values.ndim == 3 else values[None]
    options = {
        "driver": "GTiff",
        "height": bands.shape[1],
        "width": bands.shape[2],
        "count": bands.shape[0],
        "dtype": bands.dtype,
        "crs": "EPSG:4326",
        "transform": at(WEST, NORTH, CELL),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what the tests leave out
        with rasterio.open(path, "w", **(options | more)) as file:
            file.write(bands)


def faults(folder: CaseFolder) -> list[Fault]:
    return [fault for fault in try_case(folder.case)[1] if fault.severity != "note"]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16", "uint8"])
def test_units_get_the_people_of_their_cells(folder, tmp_path, dtype: str) -> None:
    write(folder.path("people.tif"), cells(dtype))
    history = build_history(read_case(folder.case))
    expected = {
        f"{column}{row}": cells()[12 - 4 * row : 16 - 4 * row, 4 * i : 4 * i + 4].sum()
        for i, column in enumerate("abc")
        for row in (1, 2, 3)
    }
    assert history.units["population"].to_dict() == expected
    found = history.population
    assert (found.kind, found.year, found.total) == ("raster", 2020, cells().sum())
    assert found.sources == ("people.tif",)
    assert people_line(history) == "People: 10 440 (2020), summed from a raster."
    save_history(history, tmp_path / "store")
    assert load_history(tmp_path / "store").population == found


def test_a_cell_on_a_border_counts_by_the_part_inside(folder) -> None:
    values = np.full((2, 2), 900.0)
    shift = at(0.0, 15.0, 1.5)
    write(folder.path("people.tif"), values, transform=shift)
    found = build_history(read_case(folder.case)).units["population"]
    assert found.sum() == 3600
    assert found["b2"] == pytest.approx(400, abs=1)
    assert found["a1"] == pytest.approx(400, abs=1)


def test_a_raster_in_metres_is_summed_in_metres(folder) -> None:
    values = np.full((40, 40), 10.0)
    shift = at(0, 1_700_000, 10_000)
    write(folder.path("people.tif"), values, crs="EPSG:3857", transform=shift)
    history = build_history(read_case(folder.case))
    found = history.units["population"]
    width = 111_319.490793  # metres of a degree on this map
    assert found["a1"] == pytest.approx(10 * (width * 114_060) / 1e8, rel=0.01)
    assert not found.isna().any()


def test_where_no_cell_says_anything_nothing_is_known(folder) -> None:
    values = cells()
    values[:4] = -99
    write(folder.path("people.tif"), values, nodata=-99)
    history = build_history(read_case(folder.case))
    assert history.units["population"].isna().sum() == 3 == history.population.units_without
    assert history.units.at["a1", "population"] > 0


def test_cells_of_a_model_are_summed_themselves(folder) -> None:
    write(folder.path("people.tif"), cells())
    case = with_area_model(read_case(folder.case), "voronoi")
    history = build_history(case)
    assert history.units["population"].sum() == cells().sum()
    assert "shared out" not in people_line(history)


def test_the_raster_is_an_input(folder) -> None:
    write(folder.path("people.tif"), cells())
    case = read_case(folder.case)
    assert case.geodata / "people.tif" in case.inputs.digests


def test_a_raster_beside_a_table_is_an_error(folder) -> None:
    write(folder.path("people.tif"), cells())
    give_people(folder, "land,20")
    assert "population.csv and the raster people.tif" in faults(folder)[0].message


@pytest.mark.parametrize(
    ("values", "more", "words"),
    [
        (np.stack([cells(), cells()]), {}, "2 bands"),
        (cells(), {"crs": None}, "no coordinate reference system"),
        (-cells(), {}, "144 cells hold no number of people (such as -1)"),
        (cells() * np.nan, {}, "No cell"),
        (cells() * np.float32(np.inf), {}, "hold no number of people (such as inf)"),
        (cells() * 1e9, {}, "more than live on earth"),
        (cells("complex64"), {}, "complex"),
        (cells(), {"transform": rasterio.Affine(0.2, 0.1, 0, 0.1, -0.2, 15)}, "turned"),
        (cells(), {"transform": rasterio.Affine(0.25, 0, 0, 0, 0.25, 12)}, "on its head"),
    ],
)
def test_what_holds_no_people_is_an_error(folder, values, more, words: str) -> None:
    write(folder.path("people.tif"), values, **more)
    (fault,) = faults(folder)
    assert (fault.severity, fault.file) == ("error", "people.tif")
    assert words in fault.message
    assert fault.suggestion


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../people.tif", "leads out"),
        ("/etc/passwd", "leads out"),
        ("none.tif", "missing"),
        ("communes.shp", "not a raster format"),
    ],
)
def test_paths_that_name_no_raster_are_errors(folder, name: str, words: str) -> None:
    folder.replace("case.toml", "people.tif", name)
    (fault,) = faults(folder)
    assert words in fault.message


def test_another_format_under_the_name_of_a_raster_is_not_opened(folder, tmp_path) -> None:
    """A VRT is text that names other files: GDAL would follow it."""
    write(tmp_path / "secret.tif", cells())
    vrt = f"""<VRTDataset rasterXSize="12" rasterYSize="12">
    <VRTRasterBand dataType="Float32" band="1">
    <SimpleSource><SourceFilename>{tmp_path}/secret.tif</SourceFilename></SimpleSource>
    </VRTRasterBand></VRTDataset>"""
    folder.path("people.tif").write_text(vrt)
    (fault,) = faults(folder)
    assert "no GeoTIFF" in fault.message


def test_what_lies_beside_a_raster_is_not_followed(folder) -> None:
    """Statistics, masks and coordinates in files beside it would say something else."""
    path = folder.path("people.tif")
    write(path, cells())
    path.with_name("people.tif.aux.xml").write_text(
        "<PAMDataset><GeoTransform>100,1,0,0,0,-1</GeoTransform></PAMDataset>"
    )
    path.with_name("people.tfw").write_text("1\n0\n0\n-1\n100\n50\n")
    write(path.with_name("people.tif.msk"), np.zeros((12, 12), "uint8"))
    assert build_history(read_case(folder.case)).units["population"].sum() == cells().sum()


def test_a_link_out_of_the_case_is_not_read(folder, tmp_path) -> None:
    write(tmp_path / "secret.tif", cells())
    folder.path("people.tif").symlink_to(tmp_path / "secret.tif")
    (fault,) = faults(folder)
    assert fault.severity == "error"


def test_a_bomb_is_not_unpacked(folder) -> None:
    """Its cells are counted before they are read."""
    path = folder.path("people.tif")
    shift = at(0, 15, 1e-5)
    with rasterio.open(
        *(path, "w"),
        driver="GTiff",
        height=300_000,
        width=300_000,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=shift,
        sparse_ok=True,
        tiled=True,
        bigtiff="YES",
    ):
        pass
    (fault,) = faults(folder)
    assert (fault.code, "90,000,000,000 cells" in fault.message) == ("too-large", True)


def test_broken_files_are_errors(folder) -> None:
    path = folder.path("people.tif")
    write(path, cells())
    whole = path.read_bytes()
    for raw in (whole[:200], struct.pack("<2sHI", b"II", 42, 0xFFFFFFF0), b""):
        path.write_bytes(raw)
        (fault,) = faults(folder)
        assert fault.severity == "error"
        assert "mapper-" not in fault.message, "nothing of the private folder"


def test_without_the_extra_the_case_says_how_to_get_it(folder, monkeypatch) -> None:
    write(folder.path("people.tif"), cells())
    monkeypatch.setattr(rasters, "PACKAGES", ("rasterio", "not_there"))
    (fault,) = faults(folder)
    assert fault.code == "missing-extra"
    assert "not_there, which is not installed" in fault.message
    assert "pip install 'conflict-control-mapper[raster]'" in fault.suggestion
