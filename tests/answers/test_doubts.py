"""What is open on a day: disputes and open dates, each with its claim."""

from __future__ import annotations

import datetime as dt

import pytest

from mapper.answers.chain import chain_of
from mapper.answers.doubts import doubts_of
from mapper.answers.verdicts import who


def doubts(history, name: str, date: str) -> list[tuple[str, list[str], str, str | None, str]]:
    answer = who(history, name, dt.date.fromisoformat(date))
    return [
        (d["rule"], d["holders"], d["start"], d["end"], d["claim"] and d["claim"]["event_id"])
        for d in answer["doubts"]
    ]


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("Sèat", "2012-02-10", [("R5", ["reb"], "2012-02-01", "2012-02-29", "e03")]),
        ("Sèat", "2012-02-20", [("R5", ["gov"], "2012-02-01", "2012-02-29", "e03")]),
        ("b2", "2012-02-20", [("R5", ["gov"], "2012-02-01", "2012-02-29", "e03")]),
        ("Sèat", "2012-02-29", []),
        ("North", "2012-01-10", []),
        ("NA", "2012-08-15", [("R4", ["reb"], "2012-08-01", "2012-10-10", "e12")]),
        ("NA", "2012-09-15", [("R4", ["front"], "2012-08-01", "2012-10-10", "e12")]),
        ("c3", "2012-10-20", [("R4", ["gov"], "2012-09-10", None, "e13")]),
    ],
)
def test_doubts_of_the_small_case(tiny, name: str, date: str, expected) -> None:
    assert doubts(tiny, name, date) == expected


def test_a_change_seen_late_is_open_before_it(mali) -> None:
    """R6: the holder of November 2019 may have been there since August."""
    (found,) = doubts(mali, "commune:Diougani", "2019-09-29")
    assert found == (
        *("R6", ["unidentified_jihadists"], "2019-08-17", "2019-12-15"),
        "2019-11-01-koro-cercle-observation",
    )


@pytest.mark.slow
def test_every_doubt_of_mali_is_told(mali) -> None:
    """A state is disputed or uncertain if and only if a doubt says so, on its very days."""
    first = len(mali.units)
    told = nameless = 0
    for node in range(first, first + len(mali.places), 2):
        for now in mali.intervals_of(node):
            chain = chain_of(mali, node, now.start)
            found = doubts_of(mali, chain, now.start)
            assert all(d.start <= now.start < d.until for d in found)
            disputes = [n for d in found if d.rule == "R4" for n in d.holders]
            assert disputes == list(now.state.claimed_by) or sorted(disputes) == sorted(
                now.state.claimed_by
            )
            open_ = [d for d in found if d.rule != "R4"]
            assert bool(open_) == bool(now.state.uncertain_with)
            told += len(found)
            nameless += sum(d.claim < 0 for d in found)
    assert told > 100
    assert nameless <= 1  # Tinzaouaten, 11 July 2012: a stay that began and ended on one day
