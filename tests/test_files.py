"""Files and folders appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from mapper import files
from mapper.errors import OutputError
from mapper.files import (
    link_or_copy,
    make_folder,
    put_back,
    sha256_of,
    take_place,
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
    assert path.stat().st_mode & 0o777 == 0o644


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
    link_or_copy(tmp_path / "a", tmp_path / "b")

    def link(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", link)
    link_or_copy(tmp_path / "a", tmp_path / "c")
    assert [(tmp_path / x).read_text() for x in "abc"] == ["A", "A", "A"]
    assert not (tmp_path / "c").samefile(tmp_path / "a")
