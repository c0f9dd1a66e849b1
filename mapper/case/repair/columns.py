"""Columns of a layer: what they hold, and which look like ids, names and parents."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mapper.case.layers.reader import as_text
from mapper.case.schema import is_id

__all__ = ["Column", "Suggested", "columns_of", "suggest", "table_text"]

_ID_WORD: Final = re.compile(
    r"(^|[_.\s-])(id|gid|pcode|code|iso|hasc|uid|fips|insee|ref)($|[_.\s\d-])|pcode|(^|_)gid_\d|id$",
    re.IGNORECASE,
)
_COUNTER: Final = re.compile(r"objectid(_\d+)?|o?fid(_\d+)?|ogc_fid|oid_?|gml_id", re.IGNORECASE)
"""Columns in which programs number records: other numbers when the layer is made again."""
_NAME_WORD: Final = re.compile(
    r"name|nom|nombre|libell|toponym|(^|_)(adm|admin)\d?_?(en|fr|ar|es|pt|uk|ru)$|_(en|fr)$",
    re.IGNORECASE,
)
_MOST_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a layer.

    Attributes
    ----------
    name : str
    distinct : int
        Different values, empty ones left out.
    empty : int
        Records without a value.
    examples : tuple of str
        The first few different values.
    """

    name: str
    distinct: int
    empty: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Columns that look like what a ``[[layers]]`` table wants; empty where none does."""

    id: str = ""
    name: str = ""
    parent: str = ""


def columns_of(table: pd.DataFrame) -> tuple[Column, ...]:
    """What the columns of a table hold."""
    found = []
    for name in table.columns:
        texts = as_text(table[name])
        values = dict.fromkeys(text for text in texts if text)
        shown = tuple(text[:40] for text in list(values)[:_MOST_SHOWN])
        found.append(Column(str(name), len(values), texts.count(""), shown))
    return tuple(found)


def suggest(table: pd.DataFrame) -> Suggested:
    """Which columns look like id, name and parent.

    An id is different in each record and can be one. Where several are, the word in the column's
    name decides (``pcode``, ``id``, ``code``), then the order of the columns. A name has letters
    and is as different as possible. A parent is an id again, the same for all records that have the
    same; the finest of those is taken.
    """
    texts = {str(name): as_text(table[name]) for name in table.columns}
    count = len(table)
    if not count:
        return Suggested()
    usable = [
        name
        for name, values in texts.items()
        if all(values) and len(set(values)) == count and all(map(is_id, values))
    ]
    usable.sort(
        key=lambda name: (
            bool(_COUNTER.fullmatch(name)),
            not _ID_WORD.search(name),
            bool(_NAME_WORD.search(name)),
        )
    )
    identity = usable[0] if usable else ""
    return Suggested(identity, _name_of(texts, count), _parent_of(texts, identity, count))


def _name_of(texts: dict[str, list[str]], count: int) -> str:
    def rank(name: str) -> tuple[bool, int, bool]:
        values = texts[name]
        coded = bool(_ID_WORD.search(name))
        return not _NAME_WORD.search(name), -len(set(values)), coded

    lettered = [
        name
        for name, values in texts.items()
        if sum(any(c.isalpha() for c in value) for value in values) > count / 2
    ]
    return min(lettered, key=rank) if lettered else ""


def _parent_of(texts: dict[str, list[str]], identity: str, count: int) -> str:
    """The finest column of codes that are shared by several records."""
    best, most = "", 0
    for name, values in texts.items():
        distinct = set(values)
        if name == identity or not (_ID_WORD.search(name) or name == "parent"):
            continue
        if "" in distinct or not all(map(is_id, distinct)) or not 1 < len(distinct) < count:
            continue
        if len(distinct) > most:
            best, most = name, len(distinct)
    return best


def table_text(path: str, layer: str, found: Suggested, columns: Sequence[Column]) -> str:
    """The ``[[layers]]`` table to paste into ``case.toml``."""
    lines = ["[[layers]]", f"path = {_quoted(path)}"]
    if layer:
        lines.append(f"layer = {_quoted(layer)}")
    lines.append('level = "area"  # what you call these areas, such as district')
    wanted = {"id": found.id, "name": found.name, "parent": found.parent}
    for key, name in wanted.items():
        if name and (key == "parent" or name != key):
            lines.append(f"{key} = {_quoted(name)}")
        elif not name and key != "parent":
            lines.append(f'{key} = "…"  # no column looks like it')
    names = {column.name for column in columns}
    lines += [f'{key} = "{key}"' for key in ("valid_from", "valid_to") if key in names]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=not text.isprintable(), allow_nan=False).replace(
        "\x7f", "\\u007f"
    )
