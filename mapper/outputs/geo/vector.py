"""Snapshots in the formats of GIS programs: GeoPackage, GeoParquet, KML, TopoJSON."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.answers.properties import place_properties, unit_properties
from mapper.core.dates import Day, as_day
from mapper.core.errors import UsageError
from mapper.core.files import write_whole
from mapper.core.gdal import need_driver, pinned_gdal
from mapper.core.geodesy import CRS
from mapper.core.scratch import scratch_folder
from mapper.core.xmltext import xml_text
from mapper.history.control import ControlHistory, Snapshot
from mapper.outputs.geo.geojson import GeoJSONWriter, areas_of
from mapper.outputs.geo.topojson import topojson_text

__all__ = ["FORMATS", "snapshot_bytes", "snapshot_frame", "write_snapshot"]

_WHOLE: Final = ("population", "evidence_age_days")
"""Whole numbers that may be missing."""
_NO_END: Final = "\ufffe"
"""Stands inside ``]]>`` until the KML is written: no text of XML holds this character."""


def snapshot_frame(history: ControlHistory, day: Day, layer: str = "areas") -> gpd.GeoDataFrame:
    """The state of a day as a GeoDataFrame with what is said of each feature.

    Parameters
    ----------
    history : ControlHistory
    day : date or str
    layer : {"areas", "units", "places"}

    Returns
    -------
    GeoDataFrame
        EPSG:4326; lists (holders, opposed_by, …) as Python lists, days as ISO text.

    Raises
    ------
    DateOutsideCaseError
    """
    snapshot = history.at(day)
    if layer == "units":
        rows, shapes = unit_properties(history, snapshot), history.units.geometry.to_numpy()
    elif layer == "places":
        rows = place_properties(history, snapshot)
        where = history.places.loc[snapshot.places.index]
        shapes = shapely.points(where["lon"].to_numpy(), where["lat"].to_numpy())
    elif layer == "areas":
        rows, shapes = _areas(history, snapshot)
    else:
        raise UsageError(f"there is no layer `{layer}`; use one of: areas, units, places.")
    table = pd.DataFrame(rows)
    for column in table.columns.intersection(_WHOLE):
        table[column] = table[column].astype("Int64")
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _areas(history: ControlHistory, snapshot: Snapshot) -> tuple[list[dict[str, Any]], Any]:
    shapes = history.units.geometry.to_numpy()
    rows, merged = [], []
    for properties, members in areas_of(history, snapshot):
        rows.append(properties)
        merged.append(shapely.coverage_union_all(shapes[members]))
    return rows, np.array(merged, dtype=object)


def write_snapshot(
    history: ControlHistory,
    day: Day,
    path: Path | str,
    *,
    layer: str = "areas",
    fmt: str = "geojson",
    writer: GeoJSONWriter | None = None,
) -> None:
    """Write the state of a day to a file: whole, or not at all.

    Parameters
    ----------
    history : ControlHistory
    day : date or str
    path : Path or str
        Is replaced.
    layer : {"areas", "units", "places"}
    fmt : str
        One of :data:`FORMATS`.
    writer : GeoJSONWriter, optional
        Reused for many dates.

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If the layer or format is unknown.
    OutputError
        If the file cannot be written, or the installed GDAL lacks the format.
    """
    write_whole(Path(path), snapshot_bytes(history, day, layer=layer, fmt=fmt, writer=writer))


def snapshot_bytes(
    history: ControlHistory,
    day: Day,
    *,
    layer: str = "areas",
    fmt: str = "geojson",
    writer: GeoJSONWriter | None = None,
) -> bytes:
    """The contents of the file that :func:`write_snapshot` writes."""
    if fmt == "geojson":
        return (writer or GeoJSONWriter(history)).text(day, layer).encode("utf-8")
    if fmt not in FORMATS:
        raise UsageError(f"there is no format `{fmt}`; use one of: {', '.join(FORMATS)}.")
    frame = snapshot_frame(history, day, layer)
    with scratch_folder(f"the snapshot as {fmt}") as folder, pinned_gdal():
        path = folder / f"snapshot.{fmt}"
        _DRIVERS[fmt](frame, path, f"{layer}_{as_day(day).isoformat()}")
        return path.read_bytes()


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lists as texts joined with ``+`` (sources with a space): most formats know no lists."""
    flat = frame.copy()
    for column in flat.columns.drop("geometry"):
        values = flat[column]
        if values.map(lambda v: isinstance(v, list)).any():
            glue = " " if column in {"sources", "events"} else "+"
            flat[column] = [glue.join(map(str, v)) for v in values]
    return flat


def _gpkg(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    need_driver("GPKG")
    path.write_bytes(_made_in_memory(_flat(frame), name, "GPKG"))


def _kml(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    need_driver("LIBKML")
    flat = _flat(frame)
    if len(flat):
        title = flat.pop("name") if "name" in flat else flat["holder_name"]
        flat.insert(0, "Name", title)
    for column in flat.select_dtypes(["str", "object"]).columns.drop("geometry", errors="ignore"):
        flat[column] = [_kml_value(value) for value in flat[column]]
    text = _kml_ends(_made_in_memory(flat, name, "LIBKML").decode("utf-8"))
    path.write_bytes(text.encode("utf-8"))


def _made_in_memory(frame: gpd.GeoDataFrame, name: str, driver: str) -> bytes:
    """The file of a driver of GDAL. On a full disk it would be cut off without a word."""
    memory = io.BytesIO()
    frame.to_file(memory, layer=name, driver=driver)
    return memory.getvalue()


def _kml_value(value: Any) -> Any:
    """A text that neither holds what XML forbids nor the end of a CDATA section."""
    return xml_text(value).replace("]]>", f"]]{_NO_END}>") if isinstance(value, str) else value


def _kml_ends(text: str) -> str:
    """Every ``]]>`` of a text as it must be written: libkml puts texts into CDATA as they are."""
    inside = text.replace(f"]]{_NO_END}>", "]]]]><![CDATA[>")
    return inside.replace(f"]]{_NO_END}&gt;", "]]&gt;")


def _parquet(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    del name
    frame.to_parquet(path, compression="zstd")


def _topojson(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    path.write_text(topojson_text(frame, name), encoding="utf-8", newline="\n")


_DRIVERS: Final[Mapping[str, Callable[[gpd.GeoDataFrame, Path, str], None]]] = {
    "gpkg": _gpkg,
    "parquet": _parquet,
    "kml": _kml,
    "topojson": _topojson,
}
FORMATS: Final = ("geojson", *_DRIVERS)
