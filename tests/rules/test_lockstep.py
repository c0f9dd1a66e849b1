"""Targets are led in step, through tables small and large, with what comes by itself between."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from mapper.core.lineage import Lineage
from mapper.core.model import Succession
from mapper.rules import lockstep, table
from mapper.rules.effects import Claim, Core, Kinship
from mapper.rules.lockstep import LAPSED, SUCCEEDED, Renewing, Walk, walk
from mapper.rules.reactions import Kind, OnPlace, Standing, react
from mapper.rules.table import Reactions

KIN = Kinship(frozenset(), lambda actor, day: None)
EVENTS = ("capture", "observation", "contest", "siege_begin", "attack_repelled", "declaration")


def claim(event: str, gained: str, opposed: tuple[str, ...] = ()) -> Claim:
    return Claim(
        rank=0,
        position=0,
        earliest=0,
        best=0,
        latest=0,
        event_type=event,
        gained_by=(gained,),
        status="contested" if event == "contest" else "held",
        opposed_by=opposed,
        strong=event != "declaration",
        scope="",
        national=False,
    )


def led(
    reactions: Reactions,
    met: list[list[tuple[int, Claim]]],
    renewing: Renewing | None = None,
) -> Walk:
    """Towns led through claims: for each the days and claims."""
    first = reactions.standings.of(Standing.first(Kind(), "gov"))
    flat = [pair for one in met for pair in one]
    numbers = [reactions.meetings.of(OnPlace(one)) for _, one in flat]
    return walk(
        np.full(len(met), first),
        np.cumsum([0, *map(len, met)]),
        np.array(numbers, dtype=np.int64),
        np.array([day for day, _ in flat], dtype=np.int64),
        reactions,
        0,
        renewing,
    )


def random_claims(seed: int) -> list[list[tuple[int, Claim]]]:
    dice = np.random.default_rng(seed)
    actors = ("gov", "reb", "jih")
    return [
        [
            (day, claim(EVENTS[dice.integers(len(EVENTS))], actors[dice.integers(3)], ("jih",)))
            for day in range(int(dice.integers(0, 9)))
        ]
        for _ in range(6)
    ]


@pytest.mark.parametrize("dense", [True, False], ids=["dense", "sparse"])
@pytest.mark.parametrize("seed", range(5))
def test_in_step_is_as_one_after_the_other(
    seed: int, dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not dense:
        monkeypatch.setattr(table, "_DENSE", 0)
    reactions, met = Reactions(KIN, Lineage()), random_claims(seed)
    found = led(reactions, met)
    at = 0
    for one in met:
        standing = Standing.first(Kind(), "gov")
        for _, said in one:
            standing, notes = react(standing, OnPlace(said), KIN)
            assert reactions.standings[int(found.after[at])] == standing
            assert found.notes[at] == notes
            at += 1
    assert at == len(found.after)


def test_a_pair_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(*args: object) -> object:
        asked.append(args)
        return react(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(table, "react", counted)
    same = [(1, claim("capture", "reb")), (2, claim("observation", "reb"))]
    led(Reactions(KIN, Lineage()), [same] * 1000)
    assert len(asked) == 2


@pytest.mark.parametrize("what", ["lapsed", "succeeded"])
def test_what_comes_by_itself_is_worked_out_once_whenever_it_comes(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = [], getattr(lockstep, what)

    def counted(*args: object) -> object:
        asked.append(args)
        return ask(*args)

    monkeypatch.setattr(lockstep, what, counted)
    merger = Succession("reb", "front", dt.date(1972, 1, 1), "merger")
    reactions = Reactions(KIN, Lineage([merger]))
    fight, taken = claim("contest", "gov", ("jih",)), claim("capture", "reb")
    met = [
        [(day, fight)] * (1 + day % 3) + [(day + 90, fight), (day + 300, taken)]
        for day in range(1, 200)
    ]
    alone = led(reactions, met, Renewing(5)).alone
    after = [reactions.standings[int(number)].core for number in alone.after]
    assert after.count(Core("gov")) == 2 * len(met)
    assert after.count(Core("front")) == len(met)
    assert len(asked) == 1


def test_r9_successions_come_before_claims_of_their_day() -> None:
    merger = Succession("reb", "front", dt.date(1970, 1, 6), "merger")
    reactions = Reactions(KIN, Lineage([merger]))
    found = led(reactions, [[(1, claim("capture", "reb")), (5, claim("contest", "front"))], []])
    alone = found.alone
    assert (alone.target.tolist(), alone.before.tolist()) == ([0], [1])
    assert (alone.day.tolist(), alone.what.tolist()) == ([5], [SUCCEEDED])
    assert reactions.standings[int(alone.after[0])].core == Core("front")


def test_r9_a_chain_of_successions_is_gone_through_after_the_last_claim() -> None:
    chain = [
        Succession("reb", "front", dt.date(1970, 1, 6), "rename"),
        Succession("front", "army", dt.date(1970, 1, 9), "rename"),
    ]
    reactions = Reactions(KIN, Lineage(chain))
    alone = led(reactions, [[(1, claim("capture", "reb"))]]).alone
    cores = [reactions.standings[int(number)].core for number in alone.after]
    assert cores == [Core("front"), Core("army")]
    assert alone.before.tolist() == [1, 1]


def test_r7_a_contest_lapses_unless_it_is_renewed() -> None:
    reactions = Reactions(KIN, Lineage())
    fight = claim("contest", "gov", ("reb",))
    quiet, renewed = [(1, fight)], [(1, fight), (4, fight)]
    alone = led(reactions, [quiet, renewed], Renewing(5)).alone
    assert sorted(zip(alone.target.tolist(), alone.day.tolist(), strict=True)) == [(0, 6), (1, 9)]
    assert set(alone.what.tolist()) == {LAPSED}
    assert reactions.standings[int(alone.after[0])].core == Core("gov")


def test_nobody_to_lead_is_no_trouble() -> None:
    found = led(Reactions(KIN, Lineage()), [])
    assert len(found.after) == len(found.alone.target) == 0
