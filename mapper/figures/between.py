"""What changed hands between two days: units and places whose governing holder differs.

A target counts as in the statistics: in the row of its governing holder, or in ``shared``. Whoever
held it before and holds it after are compared; what happened in between says of which *kind* the
difference is:

``hands``
    Another party governs.
``succession``
    The same party under a new name, or what it merged into (R9).
``realignment``
    By bloc only: the same party in another bloc.

A change of hands also has a *way*, that in which the holder of the second day came by it: by
``force``, by ``agreement``, ``unopposed``, or ``untold`` where the claim only says who holds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import Day, as_day, day_number, day_of
from mapper.core.errors import UsageError
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import NO_BLOC, State, are_towns
from mapper.core.vocabulary import VOCABULARY
from mapper.figures.counting import central
from mapper.history.control import ControlHistory
from mapper.rules.track import SUCCESSION

__all__ = [
    "BY",
    "HANDS",
    "KINDS",
    "REALIGNMENT",
    "SUCCESSION",
    "UNTOLD",
    "WAYS",
    "Transfers",
    "moves_between",
    "net_changes",
    "row_on",
]

By = Literal["holder", "bloc"]
BY: Final = ("holder", "bloc")
HANDS: Final = "hands"
REALIGNMENT: Final = "realignment"
KINDS: Final = (HANDS, SUCCESSION, REALIGNMENT)
WAYS: Final = tuple(VOCABULARY["hands_ways"])
"""Ways in which hands change, in the order in which they are told."""
UNTOLD: Final = "untold"
_WAY_OF: Final = {
    event: way for way, events in VOCABULARY["hands_ways"].items() for event in events
}


@dataclass(frozen=True)
class Transfers:
    """What changed hands between two days.

    Attributes
    ----------
    first, last : date
    by : {"holder", "bloc"}
        What the rows of the comparison are.
    units : DataFrame
        Indexed by unit_id, in the order of the history: before, after (rows), kind, way (one of
        `WAYS`; empty unless hands changed), name, area_km2, near_km2; population where the case
        has figures of people.
    places : DataFrame
        Indexed by place_id, the most important first: before, after, kind, way, name, place_kind,
        rank, population, is_town. Only places that exist on both days.
    total_km2 : float
        Area of all units of the history.
    """

    first: dt.date
    last: dt.date
    by: By
    units: pd.DataFrame
    places: pd.DataFrame
    total_km2: float

    def pairs(self) -> pd.DataFrame:
        """The changes by pair of rows and kind: what changed hands by itself first, by area.

        Returns
        -------
        DataFrame
            from_holder (or from_bloc), to_holder (or to_bloc), kind, area_km2, share (of all
            land), area_within_50km_km2, units, towns, population_of_towns,
            towns_without_population, place_ids, unit_ids (tuples of text). Where the case has
            figures of people, population (of the units) stands before the ids. Last come force_km2,
            agreement_km2, unopposed_km2, untold_km2: what changed hands in which way; all zero
            where hands did not change.
        """
        keys = ["before", "after", "kind"]
        units, places = self.units.groupby(keys), self.places.groupby(keys)
        rows = []
        for key in sorted({*units.groups, *places.groups}):
            land = self.units.loc[units.groups.get(key, pd.Index([]))]
            spots = self.places.loc[places.groups.get(key, pd.Index([]))]
            towns = spots[spots["is_town"]]
            m2 = float(square_metres(land["area_km2"]).sum())
            rows.append(
                {
                    f"from_{self.by}": key[0],
                    f"to_{self.by}": key[1],
                    "kind": key[2],
                    "area_km2": m2 / M2_PER_KM2,
                    "share": m2 / M2_PER_KM2 / self.total_km2,
                    "area_within_50km_km2": float(square_metres(land["near_km2"]).sum())
                    / M2_PER_KM2,
                    "units": len(land),
                    "towns": len(towns),
                    "population_of_towns": int(towns["population"].fillna(0).sum()),
                    "towns_without_population": int(towns["population"].isna().sum()),
                    "place_ids": tuple(str(p) for p in spots.index),
                    "unit_ids": tuple(str(u) for u in land.index),
                }
            )
            if self.has_people:
                rows[-1]["population"] = int(land["population"].sum())
            for way in WAYS:
                rows[-1][f"{way}_km2"] = _area_km2(land[land["way"] == way])
        rows.sort(key=lambda row: (KINDS.index(row["kind"]), -row["area_km2"], -row["towns"]))
        columns = _pair_columns(self.by)
        if self.has_people:
            columns.insert(columns.index("place_ids"), "population")
        return pd.DataFrame(rows, columns=columns)

    def ways(self) -> dict[str, tuple[float, int]]:
        """What changed in each way of `WAYS`, and without a change of hands by kind.

        Returns
        -------
        dict
            km² of land and number of towns by way, then by ``succession`` and ``realignment``;
            where both are zero it is left out.
        """
        land, spots = (_told_as(table) for table in (self.units, self.places))
        m2, is_town = square_metres(self.units["area_km2"]), self.places["is_town"].to_numpy(bool)
        found = {}
        for name in (*WAYS, *KINDS[1:]):
            km2 = float(m2[land == name].sum()) / M2_PER_KM2
            found[name] = (km2, int(is_town[spots == name].sum()))
        return {name: sums for name, sums in found.items() if any(sums)}

    @property
    def has_people(self) -> bool:
        """Whether the case has figures of people."""
        return "population" in self.units.columns


def _told_as(changes: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The way of each change of hands, and the kind of any other change."""
    way, kind = (changes[column].to_numpy(object) for column in ("way", "kind"))
    told: npt.NDArray[np.object_] = np.where(way != "", way, kind)
    return told


