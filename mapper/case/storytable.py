"""The story of a war: the steps of ``story.csv``, and their words in other languages.

``view`` and ``selection`` of a step are written with the words of the atlas's address. What may be
written by hand is a little more (names of areas); what is kept is the address's own word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mapper.case.areanames import AreaNames
from mapper.case.csvtables import LINE, read_table
from mapper.case.layers.boundaries import Layer
from mapper.case.rawcase import walk
from mapper.case.schema import SOURCE_RULE, Rule, TableSchema, is_day
from mapper.case.sources import split_sources
from mapper.case.tablefaults import table_faults
from mapper.core.dates import day_number
from mapper.core.errors import Fault
from mapper.core.model import StoryStep
from mapper.core.spelling import Speller

__all__ = [
    "CAMP",
    "HOLDER",
    "STORY",
    "StoryTexts",
    "is_story_file",
    "map_place",
    "read_story_texts",
    "steps_of",
    "story_texts_table",
    "with_area_ids",
    "with_texts",
]

HOLDER, CAMP, INSIDE = "holder:", "camp:", "in:"
"""What stands before the id of a party, a camp, or an area with its level."""
_FILE: Final = re.compile(r"story_([a-z]{2})\.csv")
_PLACE: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,9})?")
_MOST: Final = (85.0, 180.0, 18.0)
"""Degrees of latitude and longitude, and the zoom, that an atlas knows."""
_TITLE: Final = Rule("missing-value", bool, "The title is missing.", "Fill it in.")

StoryTexts = Mapping[str, tuple[str, str]]
"""Title and text of steps in another language, by the title in ``story.csv``."""

STORY: Final = TableSchema(
    "story.csv",
    ("date", "view", "selection", "title", "text"),
    {
        "date": (
            Rule(
                "bad-date", is_day, "`{value}` is not a day of the calendar.", "Write YYYY-MM-DD."
            ),
        ),
        "title": (_TITLE,),
        "source": (SOURCE_RULE,),
    },
    optional=("source",),
    needed=False,
)


def story_texts_table(file: str) -> TableSchema:
    """The schema of the words of a story in another language."""
    step = Rule("missing-value", bool, "The step is missing.", "Write its title in story.csv.")
    return TableSchema(file, ("step", "title", "text"), {"step": (step,), "title": (_TITLE,)})


def is_story_file(name: str) -> bool:
    """Whether a file is called as one with a story in another language.

    >>> is_story_file("story_fr.csv"), is_story_file("story_of_war.csv")
    (True, False)
    """
    return _FILE.fullmatch(name) is not None


def map_place(text: str) -> tuple[float, float, float] | None:
    """Latitude, longitude and zoom that a view names; None if it is no such view.

    >>> map_place("16.77, -3.01, 7"), map_place("gao"), map_place("95,0,7")
    ((16.77, -3.01, 7.0), None, None)
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != len(_MOST) or not all(map(_PLACE.fullmatch, parts)):
        return None
    lat, lon, zoom = map(float, parts)
    if zoom < 0 or any(abs(n) > most for n, most in zip((lat, lon, zoom), _MOST, strict=True)):
        return None
    return lat, lon, zoom


class _ReadSteps(NamedTuple):
    """A story with ids in the place of names of areas, and what was found in reading them."""

    frame: pd.DataFrame
    faults: list[Fault]


def with_area_ids(frame: pd.DataFrame, names: AreaNames) -> _ReadSteps:
    """The steps with the ids of areas for their names (``region:Gao``), which hold on their day."""
    faults: list[Fault] = []
    good = frame["date"].map(is_day).to_numpy(dtype=bool)
    days = np.array([_number(text) if is_day(text) else 0 for text in frame["date"].tolist()])
    for column in ("view", "selection"):
        words = frame[column].str.removeprefix(INSIDE)
        named = words.str.contains(":") & ~words.str.startswith((HOLDER, CAMP))
        rows = frame.assign(**{column: words})[named]
        if len(rows):
            mask = named.to_numpy(dtype=bool)
            read = names.read(rows, column, days[mask], file=STORY.file, dated=good[mask])
            faults += [*read.faults, *read.notes]
            words = words.where(~named, read.texts.reindex(frame.index))
        frame = frame.assign(**{column: words})
    return _ReadSteps(frame, faults)


