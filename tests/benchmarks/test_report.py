"""The tables of the benchmarks: from measurements to Markdown, by sums that can be checked."""

from __future__ import annotations

import pytest

from benchmarks import report


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


def test_the_fit_finds_how_time_grows():
    rows = [{"claims": n, "cpu_seconds": 3e-6 * n**1.5} for n in (100, 10_000, 400_000)]
    assert report.slope(rows, "claims") == pytest.approx(1.5)
    rows = [{"days": n, "cpu_seconds": 2.0} for n in (400, 1600, 6400)]
    assert report.slope(rows, "days") == pytest.approx(0)


def test_rivals_are_compared_day_by_day_and_by_bytes():
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


def test_targets_stand_beside_what_was_measured_at_full_size():
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
