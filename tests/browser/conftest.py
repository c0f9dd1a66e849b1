"""Pages opened from disk in Debian's Chromium, without network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from atlaspage import DRAWN, drawn, ready
from lent import LoadedPages
from tabs import SIZES, Tabs, Visit, speaking

from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.day.layer import write_map


@contextmanager
def lent_by(
    loaded: LoadedPages, ready: Callable[[Any], object] = ready
) -> Iterator[Callable[..., Any]]:
    """Lend pages; they have to come back as they were, and nothing may have gone wrong."""
    lent: list[tuple[Visit, str]] = []

    def lend(path: Path, size: str, fragment: str = "", **options: Any) -> Any:
        result = Visit()
        result.page = loaded.borrow(path, size, fragment, result, ready, **options)
        lent.append((result, size))
        return result.page

    yield lend
    faults = [fault for result, size in lent for fault in loaded.faults_back(result.page, size)]
    assert faults == []
    for result, _ in lent:
        assert (result.complaints(), result.dialogs) == ([], [])


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
        ready: str = DRAWN,
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
def loaded(tabs) -> LoadedPages:
    """Loaded pages for the tests of a process."""
    return LoadedPages(tabs)


@pytest.fixture
def day_map(map_of, loaded) -> Iterator[Callable[..., Any]]:
    """Lend a map of a day that is loaded already; it has to come back as it was."""
    with lent_by(loaded, drawn) as borrow:
        yield lambda date, size="desktop", lang="en", **options: borrow(
            map_of(date, lang), size, **options
        )


@pytest.fixture
def atlas(atlas_of, loaded) -> Iterator[Callable[..., Any]]:
    """Lend an atlas that is loaded already; it has to come back as it was."""
    with lent_by(loaded) as borrow:
        yield lambda fragment="", size="desktop", lang="en", **options: borrow(
            atlas_of(lang), size, fragment, **speaking(lang), **options
        )


@pytest.fixture
def new_atlas(atlas_of, visit) -> Callable[..., Any]:
    """Load an atlas, for tests of how it opens or of what cannot be undone."""

    def load(fragment: str = "", size: str = "desktop", lang: str = "en", **options: Any) -> Any:
        options |= speaking(lang)
        opened = visit(atlas_of(lang), size, fragment, ready=".mapper-legend-box *", **options)
        return ready(opened.page)

    return load


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
