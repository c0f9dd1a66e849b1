"""What a whole build costs, by dates and by cases: processor time and peak memory.

    python -m benchmarks.builds dates --units 500 --dates 100 --dates 1000
    python -m benchmarks.builds cases --cases 20

Every measurement is a process of its own with as many workers as asked for. Processor seconds
(user and system, workers included) hardly depend on what else the machine does; the clock does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import War, write_war


def one_build(case: str, out: str, count: int, jobs: int) -> None:
    """Build a number of consecutive days and print what it took as JSON."""
    from mapper.build.onecase import BuildOptions, build

    first = dt.date(2012, 1, 1)
    dates = tuple(first + dt.timedelta(days=i) for i in range(count))
    begin = time.perf_counter()
    result = build(case, out, BuildOptions(dates=dates), jobs=jobs)
    print(json.dumps(usage(result.folder, begin)))


def many_builds(cases: list[str], out: str, jobs: int) -> None:
    """Build cases and print what it took as JSON."""
    from mapper.build.manycases import build_many

    begin = time.perf_counter()
    build_many(cases, out, jobs=jobs)
    print(json.dumps(usage(Path(out), begin)))


def usage(folder: Path, begin: float) -> dict[str, float]:
    own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": time.perf_counter() - begin,
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "own_mb": own.ru_maxrss / 1024,
        "worker_mb": workers.ru_maxrss / 1024,
        "bytes": sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()),
    }


def measured(*words: object) -> dict[str, float]:
    """Run a part of this module in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.builds", *map(str, words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def row(name: str, found: dict[str, float]) -> str:
    return (
        f"| {name} | {found['cpu']:.1f} | {found['seconds']:.1f} | {found['own_mb']:.0f} "
        f"| {found['worker_mb']:.0f} | {found['bytes'] / 1e6:.1f} |"
    )


HEAD = (
    "| what | processor s | clock s | peak MB, main | peak MB, biggest worker | MB written |\n"
    "|---|--:|--:|--:|--:|--:|"
)


def by_dates(units: int, counts: list[int], jobs: int) -> None:
    """Print the cost of builds of one case with more and more dates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        war = War(units=units, days=max(counts) + 1, claims=15 * units)
        case = write_war(folder, war)
        print(f"{war.size} units, {war.claims:,} claims, {jobs} workers\n\n{HEAD}", flush=True)
        found = []
        for count in counts:
            out = folder / f"out{count}"
            found.append(measured("one", case, out, "--dates", count, "--jobs", jobs))
            print(row(f"{count} dates", found[-1]), flush=True)
        if len(counts) > 1:
            more = found[-1]["cpu"] - found[0]["cpu"]
            each = 1000 * more / (counts[-1] - counts[0])
            print(f"\n{each:.0f} ms of processor time for each further date")


def by_cases(count: int, jobs: int) -> None:
    """Print the cost of builds of many small cases (30 units, about 60 dates each)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = []
        for seed in range(count):
            home = folder / f"seed{seed}"
            case = write_war(home, War(units=30, days=400, claims=300, flips=2, seed=seed))
            cases.append(case.rename(home / f"case{seed}"))
        print(f"{jobs} workers\n\n{HEAD}", flush=True)
        found = measured("many", *cases, folder / "out", "--jobs", jobs)
        print(row(f"{count} cases", found))
        dates = len(list((folder / "out").glob("*/maps/*.html")))
        print(f"\n{1000 * found['cpu'] / count:.0f} ms of processor time a case,", end=" ")
        print(f"{dates / count:.0f} dates in each")


def main() -> None:
    """Measure builds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("what", choices=["dates", "cases", "one", "many"])
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--dates", type=int, action="append")
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    found = parser.parse_args()
    if found.what == "one":
        case, out = found.paths
        one_build(case, out, found.dates[0], found.jobs)
    elif found.what == "many":
        many_builds(found.paths[:-1], found.paths[-1], found.jobs)
    elif found.what == "dates":
        by_dates(found.units, found.dates or [100, 1000], found.jobs)
    else:
        by_cases(found.cases, found.jobs)


if __name__ == "__main__":
    main()
