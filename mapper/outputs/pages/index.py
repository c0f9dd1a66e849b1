"""The front page of a build: charts of shares, and the change days with their maps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np

from mapper.core.model import NO_DATA, NONE, SHARED, UNKNOWN, are_towns
from mapper.core.wordforms import plural_form
from mapper.figures.events import target_changes
from mapper.history.control import ControlHistory
from mapper.history.holders import holder_short_name, model_label
from mapper.outputs.pages import browser
from mapper.outputs.pages.filling import fill, own_words
from mapper.outputs.text.numerals import NARROW, whole
from mapper.outputs.text.opendates import long_date, open_words

__all__ = ["STORY", "index_page", "index_texts", "page_head", "text_element"]

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; base-uri 'none'"
)
STORY: Final = "index.html#//story:1"
"""The atlas of a build, as it tells its story: the view of the first step."""
_SHOWN: Final = 6
"""Places named for a day; the map and the list of changes have the rest."""


_NO_PARTIES: Final = {NONE: "nobody", UNKNOWN: "unknown", SHARED: "shared", NO_DATA: "no_data"}
"""Holders that no case names, and what the texts of a map call them."""


_OPEN: Final = (
    *("news_open", "open_in", "open_at", "edtf_about", "edtf_about_day"),
    *("edtf_between", "edtf_between_day", "edtf_maybe"),
)
"""What the texts of a map say of dates that name no day."""


def index_texts(lang: str) -> dict[str, Any]:
    """Texts of the front page in one of the languages of the pages, with its words for holders."""
    words = browser.texts(lang)
    own = {"lang": lang} | {key: words[key] for key in (*_NO_PARTIES.values(), *_OPEN)}
    return browser.texts(lang, "index") | own


def index_page(
    history: ControlHistory,
    days: Sequence[dt.date],
    *,
    lang: str = "en",
    charts: Mapping[str, str] | None = None,
    tables: Sequence[str] = (),
) -> str:
    """The index of a build as an HTML page.

    Parameters
    ----------
    history : ControlHistory
    days : sequence of date
        Days that have ``maps/<date>.html`` and ``snapshots/<date>.geojson``.
    lang : str
        One of the languages of the pages.
    charts : mapping, optional
        Path of each chart and what it shows.
    tables : sequence of str
        Paths of the tables of statistics.

    Returns
    -------
    str
        Works from disk; loads nothing but the charts beside it.
    """
    texts = index_texts(lang)
    case = history.case
    title, direction = case.title_in(lang), browser.direction(lang)
    root = ET.Element("html", lang=lang)
    if direction == "rtl":
        root.set("dir", "rtl")
    root.append(page_head(title))
    body = ET.SubElement(root, "body")
    main = ET.SubElement(body, "main")
    own_words(ET.SubElement(main, "h1"), title, direction)
    own_words(ET.SubElement(main, "p"), case.description, direction)
    first, last = (long_date(d, texts) for d in (case.first_day, case.last_day))
    span = text_element(main, "p", "", "quiet")
    fill(span, texts["span"], {"first": first, "last": last, "days": len(days)}, direction)
    for path, caption in (charts or {}).items():
        figure = ET.SubElement(main, "figure")
        ET.SubElement(figure, "img", src=path, alt=caption, width="1056", height="634")
        text_element(figure, "figcaption", caption)
    _downloads(main, texts, tables, story=history.has_story)
    _days(main, history, days, texts, direction)
    _footer(body, history, texts, direction)
    return "<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"


def page_head(title: str) -> ET.Element:
    """The head of a page without scripts, in the style of the front page."""
    head = ET.Element("head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    text_element(head, "title", title)
    text_element(head, "style", browser.style("index"))
    return head


def text_element(parent: ET.Element, tag: str, text: str, kind: str | None = None) -> ET.Element:
    """A new last child that holds a text, and perhaps a class."""
    element = ET.SubElement(parent, tag)
    element.text = text
    if kind is not None:
        element.set("class", kind)
    return element


def _link(parent: ET.Element, href: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, "a", href=href)
    element.text = text
    return element


def _downloads(
    main: ET.Element, texts: Mapping[str, Any], tables: Sequence[str], *, story: bool
) -> None:
    nav = ET.SubElement(main, "nav", {"aria-label": texts["files"]})
    text_element(nav, "h2", texts["files"])
    items = ET.SubElement(nav, "ul")
    _link(ET.SubElement(items, "li"), "index.html", texts["atlas"])
    if story:
        _link(ET.SubElement(items, "li"), STORY, texts["story"])
    for path, words in (("method.html", "method"), ("failure-modes.html", "failures")):
        _link(ET.SubElement(items, "li"), path, texts[words]).set("hreflang", "en")
    for path in (*tables, "history.gpkg", "manifest.json"):
        _link(ET.SubElement(items, "li"), path, path.rsplit("/", maxsplit=1)[-1])


def _days(
    main: ET.Element,
    history: ControlHistory,
    days: Sequence[dt.date],
    texts: Mapping[str, Any],
    direction: str,
) -> None:
    news = _news(history)
    year = None
    items = main
    for day in days:
        if day.year != year:
            year = day.year
            text_element(main, "h2", str(year))
            items = ET.SubElement(main, "ol", {"class": "days"})
        item = ET.SubElement(items, "li")
        _link(item, f"maps/{day.isoformat()}.html", long_date(day, texts))
        _day_news(item, history, news.get(day.isoformat(), ()), texts, direction)
        files = ET.SubElement(item, "span", {"class": "files"})
        _link(files, f"snapshots/{day.isoformat()}.geojson", texts["areas"]).tail = " · "
        _link(files, f"snapshots/{day.isoformat()}.places.geojson", texts["places"])


@dataclass(frozen=True, slots=True)
class _News:
    """The changes of a day, or those of one open date that are shown from it on.

    Attributes
    ----------
    date : str
        The open date as it is written; empty where the day is known.
    count : int
        All of them.
    towns : list of tuple
        Name, holder before and after of towns that changed hands; the most important first.
    land : list of float
        km² of each unit that changed hands.
    """

    date: str
    count: int
    towns: list[tuple[str, str, str]]
    land: list[float]


def _news(history: ControlHistory) -> dict[str, list[_News]]:
    """What changed, by date; first what is known to have changed on the day."""
    changes = target_changes(history)
    ranks = dict(zip(history.places.index, history.places["rank"].tolist(), strict=True))
    towns = set(history.places.index[are_towns(history.places)])
    days: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("date", "kind", "id", "name", "from_holder", "to_holder", "area_km2")
    rows = zip(*(changes[name].tolist() for name in columns), strict=True)
    for date, row in zip(changes["open_date"], rows, strict=True):
        days[str(row[0]), str(date)].append(row[1:])
    found: dict[str, list[_News]] = defaultdict(list)
    for (day, date), changed in sorted(days.items()):
        hands = [row for row in changed if row[3] != row[4]]
        held = [row for row in hands if row[0] == "place" and row[1] in towns]
        held.sort(key=lambda row: (ranks[row[1]], row[2]))
        land = [row[5] for row in hands if row[0] == "unit"]
        found[day].append(_News(date, len(changed), [row[2:5] for row in held], land))
    return dict(found)


def _day_news(
    item: ET.Element,
    history: ControlHistory,
    news: Sequence[_News],
    texts: Mapping[str, Any],
    direction: str,
) -> None:
    """Towns that changed hands that day, else how much changed; then what only is shown from it."""
    lines = ET.SubElement(item, "ul")
    for one in news:
        if one.date:
            when = open_words(one.date, texts, direction, begins=True)
            fill(
                text_element(lines, "li", "", "quiet"),
                texts["news_open"],
                {"when": when},
                direction,
            )
        _news_lines(lines, history, one, texts, direction)


def _news_lines(
    lines: ET.Element,
    history: ControlHistory,
    news: _News,
    texts: Mapping[str, Any],
    direction: str,
) -> None:
    for name, before, after in news.towns[:_SHOWN]:
        line = ET.SubElement(lines, "li")
        ET.SubElement(line, "bdi").text = name
        was = _party(history, before, texts) if before else "–"
        now = _party(history, after, texts)
        fill(line, f": {texts['pair']}", {"from": was, "to": now}, direction)
    more = len(news.towns) - _SHOWN
    if more > 0:
        fill(
            text_element(lines, "li", "", "quiet"),
            _numbered(texts, "more", more),
            {"count": more},
            direction,
        )
    if news.land:
        area = whole(np.array(news.land, dtype=float).sum(), mark=NARROW)
        fill(text_element(lines, "li", "", "quiet"), texts["land"], {"area": area}, direction)
    elif not news.towns:
        status = text_element(lines, "li", "", "quiet")
        fill(status, _numbered(texts, "status", news.count), {"count": news.count}, direction)


def _numbered(texts: Mapping[str, Any], key: str, n: int) -> str:
    """The text for a number of things."""
    form = f"{key}_{plural_form(n, texts['lang'])}"
    return str(texts.get(form, texts[f"{key}_other"]))


def _party(history: ControlHistory, holder: str, texts: Mapping[str, Any]) -> str:
    """Short name of a holder, or the word for nobody, unknown, shared and no data."""
    word = _NO_PARTIES.get(holder)
    return holder_short_name(history, holder) if word is None else str(texts[word])


def _footer(
    body: ET.Element, history: ControlHistory, texts: Mapping[str, Any], direction: str
) -> None:
    footer = ET.SubElement(body, "footer")
    case = history.case
    values = {"model": model_label(case), "licence": case.licence}
    fill(ET.SubElement(footer, "p"), texts["model"], values, direction)
    for line in case.attribution:
        own_words(ET.SubElement(footer, "p"), line, direction)
