"""Following a leader (R8): land its deciding place, a village its land, a town its seat.

A follower takes the steps of its *leader* until something of its own sets it apart, and what it
had by following then stays with it: evidence (R10) and disputes (R4).
"""

from __future__ import annotations

from bisect import bisect_left

from mapper.rules.effects import Claim
from mapper.rules.record import Record
from mapper.rules.track import (
    BASELINE,
    CONFIRMS,
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
    """

    __slots__ = (
        *("_copied", "apart", "attached", "context", "heard", "leader", "on", "record"),
        *("since", "target"),
    )

    def __init__(
        self, target: Target, leader: Track | None, record: Record, context: Context
    ) -> None:
        self.target, self.leader, self.record, self.context = target, leader, record, context
        self.attached = self.on = leader is not None
        self.since = context.first_day
        self.apart = False
        self.heard: int | None = None
        self._copied: dict[tuple[int, int, int, bool], int] = {}
        """Up to which rank evidence has been copied, by tenures."""

    # -- the leader moves ------------------------------------------------------------------

    def baseline_source(self) -> tuple[int, tuple[int, int] | None]:
        """Whom the target follows on the first day, and whose evidence that is (R1)."""
        if self.leader is None:
            return -1, None
        first = self.leader.steps[0]
        lockstep = (first.source, first.source_tenure)
        return self.leader.node, lockstep if self.target.lockstep else (self.leader.node, 0)

    def take_step(self, step: Step, former: Step) -> None:
        """R8: follow the leader's changes of hands, and its states while the holder is the same."""
        core = self.record.core
        if self.apart or not self.attached or core is None or step.rank == self.heard:
            return
        if not self.on and not self.target.lockstep:
            moved = step.core._replace(besieged_by=()) != former.core._replace(besieged_by=())
            joins = step.hands or (moved and step.core.holder == core.holder)
            if step.cause == SUCCESSION or not joins:
                return
        self._start(step.day)
        self._copy(step, self._level(step.level))

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
        self._start(claim.best)
        if claim.about_holder:
            record.end_disputes(claim.best)
        self._copy(step, "own area", claim, since)
        if hands:
            record.note(claim, MADE)
        if hands or claim.about_holder:
            record.mark(claim.rank, claim.earliest, claim.latest)

    def _start(self, day: int) -> None:
        if not self.on:
            self.on = True
            self.since = day

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
        core = step.core if self.target.lockstep else step.core._replace(besieged_by=())
        former = self.record.last
        renamed = claim is None and step.cause == SUCCESSION
        hands = core.holder != former.core.holder and not renamed
        source = (self.leader.node, step.tenure)
        if self.target.lockstep:
            source = (step.source, step.source_tenure)
        here = (former.core, former.level, former.leader, former.source, former.source_tenure)
        if (core, level, self.leader.node, *source) == here:
            return
        cause, position, rank = step.cause, step.claim, step.rank
        day, window = step.day, (step.earliest, step.latest)
        if claim is not None:
            cause, position, rank, day = claim.event_type, claim.position, claim.rank, claim.best
            if step.rank != claim.rank or not step.hands:
                window = (earliest, claim.latest)
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
        if not self.on or self.leader is None:
            return
        self._absorb_evidence(claim.rank)
        step = self.leader.core_at(claim.best, claim.rank - 1)
        if step is not None:
            self._copy_evidence(self.leader, step.tenure, claim.rank)
            if step.source != self.leader.node:
                source = self.context.tracks[step.source]
                self._copy_evidence(source, step.source_tenure, claim.rank)
        self._take_disputes(claim.best)
        self.on = False

    def end(self, never: int) -> None:
        """At the end of the record, take what bore on the leader until then."""
        if self.on:
            self._absorb_evidence(never)
            self._take_disputes(never)

    def _evidence_before(self, claim: Claim) -> int | None:
        """Day of the last evidence for the present holder, one's own and one's leader's."""
        point = (claim.best, claim.rank - 1, self.context.tracks)
        known = self.record.track.evidence_at(*point)
        if self.leader is not None and self.on:
            known = known + self.leader.evidence_at(*point)
        best = self.context.best
        days = [best[e.claim] for e in known if e.role <= CONFIRMS and e.counts]
        return max(days, default=None)

    def _absorb_evidence(self, before: int) -> None:
        """A place keeps what bore on its leader while it followed, for its own followers."""
        if self.leader is None or self.target.is_unit:
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
        self, track: Track, led: int, before: int, *, tenure: int | None = None
    ) -> None:
        """Note what bears on a tenure of another track for one's own, and that only once."""
        own = self.record.tenure if tenure is None else tenure
        key = (own, track.node, led, tenure is None)  # what is kept, and what is left with
        for e in track.noted(led, self._copied.get(key, -2), before - 1):
            # It bears on the target since they go together.
            self.record.track.note(own, _from(e, self.since))
        self._copied[key] = before - 1

    def _take_disputes(self, end: int) -> None:
        """The leader's disputes while it was followed are the target's own."""
        for d in self.leader.disputes if self.leader is not None else ():
            start = max(d.start, self.since)
            if start < min(d.end, end):
                self.record.track.disputes.append(d._replace(start=start, end=min(d.end, end)))


def _from(evidence: Evidence, day: int) -> Evidence:
    """Evidence that bears on a target from a day on."""
    return evidence._replace(day=max(evidence.day, day))
