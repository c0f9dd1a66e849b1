"""The words of the mapper as small frozen classes, and the vocabularies of its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

from mapper.core.vocabulary import VOCABULARY, words

__all__ = [
    "ACTOR_KINDS",
    "BASELINE",
    "BASE_KINDS",
    "CLASH",
    "CONFIDENCES",
    "EVENT_TYPES",
    "EVIDENCE_LEVELS",
    "HANDS_EVENTS",
    "MILESTONE_KINDS",
    "NEVER_GOVERN_KINDS",
    "NONE",
    "NO_BLOC",
    "NO_DATA",
    "PLACE_KINDS",
    "SCOPES",
    "SHARED",
    "SOURCE_CLASSES",
    "STATUSES",
    "SUCCESSION_KINDS",
    "TOWN_RANK",
    "UNKNOWN",
    "Actor",
    "Bloc",
    "Membership",
    "Milestone",
    "Named",
    "SourceInfo",
    "State",
    "StoryStep",
    "Succession",
    "are_towns",
    "is_town",
    "may_govern",
]

NONE: Final = "none"
"""Holder id where a source says that nobody holds the place."""
UNKNOWN: Final = "unknown"
"""Holder id where the holder left and nobody says who came."""
NO_DATA: Final = "no_data"
"""Holder id and status of land of which the area model says nothing, since no tracked place is
near enough."""
SHARED: Final = "shared"
"""Row of the statistics for what several parties hold by arrangement."""
NO_BLOC: Final = "no_bloc"
"""Row of the statistics by bloc for whoever is in none."""

HANDS_EVENTS: Final = words("hands_events")
"""Event types that change hands (R3)."""
EVENT_TYPES: Final = (*HANDS_EVENTS, *words("other_events"))
CLASH: Final = "clash"
"""Event type of a fight of which nothing is known to have come: it changes no state."""
BASELINE: Final = "baseline"
"""Cause of what stood on the first day (R1); event type of the rows of ``baseline.csv``."""
STATUSES: Final = words("statuses")
CONFIDENCES: Final = words("confidences")
SCOPES: Final = words("scopes")
ACTOR_KINDS: Final = words("actor_kinds")
NEVER_GOVERN_KINDS: Final = frozenset(words("never_govern_kinds"))
"""Kinds of actor that govern no town and no area unless the case says so: :func:`may_govern`."""
PLACE_KINDS: Final = words("place_kinds")
BASE_KINDS: Final = frozenset(words("base_kinds"))
SOURCE_CLASSES: Final = words("source_classes")
SUCCESSION_KINDS: Final = words("succession_kinds")
MILESTONE_KINDS: Final = words("milestone_kinds")
TOWN_RANK: Final = int(VOCABULARY["town_rank"])
"""Places of rank 1 to 3 are towns, 4 villages, 5 bases and sites."""
EVIDENCE_LEVELS: Final = words("evidence_levels")
"""R10: what a verdict rests on, nearest first; ``none`` where there is no verdict."""


def is_town(rank: int, kind: str) -> bool:
    """Whether a place counts as a town in figures and on maps.

    >>> is_town(3, "town"), is_town(4, "village"), is_town(3, "base")
    (True, False, False)
    """
    return rank <= TOWN_RANK and kind not in BASE_KINDS


def are_towns(places: pd.DataFrame, kind: str = "kind") -> pd.Series:
    """Which rows of a table of places are towns; :func:`is_town` for all of them at once.

    Parameters
    ----------
    places : DataFrame
        With the columns ``rank`` and ``kind``.
    kind : str
        Another name of the column of kinds.

    Returns
    -------
    Series of bool, with the index of the table
    """
    towns: pd.Series = (places["rank"] <= TOWN_RANK) & ~places[kind].isin(list(BASE_KINDS))
    return towns


def may_govern(kind: str, stated: bool | None = None) -> bool:
    """Whether an actor may hold towns and land; the only place that decides it.

    Parameters
    ----------
    kind : str
        One of :data:`ACTOR_KINDS`.
    stated : bool, optional
        What ``governs`` of ``actors.csv`` says; None goes by the kind.

    Examples
    --------
    >>> may_govern("rebel"), may_govern("foreign_state"), may_govern("foreign_state", True)
    (True, False, True)
    """
    return kind not in NEVER_GOVERN_KINDS if stated is None else stated


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever can hold something: an army, an armed group, a peacekeeping mission.

    ``governs`` is what its row says of that, None where it says nothing; :attr:`may_govern` is
    what follows. ``lang`` is the language of its names, ``article`` to ``number`` what sentences
    in that language need (see :class:`Named`).
    """

    actor_id: str
    name: str
    short_name: str
    kind: str
    colour: str
    active_from: dt.date | None = None
    active_to: dt.date | None = None
    wikidata: str = ""
    note: str = ""
    governs: bool | None = None
    article: str = ""
    in_text: str = ""
    gender: str = ""
    number: str = ""
    lang: str = "en"

    @property
    def may_govern(self) -> bool:
        """Whether it may hold towns and land: as stated, else by its kind."""
        return may_govern(self.kind, self.governs)