def _area_km2(land: pd.DataFrame) -> float:
    return float(square_metres(land["area_km2"]).sum()) / M2_PER_KM2


def _pair_columns(by: By) -> list[str]:
    return [
        f"from_{by}",
        f"to_{by}",
        "kind",
        "area_km2",
        "share",
        "area_within_50km_km2",
        "units",
        "towns",
        "population_of_towns",
        "towns_without_population",
        "place_ids",
        "unit_ids",
        *(f"{way}_km2" for way in WAYS),
    ]


def net_changes(history: ControlHistory, first: Day, last: Day, *, by: By = "holder") -> Transfers:
    """What changed hands between two days: units and places with another governing holder.

    What changed and changed back in between is not among it; :func:`mapper.daily_changes`
    lists every change day.

    Parameters
    ----------
    history : ControlHistory
    first, last : date or str
        The state at the end of the one is compared with that at the end of the other.
    by : {"holder", "bloc"}
        By bloc, whoever changes its bloc takes its land along.

    Returns
    -------
    Transfers

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If the second day does not come after the first, or ``by`` is unknown.

    Examples
    --------
    >>> import datetime as dt
    >>> from mapper import build_history, find_case, read_case
    >>> history = build_history(read_case(find_case("mali")))
    >>> found = net_changes(history, dt.date(2013, 1, 25), dt.date(2013, 1, 28))
    >>> found.places.loc["timbuktu", ["before", "after", "kind"]].tolist()
    ['ansar_dine', 'government', 'hands']
    """
    first, last = as_day(first), as_day(last)
    moves = moves_between(history, first, last, by=by)
    ends = _net(moves)
    there = history.between(first, first)["target"]  # a base first reported since changed no hands
    ends = ends[ends.index.isin(there)]
    land_rows = history.targets.are_units(ends.index)
    units, places = ends[land_rows], ends[~land_rows]
    facts = ["name", "area_km2", "near_km2", *history.land.columns.intersection(["population"])]
    areas = history.land[facts].iloc[units.index]
    spots = history.places[["name", "kind", "rank", "population"]].iloc[
        history.targets.place_rows(places.index)
    ]
    spots = spots.rename(columns={"kind": "place_kind"})
    land = pd.concat([units.set_axis(areas.index), pd.DataFrame(areas)], axis=1)
    found = pd.concat([places.set_axis(spots.index), spots], axis=1)
    found["is_town"] = are_towns(found, "place_kind")
    order = pd.DataFrame({"rank": found["rank"], "people": -found["population"].fillna(0)})
    found = found.loc[order.sort_values(["rank", "people"], kind="stable").index]
    total = float(square_metres(history.land["area_km2"]).sum()) / M2_PER_KM2
    return Transfers(first=first, last=last, by=by, units=land, places=found, total_km2=total)


def _net(moves: pd.DataFrame) -> pd.DataFrame:
    """First and last row of each target that ended elsewhere than it began, kind and way."""
    target = moves["target"].to_numpy()
    edges = [0, *(np.flatnonzero(target[1:] != target[:-1]) + 1).tolist(), len(target)]
    before, after, kinds, ways = (moves[c].tolist() for c in ("before", "after", "kind", "way"))
    rows = []
    for at, end in pairwise(edges if len(target) else []):
        path = [(before[at], HANDS), *zip(after[at:end], kinds[at:end], strict=True)]
        if path[0][0] != path[-1][0]:
            kind = _kind_of(path)
            # The last time that hands changed is how the holder of the second day came by it.
            by_hands = (ways[i] for i in range(end - 1, at - 1, -1) if kinds[i] == HANDS)
            way = next(by_hands) if kind == HANDS else ""
            rows.append((int(target[at]), path[0][0], path[-1][0], kind, way))
    table = pd.DataFrame(rows, columns=["target", "before", "after", "kind", "way"])
    return table.set_index("target").astype(dict.fromkeys(table.columns[1:], "str"))


