"""A slow, literal replay of the rules R1 to R11, day by day: what the timeline must equal.

It shares nothing with the code it checks but the plain classes of :mod:`mapper.model`, the
area tables and the day numbers. It walks through the days, and on each day through the claims
in the order of R2, and lets every target feel every claim. Windows, disputes and names are
worked out afterwards for each day on its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from mapper.areatables import AreaTables
from mapper.dates import day_number, day_of
from mapper.model import NONE, SHARED, UNKNOWN, State
from mapper.timeline import Rules

HANDS = ("capture", "entry", "handover", "withdrawal")
STRUGGLE = ("contest", "siege_begin", "siege_end", "raid", "attack_repelled")
ABOUT_HOLDER = (*HANDS, "observation", "raid", "attack_repelled")
MADE, CONFIRMS, DISSENTS = "made", "confirms", "dissents"
LONG_AGO, NEVER = -(10**9), 10**9


@dataclass(frozen=True)
class Row:
    """One claim, with its names as read on its best day."""

    rank: int
    position: int
    target: str
    scope: str
    event: str
    gained: tuple[str, ...]
    status: str
    opposed: tuple[str, ...]
    strong: bool
    earliest: int
    best: int
    latest: int
    is_area: bool
    merged: bool = False
    units: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    national: bool = False

    @property
    def shared(self) -> bool:
        """Parties that are one actor by the day of the claim share nothing (R9)."""
        return self.status == "shared" and (len(self.gained) > 1 or not self.merged)


@dataclass(frozen=True)
class Standing:
    """Who governs, with whom, and which struggle goes on."""

    holder: str
    companions: tuple[str, ...] = ()
    shared: bool = False
    contest: tuple[str, ...] | None = None
    besiegers: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.holder, *self.companions)

    @property
    def copied(self) -> Standing:
        """What a follower takes: everything but the siege."""
        return replace(self, besiegers=())

    @property
    def joint(self) -> bool:
        """Shared, and nobody fights over it."""
        return self.status == "shared"

    @property
    def status(self) -> str:
        if self.contest is not None:
            return "contested"
        if self.holder == UNKNOWN:
            return "unknown"
        if self.holder == NONE:
            return "empty"
        return "shared" if self.shared else "held"


@dataclass(frozen=True)
class Change:
    """The holder or the joint rule changed; ``origin`` is the leader's change it copies."""

    rank: float
    best: int
    earliest: int
    latest: int
    standing: Standing
    origin: tuple[Mind, Change] | None = None


@dataclass(frozen=True)
class Dispute:
    """A weak claim that names another holder."""

    claimant: str
    start: int
    rank: int


class Bar(NamedTuple):
    """Bounds that a strong claim about the holder sets to the windows before and after it."""

    rank: float
    earliest: int
    latest: int


class Proof(NamedTuple):
    """A claim that bears on the tenure."""

    position: int
    role: str
    strong: bool
    best: int
    national: bool


@dataclass(frozen=True)
class Since:
    """When the tenure began; the window is worked out at the end for a ``change``."""

    day: int
    cause: str
    change: Change | None = None


@dataclass(frozen=True)
class Night:
    """What is left of a target at the end of a day."""

    standing: Standing
    follows: bool
    since: Since
    proofs: frozenset[tuple[int, str]]
    changes_so_far: int


@dataclass(frozen=True)
class Effect:
    """What a claim did to a target."""

    direct: bool = False
    turned: bool = False
    stepped: bool = False
    disputed: bool = False
    proof: Proof | None = None
    change: Change | None = None
    cause: str = ""


@dataclass(eq=False)
class Mind:
    """A target while the days go by."""

    key: int
    kind: str
    leader: Mind | None = None
    standing: Standing | None = None
    follows: bool = False
    attached: bool = False
    own_strong: bool = False
    since: Since | None = None
    proofs: set[Proof] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    ends: list[Bar] = field(default_factory=list)
    nights: dict[int, Night] = field(default_factory=dict)
    last: dict[int, Standing] = field(default_factory=dict)
    """How things stood at the end of each change's time."""


class Verdict(NamedTuple):
    """What the rules say of a target on a day."""

    state: State
    since: int
    since_earliest: int
    since_latest: int
    cause: str
    claims: dict[str, frozenset[int]]


