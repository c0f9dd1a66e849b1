"""What the examples of failure modes look at: a history, its intervals, days to compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mapper.answers import Example, Intervals, target_verdict
from mapper.core.dates import day_of
from mapper.core.model import State
from mapper.history.control import ControlHistory
from mapper.history.holders import holder_short_name
from mapper.outputs.text.numerals import NARROW, whole
from mapper.outputs.text.numerals import percent as percent_of
from mapper.outputs.text.sentences import Sentence

__all__ = ["Scene", "Sentences", "grouped", "percent"]

Sentences = Iterator[Sentence]


@dataclass(frozen=True)
class Scene:
    """A history, and what several warnings look at."""

    rows: Intervals
    rules: Mapping[str, Example | None]

    @property
    def history(self) -> ControlHistory:
        """Whose intervals they are."""
        return self.rows.history

    @property
    def last(self) -> dt.date:
        """The last day of the case."""
        return self.history.case.last_day

    @cached_property
    def level(self) -> str | None:
        """The largest areas below the whole; None where there are none."""
        levels = self.history.case.levels
        return levels[-2] if len(levels) > 2 else None

    @cached_property
    def days(self) -> list[dt.date]:
        """The last day of each year, and of the case."""
        first = self.history.case.first_day
        ends = [dt.date(year, 12, 31) for year in range(first.year, self.last.year)]
        return [*ends, self.last]

    def answer(self, node: int, day: dt.date) -> Mapping[str, Any]:
        """The verdict on a target."""
        return target_verdict(self.history, node, day)

    def shown(self, row: int) -> Mapping[str, Any]:
        """The verdict in the middle of an interval."""
        return self.answer(int(self.rows.target[row]), day_of(self.rows.middle(row)))

    def state(self, row: int) -> State:
        """The state of an interval."""
        return self.history.states[int(self.rows.state[row])]

    def short(self, holder: str) -> str:
        """Short name of a holder."""
        return holder_short_name(self.history, holder)


def grouped(number: float) -> str:
    """A whole number with narrow spaces between its digits."""
    return whole(number, mark=NARROW)


def percent(share: float) -> str:
    """A share in whole per cent, which no line parts."""
    return percent_of(share, space="\u00a0")
