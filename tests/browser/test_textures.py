"""Textures: who cannot tell colours apart, or prints without them, tells parties by signs."""

from __future__ import annotations

from itertools import combinations

import pytest
from atlaspage import settle

from mapper.core.colours import GROUNDS, nearness
from mapper.figures.holdings import holdings_table
from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.joiner import join_modules
from mapper.review.colours import LEAST_LIGHTNESS, NOTICED_SHARE

EARLY = "2012-04-06"
_KIT = """
import { withTextures } from "./library/paint/textures.js";
import { isFlat, patternTile } from "./library/paint/patterns.js";
import { landPaint } from "./library/states/states.js";
export const kit = { withTextures, isFlat, patternTile, landPaint };
"""
TILES = """(ids) => {
  const grey = (id) => [id, { colour: "#8090a0" }];
  const actors = tested.kit.withTextures(Object.fromEntries(ids.map(grey)));
  const held = { status: "held", claimed_by: [], uncertain_with: [] };
  return ids.map((id) => {
    const paint = tested.kit.landPaint({ ...held, holder: id }, actors, "#ffffff");
    if (tested.kit.isFlat(paint)) return [];
    const { size, shapes } = tested.kit.patternTile(paint);
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const ctx = canvas.getContext("2d");
    for (const { points, fill } of shapes) {
      ctx.fillStyle = fill;
      ctx.beginPath();
      for (let i = 0; i < points.length; i += 2) ctx.lineTo(points[i], points[i + 1]);
      ctx.fill();
    }
    const data = ctx.getImageData(0, 0, size, size).data;
    return [...data].filter((_, i) => i % 4 === 0);
  });
}"""  # fmt: skip
"""Lightness of each point of the tile of each party; nothing for one without a texture."""


@pytest.fixture
def tiles(tabs):
    page = tabs.borrow((400, 400), {})
    page.set_content('<!doctype html><meta charset="utf-8" /><body></body>')
    script = join_modules(browser.modules() | {"kit.js": _KIT}, "kit.js", name="tested")
    page.add_script_tag(content=script)
    yield lambda ids: page.evaluate(TILES, ids)
    tabs.give_back(page)


def test_each_texture_is_one_of_its_own_and_leaves_the_colour_to_be_seen(tiles) -> None:
    found = tiles([f"party {n}" for n in range(18)])
    assert found[0] == []
    for tile in found[1:]:
        inked = sum(point < 100 for point in tile) / len(tile)
        assert 0.04 < inked < 0.4
    for one, other in combinations(found[1:], 2):
        apart = sum(abs(a - b) > 40 for a, b in zip(one, other, strict=True)) / len(one)
        assert apart > 0.06, (found.index(one), found.index(other))


@pytest.mark.parametrize("name", ["mali", "sudan"])
def test_parties_that_are_near_on_a_dark_ground_have_textures_that_differ(
    request, tiles, name: str
) -> None:
    """The palettes of the cases are as far apart as asked on a light ground alone."""
    history = request.getfixturevalue(name)
    table = holdings_table(history, history.change_days())
    held = table[["alone_km2", "shared_km2", "contested_km2", "doubt_km2"]].sum(axis=1)
    seen = table[held >= NOTICED_SHARE * history.units["area_km2"].sum()]
    actors = list(history.actors)
    textures = dict(zip(actors, tiles(actors), strict=True))
    for _, rows in seen.groupby("date")["holder"]:
        for one, other in combinations(sorted(set(rows) & set(actors)), 2):
            colours = (history.actors[actor].colour for actor in (one, other))
            if nearness(*colours, GROUNDS["dark"])["grey"] < LEAST_LIGHTNESS:
                assert textures[one] != textures[other], (one, other)


def test_they_are_switched_on_with_the_layers(atlas) -> None:
    page = atlas(f"#{EARLY}/")
    land = "document.querySelector('.mapper-canvas-land').toDataURL()"
    swatches = ".mapper-holders tbody svg rect"
    plain = page.evaluate(land)
    page.locator(".mapper-layers summary").click()
    page.locator("[name=mapper-textures]").check()
    settle(page)
    textured = page.evaluate(land)
    assert textured != plain
    assert "+textures" in page.evaluate("location.hash")
    fills = [swatch.get_attribute("fill") for swatch in page.locator(swatches).all()]
    assert sum(fill.startswith("url(#") for fill in fills) >= len(fills) - 1
    page.locator("[name=mapper-textures]").uncheck()
    settle(page)
    assert page.evaluate(land) != textured and "textures" not in page.evaluate("location.hash")
    assert page.locator(swatches).first.get_attribute("fill").startswith("#")
    page.locator(".mapper-layers summary").click()


def test_a_link_has_them_and_the_evidence_has_none(new_atlas) -> None:
    page = new_atlas(f"#{EARLY}//textures")
    box = page.locator("[name=mapper-textures]")
    page.locator(".mapper-layers summary").click()
    assert box.is_checked() and box.is_enabled()
    page.get_by_role("radio", name="Evidence").check(force=True)
    assert box.is_disabled()
