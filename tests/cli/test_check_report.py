"""``mapper check``: how it ends, its JSON against its schema, and ``--fix``."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import spoiltfiles
import spoiltrows
from casefolder import CaseFolder, write_case
from click.testing import CliRunner, Result
from faultkit import CLAIMS
from plaintext import no_commands

from mapper.cli import main
from mapper.core.errors import KEPT
from mapper.outputs.text.faultlist import SCHEMA_VERSION


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


@pytest.fixture
def own(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


# How it ends


def test_doubts_are_printed_and_no_failure(own) -> None:
    own.set(CLAIMS, "e02", lost_by="jih")
    result = run(own.case)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"doubt: {CLAIMS}:2:lost_by: ")
    assert result.stderr == "tiny: 0 errors, 1 doubt\n"
    strict = run(own.case, "--strict")
    assert (strict.exit_code, strict.stdout, strict.stderr) == (1, result.stdout, result.stderr)
    assert run(own.case, "--json").exit_code == 0
    assert run(own.case, "--json", "--strict").exit_code == 1


@pytest.mark.parametrize("more", [(), ("--strict",), ("--json",)])
def test_errors_fail_in_every_way(own, more) -> None:
    spoiltrows.unknown_place(own)
    assert run(own.case, *more).exit_code == 1


def test_a_case_without_faults_is_fine_in_every_way(own) -> None:
    assert run(own.case, "--strict").exit_code == 0
    assert run(own.case, "--strict", "--json").exit_code == 0


# JSON

Check = Callable[[Any], Any]


@pytest.fixture(scope="module")
def schema(root) -> dict[str, Any]:
    return json.loads((root / "docs" / "check.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def check(schema) -> Check:
    return fastjsonschema.compile(schema)


def test_version_is_that_of_the_code(schema) -> None:
    assert schema["properties"]["schema"] == {"const": SCHEMA_VERSION}


def report(folder: CaseFolder) -> dict[str, Any]:
    return json.loads(run(folder.case, "--json").stdout)


def test_reports_follow_the_schema(own, check) -> None:
    check(report(own))
    own.set(CLAIMS, "e02", lost_by="jih")
    found = check(report(own))
    assert found["counts"] == {"errors": 0, "doubts": 1}
    assert found["notes"] == []
    spoiltrows.unknown_place(own)
    spoiltfiles.semicolons(own)
    spoiltfiles.missing_table(own)
    found = check(report(own))
    assert found["case"] == "tiny"
    assert found["counts"]["errors"] == 3
    assert [(n["file"], n["code"], n["severity"]) for n in found["notes"]] == [
        ("blocs.csv", "mendable", "note")
    ]
    assert {(f["file"], f["row"], f["column"]) for f in found["faults"]} >= {
        ("blocs.csv", 1, None),
        ("successions.csv", None, None),
    }


def test_what_is_left_out_follows_the_schema(own, check) -> None:
    with own.path("blocs.csv").open("a") as file:
        file.write("x\n" * (KEPT + 40))
    found = check(report(own))
    assert found["counts"]["errors"] == KEPT + 40
    assert len(found["faults"]) == KEPT + 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("case",), None),
        (("counts", "errors"), -1),
        (("counts",), {"errors": 1}),
        (("faults", 0, "severity"), "hint"),
        (("faults", 0, "row"), 0),
        (("faults", 0, "row"), "2"),
        (("faults", 0, "column"), 3),
        (("faults", 0, "code"), "Wrong Word"),
        (("faults", 0, "message"), ""),
        (("faults", 0, "severity"), "note"),
        (("notes",), "none"),
        (("notes",), ["a text"]),
    ],
)
def test_the_schema_notices(own, check, path, value) -> None:
    own.set(CLAIMS, "e02", lost_by="jih")
    found = report(own)
    check(found)
    spoilt = copy.deepcopy(found)
    at = spoilt
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(spoilt)


@pytest.mark.parametrize("key", ["file", "row", "column", "message", "suggestion", "code"])
def test_every_key_of_a_fault_is_needed(own, check, key) -> None:
    own.set(CLAIMS, "e02", lost_by="jih")
    found = report(own)
    del found["faults"][0][key]
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(found)


# --fix


def test_fix_shows_a_diff_and_write_applies_it(own) -> None:
    good = own.path(CLAIMS).read_bytes()
    own.path(CLAIMS).write_bytes(good + b",,,,,,,,,,,\n" * 2)
    told = run(own.case)
    assert told.exit_code == 0
    assert told.stdout == (
        f"doubt: {CLAIMS}:15: Lines 15 and 16 are empty rows. Delete them; "
        "`mapper check --fix --write` does.\n"
    )
    assert told.stderr == (
        f"note: {CLAIMS}: `mapper check --fix` shows how it can be mended.\n"
        "tiny: 0 errors, 1 doubt\n"
    )
    shown = run(own.case, "--fix")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"--- a/events/tiny/{CLAIMS}\n+++ b/events/tiny/{CLAIMS}\n@@ ")
    assert shown.stdout.endswith("-,,,,,,,,,,,\n" * 2)
    assert shown.stderr == "tiny: 1 file to mend; --fix --write does\n"
    assert own.path(CLAIMS).read_bytes() != good
    done = run(own.case, "--fix", "--write")
    assert (done.exit_code, done.stdout) == (0, shown.stdout)
    assert done.stderr == "tiny: mended 1 file\n"
    assert own.path(CLAIMS).read_bytes() == good
    for more in ((), ("--write",)):
        again = run(own.case, "--fix", *more)
        assert (again.exit_code, again.stdout) == (0, "")
        assert again.stderr == "tiny: nothing to mend\n"
    assert run(own.case).stderr == "tiny: no faults\n"


def test_fix_says_what_it_leaves_and_mends_the_rest(own) -> None:
    own.path("blocs.csv").write_text("bloc_id;name;colour\na;A\x1b[2J; B;c\n", "utf-8")
    own.path(CLAIMS).write_bytes(b"\xef\xbb\xbf" + own.path(CLAIMS).read_bytes())
    result = run(own.case, "--fix", "--write")
    assert result.exit_code == 1
    assert result.stderr.startswith("left as it is: blocs.csv:2: Between semicolons the row has 4")
    assert result.stderr.endswith("tiny: mended 1 file\n")
    assert no_commands(result.output)
    assert own.path("blocs.csv").read_bytes().startswith(b"bloc_id;")
    assert own.path(CLAIMS).read_bytes().startswith(b"event_id")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--write",), "--write needs --fix"),
        (("--fix", "--json"), "--fix shows a diff"),
        (("--fix", "--strict"), "--fix shows a diff"),
    ],
)
def test_options_that_do_not_go_together(own, words, message) -> None:
    result = run(own.case, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_folder_that_cannot_be_written_is_a_line(own, monkeypatch) -> None:
    own.path(CLAIMS).write_bytes(b"\xef\xbb\xbf" + own.path(CLAIMS).read_bytes())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mapper.core.files._keep_mode", full)
    result = run(own.case, "--fix", "--write")
    assert result.exit_code == 1
    assert "No space left on device; nothing is changed." in result.stderr
    assert own.path(CLAIMS).read_bytes().startswith(b"\xef\xbb\xbf")
    assert not list(own.root.rglob(".*"))
