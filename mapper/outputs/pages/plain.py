"""Values of tables as JSON has them: days as whole numbers, what is missing as null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.core.model import Actor

__all__ = [
    "EPOCH",
    "VERSION",
    "Ints",
    "Payload",
    "each",
    "optional",
    "optional_day",
    "rounded",
    "spoken_forms",
    "text",
    "texts",
    "whole_or_none",
]

EPOCH: Final = dt.date(1970, 1, 1)

Payload = dict[str, Any]
"""What a page reads: lists, dicts, text, numbers, truth and null."""
Ints = npt.NDArray[np.int64]
VERSION: Final = 1
"""Of the payloads of a day: scripts and data of one page are of one version."""


def optional_day(value: Any) -> int | None:
    """Days since 1970-01-01 of a date, a timestamp, or a whole number of days; None if missing.

    Examples
    --------
    >>> optional_day(dt.date(1970, 1, 11)), optional_day(pd.NaT), optional_day(None)
    (10, None, None)
    """
    if pd.isna(value):
        return None
    if isinstance(value, int | np.integer | float):
        return int(value)
    days: int = (pd.Timestamp(value).date() - EPOCH).days
    return days


def text(value: Any) -> str:
    """A value as text; empty where it is missing."""
    return "" if pd.isna(value) else str(value)


def optional(value: Any) -> str | None:
    """A value as text; None where it is missing or empty."""
    return text(value) or None


def texts(column: pd.Series | pd.Index) -> list[str]:
    """A column as :func:`text` has each of its values.

    Examples
    --------
    >>> texts(pd.Series(["Gao", None, 7]))
    ['Gao', '', '7']
    """
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return ["" if missing else str(value) for value, missing in pairs]


def whole_or_none(column: pd.Series) -> list[int | None]:
    """A column as whole numbers; None where one is missing.

    Examples
    --------
    >>> whole_or_none(pd.Series([86633.0, None]))
    [86633, None]
    """
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if missing else int(value) for value, missing in pairs]


def spoken_forms(actor: Actor) -> Payload:
    """How sentences name an actor: language, article, name behind it, gender, number; or nothing.

    Examples
    --------
    >>> spoken_forms(Actor("gov", "Government", "Government", "state", "#2c6fbb", article="the"))
    {'forms': ['en', 'the', '', '', '']}
    """
    forms = [actor.article, actor.in_text, actor.gender, actor.number]
    return {"forms": [actor.lang, *forms]} if any(forms) else {}


def each(table: pd.DataFrame) -> Iterable[Any]:
    """Rows as named tuples; `Index` is the id."""
    rows: Iterable[Any] = table.itertuples()
    return rows


def rounded(value: float, digits: int) -> float:
    """A number with so many digits behind its point."""
    return round(float(value), digits)
