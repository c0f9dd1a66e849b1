"""What changed hands between two days, against snapshots and against the statistics."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from casefolder import write_case

from mapper import build_history, read_case
from mapper.core.errors import DateOutsideCaseError, UsageError
from mapper.core.model import Membership
from mapper.figures.areas import area_table
from mapper.figures.between import KINDS, WAYS, Transfers, _kind_of, moves_between, net_changes

SPANS = [
    ("2012-01-16", "2012-04-06"),
    ("2012-04-06", "2013-02-01"),
    ("2014-01-01", "2017-12-31"),
    ("2012-06-27", "2012-06-28"),
]


def counted(history, snapshot, by: str) -> dict[str, str]:
    """The row of each unit and place on a day, read off a snapshot."""

    def name(actor: str) -> str:
        special = {"none", "unknown"}
        if by == "holder" or actor in special:
            return actor
        return history.bloc_of(actor, snapshot.date) or "no_bloc"

    rows = {}
    for table in (snapshot.units, snapshot.places):
        for row in table.itertuples():
            parties = {name(x) for x in (row.holder, *row.companions)}
            shared = row.status == "shared" and (by == "holder" or len(parties) > 1)
            rows[row.Index] = "shared" if shared else name(row.holder)
    return rows


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("span", SPANS)
def test_exactly_what_two_snapshots_differ_in(mali, day, span, by: str) -> None:
    found = net_changes(mali, day(span[0]), day(span[1]), by=by)
    before, after = (counted(mali, mali.at(day(date)), by) for date in span)
    both = [target for target in after if target in before]
    expected = {t: (before[t], after[t]) for t in both if before[t] != after[t]}
    table = pd.concat([found.units, found.places])
    pairs = zip(table["before"], table["after"], strict=True)
    assert dict(zip(table.index, pairs, strict=True)) == expected
    assert expected, "the span must show something"


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("span", SPANS)
def test_pairs_balance_the_areas_of_the_statistics(mali, day, span, by: str) -> None:
    pairs = net_changes(mali, day(span[0]), day(span[1]), by=by).pairs()
    table = area_table(mali, [day(date) for date in span], by=by)
    areas = table.pivot_table(index=by, columns="date", values="area_km2", fill_value=0.0)
    for row in areas.index:
        won = pairs.loc[pairs[f"to_{by}"] == row, "area_km2"].sum()
        lost = pairs.loc[pairs[f"from_{by}"] == row, "area_km2"].sum()
        assert areas.at[row, span[1]] - areas.at[row, span[0]] == pytest.approx(
            won - lost, abs=1e-6
        ), row
    assert pairs["share"].sum() * mali.units["area_km2"].sum() == pytest.approx(
        pairs["area_km2"].sum()
    )


def test_figures_of_a_pair_are_those_of_its_units_and_places(mali, day) -> None:
    found = net_changes(mali, day("2012-01-16"), day("2012-04-06"))
    for pair in found.pairs().to_dict("records"):
        units = mali.units.loc[list(pair["unit_ids"])]
        places = mali.places.loc[list(pair["place_ids"])]
        towns = places[(places["rank"] <= 3) & ~places["kind"].isin(["base", "site"])]
        assert pair["area_km2"] == pytest.approx(units["area_km2"].sum())
        assert pair["area_within_50km_km2"] == pytest.approx(units["near_km2"].sum())
        assert (pair["units"], pair["towns"]) == (len(units), len(towns))
        assert pair["population_of_towns"] == towns["population"].fillna(0).sum()
        assert pair["towns_without_population"] == towns["population"].isna().sum()
        assert list(places["rank"]) == sorted(places["rank"])


def test_a_new_name_is_told_from_a_change_of_hands(tiny, day) -> None:
    found = net_changes(tiny, day("2012-08-31"), day("2012-09-01"))
    assert set(found.units["kind"]) == {"succession"}
    assert found.units.at["c3", "before"] == "reb"
    assert found.units.at["c3", "after"] == "front"
    # Over a longer span: it was taken from the government, then renamed.
    longer = net_changes(tiny, day("2012-07-01"), day("2012-12-31")).units
    assert longer.loc["c3", ["before", "after", "kind"]].tolist() == ["gov", "front", "hands"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("A hands B", "hands"),
        ("A succession B", "succession"),
        ("A succession B succession C", "succession"),
        ("A hands X hands A succession B", "succession"),  # lost, won back, renamed
        ("A succession B hands X hands B", "succession"),
        ("A hands B succession C", "hands"),
        ("A hands X succession B", "hands"),  # another party of that name by then
        ("A realignment B", "realignment"),
        ("A succession B realignment C", "realignment"),
        ("A hands X realignment C", "hands"),
    ],
)
def test_kind_of_a_path(path: str, kind: str) -> None:
    words = path.split()
    steps = list(zip(words[2::2], words[1::2], strict=True))
    assert _kind_of([(words[0], "hands"), *steps]) == kind


def test_only_what_went_to_its_heir_by_name_is_by_name(mali, day) -> None:
    """CMA became CSP, which became FLA: the land that it kept all the time, and no other."""
    first, last = day("2018-01-01"), day("2026-04-28")
    found = net_changes(mali, first, last)
    moves = moves_between(mali, first, last)
    kinds = moves["kind"].groupby([mali.target_id(one) for one in moves["target"]]).agg(set)
    table = pd.concat([found.units, found.places])
    for row in table.itertuples():
        assert (row.kind == "succession") == (kinds[row.Index] == {"succession"}), row.Index
    named = found.units[found.units["kind"] == "succession"]
    assert set(zip(named["before"], named["after"], strict=True)) == {("cma", "fla")}
    # Kidal is held by the heir of who held it, but was lost and taken in between.
    kidal = found.places.loc["kidal"]
    assert (kidal["before"], kidal["after"], kidal["kind"]) == ("cma", "fla", "hands")


@pytest.mark.parametrize("by", ["holder", "bloc"])
@pytest.mark.parametrize("span", [*SPANS, ("2018-01-01", "2026-04-28")])
def test_ways_add_up_to_what_changed_hands(mali, day, span, by: str) -> None:
    found = net_changes(mali, day(span[0]), day(span[1]), by=by)
    pairs, ways = found.pairs(), found.ways()
    for kind in KINDS:
        own = [*WAYS] if kind == "hands" else [kind]
        rows = pairs[pairs["kind"] == kind]
        sums = [ways.get(name, (0.0, 0)) for name in own]
        assert sum(s[0] for s in sums) == pytest.approx(rows["area_km2"].sum())
        assert sum(s[1] for s in sums) == rows["towns"].sum()
    columns = pairs[[f"{way}_km2" for way in WAYS]].sum(axis=1)
    expected = pairs["area_km2"].where(pairs["kind"] == "hands", 0.0)
    assert columns.tolist() == pytest.approx(expected.tolist())
    assert set(found.units["way"]) <= {*WAYS, ""}


def test_the_way_is_how_the_last_holder_came_by_it(tmp_path, day) -> None:
    own = write_case(tmp_path)
    for line in (
        "w1,2012-02-01,a2,all,capture,reb,gov,held,,high,https://a.example/1,",
        "w2,2012-03-01,a2,all,handover,jih,reb,held,,high,https://a.example/2,",
        "w3,2012-02-01,a3,all,withdrawal,unknown,gov,empty,,high,https://a.example/3,",
        "w4,2012-02-01,c2,all,observation,jih,,held,,high,https://a.example/4,",
    ):
        own.append("control_events.csv", line)
    history = build_history(read_case(own.case))
    ways = net_changes(history, day("2012-01-31"), day("2012-02-20")).units["way"]
    assert (ways["a2"], ways["a3"], ways["c2"]) == ("force", "unopposed", "untold")
    later = net_changes(history, day("2012-01-31"), day("2012-03-02")).units
    assert later.at["a2", "way"] == "agreement"


def test_who_changes_its_bloc_takes_its_land_along(tiny, day) -> None:
    members = (
        *(m for m in tiny.members if m.actor_id != "jih"),
        Membership("jih", "rebels", None, dt.date(2012, 5, 1)),
        Membership("jih", "state", dt.date(2012, 5, 1), None),
    )
    history = replace(tiny, members=members)
    found = net_changes(history, day("2012-04-10"), day("2012-05-02"), by="bloc")
    moved = found.units[found.units["kind"] == "realignment"]
    assert set(zip(moved["before"], moved["after"], strict=True)) == {("rebels", "state")}
    assert set(moved.index) == set(tiny.at(day("2012-04-10")).units.query("holder == 'jih'").index)
    assert net_changes(history, day("2012-04-10"), day("2012-05-02")).units.empty


@pytest.mark.parametrize("by", ["holder", "bloc"])
def test_moves_lead_from_the_one_day_to_the_other(mali, day, by: str) -> None:
    first, last = day("2012-01-16"), day("2018-06-30")
    moves = moves_between(mali, first, last, by=by)
    rows = counted(mali, mali.at(first), by)
    for move in moves.sort_values("day", kind="stable").itertuples():
        target = mali.target_id(move.target)
        assert rows.get(target, move.before) == move.before
        rows[target] = move.after
        assert move.kind in KINDS
    after = counted(mali, mali.at(last), by)
    assert {t: after[t] for t in rows} == rows


def test_no_change_gives_empty_tables_with_all_columns(tiny, day) -> None:
    found = net_changes(tiny, day("2012-01-01"), day("2012-01-02"))
    assert isinstance(found, Transfers)
    assert found.units.empty and found.places.empty
    assert list(found.pairs().columns)[:4] == ["from_holder", "to_holder", "kind", "area_km2"]


def test_wrong_spans_are_refused(tiny, day) -> None:
    for dates in (("2012-03-05", "2012-03-05"), ("2012-03-06", "2012-03-05")):
        with pytest.raises(UsageError, match="does not come after the first"):
            net_changes(tiny, *(day(date) for date in dates))
    with pytest.raises(DateOutsideCaseError, match="runs from 2012-01-01"):
        net_changes(tiny, day("2011-12-31"), day("2012-03-05"))
    with pytest.raises(DateOutsideCaseError):
        net_changes(tiny, day("2012-03-05"), day("2013-01-01"))
    with pytest.raises(UsageError, match="use one of: holder, bloc"):
        net_changes(tiny, day("2012-03-05"), day("2012-03-06"), by="status")
