"""Claims that name no day tell no day's news."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.core.dates import day_number
from mapper.figures.events import target_changes
from mapper.history.opendates import OPEN_DAYS, open_dates


@pytest.mark.parametrize(
    ("event", "open_date"),
    [
        ("e02", ""),  # 2012-01-10
        ("e03", "2012-02"),
        ("e05", "2012-03~"),
        ("e06", ""),  # 2012-04-01/2012-04-03: three days are nearly one
    ],
)
def test_a_date_is_open_that_names_no_day(tiny, event: str, open_date: str) -> None:
    claim = tiny.claim_position[event]
    assert open_dates(tiny, [claim, -1]).tolist() == [open_date, ""]


def test_the_limit_is_that_of_the_vocabulary(mali) -> None:
    claims = mali.claims
    wide = (claims["latest"] - claims["earliest"]).dt.days > OPEN_DAYS
    assert ((open_dates(mali, np.arange(len(claims))) != "") == wide).all()
    assert 10 < wide.sum() < len(claims) / 5


def test_what_begins_outside_of_the_days_of_its_claim_has_a_day(tiny, day) -> None:
    claim = tiny.claim_position["e03"]
    days = [day_number(day(date)) for date in ("2012-01-31", "2012-02-01", "2012-02-29")]
    assert open_dates(tiny, [claim] * 3, days).tolist() == ["", "2012-02", "2012-02"]


def test_table_of_changes_says_which_days_are_only_drawn(tiny) -> None:
    table = target_changes(tiny)
    dates = open_dates(tiny, np.arange(len(tiny.claims)))
    for row in table.itertuples():
        claim = tiny.claim_position[row.event_id] if row.event_id else None
        assert row.open_date == ("" if claim is None else dates[claim])
    assert set(table["open_date"]) == {"", "2012-02", "2012-03~"}
