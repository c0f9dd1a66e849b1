"""A story as a coloured strip for the terminal, with years below it and a legend.

Each column is the state that lasted longest in its stretch of days. Signs are those of the maps:
diagonal for contested, dots for what is disputed or uncertain, halves for shared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from mapper.core.legible import printable
from mapper.core.model import NONE, SHARED, UNKNOWN
from mapper.history.holders import colour_of, holder_short_name
from mapper.history.targethistory import TargetHistory
from mapper.outputs.text.terminal import Palette, cells, painted

__all__ = ["Palette", "story_strip"]

ROWS: Final = 8
"""Height of the strip of an area, whose columns are its shares."""
MIN_WIDTH, MAX_WIDTH = 20, 100
_SIGNS: Final = {
    "contested": "▚",
    "shared": "▌",
    "uncertain": "░",
    "disputed": "░",
    "unknown": "╱",
    "empty": "╱",
}
_WORDS: Final = {
    "▚": "contested (second colour: by whom)",
    "▌": "shared",
    "░": "uncertain or disputed (second colour: who else)",
    "╱": "nobody, or nobody knows",
    "▄": "besieged (above the strip)",
}
_ESCAPES: Final = re.compile("\x1b\\[[0-9;]*m")
DARKEST: Final = 0x60
"""The brightest part of a colour is at least this: near-black is lost on dark terminals."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One character of the strip: a sign in one colour on another."""

    sign: str
    ink: str
    ground: str


def story_strip(
    history: TargetHistory, answer: Mapping[str, Any], *, width: int, palette: Palette
) -> str:
    """The strip of an answer of :func:`mapper.answers.verdicts.story`.

    Parameters
    ----------
    history : TargetHistory
    answer : mapping
        Of a place, unit or area.
    width : int
        Columns of the terminal.
    palette : {"truecolor", "256"}

    Returns
    -------
    str
        Lines with ANSI colours; empty for a target without intervals.
    """
    parts = answer.get("periods", answer.get("intervals", []))
    if not parts:
        return ""
    first = history.case.first_day
    days = (history.case.last_day - first).days + 1
    columns = min(max(width - 2, MIN_WIDTH), MAX_WIDTH, days)
    edges = [first + dt.timedelta(days=round(i * days / columns)) for i in range(columns + 1)]
    longest = [_longest(parts, a, b) for a, b in pairwise(edges)]
    if "periods" in answer:
        rows = _area_rows(history, longest)
        signs: set[str] = set()
    else:
        rows = [[_cell(history, part) for part in longest]]
        if any(part is not None and part["besieged_by"] for part in longest):
            rows.insert(0, [_siege(history, part) for part in longest])
        signs = {cell.sign for row in rows for cell in row} - {" ", "█"}
    lines = ["  " + "".join(_painted(cell, palette) for cell in row) for row in rows]
    lines.append("  " + _years(edges))
    lines += _legend(history, parts, answer, signs, palette, width)
    return "\n".join(lines)


def _longest(
    parts: Sequence[Mapping[str, Any]], start: dt.date, end: dt.date
) -> Mapping[str, Any] | None:
    """The part that lasts longest between two days."""
    found, best = None, 0
    for part in parts:
        begins = dt.date.fromisoformat(part["start"])
        ends = end if part["end"] is None else dt.date.fromisoformat(part["end"])
        lasted = (min(end, ends) - max(start, begins)).days
        if lasted > best:
            found, best = part, lasted
    return found


def _cell(history: TargetHistory, part: Mapping[str, Any] | None) -> _Cell:
    if part is None:
        return _Cell(" ", "", "")
    colour = colour_of(history, part["holder"])
    others: Sequence[str] = ()
    sign = "█"
    if part["status"] in {"unknown", "empty"}:
        return _Cell(_SIGNS[part["status"]], "#555555", colour)
    for name, names in (
        ("contested", part["contested_by"] or [UNKNOWN]),
        ("shared", part["holders"][1:]),
    ):
        if part["status"] == name and names:
            sign, others = _SIGNS[name], names
    if not others:
        others = [n for n in (*part["claimed_by"], *part["uncertain_with"]) if n != SHARED]
        sign = _SIGNS["disputed"] if others else "█"
    if not others:
        return _Cell("█", colour, "")
    if sign == "░":
        return _Cell(sign, colour_of(history, others[0]), colour)
    return _Cell(sign, colour, colour_of(history, others[0]))


