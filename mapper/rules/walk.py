"""One target is led through all that can move it, in the order of R2.

What can move it: its own claims, claims on areas around it, and the steps of whom it follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapper.core.lineage import NEVER
from mapper.core.model import BASELINE
from mapper.rules.apply import Applying
from mapper.rules.effects import Core
from mapper.rules.follow import Following
from mapper.rules.record import BASELINE_RANK, Record
from mapper.rules.track import Context, Target, Track, clip_windows

__all__ = ["run_track"]

_AREA, _LEADER, _OWN, _CLASH = range(4)


def run_track(target: Target, leader: Track | None, context: Context) -> Track:
    """Apply all claims that reach a target, and follow its leader where it has none of its own.

    Parameters
    ----------
    target : Target
    leader : Track or None
        Finished track of the target that is followed.
    context : Context

    Returns
    -------
    Track
        Steps in order; the windows of their days are clipped so that order is kept (R5).
    """
    record = Record(target, context)
    following = Following(target, leader, record, context)
    if not target.is_base:  # a base begins with its first own claim (R1)
        led_by, source = following.baseline_source()
        record.step(
            context.first_day,
            BASELINE_RANK,
            Core(context.baseline),
            BASELINE,
            -1,
            level=BASELINE,
            leader=led_by,
            source=source,
        )
    _walk(target, record, following, Applying(target, record, following, context))
    following.end(NEVER)
    track = record.track
    track.disputes += record.open
    clip_windows(track)
    track.finish()
    return track


def _walk(target: Target, record: Record, following: Following, applying: Applying) -> None:
    """Meet everything that can move the target; between two of them, what comes by itself."""
    leader = following.leader
    if leader is None and not target.area and not target.clashes:
        for claim in target.own:
            record.pass_until(claim.best)
            applying.own_claim(claim)
    else:
        for day, kind, index in _items(target, leader):
            if not following.on:  # a follower has its leader's successions, and contests
                record.pass_until(day)
            if kind == _LEADER and leader is not None:
                following.take_step(leader.steps[index], leader.steps[index - 1])
            elif kind == _AREA:
                applying.area_claim(target.area[index])
            elif kind == _CLASH:
                applying.clash(target.clashes[index])
            else:
                applying.own_claim(target.own[index])
    if not following.on:
        record.pass_until(NEVER)


def _items(target: Target, leader: Track | None) -> Iterator[tuple[int, int, int]]:
    """Day, kind and index of everything that can move the target, in order."""
    items = [(c.best, c.rank, _OWN, i) for i, c in enumerate(target.own)]
    items += [(c.best, c.rank, _CLASH, i) for i, c in enumerate(target.clashes)]
    if not target.is_base:
        items += [(c.best, c.rank, _AREA, i) for i, c in enumerate(target.area)]
        items += [
            (s.day, s.rank, _LEADER, i)
            for i, s in enumerate(leader.steps if leader is not None else ())
            if s.rank != BASELINE_RANK
        ]
    return ((day, kind, index) for day, _rank, kind, index in sorted(items))
