"""What the mapper asks of GDAL: no time of day in its files, no network, few drivers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mapper.core.errors import OutputError

__all__ = ["OFFLINE", "SKIPPED_DRIVERS", "go_offline", "need_driver", "pinned_gdal"]

_PINNED: Final = {
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z",
    "DBF_DATE_LAST_UPDATE": "2000-01-01",
}
"""GDAL writes the time of writing into files; a fixed one keeps them byte-identical."""

OFFLINE: Final = {
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "CPL_VSIL_CURL_USE_HEAD": "NO",
    "CPL_AWS_AUTODETECT_EC2": "NO",
    "CPL_MACHINE_IS_GCE": "NO",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "PROJ_NETWORK": "OFF",
    "CPL_LOG": os.devnull,  # names a file whatever it says: "OFF" would be one, too
}
"""Options that keep GDAL and PROJ from the network: all requests go to a port where nobody is."""

SKIPPED_DRIVERS: Final = (
    "ADBC",
    "AIVector",
    "AVCBin",
    "AVCE00",
    "AmigoCloud",
    "Arrow",
    "CAD",
    "CSV",
    "CSW",
    "Carto",
    "DGN",
    "DXF",
    "EDIGEO",
    "EEDA",
    "ESRIJSON",
    "Elasticsearch",
    "GDALG",
    "GML",
    "GMLAS",
    "GPSBabel",
    "GPX",
    "GTFS",
    "GeoJSONSeq",
    "GeoRSS",
    "HTTP",
    "Idrisi",
    "JML",
    "JSONFG",
    "KML",
    "LIBKML",
    "LVBAG",
    "MBTiles",
    "MEM",
    "MVT",
    "MapInfo File",
    "MapML",
    "Memory",
    "MiraMonVector",
    "MongoDBv3",
    "MySQL",
    "NAS",
    "NGW",
    "OAPIF",
    "ODBC",
    "ODS",
    "OGCAPI",
    "OGR_GMT",
    "OGR_PDS",
    "OGR_VRT",
    "OSM",
    "OpenFileGDB",
    "PCIDSK",
    "PDF",
    "PDS4",
    "PGDUMP",
    "PLSCENES",
    "PMTiles",
    "Parquet",
    "PostgreSQL",
    "S57",
    "SQLite",
    "SXF",
    "Selafin",
    "TopoJSON",
    "VDV",
    "VFK",
    "VICAR",
    "WAsP",
    "WFS",
    "XLS",
    "XLSX",
    "XODR",
)
"""Drivers that the mapper does without: all that GDAL 3.12 knows but the four it writes with, too.

The process that opens layers has two of them more (:mod:`mapper.case.layers.script`)."""
_WRITTEN: Final = frozenset({"LIBKML", "MEM"})
"""Drivers of those that the mapper writes with."""


def go_offline() -> None:
    """Let GDAL in this process, and in those that it starts, know no network and few drivers.

    For processes of the mapper's own: commands and workers. It works if GDAL is not loaded yet;
    what strangers sent is opened elsewhere in any case (:mod:`mapper.case.layers.process`).
    """
    os.environ.update(OFFLINE)
    if "pyogrio" not in sys.modules:
        kept = [name for name in SKIPPED_DRIVERS if name not in _WRITTEN]
        os.environ["GDAL_SKIP"] = ",".join(kept)


@contextmanager
def pinned_gdal() -> Iterator[None]:
    """Let GDAL write a fixed time into files, and restore its options afterwards."""
    import pyogrio

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
    import pyogrio

    if "w" in (pyogrio.list_drivers().get(name) or ""):
        return
    version = ".".join(map(str, pyogrio.__gdal_version__))
    raise OutputError(
        f"the installed GDAL {version} (pyogrio {pyogrio.__version__}) cannot write {name}: "
        "install the wheel of pyogrio from PyPI (pip install --upgrade 'pyogrio>=0.12'), "
        "or choose another format."
    )
