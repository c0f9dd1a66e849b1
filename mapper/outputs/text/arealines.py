"""Lists of areas as CSV, JSON records, or columns to read on a terminal."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.core.legible import printable
from mapper.outputs.text.csvtext import data_text
from mapper.outputs.text.terminal import aligned

__all__ = ["areas_text"]

_HEADER: Final = ("id", "name", "level", "frame", "valid", "in")


def areas_text(table: pd.DataFrame, fmt: str) -> str:
    """A table of :func:`mapper.areas` as text.

    Parameters
    ----------
    table : DataFrame
    fmt : {"csv", "excel", "json", "table"}
        ``excel`` is CSV for spreadsheets (see `csv_text`).

    Raises
    ------
    UsageError
        For any other format.
    """
    data = data_text(table, fmt)
    if data is not None:
        return data
    if table.empty:
        return "no areas"
    rows = [
        (row.area_id, row.name, row.level, row.frame, _span(row), ", ".join(row.parents))
        for row in table.itertuples(index=False)
    ]
    shown = [_HEADER, *(tuple(map(printable, row)) for row in rows)]
    return "\n".join(line.rstrip() for line in aligned(shown, left=len(_HEADER)))


def _span(row: object) -> str:
    """The days on which the frame is valid; empty for always."""
    start, end = getattr(row, "valid_from", ""), getattr(row, "valid_to", "")
    return f"{start or '…'} to {end or '…'}" if start or end else ""
