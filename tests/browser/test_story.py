"""The war told step by step: a caption over the map."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from atlaspage import number, quiet, ready, screen_point, settle, shown_day, state, until, words
from hostile import TEXTS, hostile_history
from paper import printed

from mapper.core.errors import UsageError
from mapper.outputs.pages.atlas.page import atlas_page

STEPS = "mapperAtlas.data.steps"
CAPTION = ".mapper-caption"
NEXT, BACK = "[data-step=story_next]", "[data-step=story_back]"
AGAIN, CLOSE = ".mapper-caption-again", ".mapper-caption .mapper-note-close"
SMALL = {"desktop": (1400, 900), "phone": (390, 844), "tiny": (320, 568), "low": (640, 420)}
LAID_OUT = """() => {
  const box = (css) => {
    const node = document.querySelector(css);
    const found = node && node.checkVisibility() ? node.getBoundingClientRect() : null;
    return found && found.width ? [found.left, found.top, found.right, found.bottom] : null;
  };
  const names = {caption: '.mapper-caption', map: '.mapper-frame .folium-map',
    panel: '.mapper-panel', zoom: '.leaflet-control-zoom', layers: '.mapper-layers',
    header: '.mapper-header',
    time: '.mapper-time', legend: '.mapper-legend'};
  return Object.fromEntries(Object.entries(names).map(([name, css]) => [name, box(css)]));
}"""


def meets(a: list[float], b: list[float]) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


def told(page) -> tuple[str, str]:
    """Which step the caption tells, and its title."""
    return (
        page.locator(".mapper-caption-count").inner_text(),
        page.locator(f"{CAPTION} h2").inner_text(),
    )


def landed(page) -> None:
    quiet(page)
    page.evaluate(
        "() => new Promise((done) => setTimeout(done, 350))"
    )  # the address follows a movement
    settle(page)


def sized(page, size: str):
    """The page opened anew in a window of a size."""
    page.set_viewport_size(dict(zip(("width", "height"), SMALL[size], strict=True)))
    page.reload()
    ready(page)
    landed(page)
    return page


def test_the_story_is_read_with_buttons_and_keys(mali, new_atlas) -> None:
    page = new_atlas()
    button, steps = page.locator(".mapper-story-button"), mali.story
    assert not page.locator(CAPTION).is_visible()
    button.click()
    landed(page)
    assert told(page) == (f"1 of {len(steps)}", steps[0].title)
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.className") == "mapper-caption"
    assert page.locator(BACK).is_disabled() and page.locator(NEXT).is_enabled()
    page.locator(NEXT).click()
    landed(page)
    assert told(page) == (f"2 of {len(steps)}", steps[1].title)
    assert shown_day(page) == steps[1].date
    assert page.locator(".mapper-card h3").inner_text() == "Tessalit"
    assert words(steps[1].date) in page.locator("h1").inner_text()
    assert steps[1].text in page.locator(CAPTION).inner_text()
    page.keyboard.press("ArrowRight")  # the focus is on a button of the caption
    assert told(page)[0] == f"3 of {len(steps)}"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert told(page)[0] == f"1 of {len(steps)}"
    assert page.evaluate("document.activeElement.closest('.mapper-caption') !== null")
    page.keyboard.press("ArrowLeft")
    assert told(page)[0] == f"1 of {len(steps)}" and shown_day(page) == steps[0].date
    page.keyboard.press("Escape")
    assert not page.locator(CAPTION).is_visible()
    assert page.evaluate("document.activeElement.classList.contains('mapper-story-button')")
    assert state(page)["story"] == 0 and "story" not in page.evaluate("location.hash")


def test_who_closes_the_story_comes_back_to_the_step(new_atlas) -> None:
    page = new_atlas("#//story:4/")
    page.locator(CLOSE).click()
    assert page.locator(CAPTION).is_hidden()
    page.locator(".mapper-story-button").click()
    assert told(page)[0].startswith("4 of")


@pytest.mark.parametrize("size", ["desktop", "phone", "low"])
def test_each_step_shows_what_it_tells_of(mali, new_atlas, size) -> None:
    calm = {} if size == "desktop" else {"reduced_motion": "reduce"}  # to fly costs as much again
    page = sized(new_atlas(**calm), size)
    page.locator(".mapper-story-button").click()
    for n, step in enumerate(mali.story, 1):
        landed(page)
        view = state(page)
        assert (view["story"], view["day"], view["mode"]) == (n, number(step.date), "one")
        assert told(page) == (f"{n} of {len(mali.story)}", step.title)
        assert bool(step.selection) == bool(view["kind"])
        assert page.locator(AGAIN).is_hidden(), step.title
        boxes = page.evaluate(LAID_OUT)
        if view["kind"] == "place":
            place = mali.places.loc[step.selection]
            x, y = screen_point(page, place["lat"], place["lon"])
            left, top, right, bottom = boxes["map"]
            assert left < x < right and top < y < bottom, step.title
            assert not meets([x - 4, y - 4, x + 4, y + 4], boxes["caption"]), step.title
        if step.view == "":
            seen = page.evaluate(
                "() => { const {map, data} = mapperAtlas, [w, s, e, n] = data.geometry.bounds;"
                " return map.getBounds().contains([[s, w], [n, e]]); }"
            )
            assert seen, step.title
        assert page.locator(f"{CAPTION} .mapper-links a").count() >= 1
        if n < len(mali.story):
            page.locator(NEXT).click()
    assert page.locator(NEXT).is_disabled()


def test_links_open_a_step(mali, new_atlas) -> None:
    page = new_atlas("#//story:5/")
    landed(page)
    step = mali.story[4]
    assert told(page)[1] == step.title and shown_day(page) == step.date
    assert state(page)["kind"] == "place" and page.locator(".mapper-card h3").inner_text() == "Gao"
    lat = page.evaluate("mapperAtlas.map.getCenter().lat")
    assert abs(lat - mali.places.loc["gao", "lat"]) < 2 and page.locator(AGAIN).is_hidden()
    page.locator(NEXT).click()
    landed(page)
    link = page.evaluate("location.hash")
    assert "+story:6+" in link and link.startswith("#2012-07-15/") and "camp%3Aalqaeda" in link
    for nonsense in ("story:0", "story:99", "story:-1", "story:x", "story:"):
        page.evaluate("hash => { location.hash = hash }", f"#2013-01-01//{nonsense}/")
        until(page, f"mapperAtlas.store.get().day === {number('2013-01-01')}")
        assert state(page)["story"] == 0 and page.locator(CAPTION).is_hidden()
        page.evaluate("location.hash = '#//story:2/'")
        until(page, "mapperAtlas.store.get().story === 2")


def test_back_goes_a_step_back(mali, new_atlas) -> None:
    page = new_atlas("#//story:1/")
    places = []
    for _ in range(3):
        page.locator(NEXT).click()
        landed(page)
        places.append(page.evaluate("[mapperAtlas.map.getCenter().lat, mapperAtlas.map.getZoom()]"))
    for n in (3, 2):
        page.evaluate("history.back()")
        until(page, f"mapperAtlas.store.get().story === {n}")
        settle(page)
        assert told(page)[0].startswith(f"{n} of") and shown_day(page) == mali.story[n - 1].date
        at = page.evaluate("[mapperAtlas.map.getCenter().lat, mapperAtlas.map.getZoom()]")
        assert at == pytest.approx(places[n - 2], abs=0.01)
    page.evaluate("history.forward()")
    until(page, "mapperAtlas.store.get().story === 3")


WANDERINGS = {
    "another day": "mapperAtlas.store.set({day: mapperAtlas.data.lastDay})",
    "another place": "mapperAtlas.store.set({kind: 'place', index: 0})",
    "a comparison": "mapperAtlas.store.set({mode: 'changes'})",
    "ages": "mapperAtlas.store.set({shade: 'age'})",
    "elsewhere on the map": "mapperAtlas.map.panBy([80, 40], {animate: false})",
    "a closer look": "mapperAtlas.map.zoomIn(1, {animate: false})",
}


@pytest.mark.parametrize("way", WANDERINGS)
def test_who_wanders_can_return(mali, new_atlas, way) -> None:
    page = new_atlas("#//story:3/")
    landed(page)
    before = page.evaluate("[mapperAtlas.map.getCenter().lng, mapperAtlas.map.getZoom()]")
    assert page.locator(AGAIN).is_hidden()
    page.evaluate(f"() => void {WANDERINGS[way]}")
    settle(page)
    assert page.locator(AGAIN).is_visible() and told(page)[0].startswith("3 of")
    page.locator(AGAIN).click()
    landed(page)
    assert page.locator(AGAIN).is_hidden()
    assert shown_day(page) == mali.story[2].date and state(page)["shade"] == ""
    after = page.evaluate("[mapperAtlas.map.getCenter().lng, mapperAtlas.map.getZoom()]")
    assert after == pytest.approx(before, abs=0.02)
    assert page.locator(".mapper-card h3").inner_text() == "Timbuktu"


def test_a_window_of_another_size_is_no_wandering(new_atlas) -> None:
    page = new_atlas("#//story:3/")
    landed(page)
    for size in ((1000, 700), (390, 844), (1400, 900)):
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        landed(page)
        assert page.locator(AGAIN).is_hidden(), size
        boxes = page.evaluate(LAID_OUT)
        assert boxes["caption"][2] <= size[0]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("size", SMALL)
def test_the_caption_keeps_clear_of_the_page(new_atlas, size, lang) -> None:
    page = sized(new_atlas("#//story:9/", lang=lang), size)
    width, height = SMALL[size]
    boxes = page.evaluate(LAID_OUT)
    left, top, right, bottom = boxes["caption"]
    assert left >= 0 and top >= 0 and right <= width and bottom <= height
    for other in ("panel", "zoom", "layers", "header", "time", "legend"):
        if boxes[other]:
            assert not meets(boxes["caption"], boxes[other]), other
    over = meets(boxes["caption"], boxes["map"])
    assert over == (size in {"desktop", "low"})
    free = (boxes["map"][3] - boxes["map"][1]) * (boxes["map"][2] - boxes["map"][0])
    if over:
        free -= (right - left) * (bottom - top)
    assert free >= 0.3 * width * height
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for way in (NEXT, BACK, CLOSE):
        box = page.locator(way).bounding_box()
        assert box["y"] + box["height"] <= height and box["height"] >= 24


def test_letters_of_twice_the_size(new_atlas) -> None:
    page = new_atlas("#//story:3/")
    page.add_style_tag(content="html { font-size: 200% }")
    landed(page)
    boxes = page.evaluate(LAID_OUT)
    assert boxes["caption"][2] - boxes["caption"][0] <= 0.5 * (boxes["map"][2] - boxes["map"][0])
    assert boxes["caption"][3] <= boxes["map"][3]
    assert page.evaluate("(n) => n.scrollHeight > n.clientHeight", page.query_selector(CAPTION))
    assert page.locator(AGAIN).is_hidden()


def test_a_step_is_spoken(mali, new_atlas) -> None:
    page = new_atlas()
    page.locator(".mapper-story-button").click()
    page.locator(NEXT).click()
    step = mali.story[1]
    said = f"2 of {len(mali.story)}. {words(step.date)}. {step.title}. {step.text}"
    until(page, f"document.querySelector('.mapper-live').textContent === {said!r}")
    assert page.locator(CAPTION).get_attribute("role") == "region"
    assert page.locator(CAPTION).get_attribute("aria-label") == "Story"


def test_nothing_flies_for_who_wants_calm(new_atlas) -> None:
    page = new_atlas(reduced_motion="reduce")
    page.locator(".mapper-story-button").click()
    page.evaluate("window.moves = 0; mapperAtlas.map.on('zoomanim', () => (window.moves += 1))")
    for _ in range(4):
        page.locator(NEXT).click()
        assert not page.evaluate("!!document.querySelector('.leaflet-pan-anim')")
    assert page.evaluate("window.moves") == 0


def test_paper_has_the_words_of_the_step(mali, new_atlas) -> None:
    page = new_atlas("#//story:5/")
    landed(page)
    step = mali.story[4]
    paper = printed(page)
    flat = " ".join(paper.words.split())
    assert paper.pages == 1 and step.title in flat and step.text[:60] in flat
    assert "Next" not in flat
    page.evaluate("mapperAtlas.store.set({day: mapperAtlas.data.lastDay})")  # another day: no step
    settle(page)
    assert step.title not in " ".join(printed(page).words.split())


@pytest.mark.parametrize(("case", "lang"), [("mali", "fr"), ("sudan", "ar"), ("sudan", "fr")])
def test_other_languages_have_their_words(request, case, lang, tmp_path, visit) -> None:
    history = request.getfixturevalue(case)
    path = tmp_path / "story.html"
    path.write_text(atlas_page(history, lang=lang, story=True), "utf-8")
    page = ready(visit(path, ready=".mapper-legend-box *", locale=lang).page)
    for n, step in enumerate(history.story, 1):
        title, text = step.words(lang)
        assert told(page)[1] == title and n == state(page)["story"]
        assert page.locator(".mapper-caption-text").inner_text() == text
        if n < len(history.story):
            page.keyboard.press("Tab")
            page.locator(NEXT).click()
    if lang == "ar":
        page.keyboard.press("ArrowRight")  # what was before stands on the right
        assert state(page)["story"] == len(history.story) - 1
    page.locator(f"button[lang={'en' if lang != 'en' else 'fr'}]").first.click()
    settle(page)
    assert told(page)[1] == history.story[state(page)["story"] - 1].title


def test_a_page_of_its_own_opens_as_the_story(mali, tmp_path, visit) -> None:
    path = tmp_path / "story.html"
    path.write_text(atlas_page(mali, story=True), "utf-8")
    result = visit(path, ready=".mapper-legend-box *")
    page = ready(result.page)
    assert result.requests == [path.as_uri()]
    assert told(page)[0].startswith("1 of") and shown_day(page) == mali.story[0].date
    page.locator(CLOSE).click()
    assert page.locator(CAPTION).is_hidden() and page.locator(".mapper-legend").is_visible()
    page.locator(".mapper-story-button").click()
    page.locator(NEXT).click()
    page.evaluate("history.go(-3)")
    until(page, "mapperAtlas.store.get().story === 1")
    other = ready(visit(path, fragment="#2013-01-01/", ready=".mapper-legend-box *").page)
    assert other.locator(CAPTION).is_hidden() and shown_day(other) == dt.date(2013, 1, 1)


def test_without_a_story_the_milestones_are_told(mali, tmp_path, visit) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(replace(mali, story=())), "utf-8")
    page = ready(visit(path, ready=".mapper-legend-box *", locale="fr").page)
    page.locator(".mapper-story-button").click()
    first, last = mali.case.first_day, mali.case.last_day
    stones = [m for m in mali.milestones if first <= m.date <= last]
    assert told(page)[0] == f"1 sur {len(stones)}"
    page.locator(NEXT).click()
    named = mali.translations["fr"]["milestone", stones[1].title].name
    assert told(page)[1] == named and shown_day(page) == stones[1].date
    assert page.locator(".mapper-caption-text").inner_text() == stones[1].note
    page.locator(".mapper-caption-sources summary").click()
    assert page.locator(f"{CAPTION} .mapper-links a").count() == len(stones[1].sources)


def test_a_step_without_sources_has_those_of_its_day(mali, tmp_path, visit) -> None:
    bare = tuple(replace(step, sources=()) for step in mali.story)
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(replace(mali, story=bare)), "utf-8")
    page = ready(visit(path, fragment="#//story:5/", ready=".mapper-legend-box *").page)
    links = page.locator(f"{CAPTION} .mapper-links a[href]")
    found = {link.get_attribute("href") for link in links.all()}
    day = mali.claims[mali.claims["best"] == str(mali.story[4].date)]
    assert found and found & {source for sources in day["sources"] for source in sources}


def test_a_case_without_steps_has_no_story(mali, tmp_path, visit) -> None:
    silent = replace(mali, story=(), milestones=())
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(silent), "utf-8")
    page = ready(visit(path, fragment="#//story:1/", ready=".mapper-legend-box *").page)
    assert page.locator(".mapper-story-button").count() == 0
    assert page.locator(CAPTION).is_hidden()
    with pytest.raises(UsageError, match="no story"):
        atlas_page(silent, story=True)


def test_a_frame_tells_its_step(new_atlas) -> None:
    page = new_atlas("#//embed+story:6/")
    page.set_viewport_size({"width": 700, "height": 420})
    landed(page)
    boxes = page.evaluate(LAID_OUT)
    assert page.locator(CAPTION).is_visible() and not meets(boxes["caption"], boxes["panel"])
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 420
    page.locator(NEXT).click()
    landed(page)
    assert told(page)[0].startswith("7 of") and state(page)["embed"] is True
    page.locator(CLOSE).click()
    assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")


def test_hostile_words_are_words(tmp_path_factory, tmp_path, visit) -> None:
    history = hostile_history(tmp_path_factory.mktemp("hostile-story"))
    path = Path(tmp_path / "atlas.html")
    path.write_text(atlas_page(history, story=True), "utf-8")
    page = ready(visit(path, ready=".mapper-legend-box *").page)
    for n in range(4):
        assert told(page)[1] == TEXTS[n + 4]
        assert page.locator(".mapper-caption-text").inner_text() == TEXTS[n]
        if n < 3:
            page.locator(NEXT).click()
            settle(page)
    page.locator("button[lang=fr]").click()
    settle(page)
    assert told(page)[1] == TEXTS[3]
    stray = "document.querySelectorAll('img, b, iframe, script[src], [onerror]').length"
    assert page.evaluate(stray) == 0 and page.evaluate("window.hacked === undefined")
