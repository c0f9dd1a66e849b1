"""A history in the cache: the same as the one that was made, whole and for single targets."""

from __future__ import annotations

import datetime as dt
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from casefolder import write_case
from peoplecase import give_people
from sharedcase import assert_same_history

import mapper
from mapper.answers.names import level_words, name_tables, names_of, other_names
from mapper.answers.verdicts import story, target_verdict
from mapper.core.areawords import bare_name
from mapper.core.cache import Cache, DamagedError, Entry
from mapper.core.cachefolder import CacheError
from mapper.core.model import State
from mapper.core.spelling import fold
from mapper.history import kept, keptcolumns
from mapper.history.backing import Standing
from mapper.history.control import ControlHistory
from mapper.history.keeping import KeptCase
from mapper.history.kept import KeptHistory, files_of, files_of_tables
from mapper.history.keptcolumns import UnkeepableError, file_of, table_in
from mapper.history.light import LightHistory
from mapper.history.plaincolumns import PlainColumns

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


# tables


def test_every_kind_of_column_comes_back(tmp_path) -> None:
    table = pd.DataFrame(
        {
            "text": ["a", "é", "", "a"],
            "once": ["w", "x", "y", "z"],
            "gap": pd.Series(["a", None, "b", "a"], dtype="str"),
            "empty": ["", "", "", ""],
            "whole": pd.Series([1, None, 3, 2**60], dtype="Int64"),
            "int": np.array([1, -(2**60), 3, 4]),
            "small": np.array([1, 2, 3, 4], dtype=np.int32),
            "float": [0.1, np.nan, -0.0, 1e300],
            "yes": [True, False, True, True],
            "day": pd.Series(np.array([0, -1, 15000, 2], dtype="datetime64[D]").astype("M8[ms]")),
            "tuples": pd.Series([("a", "b"), (), ('é,"]',), ("a", "b")], dtype=object),
            "objects": pd.Series(["a", "b", "", "a"], dtype=object),
            "category": pd.Categorical(["a", "b", "a", "b"], ["b", "a"]),
        }
    )
    for wanted in (table, table.set_axis(pd.Index(list("wxyz"), name="id")), table.iloc[:0]):
        cache = Cache.opened(tmp_path / "cache", 10**9)
        entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
        found = table_in(entry.file("t.arrow"))
        filled = found.columns if len(wanted) else found.columns.drop("category")
        pd.testing.assert_frame_equal(found[filled], wanted[filled])  # no words, no categories
        plain = PlainColumns(entry.file("t.arrow"))
        for row in range(len(wanted)):
            assert plain.text("text", row) == wanted["text"].iat[row]
            assert plain.text("once", row) == wanted["once"].iat[row]
            assert plain.texts("tuples", row) == wanted["tuples"].iat[row]
            number = wanted["whole"].iat[row]
            assert plain.number("whole", row) == (None if pd.isna(number) else number)
        cache.drop(KEY)


def test_columns_whose_words_are_known_are_the_same(tmp_path, tiny_folder) -> None:
    """Tuples of claims are taken by the codes of the case, not looked at again."""
    case = mapper.read_case(tiny_folder)
    claims = mapper.build_history(case).claims
    cache = Cache.opened(tmp_path / "cache", 10**9)
    files = [("one.arrow", *file_of(claims)), ("two.arrow", *file_of(claims, case.coded))]
    entry = cache.keep(KEY, {"case": "", "about": ""}, files)
    one, two = (table_in(entry.file(name)) for name, *_ in files)
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, claims)


@pytest.mark.parametrize("rows", [slice(3, 9), slice(0, 4), slice(5, 5), slice(None, None, 2)])
def test_a_part_of_a_table_is_that_part(rows, tmp_path) -> None:
    """Arrow moves the buffers of what is a part of another array."""
    texts = pd.Series([f"é{i % 7}" if i % 3 else None for i in range(20)], dtype="str")
    words = pd.Series([f"w{i}" for i in range(20)], dtype="str")
    table = pd.DataFrame({"text": texts, "word": words, "n": np.arange(20) * 70_000})
    wanted = table.iloc[rows].reset_index(drop=True)
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


def test_columns_that_share_a_buffer_are_not_mixed_up(tmp_path) -> None:
    words = pd.array([f"w{i}" for i in range(20)], dtype="str")
    wanted = pd.DataFrame({"a": words[:10], "b": words[5:15], "c": words[10:]})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


@pytest.mark.parametrize(
    ("most", "size"), [(127, 1), (128, 2), (2**15, 4), (2**31, 8), (-(2**7), 1), (-(2**31), 4)]
)
def test_whole_numbers_are_kept_in_as_few_bytes_as_hold_them(most, size, tmp_path) -> None:
    wanted = pd.DataFrame({"n": np.array([0, most, 5], dtype=np.int64)})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(wanted))])
    plain = PlainColumns(entry.file("t.arrow"))
    assert plain.told["columns"]["n"]["at"][1][1] == 3 * size
    assert plain.numbers("n", 0, 3) == [0, most, 5]
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), wanted)


