"""The panel on a phone: it follows the finger, keeps above the keyboard, makes way for the map."""

from __future__ import annotations

import pytest
from atlaspage import quiet, screen_point, settle, until

EARLY = "2012-04-06"
WIDE, HIGH = 390, 844
TOP = "Math.round(document.querySelector('.mapper-panel').getBoundingClientRect().y)"
STATE = """(() => { const { classList } = document.querySelector('.mapper-panel');
  return classList.contains('mapper-full') ? 'full'
    : classList.contains('mapper-open') ? 'half' : 'closed'; })()"""
KEYBOARD = """(height) => {
  const own = { get: () => height, configurable: true };
  if (height) Object.defineProperty(visualViewport, 'height', own);
  else delete visualViewport.height;
  visualViewport.dispatchEvent(new Event('resize'));
}"""
"""A keyboard over the lower part of the window: the window stays as high, what is seen does not."""
CENTRE = "(({ lat, lng }) => [lat, lng])(mapperAtlas.map.getCenter())"


def top(page) -> int:
    quiet(page)
    return page.evaluate(TOP)


def draw(page, *steps: int) -> list[int]:
    """Press on the handle, move by some px at a time and let go; where the sheet was under way."""
    quiet(page)
    box = page.locator(".mapper-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for step in steps:
        y += step
        page.mouse.move(x, y, steps=4)
        seen.append(page.evaluate(TOP))
    page.wait_for_timeout(120)  # it rests before it lets go: no flick
    page.mouse.up()
    return seen


def test_results_of_a_search_are_above_the_keyboard(atlas) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    assert page.evaluate(STATE) == "closed"
    page.locator(".mapper-search").click()
    assert page.evaluate(STATE) == "full"
    page.evaluate(KEYBOARD, 430)
    page.keyboard.type("ba")
    assert top(page) >= 0
    options = page.locator(".mapper-found [role=option]").all()
    boxes = [option.bounding_box() for option in options[:4]]
    assert all(box["y"] > 0 and box["y"] + box["height"] <= 430 for box in boxes)
    for _ in range(30):
        page.keyboard.press("ArrowDown")  # the last ones are reached, too
    last = page.locator(".mapper-found [aria-selected=true]").bounding_box()
    assert last["y"] > 0 and last["y"] + last["height"] <= 431
    field = page.locator(".mapper-search").bounding_box()
    assert field["y"] >= 0 and field["y"] + field["height"] <= boxes[0]["y"] + 1
    page.keyboard.press("Escape")
    page.evaluate(KEYBOARD, 0)
    page.evaluate("document.activeElement.blur()")  # as the key that takes the keyboard away
    assert page.evaluate(STATE) == "closed"
    assert top(page) > HIGH - 80
    window = "getComputedStyle(document.documentElement).getPropertyValue('--mapper-window')"
    assert page.evaluate(window) == ""


def test_what_a_search_finds_is_beside_the_sheet(mali, atlas) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    page.locator(".mapper-search").click()
    page.keyboard.type("sikasso")
    page.keyboard.press("Enter")
    assert page.evaluate(STATE) == "half"
    place = mali.places.loc["sikasso"]
    page.wait_for_timeout(500)  # the flight
    quiet(page)
    x, y = screen_point(page, place["lat"], place["lon"])
    assert 0 < x < WIDE
    frame = page.locator(".mapper-frame").bounding_box()
    assert frame["y"] < y < top(page)


def test_names_of_results_are_not_broken(atlas) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    page.locator(".mapper-search").click()
    page.keyboard.type("gao")
    name = page.locator(".mapper-found [role=option] > [dir=auto]").first.bounding_box()
    assert name["height"] < 30


def test_the_sheet_follows_the_finger_and_rests_nearby(atlas) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    closed = top(page)
    seen = draw(page, -150, -150, 40)
    assert seen == pytest.approx([closed - 150, closed - 300, closed - 260], abs=2)
    assert page.evaluate(STATE) == "half"
    half = top(page)
    assert half == pytest.approx(HIGH * 0.44, abs=3)
    assert page.locator(".mapper-handle").get_attribute("aria-expanded") == "true"
    draw(page, -260)
    assert page.evaluate(STATE) == "full"
    assert 0 < top(page) < 60
    scroller = page.locator(".mapper-scroller").bounding_box()
    assert scroller["y"] + scroller["height"] <= HIGH
    assert draw(page, 3000) == [pytest.approx(closed, abs=2)]  # no lower than closed
    assert page.evaluate(STATE) == "closed"
    assert top(page) == closed
    page.locator(".mapper-handle").click()
    assert page.evaluate(STATE) == "half"
    draw(page, 30, -28)
    assert page.evaluate(STATE) == "half", "drawn to and fro it is no press"
    page.locator(".mapper-handle").click()
    assert page.evaluate(STATE) == "closed"


def test_a_flick_says_where_to(atlas) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    page.evaluate(
        """() => { const handle = document.querySelector('.mapper-handle');
          handle.setPointerCapture = () => {};
          const send = (type, clientY) => handle.dispatchEvent(
            new PointerEvent(type, { clientY, button: 0, pointerId: 7, bubbles: true }));
          send('pointerdown', 800);
          for (const y of [780, 700]) send('pointermove', y);
          send('pointerup', 700);
          delete handle.setPointerCapture; }"""
    )
    assert page.evaluate(STATE) == "half"  # 100 px are nearer to closed


@pytest.mark.parametrize("moved", [False, True], ids=["left alone", "moved by the reader"])
def test_a_closed_sheet_gives_the_map_its_place_back(mali, atlas, moved) -> None:
    page = atlas(f"#{EARLY}/", "phone")
    before = page.evaluate(CENTRE)
    place = mali.places.loc["sikasso"]
    page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
    until(page, f"Math.abs(mapperAtlas.map.getCenter().lat - {before[0]}) > 0.5")
    quiet(page)
    if moved:
        page.evaluate("void mapperAtlas.map.panBy([60, 0], { animate: false })")
    away = page.evaluate(CENTRE)
    page.locator(".mapper-handle").click()
    quiet(page)
    settle(page)
    assert page.evaluate(CENTRE) == pytest.approx(away if moved else before, abs=0.05)


def test_what_is_chosen_stays_in_sight_when_the_phone_turns(mali, new_atlas) -> None:
    page = new_atlas(f"#{EARLY}/14.2,-7.2,6.5/", "phone")
    place = mali.places.loc["sikasso"]
    page.mouse.click(*screen_point(page, place["lat"], place["lon"]))
    page.wait_for_timeout(500)
    for width, height in ((HIGH, WIDE), (WIDE, HIGH), (740, 360), (WIDE, HIGH)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        quiet(page)
        x, y = screen_point(page, place["lat"], place["lon"])
        frame = page.locator(".mapper-frame").bounding_box()
        assert frame["x"] < x < frame["x"] + frame["width"], (width, height)
        lower = top(page) if width <= 800 else height
        assert frame["y"] < y < min(lower, frame["y"] + frame["height"]), (width, height)