def _siege(history: TargetHistory, part: Mapping[str, Any] | None) -> _Cell:
    if part is None or not part["besieged_by"]:
        return _Cell(" ", "", "")
    return _Cell("▄", colour_of(history, part["besieged_by"][0]), "")


def _area_rows(
    history: TargetHistory, longest: Sequence[Mapping[str, Any] | None]
) -> list[list[_Cell]]:
    """Shares as stacked columns: the largest holder of the whole story below."""
    order: dict[str, float] = {}
    for part in longest:
        for row in part["shares"] if part else ():
            order[row["holder"]] = order.get(row["holder"], 0.0) + row["share"]
    ranked = sorted(order, key=lambda h: (-order[h], h))
    columns = [_stack(ranked, part) for part in longest]
    return [
        [
            _Cell(" ", "", "") if column is None else _Cell("█", colour_of(history, column[i]), "")
            for column in columns
        ]
        for i in reversed(range(ROWS))
    ]


def _stack(ranked: Sequence[str], part: Mapping[str, Any] | None) -> list[str] | None:
    """The holder at each height of a column, from below."""
    if part is None:
        return None
    shares = {row["holder"]: row["share"] for row in part["shares"]}
    heights = [(i + 0.5) / ROWS for i in range(ROWS)]
    stack: list[str] = []
    total, holders = 0.0, [h for h in ranked if shares.get(h)]
    for holder in holders:
        total += shares[holder]
        while len(stack) < ROWS and (heights[len(stack)] < total or holder == holders[-1]):
            stack.append(holder)
    return stack


def _years(edges: Sequence[dt.date]) -> str:
    """The years below the columns in which they begin, as far as they fit."""
    line = ""
    for i, (start, end) in enumerate(pairwise(edges)):
        turn = dt.date(end.year, 1, 1)
        if (start <= turn < end or i == 0) and len(line) <= i <= len(edges) - len("2012 "):
            text = str(turn.year if start <= turn < end else start.year)
            line = f"{line:<{i}}{text} "
    return line.rstrip()


def _legend(
    history: TargetHistory,
    parts: Sequence[Mapping[str, Any]],
    answer: Mapping[str, Any],
    signs: set[str],
    palette: Palette,
    width: int,
) -> list[str]:
    """The colours by name, and the signs that occur."""
    area = "periods" in answer
    names: dict[str, None] = {}
    for part in parts:
        if area:
            names |= dict.fromkeys(r["holder"] for r in part["shares"] if r["area_km2"])
        else:
            shown = (*part["holders"][: 2 if part["status"] == "shared" else 1],)
            more = (*part["contested_by"], *part["besieged_by"], *part["claimed_by"])
            names |= dict.fromkeys((*shown, *more, *part["uncertain_with"]))
    swatches = [
        _painted(_Cell("█", colour_of(history, name), ""), palette)
        + f" {printable(holder_short_name(history, name))}"
        for name in names
        if name not in {NONE, UNKNOWN} or area
    ]
    words = [f"{sign} {_WORDS[sign]}" for sign in sorted(signs)]
    if area:
        words = ["height: share of the area"]
    return [*_wrapped(swatches, width), *_wrapped(words, width)]


def _wrapped(items: Sequence[str], width: int) -> list[str]:
    """Items side by side in as many lines as they need."""
    lines: list[str] = []
    room = 0
    for item in items:
        size = cells(_ESCAPES.sub("", item)) + 3
        if size > room:
            lines.append(" ")
            room = width - 2
        lines[-1] += f" {item}  "
        room -= size
    return [line.rstrip() for line in lines]


def _painted(cell: _Cell, palette: Palette) -> str:
    """A character with its colours."""
    return painted(cell.sign, palette, ink=_rgb(cell.ink), ground=_rgb(cell.ground))


def _rgb(colour: str) -> tuple[int, int, int] | None:
    """Red, green and blue of ``#rrggbb``, light enough for a dark terminal; None for none."""
    if not colour:
        return None
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    lift = max(0, DARKEST - max(red, green, blue))
    return red + lift, green + lift, blue + lift
