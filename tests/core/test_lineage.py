"""Names of a day: chains, mergers, and that long chains are read in a few steps."""

from __future__ import annotations

import random

from mapper.core.dates import day_of
from mapper.core.lineage import NEVER, Lineage
from mapper.core.model import Succession


def lineage(*items):
    return Lineage([Succession(old, new, day_of(day), "merger") for old, new, day in items])


def test_r9_a_name_is_read_on_its_day():
    names = lineage(("reb", "front", 5), ("clan", "front", 9), ("front", "army", 9))
    assert [names.name("reb", day) for day in (4, 5, 8, 9)] == ["reb", "front", "front", "army"]
    assert names.name("clan", 9) == "army"
    assert names.names(("reb", "gov", "clan"), 9) == ("army", "gov")
    assert names.heirs(("reb", "clan", "gov"), 5) == {"reb": "front"}
    assert names.days == [5, 9]


def test_the_next_succession_of_some_actors():
    names = lineage(("reb", "front", 5), ("clan", "front", 9))
    assert names.due(["clan", "reb", "gov"]) == 5
    assert names.due(["gov"]) == names.due([]) == NEVER
    assert not lineage()
    assert bool(names)


def test_a_chain_of_any_length_is_read_as_one_walks_it():
    dice = random.Random(1)
    for length in (1, 2, 3, 7, 8, 100, 1000):
        days = sorted(dice.randrange(300) for _ in range(length))
        items = [(f"a{i}", f"a{i + 1}", day) for i, day in enumerate(days)]
        dice.shuffle(items)
        names = lineage(*items)
        for _ in range(200):
            i, day = dice.randrange(length), dice.randrange(-1, 301)
            walked = i
            while walked < length and days[walked] <= day:
                walked += 1
            assert names.name(f"a{i}", day) == f"a{walked}"


def test_a_chain_is_read_in_few_steps():

    class Counting(dict):
        asked = 0

        def get(self, *key):
            Counting.asked += 1
            return super().get(*key)

    names = lineage(*((f"a{i}", f"a{i + 1}", i // 10) for i in range(20_000)))
    names._links = Counting(names._links)
    assert names.name("a0", 1999) == "a20000"
    assert Counting.asked < 100


def test_a_circle_is_no_endless_loop():
    """The reader refuses it; whoever builds rules by hand gets an answer all the same."""
    names = lineage(("reb", "front", 5), ("front", "reb", 9))
    assert names.name("reb", 4) == "reb"
    assert names.name("reb", 10) == "front"
    assert lineage(("reb", "reb", 5)).name("reb", 9) == "reb"
