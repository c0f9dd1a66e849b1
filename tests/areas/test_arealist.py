"""The list of areas: every area in every frame, with what lies around it, found by any name."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from casefolder import CaseFolder, write_case
from click.testing import CliRunner
from hostilenames import write_hostile
from plaintext import no_commands

import mapper
from mapper.areas.arealist import AREA_COLUMNS
from mapper.case.read import Case
from mapper.cli import main
from mapper.core.errors import TargetNotFoundError, UsageError


@pytest.fixture(scope="module")
def case(tiny_folder) -> Case:
    return mapper.read_case(tiny_folder)


@pytest.fixture(scope="module")
def worded(tmp_path_factory) -> Case:
    """The small case with words for its levels and names in other languages."""
    own = write_case(tmp_path_factory.mktemp("worded"))
    text = own.path("case.toml").read_text("utf-8")
    words = '\n[levels.cercle]\nname = "circle"\nname_fr = "cercle"\nname_ar = "دائرة"\n'
    own.path("case.toml").write_text(text + words, "utf-8")
    (own.case / "names_fr.csv").write_text(
        "kind,id,name,short_name\narea,west,Région de l’Ouest,\narea,cercle_b,Cercle du Milieu,\n"
        "place,north,Le Nord,\n",
        "utf-8",
    )
    return mapper.read_case(own.case)


def ids(table: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(table["area_id"]))


def test_every_area_is_there_in_every_frame(case) -> None:
    table = mapper.areas(case)
    assert tuple(table.columns) == AREA_COLUMNS
    expected = [
        (str(area), x.level, x.frame) for x in reversed(case.layers) for area in x.areas.index
    ]
    found = list(table[["area_id", "level", "frame"]].itertuples(index=False, name=None))
    assert sorted(found) == sorted(expected)
    levels = table["level"].tolist()
    assert levels == sorted(levels, key=["country", "region", "cercle", "commune"].index)


def test_parents_are_those_of_the_frames_that_meet(case) -> None:
    parents = mapper.areas(case).set_index(["area_id", "frame"])["parents"]
    assert parents["land", "country"] == ()
    assert parents["west", "old"] == ("land",)
    assert parents["cercle_a", "cercle"] == ("west", "land")
    assert set(parents["cercle_b", "cercle"]) == {"west", "east", "land"}
    assert parents["b2", "commune"][0] == "cercle_b"
    assert parents["b2", "commune"][-1] == "land"


def test_frames_of_other_times_are_no_parents(case) -> None:
    """The old regions end where a level below them begins."""
    day = next(x.valid_from for x in case.layers if x.frame == "new")
    later = [replace(x, valid_from=day) if x.level == "cercle" else x for x in case.layers]
    parents = mapper.areas(replace(case, layers=tuple(later))).set_index("area_id")["parents"]
    assert parents["cercle_b"] == ("east", "land")
    before = mapper.areas(case).set_index("area_id")["parents"]
    assert set(before["cercle_b"]) == {"east", "west", "land"}


@pytest.mark.parametrize(
    ("day", "region", "frame"), [("2012-06-30", "west", "old"), ("2012-07-01", "east", "new")]
)
def test_a_day_has_one_frame_of_each_level(case, day, region, frame) -> None:
    table = mapper.areas(case, on=day)
    assert table.loc[table["level"] == "region", "frame"].unique().tolist() == [frame]
    parents = table.set_index("area_id")["parents"]
    assert parents["b2"] == ("cercle_b", region, "land")
    spans = mapper.areas(case, "west").set_index("frame")[["valid_from", "valid_to"]]
    assert spans.loc["old"].tolist() == ["", "2012-07-01"]
    assert spans.loc["new"].tolist() == ["2012-07-01", ""]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("b2", ["b2"]),
        ("Sèat land", ["b2"]),
        ("seat LAND", ["b2"]),
        ("West", ["west"]),
        ("region:west", ["west"]),
        ("Region West", ["west"]),
        ("circle:b", ["cercle_b"]),
        ("cercle B", ["cercle_b"]),
        ("Cercle_b", ["cercle_b"]),
        ("b", ["cercle_b"]),
        ("cercle:cercle_b", ["cercle_b"]),
        ("CIRCLE:Cercle B", ["cercle_b"]),
        ("دائرة:cercle_b", ["cercle_b"]),
        ("région de l'ouest", ["west"]),
        ("Ouest", ["west"]),
        ("milieu", ["cercle_b"]),
        ("Cercle du milieu", ["cercle_b"]),
        ("Circle Milieu", ["cercle_b"]),
        ("region:Milieu", []),
        ("commune:west", []),
    ],
)
def test_areas_are_found_by_what_they_are_called(worded, name, found) -> None:
    if found:
        assert ids(mapper.areas(worded, name)) == found
    else:
        with pytest.raises(TargetNotFoundError, match="there is no area `"):
            mapper.areas(worded, name)


def test_levels_are_named_as_the_case_does(worded) -> None:
    assert set(mapper.areas(worded, level="circle")["level"]) == {"cercle"}
    assert set(mapper.areas(worded, level="Cercle")["level"]) == {"cercle"}
    assert ids(mapper.areas(worded, "circle:milieu", level="cercle")) == ["cercle_b"]
    with pytest.raises(UsageError, match="names another level than `region`"):
        mapper.areas(worded, "circle:milieu", level="region")
    with pytest.raises(UsageError, match=r"there is no level `cerkle`\. Did you mean `cercle`"):
        mapper.areas(worded, level="cerkle")
    with pytest.raises(UsageError, match="The levels are: commune, cercle, region, country"):
        mapper.areas(worded, level="xyz")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Wst", "Did you mean `West`?"),
        ("north", "It is a place: ask `mapper who north`."),
        ("Norden", "It is a place: ask `mapper who north`."),
        ("qqqqqq", "`mapper areas` lists all of them."),
        ("---", "`mapper areas` lists all of them."),
        ("", "`mapper areas` lists all of them."),
    ],
)
def test_a_miss_says_what_may_be_meant(case, name, words) -> None:
    with pytest.raises(TargetNotFoundError) as caught:
        mapper.areas(case, name)
    assert str(caught.value) == f"there is no area `{name}`. {words}"


def test_what_is_offered_is_found(case) -> None:
    with pytest.raises(TargetNotFoundError) as caught:
        mapper.areas(case, "Comune a9")
    offered = str(caught.value).split("`")[3::2]
    assert offered
    for name in offered:
        assert len(mapper.areas(case, name)) >= 1


def test_an_area_that_is_not_there_on_the_day_is_not_found(case) -> None:
    assert ids(mapper.areas(case, "west", on="2012-07-01")) == ["west"]
    with pytest.raises(UsageError, match="is not a day"):
        mapper.areas(case, on="soon")


# The command


def run(*words: str):
    return CliRunner().invoke(main, ["areas", *words])


def test_the_command_writes_csv_json_and_a_table(tiny_folder, monkeypatch) -> None:
    folder = str(tiny_folder)
    csv = run("west", "--case", folder)
    assert csv.exit_code == 0
    assert csv.stdout == (
        "area_id,name,level,frame,valid_from,valid_to,parents\n"
        "west,West,region,old,,2012-07-01,land\nwest,West,region,new,2012-07-01,,land\n"
    )
    assert run("west", folder).stdout == csv.stdout
    rows = json.loads(run("b2", folder, "--json", "--on", "2012-06-01").stdout)
    assert [row["parents"] for row in rows] == [["cercle_b", "west", "land"]]
    assert run("west", folder, "--excel").stdout.startswith("\ufeffarea_id")
    monkeypatch.setattr("mapper.cli.areas.on_terminal", lambda: True)
    assert run(folder, "--level", "region", "--on", "2012-06-01").stdout.splitlines() == [
        "id    name  level   frame  valid            in",
        "east  East  region  old    … to 2012-07-01  land",
        "west  West  region  old    … to 2012-07-01  land",
    ]


def test_wrong_names_and_levels_are_wrong_usage(tiny_folder) -> None:
    folder = str(tiny_folder)
    for words in (["wst"], ["--level", "regin"], ["--on", "2012-02-31"], ["region:b2"]):
        result = run(*words, "--case", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


def test_an_area_model_changes_no_list(tiny_folder) -> None:
    plain = run(str(tiny_folder))
    assert run(str(tiny_folder), "--area-model", "voronoi").stdout == plain.stdout


def test_names_of_a_stranger_reach_no_terminal(tmp_path, monkeypatch) -> None:
    hostile: CaseFolder = write_hostile(tmp_path)
    monkeypatch.setattr("mapper.cli.areas.on_terminal", lambda: True)
    shown = run(str(hostile.case))
    assert shown.exit_code == 0, shown.output
    assert len(shown.stdout.splitlines()) == 1 + 9 + 3 + 4 + 1
    assert no_commands(shown.stdout)
