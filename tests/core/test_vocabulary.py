"""The vocabulary: one file for Python and for the scripts of the pages."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from mapper.core import model
from mapper.core.spelling import fold
from mapper.core.vocabulary import NEUTRAL_COLOURS, VOCABULARY, words
from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.vocabulary import SCRIPT, vocabulary_script
from mapper.rules.track import CONFIRMS, DISSENTS, MADE, SUPPORTS


def test_the_words_of_the_tables_are_those_of_the_file() -> None:
    assert set(VOCABULARY["hands_events"]) < set(model.EVENT_TYPES)
    assert set(model.PLACE_KINDS) >= model.BASE_KINDS
    assert set(model.ACTOR_KINDS) >= model.NEVER_GOVERN_KINDS
    for name in (key for key, value in VOCABULARY.items() if isinstance(value, list)):
        assert len(set(VOCABULARY[name])) == len(VOCABULARY[name]), name


def test_linking_words_are_words_as_they_are_compared() -> None:
    languages = VOCABULARY["linking_words"]
    assert list(languages) == sorted(languages)
    for lang, known in languages.items():
        assert re.fullmatch("[a-z]{2,3}", lang)
        assert known == sorted({fold(word) for word in known}), lang


def test_every_language_has_words_for_the_parts() -> None:
    for name in ("part_words", "part_meanings"):
        languages = VOCABULARY[name]
        assert set(languages) == set(browser.LANGUAGES)
        for lang, texts in languages.items():
            assert tuple(texts) == words("parts"), (name, lang)
            assert len(set(texts.values())) == len(texts)
            assert all(text == text.strip() and text for text in texts.values())


def test_roles_of_evidence_are_numbered_as_in_the_file() -> None:
    roles = {"made": MADE, "confirms": CONFIRMS, "supports": SUPPORTS, "dissents": DISSENTS}
    assert {word: i for i, word in enumerate(words("evidence_roles"))} == roles


def test_the_module_of_the_scripts_is_written_from_the_file() -> None:
    path = Path(browser.__file__).parent / SCRIPT
    assert path.read_text("utf-8") == vocabulary_script(), "python tests/scripts/vocabulary.py"


def test_no_script_names_a_colour_of_the_vocabulary_itself() -> None:
    folder = Path(browser.__file__).parent
    for path in folder.rglob("*.js"):
        if path != folder / SCRIPT:
            text = path.read_text("utf-8")
            assert not [c for c in NEUTRAL_COLOURS.values() if c in text], path


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16


def test_neutral_colours_are_greys_that_can_be_told_apart() -> None:
    holders = {model.NONE, model.UNKNOWN, model.SHARED, model.NO_DATA}
    assert set(NEUTRAL_COLOURS) == holders
    for colour in NEUTRAL_COLOURS.values():
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert max(parts) - min(parts) <= 12
    for one, other in itertools.combinations(NEUTRAL_COLOURS.values(), 2):
        assert abs(lightness(one) - lightness(other)) >= 12


def test_who_may_govern_is_asked_in_one_place() -> None:
    assert model.may_govern("local")
    assert {kind for kind in model.ACTOR_KINDS if not model.may_govern(kind)} == (
        model.NEVER_GOVERN_KINDS
    )
    assert all(model.may_govern(kind, True) for kind in model.ACTOR_KINDS)
    assert not any(model.may_govern(kind, False) for kind in model.ACTOR_KINDS)
    package = Path(model.__file__).parents[1]
    asking = {
        path.name
        for path in [*package.rglob("*.py"), *package.rglob("*.js")]
        if "never_govern_kinds" in path.read_text("utf-8").lower()
    }
    assert asking == {"model.py"}
