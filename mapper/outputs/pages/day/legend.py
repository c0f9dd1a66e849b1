"""The legend of a day: what each holder has, in its parts, and what several share.

The atlas works the same out in the page (``legendRows`` of ``atlas/panels/facade.js``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import NO_DATA, SHARED, State, are_towns
from mapper.figures.counting import PARTS, central, parties
from mapper.outputs.pages.plain import Payload, rounded

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory, Snapshot

__all__ = ["CENTRAL_PARTS", "legend_payload", "people_of_units"]

CENTRAL_PARTS: Final = ("alone", "contested", "doubt")
"""Parts that make the central figure of a holder."""


def people_of_units(history: ControlHistory) -> list[int | None] | None:
    """People of each unit, None where nobody counted; None for a case without any figures."""
    if "population" not in history.units:
        return None
    figures = history.units["population"].to_numpy(dtype=float, na_value=np.nan)
    return [None if np.isnan(figure) else round(figure) for figure in figures.tolist()]


def legend_payload(history: ControlHistory, snapshot: Snapshot) -> Payload:
    """Rows of the legend with the wholes that their shares are of.

    Parameters
    ----------
    history, snapshot
        The case, and the day: ``history.at(date)``.

    Returns
    -------
    dict
        ``legend``: rows ``holder, towns, parts`` (km² and, where the case has them, people by
        part; parts that are zero are left out), those that govern most first; what several share
        is a row of the holder ``shared`` with the parties in ``with``. ``total_km2``, and
        ``total_people`` of the units that have a figure.
    """
    rows = [*_holders(history, snapshot), *_together(history, snapshot)]
    people = people_of_units(history)
    total = {} if people is None else {"total_people": sum(one or 0 for one in people)}
    return {
        "legend": sorted(rows, key=_order),
        "total_km2": rounded(history.units["area_km2"].sum(), 1),
        **total,
    }


def _order(row: Payload) -> tuple[bool, float, float, str]:
    """The order of ``sortedRows`` of the pages."""
    own = (SHARED,) if row["holder"] == SHARED else CENTRAL_PARTS
    central_km2 = sum(row["parts"][part][0] for part in own if part in row["parts"])
    whole_km2 = sum(figures[0] for figures in row["parts"].values())
    names = "\n".join([row["holder"], *row.get("with", ())])
    return row["holder"] == NO_DATA, -central_km2, -whole_km2, names


def _holders(history: ControlHistory, snapshot: Snapshot) -> list[Payload]:
    from mapper.figures.holdings import holdings_table, part_columns

    table = holdings_table(history, [snapshot.date])
    measures = ["km2", "population"] if part_columns("population")[0] in table else ["km2"]
    rows = []
    records: list[dict[Any, Any]] = table.to_dict("records")
    for record in records:
        figures = [[record[column] for column in part_columns(name)] for name in measures]
        parts = {
            part: [float(km2), *(int(n) for n in people)]
            for part, km2, *people in zip(PARTS, *figures, strict=True)
            if km2 > 0
        }
        by_part = dict(zip(PARTS, part_columns("towns"), strict=True))
        towns = sum(int(record[by_part[part]]) for part in CENTRAL_PARTS)
        if parts or towns:
            rows.append({"holder": str(record["holder"]), "towns": towns, "parts": parts})
    return rows


def _together(history: ControlHistory, snapshot: Snapshot) -> list[Payload]:
    """Land and towns by who shares them; the one first that governs most of it."""
    people = people_of_units(history)
    sums: dict[State, list[int]] = defaultdict(lambda: [0, 0, 0])
    areas = square_metres(history.units["area_km2"]).tolist()
    numbers = [one or 0 for one in people] if people else [0] * len(areas)
    for code, m2, number in zip(snapshot.units["state"].tolist(), areas, numbers, strict=True):
        sums[history.states[code]][0] += round(m2)
        sums[history.states[code]][1] += number
    known = history.places[are_towns(history.places) & history.places["unit_id"].notna()]
    for code in snapshot.places["state"].reindex(known.index).dropna().astype(int).tolist():
        sums[history.states[code]][2] += 1
    groups: dict[frozenset[str], list[tuple[list[int], tuple[str, ...]]]] = defaultdict(list)
    for state, found in sums.items():
        if central(state) == SHARED:
            groups[frozenset(parties(state))].append((found, parties(state)))
    return [_group(members, people is not None) for members in groups.values()]


def _group(members: list[tuple[list[int], tuple[str, ...]]], counted: bool) -> Payload:
    """One row: its parties in the order in which most of it is governed."""
    first = min(members, key=lambda member: (-member[0][0], member[1]))[1]
    m2, number, towns = (sum(found[i] for found, _ in members) for i in range(3))
    figures = [m2 / M2_PER_KM2, *([number] if counted else [])]
    return {
        "holder": SHARED,
        "with": list(first),
        "towns": towns,
        "parts": {SHARED: figures} if m2 else {},
    }
