"""Names in other languages: ``names_<lang>.csv`` of a case, such as ``names_fr.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Final

from mapper.case import schema
from mapper.case.csvtables import LINE, lost_letters, read_table
from mapper.case.rawcase import walk
from mapper.case.tablefaults import table_faults
from mapper.core.errors import Fault
from mapper.core.spelling import composed

__all__ = ["Names", "is_names_file", "read_translations"]

Names = Mapping[tuple[str, str], tuple[str, str]]
"""Name and short name (maybe empty) by kind and id.

Kinds are place, area, actor, bloc, background, milestone and case. Background and milestones have
no id of their own: theirs is the name in the original language. Of a case, ``description`` is said.
"""

_PROPER: Final = frozenset({"place", "area", "actor", "bloc", "background"})
"""Kinds that have proper names; titles of milestones may be questions."""
_OWN_IDS: Final = ("place", "area", "actor", "bloc")
_FILE: Final = re.compile(r"names_([a-z]{2})\.csv")


def is_names_file(name: str) -> bool:
    """Whether a file is called as one with names in another language.

    >>> is_names_file("names_fr.csv"), is_names_file("names_of_towns.csv")
    (True, False)
    """
    return _FILE.fullmatch(name) is not None


def read_translations(
    folder: Path,
    known: Mapping[str, Container[str]],
    *,
    read: Callable[[Path, int], bytes] | None = None,
) -> tuple[dict[str, Names], list[Fault]]:
    """All translations of a case by language, and what is wrong with them.

    Parameters
    ----------
    folder : Path
        The folder of the case.
    known : dict
        The ids there are, by kind; a kind that is not among them is not looked up.
    read : callable, optional
        Gives the bytes of a file, as for :func:`mapper.case.csvtables.read_table`.
    """
    found: dict[str, Names] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("names_*.csv")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            message = "The name says no language."
            faults.append(
                Fault(
                    path.name,
                    None,
                    None,
                    message,
                    "Call it names_fr.csv, for example.",
                    "wrong-name",
                )
            )
            continue
        table = schema.names_table(path.name)
        text = read_table(path, table.columns, read=read)
        own = text.frame["kind"].isin(_OWN_IDS)  # others are names, and stand there as they are
        text.frame.loc[own, "id"] = text.frame.loc[own, "id"].map(composed)
        faults += [*text.faults, *table_faults(table, text.frame)]
        proper = text.frame[text.frame["kind"].isin(list(_PROPER))]
        for column in ("name", "short_name"):
            lines, names = proper[LINE].tolist(), proper[column].tolist()
            faults += lost_letters(path.name, column, lines, names)
        keys = text.frame[["kind", "id"]]
        for line in text.frame.loc[keys.duplicated(), LINE]:
            message = "The name of this kind and id is given twice."
            faults.append(Fault(path.name, int(line), "id", message, "Keep one.", "duplicate-id"))
        for line, kind, key in walk(text.frame, "kind", "id"):
            if key and kind in known and key not in known[kind]:
                message = f"There is no {kind} `{key}`."
                hint = "Correct the id; until then the name is shown nowhere."
                fault = Fault(path.name, line, "id", message, hint, "unknown-id", severity="doubt")
                faults.append(fault)
        rows = text.frame[["kind", "id", "name", "short_name"]].itertuples(index=False)
        found[match[1]] = {(kind, key): (name, short) for kind, key, name, short in rows}
    return found, faults
