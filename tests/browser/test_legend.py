"""Legends as a reader meets them: parts in words, area or people, and what opens."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import folium
import pytest
from atlaspage import Image, number, ready, settle, until
from peoplecase import give_people, say_in_areas
from tabs import speaking
from test_atlas_take import take
from vectors import awkward_case

import mapper
from mapper.core.vocabulary import VOCABULARY
from mapper.figures.between import net_changes
from mapper.figures.counting import PARTS
from mapper.figures.holdings import holdings_table, part_columns
from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas.layer import ControlTimeline
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import ControlMap
from mapper.outputs.pages.day.page import page as day_page
from mapper.outputs.text.numerals import NARROW
from mapper.outputs.text.people import people_line

DAY, LATER = "2012-05-01", "2012-06-01"
LANGUAGES = ("en", "fr", "ar")
SEEN = 0.005
"""Share of a part that can be seen: smaller ones are not told beside two that can."""
EVIL = "<img src=x onerror=window.hacked=1> {part} غا"
LINES = """() => {
  const rows = [...document.querySelectorAll(".mapper-holders tr[data-holder]:not([data-places])")];
  return Object.fromEntries(rows.map((row) => {
    const line = row.nextElementSibling?.querySelector(":scope > td > .mapper-parts summary");
    const who = [row.dataset.holder, row.dataset.with || ""].join(" ").trim();
    return [who, [row.cells[1].textContent, line?.textContent || ""]];
  }));
}"""
"""Share and parts by holder, of who has land or towns; what several share is by "shared" and who
they are."""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The case with every state, with people in most units."""
    folder = awkward_case(tmp_path_factory.mktemp("counted"))
    give_people(folder, "a1,20000", "a2,301", "a3,30077", "b1,0", "b2,5000", "c2,70000")
    say_in_areas(folder, f'population_note = "{EVIL}"')
    return mapper.build_history(mapper.read_case(folder.case))


@pytest.fixture(scope="module")
def pages(counted, tmp_path_factory):
    """Paths of the pages of that case: the atlas, and the map of a day."""
    folder = tmp_path_factory.mktemp("pages")

    def path(kind: str, lang: str = "en") -> Path:
        file = folder / f"{kind}-{lang}.html"
        if kind == "atlas" and not file.exists():
            file.write_text(mapper.atlas_page(counted, lang=lang), "utf-8")
        elif not file.exists():
            mapper.write_map(counted, DAY, file, lang=lang)
        return file

    return path


def percent(figure: float, whole: float) -> str:
    rounded = round(100 * figure / whole)
    if rounded == 0 and figure:
        return "<\u00a01\u00a0%"
    return (">\u00a099" if rounded == 100 and figure < whole else str(rounded)) + "\u00a0%"


def expected_lines(history, day: str, lang: str, measure: str) -> dict[str, list[str]]:
    """Share and parts of each holder, in words, from the table of holdings."""
    units = history.units["area_km2" if measure == "km2" else "population"]
    whole, comma = float(units.sum()), "، " if lang == "ar" else ", "
    found = {}
    for row in holdings_table(history, day).to_dict("records"):
        sizes = dict(zip(PARTS, (row[c] for c in part_columns(measure)), strict=True))
        told = {part: size for part, size in sizes.items() if size}
        governed = sum(sizes[part] for part in ("alone", "contested", "doubt"))
        land = sum(row[f"{part}_km2"] for part in ("alone", "contested", "doubt"))
        words = VOCABULARY["part_words"][lang]
        seen = {part: size for part, size in told.items() if size / whole >= SEEN}
        line = seen if len(seen) > 1 else told
        parts = [f"{words[p]} {percent(size, whole)}" for p, size in line.items()]
        parts = [part.replace(" ", "\u00a0") for part in parts]
        large = percent(governed, whole).replace("\u00a0", " ") if land else "–"
        found[row["holder"]] = [large, "" if {*told} <= {"alone"} else comma.join(parts)]
    return found


def lines_of(page) -> dict[str, list[str]]:
    """The same as the page says it, without those of what several share."""
    return {who: told for who, told in page.evaluate(LINES).items() if " " not in who}


def opened(visit, pages, kind: str, lang: str = "en", fragment: str = "", size: str = "desktop"):
    fragment = fragment or (f"#{DAY}/" if kind == "atlas" else "")
    page = visit(pages(kind, lang), size, fragment, **speaking(lang)).page
    return ready(page) if kind == "atlas" else page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_each_holder_is_told_in_parts(counted, pages, visit, kind, lang) -> None:
    page = opened(visit, pages, kind, lang)
    expected = expected_lines(counted, DAY, lang, "km2")
    assert len([told for _, told in expected.values() if told]) > 2
    assert lines_of(page) == expected
    shared = page.locator("tr[data-holder=shared]")
    parties = (shared.first.get_attribute("data-with") or "").split(" ")
    assert len(parties) == 2
    names = [counted.actors[party].short_name for party in parties]
    name = shared.first.locator(".mapper-legend-name").text_content() or ""
    assert [part in name for part in names] == [True, True]
    assert name != browser.texts(lang)["legend_shared"]


