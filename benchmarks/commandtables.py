"""Tables of whole commands, of claims to intervals, of builds and of growth; from `commands.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.figures import (
    both_times,
    exponent,
    line_at,
    per_unit,
    seconds,
    table,
    times,
    weight,
)
from benchmarks.works import BUILD_CHANGED, WORKS

Row = dict[str, Any]
UNITS = {"claims": 100_000, "places": 1_000, "days": 1_000}
"""For how much more a growth table says the cost; of claims on areas it is 100."""


def select(rows: Iterable[Row], **wanted: Any) -> list[Row]:
    """The rows that have these values."""
    return [row for row in rows if all(row.get(key) == value for key, value in wanted.items())]


def one(rows: Iterable[Row], **wanted: Any) -> Row | None:
    """The row that has these values, if it was measured."""
    found = select(rows, **wanted)
    return found[0] if found else None


def cell(row: Row | None) -> str:
    """Time, memory, bytes of a file; or why it was given up."""
    if row is None:
        return "–"
    if row.get("stopped"):
        return f"given up after {both_times(row['seconds'], row['seconds'])} ({row['stopped']})"
    parts = [both_times(row["seconds"], row["cpu_seconds"]), f"{row['peak_mb']:,.0f} MB"]
    if row.get("all_mb", 0) > 1.1 * row["peak_mb"]:
        parts[1] += f" (all processes {row['all_mb']:,.0f} MB)"
    return ", ".join(parts)


def ratio(other: Row | None, this: Row | None) -> float | None:
    """How many times more processor the other code takes; at least so many if it was given up."""
    if other is None or this is None or this.get("stopped"):
        return None
    return float(other["cpu_seconds"] / this["cpu_seconds"])


def ratio_cell(other: Row | None, this: Row | None) -> str:
    """The ratio as text; more than it where the other code was given up."""
    found = ratio(other, this)
    if found is None:
        return "–"
    return ("more than " if other and other.get("stopped") else "") + times(found)


def command_table(rows: Sequence[Row]) -> list[str]:
    """One line for each command on each war: cold, cached, by other code."""
    lines = []
    keys = {(row["war"], row["size"], row["work"]): None for row in rows}
    for war, places, work in keys:
        here = select(rows, war=war, size=places, work=work)
        this = one(here, code="this", mode="cold")
        cached = one(here, code="this", mode="cached")
        other = one(here, code="other", mode="cold")
        wrote = "–" if this is None else weight(this["bytes"])
        name = war if places is None else f"{places:,} places"
        lines.append([name, work, cell(this), cell(cached), wrote, cell(other)])
        lines[-1] += [ratio_cell(other, this), _same(this, other)]
    head = ["case", "command", "cold", "cached", "answer", "other code, cold", "ratio, cold"]
    return table([*head, "same answer"], lines)


def _same(this: Row | None, other: Row | None) -> str:
    """Whether the other code answers the same to the byte; pages may look otherwise."""
    if this is None or other is None or this.get("stopped") or other.get("stopped"):
        return "–"
    if this["work"] in MAY_DIFFER:
        return "–"
    return "yes" if this["answer"] == other["answer"] else "no"


def interval_table(rows: Sequence[Row]) -> list[str]:
    """One line for each kind and size of war."""
    lines = []
    for places, war in {(row["size"], row["war"]): None for row in rows}:
        here = select(rows, size=places, war=war)
        this, other = one(here, code="this"), one(here, code="other")
        known = this if this and "claims" in this else other if other and "claims" in other else {}
        counts = [f"{known[key]:,}" if key in known else "–" for key in COUNTS]
        lines.append([f"{places:,} places", war, *counts, cell(this), cell(other)])
        lines[-1].append(ratio_cell(other, this))
    head = ["size", "war", *COUNTS, "this code", "other code", "ratio"]
    return table(head, lines)


MAY_DIFFER = {work.name for work in WORKS if not work.same} | {"build", BUILD_CHANGED}
COUNTS = ("claims", "intervals", "evidence")


def build_table(rows: Sequence[Row]) -> list[str]:
    """Builds of some dates and of all; of other code all dates by a line through the others."""
    lines = []
    for work in {row["work"]: None for row in rows}:
        this, other = (one(rows, work=work, code=code) for code in ("this", "other"))
        lines.append([work, cell(this), cell(other), ratio_cell(other, this)])
    whole = one(rows, whole=True)
    estimate = estimated_build(rows)
    if whole is not None and estimate is not None:
        lines[-1][2] = f"about {seconds(estimate)} of processor, by a line through the others"
        lines[-1][3] = "–" if whole.get("stopped") else times(estimate / whole["cpu_seconds"])
        order = [line for line in lines if line[0] != whole["work"]]
        lines = [*order, *(line for line in lines if line[0] == whole["work"])]
    return table(["work", "this code", "other code", "ratio"], lines)


def estimated_build(rows: Sequence[Row]) -> float | None:
    """Seconds of the processor that other code would take for all dates.

    By a line through its builds of some dates; those of the clock are too rough for a line.
    """
    whole = one(rows, whole=True)
    parts = [row for row in select(rows, code="other") if "dates" in row and not row.get("stopped")]
    if whole is None or len(parts) < 2:
        return None
    points = [(row["dates"], row["cpu_seconds"]) for row in parts]
    return line_at(points, whole["dates"])


def growth_table(rows: Sequence[Row]) -> list[str]:
    """How time and memory grow along each line: exponents, and what one more costs."""
    lines = []
    keys = {(row["line"], row["work"], row["code"]): None for row in rows}
    for line, work, code in keys:
        points = select(rows, line=line, work=work, code=code)
        points = [point for point in points if not point.get("stopped")]
        if len(points) < 2:
            continue
        many = UNITS.get(line, 100)
        spans = f"{points[0]['x']:,} to {points[-1]['x']:,}"
        found = [line, work, code, spans]
        for key, unit in (("cpu_seconds", "s"), ("mb", "MB")):
            pairs = [
                (point["x"], memory_of(point) if key == "mb" else point[key]) for point in points
            ]
            found += [_exponent(pairs), f"{per_unit(pairs) * many:,.2f} {unit} for {many:,}"]
        lines.append(found)
    head = ["grows", "work", "code", "from … to", "time ~ n^", "what more costs"]
    return table([*head, "memory ~ n^", "what more costs"], lines)


def memory_of(point: Row) -> float:
    """The peak; of a step in a process that had read a case, what came on top of that."""
    return float(point["peak_mb"] - point.get("before_mb", 0))


def _exponent(pairs: Sequence[tuple[float, float]]) -> str:
    """The exponent; where a line begins at none of it, that of what comes on top."""
    if pairs[0][0] == 0:
        pairs = [(x, y - pairs[0][1]) for x, y in pairs[1:]]
    found = exponent(pairs)
    return "–" if found is None else f"{found:.2f}"
