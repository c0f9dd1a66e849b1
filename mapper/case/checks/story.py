"""Faults of ``story.csv``: days outside the case, and views and selections that are not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mapper.case import schema
from mapper.case.areanames import outside_frames
from mapper.case.checks.missing import Missing
from mapper.case.rawcase import Tables, walk
from mapper.case.storytable import CAMP, HOLDER, STORY, map_place, twice
from mapper.core.dates import day_number
from mapper.core.errors import Fault
from mapper.core.spelling import Speller

__all__ = ["camp_faults", "holder_faults", "step_faults", "target_faults"]


def step_faults(t: Tables) -> list[Fault]:
    """Days outside the case, and titles that two steps have."""
    faults = twice(
        STORY.file,
        "title",
        t.story,
        "The step on line {} has this title already, by which translations name it.",
    )
    first, last = t.file.first_day, t.file.last_day
    for line, text in walk(t.story, "date"):
        if schema.is_day(text) and not first <= dt.date.fromisoformat(text) <= last:
            message = f"{text} lies outside the case ({first} to {last})."
            hint = "Correct the date: a step shows a day of the case."
            faults.append(Fault(STORY.file, line, "date", message, hint, "date-outside-case"))
    return faults


def _words(t: Tables) -> Iterator[tuple[int, str, str, str]]:
    """Line, date, column and word of each view and selection that is no place of the map."""
    for line, date, *words in walk(t.story, "date", "view", "selection"):
        for column, word in zip(("view", "selection"), words, strict=True):
            if word and (column != "view" or map_place(word) is None):
                yield line, date, column, word


def holder_faults(t: Tables) -> list[Fault]:
    """Views and selections of parties that are not there."""
    return _unknown(t, HOLDER, "actor", "actor_id", ("name", "short_name"))


def camp_faults(t: Tables) -> list[Fault]:
    """Views and selections of camps that are not there."""
    return _unknown(t, CAMP, "bloc", "bloc_id", ("name",))


def _unknown(t: Tables, mark: str, what: str, key: str, names: tuple[str, ...]) -> list[Fault]:
    file, table = (
        (schema.ACTORS.file, t.actors) if what == "actor" else (schema.BLOCS.file, t.blocs)
    )
    known = set(table[key]) | t.left_out
    rows = [row[1:] for row in walk(table, key, *names)]
    speller = Speller((spelling, mark + row[0]) for row in rows for spelling in row)
    return [
        Fault(
            STORY.file,
            line,
            column,
            f"The {what} `{name}` is not in {file}.",
            speller.hint(name, f"Write `{mark}` and an id of {file}."),
            f"unknown-{what}",
        )
        for line, _, column, word in _words(t)
        if word.startswith(mark) and (name := word.removeprefix(mark)) not in known
    ]


def target_faults(t: Tables) -> list[Fault]:
    """Views and selections that are neither place nor area, or no area of their day."""
    faults = []
    missing: Missing | None = None
    for line, date, column, word in _words(t):
        if word.startswith((HOLDER, CAMP)) or word in t.place_ids or word in t.left_out:
            continue
        day = dt.date.fromisoformat(date) if schema.is_day(date) else None
        if word in t.frames:
            layers = t.frames[word]
            if day is not None and not any(layer.holds_on(day) for layer in layers):
                said = outside_frames(f"`{word}`", day, layers)
                faults.append(Fault(STORY.file, line, column, *said))
            continue
        if column == "view" and "," in word:
            message = f"`{word}` is no place of the map."
            hint = (
                "Write latitude (up to 85), longitude (up to 180) and zoom (0 to 18): `16.3,0,7`."
            )
            faults.append(Fault(STORY.file, line, column, message, hint, "bad-number"))
            continue
        missing = missing or Missing(t)
        number = None if day is None else day_number(day)
        near = missing.near(word, number)
        ways = "a place, an area (`region:Gao`), `holder:ID`, `camp:ID`"
        ways += ", `lat,lon,zoom`, or nothing" if column == "view" else ", or nothing"
        message = f"There is no place or area `{word}`."
        faults.append(
            Fault(STORY.file, line, column, message, near or f"Write {ways}.", "unknown-place")
        )
    return faults
