"""What the README of a shipped case says of its data, beside what the data are."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from mapper.areas import AreaModel
from mapper.case.read import Case
from mapper.cli import main
from mapper.core.geodesy import area_km2
from mapper.review.sources import class_of

__all__ = [
    "assert_area_is",
    "assert_decided_by",
    "assert_doubts_are_explained",
    "assert_sources_are_described",
    "assert_weak_sources_are_counted",
    "faults_of",
]

Faults = list[dict[str, str]]
_WEAK = {"encyclopaedia", "mirror"}
_CLASSED = 0.9
"""Part of the sources whose class is known."""
_EXPLAINED = re.compile(r"^\| `([a-z-]+)` \| (\d+) \| \S", re.MULTILINE)
_DESCRIBED = re.compile(r"(\d+) sources in `sources\.csv`: (\d+) with a title, (\d+) with a date")


def faults_of(folder: Path) -> Faults:
    """All errors and doubts that `mapper check` finds in a case; notes are none."""
    printed = CliRunner().invoke(main, ["check", str(folder), "--json"]).stdout
    return [fault for fault in json.loads(printed)["faults"] if fault["severity"] != "note"]


def assert_doubts_are_explained(folder: Path, faults: Faults) -> None:
    """The table of doubts has each kind there is, with its number and a reason, and no other."""
    explained = {code: int(n) for code, n in _EXPLAINED.findall(_readme(folder, joined=False))}
    assert explained == Counter(fault["code"] for fault in faults)


def assert_weak_sources_are_counted(folder: Path, case: Case) -> None:
    """The README says how many rows cite copies, and how many rest on nothing better."""
    rows = case.claims["sources"]
    weak = [[_weak_class(case, source) is not None for source in row] for row in rows]
    addresses = {s for row in rows for s in row if _weak_class(case, s)}
    text = _readme(folder)
    assert f"Addresses in {sum(map(any, weak))} rows are encyclopaedias" in text
    assert f"({len(addresses)} of them); {sum(map(all, weak))} rows rest on nothing better" in text


def assert_sources_are_described(folder: Path, case: Case) -> None:
    """Each source of a claim has its row, and most have a class; the README counts them."""
    cited = {source for sources in case.claims["sources"] for source in sources}
    assert cited <= set(case.sources)
    described = list(case.sources.values())
    told = _DESCRIBED.search(_readme(folder))
    assert told is not None
    assert [int(n) for n in told.groups()] == [
        len(described),
        sum(bool(x.title) for x in described),
        sum(bool(x.published) for x in described),
    ]
    assert sum(bool(case.sources[s].source_class) for s in cited) >= _CLASSED * len(cited)


def assert_area_is(case: Case, model: AreaModel, km2: float) -> None:
    """The units, and the areas of each layer, are the whole country."""
    assert model.units["area_km2"].sum() == pytest.approx(km2, abs=100)
    for layer in case.layers:
        total = area_km2(layer.areas.geometry.to_numpy()).sum()
        assert total == pytest.approx(km2, abs=100), layer.path


def assert_decided_by(case: Case, model: AreaModel, name: str, by: tuple[str, bool]) -> None:
    """The place that decides the unit of that name, and whether it is only its seat."""
    (unit,) = np.flatnonzero(model.units["name"] == name)
    place = case.places.index[model.tables.unit_decider[unit]]
    assert (place, bool(model.tables.unit_by_seat[unit])) == by


def _readme(folder: Path, *, joined: bool = True) -> str:
    text = (folder / "README.md").read_text("utf-8")
    return " ".join(text.split()) if joined else text


def _weak_class(case: Case, source: str) -> str | None:
    """What kind of weak source one is: as `sources.csv` says, else by its host."""
    info = case.sources.get(source)
    stated = info.source_class if info else ""
    return (stated if stated in _WEAK else None) if stated else class_of(source)
