"""What would be so if a claim, a source or a kind of claims were not, of all that differs.

Each *world* is the case without a set of claims: each claim alone, those that rest on one source
alone, and each kind of claims. The same rules make all of them, in one run
(:mod:`mapper.rules.worlds`). Of a target that differs only the part of its intervals is kept in
which it does, as differences to the interval that the case itself has on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.areas.models import build_areas
from mapper.case.leaving import claims_of_kinds, claims_of_sources
from mapper.core.dates import day_number
from mapper.core.model import BASELINE, State
from mapper.history.beginningrows import begun_days
from mapper.history.derive import rules_of
from mapper.rules.course import ranges
from mapper.rules.timeline import OtherTimelines, other_timelines
from mapper.rules.worlds import ManyWorldsError

if TYPE_CHECKING:
    from mapper.case.read import Case
    from mapper.history.control import ControlHistory

__all__ = ["with_alternatives"]

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MOST_CLAIMS: Final = 5_000
"""With more claims no page has room for what would be so without each of them."""
_SAME: Final = ("state", "leader", "source", "source_tenure", "tenure", "claim")
"""Columns that are kept as differences to the interval of the case on the same day."""
_WORDS: Final = ("cause", "level")
_COLUMNS: Final = (*_SAME, "start", "since", "since_earliest", "since_latest")
_PROOFS: Final = ("tenure", "claim", "role")
_NEVER: Final = 1 << 60


def with_alternatives(history: ControlHistory, case: Case) -> ControlHistory:
    """The history, with what would be so without each claim, source and kind of claims.

    Pages of the whole conflict offer it then.

    Parameters
    ----------
    history : ControlHistory
    case : Case
        From which the history was built.

    Returns
    -------
    ControlHistory
        The same as it is, where there are too many claims, or none. Where claims reach so much
        that too many targets would have to be led again, only the kinds are asked for.
    """
    found = _alternatives(history, case) if 0 < len(case.claims) <= MOST_CLAIMS else None
    return replace(history, alternatives=found)


def _alternatives(history: ControlHistory, case: Case) -> Mapping[str, Any] | None:
    kinds = claims_of_kinds(case.claims, case.sources)
    single = [*([i] for i in range(len(case.claims))), *claims_of_sources(case.claims).values()]
    given = (case.claims, case.places, build_areas(case).tables, rules_of(case), case.coded)
    for whole in (True, False):
        sets = _distinct([*(single if whole else []), *kinds.values()])
        with suppress(ManyWorldsError):
            found = other_timelines(*given, sets)
            return _Differences(history, found, sets).plain() | {"kinds": kinds, "single": whole}
        if not kinds:
            break
    return None


def _distinct(sets: Iterable[Sequence[int]]) -> list[Ints]:
    """Sets of claims, each once."""
    return [np.array(one, dtype=np.int64) for one in dict.fromkeys(map(tuple, sets))]


class _Rows:
    """Rows of a table, those of each of some groups together."""

    def __init__(self, columns: Mapping[str, Ints], begin: Ints, count: Ints) -> None:
        self.columns, self.begin, self.count = columns, begin, count

    def of(self, groups: Ints) -> _Rows:
        """The same of some of the groups; the columns stay as they are."""
        return _Rows(self.columns, self.begin[groups], self.count[groups])


class _Parts:
    """In which part the rows of groups differ from other rows of the same groups.

    Attributes
    ----------
    head : int array
        How many rows at the beginning are the same.
    cut : int array
        How many of the others follow that are not.
    made : int array
        How many stand instead of them; all rows after these are the same again.
    """

    def __init__(self, new: _Rows, old: _Rows) -> None:
        at = ranges(new.begin, new.count)
        group = np.repeat(np.arange(len(new.count)), new.count)
        place = at - new.begin[group]
        least = np.minimum(new.count, old.count)
        self.head = _same_run(new, old, at, old.begin[group] + place, place, least)
        back = new.count[group] - 1 - place
        last = (old.begin + old.count - 1)[group] - back
        left = least - self.head
        tail = _same_run(new, old, at, last, back, left)
        self.cut, self.made = old.count - self.head - tail, new.count - self.head - tail
        self.rows = ranges(new.begin + self.head, self.made)
        self.group = np.repeat(np.arange(len(new.count)), self.made)

    @property
    def some(self) -> Mask:
        """The groups in which something differs."""
        return (self.cut > 0) | (self.made > 0)


def _same_run(new: _Rows, old: _Rows, at: Ints, other: Ints, place: Ints, most: Ints) -> Ints:
    """How many rows of each group, up to a number, are the same as others before one is not."""
    group = np.repeat(np.arange(len(new.count)), new.count)
    same = place < most[group]
    known = np.clip(other, 0, max(len(next(iter(old.columns.values()))) - 1, 0))
    for name, column in old.columns.items():
        if len(column):
            same &= new.columns[name][at] == column[known]
    run = most.copy()
    np.minimum.at(run, group, np.where(same, _NEVER, np.maximum(place, 0)))
    return np.minimum(run, most)


class _Differences:
    """What differs from a history in some worlds, as plain values."""

    def __init__(self, history: ControlHistory, found: OtherTimelines, sets: list[Ints]) -> None:
        self.history, self.sets = history, sets
        self.words = {name: self._words(name, found) for name in _WORDS}
        self.states, numbers = self._states(found)
        self.base = self._numbers(history.intervals, np.arange(len(history.states)))
        self.other = self._numbers(found.intervals, numbers)
        self.world, self.target = found.world, found.target
        new = self._of_worlds(self.other, found.intervals)
        old = _of_targets(self.base, history.intervals["target"], self.target)
        self.intervals = _Parts(new, old)
        self.old = old
        self.proofs = self._proofs(found.evidence)

    def plain(self) -> dict[str, Any]:
        """Lists of whole numbers and words."""
        some = np.flatnonzero(self.intervals.some | self.proofs.some)
        worlds = np.unique(self.world[some])
        size = [len(self.sets[i]) for i in worlds.tolist()]
        claims = [int(claim) for i in worlds.tolist() for claim in self.sets[i]]
        parts = {"": self.intervals, "proof_": self.proofs}
        return {
            "claims": {"count": size, "claim": claims},
            "states": [[_listed(value) for value in state] for state in self.states],
            **{f"{name}s": words for name, words in self.words.items()},
            "differs": {
                "count": np.bincount(self.world[some])[worlds].tolist(),
                "target": self.target[some].tolist(),
                **{
                    prefix + name: getattr(part, name)[some].tolist()
                    for prefix, part in parts.items()
                    for name in ("head", "cut", "made")
                },
            },
            "intervals": self._made(),
            "evidence": self._proven(),
            "seats": self._seats(),
        }

    def _words(self, name: str, found: OtherTimelines) -> list[str]:
        words = [*self.history.intervals[name].unique(), *found.intervals[name].unique()]
        return list(dict.fromkeys(map(str, words)))

    def _states(self, found: OtherTimelines) -> tuple[list[State], Ints]:
        """States that the history has not, and the number of every state of the worlds."""
        known = {state: i for i, state in enumerate(self.history.states)}
        old = len(known)
        used = np.unique(found.intervals["state"].to_numpy())
        numbers = np.full(len(found.states), -1, dtype=np.int64)
        for code in used.tolist():
            numbers[code] = known.setdefault(found.states[code], len(known))
        return list(known)[old:], numbers

    def _numbers(self, rows: pd.DataFrame, states: Ints) -> dict[str, Ints]:
        columns = {name: rows[name].to_numpy(np.int64) for name in _COLUMNS}
        columns["state"] = states[columns["state"]]
        for name, words in self.words.items():
            codes, own = pd.factorize(rows[name])
            numbers = np.array([words.index(word) for word in own], dtype=np.int64)
            columns[name] = numbers[codes]
        return columns

    def _made(self) -> dict[str, list[int]]:
        """The intervals that stand instead of others."""
        rows, group = self.intervals.rows, self.intervals.group
        mine = {name: column[rows] for name, column in self.other.items()}
        beside = self._beside(group, mine["start"])
        found = {name: mine[name] - self.base[name][beside] for name in _SAME}
        start, since = mine["start"], mine["since"]
        found |= {
            "start": start - self._before(group, start),
            "since": start - since,
            "earliest": since - mine["since_earliest"],
            "latest": mine["since_latest"] - since,
        }
        found |= {name: mine[name] for name in _WORDS}
        baseline = mine["cause"] == self.words["cause"].index(BASELINE)
        at, early, late = begun_days(self.history.claims, mine, baseline)
        for name, days in (("begun_early", early), ("begun_late", late)):
            found[name] = np.zeros(len(rows), dtype=np.int64)
            found[name][at] = days
        return {name: column.tolist() for name, column in found.items()}

    def _before(self, group: Ints, start: Ints) -> Ints:
        """When the interval before each of those that are made began; at first the first day."""
        first = np.ones(len(group), dtype=bool)
        first[1:] = group[1:] != group[:-1]
        head, begin = self.intervals.head[group], self.old.begin[group]
        known = self.base["start"][np.maximum(begin + head - 1, 0)]
        known = np.where(head > 0, known, day_number(self.history.case.first_day))
        return np.where(first, known, np.append(0, start[:-1])[: len(start)])

    def _beside(self, group: Ints, start: Ints) -> Ints:
        """The row of the case's own interval of the same target on a day; its first before that."""
        first = day_number(self.history.case.first_day)
        width = int(self.base["start"].max()) - first + 2
        target = self.history.intervals["target"].to_numpy(np.int64)
        keys = target * width + (self.base["start"] - first)
        wanted = self.target[group] * width + np.clip(start - first, 0, width - 1)
        found = np.searchsorted(keys, wanted, "right") - 1
        return np.maximum(found, self.old.begin[group])

    def _proofs(self, evidence: pd.DataFrame) -> _Parts:
        """How the evidence differs from that of the case without the claims that are left out."""
        order = ["target", "tenure", "day", "rank"]
        known = self.history.evidence.sort_values(order, kind="stable")
        rows = evidence.sort_values(["world", *order], kind="stable")
        self.mine = {name: rows[name].to_numpy(np.int64) for name in _PROOFS}
        return _Parts(self._of_worlds(self.mine, rows), self._left(known))

    def _of_worlds(self, columns: Mapping[str, Ints], table: pd.DataFrame) -> _Rows:
        """The rows of each target that was led again."""
        width = len(self.history.targets) + 1
        keys = table["world"].to_numpy(np.int64) * width + table["target"].to_numpy(np.int64)
        wanted = self.world * width + self.target
        begin = np.searchsorted(keys, wanted, "left")
        return _Rows(columns, begin, np.searchsorted(keys, wanted, "right") - begin)

    def _left(self, known: pd.DataFrame) -> _Rows:
        """The evidence of the case for each target without the claims that its world has not."""
        columns = {name: known[name].to_numpy(np.int64) for name in _PROOFS}
        rows = _of_targets(columns, known["target"], self.target)
        at = ranges(rows.begin, rows.count)
        group = np.repeat(np.arange(len(rows.count)), rows.count)
        width = len(self.history.claims)
        away = np.concatenate([one + i * width for i, one in enumerate(self.sets)])
        kept = ~np.isin(self.world[group] * width + columns["claim"][at], away)
        at, count = at[kept], np.bincount(group[kept], minlength=len(rows.count))
        left = {name: column[at] for name, column in columns.items()}
        return _Rows(left, np.cumsum(count) - count, count)

    def _proven(self) -> dict[str, list[int]]:
        rows = self.proofs.rows
        return {name: self.mine[name][rows].tolist() for name in _PROOFS}

    def _seats(self) -> list[list[int]]:
        """Targets that follow a seat somewhere, and that seat."""
        rows, group = self.intervals.rows, self.intervals.group
        words = np.array(self.words["level"], dtype=object)[self.other["level"][rows]]
        land = self.history.timeline.unit_count
        leader, source = self.other["leader"][rows], self.other["source"][rows]
        place = np.where(leader >= land, leader, source)
        led = (words == "seat") & (leader >= 0) & (place >= land)
        found: list[list[int]] = np.unique(
            np.column_stack((self.target[group], place))[led], axis=0
        ).tolist()
        return found


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _of_targets(columns: Mapping[str, Ints], target: pd.Series, wanted: Ints) -> _Rows:
    """The rows of some targets in a table by target."""
    known = target.to_numpy(np.int64)
    begin = np.searchsorted(known, wanted, "left")
    return _Rows(columns, begin, np.searchsorted(known, wanted, "right") - begin)
