"""The picture as a drawing: layers, words as words, the same colours as on the map."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from atlaspage import Image, near, ready
from hostile import TEXTS, hostile_history

from mapper.outputs.pages.atlas import atlas_page

SVG = "{http://www.w3.org/2000/svg}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
DAY = "2026-04-28"


def drawing(page) -> str:
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=svg]").click()
    page.keyboard.press("Escape")
    assert download.value.suggested_filename.endswith(".svg")
    return Path(download.value.path()).read_text("utf-8")


def layers(root: ET.Element) -> list[str]:
    """Labels of all layers, from the lowest."""
    marked = [g for g in root.iter(f"{SVG}g") if g.get(f"{INKSCAPE}groupmode") == "layer"]
    return [g.get(f"{INKSCAPE}label") for g in marked]


def words(root: ET.Element, layer: str) -> list[str]:
    (found,) = [g for g in root.iter(f"{SVG}g") if g.get("id") == layer]
    return [node.text for node in found.iter(f"{SVG}text")]


def test_layers_and_words(mali, atlas) -> None:
    root = ET.fromstring(drawing(atlas(f"#{DAY}/")))
    assert layers(root) == [
        *("Paper", "Title", "Map", "Ground", "Neighbours", "Land", "Rivers", "Borders"),
        *("Towns", "Labels", "Dates", "Scale", "Globe", "Legend", "Credits"),
    ]
    assert root.find(f"{SVG}title").text == "Mali War – 28 April 2026"
    assert "Mali War – 28 April 2026" in words(root, "title")
    assert {"Timbuktu", "Bamako", "KIDAL", "Algeria"} <= set(words(root, "labels"))
    assert {"Government", "Shared: FLA and JNIM", "51 %"} <= set(words(root, "legend"))
    credits = " ".join(words(root, "credits"))
    for line in (*mali.case.attribution, mali.case.licence, mali.case.edition[:12]):
        assert line in credits
    assert "The record runs from 16 January 2012 to 28 April 2026." in credits
    assert "Doubt: 34 % of the land is contested." in credits
    assert [text for text in words(root, "scale") if text.endswith(" km")]
    # Nothing outside, nothing that only browsers understand.
    text = ET.tostring(root, encoding="unicode")
    for word in ("<image", "<script", "<style", "foreignObject", "href", "class=", "rgba("):
        assert word not in text, word


def test_land_says_what_it_is(atlas) -> None:
    page = atlas(f"#{DAY}/")
    states = page.evaluate("new Set(mapperAtlas.part().main.book.units).size")
    root = ET.fromstring(drawing(page))
    (land,) = [g for g in root.iter(f"{SVG}g") if g.get("id") == "land"]
    titles = [title.text for title in land.iter(f"{SVG}title")]
    assert len(titles) == len(land) == states > 10
    assert any(title.startswith("Held by the FLA") for title in titles)
    assert any("contested" in title.lower() for title in titles)


def test_it_is_painted_as_the_picture(atlas, visit, tmp_path) -> None:
    page = atlas(f"#{DAY}/")
    path = tmp_path / "map.svg"
    path.write_text(drawing(page), "utf-8")
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=png]").click()
    page.keyboard.press("Escape")
    picture = Image.open(download.value.path()).convert("RGB")
    shown = visit(path, ready="svg").page
    seen = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    size = (picture.width // 2, picture.height // 2)
    root = ET.parse(path).getroot()
    assert (int(float(root.get("width"))), int(float(root.get("height")))) == size
    small = picture.resize(size)
    width, height = min(size[0], seen.width), min(size[1], seen.height)
    same = far = 0
    for x in range(30, width - 30, 9):
        for y in range(30, height - 30, 9):
            box = (x - 3, y - 3, x + 4, y + 4)  # hatches begin elsewhere
            there = {c for _, c in seen.crop(box).getcolors(64)}
            if near(small.getpixel((x, y)), there, 24):
                same += 1
            else:
                far += 1
    assert same > 20 * far, (same, far)


@pytest.mark.parametrize("mode", ["swipe", "side"])
def test_two_dates_have_their_own_layers(atlas, mode) -> None:
    root = ET.fromstring(drawing(atlas(f"#2012-08-01//{mode}:2014-08-01/")))
    ids = [g.get("id") for g in root.iter(f"{SVG}g") if g.get(f"{INKSCAPE}groupmode")]
    assert len(ids) == len(set(ids))
    assert {"map", "map-2", "land", "land-2"} <= set(ids)
    assert {"1 August 2012", "1 August 2014"} <= set(words(root, "dates"))
    refs = {node.get("clip-path") for node in root.iter() if node.get("clip-path")}
    known = {f"url(#{node.get('id')})" for node in root.iter(f"{SVG}clipPath")}
    assert refs <= known and len(known) == len(list(root.iter(f"{SVG}clipPath")))


def test_arabic_words_begin_at_the_right(atlas) -> None:
    root = ET.fromstring(drawing(atlas(f"#{DAY}/", lang="ar")))
    title = next(node for node in root.iter(f"{SVG}text") if "2026" in (node.text or ""))
    assert title.get("direction") == "rtl" and title.get("text-anchor") is None
    assert float(title.get("x")) > float(root.get("width")) / 2


def test_hostile_names_are_words(tmp_path, visit) -> None:
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(hostile_history(tmp_path)), "utf-8")
    page = ready(visit(path, fragment="#2020-02-05/").page)
    root = ET.fromstring(drawing(page))
    assert {node.tag for node in root.iter()} <= {
        *(f"{SVG}{tag}" for tag in ("svg", "title", "desc", "defs", "clipPath", "pattern")),
        *(f"{SVG}{tag}" for tag in ("g", "rect", "circle", "path", "polygon", "text")),
    }
    said = {node.text for node in root.iter(f"{SVG}text")}
    assert {TEXTS[0], TEXTS[4]} & said
    assert page.evaluate("window.hacked") is None
