"""The rules that a verdict names are those that led there, each by its number."""

from __future__ import annotations

import datetime as dt

import pytest

from mapper.answers.chain import chain_of
from mapper.answers.reasons import claim_words, follows_words
from mapper.answers.verdicts import who
from mapper.core.dates import day_number


def rules(history, name: str, date: str) -> list[tuple[str, str]]:
    """Rule and target of each reason."""
    answer = who(history, name, dt.date.fromisoformat(date))
    return [(r["rule"], r["target_id"]) for r in answer["rules"]]


def texts(history, name: str, date: str, rule: str) -> list[str]:
    answer = who(history, name, dt.date.fromisoformat(date))
    return [r["text"] for r in answer["rules"] if r["rule"] == rule]


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("Capital", "2012-06-01", [("R1", "capital")]),
        ("a2", "2012-06-01", [("R8", "a2"), ("R1", "capital")]),
        ("North", "2012-01-20", [("R2", "north")]),
        ("a3", "2012-01-20", [("R8", "a3"), ("R2", "north")]),
        ("Sèat", "2012-03-01", [("R2", "seat_b"), ("R5", "seat_b")]),
        ("Sèat", "2012-02-20", [("R2", "seat_b"), ("R5", "seat_b"), ("R5", "seat_b")]),
        ("b1", "2012-03-06", [("R8", "b1"), ("R8", "middle"), ("R3", "b1")]),
        ("c3", "2012-07-20", [("R8", "c3"), ("R3", "c3")]),
        ("Far", "2012-07-20", [("R8", "far"), ("R8", "c3"), ("R3", "far")]),
        ("Harbour", "2012-04-10", [("R1", "seat_c"), ("R7", "seat_c")]),
        ("Harbour", "2012-05-10", [("R1", "seat_c"), ("R7", "seat_c")]),
        ("Post", "2012-05-05", [("R1", "post"), ("R7", "post")]),
        ("c2", "2012-05-05", [("R8", "c2"), ("R1", "post"), ("R7", "post")]),
        ("Camp", "2012-05-01", [("R1", "camp")]),
    ],
)
def test_rules_of_the_small_case(tiny, name: str, date: str, expected) -> None:
    assert rules(tiny, name, date) == expected


def test_r4_a_weak_claim_disputes_and_is_named(tiny) -> None:
    found = texts(tiny, "NA", "2012-08-15", "R4")
    assert found[0] == (
        "the declaration at NA, 2012-08-01, is weak: it disputes and never moves the holder"
    )
    assert found[1].startswith("disputed by the claim of Rebels, 2012-08-01 to ")
    assert texts(tiny, "NA", "2012-07-15", "R4") == []


def test_r6_confirmation_and_late_sight(mali) -> None:
    assert texts(mali, "Kidal", "2014-06-01", "R6") == [
        "the observation at Kidal, 2014-05-30, renews the evidence"
    ]
    late = texts(mali, "commune:Yoro", "2020-02-25", "R6")
    assert late == [
        "the observation at Koro Cercle (countryside), 2019-11~, "
        "names another holder: a change seen late"
    ]


def test_r8_land_detached_by_the_first_countryside_claim(mali) -> None:
    found = texts(mali, "Salam", "2012-05-01", "R8")
    assert found == [
        "the land of Salam is detached from Taoudenni by "
        "the capture at Salam (countryside), 2012-04-01"
    ]


def test_r8_land_that_took_its_holder_before_it_was_detached(mali) -> None:
    """Boghassa lies outside the cercle of the claim: it followed a town that the claim moved."""
    found = texts(mali, "commune:Boghassa", "2022-05-25", "R8")
    assert found[0].startswith("the land of Boghassa is detached from Abeïbara by the capture at")
    assert found[1] == "Boghassa took its holder when it followed Abeïbara"


def test_a_weak_countryside_claim_detaches_nothing(mali) -> None:
    """The claim of December 2015 on Abeïbara cercle is low."""
    assert not any(
        "2015-12" in text for text in texts(mali, "commune:Boghassa", "2022-05-25", "R8")
    )


def test_r9_each_succession_by_its_day(mali) -> None:
    assert set(texts(mali, "Ber", "2014-11-15", "R9")) == {
        "the CMA took the place of the MAA, 2014-10-28",
        "the CMA took the place of the MNLA, 2014-10-28",  # which was with it
    }
    kidal = texts(mali, "Kidal", "2023-10-01", "R9")
    assert kidal[0] == "the CMA took the place of the MNLA, 2014-10-28"
    assert kidal[-1] == "the CSP took the place of the CMA, 2023-09-17"
    company = texts(mali, "commune:Tonka", "2015-06-04", "R9")
    assert company == ["MINUSMA took the place of AFISMA, 2013-07-01"]


def test_no_reason_names_a_later_claim_but_an_open_date(mali) -> None:
    """R10: only what is open on the day may rest on a claim that comes after it."""
    answer = who(mali, "Ber", dt.date(2013, 4, 25))
    (doubt,) = answer["doubts"]
    assert doubt["claim"]["best"] == "2013-04-28"
    others = [r["text"] for r in answer["rules"] if r["text"] != answer["rules"][-1]["text"]]
    assert not any("withdrawal" in text for text in others)


def test_words(tiny) -> None:
    position = tiny.claim_position["e11"]
    assert claim_words(tiny, position) == "the entry at Bout-du-monde (countryside), 2012-07-10"
    node = tiny.units.index.get_loc("a2")
    chain = chain_of(tiny, node, day_number(dt.date(2012, 5, 1)))
    assert follows_words(tiny, chain.first) == "follows Capital, seat of its cercle"
