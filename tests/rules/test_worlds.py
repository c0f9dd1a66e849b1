"""What would be so without some claims: the same as the rules say of a table without them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from country import make_claims, make_places
from randomhistories import random_history
from worldskit import fresh_tables, world_tables

from mapper.rules.timeline import build_timeline, other_timelines
from mapper.rules.worlds import ManyWorldsError

SEEDS = (0, 2, 5, 9, 14, 25, 31)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_world_is_what_the_rules_say_without_its_claims(seed: int) -> None:
    history = random_history(seed)
    places, tables, rules = make_places(), history.tables, history.rules
    claims = make_claims(history.rows)
    dice = random.Random(seed)
    everyone = range(len(claims))
    sets = [[i] for i in everyone]
    sets += [sorted(dice.sample(everyone, dice.randint(1, len(claims)))) for _ in range(6)]
    sets.append(list(everyone))
    worlds = [np.array(one) for one in sets]
    base = build_timeline(claims, places, tables, rules)
    found = other_timelines(claims, places, tables, rules, None, worlds)
    assert set(found.intervals["world"]) | set(found.evidence["world"]) <= set(range(len(sets)))
    for world, gone in enumerate(sets):
        kept = [i for i in everyone if i not in gone]
        rows = [history.rows[i] for i in kept]
        made = build_timeline(make_claims(rows), places, tables, rules)
        for got, wanted in zip(
            world_tables(base, found, world), fresh_tables(made, kept), strict=True
        ):
            assert got == wanted, f"without {gone}\n{history}"


def test_the_case_itself_stays_as_it_is() -> None:
    history = random_history(3)
    claims = make_claims(history.rows)
    given = (claims, make_places(), history.tables, history.rules)
    alone = other_timelines(*given, None, [np.array([0])])
    among = other_timelines(*given, None, [np.array([1]), np.array([0])])
    of_it = among.intervals[among.intervals["world"] == 1].drop(columns=["world", "state"])
    first = alone.intervals.drop(columns=["world", "state"])
    assert of_it.reset_index(drop=True).equals(first)


def test_too_many_worlds_are_refused(monkeypatch) -> None:
    history = random_history(3)
    claims = make_claims(history.rows)
    monkeypatch.setattr("mapper.rules.worlds.MOST_TARGETS", 5)
    with pytest.raises(ManyWorldsError, match="more than 5 targets"):
        other_timelines(
            claims, make_places(), history.tables, history.rules, None, [np.arange(len(claims))]
        )
