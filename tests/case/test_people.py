"""Figures of people: reading them, and everything that can be wrong with them."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, layers, write_case
from peoplecase import give_people, say_in_areas

from mapper.case.mending.plan import mending_of
from mapper.case.people import Figure
from mapper.case.read import read_case, try_case
from mapper.core.errors import Fault
from mapper.review.check import check_case


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def faults(folder: CaseFolder) -> list[Fault]:
    return [fault for fault in try_case(folder.case)[1] if fault.severity != "note"]


def told(folder: CaseFolder) -> list[tuple[str, int | None, str | None, str]]:
    return [(x.severity, x.row, x.column, x.code) for x in faults(folder)]


def figures(folder: CaseFolder) -> dict[str, Figure]:
    people = read_case(folder.case).people
    assert people is not None
    return {figure.area_id: figure for figure in people.figures}


def members(figure: Figure, folder: CaseFolder) -> list[str]:
    people = read_case(folder.case).people
    assert people is not None
    return people.finest.areas.index[figure.members].tolist()


def test_a_case_without_figures_has_no_people(folder) -> None:
    assert read_case(folder.case).people is None


def test_figures_of_any_level_are_read_as_parts_of_each_other(folder) -> None:
    give_people(folder, "land,1000", "cercle_a,300", "a1,200", "b2,10")
    found = figures(folder)
    assert list(found) == ["a1", "b2", "cercle_a", "land"]
    assert members(found["cercle_a"], folder) == ["a1", "a2", "a3"]
    assert found["cercle_a"].free.tolist() == [1, 2]
    assert found["land"].parts == (1, 2), "not a1, which is a part of the cercle"
    assert [len(figure.free) for figure in found.values()] == [1, 1, 2, 5]


def test_areas_go_by_name_too(folder) -> None:
    give_people(folder, "cercle:A,300", "region:West,12,")
    folder.path("population.csv").write_text(
        "area_id,year,population,source,note\ncercle:A,2009,300,Census of 2009,\n", "utf-8"
    )
    assert list(figures(folder)) == ["cercle_a"]
    notes = [x for x in try_case(folder.case)[1] if x.severity == "note"]
    assert [note.message for note in notes] == ["`cercle:A` is read as `cercle_a` (Cercle a)."]


@pytest.mark.parametrize(
    ("year", "count"),
    [("2010", 6), ("2012", 3)],
)
def test_an_area_of_two_frames_is_that_of_the_year(folder, year: str, count: int) -> None:
    """West shrinks on 1 July 2012: the middle of that year finds the smaller one."""
    give_people(folder, f"west,{year},100,Census,".replace("Census", "A census"))
    assert len(figures(folder)["west"].members) == count


@pytest.mark.parametrize(
    "text", ["1 234", "1,234", "-5", "12.5", "1e6", "nan", "inf", "twelve", "99999999999", "٣٤"]
)
def test_what_is_no_number_of_people_is_an_error(folder, text: str) -> None:
    give_people(folder, f"a1,2009,{text.replace(',', '’')},A census,")
    assert told(folder) == [("error", 2, "population", "bad-number")]


def test_empty_cells_and_years_that_are_none_are_errors(folder) -> None:
    give_people(
        folder, ",2009,5,A census,", "a1,09,5,A census,", "a2,2009,,A census,", "a3,2009,5,,"
    )
    wrong = [(2, "area_id"), (3, "year"), (4, "population"), (5, "source")]
    assert [(x.row, x.column) for x in faults(folder) if x.severity == "error"] == wrong


def test_an_unknown_area_is_an_error_with_the_nearest_one(folder) -> None:
    give_people(folder, "cercle_bb,5", "capital,5", "zzzz,5")
    first, second, third = (x for x in faults(folder) if x.severity == "error")
    assert "Did you mean `cercle_b`" in first.suggestion
    assert "It is a place" in second.message
    assert "mapper areas" in third.suggestion
    assert {x.column for x in (first, second, third)} == {"area_id"}


def test_an_area_and_year_stand_once(folder) -> None:
    give_people(folder, "a1,5", "a1,6", "commune:Commune a2,7", "a2,8")
    found = [x for x in faults(folder) if x.code == "duplicate-id"]
    assert [x.row for x in found] == [3, 5], "a name is the same area"
    assert "line 2" in found[0].message


def test_several_years_need_one_that_is_chosen(folder) -> None:
    rows = ("land,1998,10,A census,", "land,2009,20,A census,")
    give_people(folder, *rows)
    (fault,) = faults(folder)
    assert (fault.file, fault.column) == ("case.toml", "areas.population_year")
    assert "1998, 2009" in fault.message
    assert "population_year = 2009" in fault.suggestion
    say_in_areas(folder, "population_year = 1998")
    people = read_case(folder.case).people
    assert people is not None
    assert (people.year, [x.people for x in people.figures]) == (1998, [10])


def test_a_year_that_the_table_does_not_have_is_an_error(folder) -> None:
    give_people(folder, "land,20")
    say_in_areas(folder, "population_year = 2010")
    (fault,) = faults(folder)
    assert fault.severity == "error"
    assert "no figures of 2010" in fault.message
    assert "2009" in fault.suggestion


def test_words_about_people_that_are_not_there_are_an_error(folder) -> None:
    say_in_areas(folder, 'population_note = "census"')
    (fault,) = faults(folder)
    assert (fault.file, fault.column) == ("case.toml", "areas.population_note")
    assert "population.csv" in fault.suggestion


@pytest.mark.parametrize(
    "line",
    [
        'population_year = "2009"',
        "population_year = 12",
        "population_note = 3",
        'population_note_fr = " "',
        "population_raster = true",
        "population_year = true",
    ],
)
def test_wrong_keys_are_errors(folder, line: str) -> None:
    give_people(folder, "land,20")
    say_in_areas(folder, line)
    (fault,) = faults(folder)
    assert fault.column == f"areas.{line.partition(' =')[0]}"


def test_all_errors_come_at_once_and_do_not_hide_doubts_about_claims(folder) -> None:
    give_people(folder, "land,-1", "cercle_x,5", "a1,5", "a1,6")
    folder.set("control_events.csv", "e13", gained_by="reb")
    codes = {fault.code for fault in check_case(folder.case)}
    assert {"bad-number", "unknown-area", "duplicate-id"} <= codes
    assert codes - {"bad-number", "unknown-area", "duplicate-id"}, "the doubt about the claim"


# --- doubts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "doubted"),
    [((100, 100, 100), False), ((100, 100, 102), False), ((100, 100, 110), True)],
)
def test_parts_that_are_more_than_their_whole_are_doubted(folder, parts, doubted: bool) -> None:
    rows = [f"a{i},{count}" for i, count in enumerate(parts, 1)]
    give_people(folder, *rows, "cercle_a,300", "cercle_b,1", "cercle_c,1")
    found = [("doubt", 5, "population", "parts-over-whole")] if doubted else []
    assert told(folder) == found


def test_a_whole_that_leaves_nobody_for_areas_without_a_figure_is_doubted(folder) -> None:
    """However little the parts are above it."""
    give_people(folder, "a1,301", "cercle_a,300", "cercle_b,1", "cercle_c,1")
    (fault,) = faults(folder)
    assert (fault.severity, fault.code) == ("doubt", "parts-over-whole")
    assert "its other 2 areas" in fault.message


def test_people_of_a_whole_that_its_parts_do_not_have_are_doubted(folder) -> None:
    give_people(folder, "cercle_a,1", "cercle_b,1", "cercle_c,1", "land,1000")
    (fault,) = faults(folder)
    assert (fault.severity, fault.row, fault.code) == ("doubt", 5, "parts-under-whole")
    assert "997 people are nowhere" in fault.message


def test_areas_without_any_figure_are_doubted_once(folder) -> None:
    give_people(folder, "cercle_a,5", "b1,1")
    (fault,) = faults(folder)
    assert (fault.severity, fault.code, fault.file) == ("doubt", "no-people", "population.csv")
    assert fault.message.startswith("5 of 9 areas of the level commune")
    assert "Sèat land (b2)" in fault.message


def test_areas_that_cross_are_an_error(folder) -> None:
    """Of two frames: the old west and the new east share a column."""
    frame = layers()["regions_new.shp"].assign(id=["occident", "orient"])
    folder.layer("regions_new.shp", frame)
    folder.path("seats.csv").write_text("area_id,place_id,level\n", "utf-8")
    folder.set("control_events.csv", "e13", target_id="orient")
    give_people(folder, "west,10", "orient,20")
    (fault,) = (x for x in faults(folder) if x.severity == "error")
    assert (fault.row, fault.column, fault.code) == (3, "area_id", "crossing-areas")
    assert "`west`" in fault.message
    assert "parts-over-whole" not in {x.code for x in faults(folder)}, "none is a part"


# --- a column of a layer ----------------------------------------------------------------------


def with_column(folder: CaseFolder, values: list[object]) -> None:
    folder.layer("communes.shp", layers()["communes.shp"].assign(pop=values))
    folder.replace(
        "case.toml", 'path = "communes.shp"\n', 'path = "communes.shp"\npopulation = "pop"\n'
    )


def test_a_column_of_a_layer_gives_figures(folder) -> None:
    with_column(folder, [*range(1, 9), None])
    say_in_areas(folder, "population_year = 2019", 'population_note = "modelled"')
    people = read_case(folder.case).people
    assert people is not None
    assert {x.area_id: x.people for x in people.figures} == {
        x: i for i, x in enumerate(["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2"], 1)
    }
    assert (people.kind, people.year, people.sources) == ("column", 2019, ("communes.shp",))
    assert people.notes == {"en": "modelled"}
    assert told(folder) == [("doubt", None, "pop", "no-people")]


def test_wrong_cells_of_a_column_are_errors_with_their_record(folder) -> None:
    with_column(folder, ["1", "2 000", "-3", "4.5", "five", "6", "7", "8", ""])
    found = [x for x in faults(folder) if x.severity == "error"]
    assert [(x.file, x.row, x.column) for x in found] == [
        ("communes.shp", row, "pop") for row in (2, 3, 4, 5)
    ]


def test_a_column_that_the_layer_does_not_have_is_an_error(folder) -> None:
    folder.replace(
        "case.toml", 'path = "communes.shp"\n', 'path = "communes.shp"\npopulation = "popu"\n'
    )
    assert any("popu" in x.message and x.file == "communes.shp" for x in faults(folder))


def test_two_sources_are_an_error(folder) -> None:
    with_column(folder, list(range(1, 10)))
    give_people(folder, "land,1000")
    (fault,) = faults(folder)
    assert fault.code == "two-sources"
    assert "population.csv and the column `pop` of communes.shp" in fault.message


def test_the_table_is_an_input_of_the_case(folder) -> None:
    give_people(folder, "land,1000")
    case = read_case(folder.case)
    assert case.geodata / "population.csv" in case.inputs.digests


# --- hostile files ----------------------------------------------------------------------------


def test_a_table_outside_the_case_is_not_read(folder, tmp_path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("area_id,year,population,source,note\nland,2009,1,A census,\n", "utf-8")
    (folder.geodata / "population.csv").symlink_to(secret)
    (fault,) = faults(folder)
    assert (fault.file, fault.code) == ("population.csv", "unreadable-file")


def test_what_is_no_table_is_an_error(folder) -> None:
    path = folder.geodata / "population.csv"
    path.mkdir()
    assert [x.code for x in faults(folder)] == ["unreadable-file"]
    path.rmdir()
    for raw, code in (
        (b"area_id,year\n", "wrong-columns"),
        (b"area_id,\xff\n", "undecodable-text"),
        (b"area_id,year,population,source,note\na1,2009\n", "wrong-row-length"),
    ):
        path.write_bytes(raw)
        assert code in {x.code for x in faults(folder)}


def test_a_broken_table_does_not_keep_claims_from_being_reviewed(folder) -> None:
    give_people(folder, "land,many")
    folder.set("control_events.csv", "e07", gained_by="reb", opposed_by="gov")
    codes = {fault.code for fault in check_case(folder.case)}
    assert {"bad-number", "wrong-defender"} <= codes


def test_spaces_between_digits_can_be_mended(folder) -> None:
    give_people(folder, "land,1 000")
    mending = mending_of(folder.case)
    assert "+land,2009,1000," in mending.diff()
    mending.write()
    assert figures(folder)["land"].people == 1000
