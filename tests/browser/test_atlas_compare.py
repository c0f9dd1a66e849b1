"""Two dates: swipe, side by side, and what changed hands between them."""

from __future__ import annotations

import datetime as dt

import pytest
from atlaspage import (
    drag_chart,
    number,
    pixels,
    quiet,
    screen_point,
    settle,
    shown_day,
    state,
    until,
)

from mapper.figures.areas import area_table
from mapper.figures.between import net_changes

FIRST, SECOND = "2012-11-20", "2013-02-10"


def begin(page, mode: str) -> None:
    page.locator("[data-menu=compare] summary").click()
    page.locator(f"[data-action={mode}]").click()
    page.locator("[name=mapper-other-date]").fill(SECOND)
    page.locator("[name=mapper-other-date]").dispatch_event("change")
    settle(page)


def test_swipe_shows_each_date_on_its_side(mali, atlas) -> None:
    page = atlas(f"#{FIRST}/17.2,-2.0,6/")
    place = mali.places.loc["ansongo"]
    begin(page, "swipe")
    line = page.locator(".mapper-swipe")
    line.focus()
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    settle(page)
    x, y = screen_point(page, place["lat"], place["lon"])
    right = pixels(page, x + 0, y, reach=3)
    for _ in range(80):
        page.keyboard.press("ArrowRight")
    settle(page)
    left = pixels(page, x, y, reach=3)
    assert right != left
    assert line.get_attribute("aria-valuenow") == "100"
    page.mouse.click(x, y)
    assert state(page)["kind"] == "place"
    assert page.locator(".mapper-legend").count() in (0, 2)


def test_swipe_line_is_dragged(atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "swipe")
    box = page.locator(".mapper-swipe").bounding_box()
    page.mouse.move(box["x"] + 14, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] - 186, box["y"] + 100, steps=5)
    page.mouse.up()
    moved = page.locator(".mapper-swipe").bounding_box()
    assert moved["x"] == pytest.approx(box["x"] - 200, abs=3)
    assert "swipe:" in page.evaluate("location.hash")


def test_side_by_side_moves_together(atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "side")
    assert page.locator(".mapper-second canvas:not([hidden])").count() == 3
    page.evaluate("void mapperAtlas.map.setView([15, 0], 7, {animate: false})")
    settle(page)
    frames = page.evaluate(
        "mapperAtlas.part().pair.views().map((v) => { const c = v.map.getCenter();"
        " return [v.map.getZoom(), c.lat, c.lng, v.look().day]; })"
    )
    assert frames[0][:3] == pytest.approx(frames[1][:3], abs=1e-3)
    assert [frames[0][3], frames[1][3]] == [number(FIRST), number(SECOND)]
    shown = "mapperAtlas.part().pair.views().map((v) => v.map.getCenter().lng)"
    second = page.locator(".mapper-second").bounding_box()
    page.mouse.move(second["x"] + 200, second["y"] + 200)
    page.mouse.down()
    page.mouse.move(second["x"] + 260, second["y"] + 240, steps=4)
    page.mouse.up()
    until(page, f"Math.abs({shown}[0]) > 0.2 && Math.abs({shown}[0] - {shown}[1]) < 0.02")
    quiet(page)
    centres = page.evaluate(shown)
    assert centres[0] == pytest.approx(centres[1], abs=0.02)
    assert abs(centres[0]) > 0.2
    page.get_by_role("button", name="End comparison").click()
    settle(page)
    assert page.locator(".mapper-second").count() == 0


@pytest.mark.parametrize("mode", ["swipe", "side"])
def test_news_of_two_dates_say_of_which(atlas, mode: str) -> None:
    page = atlas(f"#2012-04-06//holder+{mode}:2018-07-02")
    settle(page)
    said = page.locator(".mapper-news").text_content()
    assert said.startswith("New on 6 April 2012: MNLA proclaims")
    page.get_by_role("button", name="Swap dates").click()
    settle(page)
    said = page.locator(".mapper-news").text_content()
    assert said.startswith(
        "No change of hands on 2 July 2018. Some time in 2018, shown from 2 July 2018 on: "
    )
    assert "this day" not in said


def test_legends_of_both_dates(mali, atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "side")
    titles = page.locator(".mapper-legend h2").all_inner_texts()
    assert titles == ["20 November 2012", "10 February 2013"]


def test_changes_by_pair_agree_with_the_snapshots(mali, atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "changes")
    a, b = (mali.at(dt.date.fromisoformat(day)).units for day in (FIRST, SECOND))
    row = lambda table: table["holder"].where(table["status"] != "shared", "shared")  # noqa: E731
    before, after = row(a), row(b)
    changed = before != after
    sums = mali.units["area_km2"][changed].groupby([before[changed], after[changed]]).sum()
    rows = page.locator(".mapper-pairs tbody tr").all()
    shown = {
        (r.get_attribute("data-from"), r.get_attribute("data-to")): r.locator(
            "td.mapper-figure"
        ).first.inner_text()
        for r in rows
    }
    for pair, area in sums.items():
        figure = float(shown[pair].replace(",", ""))
        assert figure == pytest.approx(area, rel=0.006), pair
    land = {pair for pair, text in shown.items() if text != "–"}
    assert land == set(sums.index)


