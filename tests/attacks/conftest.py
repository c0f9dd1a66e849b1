"""Fixtures of the attacks: one warden and one listener for all, a stage for each.

Attacks that were found run always. Of their kin, where a test has many, a sample runs in ordinary
runs and all of them where ``MAPPER_FUZZ`` is set (``make fuzz``).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from attackkit import Stage, Warden, stage, the_warden
from lookouts import Listener

FOUND = frozenset(
    {
        *("gdalg-network", "gdalg-outside-file", "vrt-network", "vrt-writes", "crs-link"),
        "arc-repeated",
        *("endless", "spinning", "up", "last-day-9999", "rank-text", "rank-null", "polygon"),
    }
)
"""Parameters of attacks that once worked."""
ON_THE_PROCESS = {
    "test_binary_layers.py",
    "test_geopackages.py",
    "test_layer_drivers.py",
    "test_packed_layers.py",
}
"""Files of attacks on drivers: each child starts its own process for layers, as users' do."""
MANY = 8
SAMPLE = 5
"""A test with more parameters than `MANY` runs with so many of them, evenly spread."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most of the kin, but where they are asked for."""
    if os.environ.get("MAPPER_FUZZ"):
        return
    here = str(Path(__file__).parent) + os.sep
    kin = defaultdict(list)
    for item in items:
        if str(item.path).startswith(here) and hasattr(item, "callspec"):
            kin[item.path, item.originalname].append(item)
    left = {
        item
        for same in kin.values()
        if len(same) > MANY
        for i, item in enumerate(same)
        if i * SAMPLE // len(same) == (i - 1) * SAMPLE // len(same)
        and item.callspec.id not in FOUND
    }
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def warden() -> Warden:
    return the_warden()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(name="stage")
def a_stage(
    request: pytest.FixtureRequest, tmp_path: Path, warden: Warden, listener: Listener
) -> Iterator[Stage]:
    usual = warden.lends
    warden.lends = usual and request.path.name not in ON_THE_PROCESS
    with stage(tmp_path, listener, warden) as ready:
        yield ready
    warden.lends, warden.knows = usual, True


@pytest.fixture
def chromium_page(chromium) -> Iterator[object]:
    page = chromium.new_page()
    yield page
    page.close()
