"""The control history: units and intervals, from which every output is a view.

:func:`build_history` makes it from a case; :meth:`ControlHistory.at` gives the state of a
day; :mod:`mapper.history.store` saves and loads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case.caseinfo import CaseInfo
from mapper.core.dates import Day, as_day, day_number, day_of
from mapper.core.model import (
    BASELINE,
    Actor,
    Bloc,
    Membership,
    Milestone,
    SourceInfo,
    State,
    Succession,
)
from mapper.core.people import Population
from mapper.history.askedtables import (
    FrameAreas,
    claim_in,
    clashes_in,
    evidence_in,
    intervals_in,
)
from mapper.history.backing import Backing, Standing
from mapper.history.evidence import EvidenceIndex
from mapper.history.parents import parents_of
from mapper.history.targethistory import ClaimRow, Interval, TargetHistory
from mapper.history.targets import Targets
from mapper.rules.track import Evidence

if TYPE_CHECKING:
    import geopandas as gpd

    from mapper.areas.frames import Frame
    from mapper.case.names import Names
    from mapper.rules.timeline import Timeline

_FEW = 64
"""Targets whose intervals are kept with a history."""

__all__ = [
    "CaseInfo",
    "ControlHistory",
    "Snapshot",
]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Units and places as they stood on one day.

    Attributes
    ----------
    date : date
    units, places : DataFrame
        Indexed by unit_id and place_id, with columns state (int), holder, companions, status,
        contested_by, besieged_by, claimed_by, uncertain_with, between (tuples of actor ids),
        since, start_earliest, start_latest (date; None for the baseline), cause,
        last_evidence (date or None), evidence_age_days (int or None), evidence_level,
        decided_by (place_id or None), made, confirms, dissents (tuples of event_id) and
        parents (tuple of area names on the day, smallest first). Bases that do not exist yet
        are absent.
    """

    date: dt.date
    units: pd.DataFrame
    places: pd.DataFrame


