"""Background layers: neighbours, rivers, the world, drawn behind the units without network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.case.csvtables import LINE, lost_letters, text_faults
from mapper.case.inputs import Inputs
from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.layers.reader import as_text, read_file
from mapper.core.errors import Fault

__all__ = ["BACKGROUND", "read_background"]

Shapes = npt.NDArray[np.object_]

_MOST_RANK: Final = 99
_DEGREES: Final = ((-180.0, -90.0), (180.0, 90.0))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a background layer must hold."""

    columns: tuple[str, ...]
    types: tuple[int, ...]
    """Type ids of shapely."""
    what: str


BACKGROUND: Final[Mapping[str, _Kind]] = {
    "neighbours": _Kind(("name",), (3, 6), "polygon"),
    "rivers": _Kind(("name", "rank"), (1, 5), "line"),
    "world": _Kind(("name",), (3, 6), "polygon"),
}
"""Kinds of background layers."""


def read_background(
    folder: Path,
    kind: str,
    path: str,
    *,
    inputs: Inputs | None = None,
    limits: Limits = USUAL_LIMITS,
) -> tuple[gpd.GeoDataFrame | None, list[Fault]]:
    """Read a background layer.

    Parameters
    ----------
    kind : {"neighbours", "rivers", "world"}
    folder, path, inputs, limits
        As for :func:`mapper.case.layers.reader.read_file`.

    Returns
    -------
    frame : GeoDataFrame or None
        Columns name (text), for rivers rank (int), geometry; EPSG:4326. None if it cannot be used.
    faults : list of Fault
        What is wrong with the file or with single records (numbered from 1); or doubts.
    """
    wanted = BACKGROUND[kind]
    frame, faults = read_file(folder, path, wanted.columns, inputs=inputs, limits=limits)
    if frame is None:
        return None, faults
    texts = {column: as_text(frame[column]) for column in wanted.columns}
    names = pd.DataFrame({"name": pd.Series(texts["name"], dtype="str")})
    names[LINE] = np.arange(1, len(frame) + 1)
    faults += text_faults(path, names)
    faults += lost_letters(path, "name", names[LINE].tolist(), texts["name"])
    shapes = frame.geometry.to_numpy()
    faults += _shape_faults(path, wanted, shapes)
    table: dict[str, object] = {"name": texts["name"]}
    if "rank" in wanted.columns:
        faults += _rank_faults(path, texts["rank"])
    if any(fault.severity == "error" for fault in faults):
        return None, faults
    if "rank" in wanted.columns:
        table["rank"] = np.array([int(float(text)) for text in texts["rank"]], dtype=np.int32)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frame.crs), faults


def _rank_faults(path: str, ranks: list[str]) -> list[Fault]:
    hint = f"Give every river a whole number from 0 (the largest) to {_MOST_RANK}."
    return [
        Fault(path, i, "rank", f"`{text}` is not the rank of a river.", hint, "bad-number")
        for i, text in enumerate(ranks, 1)
        if not _is_rank(text)
    ]


def _is_rank(text: str) -> bool:
    digits = text.removesuffix(".0")
    return digits.isascii() and digits.isdigit() and len(digits) <= 2


def _shape_faults(path: str, kind: _Kind, shapes: Shapes) -> list[Fault]:
    """Geometries that pages cannot draw; a record without one is drawn nowhere and harmless."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    other = there & ~np.isin(shapely.get_type_id(shapes), kind.types)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        inside = ((bounds[:, :2] >= _DEGREES[0]) & (bounds[:, 2:] <= _DEGREES[1])).all(axis=1)
    beyond = there & ~other & ~(inside & _finite(shapes))
    broken = there & ~other & ~beyond & ~shapely.is_valid(shapes)
    repair = "Repair it in a GIS program (make valid)."
    found = (
        (other, f"The record is not a {kind.what}.", f"Draw it as a {kind.what}, or remove it."),
        (
            beyond,
            "The record has a corner that is no place on earth in degrees.",
            "Correct the coordinates or the coordinate reference system.",
        ),
        (broken, f"The {kind.what} is not valid.", repair),
    )
    return [
        Fault(path, int(i) + 1, "geometry", message, hint, "bad-geometry")
        for bad, message, hint in found
        for i in np.flatnonzero(bad)
    ]


def _finite(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Whether all corners of each shape are numbers; True where it has none."""
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = owner[~np.isfinite(corners).all(axis=1)]
    finite = np.ones(len(shapes), dtype=bool)
    finite[bad] = False
    return finite
