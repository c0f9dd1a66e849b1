"""From tracks to the tables of a timeline, with land that only follows derived in bulk.

Most units have no area claims of their own: their intervals are those of their deciding place
without its sieges. They are copied as arrays instead of being run through the rules again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.lineage import Lineage
from mapper.core.model import State
from mapper.rules.intervals import Interval, make_intervals
from mapper.rules.track import Evidence, Track, led_level

__all__ = ["Plain", "assemble"]

COLUMNS: Final = ("target", "start", "end", "state", *Interval._fields[3:])
_EVIDENCE: Final = ("target", "tenure", "day", "rank", "claim", "role", "counts")
_TYPES: Final[Mapping[str, Any]] = {"cause": "str", "level": "str", "counts": np.bool_}
"""Types of the columns that are not whole numbers."""


class Plain(NamedTuple):
    """A unit that only ever follows its deciding place; ``by_seat`` if that is a mere seat."""

    unit: int
    leader: int
    by_seat: bool


def assemble(
    tracks: Mapping[int, Track],
    plain: Sequence[Plain],
    lineage: Lineage,
    last_day: int,
) -> tuple[tuple[State, ...], pd.DataFrame, pd.DataFrame]:
    """States, intervals and evidence of all targets.

    Parameters
    ----------
    tracks : mapping
        Finished tracks by target.
    plain : sequence of Plain
        Units without a track of their own.
    lineage : Lineage
    last_day : int
        Nothing begins after it.

    Returns
    -------
    states, intervals, evidence
        As in :class:`mapper.rules.timeline.Timeline`.
    """
    intervals: list[Interval] = []
    evidence: list[Evidence] = []
    counts: list[int] = []
    tenures: list[tuple[int, int, int]] = []
    for track in tracks.values():
        found = make_intervals(track, lineage, last_day)
        counts.append(len(found))
        intervals += found
        for tenure, noted in track.tenures.items():
            tenures.append((track.node, tenure, len(noted)))
            evidence += noted
    nodes = np.array(list(tracks), dtype=np.int64)
    columns = _columns(intervals, Interval._fields)
    codes: dict[State, int] = {}
    columns["state"] = [codes.setdefault(state, len(codes)) for state in columns["state"]]
    columns["target"] = np.repeat(nodes, counts)
    table = _table(columns, COLUMNS).sort_values(
        ["target", "start"], kind="stable", ignore_index=True
    )
    if plain:
        table = _with_plain(table, plain, codes)
    columns = _columns(evidence, Evidence._fields)
    proven = np.array(tenures, dtype=np.int64).reshape(-1, 3)
    columns["target"], columns["tenure"] = np.repeat(proven[:, :2], proven[:, 2], axis=0).T
    proofs = _table(columns, _EVIDENCE)
    proofs = proofs.sort_values(["target", "tenure", "rank"], kind="stable", ignore_index=True)
    return tuple(codes), table, proofs


def _columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, Any]:
    """Rows turned into columns."""
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def _table(columns: Mapping[str, Any], names: Sequence[str]) -> pd.DataFrame:
    """Some columns as a table of whole numbers, text and truth."""
    data: dict[str, Any] = {}
    for name in names:
        kind = _TYPES.get(name, np.int64)
        values = columns[name]
        data[name] = pd.Series(values, dtype="str") if kind == "str" else np.array(values, kind)
    return pd.DataFrame(data)


def _with_plain(
    table: pd.DataFrame, plain: Sequence[Plain], codes: dict[State, int]
) -> pd.DataFrame:
    """The table with the intervals of all units that only follow."""
    target = table["target"].to_numpy()
    leaders = np.array([p.leader for p in plain])
    begin = np.searchsorted(target, leaders, "left")
    count = np.searchsorted(target, leaders, "right") - begin
    again = np.repeat(np.arange(len(plain)), count)
    index = begin[again] + np.arange(len(again)) - np.repeat(np.cumsum(count) - count, count)
    led = table.iloc[index].reset_index(drop=True)
    bare = np.array([codes.setdefault(s._replace(besieged_by=()), len(codes)) for s in list(codes)])
    led["state"] = bare[led["state"].to_numpy()]
    led["leader"] = led["source"] = leaders[again]
    led["source_tenure"] = led["tenure"]
    by_seat = np.array([p.by_seat for p in plain])[again]
    level, words = pd.factorize(led["level"])
    seat, decider = (
        np.array([led_level(word, by_seat=b, is_unit=True) for word in words], dtype=object)[level]
        for b in (True, False)
    )
    led["level"] = pd.Series(np.where(by_seat, seat, decider), dtype="str")
    led["target"] = np.array([p.unit for p in plain])[again]
    both = pd.concat([table, _merged(led)], ignore_index=True)
    return both.sort_values(["target", "start"], kind="stable", ignore_index=True)


def _merged(led: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring intervals that became the same, joined into the first one."""
    keys = [c for c in COLUMNS if c not in {"start", "end", "claim"}]
    same: npt.NDArray[np.bool_] = np.zeros(len(led), dtype=bool)
    if len(led) > 1:
        same[1:] = True
        for key in keys:
            values = led[key].to_numpy()
            same[1:] &= values[1:] == values[:-1]
    if not same.any():
        return led
    first = np.flatnonzero(~same)
    last = np.append(first[1:], len(led)) - 1
    merged = led.iloc[first].copy()
    merged["end"] = led["end"].to_numpy()[last]
    return merged
