"""From a target to what decides it, and the claim that gave it its holder."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from mapper.answers.chain import (
    area_claims,
    chain_of,
    deciding_claim,
    reaches,
    run_of,
    seat_area,
    tenure_of,
)
from mapper.answers.verdicts import who
from mapper.core.dates import day_number
from mapper.rules.track import BASELINE


def links(history, name: str, date: str) -> list[tuple[str, str, str | None]]:
    """Id, how it follows, and the level of the seat's area."""
    return [
        (
            link["id"],
            link["follows"]["as"] if link["follows"] else "",
            (link["follows"] or {}).get("seat_of") and link["follows"]["seat_of"]["level"],
        )
        for link in who(history, name, dt.date.fromisoformat(date))["chain"]
    ]


def event(history, position: int) -> str | None:
    return None if position < 0 else history.claims["event_id"].iat[position]


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("North", "2012-01-20", [("north", "", None)]),
        ("a3", "2012-01-20", [("a3", "deciding place", None), ("north", "", None)]),
        ("a2", "2012-01-20", [("a2", "seat", "cercle"), ("capital", "", None)]),
        ("Middle", "2012-02-20", [("middle", "seat", "cercle"), ("seat_b", "", None)]),
        (
            "b1",
            "2012-02-20",
            [("b1", "deciding place", None), ("middle", "seat", "cercle"), ("seat_b", "", None)],
        ),
        ("c3", "2012-07-20", [("c3", "", None)]),
        ("Far", "2012-07-20", [("far", "land", None), ("c3", "", None)]),
        (
            "Far",
            "2012-04-02",
            [("far", "land", None), ("c3", "seat", "cercle"), ("seat_c", "", None)],
        ),
        ("Camp", "2012-05-01", [("camp", "", None)]),
    ],
)
def test_chain_by_how_it_follows(tiny, name: str, date: str, expected) -> None:
    assert links(tiny, name, date) == expected


def test_seat_of_a_region_is_named_as_such(mali) -> None:
    """Kita follows Kayes, seat of its region, though it is a seat itself."""
    node = len(mali.units) + mali.places.index.get_loc("kita")
    kayes = len(mali.units) + mali.places.index.get_loc("kayes")
    assert seat_area(mali, kayes, node) == ("kayes-region", "Kayes Region", "region")
    assert seat_area(mali, node, kayes) is None


@pytest.mark.parametrize(
    ("name", "date", "claim"),
    [
        ("North", "2012-01-20", "e02"),
        ("North", "2012-07-20", "e10"),
        ("a3", "2012-07-20", "e10"),
        ("Sèat", "2012-02-20", "e03"),
        ("Middle", "2012-03-06", "e04"),
        ("b1", "2012-03-06", "e04"),
        ("c3", "2012-10-20", "e11"),  # held by the front, to which the rebels passed it
        ("Capital", "2012-10-20", None),
        ("Harbour", "2012-04-10", None),  # contested, but held as at the baseline
        ("Camp", "2012-05-01", "e05"),
    ],
)
def test_deciding_claim(tiny, name: str, date: str, claim: str | None) -> None:
    answer = who(tiny, name, dt.date.fromisoformat(date))
    found = answer["deciding_claim"]
    assert (found and found["event_id"]) == claim


def test_base_before_its_first_claim_has_no_chain(tiny) -> None:
    node = len(tiny.units) + tiny.places.index.get_loc("camp")
    assert chain_of(tiny, node, day_number(dt.date(2012, 3, 15))) is None
    assert chain_of(tiny, node, day_number(dt.date(2012, 3, 16))) is not None


@pytest.mark.slow
def test_every_interval_of_mali_leads_to_the_claim_of_its_holder(mali) -> None:
    """The claim names the holder first, or one that passed into it (R9); none only at R1."""
    heirs = sorted((s.date, s.predecessor, s.successor) for s in mali.successions)
    units = random.Random(5).sample(range(len(mali.units)), 60)
    places = range(len(mali.units), len(mali.units) + len(mali.places))
    seen = 0
    for node in [*units, *places]:
        intervals = mali.intervals_of(node)
        for now in intervals:
            first = tenure_of(intervals, now)[0]
            position = deciding_claim(mali, node, intervals, now)
            if position < 0:
                assert first.cause == BASELINE
                continue
            claim = mali.claims.iloc[position]
            assert claim["confidence"] != "low"
            assert claim["event_type"] == first.cause
            assert day_number(claim["best"].date()) == first.since
            names = {claim["gained_by"][0]}
            for _, old, new in heirs:
                names |= {new} if old in names else set()
            assert first.state.holder in names
            seen += 1
    assert seen > 1000


def test_chain_of_a_day_has_one_holder(mali) -> None:
    """Who follows has the holder of whom it follows (R8)."""
    for node in range(0, len(mali.units), 25):
        for now in mali.intervals_of(node):
            chain = chain_of(mali, node, now.start)
            assert len({link.interval.state.holder for link in chain.links}) == 1
            assert chain.last.interval.leader == -1


def test_reach_of_claims(tiny) -> None:
    position = tiny.claim_position
    b1, c3 = tiny.units.index.get_loc("b1"), tiny.units.index.get_loc("c3")
    north = len(tiny.units) + tiny.places.index.get_loc("north")
    far = len(tiny.units) + tiny.places.index.get_loc("far")
    assert reaches(tiny, position["e04"], b1)
    assert not reaches(tiny, position["e04"], c3)
    assert reaches(tiny, position["e02"], north)
    assert not reaches(tiny, position["e02"], far)
    assert reaches(tiny, position["e11"], far)
    # the region `east` of July 2012 has b1, that of before has not
    assert reaches(tiny, position["e13"], b1)


def test_area_claims_in_order(tiny) -> None:
    c3 = tiny.units.index.get_loc("c3")
    first, last = (day_number(d) for d in (tiny.case.first_day, tiny.case.last_day))
    assert [event(tiny, c) for c in area_claims(tiny, c3, first, last)] == ["e11"]  # e13 is low


def test_runs(tiny) -> None:
    north = len(tiny.units) + tiny.places.index.get_loc("north")
    intervals = tiny.intervals_of(north)
    run = list(run_of(intervals, intervals[1], lambda i: i.state.holder == "reb"))
    assert run == [intervals[1]]
    assert list(run_of(intervals, intervals[0], lambda i: True)) == intervals
