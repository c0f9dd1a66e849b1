"""Names that mapper gives to files lead nowhere else, on no system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.errors import OutputError
from mapper.core.pathnames import inside, refuse_link


@pytest.mark.parametrize(
    "name",
    ["a", "maps/2012-03-05.html", ".hidden", "Région 1", "a..b", "nulls", "com10", "x" * 255],
)
def test_names_that_every_system_has(tmp_path, name: str) -> None:
    assert inside(tmp_path, name) == tmp_path / name


BAD = {
    "": "another folder",
    ".": "another folder",
    "..": "another folder",
    "/etc/passwd": "another folder",
    "maps//x": "another folder",
    "maps/": "another folder",
    "a/../../victim": "another folder",
    "statistics/within_/../../../../victim.csv": "another folder",
    "a\\..\\victim": "not every system",
    "C:victim": "not every system",
    "file:stream": "not every system",
    "what?": "not every system",
    "a\0b": "cannot be seen",
    "a\nb": "cannot be seen",
    "\x1b[2J": "cannot be seen",
    "a\u202eb": "cannot be seen",
    "\udcff": "cannot be seen",
    "nul": "device",
    "maps/NUL.txt": "device",
    "Com1": "device",
    "lpt².csv": "device",
    "aux .html": "device",
    "dot.": "dot or space",
    "space ": "dot or space",
    "x" * 256: "over 255 bytes",
    "é" * 128: "over 255 bytes",
}


@pytest.mark.parametrize("name", BAD)
def test_names_that_are_refused(tmp_path, name: str) -> None:
    with pytest.raises(OutputError, match=BAD[name]) as error:
        inside(tmp_path, name)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 700


@settings(deadline=None, derandomize=True, max_examples=300)
@given(name=st.text(st.sampled_from("ab./\\:~ \0\n")))
def test_no_name_leads_out(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        path = inside(folder, name)
    except OutputError:
        return
    assert Path(os.path.normpath(path)).is_relative_to(folder)
    assert path != folder


@pytest.mark.parametrize("name", ["link", "link/x", "maps/link", "maps/link/y/z"])
@pytest.mark.parametrize("to", ["there", "missing"])
def test_links_in_the_folder_are_not_followed(tmp_path, name: str, to: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "out" / "maps").mkdir(parents=True)
    for place in ("out/link", "out/maps/link"):
        (tmp_path / place).symlink_to(tmp_path / to)
    with pytest.raises(OutputError, match="it is a link to another place"):
        inside(tmp_path / "out", name)


def test_the_folder_itself_may_be_reached_by_a_link(tmp_path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert inside(tmp_path / "link", "x") == tmp_path / "link" / "x"
    with pytest.raises(OutputError, match="Remove the link"):
        refuse_link(tmp_path / "link")
