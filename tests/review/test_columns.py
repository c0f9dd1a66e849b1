"""What doubts ask of all claims at once, against the same asked of each claim and step in turn."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from casefolder import write_case

from mapper.case.read import Case, read_case
from mapper.core.coded import Coded
from mapper.core.dates import day_number
from mapper.core.lineage import Lineage
from mapper.core.model import Succession
from mapper.review import holders, land, lasting
from mapper.review.check import review_case
from mapper.review.columns import by_then
from mapper.review.ground import Ground, ground_of
from mapper.rules.effects import HOLDER_EVENTS

PLACES = ("north", "capital", "seat_b", "na", "seat_c", "post", "far", "camp", "a_mid")
AREAS = ("cercle_a", "cercle_b", "cercle_c", "a1", "b2", "c3")
EVENTS = (
    *("capture", "entry", "handover", "withdrawal", "observation", "observation", "declaration"),
    *("contest", "contest", "attack_repelled", "siege_begin", "siege_end", "raid"),
)
HOLDERS = ("gov", "reb", "jih", "front", "un", "none", "unknown")
SITES = (
    *("https://a.example/1", "https://a.example", "https://fr.wikipedia.org/wiki/X", "UN S/2013/1"),
    *("https://wikizero.org/X", "http://10.0.0.1/x"),
)


def some(dice: random.Random, most: int) -> tuple[str, ...]:
    names = dice.sample(HOLDERS[:5], dice.randint(0, most))
    return tuple(names)


def random_case(case: Case, dice: random.Random, count: int) -> Case:
    """The case with as many claims at random, over ten years."""
    first = day_number(case.file.first_day)
    rows = []
    for number in range(count):
        area = dice.random() < 0.25
        best = first + dice.choice((dice.randint(0, 60), dice.randint(0, 3600)))
        wide = dice.choice((0, 0, 0, 4, 30))
        gained = some(dice, 2) or (dice.choice(HOLDERS),)
        rows.append(
            {
                "event_id": f"x{number}",
                "event_date": "",
                "target_id": dice.choice(AREAS if area else PLACES),
                "scope": dice.choice(("all", "countryside")) if area else "",
                "event_type": dice.choice(EVENTS),
                "gained_by": gained,
                "lost_by": some(dice, 2) if dice.random() < 0.5 else (),
                "status": dice.choice(("held", "held", "contested", "besieged", "shared")),
                "opposed_by": some(dice, 1),
                "confidence": dice.choice(("high", "high", "low")),
                "note": "",
                "excepted": (),
                "row": number + 2,
                "earliest": max(best - wide, first),
                "best": best,
                "latest": best + wide,
                "sources": tuple(dict.fromkeys(dice.choices(SITES, k=dice.randint(1, 2)))),
            }
        )
    table = pd.DataFrame(rows)[list(case.claims.columns)]
    last = case.file.first_day + dt.timedelta(days=3650)
    return replace(case, claims=table, file=replace(case.file, last_day=last))


@pytest.fixture(scope="module")
def tiny_case(tmp_path_factory) -> Case:
    return read_case(write_case(tmp_path_factory.mktemp("columns")).case)


@pytest.fixture(params=range(8), scope="module")
def ground(request, tiny_case) -> Ground:
    dice = random.Random(request.param)
    return ground_of(random_case(tiny_case, dice, dice.choice((3, 30, 200))))


def test_columns_are_those_of_the_claims(ground: Ground) -> None:
    claims = ground.claims
    for claim in claims.some(np.arange(len(claims))):
        at = claim.rank
        days = (claims.earliest[at], claims.best[at], claims.latest[at])
        assert days == (claim.earliest, claim.best, claim.latest)
        words = [c.words[c.codes[at]] for c in (claims.event, claims.gained, claims.status)]
        assert words == [claim.event_type, claim.gained_by, claim.status]
        assert (claims.position[at], claims.strong[at]) == (claim.position, claim.strong)
        assert claims.first.values()[at] == claim.gained_by[0]


def test_steps_that_claims_meet(ground: Ground) -> None:
    """As :meth:`Ground.before` has them for one claim and one target."""
    claims, steps = ground.claims, ground.steps
    places = np.arange(len(ground.case.places)) + ground.run.unit_count
    ranks, nodes = (grid.ravel() for grid in np.meshgrid(np.arange(len(claims)), places))
    pairs = steps.met(nodes, claims.earliest[ranks], claims.best[ranks], ranks)
    found = defaultdict(list)
    for claim, step in zip(pairs.claim.tolist(), pairs.step.tolist(), strict=True):
        found[claim].append((steps.day[step], steps.rank[step], steps.core.values()[step]))
    told = claims.some(ranks)
    for i, (claim, node) in enumerate(zip(told, nodes.tolist(), strict=True)):
        known = ground.before(claim, node) if node in ground.run.tracks else ()
        assert found[i] == [(step.day, step.rank, step.core) for step in known]
    assert len(pairs.claim) > len(claims) * 2


def test_claims_that_fit_are_not_doubted_by_a_closer_look(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = holders._doubtful(ground)
    few = list(holders.holder_doubts(ground))
    monkeypatch.setattr(holders, "_doubtful", lambda g: np.flatnonzero(g.claims.strong))
    assert few == list(holders.holder_doubts(ground))
    assert len(looked_at) < max(10, ground.claims.strong.sum())


def test_windows_that_overlap(ground: Ground) -> None:
    by_target = defaultdict(list)
    for claim in ground.claims.some(np.arange(len(ground.claims))):
        if claim.strong and claim.event_type in HOLDER_EVENTS:
            by_target[ground.target_id(claim)].append(claim)
    rows = {
        after.position + 2
        for claims in by_target.values()
        for before, after in pairwise(claims)
        if after.earliest < before.latest and before.gained_by[0] != after.gained_by[0]
    }
    assert {fault.row for fault in holders.order_doubts(ground)} == rows


def test_contests_and_sieges_that_last(ground: Ground) -> None:
    """Step by step: on from the first step that says so to the first that does not."""
    last = day_number(ground.case.file.last_day) + 1
    known = []
    for node, track in ground.run.tracks.items():
        for kind in ("contest", "siege"):
            begin = None
            for step in (*track.steps, None) if len(track.steps) > 1 else ():
                core = None if step is None or step.leader >= 0 else step.core
                on = core is not None and (
                    core.contested_by is not None if kind == "contest" else bool(core.besieged_by)
                )
                if on and begin is None:
                    begin = step.day
                elif not on and begin is not None:
                    end, by = (last, -1) if step is None else (step.day, step.claim)
                    if end - begin > lasting.LONG_DAYS:
                        known.append((kind, node, begin, end, by, step is None))
                    begin = None
    assert [tuple(span) for span in lasting._spans(ground)] == known


def test_land_that_claims_recolour(ground: Ground) -> None:
    run, km2 = ground.run, ground.model.units["area_km2"].to_numpy()
    places = set(ground.case.places.index)
    plain = defaultdict(float)
    for unit, leader in zip(run.plain.unit.tolist(), run.plain.leader.tolist(), strict=True):
        plain[leader] += km2[unit]
    found = defaultdict(float)
    led = [(node, km2[node]) for node in run.tracks if node < run.unit_count]
    for node, area in [*led, *plain.items()]:
        for step in run.tracks[node].steps:
            if step.hands and step.claim >= 0 and ground.cell(step.claim, "target_id") in places:
                found[step.claim] += area
    assert list(land._recoloured_km2(ground).items()) == list(found.items())


def test_strong_claims_on_a_place(ground: Ground) -> None:
    own = land._OwnClaims(ground)
    known = defaultdict(list)
    for claim in ground.claims.some(np.arange(len(ground.claims))):
        if claim.strong and ground.claims.place[claim.rank] >= 0:
            known[int(ground.claims.place[claim.rank])].append(claim.position)
    assert {place: own.of(place) for place in np.flatnonzero(own.there).tolist()} == known


def test_weak_sources_are_told_at_the_first_row_and_bare_ones_at_the_only_one(tiny_case) -> None:
    case = random_case(tiny_case, random.Random(3), 60)
    bare = case.claims["sources"].map(lambda some: "https://a.example" in some)
    case = replace(case, claims=case.claims[~bare].reset_index(drop=True))
    found = {
        fault.message.split("`")[1]: fault.row
        for fault in review_case(case)
        if fault.code.endswith("-source")
    }
    first = {}
    for row, sources in zip(case.claims["row"], case.claims["sources"], strict=True):
        for source in sources:
            first.setdefault(source, row)
    weak = {"https://fr.wikipedia.org/wiki/X", "https://wikizero.org/X", "http://10.0.0.1/x"}
    assert found == {source: row for source, row in first.items() if source in weak}


def test_names_by_then_are_those_of_the_day() -> None:
    lineage = Lineage(
        [
            Succession("a", "b", dt.date(1970, 1, 11), ""),
            Succession("b", "c", dt.date(1970, 2, 1), ""),
        ]
    )
    lists = [("a",), ("a", "b"), (), ("c", "a")] * 8
    days = np.repeat(np.array([0, 9, 10, 11, 30, 31, 32, 99]), 4)
    names = Coded.of(pd.Series(lists, dtype="object"))
    found = by_then(names, days, lineage).values().tolist()
    assert found == [lineage.names(*row) for row in zip(lists, days.tolist(), strict=True)]
    assert by_then(names, days, Lineage()) is names
