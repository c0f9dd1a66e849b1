"""What is open about a target on a day: disputes (R4) and uncertain dates (R5, R6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from mapper.answers.chain import Chain, run_of
from mapper.core.dates import day_number, day_of
from mapper.core.model import SHARED
from mapper.history.beginnings import lineage_of
from mapper.history.holders import holder_in_text
from mapper.history.targethistory import OPEN_END, Interval, TargetHistory
from mapper.rules.track import DISSENTS

__all__ = ["Doubt", "doubts_of"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A dispute or an open date; days count from 1970-01-01, ``until`` is exclusive.

    Attributes
    ----------
    rule : str
        ``R4`` for a dispute; ``R5`` for an open date, ``R6`` for one that an observation left.
    holders : tuple of str
        Whom it names beside the holder.
    start, until : int
        The days on which it is open.
    claim : int
        Position of the claim; -1 where none stands for it. That of an open date may be dated
        later than the day asked for (R10).
    """

    rule: str
    holders: tuple[str, ...]
    start: int
    until: int
    claim: int

    @property
    def lasts(self) -> bool:
        """Whether it is open to the end of the case."""
        return self.until >= OPEN_END

    def words(self, history: TargetHistory) -> str:
        """The doubt as half a sentence."""
        names = ", ".join(holder_in_text(history, x) for x in self.holders)
        end = "the end" if self.lasts else day_of(self.until - 1)
        span = f"{day_of(self.start)} to {end}"
        if self.rule == "R4":
            return f"disputed by the claim of {names}, {span}"
        what = "the change was seen late" if self.rule == "R6" else "the date of the change is open"
        return f"{what}: perhaps {names}, {span}"


def doubts_of(history: TargetHistory, chain: Chain, day: int) -> list[Doubt]:
    """The disputes and open dates of a target on a day, in order of time.

    Parameters
    ----------
    history : TargetHistory
    chain : Chain
    day : int
        Days since 1970-01-01.
    """
    node, now = chain.first.node, chain.first.interval
    intervals = history.intervals_of(node)
    found = [*_open_dates(history, intervals, now, day)]
    for claimant in now.state.claimed_by:
        run = list(
            run_of(intervals, now, partial(_claimed, lineage_of(history.successions, claimant)))
        )
        claim = _disputing(history, chain, claimant, day)
        found.append(Doubt("R4", (claimant,), run[0].start, run[-1].end, claim))
    return sorted(found, key=lambda d: (d.start, d.rule, d.claim))


def _claimed(names: frozenset[str], interval: Interval) -> bool:
    return not names.isdisjoint(interval.state.claimed_by)


def _open_dates(
    history: TargetHistory, intervals: Sequence[Interval], now: Interval, day: int
) -> Iterator[Doubt]:
    """The changes whose windows include the day (R5, R6)."""
    if not now.state.uncertain_with:
        return
    run = list(run_of(intervals, now, lambda i: bool(i.state.uncertain_with)))
    found = False
    for before, after in pairwise(intervals):
        if (before in run or after in run) and _differ(before, after):
            start, until = _window(history, after)
            if start <= day < until:
                found = True
                other = after if after.start > day else before
                observed = after.claim >= 0 and _type(history, after.claim) == "observation"
                names = _parties(other, now)
                yield Doubt("R6" if observed else "R5", names, start, until, after.claim)
    if not found:
        yield Doubt("R5", now.state.uncertain_with, run[0].start, run[-1].end, -1)


def _differ(before: Interval, after: Interval) -> bool:
    """Whether the holder, or being shared, changed between two intervals."""
    one, other = before.state, after.state
    return (one.holder, one.status == SHARED) != (other.holder, other.status == SHARED)


def _window(history: TargetHistory, after: Interval) -> tuple[int, int]:
    """The earliest and the latest day of the change that begins an interval."""
    if after.since == after.start or after.claim < 0:
        return after.since_earliest, after.since_latest
    claim = history.claim(after.claim)
    return day_number(claim.earliest), day_number(claim.latest)


def _parties(other: Interval, now: Interval) -> tuple[str, ...]:
    """Who holds it by the other possibility, named as on the day where it was renamed since."""
    shared = other.state.status == SHARED
    names = (other.state.holder, *(other.state.companions if shared else ()))
    open_ = tuple(n for n in now.state.uncertain_with if n in names)
    return open_ or now.state.uncertain_with


def _disputing(history: TargetHistory, chain: Chain, claimant: str, day: int) -> int:
    """Position of the weak claim that names a claimant on a day, or -1."""
    keys = {
        key
        for link in chain.links
        for key in (
            (link.node, link.interval.tenure),
            (link.interval.source, link.interval.source_tenure),
        )
    }
    found = [
        row.claim
        for target in {target for target, _ in keys if target >= 0}
        for tenure, row in history.noted_for(target)
        if row.role == DISSENTS
        and (target, tenure) in keys
        and _names(history, row.claim, claimant, day)
    ]
    return max(found, default=-1)


def _names(history: TargetHistory, position: int, claimant: str, day: int) -> bool:
    """Whether a claim of that day or an earlier one names a claimant, or whom it came from."""
    claim = history.claim(position)
    name = claim.gained_by[0]
    for step in sorted(history.successions, key=lambda s: s.date):
        if step.predecessor == name and step.date <= day_of(day):
            name = step.successor
    return not claim.strong and name == claimant and day_number(claim.earliest) <= day


def _type(history: TargetHistory, position: int) -> str:
    return history.claim(position).event_type
