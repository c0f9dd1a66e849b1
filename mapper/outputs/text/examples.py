"""Examples of a case for the pages on method and failure modes, as sentences.

The texts of ``docs/method.md`` and ``docs/failure-modes.md`` are of any war; what is said here is
of the case at hand, worked out from its history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapper.answers import Example, Intervals, rule_examples
from mapper.history.control import ControlHistory
from mapper.outputs.text.misleadingfigures import SEEN_IN_FIGURES
from mapper.outputs.text.misleadingstates import SEEN_IN_STATES
from mapper.outputs.text.numerals import counted
from mapper.outputs.text.scene import Scene
from mapper.outputs.text.sentences import (
    Sentence,
    age_sentence,
    change_sentence,
    reason_sentence,
    verdict_sentence,
)

__all__ = ["case_sentences"]


def case_sentences(history: ControlHistory) -> dict[str, list[Sentence]]:
    """What the case has to show for each rule (``R1`` …) and each failure mode (``sieges`` …).

    Parameters
    ----------
    history : ControlHistory

    Returns
    -------
    dict
        By the names that the texts call their examples by; an empty list where the case has
        nothing of the kind.
    """
    rows = Intervals(history)
    rules = rule_examples(rows)
    said = {
        rule: [] if example is None else _of_rule(history, rule, example)
        for rule, example in rules.items()
    }
    scene = Scene(rows, rules)
    finders = {**SEEN_IN_STATES, **SEEN_IN_FIGURES}
    return said | {name: list(find(scene)) for name, find in finders.items()}


def _of_rule(history: ControlHistory, rule: str, example: Example) -> list[Sentence]:
    sentences = [verdict_sentence(history, example.answer)]
    if rule == "R5":
        sentences += change_sentence(example.answer)
    if rule == "R10":
        sentences.append(_evidence_sentence(example.answer))
    if rule == "R11":
        sentences.append(age_sentence(example.answer))
    return sentences + [reason_sentence(rule, why) for why in example.reasons]


def _evidence_sentence(answer: Mapping[str, Any]) -> Sentence:
    roles = [claim["role"] for claim in answer["claims"]]
    values = {
        "made": counted(roles.count("made"), "claim"),
        "confirms": str(roles.count("confirms")),
        "dissents": str(roles.count("dissents")),
        "level": str(answer["evidence_level"]),
    }
    text = (
        "By that day {made} made this, {confirms} confirmed it and {dissents} spoke against it; "
        "it rests on: {level}."
    )
    return Sentence(text, values)
