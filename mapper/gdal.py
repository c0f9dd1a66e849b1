"""GDAL without the time of day: options that keep its files byte-identical; and its drivers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyogrio

from mapper.errors import OutputError

__all__ = ["need_driver", "pinned_gdal"]

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


def need_driver(name: str) -> None:
    """Make sure that the installed GDAL writes a format: which drivers it has differs by build.

    Raises
    ------
    OutputError
        With what to install, before anything is written.
    """
    if "w" in (pyogrio.list_drivers().get(name) or ""):
        return
    version = ".".join(map(str, pyogrio.__gdal_version__))
    raise OutputError(
        f"the installed GDAL {version} (pyogrio {pyogrio.__version__}) cannot write {name}: "
        "install the wheel of pyogrio from PyPI (pip install --upgrade 'pyogrio>=0.12'), "
        "or choose another format."
    )
