"""Column names and what one table alone can show to be wrong.

Every check carries its message and suggestion; :mod:`mapper.case.tablefaults` runs them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mapper.case.csvtables import MOST_ID
from mapper.case.sources import good_source, is_citation, is_url, split_sources
from mapper.core import model

__all__ = [
    "ACTORS",
    "BASELINE",
    "BLOCS",
    "BLOC_MEMBERS",
    "CLAIMS",
    "MILESTONES",
    "NAME_FORMS",
    "PLACES",
    "PLACE_COLUMNS",
    "SEATS",
    "SOURCES",
    "SOURCE_RULE",
    "SUCCESSIONS",
    "YES_NO",
    "TableSchema",
    "is_citation",
    "is_day",
    "is_id",
    "is_url",
    "names_table",
    "split_sources",
]

_ID_PATTERN: Final = rf"[A-Za-z0-9][A-Za-z0-9_.\-]{{0,{MOST_ID - 1}}}"
_ID: Final = re.compile(_ID_PATTERN)
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIKIDATA: Final = re.compile(r"Q[1-9][0-9]*")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE: Final = re.compile(r"[0-9]{1,20}")
"""As many digits as ``int`` reads in no time; it refuses texts of some thousands."""
YES_NO: Final = {"": None, "yes": True, "no": False}
"""What a cell may say of a question that may stay open."""
_MAX_PEOPLE: Final = 10**9


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of a column: a test of the distinct texts, and what to say of a failure."""

    code: str
    test: Callable[[str], bool]
    message: str
    suggestion: str
    pattern: str = ""
    """What texts match wholly that pass, as a regular expression of Python and of RE2 alike, for
    columns in which each row has a text of its own."""
    most: float | None = None
    """How far from 0 what matches ``pattern`` may be, as a number."""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table of a case: its file, columns, and the rules of each column."""

    file: str
    columns: tuple[str, ...]
    rules: dict[str, tuple[Rule, ...]]
    key: str | None = None
    optional: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    """Names that columns once had, and their names of today."""
    needed: bool = True
    """Whether the file must be there."""
    spared: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Columns that may be empty where another column has a word: that column and the word."""
    own: frozenset[str] = frozenset()
    """Columns in which most rows have a text of their own, of a table that may be large; the
    others are read as categories, and each text of them is looked at once."""

    @property
    def coded(self) -> frozenset[str]:
        """Columns that are read as categories."""
        return frozenset({*self.columns, *self.optional} - self.own) if self.own else frozenset()


def is_id(text: str) -> bool:
    """Whether a text can be an id: it may become part of a path or an address.

    >>> is_id("cercle-2.b"), is_id("../x"), is_id("région")
    (True, False, False)
    """
    return _ID.fullmatch(text) is not None


def _words(vocabulary: Sequence[str]) -> Rule:
    return Rule(
        "wrong-word",
        lambda text: text in vocabulary,
        "`{value}` is not one of the words used here.",
        "Use one of: " + ", ".join(word or "(empty)" for word in vocabulary) + ".",
    )


def _filled(what: str, code: str = "missing-value") -> Rule:
    return Rule(code, bool, f"The {what} is missing.", "Fill it in.")


