"""Pages opened from disk in Debian's Chromium, without network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tabs import SIZES, Tabs, Visit

from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.layer import write_map


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
