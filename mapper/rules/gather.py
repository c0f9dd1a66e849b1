"""What some targets meet: claims on them, claims on areas around them, and their leaders' steps.

All in the order of R2, as numbers of the table of reactions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE
from mapper.rules.course import AREA, CLASH_ROW, LEADER, OWN, Course
from mapper.rules.effects import Claim, unbesieged
from mapper.rules.given import Given
from mapper.rules.land import IntArray
from mapper.rules.notes import APPLIED, HANDS
from mapper.rules.numbering import distinct, numbered
from mapper.rules.order import EVENTS, ClaimList
from mapper.rules.reactions import LedStep, Meeting, OnArea, OnPlace
from mapper.rules.table import Reactions
from mapper.rules.track import LAPSE, SUCCESSION

__all__ = ["CAUSES", "LEVELS", "Batch", "Contents", "Met", "gather"]

Mask = npt.NDArray[np.bool_]

CAUSES: Final = (*EVENTS, SUCCESSION, LAPSE)
"""Causes of steps by their number: event types, and what comes by itself."""
LEVELS: Final = (BASELINE, "own place", "own area", "deciding place", "seat", "none")
"""Evidence levels by their number."""


class Contents:
    """Claims by what they say: the meetings that they are, each worked out once."""

    def __init__(self, listed: ClaimList, reactions: Reactions) -> None:
        self.reactions = reactions
        _, rank, content = distinct(listed.content)
        self.of_claim: IntArray = content
        self.claims: list[Claim] = [
            claim._replace(rank=0, position=0, earliest=claim.best, latest=claim.best, content=i)
            for i, claim in enumerate(listed.claims(rank))
        ]
        self.on_place = self._numbers(OnPlace)
        self._bare: list[int] = []

    def _numbers(self, meeting: Callable[[Claim], Meeting]) -> IntArray:
        numbers = [self.reactions.meetings.of(meeting(claim)) for claim in self.claims]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def on_area(self) -> IntArray:
        """Numbers of claims on areas as targets meet them that have gone their own way."""
        return self._numbers(OnArea)

    def bare(self) -> IntArray:
        """The core without its siege, of every core so far."""
        cores = self.reactions.cores
        while len(self._bare) < len(cores):
            self._bare.append(cores.of(unbesieged(cores[len(self._bare)])))
        return np.array(self._bare, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Met:
    """What some targets meet, target after target in the order of R2.

    Attributes
    ----------
    target : int array
        Position of the target.
    point, day, rank, kind : int array
        As the columns of :class:`mapper.rules.course.Course`; ``rank`` is -1 of a leader's step
        behind which no claim stands.
    led : int array
        Row of the leader's step: the one that is met, or at which a claim on an area puts the
        leader; -1 where there is none.
    meeting : int array
        Number of the meeting.
    again : bool array
        Claims that only repeat the one before.
    national : bool array
    """

    target: IntArray
    point: IntArray
    day: IntArray
    rank: IntArray
    kind: IntArray
    led: IntArray
    meeting: IntArray
    again: Mask
    national: Mask


@dataclass(frozen=True, slots=True)
class Batch:
    """Targets that are led together.

    Attributes
    ----------
    nodes, leaders : int array
        The targets, and whom each follows (-1: nobody).
    villages : bool array
        Which rest on what their leader rests on, and not on that one.
    whose, ranks : int array
        Claims on the targets themselves: position of the target, and rank.
    again : bool array
        Which of those only repeat the one before.
    """

    nodes: IntArray
    leaders: IntArray
    villages: Mask
    whose: IntArray
    ranks: IntArray
    again: Mask


def gather(batch: Batch, given: Given, course: Course, contents: Contents) -> Met:
    """All that some targets meet.

    Parameters
    ----------
    batch : Batch
    given : Given
    course : Course
        The rows of all leaders.
    contents : Contents
    """
    listed, areas = given.listed, given.areas
    heeded, whose = areas.heeded(batch.nodes)
    fights, whose_fight = given.clashes.rows_of(batch.nodes)
    led = np.flatnonzero(batch.leaders >= 0)
    steps, follower = course.steps_of(batch.leaders[led])
    parts = [
        (whose, heeded, AREA, np.full(len(heeded), -1)),
        (batch.whose, batch.ranks, OWN, np.full(len(batch.ranks), -1)),
        (whose_fight, given.clashes.rank[fights], CLASH_ROW, fights),
        (led[follower], course["rank"][steps], LEADER, steps),
    ]
    target, rank, row = (np.concatenate([part[i] for part in parts]) for i in (0, 1, 3))
    kind = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
    point = np.where(kind == LEADER, 0, 2 * rank + 1)
    point[kind == LEADER] = course["point"][steps]
    again = np.zeros(len(target), dtype=bool)
    again[kind == OWN] = batch.again
    order = np.argsort((target * (2 * len(listed) + 2) + point) * 4 + kind, kind="stable")
    target, rank, kind, point, row = (c[order] for c in (target, rank, kind, point, row))
    day = listed.best[np.maximum(rank, 0)] if len(listed) else np.zeros(len(rank), dtype=np.int64)
    day[kind == LEADER] = course["day"][row[kind == LEADER]]
    national = np.zeros(len(target), dtype=bool)
    national[kind == AREA] = given.national[rank[kind == AREA]]
    meeting, led_row = _meetings(batch, given, course, contents, (target, rank, kind, row))
    return Met(
        target=target,
        point=point,
        day=day,
        rank=rank,
        kind=kind,
        led=led_row,
        meeting=meeting,
        again=again[order],
        national=national,
    )


def _meetings(
    batch: Batch,
    given: Given,
    course: Course,
    contents: Contents,
    met: tuple[IntArray, IntArray, IntArray, IntArray],
) -> tuple[IntArray, IntArray]:
    """Number of each meeting, and the row of the leader's step that bears on it."""
    target, rank, kind, row = met
    meeting, led = (np.full(len(target), -1, dtype=np.int64) for _ in range(2))
    direct = (kind == OWN) | (kind == CLASH_ROW)
    meeting[direct] = contents.on_place[contents.of_claim[rank[direct]]]
    at = np.flatnonzero(kind == AREA)
    leaders, villages = batch.leaders[target[at]], batch.villages[target[at]]
    cuts = given.cuts(batch.nodes[target[at]], rank[at])
    meeting[at], led[at] = _on_areas(leaders, villages, rank[at], cuts, course, contents)
    at = np.flatnonzero(kind == LEADER)
    led[at] = row[at]
    meeting[at] = _led_steps(batch, target[at], row[at], given, course, contents)
    return meeting, led


