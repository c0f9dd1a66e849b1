"""The legend of a day: what each holder has, in its parts, and what several share.

The atlas works the same out in the page (``legendRows`` of ``atlas/panels/facade.js``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.core.dates import Day
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import NO_DATA, SHARED, State, are_towns
from mapper.figures.counting import PARTS, central, held_as, parties
from mapper.history.daytables import DayTable, as_date, tables_of
from mapper.history.memo import remembered
from mapper.outputs.pages.plain import Payload, rounded

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory, Snapshot

__all__ = ["CENTRAL_PARTS", "legend_payload", "people_of_units"]

CENTRAL_PARTS: Final = ("alone", "contested", "doubt")
"""Parts that make the central figure of a holder."""
_ROLES: Final = dict.fromkeys(CENTRAL_PARTS, "holds")


def people_of_units(history: ControlHistory) -> list[int | None] | None:
    """People of each unit, None where nobody counted; None for a case without any figures."""
    if "population" not in history.units:
        return None
    figures = history.units["population"].to_numpy(dtype=float, na_value=np.nan)
    return [None if np.isnan(figure) else round(figure) for figure in figures.tolist()]


def legend_payload(
    history: ControlHistory, day: Day | Snapshot, table: DayTable | None = None
) -> Payload:
    """Rows of the legend with the wholes that their shares are of.

    Parameters
    ----------
    history : ControlHistory
    day : date, str or Snapshot
    table : DayTable, optional
        The table of the day, where that is made already.

    Returns
    -------
    dict
        ``legend``: rows ``holder, towns, parts`` (km² and, where the case has them, people by
        part; parts that are zero are left out), those that govern most first; what several share
        is a row of the holder ``shared`` with the parties in ``with``. Whoever is painted and has
        neither land nor towns is a row, too: ``places`` says how many places it holds, shares,
        contests, besieges or may hold. ``total_km2``, and ``total_people`` of the units that have
        a figure.
    """
    table = table or tables_of(history).on(as_date(day))
    land = remembered(history, _Land)
    sums = land.by_state(table)
    rows = [*_holders(sums, counted=land.counted), *_together(sums, counted=land.counted)]
    rows += _in_places(sums, {row["holder"] for row in rows})
    total = {"total_people": int(land.people.sum())} if land.counted else {}
    return {"legend": sorted(rows, key=_order), "total_km2": land.total_km2, **total}


def _order(row: Payload) -> tuple[bool, float, float, str]:
    """The order of ``sortedRows`` of the pages."""
    own = (SHARED,) if row["holder"] == SHARED else CENTRAL_PARTS
    central_km2 = sum(row["parts"][part][0] for part in own if part in row["parts"])
    whole_km2 = sum(figures[0] for figures in row["parts"].values())
    names = "\n".join([row["holder"], *row.get("with", ())])
    return row["holder"] == NO_DATA, -central_km2, -whole_km2, names


@dataclass(frozen=True, slots=True)
class _Sum:
    """What is in one state on a day: m² of land, people, towns; units and places of any kind."""

    state: State
    m2: int
    people: int
    towns: int
    targets: int


class _Land:
    """What a history has of land, people and towns on every day."""

    def __init__(self, history: ControlHistory) -> None:
        self._history = history
        people = people_of_units(history)
        self.counted = people is not None
        self.m2 = square_metres(history.units["area_km2"])
        self.people = np.array([one or 0 for one in people or self.m2 * 0], dtype=float)
        self.total_km2 = rounded(history.units["area_km2"].sum(), 1)
        towns = are_towns(history.places) & history.places["unit_id"].notna()
        self.is_town = towns.to_numpy(bool)

    def by_state(self, table: DayTable) -> list[_Sum]:
        """Land and towns of a day by state: a few whole numbers, whoever counts them how."""
        targets, states = self._history.targets, self._history.states
        land = targets.are_units(table.target)
        units, count = table.state[land], len(states)
        m2 = np.bincount(units, self.m2, minlength=count)
        people = np.bincount(units, self.people, minlength=count)
        places = targets.place_rows(table.target)
        towns = np.bincount(table.state[~land][self.is_town[places]], minlength=count)
        painted = np.bincount(table.state, minlength=count)
        columns = (column.tolist() for column in (m2, people, towns, painted))
        return [
            _Sum(states[code], int(area), int(some), town, there)
            for code, (area, some, town, there) in enumerate(zip(*columns, strict=True))
            if there
        ]


def _holders(sums: Sequence[_Sum], *, counted: bool) -> list[Payload]:
    """What each holder has in its parts: as the table of holdings counts it, for one day."""
    parts: dict[str, dict[str, list[int]]] = {}
    towns: dict[str, int] = defaultdict(int)
    for found in sums:
        for holder, part in held_as(found.state).items():
            held = parts.setdefault(holder, {}).setdefault(part, [0, 0])
            held[0] += found.m2
            held[1] += found.people
            towns[holder] += found.towns if part in CENTRAL_PARTS else 0
    rows: list[Payload] = [
        {
            "holder": holder,
            "towns": towns[holder],
            "parts": {
                part: _figures(*held[part], counted=counted)
                for part in PARTS
                if part in held and held[part][0]
            },
        }
        for holder, held in parts.items()
    ]
    return [row for row in rows if row["parts"] or row["towns"]]


def _figures(m2: int, people: int, *, counted: bool) -> list[float]:
    """Square kilometres, and people where the case has them."""
    return [m2 / M2_PER_KM2, *([people] if counted else [])]


def _painted(state: State) -> dict[str, str]:
    """What each party is in a state whose colour is in it: in a fill, a dot, a hatch or a ring."""
    parts = held_as(state)
    others = {SHARED: state.companions, "contested": state.contested_by}.get(state.status, ())
    shown = (state.holder, *others, *state.claimed_by, *state.uncertain_with)
    found = {name: _ROLES.get(parts[name], parts[name]) for name in shown if name in parts}
    return dict.fromkeys(state.besieged_by, "besieges") | found


def _in_places(sums: Sequence[_Sum], listed: Collection[str]) -> list[Payload]:
    """Who is painted somewhere and not listed: it has no land, and no town is its own."""
    places: dict[str, dict[str, int]] = {}
    for found in sums:
        for holder, role in _painted(found.state).items():
            if holder not in listed:
                roles = places.setdefault(holder, {})
                roles[role] = roles.get(role, 0) + found.targets
    return [
        {"holder": holder, "towns": 0, "parts": {}, "places": roles}
        for holder, roles in places.items()
    ]


def _together(sums: Sequence[_Sum], *, counted: bool) -> list[Payload]:
    """Land and towns by who shares them; the one first that governs most of it."""
    groups: dict[frozenset[str], list[_Sum]] = defaultdict(list)
    for found in sums:
        if central(found.state) == SHARED and (found.m2 or found.towns):
            groups[frozenset(parties(found.state))].append(found)
    return [_group(members, counted=counted) for members in groups.values()]


def _group(members: Sequence[_Sum], *, counted: bool) -> Payload:
    """One row: its parties in the order in which most of it is governed."""
    first = min(members, key=lambda found: (-found.m2, parties(found.state)))
    m2, people = sum(found.m2 for found in members), sum(found.people for found in members)
    return {
        "holder": SHARED,
        "with": list(parties(first.state)),
        "towns": sum(found.towns for found in members),
        "parts": {SHARED: _figures(m2, people, counted=counted)} if m2 else {},
    }
