"""Whom and what the literal replay knows: its targets, its claims in order, and names (R2, R9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from replaymind import LONG_AGO, Change, Mind, Row, Since, Standing

from mapper.core.dates import day_number, day_of
from mapper.rules.land import AreaTables
from mapper.rules.timeline import Rules


class Cast:
    """All targets and claims of a case, and who is read as whom.

    Parameters
    ----------
    claims, places, tables, rules
        As for :func:`mapper.rules.timeline.build_timeline`.
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
                units, inside = self._inside(area)
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
                opposed=self._opponents(claim, best),
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
                left_out=self._left_out(claim.get("excepted") or (), position, best),
            )
            found.append(row)
        found.sort(
            key=lambda r: (
                *(r.best, r.event != "baseline", not r.is_area),
                *(-len(r.units), r.position),
            )
        )
        return [replace(r, rank=i) for i, r in enumerate(found)]

    def _inside(self, area: int) -> tuple[frozenset[int], frozenset[int]]:
        """Units and places of an area."""
        units, places = self.tables.area_units[area], self.tables.area_places[area]
        return frozenset(units.tolist()), frozenset(places.tolist())

    def _left_out(self, ids: tuple[str, ...], position: dict[str, int], day: int) -> frozenset[int]:
        """The targets in what a row leaves out, on its best day."""
        found: set[int] = set()
        for name in ids:
            if name in position:
                found.add(self.unit_count + position[name])
                continue
            area = self.tables.area_on(name, day)
            if area >= 0:
                units, places = self._inside(area)
                found |= units | {self.unit_count + place for place in places}
        return frozenset(found)

    def _opponents(self, claim: dict[str, Any], day: int) -> tuple[str, ...]:
        """Nobody opposes what he holds by the same row; a siege may end because he does (R9)."""
        named = self._read(claim["opposed_by"], day)
        if claim["event_type"] == "siege_end":
            return named
        return tuple(n for n in named if n not in self._read(claim["gained_by"], day))

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
