"""Where in a history each rule is seen at work: targets and days to show for it.

For every rule the intervals are sifted for those that can be its work, the most prominent targets
first; an example counts only if the verdict on it names the rule. The same history always gives
the same examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.answers.verdicts import target_verdict
from mapper.core.dates import day_number, day_of
from mapper.core.model import BASE_KINDS, BASELINE, HANDS_EVENTS, State
from mapper.history.control import ControlHistory
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUCCESSION

__all__ = ["RULES", "Example", "Intervals", "rule_examples"]

RULES: Final = tuple(f"R{number}" for number in range(1, 12))
_TRIED: Final = 24
"""Targets that are looked at for a rule before it counts as not seen in a case."""

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A verdict to show.

    Attributes
    ----------
    node : int
        Number of the target.
    answer : mapping
        What :func:`mapper.who` says of it on the day.
    reasons : tuple of str
        What the rule did there, in words; empty for R10 and R11, which are seen in the answer.
    """

    node: int
    answer: Mapping[str, object]
    reasons: tuple[str, ...] = ()


class Intervals:
    """The intervals of a history as columns, and its targets in the order of their prominence.

    Parameters
    ----------
    history : ControlHistory
    """

    def __init__(self, history: ControlHistory) -> None:
        self.history = history
        table = history.intervals
        names = ("target", "start", "end", "state", "leader", "source", "claim", "tenure")
        columns = [table[name].to_numpy(np.int64) for name in names]
        self.target, self.start, self.end, self.state = columns[:4]
        self.leader, self.source, self.claim, self.tenure = columns[4:]
        self.begins: Mask = (table["since"] == table["start"]).to_numpy(bool)
        self.open_days: Ints = (table["since_latest"] - table["since_earliest"]).to_numpy(np.int64)
        self.cause = table["cause"].to_numpy(object)
        self.level = table["level"].to_numpy(object)
        self.land: Mask = history.targets.are_units(self.target)
        self._first = day_number(history.case.first_day)
        self._after = day_number(history.case.last_day) + 1

    def whose(self, holds: Callable[[State], object]) -> Mask:
        """The intervals whose state is such a one."""
        found = np.array([bool(holds(state)) for state in self.history.states])
        mask: Mask = found[self.state]
        return mask

    def on(self, day: int) -> Mask:
        """The intervals that hold on a day (days since 1970-01-01)."""
        mask: Mask = (self.start <= day) & (day < self.end)
        return mask

    def middle(self, row: int) -> int:
        """A day in the middle of an interval, within the days of the case."""
        start, end = max(self.start[row], self._first), min(self.end[row], self._after)
        return int(start + end - 1) // 2

    def length(self) -> Ints:
        """Days of each interval within the case."""
        days: Ints = np.minimum(self.end, self._after) - np.maximum(self.start, self._first)
        return days

    @cached_property
    def prominence(self) -> Ints:
        """Of each target, its place in an order: towns by rank and people, then land by size.

        Villages follow the land, bases and sites come last.
        """
        places, units = self.history.places, self.history.land
        people = places["population"].fillna(0).to_numpy(np.int64)
        rank = places["rank"].to_numpy(np.int64)
        base = places["kind"].isin(list(BASE_KINDS)).to_numpy()
        group = np.where(base, 9, rank)
        land = np.full(len(units), 3)  # before villages, whose rank is 4, and behind towns
        groups = np.append(2 * land + 1, 2 * group)
        size = np.append(units["area_km2"].to_numpy(float), people)
        order = np.lexsort((np.arange(len(size)), -size, groups))
        result = np.empty(len(order), dtype=np.int64)
        result[order] = np.arange(len(order))
        return result

    def best(self, mask: Mask, *, land_first: bool = False) -> Iterator[int]:
        """Of each target the longest interval in a mask, the most prominent target first."""
        rows = np.flatnonzero(mask & (self.length() > 0))
        rank = self.prominence[self.target[rows]]
        group = self.land[rows] != land_first
        order = np.lexsort((rows, -self.length()[rows], rank, group))
        seen: set[int] = set()
        for row in rows[order].tolist():
            target = int(self.target[row])
            if target not in seen:
                seen.add(target)
                yield row


def rule_examples(rows: Intervals) -> dict[str, Example | None]:
    """For each rule R1 to R11 one example of the case; None where it is not seen at work.

    Parameters
    ----------
    rows : Intervals

    Returns
    -------
    dict
        By the number of the rule (:data:`RULES`); of R1 to R9 with what ``rules`` of the answer
        says of it.
    """
    found = {
        rule: _named(rows, rule, mask, land_first=rule == "R8")
        for rule, mask in _traces(rows).items()
    }
    found["R10"] = _argued(rows)
    found["R11"] = _stalest(rows)
    return {rule: found[rule] for rule in RULES}


