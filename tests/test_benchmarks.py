"""The synthetic wars of the benchmarks are ordinary cases without an error."""

from __future__ import annotations

import importlib.util
import sys

import pytest
import shapely

from mapper.case import read_case
from mapper.history import build_history


@pytest.fixture(scope="module")
def synthetic(root):
    spec = importlib.util.spec_from_file_location("synthetic", root / "benchmarks/synthetic.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["synthetic"]


@pytest.mark.parametrize("fronts", ["coherent", "random"])
def test_a_synthetic_war_is_read_like_any_case(synthetic, tmp_path, fronts):
    war = synthetic.War(units=60, days=300, claims=700, fronts=fronts)
    history = build_history(read_case(synthetic.write_war(tmp_path, war)))
    assert len(history.units) == war.size == 64
    assert shapely.coverage_is_valid(history.units.geometry.to_numpy())
    assert 500 < len(history.claims) <= 700
    assert len(history.change_days()) > 50
    assert {state.holder for state in history.states} == {f"side{i}" for i in range(war.holders)}
    assert any(state.status == "contested" for state in history.states)
    assert any(state.claimed_by for state in history.states)


def test_the_same_seed_gives_the_same_war(synthetic, tmp_path):
    war = synthetic.War(units=25, days=100, claims=200)
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        synthetic.write_war(folder, war)
    for path in first.rglob("*.csv"):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    shapes = [folder / "synthetic/geodata/communes.shp" for folder in (first, second)]
    assert shapes[0].read_bytes() == shapes[1].read_bytes()
