"""GDAL without the time of day: options that keep its files byte-identical."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyogrio

__all__ = ["pinned_gdal"]

_PINNED: Final = {
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z",
    "DBF_DATE_LAST_UPDATE": "2000-01-01",
}
"""GDAL writes the time of writing into files; a fixed one keeps them byte-identical."""


@contextmanager
def pinned_gdal() -> Iterator[None]:
    """Let GDAL write a fixed time into files, and restore its options afterwards."""
    before = {key: pyogrio.get_gdal_config_option(key) for key in _PINNED}
    pyogrio.set_gdal_config_options(_PINNED)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
