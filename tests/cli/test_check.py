"""``mapper check``: one fault per case folder, each named with file, row, column and advice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spoiltcasefile
import spoiltcells
import spoiltdoubts
import spoiltfiles
import spoiltlayers
import spoiltplaces
import spoiltrows
from casefolder import GAZETTEER, TABLES, CaseFolder, layers, write_case
from click.testing import CliRunner, Result
from faultkit import CLAIMS, Spoil

from mapper.cli import main
from mapper.core.errors import KEPT, SHOWN

CATALOGUES = (
    *(spoiltrows, spoiltcells, spoiltplaces, spoiltdoubts, spoiltfiles, spoiltlayers),
    spoiltcasefile,
)
FAULTS = {name: way for module in CATALOGUES for name, way in module.FAULTS.items()}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def faults_of(folder: CaseFolder) -> list[dict[str, Any]]:
    """What ``--json`` lists."""
    return json.loads(run(str(folder.case), "--json").stdout)["faults"]


SOME = [
    pytest.param(name, marks=pytest.mark.slow) if name in spoiltlayers.FAULTS else name
    for name in FAULTS
]
"""Faults of layers are long: each writes layers and reads them."""


@pytest.mark.parametrize("name", SOME)
def test_check_names_the_fault(name: str, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = FAULTS[name](folder)
    result = run(str(folder.case))
    assert result.exit_code == (expected.severity == "error"), (result.output, result.exception)
    lines = result.stdout.splitlines()
    found = [line for line in lines if line.startswith(expected.where)]
    assert found, f"expected {expected.where!r} in:\n{result.stdout}"
    assert any(_in_order(line, expected.words) for line in found), "\n".join(found)
    assert all(line.isprintable() for line in lines)
    if name not in ALSO:
        assert len(lines) == 1, f"one fault, but these lines:\n{result.stdout}"


ALSO = {
    "wrong_column_name": "the new name is not known, the old one is missing",
    "level_that_is_a_path": "it stands in the list of levels and in its layer",
    "level_of_too_many_letters": "it stands in the list of levels and in its layer",
    "edge_over_half_the_earth": "the country is covered by nothing else there",
    "contest_between_two_names_of_one": "whatever he is called, he did not hold the place",
    "rivers_of_polygons": "all nine are no rivers",
}
"""Faults that rightly show more than once, and why."""


# --- what is no fault -------------------------------------------------------------------------

HARMLESS: dict[str, Callable[[CaseFolder], None]] = {}


def harmless(function: Callable[[CaseFolder], None]) -> Callable[[CaseFolder], None]:
    """Register a change of the good case that is no fault."""
    HARMLESS[function.__name__] = function
    return function


@harmless
def nothing(f: CaseFolder) -> None:
    """The good case itself."""


@harmless
def line_ends_of_windows_and_a_mark(f: CaseFolder) -> None:
    for name in (*TABLES, *GAZETTEER, "case.toml"):
        raw = f.path(name).read_bytes()
        f.path(name).write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))


@harmless
def last_lines_without_an_end(f: CaseFolder) -> None:
    for name in (*TABLES, *GAZETTEER):
        f.path(name).write_bytes(f.path(name).read_bytes().rstrip(b"\n"))


@harmless
def columns_in_another_order(f: CaseFolder) -> None:
    f.path("blocs.csv").write_text(
        "colour,bloc_id,name\n#2c6fbb,state,State and allies\n#f28e2b,rebels,Rebels\n"
    )


@harmless
def place_on_a_corner_of_four_communes(f: CaseFolder) -> None:
    f.set("places.csv", "minor", lon="1", lat="13")
    f.set("places.csv", "post", lon="3.0", lat="13.999")


@harmless
def quoted_line_breaks(f: CaseFolder) -> None:
    f.replace(CLAIMS, "Some day", '"Some\nday,\r\n""or"" other"')


@harmless
def question_marks_that_belong_there(f: CaseFolder) -> None:
    f.set("milestones.csv", "2012-05-01", title="Who won?", note="Nobody?")
    f.set("places.csv", "north", alt_names="Nord ?|? Norden|Nord ? est", note="North?")
    f.set(CLAIMS, "e02", note="Was it so?", source="https://a.example/?a=b")


@harmless
def layers_in_other_formats(f: CaseFolder) -> None:
    for name, suffix in {"communes": "gpkg", "country": "geojson", "cercles": "parquet"}.items():
        f.layer(f"{name}.{suffix}", layers()[f"{name}.shp"])
        f.replace("case.toml", f"{name}.shp", f"{name}.{suffix}")


@harmless
def names_in_an_older_encoding(f: CaseFolder) -> None:
    raw = f.path("communes.dbf").read_bytes()
    f.path("communes.dbf").write_bytes(raw.replace("è".encode(), b"\xe8 "))
    f.path("communes.cpg").write_text("ANSI 1252")


@harmless
def file_names_in_capitals(f: CaseFolder) -> None:
    for suffix in ("dbf", "prj", "cpg", "shx"):
        path = f.path(f"communes.{suffix}")
        path.rename(path.with_suffix(f".{suffix.upper()}"))


@pytest.mark.parametrize("name", HARMLESS)
def test_check_passes_what_is_no_fault(name: str, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    HARMLESS[name](folder)
    result = run(str(folder.case))
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert result.stderr == "tiny: no faults\n"


# --- many at once, and from outside -----------------------------------------------------------

MANY = (
    spoiltrows.unknown_second_actor,
    spoiltrows.peacekeeper_governs_a_town,
    spoiltcells.missing_scope,
    spoiltrows.date_outside_the_case,
    spoiltfiles.undecodable_text,
    spoiltrows.member_of_two_blocs,
    spoiltrows.succeeded_twice,
    spoiltrows.milestone_of_an_unknown_actor,
    spoiltcells.colour_with_markup,
    spoiltlayers.missing_prj,
    spoiltlayers.missing_background,
    spoiltfiles.nul_byte,
)


def test_check_reports_many_faults_at_once(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = [spoil(folder) for spoil in MANY]
    result = run(str(folder.case))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    # Neither places nor communes can be read: what needs them is not checked, nor reported.
    unseen = {spoiltrows.peacekeeper_governs_a_town, spoiltcells.missing_scope}
    for spoil, one in zip(MANY, expected, strict=True):
        if spoil in unseen:
            continue
        assert any(x.startswith(one.where) and _in_order(x, one.words) for x in lines), one
    assert len(lines) == len(MANY) - len(unseen), result.stdout
    assert result.stderr.splitlines() == [
        "tiny: claims were not compared: first mend communes.prj",
        f"tiny: {len(lines)} errors, 0 doubts",
    ]


def test_check_orders_faults_by_file_and_row(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for key in ("e14", "e02", "e09"):
        folder.set(CLAIMS, key, confidence="?")
    folder.set("actors.csv", "jih", colour="?")
    faults = faults_of(folder)
    assert [(f["file"], f["row"]) for f in faults] == [
        ("actors.csv", 5),
        (CLAIMS, 2),
        (CLAIMS, 9),
        (CLAIMS, 14),
    ]
    assert {f["code"] for f in faults} == {"bad-colour", "wrong-word"}


def test_rows_stay_right_after_quoted_line_breaks(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    quoted_line_breaks(folder)
    folder.replace(CLAIMS, "e03,2012-02,", "e03,soon,")
    folder.replace(CLAIMS, "e05,2012-03~,", "e05,later,")
    rows = [f["row"] for f in faults_of(folder)]
    assert rows == [3, 7]


@pytest.mark.parametrize("spoil", [None, spoiltrows.unknown_place])
@pytest.mark.slow
def test_check_as_a_program(spoil: Spoil | None, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = spoil(folder) if spoil else None
    program = Path(sys.executable).with_name("mapper")
    result = subprocess.run(
        [program, "check", "tiny"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if expected is None:
        assert (result.returncode, result.stdout) == (0, "")
        assert result.stderr == "tiny: no faults\n"
    else:
        assert result.returncode == 1
        assert result.stdout.startswith(expected.where)
        assert _in_order(result.stdout, expected.words)
        assert result.stderr.splitlines()[-1] == "tiny: 1 error, 0 doubts"


def test_check_of_no_case_is_wrong_usage(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 2
    assert "there is no case" in result.stderr


def _in_order(line: str, words: tuple[str, ...]) -> bool:
    at = 0
    for word in words:
        at = line.find(word, at)
        if at < 0:
            return False
    return True


# --- very many faults -------------------------------------------------------------------------


def test_of_very_many_faults_the_first_are_printed_and_the_others_counted(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    rows = "".join(
        f"g{i},2012-05-01,nowhere{i},,capture,reb,,held,,high,A B c,\n" for i in range(900)
    )
    path = folder.path(CLAIMS)
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    result = run(str(folder.case))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == SHOWN + 1
    assert lines[-1] == (
        f"error: {CLAIMS}:{15 + SHOWN}: {900 - SHOWN} more faults of this kind (unknown-place) "
        "follow in this file. Mend those named first."
    )
    assert result.stderr.splitlines()[-1] == "tiny: 900 errors, 0 doubts"
    faults = faults_of(folder)
    assert [f["code"] for f in faults] == ["unknown-place"] * 900


def test_json_says_what_it_leaves_out(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    with folder.path("blocs.csv").open("a") as file:
        file.write("x\n" * (KEPT + 40))
    faults = faults_of(folder)
    assert len(faults) == KEPT + 1
    assert (faults[-1]["code"], faults[-1]["of"], faults[-1]["count"]) == (
        "more-faults",
        "wrong-row-length",
        40,
    )
    assert run(str(folder.case)).stderr.splitlines()[-1] == f"tiny: {KEPT + 40} errors, 0 doubts"


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "nan", "1_000", "١٢", "１２", "0x10", "-"])
def test_texts_that_only_some_programs_read_as_numbers(number: str, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for column in ("lat", "lon", "population", "rank"):
        folder.set("places.csv", "minor", **{column: number})
    faults = faults_of(folder)
    assert {(f["column"], f["code"]) for f in faults if f["column"] != "rank"} == {
        ("lat", "bad-number"),
        ("lon", "bad-number"),
        ("population", "bad-number"),
    }
    assert ("rank", "wrong-word") in {(f["column"], f["code"]) for f in faults}


def test_words_of_a_hundred_thousand_letters_are_not_compared(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for i in range(6):
        long = "ab" * 60_000 + str(i)
        with folder.path("places.csv").open("a", encoding="utf-8") as file:
            file.write(f"{long},{long[1:]},,town,3,no,12.8,0.2,,a1,,\n")
        with folder.path(CLAIMS).open("a", encoding="utf-8") as file:
            file.write(f"h{i},2012-05-01,{long[::-1]},,capture,reb,,held,,high,A B c,\n")
    start = time.process_time()
    result = run(str(folder.case))
    assert time.process_time() - start < 10
    assert result.stdout.count("There is no place or area `") == 6


def test_every_month_of_the_calendar_is_read_in_no_time(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    months = (f"{year:04}-{month:02}" for year in range(1, 2000) for month in range(1, 13))
    with folder.path(CLAIMS).open("a", encoding="utf-8") as file:
        for month in months:
            file.write(f"m{month},{month},north,,capture,reb,,held,,high,A B c,\n")
    start = time.process_time()
    result = run(str(folder.case))
    assert time.process_time() - start < 10
    assert "errors" in result.stderr
    assert result.stdout.count("lies outside the case") == SHOWN


def test_check_says_which_id_a_name_was_read_as(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    folder.set(CLAIMS, "e13", target_id="region:east")
    result = run(str(folder.case))
    assert (result.exit_code, result.stdout) == (0, "")
    said = f"note: {CLAIMS}:13:target_id: `region:east` is read as `east` (East)."
    assert result.stderr.splitlines() == [said, "tiny: no faults"]
    result = run(str(folder.case), "--json")
    (note,) = json.loads(result.stdout)["notes"]
    assert (result.exit_code, note["severity"], note["code"]) == (0, "note", "read-as")
