"""Step by step: every change day between two days, with what changed on it.

Where :mod:`mapper.figures.between` compares two days, this tells what happened in between, also
what was undone again: changes of hands, fights, sieges, disputes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache, partial
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mapper.core.dates import Day, as_day, day_number, day_of
from mapper.core.measures import M2_PER_KM2, square_metres
from mapper.core.model import UNKNOWN, State, are_towns
from mapper.figures.between import HANDS, KINDS, By, moves_between, row_on
from mapper.history.control import ControlHistory
from mapper.history.opendates import open_dates

__all__ = ["WHAT", "daily_changes", "states_after"]

FIRST_REPORT: Final = "first_report"
PARTNERS: Final = "partners"
_FLAGS: Final = ("contest", "siege", "dispute")
WHAT: Final = (
    *KINDS,
    FIRST_REPORT,
    PARTNERS,
    *(f"{flag}_{end}" for flag in _FLAGS for end in ("begin", "end")),
)
"""What may change on a day, in the order in which it is listed."""


class _Item(NamedTuple):
    """One thing that changed for one target on one day."""

    day: int
    what: str
    before: str
    after: str
    parties: tuple[str, ...]
    holders: tuple[str, ...]
    contested_by: tuple[str, ...]
    target: int
    claim: int
    open: str = ""


def daily_changes(
    history: ControlHistory, first: Day, last: Day, *, by: By = "holder"
) -> pd.DataFrame:
    """What changed on every day after the first and up to the last.

    Parameters
    ----------
    history : ControlHistory
    first, last : date or str
    by : {"holder", "bloc"}
        What counts as a change of hands; by bloc, also who enters or leaves a bloc.

    Returns
    -------
    DataFrame
        One row for each day, thing and pair, in order of time: date (ISO text), what (one of
        `WHAT`), from_holder (or from_bloc), to_holder (or to_bloc), parties (of a contest, siege
        or dispute: the other side; of a change of partners: all of them), area_km2, units, towns,
        place_ids, unit_ids, events, sources (tuples of text); holders: who holds it afterwards,
        the governing one first, then those with it; contested_by: of a change of hands, who
        contests it from the same day on (both empty by bloc); open_date (the date of the claims
        as it is written, where that names no day: `date` is only the day from which on it is
        drawn). What a change of hands brings to an
        end (a siege, say) is not listed again beside it.

    Raises
    ------
    DateOutsideCaseError
    UsageError
        If the second day does not come after the first, or ``by`` is unknown.
    """
    first, last = as_day(first), as_day(last)
    moves = moves_between(history, first, last, by=by)
    items = _moves(history, moves, by)
    moved = {(item.target, item.day) for item in items}
    items += _other_changes(history, first, last, by, moved)
    groups: dict[tuple[object, ...], list[_Item]] = {}
    for item in _dated(history, items):
        sides = (item.before, item.after, item.parties, item.holders, item.contested_by)
        key = (item.day, item.open, item.what, sides)
        groups.setdefault(key, []).append(item)
    rows = [_row(history, by, group) for group in groups.values()]
    columns = ["date", "what", f"from_{by}", f"to_{by}", "parties", "area_km2", "units", "towns"]
    columns += ["place_ids", "unit_ids", "events", "sources", "holders", "contested_by"]
    columns += ["open_date"]
    rows.sort(
        key=lambda row: (
            row["date"],
            row["open_date"],
            WHAT.index(str(row["what"])),
            -float(str(row["area_km2"])),
            str(row[f"from_{by}"]),
            str(row[f"to_{by}"]),
            str(row["parties"]),
            str(row["holders"]),
            str(row["contested_by"]),
        )
    )
    return pd.DataFrame(rows, columns=columns)


def _dated(history: ControlHistory, items: list[_Item]) -> Iterator[_Item]:
    """Each item with the date of its claim where that names no day."""
    claims, days = ([getattr(item, name) for item in items] for name in ("claim", "day"))
    dates = open_dates(history, claims, days)
    return (item._replace(open=str(date)) for item, date in zip(items, dates, strict=True))


def _moves(history: ControlHistory, moves: pd.DataFrame, by: By) -> list[_Item]:
    states = states_after(history, moves)
    return [
        _Item(
            day=row.day,
            what=row.kind,
            before=row.before,
            after=row.after,
            parties=(),
            holders=_holders(state, by),
            contested_by=_others(state)[0] if by == "holder" and row.kind == HANDS else (),
            target=row.target,
            claim=row.claim,
        )
        for row, state in zip(moves.itertuples(index=False), states, strict=True)
    ]


def states_after(history: ControlHistory, moves: pd.DataFrame) -> list[State]:
    """The state of the target of each move on its day.

    Parameters
    ----------
    history : ControlHistory
    moves : DataFrame
        Of :func:`mapper.figures.between.moves_between`.
    """
    rows = history.intervals
    start, target = rows["start"].to_numpy(np.int64), rows["target"].to_numpy(np.int64)
    day = moves["day"].to_numpy(np.int64)
    least = int(start.min(initial=0))
    days = int(max(start.max(initial=0), day.max(initial=0))) - least + 1
    asked = moves["target"].to_numpy(np.int64) * days + (day - least)
    at = np.searchsorted(target * days + (start - least), asked, "right") - 1
    return [history.states[code] for code in rows["state"].to_numpy()[at].tolist()]


def _holders(state: State, by: By) -> tuple[str, ...]:
    """Who holds a target, the governing one first."""
    return (state.holder, *state.companions) if by == "holder" else ()


def _other_changes(
    history: ControlHistory,
    first: dt.date,
    last: dt.date,
    by: By,
    moved: set[tuple[int, int]],
) -> Iterator[_Item]:
    """Fights, sieges, disputes, first reports; and whatever else makes a day a change day."""
    table = history.intervals
    starts = table["start"].to_numpy(np.int64)
    inside = (starts > day_number(first)) & (starts <= day_number(last)) & history.change_mask
    states, targets = table["state"].to_numpy(), table["target"].to_numpy()
    claims = table["claim"].to_numpy()
    rows = cache(lambda day: row_on(history, by, day_of(day)))
    for i in np.flatnonzero(inside).tolist():
        day, target = int(starts[i]), int(targets[i])
        now = history.states[states[i]]
        item = partial(
            _Item,
            day=day,
            after=rows(day)(now),
            holders=_holders(now, by),
            contested_by=(),
            target=target,
            claim=int(claims[i]),
        )
        if i == 0 or targets[i - 1] != target:
            yield item(what=FIRST_REPORT, before="", parties=())
            continue
        before = history.states[states[i - 1]]
        hands = (target, day) in moved
        found = list(_flags(before, now, hands=hands))
        if not found and not hands:
            found = [(PARTNERS, tuple(dict.fromkeys((now.holder, *now.companions))))]
        for what, parties in found:
            yield item(what=what, before=rows(day)(now), parties=parties)


def _flags(before: State, now: State, *, hands: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What begins; and what ends, unless a change of hands ended it."""
    for flag, was, present in zip(_FLAGS, _others(before), _others(now), strict=True):
        if present and not was:
            yield f"{flag}_begin", present
        elif was and not present and not hands:
            yield f"{flag}_end", was


