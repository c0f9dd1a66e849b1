"""Fixtures of the fuzzers: a warden and a listener for each worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attackkit import Listener, Warden


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
