"""The map of a day as a reader meets it: opens from disk, agrees with the snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from atlaspage import colours_at, near, photo, pixels, quiet, until, words

from mapper.answers.verdicts import who
from mapper.figures.counting import held_as
from mapper.history.control import ControlHistory, Snapshot
from mapper.history.holders import holder_in_text
from mapper.outputs.pages import browser
from mapper.outputs.pages.day.news import day_news

EARLY, LATE = "2012-04-06", "2025-11-15"
LEAVING = "2013-01-27"  # the days on which the north changed hands, most of them not certain
GROUND, FILL = (0xFD, 0xFC, 0xF9), 0.74  # as in colours.js
TEXTS = browser.texts("en")


def snapshot(history: ControlHistory, date: str) -> Snapshot:
    return history.at(dt.date.fromisoformat(date))


def short(history: ControlHistory, actor: str) -> str:
    return history.actors[actor].short_name


def screen_point(page, lat: float, lon: float) -> tuple[float, float]:
    """Where a point of the map is in the window."""
    point = page.evaluate(
        "([lat, lon]) => { const p = map_1.latLngToContainerPoint([lat, lon]);"
        " const box = map_1.getContainer().getBoundingClientRect();"
        " return [p.x + box.left, p.y + box.top]; }",
        [lat, lon],
    )
    return point[0], point[1]


def inside(history: ControlHistory, unit_id: str) -> tuple[float, float]:
    point = history.units.geometry[unit_id].representative_point()
    return point.y, point.x


def far_from_dots(history: ControlHistory, units) -> list[str]:
    """Units, largest first, whose inner point is far from every place."""
    areas = history.units["area_km2"].loc[units].sort_values(ascending=False)
    found = []
    for unit_id in areas.index:
        lat, lon = inside(history, unit_id)
        gap = (history.places["lat"] - lat).abs() + (history.places["lon"] - lon).abs()
        if gap.min() > 0.5:
            found.append(unit_id)
    return found


def click_unit(history, page, unit_id: str):
    page.mouse.click(*screen_point(page, *inside(history, unit_id)))
    card = page.locator(".mapper-card")
    assert card.get_attribute("data-id") == unit_id
    return card


def land_colour(history: ControlHistory, actor: str) -> tuple[int, ...]:
    text = history.actors[actor].colour
    own = [int(text[i : i + 2], 16) for i in (1, 3, 5)]
    return tuple(round(a * FILL + g * (1 - FILL)) for a, g in zip(own, GROUND, strict=True))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_opens_from_disk_and_asks_for_nothing(map_of, visit, size) -> None:
    path = map_of(EARLY)
    result = visit(path, size)
    assert result.requests == [path.as_uri()]
    assert result.page.locator("h1").inner_text() == "Mali War – 6 April 2012"
    assert result.page.locator(".mapper-unit").count() == 701
    assert path.stat().st_size < 1_500_000
    width = result.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= result.page.viewport_size["width"]


def test_french_page(day_map) -> None:
    page = day_map(EARLY, lang="fr")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator("h1").inner_text() == "Guerre du Mali – 6 avril 2012"
    assert page.locator(".mapper-legend h2").inner_text() == "Qui tient quoi"


def test_places_that_went_the_same_way_are_told_together(mali, map_of, visit) -> None:
    day = "2013-01-26"
    snap = snapshot(mali, day)
    taken = [i for i in day_news(mali, snap) if (i["from"], i["to"]) == ("mojwa", "government")]
    same = [i for i in taken if i["after"]["companions"] == ["afisma"]]
    said = visit(map_of(day)).page.locator(".mapper-news").inner_text()
    names = ", ".join(item["name"] for item in same[:4])
    way = "from MOJWA with AQIM to the Government with AFISMA"
    assert f"{names} and {len(same) - 4} more: {way}" in said
    assert said.count(way) == 1 and len(taken) > len(same)  # others came with others


def test_what_names_no_day_is_no_news_of_a_map(map_of, visit) -> None:
    said = visit(map_of("2018-02-14")).page.locator(".mapper-news").inner_text()
    assert said.startswith(
        "No change of hands on this day. Some time in February 2018, shown from this day on: "
    )
    assert "Inékar" in said and "New on this day" not in said


@pytest.mark.parametrize(("lang", "word"), [("en", "presence"), ("fr", "présence")])
def test_page_says_when_the_map_misleads(day_map, lang: str, word: str) -> None:
    page = day_map(EARLY, lang=lang)
    note = page.locator(".mapper-about .mapper-misleads")
    assert not note.locator("p").is_visible(), "collapsed at first"
    note.locator("summary").click()
    assert word in note.locator("p").inner_text()


def test_click_on_kidal(mali, day_map) -> None:
    page = day_map(EARLY)
    row = snapshot(mali, EARLY).places.loc["kidal"]
    place = mali.places.loc["kidal"]
    page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
    card = page.locator(".mapper-card")
    assert card.get_attribute("data-id") == "kidal"
    assert short(mali, row["holder"]) in card.locator(".mapper-verdict").inner_text()
    for companion in row["companions"]:
        assert short(mali, companion) in card.locator(".mapper-verdict").inner_text()
    assert card.locator("[data-fact=since]").inner_text() == f"{words(row['since'])} (certain)"
    assert words(row["last_evidence"]) in card.locator("[data-fact=last]").inner_text()
    shown = {claim.get_attribute("data-claim") for claim in card.locator(".mapper-claim").all()}
    assert shown == {*row["made"], *row["confirms"], *row["dissents"]}
    links = [a.get_attribute("href") for a in card.locator(".mapper-links a").all()]
    claims = mali.claims.set_index("event_id")
    assert len(links) == sum(len(claims.at[event, "sources"]) for event in shown)


def test_click_on_a_unit_without_a_place_of_its_own(mali, day_map) -> None:
    units = snapshot(mali, EARLY).units
    inhabited = set(mali.places["unit_id"])
    followers = units[(units["evidence_level"] == "seat") & ~units.index.isin(inhabited)]
    unit_id = far_from_dots(mali, followers.index)[0]
    page = day_map(EARLY)
    card = click_unit(mali, page, unit_id)
    row = units.loc[unit_id]
    assert short(mali, row["holder"]) in card.locator(".mapper-verdict").inner_text()
    why = card.locator("[data-fact=why]").inner_text()
    follows = who(mali, unit_id, dt.date.fromisoformat(EARLY))["chain"][0]["follows"]
    assert follows["id"] == row["decided_by"]
    assert why == f"follows {follows['name']}, seat of {follows['seat_of']['name']}"


def test_click_on_a_besieged_town(mali, day_map) -> None:
    now = snapshot(mali, LATE)
    ranked = now.places.join(mali.places["rank"])
    besieged = ranked[(ranked["besieged_by"].str.len() > 0) & (ranked["rank"] <= 2)]
    assert len(besieged) > 0
    page = day_map(LATE)
    for place_id, row in besieged.iterrows():
        assert page.locator(f'[data-place="{place_id}"] .mapper-siege').count() == 1
        place = mali.places.loc[place_id]
        page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
        card = page.locator(".mapper-card")
        assert card.get_attribute("data-id") == place_id
        text = card.inner_text()
        assert f"Besieged by {holder_in_text(mali, row['besieged_by'][0])}" in text
        assert short(mali, row["holder"]) in card.locator(".mapper-verdict").inner_text()


def test_town_held_by_another_than_its_land_is_seen(mali, day_map) -> None:
    now = snapshot(mali, LATE)
    page = day_map(LATE)
    land = now.units["holder"].reindex(mali.places.loc["menaka", ["unit_id"]]).iloc[0]
    assert land != now.places.at["menaka", "holder"]
    assert page.locator('[data-place="menaka"] .mapper-dot-odd').count() == 1
    town = mali.places.loc["menaka"]
    dot = pixels(page, *screen_point(page, town["lat"], town["lon"]), reach=1)
    colour = mali.actors[now.places.at["menaka", "holder"]].colour
    assert near(tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)), dot)


def test_click_on_a_disputed_unit(mali, day_map) -> None:
    units = snapshot(mali, EARLY).units
    disputed = units[units["claimed_by"].str.len() > 0]
    unit_id = far_from_dots(mali, disputed.index)[0]
    page = day_map(EARLY)
    card = click_unit(mali, page, unit_id)
    claimant = holder_in_text(mali, units.at[unit_id, "claimed_by"][0])
    since = disputed_since(mali, unit_id, dt.date.fromisoformat(EARLY))
    flag = card.locator(".mapper-flag").inner_text()
    assert flag.startswith(f"Disputed since {words(since)}: held by ")
    assert short(mali, units.at[unit_id, "holder"]) in flag
    assert flag.endswith(f", claimed by {claimant}")


def disputed_since(mali, unit_id: str, day: dt.date) -> dt.date:
    """The first day, going back one by one, on which the same parties claim the unit."""
    now = snapshot(mali, day.isoformat()).units.at[unit_id, "claimed_by"]
    while mali.at(day - dt.timedelta(days=1)).units.at[unit_id, "claimed_by"] == now:
        day -= dt.timedelta(days=1)
    return day


def test_card_of_an_uncertain_place_names_both_and_the_days(mali, map_of, visit) -> None:
    now, after = (mali.at(dt.date.fromisoformat(d)).places for d in (LEAVING, "2013-02-10"))
    place, row = next(
        (place, row)
        for place, row in now.iterrows()
        if row["uncertain_with"] == (after.at[place, "holder"],) and row["status"] == "held"
    )
    begin, end = after.loc[place, ["start_earliest", "start_latest"]]
    assert begin <= dt.date.fromisoformat(LEAVING) < end
    first = str(begin.day) if begin.month == end.month else f"{begin:%-d %B}"
    parties = [holder_in_text(mali, x) for x in (row["holder"], *row["uncertain_with"])]
    flag = visit(map_of(LEAVING), fragment=f"#{place}").page.locator(".mapper-card .mapper-flag")
    assert flag.inner_text() == (
        f"Uncertain between {first} and {words(end)}: {' or '.join(parties)}"
    )


@pytest.mark.parametrize("date", [EARLY, LATE])
def test_colour_of_a_unit_is_its_legend_colour(mali, day_map, date) -> None:
    units = snapshot(mali, date).units
    doubt = units[["contested_by", "claimed_by", "uncertain_with"]].map(len).sum(axis=1)
    fresh = units["evidence_age_days"].isna() | (units["evidence_age_days"].fillna(0) < 700)
    plain = units[(units["status"] == "held") & (doubt == 0) & fresh.astype(bool)]
    page = day_map(date)
    picture = photo(page)
    checked = 0
    for holder, group in plain.groupby("holder"):
        open_land = far_from_dots(mali, group.index)
        if not open_land:
            continue
        box = page.locator(f'tr[data-holder="{holder}"] .mapper-swatch').bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        legend = colours_at(picture, *middle, reach=0)
        x, y = screen_point(page, *inside(mali, open_land[0]))
        land = colours_at(picture, x, y, reach=2)
        assert near(next(iter(legend)), land, tolerance=1), (holder, legend, land)
        assert near(land_colour(mali, holder), legend, tolerance=1)
        checked += 1
    assert checked >= 2


@pytest.mark.parametrize(
    ("date", "column"), [(LATE, "contested_by"), (EARLY, "claimed_by"), (EARLY, "companions")]
)
def test_both_colours_in_a_hatched_unit(mali, day_map, date, column) -> None:
    units = snapshot(mali, date).units
    status = {"contested_by": "contested", "companions": "shared"}.get(column)
    fresh = (units["evidence_age_days"].fillna(9999).astype(int)) < 700
    hatched = units[(units[column].str.len() > 0) & fresh]
    if status:
        hatched = hatched[hatched["status"] == status]
    unit_id = mali.units["area_km2"].loc[hatched.index].idxmax()
    row = units.loc[unit_id]
    page = day_map(date)
    lat, lon = inside(mali, unit_id)
    page.evaluate("([lat, lon]) => void map_1.setView([lat, lon], 8, {animate: false})", [lat, lon])
    quiet(page)
    seen = pixels(page, *screen_point(page, lat, lon), reach=16)
    for actor in (row["holder"], row[column][0]):
        # Thin lines have soft edges: of two colours far apart none is quite pure.
        assert near(land_colour(mali, actor), seen, tolerance=6), (unit_id, actor)


def test_legend_names_kinds_of_places_when_they_have_a_dot(mali, day_map) -> None:
    page = day_map(EARLY)
    items = "[...document.querySelectorAll('.mapper-legend li[data-kind]:not([hidden])')]"
    kinds = f"{items}.map(item => item.dataset.kind)"
    assert page.evaluate(kinds) == ["capital", "town", "village"]
    bases = mali.places.index[mali.places["kind"] == "base"].intersection(
        snapshot(mali, EARLY).places.index
    )
    lat, lon = (float(mali.places.at[bases[0], name]) for name in ("lat", "lon"))
    page.evaluate("at => void map_1.setView(at, 9, {animate: false})", [lat, lon])
    quiet(page)
    assert "base" in page.evaluate(kinds)
    assert page.locator(f"[data-place='{bases[0]}']").count() == 1


def test_legend_shows_just_what_is_on_the_map(mali, day_map) -> None:
    page = day_map(EARLY)
    now = snapshot(mali, EARLY)
    towns = now.places[mali.places["rank"].loc[now.places.index] <= 3]
    rows = {r.get_attribute("data-holder") for r in page.locator("tr[data-holder]").all()}
    central = {
        "shared" if status == "shared" else holder
        for table in (now.units, towns)
        for holder, status in zip(table["holder"], table["status"], strict=True)
    }
    parties = {row for code in now.units["state"] for row in held_as(mali.states[code])}
    assert {"mojwa"} <= parties - central, "who only shares is listed, too"
    assert rows == central | parties
    signs = {s.get_attribute("data-sign") for s in page.locator("li[data-sign]").all()}
    assert "disputed" in signs
    assert ("contested" in signs) == (now.units["status"] == "contested").any()


def test_keyboard(mali, day_map) -> None:
    page = day_map(EARLY)
    page.locator(".mapper-search").focus()
    page.keyboard.type("tombouctou")
    page.keyboard.press("Enter")
    card = page.locator(".mapper-card")
    assert card.get_attribute("data-id") == "timbuktu"
    page.keyboard.press("Escape")
    assert card.count() == 0
    assert page.evaluate("document.activeElement.className") == "mapper-search"
    page.locator(".mapper-search").fill("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator('[role="option"][aria-selected="true"] [dir="auto"]').first.inner_text()
    page.keyboard.press("Enter")
    assert card.locator("h3").inner_text() == second


def test_layer_switch(map_of, visit) -> None:
    result = visit(map_of(EARLY))
    page = result.page
    page.locator(".mapper-layers summary").click()
    assert not page.locator('input[name="mapper-layer-tiles"]').is_checked()
    for name, selector in (
        ("towns", ".mapper-place"),
        ("areas", ".mapper-unit"),
        ("borders", ".mapper-border"),
        ("rivers", ".mapper-river-line"),
    ):
        box = page.locator(f'input[name="mapper-layer-{name}"]')
        assert page.locator(selector).count() > 0
        box.uncheck()
        assert page.locator(selector).count() == 0
        box.check()
        assert page.locator(selector).count() > 0
    assert len(result.requests) == 1


def test_tiles_only_when_switched_on(map_of, visit) -> None:
    result = visit(map_of(EARLY))
    result.page.locator(".mapper-layers summary").click()
    result.ask_for_tiles('input[name="mapper-layer-tiles"]')
    assert "OpenStreetMap" in result.page.locator(".mapper-tiles-credit").inner_text()
    hosts = {url.split("/")[2] for url in result.requests[1:]}
    assert hosts == {"tile.openstreetmap.org"}


def test_sheet_on_a_phone_leaves_the_place_in_view(mali, day_map) -> None:
    page = day_map(EARLY, "phone")
    place = mali.places.loc["sikasso"]
    page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
    page.wait_for_selector(".mapper-card[data-id=sikasso]")
    sheet = "document.querySelector('.mapper-panel').getBoundingClientRect().y"
    box = "map_1.getContainer().getBoundingClientRect().y"
    place_y = f"map_1.latLngToContainerPoint([{place['lat']}, {place['lon']}]).y + {box}"
    until(page, f"{place_y} < {sheet}")
    quiet(page)
    before = page.evaluate(sheet)
    assert page.evaluate(place_y) < before
    page.locator(".mapper-handle").click()
    until(page, f"{sheet} > {before}")


def test_address_names_a_place(map_of, visit) -> None:
    page = visit(map_of(EARLY), fragment="#gao").page
    assert page.locator(".mapper-card").get_attribute("data-id") == "gao"


def test_reduced_motion(map_of, visit) -> None:
    page = visit(map_of(EARLY), reduced_motion="reduce").page
    assert page.evaluate("map_1.options.zoomAnimation") is False


def test_dark_page_and_paper(map_of: Callable[..., Path], visit) -> None:
    page = visit(map_of(EARLY), color_scheme="dark").page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(35, 38, 43)"
    page.emulate_media(color_scheme="light")
    until(page, "getComputedStyle(document.body).backgroundColor === 'rgb(253, 252, 249)'")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".folium-map").bounding_box()["width"] == 680
    assert page.locator("h1").bounding_box()["y"] < page.locator(".folium-map").bounding_box()["y"]
    assert page.locator(".mapper-list").is_hidden()
    legend, sheet = page.locator(".mapper-legend"), page.locator(".folium-map").bounding_box()
    assert legend.bounding_box()["x"] >= sheet["x"] + sheet["width"]  # paper on its side
    page.set_viewport_size({"width": 720, "height": 1000})
    assert legend.bounding_box()["y"] >= sheet["y"] + sheet["height"]
    assert legend.is_visible()
    assert page.locator(".mapper-about").is_visible()
