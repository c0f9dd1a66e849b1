"""Candidates: who may hold a state, and who surely does."""

from __future__ import annotations

import pytest

from mapper.core.model import State
from mapper.figures.counting import candidates, central, certain, status_candidates


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


def test_candidates_by_status() -> None:
    assert status_candidates(State("a", (), "contested", ("b",))) == {"contested"}
    assert status_candidates(State("a", uncertain_with=("none",))) == {"held", "empty"}
    assert status_candidates(State("a", ("b",), "shared", claimed_by=("c",))) == {"shared", "held"}
