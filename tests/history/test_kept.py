"""A history in the cache: the same as the one that was made, whole and for single targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from casefolder import write_case
from peoplecase import give_people
from sharedcase import assert_same_history

import mapper
from mapper.answers.names import level_words, name_tables, names_of, other_names
from mapper.answers.verdicts import story, target_verdict
from mapper.core.areawords import bare_name
from mapper.core.cache import Cache, Entry
from mapper.core.model import State
from mapper.core.spelling import fold
from mapper.history import kept
from mapper.history.backing import Standing
from mapper.history.control import ControlHistory
from mapper.history.kept import KeptHistory, files_of, files_of_tables
from mapper.history.light import LightHistory

KEY = "a" * 64
ROOT = Path(__file__).parents[2]


def never() -> ControlHistory:
    raise AssertionError("nothing is damaged")


def kept_in(folder: Path, history: ControlHistory) -> Entry:
    cache = Cache.opened(folder / "cache", 10**9)
    cache.keep(KEY, {"case": "x", "about": ""}, files_of(history))
    return cache.entry(KEY)


@pytest.fixture(scope="module")
def sudan() -> ControlHistory:
    return mapper.build_history(mapper.read_case(ROOT / "events" / "sudan"))


@pytest.fixture(scope="module")
def histories(request, tmp_path_factory):
    """By name: the history, and what is kept of it."""
    found = {}

    def of(name: str) -> tuple[ControlHistory, Entry]:
        if name not in found:
            if name in MODELS:
                case = mapper.read_case(ROOT / "events" / "mali")
                history = mapper.build_history(mapper.with_area_model(case, name, **MODELS[name]))
            elif name == "people":
                folder = write_case(tmp_path_factory.mktemp("people"))
                give_people(folder, "a1,200", "a2,300", "b1,1000")
                history = mapper.build_history(mapper.read_case(folder.case))
            else:
                history = request.getfixturevalue(name)
            found[name] = history, kept_in(tmp_path_factory.mktemp("kept"), history)
        return found[name]

    return of


MODELS = {"voronoi": {"max_km": 75}, "hex": {"resolution": 4}}
NAMES = ["tiny", "mali", "sudan", "people", *MODELS]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_everything_is_as_it_was(histories, name) -> None:
    history, entry = histories(name)
    found = KeptHistory(entry, never)
    plain = ControlHistory(**{x: getattr(found, x) for x in found.__dataclass_fields__})
    assert_same_history(plain, history)
    pd.testing.assert_frame_equal(found.land, history.land)
    pd.testing.assert_frame_equal(found.intervals, history.intervals)
    assert found.states == history.states


def test_a_copy_with_other_fields_has_all_its_tables(histories) -> None:
    history, entry = histories("tiny")
    copy = replace(KeptHistory(entry, never), actors={})
    assert type(copy) is ControlHistory
    assert copy.actors == {}
    assert_same_history(replace(copy, actors=history.actors), history)


def test_a_table_is_opened_when_it_is_asked_for(histories, monkeypatch) -> None:
    opened = []
    true = kept.table_in
    monkeypatch.setattr(kept, "table_in", lambda f: opened.append(f.name) or true(f))
    found = KeptHistory(histories("tiny")[1], never)
    assert opened == []
    found.unit_states(found.case.first_day)
    assert opened == ["intervals.arrow", "units.arrow", "places.arrow"]


# single targets


def days_of(history: ControlHistory) -> list[dt.date]:
    first, last = history.case.first_day, history.case.last_day
    return [first, first + (last - first) / 3, first + (last - first) * 2 / 3, last]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_row_of_a_target_is_that_of_the_snapshot(histories, name) -> None:
    history, entry = histories(name)
    light = LightHistory(entry, never)
    for day in days_of(history):
        snapshot = history.at(day)
        rows = snapshot.units.to_dict("index") | snapshot.places.to_dict("index")
        for target in range(len(history.targets)):
            expected = rows.get(history.targets.id(target))
            if expected is not None:
                state = history.states[expected.pop("state")]
                assert state == State(**{x: expected[x] for x in State._fields})
            for one in (history, light):
                assert one.row_of(target, day) == expected, (target, day)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_light_answers_are_those_of_the_whole(histories, name) -> None:
    history, entry = histories(name)
    light = LightHistory(entry, never)
    last = history.case.last_day
    step = max(1, len(history.targets) // 150)
    for target in range(0, len(history.targets), step):
        for day in (history.case.first_day, last - dt.timedelta(days=400), last):
            if day >= history.case.first_day:
                assert target_verdict(light, target, day) == target_verdict(history, target, day)
        ask = f"{history.targets.kind(target)}:{history.targets.id(target)}"
        assert story(light, ask) == story(history, ask)


@pytest.mark.parametrize("name", ["tiny", "mali", "sudan"])
def test_evidence_of_every_standing_is_the_same(histories, name) -> None:
    history, entry = histories(name)
    light = LightHistory(entry, never)
    rows = history.intervals[["target", "tenure", "source", "source_tenure", "start", "end"]]
    assert len(rows) > 20
    for *standing, start, end in rows.itertuples(index=False, name=None):
        for day in (start, min(end, 2**20) - 1):
            assert light.backing(Standing(*standing), day) == history.backing(
                Standing(*standing), day
            )


@pytest.mark.parametrize("name", ["tiny", "mali", "sudan"])
def test_single_facts_are_the_same(histories, name) -> None:
    history, entry = histories(name)
    light = LightHistory(entry, never)
    assert list(light.clashes()) == history.clashes()
    for named in {*history.claims["target_id"], "", "nowhere"}:
        found = light.claims_on(named)
        assert found == history.claims_on(named)
        assert (history.claims["target_id"] == named).sum() == len(found)
    for event, sources in zip(history.claims["event_id"], history.claims["sources"], strict=True):
        assert history.claims["event_id"].iat[history.position_of(event)] == event
        assert history.sources_of(event) == sources
    for position in range(len(history.claims)):
        assert light.claim(position) == history.claim(position)
    a, b = light.targets, history.targets
    assert (len(a), a.unit_count) == (len(b), b.unit_count)
    for target in range(len(b)):
        for ask in ("id", "name", "kind", "row", "unit_of", "is_unit"):
            assert getattr(a, ask)(target) == getattr(b, ask)(target)
        assert a.value(target, "parents") == b.value(target, "parents")
        assert light.intervals_of(target) == history.intervals_of(target)
        assert light.noted_for(target) == history.noted_for(target)


@pytest.mark.parametrize("name", ["tiny", "mali", "sudan"])
def test_names_are_found_by_the_kept_index_too(histories, tmp_path, name) -> None:
    history, entry = histories(name)
    cache = Cache.opened(tmp_path / "cache", 10**9)
    files = files_of_tables(name_tables(history))
    names = cache.keep(KEY, {"case": "x", "about": ""}, files)
    made, found = names_of(history), names_of(LightHistory(entry, never, lambda *_: names))
    assert type(made) is not type(found)
    assert [found.item(i) for i in range(len(found))] == [made.item(i) for i in range(len(made))]
    for how, (keys, _) in enumerate(made.keys):
        for key in dict.fromkeys(keys):
            assert found._by(how, key) == list(made._by(how, key))
            assert found._by(how, key + "x") == list(made._by(how, key + "x"))
    assert found._by(1, "") == list(made._by(1, ""))


@pytest.mark.parametrize("name", ["tiny", "mali", "sudan"])
def test_what_goes_by_a_name_is_as_one_by_one(request, name) -> None:
    """The index folds all names at once: here each item by itself, in plain words."""
    history = request.getfixturevalue(name)
    made, words = names_of(history), level_words(history)
    for number in range(len(made)):
        item = made.item(number)
        others = other_names(history, item)
        assert number in made.with_id(item.id)
        assert number in made.called(fold(item.name))
        for text in others:
            assert number in made.also_called(fold(text))
        bare = {bare_name(text, words) for text in (item.name, *others)} - {""}
        for key in bare:
            assert (number in made.bare(key)) == bool(item.level)
    for how, ask in enumerate((made.with_id, made.called, made.also_called, made.bare)):
        keys, items = made.keys[how]
        assert len(set(zip(keys, items, strict=True))) == len(keys)
        for key in keys:
            for number in ask(key):
                item = made.item(number)
                texts = {0: [], 1: [item.name], 2: other_names(history, item)}
                texts[3] = [*texts[1], *texts[2]]
                spelt = {fold(x) if how < 3 else bare_name(x, words) for x in texts[how]}
                assert key in (spelt or {item.id})


def test_a_history_that_no_names_are_kept_of_finds_them_all_the_same(histories) -> None:
    history, entry = histories("tiny")
    made, found = names_of(history), names_of(LightHistory(entry, never))
    assert found.keys == made.keys


def test_the_files_are_arrow_for_anybody(histories) -> None:
    import pyarrow as pa

    history, entry = histories("tiny")
    table = pa.ipc.open_file(pa.py_buffer(entry.file("intervals.arrow").whole())).read_all()
    assert table["start"].to_pylist() == history.intervals["start"].tolist()
    assert table["cause"].to_pylist() == history.intervals["cause"].tolist()
