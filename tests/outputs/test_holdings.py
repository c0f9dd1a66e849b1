"""What holders have as text: whole in CSV and JSON, a line for each part on a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from mapper.core.errors import UsageError
from mapper.core.vocabulary import VOCABULARY
from mapper.figures.areas import area_table
from mapper.figures.counting import PARTS
from mapper.figures.days import date_range
from mapper.figures.holdings import MEASURES, holdings_table
from mapper.outputs.text.holdings import holdings_text, whole_km2
from mapper.outputs.text.statistics import frame_notes
from mapper.outputs.text.terminal import cells

NOVEMBER = dt.date(2023, 11, 20)
WORDS = VOCABULARY["part_words"]["en"]
MEANINGS = VOCABULARY["part_meanings"]["en"]


def table_of(*rows: dict, people: bool = False) -> pd.DataFrame:
    """Rows of holdings on one day: ``part=(km², km² near, towns, people, towns without)``."""
    records = []
    for row in rows:
        record = {"date": "2012-05-01", "holder": row["holder"]}
        for part in PARTS:
            km2, near, towns, inside, without = row.get(part, (0, 0, 0, 0, 0))
            values = (km2, towns, inside, near, inside, without)
            for pattern, value in zip(MEASURES.values(), values, strict=True):
                record[pattern.format(part=part)] = value
            record[f"{part}_share"] = km2 / 1000
        record["shared_with"] = row.get("shared_with", ())
        records.append(record)
    table = pd.DataFrame(records)
    return table if people else table.drop(columns=[f"population_{part}" for part in PARTS])


EVERY_PART = (
    {"holder": "army", "alone": (500, 90, 3, 12_000, 1), "contested": (100, 0, 0, 0, 0)},
    {
        "holder": "rebels",
        "shared": (250, 50, 1, 800, 0),
        "contests": (100, 0, 0, 0, 0),
        "shared_with": ("sect", "clan"),
    },
    {
        "holder": "sect",
        "shared": (250, 50, 1, 800, 0),
        "doubt": (150, 20.4, 1, 0, 1),
        "shared_with": ("rebels", "clan"),
    },
    {"holder": "clan", "shared": (200, 0, 0, 0, 0), "may": (150, 20.4, 1, 0, 1)},
)
ON_A_TERMINAL = """\
2012-05-01: 1 000 km²
holder             km²   share  towns     people  ≤ 50 km
army    alone      500  50.0 %      3  12 000 +1       90
        contested  100  10.0 %      0          0        0
rebels  shared     250  25.0 %      1        800       50  with sect, clan
        contests   100  10.0 %      0          0        0
sect    shared     250  25.0 %      1        800       50  with rebels, clan
        in doubt   150  15.0 %      1       ? +1       20
clan    shared     200  20.0 %      0          0        0
        possible   150  15.0 %      1       ? +1       20

