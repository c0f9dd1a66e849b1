"""What the mapper itself is made of, as one word: a change of code is a change of what it makes."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["history_software"]

_ROOT: Final = Path(__file__).parents[1]
_CODE: Final = (".py", ".json")
_PACKAGES: Final = frozenset(
    {
        *("geopandas", "h3", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj"),
        *("rapidfuzz", "shapely", "rasterio", "exactextract"),
    }
)
"""What has a part in reading a case and in its history."""
_DISTRIBUTION: Final = re.compile(r"([^-]+)-(.+)\.(?:dist|egg)-info")


@cache
def history_software() -> str:
    """SHA-256 of the code of the mapper, and of the versions of what it reads cases with.

    The files themselves are read: times of files say nothing after an update in the same second.
    Of packages the names of their folders of metadata are read, which hold the version; that takes
    a hundredth of the time that ``importlib.metadata`` takes for a dozen.
    """
    return software_digest(_ROOT, sys.path)


def software_digest(root: Path, places: Sequence[str]) -> str:
    """As :func:`history_software`, of code below ``root`` and packages in ``places``."""
    digest = hashlib.sha256()
    for path in _code_files(root):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (hundreds of files, each day)
            raw = file.read()
        digest.update(f"{os.path.relpath(path, root)}\0{len(raw)}\0".encode())
        digest.update(raw)
    lines = [sys.version, platform.machine(), *_versions(places)]
    digest.update("\n".join(lines).encode())
    return digest.hexdigest()


def _code_files(root: Path) -> list[str]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(folder, name) for name in names if name.endswith(_CODE)]  # noqa: PTH118
    return sorted(found)


def _versions(places: Iterable[str]) -> list[str]:
    """The folders of metadata of our packages, in the order in which Python looks for them."""
    found = []
    for place in dict.fromkeys(places):
        try:
            names = os.listdir(place or ".")  # noqa: PTH208
        except OSError:
            continue
        for name in sorted(names):
            match = _DISTRIBUTION.fullmatch(name)
            if match is not None and match[1].lower().replace("_", "-") in _PACKAGES:
                found.append(f"{name}")
    return found
