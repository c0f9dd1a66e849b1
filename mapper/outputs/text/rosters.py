"""Lists of actors as CSV, JSON records, or lines to read on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from mapper.core.legible import printable
from mapper.history.control import ControlHistory
from mapper.outputs.text.csvtext import data_text
from mapper.outputs.text.numerals import counted, whole

__all__ = ["roster_text"]

_ROLES: Final = {
    "holds": "holds",
    "shares": "shares",
    "is_with": "is with the holder in",
    "contests": "contests",
    "besieges": "besieges",
    "claims": "claims",
}
_LAND: Final = {"shared_km2": "shares", "contests_km2": "contests", "claims_km2": "claims"}
_NAMED: Final = 12
"""Places that a line names before it counts the rest."""


def roster_text(history: ControlHistory, table: pd.DataFrame, fmt: str) -> str:
    """A table of :mod:`mapper.figures.actors` as text.

    Parameters
    ----------
    history : ControlHistory
    table : DataFrame
        From :func:`mapper.figures.actors.actors_on` or `actors_over_time` beside it.
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
        return "no actors"
    on_a_day = "date" in table.columns
    lines = [
        line
        for row in table.to_dict("records")
        for line in (_on_a_day(history, row) if on_a_day else _over_time(history, row))
    ]
    return "\n".join(map(printable, lines))


def _on_a_day(history: ControlHistory, row: dict[str, Any]) -> Iterable[str]:
    bloc = history.blocs.get(row["bloc"])
    yield f"{row['name']} ({_word(row['kind'])}{f'; {bloc.name}' if bloc else ''})"
    if row["units"]:
        units, towns = counted(row["units"], "unit"), counted(row["towns"], "town")
        yield (
            f"    {whole(row['area_km2'])} km² ({row['share'] * 100:.1f} %), between "
            f"{whole(row['area_km2_low'])} and {whole(row['area_km2_high'])}; {units}, {towns}"
        )
    land = [f"{verb} {whole(row[key])} km²" for key, verb in _LAND.items() if row[key]]
    if land:
        yield f"    {', '.join(land)} of land"
    for role, words in _ROLES.items():
        if row[role]:
            yield f"    {words} {_places(history, row[role])}"
    yield from _kin_lines(history, row)


def _over_time(history: ControlHistory, row: dict[str, Any]) -> Iterable[str]:
    span = f"{row['active_from'] or '…'} – {row['active_to'] or '…'}"
    yield f"{row['name']} ({_word(row['kind'])}), {span}"
    for text in row["blocs"]:
        bloc, _, period = text.partition(":")
        start, _, end = period.partition("/")
        since = f" from {start}" if start != ".." else ""
        until = f" to {end}" if end != ".." else ""
        name = history.blocs[bloc].name if bloc in history.blocs else bloc
        yield f"    {name}{since}{until}"
    if row["first_held"]:
        yield f"    held land or places between {row['first_held']} and {row['last_held']}"
    if row["largest_area_km2"]:
        yield f"    most on {row['largest_on']}: {whole(row['largest_area_km2'])} km²"
    yield from _kin_lines(history, row)


def _kin_lines(history: ControlHistory, row: dict[str, Any]) -> Iterable[str]:
    if row["predecessors"]:
        came = zip(row["predecessors"], row["predecessor_dates"], strict=True)
        yield f"    came from {', '.join(f'{_short(history, a)} ({day})' for a, day in came)}"
    if row["successor"]:
        yield (
            f"    passes into {_short(history, row['successor'])} on {row['succession_date']} "
            f"({row['succession_kind']})"
        )


def _places(history: ControlHistory, ids: tuple[str, ...]) -> str:
    """Names of places, the most important first; those beyond a dozen are counted."""
    ordered = history.places.loc[list(ids)].sort_values("rank", kind="stable")
    names = [str(name) for name in ordered["name"]]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _short(history: ControlHistory, actor: str) -> str:
    return history.actors[actor].short_name if actor in history.actors else actor


def _word(kind: str) -> str:
    return kind.replace("_", " ")
