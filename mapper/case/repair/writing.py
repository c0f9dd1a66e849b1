"""Writing a mended layer: a shapefile, a GeoPackage or GeoJSON, whole or not at all."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.case.repair.report import Change, Report
from mapper.core.errors import OutputError, UsageError
from mapper.core.files import make_folder, write_whole
from mapper.core.gdal import need_driver, pinned_gdal
from mapper.core.jsontext import json_text
from mapper.core.longitudes import bbox_of, parts_bounds
from mapper.core.scratch import scratch_folder

__all__ = ["WRITTEN", "check_target", "write_layer"]

WRITTEN: Final = (".shp", ".gpkg", ".geojson")
"""Extensions that can be written."""
_SHP_NAME: Final = 10
_SHP_TEXT: Final = 254
_SHP_COLUMNS: Final = 255
_SHP_PARTS: Final = (".shx", ".dbf", ".prj", ".cpg", ".shp")
"""The .shp last: without it the others are no layer."""


def check_target(path: Path) -> None:
    """See that a layer can be written to a file of that name.

    Raises
    ------
    UsageError
    """
    if path.suffix.lower() not in WRITTEN:
        raise UsageError(
            f"`{path.name}` is not a layer that is written here: let its name end in "
            f"{', '.join(WRITTEN)}."
        )


def write_layer(frame: gpd.GeoDataFrame, path: Path, report: Report) -> None:
    """Write a layer in EPSG:4326 with all its columns.

    Parameters
    ----------
    frame : GeoDataFrame
    path : Path
        One of :data:`WRITTEN`; a file that is there is replaced.
    report : Report
        Gets the columns that a shapefile has to call otherwise.

    Raises
    ------
    UsageError
        If the extension is another one.
    OutputError
        If it cannot be written, or a shapefile cannot hold it.
    """
    check_target(path)
    frame = frame.set_geometry(shapely.orient_polygons(frame.geometry.to_numpy()))
    make_folder(path.parent)
    suffix = path.suffix.lower()
    if suffix == ".geojson":
        write_whole(path, _geojson(frame))
    elif suffix == ".gpkg":
        need_driver("GPKG")
        with scratch_folder("the layer"), pinned_gdal():
            write_whole(path, _geopackage(frame, path.stem))
    else:
        need_driver("ESRI Shapefile")
        _shapefile(_short_names(frame, report), path)


def _geopackage(frame: gpd.GeoDataFrame, name: str) -> bytes:
    memory = io.BytesIO()
    frame.to_file(memory, layer=name or "layer", driver="GPKG", promote_to_multi=True)
    return memory.getvalue()


def _shapefile(frame: gpd.GeoDataFrame, path: Path) -> None:
    _see_room(frame)
    with scratch_folder("the layer") as folder, pinned_gdal():
        frame.to_file(folder / "layer.shp", driver="ESRI Shapefile", encoding="UTF-8")
        parts = {end: (folder / f"layer{end}").read_bytes() for end in _SHP_PARTS}
    for end, raw in parts.items():
        target = path if end == ".shp" else path.with_suffix(end)
        write_whole(target, raw)


def _see_room(frame: gpd.GeoDataFrame) -> None:
    """See that a shapefile can hold what the columns hold: its writer cuts texts off."""
    columns = frame.columns.drop(frame.geometry.name)
    if len(columns) > _SHP_COLUMNS:
        raise OutputError(
            f"a shapefile has at most {_SHP_COLUMNS} columns, and this has {len(columns)}: "
            "write a .gpkg."
        )
    for name in columns:
        longest = max((len(v.encode()) for v in frame[name] if isinstance(v, str)), default=0)
        if longest > _SHP_TEXT:
            raise OutputError(
                f"a shapefile cuts texts after {_SHP_TEXT} bytes, and the column `{name}` has one "
                f"of {longest:,}: write a .gpkg."
            )


def _short_names(frame: gpd.GeoDataFrame, report: Report) -> gpd.GeoDataFrame:
    """The columns with names that a shapefile can have, each another."""
    new: dict[str, str] = {}
    taken: set[str] = set()
    for name in map(str, frame.columns.drop(frame.geometry.name)):
        short = name.encode()[:_SHP_NAME].decode(errors="ignore")
        number = 1
        while short.lower() in taken:
            tail = f"_{number}"
            short = name.encode()[: _SHP_NAME - len(tail)].decode(errors="ignore") + tail
            number += 1
        taken.add(short.lower())
        if short != name:
            new[name] = short
            report.note(Change("renamed", (), "", note=f"{name} → {short}"))
    return frame.rename(columns=new)


def _geojson(frame: gpd.GeoDataFrame) -> str:
    """RFC 7946, coordinates as they are: rounding them would open the borders again."""
    names = [str(name) for name in frame.columns.drop(frame.geometry.name)]
    values = [[_plain(v) for v in frame[name].tolist()] for name in names]
    features = []
    for i, shape in enumerate(frame.geometry):
        feature = {
            "type": "Feature",
            "properties": {name: column[i] for name, column in zip(names, values, strict=True)},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        features.append(json_text(feature))
    bbox = json_text(bbox_of(parts_bounds(frame.geometry)))
    inner = ",\n".join(features)
    return f'{{"type": "FeatureCollection", "bbox": {bbox}, "features": [\n{inner}\n]}}\n'


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (dt.date, pd.Timestamp)):
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    return value if isinstance(value, (str, int, float, bool)) else str(value)
