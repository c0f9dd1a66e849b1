"""Pages where they are embedded, and with texts that are longer than a screen."""

from __future__ import annotations

import pytest
from attackkit import Stage

pytestmark = [pytest.mark.attack, pytest.mark.browser]

PAGE = """<!doctype html><meta charset=utf-8><div id=tab style="display:none">
<iframe src="{}" width=600 height=500></iframe><iframe src="{}" width=600 height=500></iframe>
</div>"""


def test_pages_in_a_hidden_tab_start_when_they_are_shown(stage: Stage, chromium_page):
    files = []
    for words in (("map", "2012-03-10"), ("atlas",)):
        out = stage.root / f"{words[0]}.html"
        assert stage.run(*words, "--case", "{case}", "--out", out).code == 0
        files.append(out.name)
    (stage.root / "outer.html").write_text(PAGE.format(*files))
    errors: list[str] = []
    page = chromium_page
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((stage.root / "outer.html").as_uri())
    page.wait_for_timeout(700)
    page.evaluate("document.getElementById('tab').style.display = 'block'")
    page.wait_for_timeout(1500)
    assert errors == []
    for frame in page.frames[1:]:
        assert frame.evaluate(DRAWN) > 0, frame.url


DRAWN = """() => [...document.querySelectorAll('.leaflet-container :is(path, canvas)')]
  .filter(x => x.getBoundingClientRect().width > 20).length"""


@pytest.mark.parametrize("letters", [800, 1600])
def test_a_long_title_leaves_room_for_the_map(stage: Stage, chromium_page, letters):
    title = ("A long war " * letters)[:letters]
    stage.case.replace("case.toml", '"Tiny war"', f'"{title}"')
    outcome = stage.check()
    if outcome.errors:
        return
    errors: list[str] = []
    page = chromium_page
    page.on("pageerror", lambda error: errors.append(str(error)))
    for words in (("map", "2012-03-10"), ("atlas",)):
        out = stage.root / f"{words[0]}.html"
        assert stage.run(*words, "--case", "{case}", "--out", out).code == 0
        for size in ({"width": 375, "height": 667}, {"width": 1280, "height": 900}):
            page.set_viewport_size(size)
            page.goto(out.as_uri())
            page.wait_for_timeout(500)
            box = page.locator(".leaflet-container").first.bounding_box()
            assert box is not None
            assert box["height"] > size["height"] / 3, (words, size, box)
    assert errors == []
