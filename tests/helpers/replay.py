"""A slow, literal replay of the rules R1 to R11, day by day: what the timeline must equal.

It shares nothing with the code it checks but the plain classes of :mod:`mapper.core.model`, the
area tables and the day numbers. It walks through the days, and on each day through the claims
in the order of R2, and lets every target feel every claim. Windows, disputes and names are
worked out afterwards for each day on its own.
"""

from __future__ import annotations

from typing import NamedTuple

from replaydays import Days
from replaymind import (
    CONFIRMS,
    DISSENTS,
    LONG_AGO,
    MADE,
    NEVER,
    Change,
    Mind,
    Standing,
)

from mapper.core.model import SHARED, UNKNOWN, State


class Verdict(NamedTuple):
    """What the rules say of a target on a day."""

    state: State
    since: int
    since_earliest: int
    since_latest: int
    cause: str
    claims: dict[str, frozenset[int]]


class Replay(Days):
    """The rules, one day after the other, and what is said of each day afterwards."""

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

    def _claimants(self, mind: Mind, day: int, deaf: frozenset[int] = frozenset()) -> set[str]:
        """Who a target's weak claims name on a day, its own and, while it follows, its leader's.

        ``deaf`` are the positions of claims that leave out who asks.
        """
        names = set()
        deaf |= mind.ignored
        for dispute in mind.disputes:
            if self.rows[dispute.rank].position in deaf:
                continue
            stops = [b.earliest for b in mind.ends if b.rank > dispute.rank]
            end = min([dispute.start + self.rules.dispute_days, *stops])
            if dispute.start <= day < end:
                names.add(self._heir(dispute.claimant, day))
        night = mind.nights[day]
        leader = self._leader_of_night(mind)
        if night.follows and leader is not None:
            names |= self._claimants(leader, day, deaf)
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
        for one in present:
            if one != name and self._heir(one, best) == name:
                return one
        return name

    def _parties(self, standing: Standing, day: int) -> tuple[bool, tuple[str, ...]]:
        if not standing.joint:
            return False, (self._heir(standing.holder, day),)
        parties = self._read(standing.parties, day)
        merged = len(parties) == 1 < len(standing.parties)  # what is one shares nothing (R9)
        return not merged, parties

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
