"""The front page: every day with its news, in several languages, whatever the names are."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pytest

from mapper.outputs.pages.index import index_page, index_texts
from mapper.outputs.text.opendates import long_date

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tiny) -> str:
    charts = {"charts/area_by_holder.svg": "Shares"}
    tables = ["statistics/changes.csv"]
    return index_page(tiny, tiny.change_days(), charts=charts, tables=tables)


def item(page: str, day: str) -> str:
    """The text of one day's entry."""
    part = page.partition(f'href="maps/{day}.html"')[2].partition('class="files"')[0]
    return html.unescape(re.sub(r"<[^>]+>", " ", part))


def test_every_day_has_its_map_and_snapshots(tiny, page: str) -> None:
    for day in tiny.change_days():
        for link in (f"maps/{day}.html", f"snapshots/{day}.geojson", f"snapshots/{day}.places"):
            assert f'href="{link}' in page
    order = re.findall(r'href="maps/([\d-]+)\.html"', page)
    assert order == [d.isoformat() for d in tiny.change_days()]


def test_the_story_is_linked_to_where_there_is_one(tiny, page: str) -> None:
    assert 'href="index.html#//story:1"' in page
    assert "story:1" not in index_page(replace(tiny, milestones=()), tiny.change_days())


def test_news_of_a_day(page: str) -> None:
    taken = item(page, "2012-01-10")
    assert re.search(r"North\s+: Government → Rebels", taken)
    assert "11\u202f927 km²" in taken
    assert re.search(r"Sèat\s+: Rebels → Jihadists", item(page, "2012-03-05"))
    assert "→" not in item(page, "2012-05-01"), "a siege changes no hands"


def test_what_names_no_day_is_no_news_of_it(tiny, page: str) -> None:
    """Sèat was entered in February: the middle of it is the day from which on that is drawn."""
    entered = item(page, "2012-02-15")
    assert re.search(
        r"^\W*15 February 2012\s+Some time in February 2012, shown from this day on:\s+"
        r"Sèat\s+: Government → Rebels",
        entered,
    )
    assert "Some time" not in item(page, "2012-01-10")
    french = item(index_page(tiny, tiny.change_days(), lang="fr"), "2012-02-15")
    assert "Courant février 2012, montré à partir de ce jour :" in french


def test_charts_tables_and_licence(tiny, page: str) -> None:
    assert '<img src="charts/area_by_holder.svg" alt="Shares"' in page
    for link in ("statistics/changes.csv", "history.gpkg", "manifest.json"):
        assert f'href="{link}"' in page
    assert tiny.case.attribution[0] in page
    assert tiny.case.licence in page


def test_page_may_load_nothing_from_elsewhere(page: str) -> None:
    assert "default-src 'none'" in html.unescape(page)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:[a-z]+:|//)', page)


@pytest.mark.parametrize(
    ("lang", "date", "words"),
    [
        ("en", "2012-04-06", "6 April 2012"),
        ("fr", "2012-04-06", "6 avril 2012"),
        ("en", "2012-08-01", "1 August 2012"),
        ("fr", "2012-08-01", "1er août 2012"),
    ],
)
def test_dates_in_words(lang: str, date: str, words: str) -> None:
    assert long_date(dt.date.fromisoformat(date), index_texts(lang)) == words


def test_french_page(mali) -> None:
    page = index_page(mali, mali.change_days()[:3], lang="fr")
    assert '<html lang="fr">' in page
    assert f"<h1>{html.escape(mali.case.title_in('fr'))}</h1>" in page
    assert "janvier 2012" in page


HOSTILE = "</li><script>alert(1)</script>{{ 7*7 }}{0}&amp;\"'"


def test_hostile_strings_are_text(tiny) -> None:
    places = tiny.places.copy()
    places.loc["north", "name"] = HOSTILE
    history = replace(
        tiny,
        places=places,
        case=replace(tiny.case, title=HOSTILE, description=HOSTILE, attribution=(HOSTILE,)),
        actors={**tiny.actors, "reb": replace(tiny.actors["reb"], short_name=HOSTILE)},
    )
    page = index_page(history, history.change_days())
    assert "<script" not in page
    assert "49" not in item(page, "2012-01-10")
    assert f"{HOSTILE} : Government → {HOSTILE}" in item(page, "2012-01-10")
    assert html.unescape(page).count(HOSTILE) >= 6


def pieces(page: str) -> list[str]:
    """Each text of the body by itself."""
    return [html.unescape(x) for x in re.findall(r">([^<]+)<", page.partition("<body>")[2])]


def test_arabic_page_isolates_what_is_filled_in(mali) -> None:
    page = index_page(mali, mali.change_days()[:12], lang="ar")
    assert '<html lang="ar" dir="rtl">' in page
    for text in pieces(page):
        assert not (re.search("[A-Za-z0-9]", text) and re.search("[\u0600-\u06ff]", text)) or (
            re.fullmatch(r"\d+ \w+ \d{4}", text)
        ), text
        assert not re.search("[\u2066-\u2069]", text), text
    assert "<bdi>Aguelhok</bdi>: <bdi>Government</bdi> ← <bdi>MNLA</bdi></li>" in page
    assert "<bdi>لا أحد</bdi></li>" in page, "nobody, in the language of the page"
    assert f'<p dir="auto">{html.escape(mali.case.description)}</p>' in page


def test_arabic_names_on_an_english_page_stand_by_themselves(tiny) -> None:
    places = tiny.places.copy()
    places.loc["north", "name"] = "غاو (مالي)"
    actors = {**tiny.actors, "reb": replace(tiny.actors["reb"], short_name="الحركة (أ)")}
    title = "حرب صغيرة"
    history = replace(tiny, places=places, actors=actors, case=replace(tiny.case, title=title))
    page = index_page(history, history.change_days())
    assert "<bdi>غاو (مالي)</bdi>: Government → <bdi>الحركة (أ)</bdi></li>" in page
    assert f'<h1 dir="auto">{title}</h1>' in page
    assert "<bdi>Government</bdi>" not in page
