"""Doubts about land: what follows a far seat though more is known, and claims that paint much."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from doubtkit import CLAIMS, claims, found, row, told


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    case = write_case(tmp_path)
    case.set("places.csv", "far", kind="town", rank="3")
    return case


# --- a town whose land follows another one ----------------------------------------------------


def test_r8_a_town_with_claims_may_decide_its_land(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb", target="far"))
    (doubt,) = found(folder)
    assert (doubt.file, doubt.row, doubt.column) == ("places.csv", 11, "decides")
    assert (doubt.code, doubt.severity) == ("land-follows-elsewhere", "doubt")
    assert "`far` has claims of its own (line 2)" in doubt.message
    assert "`c3` (Bout-du-monde), follows the seat `seat_c`" in doubt.message
    assert "on 2012-03-01 the land is `gov`'s and `far` is `reb`'s" in doubt.message
    assert "Write `yes` in `decides`" in doubt.suggestion
    folder.set("places.csv", "far", decides="yes")
    assert told(folder) == []


@pytest.mark.parametrize(
    "rows",
    [
        (row("x1", "2012-03-01", "reb", target="seat_c"),),  # none of its own
        (
            row("x1", "2012-03-01", "reb", target="seat_c"),
            row("x2", "2012-03-01", "reb", target="far"),
        ),
        (row("x1", "2012-03-01", "reb", target="far", confidence="low"),),
        (
            row("x1", "2012-03-01", "reb", target="c3", scope="countryside"),
            row("x2", "2012-04-01", "jih", target="far"),  # its land has claims of its own
        ),
        (row("x1", "2012-03-01", "reb", target="minor"),),  # another place of its commune decides
    ],
)
def test_r8_land_that_need_not_follow(rows: tuple[str, ...], folder: CaseFolder) -> None:
    claims(folder, *rows)
    assert told(folder) == []


def test_r8_a_seat_in_the_same_commune_is_not_elsewhere(folder: CaseFolder) -> None:
    folder.set("places.csv", "capital", decides="no")
    claims(folder, row("x1", "2012-03-01", "reb", target="minor"))
    assert told(folder) == []


# --- a town that follows its seat, and its base -----------------------------------------------

MOVED = row("x1", "2012-03-01", "reb", target="seat_b")
"""`middle` follows its seat."""

CONTEST = row("x0", "2012-01-15", "gov", target="seat_b", kind="contest", status="contested")


def at_base(who: str = "gov", date: str = "2012-04-01") -> str:
    return row("x2", date, who, target="camp", kind="observation")


@pytest.fixture
def beside(folder: CaseFolder) -> CaseFolder:
    """The camp is 5 km from `middle`."""
    folder.set("places.csv", "camp", lat="12.5", lon="1.55", area_id="b1")
    return folder


def test_r8_a_base_knows_better_than_a_far_seat(beside: CaseFolder) -> None:
    claims(beside, MOVED, at_base())
    (doubt,) = found(beside)
    assert (doubt.row, doubt.column, doubt.code) == (3, "target_id", "base-against-town")
    assert "`camp` is 5 km from `middle`" in doubt.message
    assert "follows the seat `seat_b`, 111 km away by line 2" in doubt.message
    assert "on 2012-04-01 the base is `gov`'s and the town `reb`'s" in doubt.message
    assert "Add a claim on `middle`" in doubt.suggestion


def test_r8_a_base_that_was_known_before_the_seat_fell(beside: CaseFolder) -> None:
    claims(beside, at_base(date="2012-02-01"), MOVED)
    (doubt,) = found(beside)
    assert (doubt.row, doubt.code) == (2, "base-against-town")


@pytest.mark.parametrize(
    "rows",
    [
        (at_base(),),  # the town never moved
        (MOVED, at_base("reb")),
        (at_base("reb", "2012-02-01"), MOVED),  # the town followed later
        (CONTEST, at_base("reb", "2012-02-01"), MOVED),  # it followed the fights before
        (row("x1", "2012-03-01", "reb", target="cercle_b", scope="all"), at_base()),
        (MOVED, at_base("un")),  # a mission's camp in a rebel town
        (MOVED, at_base("unknown").replace("held", "empty")),
        (MOVED, row("x3", "2012-03-01", "reb", target="middle"), at_base()),
        (MOVED, row("x3", "2012-03-20", "gov", target="b1", scope="all"), at_base()),
    ],
)
def test_r8_bases_that_contradict_no_town(rows: tuple[str, ...], beside: CaseFolder) -> None:
    claims(beside, *rows)
    assert told(beside) == []


@pytest.mark.parametrize(("lon", "doubted"), [("1.59", True), ("1.60", False)])
def test_r8_ten_kilometres_are_near(lon: str, doubted: bool, beside: CaseFolder) -> None:
    """A degree of longitude has 108.8 km there."""
    beside.set("places.csv", "camp", lon=lon)
    claims(beside, MOVED, at_base())
    assert told(beside) == [(CLAIMS, 3, "target_id", "base-against-town")] * doubted


def test_r8_a_base_belongs_to_the_nearest_town(beside: CaseFolder) -> None:
    beside.set("places.csv", "minor", lat="12.5", lon="1.56", area_id="b1")
    claims(beside, MOVED, row("x3", "2012-03-02", "gov", target="minor"), at_base())
    assert told(beside) == []


# --- claims that recolour much ----------------------------------------------------------------


def test_r8_one_claim_that_recolours_the_country(folder: CaseFolder) -> None:
    """All follow the capital until they have claims of their own."""
    claims(
        folder,
        row("x1", "2012-02-01", "gov", target="seat_b", kind="observation"),
        row("x2", "2012-03-01", "reb", target="capital"),
        row("x3", "2012-04-01", "jih", target="capital"),
        row("x4", "2012-05-01", "gov", target="seat_b", kind="observation"),
    )
    (doubt,) = found(folder)
    assert (doubt.row, doubt.column, doubt.code) == (3, "target_id", "large-recolouring")
    assert (
        "on `capital` recolours 66.7% of the country, 71,860 km² (so does line 4)" in doubt.message
    )


def test_r8_in_a_country_of_few_units_each_is_large(folder: CaseFolder) -> None:
    """A third of the country, but no more than three of its nine units."""
    claims(folder, row("x1", "2012-03-01", "reb", target="seat_c"))
    assert told(folder) == []


def test_r3_a_claim_on_an_area_may_speak_for_all_of_it(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb", target="land", scope="all"))
    assert told(folder) == []
