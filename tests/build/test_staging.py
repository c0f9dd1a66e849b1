"""What an interrupted build leaves, and what the next one makes of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import crashing
import pytest
from crashing import NEW, OLD
from shortage import files_up_to

from mapper.build.lock import LockedError
from mapper.build.staging import Output, Part, clear_leftovers, finish, open_staging
from mapper.core import files
from mapper.core.errors import OutputError

pytestmark = pytest.mark.slow


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def part(name: str, digest: str, **contents: bytes) -> Part:
    """A part as the journal knows it."""
    outputs = [Output(p, len(d), hashlib.sha256(d).hexdigest()) for p, d in contents.items()]
    return Part(name, digest, tuple(outputs))


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where the build of the target grows."""
    return tmp_path / ".out.building"


def test_parts_become_a_tree(target, tmp_path) -> None:
    with open_staging(target) as staging:
        made = staging.write("x", "1", {"a": b"A", "maps/b": b"BB"})
        assert made == part("x", "1", a=b"A", **{"maps/b": b"BB"})
        assert staging.has("x", "1")
        assert not staging.has("x", "2")
        assert not staging.has("y", "1")
        assert not target.exists()
        finish(staging, target)
    assert names(tmp_path) == ["out/a", "out/maps/b"]
    assert (target / "maps" / "b").read_bytes() == b"BB"


def test_what_was_finished_is_found_again(target, folder) -> None:
    with pytest.raises(KeyboardInterrupt), open_staging(target) as staging:
        staging.write("x", "1", {"a": b"A"})
        staging.write("y", "1", {"maps/b": b"B"})
        raise KeyboardInterrupt
    (folder / "tree" / "half").write_text("made by a part that has no line in the journal")
    (folder / "tree" / "empty").mkdir()
    with open_staging(target) as staging:
        assert staging.done == {
            "x": part("x", "1", a=b"A"),
            "y": part("y", "1", **{"maps/b": b"B"}),
        }
        assert names(staging.tree) == ["a", "maps/b"]
        assert not (staging.tree / "empty").exists()


def test_a_part_made_again_replaces_the_one_before(target) -> None:
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"old"})
        staging.write("x", "2", {"a": b"new"})
    with open_staging(target) as staging:
        assert staging.done == {"x": part("x", "2", a=b"new")}


@pytest.mark.parametrize("spoil", ["change", "remove", "shorten"])
def test_damaged_files_are_made_again(target, folder, spoil: str) -> None:
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"whole", "c": b"C"})
        staging.write("y", "1", {"b": b"B"})
    path = folder / "tree" / "a"
    path.unlink() if spoil == "remove" else path.write_text("whol" + "?" * (spoil == "change"))
    with open_staging(target) as staging:
        assert list(staging.done) == ["y"]
        assert names(staging.tree) == ["b"], "the rest of a damaged part goes, too"


@pytest.mark.parametrize(
    "line",
    ['{"name": "z", "digest": "1", "files": [{"path": "b", "by', "[]", "\x00\xff"],
)
def test_bad_lines_of_the_journal_say_nothing(target, folder, line: str) -> None:
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"A"})
    with (folder / "journal.jsonl").open("a", encoding="latin-1") as journal:
        journal.write(line)
    with open_staging(target) as staging:
        assert list(staging.done) == ["x"]
        staging.write("y", "1", {"b": b"B"})
    with open_staging(target) as staging:
        assert list(staging.done) == ["x", "y"]


@pytest.mark.parametrize("path", ["../../mine", "{root}/mine", "C:x", "maps/../../../mine", 5])
def test_no_line_of_the_journal_leads_out_of_the_folder(target, folder, tmp_path, path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"A"})
    place = path.format(root=tmp_path) if isinstance(path, str) else path
    output = {"path": place, "bytes": 4, "sha256": hashlib.sha256(b"mine").hexdigest()}
    line = json.dumps({"name": "z", "digest": "1", "files": [output]})
    (folder / "journal.jsonl").write_text(line + "\n")
    with open_staging(target) as staging:
        assert staging.done == {}
        staging.keep_only([])
    assert (tmp_path / "mine").read_bytes() == b"mine"


