"""Column names and what one table alone can show to be wrong.

Every check carries its message and suggestion; :func:`table_faults` runs them all and
turns each failing cell into a :class:`~mapper.core.errors.Fault` with file, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from mapper.case.csvtables import LINE, MOST_ID
from mapper.core import model
from mapper.core.errors import KEPT, Fault, bounded, more_of_a_kind
from mapper.core.foreigndates import foreign_date

__all__ = [
    "ACTORS",
    "BLOCS",
    "BLOC_MEMBERS",
    "CLAIMS",
    "MILESTONES",
    "PLACES",
    "SEATS",
    "SUCCESSIONS",
    "TableSchema",
    "is_citation",
    "is_day",
    "is_id",
    "is_url",
    "names_table",
    "split_sources",
    "table_faults",
]

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.\-]{{0,{MOST_ID - 1}}}")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIKIDATA: Final = re.compile(r"Q[1-9][0-9]*")
_URL: Final = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE: Final = re.compile(r"[0-9]{1,20}")
"""As many digits as ``int`` reads in no time; it refuses texts of some thousands."""
_SHOWN: Final = 80
"""Letters of a wrong cell that a message repeats."""
_MAX_PEOPLE: Final = 10**9
_SCHEME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:\S*$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of a column: a test of the distinct texts, and what to say of a failure."""

    code: str
    test: Callable[[str], bool]
    message: str
    suggestion: str


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


def is_id(text: str) -> bool:
    """Whether a text can be an id: it may become part of a path or an address.

    >>> is_id("cercle-2.b"), is_id("../x"), is_id("région")
    (True, False, False)
    """
    return _ID.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """Whether a text is one ``http`` or ``https`` address with a host."""
    return _URL.fullmatch(text) is not None


def is_citation(text: str) -> bool:
    """Whether a text can be a citation: two words or more with letters, and no other scheme.

    >>> is_citation("UN S/2013/338, para. 12"), is_citation("javascript:alert(1)"), is_citation("?")
    (True, False, False)
    """
    words = [word for word in text.split() if any(c.isalnum() for c in word)]
    letters = sum(c.isalpha() for c in text)
    schemes = any(_SCHEME.match(word) and not is_url(word) and "//" in word for word in words)
    script = any(word.lower().startswith(("javascript:", "data:", "vbscript:")) for word in words)
    return len(words) >= 2 and letters >= 3 and not schemes and not script


def split_sources(text: str) -> tuple[str, ...]:
    """The sources of a cell: each address alone, and what stands between them as a citation.

    >>> split_sources("https://a.org/x UN report S/2013/338 https://b.org")
    ('https://a.org/x', 'UN report S/2013/338', 'https://b.org')
    """
    parts: list[str] = []
    citation: list[str] = []
    for word in text.split():
        if is_url(word):
            if citation:
                parts.append(" ".join(citation))
                citation = []
            parts.append(word)
        else:
            citation.append(word)
    if citation:
        parts.append(" ".join(citation))
    return tuple(parts)


def _good_source(text: str) -> bool:
    parts = split_sources(text)
    return bool(parts) and all(is_url(part) or is_citation(part) for part in parts)


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
_SOURCE_RULES = (
    Rule(
        "missing-source",
        bool,
        "The source is missing.",
        "Every claim needs one: give the address of a page or a citation.",
    ),
    Rule(
        "bad-source",
        lambda t: t == "" or _good_source(t),
        "`{value}` is neither an address nor a citation.",
        "Give http(s) addresses or a citation of author, title and date.",
    ),
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
        "population",
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
    former=(("commune_id", "area_id"),),
)
SEATS = TableSchema(
    "seats.csv",
    ("area_id", "place_id"),
    {"area_id": (_filled("area"),), "place_id": (_filled("place"),)},
    optional=("area_name", "level", "seat_name", "seat_area_id", "source"),
    former=(("seat_commune_id", "seat_area_id"),),
)


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
            "name": (_filled("name"),),
        },
    )


def table_faults(schema: TableSchema, frame: pd.DataFrame) -> list[Fault]:
    """What is wrong with the cells of one table.

    Parameters
    ----------
    schema : TableSchema
    frame : DataFrame
        Text columns of the schema and :data:`~mapper.case.csvtables.LINE`.

    Returns
    -------
    list of Fault
        One for each failing cell, :data:`~mapper.core.errors.KEPT` of a rule and one for the rest;
        never raises for bad data.
    """
    faults = _duplicate_faults(schema, frame)
    for column, rules in schema.rules.items():
        codes, distinct = pd.factorize(frame[column])
        texts = [str(text) for text in distinct]
        for rule in rules:
            passed = np.fromiter((rule.test(text) for text in texts), bool, len(texts))
            if not passed.all():
                wrong = np.flatnonzero(~passed[codes])
                faults += _cell_faults(schema.file, column, rule, frame.iloc[wrong[: KEPT + 1]])
                if len(wrong) > KEPT:
                    faults[-1] = more_of_a_kind(faults[-1], len(wrong) - KEPT)
    return faults


def _cell_faults(file: str, column: str, rule: Rule, rows: pd.DataFrame) -> list[Fault]:
    """A fault for each of the rows, whose cells of the column fail the rule."""
    faults = []
    for line, value in zip(rows[LINE].tolist(), rows[column].tolist(), strict=True):
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        message, hint = rule.message.replace("{value}", shown), rule.suggestion
        if rule.code == "bad-date" and (foreign := foreign_date(value, day=True)) is not None:
            message, hint = f"`{shown}` is {foreign.what}.", foreign.advice
        faults.append(Fault(file, int(line), column, message, hint, rule.code))
    return faults


def _duplicate_faults(schema: TableSchema, frame: pd.DataFrame) -> list[Fault]:
    if schema.key is None:
        return []
    faults = []
    first: dict[str, int] = {}
    hint = "Give every row its own id."
    for value, line in zip(frame[schema.key].tolist(), frame[LINE].tolist(), strict=True):
        if first.setdefault(value, line) != line and value:
            message = f"The id `{value}` is used already on line {first[value]}."
            faults.append(Fault(schema.file, int(line), schema.key, message, hint, "duplicate-id"))
    return bounded(faults)
