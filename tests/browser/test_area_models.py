"""Maps and atlas under the models of nearest places: no data, true borders, words."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from atlaskit import open_data
from atlaspage import number, ready

import mapper
from mapper.figures.areas import area_table
from mapper.figures.counting import central
from mapper.outputs.geo.geojson import GeoJSONWriter

DAY = dt.date(2012, 7, 15)
ROOT = Path(__file__).parents[2]
MODELS = {
    "voronoi": {"within": "region", "max_km": 75},
    "hex": {"resolution": 4, "max_km": 75},
}


def words_of(lang: str) -> dict[str, str]:
    path = ROOT / f"mapper/outputs/pages/browser/library/texts/{lang}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=MODELS)
def history(request):
    case = mapper.read_case(mapper.find_case(ROOT / "events" / "mali"))
    return mapper.build_history(
        mapper.with_area_model(case, request.param, **MODELS[request.param])
    )


@pytest.fixture(scope="module")
def silent(history) -> str:
    """The largest unit of which nothing is said."""
    units = history.at(DAY).units
    return history.units["area_km2"][units["holder"] == "no_data"].idxmax()


def test_the_page_counts_and_writes_as_python_does(tabs, history) -> None:
    page = open_data(tabs, history)
    try:
        for by in ("holder", "bloc", "status"):
            table = area_table(history, [DAY], by=by).drop(columns="date")
            expected = table.rename(columns={by: "row"}).to_dict("records")
            rows = page.evaluate(
                "([day, by]) => tested.kit.areaRows(data, day, by)", [number(DAY), by]
            )
            assert rows == expected
            assert "no_data" in {row["row"] for row in rows}
        for layer in ("units", "places"):
            text = page.evaluate(
                "([day, layer]) => tested.kit.snapshotText(data, day, layer)", [number(DAY), layer]
            )
            ours = json.loads(GeoJSONWriter(history).text(DAY, layer))
            assert json.loads(text) == ours
        series = page.evaluate("() => tested.kit.shareSeries(data, 'bloc').lines.map((l) => l.row)")
        assert "no_data" in series
    finally:
        tabs.give_back(page)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_map_shows_no_data_in_words(history, silent, visit, tmp_path, lang, size) -> None:
    path, texts = tmp_path / "map.html", words_of(lang)
    mapper.write_map(history, DAY, path, lang=lang)
    page = visit(path, size).page
    rows = page.locator(".mapper-holders tr[data-holder]")
    assert rows.last.get_attribute("data-holder") == "no_data"
    assert texts["legend_no_data"] in rows.last.inner_text()
    sign = page.locator(".mapper-signs li[data-sign=no_data]")
    assert texts["sign_no_data"] in (sign.text_content() or "")
    about = page.locator(".mapper-about").text_content() or ""
    options = history.case.model_options
    assert texts[f"model_{history.case.model}"] in about
    assert texts["model_max_km"].replace("{km}", "75") in about
    if "within" in options:
        assert texts["model_within"].replace("{level}", "region") in about
    if "resolution" in options:
        assert texts["model_resolution"].replace("{n}", "4") in about
    names = {name.strip().split(" ")[0] for name in page.locator(".mapper-odd").all_inner_texts()}
    assert names == set()


def test_the_atlas_shows_no_data_and_its_card(history, silent, visit, tmp_path) -> None:
    path, texts = tmp_path / "atlas.html", words_of("en")
    path.write_text(mapper.atlas_page(history), encoding="utf-8")
    target = silent.replace(":", "%3A")
    page = ready(visit(path, "desktop", f"#{DAY}/17,-3,6/holder/{target}").page)
    card = page.locator(".mapper-card")
    assert card.get_attribute("data-id") == silent
    text = card.inner_text()
    assert texts["card_no_data"] in text
    assert texts["why_none"] in text
    assert texts["claims_none"] not in text
    assert page.locator(".mapper-card [data-fact=since]").count() == 0
    page.locator(".mapper-back").first.click()
    rows = page.locator(".mapper-holders tr[data-holder]")
    assert rows.last.get_attribute("data-holder") == "no_data"
    shown = page.evaluate("() => window.mapperAtlas.data.geometry.frames.map((f) => f.arcs.length)")
    assert min(shown) > 0


def test_no_place_looks_odd_because_nothing_is_said_of_its_land(history) -> None:
    snapshot = history.at(DAY)
    units = snapshot.units["holder"]
    homes = history.places["unit_id"]
    lonely = [p for p in snapshot.places.index if units.get(homes[p]) == "no_data"]
    assert lonely
    assert all(central(history.states[s]) != "no_data" for s in snapshot.places["state"])
