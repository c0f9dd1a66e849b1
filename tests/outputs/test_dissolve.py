"""Areas put together from tiles are what joining all their units at once gives."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.outputs.geo import dissolve
from mapper.outputs.geo.dissolve import TILE, Dissolver


@pytest.fixture(scope="module")
def units(mali) -> gpd.GeoSeries:
    return mali.units.geometry


def masks(count: int, rng: np.random.Generator) -> list[np.ndarray]:
    """All, all but one, a half, scattered ones, and those west of a line."""
    scattered = [rng.random(count) < share for share in (0.1, 0.5, 0.9)]
    single = np.arange(count) != count // 2
    return [np.ones(count, dtype=bool), single, np.arange(count) < count // 2, *scattered]


def test_tiles_give_the_same_areas(units) -> None:
    tiled = Dissolver(units, large=0)
    for members in masks(len(units), np.random.default_rng(1)):
        ours = tiled.joined(members)
        theirs = shapely.coverage_union_all(units.to_numpy()[members])
        assert ours.is_valid
        assert shapely.normalize(ours).equals_exact(shapely.normalize(theirs), 0)


def test_what_was_asked_before_changes_nothing(units, monkeypatch) -> None:
    monkeypatch.setattr(dissolve, "KEPT", 5)
    used = Dissolver(units, large=0)
    for members in masks(len(units), np.random.default_rng(2)):
        fresh = Dissolver(units, large=0).joined(members)
        assert used.joined(members).wkb == fresh.wkb
        assert len(used._parts) <= 5


def test_only_tiles_that_changed_are_joined_again(units, monkeypatch) -> None:
    tiled = Dissolver(units, large=0)
    members = np.ones(len(units), dtype=bool)
    tiled.joined(members)
    assert len(tiled._parts) == -(-len(units) // TILE)
    members[7] = False
    tiled.joined(members)
    assert len(tiled._parts) == -(-len(units) // TILE) + 1
