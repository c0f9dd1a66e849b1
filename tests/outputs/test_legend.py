"""The legend of a day: what each holder has, what several share, and people where known."""

from __future__ import annotations

from itertools import pairwise

import pytest
from casefolder import write_case
from peoplecase import give_people
from vectors import awkward_case

import mapper
from mapper.areas.modeloptions import with_area_model
from mapper.core.model import NO_DATA, SHARED
from mapper.figures.areas import area_table
from mapper.figures.counting import PARTS
from mapper.outputs.pages.atlas.payload import atlas_payload
from mapper.outputs.pages.browser import LANGUAGES
from mapper.outputs.pages.day.legend import CENTRAL_PARTS, legend_payload, people_of_units
from mapper.outputs.pages.words import page_texts

COUNTED = ("a1,200", "a2,1301", "a3,77", "b1,0", "c2,70000")


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """States of every kind, without figures of people."""
    folder = awkward_case(tmp_path_factory.mktemp("awkward"))
    return mapper.build_history(mapper.read_case(folder.case))


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    """The same with people."""
    folder = awkward_case(tmp_path_factory.mktemp("peopled"))
    give_people(folder, *COUNTED)
    return mapper.build_history(mapper.read_case(folder.case))


def sizes(row: dict, measure: int, parts=PARTS) -> float:
    """km² (0) or people (1) of some parts of a row."""
    return sum(row["parts"][part][measure] for part in parts if part in row["parts"])


def rows_of(history, day) -> tuple[dict[str, dict], list[dict]]:
    """Rows of holders by their id, and those of what several share."""
    rows = legend_payload(history, history.at(day))["legend"]
    held = {row["holder"]: row for row in rows if row["holder"] != SHARED}
    together = [row for row in rows if row["holder"] == SHARED]
    assert len(held) + len(together) == len(rows), "each holder has one row"
    return held, together


def test_parts_add_up_to_the_table_with_its_bounds(peopled) -> None:
    """`area_table` counts in another way, and low ≤ central ≤ high is its own."""
    seen = set()
    for day in peopled.change_days():
        held, together = rows_of(peopled, day)
        table = area_table(peopled, day).set_index("holder")
        for measure, column in enumerate(("area_km2", "population")):
            for holder, row in table.drop(index=SHARED, errors="ignore").iterrows():
                mine = held[holder]
                assert sizes(mine, measure, CENTRAL_PARTS) == pytest.approx(row[column])
                assert sizes(mine, measure, ["alone"]) == pytest.approx(row[f"{column}_low"])
                assert sizes(mine, measure) == pytest.approx(row[f"{column}_high"])
            shared = sum(sizes(row, measure) for row in together)
            known = table[column].get(SHARED, 0)
            assert shared == pytest.approx(known)
        assert {h: r["towns"] for h, r in held.items() if r["towns"]} == {
            h: n for h, n in table["towns"].items() if n and h != SHARED
        }
        assert sum(row["towns"] for row in together) == table["towns"].get(SHARED, 0)
        seen |= {part for row in held.values() for part in row["parts"]}
    assert seen == set(PARTS), "the days show every part"


def test_large_figures_add_up_to_the_whole(awkward, mali) -> None:
    for history, days in ((awkward, awkward.change_days()), (mali, mali.change_days()[::60])):
        for day in days:
            payload = legend_payload(history, history.at(day))
            whole = sum(
                sizes(row, 0, [SHARED] if row["holder"] == SHARED else CENTRAL_PARTS)
                for row in payload["legend"]
            )
            assert whole == pytest.approx(payload["total_km2"], abs=0.1)
            assert whole == pytest.approx(history.units["area_km2"].sum())


def test_who_shares_or_contests_only_is_listed_too(mali) -> None:
    held, together = rows_of(mali, "2018-06-01")
    assert sizes(held["gatia"], 0, CENTRAL_PARTS) == 0 < held["gatia"]["parts"]["shared"][0]
    assert list(held["isgs"]["parts"]) == ["contests"]
    assert {frozenset(row["with"]) for row in together} >= {frozenset(("cma", "jnim"))}
    shared = sum(row["parts"]["shared"][0] for row in together if "cma" in row["with"])
    assert held["cma"]["parts"]["shared"][0] == pytest.approx(shared)


def painted(history, day) -> set[str]:
    """Everybody whose colour is on the map of a day: in a fill, a dot, a hatch or a ring."""
    snapshot, found = history.at(day), set()
    for table in (snapshot.units, snapshot.places):
        for state in (history.states[code] for code in set(table["state"])):
            found |= {state.holder, *state.besieged_by, *state.claimed_by, *state.uncertain_with}
            found |= set(state.companions if state.status == "shared" else ())
            found |= set(state.contested_by if state.status == "contested" else ())
    return found - {SHARED}


