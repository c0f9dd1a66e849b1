"""What a person should see on the maps of the great days of the war in Mali."""

from __future__ import annotations

import datetime as dt

import pytest

from mapper.figures.areas import area_table
from mapper.figures.days import date_range

GOVERNMENT = "government"
NEVER_FELL = ["bamako", "mopti", "sevare", "segou", "niono"]


@pytest.fixture(scope="module")
def at(mali):
    """Holders of the places of a day, with companions, and its status."""
    kept: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {}

    def on(date: str) -> dict[str, tuple[tuple[str, ...], str]]:
        if date not in kept:
            places = mali.at(dt.date.fromisoformat(date)).places
            kept[date] = {
                str(place): ((row["holder"], *row["companions"]), row["status"])
                for place, row in places.iterrows()
            }
        return kept[date]

    return on


@pytest.fixture(scope="module")
def shares(mali):
    """Share of each bloc on each change day and first of a month."""
    days = sorted({*date_range(mali, "month"), *date_range(mali, "change"), dt.date(2013, 12, 31)})
    table = area_table(mali, days, by="bloc")
    return table.pivot_table(index="date", columns="bloc", values="share").fillna(0.0)


def holder(places, place: str) -> str:
    return places[place][0][0]


def test_6_april_2012_the_north_is_lost(at) -> None:
    """All capitals of the north are held by the MNLA, Ansar Dine or their allies."""
    places = at("2012-04-06")
    rebels = {"mnla", "ansar_dine", "mojwa"}
    for place in ("kidal", "gao", "timbuktu", "menaka", "tessalit", "aguelhok", "douentza"):
        parties, _ = places[place]
        assert parties[0] in rebels, place
        assert GOVERNMENT not in parties, place
    assert "mnla" in places["gao"][0]
    assert "mnla" in places["timbuktu"][0]
    assert all(holder(places, place) == GOVERNMENT for place in NEVER_FELL)


def test_15_july_2012_the_mnla_is_driven_out(at) -> None:
    places = at("2012-07-15")
    assert holder(places, "gao") == "mojwa"
    assert holder(places, "timbuktu") == "ansar_dine"
    assert holder(places, "kidal") == "ansar_dine"
    for place in ("gao", "timbuktu", "kidal"):
        assert "mnla" not in places[place][0]
    assert all(holder(places, place) == GOVERNMENT for place in NEVER_FELL)


def test_1_february_2013_gao_and_timbuktu_are_back(at) -> None:
    places = at("2013-02-01")
    for place in ("gao", "timbuktu"):
        assert places[place][0][:2] == (GOVERNMENT, "france"), place
        assert places[place][1] == "held"
    assert holder(places, "kidal") == "mnla", "the army is not in Kidal yet"
    assert holder(places, "tessalit") == "ansar_dine", "retaken a week later"


def test_1_june_2014_kidal_and_menaka_are_lost_again(at) -> None:
    before, after = at("2014-05-15"), at("2014-06-01")
    assert holder(before, "menaka") == GOVERNMENT
    for place in ("kidal", "menaka", "tessalit", "aguelhok"):
        assert holder(after, place) == "mnla", place
        assert GOVERNMENT not in after[place][0]
    assert "hcua" in after["kidal"][0]
    for place in ("gao", "timbuktu", *NEVER_FELL):
        assert holder(after, place) == GOVERNMENT, place


def test_20_november_2023_the_army_is_in_kidal(at) -> None:
    before, after = at("2023-11-10"), at("2023-11-20")
    assert holder(before, "kidal") == "csp"
    assert after["kidal"] == ((GOVERNMENT, "wagner"), "held")
    assert holder(after, "gao") == holder(after, "timbuktu") == GOVERNMENT
    assert holder(after, "aguelhok") == "csp"


@pytest.mark.parametrize("place", NEVER_FELL)
def test_towns_that_never_fell(mali, place: str) -> None:
    node = mali.timeline.unit_count + mali.places.index.get_loc(place)
    rows = mali.intervals[mali.intervals["target"] == node]
    assert {mali.states[code].holder for code in rows["state"]} == {GOVERNMENT}


def test_a_third_of_the_area_is_left_in_2012(shares) -> None:
    left = shares.loc["2012-04-06":"2012-12-31", "state"]
    assert len(left) > 20
    assert left.between(0.30, 0.36).all(), left.describe()
    assert shares.loc["2012-02-01", "state"] > 0.8


def test_seven_tenths_are_back_by_the_end_of_2013(shares) -> None:
    end = shares.loc["2013-12-31"]
    assert end["state"] == pytest.approx(0.69, abs=0.02)
    assert end["unknown"] == pytest.approx(0.24, abs=0.02), "Salam: nobody says who came"


def test_salam_is_what_nobody_knows_at_the_end_of_2013(mali) -> None:
    units = mali.at(dt.date(2013, 12, 31)).units
    unknown = units.index[units["holder"] == "unknown"]
    salam = mali.units.index[mali.units["name"] == "Salam"]
    assert set(salam) <= set(unknown)
    area = mali.units["area_km2"]
    assert area[salam].sum() / area[unknown].sum() > 0.99


def test_the_state_never_has_less_than_in_2012(shares) -> None:
    """Until 2012 the low point is the summer; the whole country is the state's at the start."""
    assert shares["state"].iloc[0] == pytest.approx(1.0)
    assert shares["state"].loc["2012-01":"2013-12"].min() == pytest.approx(0.322, abs=0.01)


@pytest.mark.parametrize(
    ("date", "level", "area", "by", "row", "low", "high"),
    [
        ("2012-04-06", "region", "gao-region", "bloc", "state", 0.0, 0.0),
        ("2012-04-06", "region", "kidal-region", "bloc", "state", 0.0, 0.0),
        ("2012-04-06", "region", "timbuktu-region", "bloc", "state", 0.0, 0.0),
        ("2012-04-06", "region", "timbuktu-region", "holder", "mnla", 0.95, 1.0),
        ("2012-07-15", "region", "gao-region", "holder", "mojwa", 0.99, 1.0),
        ("2012-07-15", "region", "timbuktu-region", "holder", "ansar_dine", 0.97, 1.0),
        ("2012-07-15", "region", "kidal-region", "holder", "ansar_dine", 0.9, 1.0),
        ("2013-02-01", "cercle", "gao-cercle", "bloc", "state", 1.0, 1.0),
        ("2014-06-01", "region", "kidal-region", "bloc", "state", 0.0, 0.0),
        ("2014-06-01", "cercle", "menaka-cercle", "holder", "mnla", 1.0, 1.0),
        ("2023-11-20", "region", "kidal-region", "bloc", "azawad", 0.99, 1.0),
    ],
)
def test_the_land_has_the_colour_that_the_sources_give_it(
    mali, date: str, level: str, area: str, by: str, row: str, low: float, high: float
) -> None:
    """In November 2023 the army has the town of Kidal, not the land around it."""
    table = area_table(mali, [dt.date.fromisoformat(date)], by=by, within=level)
    table = table[table["area_id"] == area]
    held = table.loc[table[by] == row, "area_km2"].sum() / table["area_km2"].sum()
    assert low - 1e-9 <= held <= high + 1e-9
