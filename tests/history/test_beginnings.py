"""Since when each part of what is said of a target has been so."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

import pytest

from mapper.answers.verdicts import who
from mapper.core.dates import day_number, day_of
from mapper.core.model import NO_DATA, NONE, UNKNOWN
from mapper.history.beginningrows import beginning_rows
from mapper.history.beginnings import Beginning, beginnings_of, lineage_of
from mapper.history.daytables import tables_of
from mapper.outputs.text.answers import who_text


def on(text: str) -> int:
    return day_number(text)


def begun(history, name: str, day: str):
    return who(history, name, day)["begun"]


def test_a_contest_that_came_later_has_its_own_day(mali) -> None:
    """The card said "since … (certain)" below a contest, and dated the holder."""
    text = who_text(mali, who(mali, "Konna", "2025-06-01"))
    lines = ["held by the Government, contested by JNIM", "this state since 2025-05-25"]
    lines += ["held since 2013-01-17 (capture)", "contested since 2025-05-25"]
    assert "".join(f"\n  {line}" for line in lines) in text


def test_company_that_left_makes_another_state_of_the_same_holder(mali) -> None:
    found = begun(mali, "Léré", "2017-01-01")
    assert found["held"][0]["since"] == "2013-01-25"
    assert found["state"]["since"] == "2013-01-29"


def test_a_siege_is_dated_beside_a_holder_from_before_the_first_day(mali) -> None:
    text = who_text(mali, who(mali, "Kayes", "2026-04-28"))
    assert "  held since before 2012-01-16, when the record begins\n" in text
    assert "  besieged since 2025-09-03\n" in text
    assert "this state since" not in text  # the first sentence has been so all the time


def test_besiegers_that_came_one_after_the_other_are_dated_each(sudan) -> None:
    text = who_text(sudan, who(sudan, "Kadugli", "2026-02-01"))
    assert (
        "  besieged by the SPLM-N since 2023-07-17\n  besieged by the RSF since 2026-01-01\n"
        in text
    )


def test_a_holder_is_told_by_the_names_that_it_had(mali) -> None:
    held = begun(mali, "Tin-Essako", "2026-01-01")["held"]
    assert [one["holder"] for one in held] == ["fla", "csp", "cma", "mnla"]
    assert [one["since"] for one in held] == [
        "2024-11-30",
        "2023-09-17",
        "2014-10-28",
        "2013-01-28",
    ]
    text = who_text(mali, who(mali, "Tin-Essako", "2026-01-01"))
    assert "  held since 2024-11-30 (succession); as the CSP since 2023-09-17 (succession)" in text


def test_a_state_has_the_window_of_the_claim_that_began_it(mali) -> None:
    found = begun(mali, "Taoudenni", "2016-03-01")
    window = {"since": "2015-07-01", "start_earliest": "2014-10-28", "start_latest": "2016-06-30"}
    assert found["state"] == window
    assert found["held"][0]["start_latest"] == found["held"][0]["since"] == "2014-10-28"


@pytest.mark.slow
@pytest.mark.parametrize("case", ["mali", "sudan"])
def test_days_are_those_of_a_walk_back_day_by_day(case, request) -> None:
    """From the day asked for back to the first on which it was otherwise."""
    history = request.getfixturevalue(case)
    first, last = day_number(history.case.first_day), day_number(history.case.last_day)
    states_on = cache(tables_of(history).states_on)
    names = cache(lambda name: lineage_of(history.successions, name))

    def state(target: int, day: int):
        code = int(states_on(day)[target]) if day >= first else -1
        return None if code < 0 else history.states[code]

    def back(target: int, day: int, holds) -> int | None:
        while (before := state(target, day - 1)) is not None and holds(before):
            day -= 1
        return None if day == first else day

    def verdict(it):
        return it.holder, it.companions, it.status, it.contested_by

    rng, seen = random.Random(5), {"contested": 0, "besieged": 0, "renamed": 0}
    for _ in range(600):
        target, day = rng.randrange(len(history.targets)), rng.randint(first, last)
        now = state(target, day)
        if now is None:
            continue
        intervals = history.intervals_of(target)
        at = next(i for i, x in enumerate(intervals) if x.start <= day < x.end)
        found = beginnings_of(history, intervals, at)
        here = verdict(now)
        since = back(target, day, lambda it, here=here: verdict(it) == here)
        if any(
            x.tenure != y.tenure and verdict(x.state) == verdict(y.state) == here
            for x, y in pairwise(intervals)
        ):
            continue  # lost and taken back within a day: a new beginning that no day shows
        known = intervals[0].cause == "baseline" or intervals[0].start > first
        assert found.state.since == since or not known
        assert bool(found.held) == (now.holder not in (NONE, UNKNOWN, NO_DATA))
        seen["renamed"] += len(found.held) > 1
        for word, parties in (("contested", now.contested_by), ("besieged", now.besieged_by)):
            groups: tuple[Beginning, ...] = getattr(found, word)
            assert sorted(p for one in groups for p in one.parties) == sorted(parties)
            for one in groups:
                assert one.since is None or one.earliest <= one.since <= one.latest
                for party in one.parties:
                    seen[word] += 1
                    assert one.since == back(
                        target,
                        day,
                        lambda it, word=word, party=party: (
                            not names(party).isdisjoint(
                                getattr(it, f"{word}_by")
                                if word == "besieged" or it.status == "contested"
                                else ()
                            )
                        ),
                    )
    assert seen["contested"] > 20 and (case == "sudan" or seen["renamed"] > 5)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["mali", "sudan"])
def test_rows_of_many_are_those_of_one_and_plain_rows_say_nothing_new(case, request) -> None:
    history = request.getfixturevalue(case)
    rows = beginning_rows(history)
    row = 0
    for target in range(len(history.targets)):
        intervals = history.intervals_of(target)
        for at, interval in enumerate(intervals):
            found = rows.of(row)
            if at % 5 == 0:
                assert found == beginnings_of(history, intervals, at)
            if rows.plain[row]:
                assert not found.held[1:] and not found.contested and not found.besieged
                assert not found.held or found.state[1:4] == found.held[0][1:4]
            if found.held:
                days = (interval.since, interval.since_earliest, interval.since_latest)
                known = (None,) * 3 if interval.cause == "baseline" else days
                assert found.held[0][1:4] == known, day_of(interval.start)
            row += 1
    assert row == len(history.intervals)
    assert 0 < rows.plain.sum() < row
