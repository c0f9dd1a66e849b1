"""References between tables, near spellings, and faults that must not cascade."""

from __future__ import annotations

import csv

import pytest
from casefolder import CaseFolder, layers, write_case
from spoiltrows import write_governs

from mapper.case import schema
from mapper.case.read import read_case, try_case
from mapper.core import spelling
from mapper.core.errors import CaseError, Fault
from mapper.core.spelling import Speller, fold, nearest

CLAIMS = "control_events.csv"


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def faults(folder: CaseFolder) -> list[Fault]:
    with pytest.raises(CaseError) as error:
        read_case(folder.case)
    return list(error.value.faults)


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("NORTH", ["north"]),
        ("Nord", ["north"]),
        ("nordén", ["north"]),
        ("Harbor", ["seat_c"]),
        ("Sèat", ["seat_b"]),
        ("Bout du monde", ["c3"]),
        ("cercle-b", ["cercle_b"]),
    ],
)
def test_any_spelling_of_a_place_or_area_leads_to_its_id(
    word: str, ids: list[str], folder: CaseFolder
) -> None:
    folder.set(CLAIMS, "e02", target_id=word)
    (fault,) = faults(folder)
    assert fault.code == "unknown-place"
    assert fault.suggestion.startswith(f"Did you mean `{ids[0]}`")


def test_fold_and_nearest() -> None:
    assert fold("Tin-Essako") == fold("tinessako") == fold("TIN ESSAKO")
    assert fold("Ménaka") == "menaka"
    assert nearest("Menaca", ["gao", "Ménaka", "Menaka"]) == ["Ménaka"]
    assert nearest("xyz", ["gao", "kidal"]) == []
    assert nearest("", ["gao"]) == []


def test_speller_names_an_id_once_and_stops_at_its_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling, "_BUDGET", 2)
    speller = Speller([("Timbuktu", "timbuktu"), ("Timbuctu", "timbuktu"), ("Gao", "gao")])
    assert speller.near("Timbuctoo") == ["timbuktu"]
    assert speller.hint("zz", "Add it.") == "Add it."
    assert speller.near("Gaoo") == []
    assert speller.hint("Timbuctoo", "Add it.") == "Did you mean `timbuktu`?"


def test_a_succession_of_three_in_a_circle_is_named_once(folder: CaseFolder) -> None:
    folder.append("successions.csv", "front,jih,2012-10-01,rename,https://a.example/x")
    line = folder.append("successions.csv", "jih,reb,2012-11-01,rename,https://a.example/x")
    assert [(f.row, f.code) for f in faults(folder)] == [(line, "circular-succession")]


def test_a_succession_of_oneself(folder: CaseFolder) -> None:
    line = folder.append("successions.csv", "un,un,2012-10-01,rename,https://a.example/x")
    assert [(f.row, f.code) for f in faults(folder)] == [(line, "circular-succession")]


def test_a_succession_outside_the_case(folder: CaseFolder) -> None:
    folder.replace("successions.csv", "2012-09-01", "2019-09-01")
    assert [f.code for f in faults(folder)] == ["date-outside-case"]


def test_a_day_that_is_none_is_only_that(folder: CaseFolder) -> None:
    folder.replace("successions.csv", "2012-09-01", "September")
    folder.set("actors.csv", "legion", active_from="soon", active_to="2012-01-01")
    folder.set("bloc_members.csv", "front", start="2012-02-31")
    assert [(f.file, f.code) for f in faults(folder)] == [
        ("actors.csv", "bad-date"),
        ("bloc_members.csv", "bad-date"),
        ("successions.csv", "bad-date"),
    ]


def test_memberships_that_meet_do_not_overlap(folder: CaseFolder) -> None:
    folder.set("bloc_members.csv", "gov", end="2012-05-01")
    folder.append("bloc_members.csv", "gov,rebels,2012-05-01,")
    read_case(folder.case)
    line = folder.append("bloc_members.csv", "gov,state,2012-06-01,2012-05-01")
    assert {(f.row, f.code) for f in faults(folder)} == {
        (line, "reversed-date"),
        (line, "overlapping-membership"),
    }


