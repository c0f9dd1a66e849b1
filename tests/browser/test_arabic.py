"""Arabic pages: Latin names, numbers and signs stand where a reader from right to left looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from atlaskit import answer
from atlaspage import settle, until
from test_atlas_take import take

from mapper.core.vocabulary import VOCABULARY
from mapper.figures.between import net_changes
from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas.layer import ControlTimeline
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import ControlMap

DAY, LATER = "2012-04-06", "2013-02-01"
VIEWS = {
    "plain": f"#{DAY}/",
    "card": f"#{DAY}///gao",
    "changes": f"#{DAY}//changes:{LATER}/",
    "evidence": f"#{DAY}//level+side:{LATER}/",
    "disputed": f"#{DAY}///kidal",
    "late": "#2026-04-20///bamako",
}
MARKS = re.compile("[\u2066-\u2069]")
TEXT_NODES = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const box = node.parentElement;
    if (box.closest('script, style, noscript, title, .mapper-live')) continue;
    const where = box.cloneNode(false).outerHTML.slice(0, 160);
    found.push([node.data, getComputedStyle(box).direction, where]);
  }
  return found;
}"""
RECT = """([css, needle, last]) => {
  const box = document.querySelector(css);
  const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  let found = null;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.lastIndexOf(needle);
    if (at < 0 || (found && !last)) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + needle.length);
    const rects = [...range.getClientRects()];
    const { left, right, top, bottom } = rects[rects.length - 1];
    found = { left, right, top, bottom };
  }
  return found;
}"""


WAY = "[document.documentElement.lang, document.documentElement.dir]"


@pytest.fixture
def arabic(atlas):
    """Lend an atlas in Arabic, and look whether it is."""

    def lend(*where: str):
        page = atlas(*where, lang="ar")
        assert page.evaluate(WAY) == ["ar", "rtl"]
        return page

    return lend


