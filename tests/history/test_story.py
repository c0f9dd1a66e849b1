"""The stories that ship: what each step says is what the map of its day shows."""

from __future__ import annotations

import csv

import pytest

from mapper.case.sources import split_sources
from mapper.core.model import StoryStep
from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory

TOLD = {
    "mali": {
        "A rebellion begins in the north": "kidal=government gao=government bamako=government",
        "Soldiers oust the president": "tessalit=mnla+ansar_dine menaka=mnla gao=government"
        " timbuktu=government kidal=government",
        "Three cities in three days": "kidal=ansar_dine+mnla gao=mnla+mojwa+ansar_dine"
        " timbuktu=local_militia+mnla",
        "A state that nobody recognises": "kidal=ansar_dine+mnla timbuktu=ansar_dine+mnla"
        " menaka=mnla",
        "The allies fall out": "gao=mojwa",
        "The jihadists hold the north": "gao=mojwa+aqim timbuktu=ansar_dine+aqim kidal=ansar_dine"
        " tinzaouaten=mnla",
        "Konna falls, France intervenes": "konna=ansar_dine+aqim+mojwa",
        "The state returns and votes": "kidal=government+mnla+hcua+minusma+france"
        " gao=government+france timbuktu=government+france",
        "The army loses Kidal": "kidal=mnla+hcua+maa",
        "The Algiers accord": "kidal=cma ber=cma gao=government+minusma+france",
        "JNIM is formed": "kidal=cma",
        "The war moves into the centre": "mopti=government",
        "Two coups": "bamako=government kidal=cma",
        "The French leave, Wagner comes": "gao=government+minusma timbuktu=government"
        "+wagner+minusma",
        "The Islamic State in Ménaka Region": "tidermene=issp menaka=government+msa+gatia+minusma",
        "The UN leaves, the army takes Kidal": "kidal=government+wagner ber=government+wagner",
        "The FLA succeeds the CSP": "tinzaouaten=fla kidal=government+wagner"
        " ber=government+wagner tessalit=government+wagner",
        "FLA and JNIM attack together": "kidal=fla+jnim gao=government+africa_corps"
        " bamako=government+africa_corps",
    },
    "sudan": {
        "War breaks out in the capital": "khartoum=saf bahri=saf omdurman=saf"
        " presidential_palace=rsf general_command=saf",
        "Most of Khartoum is with the RSF": "khartoum=rsf bahri=rsf omdurman=saf"
        " general_command=saf",
        "Four weeks in Darfur": "nyala=rsf zalingei=rsf el_geneina=rsf ed_daein=rsf"
        " el_fasher=saf+joint_forces",
        "Wad Madani falls": "wad_madani=rsf",
        "The siege of El Fasher": "el_fasher=saf+joint_forces",
        "The RSF reaches Singa": "singa=rsf el_fula=rsf jebel_moya=rsf",
        "The army comes back": "wad_madani=saf+sudan_shield singa=saf",
        "The capital is the army's again": "khartoum=saf omdurman=saf bahri=saf"
        " presidential_palace=saf",
        "A second government": "nyala=rsf kauda=splmn_hilu",
        "El Fasher falls": "el_fasher=rsf",
        "The oil field of Heglig": "heglig=south_sudan babanusa=rsf",
        "Fronts in Kordofan and Blue Nile": "bara=saf el_obeid=saf dilling=saf kadugli=saf"
        " kurmuk=saf",
    },
}
"""Of each step the places that it names, and who holds them then, with company."""
BESIEGED = {
    "War breaks out in the capital": {"general_command": {"rsf"}},
    "The siege of El Fasher": {"el_fasher": {"rsf"}},
    "Fronts in Kordofan and Blue Nile": {
        "dilling": {"rsf", "splmn_hilu"},
        "kadugli": set(),
        "kurmuk": {"splmn_hilu", "rsf"},
    },
}
LANGUAGES = {"fr", "ar"}


@pytest.fixture(params=["mali", "sudan"])
def history(request) -> ControlHistory:
    return request.getfixturevalue(request.param)


def step_of(history: ControlHistory, title: str) -> StoryStep:
    return next(step for step in history.story if step.title == title)


def test_each_step_is_looked_at(history: ControlHistory) -> None:
    assert [step.title for step in history.story] == list(TOLD[history.case.id])
    dates = [step.date for step in history.story]
    assert dates == sorted(dates)


def test_places_are_held_as_the_steps_say(history: ControlHistory) -> None:
    wrong = []
    for title, places in TOLD[history.case.id].items():
        step = step_of(history, title)
        table = history.at(step.date).places
        for said in places.split():
            place, _, holders = said.partition("=")
            row = table.loc[place]
            found = "+".join((row["holder"], *row["companions"]))
            besieged = BESIEGED.get(title, {}).get(place)
            if found != holders or (besieged is not None and set(row["besieged_by"]) != besieged):
                wrong.append((title, place, found, list(row["besieged_by"])))
    assert wrong == []


def test_a_selected_place_is_there_and_told_of(history: ControlHistory) -> None:
    for step in history.story:
        for place in {step.view, step.selection} & set(history.places.index):
            assert place in history.at(step.date).places.index
            assert f"{place}=" in TOLD[history.case.id][step.title], step.title


def test_selected_parties_are_on_the_map_of_the_day(history: ControlHistory) -> None:
    for step in history.story:
        for word in {step.view, step.selection}:
            kind, _, key = word.partition(":")
            if kind not in {"holder", "camp"}:
                continue
            units = history.at(step.date).units
            members = {
                m.actor_id
                for m in history.members
                if m.bloc_id == key
                and (m.start is None or m.start <= step.date)
                and (m.end is None or step.date < m.end)
            }
            wanted = {key} if kind == "holder" else members
            columns = ("companions", "contested_by")
            parties = {p for column in columns for row in units[column] for p in row}
            assert wanted & (parties | set(units["holder"])), (step.title, word)


@pytest.mark.parametrize(
    ("title", "holder", "low", "high"),
    [
        ("A rebellion begins in the north", "government", 1, 1),
        ("A state that nobody recognises", "mnla", 0.5, 0.7),
        ("The jihadists hold the north", "mnla", 0, 0.05),
    ],
)
def test_shares_that_are_told(mali: ControlHistory, title, holder, low, high) -> None:
    table = area_table(mali, [step_of(mali, title).date]).set_index("holder")
    assert low <= round(table.at[holder, "share"], 6) <= high


def test_each_step_has_words_in_each_language(history: ControlHistory) -> None:
    for step in history.story:
        assert set(step.said) == LANGUAGES
        for title, text in ((step.title, step.text), *step.said.values()):
            assert title.strip() and text.strip()
            assert len(title) <= 60 and len(text) <= 400  # one to three sentences
    assert 10 <= len(history.story) <= 20


def test_each_step_cites_what_claims_and_milestones_cite(history, request) -> None:
    folder = request.getfixturevalue(f"{history.case.id}_folder")
    known: set[str] = set()
    for name in ("control_events.csv", "milestones.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                known.update(split_sources(row["source"]))
    for step in history.story:
        assert step.sources and set(step.sources) <= known, step.title
