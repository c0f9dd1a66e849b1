"""Builds without their two longest parts: plain texts, made from the same history, in their place.

To draw the charts and to look for the examples of the pages to read takes two thirds of the time
of a small build; tests of how a build goes, and of how it ends, look at neither. Processes that a
build starts make the true ones.
"""

from __future__ import annotations

import pytest

from mapper.build import contents
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory

__all__ = ["make_plain"]


def make_plain(patch: pytest.MonkeyPatch) -> None:
    """Put the plain texts in their place."""
    patch.setattr(contents, "share_chart", _chart)
    patch.setattr(contents, "reading_pages", _reading)


def _chart(history: ControlHistory, by: str, *, of: str, lang: str) -> str:
    """What a chart shows."""
    days = sorted({history.case.first_day, *history.change_days(), history.case.last_day})
    return f"{of} {lang}\n{area_table(history, days, by=by).to_csv()}"


def _reading(history: ControlHistory) -> dict[str, str]:
    """What the pages to read are made from."""
    return dict.fromkeys(("method.html", "failure-modes.html"), history.intervals.to_csv())
