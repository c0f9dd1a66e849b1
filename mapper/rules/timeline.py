"""From claims to intervals: the rules R1 to R11 for all places and units of a case.

Knows no geometry: who lies where and who decides whom comes as plain tables from the area
model. The work grows with the number of claims that reach a target, never with days.

The rules are numbered as in ``docs/method.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.coded import Coded
from mapper.core.collector import collector_paused
from mapper.core.dates import day_number
from mapper.core.model import State
from mapper.rules.assembly import assemble
from mapper.rules.intervals import OPEN_END
from mapper.rules.land import AreaTables
from mapper.rules.options import Rules
from mapper.rules.runs import TrackRun, run_tracks

__all__ = [
    "OtherTimelines",
    "Rules",
    "Timeline",
    "TrackRun",
    "build_timeline",
    "other_timelines",
    "run_tracks",
]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The control history as plain tables.

    Targets are numbered: units first, in the order of the area model, then places.

    Attributes
    ----------
    states : tuple of State
        Every distinct state that occurs.
    intervals : DataFrame
        One row for each interval, ordered by target and start: target (int), start, end (days
        since 1970-01-01, ``end`` exclusive, OPEN_END if it lasts), state (position in
        ``states``), since, since_earliest, since_latest, cause, level, leader, source,
        source_tenure, tenure, claim.
    evidence : DataFrame
        One row for each claim that bears on a tenure: target, tenure, day, rank, claim, role
        (see :mod:`mapper.rules.track`), counts.
    order : int array
        Positions of the claims in the order of R2.
    """

    unit_count: int
    states: tuple[State, ...]
    intervals: pd.DataFrame
    evidence: pd.DataFrame
    order: npt.NDArray[np.int64]


def build_timeline(
    claims: pd.DataFrame,
    places: pd.DataFrame,
    tables: AreaTables,
    rules: Rules,
    coded: Mapping[str, Coded] | None = None,
) -> Timeline:
    """Apply the rules.

    Parameters
    ----------
    claims : DataFrame
        As in :class:`mapper.case.read.Case`: target_id, scope, event_type, gained_by, opposed_by
        (tuples), status, confidence, earliest, best, latest (int days), in file order; and, where
        claims leave something out, excepted (tuples of ids of areas and places).
    places : DataFrame
        Indexed by place_id: kind, rank.
    tables : AreaTables
    rules : Rules
    coded : mapping of Coded, optional
        Columns of the claims that are known by their distinct values already.

    Returns
    -------
    Timeline
    """
    with collector_paused():
        run = run_tracks(claims, places, tables, rules, coded)
        last = OPEN_END - 1 if rules.last_day is None else day_number(rules.last_day)
        states, intervals, evidence = assemble(run, last)
        order = run.listed.order
    return Timeline(
        unit_count=len(tables.unit_ids),
        states=states,
        intervals=intervals,
        evidence=evidence,
        order=order,
    )


@dataclass(frozen=True, slots=True)
class OtherTimelines:
    """What would be so without some claims, of the targets that hear of them.

    Attributes
    ----------
    world, target : int array
        The targets that were led again, each with the number of the set of claims that is left
        out, in order of both. A base that no other claim names has no intervals there.
    states : tuple of State
    intervals, evidence : DataFrame
        As of :class:`Timeline`, with a column ``world``. Ordered by world, target and start;
        targets and claims have the numbers that they have in the case.
    """

    world: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    states: tuple[State, ...]
    intervals: pd.DataFrame
    evidence: pd.DataFrame


def other_timelines(
    claims: pd.DataFrame,
    places: pd.DataFrame,
    tables: AreaTables,
    rules: Rules,
    coded: Mapping[str, Coded] | None,
    without: Sequence[npt.NDArray[np.int64]],
) -> OtherTimelines:
    """Apply the rules without each of some sets of claims; see :func:`build_timeline`.

    Parameters
    ----------
    without : sequence of int arrays
        Positions of the claims of each set, at least one.
    """
    with collector_paused():
        run = run_tracks(claims, places, tables, rules, coded, without)
        worlds = run.worlds
        assert worlds is not None
        last = OPEN_END - 1 if rules.last_day is None else day_number(rules.last_day)
        states, intervals, evidence = assemble(run, last)
    found = []
    for table, named in ((intervals, ("target", "leader", "source")), (evidence, ("target",))):
        world = worlds.world[table["target"].to_numpy()]
        rows = table.assign(world=world)[world >= 0]
        for name in named:
            numbers = rows[name].to_numpy()
            rows[name] = np.where(numbers < 0, -1, worlds.node[numbers])
        found.append(rows.sort_values(["world", "target"], kind="stable", ignore_index=True))
    led = np.flatnonzero(worlds.world >= 0)
    led = led[np.lexsort((worlds.node[led], worlds.world[led]))]
    return OtherTimelines(worlds.world[led], worlds.node[led], states, *found)
