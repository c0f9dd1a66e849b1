"""``baseline.csv``, exceptions and clashes as they are read and checked."""

from __future__ import annotations

from typing import Any

import pytest
from casefolder import CaseFolder, write_case

import mapper
from mapper.case.read import Case, read_case, try_case
from mapper.core.errors import Fault

CLAIMS, BASELINE = "control_events.csv", "baseline.csv"
HEADER = "target_id,scope,holder,status,opposed_by,source,note\n"
SIEGE = ("wrong-event-for-area", "status", "error")


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def with_baseline(folder: CaseFolder, *rows: str) -> CaseFolder:
    (folder.case / BASELINE).write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def with_except(folder: CaseFolder, event: str, ids: str) -> CaseFolder:
    """The claims with a column of exceptions, filled for one of them."""
    path = folder.case / CLAIMS
    lines = path.read_text("utf-8").splitlines()
    filled = [f"{line},{ids if line.startswith(event) else ''}" for line in lines[1:]]
    path.write_text("\n".join([lines[0] + ",except", *filled]) + "\n", encoding="utf-8")
    return folder


def found(folder: CaseFolder) -> list[Fault]:
    return list(try_case(folder.case)[1])


def claim(case: Case, event: str) -> Any:
    return case.claims.set_index("event_id").loc[event]


def test_a_case_needs_no_baseline_file(folder: CaseFolder) -> None:
    assert "baseline" not in set(read_case(folder.case).claims["event_type"])


def test_rows_are_claims_of_the_first_day_before_all_others(folder: CaseFolder) -> None:
    with_baseline(folder, "north,,reb+jih,shared,,https://a.example/x,Since 2010")
    case = read_case(folder.case)
    row = case.claims.iloc[0]
    assert row["event_id"] == "baseline-north"
    assert (row["event_type"], row["confidence"]) == ("baseline", "high")
    assert (row["gained_by"], row["sources"]) == (("reb", "jih"), ("https://a.example/x",))
    assert (row["row"], row["note"]) == (2, "Since 2010")
    day = case.claims["best"].iloc[0]
    assert row[["earliest", "best", "latest"]].tolist() == [day] * 3 == [15340] * 3


def test_answers_lead_to_the_row_and_its_source(folder: CaseFolder) -> None:
    with_baseline(folder, "north,,reb,held,,https://a.example/x,")
    answer = mapper.who(mapper.build_history(read_case(folder.case)), "north", "2012-01-05")
    assert (answer["holder"], answer["cause"], answer["since"]) == ("reb", "baseline", None)
    assert answer["evidence_level"] == "own place"
    assert answer["deciding_claim"]["event_id"] == "baseline-north"
    assert answer["sources"] == ["https://a.example/x"]
    first = {"rule": "R1", "target_id": "north"}
    text = "the baseline at North, 2012-01-01, says what stood there at the beginning"
    assert first | {"text": text} in answer["rules"]


def test_the_file_is_among_the_inputs(folder: CaseFolder) -> None:
    with_baseline(folder, "north,,reb,held,,https://a.example/x,")
    names = {path.name for path in read_case(folder.case).inputs.digests}
    assert BASELINE in names


