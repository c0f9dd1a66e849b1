"""What a target has from whom it follows: evidence and disputes, then and afterwards."""

from __future__ import annotations

from bisect import bisect_left

from mapper.rules.effects import Claim
from mapper.rules.track import (
    BASELINE,
    CONFIRMS,
    Context,
    Evidence,
    Target,
    Track,
    led_level,
)

__all__ = ["Follower"]


class Follower:
    """A target that may follow another one (R8).

    Attributes
    ----------
    following : bool
        Whether it goes with its leader at present, and has since ``follow_from``.
    tenure : int
        The tenure that its evidence is noted for.
    """

    def __init__(self, target: Target, leader: Track | None, context: Context) -> None:
        self.target, self.leader, self.context = target, leader, context
        self.track = Track(target.node)
        self.following = leader is not None
        self.follow_from = context.first_day
        self.tenure = 0
        self.copied: dict[tuple[int, ...], int] = {}
        """Up to which rank evidence of the leader has been noted, by tenures."""

    def _evidence_before(self, claim: Claim) -> int | None:
        """Day of the last evidence for the present holder before a claim."""
        best = self.context.best
        known = self._known_before(claim)
        days = [best[e.claim] for e in known if e.role <= CONFIRMS and e.counts]
        return max(days, default=None)

    def _known_before(self, claim: Claim) -> list[Evidence]:
        """What bears on the target before a claim, by itself and by whom it follows."""
        point = (claim.best, claim.rank - 1, self.context.tracks)
        known = self.track.evidence_at(*point)
        return known + self.leader.evidence_at(*point) if self.leader and self.following else known

    def _absorb_evidence(self, before: int) -> None:
        """A place keeps what bore on its leader while it followed, for its own followers."""
        if self.leader is None or self.target.is_unit:
            return
        if self.target.lockstep:
            for led in [led for led in self.leader.tenures if led <= self.tenure]:
                self._copy_evidence(self.leader, led, before, tenure=led)
            return
        start = bisect_left(self.track.steps, self.follow_from, key=lambda s: s.day)
        steps = self.track.steps[start:]
        tenures = {s.source_tenure: s.tenure for s in steps if s.source == self.leader.node}
        for led, tenure in tenures.items():
            self._copy_evidence(self.leader, led, before, tenure=tenure)

    def _copy_evidence(
        self, track: Track, led: int, before: int, *, tenure: int | None = None
    ) -> None:
        """Note what bears on a tenure of another track for one's own, and that only once."""
        own = self.tenure if tenure is None else tenure
        key = (own, track.node, led, tenure is None)  # what is kept, and what is left with
        for e in track.noted(led, self.copied.get(key, -2), before - 1):
            # It bears on the target since they go together.
            self.track.note(own, e._replace(day=max(e.day, self.follow_from)))
        self.copied[key] = before - 1

    def _take_disputes(self, end: int) -> None:
        """The leader's disputes while it was followed are the target's own."""
        for d in self.leader.disputes if self.leader is not None else ():
            start = max(d.start, self.follow_from)
            if start < min(d.end, end):
                self.track.disputes.append(d._replace(start=start, end=min(d.end, end)))

    def _led_level(self, level: str) -> str:
        """Evidence level of a follower, from its leader's (R10)."""
        if level == BASELINE or self.target.lockstep:
            return level
        return led_level(level, by_seat=self.target.by_seat, is_unit=self.target.is_unit)
