"""Failure modes that are seen in single places and pieces of land (``docs/failure-modes.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from mapper.core.dates import day_number, day_of
from mapper.core.model import State
from mapper.outputs.text.answers import state_words
from mapper.outputs.text.scene import Scene, Sentences
from mapper.outputs.text.sentences import (
    Sentence,
    age_sentence,
    change_sentence,
    reason_sentence,
    verdict_sentence,
)

__all__ = ["SEEN_IN_STATES"]


def _presence(scene: Scene) -> Sentences:
    for status in ("shared", "empty"):
        mask = scene.rows.whose(partial(_is, status))
        for row in _first(scene.rows.best(mask & ~scene.rows.land)):
            yield verdict_sentence(scene.history, scene.shown(row))


def _is(status: str, state: State) -> bool:
    return state.status == status


def _party_claims(scene: Scene) -> Sentences:
    mask = scene.rows.whose(lambda state: state.claimed_by)
    for row in _first(scene.rows.best(mask, land_first=True)):
        answer = scene.shown(row)
        yield verdict_sentence(scene.history, answer)
        for said in answer["rules"]:
            if said["rule"] == "R4":
                yield reason_sentence("R4", said["text"])


def _expiry(scene: Scene) -> Sentences:
    """A dispute that ends though no claim begins what follows, and the holder stays."""
    rows = scene.rows
    claimed = rows.whose(lambda state: state.claimed_by)
    holders, _ = pd.factorize(np.array([s.holder for s in scene.history.states], dtype=object))
    ends = np.zeros(len(claimed), dtype=bool)
    ends[:-1] = (
        claimed[:-1]
        & ~claimed[1:]
        & (rows.target[1:] == rows.target[:-1])
        & (rows.claim[1:] < 0)
        & (rows.cause[1:] == rows.cause[:-1])
        & (holders[rows.state[1:]] == holders[rows.state[:-1]])
        & (rows.start[1:] <= day_number(scene.last))
    )
    for row in _first(rows.best(ends)):
        answer = scene.shown(row)
        yield verdict_sentence(scene.history, answer)
        end = day_of(int(rows.end[row]))
        values = {"end": end.isoformat(), "state": state_words(scene.history, _after(scene, row))}
        text = "From {end} on, by no claim: {state}."
        yield Sentence(text, values, end, str(answer["target"]["id"]))


def _after(scene: Scene, row: int) -> Mapping[str, Any]:
    return scene.answer(int(scene.rows.target[row]), day_of(int(scene.rows.end[row])))


def _silence(scene: Scene) -> Sentences:
    example = scene.rules["R11"]
    if example is not None:
        yield verdict_sentence(scene.history, example.answer)
        yield age_sentence(example.answer)


def _detached(scene: Scene) -> Sentences:
    """On the last day: the largest land whose holder is not that of the place that decided it."""
    history, rows = scene.history, scene.rows
    led = pd.DataFrame({"unit": rows.target, "leader": rows.leader})[rows.land & (rows.leader >= 0)]
    leaders = led.drop_duplicates("unit").set_index("unit")["leader"]
    today = rows.on(day_number(scene.last))
    holders = {int(rows.target[i]): scene.state(i).holder for i in np.flatnonzero(today).tolist()}
    apart = [
        (float(history.land["area_km2"].iat[rows.target[i]]), int(rows.target[i]))
        for i in np.flatnonzero(today & rows.land & (rows.level == "own area")).tolist()
        if (leader := leaders.get(int(rows.target[i]), -1)) >= 0
        and holders.get(int(leader)) != scene.state(i).holder
    ]
    if not apart:
        return
    unit = max(apart)[1]
    for node in (int(leaders[unit]), unit):
        answer = scene.answer(node, scene.last)
        said = verdict_sentence(history, answer)
        yield said if node != unit else _begun("The land: ", said)
    for said in answer["rules"]:
        if said["rule"] in {"R3", "R8"}:
            yield reason_sentence(said["rule"], said["text"])


def _uncertain(scene: Scene) -> Sentences:
    rows = scene.rows
    mask = rows.whose(lambda state: state.uncertain_with) & ~rows.land
    found = list(rows.best(mask & (rows.open_days > 0)))
    if found:
        row = max(found, key=lambda i: int(rows.open_days[i]))
        answer = scene.shown(row)
        yield verdict_sentence(scene.history, answer)
        yield from change_sentence(answer)


def _succession(scene: Scene) -> Sentences:
    table = scene.history.intervals
    renamed = table[(table["cause"] == "succession") & (table["since"] == table["start"])]
    sizes = {
        (day, new): len(renamed[renamed["start"] == day_number(day)])
        for day, new in sorted({(s.date, s.successor) for s in scene.history.successions})
    }
    if not sizes:
        return
    (day, new), size = max(sizes.items(), key=lambda item: item[1])
    old = [
        scene.short(s.predecessor)
        for s in scene.history.successions
        if (s.date, s.successor) == (day, new)
    ]
    values = {
        "day": day.isoformat(),
        "new": scene.short(new),
        "old": ", ".join(old),
        "count": str(size),
    }
    text = (
        "On {day} {new} took the place of {old}. Places and pieces of land with another holder's "
        "name from that day on: {count}. Nobody had moved."
    )
    yield Sentence(text, values, day)


def _generic(scene: Scene) -> Sentences:
    kinds = {name for name, actor in scene.history.actors.items() if actor.kind == "generic"}
    mask = scene.rows.whose(lambda state: state.holder in kinds)
    for row in _first(scene.rows.best(mask)):
        yield verdict_sentence(scene.history, scene.shown(row))


def _sieges(scene: Scene) -> Sentences:
    rows = scene.rows
    mask = rows.whose(lambda state: state.besieged_by) & ~rows.land
    for row in _first(rows.best(mask)):
        answer = scene.shown(row)
        yield verdict_sentence(scene.history, answer)
        land = scene.history.targets.unit_of(int(rows.target[row]))
        if land >= 0:
            said = verdict_sentence(scene.history, scene.answer(land, day_of(rows.middle(row))))
            yield _begun("The land around: ", said)


def _begun(words: str, said: Sentence) -> Sentence:
    """A sentence with words of ours before it."""
    return replace(said, text=words + said.text)


def _first(rows: Iterator[int]) -> list[int]:
    """The first of some rows, if there is one."""
    row = next(rows, None)
    return [] if row is None else [row]


SEEN_IN_STATES: Final[Mapping[str, Callable[[Scene], Sentences]]] = {
    "presence": _presence,
    "party-claims": _party_claims,
    "expiry": _expiry,
    "silence": _silence,
    "detached": _detached,
    "uncertain-dates": _uncertain,
    "succession": _succession,
    "generic": _generic,
    "sieges": _sieges,
}
"""What finds each of them, by its name in the text."""