@pytest.fixture(scope="module")
def changes(mali, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("changes") / "ar.html"
    found = net_changes(mali, "2012-01-16", DAY)
    path.write_text(changes_page(mali, found, lang="ar"), encoding="utf-8")
    return path


def rect(page, css: str, needle: str, *, last: bool = False) -> dict[str, float]:
    found = page.evaluate(RECT, [css, needle, last])
    assert found, (css, needle)
    return found


def written() -> set[str]:
    """Texts of the pages that are Arabic and Latin by themselves: names of programs and keys."""
    texts = {t for page in ("day", "changes", "atlas") for t in browser.texts("ar", page).values()}
    return {x.strip() for text in texts for x in re.split(r"\{[^{}]*\}|[\u2066-\u2069]", text)}


def wandering(page) -> list[list[str]]:
    """Text nodes in which signs may go astray: two scripts in one, or numbers with signs alone."""
    known = written()
    found = []
    for text, direction, where in answer(page, TEXT_NODES):
        mixed = re.search(r"[A-Za-z]", text) and re.search(r"[\u0600-\u06ff]", text)
        signs = re.search(r"\d\s*[–%-]|[<>]\s*\d", text)
        own = text.strip() in known
        astray = signs and direction == "rtl" and not re.search(r"[\u0600-\u06ff]", text)
        if MARKS.search(text) or (mixed and not own) or astray:
            found.append([text, direction, where])
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_whatever_is_filled_in_stands_by_itself(arabic, view, size) -> None:
    page = arabic(VIEWS[view], size)
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert wandering(page) == []


def test_day_and_changes_too(map_of, changes, visit) -> None:
    page = None
    for path, fragment in ((map_of(DAY, "ar"), "#gao"), (changes, ""), (changes, "#changes/gao")):
        if page:
            page.goto("about:blank")  # and the same page opens anew
            page.goto(path.as_uri() + fragment)
            page.wait_for_selector(".mapper-panel")
        else:
            page = visit(path, fragment=fragment, ready=".mapper-panel").page
        assert page.evaluate(WAY) == ["ar", "rtl"]
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        assert wandering(page) == [], path


def test_search_and_pointer_too(mali, arabic) -> None:
    page = arabic(VIEWS["plain"])
    page.locator(".mapper-search").fill("ti")
    until(page, "document.querySelectorAll('.mapper-found [role=option]').length > 3")
    assert wandering(page) == []
    page.keyboard.press("Escape")
    place = mali.places.loc["kidal"]
    point = page.evaluate(
        "(at) => { const b = mapperAtlas.map.getContainer().getBoundingClientRect();"
        " const p = mapperAtlas.map.latLngToContainerPoint(at);"
        " return [b.left + p.x, b.top + p.y]; }",
        [place["lat"], place["lon"]],
    )
    page.mouse.move(point[0] - 4, point[1])
    page.mouse.move(*point)
    page.wait_for_selector(".mapper-tooltip")
    assert page.locator(".mapper-tooltip bdi").count() >= 2
    assert wandering(page) == []


def test_the_full_stop_is_left_of_the_last_name(arabic) -> None:
    page = arabic(VIEWS["plain"])
    name = rect(page, ".mapper-news", "ECOWAS")
    stop = rect(page, ".mapper-news", ".", last=True)
    assert abs(name["top"] - stop["top"]) < 4
    assert stop["right"] <= name["left"] + 1
    title = rect(page, ".mapper-news", "الجديد")
    assert title["left"] > rect(page, ".mapper-news", "MNLA")["right"], "the sentence begins there"


def test_names_of_a_list_follow_each_other_from_the_right(arabic) -> None:
    page = arabic(VIEWS["card"])
    first, second, third = (
        rect(page, ".mapper-verdict", name) for name in ("MNLA", "MOJWA", "Ansar")
    )
    assert first["left"] > second["right"]
    assert second["left"] > third["right"] or third["top"] > second["bottom"] - 4
    comma = rect(page, ".mapper-verdict", "،")
    assert second["right"] <= comma["left"] + 1 and comma["right"] <= first["left"] + 1
    heading = page.locator(".mapper-card h3").bounding_box()
    assert heading, "the name of the card"
    assert rect(page, ".mapper-card h3", "Gao")["right"] > heading["x"] + heading["width"] - 2


def test_an_arrow_points_from_the_first_to_the_second(changes, visit) -> None:
    page = visit(changes, ready=".mapper-changes").page
    heading = ".mapper-changes section h3"
    before, arrow, after = (rect(page, heading, part) for part in ("Government", "←", "MNLA"))
    assert before["left"] > arrow["right"] - 6 > arrow["left"] > after["right"] - 6
    row = ".mapper-pairs tbody tr"
    before, arrow, after = (rect(page, row, part) for part in ("Government", "←", "MNLA"))
    assert before["left"] >= arrow["right"] and arrow["left"] >= after["right"]


def test_per_cent_and_parts_are_read_from_the_left(arabic, changes, visit) -> None:
    """A figure and its sign run from left to right, words and parts from right to left."""
    page = arabic(VIEWS["plain"])
    cell = ".mapper-holders tbody tr td"
    share, sign = rect(page, cell, "60"), rect(page, cell, "%")
    assert share["right"] <= sign["left"]
    line = ".mapper-parts summary"  # of the MNLA: alone 60 %, shared 3 % …
    share, sign = rect(page, line, "60"), rect(page, line, "%")
    assert share["right"] <= sign["left"]
    words = {k: v.replace(" ", "\u00a0") for k, v in VOCABULARY["part_words"]["ar"].items()}
    first, second = (rect(page, line, words[part]) for part in ("alone", "shared"))
    assert sign["right"] <= first["left"] + 2, "a share follows its word"
    assert second["right"] <= share["left"] or second["top"] > first["top"] + 4
    page.evaluate("location.hash = '#2019-08-05/'")
    line = "tr[data-of=unidentified_jihadists] summary"
    until(page, f"document.querySelector('{line}')?.textContent.includes('<')")
    assert rect(page, line, "<")["right"] <= rect(page, line, "1")["left"] + 1, "less than 1 %"
    page = visit(changes, ready=".mapper-changes").page
    assert rect(page, ".mapper-news", "68")["right"] <= rect(page, ".mapper-news", "%")["left"] + 1


def test_a_date_begins_with_its_day_on_the_right_in_strips_too(arabic) -> None:
    page = arabic(VIEWS["card"])
    ends = ".mapper-strip-ends span"
    day, month, year = (rect(page, ends, part) for part in ("16", "يناير", "2012"))
    assert day["left"] >= month["right"] - 1 and month["left"] >= year["right"] - 1
    first, last = (page.locator(ends).nth(i).bounding_box() for i in (0, 1))
    assert first["x"] < last["x"], "time runs from the left"


def test_hints_and_titles_hold_marks_and_keep_their_words(arabic) -> None:
    page = arabic(VIEWS["plain"])
    assert page.title() == f"\u2068حرب مالي\u2069 – \u2068{DAY}\u2069"
    label = page.locator(".folium-map").get_attribute("aria-label")
    assert label == "خريطة السيطرة في \u20686 أبريل 2012\u2069"
    page.evaluate("hash => { location.hash = hash; }", VIEWS["card"])
    page.wait_for_selector(".mapper-strip title", state="attached")
    hints = page.locator(".mapper-strip title").all_text_contents()
    assert "\u206831 مارس 2012\u2069: \u2068مشترك بين " in " ".join(hints)
    for hint in hints:
        latin = re.findall(r"[A-Za-z][A-Za-z ]+", hint)
        assert latin and all(f"\u2068{name.strip()}\u2069" in hint for name in latin), hint


def test_english_pages_have_no_marks_at_all(atlas, map_of, visit) -> None:
    page = atlas(VIEWS["card"], lang="en")
    assert page.title() == f"Mali War – {DAY}"
    for shown in (page, visit(map_of(DAY), fragment="#gao").page):
        words = shown.evaluate(
            "[...document.querySelectorAll('body *:not(script)')].flatMap((node) =>"
            " [...[...node.attributes].map((a) => a.value), ...[...node.childNodes]"
            ".filter((child) => child instanceof Text).map((child) => child.data)]).join(' ')"
        )
        assert "MNLA" in words and not MARKS.search(words)


def test_files_hold_no_marks(arabic) -> None:
    page = arabic(VIEWS["plain"])
    for action in ("units", "places", "csv-day", "csv-all"):
        name, content = take(page, action)
        assert not MARKS.search(name + content.decode("utf-8")), action
        assert len(content) > 500


def test_the_picture_is_written_from_the_right(new_atlas) -> None:
    page = new_atlas(VIEWS["changes"], lang="ar")
    page.evaluate(
        """() => {
          window.told = [];
          const write = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            window.told.push([text, x, this.direction, this.textAlign, this.font]);
            return write.call(this, text, x, y);
          };
        }"""
    )
    take(page, "png")
    told = page.evaluate("window.told")
    width = max(x for _, x, *_ in told)
    title = next(row for row in told if row[0].startswith("\u2068حرب مالي"))
    assert title[1:4] == [width, "rtl", "right"]
    pair = next(row for row in told if "←" in row[0] and "MNLA" in row[0])
    assert pair[0].startswith("\u2067\u2068") and pair[0].endswith("\u2069\u2069")
    assert pair[1] < width / 2, "the legend is beside the map, on the left"
    for text, _, direction, _, _ in told:
        if re.search(r"[A-Za-z]", text) and re.search(r"[\u0600-\u06ff]", text):
            assert MARKS.search(text) and direction == "rtl", text


@pytest.mark.parametrize("layer", [ControlMap, ControlTimeline])
def test_a_layer_in_a_page_of_another_direction_keeps_its_own(layer, tiny, visit, tmp_path) -> None:
    import folium

    from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style

    local = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    more = ("2012-03-05",) if layer is ControlMap else ()
    for lang, own, page_dir in (("ar", "rtl", "ltr"), ("en", "ltr", "rtl")):
        chart = folium.Map(location=[1.5, 1.5], zoom_start=7, tiles=None)
        layer(tiny, *more, lang=lang).add_to(chart)
        chart.default_js, chart.default_css = [], []
        text = chart.get_root().render().replace("<html>", f'<html dir="{page_dir}">', 1)
        path = tmp_path / f"{lang}.html"
        path.write_text(text.replace("<head>", f"<head>{local}", 1), encoding="utf-8")
        page = visit(path).page
        settle(page)
        for css in (".mapper-inset", ".mapper-time-inset"):
            for box in page.locator(css).all():
                assert box.evaluate("node => getComputedStyle(node).direction") == own
        if layer is ControlTimeline:
            assert (
                page.evaluate(
                    "getComputedStyle(document.querySelector('.mapper-time-chart')).direction"
                )
                == "ltr"
            )
