"""Tables as CSV, JSON records, or columns to read on a terminal."""

from __future__ import annotations

import pandas as pd

from mapper.errors import UsageError

__all__ = ["table_text"]


def table_text(table: pd.DataFrame, fmt: str) -> str:
    """A table as text.

    Parameters
    ----------
    table : DataFrame
    fmt : {"csv", "json", "table"}
        CSV and JSON keep full precision; the table rounds areas to whole km² and shows shares
        in per cent.

    Raises
    ------
    UsageError
        For any other format.
    """
    if fmt == "csv":
        return str(table.to_csv(index=False, lineterminator="\n"))
    if fmt == "json":
        return str(
            table.to_json(orient="records", force_ascii=False, indent=1, double_precision=15)
        )
    if fmt != "table":
        raise UsageError(f"there is no format `{fmt}`; use one of: csv, json, table.")
    if table.empty:
        return "no rows"
    shown = table.copy()
    for column in shown.columns:
        if column == "share":
            shown[column] = [f"{v * 100:.1f} %" for v in shown[column]]
        elif column.endswith("_km2") or column.startswith("area_km2"):
            shown[column] = [f"{v:,.0f}".replace(",", " ") for v in shown[column]]
        elif column.startswith("population"):
            shown[column] = [f"{v:,}".replace(",", " ") for v in shown[column]]
    return str(shown.to_string(index=False))