def _degrees(limit: int, what: str) -> Rule:
    return Rule(
        "bad-number",
        lambda t: _NUMBER.fullmatch(t) is not None and abs(float(t)) <= limit,
        f"`{{value}}` is not a {what}.",
        f"Write decimal degrees from -{limit} to {limit}, with a point.",
        _NUMBER.pattern,
        limit,
    )


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as YYYY-MM-DD."""
    import datetime as dt

    if _DAY.fullmatch(text) is None:
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


_NOT_RESERVED = Rule(
    "reserved-id",
    lambda t: t not in {model.NONE, model.UNKNOWN, model.SHARED, model.NO_DATA},
    "`{value}` has a meaning of its own.",
    "Choose another id.",
)
_ID_RULE = Rule(
    "bad-id",
    lambda text: _ID.fullmatch(text) is not None,
    "`{value}` cannot be an id.",
    f"Use up to {MOST_ID} letters, digits, `-`, `_` and `.`, beginning with a letter or digit.",
    _ID_PATTERN,
)
_ID_LIST = Rule(
    "bad-id",
    lambda text: text == "" or all(_ID.fullmatch(part) for part in text.split("+")),
    "`{value}` is not a list of ids.",
    "Join actor ids with `+`, without spaces.",
)
_COLOUR_RULE = Rule(
    "bad-colour",
    lambda t: _COLOUR.fullmatch(t) is not None,
    "`{value}` is not a colour.",
    "Write it as #rrggbb.",
)
_DAY_RULE = Rule("bad-date", is_day, "`{value}` is not a day of the calendar.", "Write YYYY-MM-DD.")
_DAY_OR_EMPTY = Rule(
    "bad-date",
    lambda t: t == "" or is_day(t),
    "`{value}` is not a day of the calendar.",
    "Write YYYY-MM-DD or leave it empty.",
)
SOURCE_RULE: Final = Rule(
    "bad-source",
    lambda t: t == "" or good_source(t),
    "`{value}` is neither an address nor a citation.",
    "Give http(s) addresses or a citation of author, title and date.",
)
_SOURCE_RULES = (
    Rule(
        "missing-source",
        bool,
        "The source is missing.",
        "Every claim needs one: give the address of a page or a citation.",
    ),
    SOURCE_RULE,
)

CLAIMS = TableSchema(
    "control_events.csv",
    (
        "event_id",
        "event_date",
        "target_id",
        "scope",
        "event_type",
        "gained_by",
        "lost_by",
        "status",
        "opposed_by",
        "confidence",
        "source",
        "note",
    ),
    {
        "event_id": (_ID_RULE,),
        "event_date": (_filled("date", "bad-date"),),
        "target_id": (_filled("place or area"),),
        "scope": (_words(("", *model.SCOPES)),),
        "event_type": (_words(model.EVENT_TYPES),),
        "gained_by": (
            Rule(
                "missing-value",
                bool,
                "The holder after the event is missing.",
                "Name who holds it; `none` if a source says nobody, `unknown` if nobody says.",
            ),
            _ID_LIST,
        ),
        "lost_by": (_ID_LIST,),
        "status": (_words(model.STATUSES),),
        "opposed_by": (_ID_LIST,),
        "confidence": (_words(model.CONFIDENCES),),
        "source": _SOURCE_RULES,
    },
    key="event_id",
    optional=("except",),
    own=frozenset({"event_id", "note"}),
    spared={"gained_by": ("event_type", model.CLASH), "status": ("event_type", model.CLASH)},
)
BASELINE = TableSchema(
    "baseline.csv",
    ("target_id", "scope", "holder", "status", "opposed_by", "source", "note"),
    {
        "target_id": (_filled("place or area"),),
        "scope": (_words(("", *model.SCOPES)),),
        "holder": (
            Rule(
                "missing-value",
                bool,
                "The holder on the first day is missing.",
                "Name who held it; `none` if a source says nobody, `unknown` if nobody says.",
            ),
            _ID_LIST,
        ),
        "status": (_words(model.STATUSES),),
        "opposed_by": (_ID_LIST,),
        "source": _SOURCE_RULES,
    },
    key="target_id",
    needed=False,
)
ACTORS = TableSchema(
    "actors.csv",
    (
        "actor_id",
        "name",
        "short_name",
        "kind",
        "colour",
        "active_from",
        "active_to",
        "wikidata",
        "note",
    ),
    {
        "actor_id": (
            _ID_RULE,
            _NOT_RESERVED,
        ),
        "name": (_filled("name"),),
        "short_name": (_filled("short name"),),
        "kind": (_words(model.ACTOR_KINDS),),
        "colour": (_COLOUR_RULE,),
        "governs": (_words(tuple(YES_NO)),),
        "active_from": (_DAY_OR_EMPTY,),
        "active_to": (_DAY_OR_EMPTY,),
        "wikidata": (
            Rule(
                "bad-id",
                lambda t: t == "" or _WIKIDATA.fullmatch(t) is not None,
                "`{value}` is not a Wikidata item.",
                "Write Q and a number, or leave it empty.",
            ),
        ),
    },
    key="actor_id",
    optional=("governs",),
)
BLOCS = TableSchema(
    "blocs.csv",
    ("bloc_id", "name", "colour"),
    {
        "bloc_id": (
            _ID_RULE,
            _NOT_RESERVED,
        ),
        "name": (_filled("name"),),
        "colour": (_COLOUR_RULE,),
    },
    key="bloc_id",
)
BLOC_MEMBERS = TableSchema(
    "bloc_members.csv",
    ("actor_id", "bloc_id", "start", "end"),
    {
        "actor_id": (_ID_RULE,),
        "bloc_id": (_ID_RULE,),
        "start": (_DAY_OR_EMPTY,),
        "end": (_DAY_OR_EMPTY,),
    },
)
SUCCESSIONS = TableSchema(
    "successions.csv",
    ("predecessor", "successor", "date", "kind", "source"),
    {
        "predecessor": (_ID_RULE,),
        "successor": (_ID_RULE,),
        "date": (_DAY_RULE,),
        "kind": (_words(model.SUCCESSION_KINDS),),
        "source": _SOURCE_RULES,
    },
)
SOURCES = TableSchema(
    "sources.csv",
    ("url", "outlet", "title", "published", "archive_url", "class"),
    {
        "url": (
            _filled("source"),
            Rule(
                "bad-source",
                lambda t: t == "" or (good_source(t) and len(split_sources(t)) == 1),
                "`{value}` is not one address or citation.",
                "Write the source as the claims cite it: one http(s) address, or one citation.",
            ),
        ),
        "published": (
            Rule(
                "bad-date",
                lambda t: t == "" or (len(t) in {4, 7, 10} and is_day(t + "2000-01-01"[len(t) :])),
                "`{value}` is not a day, month or year.",
                "Write 2012-03-30, 2012-03 or 2012, or leave it empty.",
            ),
        ),
        "archive_url": (
            Rule(
                "bad-source",
                lambda t: t == "" or is_url(t),
                "`{value}` is not an address.",
                "Give the http(s) address of the copy, or leave it empty.",
            ),
        ),
        "class": (_words(("", *model.SOURCE_CLASSES)),),
    },
    former=(("source", "url"), ("date", "published"), ("archive", "archive_url")),
    needed=False,
)
MILESTONES = TableSchema(
    "milestones.csv",
    ("date", "title", "kind", "actors", "source", "note"),
    {
        "date": (_filled("date", "bad-date"),),
        "title": (_filled("title"),),
        "kind": (_words(model.MILESTONE_KINDS),),
        "actors": (_ID_LIST,),
        "source": _SOURCE_RULES,
    },
)
PLACE_COLUMNS: Final = (
    *("place_id", "name", "alt_names", "kind", "rank", "decides", "lat", "lon", "population"),
    *("area_id", "source", "note"),
)
"""All columns of the gazetteer, in their usual order."""
PLACES = TableSchema(
    "places.csv",
    (
        "place_id",
        "name",
        "alt_names",
        "kind",
        "rank",
        "decides",
        "lat",
        "lon",
        "area_id",
        "source",
        "note",
    ),
    {
        "place_id": (_ID_RULE,),
        "name": (_filled("name"),),
        "kind": (_words(model.PLACE_KINDS),),
        "rank": (_words(("1", "2", "3", "4", "5")),),
        "decides": (_words(("yes", "no")),),
        "lat": (_degrees(90, "latitude"),),
        "lon": (_degrees(180, "longitude"),),
        "population": (
            Rule(
                "bad-number",
                lambda t: t == "" or (_WHOLE.fullmatch(t) is not None and int(t) <= _MAX_PEOPLE),
                "`{value}` is not a number of people.",
                "Write a whole number without spaces or commas, or leave it empty.",
            ),
        ),
    },
    key="place_id",
    optional=("population",),
    former=(("commune_id", "area_id"),),
)
SEATS = TableSchema(
    "seats.csv",
    ("area_id", "place_id"),
    {"area_id": (_filled("area"),), "place_id": (_filled("place"),)},
    optional=("area_name", "level", "seat_name", "seat_area_id", "source"),
    former=(("seat_commune_id", "seat_area_id"),),
)


NAME_FORMS: Final = ("article", "in_text", "gender", "number")
"""Columns of a file of names that say how a name stands in a sentence."""


def names_table(file: str) -> TableSchema:
    """The schema of a file of names in another language."""
    return TableSchema(
        file,
        ("kind", "id", "name", "short_name"),
        {
            "kind": (
                _words(("place", "area", "actor", "bloc", "background", "milestone", "case")),
            ),
            "id": (_filled("id"),),
            "gender": (_words(("", "m", "f")),),
            "number": (_words(("", "sg", "pl")),),
        },
        optional=NAME_FORMS,
    )
