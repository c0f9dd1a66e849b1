"""Words of a reader: the language of the page, days as typed, spans of time, names in sentences."""

from __future__ import annotations

import json

import pytest
from atlaspage import number, ready, settle, shown_day, until

from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.browser.joiner import join_modules

EARLY = "2012-04-06"
LANG = "document.documentElement.lang"
_KIT = """
import { typedDay } from "./library/words/typeddates.js";
import { isoDay, spanWords } from "./library/words/dates.js";
import { makeTexts } from "./library/words/texts.js";
import { languageOf } from "./atlas/page/language.js";
import { languageInAddress, readAddress, writeAddress } from "./atlas/page/address.js";
export const kit = {
  typed: (text, locale) => { const day = typedDay(text, locale); return day === null ? null : isoDay(day); },
  span: (from, to, table) => spanWords(from, to, makeTexts(table)),
  said: (table, key, parts) => { const box = document.createElement("p"); box.append(makeTexts(table).phrase(key, parts)); return box.innerHTML; },
  languageOf, languageInAddress, readAddress, writeAddress,
};
"""  # noqa: E501


@pytest.fixture(scope="module")
def kit(tabs):
    page = tabs.borrow((400, 400), {})
    page.set_content('<!doctype html><meta charset="utf-8" /><body></body>')
    script = join_modules(browser.modules() | {"kit.js": _KIT}, "kit.js", name="tested")
    page.add_script_tag(content=script)

    def ask(name: str, *arguments):
        return page.evaluate(f"(given) => tested.kit.{name}(...given)", list(arguments))

    yield ask
    tabs.give_back(page)


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        *[(text, "en-GB", EARLY) for text in ("6 April 2012", "6 apr 2012", "06/04/2012")],
        *[(text, "en-GB", EARLY) for text in ("April 6, 2012", "the 6th of April 2012")],
        *[(EARLY, locale, EARLY) for locale in ("en-GB", "fr", "ar")],
        *[(text, "fr", EARLY) for text in ("6 avril 2012", "6 avr. 2012", "6/4/2012", "6.4.2012")],
        ("1er août 2013", "fr", "2013-08-01"),
        ("1 aout 2013", "fr", "2013-08-01"),
        ("déc. 2012", "fr", "2012-12-01"),
        ("6 April 2012", "fr", EARLY),
        ("6 أبريل 2012", "ar", EARLY),
        ("٦ أبريل ٢٠١٢", "ar", EARLY),
        ("04/06/2012", "en-US", EARLY),
        ("29 February 2012", "en-GB", "2012-02-29"),
        ("29 February 2013", "en-GB", None),
        ("31/04/2012", "fr", None),
        ("ju 2012", "en-GB", None),
        ("5 June July 2012", "en-GB", None),
        ("6 4 12", "en-GB", None),
        ("2012", "en-GB", None),
        ("yesterday", "en-GB", None),
        ("", "en-GB", None),
    ],
)
def test_days_as_people_type_them(kit, text, locale, day) -> None:
    assert kit("typed", text, locale) == day


