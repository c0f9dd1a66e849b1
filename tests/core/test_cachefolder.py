"""Where the cache lies, and which folders are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mapper.core.cachefolder import CacheError, bytes_of, cache_folder, own_folder
from mapper.core.errors import UsageError


@pytest.mark.parametrize(
    ("environ", "system", "folder"),
    [
        ({"HOME": "/h"}, "linux", "/h/.cache/conflict-control-mapper"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "linux", "/x/conflict-control-mapper"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "x"}, "linux", "/h/.cache/conflict-control-mapper"),
        ({"HOME": "/h", "XDG_CACHE_HOME": ""}, "linux", "/h/.cache/conflict-control-mapper"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/conflict-control-mapper"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/conflict-control-mapper/Cache"),
        ({"HOME": "/h", "MAPPER_CACHE": "/m"}, "linux", "/m"),
        ({"HOME": "/h", "MAPPER_CACHE": ""}, "linux", "/h/.cache/conflict-control-mapper"),
    ],
)
def test_the_usual_folder(environ, system, folder) -> None:
    assert cache_folder(environ, system).as_posix() == folder


def test_a_user_without_a_home(monkeypatch) -> None:
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    for system in ("linux", "darwin", "win32"):
        with pytest.raises(CacheError, match="there is no home folder for a cache: name one in"):
            cache_folder({}, system)
    assert cache_folder({"MAPPER_CACHE": "/m"}, "linux") == Path("/m")


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("500M", 5 * 10**8), ("2g", 2 * 10**9), ("1.5 GB", 15 * 10**8), ("7kb", 7000)],
)
def test_sizes(text, size) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1", "2 P", "1e9", "9" * 30, "2GG", "nan"])
def test_what_is_no_size(text) -> None:
    with pytest.raises(UsageError, match="is no size"):
        bytes_of(text)


def test_a_new_folder_is_the_users_alone(tmp_path) -> None:
    before = os.umask(0)
    try:
        folder = own_folder(tmp_path / "a" / "b", make=True)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f068868")
    assert own_folder(folder, make=True) == folder


def test_none_is_made_where_none_is_wanted(tmp_path) -> None:
    assert own_folder(tmp_path / "none", make=False) is None
    assert not (tmp_path / "none").exists()


def _link(path: Path) -> None:
    (path.parent / "true").mkdir(mode=0o700)
    path.symlink_to(path.parent / "true")


def _open(mode: int):
    def make(path: Path) -> None:
        path.mkdir()
        path.chmod(mode)

    return make


REFUSED = {
    "a link": (_link, "it is a link. Name the folder itself."),
    "a link to nothing": (lambda p: p.symlink_to("nowhere"), "it is a link."),
    "a file": (lambda p: p.write_text(""), "it is no folder. Name another one."),
    "all write": (_open(0o777), "others can write into it. Close it with chmod 700"),
    "a sticky one": (_open(0o1777), "others can write into it."),
    "the group writes": (_open(0o770), "others can write into it."),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("make", [True, False])
def test_refused(tmp_path, kind, make) -> None:
    prepare, words = REFUSED[kind]
    prepare(tmp_path / "cache")
    with pytest.raises(CacheError) as caught:
        own_folder(tmp_path / "cache", make=make)
    assert words in str(caught.value)
    assert str(tmp_path / "cache") in str(caught.value)


def test_another_users_is_refused(tmp_path, monkeypatch) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    with pytest.raises(CacheError, match="it belongs to another user"):
        own_folder(tmp_path / "cache", make=True)


def test_one_that_cannot_be_made(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheError, match=r"cannot be used: (Not a directory|File exists)"):
        own_folder(tmp_path / "file" / "cache", make=True)
    with pytest.raises(CacheError, match="cannot be used"):
        own_folder(tmp_path / ("x" * 300), make=True)
