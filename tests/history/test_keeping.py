"""Keeping a history: when it is written, and what damage, change and failure do."""

from __future__ import annotations

import datetime as dt
import pickle
import threading
from pathlib import Path

import pandas as pd
import pytest
from casefolder import write_case
from sharedcase import assert_same_history

import mapper
from mapper.answers.names import name_tables
from mapper.core.cache import Cache, DamagedError
from mapper.core.cachefolder import CacheError
from mapper.history import kept, keptcolumns
from mapper.history.control import ControlHistory
from mapper.history.keeping import KeptCase
from mapper.history.kept import KeptHistory, files_of
from mapper.history.keptcolumns import UnkeepableError


def never() -> ControlHistory:
    raise AssertionError("nothing is damaged")


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
