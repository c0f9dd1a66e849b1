"""Statistics as CSV, JSON records, or columns to read on a terminal."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.errors import UsageError
from mapper.jsontext import json_text, records
from mapper.legible import printable
from mapper.outputs.csvtext import CSV_FORMATS, csv_text
from mapper.outputs.numerals import whole

__all__ = ["table_text"]

_HEADER: Final = ("", "km²", "share (range)", "≤ 50 km", "contested", "towns", "people")
_LEGEND: Final = (
    "share (range): of the area above, and its bounds where doubt exists; ≤ 50 km: km² within",
    "50 km of a tracked place; contested: km²; people: in the towns, +n towns without a figure",
)


def table_text(table: pd.DataFrame, fmt: str) -> str:
    """A table of :func:`mapper.statistics.area_table` as text.

    Parameters
    ----------
    table : DataFrame
    fmt : {"csv", "excel", "json", "table"}
        CSV and JSON keep every column and full precision, ``excel`` is CSV for spreadsheets (see
        `csv_text`); the table is for a terminal of 80 to 100 columns: one block for each date and
        area, whole km², shares in per cent.

    Raises
    ------
    UsageError
        For any other format.
    """
    if fmt in CSV_FORMATS:
        return csv_text(table, excel=fmt == "excel")
    if fmt == "json":
        return json_text(records(table), indent=1)
    if fmt != "table":
        raise UsageError(f"there is no format `{fmt}`; use one of: csv, excel, json, table.")
    if table.empty:
        return "no rows"
    return _blocks(table)


def _blocks(table: pd.DataFrame) -> str:
    """A block for each date and area: its title, then a line for each row; heads once a date."""
    row_name = next(c for c in table.columns if c in {"holder", "bloc", "status"})
    keys = [c for c in ("date", "area_id", "area_name", "frame") if c in table.columns]
    blocks = [
        (values[0], _title(keys, values, block["area_km2"].sum()), _lines(block, row_name))
        for values, block in table.groupby(keys, sort=False)
    ]
    header = (row_name, *_HEADER[1:])
    lines = [header, *(line for *_, block in blocks for line in block)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = []
    before = None
    for date, title, block in blocks:
        heads = [] if date == before else [_aligned(header, widths)]
        text += [title, *heads, *(_aligned(line, widths) for line in block), ""]
        before = date
    return "\n".join(map(printable, [*text, *_LEGEND]))


def _title(keys: list[str], values: tuple[object, ...], area_km2: float) -> str:
    """The date, the area with its id and frame, and how large it is."""
    told = {key: str(value) for key, value in zip(keys, values, strict=True)}
    title = told["date"]
    if "area_id" in told:
        frame = f", frame {told['frame']}" if told["frame"] else ""
        title += f" · {told['area_name']} ({told['area_id']}{frame})"
    return f"{title}: {whole(area_km2)} km²"


def _lines(block: pd.DataFrame, row_name: str) -> list[tuple[str, ...]]:
    total = block["area_km2"].sum()
    return [
        (
            str(row[row_name]),
            whole(row["area_km2"]),
            _share(row["area_km2"], row["area_km2_low"], row["area_km2_high"], total),
            whole(row["area_within_50km_km2"]),
            whole(row["contested_km2"]),
            str(row["towns"]),
            _people(row["population_of_towns"], row["towns_without_population"]),
        )
        for row in block.to_dict("records")
    ]


def _share(area: float, low: float, high: float, total: float) -> str:
    """A share in per cent, with its bounds if they differ in what is shown."""
    share, least, most = (f"{100 * v / total:.1f}" for v in (area, low, high))
    return f"{share} %" if least == most else f"{share} % ({least}–{most})"


def _people(count: int, missing: int) -> str:
    """How many live in the towns; towns without a figure are counted, not taken for empty."""
    known = whole(count) if count or not missing else "?"
    return f"{known} +{missing}" if missing else known


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    columns = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
    return "  ".join(columns)
