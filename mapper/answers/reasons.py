"""Which rules led to a verdict, read off the intervals and claims that they left behind.

Nothing is decided here: each reason names a rule of ``docs/method.md`` whose trace stands in the
history (a leader that is followed, a claim on an area, a window, a contest), and says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mapper.answers.chain import (
    DECIDING,
    LAND,
    Chain,
    Link,
    area_claims,
    reaches,
    run_of,
    seat_area,
    strong,
    tenure_of,
)
from mapper.answers.doubts import Doubt
from mapper.core.dates import day_of
from mapper.core.model import BASE_KINDS, BASELINE, HANDS_EVENTS
from mapper.history.holders import holder_in_text, holder_is_plural
from mapper.history.targethistory import Interval, TargetHistory

__all__ = ["Reason", "claim_words", "follows_words", "reasons_of"]

_STRUGGLES: Final = frozenset({"contest", "siege_begin", "raid"})
_ENDS: Final = {"attack_repelled": "contest", "siege_end": "siege"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that led to a verdict: its number, the target that it worked on, and how."""

    rule: str
    node: int
    text: str


def reasons_of(
    history: TargetHistory,
    chain: Chain,
    day: int,
    doubts: Sequence[Doubt],
    made: Sequence[str],
    confirms: Sequence[str],
    dissents: Sequence[str],
) -> list[Reason]:
    """The rules that led to a verdict, from the target to what decides it.

    Parameters
    ----------
    history : TargetHistory
    chain : Chain
    day : int
        Days since 1970-01-01.
    doubts : sequence of Doubt
        Disputes and open dates on the day.
    made, confirms, dissents : sequence of str
        Ids of the claims in these roles, in the order of R2.
    """
    reasons = [r for link in chain.links for r in _of_link(history, link, day)]
    reasons += _of_holder(history, chain, made)
    reasons += _of_struggle(history, chain.last)
    reasons += _of_evidence(history, chain, confirms, dissents)
    reasons += [Reason(d.rule, chain.first.node, d.words(history)) for d in doubts]
    return list(dict.fromkeys(reasons))


def claim_words(history: TargetHistory, position: int) -> str:
    """A claim in a few words: ``the capture of Gao, 2012-03-31``.

    Parameters
    ----------
    history : TargetHistory
    position : int
        Row of the claim.
    """
    row = history.claim(position)
    event = str(row.event_type).replace("_", " ")
    scope = f" ({row.scope})" if row.scope else ""
    return f"the {event} at {row.target_name}{scope}, {row.event_date}"


def follows_words(history: TargetHistory, link: Link) -> str:
    """How a target follows another one: ``follows Bourem, seat of its district``."""
    leader = history.targets.name(link.interval.leader)
    if link.bound == LAND:
        return f"has the state of its land, {leader}"
    if link.bound == DECIDING:
        return f"follows {leader}"
    area = seat_area(history, link.interval.leader, link.node)
    return f"follows {leader}, seat of its {area[2] if area else 'area'}"


def _of_link(history: TargetHistory, link: Link, day: int) -> Iterator[Reason]:
    """R8 of a follower, and of land that its deciding place does not move."""
    node = link.node
    name = history.targets.name(node)
    land = history.targets.is_unit(node)
    if link.bound:
        what = f"the land of {name}" if land else f"{name}, without strong claims of its own,"
        yield Reason("R8", node, f"{what} {follows_words(history, link)}")
    elif land:
        yield from _apart(history, link, day)


def _apart(history: TargetHistory, link: Link, day: int) -> Iterator[Reason]:
    """R8: why land does not follow the place that decides it at other times."""
    intervals = history.intervals_of(link.node)
    decider = next((i.leader for i in intervals if i.leader >= 0), -1)
    if decider < 0:
        return
    run = list(run_of(intervals, link.interval, lambda i: i.leader < 0))
    detached = first = -1
    for claim in area_claims(history, link.node, run[0].start, day):
        first = claim if first < 0 else first
        if history.claim(claim).scope != "countryside":
            detached = -1  # attached again, but not moved
        elif detached < 0:
            detached = claim
    town, name = history.targets.name(decider), history.targets.name(link.node)
    if detached >= 0:
        by = claim_words(history, detached)
        yield Reason("R8", link.node, f"the land of {name} is detached from {town} by {by}")
    elif first >= 0:
        by = claim_words(history, first)
        yield Reason(
            "R8", link.node, f"the land of {name} waits for the next move of {town} since {by}"
        )


def _of_holder(history: TargetHistory, chain: Chain, made: Sequence[str]) -> Iterator[Reason]:
    """R1, R2, R3, R6 and R9: how the holder came, and what shaped the state since."""
    first, last = chain.first, chain.last
    tenure = tenure_of(history.intervals_of(first.node), first.interval)
    if chain.deciding < 0:
        party = tenure[0].state.holder
        holder = holder_in_text(history, party)
        verb = "are" if holder_is_plural(history, party) else "is"
        yield Reason("R1", last.node, f"{holder} {verb} the holder of the baseline")
    elif _is_base(history, first.node) and tenure[0].tenure == 0:
        words = claim_words(history, chain.deciding)
        yield Reason("R1", first.node, f"a base or site is there from its first claim on: {words}")
    else:
        yield from _of_claim(history, chain, tenure[0])
    for before, after in pairwise(tenure):
        yield from _successions(history, first.node, before, after)
    shaping = history.position_of(made[-1]) if made else -1
    if shaping not in {-1, chain.deciding}:
        yield from _of_shaping(history, last, shaping)


