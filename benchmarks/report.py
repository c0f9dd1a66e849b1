"""From the JSON of pytest-benchmark to the tables of docs/performance.md.

python benchmarks/report.py results.json            print the tables
python benchmarks/report.py results.json --write    and put them into docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
FRESH = "read, build and count every day, in a fresh process"
TIMELINE = "claims to intervals"
DAILY = "daily areas by holder"
SNAPSHOT = "one dissolved snapshot, the first of a writer"
ALL = "all dissolved snapshots, every day"
DISSOLVE = "rival: GeoDataFrame.dissolve(method=unary), one day"
SLIDER = "rival: TimeSliderChoropleth"
ATLAS = "atlas page"
MORE_DAYS = "claims to intervals, 3,000 places over more days"
MORE_CLAIMS = "claims to intervals, more claims on 3,000 places"
FULL_SIZE = 33_000
"""Places of the war for which the targets are set."""
BUSY = 1.25
"""With so many times more seconds by the clock than of the processor, a cell shows both."""
Entry = dict[str, Any]
Groups = dict[str, list[Entry]]


def entries_of(results: Entry) -> Groups:
    """The measurements by group, the smallest war first."""
    groups: Groups = {}
    for item in results["benchmarks"]:
        row = {
            **item["extra_info"],
            "seconds": item["stats"]["median"],
            "size": (item["params"] or {}).get("places"),
        }
        groups.setdefault(item["group"], []).append(row)
    for rows in groups.values():
        keys = ("size", "claims", "days")
        rows.sort(key=lambda row: tuple(row.get(key) or 0 for key in keys))
    return groups


def of_size(groups: Groups, group: str, size: int) -> Entry | None:
    """The measurement of a group at a size."""
    return next((row for row in groups.get(group, ()) if row["size"] == size), None)


def sizes_of(groups: Groups) -> list[int]:
    """All sizes that were measured."""
    return sorted({row["size"] for rows in groups.values() for row in rows if row["size"]})


def seconds(value: float) -> str:
    """Seconds with three figures."""
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < 100 else f"{value:.0f} s"


def main_table(groups: Groups) -> list[str]:
    """One line for each step, one column for each size."""
    sizes = sizes_of(groups)
    lines = [
        "| step | " + " | ".join(f"{size:,} places" for size in sizes) + " |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    for group, rows in groups.items():
        by_size = {row["size"]: row for row in rows}
        if group != FRESH and set(by_size) & set(sizes):
            cells = " | ".join(cell(by_size.get(size)) for size in sizes)
            lines.append(f"| {group} | {cells} |")
    return lines


def cell(row: Entry | None) -> str:
    """Time, peak of memory, and bytes where something was written."""
    if row is None:
        return "–"
    cpu = row.get("cpu_seconds", row["seconds"])
    busy = f" ({seconds(cpu)} of processor)" if row["seconds"] > BUSY * cpu else ""
    parts = [seconds(row["seconds"]) + busy, f"{row['peak_mb']:,} MB"]
    if "bytes" in row:
        parts.append(f"{row['bytes'] / 1e6:,.2f} MB written")
    if "estimated_from_days" in row:
        parts[0], parts[2] = "", f"{row['bytes'] / 1e6:,.0f} MB, by a line through two pages of "
        parts[2] += f"{row['estimated_from_days']} days in all"
    return ", ".join(part for part in parts if part)


def fresh_table(groups: Groups) -> list[str]:
    """What a user sees who runs just this: each step in a process of its own."""
    rows = [row for row in groups.get(FRESH, ()) if row["size"]]
    if not rows:
        return []
    lines = [
        "| in one fresh process | " + " | ".join(f"{row['size']:,} places" for row in rows) + " |",
        "|---" * (len(rows) + 1) + "|",
    ]
    for steps in zip(*(row["steps"] for row in rows), strict=True):
        lines.append(f"| {steps[0]['step']} | " + " | ".join(map(cell, steps)) + " |")
    return lines


def slope(rows: list[Entry], key: str) -> float:
    """Exponent of the growth of time with a quantity: a line through the logarithms."""
    x = [math.log(row[key]) for row in rows]
    y = [math.log(row["cpu_seconds"]) for row in rows]
    return statistics.linear_regression(x, y).slope


def ratios(groups: Groups) -> list[str]:
    """How much faster or smaller than what one would do otherwise, at every size."""
    lines = ["| beside | " + " | ".join(f"{s:,} places" for s in sizes_of(groups)) + " |"]
    lines.append("|---" * (len(sizes_of(groups)) + 1) + "|")
    pairs = [
        ("a day of all snapshots / " + rival.removeprefix("rival: "), rival, ALL)
        for rival in groups
        if rival.startswith("rival: GeoDataFrame.dissolve")
    ]
    pairs += [
        ("a single snapshot / " + DISSOLVE.removeprefix("rival: "), DISSOLVE, SNAPSHOT),
        ("daily areas / pandas, days × places", "rival: pandas, days × places", DAILY),
        ("bytes of the atlas page / TimeSliderChoropleth", SLIDER, ATLAS),
    ]
    for name, theirs, ours in pairs:
        cells = []
        for size in sizes_of(groups):
            ratio = ratio_of(of_size(groups, theirs, size), of_size(groups, ours, size))
            cells.append("–" if ratio is None else f"**{ratio:,.0f} ×**")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def ratio_of(theirs: Entry | None, ours: Entry | None) -> float | None:
    """Theirs by ours: bytes where the rival writes a page, else seconds of processor a day."""
    if theirs is None or ours is None:
        return None
    if "bytes" in theirs:
        return float(theirs["bytes"] / ours["bytes"])
    days = ours["days"] if "bytes" in ours else 1  # of all snapshots, a day is compared
    return float(theirs["cpu_seconds"] / (ours["cpu_seconds"] / days))


def growth(groups: Groups) -> list[str]:
    """The fits that show how the cost grows (seconds of processor, log against log)."""
    lines = []
    for group, key, title in (
        (TIMELINE, "claims", "Claims to intervals, more places with as many claims on each"),
        (MORE_CLAIMS, "claims", "Claims to intervals, more claims on 3,000 places"),
        (MORE_DAYS, "days", "Claims to intervals, as many claims over more days"),
    ):
        rows = [row for row in groups.get(group, ()) if row.get(key)]
        if len(rows) > 2:
            points = ", ".join(f"{row[key]:,} {key}: {seconds(row['cpu_seconds'])}" for row in rows)
            lines.append(f"- {title}: time ~ {key}^{slope(rows, key):.2f} ({points}).")
    return lines


def targets(groups: Groups) -> list[str]:
    """The targets of the largest war, and what was measured."""
    rows = [f"| {name} | {target} | {found} |" for name, target, found in _targets(groups)]
    head = [f"| target at {FULL_SIZE:,} places | at most | measured |", "|---|---|---|"]
    return head + rows if rows else []


def _targets(groups: Groups) -> Iterator[tuple[str, str, str]]:
    def at(group: str) -> Entry | None:
        return of_size(groups, group, FULL_SIZE)

    timeline, daily, fresh = at(TIMELINE), at(DAILY), at(FRESH)
    if timeline and daily:
        total = seconds(timeline["seconds"] + daily["seconds"])
        yield "claims → intervals → daily areas by holder", "5 s", total
    if fresh:
        peak = max(step["peak_mb"] for step in fresh["steps"][1:])
        yield "peak of memory after reading", "1,500 MB", f"{peak:,} MB"
    one, every, page = at(SNAPSHOT), at(ALL), at(ATLAS)
    if one:
        yield "one dissolved snapshot", "0.3 s", seconds(one["seconds"])
    if every:
        yield "all dissolved snapshots, every day", "180 s", seconds(every["seconds"])
    if page:
        yield "atlas page", "8 MB", f"{page['bytes'] / 1e6:.2f} MB"


def machine(results: Entry) -> list[str]:
    """Where and with what this was measured."""
    info = results["machine_info"]
    brand = info.get("cpu", {}).get("brand_raw", "unknown processor")
    versions = ", ".join(f"{name} {number}" for name, number in info["versions"].items())
    return [
        f"Measured on {results['datetime'][:10]}: {brand}, {info['cpu'].get('count')} cores, "
        f"{info['memory_gb']:.0f} GB of memory, {info['system']}, "
        f"Python {info['python_version']}, {versions}."
    ]


def report(results: Entry) -> str:
    """All tables as Markdown."""
    groups = entries_of(results)
    parts = {
        "": machine(results),
        "## Targets": targets(groups),
        "## Every step": main_table(groups),
        "## Memory": fresh_table(groups),
        "## How many times less than what one would do otherwise": ratios(groups),
        "## Growth": growth(groups),
    }
    texts = [f"{title}\n\n{chr(10).join(lines)}" for title, lines in parts.items() if lines]
    return "\n\n".join(texts).strip()


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = report(json.loads(options.results.read_text(encoding="utf-8")))
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
