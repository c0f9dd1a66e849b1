"""The atlas for everybody: keyboard, screen readers, colours, small screens, paper, languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from atlaspage import (
    photo,
    quiet,
    ready,
    screen_point,
    serious_faults,
    settle,
    shown_day,
    state,
    until,
)
from tabs import SIZES, Visit, speaking

EARLY = "2012-04-06"
VIEWS = {
    "plain": f"#{EARLY}/",
    "card": f"#{EARLY}///gao",
    "swipe": f"#{EARLY}//bloc+swipe:2013-02-01/",
    "changes": f"#{EARLY}//changes:2013-02-01/",
    "age": f"#{EARLY}//age/",
    "level": f"#{EARLY}//level+side:2013-02-01/",
    "story": f"#{EARLY}//story:4/",
}
SHOWN = {
    "card": {"kind": "place"},
    "swipe": {"mode": "swipe", "by": "bloc"},
    "changes": {"mode": "changes"},
    "age": {"shade": "age"},
    "level": {"mode": "side", "shade": "level"},
    "story": {"story": "4"},
}
"""What an address changes of the plain view."""


@pytest.fixture(scope="module")
def examined(atlas_of, tabs) -> Iterator[Callable[..., Visit]]:
    """The atlas, opened for a size and scheme until another is wanted."""
    last: list[tuple[tuple[str, str], Visit]] = []

    def open_for(size: str, scheme: str) -> Visit:
        if last and last[0][0] == (size, scheme):
            return last[0][1]
        if last:
            tabs.give_back(last.pop()[1].page)
        result = Visit()
        result.page = tabs.borrow(SIZES[size], result.listeners(), color_scheme=scheme)
        last.append(((size, scheme), result))
        result.page.goto(atlas_of("en").as_uri() + VIEWS["plain"])
        ready(result.page)
        return result

    yield open_for
    for _, result in last:
        tabs.give_back(result.page)


@pytest.mark.parametrize("view", list(VIEWS))  # the first varies fastest: a page has all its views
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_for_axe(examined, view, scheme, size) -> None:
    result = examined(size, scheme)
    page = result.page
    fragment, shown = VIEWS[view], SHOWN.get(view, {})
    page.evaluate(
        """(hash) => {
          document.querySelectorAll('[data-opened]').forEach(
            (d) => (d.open = d.toggleAttribute('data-opened', false)));
          location.hash = hash;
        }""",
        fragment,
    )
    view_of = {"mode": "one", "kind": "", "shade": "", "by": "holder", "story": "0"} | shown
    same = " && ".join(f"`${{mapperAtlas.store.get().{k}}}` === '{v}'" for k, v in view_of.items())
    until(page, same)
    assert shown_day(page).isoformat() == EARLY
    if view == "plain":
        page.evaluate(
            "document.querySelectorAll('details:not([open])').forEach("
            "(d) => d.toggleAttribute('data-opened', (d.open = true)))"
        )
    quiet(page)
    assert serious_faults(page) == []
    assert (result.complaints(), result.dialogs) == ([], [])


def test_everything_is_reached_by_the_tab_key(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/")
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const n = document.activeElement; const style = getComputedStyle(n);"
                " const name = n.getAttribute('aria-label') || n.name || n.textContent.trim();"
                " return [name.slice(0, 30),"
                " style.outlineStyle !== 'none' || n.type === 'radio']; })()"
            )
        )
    names = [name for name, _ in seen]
    for name in ("Play", "Next change", "Date", "mapper-by", "Compare", "Save"):
        assert name in names, (name, names)
    assert [name for name, visible in seen if name and not visible] == []


def test_arrows_pan_the_map_only_when_it_has_the_focus(atlas) -> None:
    page = atlas(f"#{EARLY}/")
    page.locator(".folium-map").focus()
    before = page.evaluate("mapperAtlas.map.getCenter().lng")
    page.keyboard.press("ArrowRight")
    until(page, f"mapperAtlas.map.getCenter().lng > {before}")
    assert shown_day(page).isoformat() == EARLY


def test_languages(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}///gao")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="Français").click()
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator("h1").inner_text() == "Guerre du Mali – 6 avril 2012"
    assert page.locator(".mapper-card").get_attribute("data-id") == "gao"
    assert "Partagé" in page.locator(".mapper-verdict").inner_text()
    names = page.evaluate("mapperAtlas.part().main.names().map((name) => name.words)")
    assert {"Tombouctou", "Algérie"} <= set(names)
    assert "Le MNLA proclame l’indépendance de l’Azawad" in page.locator("header").inner_text()
    assert not {"Timbuktu", "Algeria"} & set(names)
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=places]").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert '"Timbuktu"' in saved  # files say what the command says
    page.keyboard.press("Escape")
    page.get_by_role("button", name="English").click()
    settle(page)
    assert page.locator("h1").inner_text() == "Mali War – 6 April 2012"
    assert page.locator(".mapper-stack").count() == 1
    assert page.locator("header.mapper-header").count() == 1


def test_french_page(atlas) -> None:
    page = atlas(f"#{EARLY}/", lang="fr")
    assert page.locator("h1").inner_text() == "Guerre du Mali – 6 avril 2012"
    assert page.locator(".mapper-legend h2").inner_text() == "Qui tient quoi"
    assert page.get_by_role("button", name="Changement suivant").is_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_arabic_runs_from_right_to_left_but_map_and_time_do_not(new_atlas, size) -> None:
    page = new_atlas(f"#{EARLY}/", size, lang="ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.locator("h1").inner_text() == "حرب مالي – 6 أبريل 2012"
    way = "(css) => getComputedStyle(document.querySelector(css)).direction"
    ways = {
        css: page.evaluate(way, css)
        for css in (".mapper-panel", ".folium-map", ".mapper-time-chart")
    }
    assert list(ways.values()) == ["rtl", "ltr", "ltr"]
    if size == "desktop":
        panel, frame = (
            page.locator(css).bounding_box() for css in (".mapper-panel", ".mapper-frame")
        )
        assert panel["x"] + panel["width"] <= frame["x"] + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="English").click()
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == [
        "ltr",
        "en",
    ]


def test_phone_keeps_map_and_time_line_usable(mali, new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", "phone")
    frame = page.locator(".mapper-frame").bounding_box()
    chart = page.locator(".mapper-time-chart").bounding_box()
    sheet = page.locator(".mapper-panel").bounding_box()
    assert frame["height"] > 400
    assert chart["height"] > 80
    assert chart["y"] + chart["height"] <= sheet["y"] + 8
    for name in ("Play", "Next change", "Previous change", "One step on"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    place = mali.places.loc["sikasso"]
    page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
    page.wait_for_selector(".mapper-card[data-id=sikasso]")
    sheet = "document.querySelector('.mapper-panel').getBoundingClientRect().y"
    box = "mapperAtlas.map.getContainer().getBoundingClientRect().y"
    place_y = f"mapperAtlas.map.latLngToContainerPoint([{place['lat']}, {place['lon']}]).y + {box}"
    until(page, f"{place_y} < {sheet}")
    quiet(page)
    assert page.evaluate(place_y) < page.evaluate(sheet)
    page.locator(".mapper-handle").click()
    until(page, f"{sheet} > 700")


@pytest.fixture(scope="module")
def swiped(atlas_of, loaded) -> Iterator[Callable[[str], Visit]]:
    """A comparison with all its tools, lent once for each language: only its size changes."""
    visits: dict[str, Visit] = {}

    def lend(lang: str) -> Visit:
        if lang not in visits:
            result = visits[lang] = Visit()
            at = f"#{EARLY}//level+swipe:2013-02-01/"
            result.page = loaded.borrow(atlas_of(lang), "desktop", at, result, **speaking(lang))
        return visits[lang]

    yield lend
    assert [loaded.faults_back(visit.page, "desktop") for visit in visits.values()] == [[]] * len(
        visits
    )


PARTS = """() => [...document.querySelectorAll(
  ".mapper-tools > *, .mapper-compare-bar > *, .mapper-transport > :not(.mapper-spring)",
)].map((node) => {
  node.scrollIntoView({ block: "center" });
  const b = node.getBoundingClientRect();
  const shown = b.width > 0 && b.height > 0 && getComputedStyle(node).visibility === "visible";
  const top = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);
  const covered = !(top && (node.contains(top) || top.contains(node)));
  return [node.outerHTML.slice(0, 80), shown, b.left, b.right, covered];
})"""
"""Of each tool: its words, whether and where it is seen, whether something lies on it."""


SMALL = [(320, 568), (320, 640), (640, 420), (700, 450), (740, 360), (844, 390)]
"""Phones upright and on their side, a frame in an article, a window of 1400 by 900 at 200 %.

