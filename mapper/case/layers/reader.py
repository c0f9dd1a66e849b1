"""Reading a file of boundaries or background into a GeoDataFrame in degrees, or into faults.

The file is copied to a private folder, looked at (:mod:`mapper.case.layers.vetting`), and opened in
another process (:mod:`mapper.case.layers.process`). Nothing is guessed, and nothing that the file
names is followed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import ProjError

from mapper.case.inputs import Inputs
from mapper.case.layers.archives import copy_geodatabase, is_archive, unpack
from mapper.case.layers.process import USUAL_LIMITS, Limits, Opened, open_layer
from mapper.case.layers.vetting import (
    LARGER,
    copied,
    encoding_of,
    file_faults,
    missing_faults,
    safe_file,
)
from mapper.core.errors import Fault
from mapper.core.geodesy import to_wgs84
from mapper.core.legible import printable, without_advice
from mapper.core.scratch import scratch_folder

__all__ = ["NO_DEGREES", "as_text", "one_line", "read_file", "reference_system"]

NO_DEGREES: Final = "Name the true coordinate reference system, for a shapefile in its .prj."
_EXPORT: Final = "Open it in a GIS program and export it again."
_PLAIN: Final = "Export the table itself, without views or triggers, into a new file."
_NO_DTD: Final = "Delete the lines with <!DOCTYPE and <!ENTITY: layers need none."
_WHOLE: Final = "Open that file itself, and save its places into this one."
_ONE_LAYER: Final = (".shp", ".geojson", ".json", ".fgb", ".parquet")
_ONLY_ONE: Final = (
    "There is no such layer: a file of this format holds one, named like the file.",
    "Leave `layer` out.",
)
_REFUSALS: Final = {
    "driver": ("The file is no {more}, whatever its extension says.", _EXPORT, "wrong-format"),
    "unreadable": ("The layer cannot be read ({more}).", _EXPORT, "wrong-format"),
    "geometry": ("The layer has no geometry.", _EXPORT, "bad-geometry"),
    "view": ("The layer is a query, not a table (the view `{more}`).", _PLAIN, "unsafe-layer"),
    "trigger": ("The file holds commands (the trigger `{more}`).", _PLAIN, "unsafe-layer"),
    "virtual": ("The table `{more}` is a program's, not a table.", _PLAIN, "unsafe-layer"),
    "generated": ("The table `{more}` has columns that are computed.", _PLAIN, "unsafe-layer"),
    "features": ("The layer has {more:,} records: more than are read.", LARGER, "too-large"),
    "vertices": ("The layer has {more:,} corners: more than are read.", LARGER, "too-large"),
    "bytes": ("The layer unpacks to {more:,} bytes: more than are read.", LARGER, "too-large"),
    "memory": ("The layer needs more memory than it may have.", LARGER, "too-large"),
    "seconds": ("The layer is not read after {more} seconds.", LARGER, "too-slow"),
    "doctype": ("The file declares a document type or entities.", _NO_DTD, "unsafe-layer"),
    "link": ("The file draws what another file holds (a {more}).", _WHOLE, "unsafe-layer"),
    "died": ("The driver broke down over the layer.", _EXPORT, "wrong-format"),
}
"""Message, suggestion and code for each reason for which a layer is not read."""
_KEYS_TOLD: Final = 6
"""Keys of a JSON object that are named."""
_NAME_IT: Final = 'Name the one that is meant, with `layer = "…"` in case.toml or `--layer`.'
_NO_CRS: Final = "Add it (for a shapefile: its .prj file); it is never guessed."
_AUTHORITY: Final = re.compile(r"[A-Za-z]+[0-9]*:[A-Za-z0-9.]+")
_DEFINITION: Final = re.compile(r"\s*(\{|[A-Za-z_]+\s*\[)")
"""PROJJSON, or well-known text of any age."""
_FOLLOWED: Final = re.compile(r"grids|\+proj|\+init|PARAMETERFILE|HYBRID_COMPAT|://", re.IGNORECASE)
"""What would make PROJ open files that a definition names."""
_UNKNOWN: Final = re.compile(r"undefined|^\s*$", re.IGNORECASE)
"""Names of systems that say that none is known, as GeoPackage has them."""
_SCHEMA: Final = re.compile(r'"\$schema"\s*:\s*"https://proj\.org/schemas/[^"]*",?')


def read_file(
    folder: Path,
    name: str,
    columns: Sequence[str] | None,
    *,
    layer: str = "",
    inputs: Inputs | None = None,
    limits: Limits = USUAL_LIMITS,
) -> tuple[gpd.GeoDataFrame | None, list[Fault]]:
    """The columns of a layer file and its geometry, in EPSG:4326; heights are left out.

    Parameters
    ----------
    folder : Path
        The geodata folder of the case.
    name : str
        Path in it, as the case has it.
    columns : sequence of str or None
        None for all that there are.
    layer : str
        Which layer of the file, or file of the archive, where it holds several.
    inputs : Inputs, optional
        Remembers what was read; default: files inside the folder.
    limits : Limits

    Returns
    -------
    frame : GeoDataFrame or None
        ``frame.attrs["crs"]`` names the reference system of the file. None if it cannot be used.
    faults : list of Fault
        Why; or doubts, if there is a frame.

    Raises
    ------
    OutputError
        If there is no room for a temporary copy.
    LayerProcessError
        If the process that opens layers cannot be started.
    """
    path = safe_file(folder, name)
    if path is None:
        message = "The path leads out of the geodata folder, or cannot be a path."
        hint = "Name a file inside the folder."
        return None, [Fault(name[:80], None, None, message, hint, "unsafe-path")]
    faults = missing_faults(path, name)
    if faults:
        return None, faults
    with scratch_folder("a copy of the layer") as private:
        source = _Source(path, name, layer)
        copy, faults = _private_copy(source, private, inputs or Inputs(folder), limits)
        if copy is None:
            return None, faults
        if copy.layer and copy.path.suffix in _ONE_LAYER:
            if copy.layer != Path(copy.name).stem:
                return None, [Fault(name[:80], None, None, *_ONLY_ONE, "wrong-format")]
            copy = replace(copy, layer="")
        encoding = encoding_of(copy.path)
        opened = open_layer(copy.path, columns, layer=copy.layer, encoding=encoding, limits=limits)
    return _as_frame(opened, copy.name, columns)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file of a layer, what faults call it, and the layer in it."""

    path: Path
    name: str
    layer: str


