"""Large tables cost what they hold: twice as many rows, about twice the time, never four times."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from casefolder import CaseFolder, write_case
from country import claim, make_claims, make_places, make_tables
from country import make_rules as rules_of

from mapper.review.check import check_case
from mapper.rules.timeline import build_timeline

pytestmark = pytest.mark.slow

SECONDS = 25.0
"""Far above what linear work takes (some seconds), far below what quadratic work would."""
COUNT = 20_000


def _lines(f: CaseFolder, name: str, lines: list[str]) -> None:
    path = f.path(name)
    path.write_text(path.read_text("utf-8") + "\n".join(lines) + "\n", "utf-8")


def _actors(f: CaseFolder) -> None:
    _lines(f, "actors.csv", [f"x{i},X{i},X{i},rebel,#101010,,,," for i in range(COUNT + 1)])


def chain(f: CaseFolder) -> None:
    _actors(f)
    days = [dt.date(2012, 1, 2) + dt.timedelta(days=i // 60) for i in range(COUNT)]
    rows = [f"x{i},x{i + 1},{day},rename,https://a.example/x" for i, day in enumerate(days)]
    _lines(f, "successions.csv", rows)
    _lines(
        f,
        "control_events.csv",
        ["z1,2012-01-03,middle,,capture,x0,gov,held,,high,https://a.example/z,"],
    )


def chain_on_one_day(f: CaseFolder) -> None:
    _actors(f)
    rows = [f"x{i},x{i + 1},2012-05-05,rename,https://a.example/x" for i in reversed(range(COUNT))]
    _lines(f, "successions.csv", rows)


def memberships(f: CaseFolder) -> None:
    _actors(f)
    _lines(f, "bloc_members.csv", [f"x{i},rebels,2012-02-01,2012-03-01" for i in range(COUNT)])


def milestones(f: CaseFolder) -> None:
    rows = [f"2012-05-01,M{i},accord,gov+reb,https://a.example/m," for i in range(COUNT)]
    _lines(f, "milestones.csv", rows)


@pytest.mark.slow
@pytest.mark.parametrize("grow", [chain, chain_on_one_day, memberships, milestones])
def test_check_of_twenty_thousand_rows(tmp_path, grow) -> None:
    folder = write_case(tmp_path)
    grow(folder)
    begin = time.process_time()
    assert [f for f in check_case(folder.case) if f.severity == "error"] == []
    assert time.process_time() - begin < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        ["5 mid capture reb", "5 mid capture gov"],
        ["5 mid declaration reb", "5 mid observation jih held !low"],
        ["5 b2:countryside contest gov contested /reb", "5 b2:all observation gov"],
        ["5 row_b:all contest gov contested /reb", "5 mid contest gov contested /jih"],
    ],
)
def test_twenty_thousand_claims_on_one_target(lines) -> None:
    rows = [claim(line) for line in lines]
    many = [
        {**row, **dict.fromkeys(("earliest", "best", "latest"), row["best"] + i // 4)}
        for i in range(COUNT // len(rows))
        for row in rows
    ]
    begin = time.process_time()
    build_timeline(make_claims(many), make_places(), make_tables(), rules_of())
    assert time.process_time() - begin < SECONDS
