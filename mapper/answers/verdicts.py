"""Who held a place, unit or area, since when, and on which evidence.

The answers are plain values, as ``mapper who --json`` prints them (``docs/who-json.md``); for
areas see :mod:`mapper.answers.areaverdicts`, for the texts :mod:`mapper.outputs.text.answers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from mapper.answers.chain import Chain, Link, chain_of, clashes_of, seat_area
from mapper.answers.claimrows import answer_head, claim_row
from mapper.answers.doubts import Doubt, doubts_of
from mapper.answers.find import Found, find_target
from mapper.answers.properties import target_properties
from mapper.answers.reasons import follows_words, reasons_of
from mapper.core.dates import Day, as_day, day_number, day_of
from mapper.core.model import BASELINE
from mapper.history.beginnings import Beginning, beginnings_of
from mapper.history.targethistory import Interval, TargetHistory

__all__ = ["story", "target_verdict", "who"]

_ROLES = ("made", "confirms", "dissents")
_CLASHES = 10
"""Clashes that an answer names, the last first."""


def who(history: TargetHistory, name: str, day: Day) -> dict[str, Any]:
    """Who held a place, unit or area on a day, as plain values.

    Parameters
    ----------
    history : TargetHistory
    name : str
        Any spelling, or an id; see :func:`mapper.answers.find.find_target`.
    day : date or str

    Returns
    -------
    dict
        As documented in ``docs/who-json.md``. Of a place or unit: the properties of a snapshot,
        ``exists`` (False for a base before its first claim; then nothing else), ``why`` (a
        sentence), ``rules``, ``chain``, ``deciding_claim``, ``state_claim``, ``doubts``, and
        ``claims``: a list with role (made, confirms, dissents) and everything that
        ``control_events.csv`` says. Of an area: ``shares`` by holder with the places and claims
        that decide them.

    Raises
    ------
    TargetNotFoundError
    DateOutsideCaseError
    """
    return _verdict(history, find_target(history, name), as_day(day))


def target_verdict(history: TargetHistory, node: int, day: dt.date) -> dict[str, Any]:
    """The answer of :func:`who` for a place or unit by its number, without other meanings.

    Parameters
    ----------
    history : TargetHistory
    node : int
    day : date

    Raises
    ------
    DateOutsideCaseError
    """
    targets = history.targets
    found = Found(targets.kind(node), targets.id(node), node, targets.name(node))
    return _verdict(history, found, day)


def _verdict(history: TargetHistory, found: Found, day: dt.date) -> dict[str, Any]:
    if found.kind == "area":
        from mapper.answers.areaverdicts import area_verdict

        return area_verdict(history, found, day)
    row = history.row_of(found.node, day)
    head = answer_head(history, found, day)
    number = day_number(day)
    chain = chain_of(history, found.node, number)
    if chain is None or row is None:
        return head | {"exists": False}
    properties = target_properties(history, found.node, row, day)
    names = {k: list(row[k]) for k in ("contested_by", "besieged_by", "between")}
    begun = {"begun": _begun(history, chain.first)}
    said = properties | names | begun
    return head | {"exists": True} | said | _grounds(history, chain, row, number)


def _begun(history: TargetHistory, link: Link) -> dict[str, Any]:
    """Since when each part of what is said of a target has been so."""
    intervals = history.intervals_of(link.node)
    found = beginnings_of(history, intervals, intervals.index(link.interval))
    return {
        "state": _since(found.state),
        "held": [
            {"holder": one.parties[0], "cause": one.cause} | _since(one) for one in found.held
        ],
        "contested": [{"parties": list(one.parties)} | _since(one) for one in found.contested],
        "besieged": [{"parties": list(one.parties)} | _since(one) for one in found.besieged],
    }


def _since(one: Beginning) -> dict[str, Any]:
    days = zip(("since", "start_earliest", "start_latest"), one[1:4], strict=True)
    return {name: None if day is None else day_of(day).isoformat() for name, day in days}


def _grounds(
    history: TargetHistory, chain: Chain, row: Mapping[str, Any], day: int
) -> dict[str, Any]:
    """What a verdict rests on: rules, chain, doubts and claims."""
    doubts = doubts_of(history, chain, day)
    reasons = reasons_of(history, chain, day, doubts, *(row[role] for role in _ROLES))
    at = history.position_of
    return {
        "why": why(history, chain),
        "rules": [
            {"rule": r.rule, "target_id": history.targets.id(r.node), "text": r.text}
            for r in reasons
        ],
        "chain": [_link(history, link) for link in chain.links],
        "deciding_claim": _position(history, chain.deciding),
        "state_claim": _position(history, at(row["made"][-1]) if row["made"] else -1),
        "doubts": [_doubt(history, doubt) for doubt in doubts],
        "claims": [
            {"role": role} | claim_row(history, at(event)) for role in _ROLES for event in row[role]
        ],
        "clashes": [
            claim_row(history, position)
            for position in clashes_of(history, chain.first.node, day)[:_CLASHES]
        ],
    }


def why(history: TargetHistory, chain: Chain) -> str:
    """A sentence that says what the verdict rests on."""
    level = chain.first.interval.level
    led = [follows_words(history, link) for link in chain.links if link.bound]
    if led:
        text = ", which ".join(led)
        return f"by a claim on the area; {text}" if level == "own area" else text
    return {
        "own place": "by claims on the place itself",
        "own area": "by a claim on an area that it lies in",
        "baseline": "baseline of the case: no claim so far",
        "none": "the area model says nothing of it: no tracked place is near enough",
    }.get(level, level)


def _position(history: TargetHistory, position: int) -> dict[str, Any] | None:
    return None if position < 0 else claim_row(history, position)


def _link(history: TargetHistory, link: Link) -> dict[str, Any]:
    """A link of the chain: the target, its interval, and whom it follows."""
    now = link.interval
    return {
        **_target(history, link.node),
        "evidence_level": now.level,
        "interval": _interval(history, now),
        "follows": None if not link.bound else _followed(history, link),
    }


def _target(history: TargetHistory, node: int) -> dict[str, Any]:
    targets = history.targets
    return {"kind": targets.kind(node), "id": targets.id(node), "name": targets.name(node)}


def _followed(history: TargetHistory, link: Link) -> dict[str, Any]:
    leader = link.interval.leader
    area = seat_area(history, leader, link.node) if link.bound == "seat" else None
    seat = None if area is None else dict(zip(("id", "name", "level"), area, strict=True))
    return {**_target(history, leader), "as": link.bound, "seat_of": seat}


def _interval(history: TargetHistory, now: Interval) -> dict[str, Any]:
    """An interval as plain values: what is shown, since when, and what began it."""
    state = now.state
    return {
        "start": day_of(now.start).isoformat(),
        "end": None if now.lasts else day_of(now.end).isoformat(),
        "holder": state.holder,
        "holders": [state.holder, *state.companions],
        **{
            k: list(v) if isinstance(v, tuple) else v
            for k, v in state._asdict().items()
            if k not in {"holder", "companions"}
        },
        **{
            key: None if now.cause == BASELINE else day_of(day).isoformat()
            for key, day in (
                ("since", now.since),
                ("start_earliest", now.since_earliest),
                ("start_latest", now.since_latest),
            )
        },
        "cause": now.cause,
        "evidence_level": now.level,
        "event_id": None if now.claim < 0 else history.claim(now.claim).event_id,
    }


def _doubt(history: TargetHistory, doubt: Doubt) -> dict[str, Any]:
    return {
        "rule": doubt.rule,
        "holders": list(doubt.holders),
        "start": day_of(doubt.start).isoformat(),
        "end": None if doubt.lasts else day_of(doubt.until).isoformat(),
        "claim": _position(history, doubt.claim),
    }


def story(history: TargetHistory, name: str) -> dict[str, Any]:
    """The whole history of a place or unit, one entry for each interval; of an area its changes.

    Returns
    -------
    dict
        ``target`` and ``intervals``: start, end (exclusive; None if it lasts), the state, since,
        start_earliest, start_latest (None for the baseline), cause, evidence_level, event_id.
        No intervals for a base that no claim names. Of an area ``changes`` instead; see
        :func:`mapper.answers.areaverdicts.area_story`.

    Raises
    ------
    TargetNotFoundError
    """
    found = find_target(history, name)
    if found.kind == "area":
        from mapper.answers.areaverdicts import area_story

        return area_story(history.whole, found)
    intervals = history.intervals_of(found.node)
    return answer_head(history, found) | {"intervals": [_interval(history, i) for i in intervals]}
