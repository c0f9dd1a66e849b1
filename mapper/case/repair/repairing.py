"""Repairing a layer file: read, mend, snap, write."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.repair.mending import LEAST_SLIVER_M, mend
from mapper.case.repair.report import Report
from mapper.case.repair.snapping import snap
from mapper.case.repair.survey import open_whole
from mapper.case.repair.writing import check_target, write_layer

__all__ = ["repair_layer", "repaired"]


def repair_layer(
    path: Path | str,
    out: Path | str,
    *,
    layer: str = "",
    to: Path | str | None = None,
    id_column: str = "",
    sliver_m: float = LEAST_SLIVER_M,
    limits: Limits = USUAL_LIMITS,
) -> Report:
    """Mend a layer file and write the result.

    Parameters
    ----------
    path : Path or str
        A layer in any format that is read.
    out : Path or str
        A .shp, .gpkg or .geojson; is replaced whole.
    layer : str
        Which of several layers.
    to : Path or str, optional
        The finest layer: the areas become unions of its units.
    id_column : str
        Records with the same value there become one. Default: the column that looks like an id.
    sliver_m : float
        Holes narrower than this are filled.
    limits : Limits

    Returns
    -------
    Report
        What was changed.

    Raises
    ------
    CaseError
        If a layer cannot be read, or what comes out still has faults.
    RepairError
        If it cannot be mended without a person who decides.
    UsageError, OutputError
    """
    target = Path(out)
    check_target(target)
    frame, report = repaired(
        path, layer=layer, to=to, id_column=id_column, sliver_m=sliver_m, limits=limits
    )
    write_layer(frame, target, report)
    return report


def repaired(
    path: Path | str,
    *,
    layer: str = "",
    to: Path | str | None = None,
    id_column: str = "",
    sliver_m: float = LEAST_SLIVER_M,
    limits: Limits = USUAL_LIMITS,
) -> tuple[gpd.GeoDataFrame, Report]:
    """The mended layer, without writing it; see :func:`repair_layer`."""
    frame, _ = open_whole(Path(path), layer, limits=limits)
    mended, report = mend(frame, id_column=id_column, sliver_m=sliver_m)
    if to is not None:
        finest, _ = open_whole(Path(to), limits=limits)
        mended = snap(mended, finest, report, id_column=id_column)
    return mended, report
