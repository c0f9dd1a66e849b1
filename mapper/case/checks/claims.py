"""Doubts about one claim alone: cells that contradict each other, so that one would not count."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from typing import Final

import numpy as np

from mapper.case import schema
from mapper.case.csvtables import LINE
from mapper.case.rawcase import Tables, odd_rows, walk
from mapper.core.dates import day_of
from mapper.core.errors import Fault
from mapper.core.lineage import NEVER, Lineage
from mapper.core.model import BASELINE, HANDS_EVENTS, NONE, UNKNOWN, Succession

__all__ = ["contradiction_faults", "id_faults"]

_SETS_HOLDERS: Final = frozenset({*HANDS_EVENTS, "observation", "declaration", BASELINE})
"""Events whose ``gained_by`` is all who hold the target; others may name the governing one only."""


def id_faults(t: Tables) -> list[Fault]:
    """Claims that have the id of a row of ``baseline.csv``."""
    lines = dict(zip(t.baseline["event_id"], t.baseline[LINE], strict=True))
    same = np.flatnonzero(t.claims["event_id"].isin(list(lines)))
    return [
        Fault(
            schema.CLAIMS.file,
            line,
            "event_id",
            f"The id `{event}` is that of line {lines[event]} of {schema.BASELINE.file}.",
            "Give the claim another id.",
            "duplicate-id",
        )
        for line, event in walk(t.claims, "event_id", rows=same)
    ]


def contradiction_faults(t: Tables) -> list[Fault]:
    """Doubts about status, holders and opponents of a row that do not go together."""
    file, code = schema.CLAIMS.file, "contradiction"
    columns = ("event_type", "gained_by", "opposed_by", "status")
    rows = odd_rows(t.claims, columns, _contradictions)
    return [
        Fault(file, line, column, message, hint, code, severity="doubt")
        for line, *cells in walk(t.claims, *columns, rows=rows)
        for column, message, hint in _contradictions(*cells)
    ] + _two_names(t)


def _two_names(t: Tables) -> list[Fault]:
    """Rows that name one actor by its old and its later name: after R9 they name it twice."""
    lineage = Lineage(
        sorted(
            (
                Succession(old, new, dt.date.fromisoformat(day), "")
                for _, old, new, day in walk(t.successions, "predecessor", "successor", "date")
                if schema.is_day(day)
            ),
            key=lambda s: s.date,
        )
    )
    if not lineage:
        return []
    columns = ("event_type", "gained_by", "lost_by", "opposed_by", "best", "_bad_date")
    rows = odd_rows(t.claims, columns[1:4], partial(_may_be_twins, lineage))
    hint = "Name it once, or correct the date."
    faults: list[Fault] = []
    for line, event, gained, lost, opposed, best, bad in walk(t.claims, *columns, rows=rows):
        if bad:
            continue
        lists = [("gained_by", gained, ""), ("lost_by", lost, "")]
        lists.append(("opposed_by", opposed, "" if event == "siege_end" else gained))
        for column, text, beside in lists:
            twin = _twin(text, beside, lineage, int(best))
            if twin is not None:
                old, new = twin
                message = (
                    f"By {day_of(int(best))} `{old}` and `{new}` are one actor (R9), "
                    "and the row names both."
                )
                file = schema.CLAIMS.file
                faults.append(
                    Fault(file, line, column, message, hint, "two-names", severity="doubt")
                )
    return faults


def _may_be_twins(lineage: Lineage, *lists: str) -> bool:
    """Whether two names that some lists hold are one actor on the last of all days."""
    names = {name for text in lists for name in text.split("+") if name}
    return len({lineage.name(name, NEVER) for name in names}) < len(names)


def _twin(text: str, beside: str, lineage: Lineage, day: int) -> tuple[str, str] | None:
    """Two names of a list, or of it and another one, that are the same actor on a day."""
    seen = {lineage.name(name, day): name for name in beside.split("+") if name}
    for name in text.split("+"):
        other = seen.setdefault(lineage.name(name, day), name)
        if other != name:
            return other, name
    return None


@lru_cache(maxsize=4096)  # many rows, few combinations
def _contradictions(
    event: str, gained: str, opposed: str, status: str
) -> tuple[tuple[str, str, str], ...]:
    """Column, message and suggestion for each contradiction between the cells of a row."""
    found = []
    nobody = gained in {NONE, UNKNOWN}
    sets_holders = event in _SETS_HOLDERS
    if sets_holders and nobody and status != "empty":
        message = f"`{gained}` holds it after the event, but the status is `{status}`."
        found.append(("status", message, "Write `empty`, or name who holds it."))
    if status == "empty" and gained and not nobody:
        message = f"The status is `empty`, but `{gained}` holds it after the event."
        found.append(("status", message, "Write `held`, or `none` or `unknown` as the holder."))
    if sets_holders and status == "shared" and "+" not in gained and not nobody:
        message = "The status is `shared`, but one holder is named."
        found.append(("gained_by", message, "Name all who share it, or write `held`."))
    if event == "siege_begin" and status != "besieged":
        message = f"A siege begins, but the status after it is `{status}`."
        found.append(("status", message, "Write `besieged`."))
    both = sorted({*opposed.split("+")} & {*gained.split("+")} - {""})
    if both:
        message = f"`{both[0]}` holds it and opposes the holder."
        found.append(("opposed_by", message, "Keep the name in one of the two cells."))
    return tuple(found)
