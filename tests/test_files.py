"""Files and folders appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from mapper.errors import OutputError
from mapper.files import make_folder, replacing_folder, sha256_of, write_whole


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


def test_new_folder(tmp_path) -> None:
    with replacing_folder(tmp_path / "a" / "out") as folder:
        assert names(folder) == []
        assert not (tmp_path / "a" / "out").exists()
        (folder / "x").write_text("new")
    assert names(tmp_path / "a") == ["out"]
    assert (tmp_path / "a" / "out" / "x").read_text() == "new"
    assert (tmp_path / "a" / "out").stat().st_mode & 0o777 == 0o755


def test_folder_takes_the_place_of_an_earlier_one(tmp_path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").write_text("old")
    with replacing_folder(target) as folder:
        (folder / "new").write_text("new")
        assert names(target) == ["old"]
    assert names(target) == ["new"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_failure_leaves_the_earlier_folder(tmp_path, error: type[BaseException]) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").write_text("old")
    with pytest.raises(error), replacing_folder(target) as folder:
        (folder / "new").write_text("new")
        raise error
    assert names(tmp_path) == ["out"]
    assert (target / "old").read_text() == "old"


@pytest.mark.parametrize("step", [1, 2])
def test_failure_of_the_exchange_puts_the_earlier_folder_back(
    tmp_path, monkeypatch, step: int
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").write_text("old")
    real, calls = Path.replace, []

    def replace(self: Path, other: Path) -> Path:
        calls.append(self)
        if len(calls) == step:
            raise OSError(16, "Device or resource busy")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    with (
        pytest.raises(OutputError, match=r"cannot replace the folder .*: Device or resource"),
        replacing_folder(target) as folder,
    ):
        (folder / "new").write_text("new")
    assert names(tmp_path) == ["out"]
    assert names(target) == ["old"]


def test_file_in_the_way_of_a_folder(tmp_path) -> None:
    (tmp_path / "out").write_text("mine")
    with (
        pytest.raises(OutputError, match="there is a file of that name"),
        replacing_folder(tmp_path / "out"),
    ):
        pytest.fail("must not begin")
    with (
        pytest.raises(OutputError, match="cannot write beside"),
        replacing_folder(tmp_path / "out" / "x"),
    ):
        pytest.fail("must not begin")
    assert (tmp_path / "out").read_text() == "mine"
