"""Options of the area models: in ``case.toml``, in Python, on the command line."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from nearcase import SQUARE, near_case

from mapper.areas import MODELS, build_areas, with_area_model
from mapper.areas.modeloptions import OPTIONS
from mapper.case.read import read_case
from mapper.cli.options import _AREA_OPTIONS
from mapper.core.errors import CaseError, UsageError
from mapper.review.check import check_case


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def test_registry_options_and_command_line_name_the_same_models() -> None:
    assert list(MODELS) == list(OPTIONS)
    choice = {names[1].removeprefix("areas_"): kind for names, kind, *_ in _AREA_OPTIONS}
    assert list(choice["model"].choices) == list(MODELS)
    assert set(choice) - {"model"} == {key for keys in OPTIONS.values() for key in keys}


@pytest.mark.parametrize(
    ("lines", "column", "message", "hint"),
    [
        ('model = "voronoi"\nmax_km = 0', "max_km", "above 0", "max_km = 75"),
        ('model = "voronoi"\nmax_km = -3', "max_km", "above 0", "max_km = 75"),
        ('model = "voronoi"\nmax_km = "far"', "max_km", "above 0", "max_km = 75"),
        ('model = "hex"\nmax_km = nan', "max_km", "above 0", "max_km = 75"),
        ('model = "hex"\nmax_km = true', "max_km", "above 0", "max_km = 75"),
        ('model = "hex"\nresolution = 16', "resolution", "from 0", "resolution = 5"),
        ('model = "hex"\nresolution = -1', "resolution", "to 15", "resolution = 5"),
        ('model = "hex"\nresolution = 5.0', "resolution", "whole number", "resolution = 5"),
        ('model = "hex"\nwithin = "region"', "within", "`hex` has no option", "resolution, max_km"),
        ('model = "voronoi"\nwithin = "regio"', "within", "no level `regio`", "`region`?"),
        ('model = "voronoi"\nwithin = "xyz"', "within", "no level `xyz`", "commune, cercle"),
        ('model = "voronoi"\nwithn = "region"', "withn", "no option `withn`", "`within`?"),
        ("max_km = 5", "max_km", "`admin` has no option", "it has none"),
    ],
)
def test_faults_name_file_key_and_remedy(
    folder: CaseFolder, lines: str, column: str, message: str, hint: str
) -> None:
    if "model" in lines:
        folder.replace("case.toml", 'model = "admin"', lines)
    else:
        folder.replace("case.toml", 'model = "admin"', f'model = "admin"\n{lines}')
    with pytest.raises(CaseError) as caught:
        build_areas(read_case(folder.case))
    (fault,) = caught.value.faults
    assert (fault.file, fault.column) == ("case.toml", f"areas.{column}")
    assert message in fault.message
    assert hint in fault.suggestion
    assert fault in check_case(folder.case)


def test_another_model_starts_without_the_options_of_the_case() -> None:
    case = near_case(SQUARE, [(0, 14)], "hex", resolution=4, max_km=90)
    assert with_area_model(case, max_km=50).file.model_options == {"resolution": 4, "max_km": 50}
    changed = with_area_model(case, "voronoi", within=None, max_km=None)
    assert (changed.file.model, changed.file.model_options) == ("voronoi", {})
    assert case.file.model_options == {"resolution": 4, "max_km": 90}


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("tiles", {}, "no area model `tiles`; use one of: admin, voronoi, hex"),
        ("voronoi", {"resolution": 5}, "resolution: .* `voronoi` has no option"),
        ("voronoi", {"within": "contry"}, "within: There is no level `contry`.*`country`"),
        ("hex", {"max_km": 0}, "max_km: It must be a number"),
        (None, {"resolution": 99}, "resolution: It must be a whole number"),
    ],
)
def test_what_a_call_cannot_mean(
    model: str | None, options: dict[str, object], message: str
) -> None:
    case = near_case(SQUARE, [(0, 14)], "hex")
    with pytest.raises(UsageError, match=message):
        with_area_model(case, model, **options)


def test_a_place_outside_the_country_is_a_fault_of_the_gazetteer(folder: CaseFolder) -> None:
    folder.replace("case.toml", '"admin"', '"voronoi"')
    line = folder.set("places.csv", "north", lat="41.5", area_id="")
    faults = [f for f in check_case(folder.case) if f.code == "outside-country"]
    assert [(f.file, f.row, f.column) for f in faults] == [("places.csv", line, "lat")]


def test_an_empty_gazetteer_is_a_fault(folder: CaseFolder) -> None:
    folder.replace("case.toml", '"admin"', '"voronoi"')
    for name in ("places.csv", "seats.csv", "control_events.csv"):
        head = folder.path(name).read_text("utf-8").splitlines()[0]
        folder.path(name).write_text(f"{head}\n", encoding="utf-8")
    with pytest.raises(CaseError, match="No place decides"):
        build_areas(read_case(folder.case))
    assert [f.code for f in check_case(folder.case)] == ["no-deciding-place"]