def test_traces_are_left_to_the_table(counted, pages, visit) -> None:
    page = opened(visit, pages, "atlas", fragment=f"#{DAY}/0,0,6/holder+people")
    row = holdings_table(counted, DAY).set_index("holder").loc["reb"]
    assert 0 < row["population_contested"] < SEEN * counted.units["population"].sum()
    line = page.locator("tr[data-of=reb] summary")
    assert "contested" not in line.text_content()
    assert line.text_content().count("%") == 2
    line.click()
    assert page.locator("tr[data-of=reb] tr[data-part=contested]").is_visible()


def test_who_governs_nothing_has_a_dash(counted, pages, visit) -> None:
    day = "2012-02-20"  # on which one only shares
    page = opened(visit, pages, "atlas", fragment=f"#{day}/")
    expected = expected_lines(counted, day, "en", "km2")
    assert [told[0] for told in expected.values()].count("–") == 1
    assert lines_of(page) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_the_switch_shows_people_and_what_they_are(counted, pages, visit, kind, lang) -> None:
    page = opened(visit, pages, kind, lang)
    assert page.locator(".mapper-people-note").count() == 0
    page.locator("[data-figure=people]").click()
    settle(page)
    assert lines_of(page) == expected_lines(counted, DAY, lang, "population")
    told = re.sub("[\u2066-\u2069]", "", people_line(counted, lang, mark=NARROW))
    assert page.locator(".mapper-people-note").inner_text() == told
    assert page.evaluate("document.activeElement.dataset.figure") == "people", "the focus stays"
    column = page.locator(".mapper-holders thead th").nth(1)
    assert column.inner_text() == browser.texts(lang)["legend_people"]
    page.locator("[data-figure=area]").click()
    settle(page)
    assert lines_of(page) == expected_lines(counted, DAY, lang, "km2")
    assert page.locator(".mapper-people-note").count() == 0


def test_the_address_of_the_atlas_keeps_the_switch(counted, pages, visit) -> None:
    page = opened(visit, pages, "atlas")
    page.locator("[data-figure=people]").click()
    until(page, "location.hash.includes('/holder+people')")
    chart = page.locator(".mapper-spring").inner_text()
    assert chart == browser.texts("en", "atlas")["chart_people_holder"]
    again = opened(visit, pages, "atlas", fragment=page.evaluate("location.hash"))
    assert lines_of(again) == expected_lines(counted, DAY, "en", "population")
    page.go_back()
    until(page, "!location.hash.includes('people')")
    settle(page)
    assert lines_of(page) == expected_lines(counted, DAY, "en", "km2")


def test_the_address_of_a_day_keeps_the_switch_and_its_steps_do(counted, visit, tmp_path) -> None:
    days = [dt.date(2012, 4, 8), dt.date(2012, 5, 1), dt.date(2012, 6, 1)]
    for i, day in enumerate(days):
        before, after = (days[j] if 0 <= j < 3 else None for j in (i - 1, i + 1))
        text = day_page(counted, counted.at(day), previous=before, following=after)
        (tmp_path / f"{day}.html").write_text(text, "utf-8")
    page = visit(tmp_path / f"{days[1]}.html", "desktop", "#seat_c").page
    page.locator(".mapper-back").click()
    page.locator("[data-figure=people]").click()
    assert page.evaluate("location.hash") == "#seat_c/people"
    links = [a.get_attribute("href") for a in page.locator(".mapper-steps a").all()]
    assert links == [f"{days[0]}.html#/people", f"{days[2]}.html#/people"]
    page.locator(".mapper-steps a").last.click()
    page.wait_for_url("**/2012-06-01.html**")
    page.wait_for_selector(".mapper-holders tbody tr", state="attached")
    assert lines_of(page) == expected_lines(counted, "2012-06-01", "en", "population")
    page = visit(tmp_path / f"{days[1]}.html", "desktop", "#seat_c/people").page
    assert page.locator(".mapper-card").get_attribute("data-id") == "seat_c"
    for link in page.locator(".mapper-steps a").all():
        assert (link.get_attribute("href") or "").endswith("#seat_c/people")


