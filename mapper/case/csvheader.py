"""The header of a CSV file: columns that are missing, misspelt, unknown or there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from mapper.core.errors import Fault, bounded
from mapper.core.spelling import nearest

__all__ = ["FIX", "SEPARATORS", "as_called_today", "header_faults"]

_COMPARED: Final = 500
"""Unknown names of columns that are compared with a missing one: a table has fewer."""
_LONGEST_NAME: Final = 100
"""Letters of a name that may be a misspelt one."""
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
"""What else than commas separates cells in tables that people have, and its name."""
FIX: Final = "`mapper check --fix` shows how it is mended."


def as_called_today(header: Sequence[str], former: Mapping[str, str]) -> list[str]:
    """The header with former names replaced, but where the new one is there as well."""
    there = set(header)
    return [name if former.get(name, name) in there else former[name] for name in header]


def header_faults(
    file: str, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    """What is wrong with the names of columns; ``file`` is the name that the faults show."""
    other = next((s for s in SEPARATORS if len(header) == 1 and s in header[0]), None)
    if other is not None:
        message = f"The cells are separated by {SEPARATORS[other]}, not by commas."
        hint = f"Export the table again with the comma as separator; or {FIX}"
        return [Fault(file, 1, None, message, hint, "wrong-separator")]
    count = Counter(header)
    known = {*columns, *optional}
    faults, misspelt = _missing_columns(file, count, columns, known)
    there = f"Remove it, or rename it; there may be: {', '.join([*columns, *optional])}."
    for position, name in enumerate(header, 1):
        if not name:
            message = f"Column {position} has no name."
            hint = "Delete the extra comma of the header, or the empty column."
        elif count[name] > 1:
            message = f"The column `{name}` appears {_times(count[name])}."
            hint = "Keep one of them."
        elif name not in known | misspelt:
            message, hint = f"The column `{name}` is not known here.", there
        else:
            continue
        if count.pop(name, 0):  # once for each name
            faults.append(Fault(file, 1, name or None, message, hint, "wrong-columns"))
    return bounded(faults)


def _missing_columns(
    file: str, header: Mapping[str, int], columns: Sequence[str], known: set[str]
) -> tuple[list[Fault], set[str]]:
    """Faults for columns that are not there, and the names that seem to stand for them."""
    faults = []
    strange = [name for name in header if name not in known and len(name) <= _LONGEST_NAME]
    misspelt = set()
    for name in columns:
        if name not in header:
            near = nearest(name, strange[:_COMPARED], 1)
            strange = [other for other in strange if other not in near]  # it can be one only
            misspelt.update(near)
            hint = f"Rename `{near[0]}` to `{name}`." if near else f"Add a column `{name}`."
            message = f"The column `{name}` is missing."
            faults.append(Fault(file, 1, name, message, hint, "wrong-columns"))
    return faults, misspelt


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count:,} times"
