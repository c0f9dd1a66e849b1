"""Questions about no history: how states count, how texts are filled, letters, days and colours.

Each is one question of the vectors (`vectors.py`) with Python's answer.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from mapper.core.colours import GROUNDS, land_colour
from mapper.core.dates import day_number
from mapper.core.model import NO_DATA, State
from mapper.core.spelling import fold
from mapper.core.wordforms import in_sentence, is_plural, plural_form
from mapper.figures.counting import candidates, central, certain, held_as, status_candidates
from mapper.outputs.pages import browser
from mapper.outputs.pages.index import index_texts
from mapper.outputs.text.isolation import isolated
from mapper.outputs.text.opendates import open_words

Question = dict[str, Any]

WORDS = (
    *("Gao", "Tin-Essako", "TIN ESSAKO", "Ménaka", "Aguel'hoc", "Gourma-Rharous", "Sèat", ""),
    *("Straße", "STRASSE", "STRAẞE", "Diyarbakır", "DİYARBAKIR", "Ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ", "ﬁn"),
    *("Київ", "Й", "й", "الخرطوم", "حَلَب", "ｆｕｌｌ　ｗｉｄｔｈ", "№ 5", "𝐁old", "Ⅳ", "½"),
    *("東京", "한국", "ประเทศ", "हिन्दी", "Łódź", "Ørsted", "æ", "Đắk Lắk", "a\u0301", "- ’ _ '"),
)

HOLE = re.compile(r"\{(?:([^\W\d_]+):)?(\w+)((?:\|[^{}|]*)+)?\}")
"""A hole of a text: with the form of the name, or the words that agree with it."""
SPOKEN = (
    *(("Government", "the"), ("MINUSMA", ""), ("local militia", "a"), ("armed group", "an")),
    *(("gouvernement", "le"), ("CMA", "la"), ("armée", "l'"), ("EIGS", "l’"), ("FSR", "les")),
    *(("Égypte", "l’"), ("Ansar Dine", ""), ("Œuvre", ""), ("Wagner", ""), ("Hilal", "")),
    *(("milice", "une"), ("groupe", "un"), ("jihadistes", "des"), ("islamistes", "des")),
    *(("الجيش", ""), ("", ""), ("Émirats", "les")),
)
"""Names as sentences have them, with their articles."""
AGREEING = (
    ("fr", {"text": "FSR", "article": "les"}, "deviennent"),
    ("fr", {"text": "CMA", "article": "la"}, "devient"),
    ("fr", {"text": "armée", "article": "l’", "number": "pl"}, "deviennent"),
    ("fr", [{"text": "CMA", "article": "la"}, {"text": "FLA", "article": "le"}], "deviennent"),
    ("en", {"text": "RSF", "article": "the"}, "devient"),
    ("en", {"text": "jihadists", "number": "pl"}, "deviennent"),
    ("en", "MNLA", "devient"),
)
KINDS = (
    ({"text": "", "gender": "f"}, "Tenue"),
    ({"text": "", "gender": "m"}, "Tenu"),
    ({"text": ""}, "Tenu"),
    ({"text": "FSR", "article": "les", "gender": "f"}, "Tenues"),
    ([{"text": "a", "gender": "f"}, {"text": "b", "gender": "m"}], "Tenus"),
    ([{"text": "a", "article": "la"}, {"text": "b", "article": "une"}], "Tenues"),
)

MARKED = ("\u2068a\u2069 b", "a\u2069b", "\u2067غاو", "\u2069\u2068غاو", "\u200fa")
"""Texts that hold marks already, with and without partners."""
LINES = ["a \u2068b\u2069", "\u2068c\u2069", "\u2068d\u2069 e"]
ARABIC_NUMBERS = (
    ("changes_towns", 0, "\u20680\u2069 مدينة"),
    ("changes_towns", 1, "مدينة واحدة"),
    ("changes_towns", 2, "مدينتين"),
    ("changes_towns", 3, "\u20683\u2069 مدن"),
    ("changes_towns", 11, "\u206811\u2069 مدينة"),
    ("changes_towns", 1200, "\u20681,200\u2069 مدينة"),
    ("span_days", 2, "يومين"),
    ("span_days", 10, "\u206810\u2069 أيام"),
    ("span_days", 11, "\u206811\u2069 يومًا"),
    ("span_days", 100, "\u2068100\u2069 يوم"),
    ("span_months", 1, "شهر واحد"),
    ("span_months", 8, "\u20688\u2069 أشهر"),
    ("span_years", 2, "سنتين"),
    ("span_years", 12, "\u206812\u2069 سنة"),
)
ARABIC_LISTS = (
    (["Gao"], "Gao"),
    (["Gao", "Ber"], "\u2068Gao\u2069 و\u2068Ber\u2069"),
    (["Gao", "{b}", "$&"], "\u2068Gao\u2069، \u2068{b}\u2069 و\u2068$&\u2069"),
)
OPEN_DATES = (
    *("2018", "2018~", "2012-06", "2012-03~", "2012-03?", "2012-04-05~", "2020/2021-08"),
    *("2012-12-15/2013-01-15", "2015-01-01/2015-01-31", "2015-01-16/2015-02-01", "2015-21"),
)
ENGLISH_LISTS = (
    (["Gao", "Ber", "Diré"], "Gao, Ber and Diré"),
    (["Gao", "غاو"], "Gao and \u2068غاو\u2069"),
)


def rule_questions() -> Iterator[Question]:
    """All of them."""
    yield from (*_candidates(), *_spellings(), *_letters(), *_days(), *_words())
    yield from (*_forms(), *_land(), *_open_dates())


def _candidates() -> Iterator[Question]:
    """How states count, all that occur and many that are merely possible."""
    blocs = {"a": "camp", "b": "camp", "c": "other"}
    for state in _states():
        for by in ("holder", "bloc"):
            name = str if by == "holder" else (lambda actor: blocs.get(actor, "no_bloc"))
            found, row = candidates(state, name), central(state, name)
            expect = {
                "central": row,
                "certain": certain(state, row, found),
                "candidates": sorted(found | {row}),
            }
            yield _about("candidates", state, by, blocs, expect)
            yield _about("parts", state, by, blocs, held_as(state, name))
        possible = status_candidates(state)
        expect = {
            "central": state.status,
            "certain": possible == {state.status},
            "candidates": sorted(possible),
        }
        yield _about("candidates", state, "status", blocs, expect)


def _about(ask: str, state: State, by: str, blocs: dict[str, str], expect: Any) -> Question:
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in state._asdict().items()}
    return {"ask": ask, "state": plain, "by": by, "blocs": blocs, "expect": expect}


def _states() -> Iterator[State]:
    """Every status with every set of flags, each flag of one party, of two, of special ones."""
    others = ((), ("b",), ("c",), ("b", "c"), ("d", "shared"), ("none",))
    held = (("a", "held"), ("a", "shared"), ("a", "contested"), ("none", "empty"))
    for (holder, status), with_, claimed, uncertain in product(
        (*held, ("unknown", "unknown"), (NO_DATA, NO_DATA)), others, others, others
    ):
        yield State(
            holder,
            companions=tuple(x for x in with_ if x not in {"shared", "none"}),
            status=status,
            contested_by=with_ if status == "contested" else (),
            besieged_by=("c",) if claimed else (),
            claimed_by=tuple(x for x in claimed if x != "shared"),
            uncertain_with=uncertain,
            between=tuple(x for x in with_ if x != "shared") if holder == "unknown" else (),
        )


def _spellings() -> Iterator[Question]:
    yield from ({"ask": "spelling", "text": word, "expect": fold(word)} for word in WORDS)


def _letters() -> Iterator[Question]:
    """Distances of random words, by the definition."""
    dice = random.Random(20120406)
    for _ in range(200):
        a, b = ("".join(dice.choices("abc", k=dice.randrange(7))) for _ in "ab")
        most = dice.randrange(4)
        yield {"ask": "letters", "a": a, "b": b, "most": most, "expect": _apart(a, b, most)}


def _apart(a: str, b: str, most: int) -> int:
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        swap = distance(i - 1, j - 1) + (a[i - 1] != b[j - 1])
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, swap)

    return min(distance(len(a), len(b)), most + 1)


def _land() -> Iterator[Question]:
    """Land in colours of every kind, on both grounds."""
    dice = random.Random(20260428)
    colours = ["#000000", "#ffffff", *(f"#{dice.randrange(1 << 24):06x}" for _ in range(60))]
    for colour, ground in product(colours, GROUNDS.values()):
        expect = land_colour(colour, ground)
        yield {"ask": "land", "colour": colour, "ground": ground, "expect": expect}


def _days() -> Iterator[Question]:
    for iso in ("1970-01-01", "1969-12-31", "2012-02-29", "1900-03-01", "2099-12-31"):
        number = day_number(dt.date.fromisoformat(iso))
        yield {"ask": "day", "iso": iso, "expect": [number, iso]}


def _words() -> Iterator[Question]:
    """What is filled into texts is isolated: all of it from right to left, else what needs it."""
    for text in (*WORDS, *MARKED):
        for direction in ("ltr", "rtl"):
            expect = isolated(text, direction)
            yield {"ask": "isolate", "text": text, "direction": direction, "expect": expect}
    yield {"ask": "lines", "lines": ["a \u2068b", "c", "d\u2069 e"], "expect": LINES}
    for lang, page in product(browser.LANGUAGES, ("day", "changes", "atlas")):
        texts = browser.texts(lang, page)
        head = {key: texts[key] for key in ("locale", "direction")}
        for key, text in texts.items():
            if key not in ("list_and", "list_or") and "{" in text:
                yield from _filled(head | {key: text}, key)
    table = browser.texts("ar", "atlas")
    for key, n, expect in ARABIC_NUMBERS:
        yield {"ask": "plural", "table": table, "key": key, "n": n, "expect": expect}
    for names, expect in ARABIC_LISTS:
        yield {"ask": "joined", "table": table, "names": names, "expect": expect}
    english = browser.texts("en")
    for names, expect in ENGLISH_LISTS:
        yield {"ask": "joined", "table": english, "names": names, "expect": expect}


def _forms() -> Iterator[Question]:
    """Names inside sentences, in every language; and words that agree with them."""
    for lang, (text, article), form in product(browser.LANGUAGES, SPOKEN, ("the", "de", "à")):
        table = {key: browser.texts(lang)[key] for key in ("locale", "direction")}
        part, expect = {"text": text, "article": article}, in_sentence(text, article, lang, form)
        yield {"ask": "named", "table": table, "part": part, "form": form, "expect": expect}
        large = expect[:1].upper() + expect[1:]
        yield {"ask": "named", "table": table, "part": part, "form": form.title(), "expect": large}
    for lang, part, expect in AGREEING:
        table = {"locale": lang, "direction": "ltr", "key": "{who|devient|deviennent}"}
        values = {"who": part}
        yield {"ask": "filled", "table": table, "key": "key", "values": values, "expect": expect}
        if isinstance(part, dict):
            plural = is_plural(part.get("article", ""), part.get("number", ""), lang)
            assert plural == (expect == "deviennent")
    table = {"locale": "fr", "direction": "ltr", "key": "{who|Tenu|Tenue|Tenus|Tenues}"}
    for part, expect in KINDS:
        values = {"who": part}
        yield {"ask": "filled", "table": table, "key": "key", "values": values, "expect": expect}
    for lang, n in product(browser.LANGUAGES, (*range(130), 200, 203, 1000, 1011, 12_345)):
        table = {"locale": browser.texts(lang)["locale"], "direction": "ltr"}
        yield {"ask": "form", "table": table, "n": n, "expect": plural_form(n, lang)}
    several = [{"text": "armée", "article": "l’"}, {"text": "FSR", "article": "les"}]
    french = {"locale": "fr", "direction": "ltr", "list_and": "et", "key": "Retrait {de:who}."}
    expect = "Retrait de l’armée et des FSR."
    values = {"who": several}
    yield {"ask": "filled", "table": french, "key": "key", "values": values, "expect": expect}


def _open_dates() -> Iterator[Question]:
    """When something happened whose day is not known, in each language."""
    for lang, date, begins in product(browser.LANGUAGES, OPEN_DATES, (False, True)):
        expect = open_words(date, index_texts(lang), browser.direction(lang), begins=begins)
        table = browser.texts(lang)
        yield {"ask": "open", "table": table, "date": date, "begins": begins, "expect": expect}


def _filled(table: dict[str, str], key: str) -> Iterator[Question]:
    """A text with names in its holes: Latin ones, which only Arabic must isolate, and Arabic."""
    for name in ("MNLA (Azawad).", "2012-04-06", "غاو (مالي)."):
        marked = table["direction"] == "rtl" or name.startswith("غ")
        value = f"\u2068{name}\u2069" if marked else name
        plain = re.sub(r"\{\w+\|([^{}|]*)[^{}]*\}", r"\1", table[key])  # nothing to agree with
        expect = HOLE.sub(value, plain)
        values = {hole[2]: name for hole in HOLE.finditer(table[key]) if not hole[3]}
        yield {"ask": "filled", "table": table, "key": key, "values": values, "expect": expect}
