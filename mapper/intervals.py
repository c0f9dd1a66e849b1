"""From tracks to intervals: disputes and open dates are laid over what strong claims say.

An interval says of one target what is shown for ``start <= day < end``, and why.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from mapper.model import SHARED, UNKNOWN, State
from mapper.rules import Core, heirs_of, status_of, succeed
from mapper.track import BASELINE, SUCCESSION, Dispute, Step, Track

__all__ = ["OPEN_END", "Interval", "make_intervals"]

OPEN_END: Final = 2**31 - 1
"""End of an interval that still lasts (days since 1970-01-01)."""


class Interval(NamedTuple):
    """The verdict over claims for one target on ``start <= day < end``.

    Attributes
    ----------
    since : int
        Day on which the governing holder took it; that of a succession for a renamed one.
    since_earliest, since_latest : int
        Bounds of ``since``.
    cause : str
        Event type of the claim that made the holder, ``succession`` or ``baseline``.
    level : str
        Evidence level (R10).
    leader : int
        The target that is followed, or -1.
    source, source_tenure, tenure : int
        Where the evidence stands: ``(source, source_tenure)`` and ``(target, tenure)``.
    claim : int
        The claim that began the interval, or -1 where none did (a dispute that expires, the
        edge of an uncertain date, a succession).
    """

    start: int
    end: int
    state: State
    since: int
    since_earliest: int
    since_latest: int
    cause: str
    level: str
    leader: int
    source: int
    source_tenure: int
    tenure: int
    claim: int


def make_intervals(
    track: Track,
    successions: Sequence[tuple[int, Mapping[str, str]]] = (),
    last_day: int = OPEN_END - 1,
) -> list[Interval]:
    """The intervals of a track: no gap, no overlap, the last one open.

    Parameters
    ----------
    track : Track
        Finished, with clipped windows.
    successions : sequence of (day, heirs)
        So that a former holder is named as it was called on the day (R9).
    last_day : int
        Nothing begins after it.
    """
    if not track.steps:
        return []
    days, doubt = _laid_out(track, successions)
    edges = [day for day in days if day <= last_day]
    result: list[Interval] = []
    position, tenure = 0, _Tenure()
    for start, end in pairwise([*edges, OPEN_END]):
        while position < len(track.steps) and track.steps[position].day <= start:
            tenure = tenure.after(track.steps[position])
            position += 1
        step = track.steps[position - 1]
        state = _certain(step.core) if doubt is None else doubt.state(step.core, start)
        interval = Interval(
            start,
            end,
            state,
            tenure.since,
            tenure.earliest,
            tenure.latest,
            tenure.cause,
            step.level,
            step.leader,
            step.source,
            step.source_tenure,
            step.tenure,
            step.claim if step.day == start else _disputing(track, start),
        )
        last = result[-1] if result else None
        if last is not None and last.state == state and last[3:-1] == interval[3:-1]:
            result[-1] = last._replace(end=end)
        else:
            result.append(interval)
    return result


def _laid_out(
    track: Track, successions: Sequence[tuple[int, Mapping[str, str]]]
) -> tuple[list[int], _Doubt | None]:
    """Every day on which something of the target may change, and its doubts if it has any."""
    if not track.disputes and all(
        step.earliest == step.latest and step.core.holder != UNKNOWN for step in track.steps
    ):  # most targets: every day is known, and nobody disputes it
        return sorted({step.day for step in track.steps}), None
    stays = _stays(track.steps)
    days, doubtful = _edges(track, stays, successions)
    return days, _Doubt(track, stays, successions) if doubtful else None


class _Tenure(NamedTuple):
    """Since when the governing holder has it, and how it came."""

    holder: str = ""
    since: int = 0
    earliest: int = 0
    latest: int = 0
    cause: str = BASELINE

    def after(self, step: Step) -> _Tenure:
        if step.core.holder == self.holder and not step.hands:
            return self
        return _Tenure(step.core.holder, step.day, step.earliest, step.latest, step.cause)


class _Stay(NamedTuple):
    """A holder's possible time: from the earliest day of its coming to the latest of its going.

    ``first`` and ``last`` are the cores with which it began and ended, ``known_from`` its
    central first day.
    """

    first: Core
    last: Core
    begin: int
    finish: int
    known_from: int


def _stays(steps: Sequence[Step]) -> list[_Stay]:
    """One stay for each change of the holder or of shared rule; a new name is no change.

    A contest of a shared place is such a change, since it counts with its governing holder.
    """
    turns: list[tuple[Step, Core]] = [(steps[0], steps[0].core)]
    for step in steps[1:]:
        before = turns[-1][1]
        if step.hands or (_joint(step.core) != _joint(before) and step.cause != SUCCESSION):
            turns.append((step, step.core))
        else:
            turns[-1] = (turns[-1][0], step.core)
    begins = [step.earliest for step, _ in turns]
    finishes = [*(step.latest for step, _ in turns[1:]), OPEN_END]
    return [
        _Stay(step.core, last, begin, finish, step.day)
        for (step, last), begin, finish in zip(turns, begins, finishes, strict=True)
    ]


def _edges(
    track: Track, stays: Sequence[_Stay], successions: Sequence[tuple[int, Mapping[str, str]]]
) -> tuple[list[int], bool]:
    """Every day on which something of the target may change, and whether anything is in doubt."""
    first = track.steps[0].day
    edges = {step.day for step in track.steps}
    doubtful = bool(track.disputes) or any(s.core.holder == UNKNOWN for s in track.steps)
    for former, after in pairwise(stays):
        if after.begin < former.finish:
            edges |= {after.begin, former.finish}
            doubtful = True
    for dispute in track.disputes:
        edges |= {dispute.start, dispute.end}
    if doubtful:
        edges |= {day for day, _ in successions}
    return sorted(day for day in edges if day >= first), doubtful


@lru_cache(maxsize=4096)
def _certain(core: Core) -> State:
    """The state of a core where nothing is in doubt."""
    contest = core.contested_by or ()
    return State(core.holder, core.companions, status_of(core), contest, core.besieged_by)


class _Spans:
    """Which of some spans ``[begin, finish)`` include a day, for days in ascending order."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._finish = [finish for _, finish in spans]
        self._coming = sorted(((begin, i) for i, (begin, _) in enumerate(spans)), reverse=True)
        self._open: list[int] = []

    def on(self, day: int) -> list[int]:
        """Positions of the spans that include the day, in order."""
        while self._coming and self._coming[-1][0] <= day:
            self._open.append(self._coming.pop()[1])
        self._open = sorted(i for i in self._open if day < self._finish[i])
        return self._open


