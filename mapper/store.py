"""Saving and loading a control history: a folder of Parquet files, or one GeoPackage.

The folder is the store: ``units.parquet`` is GeoParquet, the other tables are plain Parquet,
``history.json`` holds what is no table. The GeoPackage is an export for GIS programs, with a
copy of the geometry for every interval, so that a temporal controller can play it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.casefile import MapView
from mapper.dates import day_of
from mapper.describe import holder_name
from mapper.errors import MapperError
from mapper.frames import Frame
from mapper.gdal import pinned_gdal
from mapper.geodesy import CRS
from mapper.history import CaseInfo, ControlHistory
from mapper.intervals import OPEN_END
from mapper.model import Actor, Bloc, Membership, Milestone, State, Succession
from mapper.timeline import Timeline

__all__ = ["FORMAT_VERSION", "StoreError", "export_geopackage", "load_history", "save_history"]

FORMAT_VERSION: Final = 2
_META: Final = "history.json"
_PLACES_BY_FRAME: Final = "place_frames.parquet"
_TUPLES: Final = {
    "places": ("alt_names", "seat_of", "parents"),
    "units": ("parents",),
    "claims": ("gained_by", "lost_by", "opposed_by", "sources"),
}
_COMPRESSION: Final = "zstd"


class StoreError(MapperError, ValueError):
    """A folder does not hold a history that this version can read."""


def save_history(history: ControlHistory, folder: Path) -> None:
    """Write a history into an existing, empty folder.

    Parameters
    ----------
    history : ControlHistory
    folder : Path
    """
    for name in ("units", "places", "claims"):
        table = getattr(history, name).copy()
        for column in _TUPLES[name]:
            table[column] = pd.Series(
                [list(v) for v in table[column]], index=table.index, dtype=object
            )
        table.to_parquet(folder / f"{name}.parquet", compression=_COMPRESSION)
    states = pd.DataFrame(
        {
            f: [list(v) if isinstance(v, tuple) else v for v in column]
            for f, column in zip(State._fields, zip(*history.states, strict=True), strict=True)
        }
    )
    states.to_parquet(folder / "states.parquet", compression=_COMPRESSION)
    history.intervals.to_parquet(folder / "intervals.parquet", compression=_COMPRESSION)
    history.timeline.evidence.to_parquet(folder / "evidence.parquet", compression=_COMPRESSION)
    _frame_table(history).to_parquet(folder / "frames.parquet", compression=_COMPRESSION)
    if any(frame.place_area is not None for frame in history.frames):
        _place_table(history).to_parquet(folder / _PLACES_BY_FRAME, compression=_COMPRESSION)
    for name, layer in history.background.items():
        layer.to_parquet(folder / f"background_{name}.parquet", compression=_COMPRESSION)
    text = json.dumps(_meta(history), ensure_ascii=False, indent=1, default=str)
    (folder / _META).write_text(text + "\n", encoding="utf-8")


def _frame_table(history: ControlHistory) -> pd.DataFrame:
    """One row for each unit and frame: the code of its area."""
    return pd.concat(
        [
            pd.DataFrame({"frame": i, "unit_id": f.unit_area.index, "area": f.unit_area.to_numpy()})
            for i, f in enumerate(history.frames)
        ],
        ignore_index=True,
    )


def _place_table(history: ControlHistory) -> pd.DataFrame:
    """The area of each place in the frames where it is not that of its unit."""
    found = [(i, f.place_area) for i, f in enumerate(history.frames) if f.place_area is not None]
    tables = [
        pd.DataFrame({"frame": i, "place_id": area.index, "area": area.to_numpy()})
        for i, area in found
    ]
    return pd.concat(tables, ignore_index=True)


def _meta(history: ControlHistory) -> dict[str, Any]:
    return {
        "format": FORMAT_VERSION,
        "case": _info(history.case),
        "actors": [asdict(a) for a in history.actors.values()],
        "blocs": [asdict(b) for b in history.blocs.values()],
        "members": [asdict(m) for m in history.members],
        "successions": [asdict(s) for s in history.successions],
        "milestones": [asdict(m) for m in history.milestones],
        "frames": [
            {
                "level": f.level,
                "frame": f.frame,
                "valid_from": f.valid_from,
                "valid_to": f.valid_to,
                "areas": f.groups["area_id"].tolist(),
                "names": f.groups["name"].tolist(),
            }
            for f in history.frames
        ],
        "background": sorted(history.background),
        "translations": {
            lang: [[*key, *value] for key, value in names.items()]
            for lang, names in history.translations.items()
        },
        "unit_count": history.timeline.unit_count,
        "order": history.timeline.order.tolist(),
    }


def _info(case: CaseInfo) -> dict[str, Any]:
    """The case's own words; options of the area model only where it has any."""
    values = asdict(case)
    if not case.model_options:
        del values["model_options"]
    return values


def load_history(folder: Path | str) -> ControlHistory:
    """Read a history that :func:`save_history` wrote.

    Parameters
    ----------
    folder : Path or str

    Raises
    ------
    StoreError
        If the folder holds none, or one of another format version.
    """
    folder = Path(folder)
    try:
        return _load(folder)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(
            f"{folder} holds no control history, or a damaged one: build it again."
        ) from error


