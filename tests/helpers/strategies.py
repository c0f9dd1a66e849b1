"""Hypothesis strategies: claims about the 3 × 3 country, as awkward as sources write them."""

from __future__ import annotations

from typing import Any

from country import FIRST
from hypothesis import strategies as st

SUCCESSIONS = (
    ("reb", "front", "2012-01-16"),
    ("clan", "front", "2012-01-16"),
    ("front", "ally", "2012-01-28"),
)
DAYS = 36
"""Days on which something may happen."""

GOVERNING = ("gov", "ally", "reb", "clan", "front", "jih", "bandits")
OPPOSING = ("reb", "clan", "front", "ally", "jih", "bandits", "gov")
HANDS = ("capture", "entry", "handover", "withdrawal")
PLACES = (*["mid", "seat", "north", "capital"] * 2, "post", "minor", "hamlet", "creek", "camp")
AREAS = ("a2", "b1", "b2", "b3", "c2", "row_a", "row_b", "country", "east", "old")


@st.composite
def claim_rows(draw: st.DrawFn) -> dict[str, Any]:
    """One row of the table of claims."""
    scope = draw(st.sampled_from(["", "", "all", "countryside"]))
    target = draw(st.sampled_from(AREAS if scope else PLACES))
    events = [*HANDS, "observation", "observation", "raid", "contest", "attack_repelled"]
    events += ["declaration"] if scope else ["declaration", "siege_begin", "siege_end"]
    event = draw(st.sampled_from(events))
    earliest, best, latest = draw(windows())
    gained = [draw(st.sampled_from((*GOVERNING, "none", "unknown")))]
    if gained[0] not in {"none", "unknown"}:
        companions = st.lists(st.sampled_from(("abroad", *GOVERNING)), max_size=2)
        gained += draw(companions)
    opposed = draw(st.lists(st.sampled_from(OPPOSING), max_size=2, unique=True))
    gained = list(dict.fromkeys(gained))
    return {
        "target_id": target,
        "scope": scope,
        "event_type": event,
        "gained_by": tuple(gained),
        "opposed_by": tuple(opposed),  # maybe one of those who hold it, by this name or another
        "status": draw(st.sampled_from(_statuses(event, gained))),
        "confidence": draw(st.sampled_from(("high", "medium", "medium", "low"))),
        "earliest": earliest,
        "best": best,
        "latest": latest,
    }


def _statuses(event: str, gained: list[str]) -> tuple[str, ...]:
    """The statuses that fit a type of event and its holders."""
    fixed = {"contest": "contested", "siege_begin": "besieged", "siege_end": "held"}
    if gained[0] == "none":
        return ("empty",)
    if event in fixed:
        return (fixed[event],)
    if event in {"raid", "declaration"}:
        return ("held",)
    if event == "attack_repelled":
        return ("held", "held", "contested", "besieged")
    shared = ("shared", "shared") if len(gained) > 1 else ()
    return ("held", "held", "contested", "besieged", *shared)


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int, int]:
    """Earliest, best and latest day; best is the middle day, as the reader of dates has it."""
    earliest = draw(st.integers(FIRST, FIRST + DAYS))
    latest = earliest + draw(st.sampled_from((0, 0, 0, 1, 2, 5, 10, 17)))
    return earliest, earliest + (latest - earliest) // 2, latest


def histories(max_size: int = 7) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few rows of claims in the order of a file."""
    return st.lists(claim_rows(), min_size=1, max_size=max_size)
