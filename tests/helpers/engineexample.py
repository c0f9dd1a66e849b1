"""The example of ``docs/engine.md``: five claims, a town and its land, and what is made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from mapper.core.dates import day_number, day_of
from mapper.rules import notes as marks
from mapper.rules.gather import LEVELS
from mapper.rules.intervals import OPEN_END
from mapper.rules.land import AreaTables
from mapper.rules.options import Rules
from mapper.rules.reactions import LedStep, OnArea, Standing
from mapper.rules.runs import TrackRun, run_tracks
from mapper.rules.timeline import Timeline, build_timeline
from mapper.rules.track import BASELINE_RANK

__all__ = ["tables_of_the_page"]

CLAIMS: Final = (
    ("2012-04-01", "2012-04-01", "gao", "", "capture", "mnla", "high"),
    ("2012-06-26", "2012-06-28", "gao", "", "capture", "mujao", "high"),
    ("2012-07-10", "2012-07-10", "gao", "", "observation", "mujao", "medium"),
    ("2012-08-01", "2012-08-01", "gao-region", "all", "observation", "mujao", "medium"),
    ("2013-01-26", "2013-01-26", "gao", "", "capture", "gov", "high"),
)
NAMES: Final = ("land", "town")
ROLES: Final = ("made it", "confirms", "supports", "dissents")
UNBOUNDED: Final = (np.iinfo(np.int64).min, np.iinfo(np.int64).max)

Table = list[list[str]]


def _claims() -> pd.DataFrame:
    rows = []
    for first, last, target, scope, event, holder, confidence in CLAIMS:
        earliest, latest = (day_number(dt.date.fromisoformat(day)) for day in (first, last))
        rows.append(
            {
                "target_id": target,
                "scope": scope,
                "event_type": event,
                "gained_by": (holder,),
                "opposed_by": (),
                "status": "held",
                "confidence": confidence,
                "earliest": earliest,
                "best": (earliest + latest) // 2,
                "latest": latest,
            }
        )
    return pd.DataFrame(rows)


def _given() -> tuple[pd.DataFrame, pd.DataFrame, AreaTables, Rules]:
    places = pd.DataFrame({"kind": ["town"], "rank": [1]}, index=["gao"])
    first, last = UNBOUNDED
    names = ["land", "gao-region"]
    columns = {"area_id": names, "name": names, "level": ["commune", "region"], "frame": ["", ""]}
    areas = pd.DataFrame({**columns, "valid_from": [first] * 2, "valid_to": [last] * 2})
    inside = (np.array([0]), np.array([0]))
    tables = AreaTables(
        unit_ids=("land",),
        unit_decider=np.array([0]),
        unit_by_seat=np.array([False]),
        place_unit=np.array([0]),
        place_seat=np.array([-1]),
        areas=areas,
        area_units=inside,
        area_places=inside,
    )
    rules = Rules(first_day=dt.date(2012, 1, 1), baseline="gov", actors={})
    return _claims(), places, tables, rules


def _day(number: int) -> str:
    return "" if number >= OPEN_END else day_of(number).isoformat()


def _claim(number: int) -> str:
    return f"#{number + 1}" if number >= 0 else ""


def _standing(standing: Standing) -> str:
    words = [standing.holds.holder, standing.level]
    words += [word for word in ("on", "apart") if getattr(standing, word)]
    return ", ".join(words)


def _notes(bits: int) -> str:
    names = [name for name in marks.__all__ if name != "ROLE_BITS" and bits & getattr(marks, name)]
    role = f" ({ROLES[bits >> marks.ROLE_BITS]})" if bits & marks.NOTED else ""
    return " ".join(sorted(names)).lower() + role


def _claims_table() -> Table:
    rows = []
    for number, (first, last, target, scope, event, holder, confidence) in enumerate(CLAIMS):
        date = first if first == last else f"{first}/{last}"
        rows.append([_claim(number), date, target, scope, event, holder, confidence])
    return rows


def _meeting(run: TrackRun, row: int) -> str:
    course = run.tracking.course
    rank, kind = int(course["rank"][row]), int(course["kind"][row])
    if rank == BASELINE_RANK:
        return "the first day"
    claim = _claim(int(course["claim"][row]))
    return {0: f"{claim}, on the region", 1: f"the town's step by {claim}"}.get(kind, claim)


def _course(run: TrackRun) -> Table:
    course, rows = run.tracking.course, []
    for row in np.argsort(-course["node"], kind="stable").tolist():
        core = run.tracking.core(int(course["core"][row]))
        rows.append(
            [
                NAMES[int(course["node"][row])],
                _meeting(run, row),
                core.holder,
                LEVELS[int(course["level"][row])],
                _notes(int(course["notes"][row])),
                str(int(course["tenure"][row])),
                f"{_day(int(course['earliest'][row]))} to {_day(int(course['latest'][row]))}"
                if course["notes"][row] & marks.STEPS
                else "",
            ]
        )
    return rows


def _reactions(run: TrackRun) -> Table:
    reactions = run.tracking.reactions
    rows = []
    for standing, meeting, after, notes in reactions.worked_out():
        words = "claim"
        if isinstance(meeting, OnArea):
            words = "claim on the area"
        if isinstance(meeting, LedStep):
            words, said = "step of the town", meeting.core.holder
        else:
            said = f"{meeting.claim.event_type} by {meeting.claim.gained_by[0]}"
        who = "land" if standing.kind.is_unit else "town"
        row = [who, _standing(standing), f"{words}: {said}", _standing(after), _notes(notes)]
        rows.append(row)
    return rows


def _intervals(timeline: Timeline) -> Table:
    rows = []
    for item in timeline.intervals.itertuples():
        state = timeline.states[item.state]
        doubt = " or ".join((state.holder, *state.uncertain_with))
        span = [_day(item.start), _day(item.end)]
        rows.append([NAMES[item.target], *span, doubt, _day(item.since), item.level])
    return rows


def _evidence(timeline: Timeline) -> Table:
    return [
        [NAMES[item.target], str(item.tenure), _claim(item.claim), ROLES[item.role]]
        for item in timeline.evidence.itertuples()
    ]


def tables_of_the_page() -> dict[str, Table]:
    """Every table of the example by the heading that it stands under, as the code makes it."""
    given = _given()
    run, timeline = run_tracks(*given), build_timeline(*given)
    return {
        "Five claims": _claims_table(),
        "Reactions": _reactions(run),
        "The course": _course(run),
        "Intervals": _intervals(timeline),
        "Evidence": _evidence(timeline),
    }


def as_markdown(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of a table as the page has them."""
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


if __name__ == "__main__":
    for heading, rows in tables_of_the_page().items():
        print(f"\n{heading}\n{as_markdown(rows)}")
