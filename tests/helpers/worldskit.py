"""A history without some claims, put together from what was found beside another one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mapper.core.model import State
from mapper.rules.timeline import OtherTimelines, Timeline

__all__ = ["fresh_tables", "world_tables"]

INTERVALS = ["target", "start", "end", "said", "since", "since_earliest", "since_latest"]
WHY = ["cause", "level", "leader", "source", "source_tenure", "tenure", "claim"]
EVIDENCE = ["target", "tenure", "day", "claim", "role", "counts"]


def world_tables(base: Timeline, others: OtherTimelines, world: int) -> tuple[list, list]:
    """Intervals and evidence of a whole world: those of the case where nothing was led again."""
    mine = _said(others.intervals[others.intervals["world"] == world], others.states)
    again = others.target[others.world == world]
    kept = base.intervals[~base.intervals["target"].isin(again)]
    intervals = pd.concat([_said(kept, base.states), mine])
    evidence = pd.concat(
        [
            base.evidence[~base.evidence["target"].isin(again)],
            others.evidence[others.evidence["world"] == world],
        ]
    )
    return _rows(intervals, INTERVALS + WHY), _rows(evidence, EVIDENCE)


def fresh_tables(made: Timeline, kept: Sequence[int]) -> tuple[list, list]:
    """The same of a timeline of some claims alone, with the positions of all claims."""
    position = np.array([*kept, -1], dtype=np.int64)
    intervals, evidence = _said(made.intervals, made.states), made.evidence.copy()
    intervals["claim"] = position[intervals["claim"].to_numpy()]
    evidence["claim"] = position[evidence["claim"].to_numpy()]
    return _rows(intervals, INTERVALS + WHY), _rows(evidence, EVIDENCE)


def _said(table: pd.DataFrame, states: Sequence[State]) -> pd.DataFrame:
    said = [str(states[code]) for code in table["state"].tolist()]
    return table.assign(said=np.array(said, dtype=object))


def _rows(table: pd.DataFrame, columns: list[str]) -> list[tuple]:
    table = table.sort_values("target", kind="stable")
    return list(zip(*(table[name].tolist() for name in columns), strict=True))