def _number(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def steps_of(
    frame: pd.DataFrame, frames: Mapping[str, Sequence[Layer]], finest: str
) -> tuple[StoryStep, ...]:
    """The steps of a table without faults, in the order of the file.

    Parameters
    ----------
    frame : DataFrame
        From :func:`with_area_ids`.
    frames : dict
        The layers that each area is in.
    finest : str
        The finest level, whose areas an address names by their ids alone.
    """

    def word(text: str) -> str:
        if text not in frames or frames[text][0].level == finest:
            return text
        return f"{INSIDE}{frames[text][0].level}:{text}"

    def view(text: str) -> str:
        place = map_place(text)
        return word(text) if place is None else ",".join(f"{number:g}" for number in place)

    columns = ("date", "view", "selection", "title", "text", "source")
    return tuple(
        StoryStep(
            date=dt.date.fromisoformat(date),
            view=view(where),
            selection=word(selection),
            title=title,
            text=text,
            sources=split_sources(source),
        )
        for _, date, where, selection, title, text, source in walk(frame, *columns)
    )


def read_story_texts(
    folder: Path,
    titles: Sequence[str],
    *,
    read: Callable[[Path, int], bytes] | None = None,
) -> tuple[dict[str, StoryTexts], list[Fault]]:
    """The words of a story in other languages, by language, and what is wrong with them.

    Parameters
    ----------
    folder : Path
        The folder of the case.
    titles : sequence of str
        Those of the steps in ``story.csv``.
    read : callable, optional
        Gives the bytes of a file, as for :func:`mapper.case.csvtables.read_table`.
    """
    found: dict[str, StoryTexts] = {}
    faults: list[Fault] = []
    speller = Speller((title, title) for title in titles)
    for path in sorted(folder.glob("story_*.csv")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            message, hint = "The name says no language.", "Call it story_fr.csv, for example."
            faults.append(Fault(path.name, None, None, message, hint, "wrong-name"))
            continue
        table = story_texts_table(path.name)
        text = read_table(path, table.columns, read=read)
        faults += [*text.faults, *table_faults(table, text.frame)]
        faults += twice(path.name, "step", text.frame, "The step has words already on line {}.")
        for line, step in walk(text.frame, "step"):
            if step and step not in titles:
                message = f"story.csv has no step with the title `{step}`."
                hint = speller.hint(
                    step, "Write its title; until then the words are shown nowhere."
                )
                fault = Fault(
                    path.name, line, "step", message, hint, "unknown-id", severity="doubt"
                )
                faults.append(fault)
        rows = walk(text.frame, "step", "title", "text")
        found[match[1]] = {step: (title, words) for _, step, title, words in rows}
    return found, faults


def twice(file: str, column: str, frame: pd.DataFrame, message: str) -> list[Fault]:
    """Faults for texts that stand twice in a column; ``{}`` in the message is the first line."""
    first: dict[str, int] = {}
    return [
        Fault(file, int(line), column, message.format(first[text]), "Keep one.", "duplicate-id")
        for line, text in zip(frame[LINE].tolist(), frame[column].tolist(), strict=True)
        if text and first.setdefault(text, line) != line
    ]


def with_texts(
    story: Sequence[StoryStep], texts: Mapping[str, StoryTexts]
) -> tuple[StoryStep, ...]:
    """The steps with their words in other languages."""
    return tuple(
        replace(
            step,
            said={lang: words[step.title] for lang, words in texts.items() if step.title in words},
        )
        for step in story
    )
