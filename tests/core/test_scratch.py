"""Files that libraries write by name: a full or closed temporary folder is told in words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from shortage import files_up_to

from mapper.core.errors import OutputError, UsageError
from mapper.core.scratch import scratch_folder
from mapper.history.geopackage import geopackage_bytes
from mapper.outputs.geo.vector import FORMATS, snapshot_bytes


def test_the_folder_is_gone_afterwards() -> None:
    with scratch_folder("x") as folder:
        (folder / "file").write_text("x")
    assert not folder.exists()
    with pytest.raises(UsageError, match="mine"), scratch_folder("x") as folder:
        raise UsageError("mine")
    assert not folder.exists()


def test_no_temporary_folder(monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    closed = pytest.raises(OutputError, match=r"cannot write the table .*No such file.*TMPDIR")
    with closed, scratch_folder("the table"):
        pytest.fail("must not begin")


@pytest.mark.parametrize("fmt", FORMATS[1:])
def test_a_full_disk_is_told_or_the_snapshot_is_whole(tiny, day, fmt: str) -> None:
    """Whatever the size at which it is full; a driver that cuts off and says nothing is found."""
    whole = snapshot_bytes(tiny, day("2012-03-05"), fmt=fmt)
    for share in (0.0, 0.3, 0.6, 0.9, 0.999):
        full = pytest.raises(OutputError, match="folder for temporary files")
        with files_up_to(int(len(whole) * share)), full:
            snapshot_bytes(tiny, day("2012-03-05"), fmt=fmt)
    with files_up_to(len(whole) * 2):
        assert snapshot_bytes(tiny, day("2012-03-05"), fmt=fmt) == whole


def test_a_full_disk_and_the_geopackage_of_a_build(tiny) -> None:
    whole = geopackage_bytes(tiny)
    for share in (0.0, 0.5, 0.95):
        with files_up_to(int(len(whole) * share)), pytest.raises(OutputError, match="TMPDIR"):
            geopackage_bytes(tiny)


def test_no_temporary_file_is_left(tiny, day, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    snapshot_bytes(tiny, day("2012-03-05"), fmt="gpkg")
    with files_up_to(5000), pytest.raises(OutputError):
        snapshot_bytes(tiny, day("2012-03-05"), fmt="gpkg")
    assert list(Path(tmp_path).iterdir()) == []
