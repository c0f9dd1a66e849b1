"""Saving and loading a control history: a folder of Parquet files, or one GeoPackage.

The folder is the store: ``units.parquet`` is GeoParquet, the other tables are plain Parquet,
``history.json`` holds what is no table. The GeoPackage is an export for GIS programs, with a
copy of the geometry for every interval, so that a temporal controller can play it.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.areas.frames import Frame
from mapper.core.errors import MapperError, OutputError, UsageError
from mapper.core.files import write_inside
from mapper.core.legible import without_advice
from mapper.core.model import State
from mapper.history.control import ControlHistory
from mapper.history.told import BEFORE_FRAMES, dated, told_in, told_of
from mapper.rules.timeline import Timeline
from mapper.rules.track import EVIDENCE_KINDS

__all__ = [
    "FORMAT_VERSION",
    "StoreError",
    "history_files",
    "load_history",
    "save_history",
    "share_history",
]

FORMAT_VERSION: Final = 2
_META: Final = "history.json"
_TUPLES: Final = {
    "places": ("alt_names", "seat_of", "parents"),
    "units": ("parents",),
    "claims": ("gained_by", "lost_by", "opposed_by", "sources", "excepted", "excepted_names"),
}
_STORED_AS: Final = {"area_id": "commune_id"}
"""What columns of places are called in files of this format."""
_NEW: Final = frozenset({"excepted", "excepted_names"})
"""Columns that files of this format may not have yet: nothing was left out then."""
_COMPRESSION: Final = "zstd"


class StoreError(MapperError, ValueError):
    """A folder does not hold a history that this version can read."""


def save_history(history: ControlHistory, folder: Path | str) -> None:
    """Write a history into a folder, for `load_history`.

    Parameters
    ----------
    history : ControlHistory
    folder : Path or str
        Made if it is missing; a history that it holds is written over.

    Raises
    ------
    OutputError
    """
    for name, data in history_files(history).items():
        write_inside(Path(folder), name, data)


def history_files(history: ControlHistory) -> dict[str, bytes]:
    """The files that :func:`save_history` writes, by name."""
    tables: dict[str, pd.DataFrame] = {}
    for name in ("units", "places", "claims"):
        table = getattr(history, name).copy()
        for column in _TUPLES[name]:
            lists = [list(v) for v in table[column]]
            table[column] = pd.Series(lists, index=table.index, dtype=object)
        tables[name] = table.rename(columns=_STORED_AS)
    tables["states"] = pd.DataFrame(
        {
            f: [list(v) if isinstance(v, tuple) else v for v in column]
            for f, column in zip(State._fields, zip(*history.states, strict=True), strict=True)
        }
    )
    evidence = history.timeline.evidence
    wide = evidence.astype({name: "int64" for name in evidence if name != "counts"})
    tables |= {"intervals": history.intervals, "evidence": wide}
    tables["order"] = pd.DataFrame({"claim": history.timeline.order})
    tables["frames"] = _frame_table(history)
    if _has_place_frames(history):
        tables["place_frames"] = _place_table(history)
    tables |= {f"background_{name}": layer for name, layer in history.background.items()}
    files = {f"{name}.parquet": _parquet(table) for name, table in tables.items()}
    text = json.dumps(_meta(history), ensure_ascii=False, indent=1, default=str, allow_nan=False)
    return files | {_META: f"{text}\n".encode()}


def _parquet(table: pd.DataFrame) -> bytes:
    table.to_parquet(memory := io.BytesIO(), compression=_COMPRESSION)
    return memory.getvalue()


def _frame_table(history: ControlHistory) -> pd.DataFrame:
    """One row for each unit and frame: the code of its area."""
    return pd.concat(
        [
            pd.DataFrame({"frame": i, "unit_id": f.unit_area.index, "area": f.unit_area.to_numpy()})
            for i, f in enumerate(history.frames)
        ],
        ignore_index=True,
    )


def _has_place_frames(history: ControlHistory) -> bool:
    return any(frame.place_area is not None for frame in history.frames)


def _place_table(history: ControlHistory) -> pd.DataFrame:
    """The area of each place in the frames where it is not that of its unit."""
    found = [(i, f.place_area) for i, f in enumerate(history.frames) if f.place_area is not None]
    tables = [
        pd.DataFrame({"frame": i, "place_id": area.index, "area": area.to_numpy()})
        for i, area in found
    ]
    return pd.concat(tables, ignore_index=True)


def _meta(history: ControlHistory) -> dict[str, Any]:
    told = told_of(history)
    before = {key: told.pop(key) for key in BEFORE_FRAMES}
    return {
        "format": FORMAT_VERSION,
        **before,
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
        "place_frames": _has_place_frames(history),
        "background": sorted(history.background),
        "translations": told.pop("translations"),
        "unit_count": history.timeline.unit_count,
        **told,
    }


def load_history(folder: Path | str) -> ControlHistory:
    """Read a history that :func:`save_history` wrote.

    Parameters
    ----------
    folder : Path or str
        A folder, or the URL of one in any file system that fsspec knows (``s3://…``,
        ``memory://…``; needs fsspec, which the extra ``dask`` brings).

    Raises
    ------
    StoreError
        If the folder holds none, or one of another format version.
    UsageError
        If it is a URL and fsspec is not installed, or does not know its scheme.
    """
    store = _Remote(str(folder).rstrip("/")) if "://" in str(folder) else _Store(str(folder))
    try:
        return _load(store)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        if isinstance(error, StoreError | UsageError):
            raise
        raise StoreError(
            f"{folder} holds no control history, or a damaged one: build it again."
        ) from error


@dataclass(frozen=True, slots=True)
class _Store:
    """The files of a store in a folder."""

    folder: str

    def meta(self) -> Any:
        return json.loads((Path(self.folder) / _META).read_text(encoding="utf-8"))

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(f"{self.folder}/{name}.parquet")

    def layer(self, name: str) -> gpd.GeoDataFrame:
        return gpd.read_parquet(f"{self.folder}/{name}.parquet")


class _Remote(_Store):
    """The files of a store behind a URL; pandas and geopandas open such addresses by fsspec."""

    def meta(self) -> Any:
        system, path = _file_system(self.folder)
        return json.loads(system.cat_file(f"{path}/{_META}"))


def _file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it without a slash at its end."""
    try:
        import fsspec
    except ImportError as error:
        raise UsageError(
            f"{url} needs fsspec, which is not installed: pip install fsspec."
        ) from error
    try:
        system, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"cannot use {url}: {error}") from error
    return system, str(path).rstrip("/")


