"""The cache: whole entries or none, whatever happens to the files, and whoever writes at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from mapper.core import cache as module
from mapper.core.cache import BLOCK, Cache, DamagedError, Entry
from mapper.core.cachefolder import CacheError

KEY, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64
ABOUT = {"case": "mali", "about": "model=hex"}
LARGE = random.Random(7).randbytes(BLOCK * 2 + 100)
FILES = {"one.arrow": LARGE, "two.arrow": b"", "told.json": b'{"a":[1,"\xc3\xa9"]}'}


def files(contents=FILES):
    return [(name, raw, {"rows": len(raw)}) for name, raw in contents.items()]


def whole(entry: Entry) -> dict[str, bytes]:
    return {name: bytes(file.whole()) for name, file in entry.files.items()}


@pytest.fixture
def cache(tmp_path) -> Cache:
    return Cache.opened(tmp_path / "cache", 10**8)


def test_what_is_kept_comes_back(cache) -> None:
    assert cache.entry(KEY) is None
    made = cache.keep(KEY, ABOUT, files())
    for entry in (made, cache.entry(KEY)):
        assert whole(entry) == FILES
        assert entry.about == ABOUT
        assert entry.json("told.json") == {"a": [1, "é"]}
        assert entry.file("one.arrow").told["rows"] == len(LARGE)
    assert cache.entry(OTHER) is None


@pytest.mark.parametrize(
    "cuts", [(), (0,), (5, 5), (BLOCK,), (BLOCK - 1, BLOCK + 1), (3, BLOCK * 2)]
)
def test_a_file_in_parts_is_the_same_file(cache, cuts) -> None:
    whole_ = cache.keep(OTHER, ABOUT, [("one.arrow", LARGE, {})])
    edges = [0, *cuts, len(LARGE)]
    parts = [memoryview(LARGE)[a:b] for a, b in pairwise(edges)]
    entry = cache.keep(KEY, ABOUT, [("one.arrow", parts, {})])
    assert bytes(entry.file("one.arrow").whole()) == LARGE
    assert entry.file("one.arrow").told == whole_.file("one.arrow").told


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 0), (0, 5), (BLOCK - 2, BLOCK + 2), (3, len(LARGE)), (BLOCK, BLOCK)]
)
def test_a_part_is_that_part(cache, start, stop) -> None:
    file = cache.keep(KEY, ABOUT, files()).file("one.arrow")
    assert bytes(file.part(start, stop)) == LARGE[start:stop]


@pytest.mark.parametrize(("start", "stop"), [(0, len(LARGE) + 1), (-1, 3), (5, 3)])
def test_a_part_that_is_not_there_is_damage(cache, start, stop) -> None:
    file = cache.keep(KEY, ABOUT, files()).file("one.arrow")
    with pytest.raises(DamagedError):
        file.part(start, stop)


def test_only_the_blocks_that_are_read_are_looked_at(cache, monkeypatch) -> None:
    cache.keep(KEY, ABOUT, files())
    file = cache.entry(KEY).file("one.arrow")
    looked = []
    true = module._sum
    monkeypatch.setattr(module, "_sum", lambda block: looked.append(len(block)) or true(block))
    file.part(BLOCK + 1, BLOCK + 9)
    file.part(BLOCK + 3, BLOCK + 5)
    assert looked == [BLOCK]


# damage


def flipped(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


DAMAGE = {
    "first byte": lambda p: flipped(p, 0),
    "last byte": lambda p: flipped(p, -1),
    "middle": lambda p: flipped(p, p.stat().st_size // 2),
    "shorter": lambda p: p.write_bytes(p.read_bytes()[:-1]),
    "longer": lambda p: p.write_bytes(p.read_bytes() + b"x"),
    "empty": lambda p: p.write_bytes(b""),
    "missing": lambda p: p.unlink(),
    "a folder": lambda p: (p.unlink(), p.mkdir()),
    "a link": lambda p: (p.rename(p.parent.parent / "moved"), p.symlink_to("../moved")),
}
if os.geteuid():  # root reads everything
    DAMAGE["unreadable"] = lambda p: p.chmod(0)


@pytest.mark.parametrize("name", ["one.arrow", "told.json", "index.json"])
@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_noticed_and_the_entry_made_again(cache, name, kind) -> None:
    cache.keep(KEY, ABOUT, files())
    DAMAGE[kind](cache.folder / KEY / name)
    try:
        entry = cache.entry(KEY)
        assert entry is None or whole(entry) is None
    except DamagedError:
        cache.drop(KEY)  # as who reads it does
    assert cache.entry(KEY) is None
    assert not (cache.folder / KEY).exists()
    assert whole(cache.keep(KEY, ABOUT, files())) == FILES
    assert whole(cache.entry(KEY)) == FILES


@pytest.mark.parametrize("block", range(3))
def test_damage_of_every_block_is_noticed(cache, block) -> None:
    cache.keep(KEY, ABOUT, files())
    flipped(cache.folder / KEY / "one.arrow", min(block * BLOCK + 7, len(LARGE) - 1))
    file = cache.entry(KEY).file("one.arrow")
    for i in range(3):
        if i != block:
            file.part(i * BLOCK, i * BLOCK + 1)
    with pytest.raises(DamagedError):
        file.part(block * BLOCK, block * BLOCK + 1)


def rewritten(place: Path, change) -> None:
    """An index whose checksum is right, but which says something else."""
    content = json.loads((place / "index.json").read_bytes().partition(b"\n")[2])
    change(content)
    line = json.dumps(content).encode()
    (place / "index.json").write_bytes(module._sum(line).encode() + b"\n" + line)


FOREIGN = {
    "another key": lambda c: c.update(key=OTHER),
    "another format": lambda c: c.update(format=99),
    "a path": lambda c: c["files"].update({"../x.arrow": c["files"]["one.arrow"]}),
    "a pickle": lambda c: c["files"].update({"x.pickle": c["files"]["one.arrow"]}),
    "no files": lambda c: c.pop("files"),
    "a list": lambda c: c.update(files=[1]),
    "too few sums": lambda c: c["files"]["one.arrow"]["sums"].pop(),
    "no size": lambda c: c["files"]["one.arrow"].pop("size"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_entry_is_none(cache, kind) -> None:
    cache.keep(KEY, ABOUT, files())
    rewritten(cache.folder / KEY, FOREIGN[kind])
    assert cache.entry(KEY) is None
    assert not (cache.folder / KEY).exists()


def test_a_link_in_the_place_of_an_entry_is_not_followed(cache, tmp_path) -> None:
    cache.keep(KEY, ABOUT, files())
    (cache.folder / KEY).rename(tmp_path / "elsewhere")
    (cache.folder / KEY).symlink_to(tmp_path / "elsewhere")
    assert cache.entry(KEY) is None
    assert not os.path.lexists(cache.folder / KEY)
    assert (tmp_path / "elsewhere" / "one.arrow").exists()


# half-written, several at once


def test_nobody_sees_half_an_entry(cache) -> None:
    seen = []

    def slowly():
        for item in files():
            yield item
            seen.append((cache.entry(KEY), cache.holdings()))

    cache.keep(KEY, ABOUT, slowly())
    assert seen == [(None, [])] * len(FILES)


def test_what_fails_half_way_leaves_nothing(cache) -> None:
    def failing():
        yield files()[0]
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        cache.keep(KEY, ABOUT, failing())
    assert [p.name for p in cache.folder.iterdir()] == ["CACHEDIR.TAG"]


def test_a_disk_that_is_full_is_told(cache, monkeypatch) -> None:
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CacheError, match="nothing is kept in the cache: No space left on device"):
        cache.keep(KEY, ABOUT, files())
    assert [p.name for p in cache.folder.iterdir()] == ["CACHEDIR.TAG"]


def test_a_killed_writer_leaves_no_entry_and_is_swept_later(cache) -> None:
    code = f"""
