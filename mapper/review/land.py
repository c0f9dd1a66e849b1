"""Doubts about land: who follows a far town though more is known, and claims that paint much."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import day_number, day_of
from mapper.core.errors import Fault
from mapper.core.geodesy import distance_km
from mapper.core.model import BASE_KINDS, NONE, UNKNOWN, are_towns
from mapper.review.ground import Ground
from mapper.rules.land import IntArray
from mapper.rules.track import Step

__all__ = [
    "LARGE_SHARE",
    "LARGE_UNITS",
    "NEAR_BASE_KM",
    "base_and_town_doubts",
    "far_seat_doubts",
    "land_steps",
    "share_doubts",
]

LARGE_SHARE: Final = 0.03
"""Share of the country above which a claim on one place is doubted. A commune of Mali has 0.14 % on
average, a cercle 2 %: beyond that one report speaks for more than anybody saw."""
LARGE_UNITS: Final = 5.0
"""How many times the average unit it must be as well: in a country of few units each is large."""
NEAR_BASE_KM: Final = 10.0
"""A base as near to a town as this is taken to be the town's."""
_LEAST_KM_PER_DEGREE: Final = 110.5
"""Length of a degree of latitude at the equator, where it is shortest (110.57 km)."""


class _Holders:
    """The governing holder of a target on any day."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.days = [step.day for step in steps]

    def on(self, day: int) -> Step | None:
        """The step that holds on a day; None before the first."""
        at = bisect_right(self.days, day)
        return self.steps[at - 1] if at else None


def _differ(ground: Ground, one: Step, other: Step, day: int) -> bool:
    """Whether two targets have holders that are known and not of one side."""
    a, b = one.core, other.core
    if {a.holder, b.holder} & {NONE, UNKNOWN}:
        return False
    names = ({a.holder, *a.companions}, {b.holder, *b.companions})
    return not ground.kin_of_any(*names, day)


# -- a town, and its land that follows another one ---------------------------------------------


def far_seat_doubts(ground: Ground) -> Iterator[Fault]:
    """Towns with claims of their own, whose land follows a seat elsewhere and differs from them."""
    tables, run = ground.model.tables, ground.run
    own = _OwnClaims(ground)
    towns = are_towns(ground.case.places).to_numpy() & own.there & (tables.place_unit >= 0)
    towns &= tables.unit_by_seat[tables.place_unit].astype(bool)
    for place in np.flatnonzero(towns).tolist():
        unit = int(tables.place_unit[place])
        if _untold(ground, place):
            continue
        seat = int(tables.unit_decider[unit])
        if int(tables.place_unit[seat]) == unit:
            continue
        day = _first_difference(ground, place, unit, seat)
        if day is None:
            continue
        node = unit if unit in run.tracks else run.unit_count + seat
        land, town = (_Holders(ground.steps_of(n)).on(day) for n in (node, run.unit_count + place))
        assert land is not None and town is not None
        name = ground.place_id(place)
        yield ground.place_doubt(
            place,
            "decides",
            f"`{name}` has claims of its own ({ground.lines(own.of(place))}), but the land around "
            f"it, {ground.called(tables.unit_ids[unit])}, follows the seat "
            f"`{ground.place_id(seat)}`: on {day_of(day)} the land is `{land.core.holder}`'s and "
            f"`{name}` is `{town.core.holder}`'s.",
            f"Write `yes` in `decides` of `{name}`, so that the land follows it.",
            "land-follows-elsewhere",
        )


def _untold(ground: Ground, place: int) -> bool:
    """Whether rows that bear on a place were left out for their errors."""
    return ground.run.unit_count + place in ground.untold


class _OwnClaims:
    """The strong claims on places themselves."""

    def __init__(self, ground: Ground) -> None:
        self._claims = ground.claims
        self._mine = np.flatnonzero(self._claims.strong & (self._claims.place >= 0))
        self.there = np.zeros(len(ground.case.places), dtype=bool)
        """Which places have some."""
        self.there[self._claims.place[self._mine]] = True

    def of(self, place: int) -> list[int]:
        """Positions of those on a place, in the order of R2."""
        ranks = self._mine[self._claims.place[self._mine] == place]
        return [int(position) for position in self._claims.position[ranks]]


def _first_difference(ground: Ground, place: int, unit: int, seat: int) -> int | None:
    """The first day on which the land has another holder than the town, as it follows the seat."""
    units = ground.run.unit_count
    town = _Holders(ground.steps_of(units + place))
    plain = unit not in ground.run.tracks
    land = _Holders(ground.steps_of(units + seat if plain else unit))
    last = day_number(ground.case.file.last_day)
    for day in sorted({*town.days, *land.days}):
        its, of_town = land.on(day), town.on(day)
        if day > last or its is None or of_town is None or of_town.level != "own place":
            continue
        led = plain or its.leader == units + seat
        if led and _differ(ground, its, of_town, day):
            return day
    return None


# -- a town that follows a far seat, and its base ----------------------------------------------


def base_and_town_doubts(ground: Ground) -> Iterator[Fault]:
    """Bases whose claims say another holder than a town beside them that only follows its seat."""
    own = _OwnClaims(ground).there
    towns = np.flatnonzero(are_towns(ground.case.places).to_numpy())
    for base, town in _neighbours(ground, own, towns):
        if _untold(ground, base) or _untold(ground, town):
            continue
        found = _contradiction(ground, base, town)
        if found is None:
            continue
        day, at_base, in_town = found
        seat = ground.name(in_town.leader)
        base_id, town_id = ground.place_id(base), ground.place_id(town)
        far, near = (_between(ground, town, other) for other in (_place(ground, in_town), base))
        by = f" by {ground.line(in_town.claim)}" if in_town.claim >= 0 else ""
        yield ground.doubt(
            at_base.claim,
            "target_id",
            f"`{base_id}` is {_km(near)} from `{town_id}`, which has no claim of its own by then "
            f"and follows the seat `{seat}`, {_km(far)} away{by}: on {day_of(day)} the base is "
            f"`{at_base.core.holder}`'s and the town `{in_town.core.holder}`'s.",
            f"Add a claim on `{town_id}`: what is said of its base was mostly said of it.",
            "base-against-town",
        )


def _place(ground: Ground, step: Step) -> int:
    """The place that is followed in a step."""
    return step.leader - ground.run.unit_count


def _km(distance: float) -> str:
    return f"{distance:.0f} km" if distance >= 1 else "less than 1 km"


def _between(ground: Ground, one: int, other: int) -> float:
    lon, lat = (ground.case.places[name].to_numpy() for name in ("lon", "lat"))
    return float(distance_km(lon[one], lat[one], lon[other], lat[other]))


def _neighbours(
    ground: Ground, own: npt.NDArray[np.bool_], towns: IntArray
) -> Iterator[tuple[int, int]]:
    """Bases with claims, each with the nearest town if that is near enough to be its."""
    places = ground.case.places
    bases = np.flatnonzero(places["kind"].isin(list(BASE_KINDS)).to_numpy() & own).tolist()
    lon, lat = (places[name].to_numpy()[towns] for name in ("lon", "lat"))
    reach = NEAR_BASE_KM / _LEAST_KM_PER_DEGREE
    for base in bases:
        here = places["lon"].iat[base], places["lat"].iat[base]
        close = np.flatnonzero(np.abs(lat - here[1]) <= reach)
        km = distance_km(*here, lon[close], lat[close])
        if len(close) and km.min() <= NEAR_BASE_KM:
            yield base, int(towns[close[int(km.argmin())]])


def _contradiction(ground: Ground, base: int, town: int) -> tuple[int, Step, Step] | None:
    """The first day on which a base has another holder than a town that goes with its seat.

    Only from the day on which the town changed hands with its seat, and only for who may hold
    towns: a mission's camp says nothing of the town beside it.
    """
    units = ground.run.unit_count
    at_base, in_town = (_Holders(ground.steps_of(units + place)) for place in (base, town))
    moved = next((s.day for s in in_town.steps if s.hands and _follows(s)), None)
    if moved is None:
        return None
    last = day_number(ground.case.file.last_day)
    for day in sorted({*at_base.days, *in_town.days}):
        its, of_town = at_base.on(day), in_town.on(day)
        if not moved <= day <= last or its is None or of_town is None or its.claim < 0:
            continue
        actor = ground.case.actors.get(its.core.holder)
        if actor is None or not actor.may_govern or not _follows(of_town):
            continue
        if _differ(ground, its, of_town, day):
            return day, its, of_town
    return None


def _follows(step: Step) -> bool:
    """Whether a town goes with its seat in a step, and no claim reached itself."""
    return step.leader >= 0 and step.level == "seat"


# -- claims that paint much --------------------------------------------------------------------


def share_doubts(ground: Ground) -> Iterator[Fault]:
    """Places of which one claim recolours more than a certain share of the country."""
    whole = float(ground.model.units["area_km2"].sum())
    recoloured = _recoloured_km2(ground)
    large = max(LARGE_SHARE, LARGE_UNITS / len(ground.model.units)) * whole
    by_place: dict[str, list[int]] = defaultdict(list)
    for claim, km2 in recoloured.items():
        if km2 > large:
            by_place[ground.cell(claim, "target_id")].append(claim)
    for target, claims in by_place.items():
        most = max(claims, key=lambda claim: (recoloured[claim], -claim))
        others = [claim for claim in claims if claim != most]
        verb = "do" if len(others) > 1 else "does"
        also = f" (so {verb} {ground.lines(others)})" if others else ""
        yield ground.doubt(
            most,
            "target_id",
            f"This one claim on `{target}` recolours {recoloured[most] / whole:.1%} of the "
            f"country, {recoloured[most]:,.0f} km²{also}.",
            "Add claims on towns or areas of that land, let more of its towns decide their land "
            "(`decides`), or say in the README of the case why it speaks for so much.",
            "large-recolouring",
        )


def _recoloured_km2(ground: Ground) -> dict[int, float]:
    """How much land has another governing holder by each claim on a place."""
    steps, claims = ground.steps, ground.claims
    on_place = np.zeros(len(ground.case.claims) + 1, dtype=bool)  # the last one: no claim
    on_place[claims.position[claims.place >= 0]] = True
    step, area = land_steps(ground)
    made = steps.hands[step] & on_place[steps.claim[step]]
    codes, found = pd.factorize(steps.claim[step[made]])
    sums = np.bincount(codes, area[made], minlength=len(found))
    return dict(zip(found.tolist(), sums.tolist(), strict=True))


def land_steps(ground: Ground) -> tuple[IntArray, npt.NDArray[np.float64]]:
    """Steps of land, and the km² that take each: of units, and of what merely follows a place."""
    run, steps = ground.run, ground.steps
    km2 = ground.model.units["area_km2"].to_numpy()
    plain: dict[int, float] = defaultdict(float)
    for unit, leader in zip(run.plain.unit.tolist(), run.plain.leader.tolist(), strict=True):
        plain[leader] += km2[unit]
    units = np.flatnonzero(steps.nodes < run.unit_count)
    leaders = np.array(list(plain), dtype=np.int64)
    targets = np.concatenate((units, steps.slot[leaders]))
    areas = np.concatenate((km2[steps.nodes[units]], np.array([*plain.values()])))
    count = np.diff(steps.begin)[targets]
    step = np.repeat(steps.begin[targets] - (np.cumsum(count) - count), count)
    return step + np.arange(len(step)), np.repeat(areas, count)