def _load(folder: Path) -> ControlHistory:
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    if meta.get("format") != FORMAT_VERSION:
        raise StoreError(f"{folder} was written by another version of mapper: build it again.")
    units = _with_tuples(gpd.read_parquet(folder / "units.parquet"), _TUPLES["units"])
    places = _with_tuples(pd.read_parquet(folder / "places.parquet"), _TUPLES["places"])
    claims = _with_tuples(pd.read_parquet(folder / "claims.parquet"), _TUPLES["claims"])
    states = pd.read_parquet(folder / "states.parquet")
    return ControlHistory(
        case=_case(meta["case"]),
        units=units,
        places=places,
        claims=claims,
        actors={
            a["actor_id"]: Actor(**_dated(a, "active_from", "active_to")) for a in meta["actors"]
        },
        blocs={b["bloc_id"]: Bloc(**b) for b in meta["blocs"]},
        members=tuple(Membership(**_dated(m, "start", "end")) for m in meta["members"]),
        successions=tuple(Succession(**_dated(s, "date")) for s in meta["successions"]),
        milestones=tuple(Milestone(**_dated(m, "date")) for m in meta["milestones"]),
        timeline=Timeline(
            meta["unit_count"],
            tuple(State(**values) for values in _state_values(states)),
            pd.read_parquet(folder / "intervals.parquet"),
            pd.read_parquet(folder / "evidence.parquet"),
            np.array(meta["order"], dtype=np.int64),
        ),
        frames=_frames(meta["frames"], folder),
        translations={
            lang: {(kind, key): (name, short) for kind, key, name, short in rows}
            for lang, rows in meta["translations"].items()
        },
        background={
            name: gpd.read_parquet(folder / f"background_{name}.parquet")
            for name in meta["background"]
            if name in {"neighbours", "rivers", "areas"}
        },
    )


def _with_tuples(table: Any, columns: tuple[str, ...]) -> Any:
    for column in columns:
        table[column] = pd.Series(
            [tuple(v) for v in table[column]], index=table.index, dtype=object
        )
    return table


def _state_values(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(k): tuple(v) if isinstance(v, np.ndarray) else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]


def _dated(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The values with ISO texts of the keys as dates, and lists as tuples."""
    result: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    for key in keys:
        if result[key] is not None:
            result[key] = dt.date.fromisoformat(result[key])
    return result


def _case(values: Mapping[str, Any]) -> CaseInfo:
    data = _dated(values, "first_day", "last_day")
    view = data["view"]
    centre = None if view["centre"] is None else tuple(view["centre"])
    return CaseInfo(**{**data, "view": MapView(centre, view["zoom"])})


def _frames(meta: list[dict[str, Any]], folder: Path) -> tuple[Frame, ...]:
    table = pd.read_parquet(folder / "frames.parquet")
    own: dict[int, pd.Series] = {}
    if (folder / _PLACES_BY_FRAME).is_file():
        for number, rows in pd.read_parquet(folder / _PLACES_BY_FRAME).groupby("frame"):
            own[int(number)] = rows.set_index("place_id")["area"]
    frames = []
    for i, values in enumerate(meta):
        item = _dated(values, "valid_from", "valid_to")
        rows = table[table["frame"] == i]
        groups = pd.DataFrame({"area_id": list(item["areas"]), "name": list(item["names"])})
        area = pd.Series(rows["area"].to_numpy(), index=pd.Index(rows["unit_id"], name="unit_id"))
        frames.append(
            Frame(
                item["level"],
                item["frame"],
                item["valid_from"],
                item["valid_to"],
                groups,
                area,
                own.get(i),
            )
        )
    return tuple(frames)


def export_geopackage(history: ControlHistory, path: Path) -> None:
    """Write all intervals with their geometry as a GeoPackage for GIS programs.

    Layers ``unit_intervals`` (polygons) and ``place_intervals`` (points), with ``start`` and
    ``end`` as dates (``end`` exclusive, empty if it lasts) for a temporal controller.

    Parameters
    ----------
    history : ControlHistory
    path : Path
        Must not exist.
    """
    table = interval_table(history)
    land = table["kind"] == "unit"
    shapes = history.units.geometry
    units = gpd.GeoDataFrame(
        table[land], geometry=shapes.loc[table.loc[land, "id"]].to_numpy(), crs=CRS
    )
    where = history.places.loc[table.loc[~land, "id"]]
    points = shapely.points(where["lon"].to_numpy(), where["lat"].to_numpy())
    places = gpd.GeoDataFrame(table[~land], geometry=points, crs=CRS)
    with pinned_gdal():
        units.to_file(path, layer="unit_intervals", driver="GPKG", index=False)
        places.to_file(path, layer="place_intervals", driver="GPKG", index=False, mode="a")


def interval_table(history: ControlHistory) -> pd.DataFrame:
    """The intervals as a table to read: ids, names, holders, dates and the deciding claim."""
    rows = history.intervals
    states = [history.states[code] for code in rows["state"]]
    ids = history.claims["event_id"].tolist()
    count = history.timeline.unit_count
    names = [*history.units["name"], *history.places["name"]]
    open_ = rows["end"].to_numpy() >= OPEN_END
    return pd.DataFrame(
        {
            "kind": np.where(rows["target"] < count, "unit", "place"),
            "id": [history.target_id(n) for n in rows["target"]],
            "name": [names[n] for n in rows["target"]],
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
