"""Everything public that takes a day takes a date, a moment or text, and refuses the rest alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import types

import numpy as np
import pandas as pd
import pytest
from casefolder import write_case

import mapper
from mapper.core.errors import UsageError

FIRST, DAY = dt.date(2012, 2, 15), dt.date(2012, 3, 5)
WRITTEN = {
    "date": lambda day: day,
    "text": dt.date.isoformat,
    "datetime": lambda day: dt.datetime.combine(day, dt.time(13, 30)),
    "Timestamp": pd.Timestamp,
    "datetime64": np.datetime64,
}


def _snapshot(found):
    return found.date, found.units, found.places


def _built(history, folder, day):
    options = mapper.BuildOptions(dates=(day,))
    return options.days, options.as_dict()


def _map(history, folder, day):
    return mapper.write_map(history, day, folder / "map.html").read_text("utf-8")


def _file(history, folder, day):
    mapper.write_snapshot(history, day, folder / "day.topojson", layer="places", fmt="topojson")
    return (folder / "day.topojson").read_text("utf-8")


def _areas(history, folder, day):
    root = folder / "areas"
    case = root / "events" / "tiny" if root.exists() else write_case(root).case
    return mapper.areas(mapper.read_case(case), on=day)


CALLS = {
    "BuildOptions": _built,
    "ControlHistory.at": lambda h, f, day: _snapshot(h.at(day)),
    "ControlHistory.between": lambda h, f, day: h.between(day, day),
    "ControlHistory.bloc_of": lambda h, f, day: [h.bloc_of(a, day) for a in h.actors],
    "ControlHistory.check_date": lambda h, f, day: h.check_date(day),
    "ControlHistory.frame_on": lambda h, f, day: [h.frame_on(x, day) for x in h.case.levels],
    "ControlHistory.of_target": lambda h, f, day: _snapshot(h.of_target(0, day)),
    "ControlHistory.parents_on": lambda h, f, day: h.parents_on(day, pd.Index([0, 1])),
    "ControlHistory.parents_of": lambda h, f, day: h.parents_of(0, day),
    "ControlHistory.row_of": lambda h, f, day: h.row_of(0, day),
    "ControlHistory.unit_states": lambda h, f, day: h.unit_states(day),
    "ControlMap": lambda h, f, day: mapper.ControlMap(h, day).block("day"),
    "GeoJSONWriter.text": lambda h, f, day: mapper.GeoJSONWriter(h).text(day),
    "actors_on": lambda h, f, day: mapper.actors_on(h, day),
    "area_table": lambda h, f, day: mapper.area_table(h, [day]),
    "areas": _areas,
    "daily_changes": lambda h, f, day: mapper.daily_changes(h, FIRST, day),
    "date_range": lambda h, f, day: mapper.date_range(h, "day", day, day),
    "evidence_ages": lambda h, f, day: mapper.evidence_ages(h, [day]),
    "fresh_share": lambda h, f, day: mapper.fresh_share(h, day),
    "holdings_table": lambda h, f, day: mapper.holdings_table(h, [day]),
    "net_changes": lambda h, f, day: mapper.net_changes(h, FIRST, day),
    "snapshot_frame": lambda h, f, day: mapper.snapshot_frame(h, day),
    "target_changes": lambda h, f, day: mapper.target_changes(h, day, day),
    "who": lambda h, f, day: mapper.who(h, "capital", day),
    "write_map": _map,
    "write_snapshot": _file,
}
RESULTS = ("Snapshot", "Transfers", "CaseInfo")
"""Classes of what is given back: whoever makes one gives it days."""
FORMER = ("change_list", "changes_between", "steps_between")


def _callables():
    for name in mapper.__all__:
        thing = getattr(mapper, name)
        if inspect.isfunction(thing) and name not in FORMER:
            yield name, thing
        elif inspect.isclass(thing) and not issubclass(thing, Exception) and name not in RESULTS:
            yield name, thing.__init__
            for method, function in inspect.getmembers(thing):
                if isinstance(function, types.FunctionType) and not method.startswith("_"):
                    yield f"{name}.{method}", function


def _takes(function, kind):
    parameters = inspect.signature(function).parameters.values()
    return any(kind in str(p.annotation).replace("[", " ").split() for p in parameters)


def test_the_table_names_everything_public_that_takes_a_day():
    named = dict(_callables())
    words = ("Day", "Day,", "Day]", "tuple Day,", "Sequence Day]")
    found = {n for n, f in named.items() if any(_takes(f, word) for word in words)}
    assert found == set(CALLS)
    assert [n for n, f in named.items() if _takes(f, "dt.date") or _takes(f, "dt.date,")] == []


def same(one, other):
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_exact=True)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
    elif isinstance(one, np.ndarray):
        assert one.tolist() == other.tolist()
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            same(a, b)
    elif dataclasses.is_dataclass(one) and not hasattr(one, "frame"):
        same(list(vars(one).values()), list(vars(other).values()))
    else:
        assert one is other or one == other


@pytest.mark.parametrize("name", CALLS)
def test_a_day_may_be_written_in_any_way(tiny, tmp_path, name):
    call = CALLS[name]
    expected = call(tiny, tmp_path, DAY)
    assert expected is not None
    for write in WRITTEN.values():
        same(call(tiny, tmp_path, write(DAY)), expected)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("wrong", ["2012-3-5", "yesterday", "", 20120305, pd.NaT])
def test_what_is_no_day_is_told_with_a_suggestion(tiny, tmp_path, name, wrong):
    with pytest.raises(UsageError, match=r"is not a day; (write|give|did you mean 2012-03-05)"):
        CALLS[name](tiny, tmp_path, wrong)


def test_limits_that_are_left_out_are_those_of_the_case(tiny):
    days = mapper.date_range(tiny, "day")
    assert (days[0], days[-1]) == (tiny.case.first_day, tiny.case.last_day)
    assert len(mapper.target_changes(tiny, None, None)) == len(mapper.target_changes(tiny)) > 0
