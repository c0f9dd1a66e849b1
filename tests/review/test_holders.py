"""Doubts about claims against the state: who defends, takes, shares or founds."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from doubtkit import CLAIMS, claims, found, row, told


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


# --- fights and sieges (R7) -------------------------------------------------------------------

FIGHTS = {
    "attack_repelled": "held",
    "contest": "contested",
    "raid": "held",
    "siege_begin": "besieged",
}


@pytest.mark.parametrize("kind", FIGHTS)
def test_r7_who_is_attacked_holds_the_place(kind: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb", kind=kind, status=FIGHTS[kind], opposed="gov"))
    (doubt,) = found(folder)
    assert (doubt.row, doubt.column, doubt.code) == (2, "gained_by", "wrong-defender")
    assert doubt.severity == "doubt"
    assert "`reb` did not hold it by 2012-03-01" in doubt.message
    assert "`gov` holds it since 2012-01-01 (baseline)" in doubt.message
    assert "opposed_by" in doubt.suggestion


@pytest.mark.parametrize("kind", FIGHTS)
def test_r7_the_holder_is_attacked(kind: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "gov", kind=kind, status=FIGHTS[kind], opposed="reb"))
    assert told(folder) == []


def test_r7_the_doubt_names_the_row_by_which_another_one_holds_it(folder: CaseFolder) -> None:
    fight = {"kind": "attack_repelled", "opposed": "jih"}
    claims(
        folder,
        row("x1", "2012-03-01", "reb", target="seat_b"),
        row("x2", "2012-03-05", "reb", kind="observation", target="seat_b"),
        row("x3", "2012-04-01", "gov", target="seat_b", **fight),
        row("x4", "2012-04-02", "gov", target="middle", **fight),  # follows its seat
    )
    seat, town = found(folder, "wrong-defender")
    assert seat.message.endswith("`reb` holds it since 2012-03-01 (line 2).")
    assert town.message.endswith("`reb` holds it since 2012-03-01 (line 2 on `seat_b`).")


def test_r6_a_generic_name_of_the_same_bloc_holds_it_too(folder: CaseFolder) -> None:
    folder.append("actors.csv", "bandits,Unknown rebels,Unknown,generic,#888888,,,,")
    folder.append("bloc_members.csv", "bandits,rebels,,")
    fight = row("x2", "2012-04-01", "bandits", kind="attack_repelled", opposed="gov")
    claims(folder, row("x1", "2012-03-01", "reb"), fight)
    assert told(folder) == []
    claims(folder, row("x1", "2012-03-01", "jih"), fight)
    assert told(folder) == [(CLAIMS, 3, "gained_by", "wrong-defender")]


@pytest.mark.parametrize(
    ("target", "doubted"),
    [("cercle_a", False), ("a3", False), ("a2", True), ("cercle_c", True)],
)
def test_r7_of_an_area_somebody_must_hold_something(
    target: str, doubted: bool, folder: CaseFolder
) -> None:
    contest = {"kind": "contest", "scope": "all", "status": "contested", "opposed": "gov"}
    claims(
        folder,
        row("x1", "2012-03-01", "reb"),
        row("x2", "2012-04-01", "reb", target=target, **contest),
    )
    assert told(folder) == [(CLAIMS, 3, "gained_by", "wrong-defender")] * doubted


def test_r7_who_held_it_on_the_eve_of_the_window_may_be_attacked(folder: CaseFolder) -> None:
    fight = {"kind": "attack_repelled", "opposed": "reb"}
    claims(
        folder,
        row("x1", "2012-03-10", "reb"),
        row("x2", "2012-03-05/2012-03-20", "gov", **fight),
    )
    assert "wrong-defender" not in {f.code for f in found(folder)}
    claims(
        folder,
        row("x1", "2012-03-10", "reb"),
        row("x2", "2012-03-12/2012-03-20", "gov", **fight),
    )
    assert told(folder) == [(CLAIMS, 3, "gained_by", "wrong-defender")]


@pytest.mark.parametrize(
    "fight",
    [
        row("x2", "2012-04-01", "jih", kind="contest", status="contested", confidence="low"),
        row("x2", "2012-04-01", "unknown", kind="contest", status="contested"),
        row("x2", "2012-04-01", "jih", kind="contest", status="contested", opposed="gov"),
    ],
    ids=["weak", "nobody knows", "shares it"],
)
def test_r7_fights_that_say_nothing_of_another_holder(fight: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb+jih", status="shared"), fight)
    assert told(folder) == []


def test_r7_who_is_merely_with_the_holder_is_not_attacked_first(folder: CaseFolder) -> None:
    fight = row("x2", "2012-04-01", "jih", kind="contest", status="contested", opposed="gov")
    claims(folder, row("x1", "2012-03-01", "reb+jih"), fight)
    (doubt,) = found(folder)
    assert "`reb` (with `jih`) holds it" in doubt.message


# --- taken by who holds it --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["capture", "entry", "handover"])
def test_nobody_takes_what_he_holds(kind: str, folder: CaseFolder) -> None:
    claims(
        folder,
        row("x1", "2012-02-01", "gov", kind=kind),
        row("x2", "2012-03-01", "reb"),
        row("x3", "2012-04-01", "reb", kind=kind),
    )
    first, second = found(folder)
    assert {first.code, second.code} == {"taken-by-its-holder"}
    assert (first.row, first.column) == (2, "gained_by")
    assert "`north`, which it held already since 2012-01-01 (baseline)." in first.message
    assert (second.row, second.column) == (4, "gained_by")
    assert "`north`, which it held already since 2012-03-01 (line 3)." in second.message
    assert "`observation` or an `attack_repelled`" in second.suggestion


def test_who_takes_and_whom_it_takes_it_from_are_doubted_once(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-02-01", "gov", "reb"))
    assert told(folder) == [(CLAIMS, 2, "gained_by", "taken-by-its-holder")]


def test_r9_a_successor_holds_what_was_its_predecessors(folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-03-01", "reb"), row("x2", "2012-10-01", "front"))
    (doubt,) = found(folder)
    assert "it held already since 2012-09-01 (a succession)" in doubt.message


TAKES = {
    "cleared of those who contested it": (
        row("x1", "2012-02-01", "gov", kind="contest", status="contested", opposed="reb"),
        row("x2", "2012-03-01", "gov"),
    ),
    "no longer shared": (
        row("x1", "2012-02-01", "gov+reb", kind="handover", status="shared"),
        row("x2", "2012-03-01", "gov", kind="handover"),
    ),
    "shared no longer, though all stay": (
        row("x1", "2012-02-01", "gov+reb", kind="handover", status="shared"),
        row("x2", "2012-03-01", "gov+reb", kind="handover"),
    ),
    "handed over by who was with the holder": (
        row("x1", "2012-02-01", "reb+jih"),
        row("x2", "2012-03-01", "reb", kind="handover"),
    ),
    "taken from who was with the holder": (
        row("x1", "2012-02-01", "reb+jih"),
        row("x2", "2012-03-01", "reb", "jih"),
    ),
    "entered by others": (
        row("x1", "2012-02-01", "reb"),
        row("x2", "2012-03-01", "reb+jih", kind="entry"),
    ),
    "taken on the day of its area": (
        row("x1", "2012-02-01", "reb", target="cercle_a", scope="all"),
        row("x2", "2012-02-01", "reb"),
    ),
    "only said to be": (
        row("x1", "2012-02-01", "reb"),
        row("x2", "2012-03-01", "reb", confidence="low"),
    ),
    "seen again": (
        row("x1", "2012-02-01", "reb"),
        row("x2", "2012-03-01", "reb", kind="observation"),
    ),
}


@pytest.mark.parametrize("what", TAKES)
def test_what_may_be_taken_again(what: str, folder: CaseFolder) -> None:
    claims(folder, *TAKES[what])
    assert told(folder) == []


def test_a_capture_is_no_joint_entry(folder: CaseFolder) -> None:
    """Whoever captures a place with others had lost it, or they came to a place that was held."""
    claims(folder, row("x1", "2012-02-01", "gov+jih"))
    assert told(folder) == [(CLAIMS, 2, "gained_by", "taken-by-its-holder")]


@pytest.mark.parametrize(("target", "doubted"), [("cercle_a", False), ("a3", True), ("a2", False)])
def test_an_area_is_taken_if_any_of_it_is(target: str, doubted: bool, folder: CaseFolder) -> None:
    claims(
        folder,
        row("x1", "2012-02-01", "reb"),
        row("x2", "2012-03-01", "reb", target=target, scope="all"),
    )
    assert told(folder) == [(CLAIMS, 3, "gained_by", "taken-by-its-holder")] * doubted


# --- order of those who hold it together ------------------------------------------------------


@pytest.mark.parametrize("kind", ["observation", "handover"])
def test_another_order_of_holders_is_another_holder(kind: str, folder: CaseFolder) -> None:
    second = row("x2", "2012-03-01", "jih+reb", kind=kind)
    claims(folder, row("x1", "2012-02-01", "reb+jih"), second)
    (doubt,) = found(folder)
    assert (doubt.row, doubt.column, doubt.code) == (3, "gained_by", "order-of-holders")
    assert "`jih` now governs instead of `reb`" in doubt.message
    assert doubt.suggestion.startswith("Write `reb+jih`")


@pytest.mark.parametrize(
    "second",
    [
        row("x2", "2012-03-01", "reb+jih", kind="observation"),
        row("x2", "2012-03-01", "jih+reb", "reb", kind="handover"),  # it says who lost it
        row("x2", "2012-03-01", "jih+reb", kind="observation", confidence="low"),
        row("x2", "2012-03-01", "jih", kind="handover"),
        row("x2", "2012-03-01", "jih+gov", kind="handover"),
    ],
)
def test_orders_that_need_no_editor(second: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-02-01", "reb+jih"), second)
    assert told(folder) == []


# --- bases ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["observation", "declaration", "capture"])
def test_r1_a_weak_claim_founds_a_base_that_nobody_holds(kind: str, folder: CaseFolder) -> None:
    weak = {"target": "camp", "kind": kind, "confidence": "low"}
    claims(
        folder,
        row("x1", "2012-02-01", "gov", **weak),
        row("x2", "2012-03-01", "gov", **weak),
        row("x3", "2012-04-01", "un", target="camp", kind="observation"),
    )
    (doubt,) = found(folder)
    assert (doubt.row, doubt.column, doubt.code) == (2, "confidence", "weak-first-claim")
    assert "`camp` begins with a weak claim: from 2012-02-01 on" in doubt.message


def test_r1_weak_claims_on_what_exists_are_no_doubt(folder: CaseFolder) -> None:
    claims(
        folder,
        row("x1", "2012-02-01", "un", target="camp", kind="observation"),
        row("x2", "2012-03-01", "gov", target="camp", kind="observation", confidence="low"),
        row("x3", "2012-03-01", "jih", confidence="low"),
    )
    assert told(folder) == []
