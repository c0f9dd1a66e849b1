"""Doubts about contests and sieges that nothing renews."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from doubtkit import CLAIMS, claims, found, row, told

LONG = ("long-contest", "long-siege")


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    case = write_case(tmp_path)
    case.replace("case.toml", "last_day = 2012-12-31", "last_day = 2020-12-31")
    return case


def contest(key: str, date: str, **more: str) -> str:
    cells = {"kind": "contest", "status": "contested", "opposed": "jih"} | more
    return row(key, date, "gov", **cells)


def siege(key: str, date: str, **more: str) -> str:
    cells = {"kind": "siege_begin", "status": "besieged", "opposed": "jih"} | more
    return row(key, date, "gov", **cells)


def test_a_clash_of_an_afternoon_is_a_contest_of_years(folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05"))
    (doubt,) = found(folder)
    assert (doubt.file, doubt.row, doubt.column) == (CLAIMS, 2, "event_date")
    assert (doubt.code, doubt.severity) == ("long-contest", "doubt")
    assert doubt.message == (
        "Nothing renewed the contest of `north` for 8.8 years after 2012-03-05: it still lasts on "
        "the last day, 2020-12-31."
    )
    assert "`attack_repelled` or an `observation`" in doubt.suggestion


def test_a_siege_that_nobody_ended(folder: CaseFolder) -> None:
    claims(
        folder,
        siege("x1", "2012-03-05"),
        row("x2", "2016-03-05", "gov", kind="siege_end", opposed="jih"),
    )
    (doubt,) = found(folder)
    assert (doubt.row, doubt.code) == (2, "long-siege")
    assert doubt.message.endswith("4.0 years after 2012-03-05: it ended on 2016-03-05 (line 3).")
    assert "`siege_end`" in doubt.suggestion


@pytest.mark.parametrize(
    "news",
    [
        contest("x2", "2013-12-01"),
        row("x2", "2013-12-01", "gov", kind="raid", opposed="jih"),
        row("x2", "2013-12-01", "gov", kind="attack_repelled", status="contested", opposed="jih"),
        row("x2", "2013-12-01", "gov", kind="observation", status="contested", opposed="jih"),
        siege("x2", "2013-12-01"),
        contest("x2", "2013-12-01", target="a3", scope="all"),
    ],
)
def test_news_renews_a_contest(news: str, folder: CaseFolder) -> None:
    """Both years before and years after the news are fewer than two."""
    over = row("x3", "2015-11-01", "gov", kind="observation")
    claims(folder, contest("x1", "2012-03-05"), news, over)
    assert [f for f in found(folder, *LONG) if f.row == 2] == []
    claims(folder, contest("x1", "2012-03-05"), over)
    assert [f.row for f in found(folder, *LONG)] == [2]


def test_the_row_is_the_last_that_renewed_it(folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05"), contest("x2", "2013-03-05"))
    (doubt,) = found(folder)
    assert doubt.row == 3
    assert "`north`, begun on 2012-03-05, for 7.8 years after 2013-03-05" in doubt.message


def test_of_several_silences_the_longest_is_named(folder: CaseFolder) -> None:
    claims(
        folder,
        contest("x1", "2012-03-05"),
        contest("x2", "2014-06-05"),
        contest("x3", "2019-06-05"),
    )
    (doubt,) = found(folder)
    assert doubt.row == 3
    assert doubt.message.endswith("the next word of it is line 4 of 2019-06-05.")


def test_an_area_is_named_once(folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05", target="cercle_a", scope="countryside"))
    (doubt,) = found(folder)
    assert "`cercle_a` (Cercle a), 3 units and places, for 8.8 years" in doubt.message


def test_land_that_follows_a_contested_town_is_not_named_again(folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05", target="seat_c"))
    (doubt,) = found(folder)
    assert "of `seat_c` for" in doubt.message


@pytest.mark.parametrize(
    ("end", "doubted"), [("2014-03-05", False), ("2014-03-06", True)], ids=["730 days", "731"]
)
def test_two_years_are_not_yet_doubted(end: str, doubted: bool, folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05"), row("x2", end, "gov", kind="observation"))
    assert told(folder) == [(CLAIMS, 2, "event_date", "long-contest")] * doubted


def test_two_years_between_two_words_are_not_yet_doubted(folder: CaseFolder) -> None:
    over = row("x3", "2014-06-05", "gov", kind="observation")
    claims(folder, contest("x1", "2012-03-05"), contest("x2", "2014-03-05"), over)
    assert told(folder) == []
    claims(folder, contest("x1", "2012-03-05"), contest("x2", "2014-03-06"), over)
    assert told(folder) == [(CLAIMS, 2, "event_date", "long-contest")]


def test_who_goes_with_a_contested_town_is_not_counted(folder: CaseFolder) -> None:
    """The claim puts all of the cercle where the capital is."""
    claims(folder, contest("x1", "2012-03-05", target="cercle_a", scope="all"))
    (doubt,) = found(folder)
    assert "`cercle_a` (Cercle a) for 8.8 years" in doubt.message


def test_weak_contests_change_nothing(folder: CaseFolder) -> None:
    claims(folder, contest("x1", "2012-03-05", confidence="low"))
    assert told(folder) == []
