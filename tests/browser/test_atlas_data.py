"""What the page works out by itself, exactly as Python: states, evidence, figures, stories."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict

import pytest
from atlaskit import answer, open_data

from mapper.answers.chain import SeatFinder
from mapper.core.dates import day_number, day_of
from mapper.figures.areas import area_table
from mapper.figures.counting import central
from mapper.figures.events import target_changes
from mapper.history.opendates import open_dates
from mapper.outputs.pages.atlas import payload as payload_module

DESCRIBE = """(day) => {
  const rows = [];
  const ids = (list) => list.map((position) => data.claims[position].id);
  for (let target = 0; target < data.targetTotal; target += 1) {
    const said = data.describe(target, day);
    if (!said) continue;
    const unit = target < data.unitTotal;
    rows.push([
      (unit ? data.units[target] : data.places[target - data.unitTotal]).id,
      said.state, said.since, said.startEarliest, said.startLatest, said.cause, said.lastEvidence,
      said.ageDays, said.level, said.decidedBy === null ? null : data.places[said.decidedBy].id,
      ids(said.made), ids(said.confirms), ids(said.dissents), data.parents(target, day),
    ]);
  }
  return rows;
}"""
COLUMNS = [
    "state",
    "since",
    "start_earliest",
    "start_latest",
    "cause",
    "last_evidence",
    "evidence_age_days",
    "evidence_level",
    "decided_by",
    "made",
    "confirms",
    "dissents",
    "parents",
]


def plain(value):
    """Days as numbers, tuples as lists."""
    if isinstance(value, dt.date):
        return day_number(value)
    return list(value) if isinstance(value, tuple) else value


def described(snapshot):
    return [
        [str(row[0]), *(plain(value) for value in row[1:])]
        for table in (snapshot.units, snapshot.places)
        for row in table[COLUMNS].itertuples(name=None)
    ]


@pytest.fixture(scope="module")
def page(tabs, mali):
    result = open_data(tabs, mali)
    yield result
    tabs.give_back(result)


@pytest.fixture(scope="module")
def days(mali):
    first, last = day_number(mali.case.first_day), day_number(mali.case.last_day)
    drawn = random.Random(20120406).sample(range(first, last + 1), 32)
    return sorted({first, last, *drawn, *map(day_number, mali.change_days()[3:6])})


def test_states_and_evidence_of_random_days_are_those_of_the_snapshot(page, mali, days):
    for day in days:
        expected = described(mali.at(day_of(day)))
        assert answer(page, DESCRIBE, day) == expected, day_of(day)


def test_arrays_of_states_agree_with_the_snapshot(page, mali, days):
    for day in days[::6]:
        snapshot = mali.at(day_of(day))
        units, places, ages = page.evaluate(
            "(d) => [data.unitStates(d), data.placeStates(d), data.unitAges(d)].map((a) => [...a])",
            day,
        )
        assert units == snapshot.units["state"].tolist()
        there = snapshot.places["state"].reindex(mali.places.index).fillna(-1)
        assert places == there.astype(int).tolist()
        assert ages == [-1 if a is None else a for a in snapshot.units["evidence_age_days"]]


def test_decoded_states_are_the_states(page, mali):
    expected = [
        {k: plain(v) for k, v in state._asdict().items()}  # names as in Python
        for state in mali.states
    ]
    assert page.evaluate("() => data.states") == expected


def test_statistics_with_bounds_are_those_of_python_to_the_last_bit(page, mali, days):
    for by in ("holder", "bloc", "status"):
        table = area_table(mali, [day_of(day) for day in days], by=by)
        expected = defaultdict(list)
        for row in table.drop(columns="date").to_dict("records"):
            iso, values = None, {("row" if k == by else k): v for k, v in row.items()}
            expected[iso].append(values)
        found = page.evaluate(
            "([days, by]) => days.flatMap((day) => tested.kit.areaRows(data, day, by))", [days, by]
        )
        assert found == expected[None]


@pytest.mark.parametrize("by", ["holder", "bloc"])
def test_the_series_of_shares_is_that_of_the_table(page, mali, by):
    series = page.evaluate(
        """(by) => {
          const { days, lines } = tested.kit.shareSeries(data, by);
          return { days: [...days], lines: lines.map(({ row, amount, share }) => (
            { row, area_km2: [...amount], share: [...share] })) };
        }""",
        by,
    )
    days = series["days"]
    assert {*map(day_number, mali.change_days())} <= {*days}
    assert days == sorted(set(days))
    assert days[0] == day_number(mali.case.first_day)
    table = area_table(mali, [day_of(day) for day in days], by=by)
    for name in {line["row"] for line in series["lines"]}:  # one for each group that shares land
        rows = table[table[by] == name].set_index("date")
        for column in ("area_km2", "share"):
            known = rows[column].to_dict()
            lines = [line[column] for line in series["lines"] if line["row"] == name]
            found = [sum(amounts) for amounts in zip(*lines, strict=True)]
            expected = [known.get(day_of(d).isoformat(), 0.0) for d in days]
            assert found == (expected if len(lines) == 1 else pytest.approx(expected))
    assert {line["row"] for line in series["lines"]} == {*table.loc[table["area_km2"] > 0, by]}


def test_the_series_holds_between_its_days(page, mali, days):
    table = area_table(mali, [day_of(day) for day in days])
    government = table[table["holder"] == "government"]["area_km2"].tolist()
    found = page.evaluate(
        """(days) => {
          const series = tested.kit.shareSeries(data);
          const line = series.lines.find(({ row }) => row === "government");
          return days.map((day) => line.amount[tested.kit.seriesIndex(series, day)]);
        }""",
        days,
    )
    assert found == government


def test_stories_are_the_intervals(page, mali):
    rows = mali.intervals
    for target in (0, 2, 225, len(mali.units), len(mali.units) + 5, len(mali.units) + 60):
        expected = []
        for row in rows[rows["target"] == target].itertuples():
            expected.append(
                {
                    "start": row.start,
                    "end": None if row.end == 2**31 - 1 else row.end,
                    "state": row.state,
                    "since": None if row.cause == "baseline" else row.since,
                    "cause": row.cause,
                    "claim": None if row.claim < 0 else row.claim,
                    "open": open_dates(mali, [row.claim], [row.start])[0],
                }
            )
        assert page.evaluate("(target) => data.story(target)", target) == expected


def test_change_days_and_events_are_those_of_the_table_of_changes(page, mali):
    days = page.evaluate("() => [...data.changeDays]")
    assert days == [day_number(day) for day in mali.change_days()]
    table = target_changes(mali)
    found = page.evaluate(
        """() => data.events(data.firstDay, data.lastDay).map((event) => {
          const unit = event.target < data.unitTotal;
          const list = unit ? data.units : data.places;
          const { id } = list[unit ? event.target : event.target - data.unitTotal];
          const holder = (state) => (state < 0 ? "" : data.states[state].holder);
          const claim = event.claim === null ? "" : data.claims[event.claim].id;
          const kind = unit ? "unit" : "place";
          const holders = [holder(event.from), holder(event.to)];
          return [event.day, kind, id, ...holders, event.cause, claim, event.open];
        })"""
    )
    expected = [
        [
            day_number(dt.date.fromisoformat(row.date)),
            row.kind,
            row.id,
            row.from_holder,
            row.to_holder,
            row.cause,
            row.event_id,
            row.open_date,
        ]
        for row in table.itertuples()
    ]
    assert sorted(found) == sorted(expected)
    newest_first = [row[0] for row in found]
    assert newest_first == sorted(newest_first, reverse=True)
    of_one_day = [row[1] for row in found if row[0] == day_number(dt.date(2012, 4, 1))]
    assert of_one_day == sorted(of_one_day)  # places before units


def test_changed_units_are_exactly_those_whose_state_differs(page, days):
    pairs = list(zip(days, days[1:] + days[:1], strict=True))
    wrong = page.evaluate(
        """(pairs) => pairs.filter(([a, b]) => {
          const [before, after] = [data.unitStates(a), data.unitStates(b)];
          const [was, is] = [data.placeStates(a), data.placeStates(b)];
          const units = [...before.keys()].filter((i) => before[i] !== after[i]);
          const places = [...was.keys()].filter((i) => was[i] !== is[i]);
          return String(units) !== String([...data.changedUnits(a, b)])
            || String(places) !== String([...data.changedPlaces(a, b)]);
        })""",
        pairs,
    )
    assert wrong == []


@pytest.mark.parametrize("by", ["holder", "bloc"])
def test_what_changed_hands_between_two_days(page, mali, by):
    before, after = dt.date(2012, 3, 29), dt.date(2013, 2, 1)
    snapshots = mali.at(before), mali.at(after)

    def rows(snapshot, day):
        def name(actor):
            return actor if by == "holder" else mali.bloc_of(actor, day) or "no_bloc"

        codes = snapshot.units["state"]
        return [central(mali.states[c], str if by == "holder" else name) for c in codes]

    sums = defaultdict(float)
    both = zip(rows(snapshots[0], before), rows(snapshots[1], after), strict=True)
    for pair, area in zip(both, mali.units["area_km2"], strict=True):
        if pair[0] != pair[1]:
            sums[pair] += round(area * 1e6)
    found = page.evaluate(
        "([a, b, by]) => tested.kit.changesBetween(data, a, b, by)",
        [day_number(before), day_number(after), by],
    )
    assert {(p["from"], p["to"]): p["area_km2"] for p in found if p["units"]} == {
        pair: area / 1e6 for pair, area in sums.items()
    }
    areas = [p["area_km2"] for p in found]
    assert areas == sorted(areas, reverse=True)


def test_members_and_frames_on_a_day(page, mali):
    day = dt.date(2016, 1, 18)
    for actor in mali.actors:
        found = page.evaluate("([a, d]) => data.blocOf(a, d)", [actor, day_number(day)])
        assert found == mali.bloc_of(actor, day)
    for delta in (0, 1):
        frame = mali.frame_on("region", day + dt.timedelta(delta))
        names = page.evaluate(
            "(d) => [data.frame('region', d).frame, data.borders(d).names.length]",
            day_number(day) + delta,
        )
        assert names == [frame.frame, len(frame.groups)]


def test_a_page_without_claims_still_knows_states_ages_and_figures(tabs, mali, days):
    page = open_data(tabs, mali, claims_limit=1000)
    assert page.evaluate("() => [data.hasClaims, data.claims.length, data.claimCount]") == [
        False,
        0,
        len(mali.claims),
    ]
    keep = [i for i in range(14) if i not in (10, 11, 12)]
    for day in days[::5]:
        expected = [[row[i] for i in keep] for row in described(mali.at(day_of(day)))]
        assert [[row[i] for i in keep] for row in answer(page, DESCRIBE, day)] == expected
    said = "data.events(data.firstDay, data.lastDay).map((e) => [e.cause, e.open])"
    table = target_changes(mali)
    expected = zip(table["cause"], table["open_date"], strict=True)
    assert sorted(page.evaluate(f"() => {said}")) == sorted(map(list, expected))
    tabs.give_back(page)


def test_a_compressed_page_says_the_same(tabs, mali, page, monkeypatch, days):
    monkeypatch.setattr(payload_module, "PACK_LIMIT", 10)
    packed = open_data(tabs, mali)
    kind = packed.evaluate("() => document.getElementById('mapper-atlas').type")
    assert kind == "application/gzip"
    assert answer(packed, DESCRIBE, days[9]) == answer(page, DESCRIBE, days[9])
    tabs.give_back(packed)


def test_whose_seat_a_target_follows(page, mali) -> None:
    finder = SeatFinder(mali)
    rows = mali.intervals[mali.intervals["level"] == "seat"]
    units = rows[rows["target"] < len(mali.units)].drop_duplicates("target")
    assert len(units) > 100
    told = page.evaluate("targets => targets.map(t => data.seatArea(t))", units["target"].tolist())
    pairs = zip(units["leader"].tolist(), units["target"].tolist(), strict=True)
    areas = [finder.area(leader, target) for leader, target in pairs]
    assert told == [area and area[1] for area in areas]
    assert sum(area is not None for area in areas) > 100
