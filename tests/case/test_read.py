"""From files to a :class:`~mapper.case.read.Case`, and finding a case by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from casefolder import CaseFolder, layers, write_case

from mapper.case.read import Case, find_case, read_case, try_case
from mapper.core.dates import day_of
from mapper.core.errors import CaseError, UsageError
from mapper.core.model import Membership, Named


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read_case(write_case(tmp_path_factory.mktemp("case")).case)


@pytest.fixture
def folder(tmp_path: Path) -> CaseFolder:
    return write_case(tmp_path)


def test_places_are_numbers_and_names_are_texts(case: Case) -> None:
    places = case.places
    assert places.at["na", "name"] == "NA"
    assert places.at["north", "alt_names"] == ("Nord", "Norden")
    assert places.at["far", "alt_names"] == ()
    assert places.at["camp", "rank"] == 5
    assert bool(places.at["post", "decides"]) is True
    assert places.at["north", "population"] == 50_000
    assert places["population"].isna().sum() == 4


def test_columns_may_go_by_the_names_that_they_once_had(folder: CaseFolder, case: Case) -> None:
    places, seats = folder.path("places.csv"), folder.path("seats.csv")
    header, _, rows = places.read_text("utf-8").partition("\n")
    assert ",area_id," in header
    places.write_text(f"{header.replace('area_id', 'commune_id')}\n{rows}", "utf-8")
    lines = seats.read_text("utf-8").splitlines()
    lines = [f"{lines[0]},seat_commune_id", *(f"{line},c1" for line in lines[1:])]
    seats.write_text("\n".join(lines) + "\n", "utf-8")
    again = read_case(folder.case)
    assert again.places["area_id"].tolist() == case.places["area_id"].tolist()
    assert again.seats["area_id"].tolist() == case.seats["area_id"].tolist()


def test_claims_keep_line_window_and_sources(case: Case) -> None:
    claims = case.claims.set_index("event_id")
    assert claims.at["e02", "row"] == 2
    assert claims.at["e10", "gained_by"] == ("gov", "un")
    assert claims.at["e05", "lost_by"] == ()
    assert claims.at["e03", "sources"] == ("https://a.example/2", "https://b.example/2")
    assert claims.at["e12", "sources"] == ("UN report S/2012/99, para. 12",)
    window = [day_of(claims.at["e03", c]).isoformat() for c in ("earliest", "best", "latest")]
    assert window == ["2012-02-01", "2012-02-15", "2012-02-29"]


def test_windows_are_clipped_to_the_case(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e02", event_date="2011-12/2012-01")
    claim = read_case(folder.case).claims.iloc[0]
    assert day_of(claim["earliest"]) == dt.date(2012, 1, 1)


def test_actors_blocs_and_milestones(case: Case) -> None:
    assert case.actors["reb"].active_to == dt.date(2012, 8, 31)
    assert case.actors["gov"].active_from is None
    assert case.members[2] == Membership("front", "rebels", dt.date(2012, 9, 1), None)
    assert case.successions[0].sources == ("https://a.example/merger",)
    assert case.milestones[0].actors == ("gov", "reb")
    assert case.id == "tiny"


def test_layers_and_background(case: Case) -> None:
    assert [(x.level, x.frame, len(x.areas)) for x in case.layers] == [
        ("commune", "commune", 9),
        ("cercle", "cercle", 3),
        ("region", "old", 2),
        ("region", "new", 2),
        ("country", "country", 1),
    ]
    assert list(case.background()) == ["rivers"]


def test_all_faults_come_in_one_error(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e02", confidence="?")
    folder.set("places.csv", "far", lat="99")
    folder.path("communes.prj").unlink()
    with pytest.raises(CaseError, match="the case `tiny` has 3 faults") as error:
        read_case(folder.case)
    assert [f.file for f in error.value.faults] == [
        "communes.prj",
        "control_events.csv",
        "places.csv",
    ]


def test_row_that_is_left_out_makes_no_faults_elsewhere(folder: CaseFolder) -> None:
    folder.replace("actors.csv", "reb,Rebels,Rebels,rebel,#f28e2b,", "reb,Rebels,rebel,#f28e2b,")
    folder.replace("places.csv", "north,North,", "north,")
    with pytest.raises(CaseError) as error:
        read_case(folder.case)
    assert {(f.file, f.row, f.code) for f in error.value.faults} == {
        ("actors.csv", 3, "wrong-row-length"),
        ("places.csv", 5, "wrong-row-length"),
    }


def test_date_that_cannot_be_read_makes_no_other_faults(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e10", event_date="15.6.2012", gained_by="front")
    folder.set("control_events.csv", "e13", event_date="2020-01-01", target_id="east")
    with pytest.raises(CaseError) as error:
        read_case(folder.case)
    assert [f.code for f in error.value.faults] == ["bad-date", "date-outside-case"]


def test_messages_never_hold_what_a_terminal_obeys(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e02", event_type="\x1b]0;x\x07\u202e\n", target_id="\x9b2J")
    folder.replace("blocs.csv", "bloc_id,name", "bloc_id\x1b[2J,name")
    with pytest.raises(CaseError) as error:
        read_case(folder.case)
    assert all(str(f).isprintable() for f in error.value.faults)
    assert "\\x1b]0;x\\x07" in str(error.value)


def test_relative_folder(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.case)
    assert read_case(".").id == "tiny"


def test_geodata_inside_the_case(folder: CaseFolder) -> None:
    folder.geodata.rename(folder.case / "geodata")
    assert read_case(folder.case).geodata == folder.case / "geodata"


def test_find_case(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.root)
    assert find_case() == find_case("tiny") == find_case("events/tiny") == folder.case
    assert find_case(folder.case) == folder.case
    with pytest.raises(UsageError, match=r"no case `huge`.*tiny"):
        find_case("huge")
    other = folder.root / "events" / "other"
    folder.case.rename(other)
    folder.root.joinpath("events/tiny").mkdir()
    folder.root.joinpath("events/tiny/case.toml").touch()
    with pytest.raises(UsageError, match="Name one of: other, tiny"):
        find_case()
    other.rename(folder.root / "events" / "mali")
    with pytest.raises(UsageError, match="Name one of: mali, tiny"):  # no name stands out
        find_case()
    assert find_case("mali").name == "mali"
    monkeypatch.chdir(folder.root / "geodata")
    with pytest.raises(UsageError, match="no case here"):
        find_case()


def test_persian_and_khmer_names_are_read_everywhere(tmp_path: Path) -> None:
    """In tables, in case.toml, in layers and their file names; marks of direction in none."""
    persian, khmer = "روستاهای\u200cکوچک", "ភ្នំ\u200bពេញ"
    own = write_case(tmp_path)
    own.set("places.csv", "north", name=persian, alt_names=khmer)
    own.replace("case.toml", "Tiny war", persian)
    table = layers()["communes.shp"].assign(name=khmer)
    own.layer(f"{persian}.geojson", table)
    own.replace("case.toml", "communes.shp", f"{persian}.geojson")
    case = read_case(own.case)
    assert case.file.title == persian
    assert case.places.at["north", "name"] == persian
    assert set(case.layers[0].areas["name"]) == {khmer}
    for mark in "\u200e\u200f\u061c\u202b\u2067":
        own.set("places.csv", "north", name=f"{persian}{mark}")
        with pytest.raises(CaseError, match="cannot be seen"):
            read_case(own.case)


@pytest.mark.parametrize(
    ("own", "claimed"), [("Me\u0301naka", "M\u00e9naka"), ("M\u00e9naka", "Me\u0301naka")]
)
def test_ids_are_the_same_in_any_unicode_form(own: str, claimed: str, tmp_path: Path) -> None:
    """In layers, in claims, as parents, as seats and in tables of names."""
    folder = write_case(tmp_path)
    around, other = own.partition("n")[0], claimed.partition("n")[0]
    renamed = {"id": {"c3": own}, "parent": {"cercle_c": around}}
    communes = layers()["communes.shp"].replace(renamed)
    folder.layer("communes.geojson", communes)
    folder.replace("case.toml", "communes.shp", "communes.geojson")
    cercles = layers()["cercles.shp"].replace({"id": {"cercle_c": other}})
    folder.layer("cercles.geojson", cercles)
    folder.replace("case.toml", "cercles.shp", "cercles.geojson")
    folder.replace("seats.csv", "cercle_c,", f"{around},")
    folder.set("control_events.csv", "e11", target_id=claimed)
    folder.set("places.csv", "far", area_id=claimed)
    (folder.case / "names_fr.csv").write_text(
        f"kind,id,name,short_name\narea,{claimed},Nom,\n", "utf-8"
    )
    case, faults = try_case(folder.case)
    assert faults == ()
    assert case is not None
    assert "M\u00e9naka" in case.claims["target_id"].tolist()
    assert case.translations["fr"]["area", "M\u00e9naka"] == Named("Nom")