def test_pages_of_changes_have_the_same_legend(counted, visit, tmp_path) -> None:
    path = tmp_path / "changes.html"
    path.write_text(changes_page(counted, net_changes(counted, DAY, LATER)), "utf-8")
    page = visit(path, "desktop", "#before", ready=".mapper-holders").page
    assert lines_of(page) == expected_lines(counted, DAY, "en", "km2")
    page.locator("[data-figure=people]").click()
    assert lines_of(page) == expected_lines(counted, DAY, "en", "population")
    assert page.evaluate("location.hash") == "#before//people"
    page.keyboard.press("3")
    assert lines_of(page) == expected_lines(counted, LATER, "en", "population")


@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_a_case_without_people_has_no_switch(tiny, visit, tmp_path, kind) -> None:
    path = tmp_path / "page.html"
    if kind == "atlas":
        path.write_text(mapper.atlas_page(tiny), "utf-8")
        page = ready(visit(path, "desktop", f"#{DAY}///holder+people").page)
        page.evaluate("location.hash = '#2012-05-02/0,0,5/holder+people'")
        until(page, "mapperAtlas.store.get().day === 15462")
        assert page.evaluate("mapperAtlas.store.get().figure") == "area"
    else:
        mapper.write_map(tiny, DAY, path)
        page = visit(path, "desktop", "#/people").page
    assert page.locator("[data-figure]").count() == 0
    assert page.locator(".mapper-holders thead th").nth(1).inner_text() == "Area"


def test_a_line_opens_to_km2_and_people_and_stays_open(counted, pages, visit) -> None:
    page = opened(visit, pages, "atlas")
    row = page.locator("tr[data-of=jih]")
    assert row.locator("details[open]").count() == 0
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    table = {r["holder"]: r for r in holdings_table(counted, DAY).to_dict("records")}["jih"]
    told = [part for part in PARTS if table[f"{part}_km2"]]
    assert "shared" in told
    shown = row.locator("tr[data-part]").all()
    assert [one.get_attribute("data-part") for one in shown] == told
    for one, part in zip(shown, told, strict=True):
        km2, people = (cell.inner_text().replace(",", "") for cell in one.locator("td").all())
        assert float(km2) == pytest.approx(table[f"{part}_km2"], rel=0.01)
        assert int(people) == pytest.approx(table[f"population_{part}"], rel=0.01)
    names = row.locator("tr[data-part=shared] th").inner_text()
    assert all(counted.actors[other].short_name in names for other in table["shared_with"])
    page.evaluate("(day) => mapperAtlas.store.set({ day })", number(DAY) + 1)
    settle(page)
    assert row.locator("details[open]").count() == 1, "a step in time closes nothing"
    assert page.evaluate("document.activeElement.localName") == "summary"


@pytest.mark.parametrize("kind", ["atlas", "day"])
def test_what_a_case_says_is_text(counted, pages, visit, kind) -> None:
    page = opened(
        visit,
        pages,
        kind,
        fragment="#2012-05-01/0,0,5/holder+people" if kind == "atlas" else "#/people",
    )
    note = page.locator(".mapper-people-note")
    assert EVIL in note.inner_text()
    assert note.locator("img").count() == 0
    assert page.evaluate("window.hacked === undefined")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_phone_the_map_keeps_its_place(pages, mali, visit, tmp_path, lang) -> None:
    path = tmp_path / "map.html"
    mapper.write_map(mali, "2026-04-28", path, lang=lang)
    page = visit(path, "phone").page
    box = page.locator(".mapper-panel").bounding_box()
    assert box and box["y"] > 844 - 249, "the sheet peeks in as far as it did: 15.5 rem"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    scroller = "document.querySelector('.mapper-scroller')"
    assert page.evaluate(f"{scroller}.scrollWidth <= {scroller}.clientWidth")


def test_paper_has_the_parts_and_no_switch(pages, visit) -> None:
    page = opened(visit, pages, "day")
    page.emulate_media(media="print")
    assert page.locator(".mapper-parts summary").first.is_visible()
    assert not page.locator(".mapper-figures").is_visible()
    page.emulate_media(media="screen")


def test_the_picture_has_the_parts(pages, visit) -> None:
    page = opened(visit, pages, "atlas")
    page.evaluate(
        """() => { const fill = CanvasRenderingContext2D.prototype.fillText;
          window.told = [];
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            window.told.push(text); return fill.call(this, text, ...rest); }; }"""
    )
    page.locator("[data-figure=people]").click()
    _, content = take(page, "png")
    assert Image.open(io.BytesIO(content)).width > 1400
    told = " ".join(page.evaluate("window.told"))
    for _, parts in lines_of(page).values():
        assert parts in told
    assert browser.texts("en", "atlas")["legend_title_people"] in told


