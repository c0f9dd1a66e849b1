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
Held = dict[int, float]
"""km² by the number of a day of `_Land`, where it is enough to be seen."""
_TWO: Final = 2


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
    """Holders, and camps, that hold much on one day and look alike.

    Only those are compared that do so on the same day: a war may have very many parties.
    """
    case = ground.case
    actors = {name: actor.colour for name, actor in case.actors.items()}
    blocs = {name: bloc.colour for name, bloc in case.blocs.items()}
    if len(actors) < _TWO and len(blocs) < _TWO:
        return
    land = _Land(ground)
    of_actors, of_blocs = land.large(case.members)
    yield from _doubts(schema.ACTORS.file, actors, of_actors, land)
    yield from _doubts(schema.BLOCS.file, blocs, of_blocs, land)


def _doubts(
    file: str, colours: Mapping[str, str], held: Mapping[str, Held], land: _Land
) -> Iterator[Fault]:
    # What is no colour is an error of its own.
    known = [name for name in colours if name in held and _COLOUR.fullmatch(colours[name])]
    on_day: dict[int, list[int]] = {}
    for i, name in enumerate(known):
        for at in held[name]:
            on_day.setdefault(at, []).append(i)
    pairs = {pair for together in on_day.values() for pair in combinations(together, 2)}
    for one, other in ((known[a], known[b]) for a, b in sorted(pairs)):
        ways = too_near(colours[one], colours[other])
        if not ways:
            continue
        both = held[one].keys() & held[other].keys()
        at = min(both, key=lambda day: (-min(held[one][day], held[other][day]), day))
        yield Fault(
            file,
            None,
            "colour",
            f"`{one}` and `{other}` look alike {', '.join(ways)}; on {day_of(int(land.days[at]))} "
            f"they hold {held[one][at] / land.whole:.1%} and {held[other][at] / land.whole:.1%} "
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
        core = steps.core.codes[step]
        order = np.argsort(core, kind="stable")
        self._words = steps.core.words
        self._ends = np.searchsorted(core[order], np.arange(len(self._words) + 1))
        self._area = area[order]
        self._span = tuple(np.searchsorted(self.days, at)[order] for at in (since, until))

    def _by_actor(self) -> Iterator[tuple[str, Floats]]:
        """km² on each of the days, actor by actor."""
        words: dict[str, list[int]] = {}
        for code, core in enumerate(self._words):
            for name in {core.holder, *(core.companions if core.shared else ())}:
                words.setdefault(name, []).append(code)
        size = len(self.days) + 1
        for actor, codes in words.items():
            mine = np.concatenate([np.arange(*self._ends[code : code + 2]) for code in codes])
            begun, ended = (
                np.bincount(at[mine], self._area[mine], minlength=size) for at in self._span
            )
            yield actor, np.cumsum(begun - ended)[:-1]

    def large(self, memberships: Sequence[Membership]) -> tuple[dict[str, Held], dict[str, Held]]:
        """What actors, and blocs, hold on the days on which that is seen on a map."""
        of: dict[str, list[Membership]] = {}
        for member in memberships:
            of.setdefault(member.actor_id, []).append(member)
        actors: dict[str, Held] = {}
        blocs: dict[str, Floats] = {}
        for actor, km2 in self._by_actor():
            if seen := self._seen(km2):
                actors[actor] = seen
            for member in of.get(actor, ()):
                since = -np.inf if member.start is None else day_number(member.start)
                until = np.inf if member.end is None else day_number(member.end)
                inside = (self.days >= since) & (self.days < until)
                own = np.where(inside, km2, 0.0)
                blocs[member.bloc_id] = blocs.get(member.bloc_id, 0.0) + own
        found = ((bloc, self._seen(km2)) for bloc, km2 in blocs.items())
        return actors, {bloc: seen for bloc, seen in found if seen}

    def _seen(self, km2: Floats) -> Held:
        at = np.flatnonzero(km2 >= NOTICED_SHARE * self.whole)
        return dict(zip(at.tolist(), km2[at].tolist(), strict=True))
