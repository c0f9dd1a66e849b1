"""Sentences of our own with names and figures of a case in their holes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mapper.history.control import ControlHistory
from mapper.outputs.text.answers import since_words, state_words
from mapper.outputs.text.numerals import counted

__all__ = ["Sentence", "age_sentence", "change_sentence", "reason_sentence", "verdict_sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of our own with names and figures of the case in their holes.

    Attributes
    ----------
    text : str
        With a hole such as ``{place}`` for each of ``values``; never text of a file.
    values : mapping of str to str
    day : date, optional
        The day that it speaks of: a page may lead there.
    target : str
        Id of the place or unit that it speaks of; empty for none.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    day: dt.date | None = None
    target: str = ""

    def plain(self) -> str:
        """The sentence as plain text.

        >>> Sentence("{place} is {state}.", {"place": "Gao", "state": "held by nobody"}).plain()
        'Gao is held by nobody.'
        """
        return self.text.format_map(self.values)


def verdict_sentence(history: ControlHistory, answer: Mapping[str, Any]) -> Sentence:
    """A target on a day, and what is shown of it."""
    target = answer["target"]
    values = {
        "name": str(target["name"]),
        "day": str(answer["date"]),
        "state": state_words(history, answer),
    }
    day = dt.date.fromisoformat(answer["date"])
    return Sentence("{name} on {day}: {state}.", values, day, str(target["id"]))


def age_sentence(answer: Mapping[str, Any]) -> Sentence:
    """How old the last evidence is."""
    values = {
        "day": str(answer["last_evidence"]),
        "age": counted(answer["evidence_age_days"], "day"),
    }
    return Sentence("The last evidence is of {day}, {age} before.", values)


def change_sentence(answer: Mapping[str, Any]) -> list[Sentence]:
    """When the last change was, if its day is open; else nothing."""
    if answer["start_earliest"] == answer["start_latest"]:
        return []
    return [Sentence("The change is of {when}.", {"when": since_words(answer)})]


def reason_sentence(rule: str, why: str) -> Sentence:
    """What a rule did, as the answer says it."""
    return Sentence("{rule}: {why}.", {"rule": rule, "why": why})
