"""How tests talk to a page of the atlas."""

from __future__ import annotations

import datetime as dt
import io
from importlib import resources
from typing import Any

from PIL import Image

EPOCH = dt.date(1970, 1, 1)
DRAWN = ".mapper-holders tbody tr"
"""What is there when a page is drawn."""


def number(date: str | dt.date) -> int:
    day = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return (day - EPOCH).days


def date_of(day: int) -> dt.date:
    return EPOCH + dt.timedelta(days=day)


def words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def until(page: Any, condition: str, patience: int = 8000) -> None:
    """Wait for a condition; Playwright's own polling needs an ``eval`` that the page forbids."""
    for _ in range(patience // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


def ready(page: Any) -> Any:
    page.wait_for_selector(".mapper-ready")
    until(page, "window.mapperAtlas !== undefined && mapperAtlas.part().main.prepared()")
    settle(page)
    return page


def drawn(page: Any) -> None:
    """The map of a day is there."""
    page.wait_for_selector(DRAWN, state="attached")


def settle(page: Any) -> None:
    """Two frames: what is drawn once per frame is there."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def quiet(page: Any) -> None:
    """Nothing moves any more: no transition of a style, no flight or zoom of a map."""
    until(
        page,
        "!document.getAnimations().some((a) => a.playState === 'running') &&"
        " !document.querySelector('.leaflet-pan-anim, .leaflet-zoom-anim .leaflet-zoom-animated')",
    )
    settle(page)


def rested(page: Any) -> None:
    """The whole land is painted anew, a quarter of a second after the last step in time.

    Timers of a page come in their order, however busy the machine is: one that is due later has
    the other behind it.
    """
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    settle(page)


def serious_faults(page: Any) -> list[Any]:
    """What axe calls serious or critical in a page, with the elements."""
    if not page.evaluate("typeof axe === 'object'"):
        source = resources.files("axe_playwright_python") / "axe.min.js"
        page.evaluate(source.read_text(encoding="utf-8"))
    return page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter((v) => v.impact === 'serious' || v.impact === 'critical')
          .map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))])"""
    )


def quotes(page: Any) -> dict[str, str]:
    """The texts to quote a view with, by their names; the dialog is open only meanwhile."""
    page.locator("[data-menu=take] summary").click()
    page.locator("[data-action=cite]").click()
    found = {
        section.get_attribute("data-quote"): section.locator("textarea").input_value()
        for section in page.locator("dialog section").all()
    }
    page.keyboard.press("Escape")
    until(page, "document.querySelector('dialog') === null")  # it tells later that it closed
    return found


def shown_day(page: Any) -> dt.date:
    return date_of(page.evaluate("mapperAtlas.store.get().day"))


def state(page: Any) -> dict[str, Any]:
    return page.evaluate("mapperAtlas.store.get()")


def drag_chart(page: Any, *days: str) -> None:
    """Press on the chart at the first day, move over the others, let go at the last."""
    points = [
        page.evaluate("day => mapperAtlas.part().time.pointOf(day)", number(day)) for day in days
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()
    settle(page)


def screen_point(page: Any, lat: float, lon: float) -> tuple[float, float]:
    point = page.evaluate(
        "([lat, lon]) => { const map = mapperAtlas.map; const p = map.latLngToContainerPoint("
        "[lat, lon]); const box = map.getContainer().getBoundingClientRect();"
        " return [p.x + box.left, p.y + box.top]; }",
        [lat, lon],
    )
    return point[0], point[1]


def photo(page: Any) -> Image.Image:
    """The window as it is now, for looking at many points: a picture of each takes as long."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def colours_at(picture: Image.Image, x: float, y: float, reach: int) -> set[tuple[int, int, int]]:
    """All colours of a small square around a point of a picture; the whole of it is in view."""
    left, top = round(x) - reach, round(y) - reach
    box = (left, top, left + 2 * reach + 1, top + 2 * reach + 1)
    assert left >= 0 and top >= 0 and box[2] <= picture.width and box[3] <= picture.height
    return {color for _, color in picture.crop(box).getcolors(maxcolors=1 << 20)}


def pixels(page: Any, x: float, y: float, reach: int = 0) -> set[tuple[int, int, int]]:
    clip = {"x": x - reach, "y": y - reach, "width": 2 * reach + 1, "height": 2 * reach + 1}
    image = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return {color for _, color in image.getcolors(maxcolors=1 << 20)}


def near(color: tuple[int, ...], others: set[tuple[int, int, int]], tolerance: int = 3) -> bool:
    return any(max(abs(a - b) for a, b in zip(color, o, strict=True)) <= tolerance for o in others)
