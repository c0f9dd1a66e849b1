"""Options of the rules, and what they need to know of actors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mapper.core.dates import day_number, day_of
from mapper.core.model import Actor, Membership, Succession
from mapper.rules.effects import Kinship

__all__ = ["Rules", "kinship_of", "membership_days"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Options of the rules, and what they need to know of actors."""

    first_day: dt.date
    baseline: str
    actors: Mapping[str, Actor]
    members: Sequence[Membership] = ()
    successions: Sequence[Succession] = ()
    dispute_days: int = 180
    observation_window_days: int = 90
    contest_days: int = 0
    """Days after which a contest lapses that nothing renews; 0 for never (R7)."""
    last_day: dt.date | None = None
    """The case says nothing of later days: nothing begins or ends after it."""


def kinship_of(rules: Rules) -> Kinship:
    """Which holders are not different from each other (R6)."""
    spans: dict[str, list[Membership]] = {}
    for member in rules.members:
        spans.setdefault(member.actor_id, []).append(member)

    def bloc_on(actor: str, day: int) -> str | None:
        date = day_of(day)
        return next((m.bloc_id for m in spans.get(actor, ()) if m.holds_on(date)), None)

    generic = frozenset(a.actor_id for a in rules.actors.values() if a.kind == "generic")
    return Kinship(generic, bloc_on)


def membership_days(members: Sequence[Membership]) -> list[int]:
    """Days on which somebody joins or leaves a bloc."""
    return [day_number(d) for m in members for d in (m.start, m.end) if d is not None]
