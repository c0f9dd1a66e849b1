"""The synthetic wars of the benchmarks are ordinary cases without an error."""

from __future__ import annotations

import importlib.util
import sys

import pytest
import shapely

from mapper.case.read import read_case
from mapper.history.derive import build_history


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def synthetic(root):
    yield load("synthetic", root / "benchmarks/synthetic.py")
    del sys.modules["synthetic"]


@pytest.fixture(scope="module")
def report(root):
    yield load("bench_report", root / "benchmarks/report.py")
    del sys.modules["bench_report"]


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


def entry(group, seconds, cpu=None, places=None, **notes):
    """One measurement as pytest-benchmark writes it."""
    extra = {"peak_mb": 100, "cpu_seconds": seconds if cpu is None else cpu, **notes}
    params = None if places is None else {"places": places}
    return {"group": group, "params": params, "stats": {"median": seconds}, "extra_info": extra}


def results(*entries):
    machine = {
        "cpu": {"brand_raw": "A processor", "count": 2},
        "system": "Linux",
        "python_version": "3.11.7",
        "memory_gb": 7.9,
        "versions": {"mapper": "0.1.0"},
    }
    return {"datetime": "2026-01-01T00:00:00", "machine_info": machine, "benchmarks": list(entries)}


def test_the_fit_finds_how_time_grows(report):
    rows = [{"claims": n, "cpu_seconds": 3e-6 * n**1.5} for n in (100, 10_000, 400_000)]
    assert report.slope(rows, "claims") == pytest.approx(1.5)
    rows = [{"days": n, "cpu_seconds": 2.0} for n in (400, 1600, 6400)]
    assert report.slope(rows, "days") == pytest.approx(0)


def test_rivals_are_compared_day_by_day_and_by_bytes(report):
    found = report.entries_of(
        results(
            entry(report.ALL, 160.0, places=3000, days=1600, bytes=1),
            entry(report.SNAPSHOT, 0.5, places=3000, days=1600),
            entry(report.DISSOLVE, 9.0, cpu=5.0, places=3000),
            entry(report.SLIDER, 1.0, places=3000, days=1600, bytes=300_000),
            entry(report.ATLAS, 1.0, places=3000, days=1600, bytes=1_000),
        )
    )
    lines = "\n".join(report.ratios(found))
    assert (
        "a day of all snapshots / GeoDataFrame.dissolve(method=unary), one day | **50 ×**" in lines
    )
    assert "a single snapshot / GeoDataFrame.dissolve(method=unary), one day | **10 ×**" in lines
    assert "bytes of the atlas page / TimeSliderChoropleth | **300 ×**" in lines
    assert "daily areas / pandas, days × places | –" in lines


def test_targets_stand_beside_what_was_measured_at_full_size(report):
    steps = [
        {"step": s, "seconds": 1.0, "cpu_seconds": 1.0, "peak_mb": p}
        for s, p in (("reading the case", 2000), ("units", 1100), ("daily areas", 900))
    ]
    text = report.report(
        results(
            entry(report.TIMELINE, 3.0, places=33_000, claims=495_000),
            entry(report.DAILY, 0.25, places=33_000),
            entry(report.FRESH, 30.0, places=33_000, steps=steps),
            entry(report.TIMELINE, 0.3, cpu=0.1, places=3000, claims=45_000),
        )
    )
    assert "| claims → intervals → daily areas by holder | 5 s | 3.25 s |" in text
    assert "| peak of memory after reading | 1,500 MB | 1,100 MB |" in text
    assert "| claims to intervals | 300 ms (100 ms of processor), 100 MB | 3 s, 100 MB |" in text
    assert "A processor, 2 cores, 8 GB of memory" in text
