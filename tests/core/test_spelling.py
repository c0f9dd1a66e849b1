"""What may have been meant: near spellings first, the same every time, and in little time."""

from __future__ import annotations

import ast
import random
import time
from pathlib import Path

import pytest

import mapper
from mapper.core import spelling
from mapper.core.spelling import Speller, fold, nearest, suggestion

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def one_slip(word: str, chance: random.Random) -> str:
    """Two neighbours turned, or a letter left out, added or changed."""
    at = chance.randrange(len(word) - 1)
    letter = chance.choice(LETTERS)
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        ]
    )


def test_slips_in_the_names_of_mali_are_understood(mali) -> None:
    """Nearly always what was meant comes first."""
    rows = mali.places["name"].items()
    known = [(str(name), str(place)) for place, name in rows]
    known += [(str(name), str(unit)) for unit, name in mali.units["name"].items()]
    speller = Speller(known)
    folded: dict[str, str] = {}
    for name, thing in known:
        folded.setdefault(fold(name), thing)
    chance = random.Random(7)
    slips = [(one_slip(name, chance), thing) for name, thing in folded.items() if len(name) > 3]
    slips = [(word, thing) for word, thing in slips if word not in folded]
    assert len(slips) > 600
    found = []
    for word, thing in slips:
        speller._seen.clear()  # the budget is that of one table
        found.append((speller.near(word), thing))
    assert sum(near[:1] == [thing] for near, thing in found) > 0.97 * len(slips)
    assert sum(thing in near for near, thing in found) > 0.99 * len(slips)


@pytest.mark.parametrize(
    ("word", "words", "best"),
    [
        ("Kiadl", ["Kadil", "Kital", "Kidal"], "Kidal"),  # turned letters are one slip
        ("Gaa", ["Maga", "Gao"], "Gao"),
        ("Hombor", ["Hombora", "Hombori"], "Hombora"),  # equally near: the first counts
        ("Hombor", ["Hombori", "Hombora"], "Hombori"),
        ("first-day", ["last_day", "first_day"], "first_day"),
        ("MENAKA", ["Ménaka", "menaka"], "Ménaka"),
        ("كيدل", ["غاو", "كيدال"], "كيدال"),
    ],
)
def test_the_best_comes_first(word: str, words: list[str], best: str) -> None:
    assert nearest(word, words)[0] == best


def test_far_words_and_words_of_nothing_are_near_to_none() -> None:
    assert nearest("xyz", ["gao", "kidal"]) == []
    for word in ("", "!?", "🏜", "\x00"):
        assert nearest(word, ["🏜", "", "gao"]) == []
    assert Speller([("🏜", "desert"), ("", "nothing")]).near("!") == []


def test_the_limit_is_kept_and_the_cutoff_asked() -> None:
    words = [f"kidal{letter}" for letter in LETTERS]
    assert nearest("kidal", words) == ["kidala", "kidalb", "kidalc"]
    assert nearest("kidal", words, 1) == ["kidala"]
    assert len(nearest("kidal", words, 100)) == len(words)
    assert nearest("kidal", words, cutoff=0.95) == []


def test_a_suggestion_asks_or_advises() -> None:
    assert suggestion("tittle", ["title", "titles"], "x") == "Did you mean `title`?"
    assert suggestion("zz", ["title"], "Use one of: title.") == "Use one of: title."


def test_hostile_tables_cost_little() -> None:
    """Long words are not compared; many long names are looked at once for each of few words."""
    longest = spelling._LONGEST
    assert nearest("x" * (longest + 1), ["x" * longest]) == []
    assert nearest("x" * longest, ["x" * (longest + 1)]) == []
    assert nearest("x" * longest, ["x" * (longest - 1) + "y"]) != []
    names = [("ab" * 90 + str(i), str(i)) for i in range(20_000)]
    begun = time.process_time()
    speller = Speller(names)
    hints = [speller.hint("ba" * 90 + f"{i}x", "none") for i in range(1000)]
    assert sum(hint != "none" for hint in hints) == spelling._BUDGET
    assert time.process_time() - begun < 10


def test_no_other_module_looks_for_near_words() -> None:
    package = Path(mapper.__file__).parent
    for path in package.rglob("*.py"):
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", ""), *(a.name for a in node.names)]
            if name
        }
        assert "difflib" not in names, path
        if path.name != "spelling.py":
            assert not any(name.startswith("rapidfuzz") for name in names), path
