"""What can be taken away from the page: picture, tables, snapshots, link."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from atlaspage import Image, near, until

EARLY = "2012-04-06"
GROUNDS = ((0xEC, 0xE9, 0xE2), (0xD9, 0xE4, 0xE8))  # land and sea around
GROUND, FILL = (0xFD, 0xFC, 0xF9), 0.74  # as in colours.js


def take(page, action: str) -> tuple[str, bytes]:
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-action={action}]").click()
    page.keyboard.press("Escape")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def land_colour(mali, actor: str) -> tuple[int, ...]:
    own = [int(mali.actors[actor].colour[i : i + 2], 16) for i in (1, 3, 5)]
    return tuple(round(a * FILL + g * (1 - FILL)) for a, g in zip(own, GROUND, strict=True))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_picture_shows_kidal_in_its_legend_colour(mali, atlas, size) -> None:
    page = atlas("#2013-01-01/", size)
    name, content = take(page, "png")
    assert name == "mali-2013-01-01.png"
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    box = page.evaluate("(() => { const s = mapperAtlas.map.getSize(); return [s.x, s.y]; })()")
    assert picture.width > 2 * box[0] and picture.height > 2 * box[1]
    kidal = mali.places.loc["kidal"]
    x, y = page.evaluate(
        "([lat, lon]) => { const p = mapperAtlas.map.latLngToContainerPoint([lat, lon]);"
        " return [p.x, p.y]; }",
        [kidal["lat"], kidal["lon"]],
    )
    holder = mali.at(dt.date(2013, 1, 1)).places.at["kidal", "holder"]
    unit = mali.at(dt.date(2013, 1, 1)).units.loc[kidal["unit_id"]]
    assert (unit["holder"], unit["status"]) == (holder, "held")
    wanted = land_colour(mali, holder)
    legend = None
    for row in range(picture.height - 1):  # the legend's swatch: 60 px of one colour in a row
        strip = picture.crop((0, row, picture.width, row + 1)).tobytes()
        if strip.count(bytes(wanted)) >= 58:
            legend = row
            break
    assert legend is not None
    top = next(
        row
        for row in range(picture.height)
        if picture.getpixel((60, row)) in GROUNDS  # first row of the map's ground
    )
    left, upper = round(48 + 2 * x), round(top + 2 * y)
    cut = picture.crop((left - 40, upper - 40, left + 40, upper + 40))
    colours = {color for _, color in cut.getcolors(maxcolors=1 << 20)}
    assert near(wanted, colours, tolerance=1)
    town = tuple(int(mali.actors[holder].colour[i : i + 2], 16) for i in (1, 3, 5))
    assert near(town, colours, tolerance=1)


def test_files_of_the_day(mali, atlas) -> None:
    page = atlas(f"#{EARLY}/")
    name, content = take(page, "units")
    assert name == f"{EARLY}.units.geojson"
    assert len(json.loads(content)["features"]) == len(mali.units)
    name, content = take(page, "places")
    assert name == f"{EARLY}.places.geojson"
    name, content = take(page, "csv-day")
    assert name == f"statistics-{EARLY}.csv"
    assert content.decode().splitlines()[0].startswith("date,holder,area_km2")
    name, content = take(page, "csv-all")
    assert len({line.split(",")[0] for line in content.decode().splitlines()[1:]}) == len(
        mali.change_days()
    )


def test_figures_by_camp(atlas) -> None:
    page = atlas(f"#{EARLY}//bloc/")
    assert take(page, "csv-day")[1].decode().startswith("date,bloc,")


def test_copying_a_link(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-menu=take] summary").click()
    page.locator("[data-action=link]").click()
    told = "document.querySelector('.mapper-live').textContent"
    until(page, f"['The link is copied.', 'Copy the link from the field.'].includes({told})")


@pytest.mark.parametrize("mode", ["swipe", "side"])
def test_picture_of_two_dates_has_both(mali, atlas, mode) -> None:
    """Kidal on the left as on the first date, on the right as on the second."""
    first, second = "2012-08-01", "2014-08-01"
    page = atlas(f"#{first}//{mode}:{second}/")
    kidal = mali.places.loc["kidal"]
    move = "([lat, lon]) => void mapperAtlas.map.setView([lat, lon], 9, { animate: false })"
    page.evaluate(move, [kidal["lat"], kidal["lon"]])
    name, content = take(page, "png")
    assert name == f"mali-{first}-{second}.png"
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    size = page.evaluate("(() => { const s = mapperAtlas.map.getSize(); return [s.x, s.y]; })()")
    whole = 2 * (24 + size[0])
    left = picture.crop((48, 0, whole if mode == "side" else 24 + whole // 2, picture.height))
    right_edge = whole + (2 * size[0] if mode == "side" else 0)
    right = picture.crop((left.width + 60, 0, right_edge, picture.height))
    for part, date in ((left, first), (right, second)):
        unit = mali.at(dt.date.fromisoformat(date)).units.loc[kidal["unit_id"]]
        wanted = land_colour(mali, unit["holder"])
        counted = {c: n for n, c in part.getcolors(maxcolors=1 << 24)}
        assert counted.get(wanted, 0) > 2000, (date, unit["holder"])


def test_picture_of_changes_says_what_changed(mali, new_atlas) -> None:
    page = new_atlas("#2012-08-01/")
    page.evaluate("location.hash = '#2012-08-01//changes:2013-03-01/'")
    until(page, "mapperAtlas.store.get().mode === 'changes'")
    said = page.evaluate(
        """() => { const seen = []; const draw = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            seen.push(text); return draw.call(this, text, ...rest); };
          window.seen = seen; return seen; }"""
    )
    assert said == []
    name, _ = take(page, "png")
    assert name == "mali-2012-08-01-2013-03-01.png"
    texts = page.evaluate("window.seen")
    assert "Mali War – 1 Aug 2012 to 1 Mar 2013" in texts
    assert "Changed hands" in texts and "Who holds what" not in texts
    first = page.locator(".mapper-pairs tbody tr").first
    area = first.locator("td").nth(1).inner_text()
    assert f"{area} km²" in texts


def test_picture_of_changes_keeps_new_names_apart(new_atlas) -> None:
    page = new_atlas("#2018-01-01//holder+changes:2026-04-28/")
    until(page, "mapperAtlas.store.get().mode === 'changes'")
    legend = page.evaluate(
        """() => { const seen = []; const draw = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            seen.push([text, this.font]); return draw.call(this, text, ...rest); };
          window.seen = seen; return seen; }"""
    )
    assert legend == []
    take(page, "png")
    seen = page.evaluate("window.seen")
    small = " ".join(text for text, font in seen if font.startswith("12px"))
    rows = [text for text, font in seen if font.startswith("14px")]
    assert "the same party under a new name" in small
    assert "CMA → FLA, 150,000 km²" in small.replace("\u2068", "").replace("\u2069", "")
    assert "150,000 km²" not in rows and "71,300 km²" in rows
