"""Former names of functions work for one release, and say the new one."""

from __future__ import annotations

import pandas as pd
import pytest

import mapper

SPAN = ("2012-02-15", "2012-03-05")


@pytest.mark.parametrize(
    ("old", "new", "table"),
    [
        ("change_list", "target_changes", lambda found: found),
        ("changes_between", "net_changes", lambda found: found.pairs()),
        ("steps_between", "daily_changes", lambda found: found),
    ],
)
def test_a_former_name_warns_and_does_the_same(tiny, old, new, table):
    with pytest.warns(DeprecationWarning, match=f"mapper.{old} is now mapper.{new}") as caught:
        before = getattr(mapper, old)(tiny, *SPAN)
    assert [warning.filename for warning in caught] == [__file__]  # where it is called
    now = getattr(mapper, new)(tiny, *SPAN)
    assert len(table(now))
    pd.testing.assert_frame_equal(table(before), table(now))
    assert new in getattr(mapper, old).__doc__
