"""Files and folders appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from shortage import files_up_to

from mapper.core import files
from mapper.core.errors import OutputError
from mapper.core.files import (
    keep_modes,
    link_or_copy,
    make_folder,
    put_back,
    sha256_of,
    take_place,
    write_inside,
    write_whole,
)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_sha256(tmp_path) -> None:
    data = os.urandom((1 << 20) + 17)
    (tmp_path / "x").write_bytes(data)
    assert sha256_of(tmp_path / "x") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("data", ["Ménaka\n", b"\x00\xff", ""])
def test_write_whole(tmp_path, data: str | bytes) -> None:
    path = tmp_path / "file"
    path.write_text("something longer than the new text")
    write_whole(path, data)
    assert path.read_bytes() == (data.encode() if isinstance(data, str) else data)
    assert names(tmp_path) == ["file"]


@pytest.fixture(params=[0o022, 0o077, 0o002, 0o027])
def umask(request) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_new_files_and_folders_follow_the_umask(tmp_path, umask: int) -> None:
    write_whole(tmp_path / "file", "x")
    assert mode(tmp_path / "file") == 0o666 & ~umask
    write_inside(tmp_path, "maps/new/file", "x")
    assert mode(tmp_path / "maps" / "new" / "file") == 0o666 & ~umask
    assert mode(tmp_path / "maps" / "new") == 0o777 & ~umask


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o444, 0o666, 0o755])
def test_what_is_written_over_keeps_its_mode(tmp_path, umask: int, kept: int) -> None:
    for write in (write_whole, lambda path, data: write_inside(path.parent, path.name, data)):
        path = tmp_path / "file"
        path.write_text("old")
        path.chmod(kept)
        write(path, "new")
        assert (path.read_text(), mode(path)) == ("new", kept)


def test_a_tree_gets_the_modes_of_the_one_before(tmp_path) -> None:
    for name in ("old", "new"):
        write_inside(tmp_path, f"{name}/maps/a", name)
        write_inside(tmp_path, f"{name}/maps/{name}", name)
    write_inside(tmp_path, "old/kind", "a file here")
    (tmp_path / "new" / "kind").mkdir()
    (tmp_path / "old" / "kind").chmod(0o600)
    (tmp_path / "old" / "maps").chmod(0o750)
    (tmp_path / "old" / "maps" / "a").chmod(0o640)
    (tmp_path / "old").chmod(0o700)
    before = mode(tmp_path / "new" / "kind"), mode(tmp_path / "new" / "maps" / "new")
    keep_modes(tmp_path / "old", tmp_path / "new")
    assert mode(tmp_path / "new") == 0o700
    assert mode(tmp_path / "new" / "maps") == 0o750
    assert mode(tmp_path / "new" / "maps" / "a") == 0o640
    assert before == (mode(tmp_path / "new" / "kind"), mode(tmp_path / "new" / "maps" / "new"))
    keep_modes(tmp_path / "nothing", tmp_path / "new")
    assert mode(tmp_path / "new") == 0o700


@pytest.mark.parametrize("write", ["whole", "inside"])
def test_a_full_disk_leaves_the_earlier_file_and_nothing_else(tmp_path, write: str) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with files_up_to(1000), pytest.raises(OutputError, match="file: File too large"):
        if write == "whole":
            write_whole(path, "x" * 1001)
        else:
            write_inside(tmp_path, "file", "x" * 1001)
    assert names(tmp_path) == ["file"]
    assert path.read_text() == "old"


def test_write_inside_goes_through_no_link_and_into_no_pipe(tmp_path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").symlink_to(tmp_path / "mine")
    (tmp_path / "out" / "maps").symlink_to(tmp_path)
    for name in ("file", "maps/mine", "../mine", "a/../../mine"):
        with pytest.raises(OutputError):
            write_inside(tmp_path / "out", name, "theirs")
    os.mkfifo(tmp_path / "out" / "pipe")  # opening one that nobody reads would wait for ever
    write_inside(tmp_path / "out", "pipe", "text")
    assert (tmp_path / "out" / "pipe").read_text() == "text"
    os.link(tmp_path / "mine", tmp_path / "out" / "hard")
    write_inside(tmp_path / "out", "hard", "theirs")
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "loop"])
def test_names_that_no_file_can_have(tmp_path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match="cannot write"):
        write_whole(tmp_path / name, "x")
    with pytest.raises(OutputError, match="cannot make the folder"):
        make_folder(tmp_path / name / "folder")


def test_write_whole_keeps_a_link(tmp_path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_write_whole_replaces_no_device(tmp_path) -> None:
    """``--out /dev/null`` must not turn the device into a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


