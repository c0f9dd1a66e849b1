"""How sentences name actors: articles and such of `names_<lang>.csv`, from the file to words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from casefolder import CaseFolder, write_case

import mapper
from mapper.core.model import Named
from mapper.history.holders import holder_in_text
from mapper.history.languages import names_in, translated
from mapper.history.store import load_history, save_history
from mapper.outputs.pages.atlas.payload import atlas_payload
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.text.answers import who_text

HEAD = "kind,id,name,short_name,article,in_text,gender,number\n"
DAY = dt.date(2012, 3, 5)


def spoken_case(folder: Path) -> CaseFolder:
    case = write_case(folder)
    english = 'actor,gov,,,the,,,\nactor,reb,,,the,"rebel front",,pl\n'
    (case.case / "names_en.csv").write_text(HEAD + english, "utf-8")
    french = "actor,gov,Gouvernement du pays,Gouvernement,le,gouvernement,m,sg\n"
    (case.case / "names_fr.csv").write_text(HEAD + french, "utf-8")
    return case


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    case = spoken_case(tmp_path_factory.mktemp("spoken"))
    return mapper.build_history(mapper.read_case(case.case))


def test_actors_have_the_forms_of_their_own_language(spoken) -> None:
    assert (spoken.actors["gov"].article, spoken.actors["gov"].lang) == ("the", "en")
    assert holder_in_text(spoken, "gov") == f"the {spoken.actors['gov'].short_name}"
    assert holder_in_text(spoken, "reb") == "the rebel front"
    assert holder_in_text(spoken, "jih") == spoken.actors["jih"].short_name
    assert holder_in_text(spoken, "none") == "nobody"
    text = who_text(spoken, mapper.who(spoken, "Harbour", DAY))
    assert f"held by the {spoken.actors['gov'].short_name}" in text


def test_another_language_has_its_own_forms_or_none(spoken) -> None:
    french = translated(spoken, "fr")
    gov, reb = french.actors["gov"], french.actors["reb"]
    assert (gov.short_name, gov.article, gov.in_text) == ("Gouvernement", "le", "gouvernement")
    assert (gov.gender, gov.number, gov.lang) == ("m", "sg", "fr")
    assert (reb.article, reb.lang) == ("the", "en"), "an English name in a French page"
    assert holder_in_text(french, "gov") == "Gouvernement", "texts on a terminal are English"


def test_forms_alone_are_no_names(spoken) -> None:
    assert translated(spoken, "en") is spoken
    assert names_in(spoken, "en") is None
    assert names_in(spoken, "fr")["actor", "gov"].article == "le"
    assert mapper.who(spoken, "Harbour", DAY)["target"]["name"] == "Harbour"


def test_pages_are_told_the_forms_and_their_language(spoken) -> None:
    english = {a["id"]: a.get("forms") for a in atlas_payload(spoken)["actors"]}
    assert english["gov"] == ["en", "the", "", "", ""]
    assert english["jih"] is None
    french = state_payload(translated(spoken, "fr"), DAY, lang="fr")["actors"]
    assert french["gov"]["forms"] == ["fr", "le", "gouvernement", "m", "sg"]
    assert french["reb"]["forms"][0] == "en"


def test_the_store_keeps_the_forms(spoken, tmp_path: Path) -> None:
    save_history(spoken, tmp_path)
    again = load_history(tmp_path)
    assert again.actors == spoken.actors
    assert again.translations == spoken.translations
    assert isinstance(again.translations["fr"]["actor", "gov"], Named)


def test_a_file_without_the_columns_is_as_before(tmp_path: Path) -> None:
    case = write_case(tmp_path)
    (case.case / "names_fr.csv").write_text("kind,id,name,short_name\nactor,gov,Gouv,G\n", "utf-8")
    found = mapper.read_case(case.case)
    assert found.translations["fr"]["actor", "gov"] == Named("Gouv", "G")


@pytest.mark.parametrize(
    ("lang", "row", "column"),
    [
        ("fr", "actor,gov,Gouvernement,,il,,,", "article"),
        ("fr", "actor,gov,Gouvernement,,la,,m,", "gender"),
        ("fr", "actor,gov,Gouvernement,,les,,,sg", "number"),
        ("fr", "actor,gov,Gouvernement,,le,,masculin,", "gender"),
        ("fr", "actor,gov,Gouvernement,,le,,,plural", "number"),
        ("fr", "place,north,Nord,,le,,,", "article"),
        ("fr", "place,north,,,,,,", "name"),
        ("en", "actor,gov,,,le,,,", "article"),
        ("en", "actor,gov,,,,,,", "name"),
    ],
)
def test_check_names_forms_that_do_not_fit(tmp_path: Path, lang, row, column) -> None:
    case = write_case(tmp_path)
    (case.case / f"names_{lang}.csv").write_text(f"{HEAD}{row}\n", "utf-8")
    faults = [f for f in mapper.check_case(case.case) if f.file == f"names_{lang}.csv"]
    assert [(f.row, f.column, f.severity) for f in faults] == [(2, column, "error")]


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("fr", "actor,gov,,,l',,f,sg"),
        ("fr", "actor,gov,Gouvernement,,l’,,m,"),
        ("fr", "actor,gov,Gouvernement,,les,,f,pl"),
        ("en", "actor,gov,,,,,,pl"),
        ("sw", "actor,gov,Serikali,,anything,,,"),
    ],
)
def test_forms_that_fit_are_no_fault(tmp_path: Path, lang, row) -> None:
    case = write_case(tmp_path)
    (case.case / f"names_{lang}.csv").write_text(f"{HEAD}{row}\n", "utf-8")
    assert [f for f in mapper.check_case(case.case) if f.file == f"names_{lang}.csv"] == []


@pytest.mark.parametrize("name", ["mali", "sudan"])
def test_every_actor_of_the_shipped_cases_has_its_french_forms(name: str) -> None:
    case = mapper.read_case(mapper.find_case(name))
    french = case.translations["fr"]
    without = [key for key in case.actors if not french["actor", key].gender]
    assert without == []
    bare = {key for key in case.actors if not french["actor", key].article}
    proper = {"wagner", "ansar_dine", "aqim", "al_mourabitoun", "ganda_iso", "dan_na_ambassagou"}
    assert bare <= proper, "names that stand without an article"
    assert case.actors["government" if name == "mali" else "saf"].article == "the"