import os
from pathlib import Path
from mapper.core.cache import Cache
def files():
    yield "one.arrow", b"x" * 1000, {{}}
    os._exit(9)
Cache(Path({str(cache.folder)!r}), 10**8).keep({KEY!r}, {{}}, files())
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    (left,) = cache.folder.glob(".new-*")
    assert cache.entry(KEY) is None
    assert cache.holdings() == []
    cache.keep(OTHER, ABOUT, files())
    assert left.exists()  # it may be at work
    old = time.time() - module._FORGOTTEN - 1
    os.utime(left, (old, old))
    cache.keep(THIRD, ABOUT, files())
    assert not left.exists()


def _at_once(folder: str, number: int, start, results) -> None:
    cache = Cache(Path(folder), 10**8)
    start.wait()
    wrong = 0
    for _ in range(10):
        kept = cache.keep(KEY, ABOUT, files())
        found = cache.entry(KEY)
        wrong += whole(kept) != FILES
        wrong += found is not None and whole(found) != FILES
        if number == 0:
            cache.drop(KEY)
    results.put(wrong)


def test_processes_that_write_read_and_remove_at_once(cache) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Event(), context.Queue()
    workers = [
        context.Process(target=_at_once, args=(str(cache.folder), i, start, results))
        for i in range(3)
    ]
    for worker in workers:
        worker.start()
    start.set()
    assert [results.get(timeout=60) for _ in workers] == [0, 0, 0]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert not list(cache.folder.glob(".*-*"))


