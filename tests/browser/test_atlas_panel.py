"""Events, cards, search: what a reader asks the atlas."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from atlaspage import number, ready, screen_point, settle, shown_day, state, until, words

EARLY = "2012-04-06"
LOOK = "zoom => void mapperAtlas.map.setView([14.8, -4.3], zoom, {animate: false})"
BOXES = (
    "mapperAtlas.part().main.names().map(({ words, box }) => [words, box.x, box.y, box.w, box.h])"
)


def overlap(a: list[float], b: list[float]) -> bool:
    """Whether two boxes of x, y, width, height share some ground."""
    return all(a[i] < b[i] + b[i + 2] and b[i] < a[i] + a[i + 2] for i in (0, 1))


def test_card_says_what_the_snapshot_says(mali, atlas) -> None:
    page = atlas(f"#{EARLY}/")
    day = dt.date.fromisoformat(EARLY)
    for place in ("kidal", "gao", "bamako"):
        row = mali.at(day).places.loc[place]
        point = mali.places.loc[place]
        page.mouse.click(*screen_point(page, point["lat"], point["lon"]))
        settle(page)
        card = page.locator(".mapper-card")
        assert card.get_attribute("data-id") == place
        for party in (row["holder"], *row["companions"]):
            assert mali.actors[party].short_name in card.locator(".mapper-verdict").inner_text()
        shown = {claim.get_attribute("data-claim") for claim in card.locator(".mapper-claim").all()}
        assert shown == {*row["made"], *row["confirms"], *row["dissents"]}
        if row["since"] is not None:
            assert words(row["since"]) in card.locator("[data-fact=since]").inner_text()
        if row["last_evidence"] is not None:
            assert words(row["last_evidence"]) in card.locator("[data-fact=last]").inner_text()
    assert f"/{place}" in page.evaluate("location.hash")


def test_headline_tells_places_together_the_biggest_first(mali, atlas) -> None:
    day = dt.date(2013, 1, 26)
    said = atlas(f"#{day}/").locator(".mapper-news").inner_text()
    now, before = (mali.at(d).places["holder"] for d in (day, day - dt.timedelta(days=1)))
    came = mali.at(day).places["companions"].map(lambda names: names == ("afisma",))
    taken = now.index[(now == "government") & (before.reindex(now.index) == "mojwa") & came]
    ends = "from MOJWA with AQIM to the Government with AFISMA"
    told = re.search(rf"; ([^;]+) and (\d+) more: {ends}", said)
    assert told, said
    named = told[1].split(", ")
    assert len(named) + int(told[2]) == len(taken) > 4
    facts = mali.places.loc[taken].set_index("name")["rank"]
    assert max(facts[named]) <= min(facts.drop(named))
    assert said.count(ends) == 1


def test_card_follows_the_date(mali, atlas) -> None:
    page = atlas(f"#{EARLY}///kidal")
    verdict = page.locator(".mapper-card .mapper-verdict")
    before = verdict.inner_text()
    page.evaluate("day => mapperAtlas.store.set({ day })", number("2015-01-01"))
    settle(page)
    row = mali.at(dt.date(2015, 1, 1)).places.loc["kidal"]
    assert mali.actors[row["holder"]].short_name in verdict.inner_text()
    assert verdict.inner_text() != before
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".mapper-card").count() == 0


def test_whole_history_as_a_strip(mali, atlas) -> None:
    page = atlas(f"#{EARLY}///kidal")
    parts = page.locator(".mapper-strip rect").count()
    page.locator(".mapper-chapters summary").click()
    chapters = page.locator(".mapper-chapters li")
    assert chapters.count() == parts > 5
    chapters.last.locator("button").click()
    assert shown_day(page) == mali.case.first_day
    box = page.locator(".mapper-strip").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 10)
    span = (mali.case.last_day - mali.case.first_day).days
    middle = mali.case.first_day + dt.timedelta(days=span // 2)
    assert abs((shown_day(page) - middle).days) < 20


def test_base_that_does_not_exist_yet(atlas) -> None:
    page = atlas(f"#{EARLY}///timbuktu-minusma-camp")
    assert "First reported on" in page.locator(".mapper-card").inner_text()


def test_events_up_to_the_day_newest_first(atlas) -> None:
    page = atlas(f"#{EARLY}/")
    days = [int(node.get_attribute("data-day")) for node in page.locator("[data-day]").all()]
    assert days[0] == number(EARLY)
    assert days == sorted(days, reverse=True)
    first = page.locator(".mapper-events").inner_text()
    assert "MNLA proclaims the independence of Azawad" in first
    assert re.search(r"and \d+ more: also claimed by the MNLA", first)  # many places in one line
    assert re.search(r"Douentza.*: from the Government to the MNLA", first)
    assert page.locator(".mapper-events a[href^=http]").count() > 10
    assert "confidence" in first
    page.evaluate("day => mapperAtlas.store.set({ day })", number("2012-01-20"))
    settle(page)
    assert "Azawad" not in page.locator(".mapper-events").inner_text()


def test_what_names_no_day_is_no_news_of_it(atlas) -> None:
    """A claim of 2018 is drawn from 2 July on; nothing is known to have happened that day."""
    page = atlas("#2018-07-02/")
    said = page.locator(".mapper-news").inner_text()
    assert said == (
        "No change of hands on this day. Some time in 2018, shown from this day on: "
        "Indelimane: from the CMA and the Government together to the Government."
    )
    groups = page.locator(".mapper-days > li")
    heads = [group.locator("h3").inner_text() for group in groups.all()[:3]]
    assert heads == ["Some time in 2018", "Some time in 2018", "29 June 2018"]
    assert groups.nth(0).get_attribute("data-open") == "2018"
    assert "Indelimane" in groups.nth(0).inner_text()
    assert groups.nth(2).get_attribute("data-open") is None
    groups.nth(1).locator("h3 button").click()
    assert shown_day(page).isoformat() == "2018-06-30", "the day from which on it is drawn"
    assert "2 July 2018" not in page.locator(".mapper-events").inner_text()


def test_a_quiet_day_does_not_date_what_has_no_day(atlas) -> None:
    said = atlas("#2018-07-05/").locator(".mapper-news").inner_text()
    assert said.startswith("No change of hands on this day. Last, some time in 2018: Indelimane")


def test_story_of_a_place_gives_no_day_where_none_is_known(atlas) -> None:
    page = atlas("#2018-07-05///indelimane")
    page.locator(".mapper-chapters summary").click()
    begins = page.locator(".mapper-chapters .mapper-day-open").all_inner_texts()
    assert "Some time in 2018" in begins and "2 July 2018" not in begins


def test_events_in_the_map_view(mali, atlas) -> None:
    page = atlas("#2013-02-10/")
    page.evaluate("void mapperAtlas.map.setView([12.6, -8], 9, {animate: false})")
    page.locator("[name=mapper-in-view]").check()
    settle(page)
    names = page.locator(".mapper-events .mapper-event-open").all_inner_texts()
    assert all("Kidal" not in name and "Gao" not in name for name in names)
    page.evaluate("void mapperAtlas.map.setView([18.44, 1.41], 8, {animate: false})")
    settle(page)
    names = page.locator(".mapper-events .mapper-event-open").all_inner_texts()
    assert any("Kidal" in name for name in names)
    assert all("Bamako" not in name for name in names)


def test_click_on_an_event_flies_there(mali, atlas) -> None:
    page = atlas("#2012-04-01/")
    page.evaluate("void mapperAtlas.map.setView([12.6, -8], 9, {animate: false})")
    page.locator(".mapper-event-open", has_text="Timbuktu").first.click()
    place = mali.places.loc["timbuktu"]
    until(
        page,
        f"mapperAtlas.map.getBounds().contains([{place['lat']}, {place['lon']}])",
    )
    settle(page)
    assert page.locator(".mapper-card").get_attribute("data-id") == "timbuktu"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("tombouctou", "timbuktu"),
        ("KIDAL", "kidal"),
        ("menaka", "menaka"),
        ("Tomboctou", "timbuktu"),
    ],
)
def test_search_by_any_spelling(atlas, typed, place) -> None:
    page = atlas(f"#{EARLY}/")
    page.locator(".mapper-search").fill(typed)
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(".mapper-card").get_attribute("data-id") == place
    page.keyboard.press("Escape")
    settle(page)
    assert page.evaluate("document.activeElement.className") == "mapper-search"


def test_list_moves_the_selection_and_enter_opens(atlas) -> None:
    page = atlas(f"#{EARLY}/")
    page.locator(".mapper-search").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator('[role=option][aria-selected="true"] [dir=auto]').first.inner_text()
    assert page.locator(".mapper-card").count() == 0
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(".mapper-card h3").inner_text() == second
    assert state(page)["kind"] == "place"


def test_nothing_found(atlas) -> None:
    page = atlas()
    page.locator(".mapper-search").fill("xyzzyplugh")
    assert "Nothing found" in page.locator(".mapper-found").inner_text()
    page.keyboard.press("Enter")
    assert state(page)["kind"] == ""


def test_names_do_not_overlap(atlas) -> None:
    for size in ("desktop", "phone"):
        page = atlas(f"#{EARLY}/", size)
        for zoom in (None, 6.25, 8):
            if zoom:
                page.evaluate(LOOK, zoom)
            boxes = page.evaluate(BOXES)
            assert len(boxes) >= 8
            pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
            assert [(a[0], b[0]) for a, b in pairs if overlap(a[1:], b[1:])] == []
            if zoom is None:
                assert {"Bamako", "Gao", "Kidal", "Timbuktu"} <= {box[0] for box in boxes}


def test_layers_and_tiles(atlas_of, visit) -> None:
    result = visit(atlas_of(), fragment=f"#{EARLY}/")
    page = ready(result.page)
    page.evaluate("mapperAtlas.part().main.redraw()")  # the first picture came before merging
    page.locator(".mapper-layers summary").click()
    picture = "(name) => document.querySelector('.mapper-canvas-' + name).toDataURL()"
    canvases = {"areas": "land", "towns": "marks", "borders": "lines", "rivers": "lines"}
    for layer, canvas in canvases.items():
        before = page.evaluate(picture, canvas)
        page.locator(f"[name=mapper-layer-{layer}]").uncheck()
        assert page.evaluate(picture, canvas) != before
        page.locator(f"[name=mapper-layer-{layer}]").check()
        assert page.evaluate(picture, canvas) == before
    assert len(result.requests) == 1
    result.ask_for_tiles("[name=mapper-layer-tiles]")
    assert {url.split("/")[2] for url in result.requests[1:]} == {"tile.openstreetmap.org"}
    assert "OpenStreetMap" in page.locator(".mapper-tiles-credit").inner_text()
