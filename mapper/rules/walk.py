"""The track of one target: what strong claims make of it in the order of R2.

A target is a *place* or a *unit*. Land follows its deciding place, a village without own
claims its land, a town without own claims its seat (R8): a follower copies the steps of its
*leader* until something of its own sets it apart.
"""

from __future__ import annotations

from typing import Final

from mapper.core.lineage import NEVER
from mapper.core.model import UNKNOWN
from mapper.rules.effects import Claim, Core, named_in, names_other_holder, succeed
from mapper.rules.follow import Follower
from mapper.rules.track import (
    BASELINE,
    CONFIRMS,
    DISSENTS,
    MADE,
    SUCCESSION,
    SUPPORTS,
    Context,
    Dispute,
    Evidence,
    Step,
    Target,
    Track,
    clip_windows,
)

__all__ = ["run_track"]

_SUCCESSION_RANK: Final = -1
"""On its day a succession comes before all claims (R9)."""


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
    runner = _Runner(target, leader, context)
    runner.run()
    track = runner.track
    clip_windows(track)
    track.finish()
    return track


_AREA, _LEADER, _OWN = range(3)


class _Runner(Follower):
    """State of one run; one method for each kind of item in the order of R2."""

    def __init__(self, target: Target, leader: Track | None, context: Context) -> None:
        super().__init__(target, leader, context)
        self.attached = leader is not None
        self.has_own = False
        self.last_evidence: int | None = None
        self.open: list[Dispute] = []
        self.floor: int | None = None  # the last of the earliest days of all marks
        self.due = NEVER  # the next day on which somebody of the core is succeeded
        self.heard: int | None = None  # the last area claim that reached the target itself
        if target.is_base:
            self.core: Core | None = None
        else:
            self.core = Core(context.baseline)
            self._emit(
                context.first_day, _SUCCESSION_RANK - 1, self.core, BASELINE, -1, level=BASELINE
            )

    def run(self) -> None:
        if self.leader is None and not self.target.area:
            for claim in self.target.own:
                self._succeed_until(claim.best)
                self._own_claim(claim)
        else:
            self._run_items()
        self._succeed_until(NEVER)
        if self.following:
            self._absorb_evidence(NEVER)
            self._take_disputes(NEVER)
        self.track.disputes += self.open

    def _run_items(self) -> None:
        for day, _rank, kind, index in self._items():
            self._succeed_until(day)
            if kind == _LEADER and self.leader is not None:
                self._leader_step(self.leader.steps[index], self.leader.steps[index - 1])
            elif kind == _AREA:
                self._area_claim(self.target.area[index])
            else:
                self._own_claim(self.target.own[index])

    def _items(self) -> list[tuple[int, int, int, int]]:
        """Day, rank, kind and index of everything that can move the target, in order."""
        items = [(c.best, c.rank, _OWN, i) for i, c in enumerate(self.target.own)]
        if not self.target.is_base:
            items += [(c.best, c.rank, _AREA, i) for i, c in enumerate(self.target.area)]
            items += [
                (s.day, s.rank, _LEADER, i)
                for i, s in enumerate(self.leader.steps if self.leader is not None else ())
                if s.cause != BASELINE
            ]
        return sorted(items)

    # -- what happens ---------------------------------------------------------------------

    def _succeed_until(self, day: int) -> None:
        """R9: every succession up to a day, that day's included; a follower has its leader's."""
        while self.due <= day and self.due != NEVER and not self.following:
            assert self.core is not None
            names = named_in(self.core)
            after = succeed(self.core, self.context.lineage.heirs(names, self.due))
            level = self.track.steps[-1].level
            self._emit(self.due, _SUCCESSION_RANK, after, SUCCESSION, -1, level=level)

    def _leader_step(self, step: Step, former: Step) -> None:
        """R8: follow the leader's changes of hands, and its states while the holder is the same."""
        if self.has_own or not self.attached or self.core is None or step.rank == self.heard:
            return
        if not self.following and not self.target.lockstep:
            moved = step.core._replace(besieged_by=()) != former.core._replace(besieged_by=())
            joins = step.hands or (moved and step.core.holder == self.core.holder)
            if step.cause == SUCCESSION or not joins:
                return
        self._start_following(step.day)
        self._copy(step, self._led_level(step.level))

    def _own_claim(self, claim: Claim) -> None:
        if self.core is None:
            self._found_base(claim)
            return
        if not claim.strong:
            self._weak(claim)
            return
        if not self.has_own:
            self._leave_leader(claim)
            self.has_own = True
        self._strong(claim, "own place")
        self._note_repeats(claim)

    def _area_claim(self, claim: Claim) -> None:
        """R3, R8: what it says of the target counts, not what it makes of whom that follows."""
        if self.target.lockstep and not self.has_own:
            if claim.about_holder:
                self._end_disputes(claim.best)
            return  # the rest comes with the land
        self.heard = claim.rank
        if not claim.strong:
            self._weak_area(claim)
        elif self.target.is_unit:
            self._area_claim_on_land(claim)
        elif claim.changes_hands or not self.has_own:
            self._area_claim_on_place(claim)
        elif self.core is not None:
            differs = names_other_holder(self.core, claim, self.context.kinship)
            self._note(claim, DISSENTS if differs else CONFIRMS)

    def _area_claim_on_land(self, claim: Claim) -> None:
        """R8: ``countryside`` detaches the land from its town, ``all`` attaches it again."""
        self.attached = claim.scope == "all" and self.leader is not None
        if self._reached_leader(claim) and (self.following or not claim.is_struggle):
            self._join_leader(claim)
        else:
            self._leave_leader(claim)
            self._strong(claim, "own area")

    def _area_claim_on_place(self, claim: Claim) -> None:
        self.track.applied.add(claim.rank)
        joins = self.following or not claim.is_struggle
        if not self.has_own and joins and self._reached_leader(claim):
            self._join_leader(claim)
        else:
            self._leave_leader(claim)
            self._strong(claim, "own area")

    def _reached_leader(self, claim: Claim) -> bool:
        return self.attached and self.leader is not None and claim.rank in self.leader.applied

    def _join_leader(self, claim: Claim) -> None:
        """The same claim moved the leader: both stand where it put them."""
        assert self.leader is not None
        step = self.leader.core_at(claim.best, claim.rank)
        if step is None:
            return
        hands = self.track.steps[-1].core.holder != step.core.holder
        # Whose evidence was there before: that of whom it followed until then, if anybody.
        late = hands and claim.event_type == "observation"
        since = self._seen_late(claim) if late else claim.earliest
        self._start_following(claim.best)
        if claim.about_holder:
            self._end_disputes(claim.best)
        self._copy(step, "own area", claim, since)
        if hands:
            self._note(claim, MADE)
        if hands or claim.about_holder:
            self._mark(claim)

    def _found_base(self, claim: Claim) -> None:
        """R1: a base exists from its first own claim on."""
        self.has_own = True
        if not claim.strong:
            self.core = Core(UNKNOWN)
            self._emit(
                claim.best,
                claim.rank,
                self.core,
                claim.event_type,
                claim.position,
                level="own place",
            )
            self._weak(claim)
            return
        outcome = self.context.outcome(Core(claim.gained_by[0]), claim)
        self._emit(
            claim.best,
            claim.rank,
            outcome.core,
            claim.event_type,
            claim.position,
            level="own place",
        )
        self._mark(claim)
        self._note(claim, MADE)
        self._note_repeats(claim)

    # -- strong and weak claims ----------------------------------------------------------

    def _strong(self, claim: Claim, level: str) -> None:
        assert self.core is not None
        former = self.core
        outcome = self.context.outcome(former, claim)
        earliest = claim.earliest
        if outcome.hands and claim.event_type == "observation":
            earliest = self._seen_late(claim)
        about_holder = claim.about_holder
        if about_holder:
            self._end_disputes(claim.best)
        last = self.track.steps[-1]
        changed = outcome.core != former
        if changed or level != last.level or last.leader != -1:
            self._emit(
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
            self._mark(claim)
        self._note(claim, (MADE if changed else CONFIRMS) if outcome.agrees else DISSENTS)

    def _seen_late(self, claim: Claim) -> int:
        """R6: after the last evidence of the former holder, or within the claim's own window."""
        back = claim.best - self.context.observation_window_days
        last = self._evidence_before(claim)
        if last is not None:
            back = max(back, last + 1)
        return min(claim.best, max(min(claim.earliest, back), self.context.first_day))

    def _weak_area(self, claim: Claim) -> None:
        """R3, R4: weak area claims dispute; observations leave places with claims alone."""
        if claim.event_type == "observation" and self.has_own:
            if self.core is not None:
                differs = names_other_holder(self.core, claim, self.context.kinship)
                self._note(claim, DISSENTS if differs else SUPPORTS)
        elif self.following and self.leader is not None and claim.rank in self.leader.applied:
            self.track.applied.add(claim.rank)  # the leader's dispute is the follower's too
        else:
            self._weak(claim)

    def _weak(self, claim: Claim) -> None:
        """R4: dispute, do not flip."""
        assert self.core is not None
        self.track.applied.add(claim.rank)
        differs = names_other_holder(self.core, claim, self.context.kinship)
        claims_it = claim.changes_hands or claim.event_type in {"observation", "declaration"}
        if differs and claims_it:
            floor = self.context.first_day if self.floor is None else self.floor
            start = max(claim.earliest, floor)
            end = start + self.context.dispute_days
            self.open.append(Dispute(start, end, claim.gained_by[0], claim.position))
        hostile = differs or claim.event_type == "contest"
        self._note(claim, DISSENTS if hostile else SUPPORTS)

    def _end_disputes(self, day: int) -> None:
        if not self.open:
            return
        ended = (d._replace(end=min(d.end, day)) for d in self.open)
        self.track.disputes += [d for d in ended if d.start < d.end]
        self.open.clear()

    # -- bookkeeping ---------------------------------------------------------------------

    def _mark(self, claim: Claim) -> None:
        self._add_mark(claim.rank, claim.earliest, claim.latest)

    def _add_mark(self, rank: int, earliest: int, latest: int) -> None:
        self.track.marks.append((rank, earliest, latest))
        self._raise_floor(earliest)

    def _raise_floor(self, earliest: int) -> None:
        if self.floor is None or earliest > self.floor:
            self.floor = earliest

    def _note(self, claim: Claim, role: int) -> None:
        proof = Evidence(claim.rank, claim.best, claim.position, role, not claim.national)
        self.track.note(self.tenure, proof)

    def _note_repeats(self, claim: Claim) -> None:
        """Claims that say the same once more: they confirm, and change nothing."""
        again = self.context.repeats.get(claim.rank)
        if again is None:
            return
        self.track.marks += again.marks
        self._raise_floor(again.floor)
        self.track.tenures[self.tenure] += again.evidence

    def _start_following(self, day: int) -> None:
        if not self.following:
            self.following = True
            self.follow_from = day

    def _leave_leader(self, claim: Claim) -> None:
        """Go one's own way, with the evidence that one had by following (R10)."""
        if not self.following or self.leader is None:
            return
        self._absorb_evidence(claim.rank)
        step = self.leader.core_at(claim.best, claim.rank - 1)
        if step is not None:
            self._copy_evidence(self.leader, step.tenure, claim.rank)
            if step.source != self.leader.node:
                source = self.context.tracks[step.source]
                self._copy_evidence(source, step.source_tenure, claim.rank)
        self._take_disputes(claim.best)
        self.following = False

    def _copy(self, step: Step, level: str, claim: Claim | None = None, earliest: int = 0) -> None:
        """Take over a step of the leader, without its siege where land follows a town.

        With ``claim``, an area claim reached both and puts the target where the leader is, as
        of ``earliest`` at the earliest.
        """
        assert self.leader is not None
        core = step.core if self.target.lockstep else step.core._replace(besieged_by=())
        former = self.track.steps[-1]
        renamed = claim is None and step.cause == SUCCESSION
        hands = core.holder != former.core.holder and not renamed
        if self.target.lockstep:
            source = (step.source, step.source_tenure)
        else:
            source = (self.leader.node, step.tenure)
        if (core, level, self.leader.node, *source) == (
            former.core,
            former.level,
            former.leader,
            former.source,
            former.source_tenure,
        ):
            return
        cause, position, rank = step.cause, step.claim, step.rank
        day, window = step.day, (step.earliest, step.latest)
        if claim is not None:
            cause, position, rank, day = claim.event_type, claim.position, claim.rank, claim.best
            if step.rank != claim.rank or not step.hands:
                window = (earliest, claim.latest)
        if hands:
            self._end_disputes(day)
            if claim is None and position >= 0:
                self._add_mark(rank, *self.context.windows[position])
        self._emit(
            day, rank, core, cause, position, level=level, hands=hands, window=window, source=source
        )

    def _emit(
        self,
        day: int,
        rank: int,
        core: Core,
        cause: str,
        position: int,
        *,
        level: str,
        hands: bool = False,
        window: tuple[int, int] | None = None,
        source: tuple[int, int] | None = None,
    ) -> None:
        self.tenure += hands
        self.core = core
        self.due = self.context.lineage.due(named_in(core)) if self.context.lineage else NEVER
        earliest, latest = window or (day, day)
        leader = self.leader.node if self.following and self.leader is not None else -1
        if source is None and cause == BASELINE and self.leader is not None:
            first = self.leader.steps[0]
            source = (first.source, first.source_tenure) if self.target.lockstep else (leader, 0)
        elif source is None:
            source = (self.track.node, self.tenure)
        self.track.steps.append(
            Step(
                day,
                rank,
                core,
                cause,
                position,
                earliest,
                latest,
                level,
                hands,
                self.tenure,
                leader,
                *source,
            )
        )
