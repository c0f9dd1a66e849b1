"""Doubts about colours: two holders that look alike on a map of some day.

A reader tells holders by the colour of their land: in print without colour by its lightness only,
and one man in twelve sees fewer hues. What counts is the land as it is painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from mapper.case import schema
from mapper.core.colours import nearness
from mapper.core.dates import day_number, day_of
from mapper.core.errors import Fault
from mapper.core.model import Membership
from mapper.review.ground import Ground
from mapper.review.land import land_steps

__all__ = ["LEAST_CIEDE2000", "LEAST_LIGHTNESS", "NOTICED_SHARE", "colour_doubts", "too_near"]

LEAST_CIEDE2000: Final = 10.0
"""Difference by CIEDE2000 below which colours that are not side by side are taken for one: 1 is the
least that is seen side by side."""
LEAST_LIGHTNESS: Final = 8.0
"""Difference in L* below which two greys on one page are taken for one."""
NOTICED_SHARE: Final = 0.01
"""Share of the country from which on a holder's land is looked for on the map."""
_COLOUR: Final = re.compile("#[0-9a-fA-F]{6}")
_SEEN: Final = {
    "normal": "in colour",
    "protanopia": "with protanopia",
    "deuteranopia": "with deuteranopia",
    "tritanopia": "with tritanopia",
}

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]


def too_near(one: str, other: str) -> list[str]:
    """In which ways land in two colours looks alike, in words; empty if it can be told apart.

    >>> too_near("#2c6fbb", "#c8560b")
    ['in grey (lightness differs by 2.1, not 8)']
    >>> too_near("#2c6fbb", "#ffd27f")
    []
    """
    far = nearness(one, other)
    ways = [
        f"{words} (CIEDE2000 {far[vision]:.1f}, not {LEAST_CIEDE2000:.0f})"
        for vision, words in _SEEN.items()
        if far[vision] < LEAST_CIEDE2000
    ]
    if far["grey"] < LEAST_LIGHTNESS:
        ways.append(f"in grey (lightness differs by {far['grey']:.1f}, not {LEAST_LIGHTNESS:.0f})")
    return ways


def colour_doubts(ground: Ground) -> Iterator[Fault]:
    """Holders, and camps, that hold much on one day and look alike."""
    case = ground.case
    actors = _alike({name: actor.colour for name, actor in case.actors.items()})
    blocs = _alike({name: bloc.colour for name, bloc in case.blocs.items()})
    if not actors and not blocs:
        return
    land = _Land(ground)
    yield from _doubts(schema.ACTORS.file, actors, land.by_actor(), land)
    yield from _doubts(schema.BLOCS.file, blocs, land.by_bloc(case.members), land)


def _alike(colours: Mapping[str, str]) -> dict[Pair, list[str]]:
    """All pairs that look alike, and in which ways; what is no colour is an error of its own."""
    colours = {name: colour for name, colour in colours.items() if _COLOUR.fullmatch(colour)}
    pairs = {(a, b): too_near(colours[a], colours[b]) for a, b in combinations(colours, 2)}
    return {pair: ways for pair, ways in pairs.items() if ways}


def _doubts(
    file: str, alike: Mapping[Pair, Sequence[str]], land: Mapping[str, Floats], days: _Land
) -> Iterator[Fault]:
    for (one, other), ways in alike.items():
        if one not in land or other not in land:
            continue
        least = np.minimum(land[one], land[other])
        at = int(np.argmax(least))
        if least[at] < NOTICED_SHARE * days.whole:
            continue
        yield Fault(
            file,
            None,
            "colour",
            f"`{one}` and `{other}` look alike {', '.join(ways)}; on {day_of(int(days.days[at]))} "
            f"they hold {land[one][at] / days.whole:.1%} and {land[other][at] / days.whole:.1%} "
            "of the country.",
            "Give one of them a lighter or darker colour, of the same hue if it is a camp's.",
            "near-colours",
            severity="doubt",
        )


class _Land:
    """Who holds how much of the country, on each day on which land changes.

    Who shares land holds all of it.
    """

    def __init__(self, ground: Ground) -> None:
        steps, case = ground.steps, ground.case
        self.whole = float(ground.model.units["area_km2"].sum())
        end = day_number(case.file.last_day) + 1
        dates = {d for m in case.members for d in (m.start, m.end) if d is not None}
        step, area = land_steps(ground)
        last = np.zeros(len(steps), dtype=bool)
        last[steps.begin[1:] - 1] = True
        until = np.where(last, end, np.append(steps.day[1:], end))[step]
        since = steps.day[step]
        days = np.unique(
            [*since.tolist(), *map(day_number, dates), day_number(case.file.first_day)]
        )
        self.days = days[days < end]
        self._span = (np.searchsorted(self.days, since), np.searchsorted(self.days, until))
        self._area, self._core, self._words = area, steps.core.codes[step], steps.core.words

    def by_actor(self) -> dict[str, Floats]:
        """km² on each of the days, by actor."""
        parties = [{core.holder, *(core.companions if core.shared else ())} for core in self._words]
        land = {}
        for actor in {name for names in parties for name in names}:
            mine = np.array([actor in names for names in parties])[self._core]
            size = len(self.days) + 1
            begun, ended = (
                np.bincount(at[mine], self._area[mine], minlength=size) for at in self._span
            )
            land[actor] = np.cumsum(begun - ended)[:-1]
        return land

    def by_bloc(self, memberships: Sequence[Membership]) -> dict[str, Floats]:
        """The same by bloc: the sum of its members of each day."""
        actors = self.by_actor()
        land: dict[str, Floats] = {}
        for member in memberships:
            if member.actor_id not in actors:
                continue
            since = -np.inf if member.start is None else day_number(member.start)
            until = np.inf if member.end is None else day_number(member.end)
            inside = (self.days >= since) & (self.days < until)
            own = np.where(inside, actors[member.actor_id], 0.0)
            land[member.bloc_id] = land.get(member.bloc_id, 0.0) + own
        return land