@pytest.mark.parametrize(
    ("row", "code", "column", "severity"),
    [
        ("nrth,,reb,held,,https://a.example/x,", "unknown-place", "target_id", "error"),
        ("north,all,reb,held,,https://a.example/x,", "needless-scope", "scope", "error"),
        ("cercle_b,,reb,held,,https://a.example/x,", "missing-scope", "scope", "error"),
        ("north,,rebb,held,,https://a.example/x,", "unknown-actor", "holder", "error"),
        ("north,,,held,,https://a.example/x,", "missing-value", "holder", "error"),
        ("north,,front,held,,https://a.example/x,", "inactive-actor", "holder", "error"),
        ("north,,legion,held,,https://a.example/x,", "cannot-govern", "holder", "error"),
        ("north,,reb+reb,held,,https://a.example/x,", "wrong-word", "holder", "error"),
        ("north,,reb,hold,,https://a.example/x,", "wrong-word", "status", "error"),
        ("cercle_b,all,reb,besieged,gov,https://a.example/x,", *SIEGE),
        ("north,,reb,held,gvo,https://a.example/x,", "unknown-actor", "opposed_by", "error"),
        ("north,,reb,held,,,", "missing-source", "source", "error"),
        ("north,,none,held,,https://a.example/x,", "contradiction", "status", "doubt"),
        ("north,,reb,shared,,https://a.example/x,", "contradiction", "holder", "doubt"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_of_that_file(
    row: str, code: str, column: str, severity: str, folder: CaseFolder
) -> None:
    faults = [f for f in found(with_baseline(folder, row)) if f.file == BASELINE]
    assert [(f.row, f.column, f.code, f.severity) for f in faults] == [(2, column, code, severity)]


def test_a_target_has_one_row(folder: CaseFolder) -> None:
    row = "north,,reb,held,,https://a.example/x,"
    (fault,) = found(with_baseline(folder, row, row))
    assert (fault.file, fault.row, fault.code) == (BASELINE, 3, "duplicate-id")


def test_no_claim_has_the_id_of_a_row(folder: CaseFolder) -> None:
    with_baseline(folder, "north,,reb,held,,https://a.example/x,")
    folder.replace(CLAIMS, "e02,", "baseline-north,")
    (fault,) = found(folder)
    assert (fault.file, fault.row, fault.code) == (CLAIMS, 2, "duplicate-id")
    assert "line 2 of baseline.csv" in fault.message


def test_exceptions_are_lists_of_ids(folder: CaseFolder) -> None:
    case = read_case(with_except(folder, "e04", "b2+na").case)
    assert claim(case, "e04")["excepted"] == ("b2", "na")
    assert claim(case, "e02")["excepted"] == ()
    answer = mapper.who(mapper.build_history(case), "b2", "2012-03-06")
    assert answer["holder"] != "jih"


@pytest.mark.parametrize(
    ("event", "ids", "code"),
    [
        ("e04", "b2+bb", "unknown-place"),
        ("e04", "a1", "wrong-exception"),
        ("e04", "capital", "wrong-exception"),
        ("e04", "cercle_b", "wrong-exception"),
        ("e04", "land", "wrong-exception"),
        ("e02", "a3", "needless-exception"),
        ("e04", "b2 + na", "unknown-place"),
        ("e04", "commune:Nowhere", "unknown-area"),
    ],
)
def test_exceptions_lie_inside_what_is_claimed(
    event: str, ids: str, code: str, folder: CaseFolder
) -> None:
    faults = found(with_except(folder, event, ids))
    assert code in {f.code for f in faults}
    assert {f.column for f in faults} == {"except"}


def test_a_clash_may_leave_holder_and_status_empty_and_nothing_else_may(
    folder: CaseFolder,
) -> None:
    folder.set(CLAIMS, "e06", event_type="clash", gained_by="", status="")
    assert not found(folder)
    folder.set(CLAIMS, "e07", gained_by="", status="")
    assert [(f.row, f.column) for f in found(folder)] == [(7, "gained_by"), (7, "status")]


def test_clashes_are_named_in_answers_and_change_none(folder: CaseFolder) -> None:
    before = mapper.who(mapper.build_history(read_case(folder.case)), "Harbour", "2012-04-10")
    folder.append(CLAIMS, "x1,2012-04-05,seat_c,,clash,,,,jih+reb,medium,https://a.example/z,")
    folder.append(CLAIMS, "x2,2012-04-07,east,all,clash,,,,jih,low,https://a.example/y,")
    after = mapper.who(mapper.build_history(read_case(folder.case)), "Harbour", "2012-04-10")
    clashes = after.pop("clashes")
    assert [c["event_id"] for c in clashes] == ["x2", "x1"]
    assert before.pop("clashes") == []
    assert after == before


def test_contests_lapse_where_the_case_says_so(folder: CaseFolder) -> None:
    text = (folder.case / "case.toml").read_text("utf-8")
    rules = text.replace("[areas]", "[rules]\ncontest_days = 9\n\n[areas]", 1)
    (folder.case / "case.toml").write_text(rules, encoding="utf-8")
    history = mapper.build_history(read_case(folder.case))
    answer = mapper.who(history, "Harbour", "2012-04-12")
    assert (answer["status"], answer["cause"]) == ("held", "baseline")
    assert "the contest lapsed on 2012-04-11: no report renewed it" in [
        rule["text"] for rule in answer["rules"]
    ]
    changes = mapper.target_changes(history)
    row = changes[(changes["id"] == "seat_c") & (changes["date"] == "2012-04-11")].iloc[0]
    assert (row["cause"], row["event_id"]) == ("lapse", "")
