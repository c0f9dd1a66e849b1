"""The manifest: what a build is made of."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

import mapper
from mapper.build.manifest import Manifest, code_files, is_current, read_manifest, software_digest
from mapper.build.staging import Output
from mapper.case.inputs import Inputs
from mapper.case.read import read_case


@pytest.fixture(scope="module")
def case(tiny_folder):
    return read_case(tiny_folder)


@pytest.fixture(scope="module")
def plan(case) -> Manifest:
    return Manifest.of_inputs(case, {"every": "change", "dates": (), "lang": "en"})


def output(path: str, data: bytes) -> Output:
    return Output(path, len(data), hashlib.sha256(data).hexdigest())


TABLE = output("a.csv", b"table")


def test_the_code_of_every_package_counts() -> None:
    """Outputs of changed code are remade: whatever a build may run or put into a page is hashed."""
    package = Path(mapper.__file__).parent
    kinds = {path.suffix for path in code_files()}
    assert {".py", ".js", ".css", ".json"} <= kinds
    expected = {p for p in package.rglob("*") if p.suffix in kinds}
    assert {
        package / "cli/build.py",
        package / "core/model.py",
        package / "rules/lockstep.py",
    } <= expected
    assert set(code_files()) == expected


def test_inputs_with_their_hashes(case, plan) -> None:
    found = {item["path"]: item["sha256"] for item in plan.content["inputs"]}
    assert {f"events/tiny/{p.name}" for p in case.folder.iterdir()} <= set(found)
    layers = {f"geodata/tiny/communes.{x}" for x in ("shp", "dbf", "shx", "prj", "cpg")}
    assert layers | {"geodata/tiny/places.csv", "geodata/tiny/rivers.shp"} <= set(found)
    claims = (case.folder / "control_events.csv").read_bytes()
    assert found["events/tiny/control_events.csv"] == hashlib.sha256(claims).hexdigest()


def test_versions_licences_options(plan) -> None:
    content = plan.content
    assert content["format"] == 2
    assert (content["case"], content["area_model"]) == ("tiny", "admin")
    assert content["software"]["geopandas"] == metadata.version("geopandas")
    assert content["software"]["mapper"] == metadata.version("conflict-control-mapper")
    assert len(content["software"]["mapper_code_sha256"]) == 64
    assert content["licence"] == "CC BY 4.0"
    assert content["attribution"] == ["Drawn by hand"]
    assert content["licences_of_software_in_pages"]["Leaflet"] == "BSD-2-Clause"
    assert content["options"]["every"] == "change"


def test_an_edition_is_its_files(case, plan) -> None:
    """Wherever the case lies; options and versions do not count, one byte of a table does."""
    assert plan.content["edition"] == case.edition
    lines = [f"{item['sha256']}  {item['path']}\n" for item in plan.content["inputs"]]
    assert case.edition == hashlib.sha256("".join(lines).encode()).hexdigest()
    other = copy.deepcopy(case.inputs)
    path = next(iter(other.digests))
    other.digests[path] = "0" * 64
    assert replace(case, inputs=other).edition != case.edition
    assert replace(case, inputs=Inputs()).edition == ""


def test_no_paths_of_this_machine_and_no_time(plan, tiny_folder, tmp_path) -> None:
    plan.write(tmp_path, [TABLE], {})
    text = (tmp_path / "manifest.json").read_text("utf-8")
    assert str(tiny_folder.parent) not in text
    assert str(tmp_path) not in text
    plan.write(tmp_path, [TABLE], {})
    assert (tmp_path / "manifest.json").read_text("utf-8") == text


def test_written_manifest_lists_every_file(plan, tmp_path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "x.html").write_text("page")
    (tmp_path / "a.csv").write_text("table")
    page = output("maps/x.html", b"page")
    plan.write(tmp_path, [page, TABLE], {"2012-02-01": "b", "2012-01-01": "a"})
    found = read_manifest(tmp_path)
    assert found is not None
    assert list(found.dates().items()) == [("2012-01-01", "a"), ("2012-02-01", "b")]
    assert found.outputs() == {"a.csv": TABLE, "maps/x.html": page}
    assert found.content["outputs"] == [
        {"path": "a.csv", "bytes": 5, "sha256": hashlib.sha256(b"table").hexdigest()},
        {"path": "maps/x.html", "bytes": 4, "sha256": hashlib.sha256(b"page").hexdigest()},
    ]
    assert is_current(tmp_path, found, plan)


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_changed_output_is_not_current(plan, tmp_path, change: str) -> None:
    (tmp_path / "a.csv").write_text("table")
    plan.write(tmp_path, [TABLE], {})
    found = read_manifest(tmp_path)
    assert is_current(tmp_path, found, plan)
    if change == "edit":
        (tmp_path / "a.csv").write_text("tablE")
    else:
        (tmp_path / "a.csv").unlink()
    assert not is_current(tmp_path, found, plan)


def test_other_inputs_or_options_are_not_current(case, plan, tmp_path) -> None:
    plan.write(tmp_path, [TABLE], {})
    (tmp_path / "a.csv").write_text("table")
    found = read_manifest(tmp_path)
    assert is_current(tmp_path, found, plan)
    assert not is_current(tmp_path, found, Manifest.of_inputs(case, {"every": "day"}))
    inputs = [{**plan.content["inputs"][0], "sha256": "0" * 64}, *plan.content["inputs"][1:]]
    assert not is_current(tmp_path, found, Manifest({**plan.content, "inputs": inputs}))


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"outputs": []}', '"outputs"', '{"outputs": 5}', "\x00"]
)
def test_what_is_no_manifest_of_a_build(tmp_path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("outputs", [5, [5], [{}], [{"path": 5}], None])
def test_damaged_list_of_outputs_is_not_current(plan, tmp_path, outputs) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({**plan.content, "outputs": outputs}))
    found = read_manifest(tmp_path)
    assert found is not None
    assert not is_current(tmp_path, found, plan)


@pytest.mark.parametrize("dates", [5, [5], {"2012-01-01": 5}, None])
def test_damaged_list_of_dates_is_empty(plan, dates) -> None:
    assert Manifest({**plan.content, "dates": dates}).dates() == {}


def test_digests_say_what_changed(plan) -> None:
    """The plan follows from everything, the frame from all that no single date answers for."""
    content = plan.content

    def digests(**changes: object) -> tuple[bool, bool]:
        other = Manifest({**content, **changes})
        return other.digest == plan.digest, other.frame_digest == plan.frame_digest

    def inputs(name: str) -> list[dict[str, str]]:
        return [
            {**item, "sha256": "0" * 64} if item["path"].endswith(name) else item
            for item in content["inputs"]
        ]

    assert digests() == (True, True)
    assert digests(outputs=[], dates={"2012-01-01": "a"}) == (True, True)
    assert digests(edition="0" * 64) == (False, True)
    assert digests(inputs=inputs("control_events.csv")) == (False, True)
    assert digests(inputs=inputs("places.csv")) == (False, False)
    for name in ("story.csv", "story_fr.csv"):  # told by the atlas, and by no date alone
        more = [*content["inputs"], {"path": f"events/tiny/{name}", "sha256": "0" * 64}]
        assert digests(inputs=more) == (False, True)
    assert digests(options={**content["options"], "every": "day"}) == (False, True)
    assert digests(options={**content["options"], "lang": "fr"}) == (False, False)
    assert digests(software={**content["software"], "shapely": "0"}) == (False, False)
    assert len(software_digest()) == 64
