"""Single targets and claims of a history whose tables are DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mapper.core.model import CLASH, State
from mapper.history.targethistory import Areas, ClaimRow, Interval
from mapper.rules.track import Evidence

if TYPE_CHECKING:
    from mapper.areas.frames import Frame

__all__ = ["FrameAreas", "claim_in", "clashes_in", "evidence_in", "intervals_in"]

_STATE = Interval._fields.index("state")
_DATES = ("earliest", "best", "latest")


def claim_in(claims: pd.DataFrame, position: int) -> ClaimRow:
    """A claim of a table of claims."""
    row = claims.iloc[position]
    return ClaimRow._make(
        row[name].date() if name in _DATES else row[name] for name in ClaimRow._fields
    )


def intervals_in(rows: pd.DataFrame, states: Sequence[State]) -> list[Interval]:
    """Rows of a table of intervals."""
    columns = [rows[name].tolist() for name in Interval._fields]
    columns[_STATE] = [states[code] for code in columns[_STATE]]
    return [Interval(*row) for row in zip(*columns, strict=True)]


def evidence_in(rows: pd.DataFrame) -> list[tuple[int, Evidence]]:
    """Rows of a table of evidence, each with its tenure."""
    columns = [rows[name].tolist() for name in Evidence._fields]
    found = map(Evidence._make, zip(*columns, strict=True))
    return list(zip(rows["tenure"].tolist(), found, strict=True))


def clashes_in(claims: pd.DataFrame) -> list[tuple[int, int]]:
    """Position and best day of each claim that is a clash."""
    found = np.flatnonzero((claims["event_type"] == CLASH).to_numpy(dtype=bool))
    days = claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)[found]
    return list(zip(found.tolist(), days.tolist(), strict=True))


class FrameAreas(Areas):
    """The areas of a frame, for questions about one target."""

    def __init__(self, frame: Frame) -> None:
        self.level = frame.level
        self.valid_from, self.valid_to = frame.valid_from, frame.valid_to
        self._ids = frame.groups["area_id"].tolist()
        self._names = frame.groups["name"].tolist()
        self._units = frame.unit_area.to_numpy()
        self._places = None if frame.place_area is None else frame.place_area.to_numpy()

    def unit_code(self, unit: int) -> int:
        """The number of the area that a unit lies in; -1 for none."""
        return int(self._units[unit])

    def place_code(self, row: int) -> int | None:
        """The same of a place by its row; None where places lie in the areas of their units."""
        return None if self._places is None else int(self._places[row])

    def area(self, code: int) -> tuple[str, str]:
        """Id and name of an area by its number."""
        return str(self._ids[code]), str(self._names[code])
