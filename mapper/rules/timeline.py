"""From claims to intervals: the rules R1 to R11 for all places and units of a case.

Knows no geometry: who lies where and who decides whom comes as plain tables from the area
model. The work grows with the number of claims that reach a target, never with days.

The rules are numbered as in ``docs/method.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.collector import collector_paused
from mapper.core.dates import day_number, day_of
from mapper.core.lineage import Lineage
from mapper.core.model import (
    BASE_KINDS,
    BASELINE,
    CLASH,
    Actor,
    Membership,
    State,
    Succession,
    are_towns,
)
from mapper.rules.assembly import Plain, assemble
from mapper.rules.effects import Claim, Kinship
from mapper.rules.exceptions import Exceptions
from mapper.rules.intervals import OPEN_END
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.order import ClaimList, list_claims
from mapper.rules.track import CONFIRMS, Context, Evidence, Repeats, Target, Track, no_data_track
from mapper.rules.walk import run_track

__all__ = ["Rules", "Timeline", "TrackRun", "build_timeline", "run_tracks"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Options of the rules, and what they need to know of actors."""

    first_day: dt.date
    baseline: str
    actors: Mapping[str, Actor]
    members: Sequence[Membership] = ()
    successions: Sequence[Succession] = ()
    dispute_days: int = 180
    observation_window_days: int = 90
    contest_days: int = 0
    """Days after which a contest lapses that nothing renews; 0 for never (R7)."""
    last_day: dt.date | None = None
    """The case says nothing of later days: nothing begins or ends after it."""


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
        (see :mod:`mapper.rules.walk`), counts.
    order : int array
        Positions of the claims in the order of R2.
    """

    unit_count: int
    states: tuple[State, ...]
    intervals: pd.DataFrame
    evidence: pd.DataFrame
    order: npt.NDArray[np.int64]


def build_timeline(
    claims: pd.DataFrame, places: pd.DataFrame, tables: AreaTables, rules: Rules
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

    Returns
    -------
    Timeline
    """
    with collector_paused():
        run = run_tracks(claims, places, tables, rules)
        last = OPEN_END - 1 if rules.last_day is None else day_number(rules.last_day)
        states, intervals, evidence = assemble(run.tracks, run.plain, run.context.lineage, last)
        order = run.listed.order
        del run  # while the collector still rests: it need not look through what goes
    return Timeline(
        unit_count=len(tables.unit_ids),
        states=states,
        intervals=intervals,
        evidence=evidence,
        order=order,
    )


@dataclass(frozen=True, slots=True)
class TrackRun:
    """All tracks of a case, and the claims as the rules saw them, in the order of R2.

    ``reach`` gives, for each claim on an area by its rank, the targets that it was handed to;
    ``plain`` lists the units without a track of their own, since they only follow.
    """

    unit_count: int
    tracks: Mapping[int, Track]
    listed: ClaimList
    reach: Mapping[int, tuple[int, ...]]
    context: Context
    plain: tuple[Plain, ...]


def run_tracks(
    claims: pd.DataFrame, places: pd.DataFrame, tables: AreaTables, rules: Rules
) -> TrackRun:
    """Run the rules and keep every step; see :func:`build_timeline` for the parameters."""
    with collector_paused():
        builder = _Builder(claims, places, tables, rules)
        tracks = builder.run()
    return TrackRun(
        unit_count=builder.units,
        tracks=tracks,
        listed=builder.listed,
        reach=builder.reach,
        context=builder.context,
        plain=tuple(builder.plain),
    )


