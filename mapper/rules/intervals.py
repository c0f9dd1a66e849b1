"""From tracks to intervals: disputes and open dates are laid over what strong claims say.

An interval says of one target what is shown for ``start <= day < end``, and why.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from mapper.core.lineage import Lineage
from mapper.core.model import BASELINE, SHARED, UNKNOWN, State
from mapper.rules.effects import Core, status_of, succeed
from mapper.rules.track import SUCCESSION, Dispute, Step, Track

__all__ = ["OPEN_END", "Interval", "make_intervals"]

_NO_SUCCESSIONS: Final = Lineage()
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

    @property
    def lasts(self) -> bool:
        """Whether the interval is still open."""
        return self.end >= OPEN_END


def make_intervals(
    track: Track,
    lineage: Lineage = _NO_SUCCESSIONS,
    last_day: int = OPEN_END - 1,
) -> list[Interval]:
    """The intervals of a track: no gap, no overlap, the last one open.

    Parameters
    ----------
    track : Track
        Finished, with clipped windows.
    lineage : Lineage
        So that a former holder is named as it was called on the day (R9).
    last_day : int
        Nothing begins after it.
    """
    if not track.steps:
        return []
    days, doubt = _laid_out(track, lineage)
    edges = [day for day in days if day <= last_day]
    result: list[Interval] = []
    disputing = {d.start: d.claim for d in reversed(track.disputes)}
    position, tenure = 0, _Tenure()
    for start, end in pairwise([*edges, OPEN_END]):
        while position < len(track.steps) and track.steps[position].day <= start:
            tenure = tenure.after(track.steps[position])
            position += 1
        step = track.steps[position - 1]
        state = _certain(step.core) if doubt is None else doubt.state(step.core, start)
        interval = Interval.__new__(  # keywords as quick as positions (see `Record.step`)
            Interval,
            start=start,
            end=end,
            state=state,
            since=tenure.since,
            since_earliest=tenure.earliest,
            since_latest=tenure.latest,
            cause=tenure.cause,
            level=step.level,
            leader=step.leader,
            source=step.source,
            source_tenure=step.source_tenure,
            tenure=step.tenure,
            claim=step.claim if step.day == start else disputing.get(start, -1),
        )
        last = result[-1] if result else None
        if last is not None and last.state == state and last[3:-1] == interval[3:-1]:
            result[-1] = last._replace(end=end)
        else:
            result.append(interval)
    return result


def _laid_out(track: Track, lineage: Lineage) -> tuple[list[int], _Doubt | None]:
    """Every day on which something of the target may change, and its doubts if it has any."""
    if not track.disputes and all(
        step.earliest == step.latest and step.core.holder != UNKNOWN for step in track.steps
    ):  # most targets: every day is known, and nobody disputes it
        return sorted({step.day for step in track.steps}), None
    stays = _stays(track.steps)
    days, doubtful = _edges(track, stays, lineage)
    return days, _Doubt(track, stays, lineage) if doubtful else None


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


def _edges(track: Track, stays: Sequence[_Stay], lineage: Lineage) -> tuple[list[int], bool]:
    """Every day on which something of the target may change, and whether anything is in doubt."""
    first = track.steps[0].day
    edges = {step.day for step in track.steps}
    spans = [(after.begin, former.finish) for former, after in pairwise(stays)]
    spans = [(begin, finish) for begin, finish in spans if begin < finish]
    spans += [(dispute.start, dispute.end) for dispute in track.disputes]
    edges.update(day for span in spans for day in span)
    unknown = [
        (step.day, after.day if after is not None else OPEN_END)
        for step, after in zip_longest(track.steps, track.steps[1:])
        if step.core.holder == UNKNOWN
    ]
    for begin, finish in _joined_spans(spans + unknown):  # a name in doubt may change
        edges.update(_between_days(lineage.days, begin, finish))
    return sorted(day for day in edges if day >= first), bool(spans or unknown)


def _joined_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch made one, in order."""
    joined: list[tuple[int, int]] = []
    for begin, finish in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(finish, joined[-1][1]))
        else:
            joined.append((begin, finish))
    return joined


def _between_days(days: Sequence[int], begin: int, finish: int) -> Sequence[int]:
    """The days, which are in order, of ``begin <= day < finish``."""
    return days[bisect_left(days, begin) : bisect_left(days, finish)]


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
        lineage: Lineage,
    ) -> None:
        self.stays, self.lineage = stays, lineage
        self.disputes: Sequence[Dispute] = track.disputes
        self.disputed = _Spans([(d.start, d.end) for d in track.disputes])
        begins = [stays[0].known_from, *(stay.begin for stay in stays[1:])]
        self.possible = _Spans([(b, s.finish) for b, s in zip(begins, stays, strict=True)])
        self.known_from = [stay.known_from for stay in stays]
        self.named = [stay for stay in stays if stay.first.holder != UNKNOWN]
        self.named_from = [stay.known_from for stay in self.named]

    def state(self, core: Core, day: int) -> State:
        """The state of a core on a day; no day may come before one that was asked for."""
        claimed: tuple[str, ...] = ()
        if self.disputes:
            names = tuple(self.disputes[i].claimant for i in self.disputed.on(day))
            heirs = self.lineage.names(names, day)
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
            core if i == now else _as_called(self.stays[i], day, core, self.lineage)
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
        now = bisect_right(self.named_from, day)
        former = [stay.last for stay in self.named[max(now - 1, 0) : now]]
        coming = [stay.first for stay in self.named[now : now + 1]]
        names = tuple(name for c in former + coming for name in _tokens(c) if name != SHARED)
        return self.lineage.names(names, day)


def _tokens(core: Core) -> tuple[str, ...]:
    return (SHARED, core.holder, *core.companions) if _joint(core) else (core.holder,)


def _joint(core: Core) -> bool:
    """Whether several govern together and undisputed: shared rule that is not fought over."""
    return status_of(core) == "shared"


def _as_called(stay: _Stay, day: int, core: Core, lineage: Lineage) -> Core:
    """Another possibility under the names of the day (R9).

    What is past goes by its successors' names; what is still to come, by that of the predecessor
    if that one is there now and the claim was only read as its successor.
    """
    if not lineage:
        return stay.first if stay.known_from > day else stay.last
    if stay.known_from <= day:
        return succeed(stay.last, lineage.heirs(_parties(stay.last), day))
    back: dict[str, str] = {}
    for one in _parties(core):
        later = lineage.name(one, stay.known_from)
        if later != one:
            back.setdefault(later, one)
    return succeed(stay.first, back)


def _parties(core: Core) -> tuple[str, ...]:
    return (core.holder, *core.companions)
