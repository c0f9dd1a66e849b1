"""Names, colours and properties of targets on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mapper.answers.properties import place_properties, state_properties, unit_properties
from mapper.core.model import State
from mapper.core.vocabulary import NEUTRAL_COLOURS
from mapper.history.holders import colour_of, holder_name, holder_short_name, source_list
from mapper.outputs.geo.styles import area_style, point_style

DAY = dt.date(2012, 8, 15)


@pytest.mark.parametrize(
    ("holder", "name", "short", "colour"),
    [
        ("front", "United Front", "Front", "#e0a030"),
        ("none", "nobody", "nobody", NEUTRAL_COLOURS["none"]),
        ("unknown", "unknown", "unknown", NEUTRAL_COLOURS["unknown"]),
        ("shared", "shared", "shared", NEUTRAL_COLOURS["shared"]),
        ("nobody_knows_it", "nobody_knows_it", "nobody_knows_it", NEUTRAL_COLOURS["unknown"]),
    ],
)
def test_names_and_colours(tiny, holder: str, name: str, short: str, colour: str) -> None:
    assert holder_name(tiny, holder) == name
    assert holder_short_name(tiny, holder) == short
    assert colour_of(tiny, holder) == colour


def test_colour_of_a_bloc(tiny) -> None:
    assert colour_of(tiny, "rebels") == tiny.blocs["rebels"].colour


def test_state_properties(tiny) -> None:
    state = State("gov", ("un",), "contested", ("reb", "jih"), ("jih", "front"), ("reb",), ("jih",))
    assert state_properties(tiny, state, DAY) == {
        "date": "2012-08-15",
        "holder": "gov",
        "holder_name": "Government",
        "holders": ["gov", "un"],
        "status": "contested",
        "bloc": "state",
        "opposed_by": ["reb", "jih", "front"],
        "claimed_by": ["reb"],
        "besieged": True,
        "disputed": True,
        "uncertain": True,
        "uncertain_with": ["jih"],
    }


def test_bloc_is_that_of_the_day(tiny) -> None:
    front = State("front")
    assert state_properties(tiny, front, dt.date(2012, 8, 31))["bloc"] is None
    assert state_properties(tiny, front, dt.date(2012, 9, 1))["bloc"] == "rebels"


def test_units_and_places_in_their_order(tiny) -> None:
    snapshot = tiny.at(DAY)
    units = unit_properties(tiny, snapshot)
    assert [u["unit_id"] for u in units] == tiny.units.index.tolist()
    assert [u["area_km2"] for u in units] == pytest.approx(tiny.units["area_km2"], abs=0.0005)
    places = {p["place_id"]: p for p in place_properties(tiny, snapshot)}
    assert list(places) == snapshot.places.index.tolist()
    assert places["capital"]["population"] == 1_000_000
    assert places["na"]["population"] is None
    assert places["na"]["parents"] == ["Commune b3", "Cercle b", "East", "Land"]
    assert places["minor"]["decided_by"] == "capital"
    assert places["seat_b"]["sources"] == ["https://a.example/3"]


def test_parents_are_those_of_the_frame_of_the_day(tiny) -> None:
    before, after = (tiny.at(dt.date(2012, *d)) for d in ((6, 30), (7, 1)))
    assert before.places.at["seat_b", "parents"][2:] == ("West", "Land")
    assert after.places.at["seat_b", "parents"][2:] == ("East", "Land")
    assert before.units.at["b1", "parents"] == ("Cercle b", "West", "Land")


def test_sources_without_repetition_in_the_order_of_the_claims(tiny) -> None:
    assert source_list(tiny, ["e03", "e02", "e03", "no such claim"]) == [
        "https://a.example/2",
        "https://b.example/2",
        "https://a.example/1",
    ]


def test_doubt_shows_in_the_style(tiny) -> None:
    plain = state_properties(tiny, State("gov"), DAY)
    assert area_style(tiny, plain)["fill-opacity"] == 0.65
    for state in (
        State("gov", (), "contested"),
        State("gov", ("reb",), "shared"),
        State("gov", claimed_by=("reb",)),
        State("gov", uncertain_with=("reb",)),
    ):
        assert area_style(tiny, state_properties(tiny, state, DAY))["fill-opacity"] == 0.4


def test_size_of_dots_follows_the_rank(tiny) -> None:
    sizes = {
        p["place_id"]: point_style(tiny, p)["marker-size"]
        for p in place_properties(tiny, tiny.at(DAY))
    }
    assert (sizes["capital"], sizes["north"], sizes["post"]) == ("large", "medium", "small")
    assert sizes["camp"] == "small"


def test_hostile_name_is_handed_on_unchanged(tiny) -> None:
    name = "{{ 7*7 }}</script>"
    history = replace(tiny, actors={**tiny.actors, "gov": replace(tiny.actors["gov"], name=name)})
    assert state_properties(history, State("gov"), DAY)["holder_name"] == name
