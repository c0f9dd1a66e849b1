"""Following a leader (R8): land its deciding place, a village its land, a town its seat.

A follower takes the steps of its *leader* until something of its own sets it apart, and what it
had by following then stays with it: evidence (R10) and disputes (R4).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from mapper.core.model import BASELINE
from mapper.rules.effects import Claim, Core
from mapper.rules.record import BASELINE_RANK, Record
from mapper.rules.track import (
    CONFIRMS,
    LAPSE,
    MADE,
    SUCCESSION,
    Context,
    Evidence,
    Step,
    Target,
    Track,
    led_level,
)

__all__ = ["Following"]


class Following:
    """How one target goes with its leader.

    Attributes
    ----------
    leader : Track or None
        The finished track of whom it follows.
    attached : bool
        Whether it may follow at all: a claim on the countryside detaches land from its town.
    on : bool
        Whether it goes with its leader at present, and has ``since`` that day.
    apart : bool
        Whether the target has a strong claim of its own and so follows nobody any more.
    heard : int or None
        Rank of the last area claim that reached the target itself.
    lockstep : bool
        Whether all that moves the target comes with its land; no longer once it ignored a claim.
    """

    __slots__ = (
        *(
            "_copied",
            "_late",
            "_rested",
            "apart",
            "attached",
            "context",
            "heard",
            "leader",
            "lockstep",
        ),
        *("on", "record", "since", "since_rank", "target"),
    )

    def __init__(
        self, target: Target, leader: Track | None, record: Record, context: Context
    ) -> None:
        self.target, self.leader, self.record, self.context = target, leader, record, context
        self.attached = self.on = leader is not None
        self.lockstep = target.lockstep
        self.since, self.since_rank = context.first_day, BASELINE_RANK
        self.apart = False
        self.heard: int | None = None
        self._copied: dict[tuple[int, int, int, bool], int] = {}
        """Up to which rank evidence has been copied, by tenures."""
        self._late: dict[tuple[int, int, int, bool], list[Evidence]] = {}
        """Evidence that could not be copied yet, by tenures."""
        self._rested: tuple[dict[tuple[int, int], tuple[int, int]], int] | None = None
        """Whose tenures a target that ignores some claims rests on, since which day and rank, and
        in which tenure of its own."""

    # -- the leader moves ------------------------------------------------------------------

    def baseline_source(self) -> tuple[int, tuple[int, int] | None]:
        """Whom the target follows on the first day, and whose evidence that is (R1)."""
        if self.leader is None:
            return -1, None
        begin = (self.since, self.since_rank)
        return self.leader.node, self._rest_on(self.leader.steps[0], 0, begin)

    def _rest_on(self, step: Step, tenure: int, point: tuple[int, int]) -> tuple[int, int] | None:
        """Whose evidence a step rests on: the leader's, or a copy of it without what is ignored.

        ``point`` is the day and rank of the step.
        """
        assert self.leader is not None
        led = (self.leader.node, step.tenure)
        source = (step.source, step.source_tenure) if self.target.lockstep else led
        if not self.target.ignored:
            return source
        known, before = self._rested or ({}, tenure)
        rests = (led, source)
        if self._rested is None or before != tenure or known.keys() != set(rests):
            self._absorb_evidence(point[1])
            kept = known if before == tenure else {}
            self._rested = ({one: kept.get(one, point) for one in rests}, tenure)
        return None

    def take_step(self, step: Step, former: Step) -> None:
        """R8: follow the leader's changes of hands, and its states while the holder is the same."""
        core = self.record.core
        if self.apart or not self.attached or core is None or step.rank == self.heard:
            return
        moved = _unbesieged(step.core) != _unbesieged(former.core)
        if step.claim in self.target.ignored:
            if moved:
                self._part(step.day, step.rank)
                self.lockstep = False
            return
        if not self.on:
            joins = step.hands or (moved and step.core.holder == core.holder)
            if step.cause in {SUCCESSION, LAPSE} or not joins:
                return
        self._start(step.day, step.rank)
        self._copy(step, self._level(step.level))

    def heed(self, claim: Claim) -> None:
        """R8: ``countryside`` detaches land from its town, ``all`` attaches it again.

        A row of ``baseline.csv`` cuts loose what follows somebody outside its area (R1).
        """
        if claim.event_type == BASELINE:
            self.attached = self.attached and claim.scope == "all" and not claim.cuts
        else:
            self.attached = claim.scope == "all" and self.leader is not None

    def reached_by(self, claim: Claim) -> bool:
        """Whether a claim on an area moved the leader as well."""
        return self.attached and self.leader is not None and claim.rank in self.leader.applied

    def join(self, claim: Claim) -> None:
        """The same claim moved the leader: both stand where it put them."""
        assert self.leader is not None
        step = self.leader.core_at(claim.best, claim.rank)
        if step is None:
            return
        record = self.record
        hands = record.last.core.holder != step.core.holder
        # Whose evidence was there before: that of whom it followed until then, if anybody.
        late = hands and claim.event_type == "observation"
        since = self.seen_late(claim) if late else claim.earliest
        self._start(claim.best, claim.rank)
        if claim.about_holder:
            record.end_disputes(claim.best)
        self._copy(step, "own area", claim, since)
        if hands:
            record.note(claim, MADE)
        if hands or claim.about_holder:
            record.mark(claim.rank, claim.earliest, claim.latest)

    def _start(self, day: int, rank: int) -> None:
        if not self.on:
            self.on = True
            self.since, self.since_rank = day, rank

    def _level(self, level: str) -> str:
        """Evidence level of a follower, from its leader's (R10)."""
        if level == BASELINE or self.target.lockstep:
            return level
        return led_level(level, by_seat=self.target.by_seat, is_unit=self.target.is_unit)

    def _copy(self, step: Step, level: str, claim: Claim | None = None, earliest: int = 0) -> None:
        """Take over a step of the leader, without its siege where land follows a town.

        With ``claim``, an area claim reached both and puts the target where the leader is, as
        of ``earliest`` at the earliest.
        """
        assert self.leader is not None
        core = step.core if self.target.lockstep else _unbesieged(step.core)
        former = self.record.last
        renamed = claim is None and step.cause == SUCCESSION
        hands = core.holder != former.core.holder and not renamed
        here = (former.core, former.level, former.leader, former.source, former.source_tenure)
        cause, position, rank = step.cause, step.claim, step.rank
        point = (step.day, rank) if claim is None else (claim.best, claim.rank)
        source = self._rest_on(step, self.record.tenure + hands, point)
        if (core, level, self.leader.node, *(source or here[3:])) == here:
            return
        day, window = step.day, (step.earliest, step.latest)
        if claim is not None:
            cause, position, rank, day = claim.event_type, claim.position, claim.rank, claim.best
            if not self._moved_by(claim, step) or step.hands != hands:
                window = (earliest, claim.latest)
        elif position >= 0 and step.hands != hands:
            window = self.context.windows[position]  # no change of hands: as the claim has it
        if hands:
            self.record.end_disputes(day)
            if claim is None and position >= 0:
                self.record.mark(rank, *self.context.windows[position])
        self.record.step(
            day,
            rank,
            core,
            cause,
            position,
            level=level,
            hands=hands,
            window=window,
            leader=self.leader.node,
            source=source,
        )

    def _moved_by(self, claim: Claim, step: Step) -> bool:
        """Whether a step of the leader is one that a claim brought about."""
        assert self.leader is not None
        former = self.leader.core_at(claim.best, claim.rank - 1)
        if step.rank != claim.rank or former is None:
            return False
        return _unbesieged(former.core) != _unbesieged(step.core)

    # -- what it has by following ----------------------------------------------------------

    def seen_late(self, claim: Claim) -> int:
        """R6: after the last evidence of the former holder, or within the claim's own window."""
        back = claim.best - self.context.observation_window_days
        last = self._evidence_before(claim)
        if last is not None:
            back = max(back, last + 1)
        return min(claim.best, max(min(claim.earliest, back), self.context.first_day))

    def leave(self, claim: Claim) -> None:
        """Go one's own way, with the evidence that one had by following (R10)."""
        self._part(claim.best, claim.rank)

    def _part(self, day: int, rank: int) -> None:
        """Follow no longer, from a point of the order of R2 on."""
        if not self.on or self.leader is None:
            return
        self._absorb_evidence(rank)
        step = self.leader.core_at(day, rank - 1)
        if step is not None:
            self._copy_evidence(self.leader, step.tenure, rank)
            if self.target.lockstep and step.source != self.leader.node:
                # Land keeps no copy of what bears on the place that it follows, as places do.
                source = self.context.tracks[step.source]
                since = _begin(self.leader.steps, step)
                self._copy_evidence(source, step.source_tenure, rank, since=since)
        self._take_disputes(day)
        self._take_renewals(rank)
        self.on, self._rested = False, None

    def end(self, never: int) -> None:
        """At the end of the record, take what bore on the leader until then."""
        if self.on:
            self._absorb_evidence(never)
            self._take_disputes(never)
            self._take_renewals(never)

    def _evidence_before(self, claim: Claim) -> int | None:
        """Day of the last evidence for the present holder, one's own and one's leader's."""
        point = (claim.best, claim.rank - 1, self.context.tracks)
        known = self.record.track.evidence_at(*point)
        if self.leader is not None and self.on:
            known = known + self.leader.evidence_at(*point)
        best = self.context.best
        known = [e for e in known if e.claim not in self.target.ignored]
        days = [best[e.claim] for e in known if e.role <= CONFIRMS and e.counts]
        return max(days, default=None)

    def _absorb_evidence(self, before: int) -> None:
        """A place keeps what bore on its leader while it followed, for its own followers."""
        if self.leader is None:
            return
        if self.target.ignored:
            if self._rested is not None:
                rested, tenure = self._rested
                for (node, led), since in rested.items():
                    track = self.context.tracks[node]
                    self._copy_evidence(track, led, before, tenure=tenure, since=since)
            return
        if self.target.is_unit:
            return
        if self.target.lockstep:
            for led in [led for led in self.leader.tenures if led <= self.record.tenure]:
                self._copy_evidence(self.leader, led, before, tenure=led)
            return
        steps = self.record.track.steps
        steps = steps[bisect_left(steps, self.since, key=lambda s: s.day) :]
        tenures = {s.source_tenure: s.tenure for s in steps if s.source == self.leader.node}
        for led, tenure in tenures.items():
            self._copy_evidence(self.leader, led, before, tenure=tenure)

    def _copy_evidence(
        self,
        track: Track,
        led: int,
        before: int,
        *,
        tenure: int | None = None,
        since: tuple[int, int] | None = None,
    ) -> None:
        """Note what bears on a tenure of another track for one's own, and that only once.

        It does so from ``since`` on, a day and rank: by default since the target follows.
        """
        day, rank = max(since or (0, 0), (self.since, self.since_rank))
        own = self.record.tenure if tenure is None else tenure
        key = (own, track.node, led, tenure is None)  # what is kept, and what is left with
        mine = self.record.track
        known = self._late.pop(key, []) + track.noted(led, self._copied.get(key, -2), before - 1)
        for e in known:
            if track.later and track.later.get((led, e.claim, e.day), -1) >= before:
                self._late.setdefault(key, []).append(e)  # it came to bear only afterwards
            elif e.claim not in self.target.ignored:
                # It bears on the target since they go together.
                mine.note(own, e if e.day >= day else e._replace(day=day))
                if e.day < day:
                    mine.later[own, e.claim, day] = rank
        self._copied[key] = before - 1

    def _take_disputes(self, end: int) -> None:
        """The leader's disputes while it was followed are the target's own."""
        for d in self.leader.disputes if self.leader is not None else ():
            start = max(d.start, self.since)
            if start < min(d.end, end) and d.claim not in self.target.ignored:
                self.record.track.disputes.append(d._replace(start=start, end=min(d.end, end)))

    def _take_renewals(self, before: int) -> None:
        """R7: what showed that the leader's contest goes on did so for the target as well."""
        if self.leader is None or not self.context.contest_days:
            return
        known = [
            r
            for r in self.leader.renewals
            if r.rank < before and r.claim not in self.target.ignored
        ]
        first = next((i for i, r in enumerate(known) if r.day >= self.since), len(known))
        for renewal in known[max(first - 1, 0) :]:
            self.record.renew_by(renewal)


def _unbesieged(core: Core) -> Core:
    return core._replace(besieged_by=())


def _begin(steps: Sequence[Step], step: Step) -> tuple[int, int]:
    """Day and rank from which a track rested without a break on what it rests on in a step."""
    at = steps.index(step)
    while at and steps[at - 1].source == step.source:
        at -= 1
    return steps[at].day, steps[at].rank
