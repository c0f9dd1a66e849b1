"""Faults about actors: who is named that does not exist, not then, or cannot govern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mapper.case import schema
from mapper.case.rawcase import Tables, cells, odd_rows, walk
from mapper.core.coded import Coded
from mapper.core.dates import day_number, day_of
from mapper.core.errors import Fault
from mapper.core.model import BASE_KINDS, NONE, UNKNOWN, may_govern
from mapper.core.spelling import Speller

__all__ = [
    "actor_faults",
    "claim_faults",
    "governor_faults",
    "holder_list_faults",
    "member_faults",
    "milestone_faults",
    "succession_faults",
]

_FAR_PAST, _FAR_FUTURE = -(10**6), 10**6
_ENDLESS: Final = "9999"
_WAY_OUT: Final = "`governs` = `yes` in its row of actors.csv"
_OR_DATE: Final = "correct the date, or add another actor to actors.csv."
_SWAP: Final = "Swap the two days, or correct one of them."


class _Roll:
    """The actors that there are, and what to say of a name that is not among them."""

    def __init__(self, t: Tables) -> None:
        self.known = set(t.actors["actor_id"]) | t.left_out
        names = list(walk(t.actors, "actor_id", "name", "short_name"))
        spellings = [(row[i], row[1]) for i in (1, 2, 3) for row in names]
        self.speller = Speller(spellings)

    def faults(
        self,
        file: str,
        line: int | None,
        column: str,
        word: str,
        usable: Callable[[str], bool] = lambda _: True,
    ) -> list[Fault]:
        if not word or word in self.known:
            return []
        otherwise = "Add it to actors.csv, or correct the id."
        if (near := self.speller.near(word)) and not self.speller.near(word, usable):
            otherwise = f"`{near[0]}` is near, but does not exist on this date: {_OR_DATE}"
        hint = self.speller.hint(word, otherwise, usable)
        message = f"The actor `{word}` is not in actors.csv."
        return [Fault(file, line, column, message, hint, "unknown-actor")]


def actor_faults(t: Tables) -> list[Fault]:
    """Actors that end before they begin, and a baseline that is no actor."""
    message = "The actor's active years end before they begin."
    faults = [
        Fault(schema.ACTORS.file, line, "active_to", message, _SWAP, "reversed-date")
        for line, start, end in _spans(t.actors, "active_from", "active_to")
        if end < start
    ]
    faults += _Roll(t).faults("case.toml", None, "baseline", t.file.baseline)
    kind = _subordinates(t).get(t.file.baseline)
    if kind is not None:
        message = f"`{t.file.baseline}` is a {kind} and cannot govern: it holds all on day one."
        hint = f"Name who governed then, or write {_WAY_OUT}."
        faults.append(Fault("case.toml", None, "baseline", message, hint, "cannot-govern"))
    return faults


def _subordinates(t: Tables) -> dict[str, str]:
    """The actors that may not govern, and what to call them."""
    return {
        actor: _called(kind) + (" with `governs` = `no`" if stated else "")
        for _, actor, kind, stated in walk(t.actors, "actor_id", "kind", "governs")
        if not may_govern(kind, schema.YES_NO.get(stated))
    }


def _called(kind: str) -> str:
    return kind.replace("foreign_state", "foreign army").replace("_", " ")


def member_faults(t: Tables) -> list[Fault]:
    """Members and blocs that do not exist, reversed memberships, two blocs at once."""
    file = schema.BLOC_MEMBERS.file
    roll = _Roll(t)
    blocs = set(t.blocs["bloc_id"]) | t.left_out
    speller = Speller((b, b) for b in t.blocs["bloc_id"])
    faults = []
    for line, actor, bloc in walk(t.members, "actor_id", "bloc_id"):
        faults += roll.faults(file, line, "actor_id", actor)
        if bloc and bloc not in blocs:
            hint = speller.hint(bloc, "Add it to blocs.csv, or correct the id.")
            message = f"The bloc `{bloc}` is not in blocs.csv."
            faults.append(Fault(file, line, "bloc_id", message, hint, "unknown-bloc"))
    message = "The membership ends before it begins."
    faults += [
        Fault(file, line, "end", message, _SWAP, "reversed-date")
        for line, start, end in _spans(t.members, "start", "end")
        if end <= start
    ]
    return faults + _two_blocs(t.members)


def _spans(frame: pd.DataFrame, start: str, end: str) -> Iterable[tuple[int, str, str]]:
    """Line, start and end of the rows that have both, as days of the calendar."""
    for line, first, last in walk(frame, start, end):
        if schema.is_day(first) and schema.is_day(last):
            yield int(line), first, last


def _two_blocs(members: pd.DataFrame) -> list[Fault]:
    faults = []
    hint = "End the earlier membership on the day on which this one begins."
    ordered = members.sort_values(["actor_id", "start"], kind="stable")
    until: dict[str, str] = {}
    for line, actor, start, end in walk(ordered, "actor_id", "start", "end"):
        if actor in until and (until[actor] == _ENDLESS or start < until[actor]):
            message = f"`{actor}` is in two blocs at once."
            file = schema.BLOC_MEMBERS.file
            faults.append(Fault(file, line, "start", message, hint, "overlapping-membership"))
        until[actor] = max(until.get(actor, ""), end or _ENDLESS)
    return faults


def succession_faults(t: Tables) -> list[Fault]:
    """Successions of unknown actors, twice, in a circle, out of order, or outside the case."""
    roll = _Roll(t)
    active = _active(t.actors)
    below = _subordinates(t)
    governing = set(t.actors["actor_id"]) - below.keys()
    faults: list[Fault] = []
    file = schema.SUCCESSIONS.file
    rows = [_Row(*row) for row in walk(t.successions, "predecessor", "successor", "date")]
    disorders = _disorders(rows)
    said = {fault.row for fault in disorders}
    for row in rows:
        faults += roll.faults(file, row.line, "predecessor", row.old)
        faults += roll.faults(file, row.line, "successor", row.new)
        if schema.is_day(row.date):
            faults += _outside_case(row, t)
            faults += [] if row.line in said else _out_of_time(row, active)
        if row.line not in said and row.old in governing and row.new in below:
            message = (
                f"`{row.old}` governs and would pass into `{row.new}`, a {below[row.new]}, which "
                "cannot govern a town or an area."
            )
            hint = f"Name an heir that governs, or write {_WAY_OUT} if this one does."
            faults.append(row.fault("successor", message, hint, "cannot-govern"))
    return faults + disorders


class _Row(NamedTuple):
    line: int
    old: str
    new: str
    date: str

    def fault(self, column: str, message: str, hint: str, code: str) -> Fault:
        return Fault(schema.SUCCESSIONS.file, self.line, column, message, hint, code)


def _outside_case(row: _Row, t: Tables) -> list[Fault]:
    if str(t.file.first_day) <= row.date <= str(t.file.last_day):
        return []
    message = f"{row.date} lies outside the case ({t.file.first_day} to {t.file.last_day})."
    hint = "Correct the date, or move first_day or last_day in case.toml."
    return [row.fault("date", message, hint, "date-outside-case")]


def _out_of_time(row: _Row, active: Mapping[str, tuple[int, int]]) -> list[Fault]:
    """A succession of actors that are not there yet, or to one that is there no longer."""
    faults = []
    day = day_number(dt.date.fromisoformat(row.date))
    hint = "Correct the date, the actor, or its active years in actors.csv."
    for column, actor in (("predecessor", row.old), ("successor", row.new)):
        start, end = active.get(actor, (day, day))
        if day < start:
            message = f"On {row.date} `{actor}` did not exist yet (active from {day_of(start)})."
            faults.append(row.fault(column, message, hint, "inactive-actor"))
        elif day > end and column == "successor":
            message = f"On {row.date} `{actor}` existed no longer (active to {day_of(end)})."
            faults.append(row.fault(column, message, hint, "inactive-actor"))
    return faults


def _disorders(rows: Sequence[_Row]) -> list[Fault]:
    """Successions that contradict each other: by oneself, twice, in a circle, by one long gone."""
    faults: list[Fault] = []
    gone: dict[str, _Row] = {}
    circles = _Circles()
    for row in rows:
        if row.old == row.new:
            message = f"`{row.old}` would succeed itself."
            hint = "Name who came after it, or delete the row."
            faults.append(row.fault("successor", message, hint, "circular-succession"))
        elif row.old in gone:
            message = f"`{row.old}` was succeeded already (line {gone[row.old].line})."
            hint = "A succession is complete and lasting: keep one of the two."
            faults.append(row.fault("predecessor", message, hint, "double-succession"))
        elif circles.closes(row.old, row.new):
            message = f"By this row and those above, `{row.old}` would succeed itself."
            hint = "Delete one of the successions of the circle."
            faults.append(row.fault("successor", message, hint, "circular-succession"))
        else:
            gone[row.old] = row
    for row in gone.values():
        before = gone.get(row.new)
        if before is None or not (schema.is_day(row.date) and schema.is_day(before.date)):
            continue
        if before.date < row.date:
            message = (
                f"`{row.new}` no longer exists on {row.date}: `{before.new}` succeeded it on "
                f"{before.date} (line {before.line})."
            )
            hint = f"Name `{before.new}` as the successor, or correct one of the two dates."
            faults.append(row.fault("successor", message, hint, "successor-gone"))
    return faults


class _Circles:
    """Finds the succession by which somebody would come after himself.

    Everybody in a chain of successions knows a later one of it, and looking the last one up
    shortens the way for all who were passed: a chain of any length is walked once.
    """

    def __init__(self) -> None:
        self._later: dict[str, str] = {}

    def closes(self, old: str, new: str) -> bool:
        """Add a succession; whether the successor already passes into the predecessor."""
        passed = []
        last = new
        while last in self._later:
            passed.append(last)
            last = self._later[last]
        self._later.update(dict.fromkeys(passed, last))
        if last == old:
            return True
        self._later[old] = last
        return False


def milestone_faults(t: Tables) -> list[Fault]:
    """Milestones of unknown actors."""
    roll = _Roll(t)
    file = schema.MILESTONES.file
    return [
        fault
        for _, line, actor in cells(t.milestones, "actors")
        for fault in roll.faults(file, line, "actors", actor)
    ]


def claim_faults(t: Tables) -> list[Fault]:
    """Claims that name unknown actors, or actors when they did not exist."""
    faults: list[Fault] = []
    roll = _Roll(t)
    active = _active(t.actors)
    spans = {row[1]: row[2:] for row in walk(t.actors, "actor_id", "active_from", "active_to")}
    heirs: dict[str, str] = {}
    for _, old, new in walk(t.successions, "predecessor", "successor"):
        heirs.setdefault(old, new)
    earliest, latest = t.claims["earliest"].to_numpy(), t.claims["latest"].to_numpy()
    dated = ~t.claims["_bad_date"].to_numpy(dtype=bool)
    for column in ("gained_by", "lost_by", "opposed_by"):
        words = set() if column == "opposed_by" else {NONE, UNKNOWN}
        spans_of = _Common(active, words)
        lists = Coded.of(t.claims[column])
        common = np.array([*map(spans_of, lists.words)], dtype=np.int64).reshape(-1, 2)
        start, end = common[lists.codes].T
        odd = (start > end) | (dated & ((latest < start) | (earliest > end)))
        for i, line, actor in cells(t.claims, column, np.flatnonzero(odd)):
            if actor in words:
                continue
            if actor not in active:
                window = (earliest[i], latest[i]) if dated[i] else None
                then = partial(_is_active, active, window)
                faults += roll.faults(schema.CLAIMS.file, line, column, actor, then)
                continue
            first, last = active[actor]
            if dated[i] and (latest[i] < first or earliest[i] > last):
                faults.append(_inactive(line, column, actor, spans[actor], heirs.get(actor)))
    return faults


@dataclass(frozen=True, slots=True)
class _Common:
    """The days that a claim's window has to touch so that all actors of a list fit it.

    The last before the first of them if the list has to be looked at in any case.
    """

    active: Mapping[str, tuple[int, int]]
    words: Collection[str]

    def __call__(self, text: str) -> tuple[int, int]:
        names = [name for name in text.split("+") if name and name not in self.words]
        if any(name not in self.active for name in names):
            return 1, 0
        spans = [self.active[name] for name in names]
        first = max((first for first, _ in spans), default=_FAR_PAST)
        return first, min((last for _, last in spans), default=_FAR_FUTURE)


def _is_active(
    active: Mapping[str, tuple[int, int]], window: tuple[int, int] | None, actor: str
) -> bool:
    """Whether an actor exists on some day of a window; without one, always."""
    start, end = active[actor]
    return window is None or not (window[1] < start or window[0] > end)


def _active(actors: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """First and last day number of each actor; both inclusive."""

    def number(text: str, default: int) -> int:
        return day_number(dt.date.fromisoformat(text)) if schema.is_day(text) else default

    spans = {
        actor: (number(start, _FAR_PAST), number(end, _FAR_FUTURE))
        for _, actor, start, end in walk(actors, "actor_id", "active_from", "active_to")
    }
    always = (_FAR_PAST, _FAR_FUTURE)  # a reversed span has a fault of its own
    return {actor: span if span[0] <= span[1] else always for actor, span in spans.items()}


def _inactive(
    line: int, column: str, actor: str, active: tuple[str, str], heir: str | None
) -> Fault:
    start, end = active
    span = f"from {start} to {end}" if start and end else f"from {start}" if start else f"to {end}"
    hint = (
        f"Name its successor `{heir}`, or correct the date."
        if heir is not None
        else "Correct the date, the actor, or its active years in actors.csv."
    )
    message = f"`{actor}` was active {span}, not on this date."
    return Fault(schema.CLAIMS.file, line, column, message, hint, "inactive-actor")


def governor_faults(t: Tables) -> list[Fault]:
    """Actors that would govern a town or an area and may not, such as peacekeepers."""
    below = _subordinates(t)
    bases = set(t.places.loc[t.places["kind"].isin(list(BASE_KINDS)), "place_id"])
    faults = []
    hint = (
        "Name first the authority it acted for, and it after a `+`; if it rules there itself, "
        f"write {_WAY_OUT}."
    )
    rows = odd_rows(t.claims, ["gained_by"], lambda text: text.split("+", 1)[0] in below)
    for line, target, gained in walk(t.claims, "target_id", "gained_by", rows=rows):
        first = str(gained).split("+", maxsplit=1)[0]
        known = target in t.place_ids or target in t.frames
        if known and target not in bases and first in below:
            message = f"`{first}` is a {below[first]} and cannot govern a town or an area."
            file = schema.CLAIMS.file
            faults.append(Fault(file, line, "gained_by", message, hint, "cannot-govern"))
    return faults


def holder_list_faults(t: Tables) -> list[Fault]:
    """Lists of holders that cannot be: ``none`` beside somebody, or somebody twice."""
    file, code = schema.CLAIMS.file, "wrong-word"
    faults = []
    for column in ("gained_by", "lost_by", "opposed_by"):
        for line, text in walk(t.claims, column, rows=odd_rows(t.claims, [column], _is_wrong)):
            parts = text.split("+")
            if len(parts) == 1:
                continue
            if {NONE, UNKNOWN} & set(parts):
                message = "`none` and `unknown` stand alone."
                hint = "Remove the word, or the other names."
                faults.append(Fault(file, line, column, message, hint, code))
            if len(set(parts)) < len(parts):
                message, hint = "An actor is named twice.", "Name it once."
                faults.append(Fault(file, line, column, message, hint, code))
    return faults


def _is_wrong(text: str) -> bool:
    """Whether a list of holders cannot be."""
    parts = set(names := text.split("+"))
    return len(names) > 1 and (not parts.isdisjoint((NONE, UNKNOWN)) or len(parts) < len(names))
