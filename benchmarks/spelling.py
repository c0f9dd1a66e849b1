"""How good "did you mean" is: scorers of rapidfuzz beside difflib, on names of the Mali case.

    .venv/bin/python -m benchmarks.spelling

Typos are made by chance, with one seed, of every spelling of a place or area; the other spellings
of the gazetteer ("held out") are those that people really write. A suggestion for a name whose
place is not in the list is noise: there is nothing to mean.
"""

from __future__ import annotations

import difflib
import random
import time
from collections.abc import Callable, Sequence
from functools import partial

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, DamerauLevenshtein, JaroWinkler, Levenshtein

import mapper
from mapper.core.spelling import fold, nearest

SEED = 20120406
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Guess = Callable[[str, Sequence[str]], list[str]]


def spellings() -> list[tuple[str, str]]:
    """Folded spellings and the thing that each means, places before areas, once each."""
    case = mapper.read_case(mapper.find_case("mali"))
    found: dict[str, str] = {}
    for place, row in case.places.iterrows():
        for name in (str(place), row["name"], *row["alt_names"]):
            found.setdefault(fold(name), str(place))
    for layer in case.layers:
        for area, name in layer.areas["name"].items():
            found.setdefault(fold(str(name)), str(area))
    return [(name, thing) for name, thing in found.items() if len(name) > 2]


def typo(word: str, chance: random.Random) -> str:
    """A letter left out, added, changed, doubled, or two turned round."""
    at = chance.randrange(len(word))
    kind = chance.choice(["out", "in", "other", "double", "turned"])
    if kind == "turned" and len(set(word)) > 1:
        places = [i for i in range(len(word) - 1) if word[i] != word[i + 1]]
        i = chance.choice(places)
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == "out" and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at] + word[at + 1 :]
    letter = chance.choice(LETTERS.replace(word[at], ""))
    return word[:at] + letter + word[at + (kind == "other") :]


def by_difflib(word: str, words: Sequence[str], cutoff: float) -> list[str]:
    return difflib.get_close_matches(word, words, 3, cutoff)


def by_rapidfuzz(word: str, words: Sequence[str], scorer: Callable, cutoff: float) -> list[str]:
    found = process.extract(word, words, scorer=scorer, score_cutoff=cutoff, limit=3)
    return [w for w, *_ in found]


GUESSES: dict[str, Callable[[float], Guess]] = {
    "mapper.core.spelling": lambda c: partial(nearest, cutoff=c),
    "difflib ratio": lambda c: partial(by_difflib, cutoff=c),
    "fuzz.ratio": lambda c: partial(by_rapidfuzz, scorer=fuzz.ratio, cutoff=100 * c),
    **{
        name: lambda c, s=scorer.normalized_similarity: partial(by_rapidfuzz, scorer=s, cutoff=c)
        for name, scorer in (
            ("Levenshtein", Levenshtein),
            ("OSA", OSA),
            ("DamerauLevenshtein", DamerauLevenshtein),
            ("JaroWinkler", JaroWinkler),
        )
    },
}
CUTOFFS = {"JaroWinkler": (0.80, 0.85, 0.90)}


def main() -> None:
    known = spellings()
    words = [name for name, _ in known]
    thing_of = dict(known)
    chance = random.Random(SEED)
    once = [(typo(w, chance), t) for w, t in known]
    twice = [(typo(typo(w, chance), chance), t) for w, t in known]
    slips = {
        "1 typo": [(w, t, words) for w, t in once if w not in thing_of],
        "2 typos": [(w, t, words) for w, t in twice if w not in thing_of],
        "held out": [
            (w, t, [x for x in words if x != w])
            for w, t in known
            if sum(other == t for other in thing_of.values()) > 1
        ],
    }
    alone = [(w, [x for x in words if thing_of[x] != t]) for w, t in known[::4]]
    print(f"{len(known)} spellings of {len(set(thing_of.values()))} things")
    print({name: len(rows) for name, rows in slips.items()} | {"noise": len(alone)})
    print("meant first, among three: 1 typo; 2 typos; held out; any suggestion for noise; a word")
    for name, make in GUESSES.items():
        for cutoff in CUTOFFS.get(name, (0.5, 0.6, 0.65, 0.7, 0.75)):
            guess = make(cutoff)
            told = []
            begun = time.perf_counter()
            for rows in slips.values():
                found = [([thing_of[x] for x in guess(w, among)], t) for w, t, among in rows]
                first = sum(f[:1] == [t] for f, t in found) / len(rows)
                any_ = sum(t in f for f, t in found) / len(rows)
                told.append(f"{first:6.1%} {any_:6.1%}")
            took = (time.perf_counter() - begun) / sum(map(len, slips.values()))
            noise = sum(bool(guess(w, among)) for w, among in alone) / len(alone)
            print(f"{name:<19} {cutoff:.2f}  {'  '.join(told)}  {noise:6.1%} {took * 1e3:8.3f} ms")


if __name__ == "__main__":
    main()
