"""What the atlas shows without a claim, a source or a kind of claims is what Python says."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from atlaskit import answer, open_data

from mapper.areas.models import build_areas
from mapper.case.leaving import CLAIM_KINDS, claims_left_out, claims_of_sources, without
from mapper.case.read import Case, read_case
from mapper.core.dates import day_of
from mapper.core.model import BASELINE, State
from mapper.figures.areas import area_table
from mapper.history.alternatives import with_alternatives
from mapper.history.beginningrows import begun_days
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history, rules_of
from mapper.outputs.text.csvtext import csv_text
from mapper.rules.timeline import Timeline, build_timeline

SHOWN = """(asked) => {
  const own = tested.kit.withoutClaims(data, asked);
  const { intervals: table, evidence } = own;
  const words = (codes, names) => Array.from(codes, (code) => names[code]);
  const plain = (values) => Array.from(values);
  return {
    asked: own.without.asked, claims: own.without.claims,
    intervals: {
      target: plain(table.target), start: plain(table.start), since: plain(table.since),
      earliest: plain(table.earliest), latest: plain(table.latest), leader: plain(table.leader),
      source: plain(table.source), source_tenure: plain(table.sourceTenure),
      tenure: plain(table.tenure), claim: plain(table.claim),
      cause: words(table.cause, table.causes), level: words(table.level, table.levels),
      state: Array.from(table.state, (code) => Object.values(own.states[code]).join("|")),
    },
    evidence: { tenure: plain(evidence.tenure), claim: plain(evidence.claim),
      role: plain(evidence.role), counts: plain(evidence.counts), day: plain(evidence.day) },
    offset: plain(evidence.offset), changes: plain(own.changeDays),
    begun: plain(table.start).flatMap((day, i) => {
      const open = [day - table.begunEarly[i], table.begunLate[i] - day];
      return open.some(Boolean) ? [[i, ...open]] : [];
    }),
  };
}"""
FIGURES = """([asked, days]) => {
  const own = tested.kit.withoutClaims(data, asked);
  const differ = days.map((day) => tested.kit.differing(own, day));
  return { csv: tested.kit.statsCsv(own, days), differ };
}"""


@pytest.fixture(scope="module", params=["tiny", "mali", "sudan"])
def told(request, tabs):
    case = read_case(request.getfixturevalue(f"{request.param}_folder"))
    history = with_alternatives(build_history(case), case)
    page = open_data(tabs, history)
    yield case, history, page
    tabs.give_back(page)


def questions(case: Case) -> list[str]:
    """Everything that can be asked of a small case; of a large one some of each sort."""
    events = [f"claim:{event}" for event in case.claims["event_id"]]
    cited = dict.fromkeys(source for row in case.claims["sources"] for source in row)
    several = {source for source, rows in claims_of_sources(case.claims).items() if len(rows) > 1}
    alone = [f"source:{source}" for source in cited if source in several]
    others = [f"source:{source}" for source in cited if source not in several]
    kinds = [
        f"kind:{kind}"
        for kind in CLAIM_KINDS
        if len(claims_left_out(case.claims, case.sources, kinds=[kind]))
    ]
    if len(events) < 50:
        return [*events, *alone, *others, *kinds]
    dice = random.Random(case.id)
    some = dice.sample(events, 24) + dice.sample(alone, 8) + dice.sample(others, 4)
    return some + dice.sample(kinds, 4)


def left_out(case: Case, asked: str) -> dict[str, list[str]]:
    what, _, name = asked.partition(":")
    return {f"{what}s": [name]}


def wanted(case: Case, made: Timeline, kept: np.ndarray) -> dict[str, list[Any]]:
    """The intervals of a case without some claims, as the page has them."""
    position, rows = np.append(kept, -1), made.intervals
    lists = [name for name in State._fields if name not in {"holder", "status"}]
    states = [
        "|".join([said.holder, said.status, *(",".join(getattr(said, name)) for name in lists)])
        for said in made.states
    ]
    found = {name: rows[name].tolist() for name in ("target", "start", "since", "cause", "level")}
    found |= {name: rows[name].tolist() for name in ("leader", "source", "source_tenure", "tenure")}
    return found | {
        "earliest": rows["since_earliest"].tolist(),
        "latest": rows["since_latest"].tolist(),
        "claim": position[rows["claim"].to_numpy()].tolist(),
        "state": [states[code] for code in rows["state"].tolist()],
    }


def test_every_interval_and_every_piece_of_evidence_is_pythons(told) -> None:
    case, history, page = told
    tables, rules = build_areas(case).tables, rules_of(case)
    best = case.claims["best"].to_numpy()
    for asked in questions(case):
        gone = claims_left_out(case.claims, case.sources, **left_out(case, asked))
        rest = without(case, **left_out(case, asked))
        kept = np.setdiff1d(np.arange(len(case.claims)), gone)
        made = build_timeline(rest.claims, case.places, tables, rules, rest.coded)
        shown = answer(page, SHOWN, asked)
        assert (shown["asked"], shown["claims"]) == (asked, gone.tolist())
        intervals = wanted(case, made, kept)
        for name, values in intervals.items():
            assert shown["intervals"][name] == values, (asked, name)
        column = {name: np.array(intervals[name]) for name in ("start", "since", "claim")}
        column["since_earliest"] = np.array(intervals["earliest"])
        baseline = np.array([cause == BASELINE for cause in intervals["cause"]])
        begun = begun_days(history.claims, column, baseline)
        assert shown["begun"] == np.column_stack(begun).tolist(), asked
        proofs = made.evidence.sort_values(["target", "tenure", "day", "rank"], kind="stable")
        claim = kept[proofs["claim"].to_numpy()]
        counts = proofs["counts"].to_numpy() & (proofs["role"].to_numpy() <= 1)
        evidence = {
            "tenure": proofs["tenure"].tolist(),
            "claim": claim.tolist(),
            "role": proofs["role"].tolist(),
            "counts": counts.astype(int).tolist(),
            "day": best[claim].tolist(),
        }
        assert shown["evidence"] == evidence, asked
        ends = np.searchsorted(proofs["target"], np.arange(len(shown["offset"])))
        assert shown["offset"] == ends.tolist(), asked


def test_shares_differences_and_days_of_change_are_pythons(told) -> None:
    case, history, page = told
    dice = random.Random(f"{case.id} figures")
    first, last = history.case.first_day, history.case.last_day
    days = sorted({*(first.toordinal() + dice.randrange((last - first).days) for _ in range(3))})
    dates = [first.fromordinal(day) for day in days]
    for asked in [*dice.sample(questions(case), 5), "kind:weak", "kind:party"]:
        if asked not in questions(case):
            continue
        other = build_history(without(case, **left_out(case, asked)))
        numbers = [day - day_of(0).toordinal() for day in days]
        found = answer(page, FIGURES, [asked, numbers])
        lines = [line.rpartition(",")[0] for line in found["csv"].splitlines()]
        assert {line.rpartition(",")[2] for line in found["csv"].splitlines()[1:]} == {asked}
        assert lines == csv_text(area_table(other, dates)).splitlines(), asked
        for date, differ in zip(dates, found["differ"], strict=True):
            assert differ == differences(history, other, date), asked
        assert answer(page, SHOWN, asked)["changes"] == [
            (day - day_of(0)).days for day in other.change_days()
        ]


def differences(history: ControlHistory, other: ControlHistory, date) -> dict[str, list[int]]:
    """Positions of units and places of which something else is said."""
    found: dict[str, list[int]] = {}
    for name in ("units", "places"):
        said = [
            dict(zip(range_of(one, name), states_of(one, name, date), strict=True))
            for one in (history, other)
        ]
        both = sorted({*said[0], *said[1]})
        found[name] = [i for i in both if said[0].get(i) != said[1].get(i)]
    return found


def range_of(history: ControlHistory, name: str) -> range:
    return range(len(getattr(history, name)))


def states_of(history: ControlHistory, name: str, date) -> list[Any]:
    table = getattr(history.at(date), name)["state"].reindex(getattr(history, name).index)
    return [None if np.isnan(code) else history.states[int(code)] for code in table.tolist()]


def test_what_makes_no_sense_is_the_record(told) -> None:
    page = told[2]
    same = "(asked) => tested.kit.withoutClaims(data, asked) === data"
    for asked in ("", "claim:", "claim:nobody", "source:https://nowhere.example/", "kind:toString"):
        assert answer(page, same, asked), asked


def test_a_clash_that_is_left_out_did_not_happen(told) -> None:
    case, _, page = told
    clashes = case.claims["event_id"][case.claims["event_type"] == "clash"].tolist()
    found = """(event) => {
      const told = (data) => { const { days, on } = tested.kit.makeHappenings(data);
        return days.flatMap((day) => on(day)).filter(({ kind }) => kind === "clash")
          .map(({ claim }) => data.claims[claim].id); };
      return [told(data), told(tested.kit.withoutClaims(data, `claim:${event}`))];
    }"""
    for event in clashes:
        record, left = answer(page, found, event)
        assert event in record and left == [one for one in record if one != event]
    assert (case.id == "sudan") == bool(clashes)  # of the three it alone tells of any
