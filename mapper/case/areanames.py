"""Areas by level and name: ``region:Kidal`` in a table means the id of that area.

A cell is read once, when the case is: everything behind it sees the id. The name may be written
in any spelling, with or without the word for its level ("Kidal", "Kidal Region", "région de
Kidal"); it has to be the only one of its level on the day of the row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.toml import CaseFile
from mapper.case.wording import LevelWords
from mapper.core.areawords import LINKING_WORDS, name_words
from mapper.core.coded import Coded
from mapper.core.dates import day_number, day_of
from mapper.core.errors import KEPT, Fault, bounded
from mapper.core.spelling import Speller, fold, suggestion

IntArray = npt.NDArray[np.int64]

__all__ = ["READ_AS", "AreaNames", "ReadIds", "outside_frames"]

READ_AS: Final = "read-as"
"""Code of the notes that say which id a name was read as."""
_OFFERED: Final = 5
_WRITE_ID: Final = "Write the id of the one that is meant (`mapper areas` lists ids and names)."


def outside_frames(named: str, day: dt.date, layers: Sequence[Layer]) -> tuple[str, str, str]:
    """Message, hint and code for an area that is in none of its layers on a day."""
    spans = " and ".join(f"{x.valid_from or '…'} to {x.valid_to or '…'}" for x in layers)
    message = f"The area {named} did not exist on {day} (only {spans})."
    return message, "Name the area of the frame of that day.", "area-outside-frame"


class ReadIds(NamedTuple):
    """A column with ids in the place of names.

    Attributes
    ----------
    texts : Series of str
        The column; empty where a name could not be read.
    faults : list of Fault
        Names that could not be read.
    notes : list of Fault
        Which id each name was read as, once for each, with the first row (severity ``note``).
    """

    texts: pd.Series
    faults: list[Fault]
    notes: list[Fault]


class _Area(NamedTuple):
    """An area in one frame."""

    id: str
    name: str
    layer: Layer

    def on(self, day: int | None) -> bool:
        return day is None or self.layer.holds_on(day_of(day))


class _Level:
    """The areas of one level by each thing that they may be called."""

    def __init__(self, level: str, layers: Sequence[Layer], words: LevelWords | None) -> None:
        self.level = level
        self._phrases = _phrases(level, words)
        self.areas = [
            _Area(str(area), str(name), layer)
            for layer in layers
            if layer.level == level
            for area, name in layer.areas["name"].items()
        ]
        self._rungs: list[dict[str, list[_Area]]] = [{}, {}, {}, {}]
        for area in self.areas:
            for rung, key in zip(self._rungs, self._keys(area.id, area.name), strict=True):
                rung.setdefault(key, []).append(area)
        self.speller = Speller(
            [(area.name, area.name) for area in self.areas]
            + [(self._bare(area.name), area.name) for area in self.areas]
        )

    def _keys(self, area_id: str, name: str) -> tuple[str, str, str, str]:
        """What an area answers to, best first: id, name, name without its level, folded id."""
        return area_id, fold(name), self._bare(name), fold(area_id)

    def named(self, text: str, day: int | None) -> list[_Area]:
        """The areas of the day that a text names: more than one if it names several alike."""
        for rung, key in zip(self._rungs, self._keys(text, text), strict=True):
            found = {area.id: area for area in rung.get(key, ()) if key and area.on(day)}
            if found:
                return list(found.values())
        return []

    def _bare(self, name: str) -> str:
        """A name without the word for its level, before or behind it, and what joins the two."""
        words = [folded for word in name_words(name) if (folded := fold(word))]
        for phrase in self._phrases:
            size = len(phrase)
            if tuple(words[:size]) == phrase and len(words) > size:
                rest = words[size:]
                while len(rest) > 1 and rest[0] in LINKING_WORDS:
                    rest = rest[1:]
                return "".join(rest)
            if tuple(words[-size:]) == phrase and len(words) > size:
                return "".join(words[:-size])
        return "".join(words)


def _phrases(level: str, words: LevelWords | None) -> list[tuple[str, ...]]:
    """What areas of a level are called, in all languages, folded word by word; long ones first."""
    texts = [level]
    if words is not None:
        texts += [t for key, t in words.texts.items() if key.partition("_")[0] in {"name", "also"}]
    phrases = {tuple(filter(None, map(fold, name_words(text)))) for text in texts}
    return sorted(phrases - {()}, key=lambda phrase: (-len(phrase), phrase))


class AreaNames:
    """Reads names of areas in the columns of a case's tables.

    Parameters
    ----------
    layers : sequence of Layer
    levels : sequence of str
        All levels, finest first.
    level_words : dict of LevelWords
        What the case calls areas of a level.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        levels: Sequence[str],
        level_words: Mapping[str, LevelWords],
    ) -> None:
        self._levels = tuple(levels)
        self._ids = {area for layer in layers for area in layer.areas.index.tolist()}
        self._prefixes: dict[str, str] = {}
        for level in levels:
            self._prefixes.setdefault(fold(level), level)
        for level in reversed(levels):
            for name in level_words[level].names if level in level_words else ():
                self._prefixes.setdefault(fold(name), level)
        days = {day for x in layers for day in (x.valid_from, x.valid_to) if day is not None}
        self._cuts = np.array(sorted(map(day_number, days)), dtype=np.int64)
        self._level = cache(lambda level: _Level(level, layers, level_words.get(level)))

    @classmethod
    def of(cls, file: CaseFile, layers: Sequence[Layer]) -> AreaNames:
        """The names of a case."""
        return cls(layers, file.levels, file.level_words)

    def read(
        self,
        frame: pd.DataFrame,
        column: str,
        days: npt.ArrayLike,
        *,
        file: str,
        dated: npt.NDArray[np.bool_] | None = None,
        joined: bool = False,
    ) -> ReadIds:
        """A column of a table with ids in the place of names.

        Parameters
        ----------
        frame : DataFrame
            With the column and the line of each row.
        column : str
        days : int or array of int, shape (rows,)
            The day of each row (days since 1970-01-01): the name has to be unique on it.
        file : str
            Name of the table, for faults.
        dated : array of bool, optional
            Which rows have a day; the others find areas of any time. Default: all.
        joined : bool
            Cells hold several ids or names, joined with ``+``.

        Returns
        -------
        ReadIds
        """
        cells = Coded.of(frame[column])
        rows = np.flatnonzero(cells.marks(lambda text: self._is_named(text, joined)))
        if not len(rows):
            return ReadIds(frame[column], [], [])
        codes, all_codes = cells.codes[rows].astype(np.int64), cells.codes.copy()
        day = np.broadcast_to(np.asarray(days, dtype=np.int64), len(frame))[rows]
        known = np.ones(len(rows), dtype=bool) if dated is None else dated[rows]
        lines = frame[LINE].to_numpy()[rows]
        said = _Said(file, column)
        numbers = {text: number for number, text in enumerate(cells.words)}
        for mine in self._alike(codes, day, known):
            when = [d if known[mine[0]] else None for d in day[mine[: KEPT + 1]].tolist()]
            text = cells.words[codes[mine[0]]]
            parts = text.split("+") if joined else [text]
            ids = [self._cell(part, lines[mine].tolist(), when, said) for part in parts]
            read = "+".join(filter(None, ids))
            all_codes[rows[mine]] = numbers.setdefault(read, len(numbers))
        read_ids = Coded(all_codes, tuple(numbers))
        is_coded = isinstance(frame[column].dtype, pd.CategoricalDtype)
        column_of_ids = read_ids.category() if is_coded else read_ids.text()
        return ReadIds(column_of_ids.set_axis(frame.index), bounded(said.faults), said.notes())

    def _alike(
        self, codes: IntArray, day: IntArray, known: npt.NDArray[np.bool_]
    ) -> Iterator[IntArray]:
        """Positions of rows of one text and time: a name means the same between two frames."""
        span = np.where(known, np.searchsorted(self._cuts, day, side="right"), -1)
        order = np.lexsort((span, codes))
        change = (np.diff(codes[order]) != 0) | (np.diff(span[order]) != 0)
        yield from np.split(order, np.flatnonzero(change) + 1)

    def _is_named(self, text: str, joined: bool) -> bool:
        return ":" in text and (joined or text not in self._ids)

    def _cell(
        self, text: str, lines: Sequence[int], days: Sequence[int | None], said: _Said
    ) -> str:
        """The id that a text stands for in some rows of one time; empty if there is none."""
        if not self._is_named(text, joined=False):
            return text
        found = self._find(text, days[0])
        if len(found) == 1:
            said.read_as(text, found[0], lines)
            return found[0].id
        for line, day in zip(lines, days, strict=False):  # days of as many as are kept
            said.fault(line, *self._problem(text, day))
        return ""

    def _find(self, text: str, day: int | None) -> list[_Area]:
        word, _, name = text.partition(":")
        level = self._prefixes.get(fold(word))
        return [] if level is None else self._level(level).named(name.strip(), day)

    def _problem(self, text: str, day: int | None) -> tuple[str, str, str]:
        """Message, suggestion and code for a text that names no area, or several."""
        word, _, name = text.partition(":")
        name = name.strip()
        level = self._prefixes.get(fold(word))
        if level is None:
            hint = suggestion(word, self._levels, f"The levels are: {', '.join(self._levels)}.")
            return f"`{text}` names no level: there is no level `{word}`.", hint, "unknown-area"
        found = self._find(text, day)
        if len(found) > 1:
            shown = ", ".join(map(_shown, found[:_OFFERED])) + (
                f" and {len(found) - _OFFERED} more" if len(found) > _OFFERED else ""
            )
            return f"`{text}` names {len(found)} areas: {shown}.", _WRITE_ID, "ambiguous-area"
        other_times = self._level(level).named(name, None)
        if day is not None and other_times:
            return self._not_then(text, day, level, other_times[0].id)
        message = f"There is no {level} `{name}`."
        return message, self._hint(level, name, day), "unknown-area"

    def _not_then(self, text: str, day: int, level: str, area: str) -> tuple[str, str, str]:
        layers = [x.layer for x in self._level(level).areas if x.id == area]
        return outside_frames(f"`{text}` (`{area}`)", day_of(day), layers)

    def _hint(self, level: str, name: str, day: int | None) -> str:
        """An area of another level that is called so, or one of this level nearly so."""
        for other in self._levels:
            if other != level and self._level(other).named(name, day):
                return f"Did you mean `{other}:{name}`?"
        near = self._level(level).speller.near(name)
        if near:
            return "Did you mean " + " or ".join(f"`{level}:{one}`" for one in near) + "?"
        return "`mapper areas` lists the areas with their levels and ids."


def _shown(area: _Area) -> str:
    """An id, and the parent that tells it from others of its name."""
    parent = str(area.layer.areas.at[area.id, "parent"])
    return f"`{area.id}`" + (f" (in `{parent}`)" if parent else "")


class _Said:
    """What is said of a column."""

    def __init__(self, file: str, column: str) -> None:
        self._file, self._column = file, column
        self.faults: list[Fault] = []
        self._read: dict[tuple[str, str, str], list[int]] = {}

    def fault(self, line: int, message: str, hint: str, code: str) -> None:
        self.faults.append(Fault(self._file, int(line), self._column, message, hint, code))

    def read_as(self, text: str, area: _Area, lines: Sequence[int]) -> None:
        self._read.setdefault((text, area.id, area.name), []).extend(lines)

    def notes(self) -> list[Fault]:
        return bounded(list(self._notes()))

    def _notes(self) -> Iterator[Fault]:
        for (text, area, name), lines in self._read.items():
            more = f", here and in {len(lines) - 1:,} more" if len(lines) > 1 else ""
            message = f"`{text}` is read as `{area}` ({name}){more}."
            yield Fault(self._file, min(lines), self._column, message, "", READ_AS, severity="note")
