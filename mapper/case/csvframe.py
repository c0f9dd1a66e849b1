"""A table as it was asked for and as it came out of a CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from mapper.core.coded import Coded
from mapper.core.errors import Fault
from mapper.core.spelling import composed

__all__ = ["ID_COLUMNS", "LINE", "TableText", "Wanted", "written"]

LINE: Final = "_line"
"""Column that keeps the line of the file on which a row begins (the header is line 1)."""
ID_COLUMNS: Final = frozenset(
    {"event_id", "target_id", "gained_by", "lost_by", "opposed_by", "except", "actor_id", "actors"}
    | {"bloc_id", "predecessor", "successor", "place_id", "area_id", "commune_id"}
    | {"seat_area_id", "seat_commune_id"}
)
"""Columns of ids, in any table: they are compared in NFC, like the ids of boundary layers."""


@dataclass(frozen=True, slots=True)
class TableText:
    """A CSV file as text, and what is wrong with it.

    Attributes
    ----------
    frame : DataFrame
        All columns as ``str`` (empty cells are ``""``), or as categories of such texts where
        that was asked for, and :data:`LINE` as int.
    faults : list of Fault
    left_out : frozenset of str
        The cells of rows that are not in the frame because of their length.
    readable : bool
        False if there is no table at all; a table without rows is readable.
    """

    frame: pd.DataFrame
    faults: list[Fault]
    left_out: frozenset[str] = frozenset()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file should hold; see :func:`mapper.case.csvtables.read_table`."""

    path: Path
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    coded: frozenset[str] = frozenset()

    def nothing(self, faults: list[Fault]) -> TableText:
        """A table that cannot be read: no rows, and why."""
        return TableText(self.frame({}, pd.Series(dtype="int64")), faults, readable=False)

    def frame(self, found: Mapping[str, pd.Series], lines: pd.Series) -> pd.DataFrame:
        """The columns that were asked for, those that are not there empty, and the lines."""
        empty = Coded.same("", len(lines))
        data = {name: found.get(name) for name in (*self.columns, *self.optional)}
        for name, column in data.items():
            if column is None:
                data[name] = empty.category() if name in self.coded else empty.text()
        return pd.DataFrame(data).assign(**{LINE: lines})


def written(name: str, text: str) -> str:
    """A cell of a column as it counts: without the spaces around it, ids in NFC."""
    return composed(text.strip()) if name in ID_COLUMNS else text.strip()
