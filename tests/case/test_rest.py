"""What is left of a case without the rows that have errors."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case

from mapper.case.read import attempt_case

CLAIMS = "control_events.csv"


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def test_a_case_without_errors_has_no_rest(folder: CaseFolder) -> None:
    attempt = attempt_case(folder.case)
    assert attempt.case is not None
    assert attempt.rest is None


def left(folder: CaseFolder) -> set[str]:
    """Event ids of the rest."""
    attempt = attempt_case(folder.case)
    assert attempt.case is None
    assert attempt.rest is not None, attempt.without
    return set(attempt.rest.claims["event_id"])


ALL = {f"e{i:02}" for i in range(2, 15)}

ROWS = {
    "date": ("e06", {"event_date": "soon"}, {"seat_c"}, set()),
    "date outside": ("e06", {"event_date": "2013-01-01"}, {"seat_c"}, set()),
    "event": ("e06", {"event_type": "conquest"}, {"seat_c"}, set()),
    "holder": ("e06", {"gained_by": "nobody"}, {"seat_c"}, set()),
    "scope": ("e11", {"scope": ""}, {"c3"}, set()),
    "target": ("e02", {"target_id": "nort"}, {"nort"}, {"reb"}),
    "confidence": ("e10", {"confidence": "High"}, {"north"}, set()),
}


@pytest.mark.parametrize("what", ROWS)
def test_rows_that_say_nothing_certain_are_left_out(what: str, folder: CaseFolder) -> None:
    key, cells, untold, unplaced = ROWS[what]
    folder.set(CLAIMS, key, **cells)
    assert left(folder) == ALL - {key}
    without = attempt_case(folder.case).without
    assert (without.left_out, without.untold, without.unplaced) == ({CLAIMS: 1}, untold, unplaced)


@pytest.mark.parametrize(
    "cells", [{"source": ""}, {"source": "rumour"}, {"lost_by": "nobody"}, {"note": "\x01"}]
)
def test_rows_whose_errors_bear_on_nothing_stay(cells: dict[str, str], folder: CaseFolder) -> None:
    folder.set(CLAIMS, "e02", **cells)
    assert left(folder) == ALL
    rest = attempt_case(folder.case).rest
    assert rest is not None
    assert rest.claims["lost_by"].iat[0] == (() if "lost_by" in cells else ("gov",))


def test_a_row_of_another_length(folder: CaseFolder) -> None:
    folder.append(CLAIMS, "e15,2012-11-01,north,,capture,gov+jih")
    assert left(folder) == ALL
    without = attempt_case(folder.case).without
    assert without.left_out == {CLAIMS: 1}
    assert "north" in without.untold
    assert {"gov", "jih"} <= without.unplaced


def test_a_place_goes_with_its_claims(folder: CaseFolder) -> None:
    folder.set("places.csv", "north", lat="north")
    assert left(folder) == ALL - {"e02", "e10"}
    without = attempt_case(folder.case).without
    assert without.left_out == {CLAIMS: 2, "places.csv": 1}
    assert without.untold == {"north"}


@pytest.mark.parametrize(
    ("name", "key", "cells"),
    [
        ("places.csv", "north", {"population": "many"}),
        ("places.csv", "north", {"area_id": "c9"}),
        ("actors.csv", "un", {"active_to": "soon"}),
        ("actors.csv", "un", {"colour": "blue"}),
        ("milestones.csv", "2012-05-01", {"kind": "?"}),
        ("blocs.csv", "state", {"colour": "blue"}),
        ("successions.csv", "reb", {"source": ""}),
    ],
)
def test_errors_of_other_tables_that_leave_all_claims(
    name: str, key: str, cells: dict[str, str], folder: CaseFolder
) -> None:
    folder.set(name, key, **cells)
    assert left(folder) == ALL


OBSTACLES = {
    "who succeeds whom": ("successions.csv", "reb", {"date": "soon"}, "successions.csv"),
    "who is in a bloc": ("bloc_members.csv", "gov", {"start": "soon"}, "bloc_members.csv"),
    "who is a seat": ("seats.csv", "cercle_c", {"place_id": "nowhere"}, "seats.csv"),
    "where a seat is": ("places.csv", "seat_b", {"lat": "north"}, "places.csv"),
    "who there is": ("actors.csv", "jih", {"actor_id": "j h"}, "actors.csv"),
}


@pytest.mark.parametrize("what", OBSTACLES)
def test_without_what_decides_there_is_no_rest(what: str, folder: CaseFolder) -> None:
    name, key, cells, obstacle = OBSTACLES[what]
    folder.set(name, key, **cells)
    attempt = attempt_case(folder.case)
    assert attempt.rest is None
    assert attempt.without.obstacle == obstacle


def test_without_a_layer_there_is_no_rest(folder: CaseFolder) -> None:
    folder.path("communes.prj").unlink()
    attempt = attempt_case(folder.case)
    assert (attempt.rest, attempt.without.obstacle) == (None, "communes.prj")


def test_without_a_table_there_is_no_rest(folder: CaseFolder) -> None:
    folder.path(CLAIMS).write_bytes(b"\xff")
    attempt = attempt_case(folder.case)
    assert (attempt.rest, attempt.without.obstacle) == (None, CLAIMS)


def test_without_the_case_file_there_is_no_rest(folder: CaseFolder) -> None:
    folder.path("case.toml").write_text("title =")
    attempt = attempt_case(folder.case)
    assert (attempt.rest, attempt.without.obstacle) == (None, "case.toml")
