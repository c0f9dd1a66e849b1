"""The tables of a case that are to be mended, as a diff, and written back: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mapper.case import schema
from mapper.case.csvrows import foreign_format
from mapper.case.folders import find_case, folders_of, geodata_folder
from mapper.case.inputs import Inputs
from mapper.case.mending.difftext import diff_lines
from mapper.case.mending.repairs import Repair, repair
from mapper.case.names import is_names_file
from mapper.case.peopletable import POPULATION
from mapper.case.storytable import STORY, is_story_file, story_texts_table
from mapper.core.errors import Fault, OutputError, sort_faults
from mapper.core.files import write_together

__all__ = ["Mending", "mending_of", "ways_out"]

_MENDED_CODES: Final = frozenset({"empty-row", "separator-line", "wrong-separator"})
"""Codes of faults of which a mending is the way out."""
_MOST_BYTES: Final = 100_000_000
"""Size of a table up to which it is mended: the text is taken apart in memory."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it lies there, and how it is mended."""

    path: Path
    name: str
    text: str
    repair: Repair


@dataclass(frozen=True, slots=True)
class Mending:
    """What can be mended in the tables of a case because it has one right answer.

    Attributes
    ----------
    refused : tuple of Fault
        What was looked at and left as it is, and why; of severity ``doubt`` where the table can be
        read all the same.
    """

    refused: tuple[Fault, ...]
    _tables: tuple[_Table, ...] = field(repr=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that would change."""
        return tuple(table.path for table in self._tables)

    def diff(self) -> str:
        """A unified diff of all files, in which every character can be seen; empty for none."""
        lines = (line for t in self._tables for line in diff_lines(t.name, t.text, t.repair))
        return "".join(f"{line}\n" for line in lines)

    def write(self) -> None:
        """Write the mended files: all of them, or none if one of them cannot be written.

        Raises
        ------
        OutputError
            If one cannot be written, or has changed since it was read.
        """
        for table in self._tables:
            if _now(table.path) != table.text.encode():
                raise OutputError(f"cannot mend {table.path}: it has changed since it was read.")
        write_together([(t.path, t.repair.text.encode()) for t in self._tables])


def mending_of(folder: Path | str) -> Mending:
    """What can be mended in the tables of a case: nothing is written yet.

    Only the tables of the case are looked at, in its own folders; links are not followed.

    Parameters
    ----------
    folder : Path or str
        The folder of the case, or its name under ``events/``.

    Returns
    -------
    Mending
        With a diff to look at, and the way to write it.

    Raises
    ------
    UsageError
        If there is no such case.

    Examples
    --------
    >>> import mapper
    >>> mapper.mending_of("mali").files
    ()
    """
    folder = find_case(folder)
    geodata = geodata_folder(folder)
    home = folder if geodata.parent == folder else folder.parent.parent
    inputs = Inputs(*folders_of(folder, geodata))
    tables: list[_Table] = []
    refused: list[Fault] = []
    for path, table in _tables_in(folder, geodata):
        found, faults = _mended(path, str(path.relative_to(home)), table, inputs)
        refused += faults
        if found is not None and found.repair.edits:
            tables.append(found)
    return Mending(sort_faults(refused), tuple(tables))


def ways_out(faults: Iterable[Fault]) -> list[Fault]:
    """A note for each file with faults that mending may be the way out of."""
    message = "`mapper check --fix` shows how it can be mended."
    files = sorted({fault.file for fault in faults if fault.code in _MENDED_CODES})
    return [Fault(f, None, None, message, "", "mendable", severity="note") for f in files]


def _tables_in(folder: Path, geodata: Path) -> Iterator[tuple[Path, schema.TableSchema]]:
    """The tables of a case that are there, in the order of the schemas, then the languages."""
    known = [table for table in vars(schema).values() if isinstance(table, schema.TableSchema)]
    for table in (*known, POPULATION, STORY):
        for place in (folder, geodata):
            if (path := place / table.file).exists():
                yield path, table
    for path in sorted(folder.glob("names_*.csv")):
        if is_names_file(path.name):
            yield path, schema.names_table(path.name)
    for path in sorted(folder.glob("story_*.csv")):
        if is_story_file(path.name):
            yield path, story_texts_table(path.name)


def _mended(
    path: Path, name: str, table: schema.TableSchema, inputs: Inputs
) -> tuple[_Table | None, tuple[Fault, ...]]:
    if path.is_symlink():
        message, hint = "The table is a link.", "Mend the file that it leads to."
        return None, (_left(path, message, hint),)
    try:
        raw = inputs.read(path, _MOST_BYTES)
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        words = (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8"
        return None, (_left(path, f"The table cannot be read ({words}).", "Mend it by hand."),)
    if foreign_format(raw) is not None or not text.strip():  # check has words for it
        return None, ()
    found = repair(text, table)
    return _Table(path, name, text, found), found.refused


def _left(path: Path, message: str, hint: str) -> Fault:
    return Fault(path.name, None, None, message, hint, "not-mended", severity="doubt")


def _now(path: Path) -> bytes | None:
    """What lies at a path now, if it is no link."""
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None
