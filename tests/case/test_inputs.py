"""Files of a case: read inside its folders only, and known by what they held."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from mapper.case.inputs import Inputs, OutsideError, TooLargeError
from mapper.core.errors import OutputError


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "outside.csv").write_text("secret")
    folder = tmp_path / "case"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.csv").write_text("text")
    return folder


def test_what_is_read_is_remembered_by_its_hash(case: Path) -> None:
    inputs = Inputs(case)
    assert inputs.read(case / "a.csv") == b"text"
    inputs.copy(case / "a.csv", case / "copy.csv")
    assert (case / "copy.csv").read_bytes() == b"text"
    assert inputs.digests == {case / "a.csv": hashlib.sha256(b"text").hexdigest()}
    assert inputs.changed() == ()
    (case / "a.csv").write_text("tex")
    assert inputs.changed() == (case / "a.csv",)
    (case / "a.csv").unlink()
    assert inputs.changed() == (case / "a.csv",)


@pytest.mark.parametrize("through", ["a link", "a linked folder", "links in a row"])
def test_links_that_lead_out_are_not_read(case: Path, through: str) -> None:
    path = case / "b.csv"
    if through == "a link":
        path.symlink_to(case.parent / "outside.csv")
    elif through == "a linked folder":
        (case / "up").symlink_to(case.parent, target_is_directory=True)
        path = case / "up" / "outside.csv"
    else:
        (case / "c.csv").symlink_to("../outside.csv")
        path.symlink_to("c.csv")
    inputs = Inputs(case)
    with pytest.raises(OutsideError, match="leads out of the folders of the case"):
        inputs.read(path)
    with pytest.raises(OutsideError):
        inputs.copy(path, case / "copy.csv")
    assert not (case / "copy.csv").exists()
    assert inputs.digests == {}


def test_links_inside_are_read(case: Path) -> None:
    (case / "sub" / "b.csv").symlink_to("../a.csv")
    assert Inputs(case).read(case / "sub" / "b.csv") == b"text"


def test_circles_of_links_are_an_error(case: Path) -> None:
    (case / "x.csv").symlink_to("y.csv")
    (case / "y.csv").symlink_to("x.csv")
    with pytest.raises(OSError, match=r"circle|Too many levels|symbolic links"):
        Inputs(case).read(case / "x.csv")


def test_only_regular_files_are_opened(case: Path) -> None:
    os.mkfifo(case / "pipe.csv")  # opening it in the usual way would wait for a writer
    with pytest.raises(OSError, match="pipe or device"):
        Inputs(case).read(case / "pipe.csv")
    with pytest.raises(OSError, match="folder, not a file"):
        Inputs(case).read(case / "sub")


def test_a_file_above_its_limit_is_not_read(case: Path) -> None:
    inputs = Inputs(case)
    assert inputs.read(case / "a.csv", most=4) == b"text"
    with pytest.raises(TooLargeError, match="4 bytes"):
        inputs.read(case / "a.csv", most=3)


def test_no_room_for_a_copy_is_an_error_of_the_output(case: Path) -> None:
    with pytest.raises(OutputError, match="TMPDIR"):
        Inputs(case).copy(case / "a.csv", case / "missing" / "copy.csv")