def _traces(rows: Intervals) -> dict[str, Mask]:
    """The intervals that each of R1 to R9 can have made."""
    history = rows.history
    has_claim = rows.claim >= 0
    scopes = history.claims["scope"].fillna("").astype(str).to_numpy(object)
    types = history.claims["event_type"].to_numpy(object)
    scope = np.where(has_claim, np.append(scopes, "")[rows.claim], "")
    event = np.where(has_claim, np.append(types, "")[rows.claim], "")
    hands = rows.begins & np.isin(rows.cause.astype(str), list(HANDS_EVENTS))
    alone = rows.leader < 0
    of_area = rows.begins & alone & (rows.level == "own area")
    return {
        "R1": rows.cause == BASELINE,
        "R2": _rather(hands & alone & has_claim & (scope == ""), _with_area_claim(rows)),
        "R3": _rather(of_area & (hands | (rows.cause == "observation")), hands & ~rows.land),
        "R4": rows.whose(lambda state: state.claimed_by),
        "R5": rows.whose(lambda state: state.uncertain_with) & (event != "observation"),
        "R6": alone & (rows.cause == "observation"),
        "R7": alone & rows.whose(lambda state: state.contested_by or state.besieged_by),
        "R8": rows.land & (rows.level == "own area"),
        "R9": rows.cause == SUCCESSION,
    }


def _rather(mask: Mask, better: Mask) -> Mask:
    """Those of a mask that are better, if there are any."""
    both = mask & better
    return both if both.any() else mask


def _with_area_claim(rows: Intervals) -> Mask:
    """Intervals that begin on a day on which a claim on an area changed hands, too (R2)."""
    claims = rows.history.claims
    area = claims["scope"].fillna("").ne("") & claims["event_type"].isin(list(HANDS_EVENTS))
    days = {day_number(day.date()) for day in claims.loc[area, "best"]}
    mask: Mask = np.isin(rows.start, sorted(days))
    return mask


def _named(rows: Intervals, rule: str, mask: Mask, *, land_first: bool) -> Example | None:
    """The first of the intervals whose verdict names the rule."""
    for row in islice(rows.best(mask, land_first=land_first), _TRIED):
        example = _example(rows, row, rule)
        if example is not None and example.reasons:
            return example
    return None


def _example(rows: Intervals, row: int, rule: str = "") -> Example | None:
    history, node = rows.history, int(rows.target[row])
    answer = target_verdict(history, node, day_of(rows.middle(row)))
    if not answer["exists"]:
        return None
    reasons = (item["text"] for item in answer["rules"] if item["rule"] == rule)
    return Example(node, answer, tuple(reasons))


def _argued(rows: Intervals) -> Example | None:
    """R10: a target with claims that made its state, that confirm it and that dissent."""
    evidence = rows.history.evidence
    roles = evidence.groupby(["target", "tenure"])["role"].agg(set)
    full = {key for key, said in roles.items() if {MADE, CONFIRMS, DISSENTS} <= said}
    keys = zip(rows.target.tolist(), rows.tenure.tolist(), strict=True)
    mask = np.fromiter((key in full for key in keys), dtype=bool, count=len(rows.target))
    for row in islice(rows.best(mask), _TRIED):
        example = _example(rows, row)
        if example is not None and {c["role"] for c in _claims(example)} > {"made", "confirms"}:
            return example
    return None


def _claims(example: Example) -> list[Mapping[str, str]]:
    claims = example.answer["claims"]
    assert isinstance(claims, list)
    return claims


def _stalest(rows: Intervals) -> Example | None:
    """R11: the oldest last word on the last day of the case."""
    history = rows.history
    snapshot, targets = history.at(history.case.last_day), history.targets
    units = history.land.index.get_indexer(snapshot.units.index).tolist()
    places = history.places.index.get_indexer(snapshot.places.index).tolist()
    nodes = [*units, *map(targets.of_place, places)]
    every = [*snapshot.units["evidence_age_days"], *snapshot.places["evidence_age_days"]]
    ages = [
        (int(age), -int(rows.prominence[node]), node)
        for node, age in zip(nodes, every, strict=True)
        if age is not None
    ]
    if not ages:
        return None
    node = max(ages)[2]
    answer = target_verdict(history, node, history.case.last_day)
    return Example(node, answer)