def _kind_of(path: list[tuple[str, str]]) -> str:
    """Of which kind the difference between the ends of a path of (row, kind of its coming) is.

    A party stays itself under a new name and in another bloc; what it lost and won back in
    between does not count.
    """
    same, kinds, reached = {path[0][0]}, {path[0][0]: HANDS}, 0
    for i, (row, kind) in enumerate(path[1:], start=1):
        if row in same:
            reached = i
        elif reached == i - 1 and kind != HANDS:
            before = kinds[path[i - 1][0]]
            kinds[row] = REALIGNMENT if REALIGNMENT in (before, kind) else kind
            same.add(row)
            reached = i
    return kinds[path[-1][0]] if reached == len(path) - 1 else HANDS


def moves_between(
    history: ControlHistory, first: Day, last: Day, *, by: By = "holder"
) -> pd.DataFrame:
    """Every change of the row that a target counts in, after the first day and up to the last.

    Returns
    -------
    DataFrame
        target (number, as in the intervals), day (days since 1970-01-01), before, after (rows),
        kind, way (empty unless hands changed), claim (position of the claim that began it, -1 if
        none); by target, then day.

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If the second day does not come after the first, or ``by`` is unknown.
    """
    if by not in BY:
        raise UsageError(f"`{by}` is no comparison; use one of: {', '.join(BY)}.")
    first, last = history.check_date(first), history.check_date(last)
    start, end = day_number(first), day_number(last)
    if end <= start:
        raise UsageError(
            f"the second date ({last}) does not come after the first ({first}); name the earlier "
            "one first."
        )
    names: dict[str, int] = {}
    parts = [
        _part(history, begin, finish, _rows_of_states(history, by, begin, names))
        for begin, finish in _epochs(history, by, start, end)
    ]
    table = pd.concat(parts).sort_values(["target", "day"], kind="stable", ignore_index=True)
    row, target = table["row"].to_numpy(), table["target"].to_numpy()
    at = np.flatnonzero((target[1:] == target[:-1]) & (row[1:] != row[:-1])) + 1
    words = np.array([*names, ""], dtype=object)
    moved = table.iloc[at]
    kind = np.where(moved["begins"], np.where(moved["renamed"], SUCCESSION, HANDS), REALIGNMENT)
    claim = np.where(moved["begins"], moved["claim"].to_numpy(), -1)
    ways = [_WAY_OF.get(event, UNTOLD) for event in history.claims["event_type"].tolist()]
    way = np.array([*ways, UNTOLD], dtype=object)[claim]
    return pd.DataFrame(
        {
            "target": moved["target"].to_numpy(),
            "day": moved["day"].to_numpy(),
            "before": words[row[at - 1]],
            "after": words[row[at]],
            "kind": kind,
            "way": np.where(kind == HANDS, way, ""),
            "claim": claim,
        }
    )


def _epochs(history: ControlHistory, by: By, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of days ``[begin, finish]`` in which no actor changes its bloc."""
    cuts: set[int] = set()
    if by == "bloc":
        cuts = {day_number(d) for m in history.members for d in (m.start, m.end) if d is not None}
    edges = [start, *sorted(c for c in cuts if start < c <= end), end + 1]
    for begin, finish in pairwise(edges):
        yield begin, finish - 1


def _rows_of_states(
    history: ControlHistory, by: By, day: int, names: dict[str, int]
) -> npt.NDArray[np.int64]:
    """Number of the row that each state counts in on a day; ``names`` grows."""
    row = row_on(history, by, day_of(day))
    found = [names.setdefault(row(state), len(names)) for state in history.states]
    return np.array(found, dtype=np.int64)


def row_on(history: ControlHistory, by: By, day: dt.date) -> Callable[[State], str]:
    """The row of the statistics in which a state counts on a day."""
    if by == "holder":
        return central
    blocs = {actor: history.bloc_of(actor, day) or NO_BLOC for actor in history.actors}
    return lambda state: central(state, lambda actor: blocs.get(actor, NO_BLOC))


def _part(
    history: ControlHistory, begin: int, finish: int, rows: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """The intervals that touch ``begin <= day <= finish``, cut at its first day."""
    table = history.between(day_of(begin), day_of(finish))
    start = table["start"].to_numpy(np.int64)
    renamed = (table["cause"] == SUCCESSION).to_numpy() & (table["since"].to_numpy() == start)
    return pd.DataFrame(
        {
            "target": table["target"].to_numpy(np.int64),
            "day": np.maximum(start, begin),
            "row": rows[table["state"].to_numpy(np.int64)],
            "begins": start >= begin,
            "renamed": renamed,
            "claim": table["claim"].to_numpy(np.int64),
        }
    )
