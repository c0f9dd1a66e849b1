"""The atlas as a reader meets it: opens from disk, moves through time, keeps its address."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from atlaspage import (
    date_of,
    drag_chart,
    near,
    number,
    pixels,
    quiet,
    ready,
    rested,
    screen_point,
    settle,
    shown_day,
    state,
    until,
    words,
)

from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas.page import atlas_script, atlas_style
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style

EARLY = "2012-04-06"
GROUND, FILL = (0xFD, 0xFC, 0xF9), 0.74  # as in colours.js


def holders(page, day: str) -> list[tuple[str, str]]:
    """Holder and companions of a place as the page knows them."""
    return page.evaluate(
        """(ids) => ids.map((id) => {
          const index = mapperAtlas.data.places.findIndex((place) => place.id === id);
          return mapperAtlas.part().main.stateOf("place", index);
        })""",
        ["gao", "kidal", "timbuktu"],
    )


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_opens_from_disk_and_asks_for_nothing(atlas_of, visit, size) -> None:
    path = atlas_of()
    result = visit(path, size)
    page = ready(result.page)
    assert result.requests == [path.as_uri()]
    assert path.stat().st_size <= 1_800_000  # in all languages
    code = len(atlas_script().encode()) + len(atlas_style().encode())
    assert code + len(leaflet_script()) + len(leaflet_style()) <= 600_000
    assert page.locator("h1").inner_text() == "Mali War – 28 April 2026"
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= page.viewport_size["width"]


def test_the_same_bytes_again(mali, atlas_of) -> None:
    from mapper.outputs.pages.atlas.page import atlas_page

    assert atlas_page(mali) == atlas_of().read_text(encoding="utf-8")


def test_dragging_the_chart_shows_that_day(mali: ControlHistory, atlas) -> None:
    page = atlas()
    drag_chart(page, "2020-06-01", "2015-01-01", EARLY)
    day = dt.date.fromisoformat(EARLY)
    assert shown_day(page) == day
    assert page.locator("h1").inner_text() == f"Mali War – {words(day)}"
    now = mali.at(day)
    for place, found in zip(("gao", "kidal", "timbuktu"), holders(page, EARLY), strict=True):
        row = now.places.loc[place]
        assert found["holder"] == row["holder"]
        assert found["companions"] == list(row["companions"])
        assert found["status"] == row["status"]
        assert found["claimed_by"] == list(row["claimed_by"])
    table = area_table(mali, [day])
    rows = page.locator(".mapper-holders tr[data-holder]").all()
    shown = {row.get_attribute("data-holder"): row.locator("td").first.inner_text() for row in rows}
    for holder, share in zip(table["holder"], table["share"], strict=True):
        if share >= 0.01 and holder != "shared":  # what several share is told pair by pair
            assert shown[holder].startswith(f"{round(share * 100)} %")


def test_next_change_visits_exactly_the_change_days(mali: ControlHistory, atlas) -> None:
    expected = [number(day) for day in mali.change_days()]
    page = atlas("#2012-01-16/")
    button = page.get_by_role("button", name="Next change")
    for day in expected[:6]:
        button.click()
        assert number(shown_day(page)) == day
    visited = page.evaluate(
        """() => { const seen = []; const { store, data } = mapperAtlas;
          store.set({ day: data.firstDay }, 'move');
          const button = document.querySelector('[aria-label="Next change"]');
          for (let i = 0; i < 5000; i += 1) {
            const before = store.get().day; button.click();
            if (store.get().day === before) break;
            seen.push(store.get().day);
          } return seen; }"""
    )
    assert visited == expected
    back = page.get_by_role("button", name="Previous change")
    for day in reversed(expected[-4:-1]):
        back.click()
        assert number(shown_day(page)) == day


def test_steps_field_and_keys(atlas) -> None:
    page = atlas("#2012-01-31/")
    on, back = (
        page.get_by_role("button", name="One step on"),
        page.get_by_role("button", name="One step back"),
    )
    page.locator("[name=mapper-step]").select_option("month")
    on.click()
    assert shown_day(page).isoformat() == "2012-02-29"
    page.locator("[name=mapper-step]").select_option("year")
    on.click()
    assert shown_day(page).isoformat() == "2013-02-28"
    page.locator("[name=mapper-step]").select_option("day")
    back.click()
    assert shown_day(page).isoformat() == "2013-02-27"
    page.locator("[name=mapper-date]").fill(EARLY)
    page.locator("[name=mapper-date]").dispatch_event("change")
    assert shown_day(page).isoformat() == EARLY
    page.get_by_role("slider", name="Date", exact=True).focus()
    for key, date in (
        ("ArrowRight", "2012-04-07"),
        ("ArrowLeft", EARLY),
        ("PageUp", "2012-05-06"),
        ("Shift+ArrowLeft", EARLY),
        ("Home", "2012-01-16"),
        ("End", "2026-04-28"),
    ):
        page.keyboard.press(key)
        assert shown_day(page).isoformat() == date, key
    page.locator("h1").click()
    days = page.evaluate("Array.from(mapperAtlas.data.changeDays)")
    page.keyboard.press("Home")
    page.keyboard.press("]")
    assert number(shown_day(page)) == days[0]
    page.keyboard.press("]")
    page.keyboard.press("[")
    assert number(shown_day(page)) == days[0]


def test_slider_speaks(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/")
    slider = page.get_by_role("slider", name="Date", exact=True)
    assert slider.get_attribute("aria-valuetext") == "6 April 2012"
    assert int(slider.get_attribute("aria-valuenow")) == number(EARLY)
    until(page, "document.querySelector('.mapper-live').textContent.startsWith('6 April 2012. ')")
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.mapper-live').textContent.startsWith('7 April 2012. ')")


def test_playing_and_pausing(atlas) -> None:
    page = atlas("#2012-01-16/")
    page.locator("[name=mapper-speed]").select_option("quarter")
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, f"mapperAtlas.store.get().day > {number('2012-02-10')}")
    page.get_by_role("button", name="Pause").click()
    reached = shown_day(page)
    assert dt.date(2012, 2, 10) < reached < dt.date(2026, 4, 28)
    page.evaluate(
        "() => new Promise((done) => { let frames = 0; const next = () =>"
        " (frames += 1) < 12 ? requestAnimationFrame(next) : done(); next(); })"
    )
    assert shown_day(page) == reached
    assert page.get_by_role("button", name="Play", exact=True).is_visible()


def test_playing_stops_at_the_end(atlas) -> None:
    page = atlas("#2026-04-20/")
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "!mapperAtlas.store.get().playing")
    assert shown_day(page).isoformat() == "2026-04-28"


def test_only_changed_units_are_painted_on_a_step(atlas) -> None:
    page = atlas("#2012-03-29/")
    counts = page.evaluate(
        """() => { const { data } = mapperAtlas; const { main } = mapperAtlas.part();
          const out = [];
          for (let day = data.firstDay; day < data.firstDay + 400; day += 1)
            out.push([main.show({ day }).units, data.changedUnits(day - 1, day).length]);
          return out.slice(1); }"""
    )
    assert all(painted == changed for painted, changed in counts)
    assert max(painted for painted, _ in counts) > 20


def test_painted_step_by_step_as_painted_at_once(atlas) -> None:
    page = atlas("#2012-01-16/")
    for day in ("2012-04-01", "2012-07-10", "2013-01-25", "2013-02-20"):
        page.evaluate("day => mapperAtlas.store.set({ day }, 'move')", number(day))
    rested(page)
    stepped = page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()")
    page.evaluate("mapperAtlas.part().main.redraw()")
    assert page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()") == stepped


def test_every_holder_has_its_legend_colour_on_the_map(mali, atlas) -> None:
    page = atlas(f"#{EARLY}/")
    units = mali.at(dt.date.fromisoformat(EARLY)).units
    doubt = units[["contested_by", "claimed_by", "uncertain_with"]].map(len).sum(axis=1)
    plain = units[(units["status"] == "held") & (doubt == 0)]
    for holder, group in plain.groupby("holder"):
        areas = mali.units["area_km2"].loc[group.index].sort_values(ascending=False)
        own = [int(mali.actors[holder].colour[i : i + 2], 16) for i in (1, 3, 5)]
        wanted = tuple(round(a * FILL + g * (1 - FILL)) for a, g in zip(own, GROUND, strict=True))
        found = False
        for unit in areas.index[:6]:
            point = mali.units.geometry[unit].representative_point()
            x, y = screen_point(page, point.y, point.x)
            found = found or near(wanted, pixels(page, x, y, reach=2), tolerance=1)
        assert found, holder


def test_a_link_opens_the_same_view_elsewhere(atlas, new_atlas) -> None:
    page = atlas()
    page.locator("[data-menu=compare] summary").click()
    page.locator("[data-action=side]").click()
    drag_chart(page, EARLY)
    page.evaluate("void mapperAtlas.map.setView([16.5, -2.25], 7, {animate: false})")
    page.get_by_role("radio", name="Camps").check(force=True)
    page.evaluate(
        "mapperAtlas.store.set({kind: 'place', index:"
        " mapperAtlas.data.places.findIndex((p) => p.id === 'gao')})"
    )
    page.wait_for_selector(".mapper-card[data-id=gao]")
    quiet(page)
    page.evaluate("void mapperAtlas.map.setView([16.5, -2.25], 7, {animate: false})")
    fragment = f"#{EARLY}/16.5000,-2.2500,7/bloc+side:2012-01-16+lang:en/gao"
    until(page, f"location.hash === '{fragment}'")
    fresh = new_atlas(fragment)
    fresh.wait_for_selector(".mapper-card[data-id=gao]")
    quiet(fresh)
    assert state(fresh) == state(page)
    where = (
        "(() => { const { map } = mapperAtlas; const c = map.getCenter();"
        " return [c.lat, c.lng, map.getZoom()]; })()"
    )
    assert fresh.evaluate(where) == pytest.approx(page.evaluate(where), abs=0.02)
    assert fresh.locator(".mapper-card").get_attribute("data-id") == "gao"
    assert fresh.locator(".mapper-second canvas:not([hidden])").count() == 3


def test_back_and_forward(atlas) -> None:
    page = atlas(f"#{EARLY}/")
    page.get_by_role("button", name="Next change").click()
    second = shown_day(page)
    page.get_by_role("radio", name="Camps").check(force=True)
    page.go_back()
    until(page, "mapperAtlas.store.get().by === 'holder'")
    assert shown_day(page) == second
    page.go_back()
    until(page, f"mapperAtlas.store.get().day === {number(EARLY)}")
    page.go_forward()
    until(page, f"mapperAtlas.store.get().day === {number(second)}")


@pytest.mark.parametrize(
    "fragment", ["#", "#nonsense", "#9999-99-99/a,b,c/x/y", "#2012-13-40/1,2/swipe:x/%E0%A4%A"]
)
def test_strange_addresses_do_no_harm(new_atlas, fragment) -> None:
    page = new_atlas(fragment)
    assert state(page)["mode"] == "one"
    assert state(page)["kind"] == ""


def test_a_day_outside_the_case_becomes_its_edge(new_atlas) -> None:
    assert shown_day(new_atlas("#1990-01-01/")).isoformat() == "2012-01-16"


def test_colour_by_camp(mali, atlas) -> None:
    page = atlas("#2012-08-01/")
    page.get_by_role("radio", name="Camps").check(force=True)
    settle(page)
    table = area_table(mali, [dt.date(2012, 8, 1)], by="bloc")
    rows = {
        row.get_attribute("data-holder")
        for row in page.locator(".mapper-holders tr[data-holder]").all()
    }
    assert rows == set(table[(table["area_km2"] > 0) | (table["towns"] > 0)]["bloc"])
    assert "State and allies" in page.locator(".mapper-holders").inner_text()


def test_fading_by_age(mali, atlas) -> None:
    page = atlas("#2026-04-28/")
    units = mali.at(dt.date(2026, 4, 28)).units
    old = units[units["evidence_age_days"].fillna(0).astype(int) > 730]
    assert len(old) > 0
    unit = mali.units["area_km2"].loc[old.index].idxmax()
    point = mali.units.geometry[unit].representative_point()
    page.evaluate(
        "([a, b]) => void mapperAtlas.map.setView([a, b], 8, {animate: false})", [point.y, point.x]
    )
    before = page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()")
    page.locator(".mapper-layers summary").click()
    page.locator("[name=mapper-fade]").check()
    settle(page)
    assert page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()") != before
    assert "/holder+fade" in page.evaluate("location.hash")


def test_zooming_the_time_line(atlas) -> None:
    page = atlas("#2012-06-01/")
    for _ in range(6):
        page.get_by_role("button", name="Time line: come closer").click()
    left = page.evaluate(f"mapperAtlas.part().time.pointOf({number('2012-06-01')})")
    right = page.evaluate(f"mapperAtlas.part().time.pointOf({number('2012-06-02')})")
    assert right[0] - left[0] > 10
    drag_chart(page, "2012-06-03", "2012-06-04")
    assert shown_day(page).isoformat() == "2012-06-04"
    page.get_by_role("button", name="Time line: show all").click()
    assert page.evaluate(f"mapperAtlas.part().time.pointOf({number('2026-01-01')})")[0] < 1400


def test_page_with_a_compressed_payload(mali, atlas_of, visit, tmp_path: Path, monkeypatch) -> None:
    from mapper.outputs.pages.atlas import payload
    from mapper.outputs.pages.atlas.page import atlas_page

    plain = atlas_of().stat().st_size
    monkeypatch.setattr(payload, "PACK_LIMIT", 1000)
    path = tmp_path / "packed.html"
    path.write_text(atlas_page(mali), encoding="utf-8")
    assert path.stat().st_size < 0.75 * plain
    page = ready(visit(path, fragment=f"#{EARLY}/").page)
    assert date_of(page.evaluate("mapperAtlas.store.get().day")).isoformat() == EARLY
