"""``mapper stats``: series by year, of one area, beyond the ends of a case, over new borders."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from casefolder import write_case
from click.testing import CliRunner, Result
from peoplecase import give_people, say_in_areas

from mapper.cli import main
from mapper.outputs.text.numerals import whole


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    return write_case(tmp_path_factory.mktemp("series")).case


def run(case: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["stats", *arguments, "--case", str(case), "--csv"])


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_series_by_year_begins_on_its_first_day(case: Path) -> None:
    mali = run(Path("events/mali"), "--every", "year", "--to", "2014-06-30")
    assert sorted({row["date"] for row in rows(mali)}) == ["2012-01-16", "2013-01-01", "2014-01-01"]
    assert {row["date"] for row in rows(run(case, "--every", "year"))} == {"2012-01-01"}


def test_limits_outside_the_case_are_moved_and_told(case: Path) -> None:
    result = run(case, "--every", "month", "--from", "2010-05-01", "--to", "2030-01-01")
    dates = sorted({row["date"] for row in rows(result)})
    assert (dates[0], dates[-1], len(dates)) == ("2012-01-01", "2012-12-01", 12)
    assert result.stderr.splitlines() == [
        "note: --from 2010-05-01 lies outside the case: 2012-01-01 is used.",
        "note: --to 2030-01-01 lies outside the case: 2012-12-31 is used.",
    ]


def test_what_lies_wholly_outside_the_case_is_still_refused(case: Path) -> None:
    assert run(case, "--date", "2010-05-01").exit_code == 2
    assert run(case, "--from", "2013-01-01").exit_code == 2
    assert run(case, "--to", "2011-12-31").exit_code == 2
    assert run(case, "--from", "2013-01-01", "--to", "2014-01-01").stdout == ""


def test_one_area_is_the_part_of_the_table_that_speaks_of_it(case: Path) -> None:
    whole = rows(run(case, "--within", "cercle", "--date", "2012-02-20"))
    alone = rows(run(case, "--area", "cercle:Cercle b", "--date", "2012-02-20"))
    assert alone == [row for row in whole if row["area_id"] == "cercle_b"]
    assert len(alone) > 1


def test_an_area_is_found_where_a_place_goes_by_its_name() -> None:
    mali = Path("events/mali")
    by_name = run(mali, "--area", "Gao", "--within", "region", "--date", "2012-04-06")
    by_id = run(mali, "--area", "gao-region", "--date", "2012-04-06")
    assert rows(by_name) == rows(by_id)
    several = run(mali, "--area", "Gao", "--date", "2012-04-06")
    assert several.exit_code == 2
    assert "several areas go by `Gao`: write one of" in several.stderr
    assert "region:gao-region" in several.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--area", "Nowhere"], "Nowhere"),
        (["--area", "Post"], "no area goes by `Post`"),
        (["--area", "cercle_b", "--within", "region"], "no region goes by `cercle_b`"),
        (["--frame", "old"], "--frame needs --within or --area"),
    ],
)
def test_what_is_no_area_is_refused(case: Path, arguments: list[str], said: str) -> None:
    result = run(case, *arguments, "--date", "2012-03-10")
    assert result.exit_code == 2
    assert said in result.stderr


def test_new_borders_are_told_with_what_they_do_to_the_figures(case: Path) -> None:
    result = run(case, "--every", "month", "--within", "region")
    (note,) = result.stderr.splitlines()
    assert note.startswith(
        "note: from 2012-07-01 on boundaries are those of the frame new, not old"
    )
    sizes = {
        (row["frame"], row["area_name"]): 0.0 for row in rows(result) if row["area_id"] == "west"
    }
    for row in rows(result):
        if row["area_id"] == "west" and row["date"] in {"2012-06-01", "2012-07-01"}:
            sizes[row["frame"], row["area_name"]] += float(row["area_km2"])
    before, after = (whole(sizes[frame, "West"]) for frame in ("old", "new"))
    assert f"West {before} → {after} km²" in note
    assert note.endswith("--frame new uses one for all dates.")


def test_within_one_frame_there_is_nothing_to_tell(case: Path) -> None:
    for more in (["--frame", "old"], ["--to", "2012-06-30"]):
        assert run(case, "--every", "month", "--within", "region", *more).stderr == ""
    assert run(case, "--every", "month").stderr == ""


def test_figures_of_people_come_with_what_they_are(tmp_path) -> None:
    folder = write_case(tmp_path)
    give_people(folder, "cercle_a,300", "cercle_b,200")
    say_in_areas(folder, 'population_note = "census of 2009"')
    result = run(folder.case, "--date", "2012-03-05")
    table = rows(result)
    assert sum(int(row["population"]) for row in table) == 500
    assert list(table[0])[-3:] == ["population", "population_low", "population_high"]
    assert result.stderr.splitlines()[-1] == (
        "note: People: 500 (census of 2009), given by cercle and spread over commune by area; "
        "units without a figure: 3 of 9."
    )
    assert "People" not in run(write_case(tmp_path / "b").case, "--date", "2012-03-05").stderr
