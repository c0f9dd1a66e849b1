"""Hostile names, notes and addresses are text in the atlas: nothing runs, built or shown."""

from __future__ import annotations

import datetime as dt
import html
import io
from pathlib import Path

import folium
import pytest
from atlaspage import Image, ready, settle, until
from hostile import SOURCES, TEXTS, hostile_history

from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas.layer import ControlTimeline
from mapper.outputs.pages.atlas.page import atlas_page
from mapper.outputs.pages.day.layer import ControlMap

STRAY = "document.querySelectorAll('img, b, iframe, script[src], [onerror], [onmouseover]').length"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> ControlHistory:
    return hostile_history(tmp_path_factory.mktemp("hostile-atlas"))


@pytest.fixture(scope="module")
def path(history, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "atlas.html"
    file.write_text(atlas_page(history), encoding="utf-8")
    return file


def test_nothing_runs_in_the_page(path, visit) -> None:
    result = visit(path, fragment="#2020-02-05/")
    page = ready(result.page)
    shown = [page.locator("body").inner_text()]
    copies = set()
    for kind, count in (("place", 9), ("unit", 9)):
        for index in range(count):
            page.evaluate("([kind, index]) => mapperAtlas.store.set({kind, index})", [kind, index])
            settle(page)
            shown.append(page.locator(".mapper-card").inner_text())
            for link in page.locator(".mapper-card a").all():
                assert link.get_attribute("href").startswith(("http://", "https://"))
                assert link.get_attribute("rel") == "noopener noreferrer"
            for link in page.locator(".mapper-card .mapper-archived").all():
                copies.add(link.get_attribute("href"))
    text = "\n".join(shown)
    for hostile in (*TEXTS[:9], f"<i>Outlet</i>{{{{1}}}}: {TEXTS[4]} (2020<b>)", "شمال </ul>"):
        assert hostile in text
    assert copies == {"https://web.archive.org/web/1/x"}
    for address in (SOURCES[0], SOURCES[2], SOURCES[4]):
        assert address in text  # as text, not as a link
    for mode in ("swipe", "side", "changes"):
        page.evaluate(
            "mode => mapperAtlas.store.set({mode, other: mapperAtlas.data.firstDay})", mode
        )
        settle(page)
    page.evaluate("mapperAtlas.store.set({mode: 'one', by: 'bloc', kind: '', index: -1})")
    settle(page)
    page.locator(".mapper-search").fill("<img")
    page.locator(".mapper-search").fill("{{")
    box = page.locator(".folium-map").bounding_box()
    for step in range(8):
        page.mouse.move(box["x"] + 100 + 90 * step, box["y"] + 60 + 60 * step)
    page.get_by_role("button", name="Français").click()
    settle(page)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate(STRAY) == 0
    assert result.requests == [result.requests[0]]
    assert page.title().startswith(TEXTS[0] + TEXTS[4])


def test_picture_of_a_hostile_case(path, visit) -> None:
    page = ready(visit(path, fragment="#2020-02-05/").page)
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=png]").click()
    picture = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert picture.width > 1000
    assert page.evaluate("window.hacked") is None


def test_nothing_runs_while_the_page_is_built(history, path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "{{7*7}}" not in text.replace(html.escape(TEXTS[0]), "")
    for raw in ("</script><script>window", "<img src=x"):
        assert raw not in text
    assert "loop" * 9 not in text
    assert text == atlas_page(history)


def test_right_to_left_names_keep_their_direction(path, visit) -> None:
    page = ready(visit(path).page)
    page.locator(".mapper-search").fill("شمال")
    name = page.locator('[role="option"] [dir="auto"]', has_text="شمال").first
    assert name.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_policy_refuses_scripts_that_are_not_the_pages_own(path, visit) -> None:
    result = visit(path)
    page = ready(result.page)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
        " document.body.append(s); }"
    )
    assert page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in error for error in result.errors)
    result.errors.clear()


def test_without_tiles_the_page_can_load_nothing(history) -> None:
    text = atlas_page(history, tiles=None)
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "http" not in policy.replace("https:&#x27;", "")
    assert "openstreetmap" not in text


def test_both_layers_in_one_map(history, visit, tmp_path: Path) -> None:
    """Each brings a script of its own; neither takes away what the other offers."""
    from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style

    chart = folium.Map(location=[1.5, 1.5], zoom_start=7, tiles=None)
    ControlMap(history, dt.date(2020, 1, 2)).add_to(chart)
    ControlTimeline(history).add_to(chart)
    chart.default_js, chart.default_css = [], []
    local = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    path = tmp_path / "both.html"
    text = chart.get_root().render().replace("<head>", f"<head>{local}", 1)
    path.write_text(text, encoding="utf-8")
    page = visit(path).page
    until(page, "document.querySelectorAll('.mapper-inset .mapper-holders').length === 2")
    assert page.locator(".mapper-unit").count() == len(history.units)


def test_layer_in_a_map_of_someone_else(history, visit, tmp_path: Path) -> None:
    from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style

    chart = folium.Map(location=[1.5, 1.5], zoom_start=7, tiles=None)
    ControlTimeline(history).add_to(chart)
    chart.default_js, chart.default_css = [], []
    text = chart.get_root().render()
    assert "\\u007b\\u007b7*7}}" in text  # rendered twice by branca, and still as it was written
    assert "loop" * 9 not in text
    local = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    path = tmp_path / "own.html"
    path.write_text(text.replace("<head>", f"<head>{local}", 1), encoding="utf-8")
    page = visit(path).page
    until(page, "document.querySelectorAll('.mapper-inset .mapper-holders').length === 1")
    page.get_by_role("button", name="Previous change").click()
    box = page.locator(".mapper-canvas-land").bounding_box()
    assert box["width"] > 1000
    page.mouse.click(700, 330)
    settle(page)
    card = page.locator(".mapper-inset .mapper-card")
    assert any(text in card.inner_text() for text in TEXTS)
    page.get_by_role("slider", name="Date", exact=True).focus()
    page.keyboard.press("Home")
    settle(page)
    assert page.locator(".mapper-inset-date").inner_text() == "1 January 2020"
    page.locator(".mapper-inset .mapper-back").click()
    page.get_by_role("radio", name="Last report").check(force=True)
    until(page, "document.querySelectorAll('.mapper-inset .mapper-classes').length === 1")
    assert page.evaluate("window.hacked") is None
    assert page.evaluate(STRAY) == 0
