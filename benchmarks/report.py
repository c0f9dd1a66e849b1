"""From the JSON of the benchmarks to the tables of docs/performance.md.

    python -m benchmarks.report steps.json commands.json            print the tables
    python -m benchmarks.report steps.json commands.json --write    and put them into the page

Either file may be missing: then its tables are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import commandtables, steptables
from benchmarks.commandtables import Row, select
from benchmarks.targets import target_table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def machine(told: dict[str, Any]) -> list[str]:
    """Where and with what this was measured."""
    versions = ", ".join(f"{name} {number}" for name, number in told["versions"].items())
    return [
        f"Measured on {told['date']}: {told['processor']}, {told['cores']} cores, "
        f"{told['memory_gb']:.0f} GB of memory, {told['system']}, "
        f"Python {told['python']}, {versions}."
    ]


def machine_of_steps(results: dict[str, Any]) -> dict[str, Any]:
    """What pytest-benchmark says of the machine, in the words of `machine.py`."""
    info = results["machine_info"]
    return {
        "date": results["datetime"][:10],
        "processor": info.get("cpu", {}).get("brand_raw", "unknown processor"),
        "cores": info["cpu"].get("count"),
        "memory_gb": info["memory_gb"],
        "system": info["system"],
        "python": info["python_version"],
        "versions": info["versions"],
    }


def report(steps: dict[str, Any] | None, commands: dict[str, Any] | None) -> str:
    """All tables as Markdown."""
    groups = steptables.entries_of(steps) if steps else {}
    rows: Sequence[Row] = commands["rows"] if commands else []
    told = commands["machine"] if commands else machine_of_steps(steps) if steps else None
    whole = [row for row in rows if row["part"] in {"commands", "mali"}]
    parts = {
        "": machine(told) if told else [],
        "## Targets": target_table(rows),
        "## Where others are faster": steptables.slower(groups),
        "## Whole commands": commandtables.command_table(whole),
        "## Claims to intervals": commandtables.interval_table(select(rows, part="intervals")),
        "## Builds": commandtables.build_table(select(rows, part="builds")),
        "## Growth": commandtables.growth_table(select(rows, part="growth")),
        "## Beside others": steptables.pair_table(groups, limits=False),
        "## Beside the least that it could take": steptables.pair_table(groups, limits=True),
        "## Every step": steptables.main_table(groups),
        "## Memory": steptables.fresh_table(groups),
    }
    texts = [f"{title}\n\n{chr(10).join(lines)}" for title, lines in parts.items() if lines]
    return "\n\n".join(texts).strip()


def written_into(page: str, text: str) -> str:
    """The page with its figures replaced."""
    before, after = page.split(BEGIN, maxsplit=1)[0], page.split(END)[1]
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def read(path: Path) -> dict[str, Any] | None:
    """A file of results, if it is there."""
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", type=Path)
    parser.add_argument("commands", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = report(read(options.steps), read(options.commands))
    print(text)
    if options.write:
        page = written_into(PAGE.read_text("utf-8"), text)
        PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
