"""Pages whose data are compressed show what the same pages show otherwise."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import folium
import pytest

from mapper.figures.between import net_changes
from mapper.history.control import ControlHistory
from mapper.outputs.pages import packing
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style
from mapper.outputs.pages.changespage import changes_page
from mapper.outputs.pages.day.layer import ControlMap
from mapper.outputs.pages.day.page import page, write_assets

DAY = dt.date(2012, 3, 5)
BEFORE = dt.date(2012, 2, 1)
READY = ".mapper-holders tbody tr, .mapper-changes, .mapper-legend"


def alone(history: ControlHistory, folder: Path) -> Path:
    return written(folder, page(history, DAY))


def shared(history: ControlHistory, folder: Path) -> Path:
    write_assets(history, folder / "assets")
    return written(folder / "maps", page(history, DAY, assets="../assets"))


def changes(history: ControlHistory, folder: Path) -> Path:
    return written(folder, changes_page(history, net_changes(history, BEFORE, DAY)))


def layer(history: ControlHistory, folder: Path) -> Path:
    """In a folium map of someone else's."""
    chart = folium.Map(location=[13.5, 1.5], zoom_start=6, tiles=None)
    ControlMap(history, DAY).add_to(chart)
    chart.default_js, chart.default_css = [], []
    local = f"<head><style>{leaflet_style()}</style><script>{leaflet_script()}</script>"
    return written(folder, chart.get_root().render().replace("<head>", local, 1))


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def everything(shown: Any) -> dict[str, Any]:
    """Words of the page, its drawing, and the card of every unit."""
    units = shown.locator(".mapper-unit")
    cards = []
    for i in range(units.count()):
        units.nth(i).dispatch_event("click")
        cards.append("\n".join(shown.locator(".mapper-card").all_inner_texts()))
    shown.keyboard.press("Escape")
    return {
        "words": shown.locator("body").inner_text(),
        "drawing": shown.locator(".leaflet-overlay-pane, .leaflet-pane path").evaluate_all(
            "nodes => nodes.map((node) => node.getAttribute('d'))"
        ),
        "cards": cards,
    }


@pytest.mark.parametrize("kind", [alone, shared, changes, layer])
def test_compressed_or_not_a_page_shows_the_same(tiny, visit, tmp_path, monkeypatch, kind) -> None:
    plain = everything(visit(kind(tiny, tmp_path / "plain"), ready=READY).page)
    monkeypatch.setattr(packing, "PACK_LIMIT", 100)
    path = kind(tiny, tmp_path / "packed")
    assert "application/gzip" in path.read_text("utf-8")
    if kind is shared:
        script = (tmp_path / "packed/assets/geometry.js").read_text("utf-8")
        assert 'window.mapperData.geometry = "H4sI' in script
    packed = everything(visit(path, ready=READY).page)
    assert packed == plain
    assert len(plain["cards"]) == len(tiny.units) and len(set(plain["cards"])) > 3
    assert any(plain["drawing"])
