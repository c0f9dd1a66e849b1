"""Areas, parties and camps: found, opened, linked to, outlined; with the figures of Python."""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path

import pytest
from atlaskit import answer, open_data
from atlaspage import Image, number, ready, settle, state
from hostile import TEXTS, hostile_history

import mapper
from mapper.figures.counting import PARTS
from mapper.figures.holdings import holdings_table
from mapper.outputs.pages.atlas import atlas_page

ROOT = Path(__file__).parents[2]
DAY = "2026-04-28"


@pytest.fixture(scope="module", params=["mali", "sudan"])
def both(request, tabs):
    if request.param == "mali":
        history = request.getfixturevalue("mali")
    else:
        history = mapper.build_history(mapper.read_case(ROOT / "events" / request.param))
    page = open_data(tabs, history)
    yield history, page
    tabs.give_back(page)


def days_of(history) -> list[dt.date]:
    first, last = history.case.first_day, history.case.last_day
    chance = random.Random(7)
    span = (last - first).days
    return [first, last, *(first + dt.timedelta(chance.randrange(span)) for _ in range(3))]


def test_areas_have_what_python_says(both) -> None:
    """Every area of every level, on five days: each part of each holder, in m² and towns."""
    history, page = both
    days = days_of(history)
    found = answer(
        page,
        """(days) => days.map((day) => tested.kit.areasOf(data).flatMap((area) => {
          const only = tested.kit.inside(data, area, day);
          const valid = area.frames.some(({frame}) => (frame.valid_from ?? -1e9) <= day
            && day < (frame.valid_to ?? 1e9));
          return valid ? tested.kit.holdings(data, day, "holder", only).rows.map(
            ({row, parts}) => [area.level, area.id, row, parts]) : [];
        }))""",
        [number(day) for day in days],
    )
    seen = 0
    for day, rows in zip(days, found, strict=True):
        told = {(level, area, row): parts for level, area, row, parts in rows}
        for level in history.case.levels[1:]:
            table = holdings_table(history, day, within=level)
            for one in table.to_dict("records"):
                parts = told.pop((level, one["area_id"], one["holder"]))
                for part in PARTS:
                    mine = parts.get(part, {"m2": 0, "towns": 0})
                    assert mine["m2"] / 1e6 == pytest.approx(one[f"{part}_km2"], abs=1e-6)
                    assert mine["towns"] == one[f"towns_{part}"]
                    seen += mine["m2"] > 0
        assert not told
    assert seen > 150


def test_land_of_a_party_through_time(both) -> None:
    """Alone, contested and in doubt together is what it holds; a party without a lineage."""
    history, page = both
    days = days_of(history)
    heirs = {s.predecessor for s in history.successions} | {
        s.successor for s in history.successions
    }
    table = holdings_table(history, days)
    lonely = [actor for actor in table["holder"].unique() if actor in history.actors]
    lonely = [actor for actor in lonely if actor not in heirs]
    assert len(lonely) >= 2
    found = answer(
        page,
        """([actors, days]) => actors.map((id) => {
          const family = tested.kit.lineageOf(data.successions, id);
          const series = tested.kit.partySeries(data, "holder", family, "area");
          return days.map((day) => {
            const at = series.days.reduce((best, one, i) => (one <= day ? i : best), 0);
            return Object.fromEntries(series.lines.map(({row, amount}) => [row, amount[at]]));
          });
        })""",
        [lonely, [number(day) for day in days]],
    )
    for actor, by_day in zip(lonely, found, strict=True):
        for day, amounts in zip(days, by_day, strict=True):
            rows = table[(table["holder"] == actor) & (table["date"] == day.isoformat())]
            wanted = rows.sum(numeric_only=True)
            for kind, parts in {
                "holds": ("alone", "contested", "doubt"),
                "shares": ("shared",),
                "contests": ("contests",),
            }.items():
                km2 = sum(wanted.get(f"{part}_km2", 0) for part in parts)
                assert amounts.get(f"{actor}\n{kind}", 0) == pytest.approx(km2, abs=1e-6)


def test_the_lineage_of_a_party(tabs, mali) -> None:
    page = open_data(tabs, mali)
    lineage = answer(page, "() => tested.kit.lineageOf(data.successions, 'cma')")
    assert lineage.index("mnla") < lineage.index("cma") < lineage.index("fla")
    assert answer(page, "() => tested.kit.lineageOf(data.successions, 'government')") == [
        "government"
    ]
    tabs.give_back(page)


@pytest.mark.parametrize(
    ("typed", "kind", "word", "name"),
    [
        ("gao region", "area", "in:region:gao-region", "Gao Region"),
        ("ansongo cercle", "area", "in:cercle:ansongo-cercle", "Ansongo Cercle"),
        ("jnim", "holder", "holder:jnim", "JNIM"),
        ("azawad movements", "bloc", "camp:azawad", "Azawad movements"),
    ],
)
def test_found_opened_and_linked(atlas, typed, kind, word, name) -> None:
    page = atlas(f"#{DAY}/")
    page.locator(".mapper-search").fill(typed)
    option = page.locator(f".mapper-found [data-kind={kind}]").first
    option.click()
    settle(page)
    page.locator(".mapper-search").evaluate("(field) => (field.value = '')")
    card = page.locator(".mapper-group-card")
    assert name in card.locator("h3").inner_text() and card.get_attribute("data-kind") == kind
    assert page.evaluate("location.hash").endswith(f"/{word.replace(':', '%3A')}")
    kept = state(page)
    page.evaluate("mapperAtlas.store.set({kind: '', index: -1})")
    page.evaluate(f"location.hash = '#{DAY}///{word}'")
    settle(page)
    assert (state(page)["kind"], state(page)["index"]) == (kept["kind"], kept["index"])


