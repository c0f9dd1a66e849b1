"""Statistics as CSV, JSON records, or columns to read on a terminal."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mapper.core.legible import printable
from mapper.outputs.text.blocks import BLOCK_KEYS, block_title, town_people, weighted
from mapper.outputs.text.csvtext import data_text
from mapper.outputs.text.holdings import whole_km2
from mapper.outputs.text.numerals import whole
from mapper.outputs.text.people import people_number
from mapper.outputs.text.terminal import Palette, aligned, columns_of

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["frame_notes", "table_text"]

_HEADER: Final = ("", "km²", "share (range)", "≤ 50 km", "contested", "towns", "people")
_ENDS: Final = ("", "_low", "_high")
_RESIZED: Final = 3
"""Areas of another size in another frame that a note names."""
_RESIZED_KM2: Final = 0.5
_LEGEND: Final = (
    "share (range): of the area above, and its bounds where doubt exists; ≤ 50 km: km² within",
    "50 km of a tracked place; contested: km²; people: in the towns, +n towns without a figure",
)
_HEADER_WITH_PEOPLE: Final = (
    *("", "km²", "share, % (range)", "1000 people (range)", "≤ 50 km", "contested", "towns"),
)
_LEGEND_WITH_PEOPLE: Final = (
    "share (range): of the area above, and its bounds where doubt exists; 1000 people (range): of",
    "the land, with bounds; ≤ 50 km: km² within 50 km of a tracked place; contested: km²",
)


def table_text(table: pd.DataFrame, fmt: str, palette: Palette | None = None) -> str:
    """A table of :func:`mapper.figures.areas.area_table` as text.

    Parameters
    ----------
    table : DataFrame
    fmt : {"csv", "excel", "json", "table"}
        CSV and JSON keep every column and full precision, ``excel`` is CSV for spreadsheets (see
        `csv_text`); the table is for a terminal of 80 to 100 columns: one block for each date and
        area, whole km², shares in per cent.
    palette : {"truecolor", "256"}, optional
        The table with titles and heads in bold, for a terminal; default: plain.

    Raises
    ------
    UsageError
        For any other format.
    """
    data = data_text(table, fmt)
    if data is not None:
        return data
    if table.empty:
        return "no rows"
    return weighted(_blocks(table), palette)


def frame_notes(history: ControlHistory, table: pd.DataFrame) -> list[str]:
    """What to say of a series by area in which the boundaries change: the figures jump with them.

    Parameters
    ----------
    history : ControlHistory
    table : DataFrame
        From :func:`mapper.figures.areas.area_table` or
        :func:`mapper.figures.holdings.holdings_table`.
    """
    if "frame" not in table.columns or table["frame"].nunique() < 2:
        return []
    keys = ["frame", "area_id", "area_name"]
    earliest = table[table["date"] == table.groupby(keys)["date"].transform("min")]
    sizes = pd.Series({key: _size(block) for key, block in earliest.groupby(keys)})
    listed = {str(frame): set(ids) for frame, ids in table.groupby("frame")["area_id"]}
    spans = {
        f.frame: f.valid_from
        for f in history.frames  # those of other levels may have the same names
        if f.frame in listed and listed[f.frame] <= set(f.groups["area_id"])
    }
    order = table.drop_duplicates("frame")["frame"].tolist()
    return [
        f"from {spans[after]} on boundaries are those of the frame {after}, not {before}"
        f"{_resized(sizes, before, after)}. --frame {after} uses one for all dates."
        for before, after in pairwise(order)
    ]


def _size(block: pd.DataFrame) -> float:
    """How large an area is, from its rows on one day."""
    return float(block["area_km2"].sum()) if "area_km2" in block else whole_km2(block)


def _resized(sizes: pd.Series, before: str, after: str) -> str:
    """The areas of two frames whose size differs, those that changed most first."""
    old, new = (sizes[frame] for frame in (before, after))
    both = old.index.intersection(new.index)
    change = (new[both] - old[both]).abs().sort_values(ascending=False, kind="stable")
    moved = change[change >= _RESIZED_KM2].index.tolist()
    told = [
        f"{name} {whole(old[area, name])} → {whole(new[area, name])} km²"
        for area, name in moved[:_RESIZED]
    ]
    if len(moved) > _RESIZED:
        told.append(f"and {len(moved) - _RESIZED} more")
    return f" ({', '.join(told)})" if told else ""


def _blocks(table: pd.DataFrame) -> list[tuple[str, str]]:
    """A block for each date and area: its title, then a line for each row; heads once a date.

    Each line, printable, goes with its weight: bold, dim, or none.
    """
    row_name = next(c for c in table.columns if c in {"holder", "bloc", "status"})
    keys = [c for c in BLOCK_KEYS if c in table.columns]
    with_people = "population" in table.columns
    blocks: list[tuple[Any, str, list[tuple[str, ...]]]] = [
        (values[0], _title(keys, values, block), _lines(block, row_name))
        for values, block in table.groupby(keys, sort=False)
    ]
    header = (row_name, *(_HEADER_WITH_PEOPLE if with_people else _HEADER)[1:])
    widths = columns_of([header, *(line for *_, block in blocks for line in block)])
    lines = []
    before = None
    for date, title, block in blocks:
        heads = [] if date == before else [header]
        lines += [(printable(title), "bold")]
        lines += [(line, "bold") for line in aligned(heads, left=1, widths=widths)]
        lines += [(line, "") for line in aligned(block, left=1, widths=widths)]
        lines += [("", "")]
        before = date
    legend = _LEGEND_WITH_PEOPLE if with_people else _LEGEND
    return lines + [(line, "dim") for line in legend]


def _title(keys: list[str], values: tuple[object, ...], block: pd.DataFrame) -> str:
    """The date, the area with its id and frame, how large it is, and how many people it has."""
    title = block_title(keys, values, block["area_km2"].sum())
    if "population" in block.columns:
        title += f", {people_number(int(block['population'].sum()))} people"
    return title


def _lines(block: pd.DataFrame, row_name: str) -> list[tuple[str, ...]]:
    """A line for each row; people of the towns give way to those of the land where these are."""
    total = block["area_km2"].sum()
    return [
        (
            printable(str(row[row_name])),
            whole(row["area_km2"]),
            *_share_and_people(row, total),
            whole(row["area_within_50km_km2"]),
            whole(row["contested_km2"]),
            str(row["towns"]),
            *_people_of_towns(row),
        )
        for row in block.to_dict("records")
    ]


def _share_and_people(row: dict[Any, Any], total: float) -> tuple[str, ...]:
    share = _share(row["area_km2"], row["area_km2_low"], row["area_km2_high"], total)
    if "population" not in row:
        return (share,)
    count, low, high = (_thousands(row[f"population{end}"]) for end in _ENDS)
    return share.replace(" %", ""), count if low == high else f"{count} ({low}–{high})"


def _people_of_towns(row: dict[Any, Any]) -> tuple[str, ...]:
    if "population" in row:
        return ()
    return (town_people(row["population_of_towns"], row["towns_without_population"]),)


def _share(area: float, low: float, high: float, total: float) -> str:
    """A share in per cent, with its bounds if they differ in what is shown."""
    share, least, most = (f"{100 * v / total:.1f}" for v in (area, low, high))
    return f"{share} %" if least == most else f"{share} % ({least}–{most})"


def _thousands(count: int) -> str:
    """A number of people in thousands; a few of them are not nobody.

    >>> _thousands(12_732_838), _thousands(640), _thousands(0)
    ('12 733', '0.6', '0')
    """
    return whole(count / 1000) if count == 0 or count >= 9_950 else f"{max(count / 1000, 0.1):.1f}"
