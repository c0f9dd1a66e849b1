"""The control history: units and intervals, from which every output is a view.

:func:`build_history` makes it from a case; :meth:`ControlHistory.at` gives the state of a
day; :mod:`mapper.history.store` saves and loads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.areas.frames import Frame, make_frames, region_level
from mapper.areas.models import build_areas
from mapper.case.names import Names
from mapper.case.read import Case
from mapper.case.toml import MapView
from mapper.core.dates import day_number, day_of
from mapper.core.errors import DateOutsideCaseError
from mapper.core.geodesy import CRS
from mapper.core.model import Actor, Bloc, Membership, Milestone, State, Succession
from mapper.history.evidence import EvidenceIndex, Standing
from mapper.rules.land import AreaTables
from mapper.rules.timeline import Rules, Timeline, build_timeline
from mapper.rules.track import BASELINE

__all__ = ["CaseInfo", "ControlHistory", "Frame", "Snapshot", "build_history", "rules_of"]


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """What a case says of itself; both days are inclusive."""

    id: str
    title: str
    description: str
    licence: str
    attribution: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date
    baseline: str
    model: str
    levels: tuple[str, ...]
    title_fr: str = ""
    view: MapView = field(default_factory=MapView)
    model_options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def area_model(self) -> dict[str, Any]:
        """The area model and, where it has any, its options: as outputs name them."""
        options = {"area_model_options": dict(self.model_options)} if self.model_options else {}
        return {"area_model": self.model, **options}


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
class ControlHistory:
    """Who held what, as intervals over units and places.

    Attributes
    ----------
    case : CaseInfo
    units : GeoDataFrame
        Indexed by unit_id: name, area_km2 (geodesic), near_km2, parents, geometry; EPSG:4326.
    places : DataFrame
        Indexed by place_id: name, alt_names, kind, rank, decides, lat, lon, population (Int64),
        unit_id, seat_of (tuple of area_id), parents, source, note.
    claims : DataFrame
        In file order: event_id, event_date, earliest, best, latest (datetime64), target_id,
        target_name, scope, event_type, gained_by, lost_by, status, opposed_by (tuples),
        confidence, sources (tuple), note, row.
    timeline : Timeline
    frames : tuple of Frame
    translations : dict
        Names in other languages; see :func:`mapper.history.languages.translated`.
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

    @property
    def intervals(self) -> pd.DataFrame:
        """The intervals; see :class:`mapper.rules.timeline.Timeline`."""
        return self.timeline.intervals

    @property
    def states(self) -> tuple[State, ...]:
        """Every distinct state; ``intervals.state`` points into it."""
        return self.timeline.states

    def bloc_of(self, actor: str, day: dt.date) -> str | None:
        """The bloc of an actor on a day."""
        for member in self.members:
            if member.actor_id == actor and member.holds_on(day):
                return member.bloc_id
        return None

    def frame_on(self, level: str, day: dt.date) -> Frame | None:
        """The frame of a level that is valid on a day."""
        return next((f for f in self.frames if f.level == level and f.holds_on(day)), None)

    def check_date(self, day: dt.date) -> dt.date:
        """The day, if the case speaks of it.

        Raises
        ------
        DateOutsideCaseError
        """
        if not self.case.first_day <= day <= self.case.last_day:
            raise DateOutsideCaseError(
                f"{day} lies outside the case, which runs from {self.case.first_day} "
                f"to {self.case.last_day}."
            )
        return day

    def at(self, day: dt.date) -> Snapshot:
        """The state of a day.

        Raises
        ------
        DateOutsideCaseError
            Before the first or after the last day of the case.
        """
        number = day_number(self.check_date(day))
        rows = self.intervals
        now = rows[(rows["start"] <= number) & (number < rows["end"])]
        table = self._describe(now, number)
        table["parents"] = self._parents_on(day, table.index)
        count = self.timeline.unit_count
        units = table[table.index < count].set_axis(self.units.index)
        places = table[table.index >= count]
        places = places.set_axis(self.places.index[places.index - count])
        return Snapshot(day, units, places)

    def unit_states(self, day: dt.date) -> npt.NDArray[np.int64]:
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
        """Start, end and state of the intervals of units: they come first."""
        rows = self.intervals
        count = int(np.searchsorted(rows["target"].to_numpy(), self.timeline.unit_count))
        return tuple(rows[name].to_numpy(np.int64)[:count] for name in ("start", "end", "state"))

    def between(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """The intervals that touch ``first <= day <= last``."""
        start, end = day_number(first), day_number(last)
        rows = self.intervals
        return rows[(rows["start"] <= end) & (rows["end"] > start)]

    def target_id(self, node: int) -> str:
        """The unit_id or place_id of a target number."""
        count = self.timeline.unit_count
        return str(self.units.index[node] if node < count else self.places.index[node - count])

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
        states = [self.states[code] for code in now["state"]]
        table = pd.DataFrame(
            {
                field_: pd.Series([getattr(s, field_) for s in states], dtype="object")
                for field_ in State._fields
            }
        )
        table.insert(0, "state", now["state"].to_numpy())
        baseline = (now["cause"] == BASELINE).to_numpy()
        for name, column in (
            ("since", "since"),
            ("start_earliest", "since_earliest"),
            ("start_latest", "since_latest"),
        ):
            days = now[column].tolist()
            table[name] = pd.Series(
                [None if b else day_of(d) for d, b in zip(days, baseline, strict=True)],
                dtype="object",
            )
        table["cause"] = now["cause"].to_numpy()
        standings = now[list(Standing._fields)].to_numpy(np.int64).tolist()
        evidence = [self._evidence.by(Standing(*row), number) for row in standings]
        last = [item.last for item in evidence]
        table["last_evidence"] = pd.Series(
            [None if d is None else day_of(d) for d in last], dtype="object"
        )
        table["evidence_age_days"] = pd.Series(
            [None if d is None else number - d for d in last], dtype="object"
        )
        table["evidence_level"] = now["level"].to_numpy()
        table["decided_by"] = pd.Series(
            [self._decider(a, b) for a, b in zip(now["leader"], now["source"], strict=True)],
            dtype="object",
        )
        for name in ("made", "confirms", "dissents"):
            table[name] = pd.Series([getattr(item, name) for item in evidence], dtype="object")
        return table.set_axis(now["target"].to_numpy())

    def _decider(self, leader: int, source: int) -> str | None:
        """The place that decides a follower: its leader, or whom that unit rests on."""
        count = self.timeline.unit_count
        if leader < 0:
            return None
        place = leader if leader >= count else source
        return self._place_ids[place - count] if place >= count else None

    @cached_property
    def _place_ids(self) -> list[str]:
        return [str(place) for place in self.places.index]

    @cached_property
    def _evidence(self) -> EvidenceIndex:
        best = self.claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
        ids = self.claims["event_id"].tolist()
        return EvidenceIndex(self.timeline.evidence, ids, best.tolist())

    def _parents_on(self, day: dt.date, nodes: pd.Index) -> pd.Series:
        """Names of the areas around each target on a day, smallest first."""
        frames = tuple(
            i
            for level in self.case.levels
            for i, f in enumerate(self.frames)
            if f.level == level and f.holds_on(day)
        )
        if frames not in self._parents_memo:
            self._parents_memo[frames] = self._parents_in(frames)
        table = self._parents_memo[frames]
        return pd.Series([table[node] for node in nodes], index=nodes, dtype="object")

    @cached_property
    def _parents_memo(self) -> dict[tuple[int, ...], list[tuple[str, ...]]]:
        return {}

    def _parents_in(self, frames: tuple[int, ...]) -> list[tuple[str, ...]]:
        """Parents of every unit, then of every place, in some frames (finest first)."""
        position = {str(u): i for i, u in enumerate(self.units.index)}
        unit_of = [position.get(u, -1) for u in self.places["unit_id"]]
        columns, around = [], []
        for i in frames:
            names = np.array([*self.frames[i].groups["name"], ""], dtype=object)
            area, own = self.frames[i].unit_area.to_numpy(), self.frames[i].place_area
            columns.append(names[area])
            around.append(names[np.append(area, -1)[unit_of] if own is None else own.to_numpy()])
        by_unit, by_place = (
            [tuple(dict.fromkeys(n for n in row if n)) for row in zip(*table, strict=True)]
            for table in (columns, around)
        )
        units = [
            own[1:] if own and own[0] == name else own
            for own, name in zip(by_unit, self.units["name"], strict=True)
        ]
        return units + by_place


def build_history(case: Case) -> ControlHistory:
    """Derive the control history of a case: areas, rules, intervals.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ControlHistory
    """
    model = build_areas(case)
    file = case.file
    rules = rules_of(case)
    timeline = build_timeline(case.claims, case.places, model.tables, rules)
    info = CaseInfo(
        case.id,
        file.title,
        file.description,
        file.licence,
        file.attribution,
        file.first_day,
        file.last_day,
        file.baseline,
        model.name,
        file.levels,
        file.title_fr,
        file.view,
        dict(file.model_options),
    )
    frames = make_frames(case, model.tables)
    places = case.places.copy()
    unit_ids = np.array([*model.tables.unit_ids, ""], dtype=object)
    places["unit_id"] = unit_ids[model.tables.place_unit]
    places["seat_of"] = _seats(case)
    history = ControlHistory(
        info,
        model.units,
        places,
        _named_claims(case, model.tables),
        case.actors,
        case.blocs,
        case.members,
        case.successions,
        case.milestones,
        timeline,
        frames,
        case.background() | ({} if model.nests else {"areas": _areas_as_drawn(case, frames)}),
        case.translations,
    )
    nodes = pd.RangeIndex(len(model.units) + len(places))
    parents = history._parents_on(info.last_day, nodes)
    model.units["parents"] = parents.iloc[: len(model.units)].to_numpy()
    places["parents"] = parents.iloc[len(model.units) :].to_numpy()
    return history


def _seats(case: Case) -> pd.Series:
    """The areas that each place is the seat of."""
    areas: dict[str, list[str]] = {str(place): [] for place in case.places.index}
    for area, place in zip(case.seats["area_id"], case.seats["place_id"], strict=True):
        if place in areas:
            areas[place].append(str(area))
    seats = [tuple(dict.fromkeys(names)) for names in areas.values()]
    return pd.Series(seats, index=case.places.index, dtype="object")


def _areas_as_drawn(case: Case, frames: tuple[Frame, ...]) -> gpd.GeoDataFrame:
    """The areas above the finest level, for maps whose units do not show their borders.

    The finest level is among them only where maps draw its borders for want of coarser ones.
    """
    drawn = {*case.file.levels[1:], region_level(frames)}
    layers = [layer for layer in case.layers if layer.level in drawn]
    tables = [
        layer.areas[["name", "geometry"]].assign(level=layer.level, frame=layer.frame)
        for layer in layers
    ]
    if not tables:
        return gpd.GeoDataFrame({"name": [], "level": [], "frame": []}, geometry=[], crs=CRS)
    return gpd.GeoDataFrame(pd.concat(tables), crs=CRS)


def rules_of(case: Case) -> Rules:
    """The options of the rules as the case sets them."""
    file = case.file
    return Rules(
        file.first_day,
        file.baseline,
        case.actors,
        case.members,
        case.successions,
        file.dispute_days,
        file.observation_window_days,
        file.last_day,
    )


def _named_claims(case: Case, tables: AreaTables) -> pd.DataFrame:
    """The claims with real dates and the names of their targets."""
    claims = case.claims.copy()
    names = dict(zip(tables.areas["area_id"], tables.areas["name"], strict=True))
    names |= {str(k): str(v) for k, v in case.places["name"].items()}
    for column in ("earliest", "best", "latest"):
        claims[column] = claims[column].to_numpy().astype("datetime64[D]").astype("datetime64[ms]")
    claims.insert(
        claims.columns.get_loc("target_id") + 1,
        "target_name",
        claims["target_id"].map(names).astype("str"),
    )
    return claims
