"""The days of the literal replay: what every claim does to every target."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from replaycast import Cast
from replaymind import (
    ABOUT_HOLDER,
    CONFIRMS,
    DISSENTS,
    FIGHTS,
    HANDS,
    MADE,
    STRUGGLE,
    Bar,
    Change,
    Dispute,
    Effect,
    Mind,
    Night,
    Proof,
    Row,
    Since,
    Standing,
    new_holder,
    renewed,
    struggle,
)

from mapper.core.dates import day_number
from mapper.core.model import UNKNOWN


class Days(Cast):
    """Lets every target feel every claim, one day after the other.

    Parameters
    ----------
    *case
        As for :class:`replaycast.Cast`.
    """

    def __init__(self, *case: Any) -> None:
        super().__init__(*case)
        self._live()

    # -- the days --------------------------------------------------------------------------

    def _live(self) -> None:
        succession_days = {day_number(s.date) for s in self.rules.successions}
        # The days after the last one count too: their windows reach back.
        for day in range(self.first, max([self.last, *(r.best for r in self.rows)]) + 1):
            self._remember()
            if day in succession_days:
                for mind in self.minds.values():
                    self._succeed(mind, day)
            if self.rules.contest_days:
                self._remember()
                self._lapse(day)
                self._remember()
            for row in self.rows:
                if row.best == day:
                    self._hear(row)
                    self._remember()
            self._remember()
            for mind in self.minds.values():
                if mind.standing is not None:
                    assert mind.since is not None
                    mind.nights[day] = Night(
                        mind.standing,
                        mind.follows,
                        mind.since,
                        frozenset((p.position, p.role) for p in mind.proofs),
                        len(mind.changes),
                    )

    def _remember(self) -> None:
        for mind in self.minds.values():
            if mind.standing is not None:
                mind.last[len(mind.changes) - 1] = mind.standing

    def _succeed(self, mind: Mind, day: int) -> None:
        old = mind.standing
        if old is None:
            return
        holder = self._heir(old.holder, day)
        others = [n for n in self._read(old.companions, day) if n != holder]
        contest = old.contest
        if contest:
            left = tuple(n for n in self._read(contest, day) if n != holder and n not in others)
            contest = left or None
        new = Standing(
            holder,
            tuple(others),
            old.shared and (bool(others) or not old.companions),
            contest,
            tuple(
                n
                for n in self._read(old.besiegers, day)
                if n == UNKNOWN or (n != holder and n not in others)
            ),
        )
        mind.standing = new
        if holder != old.holder:
            mind.since = Since(day, "succession")

    def _lapse(self, day: int) -> None:
        """R7: a contest that nothing renewed is over; followers go with their leader."""
        rank = max([-1, *(r.rank for r in self.rows if r.best < day)]) + 0.5
        over: set[int] = set()
        for mind in self.minds.values():
            old = mind.standing
            if old is None or old.contest is None:
                continue
            if mind.leader is not None and mind.follows:
                ends = mind.leader.key in over
            else:
                last = max([self.first, *(on for on, _ in mind.renewals)])
                ends = day >= last + self.rules.contest_days
            if not ends:
                continue
            over.add(mind.key)
            if self._is_its_land(mind):
                self._mirror(mind)
                continue
            mind.standing = replace(old, contest=None)
            if mind.standing.joint != old.joint:
                mind.changes.append(Change(rank, day, day, day, mind.standing))

    def _hear(self, row: Row) -> None:
        effects: dict[int, Effect] = {}
        for mind in self.minds.values():
            effects[mind.key] = Effect()
            if row.event == "clash":
                self._notice(mind, row)
            else:
                effects[mind.key] = self._feel(mind, row, effects)
        for mind in self.minds.values():
            if mind.follows and mind.leader is not None:
                led = {r for r in mind.leader.renewals if r[1] not in mind.ignored}
                mind.renewals |= led

    def _notice(self, mind: Mind, row: Row) -> None:
        """R7: a clash may show that a contest goes on."""
        apart = row.is_area and mind.kind != "unit" and mind.own_strong
        if self._reaches(mind, row) and not mind.follows and not apart:
            self._renew(mind, row)

    @staticmethod
    def _renew(mind: Mind, row: Row) -> None:
        if row.strong and (row.event in FIGHTS or row.status == "contested"):
            mind.renewals.add((row.best, row.position))

    def _reaches(self, mind: Mind, row: Row) -> bool:
        if row.is_area and mind.key in row.left_out:
            return False
        if mind.kind == "unit":
            return mind.key in row.units
        if mind.key - self.unit_count not in row.places:
            return False
        return not row.is_area or (row.scope == "all" and mind.kind != "base")

    def _feel(self, mind: Mind, row: Row, effects: dict[int, Effect]) -> Effect:
        """What one claim does to one target; leaders have felt it before."""
        lead = effects[mind.leader.key] if mind.leader is not None else Effect()
        if mind.key in row.left_out:
            mind.ignored.add(row.position)
            if mind.follows and lead.stepped:
                mind.follows, mind.parted = False, True
            return Effect()
        if self._is_its_land(mind):
            return self._feel_village(mind, row, lead)
        moved = self._follow_steps(mind, lead, row) if not self._reaches(mind, row) else None
        if moved is not None:
            return moved
        if not row.strong:
            return self._feel_weak(mind, row, lead)
        if not row.is_area:
            mind.own_strong = True
            mind.leader, mind.follows, mind.attached = None, False, False
            return self._strike(mind, row)
        if row.scope == "countryside":
            mind.follows = mind.attached = False
            return self._strike(mind, row)
        if row.event == "baseline" and self._leads_from_outside(mind, row):
            mind.follows = mind.attached = False
            return self._strike(mind, row)
        if mind.own_strong and row.event not in HANDS:
            return self._only_evidence(mind, row)
        if mind.leader is None:
            return self._strike(mind, row)
        mind.attached = mind.attached or row.event != "baseline"
        if (
            mind.attached and lead.direct and (mind.follows or row.event not in STRUGGLE)
        ):  # R7 moves no land
            mind.follows = True
            return self._take(mind, row, lead, direct=True)
        mind.follows = False
        return self._strike(mind, row)

    def _leads_from_outside(self, mind: Mind, row: Row) -> bool:
        """Whether a target follows somebody outside the area of a row of ``baseline.csv`` (R1)."""
        return mind.leader is not None and mind.leader.key - self.unit_count not in row.places

    @staticmethod
    def _is_its_land(mind: Mind) -> bool:
        """Whether a village has the state of its land."""
        return mind.kind == "village" and not mind.own_strong and not mind.parted

    def _feel_village(self, mind: Mind, row: Row, lead: Effect) -> Effect:
        """A village without claims of its own is its land; then it goes its own way."""
        if not row.is_area and self._reaches(mind, row):
            if row.strong:
                mind.own_strong = True
                mind.leader, mind.follows, mind.attached = None, False, False
                return self._strike(mind, row)
            return self._feel_weak(mind, row, Effect())
        if mind.leader is None:
            return Effect()
        if lead.turned:
            mind.bars.append(Bar(row.rank, row.earliest, row.latest))
        if lead.turned or (self._reaches(mind, row) and row.strong and row.event in ABOUT_HOLDER):
            mind.ends.append(Bar(row.rank, row.best, row.best))
        own = set() if lead.turned else {p for p in mind.proofs if self._is_own(mind, p)}
        self._mirror(mind)
        mind.proofs = own | self._heard_by(mind)
        return lead

    @staticmethod
    def _heard_by(mind: Mind) -> set[Proof]:
        """What a follower's leader rests on, without what leaves the follower out."""
        assert mind.leader is not None
        return {p for p in mind.leader.proofs if p.position not in mind.ignored}

    @staticmethod
    def _mirror(mind: Mind) -> None:
        """A village has the state of its land."""
        land = mind.leader
        assert land is not None
        mind.standing, mind.since = land.standing, land.since
        mind.changes = [
            c if c.origin is not None and c.origin[0] is land else replace(c, origin=(land, c))
            for c in land.changes
        ]
        if mind.since is not None and mind.since.change is not None:
            turn = mind.since.change
            mind.since = replace(
                mind.since, change=next(c for c in mind.changes if c.rank == turn.rank)
            )

    def _is_own(self, mind: Mind, proof: Proof) -> bool:
        return any(
            r.position == proof.position and not r.is_area and self._reaches(mind, r)
            for r in self.rows
        )

    def _follow_steps(self, mind: Mind, lead: Effect, row: Row) -> Effect:
        """R8: the leader's steps and evidence, for a claim that does not reach the follower."""
        leader = mind.leader
        if leader is None or not mind.attached or leader.standing is None:
            return Effect()
        assert mind.standing is not None
        if not mind.follows:
            same = leader.standing.holder == mind.standing.holder
            if not (lead.stepped and (lead.turned or same)):
                return Effect()
            mind.follows = True
            return self._take(mind, row, lead, direct=False)
        if lead.stepped:
            return self._take(mind, row, lead, direct=False)
        mind.proofs |= self._heard_by(mind)  # those too that came with whom the leader joined
        return Effect(proof=lead.proof)

    def _take(self, mind: Mind, row: Row, lead: Effect, *, direct: bool) -> Effect:
        """The follower goes where its leader is."""
        leader = mind.leader
        assert leader is not None and leader.standing is not None and mind.standing is not None
        old, new = mind.standing, leader.standing.copied
        turned = old.holder != new.holder
        origin = None
        if lead.stepped and lead.turned == turned:
            step = Change(row.rank, row.best, row.earliest, row.latest, leader.standing)
            origin = (leader, lead.change or step)
        earliest = row.earliest
        if origin is None and row.event == "observation" and turned:
            earliest = self._seen_late(mind, row)
        change = Change(row.rank, row.best, earliest, row.latest, new, origin)
        if turned or old.joint != new.joint:
            mind.changes.append(change)
        proof = lead.proof
        if turned:
            mind.since = Since(row.best, lead.cause or row.event, change)
            mind.proofs = {self._proof(row, MADE)} if direct else set()
            if proof is not None and proof.role == CONFIRMS:
                proof = proof._replace(role=MADE)
        mind.proofs |= self._heard_by(mind)
        if proof is not None:
            mind.proofs.add(proof)
        if turned or (direct and row.event in ABOUT_HOLDER):
            mind.bars.append(Bar(row.rank, row.earliest, row.latest))
            mind.ends.append(Bar(row.rank, row.best, row.best))
        mind.standing = new
        return Effect(
            direct=direct,
            turned=turned,
            stepped=old.copied != new,
            proof=proof,
            change=change,
            cause=lead.cause or row.event,
        )

    # -- what a claim says -----------------------------------------------------------------

    @staticmethod
    def _bar(mind: Mind, row: Row) -> None:
        """A strong claim about the holder ends disputes and bounds windows."""
        if row.event in ABOUT_HOLDER:
            mind.bars.append(Bar(row.rank, row.earliest, row.latest))
            mind.ends.append(Bar(row.rank, row.best, row.best))

    def _seen_late(self, mind: Mind, row: Row) -> int:
        """R6: the earliest day of a change that an observation shows."""
        known = [
            p.best
            for p in mind.proofs
            if p.strong and p.role in (MADE, CONFIRMS) and not p.national
        ]
        reach = row.best - self.rules.observation_window_days
        if known:
            reach = max(reach, max(known) + 1)
        # Its own window is as open as that of any other claim; before it, the reach counts.
        return min(max(self.first, min(row.earliest, reach)), row.best)

    def _only_evidence(self, mind: Mind, row: Row) -> Effect:
        assert mind.standing is not None
        agrees = self._same(mind.standing.holder, row.gained[0], row.best)
        proof = self._proof(row, CONFIRMS if agrees else DISSENTS)
        mind.proofs.add(proof)
        return Effect(proof=proof)

    @staticmethod
    def _proof(row: Row, role: str) -> Proof:
        return Proof(row.position, role, row.strong, row.best, row.national)

    def _feel_weak(self, mind: Mind, row: Row, lead: Effect) -> Effect:
        """R4: a weak claim disputes at most."""
        if mind.standing is None:
            self._begin(mind, row, Standing(UNKNOWN))
            assert mind.standing is not None
        agrees = self._same(mind.standing.holder, row.gained[0], row.best)
        hostile = not agrees or row.event == "contest"  # what is shown is a quiet holder
        proof = self._proof(row, DISSENTS if hostile else CONFIRMS)
        mind.proofs.add(proof)
        speaks = row.event in (*HANDS, "observation", "declaration")
        seen_only = row.is_area and mind.own_strong and row.event == "observation"
        if agrees or not speaks or seen_only:
            return Effect(proof=proof)
        if not (mind.follows and lead.disputed):
            start = max([row.earliest, *(b.earliest for b in mind.bars)])
            mind.disputes.append(Dispute(row.gained[0], start, row.rank))
        return Effect(proof=proof, disputed=True)

    def _begin(self, mind: Mind, row: Row, standing: Standing) -> Change:
        """The first day of a base."""
        change = Change(row.rank, row.best, row.earliest, row.latest, standing)
        mind.changes.append(change)
        mind.standing = standing
        mind.since = Since(row.best, row.event)
        return change

    def _strike(self, mind: Mind, row: Row) -> Effect:
        """A strong claim takes effect on a target."""
        old = mind.standing
        self._renew(mind, row)
        if old is None:
            return self._first_of_base(mind, row)
        differs = not self._same(old.holder, row.gained[0], row.best)
        if row.event in (*HANDS, "baseline"):  # kinship is for those who only saw it (R6)
            differs = old.holder != row.gained[0]
        if row.event in STRUGGLE:
            new = struggle(old, row, named=not differs)
            role = DISSENTS if differs else CONFIRMS
        elif differs:
            new = new_holder(row)
            role = MADE
        else:
            new = renewed(old, row)
            role = CONFIRMS
        return self._settle(mind, row, new, role)

    def _settle(self, mind: Mind, row: Row, new: Standing, role: str) -> Effect:
        old = mind.standing
        assert old is not None
        turned = old.holder != new.holder
        change = None
        if turned or old.joint != new.joint:
            earliest = row.earliest
            if turned and row.event == "observation":
                earliest = self._seen_late(mind, row)
            change = Change(row.rank, row.best, earliest, row.latest, new)
            mind.changes.append(change)
        if turned:
            mind.since = Since(row.best, row.event, change)
            mind.proofs = set()
        if role == CONFIRMS and (new != old or row.event == "baseline"):
            role = MADE
        proof = self._proof(row, role)
        mind.proofs.add(proof)
        self._bar(mind, row)
        mind.standing = new
        stepped = old.copied != new.copied
        return Effect(True, turned, stepped, False, proof, change, row.event)

    def _first_of_base(self, mind: Mind, row: Row) -> Effect:
        mind.own_strong = True
        standing = new_holder(row)
        if row.event in STRUGGLE:
            standing = struggle(Standing(row.gained[0]), row, named=True)
        change = self._begin(mind, row, standing)
        proof = self._proof(row, MADE)
        mind.proofs = {proof}
        mind.bars.append(Bar(row.rank, row.earliest, row.latest))  # it is there from then on
        return Effect(True, True, True, False, proof, change, row.event)
