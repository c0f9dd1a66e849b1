"""Fixtures of the fuzzers: the warden of the process, and a listener."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attackkit import Warden, the_warden
from lookouts import Listener


@pytest.fixture(scope="session")
def warden() -> Warden:
    return the_warden()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()
