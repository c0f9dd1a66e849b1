"""Another area model for once: options of the commands, and the names in what they write."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]


def test_statistics_under_another_model(run) -> None:
    line = "stats --case {case} --date 2012-07-15 --csv --by status"
    plain = run(line)
    assert plain.exit_code == 0
    assert "no_data" not in plain.stdout
    other = run(f"{line} --area-model voronoi --max-km 40 --cells-within cercle")
    assert other.exit_code == 0
    assert "2012-07-15,no_data," in other.stdout


def test_cells_within_does_not_clash_with_the_level_of_statistics(run) -> None:
    line = "stats --case {case} --date 2012-07-15 --csv"
    head = "area_id,area_name,frame,date,"
    plain = run(f"{line} --within region")
    assert plain.exit_code == 0
    assert plain.stdout.startswith(head)
    cells = run(f"{line} --within region --area-model voronoi --cells-within cercle")
    assert cells.exit_code == 0
    assert cells.stdout.startswith(head)
    assert cells.stdout != plain.stdout
    whole = run(f"{line} --area-model voronoi --cells-within cercle")
    assert whole.stdout.startswith("date,holder,")


def test_who_and_snapshot_name_model_and_options(run) -> None:
    options = "--area-model hex --resolution 4 --max-km 60"
    answer = json.loads(run(f"who north 2012-07-15 --case {{case}} --json {options}").stdout)
    named = {"resolution": 4, "max_km": 60}
    assert (answer["area_model"], answer["area_model_options"]) == ("hex", named)
    head = json.loads(run(f"snapshot 2012-07-15 --case {{case}} {options}").stdout)
    assert (head["area_model"], head["area_model_options"]) == ("hex", named)
    plain = json.loads(run("snapshot 2012-07-15 --case {case}").stdout)
    assert plain["area_model"] == "admin"
    assert "area_model_options" not in plain


def test_map_and_atlas_take_the_options(run, tmp_path) -> None:
    options = "--area-model voronoi --max-km 40"
    assert run(f"map 2012-07-15 --case {{case}} --out m.html {options}").exit_code == 0
    assert run(f"atlas --case {{case}} --out a.html {options}").exit_code == 0
    for name in ("m.html", "a.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert '"model":"voronoi","model_options":{"max_km":40}' in text


@pytest.mark.slow
def test_build_names_the_model_and_builds_again_for_other_options(run, tmp_path) -> None:
    line = "build {case} --out site --date 2012-07-15 --jobs 1 --area-model voronoi"
    assert "holds 1 date" in run(f"{line} --max-km 40").stderr
    manifest = json.loads((tmp_path / "site" / "manifest.json").read_text("utf-8"))
    assert manifest["area_model"] == "voronoi"
    assert manifest["area_model_options"] == {"max_km": 40}
    assert "voronoi (max_km = 40)" in (tmp_path / "site" / "days.html").read_text("utf-8")
    assert "is up to date" in run(f"{line} --max-km 40").stderr
    assert "holds 1 date" in run(f"{line} --max-km 41").stderr
    assert "holds 1 date" in run("build {case} --out site --date 2012-07-15 --jobs 1").stderr


def test_check_reviews_the_chosen_model(run) -> None:
    assert run("check {case} --area-model voronoi").exit_code == run("check {case}").exit_code
    result = run("check {case} --resolution 5")
    assert result.exit_code == 2
    assert "`admin` has no option `resolution`" in result.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--area-model tiles", "'tiles' is not one of 'admin', 'voronoi', 'hex'"),
        ("--area-model hex --resolution 16", "16 is not in the range 0<=x<=15"),
        ("--area-model hex --max-km 0", "'0' is not a number of kilometres above 0"),
        ("--area-model hex --max-km -5", "'-5' is not a number of kilometres above 0"),
        ("--area-model hex --max-km nan", "'nan' is not a number of kilometres above 0"),
        ("--area-model hex --max-km far", "'far' is not a number of kilometres above 0"),
        ("--area-model voronoi --cells-within cercl", "Did you mean `cercle`?"),
        ("--area-model hex --cells-within cercle", "`hex` has no option `within`"),
        ("--area-model hex --resolution 12", "hexagons: use"),
    ],
)
def test_wrong_usage_says_what_would_be_right(run, options: str, message: str) -> None:
    result = run(f"stats --case {{case}} --date 2012-07-15 {options}")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
