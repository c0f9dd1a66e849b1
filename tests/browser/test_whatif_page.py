"""A what-if in the page: how it is asked, that everything says so, and how it ends."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from atlaspage import drawn, quiet, quotes, ready, serious_faults, settle, until

from mapper.case.leaving import without
from mapper.case.read import read_case
from mapper.figures.areas import area_table
from mapper.history.alternatives import with_alternatives
from mapper.history.derive import build_history
from mapper.outputs.pages.atlas import atlas_page

DAY = dt.date(2012, 6, 1)
TOWN = "kidal"


@pytest.fixture(scope="module")
def case(mali_folder):
    return read_case(mali_folder)


@pytest.fixture(scope="module")
def asking(mali, case, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("whatif") / "index.html"
    path.write_text(atlas_page(with_alternatives(mali, case), tiles=None), "utf-8")
    return path


@pytest.fixture(scope="module")
def event(mali) -> str:
    """A claim that decides who holds the town on the day."""
    return mali.at(DAY).places.at[TOWN, "made"][0]


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def banner(page):
    return page.locator(".mapper-whatif")


def without_in(page) -> str:
    return page.evaluate("mapperAtlas.store.get().without")


def take(page, action: str) -> tuple[str, str]:
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-action={action}]").click()
    page.keyboard.press("Escape")
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8")


def test_a_claim_is_asked_away_on_its_card_and_comes_back(mali, case, asking, event, visit) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}///{TOWN}").page)
    assert banner(page).is_hidden()
    before = page.locator(".mapper-verdict").inner_text()
    ask = page.locator(f".mapper-claim[data-claim='{event}'] .mapper-whatif-ask")
    ask.locator("summary").click()
    ask.locator(f"[data-without='claim:{event}']").click()
    until(page, f"mapperAtlas.part().data.without?.asked === 'claim:{event}'")
    settle(page)
    drawn(page)
    words = plain(banner(page).inner_text())
    named = mali.claims.set_index("event_id").loc[event, "target_name"]
    assert words.startswith("What if: without the claim of ") and f" on {named} (" in words
    assert banner(page).locator("[role=status]").inner_text() in banner(page).inner_text()
    assert page.locator("h1").inner_text().startswith("What if: Mali War")
    assert plain(page.title()).startswith("What if: Mali War")
    assert page.locator(".mapper-verdict").inner_text() != before
    assert page.locator(f".mapper-claim[data-claim='{event}']").count() == 0
    other = build_history(without(case, claims=[event]))
    record, shown = (one.at(DAY).units for one in (mali, other))
    states = [
        one["state"].map(lambda code, told=history: str(told.states[code]))
        for one, history in ((record, mali), (shown, other))
    ]
    km2 = mali.units["area_km2"][(states[0] != states[1]).to_numpy()].sum()
    assert f"{float(f'{km2:.3g}'):,.0f} km²" in words
    shares = area_table(other, [DAY]).set_index("holder")["share"].nlargest(3)
    for holder, share in shares.items():
        row = page.locator(f".mapper-holders tbody tr[data-holder={holder}] td").first
        assert row.inner_text() == f"{share:.0%}".replace("%", " %"), holder
    assert page.evaluate("document.activeElement.dataset.whatif") == "end"
    page.keyboard.press("Enter")
    until(page, "mapperAtlas.part().data.without === null")
    settle(page)
    assert banner(page).is_hidden() and page.locator(".mapper-verdict").inner_text() == before
    assert "without" not in page.url
    assert page.evaluate("document.activeElement.closest('.mapper-panel') !== null")


def test_a_link_carries_it_and_the_way_back_leads_through_it(asking, event, visit) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}//holder+without:claim:{event}+lang:en").page)
    assert not banner(page).is_hidden() and f"without:claim:{event}" in page.url
    page.evaluate("mapperAtlas.store.set({ without: 'kind:weak' })")
    until(page, "mapperAtlas.part().data.without.asked === 'kind:weak'")
    page.go_back()
    until(page, f"mapperAtlas.part().data.without.asked === 'claim:{event}'")
    page.go_forward()
    until(page, "mapperAtlas.part().data.without.asked === 'kind:weak'")


@pytest.mark.parametrize("asked", ["claim:nothing", "source:x", "kind:rumours", "%E0%A4%A", ""])
def test_a_link_that_makes_no_sense_shows_the_record(asking, visit, asked) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}//holder+without:{asked}+lang:en").page)
    assert without_in(page) == "" and banner(page).is_hidden()


def test_sources_are_asked_by_their_address(case, asking, visit) -> None:
    cited = sorted({source for row in case.claims["sources"] for source in row})
    odd = [source for source in cited if re.search(r"[+%&?]", source)] or cited[:1]
    page = ready(visit(asking, fragment=f"#{DAY}/").page)
    for source in odd[:2]:
        page.evaluate("(without) => mapperAtlas.store.set({ without })", f"source:{source}")
        until(page, "mapperAtlas.part().data.without !== null")
        assert f"without:source:{quote(source, safe=chr(39) + '()*!~')}" in page.url
        page.reload()
        ready(page)
        assert without_in(page) == f"source:{source}"


def test_a_kind_is_chosen_in_the_menu(asking, visit) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}/").page)
    page.locator("[data-menu=compare] summary").click()
    page.locator("[data-action=without-weak]").click()
    until(page, "mapperAtlas.part().data.without?.asked === 'kind:weak'")
    assert "What if: without weak claims." in plain(banner(page).inner_text())
    assert "mapper-active" in page.locator("[data-menu=compare]").get_attribute("class")


def test_whatever_is_taken_away_says_so(asking, event, visit) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}//holder+without:claim:{event}+lang:en").page)
    name, units = take(page, "units")
    stem = f"what-if-without-claim-{re.sub('[^A-Za-z0-9]+', '-', event)}-"
    assert name == f"{stem}{DAY}.units.geojson"
    found = {feature["properties"]["without"] for feature in json.loads(units)["features"]}
    assert found == {f"claim:{event}"}
    name, table = take(page, "csv-day")
    assert name == f"{stem}statistics-{DAY}.csv"
    head, *rows = table.splitlines()
    assert head.endswith(",without") and all(row.endswith(f",claim:{event}") for row in rows)
    name, drawing = take(page, "svg")
    assert name == f"{stem}mali-{DAY}.svg"
    assert re.search(r"<title>What if: \W*Mali War", plain(drawing))
    assert "What if: without the claim of" in plain(drawing)
    assert re.search(r'<g id="whatif"[^>]*>.*?<path', drawing, re.DOTALL)  # what differs has a line
    quoted = quotes(page)
    assert quoted["sentence"].startswith("What if: without the claim of ")
    assert "What if" in quoted["source"] and "without the claim of" in quoted["bibtex"]
    assert f"without:claim:{event}" in quoted["embed"]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = plain(page.locator(".mapper-paper header").text_content())
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert sheet.startswith("What if: ") and "What if: without the claim of " in sheet


def test_the_record_says_nothing_of_it(asking, visit) -> None:
    page = ready(visit(asking, fragment=f"#{DAY}/").page)
    name, units = take(page, "units")
    assert name == f"{DAY}.units.geojson" and '"without"' not in units
    name, drawing = take(page, "svg")
    assert "What if" not in drawing and 'id="whatif"' not in drawing


def test_a_day_on_which_nothing_differs_leads_to_one_that_does(asking, mali, visit) -> None:
    first = mali.case.first_day
    page = ready(visit(asking, fragment=f"#{first}//holder+without:kind:weak+lang:en").page)
    go = banner(page).locator("[data-whatif=go]")
    assert "nothing differs from the record" in banner(page).inner_text()
    go.click()
    settle(page)
    assert "differs from the record on this day:" in banner(page).inner_text()
    assert go.is_hidden()
    day = page.evaluate("mapperAtlas.store.get().day")
    assert page.evaluate(
        "(day) => { const { data } = mapperAtlas.part(); const { record } = data.without;"
        " return data.without.targets.every((one) => record.stateOf(one, day - 1) ==="
        " data.stateOf(one, day - 1)); }",
        day,
    )


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_other_languages_and_small_screens(asking, event, visit, lang, size) -> None:
    fragment = f"#{DAY}//holder+without:claim:{event}+lang:{lang}"
    page = ready(visit(asking, size, fragment).page)
    said = plain(banner(page).locator("[role=status]").inner_text())
    assert said.startswith(
        {"fr": "Et si : sans la mention du ", "ar": "ماذا لو: من دون القول"}[lang]
    )
    assert page.locator("h1").inner_text().startswith({"fr": "Et si", "ar": "ماذا لو"}[lang])
    box, width = banner(page).bounding_box(), page.evaluate("innerWidth")
    assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    quiet(page)
    assert serious_faults(page) == []
