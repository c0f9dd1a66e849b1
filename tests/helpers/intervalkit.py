"""Intervals of a track that a test writes down step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from mapper.core.lineage import Lineage
from mapper.rules.course import Course, Disputes
from mapper.rules.effects import Core
from mapper.rules.gather import CAUSES, LEVELS
from mapper.rules.intervals import NUMBERS, OPEN_END, Interval, Intervals
from mapper.rules.notes import HANDS, STEPS
from mapper.rules.table import Numbers
from mapper.rules.track import Track

__all__ = ["make_intervals"]


def make_intervals(
    track: Track, lineage: Lineage | None = None, last_day: int = OPEN_END - 1
) -> list[Interval]:
    """The intervals of one track."""
    cores: Numbers[Core] = Numbers()
    course = Course(track.node + 1, 10**6)
    rows = [
        {
            "node": track.node,
            "point": 2 * i,
            "notes": STEPS | HANDS * step.hands,
            "kind": 0,
            "core": cores.of(step.core),
            "cause": CAUSES.index(step.cause),
            "level": LEVELS.index(step.level),
            **{name: getattr(step, name) for name in ("day", "rank", "claim", "tenure", "leader")},
            **{name: getattr(step, name) for name in ("earliest", "latest", "source")},
            "source_tenure": step.source_tenure,
        }
        for i, step in enumerate(track.steps)
    ]
    columns: dict[str, Any] = {
        name: np.array([row[name] for row in rows], dtype=np.int64)
        for name in Course.names
        if name != "step"
    }
    course.add(np.array([track.node]), np.array([0, len(rows)]), **columns)
    disputes = Disputes(track.node + 1)
    claimants: Numbers[str] = Numbers()
    listed = [
        (track.node, d.start, d.end, claimants.of(d.claimant), d.claim) for d in track.disputes
    ]
    table = np.array(listed, dtype=np.int64).reshape(-1, 5).T
    disputes.add(**dict(zip(Disputes.names, table, strict=True)))
    made = Intervals(
        course, disputes, claimants.things, cores.things, lineage or Lineage(), last_day
    )
    found = made.columns()
    words = {"cause": CAUSES, "level": LEVELS, "state": made.numbers.things}
    return [
        Interval(
            *(
                words[name][value] if name in words else value
                for name, value in zip(NUMBERS[1:], row, strict=True)
            )
        )
        for row in zip(*(found[name].tolist() for name in NUMBERS[1:]), strict=True)
    ]