def test_a_click_in_the_legend_opens_the_party(atlas) -> None:
    page = atlas(f"#{DAY}/")
    page.locator(".mapper-holders tr[data-holder=fla] button").click()
    settle(page)
    card = page.locator(".mapper-group-card")
    assert card.get_attribute("data-id") == "fla"
    text = card.inner_text()
    for words in ("Came from", "merger, 30 November 2024", "shared with JNIM", "Towns held (5)"):
        assert words in text
    card.locator("[data-open^='holder']").first.click()  # whom it came from
    settle(page)
    assert page.locator(".mapper-group-card").get_attribute("data-id") == "csp"
    assert "Went into" in page.locator(".mapper-group-card").inner_text()
    page.locator(".mapper-back").click()
    page.evaluate("mapperAtlas.store.set({by: 'bloc'})")
    settle(page)
    page.locator(".mapper-holders tr[data-holder=azawad] button").click()
    settle(page)
    assert page.locator(".mapper-group-card").get_attribute("data-kind") == "bloc"


def test_a_region_says_what_decides_it(mali, atlas) -> None:
    page = atlas(f"#{DAY}///in:region:gao-region")
    card = page.locator(".mapper-group-card")
    text = card.inner_text()
    assert "region · 101,000 km²" in text and "What decides it" in text
    row = card.locator("tr[data-holder=government]").inner_text()
    table = holdings_table(mali, DAY, within="region", only=["gao-region"])
    parts = [f"{part}_km2" for part in ("alone", "contested", "doubt")]
    held = table.set_index("holder")[parts].sum(axis=1)
    share = held["government"] / held.sum()
    assert f"{round(100 * share)} %" in row
    assert card.locator(".mapper-claims [data-claim]").count() >= 3
    assert card.locator("[data-open^='place']").count() >= 5


def outline(page) -> int:
    """Dark pixels of the map."""
    picture = Image.open(io.BytesIO(page.locator(".mapper-frame").screenshot())).convert("L")
    return sum(picture.histogram()[:50])


@pytest.mark.parametrize("word", ["in:region:kidal-region", "holder:fla", "camp:azawad"])
def test_the_map_outlines_it(atlas, word) -> None:
    page = atlas(f"#{DAY}/")
    plain = outline(page)
    page.evaluate(f"location.hash = '#{DAY}///{word}'")
    settle(page)
    page.evaluate("new Promise((done) => setTimeout(done, 600))")
    assert outline(page) > plain + 800
    page.evaluate("mapperAtlas.store.set({kind: '', index: -1})")
    settle(page)


def test_borders_of_another_time_are_said(atlas) -> None:
    page = atlas("#2012-04-06///in:region:menaka-region")
    assert "not on this day" in page.locator(".mapper-group-card").inner_text()


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_cards_in_other_languages(atlas, lang) -> None:
    page = atlas(f"#{DAY}///holder:jnim", lang=lang)
    text = page.locator(".mapper-group-card").inner_text()
    assert "party_" not in text and "actor_" not in text and "succession_" not in text
    assert {"fr": "groupe djihadiste", "ar": "جماعة جهادية"}[lang] in text


def test_places_and_holders_are_a_list(mali, atlas) -> None:
    """In the accessibility tree, and a way to cards without map and search; it follows the day."""
    page = atlas("#2012-04-06/")
    page.locator(".mapper-all-places summary").click()
    rows = page.locator(".mapper-place-list li")
    settle(page)
    assert rows.count() == 100
    held = mali.at("2012-04-06").places
    for index in (0, 7, 40):
        row = rows.nth(index)
        holder = held.at[row.locator("button").get_attribute("data-place"), "holder"]
        assert mali.actors[holder].short_name in row.inner_text()
    before = rows.nth(3).inner_text(), rows.all_inner_texts()
    page.evaluate("mapperAtlas.store.set({day: mapperAtlas.data.lastDay})")
    settle(page)
    assert rows.all_inner_texts() != before[1]
    page.locator(".mapper-all-places .mapper-more").click()
    settle(page)
    assert rows.count() > 100
    tree = page.locator(".mapper-place-list").aria_snapshot()
    assert 'button "Timbuktu"' in tree and "FLA" in tree
    button = rows.nth(1).locator("button")
    button.focus()
    page.keyboard.press("Enter")
    settle(page)
    name = rows.nth(1).locator("button").text_content()
    assert page.locator(".mapper-card h3").inner_text() == name
    page.locator(".mapper-back").click()
    page.locator(".mapper-all-places summary").click()
    settle(page)
    assert rows.count() == 0


def test_hostile_names_in_group_cards(tmp_path, visit) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(hostile_history(tmp_path)), "utf-8")
    page = ready(visit(path, fragment="#2020-02-05/").page)
    said = []
    counts = page.evaluate("[mapperAtlas.data.frames.length, mapperAtlas.data.actorList.length]")
    for kind, count in (("area", 1), ("holder", counts[1]), ("bloc", 1)):
        for index in range(count):
            page.evaluate("([kind, index]) => mapperAtlas.store.set({kind, index})", [kind, index])
            settle(page)
            said.append(page.locator(".mapper-group-card").inner_text())
    assert any(text in "\n".join(said) for text in TEXTS[:7])
    assert page.evaluate("window.hacked") is None
    assert page.locator(".mapper-card img, .mapper-card b, .mapper-card script").count() == 0
    Image.open(io.BytesIO(page.screenshot())).load()