def _on_areas(
    leaders: IntArray,
    villages: Mask,
    ranks: IntArray,
    cuts: Mask,
    course: Course,
    contents: Contents,
) -> tuple[IntArray, IntArray]:
    """Numbers of claims on areas, and the row of the step at which they put the leader."""
    size = len(ranks)
    reached, moved, hands, anew = (np.zeros(size, dtype=bool) for _ in range(4))
    anew[:] = True
    core, step = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    led = np.flatnonzero(leaders >= 0)
    if len(led):
        whom, point = leaders[led], 2 * ranks[led] + 1
        at = course.before(whom, point)
        there = at < course.end[whom]
        there &= course["point"][np.minimum(at, len(course) - 1)] == point
        reached[led] = there & ((course["notes"][np.minimum(at, len(course) - 1)] & APPLIED) != 0)
        # At one point there is one step: whom a claim reaches does not follow others there.
        now, former = _last_step(whom, at + there, course), _last_step(whom, at, course)
        step[led] = now
        some = np.flatnonzero(now >= 0)
        rows, before = now[some], former[some]
        core[led[some]] = course["core"][rows]
        hands[led[some]] = (course["notes"][rows] & HANDS) != 0
        bare, known = contents.bare(), np.maximum(before, 0)
        turned = bare[course["core"][rows]] != bare[course["core"][known]]
        by_it = course["point"][rows] == point[some]
        moved[led[some]] = by_it & (before >= 0) & turned
        other = _rests_anew(rows, known, villages[led[some]], course)
        anew[led[some]] = other | (before < 0)
    for column, nothing in ((core, -1), (moved, False), (hands, False), (anew, False)):
        column[~reached] = nothing  # how the leader stands matters to those who join it
    fields = (contents.of_claim[ranks], core + 1, cuts, reached, moved, hands, anew)
    return _numbered(fields, contents, _make_on_area), step


def _last_step(whom: IntArray, at: IntArray, course: Course) -> IntArray:
    """The row of the last step of some targets before a row; -1 where there is none."""
    some = at > course.begin[whom]
    found: IntArray = np.where(some, course["step"][np.maximum(at - 1, 0)], -1)
    return found


def _rests_anew(steps: IntArray, former: IntArray, villages: Mask, course: Course) -> Mask:
    """Whether those who follow rest on other evidence after a step than after the former one."""
    differs = {
        name: course[name][steps] != course[name][former]
        for name in ("source", "source_tenure", "tenure")
    }
    found: Mask = np.where(
        villages, differs["source"] | differs["source_tenure"], differs["tenure"]
    )
    return found


def _make_on_area(contents: Contents, values: list[int]) -> OnArea:
    content, core, cuts, reached, moved, hands, anew = values
    claim = contents.claims[content]
    return OnArea(
        claim._replace(cuts=True) if cuts else claim,
        bool(reached),
        contents.reactions.cores[core - 1] if core else None,
        bool(moved),
        bool(hands),
        bool(anew),
    )


def _led_steps(
    batch: Batch,
    target: IntArray,
    steps: IntArray,
    given: Given,
    course: Course,
    contents: Contents,
) -> IntArray:
    """Numbers of the steps of leaders, for those who meet them."""
    nodes, villages = batch.nodes[target], batch.villages[target]
    former = course.former(steps)
    bare = contents.bare()
    core = course["core"][steps]
    cause = course["cause"][steps]
    rank = course["rank"][steps]
    renames, lapses = cause == CAUSES.index(SUCCESSION), cause == CAUSES.index(LAPSE)
    fields = (
        core,
        course["level"][steps],
        (course["notes"][steps] & HANDS) != 0,
        bare[core] != bare[course["core"][former]],
        renames,
        ~renames & ~lapses,
        given.areas.hits(nodes, rank),
        given.left_out.hits(nodes, rank),
        _rests_anew(steps, former, villages, course),
    )
    return _numbered(fields, contents, _make_led_step)


def _make_led_step(contents: Contents, values: list[int]) -> LedStep:
    core, level, *marks = values
    return LedStep(contents.reactions.cores[core], LEVELS[level], *map(bool, marks))


def _numbered(fields: tuple[Any, ...], contents: Contents, make: Any) -> IntArray:
    """Numbers of meetings that are made of some columns, each made once."""
    size = len(fields[0])
    if not size:
        return np.empty(0, dtype=np.int64)
    widths = [int(np.max(column)) + 1 for column in fields]
    code = np.zeros(size, dtype=np.int64)
    for column, width in zip(fields, widths, strict=True):
        code = code * width + column
    found, place = numbered(code)
    numbers = np.empty(len(found), dtype=np.int64)
    for i, number in enumerate(found.tolist()):
        left, values = number, []
        for width in reversed(widths):
            left, value = divmod(left, width)
            values.append(value)
        numbers[i] = contents.reactions.meetings.of(make(contents, values[::-1]))
    return numbers[place]
