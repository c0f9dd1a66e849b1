"""Tabs of the browser, which tests borrow one after the other.

A new context costs a window and a process of the browser, twice what it takes to open a page in one
that is there; tabs of one context lie behind each other, and what lies behind is hardly drawn. So
tabs go from test to test: each test gets a blank one, as if it were new, and opens afresh what it
needs. No document, listener, medium or place of the pointer is handed on, nor what a page remembers
(the language that a reader has chosen).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SIZES", "Tabs", "Visit", "speaking"]

MOST_TABS = 5
"""Tabs lent before one that waits with a page is asked for: a new window costs two loads."""

MOST_ENTRIES = 30
"""A tab with more entries in its history is closed when it comes back: a browser keeps 50 and then
adds none, and no test could see any more that one was added."""

SIZES = {"desktop": (1400, 900), "phone": (390, 844)}
_MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
"""What a tab emulates unless a test wants something else."""

CLOCK = """(() => {
  const Real = Date, late = Real.UTC(2026, 4, 1, 12) - Real.now();
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + late); }
    static now() { return Real.now() + late; }
  };
})()"""
"""The clock of tabs goes from 1 May 2026 on, whenever the tests are run: a page tells its reader
how long ago its record ended."""


def speaking(lang: str) -> dict[str, str]:
    """A browser of a reader of a language: a page opens in that before the one it was made for."""
    return {} if lang == "en" else {"locale": lang}


def forget(page: Any) -> None:
    """Make the browser forget what a page from disk has kept in it."""
    if page.url.startswith("file:"):
        page.evaluate("localStorage.clear()")


@dataclass
class Visit:
    """A page in a browser, with everything that it complained about or asked for."""

    page: object = None
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    tiles: bool = False
    """Whether tiles were asked for: the browser is offline, so that every one is missing."""

    def ask_for_tiles(self, box: str) -> None:
        """Tick the box of the tile layer and wait for the first request of one."""
        self.tiles = True
        asked = len(self.requests)
        self.page.locator(box).check()
        for _ in range(160):
            if len(self.requests) > asked:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("no tile was asked for")

    def listeners(self) -> dict[str, Callable[..., object]]:
        """What notes the events of the page."""
        return {
            "pageerror": lambda error: self.errors.append(str(error)),
            "console": lambda said: (
                self.errors.append(said.text) if said.type in ("error", "warning") else None
            ),
            "request": lambda request: self.requests.append(request.url),
            "dialog": lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()),
        }

    def complaints(self) -> list[str]:
        """What went wrong, without the tiles that an offline browser cannot have."""
        return [e for e in self.errors if not (self.tiles and "ERR_INTERNET_DISCONNECTED" in e)]


class Tabs:
    """The tabs of a browser; what is not emulated in a tab (touch …) has contexts of its own."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self.spare: list[Callable[[], bool]] = []
        """Ways to get back a tab that is lent and not in use; each says whether it did."""
        self._idle: dict[str, list[Any]] = defaultdict(list)
        self._lent: dict[Any, tuple[str, dict[str, Callable[..., object]]]] = {}

    def borrow(
        self, size: tuple[int, int], listeners: dict[str, Callable[..., object]], **options: Any
    ) -> Any:
        """A blank tab without network; what it says goes to the listeners until it is back."""
        viewport = {"width": size[0], "height": size[1]}
        own = {name: options[name] for name in sorted(options) if name not in _MEDIA}
        idle = self._idle[repr(own)]
        if not (own or idle) and len(self._lent) >= MOST_TABS:
            any(give() for give in self.spare)
        page = idle.pop() if idle else self._new_page(own)
        page.set_viewport_size(viewport)
        page.emulate_media(media="null", **_MEDIA | {k: options[k] for k in options if k in _MEDIA})
        for event, listener in listeners.items():
            page.on(event, listener)
        self._lent[page] = repr(own), listeners
        return page

    def _new_page(self, own: dict[str, Any]) -> Any:
        context = self._browser.new_context(offline=True, **own)
        context.add_init_script(CLOCK)
        return context.new_page()

    def give_back(self, page: Any) -> None:
        """Make a tab blank for the next test; one that does not become so is closed."""
        own, listeners = self._lent.pop(page)
        try:
            forget(page)
            page.goto("about:blank")
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
            page.mouse.move(0, 0)
            full = page.evaluate("history.length") > MOST_ENTRIES
        except Exception:
            page.context.close()
            raise
        if full:
            page.context.close()
            return
        self._idle[own].append(page)

    def close(self) -> None:
        """Close all tabs."""
        for page in (*self._lent, *(page for pages in self._idle.values() for page in pages)):
            page.context.close()
