"""Builds of two dates of the small case, and what lies in a build, to be compared as a whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mapper.build.onecase import BuildOptions

__all__ = ["FEW", "contents", "names"]

FEW = BuildOptions(dates=(dt.date(2012, 3, 5), dt.date(2012, 2, 15)))


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file by its path in the folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def names(folder: Path) -> list[str]:
    """The names of what lies in it."""
    return sorted(p.name for p in folder.iterdir())
