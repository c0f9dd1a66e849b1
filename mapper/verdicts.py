"""Who held a place or unit, since when, and on which evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from mapper.dates import day_of
from mapper.describe import holder_short_name, place_properties, unit_properties
from mapper.finder import Found, find_target
from mapper.history import ControlHistory, Snapshot
from mapper.intervals import OPEN_END
from mapper.model import NO_DATA
from mapper.track import BASELINE

__all__ = ["SCHEMA_VERSION", "story", "story_text", "who", "who_text"]

SCHEMA_VERSION: Final = 1
"""Version of the JSON that ``mapper who --json`` prints; see ``docs/who-json.md``."""

_ROLES: Final = ("made", "confirms", "dissents")


def who(history: ControlHistory, name: str, day: dt.date) -> dict[str, Any]:
    """Who held a place or unit on a day, as plain values.

    Parameters
    ----------
    history : ControlHistory
    name : str
        Any spelling, a place_id or a unit_id.
    day : date

    Returns
    -------
    dict
        The properties of DESIGN §6, ``target``, ``exists`` (False for a base before its first
        claim; then nothing else), ``why`` (a sentence), ``between``, ``contested_by``,
        ``besieged_by``, and ``claims``: a list with role (made, confirms, dissents) and
        everything that ``control_events.csv`` says.

    Raises
    ------
    TargetNotFoundError
    DateOutsideCaseError
    """
    found = find_target(history, name)
    snapshot = history.at(day)
    head: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "case": history.case.id,
        **history.case.area_model,
        "date": day.isoformat(),
        "target": {"kind": found.kind, "id": found.id, "name": found.name},
    }
    table = snapshot.units if found.kind == "unit" else snapshot.places
    if found.id not in table.index:
        return head | {"exists": False}
    row = table.loc[found.id]
    rows = (
        unit_properties(history, snapshot)
        if found.kind == "unit"
        else place_properties(history, snapshot)
    )
    properties = rows[int(table.index.get_loc(found.id))]
    names = {k: list(row[k]) for k in ("contested_by", "besieged_by", "between")}
    claims = [_claim(history, event, role) for role in _ROLES for event in row[role]]
    return (
        head
        | {"exists": True}
        | properties
        | names
        | {
            "why": why(history, snapshot, found),
            "claims": claims,
        }
    )


def _claim(history: ControlHistory, event: str, role: str) -> dict[str, Any]:
    row = history.claims.iloc[history.claim_position[event]]
    return {
        "role": role,
        "event_id": event,
        "event_date": row["event_date"],
        "best": row["best"].date().isoformat(),
        "target_id": row["target_id"],
        "target_name": row["target_name"],
        "scope": row["scope"],
        "event_type": row["event_type"],
        "gained_by": list(row["gained_by"]),
        "lost_by": list(row["lost_by"]),
        "status": row["status"],
        "opposed_by": list(row["opposed_by"]),
        "confidence": row["confidence"],
        "sources": list(row["sources"]),
        "note": row["note"],
    }


def why(history: ControlHistory, snapshot: Snapshot, found: Found) -> str:
    """A sentence that says what the verdict rests on."""
    table = snapshot.units if found.kind == "unit" else snapshot.places
    row = table.loc[found.id]
    decider = row["decided_by"]
    level = row["evidence_level"]
    if decider is not None:
        name = str(history.places.at[decider, "name"])
        if level == "own area":
            return f"by a claim on the area; follows {name}"
        return f"follows {name}, seat of its area" if level == "seat" else f"follows {name}"
    return {
        "own place": "by claims on the place itself",
        "own area": "by a claim on an area that it lies in",
        "baseline": "baseline of the case: no claim so far",
        "none": "the area model says nothing of it: no tracked place is near enough",
    }.get(level, str(level))


def story(history: ControlHistory, name: str) -> dict[str, Any]:
    """The whole history of a place or unit: one entry for each interval.

    Returns
    -------
    dict
        ``target`` and ``intervals``: start, end (exclusive; None if it lasts), the state, since,
        start_earliest, start_latest (None for the baseline), cause, evidence_level, event_id.
        No intervals for a base that no claim names.

    Raises
    ------
    TargetNotFoundError
    """
    found = find_target(history, name)
    rows = history.intervals
    mine = rows[rows["target"] == found.node]
    ids = history.claims["event_id"].tolist()
    entries = []
    for row in mine.itertuples(index=False):
        state = history.states[row.state]
        entries.append(
            {
                "start": day_of(row.start).isoformat(),
                "end": None if row.end >= OPEN_END else day_of(row.end).isoformat(),
                "holder": state.holder,
                "holders": [state.holder, *state.companions],
                **{
                    k: list(v) if isinstance(v, tuple) else v
                    for k, v in state._asdict().items()
                    if k not in {"holder", "companions"}
                },
                **{
                    key: None if row.cause == BASELINE else day_of(day).isoformat()
                    for key, day in (
                        ("since", row.since),
                        ("start_earliest", row.since_earliest),
                        ("start_latest", row.since_latest),
                    )
                },
                "cause": row.cause,
                "evidence_level": row.level,
                "event_id": ids[row.claim] if row.claim >= 0 else None,
            }
        )
    return {
        "schema": SCHEMA_VERSION,
        "case": history.case.id,
        **history.case.area_model,
        "target": {"kind": found.kind, "id": found.id, "name": found.name},
        "intervals": entries,
    }


def who_text(history: ControlHistory, answer: Mapping[str, Any]) -> str:
    """The answer of :func:`who` as lines to read."""
    target = answer["target"]
    if not answer["exists"]:
        return f"{target['name']}: no report of it by {answer['date']}."
    lines = [
        f"{target['name']} ({', '.join(answer['parents'])}) on {answer['date']}",
        f"  {state_words(history, answer)}",
    ]
    if answer["since"] is not None:
        lines.append(f"  since {since_words(answer)} ({answer['cause']})")
    last = answer["last_evidence"]
    lines.append(
        f"  last evidence {last}, {answer['evidence_age_days']} days before"
        if last
        else "  no evidence of its own so far"
    )
    lines.append(f"  {answer['why']}")
    for role, title in (
        ("made", "Because of"),
        ("confirms", "Confirmed by"),
        ("dissents", "Against it"),
    ):
        claims = [c for c in answer["claims"] if c["role"] == role]
        if claims:
            lines += ["", f"{title}:"]
            lines += [line for claim in claims for line in _claim_lines(history, claim)]
    return "\n".join(lines)


def _claim_lines(history: ControlHistory, claim: Mapping[str, Any]) -> list[str]:
    names = " + ".join(holder_short_name(history, x) for x in claim["gained_by"])
    against = " against " + " + ".join(holder_short_name(history, x) for x in claim["opposed_by"])
    head = (
        f"  {claim['event_date']:<21} {claim['target_name']}: {claim['event_type']}, {names}"
        f"{against if claim['opposed_by'] else ''} ({claim['confidence']} confidence)"
    )
    return [head, *(f"      {source}" for source in claim["sources"])]


def state_words(history: ControlHistory, state: Mapping[str, Any]) -> str:
    """Holder, companions, status and doubt of a state in words."""

    def names(ids: Iterable[str]) -> str:
        return ", ".join(holder_short_name(history, x) for x in ids)

    holders: Sequence[str] = state["holders"]
    if state["status"] == "shared":
        text = f"shared by {names(holders)}"
    elif state["status"] == "unknown":
        text = "holder unknown"
    elif state["status"] == NO_DATA:
        text = "no data"
    elif state["status"] == "empty":
        text = "held by nobody"
    else:
        text = f"held by {names(holders[:1])}"
        if len(holders) > 1:
            text += f" with {names(holders[1:])}"
    if state["status"] == "contested":
        text += f", contested by {names(state['contested_by']) or 'others'}"
    if state["besieged_by"]:
        text += f", besieged by {names(state['besieged_by'])}"
    if state["claimed_by"]:
        text += f", claimed by {names(state['claimed_by'])}"
    if state["uncertain_with"]:
        text += f", perhaps {names(state['uncertain_with'])} (date uncertain)"
    return text


def since_words(answer: Mapping[str, Any]) -> str:
    """The day of the change and how sure it is."""
    if answer["start_earliest"] == answer["start_latest"]:
        return str(answer["since"])
    return f"{answer['since']} (between {answer['start_earliest']} and {answer['start_latest']})"


def story_text(history: ControlHistory, answer: Mapping[str, Any]) -> str:
    """The answer of :func:`story` as one line for each interval."""
    lines = [str(answer["target"]["name"])]
    if not answer["intervals"]:
        lines.append("  no report of it")
    for item in answer["intervals"]:
        lines.append(
            f"  {item['start']} – {item['end'] or '':10}  {state_words(history, item)}"
            f"  [{item['evidence_level']}]"
        )
    return "\n".join(lines)
