"""Doubts that only the rules can show (R2)."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, communes, write_case
from doubtkit import CLAIMS, claims, row, told

from mapper.case.read import read_case
from mapper.review.check import check_case, checked_case, review_case


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def doubts(folder: CaseFolder) -> list[tuple[int | None, str]]:
    found = review_case(read_case(folder.case))
    assert {f.severity for f in found} <= {"doubt"}
    return [(f.row, f.code) for f in found]


def test_the_good_case_has_no_doubts(folder: CaseFolder) -> None:
    assert doubts(folder) == []


def test_r2_windows_that_overlap_on_one_target(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03", "reb"), row("x2", "2012-03-20", "gov"))
    (fault,) = review_case(read_case(folder.case))
    assert (fault.row, fault.column, fault.code) == (3, "event_date", "overlapping-dates")
    assert "(2012-03-20) overlaps that of line 2 (2012-03-01 to 2012-03-31)" in fault.message


@pytest.mark.parametrize(
    "second",
    [
        row("x2", "2012-04-01", "gov"),  # the day after
        row("x2", "2012-03-31", "gov"),  # its last day: the order is that of the rows
        row("x2", "2012-03-20", "reb"),  # the same holder
        row("x2", "2012-03-20", "jih", confidence="low"),  # weak claims change nobody (R4)
        row("x2", "2012-03-20", "gov", target="na"),  # another target
        row("x2", "2012-03-20", "gov", kind="contest"),  # changes no holder (R7)
    ],
)
def test_r2_windows_that_need_no_editor(second: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03", "reb"), second)
    assert "overlapping-dates" not in {code for _, code in doubts(folder)}


def test_r2_lost_by_against_the_state(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb", "gov"), row("x2", "2012-04-01", "gov", "jih"))
    (fault,) = review_case(read_case(folder.case))
    assert (fault.row, fault.column, fault.code) == (3, "lost_by", "wrong-loser")
    assert "held by reb" in fault.message


def test_r2_lost_by_is_measured_on_the_eve_of_the_window(folder: CaseFolder) -> None:
    claims(
        folder,
        row("x1", "2012-03-01", "reb", "gov", target="capital"),
        row("x2", "2012-03-01", "reb", "gov", target="a1", scope="all"),
    )
    assert doubts(folder) == []


def test_r2_lost_by_knows_successors_and_companions(folder: CaseFolder) -> None:
    claims(
        folder,
        row("x1", "2012-03-01", "reb+jih", "gov"),
        row("x2", "2012-10-01", "gov", "reb"),
    )
    folder.set("actors.csv", "reb", active_to="")
    assert doubts(folder) == []
    folder.set(CLAIMS, "x2", lost_by="jih")
    assert doubts(folder) == []
    folder.set(CLAIMS, "x2", lost_by="legion")
    assert doubts(folder) == [(3, "wrong-loser")]


def test_weak_rows_are_not_reviewed(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "jih", "front", confidence="low"))
    folder.set("actors.csv", "front", active_from="")
    assert doubts(folder) == []


TWO = (row("x1", "2012-03-01", "reb"), row("x2", "2012-04-01", "gov", "jih"))
DOUBT = (CLAIMS, 3, "lost_by", "wrong-loser")


def test_errors_hide_no_doubts(folder: CaseFolder) -> None:
    claims(folder, *TWO)
    assert told(folder) == [DOUBT]
    line = folder.append(CLAIMS, row("x3", "2012-05-01", "reb", target="na", kind="?"))
    folder.set("milestones.csv", "2012-05-01", title="")
    assert told(folder) == [
        DOUBT,
        (CLAIMS, line, "event_type", "wrong-word"),
        ("milestones.csv", 2, "title", "missing-value"),
    ]
    assert checked_case(folder.case).note == (
        f"claims were compared without the rows that have errors (1 of {CLAIMS})"
    )


def test_nothing_is_noted_where_all_was_compared(folder: CaseFolder) -> None:
    assert checked_case(folder.case).note == ""
    folder.set("milestones.csv", "2012-05-01", title="")
    assert checked_case(folder.case).note == ""


@pytest.mark.parametrize(
    "bad",
    [
        row("x3", "soon", "jih"),  # the same place
        row("x3", "soon", "jih", target="cercle_a", scope="all"),  # the area around it
        row("x3", "soon", "jih", target="capital"),  # the seat of that
        row("x3", "2012-03-20", "jih", target="nort"),  # it may be that place
        row("x3", "2012-03-20", "jih")[:30],  # what it says is not known
    ],
)
def test_rows_that_may_explain_it_are_not_held_against_a_claim(
    bad: str, folder: CaseFolder
) -> None:
    claims(folder, *TWO, bad)
    assert severities(folder) == ["error"]


@pytest.mark.parametrize(
    "bad",
    [
        row("x3", "soon", "jih", target="seat_c"),
        row("x3", "soon", "jih", target="cercle_c", scope="all"),
        row("x3", "2012-03-20", "reb", target="nort"),
    ],
)
def test_rows_elsewhere_explain_nothing(bad: str, folder: CaseFolder) -> None:
    claims(folder, *TWO, bad)
    assert severities(folder) == ["doubt", "error"]


AGAIN = (row("x1", "2012-03-01", "reb"), row("x2", "2012-04-01", "reb"))
FIGHT = (row("x1", "2012-04-01", "reb", kind="attack_repelled", opposed="gov"),)


@pytest.mark.parametrize(
    ("rows", "who", "doubted"),
    [(AGAIN, "gov", False), (AGAIN, "reb", True), (FIGHT, "reb", False), (FIGHT, "jih", True)],
)
def test_a_misspelt_place_may_be_any(
    rows: tuple[str, ...], who: str, doubted: bool, folder: CaseFolder
) -> None:
    claims(folder, *rows)
    assert severities(folder) == ["doubt"]
    claims(folder, *rows, row("x3", "2012-03-20", who, target="nort"))
    assert severities(folder) == ["doubt"] * doubted + ["error"]


def test_land_goes_with_the_town_that_decides_it(folder: CaseFolder) -> None:
    land = row("x1", "2012-04-01", "jih", "reb", target="a3", scope="countryside")
    claims(folder, land)
    assert severities(folder) == ["doubt"]
    claims(folder, land, row("x2", "soon", "reb"))
    assert severities(folder) == ["error"]


def severities(folder: CaseFolder) -> list[str]:
    return [f.severity for f in check_case(folder.case)]


def test_where_layers_cannot_be_read_claims_are_not_compared(folder: CaseFolder) -> None:
    claims(folder, *TWO)
    folder.set("places.csv", "north", name="N?rth")
    folder.path("communes.prj").unlink()
    checked = checked_case(folder.case)
    assert checked.note == "claims were not compared: first mend communes.prj"
    assert {f.code for f in checked.faults} >= {"question-mark"}
    assert "wrong-loser" not in {f.code for f in checked.faults}


def test_rows_without_errors_that_make_no_map(folder: CaseFolder) -> None:
    """With the only place that decides its cells, the cells are gone."""
    folder.replace("case.toml", 'model = "admin"', 'model = "hex"\nmax_km = 50')
    for key in ("capital", "middle", "seat_b", "na", "seat_c", "post"):
        folder.set("places.csv", key, decides="no")
    claims(folder, row("x1", "2012-03-01", "reb", target="capital"))
    folder.set("places.csv", "north", lat="north")
    checked = checked_case(folder.case)
    assert [f.severity for f in checked.faults] == ["error"]
    assert checked.note == "claims were not compared: the rows without errors make no map"


def area_model_faults(folder: CaseFolder) -> list[tuple[str, str | None, str]]:
    return [(f.file, f.column, f.message) for f in check_case(folder.case)]


def test_an_area_model_that_does_not_exist(folder: CaseFolder) -> None:
    folder.replace("case.toml", 'model = "admin"', 'model = "tiles"')
    ((file, column, message),) = area_model_faults(folder)
    assert (file, column) == ("case.toml", "areas.model")
    assert message.startswith("There is no area model `tiles`; use one of: admin")


def test_an_area_model_that_does_not_fit_the_layers(folder: CaseFolder) -> None:
    folder.layer("communes.shp", communes().assign(until="2012-07-01"))
    folder.layer("communes_new.shp", communes().assign(since="2012-07-01"))
    old = 'path = "communes.shp"\nlevel = "commune"\nparent = "parent"\n'
    new = old.replace("communes", "communes_new") + 'valid_from = "since"\n'
    folder.replace("case.toml", old, f'{old}valid_to = "until"\n\n[[layers]]\n{new}')
    ((file, column, message),) = area_model_faults(folder)
    assert (file, column) == ("case.toml", "areas.model")
    assert "needs one frame of the level commune, there are 2" in message
