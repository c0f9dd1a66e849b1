"""Tabs of the browser, which tests borrow one after the other.

A new context costs a window of the browser, twice what it takes to open a page in one that is
there. So tabs go from test to test: each test gets a blank one, as if it were new, and opens afresh
what it needs. No document, listener, medium or place of the pointer is handed on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

__all__ = ["Tabs"]

_MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
"""What a tab emulates unless a test wants something else."""


class Tabs:
    """The tabs of a browser; what is not emulated in a tab (touch …) has contexts of its own."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._idle: dict[str, list[Any]] = defaultdict(list)
        self._lent: dict[Any, tuple[str, dict[str, Callable[..., object]]]] = {}

    def borrow(
        self, size: tuple[int, int], listeners: dict[str, Callable[..., object]], **options: Any
    ) -> Any:
        """A blank tab without network; what it says goes to the listeners until it is back."""
        viewport = {"width": size[0], "height": size[1]}
        own = {name: options[name] for name in sorted(options) if name not in _MEDIA}
        idle = self._idle[repr(own)]
        page = idle.pop() if idle else self._browser.new_context(offline=True, **own).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(media="null", **_MEDIA | {k: options[k] for k in options if k in _MEDIA})
        for event, listener in listeners.items():
            page.on(event, listener)
        self._lent[page] = repr(own), listeners
        return page

    def give_back(self, page: Any) -> None:
        """Make a tab blank for the next test; one that does not become so is closed."""
        own, listeners = self._lent.pop(page)
        try:
            page.goto("about:blank")
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
            page.mouse.move(0, 0)
        except Exception:
            page.context.close()
            raise
        self._idle[own].append(page)

    def close(self) -> None:
        """Close the tabs that nobody has."""
        for page in (page for pages in self._idle.values() for page in pages):
            page.context.close()
