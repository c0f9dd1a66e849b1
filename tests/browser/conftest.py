"""Pages opened from disk in Debian's Chromium, without network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tabs import Tabs

from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.layer import write_map

SIZES = {"desktop": (1400, 900), "phone": (390, 844)}


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


@pytest.fixture(scope="session")
def tabs(chromium) -> Iterator[Tabs]:
    """Blank tabs for the tests of a process."""
    tabs = Tabs(chromium)
    yield tabs
    tabs.close()


@pytest.fixture
def visit(tabs) -> Iterator[Callable[..., Visit]]:
    """Open a file; at the end of the test nothing may have gone wrong or left the folder."""
    visits: list[Visit] = []

    def open_file(
        path: Path,
        size: str = "desktop",
        fragment: str = "",
        *,
        ready: str = ".mapper-holders tbody tr",
        **options,
    ) -> Visit:
        result = Visit()
        page = result.page = tabs.borrow(SIZES[size], result.listeners(), **options)
        visits.append(result)
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector(ready, state="attached")
        return result

    yield open_file
    for result in visits:
        tabs.give_back(result.page)
    for result in visits:
        assert result.complaints() == []
        assert result.dialogs == []


@pytest.fixture(scope="session")
def map_of(mali: ControlHistory, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The self-contained map of a day of the Mali case, made once."""
    folder = tmp_path_factory.mktemp("maps")

    def write(date: str, lang: str = "en") -> Path:
        path = folder / f"{date}-{lang}.html"
        if not path.exists():
            write_map(mali, dt.date.fromisoformat(date), path, lang=lang)
        return path

    return write


@pytest.fixture(scope="session")
def atlas_of(mali: ControlHistory, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The atlas of the Mali case, made once for each language."""
    folder = tmp_path_factory.mktemp("atlas")

    def write(lang: str = "en") -> Path:
        path = folder / f"{lang}.html"
        if not path.exists():
            path.write_text(atlas_page(mali, lang=lang), encoding="utf-8")
        return path

    return write
