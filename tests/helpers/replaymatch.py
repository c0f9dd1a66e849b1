"""What a timeline and the literal replay say, day by day, laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from country import PLACE_IDS, UNITS
from replay import Replay, Verdict
from replaymind import CONFIRMS, DISSENTS, MADE

from mapper.core.model import State
from mapper.history.evidence import EvidenceIndex, Standing
from mapper.rules.timeline import Timeline

NAMES = (*UNITS, *PLACE_IDS)
ROLES = (MADE, CONFIRMS, CONFIRMS, DISSENTS)
"""Roles of the timeline's evidence: what agrees weakly confirms."""


Rows = Sequence[Mapping[str, Any]]


class Shown(NamedTuple):
    """What a timeline or a replay says of a target on a day; order is kept where it matters."""

    holder: str
    companions: tuple[str, ...]
    status: str
    contested_by: frozenset[str]
    besieged_by: frozenset[str]
    claimed_by: frozenset[str]
    uncertain_with: frozenset[str]
    between: frozenset[str]
    since: int
    since_earliest: int
    since_latest: int
    cause: str

    @classmethod
    def of(cls, state: State, *since: Any) -> Shown:
        return cls(*state[:3], *(frozenset(names) for names in state[3:]), *since)


def shown_by_day(timeline: Timeline, last_day: int) -> dict[tuple[int, int], Shown]:
    """What the timeline says, for every target and day."""
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        shown = Shown.of(
            timeline.states[row.state],
            row.since,
            row.since_earliest,
            row.since_latest,
            row.cause,
        )
        for day in range(row.start, min(row.end, last_day + 1)):
            found[row.target, day] = shown
    return found


def claims_by_day(
    timeline: Timeline, last_day: int
) -> dict[tuple[int, int], frozenset[tuple[int, str]]]:
    """The claims that made, confirm or dissent from what is shown, for every target and day."""
    by_tenure: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for row in timeline.evidence.itertuples(index=False):
        item = (row.day, row.claim, ROLES[row.role])
        by_tenure.setdefault((row.target, row.tenure), []).append(item)
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        keys = {(row.target, row.tenure), (row.source, row.source_tenure)}
        items = [item for key in keys for item in by_tenure.get(key, ())]
        for day in range(row.start, min(row.end, last_day + 1)):
            roles = {(c, role) for when, c, role in items if when <= day}
            twice = {(c, CONFIRMS) for c, role in roles if role == MADE}
            found[row.target, day] = frozenset(roles - twice)
    return found


def last_by_day(timeline: Timeline, rows: Rows, last_day: int) -> dict[tuple[int, int], int | None]:
    """The day of the last evidence, for every target and day, as snapshots read it."""
    days = [row["best"] for row in rows]
    index = EvidenceIndex(timeline.evidence, [str(i) for i in range(len(rows))], days)
    found = {}
    for row in timeline.intervals.itertuples(index=False):
        standing = Standing(row.target, row.tenure, row.source, row.source_tenure)
        for day in range(row.start, min(row.end, last_day + 1)):
            found[row.target, day] = index.by(standing, day).last
    return found


def differences(timeline: Timeline, literal: Replay, rows: Rows, last_day: int) -> list[str]:
    """Where the two disagree: states and their windows, claim lists, the day of the last evidence.

    Parameters
    ----------
    timeline : Timeline
    literal : Replay
    rows : sequence of mapping
        The claims.
    last_day : int
        The last day to compare.

    Returns
    -------
    list of str
        For each target the first day of each kind of disagreement, and what both say.
    """
    days = range(literal.first, last_day + 1)
    shown, lists = shown_by_day(timeline, last_day), claims_by_day(timeline, last_day)
    last = last_by_day(timeline, rows, last_day)
    found = []
    for target, name in enumerate(NAMES):
        seen: set[str] = set()
        for day in days:
            verdict, key = literal.verdict(target, day), (target, day)
            for what, mine, its in (
                ("state", shown.get(key), literal_state(verdict)),
                ("claims", lists.get(key), literal_claims(verdict)),
                ("last evidence", last.get(key), literal_last(literal, verdict)),
            ):
                if mine != its and what not in seen:
                    seen.add(what)
                    place = f"{what} of {name} on day {day - literal.first + 1}"
                    found.append(f"{place}:\n  timeline {mine}\n  replay   {its}")
    return found


def literal_state(verdict: Verdict | None) -> Shown | None:
    """What the replay says of a target on a day."""
    return None if verdict is None else Shown.of(verdict.state, *verdict[1:5])


def literal_claims(verdict: Verdict | None) -> frozenset[tuple[int, str]] | None:
    """Its claims with their roles."""
    if verdict is None:
        return None
    return frozenset((c, role) for role, ids in verdict.claims.items() for c in ids)


def literal_last(literal: Replay, verdict: Verdict | None) -> int | None:
    """The last day of a strong claim for what is so; a claim on the whole country is none (R11)."""
    if verdict is None:
        return None
    counts = {row.position: row.best for row in literal.rows if row.strong and not row.national}
    days = [counts[c] for c in verdict.claims[MADE] | verdict.claims[CONFIRMS] if c in counts]
    return max(days, default=None)
