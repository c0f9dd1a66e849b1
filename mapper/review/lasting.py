"""Doubts about contests and sieges that go on in the data since nothing has ended or renewed them.

A contest lasts until somebody reports its end (R7). Of a skirmish nobody does, so that land stays
contested for decades by one row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from mapper.core.dates import day_number, day_of
from mapper.core.errors import Fault
from mapper.review.columns import StepColumns
from mapper.review.ground import Ground
from mapper.rules.effects import FIGHTS, Core
from mapper.rules.land import IntArray

__all__ = ["LONG_DAYS", "lasting_doubts"]

LONG_DAYS: Final = 730
"""Days without news after which a contest or siege is doubted: two years."""
_DAYS_OF_YEAR: Final = 365.25
_STATUS: Final = {"contest": "contested", "siege": "besieged"}


class _Span(NamedTuple):
    """A contest or siege of one target: its first day, its end (exclusive), and what ended it."""

    kind: str
    node: int
    start: int
    end: int
    ended_by: int
    """Position of the claim that ended it, -1 if none did."""
    lasts: bool


class _Gap(NamedTuple):
    """The longest time without news in a span: from a claim to the next one or the end."""

    span: _Span
    claim: int
    begin: int
    end: int
    next_claim: int
    """Position of the claim that renewed it then, -1 if none did."""


def lasting_doubts(ground: Ground) -> Iterator[Fault]:
    """Contests and sieges that nothing renewed for two years, one doubt for each row to blame."""
    spans = list(_spans(ground))
    if not spans:
        return
    news = _news(ground, {span.node for span in spans})
    found: dict[tuple[str, int], list[_Gap]] = defaultdict(list)
    for span in spans:
        gap = _longest_gap(span, news[span.kind].get(span.node, ()), ground)
        if gap is not None:
            found[span.kind, gap.claim].append(gap)
    for (kind, claim), gaps in found.items():
        if all(gap.span.node not in ground.untold for gap in gaps):
            yield _doubt(ground, kind, claim, gaps)


def _spans(ground: Ground) -> Iterator[_Span]:
    """Contests and sieges longer than two years, but those that come from whom a target follows."""
    last = day_number(ground.case.file.last_day) + 1
    steps = ground.steps
    own = steps.leader < 0
    own[steps.begin[:-1][np.diff(steps.begin) == 1]] = False  # what never changes began at once
    contests = list(_runs("contest", steps, last, own & steps.core.marks(_contested)))
    sieges = list(_runs("siege", steps, last, own & steps.core.marks(_besieged)))
    for _, span in sorted([*contests, *sieges], key=itemgetter(0)):
        yield span


def _contested(core: Core) -> bool:
    return core.contested_by is not None


def _besieged(core: Core) -> bool:
    return bool(core.besieged_by)


def _runs(
    kind: str, steps: StepColumns, last: int, on: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, _Span]]:
    """The longer times in which a contest or siege is on, each with the position of its target."""
    same = np.zeros(len(steps) + 1, dtype=bool)  # whether a step goes on with the target before
    same[1:-1] = steps.target[1:] == steps.target[:-1]
    before = np.append(False, on) & same
    begins = np.flatnonzero(on & ~before[:-1])
    ends = np.flatnonzero(np.append(False, on) & ~(np.append(on, False) & same))
    lasts = ~same[ends]
    days = np.append(steps.day, last)
    end = np.where(lasts, last, days[ends])
    long = np.flatnonzero(end - steps.day[begins] > LONG_DAYS)
    for i in long.tolist():
        target = int(steps.target[begins[i]])
        ended_by = -1 if lasts[i] else int(steps.claim[ends[i]])
        node, start = int(steps.nodes[target]), int(steps.day[begins[i]])
        yield target, _Span(kind, node, start, int(end[i]), ended_by, bool(lasts[i]))


def _news(ground: Ground, nodes: set[int]) -> dict[str, dict[int, list[tuple[int, int]]]]:
    """Best day and position of the claims that renew a contest or siege of some targets."""
    found: dict[str, dict[int, list[tuple[int, int]]]] = {
        kind: defaultdict(list) for kind in _STATUS
    }
    claims, run = ground.claims, ground.run
    wanted = np.zeros(run.unit_count + len(ground.case.places), dtype=bool)
    wanted[list(nodes)] = True
    fights = claims.event_in(FIGHTS)
    news = claims.strong & (fights | claims.status.marks(lambda word: word in _STATUS.values()))
    news &= (claims.place < 0) | wanted[run.unit_count + claims.place]
    for claim in claims.some(np.flatnonzero(news)):
        reach: IntArray = np.array(ground.reach(claim), dtype=np.int64)
        for kind, status in _STATUS.items():
            if claim.event_type in FIGHTS or claim.status == status:
                for node in reach[wanted[reach]].tolist():
                    found[kind][node].append((claim.best, claim.position))
    return found


def _longest_gap(span: _Span, news: Iterable[tuple[int, int]], ground: Ground) -> _Gap | None:
    """The longest time in a span without news, if it is longer than two years."""
    inside = [(day, claim) for day, claim in news if span.start <= day < span.end]
    if not inside:  # a succession or a claim of another kind set it off
        return None
    points = [*inside, (span.end, -1)]
    gaps = [
        _Gap(span, claim, day, after, next_claim)
        for (day, claim), (after, next_claim) in pairwise(points)
        if after - day > LONG_DAYS
    ]
    return max(gaps, key=lambda gap: gap.end - gap.begin, default=None)


def _doubt(ground: Ground, kind: str, claim: int, gaps: Sequence[_Gap]) -> Fault:
    longest = max(gaps, key=lambda gap: gap.end - gap.begin)
    span = longest.span
    whom = ground.called(ground.cell(claim, "target_id"))
    count = f", {len(gaps):,} units and places" if len(gaps) > 1 else ""
    began = f", begun on {day_of(span.start)}" if span.start < longest.begin else ""
    comma = "," if count or began else ""
    years = (longest.end - longest.begin) / _DAYS_OF_YEAR
    message = (
        f"Nothing renewed the {kind} of {whom}{count}{began}{comma} for {years:.1f} years after "
        f"{day_of(longest.begin)}: {_how_it_went_on(ground, longest)}."
    )
    over = "an `attack_repelled` or an `observation` of the holder"
    if kind == "siege":
        over = "a `siege_end`"
    return ground.doubt(
        claim,
        "event_date",
        message,
        f"Add {over} where it ended, or a claim that shows that it went on.",
        f"long-{kind}",
    )


def _how_it_went_on(ground: Ground, gap: _Gap) -> str:
    if gap.next_claim >= 0:
        return f"the next word of it is {ground.line(gap.next_claim)} of {day_of(gap.end)}"
    if gap.span.lasts:
        return f"it still lasts on the last day, {ground.case.file.last_day}"
    by = f" ({ground.line(gap.span.ended_by)})" if gap.span.ended_by >= 0 else ""
    return f"it ended on {day_of(gap.end)}{by}"
