"""The record of one target while its claims are read: where it stands, and what is noted for it.

Whoever applies claims (:mod:`mapper.rules.apply`) or follows another target
(:mod:`mapper.rules.follow`) writes here; what is written is a :class:`~mapper.rules.track.Track`.
"""

from __future__ import annotations

from mapper.core.lineage import NEVER
from mapper.rules.effects import Claim, Core, named_in, succeed
from mapper.rules.track import (
    LAPSE,
    SUCCESSION,
    Context,
    Dispute,
    Evidence,
    Renewal,
    Step,
    Target,
    Track,
)

__all__ = ["BASELINE_RANK", "SUCCESSION_RANK", "Record"]

SUCCESSION_RANK = -1
"""On its day a succession or a lapse comes before all claims (R7, R9)."""
BASELINE_RANK = SUCCESSION_RANK - 1
"""What everything begins with (R1)."""


class Record:
    """The track of a target as far as it is written.

    Attributes
    ----------
    core : Core or None
        What strong claims say at present; None of a base that no claim has named yet (R1).
    tenure : int
        The tenure that evidence is noted for: each change of hands begins one.
    open : list of Dispute
        Weak claims that nothing has ended yet (R4).
    floor : int or None
        The last of the earliest days of all marks: no dispute begins before it.
    due : int
        The next day on which somebody of the core is succeeded (R9).
    renewed : int
        Day of the last claim that showed that a contest goes on (R7).
    lapse : int
        The day on which the contest of the core lapses, if nothing renews it (R7).
    """

    __slots__ = (
        *("context", "core", "due", "floor", "lapse", "open", "renewed", "target", "tenure"),
        "track",
    )

    def __init__(self, target: Target, context: Context) -> None:
        self.target, self.context = target, context
        self.track = Track(target.node)
        self.core: Core | None = None
        self.tenure = 0
        self.open: list[Dispute] = []
        self.floor: int | None = None
        self.due = self.lapse = NEVER
        self.renewed = context.first_day

    @property
    def last(self) -> Step:
        """The step that holds at present."""
        return self.track.steps[-1]

    def step(
        self,
        day: int,
        rank: int,
        core: Core,
        cause: str,
        claim: int,
        *,
        level: str,
        hands: bool = False,
        window: tuple[int, int] | None = None,
        leader: int = -1,
        source: tuple[int, int] | None = None,
    ) -> None:
        """Write a step: the core from a day on.

        ``window`` bounds the day; ``leader`` is who is followed; ``source`` whose evidence it
        rests on, as target and tenure: one's own unless it is given.
        """
        self.tenure += hands
        self.core = core
        self.due = self.context.lineage.due(named_in(core)) if self.context.lineage else NEVER
        self._wait()
        earliest, latest = window or (day, day)
        whose, whose_tenure = source or (self.track.node, self.tenure)
        self.track.steps.append(
            Step.__new__(  # keywords as quick as positions: a call of the class packs a dict
                Step,
                day=day,
                rank=rank,
                core=core,
                cause=cause,
                claim=claim,
                earliest=earliest,
                latest=latest,
                level=level,
                hands=hands,
                tenure=self.tenure,
                leader=leader,
                source=whose,
                source_tenure=whose_tenure,
            )
        )

    def pass_until(self, day: int) -> None:
        """Every succession (R9) and lapse of a contest (R7) up to a day, that day's included."""
        while (due := min(self.due, self.lapse)) <= day and due != NEVER:
            assert self.core is not None
            cause, after = LAPSE, self.core._replace(contested_by=None)
            if self.due <= self.lapse:
                heirs = self.context.lineage.heirs(named_in(self.core), due)
                cause, after = SUCCESSION, succeed(self.core, heirs)
            self.step(due, SUCCESSION_RANK, after, cause, -1, level=self.last.level)

    def renew(self, claim: Claim) -> None:
        """R7: a claim that shows that a contest goes on puts its lapse off."""
        if self.context.contest_days and claim.renews:
            self.renew_by(Renewal(claim.rank, claim.best, claim.position))

    def renew_by(self, renewal: Renewal) -> None:
        """The same for what is known of such a claim."""
        self.track.renewals.append(renewal)
        self.renewed = max(self.renewed, renewal.day)
        self._wait()

    def _wait(self) -> None:
        """Work out when the contest of the core lapses."""
        days = self.context.contest_days
        fought = days and self.core is not None and self.core.contested_by is not None
        self.lapse = self.renewed + days if fought else NEVER

    def dispute(self, claim: Claim) -> None:
        """R4: a weak claim that names another holder, from its earliest day on."""
        floor = self.context.first_day if self.floor is None else self.floor
        start = max(claim.earliest, floor)
        end = start + self.context.dispute_days
        self.open.append(Dispute(start, end, claim.gained_by[0], claim.position))

    def end_disputes(self, day: int) -> None:
        """R4: a strong claim about the holder ends what was disputed."""
        if not self.open:
            return
        ended = (d._replace(end=min(d.end, day)) for d in self.open)
        self.track.disputes += [d for d in ended if d.start < d.end]
        self.open.clear()

    def mark(self, rank: int, earliest: int, latest: int) -> None:
        """Keep the window of a strong claim about the holder: changes keep its order (R5)."""
        self.track.marks.append((rank, earliest, latest))
        self._raise_floor(earliest)

    def note(self, claim: Claim, role: int) -> None:
        """Note a claim as evidence for the present tenure (R10)."""
        proof = Evidence(claim.rank, claim.best, claim.position, role, not claim.national)
        self.track.note(self.tenure, proof)

    def note_repeats(self, claim: Claim) -> None:
        """Note the claims that say the same once more: they confirm, and change nothing."""
        again = self.context.repeats.get(claim.rank)
        if again is None:
            return
        self.track.marks += again.marks
        self._raise_floor(again.floor)
        self.track.tenures[self.tenure] += again.evidence

    def _raise_floor(self, earliest: int) -> None:
        if self.floor is None or earliest > self.floor:
            self.floor = earliest
