"""The history of the shipped case: built once in a run of the tests, loaded by each process.

The processes of pytest-xdist share the folder around their own temporary ones: whichever needs
the history first builds it there, under a lock; the others wait for it and load a copy.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

import mapper
from mapper.build.lock import LockedError, exclusive
from mapper.core.files import write_whole

__all__ = ["assert_same_history", "build_shipped", "once_in_a_run", "unchanged"]

_PATIENCE = 300
"""Seconds to wait for another process, which may have one core with five others."""


def once_in_a_run(
    factory: pytest.TempPathFactory, name: str, make: Callable[[], Any]
) -> Callable[[], Any]:
    """What ``make`` gives, made in one process of the run; each call loads a fresh copy."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / f"{name}.pickle"
    until = time.monotonic() + _PATIENCE
    while not path.exists():
        try:
            with exclusive(folder / f"{name}.lock", name):
                if not path.exists():
                    write_whole(path, pickle.dumps(make(), pickle.HIGHEST_PROTOCOL))
        except LockedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    raw = path.read_bytes()
    return lambda: pickle.loads(raw)


def unchanged(history: mapper.ControlHistory, fresh: mapper.ControlHistory) -> None:
    """Fail if a test has changed the history that others use after it."""
    try:
        assert_same_history(history, fresh)
    except AssertionError as error:
        raise AssertionError(f"a test of this file changed the shared history: {error}") from error


def assert_same_history(one: mapper.ControlHistory, other: mapper.ControlHistory) -> None:
    """Every field of two histories is equal: values, types, order."""
    for name in one.__dataclass_fields__:
        _same(name, getattr(one, name), getattr(other, name))


def _same(where: str, one: Any, other: Any) -> None:
    assert type(one) is type(other), where
    if isinstance(one, gpd.GeoDataFrame):
        assert one.crs == other.crs, where
        assert one.geometry.geom_equals_exact(other.geometry, 0).all(), where
    if isinstance(one, pd.DataFrame):
        plain = [c for c in one.columns if c != "geometry"]
        assert list(one.columns) == list(other.columns), where
        pd.testing.assert_frame_equal(
            pd.DataFrame(one)[plain], pd.DataFrame(other)[plain], check_exact=True, obj=where
        )
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other, check_exact=True, obj=where)
    elif isinstance(one, Mapping):
        assert list(one) == list(other), where
        for key in one:
            _same(f"{where}[{key!r}]", one[key], other[key])
    elif isinstance(one, tuple | list):
        assert len(one) == len(other), where
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            _same(f"{where}[{i}]", a, b)
    elif hasattr(one, "__dataclass_fields__"):
        for name in one.__dataclass_fields__:
            _same(f"{where}.{name}", getattr(one, name), getattr(other, name))
    elif hasattr(one, "dtype"):
        assert one.dtype == other.dtype, where
        assert (one == other).all(), where
    else:
        assert one == other, where


def build_shipped(folder: Path) -> mapper.ControlHistory:
    """The history of a shipped case, from its files."""
    return mapper.build_history(mapper.read_case(folder))