def test_a_new_name_is_no_change_of_hands(mali, atlas) -> None:
    """CMA became FLA: a group of its own, neither in the sum nor in a party's colour."""
    first, last = "2018-01-01", "2026-04-28"
    page = atlas(f"#{first}/19.6,1.2,7/holder+changes:{last}")
    settle(page)
    found = net_changes(mali, first, last)
    ways = found.ways()
    for words in (page.locator(".mapper-header .mapper-news"), page.locator(".mapper-changes > p")):
        sentence = words.inner_text()
        assert sentence.startswith("203,000 km² of land (16 %) and 12 towns changed hands:")
        assert "71,100 km²" in sentence and "By name only: 150,000 km²" in sentence
    hands = page.locator(".mapper-changes > table tbody tr").evaluate_all(
        "rows => rows.map((r) => r.dataset.kind)"
    )
    assert set(hands) == {"hands"}
    aside = page.locator(".mapper-renamed tbody tr")
    assert [aside.get_attribute(f"data-{end}") for end in ("from", "to")] == ["cma", "fla"]
    assert ways["succession"][0] == pytest.approx(150_156, abs=1)
    named = found.units.index[found.units["kind"] == "succession"]
    assert mali.places.at["tin-essako", "unit_id"] in named
    x, y = screen_point(page, 19.2, 2.4)
    colours = pixels(page, x, y, reach=6)
    assert all(max(colour) - min(colour) < 30 for colour in colours), "no party's colour"
    assert len(set(colours)) > 1, "hatched, to be found"


def test_map_of_changes_is_quiet_where_nothing_changed(mali, atlas) -> None:
    page = atlas(f"#{FIRST}/12.9,-8.6,8/")
    place = mali.places.loc["kita"]
    begin(page, "changes")
    x, y = screen_point(page, 12.4, -8.9)
    quiet = pixels(page, x, y, reach=1)
    assert all(max(color) - min(color) < 30 for color in quiet)
    assert place["rank"] <= 3


def test_places_of_a_pair_open_their_card(atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "changes")
    page.locator(".mapper-places button", has_text="Timbuktu").first.click()
    settle(page)
    assert page.locator(".mapper-card").get_attribute("data-id") == "timbuktu"


def test_swapping_and_dragging_the_second_date(mali, atlas) -> None:
    page = atlas(f"#{FIRST}/")
    begin(page, "swipe")
    page.get_by_role("button", name="Swap dates").click()
    assert (shown_day(page).isoformat(), state(page)["other"]) == (SECOND, number(FIRST))
    slider = page.get_by_role("slider", name="Second date")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert state(page)["other"] == number(FIRST) + 1
    drag_chart(page, "2018-01-01", "2019-01-01")
    assert abs(number(shown_day(page)) - number("2019-01-01")) <= 2
    table = area_table(mali, [shown_day(page)])
    assert len(table) > 3


VIEW = """(() => { const { lat, lng } = mapperAtlas.map.getCenter();
  return [lat, lng, mapperAtlas.map.getZoom()]; })()"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("place", ["", "16,-1,7"], ids=["whole", "part"])
def test_the_map_stays_where_it_is_when_a_comparison_begins_and_ends(new_atlas, size, place):
    """The bar takes some room, no more: the zoom is kept unless something would leave the view."""
    page = new_atlas(f"#{FIRST}/{place}", size)
    before = page.evaluate(VIEW)
    turn = "mode => mapperAtlas.store.set({ mode, other: mapperAtlas.data.lastDay })"
    country = "[...Object.values(mapperAtlas.data.geometry.bounds)]"
    for modes in (["swipe"], ["changes"], ["side"], ["swipe", "side", "changes"]):
        for mode in modes:
            page.evaluate(turn, mode)
            settle(page)
            west, south, east, north = page.evaluate(country)
            now = page.evaluate(VIEW)
            if place and mode != "side" and "side" not in modes:
                assert now[2] == before[2]
                assert now[:2] == pytest.approx(before[:2], abs=0.02)
            elif not place:
                assert page.evaluate(
                    "b => mapperAtlas.map.getBounds().contains(b)", [[south, west], [north, east]]
                )
        page.evaluate(turn, "one")
        settle(page)
        settle(page)
        assert page.evaluate(VIEW) == pytest.approx(before, abs=0.003)
    page.evaluate(turn, "swipe")
    settle(page)
    page.evaluate("void mapperAtlas.map.setView([15, -3], 6.5, { animate: false })")
    page.evaluate(turn, "one")  # moved by the reader: it stays there
    settle(page)
    assert page.evaluate(VIEW) == pytest.approx([15, -3, 6.5], abs=0.02)
