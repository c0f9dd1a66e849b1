"""The line that says what figures of people are, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mapper.core.people import PeopleShare, Population
from mapper.outputs.pages.browser import LANGUAGES
from mapper.outputs.text.people import people_line, people_number

COMMUNES = PeopleShare("commune", 97, 3_415_082)
CERCLES = PeopleShare("cercle", 49, 11_102_094)
COUNTRY = PeopleShare("country", 1, 5)
CENSUS = Population(
    year=2009,
    kind="table",
    notes={"en": "census of 2009", "fr": "recensement de 2009"},
    total=14_517_176,
    level="commune",
    areas=701,
    shares=(COMMUNES, CERCLES),
    units=701,
)


def line(mali, lang: str = "en", **changes: object) -> str:
    return people_line(replace(mali, population=replace(CENSUS, **changes)), lang)


def test_a_case_without_people_has_no_line(tiny) -> None:
    assert people_line(tiny) == ""


@pytest.mark.parametrize(
    ("shares", "how"),
    [
        ((COMMUNES,), "given by commune."),
        ((CERCLES,), "given by cercle and spread over communes by area."),
        ((CERCLES, COUNTRY), "given by cercle and country and spread over communes by area."),
        (
            (COMMUNES, CERCLES),
            "given for 97 of 701 communes, elsewhere by cercle and spread by area.",
        ),
    ],
)
def test_the_line_says_of_what_areas_the_figures_are(mali, shares, how: str) -> None:
    assert line(mali, shares=shares) == f"People: 14.5 million (census of 2009), {how}"


def test_the_year_stands_beside_words_that_do_not_say_it(mali) -> None:
    assert "(census of 2009)" in line(mali)
    assert "(planning figures, 2009)" in line(mali, notes={"en": "planning figures"})
    assert "(2009)" in line(mali, notes={})
    assert line(mali, notes={}, year=None).startswith("People: 14.5 million, given")


def test_missing_figures_and_cells_are_told(mali) -> None:
    found = line(mali, cells=True, units=5000, units_without=12, shares=(COMMUNES,))
    assert found.endswith(
        "given by commune, shared out over the cells of the map by area; units without a figure: "
        "12 of 5000."
    )


def test_other_languages_have_words_of_their_own(mali) -> None:
    assert line(mali, "fr").startswith("Population : 14,5 millions (recensement de 2009), ")
    assert "97 communes sur 701, ailleurs par cercle" in line(mali, "fr")
    arabic = line(mali, "ar")
    assert "دائرة" in arabic
    assert "\u2068census of 2009\u2069" in arabic, "words that the case lacks keep their direction"
    assert set(LANGUAGES) == {"en", "fr", "ar"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_case_becomes_a_hole(mali, lang: str) -> None:
    found = line(mali, lang, notes={"en": "{how} {total}"}, units_without=3)
    assert found.count("{how} {total}") == 1


def test_numbers_are_told_as_finely_as_they_are_worth() -> None:
    assert people_number(1_999_999, mark="\u202f") == "1\u202f999\u202f999"
    assert people_number(2_000_000) == "2.0 million"
    assert people_number(0) == "0"
