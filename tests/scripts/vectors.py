"""What Python and the scripts of the pages both work out: questions with Python's answers.

The scripts answer the same questions in `answers.js`: under Node (`make lint-scripts`,
for which this file writes them to disk) and in a browser (`tests/browser/test_vectors.py`).
A vector is one JSON file: ``questions``, each with its arguments and what to ``expect``, and, if
they are about a history, the ``payload`` of its atlas.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pandas as pd

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from casefolder import CaseFolder, write_case
from meridiancase import write_meridian_case
from peoplecase import give_people

import mapper
from mapper.answers.find import find_target
from mapper.areas.modeloptions import with_area_model
from mapper.core.colours import GROUNDS, land_colour
from mapper.core.dates import day_number, day_of
from mapper.core.errors import TargetNotFoundError
from mapper.core.model import NO_DATA, SHARED, Membership, State
from mapper.core.spelling import fold
from mapper.core.wordforms import in_sentence, is_plural, plural_form
from mapper.figures.areas import area_table
from mapper.figures.between import net_changes
from mapper.figures.counting import candidates, central, certain, held_as, status_candidates
from mapper.figures.holdings import holdings_table, part_columns
from mapper.figures.together import shared_table
from mapper.history.control import ControlHistory
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas.payload import atlas_payload
from mapper.outputs.pages.day.legend import legend_payload
from mapper.outputs.pages.index import index_texts
from mapper.outputs.text.isolation import isolated
from mapper.outputs.text.opendates import open_words
from mapper.outputs.text.statistics import table_text

Question = dict[str, Any]
Vector = dict[str, Any]

BY = ("holder", "bloc", "status")
MALI_DAYS = ("2012-01-16", "2012-04-06", "2013-01-28", "2016-01-19", "2026-04-28")
AWKWARD_CLAIMS = """\
x01,2012-02-10,a2,countryside,capture,reb,gov,held,,high,https://a.example/x1,
x02,2012-02-20,north,,handover,reb+jih,reb,shared,,high,https://a.example/x2,
x03,2012-03-10,a2,all,contest,reb,,contested,,high,https://a.example/x3,
x04,2012-03-12,na,,withdrawal,none,gov,empty,,high,https://a.example/x4,"Said ""so"", they say"
x05,2012-03-20,seat_c,,withdrawal,unknown,gov,held,,high,https://a.example/x5,
x06,2012-04-05,minor,,declaration,jih,,held,,high,https://a.example/x6,
x07,2012-04-10/2012-04-30,middle,,capture,jih,gov,held,,high,https://a.example/x7,
x08,2012-05-02,middle,,siege_begin,jih,,besieged,gov,high,https://a.example/x8,
x09,2012-04-08,capital,,capture,reb,gov,held,,low,https://a.example/x9,
x10,2012-09-10,b1,all,contest,gov,,contested,jih+front,high,https://a.example/x10,
x11,2012-05-05/2012-05-25,middle,,handover,gov+jih,jih,shared,,high,https://a.example/x11,
"""
"""What the small case lacks: with these its states have every status and every flag."""
TWO_ORDERS = """\
y01,2012-08-25,b3,countryside,handover,reb+gov,,shared,,high,https://a.example/y1,
y02,2012-08-25,c1,countryside,handover,gov+reb,,shared,,high,https://a.example/y2,
"""
"""Two share a smaller unit and a larger one, each with another one first."""
SEARCHES = 100
"""Names that are sought in a history, spread over all that it has."""
FLAGS = ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with", "between")
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


def all_vectors() -> Iterator[tuple[str, Vector]]:
    """Name and content of each vector; the shipped case takes some seconds."""
    yield (
        "rules",
        {
            "questions": [
                *(*_candidates(), *_spellings(), *_letters(), *_days(), *_words()),
                *(*_forms(), *_land(), *_open_dates()),
            ]
        },
    )
    with tempfile.TemporaryDirectory() as folder:
        yield from small_vectors(Path(folder))
    mali = mapper.build_history(mapper.read_case(mapper.find_case("mali")))
    yield "mali", mali_vector(mali)


def small_vectors(folder: Path) -> Iterator[tuple[str, Vector]]:
    """The awkward case on each day of a change, and with land of which nobody speaks; and land on
    both sides of the 180th meridian."""
    case = mapper.read_case(awkward_case(folder).case)
    yield "people", _people_vector(folder / "people")
    yield "wordless", _wordless_vector(mapper.build_history(case))
    isles = mapper.read_case(write_meridian_case(folder / "meridian"))
    for name, which in (
        ("awkward", case),
        ("silent", with_area_model(case, "voronoi", max_km=40)),
        ("meridian", isles),
    ):
        history = mapper.build_history(which)
        yield name, history_vector(history, [day_number(d) for d in _turning_days(history)])


def _people_vector(folder: Path) -> Vector:
    """The awkward case with people: some counted, some not, and one without any."""
    own = awkward_case(folder)
    for line in TWO_ORDERS.splitlines():
        own.append("control_events.csv", line)
    give_people(own, "a1,200", "a2,1301", "a3,77", "b1,0", "c2,70000")
    history = mapper.build_history(mapper.read_case(own.case))
    days = [day_number(day) for day in _turning_days(history)]
    questions = [*_tables(history, days), *_parts(history, days), *_shares_of_people(history, days)]
    return {"payload": atlas_payload(history), "questions": questions}


def mali_vector(mali: ControlHistory) -> Vector:
    """Some days of the shipped case."""
    days = [day_number(dt.date.fromisoformat(iso)) for iso in MALI_DAYS]
    return history_vector(mali, days)


def awkward_case(folder: Path) -> CaseFolder:
    """The small case with claims that make every status and every flag."""
    own = write_case(folder)
    for line in AWKWARD_CLAIMS.splitlines():
        own.append("control_events.csv", line)
    return own


def _turning_days(history: ControlHistory) -> list[Any]:
    """First and last day, and those on which something changes."""
    return sorted({history.case.first_day, history.case.last_day, *history.change_days()})


def history_vector(history: ControlHistory, days: Sequence[int]) -> Vector:
    """Questions about some days of a history, and its payload."""
    questions = [*_of_days(history, days), *_tables(history, days), *_parts(history, days)]
    questions += _searches(history)
    for before, after in [*pairwise(days), (days[0], days[-1])]:
        questions += _changes(history, before, after)
    return {"payload": atlas_payload(history), "questions": questions}


def _wordless_vector(history: ControlHistory) -> Vector:
    """What changed, told by a page without the texts of the claims; somebody changes its camp."""
    turn = dt.date(2012, 4, 20)
    others = [member for member in history.members if member.actor_id != "jih"]
    jih = [Membership("jih", "rebels", None, turn), Membership("jih", "state", turn, None)]
    history = replace(history, members=(*others, *jih))
    days = [day_number(d) for d in _turning_days(history)]
    spans = [*pairwise(days), (days[0], days[-1])]
    questions = [question for span in spans for question in _changes(history, *span)]
    return {"payload": atlas_payload(history, claims_limit=0), "questions": questions}


def _of_days(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    writer = GeoJSONWriter(history)
    for day in days:
        date = day_of(day)
        snapshot = history.at(date)
        units = snapshot.units["state"].tolist()
        there = snapshot.places["state"].reindex(history.places.index).fillna(-1)
        states = [units, there.astype(int).tolist()]
        yield {"ask": "states", "day": day, "expect": states}
        blocs = [history.bloc_of(actor, date) for actor in history.actors]
        yield {"ask": "blocs", "day": day, "expect": blocs}
        for layer in ("units", "places"):
            text = writer.text(date, layer)
            yield {"ask": "geojson", "day": day, "layer": layer, "expect": text}


def _tables(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    dates = [day_of(day) for day in days]
    for by in BY:
        table = area_table(history, dates, by=by)
        yield {"ask": "csv", "days": [*days], "by": by, "expect": table_text(table, "csv")}
        for day, date in zip(days, dates, strict=True):
            rows = table[table["date"] == date.isoformat()].drop(columns="date")
            records = rows.rename(columns={by: "row"}).to_dict("records")
            yield {"ask": "statistics", "day": day, "by": by, "expect": records}
            if by == "status":
                continue
            held = rows[rows["area_km2"] > 0]
            shares = {
                row: [area, share]
                for row, area, share in zip(held[by], held["area_km2"], held["share"], strict=True)
            }
            yield {"ask": "shares", "day": day, "by": by, "expect": shares}
            groups = shared_table(history, date, by=by)
            whole = rows["area_km2"].sum()
            shares = {row: sizes for row, sizes in shares.items() if row != SHARED}
            for among, area in zip(groups["parties"], groups["area_km2"], strict=True):
                shares["+".join(among)] = [area, round(area * 1e6) / round(whole * 1e6)]
            yield {"ask": "shares", "day": day, "by": by, "groups": True, "expect": shares}


def _parts(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    """What each holder has, in all parts; and the legend, with the land that several share."""
    measures = ["km2", "towns", *(["population"] if "population" in history.units else [])]
    columns = [column for name in measures for column in part_columns(name)]
    for by in ("holder", "bloc"):
        table = _holdings(history, days, by).set_index(by)
        for day in days:
            rows = table[table["date"] == day_of(day).isoformat()][columns]
            yield {"ask": "holdings", "day": day, "by": by, "expect": rows.to_dict("index")}
    for day in days:
        rows = legend_payload(history, history.at(day_of(day)))["legend"]
        yield {"ask": "legend", "day": day, "expect": rows}


def _holdings(history: ControlHistory, days: Sequence[int], by: Any = "holder") -> Any:
    return holdings_table(history, [day_of(day) for day in days], by=by)


def _shares_of_people(history: ControlHistory, days: Sequence[int]) -> Iterator[Question]:
    for by, day in product(("holder", "bloc"), days):
        table = area_table(history, day_of(day), by=by)
        counts = table.set_index(by)["population"]
        expect = {row: [n, n / counts.sum()] for row, n in counts[counts > 0].items()}
        yield {"ask": "shares", "day": day, "by": by, "figure": "people", "expect": expect}


def _changes(history: ControlHistory, before: int, after: int) -> Iterator[Question]:
    """Land that changed rows, added in whole square metres as the scripts do."""
    codes = [history.at(day_of(day)).units["state"] for day in (before, after)]
    areas = [round(area * 1e6) for area in history.units["area_km2"]]
    for by in ("holder", "bloc"):
        rows = [
            [central(history.states[code], _naming(history, by, day)) for code in column]
            for day, column in zip((before, after), codes, strict=True)
        ]
        sums: dict[str, int] = {}
        for was, now, area in zip(*rows, areas, strict=True):
            if was != now:
                sums[f"{was} > {now}"] = sums.get(f"{was} > {now}", 0) + area
        expect = {pair: area / 1e6 for pair, area in sums.items()}
        yield {"ask": "changes", "from": before, "to": after, "by": by, "expect": expect}
        found = net_changes(history, day_of(before), day_of(after), by=by)
        both = pd.concat([found.units, found.places])
        facts = both[["before", "after", "kind", "way"]].to_numpy().tolist()
        transfers = dict(zip(both.index, facts, strict=True))
        yield {"ask": "transfers", "from": before, "to": after, "by": by, "expect": transfers}
        ways = {name: list(sums) for name, sums in found.ways().items()}
        yield {"ask": "ways", "from": before, "to": after, "by": by, "expect": ways}


def _naming(history: ControlHistory, by: str, day: int) -> Callable[[str], str]:
    """Row of an actor; `str` itself stands for rows that are actors."""
    if by == "holder":
        return str
    return lambda actor: history.bloc_of(actor, day_of(day)) or "no_bloc"


def _searches(history: ControlHistory) -> Iterator[Question]:
    """Spellings by which only one place or unit goes, as written and as people type."""
    spellings = [(unit, name) for unit, name in history.units["name"].items()]
    for place, row in history.places.iterrows():
        spellings += [(place, name) for name in (row["name"], *row["alt_names"])]
    owners: dict[str, set[str]] = {}
    for owner, name in spellings:
        owners.setdefault(fold(str(name)), set()).add(str(owner))
    own = [str(name) for _, name in spellings if len(owners[fold(str(name))]) == 1]
    for name in own[:: 1 + len(own) // SEARCHES]:
        for text in dict.fromkeys((name, name.upper(), fold(name))):
            try:
                found = find_target(history, text)
            except TargetNotFoundError:
                continue
            if found.kind != "area" and not found.others:
                yield {"ask": "search", "text": text, "expect": [found.kind, found.id]}


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
            if key not in ("area_forms", "list_and", "list_or") and "{" in text:
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


def write_vectors(folder: Path) -> None:
    """Write every vector into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, vector in all_vectors():
        text = json.dumps(vector, ensure_ascii=False, allow_nan=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_vectors(Path(sys.argv[1]))