320 px is a window of 1280 px at 400 % (WCAG 1.4.10).
"""


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("size", [*SMALL, (768, 1024), (1024, 768), (1400, 900)])
def test_nothing_is_cut_off_at_any_size(swiped, lang, size) -> None:
    """Half of the height is the map's; what does not fit beside it is reached by scrolling."""
    result = swiped(lang)
    page = result.page
    assert page.evaluate("document.documentElement.lang") == lang
    page.set_viewport_size({"width": size[0], "height": size[1]})
    quiet(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
    parts = page.evaluate(PARTS)
    assert len(parts) > 10
    for words, shown, left, right, covered in parts:
        assert not shown or (left >= 0 and right <= size[0] + 1), words
        assert not covered, words
    assert page.locator(".mapper-frame").bounding_box()["height"] >= size[1] / 2
    page.evaluate("scrollTo(0, 1e5)")
    chart, sheet = (
        page.locator(css).bounding_box() for css in (".mapper-time-chart", ".mapper-panel")
    )
    if size[0] <= 800:  # the last of the page is above the sheet that peeks in
        assert chart["y"] + chart["height"] <= sheet["y"] + 1
    page.evaluate("scrollTo(0, 0)")
    assert (result.complaints(), result.dialogs) == ([], [])


OVERLAPS = """() => {
  const css = ".mapper-title, .mapper-news, .mapper-tools > *, .mapper-frame,"
    + " .mapper-transport > *, .mapper-time-chart";
  const nodes = [...document.querySelectorAll(css)].filter((n) => n.getClientRects().length);
  const boxes = nodes.map((n) => [n.className, n.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${name} on ${other}`));
}"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_letters_of_twice_the_size_fit(new_atlas, lang, size) -> None:
    page = new_atlas(f"#{EARLY}/", size, lang=lang)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    settle(page)
    width, height = SIZES[size]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.locator(".mapper-frame").bounding_box()["height"] >= height / 2
    assert page.evaluate(OVERLAPS) == []
    title = page.locator(".mapper-title").bounding_box()
    assert title["width"] > width / 3  # the tools have a line of their own


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_slider_hides_no_title_of_a_milestone(new_atlas, size) -> None:
    page = new_atlas("", size)
    page.mouse.move(5, 5)
    box = page.locator(".mapper-time-chart").bounding_box()
    titles = (round(box["x"]), round(box["y"]), round(box["x"] + 200), round(box["y"]) + 15)
    before = photo(page).crop(titles)
    day = page.evaluate("mapperAtlas.data.milestones[0].day + 5")
    page.evaluate("day => mapperAtlas.store.set({ day }, 'move')", day)
    settle(page)
    head = page.locator(".mapper-head:not(.mapper-head-other)").bounding_box()
    assert head["x"] < titles[2]
    assert photo(page).crop(titles).tobytes() == before.tobytes()


def test_touch_on_the_chart(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", "phone", has_touch=True)
    x, y = page.evaluate("mapperAtlas.part().time.pointOf(mapperAtlas.data.firstDay + 2500)")
    page.touchscreen.tap(x, y)
    settle(page)
    first = page.evaluate("mapperAtlas.data.firstDay")
    assert abs(state(page)["day"] - first - 2500) < 30


def test_dark_page(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(35, 38, 43)"
    dark = page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()")
    page.emulate_media(color_scheme="light")
    settle(page)
    assert page.evaluate(background) == "rgb(253, 252, 249)"
    assert page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()") != dark


def test_reduced_motion(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", reduced_motion="reduce")
    assert page.evaluate("mapperAtlas.map.options.zoomAnimation") is False
    assert page.locator("[name=mapper-speed]").input_value() == "change"


def test_forced_colours_keep_what_colours_say(mali, new_atlas) -> None:
    page = new_atlas(f"#{EARLY}///gao", forced_colors="active")
    bar = page.locator(".mapper-card-bar span").first
    holder = mali.at(dt.date.fromisoformat(EARLY)).places.at["gao", "holder"]
    text = mali.actors[holder].colour
    own = ", ".join(str(int(text[i : i + 2], 16)) for i in (1, 3, 5))
    assert bar.evaluate("(n) => getComputedStyle(n).backgroundColor") == f"rgb({own})"
    styles = page.evaluate(
        """() => ['holder', 'bloc'].map((value) => getComputedStyle(
          document.querySelector(`[name=mapper-by][value=${value}] + span`)).backgroundColor)"""
    )
    assert styles[0] != styles[1]  # what is chosen differs from what is not


def test_patterns_say_what_colours_say(mali, atlas) -> None:
    """Contested, shared and disputed land differs from its parties' plain land by more than hue."""
    page = atlas(f"#{EARLY}/")
    signs = page.locator("li[data-sign]").all()
    assert {sign.get_attribute("data-sign") for sign in signs} >= {"shared", "disputed"}
    for sign in signs:
        assert "url(#" in sign.locator("rect").first.get_attribute("fill")