OUT = ["../mine", "maps/../../mine", "/tmp/mine", "C:mine", "a\\..\\mine", "nul", "a\0b", "x" * 300]


@pytest.mark.parametrize("path", OUT)
def test_no_part_is_written_outside_the_build(target, tmp_path, path: str) -> None:
    """Whatever names a level of a case, or a worker, gives to a file."""
    (tmp_path / "mine").write_bytes(b"mine")
    with open_staging(target) as staging:
        with pytest.raises(OutputError, match="as the name of a file"):
            staging.write("x", "1", {path: b"theirs"})
        with pytest.raises(OutputError):
            staging.done["y"] = part("y", "1", **{path: b"mine"})
            staging.keep_only([])
        assert staging.take(part("z", "1", **{path: b"mine"}), tmp_path) is False
        assert names(staging.tree) == []
    assert (tmp_path / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize("link", ["tree/maps", "tree/maps/a"])
def test_links_in_what_an_interrupted_build_left_are_removed(
    target, folder, tmp_path, link
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a").write_bytes(b"A")
    with open_staging(target) as staging:
        staging.write("x", "1", {"maps/a": b"A"})
    place = folder / link
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    place.symlink_to(mine if link.endswith("maps") else mine / "a")
    with open_staging(target) as staging:
        assert staging.done == {}, "what lies behind a link is not of the build"
        staging.write("x", "1", {"maps/a": b"new"})
        finish(staging, target)
    assert (mine / "a").read_bytes() == b"A"
    assert names(target) == ["maps/a"]
    assert not any(path.is_symlink() for path in target.rglob("*"))


@pytest.mark.parametrize("link", ["maps", "maps/a"])
def test_nothing_is_taken_over_through_a_link(target, tmp_path, link: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a").write_bytes(b"A")
    (target / link).parent.mkdir(parents=True)
    (target / link).symlink_to(mine if link == "maps" else mine / "a")
    with open_staging(target) as staging:
        assert staging.take(part("x", "1", **{"maps/a": b"A"}), target) is False
        staging.write("x", "1", {"maps/a": b"new"})
        finish(staging, target)
    assert (mine / "a").read_bytes() == b"A"
    assert (target / "maps" / "a").read_bytes() == b"new"


@pytest.mark.parametrize(
    "link",
    [
        ".out.building",
        ".out.building/tree",
        ".out.building/journal.jsonl",
        ".out.building/replaced",
        ".out.lock",
    ],
)
@pytest.mark.parametrize("kind", ["folder", "file", "missing"])
def test_no_build_begins_behind_a_link(target, tmp_path, link: str, kind: str) -> None:
    mine = tmp_path / "mine"
    if kind == "folder":
        (mine / "tree").mkdir(parents=True)
        (mine / "tree" / "a").write_bytes(b"mine")
    if kind == "file":
        mine.write_bytes(b"mine")
    (tmp_path / link).parent.mkdir(exist_ok=True)
    (tmp_path / link).symlink_to(mine)
    with pytest.raises(OutputError, match="it is a link"), open_staging(target):
        pytest.fail("must not begin")
    assert not target.exists()
    if kind == "folder":
        assert names(mine) == ["tree/a"]
    assert mine.exists() == (kind != "missing")
    if kind == "file":
        assert mine.read_bytes() == b"mine"


def test_a_build_is_as_private_as_the_one_before(target, folder) -> None:
    def modes(place: Path) -> set[int]:
        return {path.stat().st_mode & 0o777 for path in (place, *place.rglob("*"))}

    with open_staging(target) as staging:
        staging.write("x", "1", {"maps/a": b"A", "b": b"B"})
        finish(staging, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    with open_staging(target) as staging:
        staging.write("x", "2", {"maps/a": b"A2", "b": b"B2"})
        assert folder.stat().st_mode & 0o077 == 0
        finish(staging, target)
    assert modes(target) == {0o700, 0o600}
    assert (target / "b").read_bytes() == b"B2"


def test_a_part_of_an_earlier_build_is_taken_over(target, tmp_path) -> None:
    (target / "maps").mkdir(parents=True)
    (target / "maps" / "a").write_bytes(b"A")
    with open_staging(target) as staging:
        assert staging.take(part("x", "1", **{"maps/a": b"A"}), target)
        assert not staging.take(part("y", "1", **{"maps/a": b"B"}), target)
        assert not staging.take(part("z", "1", missing=b"B"), target)
        assert list(staging.done) == ["x"]
        staging.write("x", "2", {"maps/a": b"new"})
        assert (target / "maps" / "a").read_bytes() == b"A", "the earlier build stays as it was"
        finish(staging, target)
    assert names(tmp_path) == ["out/maps/a"]
    assert (target / "maps" / "a").read_bytes() == b"new"


def test_taken_over_where_there_are_no_hard_links(target, monkeypatch) -> None:
    def link(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    target.mkdir()
    (target / "a").write_bytes(b"A")
    with open_staging(target) as staging:
        assert staging.take(part("x", "1", a=b"A"), target)
        assert (staging.tree / "a").read_bytes() == b"A"


def test_parts_that_a_build_no_longer_has(target) -> None:
    with open_staging(target) as staging:
        for name in "xyz":
            staging.write(name, "1", {name: b"A"})
        staging.keep_only(["y"])
        assert names(staging.tree) == ["y"]
        finish(staging, target)
    assert names(target) == ["y"]


def test_fresh_forgets(target) -> None:
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"A"})
    with open_staging(target, fresh=True) as staging:
        assert staging.done == {}
        assert names(staging.tree) == []


def test_two_builds_of_one_target_never_mix(target, tmp_path) -> None:
    with open_staging(target):
        with (
            pytest.raises(
                LockedError, match=f"the build of .*out is in the hands of process {os.getpid()}"
            ),
            open_staging(target),
        ):
            pytest.fail("must not begin")
        clear_leftovers(target)
        assert (tmp_path / ".out.building" / "tree").is_dir(), "another build is at work"
        with open_staging(tmp_path / "other"):
            pass
    with open_staging(target):
        pass
    clear_leftovers(target)
    clear_leftovers(tmp_path / "other")
    assert names(tmp_path) == []


def test_nothing_can_be_written_beside_the_target(tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(OutputError, match="there is a file of that name"),
        open_staging(tmp_path / "file"),
    ):
        pytest.fail("must not begin")
    with (
        pytest.raises(OutputError, match="cannot make the folder"),
        open_staging(tmp_path / "file" / "out"),
    ):
        pytest.fail("must not begin")
    assert names(tmp_path) == ["file"]


def test_full_disk_says_what_is_kept(target) -> None:
    with open_staging(target) as staging:
        staging.write("x", "1", {"a": b"A"})
        with (
            files_up_to(1000),
            pytest.raises(OutputError, match=r"File too large.*kept in .*\.out\.building"),
        ):
            staging.write("y", "1", {"b": b"B" * 1001})
    with open_staging(target) as staging:
        assert list(staging.done) == ["x"]
        assert names(staging.tree) == ["a"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
@pytest.mark.parametrize("way", ["at once", "two steps"])
def test_death_at_any_file_operation(tmp_path, way: str) -> None:
    """The target is the old tree or the new one; the next run ends with the new one."""
    script = Path(crashing.__file__)
    words = [sys.executable, script, tmp_path / "work", *(["--two-steps"] * (way == "two steps"))]
    (tmp_path / "work").mkdir()
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    old, new = ({k: v.decode() for k, v in tree.items()} for tree in (OLD, NEW))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    seen = [then for then, _, _ in lines]
    assert all(then in (old, new) or (then is None and way == "two steps") for then in seen)
    assert seen.count(old) > 20
    assert seen.count(new) > 3
    assert seen.count(None) == (0 if way == "at once" and sys.platform == "linux" else 1)
    for then, after, left in lines:
        assert after == new
        assert then == new or left == ["out"]


def test_exchange_is_used_where_there_is_one(tmp_path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if files._exchange(tmp_path / "a", tmp_path / "b"):
        assert names(tmp_path) == ["a/b", "b/a"]
    else:
        assert names(tmp_path) == ["a/a", "b/b"]