def test_everybody_who_is_painted_is_listed_with_a_part(awkward, mali) -> None:
    seen = set()
    for history, days in (
        (awkward, awkward.change_days()),
        (mali, [*mali.change_days()[::15], mali.case.last_day]),
    ):
        for day in days:
            rows = legend_payload(history, history.at(day))["legend"]
            held = {row["holder"]: row for row in rows if row["holder"] != SHARED}
            assert painted(history, day) <= held.keys(), day
            for row in rows:
                assert row["parts"] or row["towns"] or row["places"], row
            seen |= {role for row in rows for role in row.get("places", ())}
    assert {"holds", "shared", "contests"} <= seen


def test_who_has_only_bases_or_besieges_is_a_row_of_places(mali, tmp_path) -> None:
    held, _ = rows_of(mali, "2018-07-02")
    snapshot = mali.at("2018-07-02").places
    bases = snapshot[(snapshot["holder"] == "minusma") & (snapshot["status"] == "held")]
    assert held["minusma"]["places"]["holds"] == len(bases) > 0
    folder = write_case(tmp_path)
    folder.append(
        "control_events.csv",
        "s1,2012-02-10,north,,siege_begin,gov,,besieged,un,high,https://a.example/s,",
    )
    history = mapper.build_history(mapper.read_case(folder.case))
    rows, _ = rows_of(history, "2012-02-10")
    assert rows["un"]["places"] == {"besieges": 1}
    assert "un" not in rows_of(history, "2012-02-09")[0]


def test_who_governs_most_of_what_is_shared_comes_first(tmp_path) -> None:
    """Two units shared by the same two, in either order: the larger one decides."""
    firsts = []
    for large, small in (("gov+reb", "reb+gov"), ("reb+gov", "gov+reb")):
        folder = write_case(tmp_path / large)
        for number, (area, parties) in enumerate((("a1", large), ("a3", small))):
            row = f"x{number},2012-02-10,{area},countryside,handover,{parties},,shared,,high"
            folder.append("control_events.csv", f"{row},https://a.example/x,")
        history = mapper.build_history(mapper.read_case(folder.case))
        area = history.units["area_km2"]
        assert area["a1"] > area["a3"], "degrees of longitude are wider in the south"
        together = rows_of(history, "2012-02-10")[1]
        assert [frozenset(row["with"]) for row in together] == [frozenset(("gov", "reb"))]
        assert together[0]["parts"]["shared"][0] == pytest.approx(area["a1"] + area["a3"])
        firsts.append(together[0]["with"][0])
    assert firsts == ["gov", "reb"]


def test_the_largest_come_first_and_no_data_last(awkward, tmp_path) -> None:
    case = mapper.read_case(awkward_case(tmp_path).case)
    silent = mapper.build_history(with_area_model(case, "voronoi", max_km=40))
    for history in (awkward, silent):
        for day in history.change_days():
            rows = legend_payload(history, history.at(day))["legend"]
            told = [row for row in rows if row["holder"] != NO_DATA]
            assert rows == told or rows[-1]["holder"] == NO_DATA
            assert (history is silent) == (rows != told)
            large = [
                sizes(row, 0, [SHARED] if row["holder"] == SHARED else CENTRAL_PARTS)
                for row in told
            ]
            assert all(a >= b for a, b in pairwise(large))


def test_people_are_whole_numbers_and_missing_ones_are_not_zero(peopled) -> None:
    people = people_of_units(peopled)
    assert people is not None
    by_unit = dict(zip(peopled.units.index, people, strict=True))
    assert by_unit["a2"] == 1301 and by_unit["b1"] == 0 and by_unit["b2"] is None
    assert all(one is None or type(one) is int for one in people)
    assert atlas_payload(peopled)["people"] == people
    payload = legend_payload(peopled, peopled.at("2012-01-01"))
    assert payload["total_people"] == 200 + 1301 + 77 + 0 + 70000
    assert {len(f) for row in payload["legend"] for f in row["parts"].values()} == {2}


def test_without_figures_of_people_no_page_carries_any(awkward) -> None:
    assert people_of_units(awkward) is None
    assert "people" not in atlas_payload(awkward)
    payload = legend_payload(awkward, awkward.at("2012-05-01"))
    assert "total_people" not in payload
    assert {len(f) for row in payload["legend"] for f in row["parts"].values()} == {1}


@pytest.mark.parametrize("page", ["day", "changes", "atlas"])
def test_pages_have_the_words_of_the_parts_and_what_people_are(awkward, peopled, page) -> None:
    notes = set()
    for lang in LANGUAGES:
        texts = page_texts(peopled, lang, page)
        words = [texts[f"part_{part}"] for part in PARTS]
        assert len(set(words)) == len(PARTS)
        assert all(texts[f"part_{part}_means"] not in {"", *words} for part in PARTS)
        assert "2009" in texts["people_note"]
        notes.add(texts["people_note"])
        assert "people_note" not in page_texts(awkward, lang, page)
    assert len(notes) == len(LANGUAGES)
