"""The rows of targets that have been led: the first day, what they met, what came by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.core.model import BASELINE
from mapper.rules.course import ALONE, BASE, LEADER, Course
from mapper.rules.gather import CAUSES, LEVELS, Batch, Met
from mapper.rules.given import Given
from mapper.rules.land import IntArray
from mapper.rules.lockstep import LAPSED, Walk
from mapper.rules.notes import MARKS, NOTED, ROLE_BITS, STEPS
from mapper.rules.table import Reactions
from mapper.rules.track import BASELINE_RANK, CONFIRMS, LAPSE, SUCCESSION, SUCCESSION_RANK

__all__ = ["Laying", "Rows"]

Mask = npt.NDArray[np.bool_]
_REPEATED: Final = NOTED | MARKS | CONFIRMS << ROLE_BITS


@dataclass
class Rows:
    """The rows of some targets before they go into the course: columns as there, and a few more.

    ``target`` is the position of the target in the batch, ``starts`` where its rows begin.
    """

    nodes: IntArray
    leaders: IntArray
    starts: IntArray
    target: IntArray
    columns: dict[str, IntArray]

    def __getitem__(self, name: str) -> IntArray:
        return self.columns[name]

    def has(self, note: int) -> Mask:
        """Which rows have a note."""
        found: Mask = (self["notes"] & note) != 0
        return found

    def __len__(self) -> int:
        return len(self.target)


@dataclass
class Laying:
    """Lays out the rows of some targets.

    Attributes
    ----------
    batch : Batch
    first : int array
        Number of the standing of each on the first day.
    met : Met
    walked : Walk
        Without the claims that only repeat the one before.
    given : Given
    reactions : Reactions
    """

    batch: Batch
    first: IntArray
    met: Met
    walked: Walk
    given: Given
    reactions: Reactions

    def out(self, course: Course) -> Rows:
        """All rows in order: the first day, what was met, what came by itself."""
        batch, met, alone = self.batch, self.met, self.walked.alone
        core = self.reactions.core_of()
        begins = np.flatnonzero(core[self.first] >= 0)  # a base begins with its first own claim
        places = self._places(begins)
        columns = self._columns(begins, places, course)
        target = places.column(begins, met.target, alone.target)
        columns["core"] = core[columns["after"]]
        levels = {word: i for i, word in enumerate(LEVELS)}
        level = self.reactions.of_standings("level", lambda s: levels[s.level], np.int64)
        columns["level"] = level[columns["after"]]
        columns["node"] = batch.nodes[target]
        starts = np.searchsorted(target, np.arange(len(batch.nodes) + 1))
        return Rows(batch.nodes, batch.leaders, starts, target, columns)

    def _columns(self, begins: IntArray, places: _Places, course: Course) -> dict[str, IntArray]:
        """Columns of the first day, then of what was met, then of what came by itself."""
        met, alone, listed = self.met, self.walked.alone, self.given.listed
        after, notes = _with_repeats(met, self.walked)
        rank = np.maximum(met.rank, 0)
        by_claim = (met.rank >= 0) & bool(len(listed))
        claim = np.where(by_claim, listed.order[rank] if len(listed) else -1, -1)
        cause = np.where(by_claim, listed.event[rank] if len(listed) else -1, -1)
        followed = met.kind == LEADER
        cause[followed] = course["cause"][met.led[followed]]
        what = np.where(alone.what == LAPSED, CAUSES.index(LAPSE), CAUSES.index(SUCCESSION))
        column = places.column
        point = 2 * np.searchsorted(listed.best, alone.day, "left")
        return {
            "point": column(-1, met.point, point),
            "day": column(self.given.first_day, met.day, alone.day),
            "rank": column(BASELINE_RANK, met.rank, SUCCESSION_RANK),
            "claim": column(-1, claim, -1),
            "kind": column(BASE, met.kind, ALONE),
            "led": column(-1, met.led, -1),
            "national": column(0, met.national.astype(np.int64), 0),
            "after": column(self.first[begins], after, alone.after),
            "notes": column(STEPS, notes, STEPS),
            "cause": column(CAUSES.index(BASELINE), cause, what),
        }

    def _places(self, begins: IntArray) -> _Places:
        """Where all rows go."""
        met, alone = self.met, self.walked.alone
        many, few = len(begins), len(alone.target)
        if not few:
            first = np.searchsorted(met.target, begins) + np.arange(many)
            then = np.searchsorted(begins, met.target, "right") + np.arange(len(met.target))
            return _Places(first, then, alone.target)
        heads = np.flatnonzero(~met.again)
        starts = np.searchsorted(met.target, np.arange(len(self.batch.nodes) + 1))
        before = np.append(heads, len(met.target))[alone.before]
        before = np.minimum(before, starts[1:][alone.target])
        position = np.concatenate((starts[begins], np.arange(len(met.target)), before))
        target = np.concatenate((begins, met.target, alone.target))
        turn = np.repeat((0, 2, 1), (many, len(met.target), few))
        places = np.argsort(np.lexsort((turn, position, target)))
        return _Places(*np.split(places, (many, len(places) - few)))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where rows go: those of the first day, of what was met, of what came by itself."""

    first: IntArray
    met: IntArray
    alone: IntArray

    def column(self, first: int | IntArray, met: IntArray, alone: int | IntArray) -> IntArray:
        """A column of all rows; a number stands for the same in all rows of its sort."""
        column = np.empty(len(self.first) + len(self.met) + len(self.alone), dtype=np.int64)
        column[self.first], column[self.met], column[self.alone] = first, met, alone
        return column


def _with_repeats(met: Met, walked: Walk) -> tuple[IntArray, IntArray]:
    """Standing and notes of all that was met; repeats leave what they repeat as it is."""
    if not met.again.any():
        return walked.after.astype(np.int64), walked.notes.astype(np.int64)
    number = np.cumsum(~met.again) - 1  # a repeat has what it repeats before it
    after, notes = walked.after[number].astype(np.int64), walked.notes[number].astype(np.int64)
    notes[met.again] = _REPEATED
    return after, notes