def _of_shaping(history: TargetHistory, link: Link, shaping: int) -> Iterator[Reason]:
    """What the last claim did that changed the state but not the holder."""
    row = history.claim(shaping)
    words, event = claim_words(history, shaping), str(row.event_type)
    ended = _ENDS.get(event)
    if ended is not None:
        if link.interval.state.status != "contested" and not link.interval.state.besieged_by:
            yield Reason("R7", link.node, f"{words}, ended the {ended}")
    elif event not in _STRUGGLES:
        rule = "R3" if row.scope else "R6" if event == "observation" else "R2"
        yield Reason(rule, link.node, f"{words}, left the holder and changed the rest")


def _of_claim(history: TargetHistory, chain: Chain, start: Interval) -> Iterator[Reason]:
    """How the deciding claim worked: on the place or by an area, at once or seen late."""
    row = history.claim(chain.deciding)
    first = chain.first.node
    words = claim_words(history, chain.deciding)
    reached = [x.node for x in chain.links if reaches(history, chain.deciding, x.node)]
    node = next(iter(reached), start.leader if start.leader >= 0 else first)
    if not reached and start.leader >= 0:
        leader = history.targets.name(start.leader)
        text = f"{history.targets.name(first)} took its holder when it followed {leader}"
        yield Reason("R8", first, text)
    if row.event_type == BASELINE:
        yield Reason("R1", node, f"{words}, says what stood there at the beginning")
        return
    if row.event_type == "observation":
        yield Reason("R6", node, f"{words}, names another holder: a change seen late")
    if row.scope:
        yield Reason("R3", node, f"{words}, changed the holder in that area")
    elif row.event_type != "observation":
        yield Reason("R2", node, f"{words}, is the last claim in order that changed the holder")
    if start.since_earliest < start.since_latest:
        earliest, latest = day_of(start.since_earliest), day_of(start.since_latest)
        text = f"the day of the change is open: between {earliest} and {latest}"
        yield Reason("R5", first, text)


def _successions(
    history: TargetHistory, node: int, before: Interval, after: Interval
) -> Iterator[Reason]:
    """R9: the parties that passed into others between two intervals."""
    for item in history.successions:
        took_part = item.predecessor in _parties(before) and item.successor in _parties(after)
        if item.date == day_of(after.start) and took_part:
            old, new = (holder_in_text(history, x) for x in (item.predecessor, item.successor))
            yield Reason("R9", node, f"{new} took the place of {old}, {item.date}")


def _parties(interval: Interval) -> set[str]:
    state = interval.state
    return {state.holder, *state.companions, *state.contested_by, *state.besieged_by}


def _of_struggle(history: TargetHistory, link: Link) -> Iterator[Reason]:
    """R7: the contest and the siege on the day, with the claims that began them."""
    tenure = link.interval.tenure
    kinds: tuple[tuple[str, Callable[[Interval], bool]], ...] = (
        ("contest", lambda i: i.state.status == "contested" and i.tenure == tenure),
        ("siege", lambda i: bool(i.state.besieged_by) and i.tenure == tenure),
    )
    for word, holds in kinds:
        if not holds(link.interval):
            if word == "contest":
                yield from _lapsed(history, link, holds)
            continue
        run = list(run_of(history.intervals_of(link.node), link.interval, holds))
        claim = run[0].claim
        by = f" ({claim_words(history, claim)})" if claim >= 0 else ""
        yield Reason("R7", link.node, f"a {word} changes no holder{by}")


def _lapsed(
    history: TargetHistory, link: Link, holds: Callable[[Interval], bool]
) -> Iterator[Reason]:
    """R7: the end of the last contest of the tenure, if no claim and no succession ended it."""
    before = history.intervals_of(link.node)
    before = [
        i for i in before if i.start <= link.interval.start and i.tenure == link.interval.tenure
    ]
    ends = [after for one, after in pairwise(before) if holds(one) and not holds(after)]
    if not ends or ends[-1].claim >= 0:
        return
    day = day_of(ends[-1].start)
    if all(item.date != day for item in history.successions):
        yield Reason("R7", link.node, f"the contest lapsed on {day}: no report renewed it")


def _of_evidence(
    history: TargetHistory, chain: Chain, confirms: Sequence[str], dissents: Sequence[str]
) -> Iterator[Reason]:
    """R3, R4, R6 and R7: what confirmed the holder, and what did not move it."""
    node = chain.last.node
    for event in reversed(confirms):
        row = history.claim(history.position_of(event))
        words = claim_words(history, history.position_of(event))
        if not strong(history, history.position_of(event)):
            continue
        if row.event_type == "observation":
            yield Reason("R6", node, f"{words}, renews the evidence")
        elif row.event_type in {"raid", "attack_repelled"}:
            yield Reason("R7", node, f"{words}, is evidence for the holder")
        else:
            continue
        break
    for event in dissents:
        row = history.claim(history.position_of(event))
        words = claim_words(history, history.position_of(event))
        if not strong(history, history.position_of(event)):
            yield Reason("R4", node, f"{words}, is weak: it disputes and never moves the holder")
        elif row.scope and row.event_type not in HANDS_EVENTS:
            yield Reason("R3", node, f"{words}, speaks of the area: dissent beside own claims")


def _is_base(history: TargetHistory, node: int) -> bool:
    targets = history.targets
    return not targets.is_unit(node) and targets.value(node, "kind") in BASE_KINDS
