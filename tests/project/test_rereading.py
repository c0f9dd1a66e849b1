"""What was read before is read again only if it is the same: every byte, every question."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from casefolder import CaseFolder, communes, write_case
from samecases import SameCases
from samelayers import SameLayers

from mapper.case import read
from mapper.case.layers import reader
from mapper.case.layers.process import Limits
from mapper.core.errors import CaseError


@pytest.fixture
def own(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


class Counted:
    """A function that knows how often it was called."""

    def __init__(self, real) -> None:
        self.real = real
        self.calls = 0

    def __call__(self, *given, **named):
        self.calls += 1
        return self.real(*given, **named)


@pytest.fixture
def opened(monkeypatch) -> Counted:
    """How often a layer was opened since the start of the test."""
    return _fresh(monkeypatch, reader, "open_layer", SameLayers)


@pytest.fixture
def looked(monkeypatch) -> Counted:
    """How often a case was read since the start of the test."""
    return _fresh(monkeypatch, read, "read_case", SameCases)


def _fresh(monkeypatch, module, name: str, kind) -> Counted:
    counted = Counted(getattr(module, name))
    monkeypatch.setattr(module, name, counted)
    monkeypatch.setattr(module, name, kind())
    return counted


def test_they_stand_there_in_all_tests() -> None:
    assert isinstance(reader.open_layer, SameLayers)
    assert isinstance(read.read_case, SameCases)


def ask(own: CaseFolder, *columns: str, **more) -> pd.DataFrame | None:
    return reader.read_file(own.geodata, "communes.shp", columns or ("id",), **more)[0]


def test_a_layer_is_opened_once(own, opened) -> None:
    first, again = ask(own), ask(own)
    assert opened.calls == 1
    pd.testing.assert_frame_equal(first, again)


def test_another_question_or_byte_opens_it(own, opened, tmp_path_factory) -> None:
    ask(own)
    assert list(ask(own, "name").columns) == ["name", "geometry"]
    ask(own, limits=Limits(seconds=21))
    own.path("communes.prj").write_text(own.path("communes.prj").read_text() + "\n")
    ask(own)
    assert opened.calls == 4
    own.layer("communes.shp", communes().iloc[:-1])
    assert (len(ask(own)), opened.calls) == (8, 5)
    ask(write_case(tmp_path_factory.mktemp("other")), "name")
    assert opened.calls == 5, "the first case had the same layer"


def test_what_is_refused_is_asked_again(own, opened) -> None:
    for _ in range(2):
        assert ask(own, limits=Limits(features=2)) is None
    assert opened.calls == 2


def test_nobody_changes_the_answer_of_others(own, opened) -> None:
    for _ in range(2):
        frame = ask(own)
        assert frame["id"].tolist() == communes()["id"].tolist()
        frame["id"] = "spoilt"
        frame.geometry.array[:] = None
    assert opened.calls == 1


def same(one: read.Case, other: read.Case) -> None:
    for field in fields(read.Case):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, pd.DataFrame):
            pd.testing.assert_frame_equal(a, b)
        elif field.name == "inputs":
            assert (a.folders, a.digests) == (b.folders, b.digests)
    assert list(one.actors.items()) == list(other.actors.items())


def test_a_case_is_read_once(own, looked) -> None:
    first, again = read.read_case(own.case), read.read_case(str(own.case))
    assert looked.calls == 1
    assert first is not again
    same(first, again)


@pytest.mark.parametrize("name", ["control_events.csv", "places.csv", "case.toml", "communes.dbf"])
def test_a_case_with_another_byte_is_another(own, looked, name: str) -> None:
    read.read_case(own.case)
    path: Path = own.path(name)
    path.write_bytes(path.read_bytes().replace(b"Middle", b"Muddle").replace(b"war", b"foe"))
    path.write_bytes(path.read_bytes().replace(b"Some day", b"One day").replace(b"Bout", b"Beau"))
    read.read_case(own.case)
    assert looked.calls == 2


def test_a_file_more_is_another_case(own, looked) -> None:
    assert read.read_case(own.case).translations == {}
    text = "kind,id,name,short_name\nactor,gov,Gouvernement,\n"
    (own.case / "names_fr.csv").write_text(text)
    assert list(read.read_case(own.case).translations) == ["fr"]
    (own.case / "names_fr.csv").unlink()
    assert read.read_case(own.case).translations == {}
    assert looked.calls == 2


def test_a_case_with_a_fault_is_read_each_time(own, looked) -> None:
    own.replace("actors.csv", "#2c6fbb", "blue")
    for _ in range(2):
        with pytest.raises(CaseError, match="blue"):
            read.read_case(own.case)
    assert looked.calls == 2