@pytest.mark.parametrize("layer", ["day", "timeline"])
def test_layers_in_maps_of_others_have_the_switch(counted, visit, tmp_path, layer) -> None:
    chart = folium.Map(location=[13.5, 1.5], zoom_start=6, tiles=None)
    own = ControlMap(counted, DAY) if layer == "day" else ControlTimeline(counted)
    own.add_to(chart)
    chart.default_js, chart.default_css = [], []
    local = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    path = tmp_path / "own.html"
    text = chart.get_root().render().replace("<head>", f"<head>{local}", 1)
    path.write_text(text, encoding="utf-8")
    page = visit(path, "phone").page
    day = DAY if layer == "day" else counted.case.last_day.isoformat()
    for figure, measure in (("area", "km2"), ("people", "population"), ("area", "km2")):
        page.locator(f"[data-figure={figure}]").click()
        settle(page)
        assert lines_of(page) == expected_lines(counted, day, "en", measure)
    assert page.evaluate("location.hash") == "", "the address is not the layer's"


LISTED = """() => [...document.querySelectorAll(".mapper-holders tr[data-holder]")].map((row) =>
  [row.dataset.holder, row.cells[1].textContent, row.cells[2].textContent,
   row.nextElementSibling?.dataset.of === row.dataset.holder
     ? row.nextElementSibling.textContent : ""])"""
PAINTED = """() => {
  const { data, store } = mapperAtlas;
  const { day, by } = store.get();
  const named = (id) => by === "holder" || ["none", "unknown", "no_data"].includes(id)
    ? id : data.blocOf(id, day) || "no_bloc";
  const codes = new Set([...data.unitStates(day), ...data.placeStates(day)]);
  codes.delete(-1);
  const found = [...codes].map((code) => data.states[code]).flatMap((state) => [
    state.holder, ...state.besieged_by, ...state.claimed_by, ...state.uncertain_with,
    ...(state.status === "shared" ? state.companions : []),
    ...(state.status === "contested" ? state.contested_by : [])]);
  return [...new Set(found.filter((id) => id !== "shared").map(named))];
}"""


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("date", ["2013-02-10", "2018-07-02", "2026-04-28"])
def test_everybody_who_is_painted_has_a_row_with_a_part(atlas, date: str, by: str) -> None:
    page = atlas(f"#{date}//{by}")
    settle(page)
    rows = {row[0]: row[1:] for row in page.evaluate(LISTED) if row[0] != "shared"}
    painted = set(page.evaluate(PAINTED))
    assert len(painted) > 4 and painted <= rows.keys()
    for holder in painted:
        share, towns, line = rows[holder]
        assert share != "–" or towns != "0" or line, holder


def test_who_has_only_bases_is_told_in_places_also_in_a_picture(atlas, mali) -> None:
    page = atlas("#2018-07-02/")
    rows = {row[0]: row[1:] for row in page.evaluate(LISTED)}
    assert rows["minusma"] == ["–", "0", "7\u00a0places, shares\u00a02\u00a0places"]
    french = atlas("#2018-07-02/", lang="fr")
    rows = {row[0]: row[1:] for row in french.evaluate(LISTED)}
    assert rows["minusma"][2] == "7\u00a0lieux, partage\u00a02\u00a0lieux"


def seen_while(page, action) -> list[str]:
    """What is written into drawings while something is done."""
    page.evaluate(
        """() => { window.seen = []; const draw = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            window.seen.push(text); return draw.call(this, text, ...rest); }; }"""
    )
    action()
    return [re.sub("[\u2066-\u2069]", "", text) for text in page.evaluate("window.seen")]


def test_the_chart_over_time_names_who_shares(new_atlas) -> None:
    page = new_atlas("#2026-04-28/")
    seen = seen_while(page, lambda: page.evaluate("mapperAtlas.part().time.zoomAll()"))
    assert {"Government", "CMA + JNIM", "FLA + JNIM"} <= set(seen)
    assert not [text for text in seen if "hared" in text]
    x, _ = page.evaluate("mapperAtlas.part().time.pointOf(mapperAtlas.data.lastDay - 300)")
    box = page.locator(".mapper-chart").bounding_box()
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    row = [picture.getpixel((round(x) - 30 + i, round(box["y"]) + 30)) for i in range(40)]
    assert len(set(row)) > 2, "stripes of both, not one grey"


def test_a_picture_lists_everybody_and_splits_what_is_shared(new_atlas) -> None:
    page = new_atlas("#2018-07-02/")
    seen = seen_while(page, lambda: take(page, "png"))
    words = " ".join(seen)
    assert "Shared: CMA and JNIM" in words and "Shared rule" not in words
    assert {"France", "MINUSMA", "Platform"} <= set(seen)
    assert any(text.replace("\u00a0", " ").startswith("7 places, shares 2") for text in seen)
