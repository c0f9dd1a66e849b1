"""Files that the page makes by itself equal what the commands write."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from atlaskit import answer, open_data
from click.testing import CliRunner

from mapper.cli import main
from mapper.core.dates import day_number
from mapper.figures.areas import area_table
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.text.statistics import table_text

DAYS = ["2012-01-16", "2012-04-06", "2012-06-30", "2013-01-28", "2016-01-19", "2026-04-28"]


@pytest.fixture(scope="module")
def page(tabs, mali):
    result = open_data(tabs, mali)
    yield result
    tabs.give_back(result)


def command(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def number(iso: str) -> int:
    return day_number(dt.date.fromisoformat(iso))


def downloaded(page, tmp_path, script: str, argument) -> tuple[str, str]:
    """The name and text of the file that a script of the page hands to the reader."""
    with page.expect_download() as started:
        page.evaluate(script, argument)
    path = tmp_path / "file"
    started.value.save_as(path)
    return started.value.suggested_filename, path.read_text("utf-8")


@pytest.mark.parametrize("layer", ["units", "places"])
def test_the_geojson_is_that_of_the_command(page, tmp_path, mali_folder, layer):
    name, text = downloaded(
        page,
        tmp_path,
        """([day, layer]) => {
          const text = tested.kit.snapshotText(data, day, layer);
          tested.kit.saveFile(`2012-04-06.${layer}.geojson`, text, "application/geo+json");
        }""",
        [number("2012-04-06"), layer],
    )
    assert name == f"2012-04-06.{layer}.geojson"
    ours = json.loads(text)
    theirs = json.loads(
        command("snapshot", "2012-04-06", "--layer", layer, "--case", str(mali_folder))
    )
    for found, expected in zip(ours["features"], theirs["features"], strict=True):
        assert found == expected
        assert list(found["properties"]) == list(expected["properties"])
    assert ours == theirs


@pytest.mark.parametrize("layer", ["units", "places"])
def test_the_geojson_of_other_days_is_that_of_the_writer(page, mali, layer):
    writer = GeoJSONWriter(mali)
    for iso in DAYS:
        found = page.evaluate(
            "([day, layer]) => tested.kit.snapshotText(data, day, layer)", [number(iso), layer]
        )
        assert json.loads(found) == json.loads(writer.text(dt.date.fromisoformat(iso), layer))


def test_the_statistics_of_all_change_days_are_those_of_the_command(page, tmp_path, mali_folder):
    name, text = downloaded(
        page,
        tmp_path,
        """() => {
          const text = tested.kit.statsCsv(data, data.changeDays);
          tested.kit.saveFile("area_by_holder.csv", text, "text/csv");
        }""",
        None,
    )
    assert name == "area_by_holder.csv"
    assert text == command("stats", "--csv", "--case", str(mali_folder))


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_the_statistics_of_some_days_are_those_of_the_table(page, mali, by):
    days = [dt.date.fromisoformat(iso) for iso in DAYS]
    found = page.evaluate(
        "([days, by]) => tested.kit.statsCsv(data, days, by)", [[number(iso) for iso in DAYS], by]
    )
    assert found == table_text(area_table(mali, days, by=by), "csv")


def test_days_in_any_order_count_once(page):
    found = page.evaluate("() => tested.kit.statsCsv(data, [15440, 15430, 15440])")
    assert found == page.evaluate("() => tested.kit.statsCsv(data, [15430, 15440])")


def test_without_claims_the_file_says_so(tabs, mali):
    page = open_data(tabs, mali, claims_limit=1000)
    text = page.evaluate("() => tested.kit.snapshotText(data, 15436, 'places')")
    found = json.loads(text)
    expected = json.loads(GeoJSONWriter(mali).text(dt.date(2012, 4, 6), "places"))
    assert "left out" in found.pop("evidence")
    for feature in expected["features"]:
        del feature["properties"]["events"], feature["properties"]["sources"]
    assert found == expected
    tabs.give_back(page)


def test_rounding_is_that_of_python(page):
    values = [m2 / 1e6 for m2 in range(0, 4_000_000, 500)] + [1.0625, 2.1875, 1234567.0005, 0.0625]
    found = answer(page, "(values) => values.map(tested.kit.roundedTo3)", values)
    assert found == [round(value, 3) for value in values]