@dataclass(frozen=True)
class ControlHistory(TargetHistory):
    """Who held what, as intervals over units and places.

    Methods that take a day take a date or text as YYYY-MM-DD.

    Attributes
    ----------
    case : CaseInfo
    units : GeoDataFrame
        Indexed by unit_id: name, area_km2 (geodesic), near_km2, parents, geometry; EPSG:4326.
        Where the case has figures of people also population: whole numbers as float, NaN where
        there is no figure.
    places : DataFrame
        Indexed by place_id: name, alt_names, kind, rank, decides, lat, lon, population (Int64),
        unit_id, seat_of (tuple of area_id), parents, source, note.
    claims : DataFrame
        In file order: event_id, event_date, earliest, best, latest (datetime64), target_id,
        target_name, scope, event_type, gained_by, lost_by, status, opposed_by, excepted and
        excepted_names (tuples),
        confidence, sources (tuple), note, row.
    timeline : Timeline
    frames : tuple of Frame
    translations : dict
        Names in other languages; see :func:`mapper.history.languages.translated`.
    sources : dict of SourceInfo
        What ``sources.csv`` says of sources, by the source as rows cite it.
    population : Population or None
        What the column ``population`` of the units is made of; None without any figure.
    alternatives : mapping or None
        What would be so without each claim, source and kind of claims, as
        :func:`mapper.history.alternatives.with_alternatives` found it; None if nobody asked.
    background : dict of GeoDataFrame
        neighbours (name) and rivers (name, rank), where the case has them; areas (name, level,
        frame, by area id) where units cross their borders.
    """

    case: CaseInfo
    units: gpd.GeoDataFrame
    places: pd.DataFrame
    claims: pd.DataFrame
    actors: Mapping[str, Actor]
    blocs: Mapping[str, Bloc]
    members: tuple[Membership, ...]
    successions: tuple[Succession, ...]
    milestones: tuple[Milestone, ...]
    timeline: Timeline
    frames: tuple[Frame, ...]
    background: Mapping[str, gpd.GeoDataFrame]
    translations: Mapping[str, Names] = field(default_factory=dict)
    sources: Mapping[str, SourceInfo] = field(default_factory=dict)
    population: Population | None = None
    alternatives: Mapping[str, Any] | None = None

    @property
    def intervals(self) -> pd.DataFrame:
        """The intervals; see :class:`mapper.rules.timeline.Timeline`."""
        return self.timeline.intervals

    @property
    def states(self) -> tuple[State, ...]:
        """Every distinct state; ``intervals.state`` points into it."""
        return self.timeline.states

    @property
    def evidence(self) -> pd.DataFrame:
        """The evidence; see :class:`mapper.rules.timeline.Timeline`."""
        return self.timeline.evidence

    @property
    def land(self) -> pd.DataFrame:
        """The units without their geometry, which most answers and figures can do without."""
        land: pd.DataFrame | None = vars(self).get("_land")
        if land is None or len(land.columns) != len(self.units.columns) - 1:  # one has been added
            land = vars(self)["_land"] = pd.DataFrame(self.units.drop(columns="geometry"))
        return land

    def frame_on(self, level: str, day: Day) -> Frame | None:
        """The frame of a level that is valid on a day."""
        day = as_day(day)
        return next((f for f in self.frames if f.level == level and f.holds_on(day)), None)

    def at(self, day: Day) -> Snapshot:
        """The state of a day.

        Raises
        ------
        DateOutsideCaseError
            Before the first or after the last day of the case.
        """
        return self._snapshot(day, self.intervals)

    def of_target(self, target: int, day: Day) -> Snapshot:
        """The state of one target on a day: a snapshot of that alone; empty if it is not there.

        Raises
        ------
        DateOutsideCaseError
        """
        return self._snapshot(day, self.rows_of(target))

    def _snapshot(self, day: Day, rows: pd.DataFrame) -> Snapshot:
        day = self.check_date(day)
        number = day_number(day)
        now = rows[(rows["start"] <= number) & (number < rows["end"])]
        table = self._describe(now, number)
        table["parents"] = self.parents_on(day, table.index)
        land = self.targets.are_units(table.index)
        units, places = table[land], table[~land]
        units = units.set_axis(self.land.index[units.index])
        places = places.set_axis(self.places.index[self.targets.place_rows(places.index)])
        return Snapshot(day, units, places)

    def rows_of(self, target: int) -> pd.DataFrame:
        """The intervals of one target, in order of time; none for a base that no claim names."""
        table = self.intervals
        begin, end = np.searchsorted(table["target"].to_numpy(), [target, target + 1]).tolist()
        return table.iloc[begin:end]

    def evidence_of(self, target: int) -> pd.DataFrame:
        """The evidence noted for one target; see :class:`mapper.rules.timeline.Timeline`."""
        table = self.evidence
        begin, end = np.searchsorted(table["target"].to_numpy(), [target, target + 1]).tolist()
        return table.iloc[begin:end]

    @property
    def whole(self) -> ControlHistory:
        """The history with all its tables: itself."""
        return self

    def intervals_of(self, target: int) -> Sequence[Interval]:
        """All intervals of a target, in order of time; none for a base that no claim names."""
        found = self._few_intervals.get(target)
        if found is None:
            found = intervals_in(self.rows_of(target), self.states)
            if len(self._few_intervals) >= _FEW:
                self._few_intervals.clear()
            self._few_intervals[target] = found
        return found

    @cached_property
    def _few_intervals(self) -> dict[int, Sequence[Interval]]:
        """An answer asks for those of its chain again and again."""
        return {}

    def noted_for(self, target: int) -> Sequence[tuple[int, Evidence]]:
        """The evidence noted for a target, each with its tenure."""
        return evidence_in(self.evidence_of(target))

    def backing(self, standing: Standing, day: int) -> Backing:
        """The evidence of a standing, from claims dated no later than the day."""
        return self._evidence.by(standing, day)

    def claim(self, position: int) -> ClaimRow:
        """A claim by its position."""
        return claim_in(self.claims, position)

    def position_of(self, event_id: str) -> int:
        """The position of a claim."""
        found = self._evidence.position_of(event_id)
        return self.claim_position[event_id] if found is None else found

    def sources_of(self, event_id: str) -> tuple[str, ...]:
        """The sources of a claim."""
        found = self._evidence.position_of(event_id)
        if found is None:
            return self.sources_by_event.get(event_id, ())
        sources: tuple[str, ...] = self.claims["sources"].iat[found]
        return sources

    def clashes(self) -> Sequence[tuple[int, int]]:
        """Position and best day of each claim that is a clash, in file order."""
        return clashes_in(self.claims)

    def claims_on(self, target_id: str) -> Sequence[int]:
        """Positions of the claims on a place or area itself, in file order."""
        found = (self.claims["target_id"] == target_id).to_numpy(dtype=bool)
        positions: list[int] = np.flatnonzero(found).tolist()
        return positions

    @cached_property
    def areas(self) -> Sequence[FrameAreas]:
        """The areas of each frame, in the order of the frames."""
        return [FrameAreas(frame) for frame in self.frames]

    @cached_property
    def targets(self) -> Targets:
        """The units and places by the numbers that the tables name them with."""
        return Targets(self.units, self.places)

    def unit_states(self, day: Day) -> npt.NDArray[np.int64]:
        """The state of each unit on a day, as positions in ``states``, in the order of the units.

        Like ``at(day).units["state"]``, without everything else that is said of a day.

        Raises
        ------
        DateOutsideCaseError
        """
        number = day_number(self.check_date(day))
        start, end, state = self._unit_columns
        return state[(start <= number) & (number < end)]

    @cached_property
    def _unit_columns(self) -> tuple[npt.NDArray[np.int64], ...]:
        """Start, end and state of the intervals of units."""
        rows = self.intervals[self.targets.are_units(self.intervals["target"])]
        return tuple(rows[name].to_numpy(np.int64) for name in ("start", "end", "state"))

    def between(self, first: Day, last: Day) -> pd.DataFrame:
        """The intervals that touch ``first <= day <= last``."""
        start, end = day_number(as_day(first)), day_number(as_day(last))
        rows = self.intervals
        return rows[(rows["start"] <= end) & (rows["end"] > start)]

    def target_id(self, node: int) -> str:
        """The unit_id or place_id of a target number."""
        return self.targets.id(node)

    @cached_property
    def sources_by_event(self) -> dict[str, tuple[str, ...]]:
        """Sources of each claim by its event_id."""
        return dict(zip(self.claims["event_id"], self.claims["sources"], strict=True))

    @cached_property
    def claim_position(self) -> dict[str, int]:
        """Row of each claim by its event_id."""
        return {str(event): i for i, event in enumerate(self.claims["event_id"])}

    def change_days(self) -> list[dt.date]:
        """Days on which some central holder, status, siege or dispute changes."""
        changed = self.change_mask
        return [
            day_of(d) for d in sorted(set(self.intervals["start"].to_numpy()[changed].tolist()))
        ]

    @cached_property
    def change_mask(self) -> npt.NDArray[np.bool_]:
        """Which intervals differ from the one before in more than an open date."""
        keys: dict[tuple[object, ...], int] = {}
        codes = np.array(
            [
                keys.setdefault(
                    (s.holder, s.status, bool(s.besieged_by), bool(s.claimed_by)), len(keys)
                )
                for s in self.states
            ]
        )
        state = codes[self.intervals["state"].to_numpy()]
        target = self.intervals["target"].to_numpy()
        changed = np.zeros(len(state), dtype=bool)
        changed[1:] = (target[1:] == target[:-1]) & (state[1:] != state[:-1])
        first_of_base = np.ones(len(state), dtype=bool)
        first_of_base[1:] = target[1:] != target[:-1]
        start = self.intervals["start"].to_numpy()
        begun: npt.NDArray[np.bool_] = start > day_number(self.case.first_day)
        return changed | (first_of_base & begun)

    def _describe(self, now: pd.DataFrame, number: int) -> pd.DataFrame:
        baseline = (now["cause"] == BASELINE).tolist()
        columns: dict[str, list[Any]] = {}
        states = [self.states[code] for code in now["state"].tolist()]
        columns |= {name: [getattr(s, name) for s in states] for name in State._fields}
        for name, column in (
            ("since", "since"),
            ("start_earliest", "since_earliest"),
            ("start_latest", "since_latest"),
        ):
            days = zip(now[column].tolist(), baseline, strict=True)
            columns[name] = [None if b else day_of(d) for d, b in days]
        standings = now[list(Standing._fields)].to_numpy(np.int64).tolist()
        evidence = [self._evidence.by(Standing(*row), number) for row in standings]
        last = [item.last for item in evidence]
        columns["last_evidence"] = [None if d is None else day_of(d) for d in last]
        columns["evidence_age_days"] = [None if d is None else number - d for d in last]
        led = zip(now["leader"].tolist(), now["source"].tolist(), strict=True)
        columns["decided_by"] = [self.decider(a, b) for a, b in led]
        for name in ("made", "confirms", "dissents"):
            columns[name] = [getattr(item, name) for item in evidence]
        table = _of_objects(columns, now["target"].to_numpy())
        table.insert(0, "state", now["state"].to_numpy())
        table.insert(table.columns.get_loc("last_evidence"), "cause", now["cause"].to_numpy())
        table.insert(table.columns.get_loc("decided_by"), "evidence_level", now["level"].to_numpy())
        return table

    @cached_property
    def _evidence(self) -> EvidenceIndex:
        best = self.claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
        ids = self.claims["event_id"].tolist()
        return EvidenceIndex(self.evidence, ids, best.tolist())

    def parents_on(self, day: Day, nodes: pd.Index) -> pd.Series:
        """Names of the areas around each target on a day, smallest first."""
        day = as_day(day)
        frames = tuple(
            i
            for level in self.case.levels
            for i, f in enumerate(self.frames)
            if f.level == level and f.holds_on(day)
        )
        chosen = [self.frames[i] for i in frames]
        if len(nodes) < len(self.targets) // 2:
            found = parents_of(self.targets, chosen, nodes.to_numpy(np.int64))
        else:
            if frames not in self._parents_memo:
                every = np.arange(len(self.targets), dtype=np.int64)
                self._parents_memo[frames] = parents_of(self.targets, chosen, every)
            table = self._parents_memo[frames]
            found = [table[node] for node in nodes]
        return pd.Series(found, index=nodes, dtype="object")

    @cached_property
    def _parents_memo(self) -> dict[tuple[int, ...], list[tuple[str, ...]]]:
        """Of all targets, by the frames that hold: most days of a case have the same."""
        return {}


def _of_objects(columns: Mapping[str, list[Any]], index: npt.NDArray[np.int64]) -> pd.DataFrame:
    """A table of such columns, at once: one by one, each costs more than what it holds."""
    cells = np.empty((len(index), len(columns)), dtype=object)
    for i, values in enumerate(columns.values()):
        cells[:, i] = np.fromiter(values, dtype=object, count=len(index))
    return pd.DataFrame(cells, index=index, columns=list(columns), dtype="object")