class _Builder:
    """Hands each target its claims, and runs leaders before those that follow them."""

    def __init__(
        self, claims: pd.DataFrame, places: pd.DataFrame, tables: AreaTables, rules: Rules
    ) -> None:
        self.tables = tables
        self.units = len(tables.unit_ids)
        self.silent = frozenset(tables.no_data.tolist())
        position = {str(place): i for i, place in enumerate(places.index)}
        self.is_base = places["kind"].isin(list(BASE_KINDS)).to_numpy()
        leads = np.zeros(len(places), dtype=bool)
        for column in (tables.unit_decider, tables.place_seat):
            leads[column[column >= 0]] = True
        self.is_village = ~are_towns(places).to_numpy() & ~self.is_base & ~leads
        lineage = Lineage(sorted(rules.successions, key=lambda s: s.date))
        turns = lineage.days + _membership_days(rules.members)
        self.listed = list_claims(claims, position, tables, lineage, turns)
        self.own: dict[int, list[Claim]] = {}
        self.on_place: dict[int, list[Claim]] = {}
        self.on_unit: dict[int, list[Claim]] = {}
        self.clashes: dict[int, list[Claim]] = {}
        self.reach: dict[int, tuple[int, ...]] = {}
        self.plain: list[Plain] = []
        self.lapses = rules.contest_days > 0
        self.exceptions = Exceptions(claims, position, tables)
        self._hand_out_areas()
        self.context = Context(
            first_day=day_number(rules.first_day),
            baseline=rules.baseline,
            dispute_days=rules.dispute_days,
            observation_window_days=rules.observation_window_days,
            contest_days=rules.contest_days,
            kinship=_kinship(rules),
            lineage=lineage,
            windows=list(zip(claims["earliest"].tolist(), claims["latest"].tolist(), strict=True)),
            best=claims["best"].tolist(),
            repeats=self._hand_out_own(),
        )

    def _hand_out_areas(self) -> None:
        """Hand every claim on an area to the units and places of it."""
        ranks = np.flatnonzero(self.listed.area >= 0)
        for rank, claim in zip(ranks.tolist(), self.listed.claims(ranks), strict=True):
            row = int(self.listed.area[rank])
            units = self.tables.area_units[row].tolist()
            reach = claim._replace(national=len(units) == self.units)
            units = [unit for unit in units if unit not in self.silent]
            places = self.tables.area_places[row].tolist() if claim.scope == "all" else []
            places = [place for place in places if not self.is_base[place]]
            left_out = self.exceptions.of(claim.position)
            if left_out is not None:
                units = [unit for unit in units if unit not in left_out.units]
                places = [place for place in places if place not in left_out.places]
            self.reach[rank] = (*units, *(self.units + place for place in places))
            if claim.event_type == CLASH:
                if self.lapses:
                    for node in self.reach[rank]:
                        self.clashes.setdefault(node, []).append(reach)
                continue
            cut = self._cut_loose(reach, row, units, places)
            for unit in units:
                self.on_unit.setdefault(unit, []).append(cut.get(unit, reach))
            for place in places:
                found = cut.get(self.units + place, reach)
                self.on_place.setdefault(place, []).append(found)

    def _cut_loose(
        self, claim: Claim, row: int, units: Sequence[int], places: Sequence[int]
    ) -> dict[int, Claim]:
        """The claim as those targets hear it whose leader it cuts them loose from (R1)."""
        if claim.event_type != BASELINE:
            return {}
        inside = {-1, *self.tables.area_places[row].tolist()}
        leaders = [(unit, int(self.tables.unit_decider[unit])) for unit in units]
        leaders += [(self.units + place, int(self.tables.place_seat[place])) for place in places]
        apart = claim._replace(cuts=True)
        return {node: apart for node, leader in leaders if leader not in inside}

    def _hand_out_own(self) -> dict[int, Repeats]:
        """Hand every claim on a place to it; mere repeats go with the claim that they repeat."""
        if self.lapses:
            ranks = np.flatnonzero((self.listed.place >= 0) & self.listed.clash)
            for rank, claim in zip(ranks.tolist(), self.listed.claims(ranks), strict=True):
                node = self.units + int(self.listed.place[rank])
                self.clashes.setdefault(node, []).append(claim)
            for found in self.clashes.values():
                found.sort()
        on_areas = [(place, c.rank) for place, found in self.on_place.items() for c in found]
        reached = np.array(on_areas, dtype=np.int64).reshape(-1, 2)
        again = self.listed.repeats(reached, renewing=self.lapses)
        ranks, places = self.listed.own()
        heads = np.flatnonzero(~again)
        for place, claim in zip(
            places[heads].tolist(), self.listed.claims(ranks[heads]), strict=True
        ):
            self.own.setdefault(place, []).append(claim)
        return self._repeats(ranks, heads)

    def _repeats(self, ranks: IntArray, heads: IntArray) -> dict[int, Repeats]:
        """What follows each head in a list of ranks, by the rank of the head."""
        rows = ranks.tolist()
        earliest, best, latest = (
            np.asarray(self.listed.columns[name], dtype=np.int64)[ranks]
            for name in ("earliest", "best", "latest")
        )
        claims = self.listed.order[ranks].tolist()
        proofs = list(map(Evidence, rows, best.tolist(), claims, repeat(CONFIRMS), repeat(True)))
        marks = list(zip(rows, earliest.tolist(), latest.tolist(), strict=True))
        stops = np.append(heads[1:], len(ranks))[: len(heads)]
        follows = stops - heads > 1
        spans = np.column_stack((heads + 1, stops))[follows]
        floors = np.maximum.reduceat(np.append(earliest, 0), spans.ravel())[::2]
        return {
            rows[start - 1]: Repeats(proofs[start:stop], marks[start:stop], floor)
            for (start, stop), floor in zip(spans.tolist(), floors.tolist(), strict=True)
        }

    def run(self) -> dict[int, Track]:
        order = self._town_order()
        for place in order:
            self._run_place(place, self._leader_of_town(place))
        led = set(self.tables.place_unit[self.is_village].tolist())
        for unit in range(self.units):
            if unit in self.silent:
                self.context.tracks[unit] = no_data_track(unit, self.context.first_day)
                continue
            decider = int(self.tables.unit_decider[unit])
            by_seat = bool(self.tables.unit_by_seat[unit])
            leader = self.context.tracks.get(self.units + decider) if decider >= 0 else None
            own = unit in self.on_unit or self.exceptions.touch(unit)
            if leader is not None and not own and unit not in led:
                self.plain.append(Plain(unit, self.units + decider, by_seat))
                continue
            target = Target(
                unit,
                area=self.on_unit.get(unit, ()),
                is_unit=True,
                by_seat=by_seat,
                clashes=self.clashes.get(unit, ()),
                ignored=self.exceptions.ignored(unit),
            )
            self.context.tracks[unit] = run_track(target, leader, self.context)
        for place in np.flatnonzero(self.is_village).tolist():
            unit = int(self.tables.place_unit[place])
            if unit in self.silent:  # no land to follow: as a town
                self._run_place(place, self._leader_of_town(place))
                continue
            self._run_place(place, self.context.tracks.get(unit), lockstep=True)
        return self.context.tracks

    def _town_order(self) -> list[int]:
        """Towns and bases, each after the seat that it follows."""
        done: dict[int, None] = {}
        for start in np.flatnonzero(~self.is_village).tolist():
            chain, place = [], start
            while place >= 0 and place not in done and place not in chain:
                chain.append(place)
                place = int(self.tables.place_seat[place])
            done |= dict.fromkeys(reversed(chain))
        return list(done)

    def _leader_of_town(self, place: int) -> Track | None:
        seat = int(self.tables.place_seat[place])
        if self.is_base[place] or seat < 0:
            return None
        return self.context.tracks.get(self.units + seat)

    def _run_place(self, place: int, leader: Track | None, *, lockstep: bool = False) -> None:
        node = self.units + place
        target = Target(
            node,
            own=self.own.get(place, ()),
            area=self.on_place.get(place, ()),
            is_base=bool(self.is_base[place]),
            lockstep=lockstep,
            clashes=self.clashes.get(node, ()),
            ignored=self.exceptions.ignored(node),
        )
        self.context.tracks[node] = run_track(target, leader, self.context)


def _kinship(rules: Rules) -> Kinship:
    spans: dict[str, list[Membership]] = {}
    for member in rules.members:
        spans.setdefault(member.actor_id, []).append(member)

    def bloc_on(actor: str, day: int) -> str | None:
        date = day_of(day)
        return next((m.bloc_id for m in spans.get(actor, ()) if m.holds_on(date)), None)

    generic = frozenset(a.actor_id for a in rules.actors.values() if a.kind == "generic")
    return Kinship(generic, bloc_on)


def _membership_days(members: Sequence[Membership]) -> list[int]:
    """Days on which somebody joins or leaves a bloc."""
    return [day_number(d) for m in members for d in (m.start, m.end) if d is not None]
