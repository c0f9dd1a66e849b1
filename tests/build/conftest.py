"""Builds of the small case that tests of builds begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from casefolder import CaseFolder, write_case
from smallbuilds import FEW

from mapper.build.onecase import build


@pytest.fixture(scope="module")
def two_dates(tiny_folder, tmp_path_factory) -> Path:
    """A build of two dates, to be copied."""
    return build(tiny_folder, tmp_path_factory.mktemp("few") / "out", FEW, jobs=1).folder


@pytest.fixture
def own(tmp_path, two_dates) -> CaseFolder:
    """A small case that a test may spoil, with ``out`` built for two dates."""
    shutil.copytree(two_dates, tmp_path / "out")
    return write_case(tmp_path / "case")
