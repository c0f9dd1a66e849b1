"""Applying claims to one target: its own, those on areas around it, strong and weak ones.

What a claim makes of a state stands in :mod:`mapper.rules.effects`; here is when it is asked, and
what is noted besides.
"""

from __future__ import annotations

from mapper.core.model import BASELINE, UNKNOWN
from mapper.rules.effects import Claim, Core, names_other_holder
from mapper.rules.follow import Following
from mapper.rules.record import Record
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS, Context, Target

__all__ = ["Applying"]


class Applying:
    """Lets claims act on one target."""

    __slots__ = ("context", "following", "record", "target")

    def __init__(
        self, target: Target, record: Record, following: Following, context: Context
    ) -> None:
        self.target, self.record, self.following = target, record, following
        self.context = context

    # -- claims on the place itself ----------------------------------------------------------

    def own_claim(self, claim: Claim) -> None:
        """A claim on the place itself; the first strong one sets it apart from its leader."""
        if self.record.core is None:
            self._found_base(claim)
            return
        if not claim.strong:
            self._weak(claim)
            return
        if not self.following.apart:
            self.following.leave(claim)
            self.following.apart = True
        self._strong(claim, "own place")
        self.record.note_repeats(claim)

    def _found_base(self, claim: Claim) -> None:
        """R1: a base exists from its first own claim on."""
        self.following.apart = True
        core = Core(UNKNOWN)
        self.record.renew(claim)
        if claim.strong:
            core = self.context.outcome(Core(claim.gained_by[0]), claim).core
        self.record.step(
            claim.best, claim.rank, core, claim.event_type, claim.position, level="own place"
        )
        if not claim.strong:
            self._weak(claim)
            return
        self.record.mark(claim.rank, claim.earliest, claim.latest)
        self.record.note(claim, MADE)
        self.record.note_repeats(claim)

    def clash(self, claim: Claim) -> None:
        """R7: a fight of which nothing is known to have come shows that a contest goes on.

        One somewhere in an area does so where a contest of that area would be one here too.
        """
        here = not claim.scope or self.target.is_unit or not self.following.apart
        if here and not self.following.on:
            self.record.renew(claim)

    # -- claims on areas ---------------------------------------------------------------------

    def area_claim(self, claim: Claim) -> None:
        """R3, R8: what it says of the target counts, not what it makes of whom that follows."""
        apart, core = self.following.apart, self.record.core
        if self.following.lockstep and not apart:
            if claim.about_holder:
                self.record.end_disputes(claim.best)
            return  # the rest comes with the land
        self.following.heard = claim.rank
        if not claim.strong:
            self._weak_area(claim)
        elif self.target.is_unit:
            self._on_land(claim)
        elif claim.changes_hands or not apart:
            self._on_place(claim)
        elif core is not None:
            self.record.note(claim, DISSENTS if self._differs(core, claim) else CONFIRMS)

    def _on_land(self, claim: Claim) -> None:
        self.following.heed(claim)
        self.record.track.applied.add(claim.rank)
        self._join_or_go(claim)

    def _on_place(self, claim: Claim) -> None:
        self.following.heed(claim)
        self.record.track.applied.add(claim.rank)
        self._join_or_go(claim)

    def _join_or_go(self, claim: Claim) -> None:
        """Stand where the claim put the leader, if it moved that too; else where it says."""
        following = self.following
        joins = following.on or not claim.is_struggle
        if joins and not following.apart and following.reached_by(claim):
            following.join(claim)
        else:
            following.leave(claim)
            self._strong(claim, "own area")

    def _weak_area(self, claim: Claim) -> None:
        """R3, R4: weak area claims dispute; observations leave places with claims alone."""
        core, following = self.record.core, self.following
        if claim.event_type == "observation" and following.apart:
            if core is not None:
                self.record.note(claim, DISSENTS if self._differs(core, claim) else SUPPORTS)
        elif following.on and following.leader and claim.rank in following.leader.applied:
            self.record.track.applied.add(claim.rank)  # the leader's dispute is its own too
        else:
            self._weak(claim)

    # -- strong and weak claims --------------------------------------------------------------

    def _strong(self, claim: Claim, level: str) -> None:
        record = self.record
        record.renew(claim)
        former = record.core
        assert former is not None
        outcome = self.context.outcome(former, claim)
        earliest = claim.earliest
        if outcome.hands and claim.event_type == "observation":
            earliest = self.following.seen_late(claim)
        about_holder = claim.about_holder
        if about_holder:
            record.end_disputes(claim.best)
        last = record.last
        changed = outcome.core != former
        if changed or level != last.level or last.leader != -1:
            record.step(
                claim.best,
                claim.rank,
                outcome.core,
                claim.event_type,
                claim.position,
                level=level,
                hands=outcome.hands,
                window=(earliest, claim.latest),
            )
        if about_holder:
            record.mark(claim.rank, claim.earliest, claim.latest)
        made = changed or claim.event_type == BASELINE
        record.note(claim, (MADE if made else CONFIRMS) if outcome.agrees else DISSENTS)

    def _weak(self, claim: Claim) -> None:
        """R4: dispute, do not flip."""
        core = self.record.core
        assert core is not None
        self.record.track.applied.add(claim.rank)
        differs = self._differs(core, claim)
        claims_it = claim.changes_hands or claim.event_type in {"observation", "declaration"}
        if differs and claims_it:
            self.record.dispute(claim)
        hostile = differs or claim.event_type == "contest"
        self.record.note(claim, DISSENTS if hostile else SUPPORTS)

    def _differs(self, core: Core, claim: Claim) -> bool:
        return names_other_holder(core, claim, self.context.kinship)
