"""Charts: SVG that is the same each time and shows the shares."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from mapper.core.colours import GROUNDS, land_colour
from mapper.core.people import Population
from mapper.figures.areas import area_table
from mapper.figures.together import shared_table
from mapper.outputs.pictures.charts import _ranges, _shares, share_chart

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"


def texts(chart: str) -> list[str]:
    return ["".join(t.itertext()).strip() for t in ElementTree.fromstring(chart).iter(f"{SVG}text")]


def painted(tiny, ground: str = "light") -> str:
    """The colour of the jihadists' land on a map."""
    return land_colour(tiny.actors["jih"].colour, GROUNDS[ground])


@pytest.fixture(scope="module")
def chart(tiny) -> str:
    return share_chart(tiny)


def test_legend_names_holders_that_had_land(tiny, chart: str) -> None:
    found = texts(chart)
    assert {"Government", "Rebels", "Jihadists", "Front"} <= set(found)
    assert not {"UN", "Legion"} & set(found), "they never held land"
    assert "share of the area, %" in found
    assert painted(tiny) in chart, "as the map paints its land"


def test_by_bloc_and_in_french(tiny) -> None:
    found = texts(share_chart(tiny, "bloc", lang="fr"))
    assert {"State and allies", "Rebels", "sans camp", "part de la superficie, %"} <= set(found)


def test_who_shares_land_is_named_and_striped(mali) -> None:
    """No row is called shared: its land is that of groups, in the colours of who is in them."""
    chart = share_chart(mali)
    found = texts(chart)
    assert "shared" not in found
    assert {"CMA + JNIM", "FLA + JNIM"} <= set(found)
    patterns = {
        tuple(stripe.get("fill") for stripe in pattern)
        for pattern in ElementTree.fromstring(chart).iter(f"{SVG}pattern")
        if pattern.get("id", "").startswith("stripes-")
    }
    colours = (mali.actors[actor].colour for actor in ("fla", "jnim"))
    assert tuple(land_colour(colour, GROUNDS["light"]) for colour in colours) in patterns
    table = shared_table(mali, [mali.case.last_day])
    assert table["parties"].tolist() == [("fla", "jnim")]
    for used in re.findall(r"fill: url\(#(stripes-\d+)\)", chart):
        assert f'<pattern id="{used}"' in chart


def test_everybody_who_had_land_is_in_the_legend(mali) -> None:
    days = [mali.case.first_day, *mali.change_days()]
    table = area_table(mali, days)
    held = set(table.loc[table["area_km2"] > 0, "holder"]) - {"shared", "none", "unknown"}
    names = " + ".join(texts(share_chart(mali)))
    for actor in held:
        assert mali.actors[actor].short_name in names, actor


PEOPLED = Population(
    year=2009, kind="table", notes={"en": "$x^2$ <b>{{ 7*7 }}"}, level="commune", areas=9
)


def peopled(tiny, **notes: str):
    """The small case, all its people in the commune of the north."""
    people = [10.0 if unit == "a3" else 0.0 for unit in tiny.units.index]
    population = replace(PEOPLED, notes=PEOPLED.notes | notes, total=10)
    units = tiny.units.assign(population=people)
    return replace(tiny, units=units, population=population)


def test_shares_of_people_are_theirs_and_say_what_they_are(tiny, chart: str) -> None:
    found = share_chart(peopled(tiny), of="people")
    assert "share of the people, %" in texts(found)
    assert "share of the area, %" not in texts(found)
    assert "People: 10 ($x^2$ <b>{{ 7*7 }}, 2009), given by commune." in " ".join(texts(found))
    assert "<b>" not in found
    assert painted(tiny) not in found, "the jihadists held nobody"
    assert painted(tiny) in chart
    assert "People" not in " ".join(texts(chart))


def test_the_note_of_a_chart_is_in_its_language_and_keeps_its_width(tiny) -> None:
    found = texts(share_chart(peopled(tiny, fr="mot " * 200), of="people", lang="fr"))
    note = [text for text in found if "mot" in text]
    assert len(note) <= 4
    assert note[0].startswith("Population : 10 (mot")
    assert max(map(len, note)) <= 130
    assert "part de la population, %" in found


