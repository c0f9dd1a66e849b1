"""Whose date is open: claims that name no day, so that what they tell is no day's news.

A claim "about 2018" is drawn from its best day on, 30 June 2018. Nothing is known to have happened
on that day: it happened some time in 2018.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from mapper.core.vocabulary import VOCABULARY
from mapper.history.memo import remembered

if TYPE_CHECKING:
    import pandas as pd

    from mapper.history.control import ControlHistory

__all__ = ["OPEN_DAYS", "open_dates"]

OPEN_DAYS: Final = int(VOCABULARY["open_days"])
"""From earliest to latest day: a claim that leaves more open tells no day's news."""


def open_dates(
    history: ControlHistory, claim: npt.ArrayLike, start: npt.ArrayLike | None = None
) -> npt.NDArray[np.object_]:
    """The date of each claim as it is written, where it is open.

    Parameters
    ----------
    history : ControlHistory
    claim : array of int
        Positions of claims; -1 for none.
    start : array of int, optional
        Day on which something begins with each of them, counted from 1970-01-01. What begins
        outside of the days of its claim does so for another reason: its day is known.

    Returns
    -------
    array of str
        Such as ``2018~``; empty where the day is known.
    """
    dates = remembered(history, _OpenDates)
    at = np.asarray(claim, dtype=np.int64)
    found = dates.text[at]
    if start is None:
        return found
    day = np.asarray(start, dtype=np.int64)
    inside = (dates.earliest[at] <= day) & (day <= dates.latest[at])
    return np.where(inside, found, "")


class _OpenDates:
    """What is asked of the claims of a history; a last row stands for no claim."""

    def __init__(self, history: ControlHistory) -> None:
        claims = history.claims
        self.earliest, self.latest = (
            np.append(_days(claims[name]), 0) for name in ("earliest", "latest")
        )
        is_open = self.latest - self.earliest > OPEN_DAYS
        text = np.append(claims["event_date"].to_numpy(dtype=object), "")
        self.text = np.where(is_open, text, "").astype(object)


def _days(column: pd.Series) -> npt.NDArray[np.int64]:
    days: npt.NDArray[np.int64] = column.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days
