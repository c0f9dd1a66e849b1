"""Names in other languages: `names_<lang>.csv`, and a history that uses them."""

from __future__ import annotations

import datetime as dt

from casefolder import write_case

import mapper
from mapper.history.languages import translated
from mapper.history.store import load_history, save_history

DAY = dt.date(2012, 7, 15)


def test_french_names_of_places_areas_actors_and_neighbours(mali) -> None:
    french = translated(mali, "fr")
    assert french.places.at["timbuktu", "name"] == "Tombouctou"
    assert "Timbuktu" in french.places.at["timbuktu", "alt_names"]
    assert french.actors["mojwa"].short_name == "MUJAO"
    assert french.blocs["state"].name == "État et alliés"
    assert "Région de Tombouctou" in french.at(DAY).places.at["timbuktu", "parents"]
    assert "Algérie" in set(french.background["neighbours"]["name"])
    assert mali.places.at["timbuktu", "name"] == "Timbuktu"
    assert french.case.description.startswith("Qui tenait quoi au Mali")
    independence = [m.title for m in french.milestones if m.date == dt.date(2012, 4, 6)]
    assert "Le MNLA proclame l’indépendance de l’Azawad" in independence
    assert mapper.who(french, "Timbuktu", DAY)["target"]["name"] == "Tombouctou"


def test_a_translation_changes_names_only(mali) -> None:
    french = translated(mali, "fr")
    columns = ["holder", "companions", "status", "since", "made"]
    assert french.at(DAY).places[columns].equals(mali.at(DAY).places[columns])


def test_without_names_in_a_language_the_history_is_the_same_object(mali) -> None:
    assert translated(mali, "de") is mali
    assert translated(mali, "en") is mali


def test_the_store_keeps_translations(mali, tmp_path) -> None:
    save_history(mali, tmp_path)
    assert load_history(tmp_path).translations == mali.translations


def test_every_translated_id_exists(mali) -> None:
    known = {
        "place": set(mali.places.index),
        "area": {a for f in mali.frames for a in f.groups["area_id"]},
        "actor": set(mali.actors),
        "bloc": set(mali.blocs),
        "background": {
            n for kind in ("neighbours", "world") for n in mali.background[kind]["name"]
        },
        "milestone": {m.title for m in mali.milestones},
        "case": {"description"},
    }
    for kind, key in mali.translations["fr"]:
        assert key in known[kind], (kind, key)
    assert {("milestone", title) for title in known["milestone"]} <= set(mali.translations["fr"])


def test_faults_of_a_translation_are_named(tmp_path) -> None:
    case = write_case(tmp_path)
    path = case.case / "names_fr.csv"
    path.write_text("kind,id,name,short_name\ntown,x,Y,\nplace,x,,\nactor,a,A,\nactor,a,B,\n")
    found = {(f.row, f.column, f.code) for f in mapper.check_case(case.case)}
    assert {
        (2, "kind", "wrong-word"),
        (3, "name", "missing-value"),
        (5, "id", "duplicate-id"),
    } <= found
