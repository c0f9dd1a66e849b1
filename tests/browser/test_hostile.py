"""Hostile names, notes and addresses are text: nothing runs, in the build or in the page."""

from __future__ import annotations

import datetime as dt
import html
from pathlib import Path

import folium
import pytest
from hostile import SOURCES, TEXTS, hostile_history

from mapper.history.control import ControlHistory
from mapper.outputs.pages.day.layer import ControlMap, write_map
from mapper.outputs.pages.day.page import page, write_assets

DAY = dt.date(2020, 2, 5)
STRAY = "document.querySelectorAll('img, b, iframe, script[src], [onerror], [onmouseover]').length"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> ControlHistory:
    return hostile_history(tmp_path_factory.mktemp("hostile"))


def open_cards(page) -> str:
    """Open every entry of the list; all text that the cards showed."""
    shown = []
    for option in range(page.locator('[role="option"]').count()):
        page.locator('[role="option"]').nth(option).click()
        shown.append(page.locator(".mapper-card").inner_text())
        for link in page.locator(".mapper-card a").all():
            assert link.get_attribute("href").startswith(("http://", "https://"))
            assert link.get_attribute("rel") == "noopener noreferrer"
        page.keyboard.press("Escape")
    return "\n".join(shown)


def test_nothing_runs_in_the_page(history, visit, tmp_path: Path) -> None:
    path = write_map(history, DAY, tmp_path / "map.html")
    result = visit(path)
    page = result.page
    shown = open_cards(page)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate(STRAY) == 0
    assert all(url.startswith("file:") for url in result.requests)
    assert len(result.requests) == 1
    for text in (*TEXTS[:9], f"<i>Outlet</i>{{{{1}}}}: {TEXTS[4]} (2020<b>)", "شمال </ul>"):
        assert text in shown
    assert "(January 2020) · archived" in shown.replace("\u2068", "").replace("\u2069", "")
    for address in (SOURCES[0], SOURCES[2], SOURCES[4]):
        assert address in shown  # as text, not as a link
    assert page.locator("h1").inner_text().startswith(TEXTS[0] + TEXTS[4])
    assert page.title().startswith(TEXTS[0] + TEXTS[4])
    assert TEXTS[4] in page.locator(".mapper-news").inner_text()
    assert page.locator(".mapper-about").inner_text().count("onerror") >= 1


def test_right_to_left_names_keep_their_direction(history, visit, tmp_path: Path) -> None:
    result = visit(write_map(history, DAY, tmp_path / "map.html", lang="fr"))
    name = result.page.locator('[role="option"] [dir="auto"]', has_text="شمال").first
    assert name.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert result.page.evaluate("getComputedStyle(document.body).direction") == "ltr"


def test_nothing_runs_while_the_page_is_built(history) -> None:
    text = page(history, history.at(DAY))
    assert "{{7*7}}" not in text.replace(html.escape(TEXTS[0]), "")
    for raw in ("</script><script>window", "<img src=x"):
        assert raw not in text
    assert "loop" * 9 not in text
    assert text == page(history, history.at(DAY))


def test_shared_pages_are_as_safe(history, visit, tmp_path: Path) -> None:
    write_assets(history, tmp_path / "assets")
    (tmp_path / "maps").mkdir()
    path = tmp_path / "maps" / "2020-02-05.html"
    path.write_text(page(history, history.at(DAY), assets="../assets"), encoding="utf-8")
    result = visit(path)
    shown = open_cards(result.page)
    assert result.page.evaluate("window.hacked") is None
    assert result.page.evaluate(STRAY.replace("script[src], ", "")) == 0
    assert all(text in shown for text in TEXTS[:9])
    folder = tmp_path.as_uri()
    assert all(url.startswith(folder) for url in result.requests)


def test_policy_refuses_scripts_that_are_not_the_pages_own(history, visit, tmp_path: Path) -> None:
    result = visit(write_map(history, DAY, tmp_path / "map.html"))
    result.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
        " document.body.append(s); }"
    )
    assert result.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in error for error in result.errors)
    result.errors.clear()


def test_layer_in_a_map_of_someone_else(history, visit, tmp_path: Path) -> None:
    from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style

    chart = folium.Map(location=[1.5, 1.5], zoom_start=7, tiles=None)
    ControlMap(history, DAY).add_to(chart)
    chart.default_js, chart.default_css = [], []
    text = chart.get_root().render()
    assert "\\u007b\\u007b7*7}}" in text  # rendered twice by branca, and still as it was written
    assert "loop" * 9 not in text and "49" not in text.split('"places"')[1].split('"frames"')[0]
    local = f"<style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    path = tmp_path / "own.html"
    path.write_text(text.replace("<head>", f"<head>{local}", 1), encoding="utf-8")
    result = visit(path)
    result.page.locator(".mapper-place").first.click()
    card = result.page.locator(".mapper-inset .mapper-card")
    assert any(text in card.inner_text() for text in TEXTS)
    assert result.page.evaluate("window.hacked") is None
    assert result.page.evaluate(STRAY) == 0
