"""Faults by the million: the first are named, the others counted."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.errors import (
    KEPT,
    SHOWN,
    CaseError,
    Fault,
    MoreFaults,
    bounded,
    count_of,
    more_of_a_kind,
    sort_faults,
)


def fault(row: int | None = 2, file: str = "a.csv", code: str = "bad", **other: str) -> Fault:
    return Fault(file, row, "x", other.pop("message", "Bad."), "Mend it.", code, **other)


def test_few_faults_stay_as_they_are() -> None:
    faults = [fault(row) for row in range(SHOWN)]
    assert bounded(faults, SHOWN) == faults
    assert sort_faults([*faults[::-1], *faults]) == tuple(faults)


def test_the_rest_stands_in_the_row_of_its_first() -> None:
    *kept, rest = bounded([fault(row) for row in range(10)], 4)
    assert [f.row for f in kept] == [0, 1, 2, 3]
    assert isinstance(rest, MoreFaults)
    assert (rest.row, rest.count, rest.of, rest.severity) == (4, 6, "bad", "error")
    assert str(rest).startswith("a.csv:4: 6 more faults of this kind (bad) follow in this file.")
    assert "1 more doubt of this kind (bad) follows" in str(
        more_of_a_kind(fault(severity="doubt"), 1)
    )


def test_files_kinds_and_severities_are_counted_apart() -> None:
    faults = [
        fault(row, file, code, severity=severity)
        for file in ("a.csv", "b.csv")
        for code in ("bad", "worse")
        for severity in ("error", "doubt")
        for row in range(3)
    ]
    assert bounded(faults, 3) == faults
    assert len([f for f in bounded(faults, 2) if isinstance(f, MoreFaults)]) == 8


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(1, 5))),
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
)
def test_nothing_is_lost_however_often_faults_are_bounded(found, mosts) -> None:
    faults = [
        more_of_a_kind(fault(row, file, code), row) if row > 4 else fault(row, file, code)
        for file, code, row in found
    ]
    shorter = faults
    for most in mosts:
        shorter = bounded(shorter, most)
    assert count_of(shorter) == count_of(faults)
    kinds = [(f.file, f.of) for f in shorter if isinstance(f, MoreFaults)]
    assert len(kinds) == len(set(kinds)), "one word for the rest of a kind"
    assert len(shorter) <= 6 * (min(mosts) + 1)


def test_the_message_of_an_error_names_the_first_and_counts_all() -> None:
    error = CaseError(fault(row) for row in range(KEPT + 500))
    assert str(error).startswith(f"the case has {KEPT + 500:,} faults:\n")
    assert len(str(error).splitlines()) == 1 + SHOWN + 1
    assert len(error.faults) == KEPT + 1
    assert f"{KEPT + 500 - SHOWN:,} more faults" in str(error).splitlines()[-1]
