"""The rules run on a case: who follows whom, and the tracks of all targets (R1, R3, R8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.coded import Coded
from mapper.core.collector import collector_paused
from mapper.core.dates import day_number
from mapper.core.lineage import Lineage
from mapper.core.model import BASE_KINDS, are_towns
from mapper.rules.course import ranges
from mapper.rules.effects import Core
from mapper.rules.exceptions import EXCEPTED, Exceptions
from mapper.rules.given import Given
from mapper.rules.handout import HandOut
from mapper.rules.land import AreaTables, IntArray
from mapper.rules.notes import HANDS, STEPS
from mapper.rules.options import Rules, kinship_of, membership_days
from mapper.rules.order import ClaimList, list_claims
from mapper.rules.reactions import Kind
from mapper.rules.track import Track
from mapper.rules.tracking import Tracking
from mapper.rules.worlds import Worlds

__all__ = ["Plain", "TrackRun", "run_tracks"]

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plain:
    """Units that only ever follow their deciding place; ``by_seat`` if that is a mere seat."""

    unit: IntArray
    leader: IntArray
    by_seat: Mask


class Tracks(Mapping[int, Track]):
    """The tracks of targets, each made when somebody asks; units that only follow have none."""

    def __init__(self, tracking: Tracking, nodes: Sequence[int]) -> None:
        self._tracking, self._nodes = tracking, dict.fromkeys(nodes)

    def __getitem__(self, node: int) -> Track:
        if node not in self._nodes:
            raise KeyError(node)
        return self._tracking.track(node)

    def __iter__(self) -> Iterator[int]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


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
    plain: Plain
    tracking: Tracking
    worlds: Worlds | None = None

    @property
    def cores(self) -> tuple[Core, ...]:
        """Every core, by the number that it has in :meth:`steps`."""
        return tuple(self.tracking.reactions.cores.things)

    def steps(self) -> tuple[IntArray, IntArray, dict[str, IntArray]]:
        """The steps of all tracks as columns.

        Returns
        -------
        nodes : int array
            The targets, in the order of the tracks.
        begin : int array, shape (targets + 1,)
            Where the steps of each begin, and the end of the last.
        columns : dict of int arrays
            day, rank, claim, leader, core and hands of each step.
        """
        course = self.tracking.course
        nodes = np.fromiter(self.tracks, dtype=np.int64, count=len(self.tracks))
        count = course.end[nodes] - course.begin[nodes]
        rows = ranges(course.begin[nodes], count)
        is_step = (course["notes"][rows] & STEPS) != 0
        whose = np.repeat(np.arange(len(nodes)), count)[is_step]
        rows = rows[is_step]
        columns = {name: course[name][rows] for name in ("day", "rank", "claim", "leader", "core")}
        columns["hands"] = ((course["notes"][rows] & HANDS) != 0).astype(np.int64)
        return nodes, np.searchsorted(whose, np.arange(len(nodes) + 1)), columns

    @property
    def context(self) -> Given:
        """What all tracks share: the rules' options, kinship, and who succeeds whom."""
        return self.tracking.given


def run_tracks(
    claims: pd.DataFrame,
    places: pd.DataFrame,
    tables: AreaTables,
    rules: Rules,
    coded: Mapping[str, Coded] | None = None,
    without: Sequence[IntArray] = (),
) -> TrackRun:
    """Run the rules and keep every step; see :func:`build_timeline` for the parameters.

    Parameters
    ----------
    without : sequence of int arrays
        Positions of claims: for each of these sets the targets that hear of one of them are led
        once more without them, as further targets (see :class:`mapper.rules.worlds.Worlds`).
    """
    with collector_paused():
        leading = _Leading(claims, places, tables, rules, coded, without)
        leading.run()
    return TrackRun(
        unit_count=leading.units,
        tracks=Tracks(leading.tracking, leading.sequence()),
        listed=leading.listed,
        reach=leading.out.reach,
        plain=leading.plain,
        tracking=leading.tracking,
        worlds=leading.worlds,
    )


