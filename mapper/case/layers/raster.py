"""A raster of people: a GeoTIFF whose cells say how many live in them.

It is copied alone into a private folder, so that nothing beside it is followed, and opened in
another process (:mod:`mapper.case.layers.rasterscript`). Reading rasters needs the extra
``raster``; without it the case says how to get it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from mapper.case.inputs import Inputs
from mapper.case.layers.process import Limits, environment
from mapper.case.layers.reader import one_line, reference_system
from mapper.case.layers.vetting import LARGER, copied, safe_file
from mapper.core.errors import Fault
from mapper.core.geodesy import FloatArray
from mapper.core.scratch import scratch_folder

__all__ = ["PACKAGES", "Raster", "read_raster"]

PACKAGES: Final = ("rasterio", "exactextract")
_INSTALL: Final = "Install them: pip install 'conflict-control-mapper[raster]'."
_SUFFIXES: Final = (".tif", ".tiff")
_STARTS: Final = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""The first bytes of a TIFF, and of a large one, in either order of bytes."""
_MOST_PEOPLE: Final = 1e10
_START_SECONDS: Final = 60
_BYTES_A_SECOND: Final = 10**6
_EXPORT: Final = "Open it in a GIS program and export it again, as a GeoTIFF with one band."
_REFUSALS: Final = {
    "cells": ("The raster has {more:,} cells: more than are read.", LARGER, "too-large"),
    "bands": ("The raster has {more} bands; one band of people is read.", _EXPORT, "wrong-format"),
    "complex": ("The cells of the raster are complex numbers.", _EXPORT, "wrong-format"),
    "crs": (
        "The raster has no coordinate reference system.",
        "Set it in a GIS program; it is never guessed.",
        "missing-crs",
    ),
    "turned": ("The raster is turned, or stands on its head.", _EXPORT, "bad-geometry"),
    "memory": ("The raster needs more memory than it may have.", LARGER, "too-large"),
    "unreadable": ("The raster cannot be read ({more}).", _EXPORT, "wrong-format"),
    "died": ("The driver broke down over the raster, or took too long.", _EXPORT, "too-slow"),
}
"""Message, suggestion and code for each reason for which a raster is not read."""


@dataclass(frozen=True, eq=False)
class Raster:
    """People by cells of a grid.

    Attributes
    ----------
    path : str
        File that it came from, as the case names it.
    values : array of float, shape (rows, columns)
        People of each cell, from north to south and west to east; NaN where nothing is known.
    bounds : tuple of float
        West, south, east and north of all cells, in the units of ``crs``.
    crs : str
        The coordinate reference system, by its code or as well-known text.
    """

    path: str
    values: FloatArray
    bounds: tuple[float, float, float, float]
    crs: str


def read_raster(
    folder: Path, name: str, *, inputs: Inputs, limits: Limits
) -> tuple[Raster | None, list[Fault]]:
    """Read a raster of people.

    Parameters
    ----------
    folder : Path
        The geodata folder of the case.
    name : str
        Path in it, as the case has it.
    inputs : Inputs
    limits : Limits
        A raster has as many cells as a layer may have corners.

    Returns
    -------
    raster : Raster or None
        None if it cannot be used.
    faults : list of Fault
    """
    path = safe_file(folder, name)
    wrong = _file_problem(path)
    if path is None or wrong is not None:
        return None, [_fault(name, *(wrong or ("", "", "")))]
    with scratch_folder("a copy of the raster") as private:
        copy, faults = copied(path, name, private, inputs, limits.file_bytes)
        if faults:
            return None, faults
        with copy.open("rb") as file:
            if file.read(4) not in _STARTS:
                message = "The file is no GeoTIFF, whatever its extension says."
                return None, [_fault(name, message, _EXPORT, "wrong-format")]
        answer, values = _opened(copy, limits)
    if values is None:
        return None, [_fault(name, *_refusal(answer))]
    crs, problem = reference_system(answer["crs"])
    if crs is None:
        return None, [_fault(name, *problem)]
    west, south, east, north = answer["bounds"]
    raster = Raster(name, values, (west, south, east, north), answer["crs"])
    faults = _value_faults(raster)
    return (None if faults else raster), faults


def _fault(name: str, message: str, hint: str, code: str) -> Fault:
    return Fault(name[:80], None, None, message, hint, code)


def _file_problem(path: Path | None) -> tuple[str, str, str] | None:
    """Why there is nothing to read: what is missing here, or a path that names no raster."""
    missing = [package for package in PACKAGES if find_spec(package) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        message = f"Reading a raster needs {' and '.join(missing)}, which {verb} not installed."
        return message, _INSTALL, "missing-extra"
    if path is None:
        message = "The path leads out of the geodata folder, or cannot be a path."
        return message, "Name a file inside the folder.", "unsafe-path"
    if path.suffix.lower() not in _SUFFIXES:
        message = f"`{path.suffix}` is not a raster format that is read here."
        return message, "Use a GeoTIFF (.tif).", "wrong-format"
    if not path.is_file():
        hint = f"Put it into the folder {path.parent.name}, or correct the path."
        return "The file is missing.", hint, "missing-file"
    return None


def _opened(copy: Path, limits: Limits) -> tuple[dict[str, Any], FloatArray | None]:
    """What the other process says of the raster, and its cells if it read them."""
    answer, values = copy.with_name("answer.json"), copy.with_name("values.npy")
    seconds = limits.seconds + copy.stat().st_size // _BYTES_A_SECOND
    request = {
        "sys_path": [p for p in sys.path if p],
        "path": str(copy),
        "answer": str(answer),
        "values": str(values),
        "cells": limits.vertices,
        "memory_bytes": limits.memory_bytes,
        "seconds": seconds,
    }
    script = Path(__file__).with_name("rasterscript.py")
    alone = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
    try:
        subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(script), json.dumps(request, allow_nan=False)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment() | alone | {"GDAL_SKIP": ""},
            timeout=seconds + _START_SECONDS,
            check=False,
        )
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {"refused": "died", "more": ""}, None
    if "refused" in found:
        return found, None
    return found, np.load(values, allow_pickle=False)


def _refusal(answer: dict[str, Any]) -> tuple[str, str, str]:
    message, hint, code = _REFUSALS[answer["refused"]]
    more = answer["more"]
    return message.format(more=one_line(more) if isinstance(more, str) else more), hint, code


def _value_faults(raster: Raster) -> list[Fault]:
    """Cells that say what no number of people can be."""
    values = raster.values[~np.isnan(raster.values)]
    if not len(values):
        hint = "Look at it in a GIS program: is its no-data value right?"
        return [_fault(raster.path, "No cell of the raster holds a number.", hint, "bad-number")]
    wrong = values[(values < 0) | np.isinf(values)]
    if len(wrong):
        message = f"{len(wrong):,} cells hold no number of people (such as {wrong[0]:g})."
        hint = "If they mean that nothing is known, declare that number as the no-data value."
        return [_fault(raster.path, message, hint, "bad-number")]
    if values.sum() > _MOST_PEOPLE:
        message = f"The cells add up to {values.sum():.3g} people, more than live on earth."
        hint = "Give people of each cell, not a density or a share."
        return [_fault(raster.path, message, hint, "bad-number")]
    return []
