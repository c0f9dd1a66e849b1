"""What all doubts stand on: a case, its areas, and the tracks that the rules made of its claims.

The rules run once; each module of doubts walks only what it needs of the tracks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from mapper.areas.areamodel import AreaModel
from mapper.areas.models import build_areas
from mapper.case import schema
from mapper.case.baseline import COLUMN_OF
from mapper.case.read import Case
from mapper.case.rest import Rest
from mapper.core.dates import day_of
from mapper.core.errors import Fault
from mapper.core.legible import printable, shortened
from mapper.core.model import BASELINE, NONE, UNKNOWN
from mapper.history.derive import rules_of
from mapper.review.columns import ClaimColumns, StepColumns
from mapper.rules.effects import Claim
from mapper.rules.land import AreaTables
from mapper.rules.timeline import TrackRun, run_tracks
from mapper.rules.track import Step

__all__ = ["Ground", "file_of", "ground_of", "listing"]

_LISTED: Final = 6
"""Lines or names that a message lists before it says "and N more"."""


def file_of(event_type: str) -> str:
    """The file in which rows of an event type stand.

    >>> file_of("capture"), file_of("baseline")
    ('control_events.csv', 'baseline.csv')
    """
    return schema.BASELINE.file if event_type == BASELINE else schema.CLAIMS.file


def listing(parts: Collection[str], most: int = _LISTED) -> str:
    """Some words as a list for people, with the number of those left out.

    >>> listing(["a", "b", "c"]), listing(["a", "b", "c", "d"], 2)
    ('a, b and c', 'a, b and 2 more')
    """
    shown = list(parts)[:most]
    left = len(parts) - len(shown)
    if left:
        return f"{', '.join(shown)} and {left:,} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


@dataclass(frozen=True)
class Ground:
    """A case as the rules see it.

    Attributes
    ----------
    case : Case
    model : AreaModel
    run : TrackRun
    claims : ClaimColumns
        All of them, in the order of R2.
    untold : set of int
        Targets of which rows were left out for their errors, and those that follow them: what
        the claims so far make of them is not known.
    unplaced : set of str
        Who gained a target that is not known, by rows that were left out: it may be any.
    """

    case: Case
    model: AreaModel
    run: TrackRun
    claims: ClaimColumns
    untold: frozenset[int] = frozenset()
    unplaced: frozenset[str] = frozenset()
    _areas: dict[str, str] = field(default_factory=dict)
    _steps: dict[int, Sequence[Step]] = field(default_factory=dict)

    @cached_property
    def steps(self) -> StepColumns:
        """All steps of all targets that have a track."""
        return StepColumns.of(self.run)

    def steps_of(self, node: int) -> Sequence[Step]:
        """The steps of a target that has a track, in the order of R2."""
        if node not in self._steps:
            self._steps[node] = list(self.steps.of_node(node))
        return self._steps[node]

    # -- what a doubt names ------------------------------------------------------------------

    def doubt(self, position: int, column: str, message: str, hint: str, code: str) -> Fault:
        """A doubt about a cell of the claim at a position of the table."""
        event = self.cell(position, "event_type")
        if event == BASELINE:
            column = COLUMN_OF.get(column, column)
        row = int(self.case.claims["row"].iat[position])
        return _doubt(file_of(event), row, column, message, hint, code)

    def place_doubt(self, place: int, column: str, message: str, hint: str, code: str) -> Fault:
        """A doubt about a cell of the place at a position of the gazetteer."""
        row = self.case.place_rows.get(self.place_id(place))
        return _doubt(schema.PLACES.file, row, column, message, hint, code)

    def cell(self, position: int, column: str) -> str:
        """A text of a claim."""
        cells = self.case.coded[column]
        return str(cells.words[cells.codes[position]])

    def line(self, position: int) -> str:
        """Where a claim stands, for messages on other rows."""
        file = file_of(self.cell(position, "event_type"))
        words = f"line {int(self.case.claims['row'].iat[position])}"
        return words if file == schema.CLAIMS.file else f"{words} of {file}"

    def lines(self, positions: Sequence[int]) -> str:
        """Where some claims stand: the rows of the usual file together."""
        usual = [p for p in positions if file_of(self.cell(p, "event_type")) == schema.CLAIMS.file]
        other = [self.line(p) for p in positions if p not in set(usual)]
        rows = [str(int(self.case.claims["row"].iat[p])) for p in usual]
        words = [f"line{'s' if len(rows) > 1 else ''} {listing(rows)}"] if rows else []
        return listing(other + words)

    def target_id(self, claim: Claim) -> str:
        """The id of what a claim is on."""
        return self.cell(claim.position, "target_id")

    def place_id(self, place: int) -> str:
        """The id of the place at a position of the gazetteer."""
        return str(self.case.places.index[place])

    def name(self, node: int) -> str:
        """The id of a target: a unit or a place."""
        units = self.run.unit_count
        return self.model.tables.unit_ids[node] if node < units else self.place_id(node - units)

    def called(self, target_id: str) -> str:
        """The id of a target, and the name of an area, whose id is often but a number."""
        if not self._areas:
            areas = self.model.tables.areas
            self._areas.update(zip(areas["area_id"], areas["name"], strict=True))
        name = self._areas.get(target_id)
        return f"`{target_id}`" if name is None else f"`{target_id}` ({name})"

    # -- what a claim meets ------------------------------------------------------------------

    def told(self, claim: Claim) -> bool:
        """Whether all rows that bear on its target could be read."""
        return not self.untold or self.untold.isdisjoint(self.reach(claim))

    def reach(self, claim: Claim) -> tuple[int, ...]:
        """The targets that a claim was handed to."""
        place = int(self.run.listed.place[claim.rank])
        if place >= 0:
            return (self.run.unit_count + place,)
        return self.run.reach.get(claim.rank, ())

    def before(self, claim: Claim, node: int) -> Sequence[Step]:
        """Steps of a target before a claim, back to the eve of the claim's window.

        So that a town's own row does not contradict an area's row of the same day.
        """
        steps = self.steps_of(node)
        until = bisect_left(steps, (claim.best, claim.rank), key=_point)
        since = bisect_left(steps, claim.earliest, hi=until, key=_day)
        return steps[max(since - 1, 0) : until]

    def kin(self, one: str, other: str, day: int) -> bool:
        """Whether two holders count as the same (R6)."""
        return one == other or (
            not {one, other} & {NONE, UNKNOWN} and self.run.context.kinship.same(one, other, day)
        )

    def kin_of_any(self, names: Iterable[str], others: Iterable[str], day: int) -> bool:
        """Whether one of some holders counts as one of others."""
        held = list(others)
        return any(self.kin(a, b, day) for a in names for b in held)

    def since(self, node: int, step: Step) -> str:
        """Since when, and by which row, a target has the holder of a step."""
        steps = self.steps_of(node)
        at = bisect_left(steps, (step.day, step.rank), key=_point)
        while at and steps[at - 1].core.holder == step.core.holder:
            at -= 1
        first = steps[at]
        if first.claim < 0:
            how = "a succession" if first.cause == "succession" else "baseline"
            return f"since {day_of(first.day)} ({how})"
        by = self.line(first.claim)
        target = self.cell(first.claim, "target_id")
        if target != self.name(node):
            by += f" on {self.called(target)}"
        return f"since {day_of(first.day)} ({by})"


def _doubt(file: str, row: int | None, column: str, message: str, hint: str, code: str) -> Fault:
    """A doubt on a line that can be read: what a cell holds is part of the message."""
    message, hint = (shortened(printable(text)) for text in (message, hint))
    return Fault(file, row, column, message, hint, code, severity="doubt")


def _point(step: Step) -> tuple[int, int]:
    return step.day, step.rank


def _day(step: Step) -> int:
    return step.day


def ground_of(case: Case, without: Rest | None = None) -> Ground:
    """Run the rules on a case.

    Parameters
    ----------
    case : Case
    without : Rest, optional
        Which rows are not in the case, since they have errors.

    Raises
    ------
    CaseError, UsageError
        As :func:`mapper.areas.models.build_areas`.
    """
    model = build_areas(case)
    run = run_tracks(case.claims, case.places, model.tables, rules_of(case))
    claims = ClaimColumns.of(run)
    if without is None:
        return Ground(case, model, run, claims)
    untold = _untold(case, model.tables, without.untold)
    return Ground(case, model, run, claims, untold, without.unplaced)


def _untold(case: Case, tables: AreaTables, targets: Collection[str]) -> frozenset[int]:
    """Numbers of some targets, of all that lies in them, and of all that follows those."""
    units = len(tables.unit_ids)
    hit = np.zeros(units + len(case.places) + 1, dtype=bool)  # the last one: nobody
    for place in np.flatnonzero(case.places.index.isin(list(targets))).tolist():
        hit[units + place] = True
    for row in np.flatnonzero(tables.areas["area_id"].isin(list(targets))).tolist():
        hit[tables.area_units[row]] = hit[units + tables.area_places[row]] = True
    decider, seat = (
        np.where(a >= 0, units + a, -1) for a in (tables.unit_decider, tables.place_seat)
    )
    while True:
        before = int(hit.sum())
        hit[units:-1] |= hit[seat]
        hit[:units] |= hit[decider]
        if int(hit.sum()) == before:
            return frozenset(np.flatnonzero(hit).tolist())
