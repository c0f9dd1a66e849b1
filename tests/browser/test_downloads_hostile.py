"""Files that the page makes from hostile names, and all text formats as a browser reads them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from atlaskit import open_data
from atlaspage import ready
from hostilenames import NAMES, write_hostile
from PIL import Image

import mapper
from mapper.core.dates import day_number
from mapper.figures.areas import area_table
from mapper.figures.between import net_changes
from mapper.outputs.geo.changemap import changes_geojson
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.geo.vector import snapshot_bytes
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pictures.charts import share_chart
from mapper.outputs.text.statistics import table_text

DAYS = [dt.date(2012, 1, 5), dt.date(2012, 8, 15), dt.date(2012, 12, 31)]


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    own = write_hostile(tmp_path_factory.mktemp("hostile-downloads"))
    return mapper.build_history(mapper.read_case(own.case))


@pytest.fixture(scope="module")
def page(tabs, history):
    result = open_data(tabs, history)
    yield result
    tabs.give_back(result)


def refuse(word: str):
    raise AssertionError(f"not JSON: {word}")


@pytest.mark.parametrize("layer", ["units", "places"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_geojson_made_by_the_page(page, history, layer: str, day: dt.date) -> None:
    script = "([day, layer]) => tested.kit.snapshotText(data, day, layer)"
    text = page.evaluate(script, [day_number(day), layer])
    found = json.loads(text, parse_constant=refuse)
    assert found == json.loads(GeoJSONWriter(history).text(day, layer))
    names = {feature["properties"]["name"] for feature in found["features"]}
    assert names == set(NAMES[-9:] if layer == "units" else history.places["name"]) & names
    assert len(names) >= 8
    people = [f["properties"].get("population", None) for f in found["features"]]
    assert None in people


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
def test_csv_made_by_the_page(page, history, by: str) -> None:
    days = [day_number(day) for day in DAYS]
    text = page.evaluate("([days, by]) => tested.kit.statsCsv(data, days, by)", [days, by])
    assert text == table_text(area_table(history, DAYS, by=by), "csv")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert rows and {len(row) for row in rows} == {len(header)}


def test_picture_made_by_the_page(history, visit, tmp_path: Path) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(history), "utf-8")
    shown = ready(visit(path, fragment="#2012-08-15/").page)
    shown.locator("[data-menu=take] summary").click()
    with shown.expect_download() as download:
        shown.locator("[data-action=png]").click()
    with Image.open(io.BytesIO(Path(download.value.path()).read_bytes())) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert 1000 < picture.width < 6000 and 1000 < picture.height < 6000
    assert shown.evaluate("window.hacked") is None


def test_a_browser_reads_the_json_of_the_commands(page, history) -> None:
    day = DAYS[1]
    texts = [
        snapshot_bytes(history, day, layer=layer, fmt=fmt).decode("utf-8")
        for layer in ("areas", "units", "places")
        for fmt in ("geojson", "topojson")
    ]
    texts.append(changes_geojson(history, net_changes(history, DAYS[0], day)))
    texts.append(table_text(area_table(history, [day], within="commune"), "json"))
    for text in texts:
        assert page.evaluate("(text) => JSON.stringify(JSON.parse(text)).length", text) > 1000


def test_a_browser_reads_the_xml_of_the_commands(page, history) -> None:
    texts = [
        snapshot_bytes(history, DAYS[1], layer=layer, fmt="kml").decode("utf-8")
        for layer in ("areas", "units", "places")
    ]
    texts += [share_chart(history, by) for by in ("holder", "bloc")]
    script = """(text) => {
      const found = new DOMParser().parseFromString(text, "application/xml");
      return [found.documentElement.localName, found.querySelectorAll("parsererror").length,
        found.querySelectorAll("script").length];
    }"""
    for text in texts:
        name, errors, scripts = page.evaluate(script, text)
        assert name in {"kml", "svg"} and not errors and not scripts