class _Doubt:
    """Lays disputes and open dates over the cores of a target, day after day (R4, R5, R6)."""

    def __init__(
        self,
        track: Track,
        stays: Sequence[_Stay],
        successions: Sequence[tuple[int, Mapping[str, str]]],
    ) -> None:
        self.stays, self.successions = stays, successions
        self.disputes: Sequence[Dispute] = track.disputes
        self.disputed = _Spans([(d.start, d.end) for d in track.disputes])
        begins = [stays[0].known_from, *(stay.begin for stay in stays[1:])]
        self.possible = _Spans([(b, s.finish) for b, s in zip(begins, stays, strict=True)])
        self.known_from = [stay.known_from for stay in stays]

    def state(self, core: Core, day: int) -> State:
        """The state of a core on a day; no day may come before one that was asked for."""
        claimed: tuple[str, ...] = ()
        if self.disputes:
            names = tuple(self.disputes[i].claimant for i in self.disputed.on(day))
            heirs = _as_heirs(names, day, self.successions)
            claimed = tuple(name for name in heirs if name != core.holder)
        uncertain = self._uncertain_with(core, day)
        between = self._between(core, day)
        state = _certain(core)
        if claimed or uncertain or between:
            return State(*state[:5], claimed, uncertain, between)
        return state

    def _uncertain_with(self, core: Core, day: int) -> tuple[str, ...]:
        """Who else may hold it: all whose possible time includes the day (R5)."""
        possible = self.possible.on(day)
        if len(possible) < 2:
            return ()
        now = max(bisect_right(self.known_from, day) - 1, 0)
        cores = [
            core if i == now else _as_called(self.stays[i], day, core, self.successions)
            for i in possible
        ]
        names = dict.fromkeys(name for other in cores for name in _tokens(other))
        if not _joint(core):
            names.pop(core.holder, None)
            return tuple(names)
        alone = {other.holder for other in cores if not _joint(other)}
        for name in (SHARED, *(n for n in (core.holder, *core.companions) if n not in alone)):
            names.pop(name, None)
        return tuple(names)

    def _between(self, core: Core, day: int) -> tuple[str, ...]:
        """While nobody knows the holder: the former and the next one."""
        if core.holder != UNKNOWN:
            return ()
        known = [stay for stay in self.stays if stay.first.holder != UNKNOWN]
        former = [stay.last for stay in known if stay.known_from <= day][-1:]
        coming = [stay.first for stay in known if stay.known_from > day][:1]
        names = tuple(name for c in former + coming for name in _tokens(c) if name != SHARED)
        return _as_heirs(names, day, self.successions)


def _tokens(core: Core) -> tuple[str, ...]:
    return (SHARED, core.holder, *core.companions) if _joint(core) else (core.holder,)


def _joint(core: Core) -> bool:
    """Whether several govern together and undisputed: shared rule that is not fought over."""
    return status_of(core) == "shared"


def _as_heirs(
    names: tuple[str, ...], day: int, successions: Sequence[tuple[int, Mapping[str, str]]]
) -> tuple[str, ...]:
    """Names read as their successors by a day (R9), without repetition."""
    for since, heirs in successions:
        if since <= day:
            names = heirs_of(names, heirs)
    return tuple(dict.fromkeys(names))


def _as_called(
    stay: _Stay,
    day: int,
    core: Core,
    successions: Sequence[tuple[int, Mapping[str, str]]],
) -> Core:
    """Another possibility under the names of the day (R9).

    What is past goes by its successors' names; what is still to come, by that of the predecessor
    if that one is there now and the claim was only read as its successor.
    """
    coming = stay.known_from > day
    other = stay.first if coming else stay.last
    present = {core.holder, *core.companions}
    for since, heirs in successions:
        if since <= day:
            other = succeed(other, heirs)
        elif coming and since <= stay.known_from:
            back = {new: old for old, new in heirs.items() if old in present}
            other = succeed(other, back)
    return other


def _disputing(track: Track, day: int) -> int:
    """The weak claim whose dispute begins on a day, or -1."""
    return next((d.claim for d in track.disputes if d.start == day), -1)
