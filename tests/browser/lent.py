"""Loaded pages, which tests borrow one after the other: of the atlas, and maps of a day.

To open one costs half a processor second and as long a wait, and most tests look at one view
of the same page. So a loaded page goes from test to test: it is lent at an address, and when it
comes back it is put to its first view again by the means that a reader has (the address, the
fields, the menus). Then it must *be* as it was at first, in everything that a test could see; if
it is not, the test that had it fails, and the page is thrown away. A test that changes more than
a reader can (scripts, media, the language, the window's history) opens a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlaspage import quiet, ready
from tabs import SIZES, Tabs, Visit

__all__ = ["LoadedPages"]

MOST_IDLE = 5
"""Loaded pages that wait for a test at the same time; each has its memory."""

_SCRIPT = (Path(__file__).parent / "keeper.js").read_text("utf-8").replace("export ", "")
KEEPER = f"() => {{ {_SCRIPT} return makeKeeper(); }}"
"""What brings a page back to its first view and knows what that was; no part of the page."""


@dataclass
class Loaded:
    """A page with what keeps its first view."""

    page: Any
    keeper: Any
    key: Hashable

    def differences(self) -> list[str]:
        """Bring the page to its first view; what is not as it was then."""
        return self.keeper.evaluate("(k) => k.differences()")


class LoadedPages:
    """Loaded pages, by their file, size and what they emulate."""

    def __init__(self, tabs: Tabs) -> None:
        self._tabs = tabs
        tabs.spare.append(self._give_up)
        self._idle: list[Loaded] = []
        self._out: dict[Any, tuple[Loaded, dict[str, Callable[..., object]]]] = {}

    def borrow(
        self,
        path: Path,
        size: str,
        fragment: str,
        visit: Visit,
        ready: Callable[[Any], object] = ready,
        **options: Any,
    ) -> Any:
        """A loaded page at an address; what it says goes to the visit until it is back.

        ``ready`` waits until a page is loaded that is not an atlas.
        """
        key = (path, size, repr(sorted(options.items())))
        waiting = (one for one in reversed(self._idle) if one.key == key)  # the last one back
        loaded = next(waiting, None)
        if loaded:
            self._idle.remove(loaded)
        else:
            loaded = self._load(path, size, key, ready, options)
        listeners = visit.listeners()
        for event, listener in listeners.items():
            loaded.page.on(event, listener)
        self._out[loaded.page] = loaded, listeners
        if fragment:
            loaded.keeper.evaluate("(k, hash) => k.goTo(hash)", fragment)
        return loaded.page

    def _load(
        self,
        path: Path,
        size: str,
        key: Hashable,
        ready: Callable[[Any], object],
        options: dict[str, Any],
    ) -> Loaded:
        said = Visit()
        page = self._tabs.borrow(SIZES[size], said.listeners(), **options)
        page.goto(path.as_uri())
        ready(page)
        loaded = Loaded(page, page.evaluate_handle(KEEPER), key)
        loaded.keeper.evaluate("(k) => k.remember()")
        assert (said.complaints(), said.dialogs) == ([], [])
        return loaded

    def faults_back(self, page: Any, size: str) -> list[str]:
        """Put a page to its first view for the next test; what is not as it was then.

        A page with faults, or one that does not answer, is lent to nobody any more.
        """
        loaded, listeners = self._out.pop(page)
        try:
            page.mouse.up()
            page.mouse.move(0, 0)
            page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
            quiet(page)
            faults = loaded.differences()
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
        except Exception as fault:
            faults = [f"it cannot be brought back: {fault}"]
        if faults:
            self._throw_away(loaded)
            return faults
        self._idle.append(loaded)
        while len(self._idle) > MOST_IDLE:
            self._throw_away(self._idle.pop(0))
        return []

    def _give_up(self) -> bool:
        """Throw the page away that has waited longest, if one waits; its tab is blank again."""
        if not self._idle:
            return False
        self._throw_away(self._idle.pop(0))
        return True

    def keeper(self, page: Any) -> Any:
        """What keeps the first view of a page that is lent."""
        return self._out[page][0].keeper

    def close(self) -> None:
        """Lend no page any more; their tabs are blank again."""
        for loaded in (*self._idle, *(loaded for loaded, _ in self._out.values())):
            self._throw_away(loaded)
        self._idle.clear()
        self._out.clear()

    def _throw_away(self, loaded: Loaded) -> None:
        with suppress(Exception):  # a tab that cannot be made blank is closed
            self._tabs.give_back(loaded.page)