@pytest.mark.parametrize("lang", browser.LANGUAGES)
def test_every_day_that_the_field_shows_is_read_back(kit, new_atlas, lang) -> None:
    page = new_atlas(f"#{EARLY}//holder+lang:{lang}/")
    for month in range(1, 13):
        day = f"2013-{month:02}-1{month % 3}"
        page.locator("[name=mapper-date]").fill(day)
        page.keyboard.press("Enter")
        assert shown_day(page).isoformat() == day
        shown = page.locator("[name=mapper-date]").input_value()
        assert kit("typed", shown, browser.texts(lang)["locale"]) == day


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ({"linked": "ar", "remembered": "fr", "wished": ["en"], "own": "en"}, "ar"),
        ({"linked": "xx", "remembered": "fr", "wished": ["en"], "own": "en"}, "fr"),
        ({"linked": "", "remembered": "", "wished": ["de-DE", "fr-CA", "en"], "own": "ar"}, "fr"),
        ({"linked": "", "remembered": "de", "wished": ["de", "sw"], "own": "ar"}, "ar"),
        ({"linked": "", "remembered": "", "wished": [], "own": "de"}, "en"),
    ],
)
def test_who_says_in_which_language_a_page_opens(kit, asked, lang) -> None:
    assert kit("languageOf", ["en", "fr", "ar"], asked) == lang


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2012-03-30", "2012-03-31", ("1 day", "1 jour")),
        ("2012-03-30", "2012-05-29", ("60 days", "60 jours")),
        ("2012-03-30", "2012-05-30", ("2 months", "2 mois")),
        ("2012-01-31", "2013-01-31", ("1 year", "1 an")),
        ("2012-01-31", "2013-01-30", ("11 months", "11 mois")),
        ("2012-08-01", "2015-04-16", ("2 years 8 months", "2 ans et 8 mois")),
        ("2012-08-01", "2013-09-01", ("1 year 1 month", "1 an et 1 mois")),
    ],
)
def test_long_times_are_years_and_months(kit, first, last, words) -> None:
    for lang, said in zip(("en", "fr"), words, strict=True):
        assert kit("span", number(first), number(last), browser.texts(lang)) == said


def test_long_times_in_arabic(kit) -> None:
    said = kit("span", number("2012-08-01"), number("2014-10-16"), browser.texts("ar"))
    assert said == "\u2068سنتين\u2069 و\u2068شهرين\u2069"


def test_the_article_stands_outside_the_name(kit) -> None:
    table = {"locale": "fr", "direction": "ltr", "key": "Tenu par {the:who} ; retrait {de:who}."}
    who = {"text": "<b>FLA</b>", "article": "le"}
    name = "<bdi>&lt;b&gt;FLA&lt;/b&gt;</bdi>"
    said = kit("said", table, "key", {"who": who})
    assert said == f"Tenu par le {name} ; retrait du {name}."


# The page


def test_the_page_opens_in_the_language_of_link_memory_or_browser(atlas_of, visit) -> None:
    def opened(fragment: str = "", **options):
        return ready(visit(atlas_of(), "desktop", fragment, **options).page)

    page = opened(locale="fr-CA")
    assert page.evaluate(LANG) == "fr"
    assert page.locator("[name=mapper-date]").input_value() == "28 avr. 2026"
    page.get_by_role("button", name="العربية").click()
    until(page, f"{LANG} === 'ar' && location.hash.endsWith('+lang:ar')")
    page.go_back()
    until(page, f"{LANG} === 'fr'")
    page.go_forward()
    until(page, f"{LANG} === 'ar'")
    page.goto(atlas_of().as_uri() + f"#{EARLY}/")
    page.reload()
    ready(page)
    assert page.evaluate(LANG) == "ar", "chosen before"
    page.goto(atlas_of().as_uri() + f"#{EARLY}//holder+lang:en/")
    until(page, f"{LANG} === 'en'")
    page.reload()
    ready(page)
    assert page.evaluate(LANG) == "en", "the link says so"
    assert page.evaluate("localStorage.getItem('mapper-language')") == "ar"


def test_a_build_in_a_language_keeps_it_for_readers_of_others(atlas_of, visit) -> None:
    page = ready(visit(atlas_of("fr"), "desktop", locale="de-DE").page)
    assert page.evaluate(LANG) == "fr"


def test_a_page_without_a_store_opens(atlas_of, visit, tmp_path) -> None:
    """A frame without an origin of its own may ask for the store only to be refused."""
    frame = f'<iframe sandbox="allow-scripts" src="{atlas_of().as_uri()}" width=900 height=700>'
    path = tmp_path / "frame.html"
    path.write_text(f"<!doctype html>{frame}</iframe>", "utf-8")
    page = visit(path, ready="iframe").page
    inner = page.frame_locator("iframe")
    inner.locator(".mapper-ready").wait_for()
    inner.get_by_role("button", name="Français").click()
    assert inner.locator(".mapper-legend h2").inner_text() == "Qui tient quoi"