def _others(state: State) -> tuple[tuple[str, ...], ...]:
    """The other side of a contest, of a siege, of a dispute; empty where there is none."""
    contest = (state.contested_by or (UNKNOWN,)) if state.status == "contested" else ()
    return contest, state.besieged_by, state.claimed_by


def _row(history: ControlHistory, by: By, group: list[_Item]) -> dict[str, object]:
    head = group[0]
    units, spots = history.targets.parted(item.target for item in group)
    places = history.places.iloc[spots]
    people = -places["population"].fillna(0)
    order = pd.DataFrame({"rank": places["rank"], "people": people})
    ids = history.claims["event_id"].tolist()
    events = tuple(ids[c] for c in sorted({item.claim for item in group if item.claim >= 0}))
    area = square_metres(history.land["area_km2"].iloc[units]).sum()
    return {
        "date": day_of(head.day).isoformat(),
        "what": head.what,
        f"from_{by}": head.before,
        f"to_{by}": head.after,
        "parties": head.parties,
        "area_km2": float(area) / M2_PER_KM2,
        "units": len(units),
        "towns": int(are_towns(places).sum()),
        "place_ids": tuple(
            str(p) for p in order.sort_values(["rank", "people"], kind="stable").index
        ),
        "unit_ids": tuple(str(u) for u in history.land.index[units]),
        "events": events,
        "sources": tuple(
            dict.fromkeys(s for event in events for s in history.sources_by_event[event])
        ),
        "holders": head.holders,
        "contested_by": head.contested_by,
        "open_date": head.open,
    }
