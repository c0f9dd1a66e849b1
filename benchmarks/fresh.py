"""From the files of a case to daily areas in a process of its own: what each step takes.

python -m benchmarks.fresh FOLDER

Prints one JSON object for each step. In a fresh process nothing is left over from other
measurements, so that the peak of memory is that of a user who runs just this.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.measure import fresh_peak, peak_since_mb

Result = TypeVar("Result")


def measured(step: str, work: Callable[[], Result]) -> Result:
    """Run a step and print its seconds by the clock and of the processor, and its peak in MB."""
    fresh_peak()
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    row: dict[str, Any] = {
        "step": step,
        "seconds": time.perf_counter() - clock,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": round(peak_since_mb()),
    }
    print(json.dumps(row), flush=True)
    return result


def main(folder: Path) -> None:
    """Read, build units, apply the rules, count every day, write one snapshot."""
    from mapper.case.read import read_case
    from mapper.figures.areas import area_table
    from mapper.figures.days import date_range
    from mapper.history.derive import build_history
    from mapper.outputs.geo.geojson import GeoJSONWriter

    case = measured("reading the case", lambda: read_case(folder))
    history = measured("units, intervals, history", lambda: build_history(case))
    days = date_range(history, "day")
    measured("daily areas by holder", lambda: area_table(history, days))
    measured("one dissolved snapshot", lambda: GeoJSONWriter(history).text(days[len(days) // 2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
