"""On what machine and with which versions something was measured."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

DISTRIBUTIONS = {"mapper": "conflict-control-mapper"}
PACKAGES = (
    *("mapper", "geopandas", "shapely", "pandas", "numpy", "pyarrow", "folium"),
    *("duckdb", "polars"),
)


def versions() -> dict[str, str]:
    """Versions of what takes part, as far as it is installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(DISTRIBUTIONS.get(name, name))
        except metadata.PackageNotFoundError:
            continue
    return found


def memory_gb() -> float:
    """Memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def machine_of() -> dict[str, Any]:
    """Day, processor, cores, memory, versions."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    brand = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), "unknown")
    return {
        "date": dt.date.today().isoformat(),
        "processor": brand,
        "cores": os.cpu_count(),
        "memory_gb": memory_gb(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": versions(),
    }
