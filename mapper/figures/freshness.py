"""How fresh the evidence is: land by the age of its last report (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import Day
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import are_towns
from mapper.core.vocabulary import VOCABULARY
from mapper.history.control import ControlHistory
from mapper.history.daytables import NEVER, DayTable, tables_of

Ints = npt.NDArray[np.int64]

__all__ = ["FRESH_DAYS", "evidence_ages", "fresh_share"]

_LIMITS: Final = tuple(int(days) for days in VOCABULARY["age_limits_days"])
FRESH_DAYS: Final = _LIMITS[-1]
"""A report is fresh up to this age in days: three years."""


def fresh_share(history: ControlHistory, day: Day) -> float:
    """Part of the land whose last report is at most `FRESH_DAYS` old, as the atlas says it.

    Parameters
    ----------
    history : ControlHistory
    day : date or str
        The day shown; the last one of the case for what a reader of its end has before him.

    Raises
    ------
    DateOutsideCaseError

    Examples
    --------
    >>> from mapper import build_history, find_case, read_case
    >>> sudan = build_history(read_case(find_case("sudan")))
    >>> fresh_share(sudan, "2023-04-15") < fresh_share(sudan, "2026-03-31")
    True
    """
    area, _ = _counted(history, tables_of(history).on(day))
    return float(area[: len(_LIMITS)].sum() / max(int(area.sum()), 1))


def evidence_ages(history: ControlHistory, days: Iterable[Day]) -> pd.DataFrame:
    """Land and towns by the age of their last report.

    Parameters
    ----------
    history : ControlHistory
    days : iterable of date or str

    Returns
    -------
    DataFrame
        One row for each day and class of age that occurs, the freshest first: date (ISO text),
        min_age_days and max_age_days (whole numbers; the second is empty for the oldest class, both
        where there never was a report), area_km2, share (of the land), towns.

    Raises
    ------
    DateOutsideCaseError
    """
    found = [_rows_of(history, day) for day in days]
    columns = ["date", "min_age_days", "max_age_days", "area_km2", "share", "towns"]
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    return table.astype({"min_age_days": "Int64", "max_age_days": "Int64"})


def _rows_of(history: ControlHistory, day: Day) -> pd.DataFrame:
    table = tables_of(history).on(day)
    area, towns = _counted(history, table)
    rows = pd.DataFrame(
        {
            "date": table.date.isoformat(),
            "min_age_days": [0, *(limit + 1 for limit in _LIMITS), None],
            "max_age_days": [*_LIMITS, None, None],
            "area_km2": area / M2_PER_KM2,
            "share": area / max(int(area.sum()), 1),
            "towns": towns,
        }
    )
    return rows[(area > 0) | (towns > 0)].astype({"min_age_days": "Int64", "max_age_days": "Int64"})


def _counted(history: ControlHistory, table: DayTable) -> tuple[Ints, Ints]:
    """Square metres and towns of each class of age on a day; the last one is "never"."""
    known = table.last != NEVER
    age = table.number - np.where(known, table.last, table.number)
    classes = np.where(known, np.searchsorted(_LIMITS, age, "left"), len(_LIMITS) + 1)
    land = history.targets.are_units(table.target)
    area = np.zeros(len(_LIMITS) + 2, dtype=np.int64)
    m2 = np.asarray(square_metres(history.units["area_km2"]), dtype=np.int64)
    np.add.at(area, classes[land], m2[table.target[land]])
    counted = (
        are_towns(history.places).to_numpy(bool) & (history.places["unit_id"] != "").to_numpy()
    )
    here = counted[history.targets.place_rows(table.target[~land])]
    return area, np.bincount(classes[~land][here], minlength=len(area)).astype(np.int64)
