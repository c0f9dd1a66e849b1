"""A sceptic's walk: from any unit on any day to open sources, or to the honest baseline."""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from mapper.answers.chain import chain_of
from mapper.answers.verdicts import who
from mapper.core.dates import day_number
from mapper.rules.track import BASELINE

pytestmark = pytest.mark.slow

SEEDS = (2012, 2026)
COUNT = 20


@pytest.fixture(scope="module")
def rows(mali_folder: Path) -> dict[str, dict[str, str]]:
    """The rows of the table of claims as they stand in the file."""
    with (mali_folder / "control_events.csv").open(encoding="utf-8", newline="") as file:
        return {row["event_id"]: row for row in csv.DictReader(file)}


def picked(history, seed: int, *, moved: bool) -> list[tuple[str, dt.date]]:
    """Twenty units and days by chance; ``moved`` leaves out those at the baseline."""
    rng = random.Random(seed)
    span = (history.case.last_day - history.case.first_day).days
    found: list[tuple[str, dt.date]] = []
    while len(found) < COUNT:
        node = rng.randrange(len(history.units))
        day = history.case.first_day + dt.timedelta(days=rng.randint(0, span))
        if not moved or chain_of(history, node, day_number(day)).deciding >= 0:
            found.append((history.target_id(node), day))
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("moved", [False, True], ids=["any", "moved"])
def test_twenty_units_lead_to_open_sources(mali, rows, seed: int, moved: bool) -> None:
    for unit, day in picked(mali, seed, moved=moved):
        answer = who(mali, unit, day)
        follow_links(mali, answer, unit, day)
        follow_claims(answer, rows, day)


def follow_links(history, answer: dict[str, Any], unit: str, day: dt.date) -> None:
    """Every link leads to the next one, each with an interval that includes the day."""
    chain = answer["chain"]
    assert (chain[0]["kind"], chain[0]["id"]) == ("unit", unit)
    for link, following in zip(chain, [*chain[1:], None], strict=True):
        item = link["interval"]
        assert item["start"] <= day.isoformat()
        assert item["end"] is None or day.isoformat() < item["end"]
        assert item["holder"] == answer["holder"]
        if following is None:
            assert link["follows"] is None
        else:
            assert link["follows"]["id"] == following["id"]
            if link["follows"]["as"] == "seat":
                seat = history.places.loc[following["id"], "seat_of"]
                assert link["follows"]["seat_of"]["id"] in seat


def follow_claims(answer: dict[str, Any], rows: dict[str, dict[str, str]], day: dt.date) -> None:
    """The claim behind the last link is a row of the table, and its sources can be opened."""
    deciding = answer["deciding_claim"]
    if deciding is None:
        assert answer["cause"] in {"baseline", "succession"}
        assert "R1" in {rule["rule"] for rule in answer["rules"]}
        return
    assert deciding["best"] <= day.isoformat()
    assert deciding["event_id"] in answer["events"]
    for claim in (deciding, answer["state_claim"], *answer["claims"]):
        row = rows[claim["event_id"]]
        assert claim["sources"] == row["source"].split()
        assert claim["gained_by"] == row["gained_by"].split("+")
        assert claim["event_date"] == row["event_date"]
    assert any(source.startswith(("http://", "https://")) for source in deciding["sources"])


def test_every_unit_on_one_day_of_each_year(mali) -> None:
    """The same for all units, without the walk: a claim with a source, or the baseline."""
    sources = mali.claims["sources"]
    for year in (2012, 2017, 2023):
        day = day_number(dt.date(year, 8, 1))
        for node in range(len(mali.units)):
            chain = chain_of(mali, node, day)
            if chain.deciding < 0:
                assert chain.first.interval.cause == BASELINE
            else:
                assert any(s.startswith("http") for s in sources.iat[chain.deciding])
