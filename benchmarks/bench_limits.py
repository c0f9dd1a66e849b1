"""Near limits of single steps, and programs that only read: what nobody can be much faster than.

A limit does less than the mapper does: it reads without looking for faults, joins polygons without
writing them, knows no rule. The ratio to it says how much of a step is work of our own.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
import shapely

from benchmarks.folium_today import shapes, unit_intervals
from mapper.case import schema
from mapper.core.dates import day_number
from mapper.history.control import ControlHistory
from mapper.outputs.geo.geojson import GeoJSONWriter

XATRA = Path(__file__).with_name("xatra_map.py")
XATRA_PLACES = 200
"""Up to this many places xatra is asked for a map; it takes long for more."""
DISTINCT = ("event_id", "source", "note")
"""Columns in which nearly every text is another one: a dictionary would gain nothing."""


def claims_of(wars: Any, places: int) -> Path:
    """The table of claims of the plain war."""
    path: Path = wars.path(wars.war(places)) / "control_events.csv"
    return path


def inputs_of(case: Path) -> list[Path]:
    """All files of a case."""
    return sorted(path for path in case.rglob("*") if path.is_file())


def bench_a_arrow(stage, wars, places) -> None:
    path = claims_of(wars, places)
    texts = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: pa.string() if name in DISTINCT else texts for name in schema.CLAIMS.columns}
    options = arrow_csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
    lines = arrow_csv.ParseOptions(newlines_in_values=True)
    table = stage(
        "limit: Arrow reads the claims",
        lambda: arrow_csv.read_csv(path, convert_options=options, parse_options=lines),
        rounds=3,
    )
    assert table.num_rows > 10 * places


def bench_b_hash(stage, wars, places) -> None:
    paths = inputs_of(wars.path(wars.war(places)))

    def digest() -> str:
        total = hashlib.sha256()
        for path in paths:
            total.update(path.read_bytes())
        return total.hexdigest()

    assert len(stage("limit: SHA-256 of all inputs", digest, rounds=3)) == 64


def bench_c_pandas(stage, wars, places) -> None:
    path = claims_of(wars, places)
    table = stage(
        "rival: pandas.read_csv reads the claims",
        lambda: pd.read_csv(path, dtype="str", keep_default_na=False),
        rounds=3,
    )
    assert len(table) > 10 * places


def bench_d_polars(stage, wars, places) -> None:
    polars = pytest.importorskip("polars")
    path = claims_of(wars, places)
    table = stage(
        "rival: polars reads the claims",
        lambda: polars.read_csv(path, infer_schema=False),
        rounds=3,
    )
    assert len(table) > 10 * places


def bench_e_duckdb(stage, wars, places) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = claims_of(wars, places)
    query = "select * from read_csv(?, all_varchar = true, header = true)"

    def read() -> pa.Table:
        with duckdb.connect() as connection:
            return connection.execute(query, [str(path)]).to_arrow_table()

    table = stage("rival: DuckDB reads the claims", read, rounds=3)
    assert table.num_rows > 10 * places


def bench_f_coverage(stage, wars, places) -> None:
    """The union of each holder's polygons on one day, nothing else."""
    _, history = wars.built(wars.war(places))
    days = history.change_days()
    held = history.at(days[len(days) // 2]).units["holder"].to_numpy()
    polygons = history.units.geometry.to_numpy()

    def join() -> list[Any]:
        return [shapely.coverage_union_all(polygons[held == name]) for name in np.unique(held)]

    merged = stage("limit: coverage_union_all by holder, one day", join, rounds=3)
    assert np.isclose(shapely.area(merged).sum(), shapely.area(polygons).sum())


def bench_g_changes(stage, wars, places) -> None:
    """The least that rules could be: sort claims by town and day, keep what changes."""
    case, _ = wars.built(wars.war(places))
    claims = case.claims
    strong = claims[(claims["confidence"] != "low") & (claims["event_type"] != "contest")]
    town = pd.factorize(strong["target_id"])[0]
    holder = pd.factorize(strong["gained_by"].map(lambda names: names[0]))[0]
    day = strong["best"].to_numpy()

    def change() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        order = np.lexsort((day, town))
        where, who, when = town[order], holder[order], day[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (where[1:] != where[:-1]) | (who[1:] != who[:-1])
        return where[first], who[first], when[first]

    found = stage("limit: numpy, changes of hands of all towns", change, rounds=3)
    assert len(found[0]) > places


def bench_h_sums(stage, wars, places) -> None:
    """The least that daily areas could be: each interval adds on one day and takes on another."""
    _, history = wars.built(wars.war(places))
    start, end, holder, area = spans(history)
    days, holders = int(end.max()) + 1, int(holder.max()) + 1

    def add() -> np.ndarray:
        at = np.concatenate([start, end]) * holders + np.concatenate([holder, holder])
        change = np.bincount(at, np.concatenate([area, -area]), days * holders)
        return change.reshape(days, holders).cumsum(axis=0)

    table = stage("limit: numpy, areas by holder for every day", add, rounds=3)
    assert np.allclose(table[:-1].sum(axis=1), history.units["area_km2"].sum())


def spans(history: ControlHistory) -> tuple[np.ndarray, ...]:
    """Start, end (as days of the case), holder and area of the intervals of units."""
    table = history.intervals
    table = table[table["target"] < history.timeline.unit_count]
    first, last = day_number(history.case.first_day), day_number(history.case.last_day) + 1
    names = [history.states[code].holder for code in table["state"]]
    return (
        np.maximum(table["start"].to_numpy(), first) - first,
        np.minimum(table["end"].to_numpy(), last) - first,
        pd.factorize(pd.Series(names))[0],
        history.units["area_km2"].to_numpy()[table["target"]],
    )


def bench_i_xatra(stage, wars, places, benchmark, tmp_path, request) -> None:
    """Rival: a dynamic map of xatra, in an interpreter of its own (it needs Python 3.12)."""
    python = request.config.getoption("--xatra")
    if python is None or places > XATRA_PLACES:
        pytest.skip("--xatra names no interpreter that has it, or the war is large")
    _, history = wars.built(wars.war(places))
    data, page = tmp_path / "intervals.json", tmp_path / "map.html"
    rows = unit_intervals(history)
    data.write_text(json.dumps({"shapes": shapes(history), "rows": rows}), encoding="utf-8")
    command = [python, str(XATRA), str(data), str(page)]
    stage("rival: xatra", lambda: subprocess.run(command, check=True, cwd=tmp_path))
    benchmark.extra_info["bytes"] = page.stat().st_size
    assert len(GeoJSONWriter(history).text(history.case.first_day)) < page.stat().st_size
