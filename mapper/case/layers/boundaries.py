"""Boundary layers: reading polygons that belong together, and checking the files they come from.

A *layer* is all areas of one level (district, region, country) in one *frame*, that is,
as they were between two days. Any format that GDAL reads as a file of its own is accepted;
shapefiles are checked closely because their encoding and projection live in files beside them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from mapper.case.layers.reader import NO_DEGREES, as_text, read_file
from mapper.case.schema import is_day
from mapper.core.errors import Fault
from mapper.core.foreigndates import foreign_date
from mapper.core.geodesy import CRS, area_km2
from mapper.core.spelling import composed

__all__ = ["Layer", "LayerSpec", "frame_on", "has_long_edge", "read_layer", "shape_faults"]

Columns = Mapping[str, list[str]]
Shapes = npt.NDArray[np.object_]

_COLUMNS: Final = ("id", "name", "parent", "valid_from", "valid_to")
_LEAST_DEGREES2: Final = 1e-10
"""Square degrees below which the exact area is looked at: about 1 m² at the equator."""
_LEAST_KM2: Final = 1e-6
"""One square metre: figures know no smaller area."""
_MOMENT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}(:\d{2}){0,2}(\.\d{1,9})?)"
    r"(Z|[+-]\d{2}(:?\d{2})?)?"
)
_HALF_CIRCLE: Final = 180.0
_MEND: Final = "Make it valid: `mapper layers FILE --repair --out NEW` does."
_SPLIT: Final = "Split it at the 180th meridian: `mapper layers FILE --repair --out NEW` does."
_POLYGONS: Final = (3, 6)
"""Type ids of polygons and multipolygons in shapely."""


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """How a case describes a layer file (a ``[[layers]]`` table of ``case.toml``)."""

    path: str
    level: str
    frame: str = ""
    id: str = "id"
    name: str = "name"
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    layer: str = ""
    population: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """All areas of one level in one frame.

    Attributes
    ----------
    level, frame : str
    valid_from, valid_to : date or None
        The frame holds on ``valid_from <= day < valid_to``; None is unbounded.
    areas : GeoDataFrame
        Indexed by area id; columns name, parent, geometry; EPSG:4326.
    path : str
        File it came from.
    more : DataFrame or None
        Other columns of the file that were asked for, as text, by area id; and the record of each
        area, from 1.
    """

    level: str
    frame: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    areas: gpd.GeoDataFrame
    path: str = ""
    more: pd.DataFrame | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the frame is valid on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def frame_on(layers: Sequence[Layer], level: str, day: dt.date) -> Layer | None:
    """The layer of a level that is valid on a day."""
    return next((x for x in layers if x.level == level and x.holds_on(day)), None)


def read_layer(
    folder: Path,
    spec: LayerSpec,
    *,
    inputs: Inputs | None = None,
    limits: Limits = USUAL_LIMITS,
    more: Sequence[str] = (),
) -> tuple[list[Layer], list[Fault]]:
    """Read one layer file: one layer for each distinct validity in it.

    Parameters
    ----------
    folder : Path
        The geodata folder of the case.
    spec : LayerSpec
    inputs : Inputs, optional
        Remembers what was read; default: files inside the folder.
    limits : Limits
    more : sequence of str
        Other columns that the file must have, for ``Layer.more``.

    Returns
    -------
    layers : list of Layer
        Empty if the file cannot be used.
    faults : list of Fault
    """
    wanted = {"id": spec.id, "name": spec.name}
    optional = {"parent": spec.parent, "valid_from": spec.valid_from, "valid_to": spec.valid_to}
    wanted |= {key: column for key, column in optional.items() if column is not None}
    columns_wanted = list(dict.fromkeys([*wanted.values(), *more]))
    frame, faults = read_file(
        folder, spec.path, columns_wanted, layer=spec.layer, inputs=inputs, limits=limits
    )
    if frame is None:
        return [], faults
    columns = {key: as_text(frame[column]) for key, column in wanted.items()}
    for key in ("valid_from", "valid_to"):
        if key in columns:
            columns[key], doubts = _days(spec.path, frame[wanted[key]], columns[key])
            faults += doubts
    columns = {key: columns.get(key, [""] * len(frame)) for key in _COLUMNS}
    columns |= {key: _composed(columns[key]) for key in ("id", "parent")}
    shapes = frame.geometry.to_numpy()
    faults += _row_faults(spec, columns, shapes)
    others = pd.DataFrame({column: as_text(frame[column]) for column in more})
    others[LINE] = np.arange(1, len(frame) + 1)
    faults += text_faults(spec.path, others) if more else []
    if any(fault.severity == "error" for fault in faults):
        return [], faults
    return _split_frames(spec, columns, shapes, others if more else None), faults


def _composed(texts: list[str]) -> list[str]:
    """Texts in NFC, as ids are compared; those of a layer are mostly plain all of them."""
    return texts if "".join(texts).isascii() else list(map(composed, texts))


def _days(path: str, column: pd.Series, texts: list[str]) -> tuple[list[str], list[Fault]]:
    """Days of a column of validity, and doubts about those with a time of day.

    Formats that know only moments write midnight for a day: that is none.
    """
    moments = list(texts)
    if pd.api.types.is_datetime64_any_dtype(column):
        shown = column.dt.strftime("%Y-%m-%dT%H:%M:%S").tolist()
        moments = [moment if text else "" for moment, text in zip(shown, texts, strict=True)]
    days, timed = list(texts), []
    for i, moment in enumerate(moments):
        found = _MOMENT.fullmatch(moment)
        if found is not None and is_day(found["day"]):
            days[i] = found["day"]
            if set(found["time"]) - set("0:."):
                timed.append(i)
    hint = "Write the day alone: areas change between two days, not at an hour."
    doubts = []
    for i in timed:
        message = f"`{moments[i]}` has a time of day; the day is used."
        doubts += _at(path, [i], str(column.name), message, hint, "time-of-day")
    return days, [replace(fault, severity="doubt") for fault in doubts]


def _split_frames(
    spec: LayerSpec, columns: Columns, shapes: Shapes, others: pd.DataFrame | None
) -> list[Layer]:
    layers = []
    spans = list(zip(columns["valid_from"], columns["valid_to"], strict=True))
    ids = columns["id"]
    rows_of: dict[tuple[str, str], list[int]] = {}
    if len(set(spans)) == 1:  # most layers
        rows_of[spans[0]] = list(range(len(spans)))
    else:
        for i, span in enumerate(spans):
            rows_of.setdefault(span, []).append(i)
    for start, end in sorted(rows_of):
        rows = sorted(rows_of[start, end], key=ids.__getitem__)
        areas = gpd.GeoDataFrame(
            {key: [columns[key][i] for i in rows] for key in ("name", "parent")},
            geometry=shapes[rows],
            index=pd.Index([ids[i] for i in rows], name="id", dtype="str"),
            crs=CRS,
        )
        name = spec.frame or (start[:4] if start else spec.level)
        more = None if others is None else others.iloc[rows].set_index(areas.index)
        layers.append(
            Layer(spec.level, name, _day(start), _day(end), areas, path=spec.path, more=more)
        )
    return layers


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _row_faults(spec: LayerSpec, columns: Columns, shapes: Shapes) -> list[Fault]:
    """Faults of single areas: texts, ids, dates, geometries. Rows are record numbers from 1."""
    if not len(shapes):
        message, hint = "The layer has no areas.", "Export it again."
        return [Fault(spec.path, None, None, message, hint, "empty-file")]
    texts = pd.DataFrame({key: columns[key] for key in ("id", "name", "parent")})
    texts[LINE] = np.arange(1, len(shapes) + 1)
    return [
        *text_faults(spec.path, texts),
        *lost_letters(spec.path, spec.name, texts[LINE].tolist(), columns["name"]),
        *_id_faults(spec, columns),
        *_validity_faults(spec, columns),
        *shape_faults(spec.path, shapes),
    ]


def _at(
    path: str, bad: Iterable[int], column: str, message: str, hint: str, code: str
) -> list[Fault]:
    """A fault for each record (counted from 0) that is bad."""
    return [Fault(path, int(i) + 1, column, message, hint, code) for i in bad]


def _id_faults(spec: LayerSpec, columns: Columns) -> list[Fault]:
    empty = [i for i, area in enumerate(columns["id"]) if not area]
    faults = _at(
        spec.path, empty, spec.id, "The area has no id.", "Give every area an id.", "missing-value"
    )
    nameless = [i for i, name in enumerate(columns["name"]) if not name]
    hint = "Give every area a name, or let `name` of the layer be its id column in case.toml."
    faults += _at(spec.path, nameless, spec.name, "The area has no name.", hint, "missing-value")
    hint = "Merge the two polygons into one multipolygon, or give them different ids."
    seen: set[tuple[str, str, str]] = set()
    keys = zip(columns["id"], columns["valid_from"], columns["valid_to"], strict=True)
    for i, key in enumerate(keys):
        if key in seen and key[0]:
            faults += _at(
                spec.path, [i], spec.id, f"The id `{key[0]}` is used twice.", hint, "duplicate-id"
            )
        seen.add(key)
    return faults


def _validity_faults(spec: LayerSpec, columns: Columns) -> list[Fault]:
    faults: list[Fault] = []
    hint = "Write YYYY-MM-DD, or leave it empty."
    for key, column in (("valid_from", spec.valid_from), ("valid_to", spec.valid_to)):
        for i, text in enumerate(columns[key]):
            if text and not is_day(text):
                foreign = foreign_date(text, day=True)
                what = "not a day of the calendar" if foreign is None else foreign.what
                how = hint if foreign is None else foreign.advice
                faults += _at(
                    spec.path, [i], column or key, f"`{text}` is {what}.", how, "bad-date"
                )
    spans = list(zip(columns["valid_from"], columns["valid_to"], strict=True))
    wrong = {(a, b) for a, b in set(spans) if is_day(a) and is_day(b) and b <= a}
    backward = [i for i, span in enumerate(spans) if span in wrong]
    column, message = spec.valid_to or "valid_to", "The area's validity ends before it begins."
    return faults + _at(spec.path, backward, column, message, "Swap the two days.", "reversed-date")


def shape_faults(path: str, shapes: Shapes) -> list[Fault]:
    """Faults of single polygons. Rows are record numbers from 1."""

    def add(bad: npt.NDArray[np.bool_], message: str, hint: str) -> list[Fault]:
        return _at(path, np.flatnonzero(bad), "geometry", message, hint, "bad-geometry")

    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~np.isin(shapely.get_type_id(shapes), _POLYGONS) & ~empty
    bounds = shapely.bounds(shapes)
    outside = (bounds[:, :2] < (-180, -90)) | (bounds[:, 2:] > (180, 90))
    beyond = ~(empty | other) & outside.any(axis=1)
    if beyond.all():
        message = "The coordinates of the layer are not degrees."
        return [Fault(path, None, "geometry", message, NO_DEGREES, "bad-geometry")]
    far = "The area reaches beyond ±180° of longitude or ±90° of latitude."
    metres = (
        "Correct the .prj if these are metres; else let `mapper layers FILE --repair` split it."
    )
    draw = "Draw it as a polygon."
    faults = add(empty, "The area has no geometry.", draw)
    faults += add(other, "The area is not a polygon.", draw) + add(beyond, far, metres)
    usable = ~(empty | other | beyond)
    sound = shapely.is_valid(shapes)
    for i in np.flatnonzero(usable & ~sound):
        message = f"The polygon is not valid ({shapely.is_valid_reason(shapes[i])})."
        faults += _at(path, [int(i)], "geometry", message, _MEND, "bad-geometry")
    tiny = np.flatnonzero(usable & sound & (shapely.area(shapes) < _LEAST_DEGREES2))
    tiny = tiny[area_km2(shapes[tiny]) < _LEAST_KM2]
    message = "The area is smaller than a square metre."
    hint = "Remove the sliver, or correct the coordinate reference system."
    faults += _at(path, tiny, "geometry", message, hint, "bad-geometry")
    for i in np.flatnonzero(usable & has_long_edge(shapes)):
        wide = bounds[i, 2] - bounds[i, 0]
        message = (
            f"The area spans {wide:.1f} degrees of longitude, with an edge over more than 180."
        )
        faults += _at(path, [int(i)], "geometry", message, _SPLIT, "bad-geometry")
    return faults


def has_long_edge(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Whether an edge of each shape spans over half the earth: which way round is not known."""
    found = np.zeros(len(shapes), dtype=bool)
    bounds = shapely.bounds(shapes)
    for i in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > _HALF_CIRCLE):
        rings, _ = shapely.get_rings(shapes[i : i + 1], return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        steps = np.abs(np.diff(corners[:, 0]))
        found[i] = bool((steps[np.diff(ring) == 0] > _HALF_CIRCLE).any())
    return found