def test_nobody_counted_is_no_share(tiny) -> None:
    nobody = replace(peopled(tiny), units=tiny.units.assign(population=0.0))
    assert "share of the people, %" in texts(share_chart(nobody, of="people"))


def test_days_left_out_of_a_chart_of_people_draw_nothing_new(mali) -> None:
    days = [mali.case.first_day, *mali.change_days(), mali.case.last_day]
    table = area_table(mali, days)
    every = _shares(table, "holder", "area").index
    moving = _shares(table, "holder", "people")
    assert (moving.index[0], moving.index[-1]) == (every[0], every[-1])
    assert len(moving) < 0.6 * len(every)
    people = table.pivot_table(index="date", columns="holder", values="population", aggfunc="sum")
    expected = people.fillna(0).div(people.sum(axis=1), axis=0)
    filled = moving.reindex(every).ffill()[expected.columns]
    np.testing.assert_allclose(filled.to_numpy(), expected.to_numpy(), atol=1e-12)


@pytest.mark.parametrize("of", ["area", "people"])
def test_bands_run_from_what_is_sure_to_what_may_be(mali, of: str) -> None:
    days = [mali.case.first_day, *mali.change_days(), mali.case.last_day]
    table = area_table(mali, days)
    wide = _shares(table, "holder", of)
    low, high = _ranges(table, "holder", of, wide)
    parties = [name for name in wide.columns if name in mali.actors]
    between = (low <= wide + 1e-12) & (wide <= high + 1e-12)
    assert between[parties].all(axis=None)
    assert (high - low)["government"].max() > 0.1
    column = {"area": "area_km2", "people": "population"}[of]
    last = table[table["date"] == wide.index[-1]].set_index("holder")
    expected = last.at["jnim", f"{column}_high"] / last[column].sum()
    assert high["jnim"].iloc[-1] == pytest.approx(expected)


def test_the_largest_have_a_band_each(tiny, chart: str) -> None:
    bands = re.findall(r'style="fill: (#[0-9a-f]{6}); fill-opacity: 0.3', chart)
    assert painted(tiny) in bands
    assert 3 <= len(bands) == len(set(bands)) <= 6
    assert "share, and from surely to possibly, %" in texts(chart)


def test_each_colour_has_another_where_pages_are_dark(tiny, chart: str) -> None:
    style = next(ElementTree.fromstring(chart).iter(f"{SVG}style"))
    assert style.text.startswith("@media (prefers-color-scheme: dark)")
    assert painted(tiny, "dark") in style.text
    body = chart.replace(style.text, "")
    for part, colour in set(re.findall(r'(fill|stroke)(?:: |=")(#[0-9a-f]{6})', body)):
        assert f'[{part}="{colour}"]' in style.text, (part, colour)


def test_same_bytes_each_time_and_no_date_of_making(tiny, chart: str) -> None:
    assert share_chart(tiny) == chart
    assert "<dc:date>" not in chart
    assert str(dt.date.today().year) not in re.sub(r"20\d\d-\d\d", "", chart) or "2012" in chart


def test_nothing_is_loaded_or_run(chart: str) -> None:
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(chart).iter()}
    assert not tags & {"script", "image", "foreignObject", "a"}
    assert not re.search(r'\bhref="(?!#)', chart)


@pytest.mark.parametrize(
    "name",
    ["$x^2$ $\\frac{", "_hidden", "</text><script>alert(1)</script>", "{{ 7*7 }} %s", "a\nb"],
)
def test_hostile_names_are_text(tiny, name: str) -> None:
    actors = {**tiny.actors, "jih": replace(tiny.actors["jih"], short_name=name)}
    found = share_chart(replace(tiny, actors=actors))
    shown = " ".join(texts(found))
    assert all(line in shown for line in name.split("\n"))
    assert "<script>" not in found


def test_scripts_that_the_font_lacks_do_no_harm(tiny) -> None:
    name = "أنصار الدين 北"
    actors = {**tiny.actors, "jih": replace(tiny.actors["jih"], short_name=name)}
    found = texts(share_chart(replace(tiny, actors=actors)))
    assert f"\u2068{name}\u2069" in found, "from right to left in a drawing from left to right"
