"""Doubts about colours: holders that look alike on the map of some day, and those that need not."""

from __future__ import annotations

from itertools import combinations

import pytest
from casefolder import CaseFolder, write_case
from doubtkit import claims, found, row, told

import mapper
from mapper.core.colours import GROUNDS, nearness
from mapper.figures.holdings import holdings_table
from mapper.review.check import review_case
from mapper.review.colours import LEAST_CIEDE2000, LEAST_LIGHTNESS, NOTICED_SHARE, too_near

CODE = "near-colours"
LIKE_GOV = "#c8560b"  # as light as the blue of `gov`


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    case = write_case(tmp_path)
    claims(case, row("x1", "2012-03-01", "reb"), row("x2", "2012-05-01", "jih", target="seat_c"))
    return case


def test_holders_on_one_map_must_differ_in_lightness(folder: CaseFolder) -> None:
    assert found(folder, CODE) == []
    folder.set("actors.csv", "reb", colour=LIKE_GOV)
    (doubt,) = found(folder, CODE)
    assert (doubt.file, doubt.row, doubt.column) == ("actors.csv", None, "colour")
    assert doubt.severity == "doubt"
    assert "`gov` and `reb` look alike in grey (lightness differs by 2.1, not 8)" in doubt.message
    assert "of the country" in doubt.message and "lighter or darker" in doubt.suggestion


def test_holders_on_one_map_must_differ_to_the_colour_blind(folder: CaseFolder) -> None:
    folder.set("actors.csv", "gov", colour="#2fa35c")
    folder.set("actors.csv", "reb", colour="#8a5a32")
    (doubt,) = (d for d in found(folder, CODE) if "`reb`" in d.message)
    assert "with deuteranopia (CIEDE2000 8.1, not 10)" in doubt.message
    assert "in colour" not in doubt.message and "in grey" not in doubt.message


def test_who_never_holds_land_on_a_day_with_the_other_may_look_like_it(folder: CaseFolder) -> None:
    folder.set("actors.csv", "reb", colour=LIKE_GOV)
    folder.set("actors.csv", "front", colour=LIKE_GOV)  # succeeds `reb`, and never beside it
    assert len(found(folder, CODE)) == 2, "each of them beside the government"
    claims(folder, row("x1", "2012-03-01", "jih"))
    assert told(folder) == []


def test_who_shares_land_holds_it(folder: CaseFolder) -> None:
    folder.set("actors.csv", "jih", colour=LIKE_GOV)
    claims(folder, row("x1", "2012-03-01", "reb+jih", status="shared"))
    assert len(found(folder, CODE)) == 1
    claims(
        folder, row("x1", "2012-03-01", "gov", kind="contest", opposed="jih", status="contested")
    )
    assert found(folder, CODE) == [], "who contests land does not hold it"


def test_camps_must_differ_too(folder: CaseFolder) -> None:
    folder.set("blocs.csv", "rebels", colour=LIKE_GOV)
    (doubt,) = found(folder, CODE)
    assert (doubt.file, doubt.column) == ("blocs.csv", "colour")
    assert "`state` and `rebels` look alike" in doubt.message


@pytest.mark.parametrize("name", ["mali", "sudan"])
@pytest.mark.parametrize("by", ["holder", "bloc"])
def test_the_shipped_cases_can_be_told_apart(name: str, by: str) -> None:
    """By the figures of the statistics, not by those of the review."""
    history = mapper.build_history(mapper.read_case(mapper.find_case(name)))
    colours = {
        key: some.colour
        for key, some in (history.actors if by == "holder" else history.blocs).items()
    }
    table = holdings_table(history, history.change_days(), by=by)
    held = table[["alone_km2", "shared_km2", "contested_km2", "doubt_km2"]].sum(axis=1)
    seen = table[held >= NOTICED_SHARE * history.units["area_km2"].sum()]
    pairs = {
        pair
        for _, rows in seen.groupby("date")[by]
        for pair in combinations(sorted(set(rows) & set(colours)), 2)
    }
    assert len(pairs) >= 3
    for one, other in pairs:
        far = nearness(colours[one], colours[other], GROUNDS["light"])
        assert far.pop("grey") >= LEAST_LIGHTNESS, (one, other)
        assert min(far.values()) >= LEAST_CIEDE2000, (one, other)
        assert too_near(colours[one], colours[other]) == []


@pytest.mark.parametrize("name", ["mali", "sudan"])
def test_no_colour_of_the_shipped_cases_is_doubted(name: str) -> None:
    case = mapper.read_case(mapper.find_case(name))
    assert [fault for fault in review_case(case) if fault.code == CODE] == []
