"""Languages of the pages are files: found by listing, each as complete as English."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from mapper.case.toml import CaseInfo
from mapper.case.wording import LevelWords
from mapper.cli.map import command
from mapper.core.vocabulary import VOCABULARY
from mapper.outputs.pages import browser
from mapper.outputs.pages.day.page import page as day_page
from mapper.outputs.pages.words import case_texts
from mapper.outputs.text.areatitles import area_forms
from mapper.outputs.text.language import own_texts

ROOT = Path(browser.__file__).parent
FILES = [
    *sorted(ROOT.glob("*/texts")),
    Path(str(resources.files("mapper.outputs.pictures") / "texts")),
    Path(str(resources.files("mapper.outputs.text") / "texts")),
]
PLURALS = {"zero", "one", "two", "few", "many", "other"}
LISTS = {"list_and", "list_or"}
"""A word alone, or a pattern where it is written together with the next name."""
OWN = {"list_comma"}
"""What a language may say and English does not: there it is a comma and a space."""


def table(folder: Path, lang: str) -> dict:
    return json.loads((folder / f"{lang}.json").read_text(encoding="utf-8"))


def holes(text: str) -> list[str]:
    """What data are filled in; how a language names them (`{de:name}`) is its own business."""
    return sorted({f"{{{name}}}" for name in re.findall(r"\{(?:[^\W\d_]+:)?(\w*)\}", text)})


def agreeing(text: str) -> list[tuple[str, int]]:
    """The names with which words of a text agree, and among how many words is chosen."""
    found = re.findall(r"\{(\w+)((?:\|[^{}|]*)+)\}", text)
    return [(name, words.count("|")) for name, words in found]


def forms(texts: dict) -> set[str]:
    """Keys whose texts are chosen by number, without the ending."""
    return {key.removesuffix("_other") for key in texts if key.endswith("_other")}


def counted(key: str, stems: set[str]) -> str | None:
    stem, _, form = key.rpartition("_")
    return stem if form in PLURALS and stem in stems else None


def test_languages_are_those_that_every_page_has() -> None:
    assert browser.LANGUAGES[0] == "en"
    assert {"en", "fr"} <= set(browser.LANGUAGES)
    assert len(FILES) == 7
    for folder in FILES:
        assert {path.stem for path in folder.glob("*.json")} == set(browser.LANGUAGES), folder


def test_a_language_is_there_when_its_last_file_is(monkeypatch, tmp_path) -> None:
    folders = {folder for several in browser._FOLDERS.values() for folder in several}
    for folder in folders:
        (tmp_path / folder / "texts").mkdir(parents=True)
        for lang in ("en", "sw"):
            (tmp_path / folder / "texts" / f"{lang}.json").write_text("{}", encoding="utf-8")
    (tmp_path / "index/texts/de.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(browser.resources, "files", lambda _: tmp_path)
    assert browser._languages() == ("en", "sw")


@pytest.mark.parametrize("lang", browser.LANGUAGES)
@pytest.mark.parametrize("folder", FILES, ids=lambda path: path.parent.name)
def test_each_language_says_all_that_english_says(folder: Path, lang: str) -> None:
    english, other = table(folder, "en"), table(folder, lang)
    stems = forms(english)
    assert forms(other) == stems
    one = {key for key in english if counted(key, stems) is None}
    assert one == {key for key in other if counted(key, stems) is None} - OWN
    for key, text in other.items():
        if key in LISTS | OWN:
            assert holes(text) in ([], ["{a}", "{b}"] if key in LISTS else []), key
            continue
        source = english.get(key, english.get(f"{counted(key, stems)}_other"))
        assert type(text) is type(source), key
        if isinstance(text, list):
            assert len(text) == len(source), key
        elif (key.rpartition("_")[2]) in {"zero", "one", "two"} and counted(key, stems):
            assert set(holes(text)) <= set(holes(source)), key  # "a day", "two days" need no number
        else:
            assert holes(text) == holes(source), key
        assert text or key == "first_of_month", key


@pytest.mark.parametrize("lang", browser.LANGUAGES)
@pytest.mark.parametrize("folder", FILES, ids=lambda path: path.parent.name)
def test_words_agree_with_a_name_that_is_there(folder: Path, lang: str) -> None:
    """Two words by number, or four by gender and number; no preposition of another language."""
    contractions = VOCABULARY["contractions"].get(lang, {})
    prepositions = {"the", *(pair.split()[0] for pair in contractions)}
    for key, text in table(folder, lang).items():
        if not isinstance(text, str):
            continue
        for name, count in agreeing(text):
            assert count in (2, 4), key
            assert name == "target" or f"{{{name}}}" in holes(text), key
        forms = re.findall(r"\{([^\W\d_]+):", text)
        assert {form.lower() for form in forms} <= prepositions, key


@pytest.mark.parametrize("lang", browser.LANGUAGES)
def test_words_do_not_run_together(lang: str) -> None:
    for page in browser._FOLDERS:
        for key, text in browser.texts(lang, page).items():
            for part in [text] if isinstance(text, str) else text:
                assert not re.search(r"[<>]|\s{2}", part), key


def test_the_command_offers_what_is_there() -> None:
    (option,) = (param for param in command.params if param.name == "lang")
    assert tuple(option.type.choices) == browser.LANGUAGES
    result = CliRunner().invoke(command, ["2012-04-06", "--lang", "xx"])
    assert result.exit_code == 2
    assert all(f"'{lang}'" in result.output for lang in browser.LANGUAGES)


def test_no_code_asks_for_one_language() -> None:
    package = Path(importlib.import_module("mapper").__file__).parent
    rule = re.compile(
        r"""startsWith\(["'][a-z]{2}["']\)|["']en["'], ["']fr["']|== ["']fr["']|title_fr"""
    )
    stores = {package / "history" / name for name in ("store.py", "told.py")}  # name a key so
    for path in (p for p in package.rglob("*") if p.suffix in {".py", ".js"} and p not in stores):
        code = "\n".join(
            line
            for line in path.read_text("utf-8").splitlines()
            if ">>>" not in line and "``" not in line
        )
        assert not rule.search(code), path


# Words of a case


def spoken(mali, **words: dict[str, str]) -> CaseInfo:
    info = {item.name: getattr(mali.case, item.name) for item in dataclasses.fields(CaseInfo)}
    return CaseInfo(**info | {"level_words": {k: LevelWords(v) for k, v in words.items()}})


@pytest.mark.parametrize("lang", browser.LANGUAGES)
def test_words_that_join_level_and_name_are_those_of_the_finder(lang: str) -> None:
    forms = re.sub(r"\{\w+\}", " ", own_texts(lang)["area_forms"])
    words = set(re.findall(r"\w+", forms))
    assert words <= set(VOCABULARY["linking_words"][lang])
    assert words or lang == "ar", "English and French join them by words, Arabic by their order"


def test_seats_have_the_word_of_the_case_else_a_plain_one(mali) -> None:
    region = {"name": "oblast", "capital": "oblast centre", "capital_fr": "centre"}
    own = spoken(mali, region=region)
    assert case_texts(own, "en")["sign_capital"] == "Oblast centre"
    assert case_texts(own, "en")["kind_capital"] == "oblast centre"
    assert case_texts(own, "fr", "atlas")["sign_capital"] == "Centre"
    plain = case_texts(spoken(mali), "en")
    assert (plain["sign_capital"], plain["kind_capital"]) == ("Capital", "capital")
    assert case_texts(mali.case, "fr")["sign_capital"] == "Chef-lieu de région"
    assert case_texts(mali.case, "fr")["gender_capital"] == "m"


def test_words_agree_with_what_the_case_calls_its_seats(mali) -> None:
    feminine = spoken(mali, region={"capital_fr": "capitale", "capital_gender_fr": "f"})
    assert case_texts(feminine, "fr")["gender_capital"] == "f"
    assert case_texts(feminine, "fr", "atlas")["kind_capital"] == "capitale"
    plain = spoken(mali, region={"capital_fr": "capitale"})
    assert case_texts(plain, "fr")["gender_capital"] == browser.texts("fr")["gender_capital"]


@pytest.mark.parametrize("lang", browser.LANGUAGES)
@pytest.mark.parametrize("page", ["day", "changes", "atlas"])
def test_a_language_without_a_word_of_the_case_has_its_own(mali, lang: str, page: str) -> None:
    only = {"en": "capital_fr"}.get(lang, "capital")  # the case has it in another language alone
    own = spoken(mali, region={only: "oblast centre"})
    plain = browser.texts(lang, page)
    for key in ("sign_capital", "kind_capital"):
        assert case_texts(own, lang, page)[key] == plain[key] != ""
        assert lang == "en" or plain[key] != browser.texts("en", page)[key]


def test_a_page_without_a_word_of_the_case_shows_its_own(tiny) -> None:
    words = {"region": LevelWords({"capital": "oblast centre", "capital_fr": "centre d'oblast"})}
    own = dataclasses.replace(tiny, case=dataclasses.replace(tiny.case, level_words=words))
    day = own.case.first_day
    pages = {lang: day_page(own, own.at(day), lang=lang) for lang in ("en", "fr", "ar")}
    said = {lang: "blast" in text for lang, text in pages.items()}
    assert said == {"en": True, "fr": True, "ar": False}
    assert browser.texts("ar")["kind_capital"] in pages["ar"]


def test_forms_of_names_come_from_levels_and_languages(mali) -> None:
    own = spoken(mali, region={"name": "Oblast", "name_fr": "oblast"})
    assert ("", " oblast") in area_forms(own)
    assert {("oblast of ", ""), ("oblast d'", "")} <= set(area_forms(own))
    assert area_forms(spoken(mali)) == []
    lengths = [len(before + after) for before, after in area_forms(mali.case)]
    assert lengths == sorted(lengths, reverse=True)
