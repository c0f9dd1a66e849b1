"""The ``[[layers]]`` tables of ``case.toml``: files of boundaries, and levels derived from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from mapper.case.layers.boundaries import LayerSpec
from mapper.case.layers.derived import KEYS, DerivedSpec
from mapper.case.schema import is_day, is_id

__all__ = ["MOST_LAYERS", "PATH_KEYS", "layer_problems", "layer_specs"]

PATH_KEYS: Final = (
    *("path", "layer", "level", "frame", "id", "name", "parent", "valid_from", "valid_to"),
    "population",
)
MOST_LAYERS: Final = 200
"""More ``[[layers]]`` than any country has levels and frames."""
_IDS: Final = ("level", "frame")

Problem = tuple[str, str, str, str]
"""What is wrong: key, kind (``plain``, ``unknown``, ``id`` or ``large``), message, suggestion."""


def layer_problems(tables: Sequence[Any], levels: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with the tables, before any file is opened.

    Parameters
    ----------
    tables : sequence
        What stands under ``layers``.
    levels : sequence of str
        Finest first.
    """
    if len(tables) > MOST_LAYERS:
        message = f"There are {len(tables):,} layers, more than {MOST_LAYERS}."
        yield "layers", "large", message, "Put areas of one level into one file."
        return
    if not tables:
        yield "layers", "plain", "There is no boundary layer.", "Add a [[layers]] table."
    read = _levels_with_path(tables)
    for i, table in enumerate(tables, 1):
        key = f"layers[{i}]"
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            yield key, "plain", "It must be a table of texts.", 'Write [[layers]] and key = "text".'
            continue
        yield from _table_problems(key, table, levels)
        if "path" not in table and "by" in table:
            yield from _derived_problems(key, table, levels, read)


def _levels_with_path(tables: Iterable[Any]) -> list[str]:
    found = (x.get("level") for x in tables if isinstance(x, dict) and "path" in x)
    return [level for level in found if isinstance(level, str)]


def _table_problems(key: str, table: Mapping[str, str], levels: Sequence[str]) -> Iterator[Problem]:
    """Keys that are missing, unknown, or no ids; a level that there is not."""
    derived = "path" not in table and "by" in table
    if "path" not in table and not derived:
        hint = "Add it, or `by` to make the level from a finer one."
        yield f"{key}.path", "plain", "`path` is missing.", hint
    if "path" in table and "by" in table:
        message = "A layer with a `path` is read, one with `by` is made from another."
        yield f"{key}.by", "plain", message, "Keep one of the two keys."
    elif "path" in table and "from" in table:
        message = "A layer with a `path` is read, not made from another."
        yield f"{key}.from", "plain", message, "Remove `from`, or `path`."
    if "level" not in table:
        yield f"{key}.level", "plain", "`level` is missing.", "Add it."
    known = KEYS if derived else (*PATH_KEYS, "by", "from")
    for name in table:
        if name not in known:
            yield f"{key}.{name}", "unknown", name, ",".join(KEYS if derived else PATH_KEYS)
    for name in _IDS:
        if table.get(name) and not is_id(table[name]):
            yield f"{key}.{name}", "id", table[name], ""
    if table.get("level") is not None and table["level"] not in levels:
        message = f"`{table['level']}` is not among the levels."
        yield f"{key}.level", "plain", message, "Add it to areas.levels, finest first."


def _derived_problems(
    key: str, table: Mapping[str, str], levels: Sequence[str], read: Sequence[str]
) -> Iterator[Problem]:
    """What is wrong with a level that is made from a finer one."""
    for name in ("by", "name", "parent"):
        if table.get(name) == "":
            yield f"{key}.{name}", "plain", "It is empty.", "Name a column of the finer level."
    days = {name: table[name] for name in ("valid_from", "valid_to") if table.get(name)}
    for name, text in days.items():
        if not is_day(text):
            message = f"`{text}` is not a day of the calendar."
            yield f"{key}.{name}", "plain", message, "Write a day such as 2016-01-19, in quotes."
    if len(days) == 2 and all(map(is_day, days.values())):
        start, end = (dt.date.fromisoformat(text) for text in days.values())
        if end <= start:
            message = "The validity ends before it begins."
            yield f"{key}.valid_to", "plain", message, "Swap the two days."
    source = table.get("from", levels[0] if levels else "")
    if source not in read:
        message = f"`{source}` is no level with a `path`."
        hint = f"Use one of: {', '.join(dict.fromkeys(read)) or 'none is there'}."
        yield f"{key}.from", "plain", message, hint
    elif not {table.get("level"), source} <= set(levels):  # told at the table of that level
        return
    elif levels.index(table["level"]) <= levels.index(source):
        message = f"`{source}` is not finer than `{table['level']}`."
        yield f"{key}.from", "plain", message, "Name a level before it in areas.levels."


def layer_specs(
    tables: Sequence[Mapping[str, str]], levels: Sequence[str]
) -> tuple[tuple[LayerSpec, ...], tuple[DerivedSpec, ...]]:
    """The descriptions that checked tables give: of files, and of levels made from them."""
    read = tuple(LayerSpec(**table) for table in tables if "path" in table)
    made = tuple(DerivedSpec.of(dict(x), levels[0]) for x in tables if "path" not in x)
    return read, made
