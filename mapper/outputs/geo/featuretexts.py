"""Texts of the features of single targets: put together from pieces that stay the same for long.

From one date to the next nearly nothing changes in what is said of a place but the date and the
age of its evidence. So a feature is kept in pieces, and a piece is written anew only if it says
something new: about the target, about its state, about the areas around it on the date, and about
the claims that decide it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from mapper.answers.properties import state_properties
from mapper.core.dates import day_of
from mapper.core.jsontext import json_text
from mapper.core.model import State
from mapper.history.control import ControlHistory
from mapper.history.daytables import NEVER, ROLES, DayTable, tables_of

__all__ = ["FeatureTexts", "Head"]

_GROUP: Final = {role: i for i, roles in enumerate(ROLES.values()) for role in roles}
"""Claims that made a state come first, then those that confirm it, then those that dissent."""

Head = tuple[dict[str, Any], dict[str, Any]]
"""Members of a feature before its properties, and the properties that its target always has."""
Style = Callable[[int, dict[str, Any]], dict[str, Any]]


class FeatureTexts:
    """Writes the features of the units, or of the places, of a history.

    Parameters
    ----------
    history : ControlHistory
    first : int
        Number of the first target.
    heads : sequence of Head
        One for each target.
    geometries : sequence of str
        The text of each one's geometry.
    style : callable
        What else is said of the target in a row, from the properties of its state.
    """

    def __init__(
        self,
        history: ControlHistory,
        first: int,
        heads: Sequence[Head],
        geometries: Sequence[str],
        style: Style,
    ) -> None:
        self._history, self._tables = history, tables_of(history)
        self._first, self._style = first, style
        self._heads = [
            f'{{"type":"Feature",{_inside(members)}"properties":{{{_inside(properties)}'
            for members, properties in heads
        ]
        self._tails = [f'}},"geometry":{text}}}' for text in geometries]
        self._styles: dict[tuple[int, int], str] = {}
        self._around: dict[tuple[int, ...], list[str]] = {}
        self._proofs = np.full((len(heads), 3), -1, dtype=np.int64)
        self._said: list[tuple[str, str]] = [("", "")] * len(heads)
        self._ids = history.claims["event_id"]
        self._sources = history.claims["sources"]

    def of(self, table: DayTable) -> tuple[list[int], list[str]]:
        """The targets that there are on a day, by their positions, and the text of each."""
        low, high = np.searchsorted(table.target, [self._first, self._first + len(self._heads)])
        rows = range(int(low), int(high))
        at = (table.target[low:high] - self._first).tolist()
        self._renew(table, rows, at)
        last = table.last[low:high]
        ages = np.where(last == NEVER, -1, table.number - last).tolist()
        never = (last == NEVER).tolist()
        codes = table.state[low:high].tolist()
        states = self._states(table.date, set(codes))
        around = self._parents(table.date)
        heads, tails, said = self._heads, self._tails, self._said
        texts = []
        for i, code, age, missing in zip(at, codes, ages, never, strict=True):
            before, after = said[i]
            properties, text = states[code]
            texts.append(
                f"{heads[i]}{text}{around[i]}{before}{'null' if missing else age}{after}"
                f"{self._styled(i, code, properties)}{tails[i]}"
            )
        return at, texts

    def _states(self, day: dt.date, codes: set[int]) -> dict[int, tuple[dict[str, Any], str]]:
        """What is said of some states on a day, as values and as text."""
        found = {}
        for code in codes:
            state: State = self._history.states[code]
            properties = state_properties(self._history, state, day)
            found[code] = (properties, _inside(properties))
        return found

    def _styled(self, i: int, code: int, properties: dict[str, Any]) -> str:
        key = (i, code)
        text = self._styles.get(key)
        if text is None:
            text = self._styles[key] = json_text(self._style(i, properties))[1:-1]
        return text

    def _parents(self, day: dt.date) -> list[str]:
        """The areas around each target on a day; the same on all days of some frames."""
        frames = tuple(i for i, f in enumerate(self._history.frames) if f.holds_on(day))
        if frames not in self._around:
            nodes = pd.RangeIndex(len(self._history.targets))
            paths = self._history.parents_on(day, nodes).tolist()
            some = paths[self._first : self._first + len(self._heads)]
            self._around[frames] = [f'"parents":{json_text(list(path))},' for path in some]
        return self._around[frames]

    def _renew(self, table: DayTable, rows: range, at: list[int]) -> None:
        """Write anew what is said of the evidence of those targets of which it changed."""
        span = slice(rows.start, rows.stop)
        proofs = np.column_stack([table.row[span], table.proof[span]])
        places = np.array(at, dtype=np.int64)
        changed = np.flatnonzero((proofs != self._proofs[places]).any(axis=1))
        self._proofs[places] = proofs
        for i in changed.tolist():
            self._said[at[i]] = self._evidence(table, rows[i])

    def _evidence(self, table: DayTable, row: int) -> tuple[str, str]:
        """What is said of the evidence of a row, before and after its age."""
        begin, end = table.first[row : row + 2].tolist()
        roles = [_GROUP[role] for role in table.role[begin:end].tolist()]
        order = np.argsort(roles, kind="stable")
        claims = table.claim[begin:end][order].tolist() if roles else []
        sources = dict.fromkeys(s for claim in claims for s in self._sources.iat[claim])
        decider = int(table.decider[row])
        before = {
            "since": _iso(table.since[row]),
            "start_earliest": _iso(table.earliest[row]),
            "start_latest": _iso(table.latest[row]),
            "cause": self._tables.causes[int(table.cause[row])],
            "last_evidence": _iso(table.last[row]),
        }
        after = {
            "evidence_level": self._tables.levels[int(table.level[row])],
            "decided_by": None if decider < 0 else self._history.target_id(decider),
            "events": [str(self._ids.iat[claim]) for claim in claims],
            "sources": list(sources),
        }
        return f'{_inside(before)}"evidence_age_days":', f",{_inside(after)}"


def _inside(members: dict[str, Any]) -> str:
    """Members of an object as text, with a comma behind each."""
    return f"{json_text(members)[1:-1]}," if members else ""


def _iso(day: Any) -> str | None:
    return None if day == NEVER else day_of(int(day)).isoformat()