def _private_copy(
    source: _Source, private: Path, inputs: Inputs, limits: Limits
) -> tuple[_Source | None, list[Fault]]:
    """All that belongs to a layer, alone in a folder and looked over; or what is wrong with it."""
    path, name, most = source.path, source.name, limits.file_bytes
    if path.is_dir():
        copy, faults = copy_geodatabase(path, name, private, inputs, most)
        return (None if faults else _Source(copy, name, source.layer)), faults
    copy, faults = copied(path, name, private, inputs, most)
    faults = faults or file_faults(copy, name)
    if faults:
        return None, faults
    found = _Source(copy, name, source.layer)
    if is_archive(copy):
        inside, faults = unpack(copy, name, private, most=most, layer=source.layer)
        copy.unlink()
        if inside is None:
            return None, faults
        found = _Source(inside.path, inside.name, inside.layer)
        faults = file_faults(found.path, found.name)
    return (None if faults else found), faults


def _as_frame(
    opened: Opened, name: str, columns: Sequence[str] | None
) -> tuple[gpd.GeoDataFrame | None, list[Fault]]:
    """What the other process answered, as a frame in degrees."""

    def fault(message: str, suggestion: str, code: str) -> Fault:
        return Fault(name[:80], None, None, message, suggestion, code)

    if opened.refused:
        return None, [fault(*_refusal(opened))]
    missing = _missing_columns(name, opened.fields, columns or ())
    if missing or opened.table is None or opened.shapes is None:
        return None, missing or [fault(*_refusal(Opened([], refused="geometry")))]
    crs, problem = reference_system(opened.crs)
    if crs is None:
        return None, [fault(*problem)]
    try:
        with np.errstate(invalid="ignore"):  # corners that are no numbers are faults of their own
            shapes = shapely.from_wkb(opened.shapes)
            if shapely.has_z(shapes).any() or shapely.has_m(shapes).any():
                shapes = shapely.force_2d(shapes)
    except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
        message = f"The layer cannot be read ({one_line(str(error))})."
        return None, [fault(message, _EXPORT, "wrong-format")]
    try:
        frame = to_wgs84(gpd.GeoDataFrame(opened.table, geometry=shapes, crs=crs))
        frame.attrs["crs"] = crs.name
        return frame, [_doubt(text, name) for text in opened.warnings or ()]
    except (ProjError, shapely.errors.ShapelyError) as error:
        message = f"The coordinates cannot be turned into degrees ({one_line(str(error))})."
        return None, [fault(message, NO_DEGREES, "missing-crs")]


