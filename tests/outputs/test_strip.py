"""The coloured strip of a story: its columns, colours, years and legend."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from mapper.answers.verdicts import story
from mapper.outputs.text.strip import DARKEST, MAX_WIDTH, ROWS, story_strip

CELL = re.compile("\x1b\\[([0-9;]*)m(.)\x1b\\[0m| ")
ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def plain(text: str) -> list[str]:
    return ESCAPE.sub("", text).splitlines()


def cells(line: str) -> list[tuple[str, str]]:
    """Colours and sign of each column."""
    return [(m[1] or "", m[2] or " ") for m in CELL.finditer(line[2:])]


def code(colour: str, layer: int = 38) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{layer};2;{red};{green};{blue}"


def test_each_column_has_the_colour_of_its_longest_holder(tiny) -> None:
    """North: the government to 9 January, the rebels to 14 June, the government after."""
    strip = story_strip(tiny, story(tiny, "North"), width=38, palette="truecolor")
    row = cells(strip.splitlines()[0])
    assert len(row) == 36
    days = 366 / 36
    for i, (colours, sign) in enumerate(row):
        middle = dt.date(2012, 1, 1) + dt.timedelta(days=(i + 0.5) * days)
        rebels = dt.date(2012, 1, 10) <= middle < dt.date(2012, 6, 15)
        assert sign == "█"
        assert colours == code(tiny.actors["reb" if rebels else "gov"].colour), i


def test_signs_of_doubt(tiny) -> None:
    contested = story_strip(tiny, story(tiny, "Harbour"), width=400, palette="truecolor")
    row = cells(contested.splitlines()[0])
    hatch = f"{code(tiny.actors['gov'].colour)};{code(tiny.actors['reb'].colour, 48)}"
    assert (hatch, "▚") in row
    assert "▚ contested (second colour: by whom)" in plain(contested)[-1]
    open_ = story_strip(tiny, story(tiny, "Sèat"), width=400, palette="truecolor")
    assert any(sign == "░" for _, sign in cells(open_.splitlines()[0]))
    besieged = story_strip(tiny, story(tiny, "Post"), width=400, palette="truecolor").splitlines()
    above, row = cells(besieged[0]), cells(besieged[1])
    assert len(above) == len(row) == MAX_WIDTH
    assert {sign for _, sign in above} == {" ", "▄"}
    assert any("besieged" in line for line in besieged[2:])


def test_nothing_before_a_base_exists(tiny) -> None:
    row = cells(story_strip(tiny, story(tiny, "Camp"), width=60, palette="256").splitlines()[0])
    assert row[0] == ("", " ")
    assert row[-1][1] == "█"


def test_a_target_without_intervals_has_no_strip(mali) -> None:
    answer = {**story(mali, "Kidal"), "intervals": []}
    assert story_strip(mali, answer, width=80, palette="256") == ""


@pytest.mark.parametrize("width", [1, 20, 40, 80, 97, 200])
@pytest.mark.parametrize("name", ["Kidal", "Farabougou", "Gao Region", "Mali"])
def test_no_line_is_wider_than_the_terminal(mali, width: int, name: str) -> None:
    text = story_strip(mali, story(mali, name), width=width, palette="256")
    room = max(width, 22)
    for line in plain(text):
        single = len(line.strip().split("   ")) == 1  # one word of the legend cannot be broken
        assert len(line) <= room or single, line


def test_years_stand_where_they_begin(mali) -> None:
    lines = plain(story_strip(mali, story(mali, "Kidal"), width=102, palette="256"))
    years = next(line for line in lines if "2013" in line)[2:]
    first, days = mali.case.first_day, (mali.case.last_day - mali.case.first_day).days + 1
    for year in range(2013, 2027):
        if str(year) in years:
            column = (dt.date(year, 1, 1) - first).days * 100 / days
            assert years.index(str(year)) == pytest.approx(column, abs=1)
    assert years.startswith("2012")


def test_an_area_is_stacked_by_its_shares(mali) -> None:
    answer = story(mali, "Gao Region")
    lines = story_strip(mali, answer, width=102, palette="truecolor").splitlines()
    rows = [cells(line) for line in lines[:ROWS]]
    assert {len(row) for row in rows} == {100}
    first, days = mali.case.first_day, (mali.case.last_day - mali.case.first_day).days + 1
    colours = {code(a.colour): a.actor_id for a in mali.actors.values()}
    for column in (20, 40, 90):
        day = first + dt.timedelta(days=(column + 0.5) * days / 100)
        period = next(
            p
            for p in answer["periods"]
            if p["start"] <= day.isoformat() and (p["end"] or "9") > day.isoformat()
        )
        for share in period["shares"]:
            height = sum(colours.get(row[column][0]) == share["holder"] for row in rows)
            if share["holder"] in set(colours.values()) - {"issp"}:  # too dark: lifted
                assert height == pytest.approx(share["share"] * ROWS, abs=1)
    assert "height: share of the area" in plain("\n".join(lines))[-1]


def test_near_black_is_lifted(mali) -> None:
    actor = mali.actors["issp"]
    assert max(int(actor.colour[i : i + 2], 16) for i in (1, 3, 5)) < DARKEST
    text = story_strip(mali, story(mali, "Gao Region"), width=80, palette="truecolor")
    assert code(actor.colour) not in text
    assert f"38;2;{DARKEST}" in text


def test_256_colours_are_the_nearest_of_the_cube(tiny) -> None:
    """#2c6fbb is nearest to (0, 95, 175), #f28e2b to (255, 135, 0): 44 lies nearer to 0."""
    strip = story_strip(tiny, story(tiny, "North"), width=38, palette="256")
    assert {c for c, _ in cells(strip.splitlines()[0])} == {"38;5;25", "38;5;208"}
