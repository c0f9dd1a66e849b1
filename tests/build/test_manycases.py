"""Many cases in one go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from casefolder import write_case

from mapper.build.manycases import build_many
from mapper.build.onecase import BuildError, BuildOptions
from mapper.core.errors import UsageError

pytestmark = pytest.mark.slow

FEW = BuildOptions(dates=(dt.date(2012, 3, 5),))


def named_case(root: Path, name: str) -> Path:
    """The small case under another name."""
    own = write_case(root / f"of-{name}")
    own.geodata.rename(own.geodata.with_name(name))
    return own.case.rename(own.case.with_name(name))


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_case_into_its_folder(tmp_path, jobs: int) -> None:
    cases = [named_case(tmp_path, name) for name in ("a", "b")]
    seen: list[tuple[int, int]] = []
    results = build_many(
        cases, tmp_path / "out", FEW, jobs=jobs, progress=lambda *x: seen.append(x)
    )
    assert [r.folder for r in results] == [tmp_path / "out" / "a", tmp_path / "out" / "b"]
    assert seen == [(1, 2), (2, 2)]
    for name in "ab":
        assert (tmp_path / "out" / name / "maps" / "2012-03-05.html").is_file()
    again = build_many(cases, tmp_path / "out", FEW, jobs=1)
    assert [r.up_to_date for r in again] == [True, True]


def test_failures_are_named_after_all_others_are_built(tmp_path) -> None:
    cases = [named_case(tmp_path, name) for name in ("a", "b", "c")]
    (cases[0] / "actors.csv").unlink()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b").write_text("a file in the way")
    with pytest.raises(BuildError, match="2 of 3 cases could not be built") as caught:
        build_many(cases, tmp_path / "out", FEW, jobs=1)
    assert caught.value.failed.keys() == {str(cases[0]), str(cases[1])}
    assert "there is a file of that name" in caught.value.failed[str(cases[1])]
    assert (tmp_path / "out" / "c" / "index.html").is_file()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["b", "c"]


def test_two_cases_of_one_name(tmp_path) -> None:
    cases = [write_case(tmp_path / name).case for name in "ab"]
    with pytest.raises(UsageError, match="two cases have the name `tiny`"):
        build_many(cases, tmp_path / "out", FEW)
    assert not (tmp_path / "out").exists()
