"""Dates that name no day, in words; the pages are asked the same (`tests/scripts/vectors.py`)."""

from __future__ import annotations

import pytest

from mapper.outputs.pages import browser
from mapper.outputs.pages.index import index_texts
from mapper.outputs.text.opendates import open_words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2018", "some time in 2018"),
        ("2018~", "some time in 2018"),
        ("2012-06~", "some time in June 2012"),
        ("2012-04-05~", "some time about 5 April 2012"),
        ("2015-01-16/2015-01-31", "some time between 16 and 31 January 2015"),
        ("2012-12-15/2013-01-15", "some time between 15 December 2012 and 15 January 2013"),
        ("2020/2021-08", "some time between 2020 and August 2021"),
    ],
)
def test_in_english(date: str, words: str) -> None:
    assert open_words(date) == words
    assert open_words(date, index_texts("en")) == words
    assert open_words(date, begins=True) == words[0].upper() + words[1:]


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Courant juin 2012"), ("ar", "في وقت ما من يونيو 2012")]
)
def test_in_other_languages(lang: str, words: str) -> None:
    said = open_words("2012-06", index_texts(lang), browser.direction(lang), begins=True)
    assert said.replace("\u2068", "").replace("\u2069", "") == words
