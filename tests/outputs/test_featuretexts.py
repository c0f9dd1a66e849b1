"""Features from ready pieces are those written whole, on whatever days in whatever order."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

import pytest
import shapely
from casefolder import touch, write_case

from mapper.answers.properties import place_properties, unit_properties
from mapper.case.read import read_case
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history
from mapper.outputs.geo import featuretexts
from mapper.outputs.geo.geojson import GeoJSONWriter, feature_text, geometry_texts
from mapper.outputs.geo.styles import area_style, point_style


def whole(history: ControlHistory, day: dt.date, layer: str) -> list[str]:
    """Each feature of a day, its properties as a dict of their own."""
    snapshot = history.at(day)
    if layer == "units":
        shapes: Any = history.units.geometry.to_numpy()
        rows, style, key = unit_properties(history, snapshot), area_style, "unit_id"
    else:
        places = history.places.loc[snapshot.places.index]
        shapes = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
        rows, style, key = place_properties(history, snapshot), point_style, "place_id"
    return [
        feature_text(properties | style(history, properties), geometry, box, properties[key])
        for properties, (geometry, box) in zip(rows, geometry_texts(shapes), strict=True)
    ]


def features(text: str) -> list[str]:
    json.loads(text)
    return text.split('"features":[\n', 1)[1].removesuffix("\n]}\n").split(",\n")


def shuffled(history: ControlHistory, seed: int, count: int) -> list[dt.date]:
    span = (history.case.last_day - history.case.first_day).days
    dice = random.Random(seed)
    numbers = [0, span, *(dice.randrange(span) for _ in range(count))]
    dice.shuffle(numbers)
    return [history.case.first_day + dt.timedelta(days=number) for number in numbers]


@pytest.mark.slow
@pytest.mark.parametrize("layer", ["units", "places"])
@pytest.mark.parametrize("seed", range(3))
def test_random_cases_in_any_order_of_days(tmp_path, layer: str, seed: int) -> None:
    dice = random.Random(seed)
    own = write_case(tmp_path)
    for _ in range(8 * seed):
        touch(own, dice)
    history = build_history(read_case(own.case))
    writer = GeoJSONWriter(history)
    for day in shuffled(history, seed, 60):
        assert features(writer.text(day, layer)) == whole(history, day, layer), day


@pytest.mark.parametrize("layer", ["units", "places"])
def test_a_shipped_case(mali: ControlHistory, layer: str) -> None:
    """Borders of two times, bases that come and go, letters beyond ASCII."""
    writer = GeoJSONWriter(mali)
    for day in ("2012-01-16", "2012-04-06", "2016-01-18", "2016-01-19", "2026-04-28", "2012-04-06"):
        date = dt.date.fromisoformat(day)
        assert features(writer.text(date, layer)) == whole(mali, date, layer), day


def test_evidence_is_written_anew_only_where_it_changed(tiny, monkeypatch) -> None:
    """From one day to the next that is nearly nowhere."""
    written: list[int] = []
    real = featuretexts.FeatureTexts._evidence

    def counted(self: Any, table: Any, row: int) -> tuple[str, str]:
        written.append(int(table.target[row]))
        return real(self, table, row)

    monkeypatch.setattr(featuretexts.FeatureTexts, "_evidence", counted)
    writer, first = GeoJSONWriter(tiny), tiny.case.first_day
    writer.text(first, "places")
    assert len(written) == len(tiny.at(first).places)
    days = [first + dt.timedelta(days=i) for i in range(1, 120)]
    written.clear()
    total = 0
    for before, day in zip([first, *days], days, strict=False):
        writer.text(day, "places")
        was, now = tiny.at(before).places, tiny.at(day).places
        same = now.index.intersection(was.index)
        said = ["state", "since", "made", "confirms", "dissents", "last_evidence"]
        rows = zip(was.loc[same, said].itertuples(), now.loc[same, said].itertuples(), strict=True)
        moved = {one.Index for one, other in rows if one != other} | set(now.index) - set(same)
        assert moved <= {tiny.target_id(target) for target in written}
        total += len(written)
        written.clear()
    assert 0 < total < len(days) * len(tiny.places) / 10


def test_days_without_changes_write_no_evidence(tiny, monkeypatch) -> None:
    quiet = tiny.case.last_day - dt.timedelta(days=1)
    writer = GeoJSONWriter(tiny)
    writer.text(quiet, "places")

    def refuse(*_: Any) -> None:
        raise AssertionError("nothing changed")

    monkeypatch.setattr(featuretexts.FeatureTexts, "_evidence", refuse)
    text = writer.text(tiny.case.last_day, "places")
    assert f'"date":"{tiny.case.last_day}"' in text and f'"date":"{quiet}"' not in text
