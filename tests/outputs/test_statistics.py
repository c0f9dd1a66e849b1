"""Statistics as text: whole in CSV and JSON, readable on a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace

import pandas as pd
import pytest

from mapper.core.errors import UsageError
from mapper.figures.areas import area_table
from mapper.outputs.text.statistics import table_text

JULY = dt.date(2012, 7, 15)

ON_A_TERMINAL = """\
2012-07-15: 1 254 353 km²
holder          km²    share (range)  ≤ 50 km  contested  towns         people
ansar_dine  638 516           50.9 %  142 575          0     23    197 012 +15
government  403 454           32.2 %  269 575          0     54  6 495 956 +20
mojwa       178 625           14.2 %   98 711          0     13     216 705 +7
mnla         33 757  2.7 % (0.9–2.7)   27 451          0      6      40 166 +4
ganda_iso         0  0.0 % (0.0–1.8)        0          0      0              0
unknown           0            0.0 %        0          0      1           ? +1

share (range): of the area above, and its bounds where doubt exists; ≤ 50 km: km² within
50 km of a tracked place; contested: km²; people: in the towns, +n towns without a figure"""


WITH_PEOPLE = """\
2012-07-15: 1 254 353 km², 14.5 million people
holder          km²  share, % (range)  1000 people (range)  ≤ 50 km  contested  towns
ansar_dine  638 516              50.9                  729  142 575          0     23
government  403 454              32.2               12 976  269 575          0     54
mojwa       178 625              14.2                  544   98 711          0     13
mnla         33 757     2.7 (0.9–2.7)         268 (20–268)   27 451          0      6
ganda_iso         0     0.0 (0.0–1.8)            0 (0–248)        0          0      0
unknown           0               0.0                    0        0          0      1

share (range): of the area above, and its bounds where doubt exists; 1000 people (range): of
the land, with bounds; ≤ 50 km: km² within 50 km of a tracked place; contested: km²"""


@pytest.fixture(scope="module")
def peopled(_mali):
    """Mali with the figures of its census."""
    return _mali


@pytest.fixture
def mali(_mali):
    """Mali as a case without figures of people."""
    return replace(_mali, units=_mali.units.drop(columns="population"), population=None)


def test_a_day_on_a_terminal(mali, peopled) -> None:
    assert table_text(area_table(mali, [JULY]), "table") == ON_A_TERMINAL
    assert table_text(area_table(peopled, [JULY]), "table") == WITH_PEOPLE


@pytest.mark.parametrize("by", ["holder", "bloc", "status"])
@pytest.mark.parametrize("within", [None, "region", "cercle"])
@pytest.mark.parametrize("name", ["mali", "peopled"])
def test_no_line_is_wider_than_a_hundred_columns(request, name, by, within) -> None:
    mali = request.getfixturevalue(name)
    days = [JULY, dt.date(2023, 11, 20)]
    table = area_table(mali, days, by=by, within=within)
    lines = table_text(table, "table").splitlines()
    assert max(map(len, lines)) <= 100
    heads = [line for line in lines if line.startswith(by)]
    assert len(heads) == len(days)
    keys = ["date"] if within is None else ["date", "area_id"]
    titles = [line for line in lines if line.startswith("20")]
    assert len(titles) == len(table[keys].drop_duplicates())
    assert len(lines) == len(table) + len(heads) + 2 * len(titles) + 2


def test_areas_are_named_with_id_and_frame(mali) -> None:
    lines = table_text(area_table(mali, [JULY], within="region"), "table").splitlines()
    at = lines.index("2012-07-15 · Gao Region (gao-region, frame 2012): 178 625 km²")
    assert lines[at + 1].split("  ")[0] == "mojwa"
    assert lines[at + 1].endswith(" 100.0 %   98 711          0     13   216 705 +7")


def test_towns_without_a_figure_are_not_empty(mali) -> None:
    lines = table_text(area_table(mali, [dt.date(2023, 11, 20)]), "table").splitlines()
    jnim = next(line for line in lines if line.startswith("jnim"))
    assert jnim.endswith("2           ? +2")


def test_csv_and_json_keep_everything(mali) -> None:
    table = area_table(mali, [JULY], within="region")
    text = io.StringIO(table_text(table, "csv"))
    read = pd.read_csv(text, keep_default_na=False, dtype={"frame": str})
    pd.testing.assert_frame_equal(read, table, check_dtype=False)
    assert json.loads(table_text(table, "json")) == table.to_dict("records")


def test_a_table_without_rows(mali) -> None:
    table = area_table(mali, [])
    assert table_text(table, "table") == "no rows"
    assert json.loads(table_text(table, "json")) == []
    assert table_text(table, "csv").count("\n") == 1


def test_another_format_is_refused(mali) -> None:
    with pytest.raises(UsageError, match="no format `xlsx`; use one of: csv, excel, json, table"):
        table_text(area_table(mali, []), "xlsx")