def test_write_whole_into_nothing_or_a_folder(tmp_path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        write_whole(tmp_path / "no" / "file", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        write_whole(tmp_path / "folder", "x")
    assert names(tmp_path) == ["folder"]


def test_make_folder(tmp_path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot make the folder"):
        make_folder(tmp_path / "file" / "inside")


# Folders that take the place of others


@pytest.fixture(params=["at once", "two steps"])
def way(request, monkeypatch) -> str:
    """With and without a system that exchanges two names in one step."""
    if request.param == "two steps":
        monkeypatch.setattr(files, "_exchange", lambda first, second: False)
    return request.param


@pytest.fixture
def both(tmp_path) -> tuple[Path, Path, Path]:
    """A new folder, the one whose place it is to take, and a free name."""
    new, target = tmp_path / "new", tmp_path / "out"
    for folder in (new, target):
        folder.mkdir()
        (folder / folder.name).write_text(folder.name)
    return new, target, tmp_path / "aside"


def test_folder_takes_a_free_place(way, both) -> None:
    new, target, aside = both
    take_place(new, target.with_name("free"), aside)
    assert names(target.with_name("free")) == ["new"]
    assert names(target.parent) == ["free", "out"]


def test_folder_takes_the_place_of_an_earlier_one(way, both) -> None:
    new, target, aside = both
    take_place(new, target, aside)
    assert names(target) == ["new"]
    former = aside if aside.exists() else new
    assert names(former) == ["out"]


@pytest.mark.parametrize("step", [1, 2])
def test_failure_of_the_exchange_puts_the_earlier_folder_back(both, monkeypatch, step: int) -> None:
    new, target, aside = both
    real, calls = Path.replace, []

    def replace(self: Path, other: Path) -> Path:
        calls.append(self)
        if len(calls) == step:
            raise OSError(16, "Device or resource busy")
        return real(self, other)

    monkeypatch.setattr(files, "_exchange", lambda first, second: False)
    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OutputError, match=r"cannot replace the folder .*: Device or resource"):
        take_place(new, target, aside)
    assert names(target.parent) == ["new", "out"]
    assert (names(new), names(target)) == (["new"], ["out"])


def test_an_exchange_that_fails_for_another_reason_is_an_error(both) -> None:
    new, target, aside = both
    with pytest.raises(OutputError, match="cannot replace the folder"):
        take_place(new / "missing", target, aside)
    assert names(target) == ["out"]


def test_put_back(both) -> None:
    new, target, aside = both
    put_back(target, aside)
    new.replace(aside)
    put_back(target, aside)
    assert names(target) == ["out"], "what is there stays"
    (target / "out").unlink()
    target.rmdir()
    put_back(target, aside)
    assert names(target) == ["new"]
    assert names(target.parent) == ["out"]


def test_link_or_copy(tmp_path, monkeypatch) -> None:
    (tmp_path / "a").write_text("A")
    (tmp_path / "a").chmod(0o640)
    link_or_copy(tmp_path / "a", tmp_path / "b")

    def link(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", link)
    link_or_copy(tmp_path / "a", tmp_path / "c")
    assert [(tmp_path / x).read_text() for x in "abc"] == ["A", "A", "A"]
    assert {mode(tmp_path / x) for x in "abc"} == {0o640}
    assert not (tmp_path / "c").samefile(tmp_path / "a")
