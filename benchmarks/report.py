"""From the JSON of pytest-benchmark to the tables of docs/performance.md.

python benchmarks/report.py results.json            print the tables
python benchmarks/report.py results.json --write    and put them into docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import statistics
from importlib import metadata
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
PACKAGES = ("mapper", "geopandas", "shapely", "pandas", "numpy", "pyarrow", "folium")
SNAPSHOT = "one dissolved snapshot, the first of a writer"
ALL = "all dissolved snapshots, every day"
Entry = dict[str, Any]


def entries_of(results: Entry) -> dict[str, list[Entry]]:
    """The measurements by group, the smallest war first."""
    groups: dict[str, list[Entry]] = {}
    for item in results["benchmarks"]:
        row = {
            **item["extra_info"],
            "seconds": item["stats"]["median"],
            "size": (item["params"] or {}).get("places"),
        }
        groups.setdefault(item["group"], []).append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: (row["size"] or 0, row.get("days") or 0))
    return groups


def seconds(value: float) -> str:
    """Seconds with three figures."""
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < 100 else f"{value:.0f} s"


def main_table(groups: dict[str, list[Entry]]) -> list[str]:
    """One line for each step, one column for each size."""
    sizes = sorted({row["size"] for rows in groups.values() for row in rows if row["size"]})
    lines = [
        "| step | " + " | ".join(f"{size:,} places" for size in sizes) + " |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    for group, rows in groups.items():
        by_size = {row["size"]: row for row in rows}
        if not set(by_size) & set(sizes):
            continue
        lines.append(f"| {group} | " + " | ".join(cell(by_size.get(s)) for s in sizes) + " |")
    return lines


def cell(row: Entry | None) -> str:
    """Time, peak of memory, and bytes where something was written."""
    if row is None:
        return "–"
    parts = [seconds(row["seconds"]), f"{row['peak_mb']:,} MB"]
    if "bytes" in row:
        parts.append(f"{row['bytes'] / 1e6:.2f} MB written")
    return ", ".join(parts)


def slope(rows: list[Entry], key: str) -> float:
    """Exponent of the growth of time with a quantity: a line through the logarithms."""
    x = [math.log(row[key]) for row in rows]
    y = [math.log(row["seconds"]) for row in rows]
    return statistics.linear_regression(x, y).slope


def ratios(groups: dict[str, list[Entry]]) -> list[str]:
    """How much faster or smaller than what one would do otherwise."""
    lines = []

    def last(group: str) -> Entry | None:
        return groups[group][-1] if group in groups else None

    def say(name: str, theirs: float, ours: float, size: int) -> None:
        lines.append(f"- {name}, {size:,} places: **{theirs / ours:,.0f} ×**")

    every, one = last(ALL), last(SNAPSHOT)
    for rival in groups:
        row = last(rival)
        if row is None or "dissolve" not in rival or not rival.startswith("rival"):
            continue
        if every is not None and every["size"] == row["size"]:
            share = every["seconds"] / every["days"]
            name = f"A day of a series against {rival.removeprefix('rival: ')}"
            say(name, row["seconds"], share, row["size"])
        if one is not None and one["size"] == row["size"]:
            name = f"A single day against {rival.removeprefix('rival: ')}"
            say(name, row["seconds"], one["seconds"], row["size"])
    pandas, ours = last("rival: pandas, days × places"), last("daily areas by holder")
    if pandas and ours:
        say("Daily areas against pandas", pandas["seconds"], ours["seconds"], ours["size"])
    slider = last("rival: TimeSliderChoropleth")
    if slider:
        page = next(r for r in groups["atlas page"] if r["size"] == slider["size"])
        say(
            "Bytes of the page against TimeSliderChoropleth (folium's scripts not counted)",
            slider["bytes"],
            page["bytes"],
            slider["size"],
        )
    return lines


def growth(groups: dict[str, list[Entry]]) -> list[str]:
    """The fits that show how the cost grows."""
    lines = []
    claims = groups.get("claims to intervals", [])
    if len(claims) > 2:
        lines.append(
            f"- Claims to intervals grow with claims^{slope(claims, 'claims'):.2f} "
            f"({claims[0]['claims']:,} to {claims[-1]['claims']:,} claims)."
        )
    days = groups.get("claims to intervals, 3,000 places over more days", [])
    if len(days) > 2:
        lines.append(
            f"- Over {days[0]['days']:,} to {days[-1]['days']:,} days with as many claims they "
            f"grow with days^{slope(days, 'days'):.2f}: "
            + ", ".join(f"{seconds(row['seconds'])} ({row['claims']:,} claims)" for row in days)
            + "."
        )
    return lines


def machine(results: Entry) -> list[str]:
    """Where and with what this was measured."""
    info = results["machine_info"]
    brand = info.get("cpu", {}).get("brand_raw", "unknown processor")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return [
        f"Measured on {results['datetime'][:10]}: {brand}, {info['cpu'].get('count')} cores, "
        f"{info['system']}, Python {platform.python_version()}, {versions}. "
        "Median time; peak memory of the process while the step ran, all earlier data included.",
    ]


def report(results: Entry) -> str:
    """All tables as Markdown."""
    groups = entries_of(results)
    parts = [machine(results), main_table(groups), growth(groups), ratios(groups)]
    return "\n\n".join("\n".join(part) for part in parts if part)


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