def _refusal(opened: Opened) -> tuple[str, str, str]:
    """Message, suggestion and code for a layer that was not read."""
    more = opened.more
    if opened.refused == "layers":
        message = f"The file holds {len(more)} layers ({_listed(more)})."
        return message, _NAME_IT, "wrong-format"
    if opened.refused == "no-layer":
        message = f"The file has no such layer; it has: {_listed(more)}."
        return message, _NAME_IT, "wrong-format"
    if opened.refused == "crs":
        named = f" (`{more[:80]}`)" if more else ""
        message = f"The file names a coordinate reference system that is not known{named}."
        hint = "Export it in WGS 84 (EPSG:4326), as GeoJSON is meant to be."
        return message, hint, "unknown-crs"
    if opened.refused == "json":
        message = f"This is JSON, but not GeoJSON: {one_line(_json_words(*more))}."
        return message, "Export the layer as GeoJSON.", "wrong-format"
    message, hint, code = _REFUSALS[opened.refused]
    return message.format(more=one_line(more) if isinstance(more, str) else more), hint, code


def _json_words(keys: list[str] | None, kind: str | None) -> str:
    """What a JSON document is that is no GeoJSON."""
    if not keys:
        return "it is empty" if keys == [] else "it is no object with features"
    named = ", ".join(keys[:_KEYS_TOLD]) + (" …" if len(keys) > _KEYS_TOLD else "")
    has = f"it has the key{'s' if len(keys) > 1 else ''} {named}"
    if kind == "Topology":
        return f"{has}, so it is TopoJSON, whose files are called *.topojson"
    if "features" not in keys:
        return f"{has} and no features"
    return f"{has}, and the type `{kind}`" if kind else f"{has}, and no type"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(printable(name) for name in names[:10]) or "none"


def _missing_columns(path: str, fields: Sequence[str], wanted: Sequence[str]) -> list[Fault]:
    have = [name for name in fields if name != "geometry"]
    listed = ", ".join(have) or "none"
    return [
        Fault(
            path,
            None,
            column,
            f"The layer has no column `{column}`.",
            f"It has: {listed}. Name the right one in case.toml.",
            "wrong-columns",
        )
        for column in dict.fromkeys(wanted)
        if column not in have
    ]


def reference_system(
    text: str | None,
) -> tuple[pyproj.CRS | None, tuple[str, str, str]]:
    """The coordinate reference system of a layer, or message, suggestion and code."""
    if not text:
        message = "The layer has no coordinate reference system."
        return None, (message, _NO_CRS, "missing-crs")
    message = "The coordinate reference system of the layer is not known."
    unknown = (message, NO_DEGREES, "unknown-crs")
    bare = _SCHEMA.sub("", text)
    if not (_AUTHORITY.fullmatch(text) or _DEFINITION.match(text)) or _FOLLOWED.search(bare):
        return None, unknown
    try:
        crs = pyproj.CRS.from_user_input(text)
    except ProjError:
        return None, unknown
    return (None, unknown) if _UNKNOWN.search(crs.name) else (crs, ("", "", ""))


def one_line(text: str) -> str:
    """What a library says, on one line, without its advice and the folder that it read from."""
    lines = re.sub(r"\S*mapper-[^/\\\s]*[/\\]", "", text).splitlines() or [""]
    return (without_advice(lines[0]) or "its driver gives no reason")[:200].rstrip(". ")


def _doubt(text: str, name: str) -> Fault:
    message = f"The layer can be read, but its driver warns: {one_line(text)}."
    hint = "Look at the layer in a GIS program and export it again."
    return Fault(name[:80], None, None, message, hint, "driver-warning", severity="doubt")


def as_text(column: pd.Series) -> list[str]:
    """The column as text: days as YYYY-MM-DD, whole numbers without a point, nothing as ""."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(column):
        column = column.astype(object).map(_number, na_action="ignore")
    if isinstance(column.dtype, pd.StringDtype) and not column.hasnans:
        return [text.strip() for text in column.tolist()]
    missing = column.isna().tolist()
    pairs = zip(column.tolist(), missing, strict=True)
    return ["" if absent else str(value).strip() for value, absent in pairs]


def _number(value: float) -> str:
    """A number as a text; a whole one without a point, however large."""
    return f"{value:.0f}" if value.is_integer() and abs(value) < _EXACT else repr(float(value))


_EXACT: Final = 2.0**53
"""Whole numbers above this are not exact as floats: their digits would be invented."""