def test_activity_is_measured_against_the_whole_window(folder: CaseFolder) -> None:
    # Rebels end on 31 August: "about September" may still be theirs, October may not.
    folder.set(CLAIMS, "e13", event_date="2012-09~", opposed_by="reb")
    read_case(folder.case)
    folder.set(CLAIMS, "e13", event_date="2012-10", opposed_by="reb")
    assert [f.code for f in faults(folder)] == ["inactive-actor"]


def test_a_peacekeeper_may_hold_a_base_and_be_a_companion(folder: CaseFolder) -> None:
    folder.set(CLAIMS, "e05", gained_by="legion+un")
    read_case(folder.case)
    folder.set(CLAIMS, "e05", target_id="post")
    assert [f.code for f in faults(folder)] == ["cannot-govern"]


def test_an_occupying_state_governs_where_the_case_says_so(folder: CaseFolder) -> None:
    folder.set(CLAIMS, "e11", gained_by="legion+reb")
    folder.append("successions.csv", "jih,legion,2012-10-20,absorption,https://a.example/x")
    folder.replace("case.toml", 'baseline = "gov"', 'baseline = "legion"')
    assert [(f.file, f.code) for f in faults(folder)] == [
        ("case.toml", "cannot-govern"),
        (CLAIMS, "cannot-govern"),
        ("successions.csv", "cannot-govern"),
    ]
    write_governs(folder, legion="yes", un="no")
    case = read_case(folder.case)
    assert {a.actor_id: a.governs for a in case.actors.values() if a.governs is not None} == {
        "legion": True,
        "un": False,
    }
    assert [a.actor_id for a in case.actors.values() if not a.may_govern] == ["un"]


@pytest.mark.parametrize(
    ("old", "new", "stated", "seen"),
    [
        ("jih", "legion", {}, True),
        ("jih", "legion", {"legion": "yes"}, False),
        ("jih", "legion", {"jih": "no"}, False),
        ("legion", "un", {}, False),
        ("legion", "un", {"legion": "yes"}, True),
        ("legion", "jih", {}, False),
        ("jih", "gov", {"gov": "no"}, True),
    ],
)
def test_whoever_governs_passes_into_one_who_may(
    old: str, new: str, stated: dict[str, str], seen: bool, folder: CaseFolder
) -> None:
    folder.append("successions.csv", f"{old},{new},2012-10-20,absorption,https://a.example/x")
    write_governs(folder, **stated)
    _, found = try_case(folder.case)
    mine = [f for f in found if f.file == "successions.csv"]
    assert [f.code for f in mine] == ["cannot-govern"] * seen


def test_a_local_administration_governs(folder: CaseFolder) -> None:
    folder.append("actors.csv", "joint,Joint administration,Joint,local,#777777,,,,")
    folder.set(CLAIMS, "e11", gained_by="joint")
    assert read_case(folder.case).actors["joint"].kind == "local"


def test_an_unknown_target_is_only_that(folder: CaseFolder) -> None:
    folder.set(CLAIMS, "e05", target_id="kamp_")
    (fault,) = faults(folder)
    assert (fault.code, fault.suggestion) == ("unknown-place", "Did you mean `camp`?")


def test_an_unreadable_table_silences_what_needs_it(folder: CaseFolder) -> None:
    folder.path("actors.csv").write_bytes(b"")
    folder.path("places.csv").write_bytes(b"")
    assert [(f.file, f.code) for f in faults(folder)] == [
        ("actors.csv", "empty-file"),
        ("places.csv", "empty-file"),
    ]


def test_tables_without_rows(folder: CaseFolder) -> None:
    for name in ("control_events.csv", "bloc_members.csv", "successions.csv", "milestones.csv"):
        folder.path(name).write_text(folder.path(name).read_text().splitlines()[0] + "\n")
    case = read_case(folder.case)
    assert (len(case.claims), case.members, case.successions, case.milestones) == (0, (), (), ())


def test_a_place_on_a_border_may_name_either_commune(folder: CaseFolder) -> None:
    for commune in ("a1", "a2", "b1", "b2"):
        folder.set("places.csv", "minor", lat="13", lon="1", area_id=commune)
        read_case(folder.case)
    folder.set("places.csv", "minor", area_id="c2")
    assert [f.code for f in faults(folder)] == ["wrong-area"]


