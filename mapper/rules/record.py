"""The record of one target while its claims are read: where it stands, and what is noted for it.

Whoever applies claims (:mod:`mapper.rules.apply`) or follows another target
(:mod:`mapper.rules.follow`) writes here; what is written is a :class:`~mapper.rules.track.Track`.
"""

from __future__ import annotations

from mapper.core.lineage import NEVER
from mapper.rules.effects import Claim, Core, named_in, succeed
from mapper.rules.track import SUCCESSION, Context, Dispute, Evidence, Step, Target, Track

__all__ = ["SUCCESSION_RANK", "Record"]

SUCCESSION_RANK = -1
"""On its day a succession comes before all claims (R9)."""


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
    """

    __slots__ = ("context", "core", "due", "floor", "open", "target", "tenure", "track")

    def __init__(self, target: Target, context: Context) -> None:
        self.target, self.context = target, context
        self.track = Track(target.node)
        self.core: Core | None = None
        self.tenure = 0
        self.open: list[Dispute] = []
        self.floor: int | None = None
        self.due = NEVER

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

    def succeed_until(self, day: int) -> None:
        """R9: every succession up to a day, that day's included."""
        while self.due <= day and self.due != NEVER:
            assert self.core is not None
            names = named_in(self.core)
            after = succeed(self.core, self.context.lineage.heirs(names, self.due))
            self.step(self.due, SUCCESSION_RANK, after, SUCCESSION, -1, level=self.last.level)

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
