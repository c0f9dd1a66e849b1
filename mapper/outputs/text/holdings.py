"""What each holder has, as CSV, JSON, or columns to read on a terminal: a line for each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from mapper.core.legible import printable
from mapper.core.vocabulary import VOCABULARY
from mapper.figures import PARTS
from mapper.outputs.text.blocks import BLOCK_KEYS, block_title, town_people, weighted
from mapper.outputs.text.csvtext import data_text
from mapper.outputs.text.numerals import whole
from mapper.outputs.text.terminal import Palette, aligned, cells, columns_of, padded

__all__ = ["holdings_text", "whole_km2"]

_WORDS: Final[Mapping[str, str]] = VOCABULARY["part_words"]["en"]
_MEANINGS: Final[Mapping[str, str]] = VOCABULARY["part_meanings"]["en"]
_NEAR: Final = "≤ 50 km"
_NARROWEST: Final = 40
"""Cells below which no line is broken: words would stand one below the other."""
Line = tuple[str, ...]


def holdings_text(
    table: pd.DataFrame, fmt: str, palette: Palette | None = None, *, width: int = 80
) -> str:
    """A table of :func:`mapper.figures.holdings.holdings_table` as text.

    Parameters
    ----------
    table : DataFrame
    fmt : {"csv", "excel", "json", "table"}
        CSV and JSON keep every column and full precision, ``excel`` is CSV for spreadsheets (see
        `csv_text`); the table is for a terminal: a block for each date and area, and in it a line
        for each part in which a holder has anything. Below it the words of the parts that occur.
    palette : {"truecolor", "256"}, optional
        The table with titles and heads in bold, for a terminal; default: plain.
    width : int
        Cells of the terminal. The land near tracked places is told where that fits; whom a holder
        shares with stands at the end of the line, or below it.

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
    return weighted(_lines(table, max(width, _NARROWEST)), palette)


def whole_km2(block: pd.DataFrame) -> float:
    """How large an area is, from all its rows on one day: shared land stands in several of them.

    Parameters
    ----------
    block : DataFrame
        Rows of :func:`mapper.figures.holdings.holdings_table`.
    """
    shared = block["shared_km2"].idxmax()
    if block["shared_km2"][shared] > 0:
        return float(block["shared_km2"][shared] / block["shared_share"][shared])
    return float(block[["alone_km2", "contested_km2", "doubt_km2"]].to_numpy().sum())


def _lines(table: pd.DataFrame, width: int) -> list[tuple[str, str]]:
    """Titles, heads (once a date), lines and words, each printable and with its weight."""
    by = "bloc" if "bloc" in table.columns else "holder"
    keys = [c for c in BLOCK_KEYS if c in table.columns]
    head: Line = (by, "", "km²", "share", "towns", "people", _NEAR)
    blocks = []
    for values, block in table.groupby(keys, sort=False):
        size = whole_km2(block)
        rows = [line for row in block.to_dict("records") for line in _parts(row, by, size)]
        blocks.append((values, block_title(keys, values, size), rows))
    widths = columns_of([head, *(line for *_, rows in blocks for line, _ in rows)])
    if sum(widths) + 2 * (len(widths) - 1) > width:
        widths.pop()  # what lies near: said where there is room
    lines: list[tuple[str, str]] = []
    before = None
    for values, title, rows in blocks:
        heads = [] if values[0] == before else [head[: len(widths)]]
        lines += [(printable(title), "bold")]
        lines += [(line, "bold") for line in aligned(heads, left=2, widths=widths)]
        lines += [(line, "") for line in _with_partners(rows, widths, width)]
        lines += [("", "")]
        before = values[0]
    near = len(widths) == len(head)
    return lines + [(line, "dim") for line in _legend(table, width, near=near)]


def _parts(row: Mapping[str, Any], by: str, size: float) -> list[tuple[Line, Sequence[str]]]:
    """A line for each part of a row that holds anything, and whom it is shared with."""
    lines: list[tuple[Line, Sequence[str]]] = []
    for part in PARTS:
        area, towns = row[f"{part}_km2"], row[f"towns_{part}"]
        if not (area or towns):
            continue
        line: Line = (
            "" if lines else printable(str(row[by])),
            _WORDS[part],
            whole(area),
            f"{100 * area / size:.1f} %" if size else "",
            str(towns),
            _people(row, part),
            whole(row[f"{part}_within_50km_km2"]),
        )
        lines.append((line, row["shared_with"] if part == "shared" else ()))
    return lines


def _people(row: Mapping[str, Any], part: str) -> str:
    """The people of the land where the units have figures; else those of the towns."""
    if f"population_{part}" in row:
        return whole(row[f"population_{part}"])
    counted = f"population_of_towns_{part}", f"towns_without_population_{part}"
    return town_people(*(row[column] for column in counted))


def _with_partners(
    rows: Sequence[tuple[Line, Sequence[str]]], widths: Sequence[int], width: int
) -> list[str]:
    """The lines in columns, and with whom a part is shared: behind it, or below."""
    lines: list[str] = []
    below = " " * (widths[0] + 2)
    for text, (_, partners) in zip(
        aligned([line[: len(widths)] for line, _ in rows], left=2, widths=widths),
        rows,
        strict=True,
    ):
        told = f"with {', '.join(map(printable, partners))}" if partners else ""
        if not told:
            lines.append(text)
        elif cells(text) + 2 + cells(told) <= width:
            lines.append(f"{text}  {told}")
        else:
            lines += [text, *_wrapped(told, width, below + "  ", below + "  ")]
    return lines


def _legend(table: pd.DataFrame, width: int, *, near: bool) -> list[str]:
    """What the words of the parts that occur mean, and those of the figures."""
    used = [p for p in PARTS if table[f"{p}_km2"].any() or table[f"towns_{p}"].any()]
    texts = {_WORDS[part]: _MEANINGS[part] for part in used}
    texts["share"] = "of the area above; alone is the lower bound, all parts the upper one"
    of_land = "population_alone" in table.columns
    texts["people"] = "of the land" if of_land else "in the towns, +n towns without a figure"
    if near:
        texts[_NEAR] = "km² within 50 km of a tracked place"
    label = max(map(cells, texts))
    return [
        line
        for word, text in texts.items()
        for line in _wrapped(text, width, padded(word, label) + "  ", " " * (label + 2))
    ]


def _wrapped(text: str, width: int, first: str, others: str) -> list[str]:
    """A text in lines of some width, with what stands before the first and before the others."""
    words = text.split(" ")
    lines = [first + words[0]]
    for word in words[1:]:
        if cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(others + word)
    return lines