@pytest.mark.parametrize(
    ("lat", "lon", "hint"),
    [
        ("12.5", "-2.5", "With the other sign of lon it would lie in Commune c1."),
        ("-12.5", "2.5", "With the other sign of lat it would lie in Commune c1."),
        ("2.5", "12.5", "With lat and lon swapped it would lie in Commune c1."),
        ("0", "0", "Check sign and order of lat and lon (decimal degrees)."),
        ("90", "180", "Check sign and order of lat and lon (decimal degrees)."),
    ],
)
def test_a_place_outside_the_country(lat: str, lon: str, hint: str, folder: CaseFolder) -> None:
    folder.set("places.csv", "far", lat=lat, lon=lon)
    (fault,) = faults(folder)
    assert (fault.code, fault.suggestion) == ("outside-country", hint)


# What is offered in the place of what is not there


def hint_of(folder: CaseFolder, key: str = "e02", **cells: str) -> str:
    folder.set(CLAIMS, key, **cells)
    (fault,) = (f for f in faults(folder) if f.code.startswith("unknown"))
    return fault.suggestion


def test_a_village_that_is_not_there_is_added_by_a_line_to_paste(folder: CaseFolder) -> None:
    hint = hint_of(folder, target_id="zorgo-wele")
    head, line, _ = hint.split("`")
    assert head == (
        "Add it to places.csv (place_id, name, alt_names, kind, rank, decides, lat, lon, "
        "population, area_id, source, note): "
    )
    assert line == "zorgo-wele,Zorgo Wele,,village,4,no,LAT,LON,,,SOURCE,"
    filled = line.replace("LAT", "12.3").replace("LON", "0.3").replace("SOURCE", "A map")
    folder.append("places.csv", filled)
    assert read_case(folder.case).places.at["zorgo-wele", "name"] == "Zorgo Wele"


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("Zorgo-Wélé", "zorgo-wele,Zorgo-Wélé,,village"),
        ('"Zorgo, the old ""town"""', 'zorgo-the-old-town,"Zorgo, the old ""town""",,village'),
        ("قرية", "قرية,,village"),
        ("../zorgo", "zorgo,../zorgo,,village"),
    ],
)
def test_any_name_makes_a_line_with_an_id(target: str, line: str, folder: CaseFolder) -> None:
    folder.replace(CLAIMS, "2012-01-10,north", f"2012-01-10,{target}")
    (fault,) = faults(folder)
    assert line in fault.suggestion
    row = fault.suggestion.split("`")[-2]
    (cells,) = csv.reader([row], strict=True)
    assert len(cells) == 12
    assert schema.is_id(cells[0])


def test_an_id_that_says_nothing_is_offered_with_its_name(folder: CaseFolder) -> None:
    hint = hint_of(folder, target_id="Bout du mond")
    assert hint.startswith("Did you mean `c3` (the commune Bout-du-monde)? A village of that name")
    assert "bout-du-mond,Bout du mond,,village" in hint
    assert hint_of(folder, target_id="Harbor") == "Did you mean `seat_c`? `seat_c` is Harbour."


def test_areas_of_another_time_are_not_offered(folder: CaseFolder) -> None:
    table = layers()["regions_new.shp"].assign(id=["west", "orient"], name=["West", "Orient"])
    folder.layer("regions_new.shp", table)
    folder.set("seats.csv", "east", area_id="orient")
    assert "`orient`" in hint_of(folder, event_date="2012-08-10", target_id="orientt")
    assert "`orient`" not in hint_of(folder, event_date="2012-02-10", target_id="orientt")


def test_land_is_not_offered_for_a_siege(folder: CaseFolder) -> None:
    hint = hint_of(folder, "e08", target_id="cercle_bb")
    assert "cercle_b`" not in hint
    assert "cercle_b`" in hint_of(folder, "e08", event_type="contest", status="contested")


def test_actors_of_another_time_are_not_offered(folder: CaseFolder) -> None:
    told = hint_of(folder, gained_by="fronnt")
    assert "Did you mean" not in told
    assert told.startswith("`front` is near, but does not exist on this date")
    told = hint_of(folder, event_date="2012-10-10", lost_by="", gained_by="fronnt")
    assert told == "Did you mean `front`?"


def test_a_commune_is_not_offered_as_what_has_a_seat(folder: CaseFolder) -> None:
    folder.replace("seats.csv", "west,capital", "a1x,capital")
    found = [f for f in faults(folder) if f.code == "unknown-area"]
    assert [f.suggestion for f in found] == ["Add it to a boundary layer, or correct the id."]
