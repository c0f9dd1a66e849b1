"""What shows that contests go on, as columns, against the same said target by target."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from mapper.core.lineage import Lineage
from mapper.rules.course import NOWHERE
from mapper.rules.effects import Kinship
from mapper.rules.gather import Met
from mapper.rules.notes import BEGINS, PARTS, RENEWS, STEPS
from mapper.rules.reach import Reach
from mapper.rules.reactions import Kind, Standing
from mapper.rules.renewing import Renewals
from mapper.rules.rows import Rows
from mapper.rules.table import Reactions

TARGETS, RANKS, FIRST = 24, 40, 3
NEVER = RANKS + 1

Row = tuple[int, int, int]
"""Rank, day and notes of what a target met."""


@dataclass
class Country:
    """Towns, who follows them, and who follows those, by chance."""

    dice: np.random.Generator
    reactions: Reactions = field(
        default_factory=lambda: Reactions(Kinship(frozenset(), lambda actor, day: None), Lineage())
    )

    def __post_init__(self) -> None:
        dice, standings = self.dice, self.reactions.standings
        self.alone = standings.of(Standing.first(Kind(), "gov"))
        self.led = standings.of(Standing.first(Kind(has_leader=True), "gov"))
        self.days = FIRST + np.sort(dice.integers(-4, 12, RANKS))
        self.generations = dice.permutation(TARGETS).reshape(3, -1)
        self.leader = np.full(TARGETS, -1)
        for above, below in ((0, 1), (1, 2)):
            self.leader[self.generations[below]] = dice.choice(self.generations[above], 8)
        self.out = dice.random((TARGETS, RANKS)) < dice.choice((0.0, 0.3, 0.8), (TARGETS, 1))
        self.ends = np.full(TARGETS, self.alone)
        self.rows = {node: self._met(node) for node in range(TARGETS)}

    def _met(self, node: int) -> list[Row]:
        dice, on, rows = self.dice, self.leader[node] >= 0, []
        for rank in np.flatnonzero(dice.random(RANKS) < 0.5).tolist():
            notes = int(dice.choice((0, STEPS, RENEWS, RENEWS | STEPS)))
            if self.leader[node] >= 0 and dice.random() < 0.3:
                notes |= PARTS if on else BEGINS
                on = not on
            rows.append((rank, int(self.days[rank]), notes))
        if rows and dice.random() < 0.2:  # what comes by itself has no rank
            rows.append((-1, rows[-1][1], STEPS))
        self.ends[node] = self.led if on else self.alone
        return rows

    def batch(self, nodes: np.ndarray) -> Rows:
        """What some targets met."""
        count = [len(self.rows[node]) for node in nodes.tolist()]
        starts = np.cumsum([0, *count])
        table = np.array([row for node in nodes.tolist() for row in self.rows[node]])
        table = table.reshape(-1, 3).astype(np.int64)
        after = np.full(len(table), self.alone)
        some = np.array(count) > 0
        after[starts[1:][some] - 1] = self.ends[nodes[some]]
        columns = dict(zip(("rank", "day", "notes"), table.T, strict=True)) | {"after": after}
        target = np.repeat(np.arange(len(nodes)), count)
        return Rows(nodes, self.leader[nodes], starts, target, columns)

    def left_out(self) -> Reach:
        node, rank = np.nonzero(self.out)
        return Reach(node, rank)

    def literal(self) -> list[set[int]]:
        """Ranks of what each target knows, one after the other."""
        known: list[set[int]] = [set() for _ in range(TARGETS)]
        for node in self.generations.ravel().tolist():
            since = FIRST
            for rank, day, notes in self.rows[node]:
                if notes & PARTS:
                    known[node] |= self._taken(known, node, since, rank)
                if notes & BEGINS:
                    since = day
                if notes & RENEWS:
                    known[node].add(rank)
            if self.rows[node] and self.ends[node] == self.led:
                known[node] |= self._taken(known, node, since, NEVER)
        return known

    def heard(self, known: list[set[int]], node: int, before: int) -> list[int]:
        """What the leader knows that the target does not ignore."""
        led = known[self.leader[node]] if self.leader[node] >= 0 else set()
        return sorted(rank for rank in led if rank < before and not self.out[node, rank])

    def _taken(self, known: list[set[int]], node: int, since: int, before: int) -> set[int]:
        heard = self.heard(known, node, before)
        early = [rank for rank in heard if self.days[rank] < since]
        return {*early[-1:], *(rank for rank in heard if self.days[rank] >= since)}


def renewals_of(country: Country, leads: np.ndarray) -> Renewals:
    renewals = Renewals(country.left_out(), FIRST, leads)
    for generation in country.generations:
        for nodes in np.split(generation, [int(country.dice.integers(0, 8))]):
            renewals.keep(country.batch(nodes), country.reactions, NEVER)
    return renewals


def known_of(renewals: Renewals, node: int) -> list[int]:
    found: list[int] = renewals.rank[renewals.begin[node] : renewals.end[node]].tolist()
    return found


def met_at(target: np.ndarray, rank: np.ndarray) -> Met:
    """Meetings of which nothing is asked but who met and at which rank."""
    no = np.zeros(len(target), dtype=np.int64)
    return Met(target, no, no, rank, no, no, no, no > 0, no > 0)


@pytest.mark.parametrize("seed", range(60))
def test_r7_as_columns_the_same_is_known_as_target_by_target(seed: int) -> None:
    country = Country(np.random.default_rng(seed))
    renewals, known = renewals_of(country, np.ones(TARGETS, dtype=bool)), country.literal()
    assert [known_of(renewals, node) for node in range(TARGETS)] == list(map(sorted, known))
    assert renewals.day.tolist() == country.days[renewals.rank].tolist()


@pytest.mark.parametrize("seed", range(60))
def test_r7_the_last_that_the_leader_knew_is_found(seed: int) -> None:
    country = Country(np.random.default_rng(seed))
    renewals, known = renewals_of(country, np.ones(TARGETS, dtype=bool)), country.literal()
    nodes = country.dice.permutation(country.generations[1:].ravel())
    met = met_at(np.repeat(np.arange(len(nodes)), RANKS), np.tile(np.arange(RANKS), len(nodes)))
    rows = np.sort(country.dice.choice(len(met.rank), 300, replace=False))
    found = renewals.last(nodes, country.leader[nodes], met, rows).tolist()
    wanted = []
    for row in rows.tolist():
        heard = country.heard(known, int(nodes[met.target[row]]), int(met.rank[row]))
        wanted.append(int(country.days[heard[-1]]) if heard else NOWHERE)
    assert found == wanted
    assert NOWHERE in wanted
    assert len(set(wanted)) > 5


def test_nothing_is_kept_of_whom_nobody_follows() -> None:
    country = Country(np.random.default_rng(0))
    leads = np.zeros(TARGETS, dtype=bool)
    leads[country.leader[country.leader >= 0]] = True
    renewals, known = renewals_of(country, leads), country.literal()
    assert [known_of(renewals, node) for node in range(TARGETS)] == [
        sorted(known[node]) if leads[node] else [] for node in range(TARGETS)
    ]
    assert any(known[node] for node in np.flatnonzero(~leads))


def test_where_nothing_was_ever_renewed_there_is_no_last() -> None:
    renewals = Renewals(Country(np.random.default_rng(0)).left_out(), FIRST, np.ones(TARGETS, bool))
    found = renewals.last(
        np.array([2]), np.array([1]), met_at(np.array([0]), np.array([5])), np.array([0])
    )
    assert found.tolist() == [NOWHERE]


def test_who_met_nothing_takes_nothing_over() -> None:
    """A base that no claim has named yet is not there."""
    country = Country(np.random.default_rng(0))
    country.out[:] = False
    base = int(country.generations[1][0])
    country.rows[base] = []
    renewals = Renewals(country.left_out(), FIRST, np.ones(TARGETS, bool))
    for nodes in (country.generations[0], np.array([base])):
        renewals.keep(country.batch(nodes), country.reactions, NEVER)
    assert known_of(renewals, int(country.leader[base]))
    assert not known_of(renewals, base)
