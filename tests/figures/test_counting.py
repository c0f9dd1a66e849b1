"""Candidates: who may hold a state, and who surely does."""

from __future__ import annotations

import pytest

from mapper.core.model import State
from mapper.core.vocabulary import words
from mapper.figures.counting import PARTS, candidates, central, certain, held_as, status_candidates


def in_camps(actor: str) -> str:
    return {"a": "camp", "b": "camp", "c": "other"}[actor]


@pytest.mark.parametrize(
    ("state", "row", "sure", "possible"),
    [
        (State("a"), "a", True, {"a"}),
        (State("a", ("b",)), "a", True, {"a"}),
        (State("a", besieged_by=("c",)), "a", True, {"a"}),
        (State("a", (), "contested", ("c",)), "a", False, {"a", "c"}),
        (State("a", (), "contested"), "a", False, {"a", "unknown"}),
        (State("a", claimed_by=("c",)), "a", False, {"a", "c"}),
        (State("a", uncertain_with=("b",)), "a", False, {"a", "b"}),
        (State("a", ("c",), "shared"), "shared", True, {"a", "c", "shared"}),
        (
            State("a", ("c",), "shared", uncertain_with=("b",)),
            "shared",
            False,
            {"a", "b", "c", "shared"},
        ),
        (State("a", uncertain_with=("shared",)), "a", False, {"a", "shared"}),
        (State("none", (), "empty"), "none", True, {"none"}),
        (
            State("unknown", (), "unknown", between=("a", "c")),
            "unknown",
            False,
            {"unknown", "a", "c"},
        ),
    ],
)
def test_candidates_by_holder(state, row, sure, possible) -> None:
    found = candidates(state)
    assert (central(state), certain(state, row, found), found) == (row, sure, possible)


@pytest.mark.parametrize(
    ("state", "row", "sure", "possible"),
    [
        (State("a", uncertain_with=("b",)), "camp", True, {"camp"}),
        (State("a", ("b",), "shared"), "camp", True, {"camp"}),
        (State("a", ("c",), "shared"), "shared", True, {"camp", "other", "shared"}),
        (State("a", (), "contested", ("b",)), "camp", True, {"camp"}),
        (State("a", (), "contested", ("c",)), "camp", False, {"camp", "other"}),
        (
            State("unknown", (), "unknown", between=("a", "b")),
            "unknown",
            False,
            {"unknown", "camp"},
        ),
        (State("a", uncertain_with=("none",)), "camp", False, {"camp", "none"}),
    ],
)
def test_candidates_by_bloc(state, row, sure, possible) -> None:
    found = candidates(state, in_camps)
    assert (central(state, in_camps), certain(state, row, found), found) == (row, sure, possible)


@pytest.mark.parametrize(
    ("state", "by_holder", "by_camp"),
    [
        (State("a"), {"a": "alone"}, {"camp": "alone"}),
        (State("a", ("c",), besieged_by=("c",)), {"a": "alone"}, {"camp": "alone"}),
        (
            State("a", (), "contested", ("b",)),
            {"a": "contested", "b": "contests"},
            {"camp": "alone"},
        ),
        (
            State("a", (), "contested", ("c",)),
            {"a": "contested", "c": "contests"},
            {"camp": "contested", "other": "contests"},
        ),
        (
            State("a", (), "contested"),
            {"a": "contested", "unknown": "contests"},
            {"camp": "contested", "unknown": "contests"},
        ),
        (
            State("a", (), "contested", ("b",), claimed_by=("c",)),
            {"a": "contested", "b": "contests", "c": "may"},
            {"camp": "doubt", "other": "may"},
        ),
        (
            State("a", (), "contested", ("c",), uncertain_with=("c", "none")),
            {"a": "contested", "c": "contests", "none": "may"},
            {"camp": "contested", "other": "contests", "none": "may"},
        ),
        (State("a", claimed_by=("b",)), {"a": "doubt", "b": "may"}, {"camp": "alone"}),
        (State("a", uncertain_with=("shared",)), {"a": "doubt"}, {"camp": "doubt"}),
        (State("a", ("b",), "shared"), {"a": "shared", "b": "shared"}, {"camp": "alone"}),
        (
            State("a", ("b",), "shared", claimed_by=("c",)),
            {"a": "shared", "b": "shared", "c": "may"},
            {"camp": "doubt", "other": "may"},
        ),
        (
            State("a", ("c",), "shared", claimed_by=("c", "none")),
            {"a": "shared", "c": "shared", "none": "may"},
            {"camp": "shared", "other": "shared", "none": "may"},
        ),
        (State("none", (), "empty"), {"none": "alone"}, {"none": "alone"}),
        (
            State("unknown", (), "unknown", between=("a", "c")),
            {"unknown": "doubt", "a": "may", "c": "may"},
            {"unknown": "doubt", "camp": "may", "other": "may"},
        ),
        (State("no_data", (), "no_data"), {"no_data": "alone"}, {"no_data": "alone"}),
    ],
)
def test_how_each_candidate_has_it(state, by_holder, by_camp) -> None:
    assert held_as(state) == by_holder
    assert held_as(state, in_camps) == by_camp


def test_parts_are_those_of_the_vocabulary() -> None:
    assert words("parts") == PARTS
    assert PARTS == ("alone", "shared", "contested", "doubt", "contests", "may")


def test_candidates_by_status() -> None:
    assert status_candidates(State("a", (), "contested", ("b",))) == {"contested"}
    assert status_candidates(State("a", uncertain_with=("none",))) == {"held", "empty"}
    assert status_candidates(State("a", ("b",), "shared", claimed_by=("c",))) == {"shared", "held"}
