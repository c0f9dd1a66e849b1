"""Fixtures of the attacks: one warden and one listener for all, a stage for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attackkit import Listener, Stage, Warden, stage


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
