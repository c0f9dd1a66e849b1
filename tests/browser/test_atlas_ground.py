"""What lies around the case: sea, far countries, the globe in the corner, and the credits."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from atlaspage import Image, drawn, near, photo, pixels, ready, screen_point
from casefolder import write_case
from test_atlas_svg import SVG, drawing, words

import mapper
from mapper.outputs.pages.atlas import atlas_page

SEA, LAND = {(0xD9, 0xE4, 0xE8)}, {(0xEC, 0xE9, 0xE2)}
DARK_SEA, DARK_LAND = {(0x0D, 0x18, 0x20)}, {(0x19, 0x1B, 0x1F)}
ACCENT = {(0x0B, 0x6B, 0x62)}
ATLANTIC, MAURITANIA, LIBYA = (19.0, -18.5), (21.5, -10.0), (26.0, 17.0)
WIDE = {"width": 2560, "height": 1440}
GLOBE = ".mapper-globe"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sea_and_land(atlas, scheme) -> None:
    page = atlas(color_scheme=scheme)
    sea, land = (SEA, LAND) if scheme == "light" else (DARK_SEA, DARK_LAND)
    assert near(pixels(page, *screen_point(page, *ATLANTIC)).pop(), sea, 0)
    assert near(pixels(page, *screen_point(page, *MAURITANIA)).pop(), land, 0)


def test_no_corner_of_the_widest_window_is_empty(new_atlas) -> None:
    """Zoomed out as far as the page allows, and pushed to each corner of where it goes."""
    page = new_atlas()
    page.set_viewport_size(WIDE)
    page.evaluate("mapperAtlas.map.setZoom(0, { animate: false })")
    for corner in ("NorthWest", "NorthEast", "SouthWest", "SouthEast"):
        page.evaluate(
            "(corner) => { const map = mapperAtlas.map, to = map.options.maxBounds;"
            " map.setView(to['get' + corner](), map.getZoom(), { animate: false });"
            " map.panInsideBounds(to, { animate: false }); }",
            corner,
        )
        drawn(page)
        lines = page.evaluate(
            """() => {
          const { width, height, left, top, zoom } = mapperAtlas.part().main.frame();
          const at = (x, y) => {
            const p = mapperAtlas.map.unproject([left + x, top + y], zoom);
            return [p.lng, p.lat];
          };
          return [at(0, 0), at(width, height)];
        }"""
        )
        (west, north), (east, south) = lines
        # geodata/world.py is fine so far around the case: beyond, coasts are rough
        assert west >= -12.3 - 36 - 24 and east <= 4.3 + 36 + 24
        assert south >= 10.1 - 24 - 10 and north <= 25.1 + 24 + 10
    colours = {color for _, color in photo(page).getcolors(1 << 24)}
    assert colours >= SEA | LAND


def test_far_countries_are_named_in_the_readers_language(atlas) -> None:
    for lang, name in (("en", "Libya"), ("fr", "Libye")):
        page = atlas(lang=lang)
        page.evaluate("mapperAtlas.map.setView([24, 8], 4.5, { animate: false })")
        names = page.evaluate("mapperAtlas.part().main.names().map(({ words }) => words)")
        assert name in names and "Mali" not in names
        assert near(pixels(page, *screen_point(page, *LIBYA)).pop(), LAND, 0)


def test_the_globe_stands_where_there_is_room(new_atlas) -> None:
    page = new_atlas()
    globe = page.locator(GLOBE)
    box = globe.bounding_box()
    frame = page.locator(".mapper-frame").bounding_box()
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    middle = pixels(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert near(middle.pop(), ACCENT, 0), "Mali lies in the middle"
    assert globe.get_attribute("aria-label") == "The coloured country on the globe"
    for width, height, shown in ((1400, 600, False), (390, 844, False), (1024, 768, True)):
        page.set_viewport_size({"width": width, "height": height})
        assert globe.is_visible() is shown, (width, height)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.evaluate("mapperAtlas.store.set({ embed: true })")
    assert not globe.is_visible()


UNDER = """() => {
  const { main } = mapperAtlas.part(), { inner } = main.frame();
  const whole = mapperAtlas.map.getContainer(), { left, top } = whole.getBoundingClientRect();
  const shown = [...whole.querySelectorAll(".leaflet-control")].filter((node) => node.offsetWidth);
  const boxes = shown.map((node) => node.getBoundingClientRect());
  const hidden = main.names().filter(({ box: { x, y, w, h } }) => boxes.some((box) =>
    x - inner.x + left < box.right && x + w - inner.x + left > box.left &&
    y - inner.y + top < box.bottom && y + h - inner.y + top > box.top));
  return { hidden: hidden.map(({ words }) => words), controls: boxes.length };
}"""


@pytest.mark.parametrize(("size", "controls"), [("desktop", 4), ("phone", 3)])
def test_no_name_stands_under_a_control(new_atlas, size: str, controls: int) -> None:
    page = new_atlas("#2026-04-28/", size)
    assert page.evaluate(UNDER) == {"hidden": [], "controls": controls}
    for lon in range(-4, 12, 2):  # one name after the other comes under them
        page.evaluate(f"mapperAtlas.map.setView([16, {lon}], 5.5, {{ animate: false }})")
        assert page.evaluate(UNDER)["hidden"] == [], lon


def test_no_name_stands_under_the_globe_of_a_drawing(atlas) -> None:
    root = ET.fromstring(drawing(atlas("#2026-04-28/")))
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g")}
    disc = groups["globe"].find(f"{SVG}circle")
    middle, height, reach = (float(disc.get(name)) for name in ("cx", "cy", "r"))
    names = list(groups["labels"].iter(f"{SVG}text"))
    assert len(names) > 20
    for name in names:
        x, y, apart = (float(name.get(k, "0").rstrip("px")) for k in ("x", "y", "letter-spacing"))
        width = (6 + apart) * len(name.text)
        beside = x + width < middle - reach or x > middle + reach
        assert beside or abs(y - height) > reach, name.text


def test_one_globe_whatever_the_language_and_the_colours(new_atlas) -> None:
    page = new_atlas()
    light = page.evaluate(f"document.querySelector('{GLOBE}').toDataURL()")
    page.emulate_media(color_scheme="dark")
    drawn(page)
    assert page.evaluate(f"document.querySelector('{GLOBE}').toDataURL()") != light
    page.emulate_media(color_scheme="light")
    page.locator(".mapper-tools [lang=fr]").click()
    ready(page)
    assert page.locator(GLOBE).count() == 1
    assert page.locator(GLOBE).get_attribute("aria-label") == "Le pays colorié sur le globe"
    assert page.evaluate(f"document.querySelector('{GLOBE}').toDataURL()") == light


def test_the_online_map_is_not_hidden_by_the_sea(new_atlas) -> None:
    page = new_atlas()
    shown = "getComputedStyle(document.querySelector('.mapper-canvas-ground')).display"
    assert page.evaluate(shown) != "none"
    page.evaluate("mapperAtlas.map.getContainer().classList.add('mapper-with-tiles')")
    assert page.evaluate(shown) == "none"


def test_a_case_without_the_world_has_plain_ground_and_no_globe(visit, tmp_path: Path) -> None:
    history = mapper.build_history(mapper.read_case(write_case(tmp_path).case))
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(history), encoding="utf-8")
    page = ready(visit(path, ready=".mapper-legend-box *").page)
    assert page.locator(GLOBE).count() == 0
    frame = page.locator(".mapper-frame").bounding_box()
    corner = pixels(page, frame["x"] + frame["width"] - 20, frame["y"] + frame["height"] - 20)
    assert near(corner.pop(), LAND, 0)


def test_a_drawing_has_the_sea_the_globe_and_its_day(atlas) -> None:
    root = ET.fromstring(drawing(atlas("#2026-04-28/")))
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g")}
    fills = [node.get("fill") for node in groups["ground"]]
    assert fills == ["#ece9e2", "#d9e4e8", "#ece9e2"]  # paper of the map, sea, land on it
    assert "#0b6b62" in {node.get("fill") for node in groups["globe"].iter()}
    credits = " ".join(words(root, "credits"))
    assert "Map projection: Web Mercator. Saved on 1 May 2026." in credits
    # What is far out of the frame is not in the file.
    points = sum(len(path.get("d", "").split("L")) for path in groups["ground"])
    assert 100 < points < 6000


def test_a_picture_has_the_globe_too(atlas) -> None:
    page = atlas("#2026-04-28/")
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=png]").click()
    page.keyboard.press("Escape")
    picture = Image.open(io.BytesIO(Path(download.value.path()).read_bytes())).convert("RGB")
    count = {color: n for n, color in picture.getcolors(1 << 24)}
    assert count[next(iter(SEA))] > 20_000
    assert count[next(iter(ACCENT))] > 80  # of Mali, whole pixels


def test_notes_name_the_edition_and_paper_its_day(mali, new_atlas) -> None:
    page = new_atlas()
    notes = page.locator(".mapper-about").text_content()
    assert mali.case.edition_mark in notes
    assert "Map projection: Web Mercator." in notes
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    foot = page.locator(".mapper-paper-foot").text_content()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert "Map projection: Web Mercator. Printed on 1 May 2026." in foot
