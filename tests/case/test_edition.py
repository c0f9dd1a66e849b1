"""The edition of a case: every byte and every name of its files counts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from casefolder import write_case

from mapper.case.edition import MOST_FILES, edition_of
from mapper.case.read import read_case


@pytest.fixture
def case(tmp_path) -> Path:
    return write_case(tmp_path / "one").case


def every_file(case: Path) -> list[Path]:
    geodata = case.parent.parent / "geodata" / case.name
    return sorted(p for home in (case, geodata) for p in home.rglob("*") if p.is_file())


def test_one_byte_of_any_file_makes_another_edition(case) -> None:
    before = edition_of(case).digest
    assert len(every_file(case)) > 10
    for path in every_file(case):
        raw = path.read_bytes()
        times = path.stat()
        path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]) if raw else b"x")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # as old, and as long
        assert edition_of(case).digest != before, path
        path.write_bytes(raw)
    assert edition_of(case).digest == before


def test_every_name_counts(case) -> None:
    before = edition_of(case).digest
    for path in every_file(case):
        path.rename(path.with_name("x" + path.name))
        assert edition_of(case).digest != before
        path.with_name("x" + path.name).rename(path)
    for name in ("names_fr.csv", "sub/new.csv"):
        (case / name).parent.mkdir(exist_ok=True)
        (case / name).write_text("")
        assert edition_of(case).digest != before
        (case / name).unlink()
    assert edition_of(case).digest == before


def test_it_is_the_same_wherever_the_case_lies(case, tmp_path) -> None:
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    other = tmp_path / "two" / case.relative_to(tmp_path / "one")
    assert edition_of(other).digest == edition_of(case).digest
    other.rename(other.with_name("else"))
    geodata = other.parent.parent / "geodata"
    (geodata / other.name).rename(geodata / "else")
    assert edition_of(other.with_name("else")).digest != edition_of(case).digest


def test_geodata_inside_the_case(case) -> None:
    outside = edition_of(case)
    geodata = case.parent.parent / "geodata" / case.name
    geodata.rename(case / "geodata")
    inside = edition_of(case)
    assert inside.digest != outside.digest
    assert sorted(p.name for p in inside.files) == sorted(p.name for p in outside.files)
    path = case / "geodata" / "places.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert edition_of(case).digest != inside.digest


def test_what_a_case_is_read_from_is_covered(case) -> None:
    edition = edition_of(case)
    inputs = read_case(case).inputs
    assert edition.covers(inputs)
    path = case / "control_events.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert not edition.covers(read_case(case).inputs)  # changed between the two
    assert edition_of(case).covers(read_case(case).inputs)


def test_a_case_in_a_hidden_folder_is_not_covered(case) -> None:
    geodata = case.parent.parent / "geodata" / case.name
    text = (case / "case.toml").read_text()
    layer = next(geodata.glob("*.shp"))
    (geodata / ".hidden").mkdir()
    for part in geodata.glob(f"{layer.stem}.*"):
        part.rename(geodata / ".hidden" / part.name)
    (case / "case.toml").write_text(text.replace(f'"{layer.name}"', f'".hidden/{layer.name}"'))
    assert not edition_of(case).covers(read_case(case).inputs)


def test_where_links_lead_counts(case, tmp_path) -> None:
    geodata = case.parent.parent / "geodata" / case.name
    (geodata / "places.csv").rename(geodata / "true.csv")
    (geodata / "places.csv").symlink_to("true.csv")
    before = edition_of(case)
    assert before.covers(read_case(case).inputs)
    shutil.copy(geodata / "true.csv", geodata / "other.csv")
    added = edition_of(case)
    (geodata / "places.csv").unlink()
    (geodata / "places.csv").symlink_to("other.csv")
    assert len({before.digest, added.digest, edition_of(case).digest}) == 3


def test_no_edition_where_not_everything_can_be_read(case, monkeypatch) -> None:
    os.mkfifo(case / "pipe")
    assert edition_of(case) is not None  # nobody reads it
    monkeypatch.setattr("mapper.case.edition.MOST_FILES", 3)
    assert edition_of(case) is None
    assert MOST_FILES > 1000
    monkeypatch.undo()
    if os.geteuid() != 0:
        (case / "actors.csv").chmod(0)
        assert edition_of(case) is None
