"""``baseline.csv``: what stood otherwise than the baseline actor on the first day.

A row is a claim of the first day (``docs/method.md``, R1): it is read into the table of claims, so
that whatever shows, checks or counts claims knows it, with the event type ``baseline``.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import pandas as pd

from mapper.case import schema
from mapper.case.csvtables import LINE
from mapper.core.dates import day_number
from mapper.core.model import BASELINE

__all__ = ["COLUMN_OF", "baseline_id", "claims_of_baseline"]

COLUMN_OF: Final = {"gained_by": "holder", "event_type": "status"}
"""Columns of claims that ``baseline.csv`` has under another name, for what is said of them."""


def baseline_id(target: str) -> str:
    """The ``event_id`` of the row of a target.

    >>> baseline_id("el_fasher")
    'baseline-el_fasher'
    """
    return f"{BASELINE}-{target}"


def claims_of_baseline(rows: pd.DataFrame, first_day: dt.date) -> pd.DataFrame:
    """The rows of ``baseline.csv`` as claims.

    Parameters
    ----------
    rows : DataFrame
        Columns of :data:`mapper.case.schema.BASELINE` as text, and the line of each row.
    first_day : date
        Of the case.

    Returns
    -------
    DataFrame
        Columns of :data:`mapper.case.schema.CLAIMS` as text, the line, and the day as earliest,
        best and latest.
    """
    claims = pd.DataFrame({c: rows[c] for c in ("target_id", "scope", "status", "opposed_by")})
    claims["event_id"] = [baseline_id(target) for target in rows["target_id"].tolist()]
    claims["event_date"] = first_day.isoformat()
    claims["event_type"] = BASELINE
    claims["gained_by"] = rows["holder"]
    claims["confidence"] = "high"
    for column in ("lost_by", "except"):
        claims[column] = ""
    claims[["source", "note"]] = rows[["source", "note"]]
    claims = claims[[*schema.CLAIMS.columns, *schema.CLAIMS.optional]].astype("str")
    claims[LINE] = rows[LINE]
    for column in ("earliest", "best", "latest"):
        claims[column] = day_number(first_day)
    claims["_bad_date"] = False
    return claims