def test_buffers_of_a_table_are_written_as_they_are() -> None:
    """None of many numbers, and no text, is copied on the way into a file."""
    import pyarrow as pa

    table = pd.DataFrame({"n": np.arange(10**6) * 10**6, "t": [f"text {i}" for i in range(10**6)]})
    before = pa.total_allocated_bytes()
    parts, _ = file_of(table)
    ours = {table["n"].to_numpy().ctypes.data}
    assert ours <= {part.address for part in parts if isinstance(part, pa.Buffer)}
    assert pa.total_allocated_bytes() - before < 10**6


def test_ids_are_not_coded_and_what_stands_twice_is(tmp_path) -> None:
    many = keptcolumns._MANY
    twice = [f"w{i // 2}" for i in range(many)]
    table = pd.DataFrame({"once": [f"w{i}" for i in range(many)], "twice": twice})
    cache = Cache.opened(tmp_path / "cache", 10**9)
    entry = cache.keep(KEY, {"case": "", "about": ""}, [("t.arrow", *file_of(table))])
    plain = PlainColumns(entry.file("t.arrow"))
    assert not plain.is_coded("once")
    assert plain.is_coded("twice")
    pd.testing.assert_frame_equal(table_in(entry.file("t.arrow")), table)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([["a"]], dtype=object),
        pd.Series([("a", 1)], dtype=object),
        pd.Series([1, "a"], dtype=object),
        pd.Series([None], dtype=object),
        pd.Series([1 + 2j]),
        pd.Series(pd.to_datetime(["2012-01-01"], utc=True)),
    ],
)
def test_what_no_file_can_hold_is_not_kept(column) -> None:
    with pytest.raises(UnkeepableError):
        file_of(pd.DataFrame({"x": column}))


def test_the_files_are_arrow_for_anybody(histories) -> None:
    import pyarrow as pa

    history, entry = histories("tiny")
    table = pa.ipc.open_file(pa.py_buffer(entry.file("intervals.arrow").whole())).read_all()
    assert table["start"].to_pylist() == history.intervals["start"].tolist()
    assert table["cause"].to_pylist() == history.intervals["cause"].tolist()


# damage


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 255
    path.write_bytes(raw)


@pytest.fixture
def tiny_case(tiny_folder, tmp_path):
    """Makes a case for the cache in a folder of its own, counting how often it is read."""
    made = []

    def make():
        case = mapper.read_case(tiny_folder)
        made.append(1)
        return case, mapper.build_history(case)

    def of(**options) -> KeptCase:
        cache = Cache.opened(tmp_path / "cache", 10**9)
        also = {"names": name_tables}
        return KeptCase(cache, tiny_folder, options, make=make, tell=pytest.fail, also=also)

    of.made = made
    of.folder = tmp_path / "cache"
    of.entries = lambda: {p for p in of.folder.iterdir() if len(p.name) == 64}
    return of


def made_and_kept(kept: KeptCase) -> ControlHistory:
    history = kept.history()
    kept.finish()
    return history


def test_damage_of_any_file_is_made_good(tiny_case, tiny) -> None:
    made_and_kept(tiny_case())
    (place,) = tiny_case.entries()
    names = sorted(p.name for p in place.iterdir())
    assert len(names) > 12
    for name in names:
        flip(place / name)
        before = len(tiny_case.made)
        kept = tiny_case()
        found = kept.history()
        plain = ControlHistory(**{x: getattr(found, x) for x in found.__dataclass_fields__})
        assert_same_history(plain, tiny)
        pd.testing.assert_frame_equal(found.land, tiny.land)
        kept.finish()
        assert len(tiny_case.made) == before + 1, name
        assert isinstance(tiny_case().history(), KeptHistory)


def test_damage_of_the_index_of_names_is_made_good(tiny_case) -> None:
    made_and_kept(tiny_case())
    (history,) = tiny_case.entries()
    expected = mapper.who(tiny_case().light(), "north", "2012-03-05")
    (names,) = tiny_case.entries() - {history}
    assert len(list(names.iterdir())) == 3
    for path in sorted(names.iterdir()):
        flip(path)
        kept = tiny_case()
        light = kept.light()
        if path.suffix == ".json":  # then there is no such entry
            assert mapper.who(light, "north", "2012-03-05") == expected
            continue
        with pytest.raises(DamagedError):
            mapper.who(light, "north", "2012-03-05")
        kept.again()
        kept.finish()
        assert tiny_case.entries() == {history}  # both are made again, names when asked for
        assert mapper.who(tiny_case().light(), "north", "2012-03-05") == expected
    assert tiny_case.entries() == {history, names}
    assert len(tiny_case.made) == 3


