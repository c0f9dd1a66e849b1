"""Texts that look the same: what is said of them, and that nothing offers the same again."""

from __future__ import annotations

import pytest

from mapper.core.lookalikes import difference
from mapper.core.spelling import Speller, suggestion

PAIRS = [
    ("Me\u0301naka", "M\u00e9naka", "the same letters in another Unicode form"),
    ("M\u00e9naka", "Me\u0301naka", "the same letters in another Unicode form"),
    ("G\u0430o", "Gao", "the first has U+0430 (cyrillic small letter a)"),
    ("Gao", "G\u0430o", "the second has U+0430 (cyrillic small letter a)"),
    ("G\u03b1o", "Gao", "the first has U+03B1 (greek small letter alpha)"),
    ("Gao\u00a0Region", "Gao Region", "the first has U+00A0 (no-break space)"),
    ("Tin\u2011Hama", "Tin-Hama", "the first has U+2011 (non-breaking hyphen)"),
    ("Ki\u00addal", "Kidal", "the first has U+00AD (soft hyphen)"),
    ("Kidal\u200b", "Kidal", "the first has U+200B (zero width space)"),
    ("Kidal", "Kidal\u200b", "the second has U+200B (zero width space)"),
    ("Aguel\u2019hoc", "Aguel'hoc", "the first has U+2019 (right single quotation mark)"),
]


@pytest.mark.parametrize(("one", "other", "words"), PAIRS)
def test_the_difference_is_named(one: str, other: str, words: str) -> None:
    told = difference(one, other)
    assert told is not None
    assert words in told


@pytest.mark.parametrize(
    ("one", "other"),
    [("Goa", "Gao"), ("Gao", "gao"), ("Menaka", "M\u00e9naka"), ("Gao", "Gao"), ("\u0434o", "go")],
)
def test_what_looks_different_needs_no_words(one: str, other: str) -> None:
    assert difference(one, other) is None


@pytest.mark.parametrize(("word", "known", "words"), PAIRS)
def test_a_question_never_shows_the_same_letters_without_a_word(word, known, words) -> None:
    for told in (suggestion(word, [known], "-"), Speller([(known, known)]).hint(word, "-")):
        assert told.startswith(f"Did you mean `{known}`? ")
        assert words in told


def test_what_was_written_is_not_offered() -> None:
    assert suggestion("Gao", ["Gao"], "Add it.") == "Add it."


def test_only_what_can_be_used_is_offered() -> None:
    speller = Speller([(f"town{i}", f"town{i}") for i in range(9)])
    assert speller.hint("town", "-", lambda known: known == "town8") == "Did you mean `town8`?"
    assert speller.hint("town", "Add it.", lambda known: False) == "Add it."
    assert speller.near("town") == ["town0", "town1", "town2"]
