"""Pages opened from disk in Debian's Chromium, without network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.layer import write_map

SIZES = {"desktop": (1400, 900), "phone": (390, 844)}


@dataclass
class Visit:
    """A page in a browser, with everything that it complained about or asked for."""

    page: object
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

    def complaints(self) -> list[str]:
        """What went wrong, without the tiles that an offline browser cannot have."""
        return [e for e in self.errors if not (self.tiles and "ERR_INTERNET_DISCONNECTED" in e)]


@pytest.fixture
def visit(chromium) -> Iterator[Callable[..., Visit]]:
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
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, offline=True, **options
        )
        page = context.new_page()
        result = Visit(page)
        page.on("pageerror", lambda error: result.errors.append(str(error)))
        page.on(
            "console",
            lambda m: result.errors.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("request", lambda request: result.requests.append(request.url))
        page.on("dialog", lambda d: (result.dialogs.append(d.message), d.dismiss()))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector(ready, state="attached")
        visits.append(result)
        return result

    yield open_file
    for result in visits:
        result.page.context.close()
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
