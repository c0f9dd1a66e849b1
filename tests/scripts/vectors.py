"""What Python and the scripts of the pages both work out: questions with Python's answers.

The scripts answer the same questions in `answers.js`: under Node (`make lint-scripts`,
for which this file writes them to disk) and in a browser (`tests/browser/test_vectors.py`).
A vector is one JSON file: ``questions``, each with its arguments and what to ``expect``, and, if
they are about a history, the ``payload`` of its atlas.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pandas as pd

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from casefolder import CaseFolder, write_case
from meridiancase import write_meridian_case
from peoplecase import give_people
from rulequestions import Question, rule_questions

import mapper
from mapper.answers.find import find_target
from mapper.areas.modeloptions import with_area_model
from mapper.core.dates import day_number, day_of
from mapper.core.errors import TargetNotFoundError
from mapper.core.model import SHARED, Membership
from mapper.core.spelling import fold
from mapper.figures.areas import area_table
from mapper.figures.between import net_changes
from mapper.figures.counting import central
from mapper.figures.holdings import holdings_table, part_columns
from mapper.figures.together import shared_table
from mapper.history.control import ControlHistory
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.atlas.payload import atlas_payload
from mapper.outputs.pages.day.legend import legend_payload
from mapper.outputs.text.statistics import table_text

Vector = dict[str, Any]

BY = ("holder", "bloc", "status")
MALI_DAYS = ("2012-01-16", "2012-04-06", "2013-01-28", "2016-01-19", "2026-04-28")
AWKWARD_CLAIMS = """\
x01,2012-02-10,a2,countryside,capture,reb,gov,held,,high,https://a.example/x1,
x02,2012-02-20,north,,handover,reb+jih,reb,shared,,high,https://a.example/x2,
x03,2012-03-10,a2,all,contest,reb,,contested,,high,https://a.example/x3,
x04,2012-03-12,na,,withdrawal,none,gov,empty,,high,https://a.example/x4,"Said ""so"", they say"
x05,2012-03-20,seat_c,,withdrawal,unknown,gov,held,,high,https://a.example/x5,
x06,2012-04-05,minor,,declaration,jih,,held,,high,https://a.example/x6,
x07,2012-04-10/2012-04-30,middle,,capture,jih,gov,held,,high,https://a.example/x7,
x08,2012-05-02,middle,,siege_begin,jih,,besieged,gov,high,https://a.example/x8,
x09,2012-04-08,capital,,capture,reb,gov,held,,low,https://a.example/x9,
x10,2012-09-10,b1,all,contest,gov,,contested,jih+front,high,https://a.example/x10,
x11,2012-05-05/2012-05-25,middle,,handover,gov+jih,jih,shared,,high,https://a.example/x11,
"""
"""What the small case lacks: with these its states have every status and every flag."""
TWO_ORDERS = """\
y01,2012-08-25,b3,countryside,handover,reb+gov,,shared,,high,https://a.example/y1,
y02,2012-08-25,c1,countryside,handover,gov+reb,,shared,,high,https://a.example/y2,
"""
"""Two share a smaller unit and a larger one, each with another one first."""
SEARCHES = 100
"""Names that are sought in a history, spread over all that it has."""
FLAGS = ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with", "between")


def all_vectors() -> Iterator[tuple[str, Vector]]:
    """Name and content of each vector; the shipped case takes some seconds."""
    yield "rules", {"questions": list(rule_questions())}
    with tempfile.TemporaryDirectory() as folder:
        yield from small_vectors(Path(folder))
    mali = mapper.build_history(mapper.read_case(mapper.find_case("mali")))
    yield "mali", mali_vector(mali)


def small_vectors(folder: Path) -> Iterator[tuple[str, Vector]]:
    """The awkward case on each day of a change, and with land of which nobody speaks; and land on
    both sides of the 180th meridian."""
    case = mapper.read_case(awkward_case(folder).case)
    yield "people", _people_vector(folder / "people")
    yield "wordless", _wordless_vector(mapper.build_history(case))
    isles = mapper.read_case(write_meridian_case(folder / "meridian"))
    for name, which in (
        ("awkward", case),
        ("silent", with_area_model(case, "voronoi", max_km=40)),
        ("meridian", isles),
    ):
        history = mapper.build_history(which)
        yield name, history_vector(history, [day_number(d) for d in _turning_days(history)])


def _people_vector(folder: Path) -> Vector:
    """The awkward case with people: some counted, some not, and one without any."""
    own = awkward_case(folder)
    for line in TWO_ORDERS.splitlines():
        own.append("control_events.csv", line)
    give_people(own, "a1,200", "a2,1301", "a3,77", "b1,0", "c2,70000")
    history = mapper.build_history(mapper.read_case(own.case))
    days = [day_number(day) for day in _turning_days(history)]
    questions = [*_tables(history, days), *_parts(history, days), *_shares_of_people(history, days)]
    return {"payload": atlas_payload(history), "questions": questions}


def mali_vector(mali: ControlHistory) -> Vector:
    """Some days of the shipped case."""
    days = [day_number(dt.date.fromisoformat(iso)) for iso in MALI_DAYS]
    return history_vector(mali, days)


def awkward_case(folder: Path) -> CaseFolder:
    """The small case with claims that make every status and every flag."""
    own = write_case(folder)
    for line in AWKWARD_CLAIMS.splitlines():
        own.append("control_events.csv", line)
    return own


def _turning_days(history: ControlHistory) -> list[Any]:
    """First and last day, and those on which something changes."""
    return sorted({history.case.first_day, history.case.last_day, *history.change_days()})


def history_vector(history: ControlHistory, days: Sequence[int]) -> Vector:
    """Questions about some days of a history, and its payload."""
    questions = [*_of_days(history, days), *_tables(history, days), *_parts(history, days)]
    questions += _searches(history)
    for before, after in [*pairwise(days), (days[0], days[-1])]:
        questions += _changes(history, before, after)
    return {"payload": atlas_payload(history), "questions": questions}


def _wordless_vector(history: ControlHistory) -> Vector:
    """What changed, told by a page without the texts of the claims; somebody changes its camp."""
    turn = dt.date(2012, 4, 20)
    others = [member for member in history.members if member.actor_id != "jih"]
    jih = [Membership("jih", "rebels", None, turn), Membership("jih", "state", turn, None)]
    history = replace(history, members=(*others, *jih))
    days = [day_number(d) for d in _turning_days(history)]
    spans = [*pairwise(days), (days[0], days[-1])]
    questions = [question for span in spans for question in _changes(history, *span)]
    return {"payload": atlas_payload(history, claims_limit=0), "questions": questions}


def _of_days(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    writer = GeoJSONWriter(history)
    for day in days:
        date = day_of(day)
        snapshot = history.at(date)
        units = snapshot.units["state"].tolist()
        there = snapshot.places["state"].reindex(history.places.index).fillna(-1)
        states = [units, there.astype(int).tolist()]
        yield {"ask": "states", "day": day, "expect": states}
        blocs = [history.bloc_of(actor, date) for actor in history.actors]
        yield {"ask": "blocs", "day": day, "expect": blocs}
        for layer in ("units", "places"):
            text = writer.text(date, layer)
            yield {"ask": "geojson", "day": day, "layer": layer, "expect": text}


def _tables(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    dates = [day_of(day) for day in days]
    for by in BY:
        table = area_table(history, dates, by=by)
        yield {"ask": "csv", "days": [*days], "by": by, "expect": table_text(table, "csv")}
        for day, date in zip(days, dates, strict=True):
            rows = table[table["date"] == date.isoformat()].drop(columns="date")
            records = rows.rename(columns={by: "row"}).to_dict("records")
            yield {"ask": "statistics", "day": day, "by": by, "expect": records}
            if by == "status":
                continue
            held = rows[rows["area_km2"] > 0]
            shares = {
                row: [area, share]
                for row, area, share in zip(held[by], held["area_km2"], held["share"], strict=True)
            }
            yield {"ask": "shares", "day": day, "by": by, "expect": shares}
            groups = shared_table(history, date, by=by)
            whole = rows["area_km2"].sum()
            shares = {row: sizes for row, sizes in shares.items() if row != SHARED}
            for among, area in zip(groups["parties"], groups["area_km2"], strict=True):
                shares["+".join(among)] = [area, round(area * 1e6) / round(whole * 1e6)]
            yield {"ask": "shares", "day": day, "by": by, "groups": True, "expect": shares}


def _parts(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    """What each holder has, in all parts; and the legend, with the land that several share."""
    measures = ["km2", "towns", *(["population"] if "population" in history.units else [])]
    columns = [column for name in measures for column in part_columns(name)]
    for by in ("holder", "bloc"):
        table = _holdings(history, days, by).set_index(by)
        for day in days:
            rows = table[table["date"] == day_of(day).isoformat()][columns]
            yield {"ask": "holdings", "day": day, "by": by, "expect": rows.to_dict("index")}
    for day in days:
        rows = legend_payload(history, history.at(day_of(day)))["legend"]
        yield {"ask": "legend", "day": day, "expect": rows}


def _holdings(history: ControlHistory, days: Sequence[int], by: Any = "holder") -> Any:
    return holdings_table(history, [day_of(day) for day in days], by=by)


def _shares_of_people(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    for by, day in product(("holder", "bloc"), days):
        table = area_table(history, day_of(day), by=by)
        counts = table.set_index(by)["population"]
        expect = {row: [n, n / counts.sum()] for row, n in counts[counts > 0].items()}
        yield {"ask": "shares", "day": day, "by": by, "figure": "people", "expect": expect}


def _changes(history: ControlHistory, before: int, after: int) -> Iterator[Question]:
    """Land that changed rows, added in whole square metres as the scripts do."""
    codes = [history.at(day_of(day)).units["state"] for day in (before, after)]
    areas = [round(area * 1e6) for area in history.units["area_km2"]]
    for by in ("holder", "bloc"):
        rows = [
            [central(history.states[code], _naming(history, by, day)) for code in column]
            for day, column in zip((before, after), codes, strict=True)
        ]
        sums: dict[str, int] = {}
        for was, now, area in zip(*rows, areas, strict=True):
            if was != now:
                sums[f"{was} > {now}"] = sums.get(f"{was} > {now}", 0) + area
        expect = {pair: area / 1e6 for pair, area in sums.items()}
        yield {"ask": "changes", "from": before, "to": after, "by": by, "expect": expect}
        found = net_changes(history, day_of(before), day_of(after), by=by)
        both = pd.concat([found.units, found.places])
        facts = both[["before", "after", "kind", "way"]].to_numpy().tolist()
        transfers = dict(zip(both.index, facts, strict=True))
        yield {"ask": "transfers", "from": before, "to": after, "by": by, "expect": transfers}
        ways = {name: list(sums) for name, sums in found.ways().items()}
        yield {"ask": "ways", "from": before, "to": after, "by": by, "expect": ways}


def _naming(history: ControlHistory, by: str, day: int) -> Callable[[str], str]:
    """Row of an actor; `str` itself stands for rows that are actors."""
    if by == "holder":
        return str
    return lambda actor: history.bloc_of(actor, day_of(day)) or "no_bloc"


def _searches(history: ControlHistory) -> Iterator[Question]:
    """Spellings by which only one place or unit goes, as written and as people type."""
    spellings = [(unit, name) for unit, name in history.units["name"].items()]
    for place, row in history.places.iterrows():
        spellings += [(place, name) for name in (row["name"], *row["alt_names"])]
    owners: dict[str, set[str]] = {}
    for owner, name in spellings:
        owners.setdefault(fold(str(name)), set()).add(str(owner))
    own = [str(name) for _, name in spellings if len(owners[fold(str(name))]) == 1]
    for name in own[:: 1 + len(own) // SEARCHES]:
        for text in dict.fromkeys((name, name.upper(), fold(name))):
            try:
                found = find_target(history, text)
            except TargetNotFoundError:
                continue
            if found.kind != "area" and not found.others:
                yield {"ask": "search", "text": text, "expect": [found.kind, found.id]}


def write_vectors(folder: Path) -> None:
    """Write every vector into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, vector in all_vectors():
        text = json.dumps(vector, ensure_ascii=False, allow_nan=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_vectors(Path(sys.argv[1]))