alone      nobody else may hold it
shared     holds it with others by arrangement; counted for each of them
contested  governs, while others fight for it
in doubt   governs, but others may hold it: a date is open, or a claim
contests   fights for it, while others govern
possible   may hold it, but it is counted for others
share      of the area above; alone is the lower bound, all parts the upper one
people     in the towns, +n towns without a figure
≤ 50 km    km² within 50 km of a tracked place"""


def test_a_day_on_a_terminal() -> None:
    assert holdings_text(table_of(*EVERY_PART), "table") == ON_A_TERMINAL


def test_the_page_of_commands_shows_it() -> None:
    page = Path(__file__).parents[2] / "docs" / "command-line.md"
    assert f"```text\n{ON_A_TERMINAL}\n```" in page.read_text("utf-8")


def test_where_it_is_narrow_partners_stand_below_and_near_land_is_left_out() -> None:
    lines = holdings_text(table_of(*EVERY_PART), "table", width=50).splitlines()
    assert lines[1].split() == ["holder", "km²", "share", "towns", "people"]
    assert lines[4:6] == [
        "rebels  shared     250  25.0 %      1        800",
        "          with sect, clan",
    ]
    assert max(map(cells, lines)) <= 50
    assert not [line for line in lines if "50 km" in line]


def test_people_of_the_land_where_units_have_figures() -> None:
    lines = holdings_text(table_of(*EVERY_PART, people=True), "table").splitlines()
    assert lines[2].split()[-2:] == ["000", "90"]
    assert "people     of the land" in lines
    assert not [line for line in lines if "+1" in line]


def test_only_words_that_occur_are_explained() -> None:
    lines = holdings_text(table_of({"holder": "army", "alone": (1000, 0, 0, 0, 0)}), "table")
    assert MEANINGS["alone"] in lines
    assert not [part for part in PARTS[1:] if MEANINGS[part] in lines]


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("within", [None, "region"])
def test_lines_fit_and_each_part_has_one(mali, width, by, within) -> None:
    days = [dt.date(2012, 4, 6), dt.date(2012, 7, 15), NOVEMBER]
    table = holdings_table(mali, days, by=by, within=within)
    lines = holdings_text(table, "table", width=width).splitlines()
    assert max(map(cells, lines)) <= width
    assert len([line for line in lines if line.startswith(by)]) == len(days)
    end = next(i for i, line in enumerate(lines) if line.endswith(MEANINGS["alone"]))
    for part in PARTS:
        found = [line for line in lines[:end] if f" {WORDS[part]} " in line]
        having = (table[f"{part}_km2"] > 0) | (table[f"towns_{part}"] > 0)
        assert len(found) == having.sum(), part


@pytest.mark.parametrize("within", [None, "region", "cercle"])
def test_areas_are_as_large_as_in_the_table_by_area(mali, within) -> None:
    days = date_range(mali, "month")[::6]
    keys = ["date"] if within is None else ["date", "frame", "area_id"]
    sizes = area_table(mali, days, within=within).groupby(keys)["area_km2"].sum()
    found = holdings_table(mali, days, within=within).groupby(keys).apply(whole_km2)
    pd.testing.assert_series_equal(found, sizes, rtol=1e-12, check_names=False)


def test_land_that_three_share_counts_once() -> None:
    assert whole_km2(table_of(*EVERY_PART)) == pytest.approx(1000)
    assert whole_km2(table_of(*(row for row in EVERY_PART if row["holder"] == "army"))) == 600


def test_notes_on_new_borders_are_those_of_the_table_by_area(mali) -> None:
    options = {"within": "region", "only": ["gao-region", "timbuktu-region"]}
    days = [dt.date(2015, 9, 1), NOVEMBER]
    notes = frame_notes(mali, area_table(mali, days, **options))
    assert len(notes) == 1
    assert "178 625 → 100 691 km²" in notes[0]
    assert frame_notes(mali, holdings_table(mali, days, **options)) == notes


def test_a_frame_of_another_level_may_have_the_same_name(mali) -> None:
    """Its days say nothing about the regions."""
    old = next(f for f in mali.frames if f.level == "cercle")
    other = replace(old, frame="2016", valid_from=dt.date(2020, 2, 2))
    twice = replace(mali, frames=(*mali.frames, other))
    table = area_table(mali, [dt.date(2015, 9, 1), NOVEMBER], within="region")
    assert frame_notes(twice, table) == frame_notes(mali, table)
    assert "from 2016-01-19 on" in frame_notes(twice, table)[0]


def test_strings_of_a_case_are_made_printable() -> None:
    evil = "a\x1b[2J\u202eb"
    table = table_of({"holder": evil, "shared": (1000, 0, 0, 0, 0), "shared_with": (evil, "c")})
    table.insert(0, "area_id", "x")
    table.insert(1, "area_name", evil)
    table.insert(2, "frame", evil)
    text = holdings_text(table, "table", width=120)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("a\\x1b[2J\\u202eb") == 4
    painted = holdings_text(table, "table", "256", width=120)
    assert "\x1b[2J" not in painted
    assert painted.splitlines()[0].startswith("\x1b[1m2012-05-01")


def test_csv_and_json_keep_everything(mali) -> None:
    table = holdings_table(mali, [NOVEMBER], within="region")
    text = holdings_text(table, "csv")
    read = pd.read_csv(io.StringIO(text), keep_default_na=False, dtype={"frame": str})
    assert set(read["shared_with"]) == {"", "csp", "jnim"}
    joined = table.assign(shared_with=["+".join(x) for x in table["shared_with"]])
    pd.testing.assert_frame_equal(read, joined, check_dtype=False)
    records = json.loads(holdings_text(table, "json"))
    expected = [{**r, "shared_with": list(r["shared_with"])} for r in table.to_dict("records")]
    assert records == expected


def test_a_table_without_rows(mali) -> None:
    table = holdings_table(mali, [])
    assert holdings_text(table, "table") == "no rows"
    assert json.loads(holdings_text(table, "json")) == []
    with pytest.raises(UsageError, match="no format `xlsx`"):
        holdings_text(table, "xlsx")