class _Leading:
    """Says who follows whom, and leads leaders before followers."""

    def __init__(
        self,
        claims: pd.DataFrame,
        places: pd.DataFrame,
        tables: AreaTables,
        rules: Rules,
        coded: Mapping[str, Coded] | None,
        without: Sequence[IntArray] = (),
    ) -> None:
        position = {place: i for i, place in enumerate(map(str, places.index.tolist()))}
        lineage = Lineage(sorted(rules.successions, key=lambda s: s.date))
        turns = lineage.days + membership_days(rules.members)
        self.listed = list_claims(claims, position, tables, lineage, turns, coded)
        exceptions = Exceptions(claims, position, tables, (coded or {}).get(EXCEPTED))
        lapses = rules.contest_days > 0
        self._look(tables, *_sorts_of(places, tables))
        on_places = self.listed.on_places()
        self.out = self._hand_out(exceptions, on_places, lapses=lapses)
        self.worlds = None
        if without:
            self.worlds = worlds = Worlds.of(self.out, without, self.is_village)
            self._look(worlds.tables, self.is_base[worlds.place], self.is_village[worlds.place])
            exceptions, on_places = exceptions.spread(worlds.spread), worlds.on_places(on_places)
            self.out = self._hand_out(exceptions, on_places, worlds.without, lapses=lapses)
        own = self.listed.own(on_places)
        self.tracking = Tracking(
            Given(
                listed=self.listed,
                unit_count=self.units,
                place_count=self.places,
                own=own,
                again=self._repeats(own, renewing=lapses),
                areas=self.out.areas,
                clashes=self.out.clashes,
                left_out=self.out.left_out,
                national=self.out.national,
                cuts=self.out.cuts,
                leads=self._leads(),
                kinship=kinship_of(rules),
                lineage=lineage,
                first_day=day_number(rules.first_day),
                baseline=rules.baseline,
                dispute_days=rules.dispute_days,
                observation_window_days=rules.observation_window_days,
                contest_days=rules.contest_days,
            )
        )

    def _look(self, tables: AreaTables, is_base: Mask, is_village: Mask) -> None:
        """Take the targets that are to be led."""
        self.tables, self.is_base, self.is_village = tables, is_base, is_village
        self.units, self.places = len(tables.unit_ids), len(is_base)
        self.silent = np.zeros(self.units, dtype=bool)
        self.silent[tables.no_data] = True

    def _hand_out(
        self,
        exceptions: Exceptions,
        on_places: tuple[IntArray, IntArray],
        without: tuple[IntArray, IntArray] | None = None,
        *,
        lapses: bool,
    ) -> HandOut:
        known = (self.listed, self.tables, exceptions, self.silent, self.is_base, lapses)
        return HandOut(*known, on_places, without)

    def _repeats(self, own: tuple[IntArray, IntArray], *, renewing: bool) -> Mask:
        """Which claims on places only repeat the one before."""
        ranks, places = own
        on_areas = self.out.areas.before(self.units + places, ranks)
        return self.listed.repeats(own, on_areas, renewing=renewing)

    def run(self) -> None:
        """Lead all targets: towns after their seats, land after its towns, villages after land."""
        self._lead_towns()
        self._lead_units()
        self._lead_villages()

    def _lead_towns(self) -> None:
        order = self._town_order()
        depth: dict[int, int] = {}
        seats = self.tables.place_seat.tolist()
        for place in order:
            seat = seats[place]
            follows = not self.is_base[place] and seat in depth
            depth[place] = depth[seat] + 1 if follows else 0
        depths = np.array([depth[place] for place in order], dtype=np.int64)
        places = np.array(order, dtype=np.int64)
        for number in range(int(depths.max(initial=-1)) + 1):
            chosen = places[depths == number]
            leaders = self.units + self.tables.place_seat[chosen]
            self._lead_places(chosen, leaders if number else np.full(len(chosen), -1))

    def _lead_places(self, places: IntArray, leaders: IntArray, *, village: bool = False) -> None:
        nodes = self.units + places
        kinds = _kinds(
            is_base=self.is_base[places],
            village=np.full(len(places), village),
            has_leader=leaders >= 0,
            ignores=self._ignoring(nodes),
        )
        self.tracking.lead(nodes, leaders, kinds)

    def _ignoring(self, nodes: IntArray) -> Mask:
        """Which targets some claim leaves out."""
        found: Mask = np.isin(nodes, self.out.ignoring)
        return found

    def _lead_units(self) -> None:
        units = np.arange(self.units)
        decider = self.tables.unit_decider
        leaders = np.where(decider >= 0, self.units + decider, -1)
        ignores, plain = self._ignoring(units), self._only_follow()
        self.plain = Plain(units[plain], leaders[plain], self.tables.unit_by_seat[plain])
        chosen = units[~plain & ~self.silent]
        kinds = _kinds(
            is_unit=np.ones(len(chosen), dtype=bool),
            by_seat=self.tables.unit_by_seat[chosen],
            has_leader=leaders[chosen] >= 0,
            ignores=ignores[chosen],
        )
        self.tracking.lead(chosen, leaders[chosen], kinds)
        self.tracking.add_silent(units[self.silent])

    def _only_follow(self) -> Mask:
        """Which units do nothing but follow their towns: no claim on an area touches them."""
        units = np.arange(self.units)
        own = (self.out.areas.count(units) > 0) | self._ignoring(units) | self._with_villages()
        found: Mask = (self.tables.unit_decider >= 0) & ~own & ~self.silent
        return found

    def _with_villages(self) -> Mask:
        """Which units villages follow."""
        led = np.zeros(self.units + 1, dtype=bool)
        led[self.tables.place_unit[self.is_village]] = True
        return led[:-1]

    def _leads(self) -> Mask:
        """Which targets others follow that are not plain."""
        leads = np.zeros(self.units + self.places + 1, dtype=bool)
        leads[: self.units] = self._with_villages()
        seats = self.tables.place_seat
        leads[self.units + seats[seats >= 0]] = True
        decider = self.tables.unit_decider[~self._only_follow()]
        leads[self.units + decider[decider >= 0]] = True
        return leads[:-1]

    def _lead_villages(self) -> None:
        villages = np.flatnonzero(self.is_village)
        unit = self.tables.place_unit[villages]
        silent = (unit >= 0) & self.silent[unit]
        outside = villages[silent]  # no land to follow: as a town
        seats = self.tables.place_seat[outside]
        self._lead_places(outside, np.where(seats >= 0, self.units + seats, -1))
        self._lead_places(villages[~silent], unit[~silent], village=True)

    def _town_order(self) -> list[int]:
        """Towns and bases, each after the seat that it follows."""
        done: dict[int, None] = {}
        seats = self.tables.place_seat.tolist()
        for start in np.flatnonzero(~self.is_village).tolist():
            if seats[start] < 0:
                done[start] = None
                continue
            chain, place = [], start
            while place >= 0 and place not in done and place not in chain:
                chain.append(place)
                place = seats[place]
            done |= dict.fromkeys(reversed(chain))
        return list(done)

    def sequence(self) -> list[int]:
        """All targets with tracks of their own: towns, land, villages."""
        towns = [self.units + place for place in self._town_order()]
        own = np.ones(self.units, dtype=bool)
        own[self.plain.unit] = False
        villages = (self.units + np.flatnonzero(self.is_village)).tolist()
        return [*towns, *np.flatnonzero(own).tolist(), *villages]


def _sorts_of(places: pd.DataFrame, tables: AreaTables) -> tuple[Mask, Mask]:
    """Which places are bases, and which are villages that follow their land."""
    is_base = places["kind"].isin(list(BASE_KINDS)).to_numpy()
    leads = np.zeros(len(places), dtype=bool)
    for column in (tables.unit_decider, tables.place_seat):
        leads[column[column >= 0]] = True
    return is_base, ~are_towns(places).to_numpy() & ~is_base & ~leads


def _kinds(**fields: Mask) -> IntArray:
    """Numbers of the kinds of targets that have something."""
    found: IntArray = np.zeros(len(next(iter(fields.values()))), dtype=np.int64)
    for name, marks in fields.items():
        found |= np.where(marks, 1 << Kind._fields.index(name), 0)
    return found
