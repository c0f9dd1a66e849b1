"""Claims, and the head of an answer, as plain values (``docs/who-json.md``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from mapper.answers.find import Found
from mapper.history.targethistory import TargetHistory

__all__ = ["SCHEMA_VERSION", "answer_head", "claim_row"]

SCHEMA_VERSION: Final = 2
"""Version of the JSON that ``mapper who --json`` prints; see ``docs/who-json.md``."""


def answer_head(history: TargetHistory, found: Found, day: dt.date | None = None) -> dict[str, Any]:
    """What every answer begins with; the date only where one was asked for."""
    return {
        "schema": SCHEMA_VERSION,
        "case": history.case.id,
        **history.case.area_model,
        **({} if day is None else {"date": day.isoformat()}),
        "target": _named(found),
        "other_meanings": [_named(other) | {"ask": other.ask} for other in found.others],
    }


def _named(found: Found) -> dict[str, Any]:
    level = found.level or None
    return {"kind": found.kind, "id": found.id, "name": found.name, "level": level}


def claim_row(history: TargetHistory, position: int) -> dict[str, Any]:
    """A claim with everything that its row of ``control_events.csv`` or ``baseline.csv`` says.

    Parameters
    ----------
    history : TargetHistory
    position : int
        Its row among the claims.
    """
    row = history.claim(position)
    return {
        "event_id": row.event_id,
        "event_date": row.event_date,
        "best": row.best.isoformat(),
        "target_id": row.target_id,
        "target_name": row.target_name,
        "scope": row.scope,
        "event_type": row.event_type,
        "gained_by": list(row.gained_by),
        "lost_by": list(row.lost_by),
        "status": row.status,
        "opposed_by": list(row.opposed_by),
        "except": list(row.excepted_names),
        "confidence": row.confidence,
        "sources": list(row.sources),
        "source_info": _described(history, row.sources),
        "note": row.note,
    }


def _described(history: TargetHistory, sources: Sequence[str]) -> list[dict[str, str]]:
    """What ``sources.csv`` says of those sources that it describes, by its own columns."""
    known = ((source, history.sources.get(source)) for source in sources)
    return [
        {
            "source": source,
            "outlet": info.outlet,
            "title": info.title,
            "published": info.published,
            "archive_url": info.archive_url,
            "class": info.source_class,
        }
        for source, info in known
        if info is not None
    ]
