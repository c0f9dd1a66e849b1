"""A control history as one GeoPackage, for GIS programs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mapper.core.dates import day_of
from mapper.core.files import write_whole
from mapper.core.gdal import need_driver, pinned_gdal
from mapper.core.geodesy import CRS
from mapper.core.scratch import check_geopackage, scratch_folder
from mapper.history.control import ControlHistory
from mapper.history.holders import holder_name
from mapper.rules.intervals import OPEN_END

__all__ = ["export_geopackage", "geopackage_bytes", "interval_table"]


def export_geopackage(history: ControlHistory, path: Path | str) -> None:
    """Write all intervals with their geometry as a GeoPackage for GIS programs.

    Layers ``unit_intervals`` (polygons) and ``place_intervals`` (points), with ``start`` and
    ``end`` as dates (``end`` exclusive, empty if it lasts) for a temporal controller.

    Parameters
    ----------
    history : ControlHistory
    path : Path or str
        Is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written, or the installed GDAL writes no GeoPackages.
    """
    write_whole(Path(path), geopackage_bytes(history))


def geopackage_bytes(history: ControlHistory) -> bytes:
    """The contents of the file that :func:`export_geopackage` writes."""
    need_driver("GPKG")
    table = interval_table(history)
    land = table["kind"] == "unit"
    shapes = history.units.geometry
    units = gpd.GeoDataFrame(
        table[land], geometry=shapes.loc[table.loc[land, "id"]].to_numpy(), crs=CRS
    )
    where = history.places.loc[table.loc[~land, "id"]]
    points = shapely.points(where["lon"].to_numpy(), where["lat"].to_numpy())
    places = gpd.GeoDataFrame(table[~land], geometry=points, crs=CRS)
    with scratch_folder("the GeoPackage") as folder, pinned_gdal():
        path = folder / "history.gpkg"
        units.to_file(path, layer="unit_intervals", driver="GPKG", index=False)
        places.to_file(path, layer="place_intervals", driver="GPKG", index=False, mode="a")
        check_geopackage(path)
        return path.read_bytes()


def interval_table(history: ControlHistory) -> pd.DataFrame:
    """The intervals as a table to read: ids, names, holders, dates and the deciding claim."""
    rows = history.intervals
    states = [history.states[code] for code in rows["state"]]
    ids = history.claims["event_id"].tolist()
    targets = history.targets
    open_ = rows["end"].to_numpy() >= OPEN_END
    return pd.DataFrame(
        {
            "kind": targets.kinds(rows["target"]),
            "id": [targets.id(n) for n in rows["target"]],
            "name": [targets.name(n) for n in rows["target"]],
            "start": pd.to_datetime([day_of(d) for d in rows["start"]]),
            "end": pd.to_datetime(
                [None if o else day_of(d) for d, o in zip(rows["end"], open_, strict=True)]
            ),
            "holder": [s.holder for s in states],
            "holder_name": [holder_name(history, s.holder) for s in states],
            "companions": ["+".join(s.companions) for s in states],
            "status": [s.status for s in states],
            "contested_by": ["+".join(s.contested_by) for s in states],
            "besieged_by": ["+".join(s.besieged_by) for s in states],
            "claimed_by": ["+".join(s.claimed_by) for s in states],
            "uncertain_with": ["+".join(s.uncertain_with) for s in states],
            "since": pd.to_datetime([day_of(d) for d in rows["since"]]),
            "cause": rows["cause"].to_numpy(),
            "evidence_level": rows["level"].to_numpy(),
            "event_id": [ids[c] if c >= 0 else "" for c in rows["claim"]],
        }
    )
