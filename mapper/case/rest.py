"""What is left of a case without the rows that have errors, so that its doubts can be told too.

An editor who mends a cell wants to know of everything else at the same time. What is left is for
the review alone: nothing is built of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case import schema
from mapper.case.csvtables import LINE
from mapper.case.peopletable import POPULATION
from mapper.case.rawcase import Tables, walk
from mapper.case.storytable import STORY
from mapper.core.errors import Fault, MoreFaults
from mapper.core.model import NONE, UNKNOWN

__all__ = ["Rest", "rest_of"]

_CLAIMS, _PLACES, _ACTORS = schema.CLAIMS.file, schema.PLACES.file, schema.ACTORS.file
_SUCCESSIONS: Final = schema.SUCCESSIONS.file
_DECIDING: Final = frozenset({_ACTORS, _SUCCESSIONS, schema.BLOC_MEMBERS.file, schema.SEATS.file})
"""Tables that say who is who and who follows whom: without one of their rows much looks wrong."""
_NEEDED: Final = _DECIDING | {_CLAIMS, _PLACES}
_HARMLESS: Final[Mapping[str, frozenset[str]]] = {
    _CLAIMS: frozenset({"event_id", "lost_by", "source", "note"}),
    _PLACES: frozenset({"name", "alt_names", "population", "area_id", "source", "note"}),
    _ACTORS: frozenset(schema.ACTORS.columns) - {"actor_id"},
    _SUCCESSIONS: frozenset({"source"}),
}
"""Columns of which an error does not keep a row from being used, without that cell."""
_EMPTIED: Final = frozenset({"active_from", "active_to", "lost_by", "population"})
"""Those of them that the rules or the reader would stumble over."""
_SHORT_ROW: Final = "wrong-row-length"

_Cells = Mapping[int, Set[str]]
"""The faulty columns of each line of a file."""


@dataclass(frozen=True)
class Rest:
    """The tables without rows that have errors, or why there is nothing to review.

    Attributes
    ----------
    tables : Tables or None
    left_out : dict of str to int
        How many rows of each file are not among them.
    untold : frozenset of str
        Targets of claims that are not among them.
    unplaced : frozenset of str
        Who gained what those of them are on that have no target which there is.
    obstacle : str
        The file for whose errors there are no tables.
    """

    tables: Tables | None
    left_out: Mapping[str, int] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    unplaced: frozenset[str] = frozenset()
    obstacle: str = ""


def rest_of(t: Tables, faults: Iterable[Fault]) -> Rest:
    """Leave out the rows that have errors, and what names them.

    Parameters
    ----------
    t : Tables
    faults : iterable of Fault
        All that was found in them; doubts do not count.
    """
    errors = [fault for fault in faults if fault.severity == "error"]
    obstacles = [fault.file for fault in errors if _is_obstacle(fault)] + sorted(t.broken & _NEEDED)
    if obstacles or "layers" in t.broken:
        return Rest(None, obstacle=obstacles[0] if obstacles else "a boundary layer")
    bad: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fault in errors:
        if fault.row is not None:
            bad[fault.file][fault.row].add(fault.column or "")
    places = _usable(t.places, _PLACES, bad[_PLACES])
    lost = set(t.places["place_id"]) - set(places["place_id"]) | t.left_out
    if lost & set(t.seats["place_id"]):
        return Rest(None, obstacle=_PLACES)
    claims = _usable(t.claims, _CLAIMS, bad[_CLAIMS])
    claims = claims.loc[_is_known(claims, t, places)].reset_index(drop=True)
    gone = t.claims[~t.claims[LINE].isin(claims[LINE])]
    untold = set(gone["target_id"]) | t.left_out
    nowhere = gone[~gone["target_id"].isin([*t.places["place_id"], *t.frames])]["gained_by"]
    unplaced = {part for text in [*nowhere, *t.left_out] for part in text.split("+")}
    rest = replace(
        t,
        claims=claims,
        actors=_usable(t.actors, _ACTORS, bad[_ACTORS]),
        milestones=t.milestones.iloc[:0],
        story=t.story.iloc[:0],
        places=places,
        raw_people=(),  # no doubt of the review is about them
        raster=None,
    )
    left = Counter({_CLAIMS: len(t.claims) - len(claims), _PLACES: len(t.places) - len(places)})
    left.update(fault.file for fault in errors if fault.code == _SHORT_ROW)
    files = {file: left[file] for file in (_CLAIMS, _PLACES) if left[file]}
    return Rest(rest, files, frozenset(untold), frozenset(unplaced))


def _is_obstacle(fault: Fault) -> bool:
    """Whether nothing can be reviewed while there is an error."""
    if fault.file in {_CLAIMS, _PLACES}:  # of faults that are counted only, the rows are not known
        return isinstance(fault, MoreFaults) or fault.row is None
    if fault.file in _DECIDING:
        return fault.column not in _HARMLESS.get(fault.file, frozenset())
    aside = {schema.BLOCS.file, schema.MILESTONES.file, POPULATION.file, STORY.file}
    return fault.file not in aside and not fault.file.startswith(("names_", "story_"))


def _usable(frame: pd.DataFrame, file: str, bad: _Cells) -> pd.DataFrame:
    """The rows whose errors are in harmless cells at most, and those cells empty."""
    harmless = _HARMLESS[file]
    whole = [not bad.get(line, set()) - harmless for line in frame[LINE].tolist()]
    usable = frame.loc[np.array(whole, dtype=bool)].reset_index(drop=True)
    for column in _EMPTIED & set(frame.columns):
        wrong = [column in bad.get(line, ()) for line in usable[LINE].tolist()]
        if any(wrong):
            usable[column] = usable[column].astype("str").mask(np.array(wrong), "")
    return usable


def _is_known(claims: pd.DataFrame, t: Tables, places: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether the target and the actors of each claim are there."""
    targets = set(places["place_id"]) | set(t.frames)
    actors = {*t.actors["actor_id"], NONE, UNKNOWN}
    known = [
        target in targets and actors.issuperset(part for part in names.split("+") if part)
        for _, target, *lists in walk(claims, "target_id", "gained_by", "lost_by", "opposed_by")
        for names in ("+".join(lists),)
    ]
    return np.array(known, dtype=bool)
