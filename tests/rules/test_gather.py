"""What targets meet: where their leaders stand at a point of the order."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.rules.course import Course
from mapper.rules.gather import _last_step
from mapper.rules.notes import STEPS

TARGETS, POINTS = 6, 12


@pytest.mark.parametrize("seed", range(20))
def test_the_last_step_before_a_row_is_of_the_same_target(seed: int) -> None:
    """Some have no rows at all, and some no step before the row."""
    dice = np.random.default_rng(seed)
    nodes = dice.permutation(TARGETS)
    points = [np.flatnonzero(dice.random(POINTS) < dice.choice((0, 0.3, 0.9))) for _ in nodes]
    starts = np.cumsum([0, *map(len, points)])
    columns = {name: np.zeros(starts[-1], dtype=np.int64) for name in Course.names}
    del columns["step"]
    columns["node"] = np.repeat(nodes, np.diff(starts))
    columns["point"] = np.concatenate(points)
    columns["notes"] = dice.choice((0, STEPS), starts[-1])
    course = Course(TARGETS, POINTS)
    course.add(nodes, starts, **columns)
    steps = [row for row in range(starts[-1]) if columns["notes"][row] & STEPS]
    whom, point = (column.ravel() for column in np.indices((TARGETS, POINTS)))
    wanted = [
        max((r for r in steps if (columns["node"][r] == w) and columns["point"][r] < p), default=-1)
        for w, p in zip(whom.tolist(), point.tolist(), strict=True)
    ]
    found = _last_step(whom, course.before(whom, point), course)
    assert found.tolist() == wanted
    assert {-1} < set(wanted)
