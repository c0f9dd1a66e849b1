"""Claims to intervals alone, in a process of its own; run by the interpreter of any checkout.

python -P benchmarks/intervals.py CASE ROWS

Writes one JSON object to ROWS: how many claims, intervals and pieces of evidence there are, seconds
of the first time and of the quickest, and memory before, at the peak of the first time, and after.
It imports nothing of this folder, since it measures other checkouts too.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

ENOUGH_SECONDS = 20
TIMES = 5
"""It is done again until so many seconds or times are over."""


def status_mb(key: str) -> float:
    """What Linux says of the memory of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def main(folder: str, rows: str) -> None:
    """Read the case, make its units; then measure what the rules take."""
    from mapper.areas import build_areas
    from mapper.case.read import read_case
    from mapper.history.derive import rules_of
    from mapper.rules.timeline import build_timeline

    case = read_case(folder)
    coded = [case.coded] if hasattr(case, "coded") else []  # as the checkout itself goes on
    tables, rules = build_areas(case).tables, rules_of(case)
    gc.collect()
    before = status_mb("VmRSS:")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    clocks: list[float] = []
    cpus: list[float] = []
    peak = 0.0
    while not clocks or (len(clocks) < TIMES and sum(clocks) < ENOUGH_SECONDS):
        timeline = None  # the last one is not in memory while the next one is made
        gc.collect()
        clock, cpu = time.perf_counter(), time.process_time()
        timeline = build_timeline(case.claims, case.places, tables, rules, *coded)
        clocks.append(time.perf_counter() - clock)
        cpus.append(time.process_time() - cpu)
        peak = peak or status_mb("VmHWM:")
    found = {
        "claims": len(case.claims),
        "places": len(case.places),
        "intervals": len(timeline.intervals),
        "evidence": len(timeline.evidence),
        "first_seconds": clocks[0],
        "seconds": min(clocks),
        "cpu_seconds": min(cpus),
        "before_mb": before,
        "peak_mb": peak,
        "after_mb": status_mb("VmRSS:"),
    }
    Path(rows).write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
