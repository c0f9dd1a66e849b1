"""What changed, target by target: each new holder, status, siege or dispute, and its claim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.dates import Day, day_number, day_of
from mapper.core.errors import UsageError
from mapper.core.model import State
from mapper.history.control import ControlHistory
from mapper.history.opendates import open_dates
from mapper.rules.track import LAPSE

__all__ = ["target_changes"]


def target_changes(
    history: ControlHistory, start: Day | None = None, end: Day | None = None
) -> pd.DataFrame:
    """Every change of a central holder, status, siege or dispute: a row for each target and change.

    Parameters
    ----------
    history : ControlHistory
    start, end : date or str, optional
        Both inclusive; default: the whole case.

    Returns
    -------
    DataFrame
        date (ISO text), kind (unit or place), id, name, from_holder, to_holder, from_status,
        to_status, besieged, disputed, area_km2 (empty for places), (where the case has figures of
        people population, of units,) cause (an event type,
        ``succession``, ``lapse`` of a contest, or ``expiry`` of a dispute), event_id, sources,
        open_date (the date of the claim as it is written, where that names no day: ``date`` is
        only the day from which on it is drawn; else empty).

    Raises
    ------
    DateOutsideCaseError
        If a limit lies outside the case.
    UsageError
        If the end lies before the start.
    """
    first_day = history.check_date(history.case.first_day if start is None else start)
    last_day = history.check_date(history.case.last_day if end is None else end)
    if last_day < first_day:
        raise UsageError(f"the end ({last_day}) lies before the start ({first_day}).")
    index = np.flatnonzero(history.change_mask)
    begins = history.intervals["start"].to_numpy()[index]
    inside = (begins >= day_number(first_day)) & (begins <= day_number(last_day))
    table = _changes(history, index[inside])
    return table.sort_values(["date", "kind", "id"], kind="stable").reset_index(drop=True)


def _changes(history: ControlHistory, index: npt.NDArray[np.int64]) -> pd.DataFrame:
    """What changed with some rows of the intervals, each beside the row before it."""
    rows, targets = history.intervals, history.targets
    now = rows.iloc[index]
    target, state = rows["target"].to_numpy(np.int64), rows["state"].to_numpy(np.int64)
    again = (index > 0) & (target[index - 1] == target[index])
    before = [
        history.states[code] if known else None
        for code, known in zip(state[index - 1].tolist(), again.tolist(), strict=True)
    ]
    after = [history.states[code] for code in now["state"]]
    node, claim = target[index], now["claim"].to_numpy()
    areas, types = history.units["area_km2"].tolist(), history.claims["event_type"].tolist()
    ids, sources = history.claims["event_id"].tolist(), history.claims["sources"].tolist()
    return pd.DataFrame(
        {
            "date": [day_of(d).isoformat() for d in now["start"]],
            "kind": targets.kinds(node),
            "id": [targets.id(n) for n in node],
            "name": [targets.name(n) for n in node],
            "from_holder": ["" if b is None else b.holder for b in before],
            "to_holder": [a.holder for a in after],
            "from_status": ["" if b is None else b.status for b in before],
            "to_status": [a.status for a in after],
            "besieged": [bool(a.besieged_by) for a in after],
            "disputed": [bool(a.claimed_by) for a in after],
            "area_km2": [areas[n] if targets.is_unit(n) else None for n in node.tolist()],
            **_people(history, node),
            "cause": [
                _cause(types, b, a, *row)
                for b, a, row in zip(before, after, _causes(now), strict=True)
            ],
            "event_id": [ids[c] if c >= 0 else "" for c in claim],
            "sources": [" ".join(sources[c]) if c >= 0 else "" for c in claim],
            "open_date": open_dates(history, claim, now["start"]),
        }
    )


def _people(history: ControlHistory, node: npt.NDArray[np.int64]) -> dict[str, pd.Series]:
    """The people of each unit; none of a place, and no column without figures."""
    if "population" not in history.land:
        return {}
    of_places = np.full(len(history.places), np.nan)
    people = np.concatenate([history.land["population"].to_numpy(), of_places])
    return {"population": pd.Series(people[node]).astype("Int64")}


def _causes(now: pd.DataFrame) -> list[tuple[int, str, int, int]]:
    return list(now[["claim", "cause", "since", "start"]].itertuples(index=False, name=None))


def _cause(
    types: Sequence[str],
    before: State | None,
    after: State,
    claim: int,
    tenure: str,
    since: int,
    start: int,
) -> str:
    """What began a change: the type of its claim, a succession, a lapse, or a dispute's end."""
    if claim >= 0:
        return str(types[claim])
    if since == start:
        return tenure
    lapsed = before is not None and before.status == "contested" != after.status
    return LAPSE if lapsed else "expiry"
