"""From files to pages at 200, 3,000 and 33,000 places; beside it what one would do without us.

The wars are in the ordinary case format and go through the front door. Rivals work on the very
same units, intervals and days.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from benchmarks.folium_today import choropleth
from mapper.areas import build_areas
from mapper.case import read_case
from mapper.dates import day_number
from mapper.history import ControlHistory, build_history, rules_of
from mapper.outputs.atlas.page import atlas_page
from mapper.outputs.geojson import GeoJSONWriter
from mapper.review import check_case
from mapper.statistics import area_table, date_range
from mapper.timeline import build_timeline

SOME_DAYS = 40
"""Days of random fronts, which have no target: all would only take longer."""


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


def bench_d_history(stage, wars, places) -> None:
    case, history = wars.built(wars.war(places))
    stage("build_history (areas and intervals)", lambda: build_history(case), **notes(history))


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


def bench_h_all_snapshots(stage, wars, places, tmp_path) -> None:
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


@pytest.mark.places(3000)
def bench_k_time_slider(stage, wars, places, benchmark, tmp_path) -> None:
    """Rival: folium's TimeSliderChoropleth; with more places than 3,000 memory runs out."""
    _, history = wars.built(wars.war(places))
    page = tmp_path / "slider.html"
    stage("rival: TimeSliderChoropleth", lambda: choropleth(history).save(page), **notes(history))
    benchmark.extra_info["bytes"] = page.stat().st_size


def bench_l_random_fronts(stage, wars, places) -> None:
    """No target: every place flips by itself, so that nothing can be merged."""
    _, history = wars.built(wars.war(places, "random"))
    writer = GeoJSONWriter(history)
    days = history.change_days()[:: max(1, len(history.change_days()) // SOME_DAYS)][:SOME_DAYS]
    stage(
        f"{SOME_DAYS} dissolved snapshots, random fronts",
        lambda: [len(writer.text(day)) for day in days],
        **notes(history),
    )


@pytest.mark.parametrize("days", [400, 1600, 6400])
def bench_m_days(stage, wars, days) -> None:
    """Growth with the number of days: as many claims over a longer war."""
    case, history = wars.built(wars.war(3000, days=days))
    tables, rules = build_areas(case).tables, rules_of(case)
    stage(
        "claims to intervals, 3,000 places over more days",
        lambda: build_timeline(case.claims, case.places, tables, rules),
        rounds=3,
        **notes(history),
    )


def _held(history: ControlHistory) -> gpd.GeoDataFrame:
    """Units with their holder in the middle of the war, as a user would have them."""
    days = history.change_days()
    held: Any = history.at(days[len(days) // 2]).units["holder"]
    frame: gpd.GeoDataFrame = history.units[["geometry"]].assign(holder=held)
    return frame
