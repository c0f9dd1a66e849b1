"""The history of the second shipped case, built once in a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from sharedcase import build_shipped, once_in_a_run

import mapper


@pytest.fixture(scope="session")
def sudan_folder(root: Path) -> Path:
    """The folder of the case."""
    return root / "events" / "sudan"


@pytest.fixture(scope="session")
def sudan(sudan_folder: Path, tmp_path_factory) -> mapper.ControlHistory:
    """The control history of the case; tests must not change it."""
    return once_in_a_run(tmp_path_factory, "sudan", lambda: build_shipped(sudan_folder))()
