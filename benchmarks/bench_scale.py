"""From files to pages at 200, 3,000 and 33,000 places; beside it what one would do without us.

The wars are in the ordinary case format and go through the front door. Rivals work on the very
same units, intervals and days.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from benchmarks.folium_today import WAYS, choropleth
from mapper.areas import build_areas
from mapper.case.read import read_case
from mapper.core.dates import day_number
from mapper.figures.areas import area_table
from mapper.figures.days import date_range
from mapper.history.control import ControlHistory
from mapper.history.derive import rules_of
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.atlas.page import atlas_page
from mapper.review.check import check_case
from mapper.rules.timeline import build_timeline

ROOT = Path(__file__).parents[1]
SOME_DAYS = 40
"""Days of random fronts, which have no target: all would only take longer."""
FEW_DAYS = (20, 60)
"""Days of pages of TimeSliderChoropleth that are made of large wars: a line through their bytes
gives those of the page with all days, which few machines have the memory to make."""
SLIDER_PLACES = 3_000
"""Up to this many places the page of TimeSliderChoropleth is made as it is."""


def notes(history: ControlHistory) -> dict[str, int]:
    """What the table says of a war."""
    return {
        "places": len(history.places),
        "claims": len(history.claims),
        "days": len(date_range(history, "day")),
        "change_days": len(history.change_days()),
    }


def bench_a_read(stage, wars, places) -> None:
    path = wars.path(wars.war(places))
    case = stage("read_case", lambda: read_case(path), rounds=1 if places > 5000 else 3)
    assert len(case.claims) > 10 * places


def bench_a2_fresh(stage, wars, places, benchmark) -> None:
    """Everything up to daily areas in a fresh process: the true peak of memory."""
    war = wars.war(places)
    path = wars.path(war)
    command = [sys.executable, "-m", "benchmarks.fresh", str(path)]
    done = stage(
        "read, build and count every day, in a fresh process",
        lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True),
    )
    benchmark.extra_info["steps"] = [json.loads(line) for line in done.stdout.splitlines()]


def bench_b_check(stage, wars, places) -> None:
    path = wars.path(wars.war(places))
    assert stage("check_case", lambda: check_case(path)) is not None


def bench_c_timeline(stage, wars, places) -> None:
    case, history = wars.built(wars.war(places))
    tables = build_areas(case).tables
    rules = rules_of(case)
    timeline = stage(
        "claims to intervals",
        lambda: build_timeline(case.claims, case.places, tables, rules),
        rounds=3,
        **notes(history),
    )
    assert len(timeline.intervals) == len(history.intervals)


def bench_d_areas(stage, wars, places) -> None:
    case, history = wars.built(wars.war(places))
    model = stage("areas (units and who decides them)", lambda: build_areas(case), **notes(history))
    assert len(model.units) == len(history.units)


def bench_e_daily_areas(stage, wars, places) -> None:
    _, history = wars.built(wars.war(places))
    days = date_range(history, "day")
    table = stage(
        "daily areas by holder", lambda: area_table(history, days), rounds=3, **notes(history)
    )
    assert table["date"].nunique() == len(days)


def bench_f_pandas_daily(stage, wars, places) -> None:
    """Rival: a table of days × places, filled forward, and a sum for each day."""
    case, history = wars.built(wars.war(places))
    claims, units = case.claims, history.units
    area = units["area_km2"].set_axis(history.places.index)

    def pivot() -> pd.DataFrame:
        strong = claims[(claims["confidence"] != "low") & (claims["event_type"] != "contest")]
        long = pd.DataFrame(
            {
                "day": strong["best"],
                "place": strong["target_id"],
                "holder": strong["gained_by"].map(lambda names: names[0]),
            }
        ).drop_duplicates(["day", "place"], keep="last")
        wide = long.pivot(index="day", columns="place", values="holder")
        first, last = day_number(history.case.first_day), day_number(history.case.last_day)
        wide = wide.reindex(index=range(first, last + 1), columns=area.index)
        wide = wide.ffill().fillna(history.case.baseline)
        return pd.DataFrame(
            {day: area.groupby(row.to_numpy()).sum() for day, row in wide.iterrows()}
        ).T

    table = stage("rival: pandas, days × places", pivot, **notes(history))
    assert np.allclose(table.sum(axis=1), area.sum())


def bench_g_one_snapshot(stage, wars, places) -> None:
    _, history = wars.built(wars.war(places))
    day = history.change_days()[len(history.change_days()) // 2]
    GeoJSONWriter(history).text(day)  # what is imported and indexed once
    text = stage(
        "one dissolved snapshot, the first of a writer",
        lambda: GeoJSONWriter(history).text(day),
        rounds=5,
        **notes(history),
    )
    assert text.startswith('{"type":"FeatureCollection"')


def bench_h_all_snapshots(stage, wars, places, benchmark, tmp_path) -> None:
    _, history = wars.built(wars.war(places))
    writer = GeoJSONWriter(history)
    days = date_range(history, "day")

    def write() -> int:
        total = 0
        for day in days:
            raw = writer.text(day).encode()
            (tmp_path / f"{day}.geojson").write_bytes(raw)
            total += len(raw)
        return total

    information = notes(history)
    total = stage("all dissolved snapshots, every day", write, **information)
    benchmark.extra_info["bytes"] = total
    assert total > len(days) * 1000


@pytest.mark.parametrize("method", ["unary", "coverage"])
def bench_i_dissolve(stage, wars, places, method, tmp_path) -> None:
    """Rival: GeoDataFrame.dissolve for one day, as its manual shows, written as GeoJSON.

    ``coverage`` is for those who know that their polygons are one; it is not the default.
    """
    _, history = wars.built(wars.war(places))
    frame = _held(history)
    path = tmp_path / "day.geojson"

    def write() -> None:
        frame.dissolve("holder", method=method).to_file(path, COORDINATE_PRECISION=6)

    stage(f"rival: GeoDataFrame.dissolve(method={method}), one day", write, rounds=3)
    assert path.stat().st_size > 1000


def bench_j_atlas(stage, wars, places, benchmark, tmp_path) -> None:
    _, history = wars.built(wars.war(places))
    page = tmp_path / "atlas.html"
    stage(
        "atlas page",
        lambda: page.write_text(atlas_page(history), encoding="utf-8"),
        **notes(history),
    )
    benchmark.extra_info["bytes"] = page.stat().st_size


def bench_k_time_slider(stage, wars, places, benchmark, tmp_path) -> None:
    """Rival: folium's TimeSliderChoropleth, which keeps a style for each unit on each day."""
    _, history = wars.built(wars.war(places))
    days = history.change_days()
    page = tmp_path / "slider.html"

    def bytes_of(some: list[dt.date]) -> int:
        choropleth(history, some).save(page)
        return page.stat().st_size

    if places <= SLIDER_PLACES:
        size = stage("rival: TimeSliderChoropleth", lambda: bytes_of(days), **notes(history))
    else:
        few, more = (days[:: len(days) // count][:count] for count in FEW_DAYS)
        sizes = stage(
            "rival: TimeSliderChoropleth",
            lambda: (bytes_of(few), bytes_of(more)),
            **notes(history),
        )
        each = (sizes[1] - sizes[0]) / (len(more) - len(few))
        size = round(sizes[0] + each * (len(days) - len(few)))
        benchmark.extra_info["estimated_from_days"] = len(few) + len(more)
    benchmark.extra_info["bytes"] = size


@pytest.mark.parametrize("way", WAYS[1:], ids=lambda way: way.name)
def bench_k2_folium(stage, wars, places, way, benchmark, tmp_path) -> None:
    """Rivals: folium's other two ways, which keep a polygon for each interval."""
    if places > SLIDER_PLACES:
        pytest.skip("their pages hold the geometry of every interval: too large to make")
    _, history = wars.built(wars.war(places))
    page = tmp_path / "page.html"
    name = way.name.removeprefix("folium ")
    stage(f"rival: {name}", lambda: way.make(history).save(page), **notes(history))
    benchmark.extra_info["bytes"] = page.stat().st_size


def bench_l_random_timeline(stage, wars, places) -> None:
    case, history = wars.built(wars.war(places, "random"))
    tables, rules = build_areas(case).tables, rules_of(case)
    stage(
        "claims to intervals, random flips",
        lambda: build_timeline(case.claims, case.places, tables, rules),
        **notes(history),
    )


def bench_m_random_areas(stage, wars, places) -> None:
    _, history = wars.built(wars.war(places, "random"))
    days = date_range(history, "day")
    stage(
        "daily areas by holder, random flips", lambda: area_table(history, days), **notes(history)
    )


def bench_n_random_snapshots(stage, wars, places) -> None:
    """No target: every place flips by itself, so that nothing can be merged."""
    _, history = wars.built(wars.war(places, "random"))
    writer = GeoJSONWriter(history)
    days = history.change_days()
    days = days[:: max(1, len(days) // SOME_DAYS)][:SOME_DAYS]
    stage(
        f"{SOME_DAYS} dissolved snapshots, random flips",
        lambda: [len(writer.text(day)) for day in days],
        **notes(history),
    )


def _held(history: ControlHistory) -> gpd.GeoDataFrame:
    """Units with their holder in the middle of the war, as a user would have them."""
    days = history.change_days()
    held: Any = history.at(days[len(days) // 2]).units["holder"]
    frame: gpd.GeoDataFrame = history.units[["geometry"]].assign(holder=held)
    return frame
