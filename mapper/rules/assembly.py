"""From the course of targets to the tables of a timeline, with land that only follows in bulk.

Most units have no area claims of their own: their intervals are those of their deciding place
without its sieges. They are copied as arrays instead of being run through the rules again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.model import State
from mapper.rules.course import ranges
from mapper.rules.gather import CAUSES, LEVELS
from mapper.rules.intervals import NUMBERS, Intervals, merged
from mapper.rules.land import IntArray
from mapper.rules.proofs import Proofs
from mapper.rules.runs import Plain, TrackRun
from mapper.rules.table import Numbers
from mapper.rules.track import EVIDENCE_KINDS, led_level

__all__ = ["assemble"]

_WORDS: Final[Mapping[str, Sequence[str]]] = {"cause": CAUSES, "level": LEVELS}
"""Columns that hold words, by their numbers."""
_OF_FOLLOWERS: Final = ("target", "leader", "source", "source_tenure")
"""What land that only follows has otherwise than its town."""


def assemble(run: TrackRun, last_day: int) -> tuple[tuple[State, ...], pd.DataFrame, pd.DataFrame]:
    """States, intervals and evidence of all targets.

    Parameters
    ----------
    run : TrackRun
        It is used up: its tracks cannot be asked for afterwards.
    last_day : int
        Nothing begins after it.

    Returns
    -------
    states, intervals, evidence
        As in :class:`mapper.rules.timeline.Timeline`.
    """
    tracking = run.tracking
    made = Intervals(
        tracking.course,
        tracking.disputes,
        [one.gained_by[0] if one.gained_by else "" for one in run.listed.sayings],
        tracking.reactions.cores.things,
        run.context.lineage,
        last_day,
    )
    targets = len(tracking.course.begin)
    tracking.course.columns.clear()  # the largest thing here, and all that is needed is in `made`
    columns, states = made.columns(), made.numbers
    del made
    numbers = _in_turn(columns, states, list(run.tracks), targets)
    columns = _ordered(columns)
    if len(run.plain.unit):
        columns = _with_plain(columns, run.plain, numbers)
    return (
        tuple(numbers.things),
        _table(columns),
        _proofs(tracking.proofs, run.listed.order.astype(np.int32)),
    )


def _in_turn(
    columns: dict[str, IntArray], known: Numbers[State], nodes: Sequence[int], targets: int
) -> Numbers[State]:
    """Number the states anew, in the order in which targets are led."""
    turn = np.zeros(targets, dtype=np.int64)
    turn[nodes] = np.arange(len(nodes))
    key = turn[columns["target"]] * len(columns["start"]) + np.arange(len(columns["start"]))
    first = np.full(len(known), len(columns["start"]) * (targets + 1), dtype=np.int64)
    np.minimum.at(first, columns["state"], key)
    order = np.argsort(first, kind="stable")
    numbers: Numbers[State] = Numbers()
    fresh = np.empty(len(known), dtype=np.int64)
    for old in order.tolist():
        fresh[old] = numbers.of(known[old])
    columns["state"] = fresh[columns["state"]]
    return numbers


def _ordered(columns: Mapping[str, IntArray]) -> dict[str, IntArray]:
    """The intervals by target; those of one target stay in order."""
    target = columns["target"]
    if (target[1:] >= target[:-1]).all():
        return dict(columns)
    order = np.argsort(target, kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _with_plain(
    columns: dict[str, IntArray], plain: Plain, numbers: Numbers[State]
) -> dict[str, IntArray]:
    """The intervals with those of all units that only follow."""
    begin = np.searchsorted(columns["target"], plain.leader, "left")
    count = np.searchsorted(columns["target"], plain.leader, "right") - begin
    again = np.repeat(np.arange(len(plain.unit)), count)
    index = ranges(begin, count)
    taken = [name for name in NUMBERS if name not in _OF_FOLLOWERS]
    led = {name: columns[name][index] for name in taken}
    bare = [numbers.of(s._replace(besieged_by=())) for s in list(numbers.things)]
    led["state"] = np.array(bare, dtype=np.int64)[led["state"]]
    led["leader"] = led["source"] = plain.leader[again]
    led["source_tenure"] = led["tenure"]
    level = np.array(
        [
            [LEVELS.index(led_level(word, by_seat=by_seat, is_unit=True)) for word in LEVELS]
            for by_seat in (False, True)
        ]
    )
    led["level"] = level[plain.by_seat[again].astype(np.int64), led["level"]]
    led["target"] = plain.unit[again]
    led = merged({name: led[name] for name in NUMBERS})
    # Land has the lower numbers: where all of it only follows, nothing is left to sort.
    return _ordered({name: np.concatenate((led[name], columns[name])) for name in NUMBERS})


def _table(columns: Mapping[str, IntArray]) -> pd.DataFrame:
    """The intervals as a table of whole numbers and words."""
    data: dict[str, Any] = {name: columns[name].astype(np.int64) for name in NUMBERS}
    data |= {name: _words(columns[name], words) for name, words in _WORDS.items()}
    return pd.DataFrame(data, copy=False)


def _words(numbers: IntArray, words: Sequence[str]) -> pd.Series:
    return pd.Series(pd.array(list(words), dtype="str").take(numbers))


def _proofs(proofs: Proofs, order: npt.NDArray[np.int32]) -> pd.DataFrame:
    """The evidence as a table, by target, tenure and rank."""
    count = proofs.end - proofs.begin
    rows = ranges(proofs.begin, count)  # that of one target stands together, in order
    data: dict[str, Any] = {"target": np.repeat(np.arange(len(count), dtype=np.int32), count)}
    for name in list(EVIDENCE_KINDS)[1:]:
        column = order[data["rank"]] if name == "claim" else proofs[name][rows]
        data[name] = column.astype(EVIDENCE_KINDS[name], copy=False)
    return pd.DataFrame(data, copy=False)
