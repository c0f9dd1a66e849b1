"""What several share, by who shares it: the row ``shared`` of the table by area, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from mapper.core.dates import Day, day_of
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import NO_BLOC, NO_DATA, NONE, SHARED, UNKNOWN
from mapper.figures.counting import central, parties
from mapper.figures.tally import Epoch, IntArray, Tally, epochs_of, numbered_days
from mapper.history.control import ControlHistory

__all__ = ["shared_table"]


def shared_table(
    history: ControlHistory,
    dates: Day | Sequence[Day],
    *,
    by: Literal["holder", "bloc"] = "holder",
) -> pd.DataFrame:
    """Land that several share on given dates, by who shares it.

    Parameters
    ----------
    history : ControlHistory
    dates : sequence of date or str, or one of them
        In any order; repeated dates count once.
    by : {"holder", "bloc"}

    Returns
    -------
    DataFrame
        One row for each date and group that shares land: date (ISO text), parties (tuple of ids, in
        the order of the tables of actors or blocs), area_km2, and population where the units have
        figures of people. On each date they add up to the row ``shared`` of
        :func:`mapper.figures.areas.area_table`.

    Raises
    ------
    DateOutsideCaseError
    """
    tally = _Groups(history, numbered_days(history, dates), by)
    for epoch in epochs_of(history, by, None, None):
        tally.add(epoch)
    return tally.table()


class _Groups(Tally):
    """Sums per date and group of parties."""

    def __init__(self, history: ControlHistory, days: IntArray, by: str) -> None:
        super().__init__(history, days, by)
        known = history.actors if by == "holder" else history.blocs
        rows = (*known, NO_BLOC, NONE, UNKNOWN, NO_DATA)
        self._order = {name: i for i, name in enumerate(rows)}
        self._groups_of: dict[tuple[str, ...], int] = {}
        land = history.land
        self._figures = {"area": square_metres(land["area_km2"]).astype(float)}
        if "population" in land:
            self._figures["population"] = land["population"].fillna(0).to_numpy(dtype=float)

    def add(self, epoch: Epoch) -> None:
        """Add the part of all intervals that lies in an epoch."""
        covered = self._covered(epoch)
        if covered is None:
            return
        name = self._naming(epoch)
        row = np.full(len(self.history.states), -1, dtype=np.int64)
        for code, state in enumerate(self.history.states):
            if central(state, name) == SHARED:
                among = sorted(set(parties(state, name)), key=self._order.__getitem__)
                row[code] = self._groups_of.setdefault(tuple(among), len(self._groups_of))
        part = covered.land
        for measure, values in self._figures.items():
            group = covered.unit_group[part.target]
            self._sum(measure, part, group, row[part.state], values[part.target])

    def table(self) -> pd.DataFrame:
        """All sums as a tidy table."""
        zero, rows = np.zeros(len(self.days)), []
        for among, number in self._groups_of.items():
            area = self.sums.get((0, number, "area"), zero)
            people = self.sums.get((0, number, "population"), zero)
            for i in np.flatnonzero(area).tolist():
                rows.append(
                    {
                        "date": day_of(int(self.days[i])).isoformat(),
                        "parties": among,
                        "area_km2": float(area[i]) / M2_PER_KM2,
                        "population": int(people[i]),
                    }
                )
        columns = ["date", "parties", "area_km2"]
        columns += ["population"] if "population" in self._figures else []
        rows.sort(key=lambda row: (row["date"], -float(str(row["area_km2"])), row["parties"]))
        return pd.DataFrame(rows, columns=columns)
