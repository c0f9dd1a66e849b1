"""What a case has to show for each rule and each failure mode, as sentences."""

from __future__ import annotations

import re

import pytest
from casefolder import GAZETTEER, TABLES, write_case

from mapper.answers.examples import RULES
from mapper.case.read import read_case
from mapper.figures.areas import area_table
from mapper.history.derive import build_history
from mapper.outputs.pages.reading import READING, reading_text
from mapper.outputs.text.examples import case_sentences

MARK = re.compile(r"<!-- example: ([\w-]+) -->")


def marks() -> list[str]:
    return [name for source in READING.values() for name in MARK.findall(reading_text(source))]


def plain(said) -> dict[str, list[str]]:
    return {
        name: [re.sub(r"[\u00a0\u202f]", " ", sentence.plain()) for sentence in sentences]
        for name, sentences in said.items()
    }


@pytest.fixture(scope="module")
def of_tiny(tiny):
    return plain(case_sentences(tiny))


def test_each_mark_of_the_texts_has_its_sentences_and_the_other_way_round(tiny) -> None:
    assert sorted(marks()) == sorted(case_sentences(tiny))
    assert len(set(marks())) == len(marks()) > len(RULES)


def test_a_hole_for_each_value_and_a_value_for_each_hole(tiny) -> None:
    for sentences in case_sentences(tiny).values():
        for sentence in sentences:
            assert set(re.findall(r"{(\w+)}", sentence.text)) == set(sentence.values)


def test_the_small_case_shows_what_its_claims_say(of_tiny) -> None:
    """Read off the table of claims and the drawing of the country in ``casefolder``."""
    assert of_tiny["R3"][1].startswith("R3: the capture at Cercle b (all), 2012-03-05, changed")
    assert of_tiny["R4"][1].startswith("R4: the declaration at NA, 2012-08-01, is weak")
    assert of_tiny["R9"][1] == "R9: Front took the place of Rebels, 2012-09-01."
    assert of_tiny["R11"][1] == "The last evidence is of 2012-03-16, 290 days before."
    assert of_tiny["sieges"] == [
        "Post on 2012-05-10: held by Government, besieged by Rebels.",
        "The land around: Commune c2 on 2012-05-10: held by Government.",
    ]
    assert of_tiny["boundaries"] == [
        "East: 35 930 km² before 2012-07-01, 71 860 km² from that day on."
    ]
    assert of_tiny["succession"][0].startswith("On 2012-09-01 Front took the place of Rebels.")
    assert of_tiny["uncertain-dates"][1] == (
        "The change is of 2012-02-15 (between 2012-02-01 and 2012-02-29)."
    )
    assert of_tiny["detached"][:2] == [
        "Harbour on 2012-12-31: held by Government.",
        "The land: Bout-du-monde on 2012-12-31: held by Front, claimed by Government.",
    ]
    assert of_tiny["last-day"] == [
        "This case runs from 2012-01-01 to 2012-12-31.",
        "Its last claim is of 2012-10-10.",
    ]


def test_what_a_case_has_not_is_not_made_up(of_tiny) -> None:
    """No generic actor, nobody shares a town for long, no area has five places of its own."""
    assert of_tiny["generic"] == of_tiny["gazetteer"] == of_tiny["contested"] == []


def test_figures_are_those_of_the_tables(tiny, of_tiny) -> None:
    table = area_table(tiny, "2012-12-31").set_index("holder")
    holder, share = re.match(
        r"On 2012-12-31: (\w+) (\d+) % of the land", of_tiny["people"][0]
    ).groups()
    assert round(table.loc[{"Front": "front"}[holder], "share"] * 100) == int(share)
    largest = tiny.units.loc[tiny.units["area_km2"].idxmax()]
    assert of_tiny["large-units"][0].startswith(f"{largest['name']} has ")


@pytest.mark.slow
def test_mali_has_something_for_every_mark(mali) -> None:
    said = plain(case_sentences(mali))
    assert [name for name, sentences in said.items() if not sentences] == []
    assert said["large-units"][0].startswith("Salam has 292 686 km², 23 % of all land, and 2 ")
    assert said["succession"][0].startswith("On 2014-10-28 CMA took the place of MNLA, HCUA, MAA.")
    assert said["boundaries"][0].startswith("Timbuktu Region: 499 254 km² before 2016-01-19")
    assert said["silence"][1] == said["R11"][1]


def test_a_case_in_its_first_hour_has_its_baseline_and_its_days(tmp_path) -> None:
    folder = write_case(tmp_path)
    for name in {*TABLES, *GAZETTEER} - {"actors.csv"}:
        header = folder.path(name).read_text("utf-8").splitlines()[0]
        folder.path(name).write_text(f"{header}\n", "utf-8")
    said = plain(case_sentences(build_history(read_case(folder.case))))
    found = {name for name, sentences in said.items() if sentences}
    assert found == {"R1", "large-units", "boundaries", "last-day"}
    assert said["last-day"] == ["This case runs from 2012-01-01 to 2012-12-31."]


@pytest.mark.parametrize("model", ["voronoi", "hex"])
def test_other_area_models_have_examples_too(tmp_path, model: str) -> None:
    folder = write_case(tmp_path)
    folder.replace("case.toml", 'model = "admin"', f'model = "{model}"')
    said = plain(case_sentences(build_history(read_case(folder.case))))
    assert said["R3"]
    assert said["R5"]
    assert said["large-units"]