class Named(NamedTuple):
    """What something is called in a language, and what a sentence needs to name it.

    Attributes
    ----------
    name, short_name : str
        Empty where its own name stays.
    article : str
        Such as ``le``, ``l’`` or ``the``; empty for none.
    in_text : str
        The short name behind an article, where it is written otherwise there: ``gouvernement``.
    gender : {"", "m", "f"}
    number : {"", "sg", "pl"}
    """

    name: str
    short_name: str = ""
    article: str = ""
    in_text: str = ""
    gender: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Bloc:
    """A named camp."""

    bloc_id: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Membership:
    """An actor's time in a bloc, half-open ``[start, end)``; None is unbounded."""

    actor_id: str
    bloc_id: str
    start: dt.date | None = None
    end: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the membership covers the day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Succession:
    """A complete and lasting merger, rename or absorption (R9)."""

    predecessor: str
    successor: str
    date: dt.date
    kind: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A coup, accord or operation: drawn on the time line, changes no control."""

    date: dt.date
    title: str
    kind: str
    actors: tuple[str, ...]
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class StoryStep:
    """A step of the story of a war: a day, where to look, and what to say.

    Attributes
    ----------
    date : date
    view : str
        What the map shows, in the words of an atlas's address: a place, an area, a party, a camp,
        or ``lat,lon,zoom``; empty for the whole country.
    selection : str
        What is selected, in the same words; empty for nothing.
    title, text : str
    sources : tuple of str
    said : dict
        Title and text in other languages, by language.
    """

    date: dt.date
    view: str
    selection: str
    title: str
    text: str
    sources: tuple[str, ...] = ()
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def words(self, lang: str) -> tuple[str, str]:
        """Title and text in a language; in the original one where there are none."""
        return self.said.get(lang, (self.title, self.text))


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What ``sources.csv`` says of a source.

    Attributes
    ----------
    outlet, title : str
    published : str
        A day, a month or a year, as ``2012-03-30``, ``2012-03``, ``2012``; empty if not known.
    archive_url : str
        Address of a copy.
    source_class : str
        One of :data:`SOURCE_CLASSES`, or empty.
    """

    outlet: str = ""
    title: str = ""
    published: str = ""
    archive_url: str = ""
    source_class: str = ""


class State(NamedTuple):
    """What is said of a target on a day.

    Attributes
    ----------
    holder : str
        Who governs: an actor id, ``none`` or ``unknown``; ``no_data`` where nothing is said.
    companions : tuple of str
        Who is with the holder.
    status : str
        ``held``, ``shared``, ``contested``, ``empty``, ``unknown`` or ``no_data``.
    contested_by : tuple of str
        Opponents of a contest; empty for a contest whose other side no source names.
    besieged_by : tuple of str
        Besiegers; not empty means *besieged*.
    claimed_by : tuple of str
        Holders that weak claims name (R4); not empty means *disputed*.
    uncertain_with : tuple of str
        Who else may hold it while the date of a change is open (R5, R6), among them
        ``shared`` where the other possibility is a shared place; not empty means *uncertain*.
    between : tuple of str
        While nobody knows the holder: the former and the next one ("doubt in figures").
    """

    holder: str
    companions: tuple[str, ...] = ()
    status: str = "held"
    contested_by: tuple[str, ...] = ()
    besieged_by: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    uncertain_with: tuple[str, ...] = ()
    between: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """Row of the statistics that the target counts in: the governing holder or ``shared``."""
        return SHARED if self.status == "shared" else self.holder
