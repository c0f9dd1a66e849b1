"""Fixtures of the attacks: one warden and one listener for all, a stage for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attackkit import Listener, Stage, Warden, stage

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def warden() -> Iterator[Warden]:
    warden = Warden()
    yield warden
    warden.close()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(name="stage")
def a_stage(tmp_path: Path, warden: Warden, listener: Listener) -> Iterator[Stage]:
    with stage(tmp_path, listener, warden) as ready:
        yield ready


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's Chromium is not installed")
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(browser) -> Iterator[object]:
    page = browser.new_page()
    yield page
    page.close()