def test_an_open_entry_can_be_read_after_it_was_cleared(cache) -> None:
    entry = cache.keep(KEY, ABOUT, files())
    found = cache.entry(KEY)
    cache.clear()
    assert cache.entry(KEY) is None
    assert whole(entry) == whole(found) == FILES


# bounds, looking, clearing


def age(cache: Cache, key: str, seconds: float) -> None:
    when = time.time() - seconds
    os.utime(cache.folder / key / "index.json", (when, when))


def test_the_last_used_stay(cache) -> None:
    small = [("one.arrow", b"x" * 1000, {})]
    for i, key in enumerate((KEY, OTHER, THIRD)):
        cache.keep(key, ABOUT, small)
        age(cache, key, 100 - i)
    size = cache.holdings()[0].size
    assert cache.entry(KEY) is not None  # used again: now the youngest
    cache.most = 3 * size
    cache.keep("d" * 64, ABOUT, small)
    assert [x.key for x in cache.holdings()] == ["d" * 64, KEY, THIRD]
    cache.most = size
    cache.keep("e" * 64, ABOUT, small)
    assert [x.key for x in cache.holdings()] == ["e" * 64]


def test_what_is_larger_than_all_is_not_kept_and_removes_nothing(cache) -> None:
    cache.keep(KEY, ABOUT, [("one.arrow", b"x", {})])
    cache.most = 1000
    assert cache.keep(OTHER, ABOUT, files()) is None
    assert [x.key for x in cache.holdings()] == [KEY]


def test_holdings_say_what_there_is(cache) -> None:
    cache.keep(KEY, ABOUT, files())
    (item,) = cache.holdings()
    on_disk = sum(p.stat().st_size for p in (cache.folder / KEY).iterdir())
    assert (item.key, item.case, item.about, item.size) == (KEY, "mali", "model=hex", on_disk)
    assert abs(item.used.timestamp() - time.time()) < 60
    flipped(cache.folder / KEY / "index.json", 50)
    assert [(x.case, x.key) for x in cache.holdings()] == [("", KEY)]


def test_clear_removes_a_case_or_all_and_nothing_else(cache) -> None:
    cache.keep(KEY, ABOUT, files())
    cache.keep(OTHER, ABOUT | {"case": "sudan"}, files())
    (cache.folder / "notes.txt").write_text("mine")
    (cache.folder / ("f" * 63)).mkdir()
    (cache.folder / THIRD).mkdir()  # damaged
    (cache.folder / (".new-" + "0" * 16)).mkdir()
    assert {x.key for x in cache.clear("sudan")} == {THIRD, OTHER}
    assert [x.key for x in cache.holdings()] == [KEY]
    assert [x.key for x in cache.clear()] == [KEY]
    assert sorted(p.name for p in cache.folder.iterdir()) == ["CACHEDIR.TAG", "f" * 63, "notes.txt"]


def test_nothing_of_the_cache_unpickles() -> None:
    root = Path(module.__file__).parents[1]
    for name in ("core/cache.py", "core/cachefolder.py", *(f"history/{x}.py" for x in READERS)):
        text = (root / name).read_text("utf-8")
        for word in ("pickle", "marshal", "shelve", "eval(", "exec(", "joblib", "read_pickle"):
            assert word not in text.replace("unpickled", ""), (name, word)


READERS = ("keeping", "kept", "keptcolumns", "plaincolumns", "light", "told")