def test_names_are_kept_when_somebody_asks_for_one(tiny_case) -> None:
    kept = tiny_case()
    history = made_and_kept(kept)
    assert len(tiny_case.entries()) == 1
    for _ in range(2):
        entry = tiny_case().beside("names", lambda: history)
        assert sorted(entry.files) == ["name_keys.arrow", "named.arrow"]
    assert len(tiny_case.entries()) == 2
    assert tiny_case().beside("names", never).key == entry.key  # found, not made


def test_what_cannot_be_written_changes_no_answer(tiny_case, tiny, monkeypatch) -> None:
    for error, words in [
        (CacheError("the disk is full."), "the disk is full."),
        (MemoryError("x"), "nothing is kept in the cache: MemoryError."),
    ]:

        def fail(*_, error=error):
            raise error

        monkeypatch.setattr(Cache, "keep", fail)
        told = []
        kept = tiny_case()
        kept._tell = told.append
        assert_same_history(made_and_kept(kept), tiny)
        assert kept.beside("names", never) is None
        kept.finish()
        assert told == [words]  # once


def test_a_history_is_written_while_the_command_goes_on(tiny_case, monkeypatch) -> None:
    """And is whole when `finish` comes back."""
    answered, true = threading.Event(), Cache.keep

    def slowly(self, *args):
        assert answered.wait(60)
        return true(self, *args)

    monkeypatch.setattr(Cache, "keep", slowly)
    kept = tiny_case()
    assert kept.history().targets.unit_count
    assert tiny_case.entries() == set()
    answered.set()
    kept.finish()
    assert len(tiny_case.entries()) == 1


def test_a_case_that_was_changed_meanwhile_is_not_mixed(tmp_path, tiny) -> None:
    folder = write_case(tmp_path / "case").case
    cache = Cache.opened(tmp_path / "cache", 10**9)

    def make():
        case = mapper.read_case(folder)
        return case, mapper.build_history(case)

    one = KeptCase(cache, folder, {}, make=make, tell=pytest.fail)
    made_and_kept(one)
    found = one.history()
    flip(next(cache.folder.glob("*/claims.arrow")))
    (folder / "notes.md").write_text("more")
    with pytest.raises(CacheError, match="run it again"):
        _ = found.claims


def test_what_changed_while_it_was_read_is_not_kept(tmp_path) -> None:
    folder = write_case(tmp_path / "case").case
    cache = Cache.opened(tmp_path / "cache", 10**9)

    def make():
        path = folder / "control_events.csv"
        path.write_bytes(path.read_bytes() + b"\n")
        case = mapper.read_case(folder)
        return case, mapper.build_history(case)

    kept = KeptCase(cache, folder, {}, make=make, tell=pytest.fail, also={"names": name_tables})
    history = made_and_kept(kept)
    assert kept.beside("names", lambda: history) is None
    assert cache.holdings() == []


def test_a_damaged_value_is_made_again(tiny_case, tiny_folder) -> None:
    made = []

    def make():
        made.append(1)
        return mapper.read_case(tiny_folder), {"day": dt.date(2012, 1, 2), "list": [1, "é"]}

    for _ in range(2):
        assert tiny_case().value("x", make) == {"day": "2012-01-02", "list": [1, "é"]}
    assert len(made) == 1
    tiny_case().value("y", make)
    tiny_case(model="hex").value("x", make)
    assert len(made) == 3
    for path in tiny_case.folder.glob("*/value.json"):
        flip(path)
    assert tiny_case().value("x", make)["list"] == [1, "é"]
    assert len(made) == 4


def test_a_poisoned_entry_runs_nothing(tiny_case, tmp_path) -> None:
    class Bomb:
        def __reduce__(self):
            return (Path.write_text, (tmp_path / "fired", "bang"))

    made_and_kept(tiny_case())
    (place,) = tiny_case.entries()
    for path in place.iterdir():
        raw = path.read_bytes()
        path.write_bytes(pickle.dumps(Bomb()))
        for found in (tiny_case().light(), tiny_case().history()):
            if found is not None:
                try:
                    mapper.who(found, "north", "2012-03-05")
                except DamagedError:
                    continue
        if place.exists():
            path.write_bytes(raw)
        else:
            made_and_kept(tiny_case())
    assert not (tmp_path / "fired").exists()


def test_a_timeline_of_another_kind_is_not_kept(tiny, monkeypatch) -> None:
    monkeypatch.setattr(
        kept, "fields", lambda _: [type("F", (), {"name": "states_of_mind"})()], raising=True
    )
    monkeypatch.setattr(type(tiny.timeline), "states_of_mind", object(), raising=False)
    with pytest.raises(UnkeepableError):
        list(files_of(tiny))
    assert keptcolumns.UnkeepableError is UnkeepableError