class Replay:
    """The rules, one day after the other.

    Parameters
    ----------
    claims, places, tables, rules
        As for :func:`mapper.timeline.build_timeline`.
    last_day : int
        The last day to work out (days since 1970-01-01).
    """

    def __init__(
        self,
        claims: pd.DataFrame,
        places: pd.DataFrame,
        tables: AreaTables,
        rules: Rules,
        last_day: int,
    ) -> None:
        self.rules, self.tables = rules, tables
        self.first = day_number(rules.first_day)
        self.last = last_day
        self.unit_count = len(tables.unit_ids)
        self.minds = self._minds(places)
        self.rows = self._rows(claims, places)
        self._live()

    # -- who there is ----------------------------------------------------------------------

    def _minds(self, places: pd.DataFrame) -> dict[int, Mind]:
        """All targets, each after the one it follows: towns, units, villages; bases anywhere."""
        tables, n = self.tables, self.unit_count
        leading = {int(p) for p in (*tables.unit_decider, *tables.place_seat) if p >= 0}
        kinds = {}
        for i, (kind, rank) in enumerate(zip(places["kind"], places["rank"], strict=True)):
            if kind in ("base", "site"):
                kinds[i] = "base"
            else:
                kinds[i] = "village" if rank >= 4 and i not in leading else "town"
        minds: dict[int, Mind] = {}

        def add_town(i: int) -> None:
            if n + i in minds:
                return
            mind = minds[n + i] = Mind(n + i, "town")
            seat = int(tables.place_seat[i])
            if seat >= 0 and seat != i:
                del minds[n + i]
                add_town(seat)
                minds[n + i] = mind
                mind.leader = minds[n + seat]

        for i, kind in kinds.items():
            if kind == "town":
                add_town(i)
            elif kind == "base":
                minds[n + i] = Mind(n + i, "base")
        for u in range(n):
            decider = int(tables.unit_decider[u])
            minds[u] = Mind(u, "unit", minds[n + decider] if decider >= 0 else None)
        for i, kind in kinds.items():
            if kind == "village":
                unit = int(tables.place_unit[i])
                minds[n + i] = Mind(n + i, "village", minds[unit] if unit >= 0 else None)
        baseline = Standing(self.rules.baseline)
        for mind in minds.values():
            mind.attached = mind.follows = mind.leader is not None
            if mind.kind != "base":
                mind.standing = baseline
                mind.since = Since(self.first, "baseline")
                mind.changes.append(Change(-1, self.first, LONG_AGO, LONG_AGO, baseline))
        return minds

    def _rows(self, claims: pd.DataFrame, places: pd.DataFrame) -> list[Row]:
        """The claims in the order of R2, names read on their best day (R9)."""
        position = {p: i for i, p in enumerate(places.index)}
        found = []
        for i, claim in enumerate(claims.to_dict("records")):
            units: frozenset[int] = frozenset()
            inside: frozenset[int] = frozenset()
            best = int(claim["best"])
            is_area = claim["target_id"] not in position
            if is_area:
                area = self.tables.area_on(claim["target_id"], best)
                if area < 0:
                    continue
                units = frozenset(self.tables.area_units[area].tolist())
                inside = frozenset(self.tables.area_places[area].tolist())
            else:
                inside = frozenset([position[claim["target_id"]]])
            row = Row(
                rank=0,
                position=i,
                target=claim["target_id"],
                scope=claim["scope"],
                event=claim["event_type"],
                gained=self._read(claim["gained_by"], best),
                status=claim["status"],
                opposed=self._read(claim["opposed_by"], best),
                strong=claim["confidence"] in ("high", "medium")
                and claim["event_type"] != "declaration",
                earliest=int(claim["earliest"]),
                best=best,
                latest=int(claim["latest"]),
                is_area=is_area,
                merged=len(self._read(claim["gained_by"], best)) < len(claim["gained_by"]),
                units=units,
                places=inside,
                national=len(units) == self.unit_count,
            )
            found.append(row)
        found.sort(key=lambda r: (r.best, not r.is_area, -len(r.units), r.position))
        return [replace(r, rank=i) for i, r in enumerate(found)]

    def _heir(self, name: str, day: int) -> str:
        """The name under which an actor is read on a day."""
        for _ in self.rules.successions:
            for item in self.rules.successions:
                if item.predecessor == name and day_number(item.date) <= day:
                    name = item.successor
                    break
        return name

    def _read(self, names: tuple[str, ...], day: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._heir(name, day) for name in names))

    # -- the days --------------------------------------------------------------------------

    def _live(self) -> None:
        succession_days = {day_number(s.date) for s in self.rules.successions}
        # The days after the last one count too: their windows reach back.
        for day in range(self.first, max([self.last, *(r.best for r in self.rows)]) + 1):
            self._remember()
            if day in succession_days:
                for mind in self.minds.values():
                    self._succeed(mind, day)
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

    def _hear(self, row: Row) -> None:
        effects: dict[int, Effect] = {}
        for mind in self.minds.values():
            effects[mind.key] = self._feel(mind, row, effects)

    def _reaches(self, mind: Mind, row: Row) -> bool:
        if mind.kind == "unit":
            return mind.key in row.units
        if mind.key - self.unit_count not in row.places:
            return False
        return not row.is_area or (row.scope == "all" and mind.kind != "base")

    def _feel(self, mind: Mind, row: Row, effects: dict[int, Effect]) -> Effect:
        """What one claim does to one target; leaders have felt it before."""
        lead = effects[mind.leader.key] if mind.leader is not None else Effect()
        if mind.kind == "village" and not mind.own_strong:
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
        if mind.own_strong and row.event not in HANDS:
            return self._only_evidence(mind, row)
        if mind.leader is None:
            return self._strike(mind, row)
        mind.attached = True
        if lead.direct and (mind.follows or row.event not in STRUGGLE):  # R7 moves no land
            mind.follows = True
            return self._take(mind, row, lead, direct=True)
        mind.follows = False
        return self._strike(mind, row)

    def _feel_village(self, mind: Mind, row: Row, lead: Effect) -> Effect:
        """A village without claims of its own is its land; then it goes its own way."""
        if not row.is_area and self._reaches(mind, row):
            if row.strong:
                mind.own_strong = True
                mind.leader, mind.follows, mind.attached = None, False, False
                return self._strike(mind, row)
            return self._feel_weak(mind, row, Effect())
        land = mind.leader
        if land is None:
            return Effect()
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
        if lead.turned:
            mind.bars.append(Bar(row.rank, row.earliest, row.latest))
        if lead.turned or (self._reaches(mind, row) and row.strong and row.event in ABOUT_HOLDER):
            mind.ends.append(Bar(row.rank, row.best, row.best))
        own = {p for p in mind.proofs if self._is_own(mind, p)}
        if lead.turned:
            own = set()
        mind.proofs = own | land.proofs
        return lead

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
        if lead.proof is not None:
            mind.proofs.add(lead.proof)
        return Effect(proof=lead.proof)

    def _take(self, mind: Mind, row: Row, lead: Effect, *, direct: bool) -> Effect:
        """The follower goes where its leader is."""
        leader = mind.leader
        assert leader is not None and leader.standing is not None and mind.standing is not None
        old, new = mind.standing, leader.standing.copied
        turned = old.holder != new.holder
        change = None
        if turned or old.joint != new.joint:
            copied = lead.change is not None and (lead.turned or not turned)
            origin = (leader, lead.change) if copied and lead.change is not None else None
            earliest = row.earliest
            if origin is None and row.event == "observation" and turned:
                earliest = self._seen_late(mind, row)
            change = Change(row.rank, row.best, earliest, row.latest, new, origin)
            mind.changes.append(change)
        proof = lead.proof
        if turned:
            mind.since = Since(row.best, lead.cause or row.event, change)
            mind.proofs = {self._proof(row, MADE)} if direct else set()
            if proof is not None and proof.role == CONFIRMS:
                proof = proof._replace(role=MADE)
        mind.proofs |= leader.proofs
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

    def _same(self, holder: str, name: str, day: int) -> bool:
        """Whether a claim names the governing holder; a generic actor may stand for a specific."""
        if holder == name:
            return True
        generic = [
            n in self.rules.actors and self.rules.actors[n].kind == "generic"
            for n in (holder, name)
        ]
        if generic.count(True) != 1:
            return False
        blocs = [
            {m.bloc_id for m in self.rules.members if m.actor_id == n and m.holds_on(day_of(day))}
            for n in (holder, name)
        ]
        return bool(blocs[0] & blocs[1])

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
        if old is None:
            return self._first_of_base(mind, row)
        differs = not self._same(old.holder, row.gained[0], row.best)
        if row.event in HANDS:  # kinship is for those who only saw it (R6)
            differs = old.holder != row.gained[0]
        if row.event in STRUGGLE:
            new = self._struggle(old, row, named=not differs)
            role = DISSENTS if differs else CONFIRMS
        elif differs:
            new = self._new_holder(row)
            role = MADE
        else:
            new = self._renewed(old, row)
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
        if role == CONFIRMS and new != old:
            role = MADE
        proof = self._proof(row, role)
        mind.proofs.add(proof)
        self._bar(mind, row)
        mind.standing = new
        stepped = old.copied != new.copied
        return Effect(True, turned, stepped, False, proof, change, row.event)

    def _first_of_base(self, mind: Mind, row: Row) -> Effect:
        mind.own_strong = True
        standing = self._new_holder(row)
        if row.event in STRUGGLE:
            standing = self._struggle(Standing(row.gained[0]), row, named=True)
        change = self._begin(mind, row, standing)
        proof = self._proof(row, MADE)
        mind.proofs = {proof}
        self._bar(mind, row)
        return Effect(True, True, True, False, proof, change, row.event)

    @staticmethod
    def _new_holder(row: Row) -> Standing:
        return Standing(
            row.gained[0],
            row.gained[1:],
            row.shared,
            row.opposed if row.status == "contested" else None,
            (row.opposed or (UNKNOWN,)) if row.status == "besieged" else (),
        )

    @staticmethod
    def _renewed(old: Standing, row: Row) -> Standing:
        """Hands that do not change: the siege goes on."""
        besiegers = tuple(n for n in old.besiegers if n not in row.gained)
        if row.status == "besieged":
            besiegers = _joined(besiegers, row.opposed or (() if besiegers else (UNKNOWN,)))
        new = replace(
            old,
            contest=row.opposed if row.status == "contested" else None,
            besiegers=besiegers,
        )
        if old.holder != row.gained[0]:  # a generic actor for a specific one, or the reverse
            return new
        return replace(new, companions=row.gained[1:], shared=row.shared)

    @staticmethod
    def _struggle(old: Standing, row: Row, *, named: bool) -> Standing:
        """R7: contests, sieges, raids and repelled attacks."""
        new = old
        if named:
            more = (n for n in row.gained[1:] if n != old.holder)
            new = replace(new, companions=_joined(new.companions, tuple(more)))
        foes = tuple(n for n in row.opposed if n != old.holder)  # nobody besieges himself
        goes_on = row.event == "attack_repelled" and row.status == "contested"
        if row.event == "contest" or goes_on:
            new = replace(new, contest=_joined(new.contest or (), foes))
        if row.event == "contest":
            staying = tuple(n for n in new.companions if n not in (new.contest or ()))
            kept = new.shared and staying == new.companions
            new = replace(new, companions=staying, shared=kept)
        if row.event == "attack_repelled" and not goes_on:
            new = replace(new, contest=None)
        besieging = row.event == "attack_repelled" and row.status == "besieged"
        if row.event == "siege_begin" or besieging:
            unnamed = (UNKNOWN,) if row.event == "siege_begin" or not new.besiegers else ()
            new = replace(new, besiegers=_joined(new.besiegers, foes or unnamed))
        if row.event == "siege_end":
            left = tuple(n for n in new.besiegers if n not in row.opposed) if row.opposed else ()
            new = replace(new, besiegers=left)
        return new

    # -- afterwards ------------------------------------------------------------------------

    def _window(self, mind: Mind, change: Change) -> tuple[int, int]:
        """R5: the window of a change, clipped so that the order of changes is kept."""
        if change.origin is not None:
            earliest, latest = self._window(*change.origin)
        else:
            earliest, latest = change.earliest, change.latest
        before = [b.earliest for b in mind.bars if b.rank < change.rank]
        after = [b.latest for b in mind.bars if b.rank > change.rank]
        earliest = min(max([earliest, *before]), change.best)
        latest = max(min([latest, *after]), change.best)
        return earliest, latest

    def _claimants(self, mind: Mind, day: int) -> set[str]:
        """Who a target's weak claims name on a day, its own and, while it follows, its leader's."""
        names = set()
        for dispute in mind.disputes:
            stops = [b.earliest for b in mind.ends if b.rank > dispute.rank]
            end = min([dispute.start + self.rules.dispute_days, *stops])
            if dispute.start <= day < end:
                names.add(self._heir(dispute.claimant, day))
        night = mind.nights[day]
        leader = self._leader_of_night(mind)
        if night.follows and leader is not None:
            names |= self._claimants(leader, day)
        return names

    def _leader_of_night(self, mind: Mind) -> Mind | None:
        """The leader that a target has or had: it follows only on nights that say so."""
        n = self.unit_count
        if mind.leader is not None or mind.kind == "base":
            return mind.leader
        if mind.kind == "unit":
            i = int(self.tables.unit_decider[mind.key])
            return self.minds[n + i] if i >= 0 else None
        if mind.kind == "village":
            i = int(self.tables.place_unit[mind.key - n])
            return self.minds[i] if i >= 0 else None
        i = int(self.tables.place_seat[mind.key - n])
        return self.minds[n + i] if i >= 0 and n + i != mind.key else None

    def _possible(self, mind: Mind, day: int) -> list[tuple[bool, tuple[str, ...]]]:
        """R5: whether shared, and the parties, of each possibility on a day."""
        windows = [self._window(mind, change) for change in mind.changes]
        found = []
        for k in range(len(mind.changes)):
            begins = windows[k][0] if k else LONG_AGO
            ends = windows[k + 1][1] if k + 1 < len(windows) else NEVER
            if begins <= day < ends:
                found.append(self._as_called(mind, k, day))
        return found

    def _as_called(self, mind: Mind, k: int, day: int) -> tuple[bool, tuple[str, ...]]:
        """A possibility under the names of the day (R9).

        A coming holder goes by the name of its predecessor where that one is there already
        and the claim was only read as its successor.
        """
        change, night = mind.changes[k], mind.nights[day]
        if k == night.changes_so_far - 1:
            return self._parties(night.standing, day)
        if k < night.changes_so_far:
            return self._parties(mind.last[k], day)
        shared, parties = self._parties(change.standing, day)
        present = night.standing.parties
        older = [self._predecessor(n, present, day, change.best) for n in parties]
        return shared, tuple(dict.fromkeys(older))

    def _predecessor(self, name: str, present: tuple[str, ...], day: int, best: int) -> str:
        """Who of those present will have become ``name`` by the best day; else ``name``."""
        for one in reversed(present):
            if one != name and self._heir(one, best) == name:
                return one
        return name

    def _parties(self, standing: Standing, day: int) -> tuple[bool, tuple[str, ...]]:
        if not standing.joint:
            return False, (self._heir(standing.holder, day),)
        parties = self._read(standing.parties, day)
        return (True, parties) if len(parties) > 1 else (False, parties)

    def _uncertain_with(self, mind: Mind, day: int) -> set[str]:
        possible = self._possible(mind, day)
        if len(possible) < 2:
            return set()
        now = mind.nights[day].standing
        names: set[str] = set()
        for shared, parties in possible:
            names |= {SHARED, *parties} if shared else set(parties)
        if now.status == "shared":
            alone = {parties[0] for shared, parties in possible if not shared}
            names -= {p for p in now.parties if p not in alone}
            return names - {SHARED}
        return names - {now.holder}

    def _between(self, mind: Mind, day: int) -> set[str]:
        night = mind.nights[day]
        if night.standing.holder != UNKNOWN:
            return set()
        known = [c.standing.holder != UNKNOWN for c in mind.changes]
        former = [i for i in range(night.changes_so_far) if known[i]][-1:]
        coming = [i for i in range(night.changes_so_far, len(known)) if known[i]][:1]
        names: set[str] = set()
        for i in former:
            names |= set(self._parties(mind.last[i], day)[1])
        for i in coming:
            names |= set(self._parties(mind.changes[i].standing, day)[1])
        return names

    def verdict(self, target: int, day: int) -> Verdict | None:
        """What is so at the end of a day; None where the target does not exist yet."""
        mind = self.minds[target]
        night = mind.nights.get(day)
        if night is None:
            return None
        now = night.standing
        state = State(
            now.holder,
            now.companions,
            now.status,
            now.contest or (),
            now.besiegers,
            tuple(sorted(self._claimants(mind, day) - {now.holder})),
            tuple(sorted(self._uncertain_with(mind, day))),
            tuple(sorted(self._between(mind, day))),
        )
        window = (night.since.day, night.since.day)
        if night.since.change is not None:
            window = self._window(mind, night.since.change)
        claims = {
            role: frozenset(p for p, r in night.proofs if r == role)
            for role in (MADE, CONFIRMS, DISSENTS)
        }
        claims[CONFIRMS] -= claims[MADE]
        return Verdict(state, night.since.day, *window, night.since.cause, claims)


def _joined(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))