def test_the_date_field_speaks_the_language_of_the_page(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}//holder+lang:fr/")
    field = page.locator("[name=mapper-date]")
    assert field.input_value() == "6 avr. 2012"
    hint = page.locator("#mapper-date-hint")
    assert not hint.is_visible()
    field.focus()
    assert hint.inner_text() == "Par exemple 28 avril 2026 ou 2026-04-28"
    field.fill("31 février 2013")
    page.keyboard.press("Enter")
    assert hint.inner_text().startswith("Ce n’est pas un jour du calendrier.")
    assert field.get_attribute("aria-invalid") == ""
    field.fill("1er mars 1999")
    page.keyboard.press("Enter")
    assert page.locator("[data-note=outside] span").inner_text().startswith("1er mars 1999")
    assert shown_day(page).isoformat() == "2012-01-16"  # the nearest day of the record
    assert field.input_value() == "16 janv. 2012"
    field.fill("6 mai")
    page.keyboard.press("Escape")
    assert field.input_value() == "16 janv. 2012"
    field.fill("1er mars 2013")
    page.keyboard.press("Enter")
    assert shown_day(page).isoformat() == "2013-03-01"
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("1er mars 2013", None)


CARDS = {
    "kidal": ("2012-06-30", "Tenu par Ansar Dine"),  # the seat of a region: le chef-lieu
    "ansongo": ("2014-01-10", "Tenue par le gouvernement"),
    "bamako": ("2012-06-30", "Tenu par le gouvernement"),
    "lere": ("2012-02-20", "Tenue par le MNLA"),
    "gao": ("2012-04-06", "Partagé entre le MNLA, le MUJAO et Ansar Dine"),
}


@pytest.mark.parametrize("place", CARDS)
def test_french_cards_have_articles_and_agree(atlas, place) -> None:
    day, words = CARDS[place]
    page = atlas(f"#{day}///{place}", lang="fr")
    page.wait_for_selector(f".mapper-card[data-id={place}]")
    assert page.locator(".mapper-verdict").inner_text().startswith(words)


def test_english_cards_have_articles(atlas) -> None:
    page = atlas(f"#{EARLY}///bamako")
    page.wait_for_selector(".mapper-card[data-id=bamako]")
    assert page.locator(".mapper-verdict").inner_text() == "Held by the Government"
    assert page.locator(".mapper-holders th").all_inner_texts()  # a legend has names alone
    names = " ".join(page.locator(".mapper-holders th").all_inner_texts())
    assert "Government" in names and "the Government" not in names


def test_a_case_without_names_in_a_language_has_no_strange_articles(tiny, visit, tmp_path) -> None:
    path = tmp_path / "tiny.html"
    path.write_text(atlas_page(tiny), "utf-8")
    page = ready(visit(path, fragment="#2012-03-05//holder+lang:fr/capital").page)
    page.wait_for_selector(".mapper-card")
    assert page.locator(".mapper-verdict").inner_text().endswith("par Government")


def test_old_reports_are_so_many_years_old_and_the_days_are_told(atlas) -> None:
    page = atlas("#2020-01-01///bamako")
    page.wait_for_selector(".mapper-card[data-id=bamako]")
    told = page.locator("[data-fact=last] span")
    if told.count():  # Bamako may have had no report at all
        assert "year" in told.inner_text() or "none" in told.inner_text()
    page = atlas("#2016-05-01///gao")
    page.wait_for_selector(".mapper-card[data-id=gao]")
    told = page.locator("[data-fact=last] span")
    assert told.inner_text() == "24 November 2013, 2 years 5 months before this date"
    assert told.get_attribute("title") == "889 days"


# The address


def entries(page) -> int:
    return page.evaluate("history.length")


