"""Reactions as a table: each pair of a standing and a meeting is worked out once.

Standings, meetings and cores have numbers here, so that what happens to many targets is a look-up
in an array (:mod:`mapper.rules.lockstep`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from mapper.core.lineage import NEVER, Lineage
from mapper.rules.effects import Core, Kinship, named_in
from mapper.rules.land import IntArray
from mapper.rules.reactions import Meeting, Standing, react

__all__ = ["Numbers", "Reactions"]

T = TypeVar("T", bound=Hashable)
_DENSE: Final = 1 << 24
"""Up to so many pairs they stand in an array; beyond that only those that occur are kept."""


class Numbers(Generic[T]):
    """Things by the number under which they were first met."""

    def __init__(self) -> None:
        self.things: list[T] = []
        self._number: dict[T, int] = {}

    def __len__(self) -> int:
        return len(self.things)

    def __getitem__(self, number: int) -> T:
        return self.things[number]

    def of(self, thing: T) -> int:
        """The number of a thing."""
        found = self._number.get(thing)
        if found is None:
            found = self._number[thing] = len(self.things)
            self.things.append(thing)
        return found


@dataclass
class Reactions:
    """All that targets and meetings do to each other in one case.

    Attributes
    ----------
    kinship : Kinship
    lineage : Lineage
    standings, meetings, cores : Numbers
    """

    kinship: Kinship
    lineage: Lineage
    standings: Numbers[Standing] = field(default_factory=Numbers)
    meetings: Numbers[Meeting] = field(default_factory=Numbers)
    cores: Numbers[Core] = field(default_factory=Numbers)
    _known: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _columns: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def one(self, standing: int, meeting: int) -> tuple[int, int]:
        """Number of the standing after a meeting, and its notes."""
        key = standing, meeting
        if key not in self._known:
            after, notes = react(self.standings[standing], self.meetings[meeting], self.kinship)
            self._known[key] = self.standings.of(after), notes
        return self._known[key]

    def worked_out(self) -> Iterator[tuple[Standing, Meeting, Standing, int]]:
        """Every pair of a standing and a meeting that occurred, what came of it, and its notes."""
        for (standing, meeting), (after, notes) in self._known.items():
            things = self.standings.things
            yield things[standing], self.meetings[meeting], things[after], notes

    def of_standings(self, name: str, value: Callable[[Standing], Any], kind: Any) -> Any:
        """A value of every standing so far, as an array by its number that is not to be changed."""
        known, things = self._columns.get(name), self.standings.things
        if known is None or len(known) < len(things):
            known = np.empty(0, dtype=kind) if known is None else known
            more = np.array([value(one) for one in things[len(known) :]], dtype=kind)
            known = self._columns[name] = np.concatenate((known, more))
            known.flags.writeable = False
        return known

    def core_of(self) -> IntArray:
        """The core of every standing; -1 of a base that no claim has named yet."""
        found: IntArray = self.of_standings(
            "core", lambda s: -1 if s.core is None else self.cores.of(s.core), np.int64
        )
        return found

    def due(self) -> IntArray:
        """When somebody is succeeded of every standing that goes its own way (R9)."""

        def day(standing: Standing) -> int:
            if standing.core is None or standing.on:
                return NEVER
            return self.lineage.due(named_in(standing.core))

        found: IntArray = self.of_standings("due", day, np.int64)
        return found

    def fought_over(self) -> npt.NDArray[np.bool_]:
        """Which standings go their own way and are contested (R7)."""
        found: npt.NDArray[np.bool_] = self.of_standings(
            "fought over",
            lambda s: s.core is not None and not s.on and s.core.contested_by is not None,
            bool,
        )
        return found


class Lookup:
    """The table for one walk: numbers of standings after some meetings, and notes.

    Parameters
    ----------
    reactions : Reactions
    meetings : int array
        Every meeting of the walk.
    """

    def __init__(self, reactions: Reactions, meetings: IntArray) -> None:
        self.reactions = reactions
        size = len(reactions.meetings)
        present = np.zeros(size, dtype=bool)
        present[meetings] = True
        self._all = np.flatnonzero(present)
        self._column = np.zeros(size, dtype=np.int64)
        self._column[self._all] = np.arange(len(self._all))
        self._after, self._notes = self._empty(2 * len(reactions.standings) + 256)

    def _empty(self, rows: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        shape = (rows, max(len(self._all), 1))
        if shape[0] * shape[1] > _DENSE:
            shape = (0, shape[1])
        # Zeros take no memory until something is written: 0 stands for what is not known yet.
        return np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)

    def columns(self, meetings: IntArray) -> IntArray:
        """What :meth:`meet` calls the meetings."""
        return self._column[meetings]

    def meet(self, standing: IntArray, column: IntArray) -> tuple[IntArray, IntArray]:
        """The standings after some meetings, and their notes."""
        if len(self._after) and len(self.reactions.standings) > len(self._after):
            self._grow()  # a succession or a lapse made new ones
        if not len(self._after):
            return self._sparse(standing, column)
        after = self._after[standing, column]
        if (after == 0).any():
            missing = after == 0
            self._fill(standing[missing], column[missing])
            if not len(self._after):
                return self._sparse(standing, column)
            after = self._after[standing, column]
        return after - 1, self._notes[standing, column]

    def _fill(self, standing: IntArray, column: IntArray) -> None:
        width = self._after.shape[1]
        for pair in np.unique(standing.astype(np.int64) * width + column).tolist():
            row, place = divmod(pair, width)
            after, notes = self.reactions.one(row, int(self._all[place]))
            self._after[row, place], self._notes[row, place] = after + 1, notes
        if len(self.reactions.standings) > len(self._after):
            self._grow()

    def _grow(self) -> None:
        rows = len(self._after)
        after, notes = self._empty(2 * len(self.reactions.standings))
        if len(after):
            after[:rows], notes[:rows] = self._after, self._notes
        self._after, self._notes = after, notes

    def _sparse(self, standing: IntArray, column: IntArray) -> tuple[IntArray, IntArray]:
        width = max(len(self._all), 1)
        pairs, again = np.unique(standing.astype(np.int64) * width + column, return_inverse=True)
        found = [
            self.reactions.one(pair // width, int(self._all[pair % width]))
            for pair in pairs.tolist()
        ]
        both = np.array(found, dtype=np.int64).reshape(-1, 2)
        return both[again, 0], both[again, 1]
