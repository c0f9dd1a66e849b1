"""A tab that a test gets is as new, whatever the test before it did."""

from __future__ import annotations

from pathlib import Path

from tabs import Tabs

LEFT = """<!doctype html><title>left</title><style>p:hover { color: red }</style><p>here</p>
<script>window.left = 1; console.warn("said");</script>"""
SEEN = """() => ({ left: window.left, text: document.body.innerText, width: innerWidth,
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
  print: matchMedia("print").matches })"""
NEW = {"left": None, "text": "", "dark": False, "calm": False, "print": False}


def test_nothing_is_handed_on(chromium, tmp_path: Path) -> None:
    tabs, first, second = Tabs(chromium), [], []
    (tmp_path / "left.html").write_text(LEFT, "utf-8")
    page = tabs.borrow(
        (900, 600), {"console": lambda said: first.append(said.text)}, color_scheme="dark"
    )
    page.goto((tmp_path / "left.html").as_uri())
    page.emulate_media(media="print", reduced_motion="reduce")
    page.mouse.move(20, 20)
    page.set_viewport_size({"width": 700, "height": 500})
    left = page.evaluate(SEEN)
    assert left == {"left": 1, "text": "here", "width": 700} | dict.fromkeys(
        ("dark", "calm", "print"), True
    )
    tabs.give_back(page)
    again = tabs.borrow((390, 844), {"console": lambda said: second.append(said.text)})
    assert again is page, "or nothing is tried here"
    assert again.evaluate(SEEN) == NEW | {"width": 390}
    again.evaluate("console.warn('heard')")
    assert (first, second) == (["said"], ["heard"])
    tabs.give_back(again)
    tabs.close()


def test_two_at_a_time_are_two_and_touch_is_apart(chromium) -> None:
    tabs = Tabs(chromium)
    one, other = (tabs.borrow((900, 600), {}) for _ in range(2))
    touch = tabs.borrow((900, 600), {}, has_touch=True)
    assert len({one, other, touch}) == 3
    for page, touches in ((one, False), (other, False), (touch, True)):
        assert page.evaluate("navigator.maxTouchPoints > 0") is touches
        tabs.give_back(page)
    assert tabs.borrow((900, 600), {}) in {one, other}
    tabs.close()


def test_a_full_history_goes_to_nobody(chromium, tmp_path: Path) -> None:
    tabs = Tabs(chromium)
    (tmp_path / "left.html").write_text(LEFT, "utf-8")
    page = tabs.borrow((900, 600), {})
    page.goto((tmp_path / "left.html").as_uri())
    page.evaluate("for (let i = 0; i < 60; i++) history.pushState(null, '', `#${i}`)")
    tabs.give_back(page)
    assert page.is_closed()
    again = tabs.borrow((900, 600), {})
    before = again.evaluate("history.length")
    again.goto((tmp_path / "left.html").as_uri())
    again.evaluate("history.pushState(null, '', '#one')")
    assert again.evaluate("history.length") > before, "an entry is seen"
    tabs.give_back(again)
    tabs.close()