def test_a_key_held_down_is_one_entry(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/")
    page.get_by_role("slider", name="Date", exact=True).focus()
    before = entries(page)
    for _ in range(12):
        page.keyboard.down("ArrowRight")
    page.wait_for_timeout(350)  # the address has followed in between
    for _ in range(3):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    assert shown_day(page).isoformat() == "2012-04-21"
    assert entries(page) - before == 1
    assert page.evaluate("location.hash").startswith("#2012-04-21/")
    page.keyboard.press("ArrowRight")
    assert entries(page) - before == 2, "pressed anew: another gesture"
    page.go_back()
    until(page, f"mapperAtlas.store.get().day === {number('2012-04-21')}")
    page.go_back()
    until(page, f"mapperAtlas.store.get().day === {number(EARLY)}")


def test_dragging_and_playing_are_one_entry_each(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/")
    before = entries(page)
    point = "day => mapperAtlas.part().time.pointOf(day)"
    page.mouse.move(*page.evaluate(point, number("2013-06-01")))
    page.mouse.down()
    for day in ("2014-01-01", "2015-01-01", "2016-01-01"):
        page.mouse.move(*page.evaluate(point, number(day)), steps=3)
        page.wait_for_timeout(350)
    page.mouse.up()
    dragged = shown_day(page)
    assert dragged.year in (2015, 2016)
    assert entries(page) - before == 1
    page.locator("[name=mapper-speed]").select_option("quarter")
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, f"mapperAtlas.store.get().day > {number(dragged.isoformat())} + 60")
    page.keyboard.press("Space")
    played = shown_day(page)
    assert entries(page) - before == 2
    page.get_by_role("button", name="One step on").click()
    assert entries(page) - before == 3
    for day in (played.isoformat(), dragged.isoformat(), EARLY):
        page.go_back()
        until(page, f"mapperAtlas.store.get().day === {number(day)}")


def test_a_step_while_playing_is_a_gesture_of_its_own(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/")
    before = entries(page)
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, f"mapperAtlas.store.get().day > {number(EARLY)} + 20")
    page.get_by_role("button", name="Previous change").click()
    assert not page.evaluate("mapperAtlas.store.get().playing")
    assert entries(page) - before == 2
    page.go_back()
    until(page, f"mapperAtlas.store.get().day > {number(EARLY)} + 19")
    page.go_back()
    until(page, f"mapperAtlas.store.get().day === {number(EARLY)}")


def test_back_to_the_page_as_it_opened(new_atlas) -> None:
    page = new_atlas()
    last = shown_day(page)
    page.get_by_role("button", name="Previous change").click()
    assert shown_day(page) != last
    page.go_back()
    until(page, f"mapperAtlas.store.get().day === {number(last.isoformat())}")


def test_the_layers_are_in_the_address(atlas, new_atlas) -> None:
    page = atlas(f"#{EARLY}/")
    page.locator(".mapper-layers summary").click()
    for layer in ("rivers", "borders"):
        page.locator(f"[name=mapper-layer-{layer}]").uncheck()
    until(page, "location.hash.includes('+hide:borders,rivers+')")
    fresh = new_atlas(page.evaluate("location.hash"))
    shown = {
        name: fresh.locator(f"[name=mapper-layer-{name}]").is_checked()
        for name in ("areas", "towns", "borders", "rivers")
    }
    assert shown == {"areas": True, "towns": True, "borders": False, "rivers": False}
    lines = "document.querySelector('.mapper-canvas-lines').toDataURL()"
    fresh.evaluate("mapperAtlas.part().main.redraw()")
    hidden = fresh.evaluate(lines)
    fresh.get_by_role("button", name="Français").click()
    settle(fresh)
    assert not fresh.locator("[name=mapper-layer-rivers]").is_checked(), "also in another language"
    fresh.locator(".mapper-layers summary").click()
    fresh.locator("[name=mapper-layer-rivers]").check()
    assert fresh.evaluate(lines) != hidden
    fresh.go_back()
    until(fresh, "!document.querySelector('[name=mapper-layer-rivers]').checked")


def test_strange_words_in_an_address_are_left_out(kit) -> None:
    data = {"firstDay": 0, "lastDay": 9, "places": [], "units": []}
    read = kit("readAddress", "#1970-01-02//holder+hide:rivers,<b>,towns,rivers+lang:../", data)
    assert (read["view"]["hidden"], read["view"]["tiles"]) == ("rivers,towns", False)
    assert kit("languageInAddress", "#1970-01-02//holder+lang:../") == ""
    assert kit("languageInAddress", "#1970-01-02//holder+lang:fr/") == "fr"
    view = read["view"] | {"day": 1, "other": 0, "playing": False, "tiles": True}
    place = {"lat": 1, "lng": 2, "zoom": 3}
    hash_ = kit("writeAddress", view, place, data, "fr")
    assert hash_ == "#1970-01-02/1.0000,2.0000,3/holder+hide:rivers,towns+tiles+lang:fr"
    assert kit("readAddress", hash_, data)["view"] == {
        k: v for k, v in view.items() if k not in ("other", "playing")
    }


def test_a_copied_link_is_seen_to_be_copied(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-menu=take] summary").click()
    told, field = page.locator(".mapper-told"), page.locator(".mapper-link-field")
    assert not told.is_visible() and not field.is_visible()
    page.evaluate(
        "void (navigator.clipboard.writeText = async (text) => { window.copied = text; })"
    )
    page.evaluate("void mapperAtlas.map.setView([16.5, -2.25], 7, {animate: false})")
    page.locator("[data-action=link]").click()
    told.wait_for(state="visible")
    assert told.inner_text() == "The link is copied."
    copied = page.evaluate("window.copied")
    assert f"#{EARLY}/16.5000,-2.2500,7/" in copied, "the map as it is, not as it was"
    page.keyboard.press("Escape")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    page.locator("[data-menu=take] summary").click()
    assert not told.is_visible()
    page.locator("[data-action=link]").click()
    field.wait_for(state="visible")
    assert field.input_value() == copied
    assert not told.is_visible()


# The online map


NOWHERE = "http://127.0.0.1:9/{z}/{x}/{y}.png"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
WITH_TILES = "document.querySelector('.folium-map').classList.contains('mapper-with-tiles')"


@pytest.fixture(scope="module")
def nowhere(tiny, tmp_path_factory):
    from mapper.outputs.pages.document import Tiles

    path = tmp_path_factory.mktemp("tiles") / "atlas.html"
    path.write_text(atlas_page(tiny, tiles=Tiles(NOWHERE, "Nobody")), "utf-8")
    return path


def test_an_online_map_that_cannot_be_had_says_so(nowhere, visit) -> None:
    result = visit(nowhere)
    page = ready(result.page)
    strong = "getComputedStyle(document.querySelector('.mapper-canvas-land')).opacity"
    assert page.evaluate(strong) == "1"
    page.locator(".mapper-layers summary").click()
    failure = page.locator(".mapper-tiles-failed")
    assert not failure.is_visible()
    result.ask_for_tiles("[name=mapper-layer-tiles]")
    failure.wait_for(state="visible")
    assert "127.0.0.1" in failure.inner_text()
    assert not page.evaluate(WITH_TILES)
    assert page.evaluate(strong) == "1", "the land has its colours back"
    page.locator("[name=mapper-layer-tiles]").uncheck()
    assert not failure.is_visible()


def test_an_online_map_that_comes_is_seen_through_the_land(nowhere, visit) -> None:
    result = visit(nowhere)
    page = ready(result.page)
    page.route("**/*.png", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    page.locator(".mapper-layers summary").click()
    page.locator("[name=mapper-layer-tiles]").check()
    page.wait_for_selector(".leaflet-tile-loaded", state="attached")
    assert page.evaluate(WITH_TILES)
    assert not page.locator(".mapper-tiles-failed").is_visible()
    assert "+tiles" in page.evaluate("location.hash")
    page.unroute("**/*.png")


def test_addresses_of_before_mean_what_they_meant(kit) -> None:
    data = {"firstDay": 0, "lastDay": 9, "places": [{"id": "gao"}], "units": [], "people": [1]}
    read = kit("readAddress", "#1970-01-03/1,2,3/bloc+people+fade+swipe:1970-01-05/gao", data)
    expected = {"day": 2, "by": "bloc", "figure": "people", "fade": True, "mode": "swipe"}
    expected |= {"other": 4, "kind": "place", "index": 0, "shade": "", "hidden": "", "tiles": False}
    expected |= {"embed": False, "without": ""}
    place = {"lat": 1, "lng": 2, "zoom": 3}
    assert read == {"view": expected, "place": place, "outside": None}, json.dumps(read)