@contextmanager
def share_history(folder: Path, place: str) -> Iterator[str]:
    """A copy of a stored history where workers of other machines can read it; removed at the end.

    Parameters
    ----------
    folder : Path
        What :func:`save_history` wrote.
    place : str
        A folder, or the URL of one that fsspec knows; it may hold other things.

    Yields
    ------
    str
        Path or URL of the copy, for :func:`load_history`.

    Raises
    ------
    OutputError
        If it cannot be written there.
    UsageError
        If it is a URL and fsspec is not installed, or does not know its scheme.
    """
    url = f"{place.rstrip('/')}/{uuid.uuid4().hex}"
    system, path = _file_system(url if "://" in url else f"file://{Path(url).resolve()}")
    try:
        system.makedirs(path, exist_ok=True)
        for file in sorted(folder.iterdir()):
            system.put_file(str(file), f"{path}/{file.name}")
    except OSError as error:
        words = without_advice(str(error)).rstrip(".")
        raise OutputError(f"cannot write the history to {place}: {words}.") from error
    try:
        yield url
    finally:
        with suppress(OSError):
            system.rm(path, recursive=True)


def _load(store: _Store) -> ControlHistory:
    meta = store.meta()
    if meta.get("format") != FORMAT_VERSION:
        raise StoreError(f"{store.folder} was written by another version: build it again.")
    units = _with_tuples(store.layer("units"), _TUPLES["units"])
    today = {stored: name for name, stored in _STORED_AS.items()}
    places = _with_tuples(store.table("places").rename(columns=today), _TUPLES["places"])
    claims = _with_tuples(store.table("claims"), _TUPLES["claims"])
    states = store.table("states")
    return ControlHistory(
        **told_in(meta),
        units=units,
        places=places,
        claims=claims,
        timeline=Timeline(
            unit_count=meta["unit_count"],
            states=tuple(State(**values) for values in _state_values(states)),
            intervals=store.table("intervals"),
            evidence=store.table("evidence").astype(EVIDENCE_KINDS),
            order=store.table("order")["claim"].to_numpy(np.int64),
        ),
        frames=_frames(
            meta["frames"],
            store.table("frames"),
            store.table("place_frames") if meta["place_frames"] else None,
        ),
        background={
            name: store.layer(f"background_{name}")
            for name in meta["background"]
            if name in {"neighbours", "rivers", "world", "areas"}
        },
    )


def _with_tuples(table: Any, columns: tuple[str, ...]) -> Any:
    for column in columns:
        missing = column not in table and column in _NEW  # of an earlier version
        values = [()] * len(table) if missing else table[column]
        table[column] = pd.Series([tuple(v) for v in values], index=table.index, dtype=object)
    return table


def _state_values(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(k): tuple(v) if isinstance(v, np.ndarray) else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]


def _frames(
    meta: list[dict[str, Any]], table: pd.DataFrame, of_places: pd.DataFrame | None
) -> tuple[Frame, ...]:
    own: dict[int, pd.Series] = {}
    if of_places is not None:
        for number, rows in of_places.groupby("frame"):
            own[int(number)] = rows.set_index("place_id")["area"]
    frames = []
    for i, values in enumerate(meta):
        item = dated(values, "valid_from", "valid_to")
        rows = table[table["frame"] == i]
        groups = pd.DataFrame({"area_id": list(item["areas"]), "name": list(item["names"])})
        area = pd.Series(rows["area"].to_numpy(), index=pd.Index(rows["unit_id"], name="unit_id"))
        frames.append(
            Frame(
                level=item["level"],
                frame=item["frame"],
                valid_from=item["valid_from"],
                valid_to=item["valid_to"],
                groups=groups,
                unit_area=area,
                place_area=own.get(i),
            )
        )
    return tuple(frames)
